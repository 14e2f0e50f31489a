"""Ce qui se dit des exports de formulaires de téléphone et de DHIS2 (règles K4 à K10)."""

from __future__ import annotations

from domaine.genres import A_VERIFIER, BLOQUANTE, Genre

DES_PASSERELLES: dict[str, Genre] = {
    "formulaire_impossible": Genre(
        BLOQUANTE,
        "«{valeur}» ne peut pas se lire ainsi : {detail}.",
        "Corrigez la ligne de «Formulaires» : la colonne reçue, puis la feuille et la colonne d'ici.",
    ),
    "groupe_sans_parent": Genre(
        BLOQUANTE,
        "la ligne d'un groupe répété ne se rattache à aucune («{valeur}») : {detail}.",
        "Exportez à nouveau le formulaire entier, toutes ses feuilles ensemble, et renvoyez-le.",
    ),
    "colonne_non_demandee": Genre(
        BLOQUANTE,
        "le formulaire ne dit pas «{detail}», qui est obligatoire, et aucune ligne saine reçue avant ne le donne.",
        "Envoyez d'abord un classeur qui le donne, ou demandez-le dans le formulaire.",
    ),
    "dhis2_combinaison": Genre(
        BLOQUANTE,
        "la combinaison «{valeur}» ({detail}) n'est pas traduite : est-ce un total, ou une ventilation ?",
        "Ajoutez à «Formulaires» : «DHIS2», «{detail}», «Valeurs», «modalite», «{valeur}», et ce qu'elle veut dire "
        "(«sexe=F», ou «total»).",
    ),
    "soumissions_rejetees": Genre(
        A_VERIFIER,
        "des soumissions ont été rejetées à la source (lignes n° {valeur}) : elles n'entrent pas.",
        "Il n'y a rien à faire ; si c'est une erreur, approuvez-les sur le serveur et exportez à nouveau.",
    ),
    "soumissions_repetees": Genre(
        A_VERIFIER,
        "des soumissions sont redites dans la même feuille (lignes n° {valeur}) : chacune n'entre qu'une fois.",
        "Il n'y a rien à faire.",
    ),
    "soumissions_rejetees_depuis": Genre(
        A_VERIFIER,
        "des soumissions déjà reçues ({valeur}) ont été rejetées depuis à la source : leurs lignes sortent ({detail}).",
        "Il n'y a rien à faire ; si c'est une erreur, approuvez-les sur le serveur et exportez à nouveau.",
    ),
    "soumissions_disparues": Genre(
        A_VERIFIER,
        "des soumissions déjà reçues ({valeur}) ne sont plus dans cet export, qui couvre pourtant leur jour : "
        "supprimées à la source, leurs lignes sortent ({detail}).",
        "Si l'export a été filtré, exportez le formulaire entier et déposez-le : elles reviendront.",
    ),
    "soumission_modifiee": Genre(
        A_VERIFIER,
        "la soumission a été modifiée, et ne parle plus de «{valeur}» : sa ligne d'avant sort ({detail}).",
        "Vérifiez que c'est bien ce qui a été corrigé.",
    ),
    "colonnes_de_soumission": Genre(
        A_VERIFIER,
        "des colonnes du formulaire ne sont pas lues : {detail}. Rien n'en entre.",
        "Il n'y a rien à faire ; pour lire une de ces réponses, ajoutez une ligne à «Formulaires».",
    ),
    "dhis2_elements": Genre(
        A_VERIFIER,
        "des valeurs ({valeur}) sont d'éléments de données inconnus, {detail} : elles ne sont pas lues.",
        "Pour les lire, ajoutez à «Correspondances» l'indicateur, «DHIS2» et l'élément ; d'un ratio, «… (numérateur)» "
        "et «… (dénominateur)».",
    ),
    "dhis2_unites": Genre(
        A_VERIFIER,
        "des valeurs ({valeur}) sont d'unités inconnues, {detail} : leurs lignes sont mises de côté.",
        "Ajoutez à la feuille «Alias» du cadre le nom de chaque unité et le code de sa zone.",
    ),
    "dhis2_supprimees": Genre(
        A_VERIFIER,
        "des valeurs ({valeur}) sont dites supprimées à la source : elles n'entrent pas.",
        "Il n'y a rien à faire.",
    ),
    "dhis2_facteur": Genre(
        A_VERIFIER,
        "les valeurs de «{valeur}» sont divisées par {detail}, le facteur de «Correspondances».",
        "Vérifiez l'unité de DHIS2 ; il n'y a rien à renvoyer.",
    ),
}
