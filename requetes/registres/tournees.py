"""Les tournées des services publics itinérants : leur état, leurs étapes, qui elles ont servi, ce qu'elles coûtent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domaine.sources import NON_PRECISE
from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription

#: Une tournée dont la fin prévue est passée, et que rien ne dit tenue ni annulée (règle S11).
SANS_COMPTE_RENDU = "passée, sans compte rendu"
#: Ce dont un motif est attendu (règle S12).
SANS_SUITE = ("annulée", "partielle")

#: L'étape `etape` de la tournée `tournee` se dit au jour lu (règle V11).
_DITE = "NOT coalesce(etape.date > $jour, false) AND etape_spi_dite(etape.tenue, tournee.statut)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tournee(Inscription):
    """Une tournée, placée par son départ prévu (règle S13).

    Attributes:
        etat: son statut, ou «passée, sans compte rendu» (règle S11).
        motif: `None` quand personne ne le dit.
        etapes, etapes_tenues: de celles que l'on dit ; `None` quand aucune n'est reçue, qui n'est pas zéro.
        actes: aux hommes et aux femmes ; `None` quand aucun nombre n'est reçu.
        plus_loin_km: du chef-lieu à l'étape tenue la plus lointaine ; `None` si aucune ne dit sa distance.
        cout_fcfa: `None` quand il n'est pas connu.
    """

    etat: str
    motif: str | None
    date_prevue_debut: dt.date | None
    date_prevue_fin: dt.date | None
    date_debut: dt.date | None
    date_fin: dt.date | None
    etapes: int | None
    etapes_tenues: int | None
    actes: int | None
    plus_loin_km: float | None
    cout_fcfa: float | None

    @property
    def pourquoi(self) -> str | None:
        """Le motif d'une tournée annulée ou partielle, «non précisé» s'il manque ; `None` d'une autre (règle S12)."""
        return (self.motif or NON_PRECISE) if self.etat in SANS_SUITE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """Un arrêt d'une tournée, au plus tard au jour lu (règle V11).

    Attributes:
        population: «non précisé» quand elle n'est pas dite.
        actes: délivrés à ce site ; `None` quand aucun nombre n'en est reçu, ou que deux étapes ont ce site.
    """

    id_tournee: str
    code_zone: str
    zone: str
    region: str | None
    site: str | None
    population: str
    date: dt.date | None
    distance_km: float | None
    tenue: bool
    motif: str | None
    actes: int | None
    fichier: str | None
    feuille: str | None
    ligne: int | None

    @property
    def pourquoi(self) -> str | None:
        """Le motif d'une étape non tenue, «non précisé» s'il manque ; `None` d'une étape tenue (règle S12)."""
        return None if self.tenue else self.motif or NON_PRECISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Servis:
    """Les bénéficiaires d'un groupe d'actes.

    Attributes:
        groupe: une population, un acte ; «non précisé» quand il n'est pas dit.
        actes: hommes et femmes (règle G10) ; `None` quand aucun nombre n'est reçu.
        actes_des_deux_sexes: des seules lignes où les deux cases sont remplies.
        part_femmes: de 0 à 100, sur ces seules lignes (règle G14).
        lignes, lignes_vides: reçues ; sans aucun nombre.
    """

    groupe: str
    actes: int | None
    hommes: int | None
    femmes: int | None
    actes_des_deux_sexes: int | None
    part_femmes: float | None
    lignes: int
    lignes_vides: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActeServi:
    """Une ligne d'actes ; une case vide n'est pas un zéro."""

    date: dt.date
    site: str
    service: str | None
    acte: str
    hommes: int | None
    femmes: int | None
    actes: int | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prochaine:
    """Une tournée dont le départ prévu n'est pas venu : sa région, ses dates, jamais où elle s'arrêtera."""

    identifiant: str
    region: str
    statut: str
    debut: dt.date
    fin: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cout:
    """Ce que coûte un acte.

    Attributes:
        tournees: celles dont coût et actes sont tous deux connus ; tout le reste vient d'elles.
        par_acte: en FCFA ; `None` sans elles, ou si elles n'ont délivré aucun acte.
    """

    tournees: int
    cout_fcfa: float | None
    actes: int | None
    par_acte: float | None


