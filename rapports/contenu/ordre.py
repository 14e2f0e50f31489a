"""L'ordre du rapport : les parties, dans l'ordre où un bailleur les lit."""

from __future__ import annotations

from domaine import francais
from domaine.preuve import estampiller
from rapports.blocs import Bloc, Document
from rapports.contenu import (
    activites,
    finances,
    garde,
    methode,
    qualite,
    recit,
    regions,
    restauration,
    resultats,
    services,
    synthese,
    trajectoires,
)
from rapports.lecture import Lecture, nommer_periode

AVERTISSEMENT = "Données de démonstration : chiffres fictifs, à ne pas citer"
_PARTIES = (
    garde.batir,
    synthese.batir,
    resultats.batir,
    trajectoires.batir,
    restauration.batir,
    services.batir,
    activites.batir,
    finances.batir,
    regions.batir,
    recit.batir,
    qualite.batir,
    methode.batir,
)


def batir(lecture: Lecture) -> Document:
    """Le document neutre d'une édition."""
    blocs: list[Bloc] = [bloc for partie in _PARTIES for bloc in partie(lecture)]
    numero = lecture.identite.numero or "Essai, édition non figée"
    return Document(
        titre=f"Rapport {nommer_periode(lecture)} — {lecture.projet.get('intitule', 'SOCLE')}",
        rappel=f"{numero} · données arrêtées au {francais.date(lecture.jour)}",
        avertissement=AVERTISSEMENT if lecture.demonstration else "",
        blocs=(*blocs, *recit.terminer(lecture, blocs)),
        estampille=estampiller(lecture.identite.numero, lecture.identite.empreinte),
    )
