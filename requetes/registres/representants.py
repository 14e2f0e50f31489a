"""Les représentants de l'État, poste par poste, tels qu'un jour les trouve : à leur poste ou non, où, depuis quand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domaine.periodes import MOIS_PAR_FREQUENCE, periode_contenant
from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, Etendue, Inscription

#: Les nouvelles connues à `$jour`, chacune avec l'état que disait celle d'avant (`NULL` : la première du poste).
_NOUVELLES = """
    SELECT code_zone || ' · ' || poste AS identifiant, * REPLACE (etat_du_poste(etat) AS etat),
           lag(etat_du_poste(etat)) OVER (PARTITION BY code_zone, poste ORDER BY date) AS avant
    FROM presence_etat WHERE date <= $jour
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poste(Inscription):
    """Un poste : une zone et un intitulé (règle S20).

    Attributes:
        cercle: le nom du sien ; `None` d'un poste de région, ou de tout le projet.
        fonction: «non précisée» quand la dernière nouvelle ne la dit pas.
        etat: au poste, replié, nommé non installé, vacant ; de sa dernière nouvelle, «non précisé» sans lui.
        depuis: la première des nouvelles qui, depuis sans interruption, disent cet état.
        depuis_au_moins: vrai quand aucune nouvelle d'avant n'en dit un autre : il peut être plus ancien.
        lieu_effectif: où la personne se tient, selon la dernière nouvelle ; `None` quand elle ne le dit pas.
        date_nouvelle, age_jours: de la dernière nouvelle, et les jours écoulés jusqu'au jour lu.
        ancienne: cette nouvelle est périmée (règle S22).
        precedent: l'état d'avant `depuis` ; `None` avec `depuis_au_moins`.
        a_change: `depuis` est dans la période regardée (règle S21).
    """

    cercle: str | None
    poste: str
    fonction: str
    etat: str
    depuis: dt.date
    depuis_au_moins: bool
    lieu_effectif: str | None
    date_nouvelle: dt.date
    age_jours: int
    ancienne: bool
    precedent: str | None
    a_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bascule:
    """Un poste qu'une nouvelle a trouvé dans un autre état que celle d'avant."""

    identifiant: str
    zone: str
    region: str | None
    poste: str
    fonction: str
    avant: str
    etat: str
    date: dt.date
    lieu_effectif: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatCompte:
    """Combien de postes étaient dans un état, un jour."""

    date: dt.date
    etat: str
    postes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nouvelle:
    """Ce qu'une ligne reçue dit d'un poste, un jour."""

    date: dt.date
    etat: str
    lieu_effectif: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


def compare_depuis(etendue: Etendue) -> dt.date:
    """Le premier jour où un changement compte : celui de la période, à défaut celui du trimestre lu (règle S21)."""
    return etendue.debut or periode_contenant("trimestre", etendue.jour).debut


