"""La portée des tournées SPI : tenues ou non, où, quand, leurs étapes ; jamais ce qui vient, ni un motif écrit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from domaine.periodes import periode_contenant, periodes_entre
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, colonne, ligne, tableau
from rapports.contenu import servis
from rapports.lecture import Lecture
from requetes.comparaisons.zones import CaseDeGrille
from requetes.registres.commun import Etendue, grouper, somme
from requetes.registres.tournees import Tournee, lire_tournees, motifs_dits, sortes_de_motifs
from tableurs.objets import en_tableau

_ENSEMBLE = "Ensemble"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimestre:
    """Les mêmes comptes, d'un trimestre de départ prévu."""

    periode: str
    region: str
    tournees: int
    realisees: int
    partielles: int
    annulees: int
    sans_compte_rendu: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arret:
    """Les tournées qu'une sorte de motif a arrêtées (règle M15)."""

    motif: str
    region: str
    annulees: int
    partielles: int


def batir(lecture: Lecture, lues: Sequence[CaseDeGrille]) -> list[Bloc]:
    """Une phrase, puis par région, par trimestre, par motif, et qui a été servi.

    Args:
        lecture: l'édition.
        lues: les indicateurs par région, depuis le démarrage (`contenu.zones.grille`).

    Returns:
        Vide quand l'édition n'a aucune tournée échue (règles S13 et V11).
    """
    echues = [
        t
        for t in lire_tournees(lecture.base, Etendue("SOCLE", lecture.jour))
        if t.date_prevue_debut is not None and t.etat != "planifiée"
    ]
    if not echues:
        return []
    groupes = grouper(echues, lambda t: t.region)
    regions = {nom: groupes[nom] for _, nom in lecture.regions if nom in groupes} | {_ENSEMBLE: echues}
    portees = [_mesurer(nom, siennes) for nom, siennes in regions.items()]
    interne, dits = lecture.identite.public == "interne", motifs_dits(lecture.base)
    return [
        Paragraphe(_dire(portees[-1])),
        _tableau(portees, interne=interne),
        _par_trimestre(regions, interne=interne),
        *(_par_motif(lecture, regions) if dits else []),
        *servis.batir(lecture, lues, echues),
        Note(_dire_ce_qui_est_tu(interne=interne, motifs=dits)),
    ]


def _compter(tournees: Sequence[Tournee]) -> dict[str, int]:
    etats = Counter(t.etat for t in tournees)
    return {
        "tournees": len(tournees),
        "realisees": etats["réalisée"],
        "partielles": etats["partielle"],
        "annulees": etats["annulée"],
        "sans_compte_rendu": etats["passée, sans compte rendu"],
    }


def _mesurer(nom: str, tournees: Sequence[Tournee]) -> Portee:
    tenues, etapes = (somme(n) for n in ((t.etapes_tenues for t in tournees), (t.etapes for t in tournees)))
    return Portee(region=nom, **_compter(tournees), etapes_tenues=tenues, etapes=etapes)


def _dire(p: Portee) -> str:
    dits = [
        f"{francais.compte(p.realisees, 'tournée réalisée', 'tournées réalisées')} sur {francais.nombre(p.tournees)} "
        "dont le départ était prévu"
    ]
    if p.etapes is not None:
        dits.append(f"{francais.fraction(p.etapes_tenues, p.etapes)} étapes tenues")
    return " ; ".join(dits) + "."


def _tableau(portees: Sequence[Portee], *, interne: bool) -> Tableau:
    titres = [colonne("Région", part=1.4)]
    titres += [colonne(nom, "droite") for nom in ("Départs prévus", "Réalisées", "Partielles", "Annulées")]
    titres += [colonne("Sans compte rendu", "droite")] if interne else []
    titres += [colonne("Étapes tenues", "droite", 1.2)]
    rangees = [
        ligne(
            p.region,
            *(francais.nombre(n) for n in (p.tournees, p.realisees, p.partielles, p.annulees)),
            *([francais.nombre(p.sans_compte_rendu)] if interne else []),
            francais.fraction(p.etapes_tenues, p.etapes),
        )
        for p in portees
    ]
    donnees = en_tableau(Portee, portees)
    return tableau(
        "Portée des tournées, à l’arrêté",
        tuple(titres),
        rangees,
        "Portée des tournées",
        donnees if interne else donnees.drop(columns="sans_compte_rendu"),
        fiches=True,
    )


