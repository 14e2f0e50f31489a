"""Les feuilles du classeur du cadre logique et le registre de toutes les feuilles."""

from __future__ import annotations

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.feuilles.declaration import Colonne as C
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.feuilles.passerelles import FEUILLE_FORMULAIRES, FEUILLE_PIECES
from domaine.feuilles.renommages import ANCIEN_CODE

_ZONE = C("code_zone", "zone", requise=True, titre="Zone", aide="Code ou nom de la zone.", autres_noms=("zone",))
_INDICATEUR = C(
    "code_indicateur",
    "indicateur",
    requise=True,
    titre="Indicateur",
    aide="Code de l'indicateur.",
    autres_noms=("indicateur",),
)


def _feuille(nom: str, table: str, export: str, cle: str, aide: str, *colonnes: C) -> Feuille:
    return Feuille(nom, table, export, "cadre", colonnes, tuple(cle.split()), aide)


FEUILLES_CADRE: tuple[Feuille, ...] = (
    _feuille(
        "Projet",
        "projet",
        "projet",
        "cle",
        "L'identité du projet : une ligne par clé.",
        C(
            "cle",
            "liste",
            requise=True,
            liste="cle_projet",
            aide="Ce qui est dit : intitule, date_debut…",
            titre="Ce qui est dit",
        ),
        C("valeur", requise=True, aide="Ce qu'il faut en dire.", titre="Réponse"),
    ),
    _feuille(
        "Résultats",
        "resultat",
        "resultats",
        "code",
        "La chaîne des résultats.",
        C("code", requise=True, aide="Code du résultat (R1, R2…).", titre="Code du résultat"),
        C("libelle", requise=True, aide="Ce que le projet veut obtenir.", titre="Résultat visé"),
        C("niveau", "liste", liste="niveau_resultat", aide="Son rang dans la chaîne.", titre="Rang"),
        C("parent", aide="Code du résultat qu'il sert ; vide au sommet.", titre="Résultat servi"),
    ),
    _feuille(
        "Indicateurs",
        "indicateur",
        "indicateurs",
        "code",
        "Les indicateurs et leurs règles de calcul.",
        C(
            "code",
            requise=True,
            aide="Code de l'indicateur.",
            autres_noms=("code_indicateur",),
            titre="Code de l'indicateur",
        ),
        C("libelle", requise=True, aide="Son nom entier.", titre="Nom entier"),
        C("libelle_court", aide="Son nom à l'écran ; à défaut, le libellé.", titre="Nom à l'écran"),
        C("resultat", requise=True, aide="Code du résultat qu'il mesure.", titre="Résultat mesuré"),
        C("unite", requise=True, aide="Unité de sa valeur.", titre="Unité"),
        C(
            "nature",
            "liste",
            requise=True,
            liste="nature",
            aide="Ce qu'il compte, et donc comment il s'agrège.",
            titre="Nature",
        ),
        C(
            "regle_temps",
            "liste",
            liste="regle_temps",
            aide="Somme de ses périodes, ou dernière connue.",
            titre="Règle dans le temps",
        ),
        C(
            "sens",
            "liste",
            requise=True,
            liste="sens",
            aide="Ce qui est mieux : la hausse ou la baisse.",
            titre="Sens voulu",
        ),
        C(
            "frequence",
            "liste",
            requise=True,
            liste="frequence",
            aide="Rythme de collecte : M, T, S ou A.",
            titre="Rythme de collecte",
        ),
        C(
            "niveau_collecte",
            "liste",
            requise=True,
            liste="niveau",
            aide="Niveau des zones qui le donnent.",
            titre="Zones qui le donnent",
        ),
        C("phare", "ouinon", aide="Montré le premier ? oui/non", titre="Montré d'abord"),
        C(
            "source_calcul",
            "liste",
            liste="source_calcul",
            aide="«saisie», ou le registre qui le calcule.",
            titre="Saisi, ou calculé par",
        ),
        C("jeu_seuils", aide="Jeu de la feuille Seuils ; à défaut, «defaut».", titre="Jeu de seuils"),
        C("definition", aide="Ce qu'il mesure, en une phrase.", titre="Définition"),
        C("numerateur", aide="Ratio : ce que compte le numérateur.", titre="Numérateur"),
        C("denominateur", aide="Ratio : ce que compte le dénominateur.", titre="Dénominateur"),
        C("moyen_verification", aide="Comment sa valeur se vérifie.", titre="Moyen de vérification"),
        C("responsable", aide="Fonction ou structure, jamais un nom.", titre="Responsable"),
        C("desagregations", aide="Ventilations attendues : sexe, service…", titre="Ventilations"),
        C("sensibilite", aide="Ce que sa diffusion demande de prudence.", titre="Prudence à la diffusion"),
        C(
            "classes_carte",
            aide="Bornes des classes de la carte, séparées par des points-virgules.",
            titre="Classes de la carte",
        ),
    ),
    _feuille(
        "Cibles",
        "cible",
        "cibles",
        "code_indicateur code_zone periode nature_cible",
        "Les cibles, par indicateur, zone et période.",
        _INDICATEUR,
        _ZONE,
        C(
            "periode",
            "periode",
            requise=True,
            aide="Période de la cible, ou son échéance si elle est cumulée.",
            titre="Période, ou échéance",
        ),
        C("valeur", "nombre", requise=True, aide="La cible.", titre="Cible"),
        C(
            "nature_cible",
            "liste",
            requise=True,
            liste="nature_cible",
            aide="De la période, ou cumulée à son terme.",
            titre="De la période, ou cumulée",
        ),
    ),
    _feuille(
        "Références",
        "valeur_reference",
        "references",
        "code_indicateur code_zone",
        "Les valeurs de référence : une par indicateur et zone.",
        _INDICATEUR,
        _ZONE,
        C("date", "date", tolerante=True, aide="Date de l'état de référence (jj/mm/aaaa).", titre="Date du départ"),
        C("valeur", "nombre", aide="La valeur de départ ; d'un ratio, en pourcentage.", titre="Valeur de départ"),
        C("numerateur", "nombre", aide="Ratio : les cas.", titre="Numérateur"),
        C("denominateur", "nombre", aide="Ratio : l'ensemble.", titre="Dénominateur"),
    ),
    _feuille(
        "Collecte",
        "collecte",
        "collecte",
        "code_indicateur code_zone depuis",
        "Les zones attendues, quand ce ne sont pas toutes celles du niveau de collecte.",
        _INDICATEUR,
        _ZONE,
        C("depuis", "periode", aide="Première période attendue ; vide : depuis le début.", titre="Depuis la période"),
        C(
            "jusqu_a",
            "periode",
            aide="Dernière période attendue ; vide : jusqu'à la fin.",
            autres_noms=("jusqu'à", "jusqu'a"),
            titre="Jusqu'à la période",
        ),
    ),
    _feuille(
        "Seuils",
        "seuil",
        "seuils",
        "jeu",
        "Les seuils des états ; le jeu «defaut» sert quand un indicateur n'en nomme pas.",
        C("jeu", requise=True, aide="Nom du jeu, que la feuille Indicateurs cite.", titre="Jeu de seuils"),
        C("vert", "pct", minimum=0, aide="Taux à partir duquel l'état est vert.", titre="Vert à partir de"),
        C(
            "orange",
            "pct",
            minimum=0,
            aide="Taux à partir duquel l'état est orange ; au-dessous, rouge.",
            titre="Orange à partir de",
        ),
        C(
            "peremption",
            "nombre",
            minimum=0,
            aide="En multiples de la fréquence.",
            unite="fréquences",
            titre="Périmé au-delà de",
        ),
        C(
            "plancher_completude",
            "pct",
            minimum=0,
            maximum=100,
            aide="Complétude sous laquelle un chiffre est provisoire.",
            titre="Complétude plancher",
        ),
    ),
    _feuille(
        "Populations",
        "population",
        "populations",
        "code_zone annee source",
        "Les populations par zone, avec leur année et leur source.",
        _ZONE,
        C("annee", "entier", requise=True, minimum=1900, maximum=2100, aide="Année du compte.", titre="Année"),
        C(
            "population",
            "entier",
            requise=True,
            minimum=0,
            aide="Habitants de la zone.",
            unite="habitants",
            titre="Habitants",
        ),
        C("femmes", "entier", minimum=0, tolerante=True, aide="Dont femmes.", unite="habitantes", titre="Dont femmes"),
        C("source", requise=True, aide="Qui a compté, et où c'est publié.", titre="Source"),
    ),
    _feuille(
        "Alias",
        "zone_alias",
        "alias",
        "nom code_zone",
        "Les autres noms des zones.",
        C("nom", requise=True, aide="Autre nom de la zone.", titre="Autre nom"),
        _ZONE,
    ),
    _feuille(
        "Correspondances",
        "correspondance",
        "correspondances",
        "code_indicateur systeme code_externe",
        "Les autres codes d'un indicateur : chez un bailleur, ou avant qu'il en change.",
        _INDICATEUR,
        C(
            "systeme",
            requise=True,
            aide=f"AFD, OPSYS, IATI, CAD… ; «{ANCIEN_CODE}» : l'indicateur portait ce code.",
            titre="Système",
        ),
        C(
            "code_externe",
            requise=True,
            aide="Son code dans ce système, ou le code qu'il portait.",
            titre="Code dans ce système",
        ),
        C("facteur", "nombre", aide="Par quoi multiplier sa valeur pour ce système ; vide : 1.", titre="Facteur"),
        C(
            "depuis",
            "date",
            tolerante=True,
            aide="Depuis quand (jj/mm/aaaa) ; un ancien code, le jour du changement.",
            titre="Depuis le",
        ),
    ),
)

#: Le cadre d'abord : les contrôles des autres feuilles en dépendent.
FEUILLES: tuple[Feuille, ...] = (
    *FEUILLES_CADRE,
    *FEUILLES_COORDINATION,
    FEUILLE_CORRECTIONS,
    FEUILLE_FORMULAIRES,
    FEUILLE_PIECES,
)
PAR_TABLE: dict[str, Feuille] = {f.table: f for f in FEUILLES}
PAR_NOM: dict[str, Feuille] = {normaliser_entete(f.nom): f for f in FEUILLES}
#: Feuilles que le modèle ajoute pour aider ; relues, elles ne sont pas des données.
FEUILLES_D_AIDE = frozenset({"mode_d_emploi", "explications", "listes", "rejets_mode_d_emploi"})
#: Seuils appliqués quand le cadre logique n'en donne pas (règle J11).
SEUILS_PAR_DEFAUT = {"vert": 90.0, "orange": 60.0, "peremption": 1.5, "plancher_completude": 60.0}
