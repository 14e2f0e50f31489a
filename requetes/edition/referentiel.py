"""Ce que l'édition dit d'elle-même : informations, zones, indicateurs, périodes, seuils.

`lire_referentiel` en rend l'essentiel en un objet, que l'entrée d'une page lit une fois et que toute page emploie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from domaine.niveaux import NIVEAUX
from domaine.periodes import lire_periode
from requetes.edition import figees
from requetes.edition.ouverture import Base

_DICTIONNAIRE = """
    SELECT indicateur.* REPLACE (coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
           coalesce(indicateur.phare, false) AS phare), resultat.libelle AS libelle_resultat, seuil.vert, seuil.orange,
           seuil.peremption, seuil.plancher_completude
    FROM indicateur
    LEFT JOIN resultat ON resultat.code = indicateur.resultat
    LEFT JOIN seuil ON seuil.jeu = jeu_de_seuils(indicateur.jeu_seuils, (SELECT list(jeu) FROM seuil))
    ORDER BY indicateur.ordre, indicateur.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicateur:
    """Une ligne du dictionnaire (feuille `Indicateurs`) ; une cellule vide est `None`.

    Attributes:
        libelle_court: toujours rempli, du libellé à défaut.
        classes_carte: bornes des classes de la carte, séparées par des points-virgules.
        libelle_resultat: le nom du résultat qu'il mesure.
        vert, orange, plancher_completude: de son jeu de seuils, en pourcentage.
        peremption: de son jeu de seuils, en multiples de la fréquence.
    """

    code: str
    libelle: str
    libelle_court: str
    resultat: str
    unite: str
    nature: str
    regle_temps: str | None
    sens: str
    frequence: str
    niveau_collecte: str
    phare: bool
    source_calcul: str | None
    jeu_seuils: str | None
    definition: str | None
    numerateur: str | None
    denominateur: str | None
    moyen_verification: str | None
    responsable: str | None
    desagregations: str | None
    sensibilite: str | None
    classes_carte: str | None
    ordre: int
    libelle_resultat: str | None
    vert: float | None
    orange: float | None
    peremption: float | None
    plancher_completude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Une zone ; `region` est celle où elle est (elle-même pour une région), absente pour le projet entier."""

    code: str
    niveau: str
    nom: str
    parent: str | None
    region: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seuils:
    """Un jeu de seuils : `vert`, `orange` et le plancher en pourcentage, la péremption en multiples de la fréquence."""

    jeu: str
    vert: float
    orange: float
    peremption: float
    plancher_completude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Referentiel:
    """Ce que toutes les pages d'une édition emploient.

    Attributes:
        info: la table `info`, sans les clés vides.
        projet: l'identité du projet, telle que le cadre logique la donne.
        indicateurs: code → indicateur, dans l'ordre du cadre logique.
        zones: code → zone, dans l'ordre d'affichage.
        periodes: code d'indicateur → type de période → libellés des périodes qui ont des rangées.
        services: les types de service qui ont au moins un point, par ordre alphabétique.
        seuils: le jeu `defaut` d'abord.
        rapports: rapports d'activités reçus et dus du projet entier, à la date des données.
        niveaux_lus: code d'indicateur → le niveau le plus fin où il se lit ici : celui de sa collecte, ou celui, plus
            large, qu'une édition remise publie.
        niveaux_dessines: les niveaux d'une carte, du plus large au plus fin : tous, ou ceux dont une édition remise
            a gardé les limites.
    """

    info: Mapping[str, str]
    projet: Mapping[str, str]
    indicateurs: Mapping[str, Indicateur]
    zones: Mapping[str, Zone]
    periodes: Mapping[str, Mapping[str, tuple[str, ...]]]
    services: tuple[str, ...]
    seuils: tuple[Seuils, ...]
    rapports: tuple[int, int]
    niveaux_lus: Mapping[str, str]
    niveaux_dessines: tuple[str, ...]

    @property
    def premier_phare(self) -> str | None:
        """Le premier indicateur phare, dans l'ordre du cadre, lu à deux périodes ou plus en cumul."""
        cumuls = {code: self.periodes.get(code, {}).get("cumul", ()) for code, i in self.indicateurs.items() if i.phare}
        return next((code for code, lus in cumuls.items() if len(lus) > 1), None)


