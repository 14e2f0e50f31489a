"""Ce qui est calculé à la publication : les chiffres, l'état des points, d'où ils viennent, deux index."""

from __future__ import annotations

from domaine.schema.declaration import (
    DATE,
    ENTIER,
    GRAND_ENTIER,
    NOMBRE,
    OUI_NON,
    PROVENANCE,
    TEXTE,
    Colonne,
    Lecture,
    Table,
    aux_publics,
)

INDICATEUR = Colonne("code_indicateur", TEXTE, "l'indicateur")
ZONE = Colonne("code_zone", TEXTE, "la zone")
NIVEAU = Colonne("niveau", TEXTE, "le niveau de la zone")
TYPE_PERIODE = Colonne("type_periode", TEXTE, "mois, trimestre, semestre, annee, ou cumul depuis le début")
PERIODE = Colonne("periode", TEXTE, "la période")
DIMENSION = Colonne("dimension", TEXTE, "ventilation (sexe, service…) ; vide pour le total")
MODALITE = Colonne("modalite", TEXTE, "sa modalité (F, eau…) ; vide pour le total")
#: La clé d'un chiffre.
CLE_DU_CHIFFRE = (INDICATEUR, ZONE, TYPE_PERIODE, PERIODE, DIMENSION, MODALITE)
_TERMES = (
    Colonne("numerateur", NOMBRE, "ratio : les cas ; vide sinon"),
    Colonne("denominateur", NOMBRE, "ratio : l'ensemble ; vide sinon"),
)

_VALEURS = (
    INDICATEUR,
    NIVEAU,
    ZONE,
    TYPE_PERIODE,
    PERIODE,
    DIMENSION,
    MODALITE,
    *_TERMES,
    Colonne("valeur", NOMBRE, "le chiffre, un ratio en pourcentage ; vide quand rien ne permet de le dire, jamais 0"),
    Colonne("recues", ENTIER, "saisies ou rapports reçus ; vide quand rien ne se compte"),
    Colonne("attendues", ENTIER, "saisies ou rapports attendus ; vide de même"),
    Colonne("date_plus_ancienne", DATE, "fin de sa composante la plus ancienne"),
    Colonne("provisoire", OUI_NON, "complétude sous le plancher, ou une composante provisoire"),
    Colonne("cible_due", NOMBRE, "cible à laquelle il se compare ; vide sans cible due"),
    Colonne("nature_cible", TEXTE, "periode ou cumul"),
    Colonne("valeur_reference", NOMBRE, "valeur de départ de la zone"),
    Colonne("taux_realisation", NOMBRE, "part de la cible atteinte", "%"),
    Colonne("taux_progression", NOMBRE, "part du chemin parcouru depuis la référence", "%"),
    Colonne("etat", TEXTE, "sans donnée, sans cible, non échu, périmée, à maintenir, atteint, vert, orange, rouge"),
)
_MASQUES = "vide quand le chiffre est masqué"
_VIDEES = ("numerateur", "denominateur", "valeur", "taux_realisation", "taux_progression")
_REDUITES = dict.fromkeys(_VIDEES, _MASQUES) | {"etat": "«masqué» quand le chiffre l'est"}
#: L'avancement des travaux et celui du plan sont pesés en FCFA (règle M16).
_SANS_ARGENT = dict.fromkeys(("numerateur", "denominateur"), f"{_MASQUES}, ou pesé par des montants")
_COPIEES = tuple(c.nom for c in _VALEURS if c.nom not in _REDUITES)
_CHIFFRES_LUS = (
    "SOCLE, région, cercle{commune} ; périodes finies à *fin* ; effectifs de personnes < 5 masqués, et ce qu'une "
    "édition déjà figée pour un public a masqué ; des registres, les seules ventilations à liste fermée ; "
    "`presence_representants` : SOCLE et région, total seul"
)

