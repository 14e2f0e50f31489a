"""Ce qui fait la confiance : les dépôts, ce qui y a été trouvé, ce qu'ils ont changé."""

from __future__ import annotations

from dataclasses import replace

from domaine.schema.calcul import DIMENSION, INDICATEUR, MODALITE, NIVEAU, PERIODE, TYPE_PERIODE, ZONE
from domaine.schema.declaration import (
    DATE,
    ENTIER,
    GRAND_ENTIER,
    INSTANT,
    NOMBRE,
    OUI_NON,
    PROVENANCE,
    TEXTE,
    Colonne,
    Table,
    aux_publics,
    de_feuille,
)

_CHARGEMENT, _FICHIER, _FEUILLE, _LIGNE = PROVENANCE
_SUIVIES = (
    ("valeur", NOMBRE),
    ("numerateur", NOMBRE),
    ("denominateur", NOMBRE),
    ("recues", ENTIER),
    ("attendues", ENTIER),
    ("cible", NOMBRE),
    ("etat", TEXTE),
)
_AVANT_ET_APRES = tuple(
    Colonne(nom, type_, sens)
    for suivie, type_ in _SUIVIES
    for nom, sens in ((f"{suivie}_avant", f"{suivie}, dans l'édition précédente"), (suivie, "la même, dans celle-ci"))
)

