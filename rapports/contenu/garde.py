"""La page de garde : de quel projet, de quelle période, de quelle édition il s'agit, et ce qu'elle vaut."""

from __future__ import annotations

from collections.abc import Mapping

from domaine import francais
from figures.mots.limites import dire_limites
from rapports.blocs import Bloc, Garde
from rapports.lecture import PUBLICS, Lecture, nommer_periode

_DEMONSTRATION = (
    "DONNÉES DE DÉMONSTRATION. Le cadre logique, les cibles et tous les chiffres de ce rapport sont fictifs : "
    "ils ne décrivent aucune situation réelle et ne se citent pas."
)
_ESSAI = "ESSAI. Ce rapport est tiré d’une édition vivante, qui n’est pas figée : ses chiffres peuvent encore changer."


def batir(lecture: Lecture) -> list[Bloc]:
    """La page de garde."""
    identite, projet, info = lecture.identite, lecture.projet, lecture.info
    entrees = {
        "Financeur": projet.get("financeur", ""),
        "Maître d’œuvre": projet.get("maitre_oeuvre", ""),
        "Convention": projet.get("convention", ""),
        "Période": f"{nommer_periode(lecture)}, et cumul depuis le démarrage ({francais.date(info.get('debut'))})",
        "Données arrêtées au": francais.date(lecture.jour),
        "Édition": identite.numero or f"{info.get('id_edition', '')} (vivante)",
        "Destinataires": PUBLICS[identite.public],
        "Statut": "figée : ses chiffres ne changeront plus" if identite.numero else "essai, non figée",
        "Figée le": francais.horodatage(identite.figee_le) if identite.figee_le else "",
        "Empreinte des chiffres": identite.empreinte or info.get("empreinte", ""),
        "Découpage": _decoupage(info),
    }
    return [
        Garde(
            titre=identite.titre or f"Rapport de suivi {nommer_periode(lecture)}",
            sous_titre=projet.get("intitule", "Projet sans intitulé au cadre logique"),
            entrees=tuple((nom, texte) for nom, texte in entrees.items() if texte),
            avertissement=" ".join(
                t for t in (_DEMONSTRATION if lecture.demonstration else "", "" if identite.numero else _ESSAI) if t
            ),
            note=identite.note,
        )
    ]


def _decoupage(info: Mapping[str, str]) -> str:
    decoupage = info.get("decoupage", "")
    return f"{decoupage}, {dire_limites(info)}" if decoupage else ""
