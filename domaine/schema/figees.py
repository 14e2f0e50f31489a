"""Ce qu'une édition figée a de plus ; ces tables sont vides dans une édition publiée."""

from __future__ import annotations

from domaine.schema.calcul import CLE_DU_CHIFFRE
from domaine.schema.declaration import TEXTE, Colonne, Table, aux_publics

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
