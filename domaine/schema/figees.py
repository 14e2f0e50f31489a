"""Ce qu'une édition figée a de plus ; ces tables sont vides dans une édition publiée."""

from __future__ import annotations

from domaine.schema.calcul import CLE_DU_CHIFFRE, INDICATEUR, PERIODE, TYPE_PERIODE, ZONE
from domaine.schema.declaration import ENTIER, NOMBRE, TEXTE, Colonne, Table, aux_publics

TABLES_FIGEES: tuple[Table, ...] = (
    Table(
        "edition_figee",
        "L'identité de l'édition figée : numero, public (interne, partenaires, bailleur), titre, periode, note, "
        "date_donnees, figee_le, empreinte, provisoire (0/1 : la période n'était pas finie).",
        (Colonne("cle", TEXTE, "ce qui est dit"), Colonne("valeur", TEXTE, "en texte")),
        aux_publics("toute l'identité", "cle valeur"),
        depuis=2,
    ),
    Table(
        "commentaire",
        "Un commentaire par résultat, écrit au moment du gel.",
        (Colonne("code_resultat", TEXTE, "le résultat"), Colonne("texte", TEXTE, "le commentaire")),
        aux_publics("tous", "code_resultat texte"),
        depuis=2,
    ),
    Table(
        "commentaire_chiffre",
        "Le mot d'un indicateur dans une zone : écrit pendant la période, gardé au moment du gel par qui fige.",
        (INDICATEUR, ZONE, PERIODE, Colonne("texte", TEXTE, "le commentaire, tel qu'il a été gardé")),
        aux_publics("tous ceux que qui fige a gardés", "code_indicateur code_zone periode texte"),
        depuis=4,
    ),
    Table(
        "redaction",
        "Une ligne que qui fige a écrite : difficulté, risque, suite, décision demandée, signataire.",
        (
            Colonne("rubrique", TEXTE, "l'une de `domaine.figees`"),
            Colonne("rang", ENTIER, "sa place dans la rubrique, dès 1"),
            Colonne("texte", TEXTE, "la ligne"),
        ),
        aux_publics("toutes", "rubrique rang texte"),
        depuis=4,
    ),
    Table(
        "chiffre_precedent",
        "Un chiffre, projet ou région, tel que le lisait l'édition figée d'avant, du même public, à sa période : "
        "celle dont la période finit le plus tard, sans dépasser celle-ci. Un chiffre masqué ici ne s'y redit pas.",
        (
            INDICATEUR,
            ZONE,
            TYPE_PERIODE,
            PERIODE,
            Colonne("edition", TEXTE, "le numéro de cette édition"),
            Colonne("valeur", NOMBRE, "la valeur publiée ; NULL : absente ou masquée, ce que dit `etat`"),
            Colonne("etat", TEXTE, "l'état publié"),
        ),
        aux_publics("tous", "code_indicateur code_zone type_periode periode edition valeur etat"),
        depuis=4,
    ),
    Table(
        "survie",
        "Ce qui tient 3, 6 et 12 mois après la restauration, projet entier : compté au moment du gel, car une édition "
        "remise n'a pas les visites (règles V9 et V10).",
        (
            Colonne("mois", ENTIER, "l'échéance", "mois"),
            Colonne("survie_pct", NOMBRE, "part encore en service, estimée ; NULL sous dix points", "%"),
            Colonne("bas_pct", NOMBRE, "borne basse de son intervalle à 95 %", "%"),
            Colonne("haut_pct", NOMBRE, "borne haute", "%"),
            Colonne("a_risque", ENTIER, "points encore suivis sans rechute à l'échéance"),
            Colonne("tiennent", ENTIER, "points connus à l'échéance, encore en service"),
            Colonne("connus", ENTIER, "points dont l'état à l'échéance est connu"),
            Colonne("non_revus", ENTIER, "points échus qu'aucune visite n'a revus"),
            Colonne("trop_tot", ENTIER, "points restaurés depuis moins longtemps"),
        ),
        aux_publics(
            "toutes, projet entier", "mois survie_pct bas_pct haut_pct a_risque tiennent connus non_revus trop_tot"
        ),
        depuis=4,
    ),
    Table(
        "revision_definition",
        "Ce que le cadre dit autrement depuis la précédente édition figée du même public.",
        (
            Colonne("objet", TEXTE, "résultat, indicateur, cible, valeur de référence, jeu de seuils…"),
            Colonne("geste", TEXTE, "ajout, retrait, changement"),
            Colonne("code", TEXTE, "le code de l'objet"),
            Colonne("code_zone", TEXTE, "sa zone ; '' sans zone"),
            Colonne("periode", TEXTE, "sa période ; '' sans période"),
            Colonne("precision", TEXTE, "ce qui départage deux objets de même code, zone et période"),
            Colonne("colonne", TEXTE, "la colonne changée"),
            Colonne("avant", TEXTE, "ce qu'elle disait ; '' quand elle ne disait rien"),
            Colonne("apres", TEXTE, "ce qu'elle dit ; '' de même"),
            Colonne("phrase", TEXTE, "le changement, en une phrase"),
        ),
        aux_publics(
            "ce que ce public lit du cadre", "objet geste code code_zone periode precision colonne avant apres phrase"
        ),
        depuis=2,
    ),
    Table(
        "valeur_masquee",
        "Un chiffre vidé : sa rangée reste dans `valeurs`. Vide dans une édition interne.",
        CLE_DU_CHIFFRE,
        aux_publics("tous ceux que `valeurs` masque", " ".join(c.nom for c in CLE_DU_CHIFFRE)),
        depuis=2,
    ),
)
