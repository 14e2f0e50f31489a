"""Les étiquettes HXL des tables exportées : ce que d'autres organisations reconnaissent d'une colonne (règle X7).

Une date, un nombre d'indicateur ou de personnes s'y vérifie : une colonne n'a que l'étiquette que toutes ses cellules
tiennent. Une période («2024-T2») n'est donc pas une date, et un code de zone, d'un niveau ou d'un autre, est un lieu.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Colonne → étiquette, dans toute table où rien d'autre n'est dit.
COMMUNES: Final = {
    "code_indicateur": "#indicator+code",
    "code_zone": "#loc+code",
    "niveau": "#loc+type",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "precision_m": "#geo+precision",
    "periode": "#meta+period",
    "type_periode": "#meta+period+type",
    "date": "#date",
    "debut": "#date+start",
    "fin": "#date+end",
    "date_debut": "#date+start",
    "date_fin": "#date+end",
    "date_prevue": "#date+planned",
    "date_reelle": "#date+actual",
    "date_reception": "#date+received",
    "date_echeance": "#date+due",
    "echeance": "#date+due",
    "date_execution": "#date+executed",
    "date_soumission": "#date+submitted",
    "date_validation": "#date+approved",
    "debut_prevu": "#date+planned+start",
    "fin_prevue": "#date+planned+end",
    "date_prevue_debut": "#date+planned+start",
    "date_prevue_fin": "#date+planned+end",
    "date_debut_prevue": "#date+planned+start",
    "date_fin_prevue": "#date+planned+end",
    "derniere_visite": "#date+visited",
    "date_restauration": "#date+restored",
    "date_plus_ancienne": "#date+oldest",
    "dimension": "#group+type",
    "modalite": "#group+name",
    "etat": "#status",
    "statut": "#status",
    "type_service": "#sector+name",
    "operateur": "#org+impl+name",
    "entreprise": "#org+contractor+name",
    "hommes": "#reached+m",
    "femmes": "#reached+f",
    "usagers_hommes": "#reached+m",
    "usagers_femmes": "#reached+f",
    "population": "#population",
    "population_desservie": "#population+served",
    "type_population": "#group+name",
    "budget_fcfa": "#value+budget+xof",
    "engage_fcfa": "#value+committed+xof",
    "decaisse_fcfa": "#value+disbursed+xof",
    "montant_fcfa": "#value+contract+xof",
    "cout_fcfa": "#value+cost+xof",
    "cible_due": "#indicator+target+num",
    "valeur_reference": "#indicator+baseline+num",
    "taux_realisation": "#indicator+achieved+pct",
    "taux_progression": "#indicator+progress+pct",
    "systeme": "#meta+vocab",
    "code_externe": "#meta+code+external",
    "libelle": "#meta+label",
    "fichier": "#meta+source+file",
    "feuille": "#meta+source+sheet",
    "ligne": "#meta+source+row",
    "nom_fichier": "#meta+source+file",
    "cle": "#meta+key",
    "jeu": "#meta+key",
}
_COMMUNE: Final = {"code_zone": "#adm3+code"}
_REGION: Final = {"code_zone": "#adm1+code"}
_NOMBRES: Final = {
    "valeur": "#indicator+value+num",
    "numerateur": "#indicator+numerator+num",
    "denominateur": "#indicator+denominator+num",
}
#: Table → ce que ses colonnes ont de particulier ; vide : rien ne se dit de cette colonne-là.
DES_TABLES: Final = {
    "zones": {"code": "#loc+code", "nom": "#loc+name", "parent": "#loc+code+parent", "region": "#adm1+code"},
    "alias": {"nom": "#loc+name+alt"},
    "points": _COMMUNE | {"nom": "#loc+name"},
    "parcours": _COMMUNE | {"nom": "#loc+name"},
    "etat_points": _COMMUNE,
    "spi_tournees": _REGION,
    "formations": {"hommes": "#reached+m", "femmes": "#reached+f"},
    "populations": {"femmes": "#population+f", "annee": "#date+year"},
    "indicateurs": {"code": "#indicator+code", "libelle": "#indicator+name", "definition": "#description"},
    "resultats": {"code": "#activity+code", "libelle": "#activity+name", "niveau": "#activity+type"},
    "activites": {"code_activite": "#activity+code", "libelle": "#activity+name"},
    "cibles": {"valeur": "#indicator+target+num"},
    "references": _NOMBRES | {"valeur": "#indicator+baseline+num"},
    "valeurs": _NOMBRES,
    "valeurs_saisies": _NOMBRES,
    "composantes": _NOMBRES,
    "lignes_sources": _NOMBRES,
    "revisions_chiffres": _NOMBRES,
    "collecte": {"depuis": "#meta+period+start", "jusqu_a": "#meta+period+end"},
    "correspondances": {"depuis": "#date+start"},
    "correspondances_resultats": {
        "libelle": "#indicator+name",
        "depuis": "#date+start",
        "valeur": "#indicator+value+num",
        "valeur_convertie": "#indicator+value+converted+num",
        "cible_convertie": "#indicator+target+converted+num",
        "reference_convertie": "#indicator+baseline+converted+num",
    },
    "3w": {
        "organisation": "#org+prog+name",
        "activite": "#activity+type",
        "secteur": "#sector+name",
        "objet": "#activity+name",
        "nombre": "#output+num",
        "code_region": "#adm1+code",
        "region": "#adm1+name",
        "code_cercle": "#adm2+code",
        "cercle": "#adm2+name",
        "code_commune": "#adm3+code",
        "commune": "#adm3+name",
        "projet_debut": "#date+start",
        "projet_fin": "#date+end",
        "situation_au": "#date+reported",
    },
}


def etiqueter(table: str, colonnes: Iterable[str]) -> dict[str, str]:
    """Colonne → étiquette, pour celles qui en ont une.

    >>> etiqueter("cibles", ["code_zone", "periode", "valeur", "nature_cible"])
    {'code_zone': '#loc+code', 'periode': '#meta+period', 'valeur': '#indicator+target+num'}
    """
    connues = COMMUNES | DES_TABLES.get(table, {})
    return {colonne: connues[colonne] for colonne in colonnes if colonne in connues}
