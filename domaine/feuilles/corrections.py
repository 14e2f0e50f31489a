"""La feuille des corrections : ce qu'une personne change d'une ligne reçue, sans que le fichier reçu ne change."""

from __future__ import annotations

from domaine.feuilles.colonnes import liste
from domaine.feuilles.declaration import Colonne as C
from domaine.feuilles.declaration import Feuille

FEUILLE_CORRECTIONS = Feuille(
    "Corrections",
    "correction",
    "corrections",
    "corrections",
    (
        C(
            "feuille_visee",
            requise=True,
            aide="Le nom de la feuille où est la ligne : Valeurs, Points, Visites…",
            autres_noms=("feuille",),
        ),
        C(
            "cle",
            requise=True,
            aide="La clé de la ligne, ses parties séparées par « | » : R1.6 | GAO | 2024-T1 ; GAO-PT-029 | 03/05/2024.",
            autres_noms=("clé",),
        ),
        C("colonne", aide="La colonne à changer ; facultative pour retirer une ligne."),
        C(
            "ancienne_valeur",
            aide="Ce qui y est aujourd'hui ; vide si la cellule est vide.",
        ),
        C("nouvelle_valeur", aide="Ce qu'il faut lire à la place ; vide pour vider la cellule."),
        C("motif", requise=True, aide="Pourquoi : d'où l'on sait que l'ancienne valeur est fausse."),
        C("auteur", requise=True, aide="Qui corrige (fonction ou initiales).", autres_noms=("qui",)),
        liste("statut", "statut_correction", requise=True, aide="Seule une correction validée s'applique."),
        liste("action", "action_correction", aide="corriger (à défaut), ou retirer la ligne entière."),
    ),
    (),
    "Ce qui est changé ou retiré d'une ligne reçue ; le fichier reçu reste intact.",
)
