"""Les colonnes qui reviennent dans les feuilles d'une coordination : écrites une fois."""

from __future__ import annotations

from domaine.feuilles.declaration import Colonne as C
from domaine.feuilles.declaration import Feuille


def feuille(nom: str, table: str, export: str, cle: str, aide: str, *colonnes: C) -> Feuille:
    """Une feuille d'une coordination ; la clé est donnée en mots séparés par des espaces."""
    return Feuille(nom, table, export, "coordination", colonnes, tuple(cle.split()), aide)


def liste(nom: str, liste: str = "", *, requise: bool = False, aide: str = "") -> C:
    """Une colonne de liste fermée ; la liste porte le nom de la colonne si rien n'est dit."""
    return C(nom, "liste", requise=requise, liste=liste or nom, aide=aide)


def compte(nom: str, aide: str, unite: str, *, tolerante: bool = False) -> C:
    """Un nombre entier, jamais négatif."""
    return C(nom, "entier", minimum=0, tolerante=tolerante, aide=aide, unite=unite)


def montant(nom: str, aide: str = "Montant en FCFA, sans décimales.") -> C:
    """Un montant en FCFA ; hors bornes, la cellule seule est écartée."""
    return C(nom, "nombre", minimum=0, tolerante=True, aide=aide, unite="FCFA")


def prevue(nom: str) -> C:
    """Une date prévue : jamais contrôlée contre la réception."""
    return C(nom, "date", tolerante=True, aide="Date prévue (jj/mm/aaaa).")


def realisee(nom: str, *, requise: bool = False) -> C:
    """Une date de fait accompli : jamais après la réception."""
    return C(nom, "date", requise=requise, realisee=True, aide="Date réelle (jj/mm/aaaa), jamais dans le futur.")


def datante(nom: str, *, requise: bool = False) -> C:
    """Une date réalisée qui date les données (règle P4)."""
    aide = "Date réelle (jj/mm/aaaa), jamais dans le futur."
    return C(nom, "date", requise=requise, realisee=True, datante=True, aide=aide)


ZONE = C(
    "code_zone",
    "zone",
    requise=True,
    aide="Code (GAO, ML0703, ML070303, SOCLE) ou nom de la zone.",
    autres_noms=("zone", "code zone", "localisation"),
)
ZONE_OPTION = C("code_zone", "zone", aide="Code ou nom de la zone ; vide = tout le projet.", autres_noms=("zone",))


def zone_de(niveau: str) -> C:
    """Une zone dont la feuille impose le niveau."""
    return C(
        "code_zone",
        "zone",
        requise=True,
        niveau=niveau,
        aide=f"Code ou nom de la {niveau}.",
        autres_noms=("zone", "code zone", niveau),
    )


PERIODE = C("periode", "periode", requise=True, aide="2023-05, 2023-T2, 2023-S1, 2023, «mai 2023», «T2 2023»…")
PREUVE = liste("niveau_preuve", aide="0 déclaré, 1 document, 2 photo ou registre, 3 visite indépendante.")
POINT = C("id_point", requise=True, reference="point_service.id_point", aide="Identifiant du point de service.")
PHOTO = C(
    "photo",
    aide="Nom du fichier de la photo prise sur place ; plusieurs se séparent par «;». La photo se remet à part.",
)


def position(de_quoi: str) -> tuple[C, C, C]:
    """Latitude, longitude et précision ; hors bornes, la cellule seule est écartée."""

    def degres(nom: str, borne: int, sens: str) -> C:
        aide = f"{de_quoi}, en degrés décimaux, {sens}."
        return C(nom, "nombre", minimum=-borne, maximum=borne, tolerante=True, aide=aide, unite="degrés")

    return (
        degres("latitude", 90, "nord positif"),
        degres("longitude", 180, "ouest négatif"),
        C("precision_m", "nombre", minimum=0, tolerante=True, aide="Précision de la position, en mètres.", unite="m"),
    )
