"""Les feuilles du classeur du cadre logique et le registre de toutes les feuilles."""

from __future__ import annotations

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.feuilles.declaration import Colonne as C
from domaine.feuilles.declaration import Feuille, normaliser_entete

_ZONE = C("code_zone", "zone", requise=True, autres_noms=("zone",))
_INDICATEUR = C("code_indicateur", "indicateur", requise=True, autres_noms=("indicateur",))


def _feuille(nom: str, table: str, export: str, cle: str, aide: str, *colonnes: C) -> Feuille:
    return Feuille(nom, table, export, "cadre", colonnes, tuple(cle.split()), aide)


FEUILLES_CADRE: tuple[Feuille, ...] = (
    _feuille(
        "Projet",
        "projet",
        "projet",
        "cle",
        "L'identité du projet : une ligne par clé.",
        C("cle", "liste", requise=True, liste="cle_projet"),
        C("valeur", requise=True),
    ),
    _feuille(
        "Résultats",
        "resultat",
        "resultats",
        "code",
        "La chaîne des résultats.",
        C("code", requise=True),
        C("libelle", requise=True),
        C("niveau", "liste", liste="niveau_resultat"),
        C("parent"),
    ),
    _feuille(
        "Indicateurs",
        "indicateur",
        "indicateurs",
        "code",
        "Les indicateurs et leurs règles de calcul.",
        C("code", requise=True, autres_noms=("code_indicateur",)),
        C("libelle", requise=True),
        C("libelle_court"),
        C("resultat", requise=True),
        C("unite", requise=True),
        C("nature", "liste", requise=True, liste="nature"),
        C("regle_temps", "liste", liste="regle_temps"),
        C("sens", "liste", requise=True, liste="sens"),
        C("frequence", "liste", requise=True, liste="frequence"),
        C("niveau_collecte", "liste", requise=True, liste="niveau"),
        C("phare", "ouinon"),
        C("source_calcul", "liste", liste="source_calcul"),
        C("jeu_seuils"),
        C("definition"),
        C("numerateur"),
        C("denominateur"),
        C("moyen_verification"),
        C("responsable"),
        C("desagregations"),
        C("sensibilite"),
        C("classes_carte", aide="Bornes des classes de la carte, séparées par des points-virgules."),
    ),
    _feuille(
        "Cibles",
        "cible",
        "cibles",
        "code_indicateur code_zone periode nature_cible",
        "Les cibles, par indicateur, zone et période.",
        _INDICATEUR,
        _ZONE,
        C("periode", "periode", requise=True),
        C("valeur", "nombre", requise=True),
        C("nature_cible", "liste", requise=True, liste="nature_cible"),
    ),
    _feuille(
        "Références",
        "valeur_reference",
        "references",
        "code_indicateur code_zone",
        "Les valeurs de référence : une par indicateur et zone.",
        _INDICATEUR,
        _ZONE,
        C("date", "date", tolerante=True),
        C("valeur", "nombre"),
        C("numerateur", "nombre"),
        C("denominateur", "nombre"),
    ),
    _feuille(
        "Collecte",
        "collecte",
        "collecte",
        "code_indicateur code_zone depuis",
        "Les zones attendues, quand ce ne sont pas toutes celles du niveau de collecte.",
        _INDICATEUR,
        _ZONE,
        C("depuis", "periode"),
        C("jusqu_a", "periode", autres_noms=("jusqu'à", "jusqu'a")),
    ),
    _feuille(
        "Seuils",
        "seuil",
        "seuils",
        "jeu",
        "Les seuils des états ; le jeu «defaut» sert quand un indicateur n'en nomme pas.",
        C("jeu", requise=True),
        C("vert", "pct", minimum=0),
        C("orange", "pct", minimum=0),
        C("peremption", "nombre", minimum=0, aide="En multiples de la fréquence."),
        C("plancher_completude", "pct", minimum=0, maximum=100),
    ),
    _feuille(
        "Populations",
        "population",
        "populations",
        "code_zone annee source",
        "Les populations par zone, avec leur année et leur source.",
        _ZONE,
        C("annee", "entier", requise=True, minimum=1900, maximum=2100),
        C("population", "entier", requise=True, minimum=0),
        C("femmes", "entier", minimum=0, tolerante=True),
        C("source", requise=True),
    ),
    _feuille(
        "Alias",
        "zone_alias",
        "alias",
        "nom code_zone",
        "Les autres noms des zones.",
        C("nom", requise=True),
        _ZONE,
    ),
)

#: Le cadre d'abord : les contrôles des autres feuilles en dépendent.
FEUILLES: tuple[Feuille, ...] = (*FEUILLES_CADRE, *FEUILLES_COORDINATION, FEUILLE_CORRECTIONS)
PAR_TABLE: dict[str, Feuille] = {f.table: f for f in FEUILLES}
PAR_NOM: dict[str, Feuille] = {normaliser_entete(f.nom): f for f in FEUILLES}
#: Feuilles que le modèle ajoute pour aider ; relues, elles ne sont pas des données.
FEUILLES_D_AIDE = frozenset({"mode_d_emploi", "listes", "rejets_mode_d_emploi"})
#: Seuils appliqués quand le cadre logique n'en donne pas (règle J11).
SEUILS_PAR_DEFAUT = {"vert": 90.0, "orange": 60.0, "peremption": 1.5, "plancher_completude": 60.0}