def lire_postes(base: Base, etendue: Etendue) -> tuple[Poste, ...]:
    """Les postes connus de la zone : d'abord ceux que personne ne tient, depuis le plus longtemps devant."""
    vieillit = _lire_peremption(base)
    return base.rangees(
        Poste,
        f"""
        WITH nouvelle AS ({_NOUVELLES}), inscrit AS (
            SELECT identifiant, code_zone, poste, arg_max_null(fonction, date) AS fonction, arg_max(etat, date) AS etat,
                   arg_max_null(lieu_effectif, date) AS lieu_effectif, max(date) AS date_nouvelle,
                   max(date) FILTER (etat IS DISTINCT FROM avant) AS depuis,
                   arg_max_null(avant, date) FILTER (etat IS DISTINCT FROM avant) AS precedent,
                   arg_max_null(fichier, date) AS fichier, arg_max_null(feuille, date) AS feuille,
                   arg_max_null(ligne, date) AS ligne
            FROM nouvelle GROUP BY identifiant, code_zone, poste
        )
        SELECT inscrit.* REPLACE (coalesce(inscrit.fonction, 'non précisée') AS fonction),
               {LIEU.removeprefix("inscrit.code_zone, ")},
               cercle.nom AS cercle,
               inscrit.precedent IS NULL AS depuis_au_moins,
               date_diff('day', inscrit.date_nouvelle, $jour::DATE) AS age_jours,
               coalesce(est_perimee(inscrit.date_nouvelle, $jour::DATE, $peremption, $mois), false) AS ancienne,
               inscrit.precedent IS NOT NULL AND inscrit.depuis >= $debut AS a_change
        FROM inscrit {JOINDRE_LE_LIEU}
        LEFT JOIN zone cercle
               ON cercle.niveau = 'cercle' AND cercle.code = if(lieu.niveau = 'cercle', lieu.code, lieu.parent)
        ORDER BY list_position(['vacant', 'nommé non installé', 'replié', 'au poste'], inscrit.etat), inscrit.depuis,
                 lieu.ordre, inscrit.poste
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {
            "zone": etendue.zone,
            "jour": etendue.jour,
            "debut": compare_depuis(etendue),
            "peremption": vieillit.peremption,
            "mois": MOIS_PAR_FREQUENCE[vieillit.frequence or "T"],
        },
    )


@dataclass(frozen=True, slots=True)
class _Peremption:
    """En multiples de la fréquence."""

    peremption: float | None
    frequence: str | None


def _lire_peremption(base: Base) -> _Peremption:
    """Celle de l'indicateur de présence ; sans lui, du jeu d'origine, et d'un trimestre."""
    (lue,) = base.rangees(
        _Peremption,
        """
        SELECT seuil.peremption, indicateur.frequence
        FROM (SELECT 'presence_representants' AS source_calcul) registre LEFT JOIN indicateur USING (source_calcul)
        LEFT JOIN seuil ON seuil.jeu = jeu_de_seuils(indicateur.jeu_seuils, (SELECT list(jeu) FROM seuil))
        ORDER BY indicateur.ordre LIMIT 1
        """,
    )
    return lue


def lire_bascules(base: Base, identifiants: tuple[str, ...], debut: dt.date, jour: dt.date) -> tuple[Bascule, ...]:
    """Les changements d'état de ces postes entre deux jours compris, le plus récent d'abord (règle S21)."""
    return base.rangees(
        Bascule,
        f"""
        SELECT inscrit.identifiant, lieu.nom AS zone, region.nom AS region, inscrit.poste,
               coalesce(inscrit.fonction, 'non précisée') AS fonction, inscrit.avant, inscrit.etat, inscrit.date,
               inscrit.lieu_effectif
        FROM ({_NOUVELLES}) inscrit JOIN zone lieu ON lieu.code = inscrit.code_zone
        LEFT JOIN zone region ON region.code = lieu.region
        WHERE inscrit.date >= $debut AND inscrit.avant <> inscrit.etat AND list_contains($ids, inscrit.identifiant)
        ORDER BY inscrit.date DESC, lieu.ordre, inscrit.poste
        """,  # noqa: S608
        {"ids": list(identifiants), "debut": debut, "jour": jour},
    )


def lire_etats(base: Base, identifiants: tuple[str, ...], jour: dt.date) -> tuple[EtatCompte, ...]:
    """Les états de ces postes à chaque fin de trimestre, la dernière à `jour` (règle S23)."""
    return base.rangees(
        EtatCompte,
        f"""
        WITH nouvelle AS (SELECT * FROM ({_NOUVELLES}) WHERE list_contains($ids, identifiant)), moment AS (
            SELECT least((pas + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE, $jour::DATE) AS date
            FROM (SELECT date_trunc('quarter', min(date)) AS premier FROM nouvelle) debut,
                 generate_series(debut.premier, $jour::TIMESTAMP, INTERVAL 3 MONTH) serie(pas)
        )
        SELECT moment.date, nouvelle.etat, count(*) AS postes
        FROM moment CROSS JOIN (SELECT DISTINCT identifiant FROM nouvelle) poste
        ASOF JOIN nouvelle ON nouvelle.identifiant = poste.identifiant AND moment.date >= nouvelle.date
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        {"ids": list(identifiants), "jour": jour},
    )


def lire_nouvelles(base: Base, identifiant: str, jour: dt.date) -> tuple[Nouvelle, ...]:
    """Ce qui a été dit d'un poste jusqu'à un jour, le plus récent d'abord."""
    return base.rangees(
        Nouvelle,
        f"""
        SELECT date, etat, lieu_effectif, fichier, feuille, ligne
        FROM ({_NOUVELLES}) WHERE identifiant = $id ORDER BY date DESC
        """,  # noqa: S608
        {"id": identifiant, "jour": jour},
    )
