"""Les vues gardées dans l'édition ; leur texte est dans `domaine/sql/`."""

from __future__ import annotations

from domaine.schema.calcul import DIMENSION, INDICATEUR, MODALITE, TABLES_CALCULEES, ZONE
from domaine.schema.confiance import TABLES_CONFIANCE
from domaine.schema.declaration import DATE, GRAND_ENTIER, OUI_NON, PROVENANCE, TEXTE, Colonne, Table
from domaine.schema.observations import TABLES_OBSERVATIONS

_COLONNES = {
    table.nom: {c.nom: c for c in table.colonnes}
    for table in (*TABLES_OBSERVATIONS, *TABLES_CALCULEES, *TABLES_CONFIANCE)
}


def _de(table: str, colonnes: str) -> tuple[Colonne, ...]:
    """Des colonnes d'une table, nommées en mots séparés par des espaces."""
    return tuple(_COLONNES[table][nom] for nom in colonnes.split())


VUES: tuple[Table, ...] = (
    Table(
        "ligne_source",
        "Une ligne reçue et saine d'un indicateur, saisie ou de registre ; une saisie sans valeur y est, et son motif.",
        (
            INDICATEUR,
            ZONE,
            Colonne("id_entite", TEXTE, "le point, le chantier, le poste… ; vide pour une saisie"),
            Colonne("debut", DATE, "premier jour de sa période, ou jour du fait"),
            Colonne("fin", DATE, "dernier jour de sa période, ou jour du fait"),
            DIMENSION,
            MODALITE,
            *_de("valeur", "numerateur denominateur valeur effectif statut niveau_preuve commentaire motif_absence"),
            *PROVENANCE,
        ),
    ),
    Table(
        "point_complet",
        "Un point et son état à la date des données.",
        (
            *(c for c in _COLONNES["point_service"].values() if c not in PROVENANCE),
            *_de("etat_point", "statut etape restaure fonctionnel retombe tests derniere_visite date_restauration"),
            *PROVENANCE,
        ),
    ),
    Table(
        "parcours_point",
        "Une étape d'un point.",
        (
            *_de("point_service", "id_point nom type_service code_zone operateur"),
            *_de("etape_restauration", "etape date_prevue date_reelle motif_blocage commentaire"),
            *PROVENANCE,
        ),
    ),
    Table(
        "revision_nommee",
        "Une révision de cellule, avec le nom des deux fichiers.",
        (
            *_COLONNES["revision"].values(),
            Colonne("fichier_ancien", TEXTE, "le nom du dépôt précédent"),
            Colonne("fichier_nouveau", TEXTE, "le nom de celui qui change"),
        ),
    ),
    Table(
        "arrete",
        "Les dates de l'édition, en une ligne ; NULL quand rien n'est daté ou fixé.",
        (
            Colonne("debut", DATE, "premier jour de la première période de base (règle P3)"),
            Colonne("date_donnees", DATE, "la date des données (règle P4)"),
            Colonne("date_fixee", DATE, "la date des données qu'un réglage a fixée"),
            Colonne("connu_au", DATE, "le dernier jour où une réception compte (règle P11)"),
        ),
    ),
    Table(
        "rapport_suivi",
        "Un rapport que le calendrier attend, annoncé ou non, à la date des données (règles A6 et A7).",
        (
            *_de("rapport_activite", "code_zone periode"),
            Colonne("debut", DATE, "premier jour de sa période"),
            Colonne("fin", DATE, "dernier jour de sa période"),
            Colonne("annonce", OUI_NON, "la feuille Rapports a une ligne pour lui"),
            Colonne("echeance", DATE, "sa date d'échéance, à défaut la fin de sa période"),
            *_de("rapport_activite", "date_reception"),
            Colonne("du", OUI_NON, "son échéance est passée"),
            Colonne("recu", OUI_NON, "reçu à cette date"),
            Colonne("situation", TEXTE, "reçu, reçu en retard, en retard, à venir"),
            Colonne("retard_jours", GRAND_ENTIER, "NULL sans retard", "jours"),
            Colonne("attendu_au_calcul", OUI_NON, "sa période est finie : la complétude l'attend"),
            Colonne(
                "recu_au_calcul",
                OUI_NON,
                "`recu`, sous le nom que lisent les éditions d'avant le n° 3",
            ),
        ),
    ),
)