TABLES_CONFIANCE: tuple[Table, ...] = (
    Table(
        "chargement",
        "Un dépôt et ce qu'il a donné.",
        (
            Colonne("id_chargement", ENTIER, "son rang, dans l'ordre de réception"),
            Colonne("sha256", TEXTE, "empreinte du fichier"),
            Colonne("nom_fichier", TEXTE, "son nom"),
            Colonne("genre", TEXTE, "xlsx, xls, csv"),
            Colonne("taille", GRAND_ENTIER, "taille", "octets"),
            Colonne("recu_le", INSTANT, "reçu le"),
            Colonne("par", TEXTE, "par qui"),
            Colonne("origine", TEXTE, "reel, demo, ou reunions : le journal des réunions, déposé par la publication"),
            Colonne("lignes", ENTIER, "lignes reçues"),
            Colonne("retenues", ENTIER, "lignes saines"),
            Colonne("quarantaine", ENTIER, "lignes bloquées"),
            Colonne("a_verifier", ENTIER, "lignes saines mais signalées"),
            Colonne("nouvelles", ENTIER, "clés qu'il est le premier à donner"),
            Colonne("revues", ENTIER, "clés déjà données, contenu changé"),
            Colonne("inchangees", ENTIER, "le reste des lignes retenues"),
            Colonne("corrigees", ENTIER, "lignes qu'une correction, un retrait ou une reprise a remplacées"),
            Colonne("refuse", OUI_NON, "refusé en entier"),
            Colonne("retire", OUI_NON, "sorti des chiffres par une personne"),
            Colonne("motif_retrait", TEXTE, "pourquoi"),
        ),
    ),
    Table(
        "anomalie",
        "Un constat des contrôles ([ANOMALIES.md](ANOMALIES.md)).",
        (
            Colonne("gravite", TEXTE, "«bloquante», «à vérifier», avec accents"),
            Colonne("code", TEXTE, "son genre"),
            _CHARGEMENT,
            _FICHIER,
            _FEUILLE,
            Colonne("ligne", ENTIER, "sa ligne ; vide pour un constat de feuille"),
            Colonne("colonne", TEXTE, "sa colonne"),
            Colonne("cellule", TEXTE, "«C12» ; vide pour une ligne entière"),
            Colonne("valeur", TEXTE, "ce qui a été reçu"),
            Colonne("message", TEXTE, "lieu, constat et remède, en une phrase"),
            Colonne("suggestion", TEXTE, "ce qui ressemble à ce qui était attendu"),
            Colonne("constat", TEXTE, "ce qui ne va pas ; vide dans une édition du schéma n° 1, où `message` le dit"),
            Colonne("remede", TEXTE, "ce qu'il faut faire ; de même"),
        ),
    ),
    Table(
        "quarantaine",
        "Une ligne bloquée, entière.",
        (
            *PROVENANCE,
            Colonne("cellules", TEXTE, "JSON : en-tête → texte reçu"),
            Colonne("motifs", TEXTE, "pourquoi, en français"),
        ),
    ),
    Table(
        "reserve",
        "Les lignes mises de côté ou signalées, comptées par ce qu'elles pourraient changer (règle Q24).",
        (
            Colonne("mise_de_cote", OUI_NON, "en quarantaine ; sinon entrée, et à vérifier"),
            Colonne("feuille", TEXTE, "sa feuille"),
            Colonne("code_indicateur", TEXTE, "celui du cadre qu'une ligne de Valeurs nomme ; vide sinon"),
            Colonne("region", TEXTE, "la région dont elle parle ; vide si rien ne la dit"),
            Colonne("jour", DATE, "le jour, ou la fin de la période, dont elle parle ; vide si rien ne le dit"),
            Colonne("lignes", GRAND_ENTIER, "combien"),
        ),
        aux_publics("jour ≤ *fin*, ou non dit", "mise_de_cote feuille code_indicateur region jour lignes"),
        depuis=4,
    ),
    Table(
        "cellule_gardee",
        "Une cellule d'une colonne ou d'une feuille inconnue : les 100 000 premières d'un fichier.",
        (
            *PROVENANCE,
            Colonne("colonne", TEXTE, "sa colonne"),
            Colonne("valeur", TEXTE, "ce qui y est"),
        ),
    ),
    Table(
        "revision",
        "Une cellule qu'un dépôt a changée d'un précédent.",
        (
            Colonne("nom_table", TEXTE, "la table"),
            Colonne("cle", TEXTE, "la clé de la ligne, ses parties séparées par « · »"),
            Colonne("colonne", TEXTE, "la colonne"),
            Colonne("ancien", TEXTE, "ce qui y était"),
            Colonne("nouveau", TEXTE, "ce qui y est"),
            Colonne("id_chargement_ancien", ENTIER, "le dépôt précédent"),
            Colonne("id_chargement_nouveau", ENTIER, "celui qui change"),
            _FEUILLE,
            _LIGNE,
        ),
    ),
    Table(
        "revision_chiffre",
        "Un chiffre que cette édition change de la précédente (`info.edition_precedente`). Hors de l'empreinte : elle "
        "dépend des éditions publiées avant.",
        (
            INDICATEUR,
            NIVEAU,
            ZONE,
            TYPE_PERIODE,
            PERIODE,
            DIMENSION,
            MODALITE,
            Colonne(
                "genre",
                TEXTE,
                "révisée, complétée, retirée, en cours (la période courait encore), rangée disparue, jugée autrement "
                "(cible, référence, complétude ou état seuls)",
            ),
            *_AVANT_ET_APRES,
            Colonne("cause", TEXTE, "lignes reçues, cadre logique, corrections ou rapports…"),
            Colonne("depots", TEXTE, "les dépôts en cause"),
            Colonne("fichiers", TEXTE, "leurs noms"),
        ),
        aux_publics(
            "depuis la précédente édition figée du même public (aucune sans elle), ni chiffre apparu ni chiffre masqué",
            " ".join(
                (
                    "code_indicateur niveau code_zone type_periode periode dimension modalite genre",
                    *(c.nom for c in _AVANT_ET_APRES),
                )
            ),
            {"cause": "sa sorte : lignes reçues, cadre logique, corrections ou rapports, réglage ; jamais un fichier"},
        ),
    ),
    de_feuille("correction"),
    replace(de_feuille("formulaire"), depuis=5),
    replace(de_feuille("piece"), depuis=5),
)