def _par_trimestre(regions: dict[str, list[Tournee]], *, interne: bool) -> Tableau:
    """Réalisées sur prévues, région par région ; le classeur a aussi les partielles et les annulées (règle S13)."""
    departs = [t.date_prevue_debut for t in regions[_ENSEMBLE] if t.date_prevue_debut is not None]
    trimestres = list(periodes_entre("trimestre", min(departs), periode_contenant("trimestre", max(departs)).fin))
    lus = {
        (p.libelle, nom): Trimestre(periode=p.libelle, region=nom, **_compter(_parties(siennes, p.debut, p.fin)))
        for p in trimestres
        for nom, siennes in regions.items()
    }
    rangees = [
        ligne(
            p.libelle_long,
            *(_dire_le_trimestre(lus[p.libelle, nom]) for nom in regions),
            *(francais.nombre(n) for n in (lus[p.libelle, _ENSEMBLE].partielles, lus[p.libelle, _ENSEMBLE].annulees)),
        )
        for p in trimestres
    ]
    colonnes = (
        colonne("Départ prévu", part=1.2),
        *(colonne(nom, "droite") for nom in regions),
        colonne("Dont partielles", "droite"),
        colonne("Dont annulées", "droite"),
    )
    donnees = en_tableau(Trimestre, list(lus.values()))
    return tableau(
        "Tournées réalisées sur prévues, par trimestre",
        colonnes,
        rangees,
        "Tournées par trimestre",
        donnees if interne else donnees.drop(columns="sans_compte_rendu"),
        fiches=True,
    )


def _parties(tournees: Sequence[Tournee], debut: object, fin: object) -> list[Tournee]:
    return [t for t in tournees if t.date_prevue_debut is not None and debut <= t.date_prevue_debut <= fin]  # type: ignore[operator]


def _dire_le_trimestre(t: Trimestre) -> str:
    return francais.fraction(t.realisees, t.tournees) if t.tournees else francais.SO


def _par_motif(lecture: Lecture, regions: dict[str, list[Tournee]]) -> list[Bloc]:
    """La sorte de ce qui a arrêté les tournées (règles S12 et M15) ; vide quand aucune ne l'a été."""
    arretees = [t for t in regions[_ENSEMBLE] if t.pourquoi is not None]
    sortes = sortes_de_motifs(lecture.base, {t.pourquoi for t in arretees if t.pourquoi is not None})
    nombres = Counter(sortes[str(t.pourquoi)] for t in arretees)
    ordre = sorted(nombres, key=lambda s: (-nombres[s], s))
    lus = {
        (sorte, nom): Arret(
            motif=sorte,
            region=nom,
            annulees=sum(t.etat == "annulée" and sortes.get(t.pourquoi or "") == sorte for t in siennes),
            partielles=sum(t.etat == "partielle" and sortes.get(t.pourquoi or "") == sorte for t in siennes),
        )
        for sorte in ordre
        for nom, siennes in regions.items()
    }
    rangees = [
        ligne(
            sorte,
            *(francais.nombre(lus[sorte, nom].annulees + lus[sorte, nom].partielles) for nom in regions),
            francais.nombre(lus[sorte, _ENSEMBLE].annulees),
            francais.nombre(lus[sorte, _ENSEMBLE].partielles),
        )
        for sorte in ordre
    ]
    colonnes = (
        colonne("Motif", part=1.3),
        *(colonne(nom, "droite") for nom in regions),
        colonne("Dont annulées", "droite"),
        colonne("Dont partielles", "droite"),
    )
    titre, donnees = "Tournées annulées ou partielles, par motif", en_tableau(Arret, list(lus.values()))
    return [tableau(titre, colonnes, rangees, "Motifs des tournées", donnees, fiches=True)] if ordre else []


def _dire_ce_qui_est_tu(*, interne: bool, motifs: bool) -> str:
    sortes = "Un motif se lit par sa sorte, jamais tel qu’il fut écrit." if motifs else ""
    if interne:
        return (
            "Tournées dont le départ était prévu à l’arrêté au plus tard, celles qui courent encore mises à part. Un "
            f"acte sert une personne ; qui en reçoit deux compte deux fois. {sortes}"
        ).strip()
    tus = "ni le détail des actes, ni les coûts, ni les tournées à venir"
    return (
        f"Cette édition ne publie {tus if motifs else f'ni les motifs, {tus}'}. L’indicateur compte aussi celles "
        f"qu’elle ne publie pas\u00a0: sans compte rendu, sans fin connue, ou pas finies à l’arrêté. {sortes}"
    ).strip()
