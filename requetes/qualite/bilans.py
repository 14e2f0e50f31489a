"""Les bilans de la page Qualité : rapports attendus, complétude, niveaux de preuve, données périmées."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapport:
    """Un rapport d'activités attendu d'une coordination.

    Attributes:
        debut, fin: de la période ; `None` si l'édition ne la connaît pas.
        date_echeance: la fin de la période quand la feuille n'en donne pas.
        situation: «reçu», «reçu en retard», «en retard» (échu au jour lu, pas reçu) ou «à venir».
        retard_jours: `None` sans retard.
    """

    code_zone: str
    nom: str
    periode: str
    debut: dt.date | None
    fin: dt.date | None
    date_echeance: dt.date | None
    date_reception: dt.date | None
    situation: str
    retard_jours: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ponctualite:
    """Les rapports dus d'une coordination, depuis le début ; ce qui est à venir n'est pas dû.

    Attributes:
        delai_median_jours: de la fin de la période à la réception, rapports reçus ; `None` quand aucun ne l'est.
        retard_median_jours: des seuls rapports reçus en retard.
        retard_max_jours: des reçus en retard et des manquants ; `None` sans retard.
    """

    code_zone: str
    coordination: str
    dus_nb: int
    recus_nb: int
    a_temps_nb: int
    en_retard_nb: int
    manquants_nb: int
    delai_median_jours: float | None
    retard_median_jours: float | None
    retard_max_jours: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completude:
    """Les couples indicateur × zone reçus sur attendus d'une zone, à une période, tous indicateurs réunis."""

    code_zone: str
    nom: str
    periode: str
    fin: dt.date
    recues: int
    attendues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preuve:
    """Les lignes reçues d'un indicateur, dans une coordination, à un niveau de preuve («0» à «3», `None` = non dit)."""

    code_indicateur: str
    libelle_court: str
    code_zone: str
    nom: str
    niveau_preuve: str | None
    lignes_nb: int