TABLES_CALCULEES: tuple[Table, ...] = (
    Table(
        "valeurs",
        "Un chiffre : indicateur × zone × période × ventilation. La seule source de chiffres d'indicateurs.",
        _VALEURS,
        {
            "partenaires": Lecture(_CHIFFRES_LUS.format(commune=", commune"), _COPIEES, _REDUITES | _SANS_ARGENT),
            "bailleur": Lecture(_CHIFFRES_LUS.format(commune=""), _COPIEES, _REDUITES),
        },
    ),
    Table(
        "etat_point",
        "L'état d'un point à chaque fin de mois finie, et à la date des données.",
        (
            Colonne("date", DATE, "le jour"),
            Colonne("id_point", TEXTE, "le point"),
            ZONE,
            Colonne(
                "statut",
                TEXTE,
                "pleinement fonctionnel, partiellement fonctionnel, non fonctionnel, fermé temporairement, fermé "
                "définitivement, pas encore ouvert, non visité depuis 90 jours, inconnu (jamais visité)",
            ),
            Colonne("restaure", OUI_NON, "a déjà passé les quatre tests"),
            Colonne("fonctionnel", OUI_NON, "visité depuis 90 jours au plus, deux tests au moins, non fermé"),
            Colonne("retombe", OUI_NON, "restauré, et la dernière visite le trouve en panne ou fermé"),
            Colonne("tests", ENTIER, "tests passés à la dernière visite, 0 à 4 ; vide si jamais visité"),
            Colonne("derniere_visite", DATE, "date de cette visite"),
            Colonne("age_jours", ENTIER, "son âge", "jours"),
            Colonne("etape", TEXTE, "dernière étape faite : 0 à 9, suspendu, abandonné"),
            Colonne("date_restauration", DATE, "première visite aux quatre tests passés"),
        ),
        aux_publics(
            "dates ≤ *fin*",
            "date code_zone statut restaure fonctionnel retombe etape",
            {"id_point": "neuf, celui de `point_service`", "age_jours": "0 (90 jours au plus) ou 91 (davantage)"},
        ),
    ),
    Table(
        "composante",
        "Une ligne d'un registre qui entre dans un indicateur calculé, ou dans une de ses modalités ; une dimension "
        "sans modalité : la ligne lui fait quitter celle d'avant.",
        (
            INDICATEUR,
            ZONE,
            Colonne("date", DATE, "date du fait"),
            DIMENSION,
            MODALITE,
            *_TERMES,
            Colonne("valeur", NOMBRE, "ce qu'elle apporte"),
            Colonne("effectif", NOMBRE, "score : son poids", "personnes"),
            Colonne("id_entite", TEXTE, "le point, le chantier, le poste…"),
            Colonne("table_source", TEXTE, "la table de sa ligne"),
            *PROVENANCE,
        ),
    ),
    Table(
        "periode_calculee",
        "Un index, sans aucun chiffre : une période qui a des lignes dans `valeurs`. Elle est la dernière finie à une "
        "date quand `fin` ≤ date < `fin_suivante`.",
        (
            INDICATEUR,
            TYPE_PERIODE,
            PERIODE,
            Colonne("debut", DATE, "son premier jour"),
            Colonne("fin", DATE, "son dernier jour"),
            Colonne("finie", OUI_NON, "fin ≤ date des données"),
            Colonne("rang", GRAND_ENTIER, "1 : la plus ancienne de l'indicateur à cette lecture"),
            Colonne("fin_suivante", DATE, "fin de la période de rang suivant ; 9999-12-31 pour la dernière"),
        ),
        aux_publics(
            "celles qui ont des lignes dans les `valeurs` lues",
            "code_indicateur type_periode periode debut fin finie",
            {"rang": "parmi celles-là", "fin_suivante": "parmi celles-là"},
        ),
    ),
    Table(
        "saisie_recue",
        "Un index, sans aucun chiffre : ce qui est reçu d'un indicateur × zone × période de la table `valeur`.",
        (
            INDICATEUR,
            ZONE,
            PERIODE,
            Colonne("fin", DATE, "dernier jour de la période"),
            Colonne("motif_absence", TEXTE, "celui de la ligne du total"),
            Colonne("inaccessible", OUI_NON, "toutes ses lignes donnent «zone inaccessible»"),
        ),
        aux_publics(
            "indicateurs et zones que ce public lit ; périodes finies à *fin*",
            "code_indicateur code_zone periode fin motif_absence inaccessible",
        ),
    ),
    Table(
        "validation_suivie",
        "Où en est la validation d'une coordination, pour une période de rapport due ; aucune ligne tant que personne "
        "n'a rien soumis, retourné ni validé.",
        (
            Colonne("code_zone", TEXTE, "la région de la coordination"),
            PERIODE,
            Colonne("fin", DATE, "dernier jour de la période"),
            Colonne("statut", TEXTE, "à soumettre, soumis, retourné, validé, ou à revalider : reçu depuis"),
            Colonne("date", DATE, "le jour du dernier geste ; vide sans geste"),
            Colonne("par", TEXTE, "la fonction de qui l'a fait"),
            Colonne("motif", TEXTE, "pourquoi elle est retournée ; vide sinon"),
        ),
        aux_publics("celles des périodes finies à *fin*", "code_zone periode fin statut"),
        depuis=5,
    ),
)
