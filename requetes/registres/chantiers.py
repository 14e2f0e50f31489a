"""Les chantiers de l'État, tels qu'on les connaissait à un jour : avancement prévu et réel, retard, incident."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Chantier(Inscription):
    """Un chantier.

    Attributes:
        nom: `None` dans une édition remise, qui n'en dit que l'ouvrage.
        etat: «réceptionné», «en cours», «pas commencé» (règle G24).
        prevu_pct: de 0 à 100, la droite entre les deux dates prévues (règle S2) ; `None` si l'une manque.
        physique_pct, financier_pct: de 0 à 100, du dernier relevé, comme `incident` ; `None` sans relevé.
        bloque: son dernier relevé dit un incident, et il n'est pas réceptionné (règle S3) ; `None` quand il n'en dit
            aucun, ou qu'une édition remise les tait.
        ecart_pts: le financier moins le physique, en points ; `None` si l'un manque.
        loin_du_physique: le financier s'en écarte de plus de 25 points (règle S31) ; `None` sans écart.
        retard_jours: 0 s'il est à l'heure ; un chantier réceptionné garde le sien (règle S1) ; `None` sans fin prévue.
    """

    nom: str | None
    ouvrage: str
    entreprise: str | None
    montant_fcfa: float | None
    etat: str
    date_debut_prevue: dt.date | None
    date_fin_prevue: dt.date | None
    date_debut: dt.date | None
    date_reception: dt.date | None
    prevu_pct: float | None
    physique_pct: float | None
    financier_pct: float | None
    ecart_pts: float | None
    loin_du_physique: bool | None
    date_releve: dt.date | None
    incident: str | None
    bloque: bool | None
    retard_jours: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Releve:
    """Un relevé d'avancement ; `financier_pct` est `None` quand il ne le dit pas."""

    date: dt.date
    physique_pct: float
    financier_pct: float | None
    incident: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Avancement:
    """L'avancement de plusieurs chantiers à la fin d'un mois, pondéré par leurs montants (règle S2).

    Attributes:
        prevu_pct: vide (`None`) si aucun n'a ses deux dates prévues.
        financier_pct: sans les chantiers dont le relevé ne le dit pas.
    """

    date: dt.date
    prevu_pct: float | None
    physique_pct: float | None
    financier_pct: float | None


def lire_chantiers(base: Base, etendue: Etendue) -> tuple[Chantier, ...]:
    """Les chantiers de la zone : en cours, pas commencés, réceptionnés ; un incident, puis le retard devant."""
    return base.rangees(
        Chantier,
        f"""
        WITH releve AS (
            -- Tout du dernier relevé, même ce qui y manque : un ancien financier daté d'aujourd'hui serait faux.
            SELECT id_chantier, arg_max_null(physique_pct, date) AS physique_pct, arg_max_null(financier_pct, date)
                   AS financier_pct, max(date) AS date_releve, arg_max_null(incident, date) AS incident
            FROM chantier_avancement WHERE date <= $jour GROUP BY id_chantier
        )
        SELECT inscrit.id_chantier AS identifiant, {LIEU}, {SOURCE}, inscrit.nom, inscrit.ouvrage, inscrit.entreprise,
               inscrit.montant_fcfa,
               etat_du_chantier(inscrit.date_debut, inscrit.date_reception, releve.date_releve, $jour) AS etat,
               inscrit.date_debut_prevue, inscrit.date_fin_prevue,
               CASE WHEN inscrit.date_debut <= $jour THEN inscrit.date_debut END AS date_debut,
               CASE WHEN inscrit.date_reception <= $jour THEN inscrit.date_reception END AS date_reception,
               avancement_prevu(inscrit.date_debut_prevue, inscrit.date_fin_prevue, $jour) AS prevu_pct,
               releve.physique_pct, releve.financier_pct, releve.financier_pct - releve.physique_pct AS ecart_pts,
               depense_jugee(releve.financier_pct - releve.physique_pct) <> 'accordée' AS loin_du_physique,
               releve.date_releve, releve.incident,
               CASE WHEN releve.incident IS NOT NULL
                    THEN chantier_bloque(inscrit.date_reception, releve.incident, $jour) END AS bloque,
               jours_de_retard(inscrit.date_fin_prevue, inscrit.date_reception, $jour) AS retard_jours
        FROM chantier inscrit {JOINDRE_LE_LIEU} LEFT JOIN releve USING (id_chantier)
        ORDER BY list_position(['en cours', 'pas commencé', 'réceptionné'], etat), releve.incident IS NULL,
                 retard_jours DESC NULLS LAST, lieu.ordre, inscrit.id_chantier
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour},
    )


def lire_releves(base: Base, id_chantier: str, jour: dt.date) -> tuple[Releve, ...]:
    """Les relevés d'un chantier jusqu'à un jour, du plus ancien au plus récent."""
    return base.rangees(
        Releve,
        """
        SELECT date, physique_pct, financier_pct, incident, fichier, feuille, ligne
        FROM chantier_avancement WHERE id_chantier = $id AND date <= $jour ORDER BY date
        """,
        {"id": id_chantier, "jour": jour},
    )


def lire_avancement(base: Base, identifiants: tuple[str, ...], jour: dt.date) -> tuple[Avancement, ...]:
    """La courbe de ces chantiers, fin de mois par fin de mois, du premier début prévu ou réel à `jour`.

    Un chantier sans montant n'a pas de poids : il n'y entre pas. Sans relevé encore, il vaut 0 %.
    """
    return base.rangees(
        Avancement,
        """
        WITH retenu AS (
            SELECT * FROM chantier WHERE list_contains($ids, id_chantier) AND montant_fcfa > 0
        ), mois AS (
            SELECT least(last_day(pas::DATE), $jour) AS date
            FROM (SELECT min(least(date_debut_prevue, date_debut)) AS premier FROM retenu) debut,
                 generate_series(date_trunc('month', debut.premier), $jour::TIMESTAMP, INTERVAL 1 MONTH) serie(pas)
        )
        SELECT mois.date,
               sum(avancement_prevu(retenu.date_debut_prevue, retenu.date_fin_prevue, mois.date) * retenu.montant_fcfa)
               / sum(retenu.montant_fcfa)
                 FILTER (retenu.date_debut_prevue IS NOT NULL AND retenu.date_fin_prevue IS NOT NULL)
               AS prevu_pct,
               sum(coalesce(releve.physique_pct, 0) * retenu.montant_fcfa) / sum(retenu.montant_fcfa) AS physique_pct,
               sum(part.financier_pct * retenu.montant_fcfa)
               / sum(retenu.montant_fcfa) FILTER (part.financier_pct IS NOT NULL) AS financier_pct
        FROM mois CROSS JOIN retenu
        ASOF LEFT JOIN chantier_avancement releve
            ON releve.id_chantier = retenu.id_chantier AND mois.date >= releve.date
        -- sans relevé, rien n'est fait ni payé ; un relevé qui ne dit pas le financier le laisse inconnu
        CROSS JOIN LATERAL (
            SELECT CASE WHEN releve.date IS NULL THEN 0 ELSE releve.financier_pct END AS financier_pct) part
        GROUP BY mois.date ORDER BY mois.date
        """,
        {"ids": list(identifiants), "jour": jour},
    )
