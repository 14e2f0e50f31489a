"""Les observations : une table par feuille du classeur d'une coordination, ses lignes saines."""

from __future__ import annotations

from dataclasses import replace

from domaine.schema.declaration import Lecture, Table, aux_publics, de_feuille

_FIN_DE_MOIS = "fin du mois, ou dernier jour montré s'il est de ce mois"
_REGION = "région, ou SOCLE"
_IDENTIFIANT = "neuf, dans un ordre qui ne dit rien de l'ancien"
_CHANTIER = {
    "id_chantier": _IDENTIFIANT,
    "date_debut": "si ≤ *fin*",
    "date_reception": "si ≤ *fin*",
}
_ACTIVITE = {
    "code_activite": _IDENTIFIANT,
    "resultat": "les codes du cadre seulement",
    "code_zone": _REGION,
    "debut": "si ≤ *fin*",
    "fin": "si ≤ *fin*",
}
_SITUATION = ("date", "debut_prevu", "fin_prevue", "avancement_pct", "statut")
_ARGENT = ("budget_fcfa", "engage_fcfa", "decaisse_fcfa")
_ETAPE = {
    "id_tournee": _IDENTIFIANT,
    "date": _FIN_DE_MOIS,
    "type_population": "nomade, sédentaire, déplacée, mixte, ou autre",
}
_ETAPES_LUES = "celles des tournées lues, jusqu'au dernier jour montré"

TABLES_OBSERVATIONS: tuple[Table, ...] = (
    de_feuille("valeur"),
    de_feuille("projet_service"),
    de_feuille(
        "point_service",
        aux_publics(
            "tous : des comptes par commune, jamais un lieu", "type_service code_zone", {"id_point": _IDENTIFIANT}
        ),
    ),
    de_feuille("etape_restauration"),
    de_feuille("visite"),
    de_feuille(
        "spi_tournee",
        aux_publics(
            "finies au dernier jour montré, et non «planifiée» : une tournée planifiée peut encore avoir lieu",
            "statut",
            {"id_tournee": _IDENTIFIANT, "code_zone": "région"}
            | dict.fromkeys(("date_prevue_debut", "date_prevue_fin", "date_debut", "date_fin"), _FIN_DE_MOIS)
            | {"motif": "sorte : sécurité, climat, accès, moyens, retour anticipé, autre"},
        ),
    ),
    de_feuille(
        "spi_etape",
        {
            "partenaires": Lecture(_ETAPES_LUES, ("code_zone", "tenue"), _ETAPE),
            "bailleur": Lecture(_ETAPES_LUES, ("tenue",), _ETAPE | {"code_zone": "région"}),
        },
    ),
    de_feuille("spi_prestation"),
    de_feuille(
        "chantier",
        {
            "partenaires": Lecture("tous", ("ouvrage", "code_zone", "date_debut_prevue", "date_fin_prevue"), _CHANTIER),
            "bailleur": Lecture(
                "tous",
                ("ouvrage", "montant_fcfa", "date_debut_prevue", "date_fin_prevue"),
                _CHANTIER | {"code_zone": "cercle, d'une commune"},
            ),
        },
    ),
    de_feuille(
        "chantier_avancement",
        aux_publics("dates ≤ *fin*", "date physique_pct financier_pct", {"id_chantier": _IDENTIFIANT}),
    ),
    de_feuille("presence_etat"),
    de_feuille(
        "activite_ptba",
        {
            "partenaires": Lecture("situations ≤ *fin*", _SITUATION, _ACTIVITE),
            "bailleur": Lecture("situations ≤ *fin*", (*_SITUATION, *_ARGENT), _ACTIVITE),
        },
    ),
    de_feuille("formation"),
    de_feuille("formation_participant"),
    de_feuille(
        "rapport_activite",
        aux_publics("périodes finies à *fin*", "code_zone periode date_echeance", {"date_reception": "si ≤ *fin*"}),
    ),
    replace(de_feuille("validation"), depuis=5),
    de_feuille("reunion"),
    de_feuille("decision"),
    de_feuille(
        "evenement",
        aux_publics(
            "jusqu'au dernier jour montré",
            "",
            {
                "date": _FIN_DE_MOIS,
                "code_zone": _REGION,
                "nature": "sécurité, institutionnel, climat, accès, suspension, ou autre",
            },
        ),
    ),
    de_feuille("capitalisation", aux_publics("dates ≤ *fin*", "date statut", {"code_zone": _REGION})),
)
