"""Ce qui se trouve au cadre logique : ce qui surprendrait à l'écran, et un indicateur qui change de code."""

from __future__ import annotations

from domaine.genres import A_VERIFIER, BLOQUANTE, Genre

DU_CADRE: dict[str, Genre] = {
    "renommage_impossible": Genre(
        BLOQUANTE,
        "le changement de code de «{valeur}» ne se suit pas : {detail}.",
        "Ne gardez, dans «Correspondances», qu'un nouveau code pour cet ancien code.",
    ),
    "code_ancien": Genre(
        A_VERIFIER,
        "«{valeur}» est l'ancien code de «{detail}» : ses lignes sont lues sous «{detail}».",
        "Écrivez «{detail}» dès le prochain envoi ; il n'y a rien à renvoyer.",
    ),
    "code_disparu": Genre(
        A_VERIFIER,
        "l'indicateur «{valeur}» n'est plus dans ce cadre, et {detail}.",
        "S'il a changé de code, ajoutez à la feuille «Correspondances» son nouveau code, «ancien code», «{valeur}» et "
        "la date du changement : ses chiffres le suivront. Sinon, il n'y a rien à faire : il reste au cadre.",
        propose="«{valeur}» devient-il «{suggestion}» ?",
    ),
    "resultat_inconnu": Genre(
        A_VERIFIER,
        "le résultat «{valeur}» n'est pas déclaré.",
        "Ajoutez-le à la feuille «Résultats», ou corrigez son code.",
    ),
    "cible_sans_ensemble": Genre(
        A_VERIFIER,
        "l'indicateur phare {valeur} n'a de cible que pour {detail} : l'accueil, qui lit tout le projet, dira "
        "«sans cible».",
        "Ajoutez une cible de la zone SOCLE ; une région n'en hérite pas, et aucune somme n'est faite.",
    ),
    "cible_de_periode": Genre(
        A_VERIFIER,
        "l'indicateur phare {valeur} n'a que des cibles «periode» ({detail}) : elles ne se montrent que dans leur "
        "période, et l'accueil, qui lit depuis le début, dira «sans cible».",
        "Ajoutez une cible «cumul» à son échéance si elle doit valoir depuis le début.",
    ),
    "rapport_hors_calendrier": Genre(
        A_VERIFIER,
        "le rapport «{valeur}» n'est pas de ceux que le calendrier attend ({detail}) : il ne compte pas.",
        "Écrivez une ligne par coordination et par période, ou réglez «frequence_rapports» (M, T) dans «Projet».",
    ),
}