def lire_tournees(base: Base, etendue: Etendue) -> tuple[Tournee, ...]:
    """Les tournées dont le départ prévu est dans l'étendue, la plus récente d'abord.

    Sans départ prévu, une tournée n'est d'aucune période : elle ne paraît que depuis le démarrage (règle S13).
    """
    return base.rangees(
        Tournee,
        f"""
        WITH bilan AS (
            SELECT id_tournee, count(*)::INTEGER AS etapes, (count(*) FILTER (etape.tenue))::INTEGER AS etapes_tenues,
                   max(etape.distance_km) FILTER (etape.tenue) AS plus_loin_km
            FROM spi_etape etape JOIN spi_tournee tournee USING (id_tournee) WHERE {_DITE} GROUP BY id_tournee
        ), total AS (
            SELECT id_tournee, sum(hommes_et_femmes(hommes, femmes))::BIGINT AS actes
            FROM spi_prestation WHERE date <= $jour GROUP BY id_tournee
        )
        SELECT inscrit.id_tournee AS identifiant, {LIEU}, {SOURCE}, inscrit.motif,
               etat_de_la_tournee(inscrit.statut, inscrit.date_prevue_debut, inscrit.date_prevue_fin, $jour) AS etat,
               inscrit.date_prevue_debut, inscrit.date_prevue_fin, inscrit.date_debut, inscrit.date_fin, bilan.etapes,
               bilan.etapes_tenues, total.actes, bilan.plus_loin_km, inscrit.cout_fcfa
        FROM spi_tournee inscrit {JOINDRE_LE_LIEU} LEFT JOIN bilan USING (id_tournee) LEFT JOIN total USING (id_tournee)
        WHERE inscrit.date_prevue_debut BETWEEN coalesce($debut::DATE, DATE '0001-01-01') AND $fin
           OR (inscrit.date_prevue_debut IS NULL AND $debut::DATE IS NULL)
        ORDER BY inscrit.date_prevue_debut DESC NULLS LAST, lieu.ordre, inscrit.id_tournee
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour, "debut": etendue.debut, "fin": etendue.fin or etendue.jour},
    )


def lire_etapes(base: Base, tournees: tuple[str, ...], jour: dt.date) -> tuple[Etape, ...]:
    """Les étapes de ces tournées, dans l'ordre où elles se sont faites ; une étape sans date à la fin.

    Celle d'une tournée annulée a le motif de sa tournée. Les actes d'un site vont à son étape quand elle est la seule
    de la tournée à ce site (règle G13).
    """
    return base.rangees(
        Etape,
        f"""
        WITH acte AS (
            SELECT id_tournee, site, sum(hommes_et_femmes(hommes, femmes))::BIGINT AS actes
            FROM spi_prestation WHERE date <= $jour GROUP BY ALL
        )
        SELECT etape.id_tournee, etape.code_zone, zone.nom AS zone, region.nom AS region, etape.site,
               coalesce(etape.type_population, '{NON_PRECISE}') AS population, etape.date, etape.distance_km,
               etape.tenue, acte.actes, etape.fichier, etape.feuille, etape.ligne,
               coalesce(etape.motif, CASE WHEN tournee.statut = 'annulée' THEN tournee.motif END) AS motif
        FROM (SELECT *, count(*) OVER (PARTITION BY id_tournee, site) = 1 AS seule FROM spi_etape) etape
        JOIN spi_tournee tournee USING (id_tournee) JOIN zone ON zone.code = etape.code_zone
        LEFT JOIN zone region ON region.code = zone.region
        LEFT JOIN acte ON etape.seule AND acte.id_tournee = etape.id_tournee AND acte.site = etape.site
        WHERE {_DITE} AND etape.id_tournee IN (SELECT unnest($ids))
        ORDER BY etape.date NULLS LAST, etape.ligne, etape.site
        """,  # noqa: S608
        {"ids": list(tournees), "jour": jour},
    )


#: Ce par quoi les bénéficiaires se groupent → la colonne qui le dit ; vide : tous ensemble.
_PAR = {"": "'Ensemble'", "population": "etape.type_population", "acte": "prestation.acte"}


def lire_servis(base: Base, tournees: tuple[str, ...], jour: dt.date, par: str = "") -> tuple[Servis, ...]:
    """Qui ces tournées ont servi jusqu'à un jour, groupe par groupe, le plus servi d'abord.

    Args:
        base: l'édition.
        tournees: leurs identifiants.
        jour: le dernier compris.
        par: «population» (celle de la seule étape du site), «acte» ; vide : tous ensemble.
    """
    return base.rangees(
        Servis,
        f"""
        WITH etape AS (
            SELECT id_tournee, site, any_value(type_population) AS type_population FROM spi_etape
            GROUP BY id_tournee, site HAVING count(*) = 1
        )
        SELECT coalesce({_PAR[par]}, '{NON_PRECISE}') AS groupe,
               sum(hommes_et_femmes(hommes, femmes))::BIGINT AS actes, sum(hommes)::BIGINT AS hommes,
               sum(femmes)::BIGINT AS femmes, sum(hommes + femmes)::BIGINT AS actes_des_deux_sexes,
               pourcentage(sum(femmes) FILTER (hommes IS NOT NULL), sum(hommes + femmes)) AS part_femmes,
               count(*) AS lignes, count(*) FILTER (hommes_et_femmes(hommes, femmes) IS NULL) AS lignes_vides
        FROM spi_prestation prestation LEFT JOIN etape USING (id_tournee, site)
        WHERE prestation.id_tournee IN (SELECT unnest($ids)) AND prestation.date <= $jour
        GROUP BY groupe ORDER BY actes DESC NULLS LAST, groupe
        """,  # noqa: S608
        {"ids": list(tournees), "jour": jour},
    )


def lire_actes(base: Base, tournee: str, jour: dt.date) -> tuple[ActeServi, ...]:
    """Les actes d'une tournée jusqu'à un jour, dans l'ordre."""
    return base.rangees(
        ActeServi,
        """
        SELECT date, site, service, acte, hommes::BIGINT AS hommes, femmes::BIGINT AS femmes,
               hommes_et_femmes(hommes, femmes)::BIGINT AS actes, fichier, feuille, ligne
        FROM spi_prestation WHERE id_tournee = $id AND date <= $jour ORDER BY date, site, service, acte
        """,
        {"id": tournee, "jour": jour},
    )


def motifs_dits(base: Base) -> bool:
    """Vrai quand l'édition dit au moins un motif de tournée ; une édition remise d'avant n'en a aucun (règle M17)."""
    return bool(base.lire("SELECT count(motif) > 0 AS dits FROM spi_tournee")["dits"].iloc[0])


def sortes_de_motifs(base: Base, motifs: Collection[str]) -> dict[str, str]:
    """Motif écrit → sa sorte, d'une liste fermée (règle M15) ; «non précisé» le reste."""
    lus = base.lire(
        "SELECT motif, motif_lu(motif) AS sorte FROM (SELECT unnest($motifs) AS motif)", {"motifs": [*motifs]}
    )
    sortes = dict(zip(lus["motif"], lus["sorte"], strict=True))
    return {m: m if m == NON_PRECISE else sortes[m] for m in motifs}


def lire_prochaines(base: Base, zone: str, jour: dt.date) -> tuple[Prochaine, ...]:
    """Les tournées à venir après un jour, hors annulées, la plus proche d'abord ; pour l'équipe seule (règle V11)."""
    return base.rangees(
        Prochaine,
        f"""
        SELECT inscrit.id_tournee AS identifiant, coalesce(region.nom, lieu.nom) AS region, inscrit.statut,
               inscrit.date_prevue_debut AS debut, inscrit.date_prevue_fin AS fin
        FROM spi_tournee inscrit {JOINDRE_LE_LIEU}
        WHERE inscrit.date_prevue_debut > $jour AND inscrit.statut IS DISTINCT FROM 'annulée'
        ORDER BY debut, lieu.ordre, inscrit.id_tournee
        """,  # noqa: S608
        {"zone": zone, "jour": jour},
    )


def cout_par_acte(tournees: Sequence[Tournee]) -> Cout:
    """Σ coût / Σ actes, sur les seules tournées qui ont les deux (règle S10)."""
    lues = [(t.cout_fcfa, t.actes) for t in tournees if t.cout_fcfa is not None and t.actes is not None]
    if not lues:
        return Cout(tournees=0, cout_fcfa=None, actes=None, par_acte=None)
    cout, actes = sum(c for c, _ in lues), sum(a for _, a in lues)
    return Cout(tournees=len(lues), cout_fcfa=cout, actes=actes, par_acte=cout / actes if actes else None)