def lire_referentiel(base: Base) -> Referentiel:
    """Lit ce que l'édition dit d'elle-même."""
    dictionnaire = base.rangees(
        Indicateur,
        f"SELECT * EXCLUDE (id_chargement, fichier, feuille, ligne) FROM ({_DICTIONNAIRE}) ORDER BY ordre, code",  # noqa: S608  # une constante
    )
    info, identite = informations(base), figees.identite(base)
    limite = lire_periode(identite.get("periode", ""))
    if limite is not None and "date_donnees" in info:
        # L'équipe garde, figée, la copie entière d'une édition : elle se lit pourtant à la période figée (règle P11).
        info["date_donnees"] = min(info["date_donnees"], limite.fin.isoformat())
    lues = base.rangees(Zone, "SELECT code, niveau, nom, parent, region FROM zone ORDER BY ordre, code")
    remise = identite.get("public", "interne") != "interne"
    limites, publies = (figees.niveaux_limites(base), figees.niveaux_publies(base)) if remise else (NIVEAUX, {})
    return Referentiel(
        info=info,
        projet=_projet(base),
        indicateurs={i.code: i for i in dictionnaire},
        zones={z.code: z for z in lues},
        periodes=_periodes(base, limite.fin if limite else dt.date.max),
        services=tuple(services(base)),
        seuils=seuils(base),
        rapports=completude_des_rapports(base, jour=limite.fin if limite else None),
        niveaux_lus={
            i.code: _niveau_lu(i.niveau_collecte, publies.get(i.code, "SOCLE")) if remise else i.niveau_collecte
            for i in dictionnaire
        },
        niveaux_dessines=tuple(n for n in NIVEAUX if n == "SOCLE" or n in limites),
    )


def _niveau_lu(collecte: str, publie: str) -> str:
    return min((n for n in (collecte, publie) if n in NIVEAUX), key=NIVEAUX.index, default="SOCLE")


def _periodes(base: Base, jusqu_au: dt.date) -> dict[str, dict[str, tuple[str, ...]]]:
    lues = base.lire(
        """
        SELECT lue.code_indicateur, lue.type_periode, lue.periode
        FROM periode_calculee lue JOIN indicateur ON indicateur.code = lue.code_indicateur
        WHERE lue.fin <= $jusqu_au
        """,
        {"jusqu_au": jusqu_au},
    )
    rangees: dict[str, dict[str, tuple[str, ...]]] = {}
    for (code, lecture), periodes in lues.groupby(["code_indicateur", "type_periode"])["periode"]:
        rangees.setdefault(str(code), {})[str(lecture)] = tuple(str(p) for p in periodes)
    return rangees


def _projet(base: Base) -> dict[str, str]:
    lues = base.lire("SELECT cle, valeur FROM projet WHERE valeur IS NOT NULL ORDER BY ligne")
    return {str(c): str(v) for c, v in zip(lues["cle"], lues["valeur"], strict=True)}


def informations(base: Base) -> dict[str, str]:
    """Les lignes de la table `info` : clé → valeur ; une clé sans valeur n'y est pas."""
    lignes = base.lire("SELECT cle, valeur FROM info WHERE nullif(valeur, '') IS NOT NULL")
    return dict(zip(lignes["cle"], lignes["valeur"], strict=True))


def indicateurs(base: Base) -> pd.DataFrame:
    """Le dictionnaire à emporter : les champs d'`Indicateur` et d'où vient chaque ligne, dans l'ordre du cadre."""
    return base.lire(_DICTIONNAIRE)


def services(base: Base) -> list[str]:
    """Les types de service qui ont au moins un point, par ordre alphabétique."""
    lignes = base.lire("SELECT DISTINCT type_service FROM point_service WHERE type_service IS NOT NULL ORDER BY 1")
    return [str(s) for s in lignes["type_service"]]


def completude_des_rapports(base: Base, zone: str = "SOCLE", jour: dt.date | None = None) -> tuple[int, int]:
    """Rapports reçus et attendus dans une zone : ceux de la complétude des chiffres lus ce jour-là (règle A6).

    Args:
        base: l'édition.
        zone: code de zone.
        jour: celui de la lecture, fin de période comprise ; `None` = la date des données.

    Returns:
        `(reçus, attendus)` ; `(0, 0)` quand aucun rapport n'est attendu.
    """
    lignes = base.lire(
        """
        SELECT count(*) AS dus, count(*) FILTER (rapport.recu) AS recus
        FROM arrete, rapports_au((SELECT least($jour, date_donnees) FROM arrete)) rapport
        JOIN portee_des_rapports('zone_ascendance') portee ON portee.zone_du_rapport = rapport.code_zone
        WHERE portee.code_zone = $zone AND rapport.fin <= least($jour, arrete.date_donnees)
    """,
        {"zone": zone, "jour": jour or dt.date.max},
    )
    return int(lignes["recus"].iloc[0]), int(lignes["dus"].iloc[0])


def seuils(base: Base) -> tuple[Seuils, ...]:
    """Les jeux de seuils, `defaut` d'abord."""
    return base.rangees(
        Seuils,
        "SELECT jeu, vert, orange, peremption, plancher_completude FROM seuil ORDER BY jeu <> 'defaut', jeu",
    )