@dataclass(frozen=True, slots=True)
class Repartition:
    """Les mêmes lignes, réunies par indicateur, ou par indicateur et coordination (vide = toutes ensemble).

    Attributes:
        par_niveau: niveau de preuve → lignes ; `None` = non dit.
    """

    code_indicateur: str
    libelle_court: str
    coordination: str
    par_niveau: Counter[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimee:
    """Un indicateur dont une région n'a rien de récent, à la dernière situation cumulée.

    Attributes:
        etat: «périmée» ou «sans donnée».
        recues, attendues: comme dans `domaine.chiffre.Chiffre`.
    """

    code_indicateur: str
    libelle_court: str
    source_calcul: str | None
    code_zone: str
    nom: str
    ordre: int
    periode: str
    etat: str
    date_plus_ancienne: dt.date | None
    recues: int | None
    attendues: int | None


#: Paramètre : $jour.
_RAPPORTS = """
    SELECT rapport.code_zone, zone.nom, rapport.periode, rapport.debut, rapport.fin, rapport.echeance AS date_echeance,
           rapport.date_reception, rapport.situation, rapport.retard_jours, rapport.du, rapport.recu
    FROM rapports_au($jour::DATE) rapport LEFT JOIN zone ON zone.code = rapport.code_zone
    ORDER BY rapport.debut, zone.ordre
"""


def rapports(base: Base, region: str, jour: dt.date) -> tuple[Rapport, ...]:
    """Les rapports attendus, tels que ce jour les trouve, par période et par zone ; `region` vide = de toutes."""
    lus = base.rangees(Rapport, f"SELECT * EXCLUDE (du, recu) FROM ({_RAPPORTS})", {"jour": jour})  # noqa: S608  # une constante
    return tuple(r for r in lus if region in ("", r.code_zone))


def derniers_recus(base: Base, jour: dt.date) -> dict[str, dt.date]:
    """Région → fin de la période de son dernier rapport reçu ce jour-là ; sans rapport reçu, elle n'y est pas."""
    lus = base.lire(
        "SELECT code_zone, max(fin) AS fin FROM rapports_au($jour::DATE) WHERE recu GROUP BY code_zone", {"jour": jour}
    )
    return {str(zone): fin.date() for zone, fin in zip(lus["code_zone"], lus["fin"], strict=True)}


def ponctualite(base: Base, region: str, jour: dt.date) -> tuple[Ponctualite, ...]:
    """La ponctualité de chaque coordination, ou de celle d'une région."""
    return base.rangees(
        Ponctualite,
        f"""
        SELECT code_zone, nom AS coordination, count(*) AS dus_nb,
               count(*) FILTER (recu) AS recus_nb,
               count(*) FILTER (situation = 'reçu') AS a_temps_nb,
               count(*) FILTER (situation = 'reçu en retard') AS en_retard_nb,
               count(*) FILTER (situation = 'en retard') AS manquants_nb,
               median(date_diff('day', fin, date_reception)) FILTER (recu) AS delai_median_jours,
               median(retard_jours) FILTER (situation = 'reçu en retard') AS retard_median_jours,
               max(retard_jours) AS retard_max_jours
        FROM ({_RAPPORTS}) WHERE du AND ($region = '' OR code_zone = $region)
        GROUP BY code_zone, nom ORDER BY any_value((SELECT ordre FROM zone WHERE zone.code = code_zone))
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"region": region, "jour": jour},
    )


def completude_des_valeurs(base: Base, niveau: str, type_periode: str, region: str = "") -> tuple[Completude, ...]:
    """Zones reçues sur attendues, période par période ; une zone dont rien n'est attendu n'y est pas.

    Args:
        base: l'édition.
        niveau: region, cercle ou commune.
        type_periode: mois, trimestre, semestre ou annee.
        region: se limite à ses zones ; vide = toutes.
    """
    return base.rangees(
        Completude,
        """
        SELECT compte.code_zone, zone.nom, compte.periode, periode.fin, compte.recues, compte.attendues
        -- sommer avant de joindre : quelques centaines de lignes au lieu de toutes les rangées
        FROM (
            SELECT code_zone, periode, sum(recues) AS recues, sum(attendues) AS attendues FROM valeurs
            WHERE dimension IS NULL AND niveau = $niveau AND type_periode = $type_periode AND attendues > 0
            GROUP BY code_zone, periode
        ) compte JOIN zone ON zone.code = compte.code_zone JOIN periode ON periode.libelle = compte.periode
        WHERE $region = '' OR zone.region = $region
        ORDER BY periode.fin, zone.ordre
        """,
        {"niveau": niveau, "type_periode": type_periode, "region": region},
    )


def completude_recente(base: Base, region: str = "") -> tuple[Completude, ...]:
    """La complétude de chaque région à la dernière période : du type qu'on suit d'abord, sinon du plus fin qui existe.

    Returns:
        Une seule période ; vide quand rien n'est attendu.
    """
    lues = (completude_des_valeurs(base, "region", t, region) for t in ("trimestre", "mois", "semestre", "annee"))
    toutes = next((c for c in lues if c), ())
    return tuple(c for c in toutes if c.fin == toutes[-1].fin)


def niveaux_de_preuve(base: Base, region: str = "") -> tuple[Preuve, ...]:
    """Sur quoi reposent les chiffres : les lignes reçues de chaque indicateur, par coordination et niveau de preuve.

    Comptent les lignes de `Valeurs` du total (une ventilation a la preuve de son total) et les visites qui entrent dans
    l'indicateur. Une ligne sans valeur n'a pas de preuve à donner. Les autres registres n'ont pas de niveau de preuve :
    leurs indicateurs n'y sont pas.

    Args:
        base: l'édition.
        region: se limite à cette région ; vide = toutes, et le projet.
    """
    return base.rangees(
        Preuve,
        """
        WITH ligne AS (
            SELECT code_indicateur, code_zone, niveau_preuve, fichier, feuille, ligne, id_chargement FROM valeur
            WHERE dimension IS NULL AND (valeur IS NOT NULL OR numerateur IS NOT NULL)
            UNION ALL
            SELECT composante.code_indicateur, composante.code_zone, visite.niveau_preuve, visite.fichier,
                   visite.feuille, visite.ligne, visite.id_chargement
            FROM composante
            JOIN visites_prouvees() visite ON visite.id_chargement = composante.id_chargement
                 AND visite.fichier = composante.fichier AND visite.feuille = composante.feuille
                 AND visite.ligne = composante.ligne
            WHERE composante.table_source = 'visite' AND composante.dimension IS NULL
        )
        SELECT ligne.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               region.code AS code_zone, region.nom, ligne.niveau_preuve,
               count(DISTINCT (ligne.id_chargement, ligne.fichier, ligne.feuille, ligne.ligne)) AS lignes_nb
        FROM ligne JOIN indicateur ON indicateur.code = ligne.code_indicateur
        JOIN zone ON zone.code = ligne.code_zone JOIN zone region ON region.code = coalesce(zone.region, 'SOCLE')
        WHERE $region = '' OR region.code = $region
        GROUP BY indicateur.ordre, ligne.code_indicateur, 2, region.ordre, region.code, region.nom, ligne.niveau_preuve
        ORDER BY indicateur.ordre, region.ordre, ligne.niveau_preuve
        """,
        {"region": region},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAttendue:
    """Une photo qu'une visite ou un relevé de chantier annonce, et dont la pièce n'est pas là (règle D12)."""

    region: str
    objet: str
    id_objet: str
    date: dt.date
    photo: str
    fichier: str
    feuille: str
    ligne: int


def photos_attendues(base: Base, region: str = "") -> tuple[PhotoAttendue, ...]:
    """Les photos annoncées et jamais reçues, d'une région ou de toutes ; les plus récentes d'abord."""
    return base.rangees(
        PhotoAttendue,
        """
        SELECT region.nom AS region, annonce.objet, annonce.id_objet, annonce.date, annonce.photo, annonce.fichier,
               annonce.feuille, annonce.ligne
        FROM photos_annoncees() annonce
        JOIN zone ON zone.code = annonce.code_zone JOIN zone region ON region.code = coalesce(zone.region, 'SOCLE')
        WHERE NOT annonce.recue AND ($region = '' OR region.code = $region)
        ORDER BY annonce.date DESC, annonce.id_objet, annonce.photo
        """,
        {"region": region},
    )


def repartir(preuves: Sequence[Preuve], *, par_coordination: bool = False) -> tuple[Repartition, ...]:
    """Les lignes réunies par indicateur, au besoin par coordination, dans l'ordre où elles viennent."""
    reunies: dict[tuple[str, str], Repartition] = {}
    for p in preuves:
        coordination = p.nom if par_coordination else ""
        neuve = Repartition(p.code_indicateur, p.libelle_court, coordination, Counter())
        sienne = reunies.setdefault((p.code_indicateur, coordination), neuve)
        sienne.par_niveau[p.niveau_preuve] += p.lignes_nb
    return tuple(reunies.values())


def valeurs_perimees(base: Base, region: str = "") -> tuple[Perimee, ...]:
    """Les indicateurs dont une région n'a rien de récent, ceux d'une seule si elle est dite."""
    return base.rangees(
        Perimee,
        """
        WITH dernieres AS (
            SELECT code_indicateur, periode FROM periode_calculee WHERE type_periode = 'cumul'
            QUALIFY fin = max(fin) OVER (PARTITION BY code_indicateur)
        )
        SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.source_calcul, chiffre.code_zone, zone.nom, zone.ordre, chiffre.periode, chiffre.etat,
               chiffre.date_plus_ancienne, chiffre.recues, chiffre.attendues
        FROM valeurs chiffre
        JOIN dernieres ON dernieres.code_indicateur = chiffre.code_indicateur AND dernieres.periode = chiffre.periode
        JOIN indicateur ON indicateur.code = chiffre.code_indicateur
        JOIN zone ON zone.code = chiffre.code_zone
        WHERE chiffre.niveau = 'region' AND chiffre.type_periode = 'cumul' AND chiffre.dimension IS NULL
              AND chiffre.etat IN ('périmée', 'sans donnée') AND ($region = '' OR chiffre.code_zone = $region)
        ORDER BY chiffre.etat, indicateur.ordre, zone.ordre
        """,
        {"region": region},
    )
