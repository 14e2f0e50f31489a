"""Les questions de la carte : zones et limites, points de service, leur état à une date, valeurs d'un indicateur."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.referentiel import Zone

_VENTILES = """
    LEFT JOIN valeurs ventile ON ventile.code_indicateur = $indicateur AND ventile.type_periode = 'cumul'
        AND ventile.niveau = $niveau AND ventile.dimension = 'service' AND ventile.modalite = $service
        AND ventile.code_zone = total.code_zone AND ventile.periode = total.periode
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePlacee(Zone):
    """Une zone et son point intérieur, où s'écrit son nom ; `None` quand il n'est pas connu."""

    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanDesPoints:
    """Les comptes d'une sélection à une date.

    Attributes:
        restaures: déjà passés 4/4 ; les trois suivants en font le compte (règle V2).
        fonctionnels: qui fonctionnent ce jour.
        non_vus: depuis 90 jours, sans être retombés.
        jamais_vus, sans_position: de tous les points suivis.
    """

    suivis: int
    restaures: int
    fonctionnels: int
    retombes: int
    non_vus: int
    jamais_vus: int
    sans_position: int

    @property
    def connu(self) -> bool:
        """Une visite au moins a été reçue : sans elle, aucun compte n'est un zéro (règle S4)."""
        return self.jamais_vus < self.suivis

    @property
    def comptes(self) -> tuple[int, int, int, int]:
        """Restaurés, et parmi eux qui fonctionnent, retombés, non vus."""
        return self.restaures, self.fonctionnels, self.retombes, self.non_vus

    def mouvements(self, avant: BilanDesPoints) -> tuple[int, ...]:
        """De combien chacun des `comptes` a bougé depuis un autre bilan."""
        return tuple(n - n_avant for n, n_avant in zip(self.comptes, avant.comptes, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurDeZone(Chiffre):
    """La situation cumulée d'un indicateur dans une zone, à une date.

    Attributes:
        fin: celle de la période lue, la même pour toutes les zones.
        inaccessible: les dernières lignes reçues la disent fermée.
        avant: ce qu'elle était à l'autre date, sans rien de lu si elle n'y avait pas de ligne ; `None` = pas d'autre
            date.
        ecart: différence des deux valeurs, dans l'unité, en points pour un pourcentage ; `None` quand l'une manque, ou
            que les deux dates lisent la même période : rien n'y a bougé, faute de mesure.
    """

    code_zone: str
    zone: str
    periode: str
    fin: dt.date
    inaccessible: bool
    avant: Chiffre | None = None
    ecart: float | None = None


def zones_placees(base: Base) -> tuple[ZonePlacee, ...]:
    """Les zones et leur point intérieur, dans l'ordre d'affichage."""
    return base.rangees(ZonePlacee, "SELECT code, niveau, nom, parent, region, lon, lat FROM zone ORDER BY ordre, code")


def limites(base: Base) -> dict[str, str]:
    """Les limites en vigueur dans l'édition : code de zone → GeoJSON (EPSG:4326)."""
    lues = base.lire("SELECT code_zone, geojson FROM limite ORDER BY code_zone")
    return dict(zip(lues["code_zone"], lues["geojson"], strict=True))


def points_places(base: Base) -> pd.DataFrame:
    """Tous les points, positionnés ou non, dans l'ordre qui sert aussi à `etats_des_points`.

    Returns:
        `id_point, nom, type_service, code_zone, latitude, longitude, fichier, ligne` ; une position absente est NaN.
    """
    return base.lire("""
        SELECT id_point, nom, type_service, code_zone, latitude, longitude, fichier, ligne
        FROM point_service ORDER BY id_point
    """)


def dates_d_etat(base: Base) -> tuple[dt.date, ...]:
    """Les dates de situation, dans l'ordre : chaque fin de mois finie, et l'arrêté des données.

    Ce sont celles de `etat_point` ; une édition sans aucun point a les mêmes, pour que ses indicateurs se voient.
    """
    lignes = base.lire("""
        SELECT fin AS date FROM periode WHERE type = 'mois' AND finie
        UNION SELECT date FROM etat_point ORDER BY date
    """)
    return tuple(pd.Timestamp(d).date() for d in lignes["date"])


def etats_des_points(base: Base, jour: dt.date, zone: str = "SOCLE", service: str = "") -> pd.DataFrame:
    """L'état de chaque point à une date, dans l'ordre de `points_places`.

    Args:
        jour: une des dates de `dates_d_etat`.
        zone: la sélection s'y limite, descendance comprise.
        service: type de service ; vide = tous.

    Returns:
        Une ligne par point : `id_point, code_zone, choisi (BOOLEAN : dans la zone et du service), nom, type_service,
        commune, cercle, region, statut, restaure, retombe, tests, derniere_visite, age_jours, etape, date_restauration,
        usagers (comptés par les visites depuis le démarrage ; NaN si aucune n'en dit), operateur, gestionnaire,
        localite, latitude, longitude, fichier, feuille, ligne`. Un point absent de la date est «inconnu», sans visite
        ni étape.
    """
    return base.lire(
        """
        SELECT point.id_point, point.code_zone,
               coalesce(ascendance.ancetre IS NOT NULL AND ($service = '' OR point.type_service = $service), false)
                   AS choisi, point.nom, point.type_service, commune.nom AS commune, cercle.nom AS cercle,
               region.nom AS region, coalesce(etat.statut, 'inconnu') AS statut,
               coalesce(etat.restaure, false) AS restaure, coalesce(etat.retombe, false) AS retombe, etat.tests,
               etat.derniere_visite, etat.age_jours, etat.etape, etat.date_restauration, frequentation.usagers,
               point.operateur, point.gestionnaire, point.localite, point.latitude, point.longitude, point.fichier,
               point.feuille, point.ligne
        FROM point_service point
        LEFT JOIN (
            SELECT id_point, sum(hommes_et_femmes(usagers_hommes, usagers_femmes)) AS usagers
            FROM visite WHERE date <= $jour GROUP BY id_point
        ) frequentation ON frequentation.id_point = point.id_point
        LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        LEFT JOIN zone_ascendance ascendance ON ascendance.code = point.code_zone AND ascendance.ancetre = $zone
        LEFT JOIN zone commune ON commune.code = point.code_zone
        LEFT JOIN zone cercle ON cercle.code = commune.parent
        LEFT JOIN zone region ON region.code = commune.region
        ORDER BY point.id_point
        """,
        {"jour": jour, "zone": zone, "service": service},
    )


def bilan_des_points(base: Base, jour: dt.date, zone: str = "SOCLE", service: str = "") -> BilanDesPoints:
    """Les comptes de la sélection à une date."""
    (bilan,) = base.rangees(
        BilanDesPoints,
        """
        SELECT count(*) AS suivis,
               count(*) FILTER (etat.restaure) AS restaures,
               count(*) FILTER (etat.restaure AND etat.fonctionnel) AS fonctionnels,
               count(*) FILTER (etat.restaure AND etat.retombe) AS retombes,
               count(*) FILTER (est_non_vu(etat.restaure, etat.retombe, etat.age_jours)) AS non_vus,
               count(*) FILTER (etat.statut IS NULL OR etat.statut = 'inconnu') AS jamais_vus,
               count(*) FILTER (point.latitude IS NULL OR point.longitude IS NULL) AS sans_position
        FROM point_service point
        JOIN zone_ascendance ascendance ON ascendance.code = point.code_zone AND ascendance.ancetre = $zone
        LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        WHERE $service = '' OR point.type_service = $service
        """,
        {"jour": jour, "zone": zone, "service": service},
    )
    return bilan


def valeurs_de_carte(
    base: Base, indicateur: str, niveau: str, jour: dt.date, service: str = ""
) -> tuple[ValeurDeZone, ...]:
    """La situation cumulée d'un indicateur à une date, pour toutes les zones d'un niveau.

    La période lue est la dernière période de base finie à cette date : la même pour toutes les zones.

    Args:
        base: l'édition.
        indicateur: code de l'indicateur.
        niveau: region, cercle ou commune.
        jour: date de la situation.
        service: la ventilation par service ; vide = le total.

    Returns:
        Une valeur par zone, dans l'ordre de leurs codes ; rien quand aucune période n'est finie.
    """
    # Sans service, la seconde lecture des rangées n'aurait rien à rendre : elle n'est pas posée.
    rangee, ventiles = ("ventile", _VENTILES) if service else ("total", "")
    parametres = {"indicateur": indicateur, "niveau": niveau, "jour": jour} | ({"service": service} if service else {})
    return base.rangees(
        ValeurDeZone,
        f"""
        SELECT total.code_indicateur, indicateur.unite, total.code_zone, zone.nom AS zone, total.periode, lue.fin,
               {rangee}.valeur, {rangee}.numerateur, {rangee}.denominateur, {rangee}.recues, total.attendues,
               {rangee}.date_plus_ancienne, coalesce({rangee}.provisoire, false) AS provisoire,
               {"NULL::VARCHAR" if service else "total.etat"} AS etat, fermee.code_zone IS NOT NULL AS inaccessible
        FROM periode_calculee lue
        JOIN valeurs total ON total.code_indicateur = $indicateur AND total.type_periode = 'cumul'
            AND total.periode = lue.periode AND total.niveau = $niveau AND total.dimension IS NULL
        JOIN indicateur ON indicateur.code = total.code_indicateur
        JOIN zone ON zone.code = total.code_zone
        LEFT JOIN zones_inaccessibles($jour::DATE, $indicateur) fermee ON fermee.code_zone = zone.code
        {ventiles}
        WHERE lue.code_indicateur = $indicateur AND lue.type_periode = 'cumul' AND lue.fin <= $jour
            AND $jour < lue.fin_suivante
        ORDER BY total.code_zone
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        parametres,
    )


def ventile_par_service(base: Base, indicateur: str) -> bool:
    """Vrai si l'indicateur a au moins une ligne ventilée par service."""
    lignes = base.lire(
        "SELECT count(*) AS nombre FROM valeurs WHERE code_indicateur = $code AND dimension = 'service'",
        {"code": indicateur},
    )
    return int(lignes["nombre"].iloc[0]) > 0
