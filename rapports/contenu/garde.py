"""La page de garde : de quel projet, de quelle période, de quelle édition il s'agit, et ce qu'elle vaut."""

from __future__ import annotations

from collections.abc import Mapping

from domaine import francais
from domaine.figees import APERCU
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
    figee = identite.numero != APERCU
    entrees = {
        "Financeur": projet.get("financeur", ""),
        "Maître d’œuvre": projet.get("maitre_oeuvre", ""),
        "Convention": projet.get("convention", ""),
        "Période": f"{nommer_periode(lecture)}, et cumul depuis le démarrage ({francais.date(info.get('debut'))})",
        "Données arrêtées au": francais.date(lecture.jour),
        "Édition": identite.numero or f"{info.get('id_edition', '')} (vivante)",
        "Destinataires": PUBLICS[identite.public],
        "Statut": _statut(identite.numero),
        "Figée le": francais.horodatage(identite.figee_le) if identite.figee_le and figee else "",
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


def _statut(numero: str) -> str:
    if numero == APERCU:
        return "aperçu : rien n’est encore figé"
    return "figée : ses chiffres ne changeront plus" if numero else "essai, non figée"


def _decoupage(info: Mapping[str, str]) -> str:
    decoupage = info.get("decoupage", "")
    return f"{decoupage}, {dire_limites(info)}" if decoupage else ""
