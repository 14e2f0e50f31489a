"""La portée des tournées SPI : tenues ou non, leurs étapes, qui elles ont servi ; jamais ce qui vient, ni un motif."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.registres.commun import Etendue, grouper, somme
from requetes.registres.tournees import Tournee, lire_servis, lire_tournees
from tableurs.objets import en_tableau

#: Ce qu'une édition remise n'a pas, et ne montre donc pas (règle M17).
_INTERNES = ("sans_compte_rendu", "actes", "actes_des_deux_sexes", "part_femmes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portee:
    """Ce qu'ont donné les tournées d'une région ; `None` de ce que personne n'a envoyé."""

    region: str
    tournees: int
    realisees: int
    partielles: int
    annulees: int
    sans_compte_rendu: int
    etapes_tenues: float | None
    etapes: float | None
    actes: int | None
    actes_des_deux_sexes: int | None
    part_femmes: float | None


def batir(lecture: Lecture) -> list[Bloc]:
    """Une phrase et un tableau par région ; vide quand l'édition n'a aucune tournée échue (règles S13 et V11)."""
    lues = [
        t
        for t in lire_tournees(lecture.base, Etendue("SOCLE", lecture.jour))
        if t.date_prevue_debut is not None and t.etat != "planifiée"
    ]
    if not lues:
        return []
    regions = grouper(lues, lambda t: t.region)
    portees = [_mesurer(lecture, nom, regions[nom]) for _, nom in lecture.regions if nom in regions]
    portees.append(_mesurer(lecture, "Ensemble", lues))
    interne = lecture.identite.public == "interne"
    return [
        Paragraphe(_dire(portees[-1])),
        _tableau(portees, interne=interne),
        Note(_dire_ce_qui_est_tu(interne=interne)),
    ]


def _mesurer(lecture: Lecture, nom: str, tournees: Sequence[Tournee]) -> Portee:
    etats = Counter(t.etat for t in tournees)
    servis = lire_servis(lecture.base, tuple(t.identifiant for t in tournees), lecture.jour)
    return Portee(
        region=nom,
        tournees=len(tournees),
        realisees=etats["réalisée"],
        partielles=etats["partielle"],
        annulees=etats["annulée"],
        sans_compte_rendu=etats["passée, sans compte rendu"],
        etapes_tenues=somme(t.etapes_tenues for t in tournees),
        etapes=somme(t.etapes for t in tournees),
        actes=servis[0].actes if servis else None,
        actes_des_deux_sexes=servis[0].actes_des_deux_sexes if servis else None,
        part_femmes=servis[0].part_femmes if servis else None,
    )


def _dire(p: Portee) -> str:
    dits = [
        f"{francais.compte(p.realisees, 'tournée réalisée', 'tournées réalisées')} sur {francais.nombre(p.tournees)} "
        "dont le départ était prévu"
    ]
    if p.etapes is not None:
        dits.append(f"{francais.fraction(p.etapes_tenues, p.etapes)} étapes tenues")
    if p.actes is not None:
        dits.append(f"{francais.compte(p.actes, 'acte délivré', 'actes délivrés')}")
    if p.part_femmes is not None:
        sur = francais.compte(
            p.actes_des_deux_sexes, "acte dont les deux sexes sont dits", "actes dont les deux sexes sont dits"
        )
        dits.append(f"{francais.pourcentage(p.part_femmes)} aux femmes, sur {sur}")
    return " ; ".join(dits) + "."


def _tableau(portees: Sequence[Portee], *, interne: bool) -> Tableau:
    titres = [colonne("Région", part=1.4)]
    titres += [colonne(nom, "droite") for nom in ("Départs prévus", "Réalisées", "Partielles", "Annulées")]
    titres += [colonne("Sans compte rendu", "droite")] if interne else []
    titres += [colonne("Étapes tenues", "droite", 1.2)]
    titres += [colonne("Actes", "droite"), colonne("Dont femmes", "droite")] if interne else []
    rangees = [
        ligne(
            p.region,
            *(francais.nombre(n) for n in (p.tournees, p.realisees, p.partielles, p.annulees)),
            *([francais.nombre(p.sans_compte_rendu)] if interne else []),
            francais.fraction(p.etapes_tenues, p.etapes),
            *([francais.nombre(p.actes), francais.pourcentage(p.part_femmes)] if interne else []),
        )
        for p in portees
    ]
    donnees = en_tableau(Portee, portees)
    return tableau(
        "Portée des tournées, à l’arrêté",
        tuple(titres),
        rangees,
        "Portée des tournées",
        donnees if interne else donnees.drop(columns=list(_INTERNES)),
    )


def _dire_ce_qui_est_tu(*, interne: bool) -> str:
    if interne:
        return (
            "Tournées dont le départ était prévu à l’arrêté au plus tard, celles qui courent encore mises à part. Un "
            "acte sert une personne ; qui en reçoit deux compte deux fois."
        )
    return (
        "Cette édition ne publie ni les motifs, ni les actes, ni les coûts, ni les tournées à venir. L’indicateur "
        "compte aussi celles qu’elle ne publie pas\u00a0: sans compte rendu, sans fin connue, ou pas finies à l’arrêté."
    )
