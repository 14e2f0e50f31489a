"""Le référentiel et le cadre logique : ce que l'édition est, ses zones, ses périodes, ce qui y est attendu."""

from __future__ import annotations

from dataclasses import replace

from domaine.schema.declaration import (
    DATE,
    ENTIER,
    NOMBRE,
    OUI_NON,
    TEXTE,
    Colonne,
    Lecture,
    Table,
    aux_publics,
    de_feuille,
)

_BORNES = (Colonne("debut", DATE, "premier jour"), Colonne("fin", DATE, "dernier jour"))
_LIBELLE = Colonne("libelle", TEXTE, "libellé : 2024-06, 2024-T2, 2024-S1, 2024")
_TYPE_PERIODE = Colonne("type", TEXTE, "mois, trimestre, semestre, annee")
_FINIES = "celles finies à *fin*"
_LIGNES_DU_PROJET = (
    "intitule, convention, financeur, maitre_oeuvre, date_debut, date_fin, date_suspension, id_iati, "
    "organisation_iati, type_organisation_iati, nom_organisation_iati{en_plus}"
)
_MEMES_ZONES = "indicateurs et zones que ce public lit (voir `valeurs`)"

TABLES_CADRE: tuple[Table, ...] = (
    Table(
        "info",
        "Ce que l'édition dit d'elle-même : id_edition, date_donnees (AAAA-MM-JJ), debut (premier jour de la première "
        "période de base), publie_le, decoupage, demonstration (0/1), empreinte, version_application, schema (le "
        "numéro de son schéma ; absent, 1), limites (generalisees, regions, cercles, officielles ; schematiques d'une "
        "édition d'avant : GEO.md), credit_limites, source_limites et "
        "avertissement_limites, date_fixee (réglage ; vide sinon), "
        "connu_au (édition remise : date des données de sa source), edition_precedente, note_revisions (pourquoi la "
        "comparaison manque), avertissement_reperes (repères abîmés, ou découpés sur d'autres limites ; vide sinon).",
        (Colonne("cle", TEXTE, "ce qui est dit"), Colonne("valeur", TEXTE, "en texte ; vide quand rien n'est à dire")),
        aux_publics(
            "id_edition (le numéro), date_donnees (≤ *fin*), connu_au, date_fixee (vide), debut, publie_le, decoupage, "
            "demonstration, version_application, schema, limites, credit_limites ; edition_precedente, note_revisions "
            "après une autre figée du même public",
            "cle valeur",
        ),
    ),
    Table(
        "zone",
        "Une zone du projet : 1 + 3 + 8 + 38 lignes.",
        (
            Colonne("code", TEXTE, "code (SOCLE, GAO, ML0703, ML070303)"),
            Colonne("niveau", TEXTE, "SOCLE, region, cercle, commune"),
            Colonne("nom", TEXTE, "nom"),
            Colonne("parent", TEXTE, "la zone qui la contient ; vide pour SOCLE"),
            Colonne("region", TEXTE, "code de sa région ; vide pour SOCLE"),
            Colonne("lon", NOMBRE, "longitude d'un point de la zone", "degrés"),
            Colonne("lat", NOMBRE, "sa latitude", "degrés"),
            Colonne("superficie_km2", NOMBRE, "superficie", "km²"),
            Colonne("ordre", ENTIER, "ordre d'affichage"),
        ),
        aux_publics("toutes", "code niveau nom parent region lon lat superficie_km2 ordre"),
    ),
    Table(
        "zone_ascendance",
        "Une zone et un de ses ancêtres, elle-même comprise.",
        (
            Colonne("code", TEXTE, "la zone"),
            Colonne("ancetre", TEXTE, "l'ancêtre"),
            Colonne("niveau_ancetre", TEXTE, "le niveau de l'ancêtre"),
        ),
        aux_publics("toutes", "code ancetre niveau_ancetre"),
    ),
    Table(
        "limite",
        "Le tracé d'une zone.",
        (
            Colonne("code_zone", TEXTE, "la zone"),
            Colonne("niveau", TEXTE, "son niveau"),
            Colonne("geojson", TEXTE, "géométrie GeoJSON, EPSG:4326"),
            Colonne("schematique", OUI_NON, "dessinée d'après les faits seuls, faute de limites importées"),
            Colonne("source", TEXTE, "d'où elle vient"),
        ),
        {
            "partenaires": Lecture(
                "toutes", ("code_zone", "niveau", "geojson", "schematique"), {"source": "texte vide"}
            ),
            "bailleur": Lecture(
                "sans les communes", ("code_zone", "niveau", "geojson", "schematique"), {"source": "texte vide"}
            ),
        },
    ),
    Table(
        "repere",
        "Un repère de la carte ([GEO.md](GEO.md)), importé ou tiré des faits ; hors de l'empreinte.",
        (
            Colonne("genre", TEXTE, "fleuve, voisines, villes"),
            Colonne("nom", TEXTE, "texte d'un fichier reçu, 60 caractères au plus ; '' sans nom"),
            Colonne("geojson", TEXTE, "lignes, polygones ou points, EPSG:4326"),
            Colonne("lon", NOMBRE, "longitude où écrire le nom", "degrés"),
            Colonne("lat", NOMBRE, "sa latitude", "degrés"),
            Colonne("source", TEXTE, "d'où il vient"),
            Colonne("credit", TEXTE, "ce qui s'écrit sous la carte"),
        ),
        aux_publics("toutes", "genre nom geojson lon lat credit", {"source": "texte vide"}),
        depuis=2,
    ),
    Table(
        "periode",
        "Une période, de `info.debut` à la fin de l'année de la date des données.",
        (_LIBELLE, _TYPE_PERIODE, *_BORNES, Colonne("finie", OUI_NON, "fin ≤ date des données")),
        aux_publics(_FINIES, "libelle type debut fin finie"),
    ),
    Table(
        "periode_nommee",
        "Toute période que nomme une ligne, y compris hors du projet.",
        (_LIBELLE, _TYPE_PERIODE, *_BORNES),
        aux_publics("toutes", "libelle type debut fin"),
    ),
    de_feuille(
        "projet",
        {
            "partenaires": Lecture(_LIGNES_DU_PROJET.format(en_plus=""), ("cle", "valeur")),
            "bailleur": Lecture(_LIGNES_DU_PROJET.format(en_plus=", budget_eur"), ("cle", "valeur")),
        },
    ),
    de_feuille("resultat", aux_publics("tous", "code libelle niveau parent")),
    de_feuille(
        "indicateur",
        aux_publics(
            "tous",
            "code libelle libelle_court resultat unite nature regle_temps sens frequence niveau_collecte phare "
            "source_calcul jeu_seuils definition numerateur denominateur moyen_verification desagregations "
            "classes_carte ordre",
        ),
        Colonne("ordre", ENTIER, "ordre du cadre logique"),
    ),
    de_feuille("cible", aux_publics(_MEMES_ZONES, "code_indicateur code_zone periode valeur nature_cible")),
    de_feuille(
        "valeur_reference",
        aux_publics(
            f"{_MEMES_ZONES}, sauf celle qui ferait retrouver un effectif masqué",
            "code_indicateur code_zone date valeur",
        ),
    ),
    de_feuille("collecte", aux_publics("toutes", "code_indicateur code_zone depuis jusqu_a")),
    de_feuille("seuil", aux_publics("tous", "jeu vert orange peremption plancher_completude")),
    de_feuille("population", aux_publics("toutes", "code_zone annee population femmes source")),
    de_feuille("zone_alias"),
    replace(
        de_feuille("correspondance", aux_publics("toutes", "code_indicateur systeme code_externe facteur depuis")),
        depuis=3,
    ),
)
