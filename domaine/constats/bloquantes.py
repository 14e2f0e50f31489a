"""Ce qui met une ligne en quarantaine ou fait refuser un fichier : chaque code, son constat, son remède."""

from __future__ import annotations

from domaine.genres import BLOQUANTE, Diseur, Genre, registres, tel_quel, type_de_periode, valeurs_admises


def _b(constat: str, remede: str, *, propose: str = Genre.propose, dire: Diseur = tel_quel) -> Genre:
    return Genre(BLOQUANTE, constat, remede, propose, dire)


#: Fichiers refusés en entier (code de sortie 3).
REFUS: dict[str, Genre] = {
    "fichier_vide": _b("le fichier est vide.", "Vérifiez l'envoi et renvoyez le fichier."),
    "fichier_trop_gros": _b("le fichier est trop gros ({detail}).", "Découpez-le par mois ou par région."),
    "fichier_chiffre": _b("le fichier est protégé par un mot de passe.", "Enregistrez-le sans mot de passe."),
    "fichier_illisible": _b(
        "le fichier n'est pas un classeur lisible ({detail}).", "Ouvrez-le dans le tableur et enregistrez-le en .xlsx."
    ),
    "fichier_format": _b(
        "«{valeur}» n'est pas un format reçu.",
        "Ouvrez-le dans le tableur, enregistrez-le en .xlsx (Fichier, Enregistrer sous) et renvoyez-le ; "
        "un .xls ou un dossier de .csv sont reçus aussi.",
    ),
    "fichier_absent": _b(
        "«{valeur}» ne peut pas être lu : {detail}.", "Vérifiez le chemin du fichier, et le droit de le lire."
    ),
    "rien_reconnu": _b(
        "rien n'a été reconnu : {detail}.",
        "Recopiez vos lignes dans le classeur modèle (page «Dépôt»), sous ses noms de feuilles et ses en-têtes.",
    ),
}
#: Lignes mises de côté (code de sortie 2).
BLOQUANTES: dict[str, Genre] = {
    "entete_introuvable": _b(
        "aucune ligne d'en-têtes reconnue dans les {detail} premières lignes.",
        "Reprenez les en-têtes du modèle ; les cellules restent dans le fichier déposé.",
        propose="Colonnes obligatoires : {suggestion}.",
    ),
    "feuille_ressemblante": _b(
        "la feuille «{valeur}» a les en-têtes de «{detail}» sans en porter le nom : aucune de ses lignes n'entre.",
        "Lisez-la comme «{detail}» ? Donnez-lui ce nom et renvoyez le classeur ; sinon, retirez-la.",
    ),
    "colonne_manquante": _b(
        "la colonne obligatoire «{valeur}» manque : aucune ligne de la feuille n'entre.",
        "Ajoutez une colonne de cet en-tête, remplissez-la et renvoyez la feuille.",
    ),
    "cellule_vide": _b("la cellule obligatoire «{detail}» est vide.", "Remplissez-la et renvoyez la ligne."),
    "cellule_illisible": _b("«{valeur}» ne se lit pas comme {detail}.", "Écrivez {detail} et renvoyez la ligne."),
    "absence_ecrite": _b(
        "«{valeur}» dit qu'il n'y a rien à lire, et ne se lit pas comme {detail}.",
        "Videz la cellule et renvoyez la ligne.",
        propose="Donnez le motif dans «motif_absence» : {suggestion}.",
    ),
    "formule_en_erreur": _b(
        "la formule est en erreur («{valeur}») : il n'y a pas de valeur à lire.",
        "Corrigez la formule, ou écrivez la valeur, et renvoyez la ligne.",
    ),
    "formule_sans_valeur": _b(
        "la formule «{valeur}» n'a pas de résultat enregistré.",
        "Ouvrez le fichier dans le tableur, enregistrez-le et renvoyez-le, ou écrivez la valeur.",
    ),
    "hors_bornes": _b("{valeur} est hors des bornes ({detail}).", "Corrigez la valeur et renvoyez la ligne."),
    "compte_negatif": _b(
        "{valeur} est négatif alors que c'est un compte.", "Écrivez un nombre positif ou nul et renvoyez la ligne."
    ),
    "liste_inconnue": _b(
        "«{valeur}» n'est pas une valeur admise.", "Écrivez {detail} et renvoyez la ligne.", dire=valeurs_admises
    ),
    "zone_inconnue": _b(
        "la zone «{valeur}» est inconnue dans le découpage {detail}.", "Donnez le code ou le nom d'une zone du projet."
    ),
    "zone_ambigue": _b(
        "«{valeur}» désigne plusieurs zones : {detail}.",
        "Donnez le code ({suggestion}), ou le niveau devant le nom («cercle de …»).",
        propose="",
    ),
    "zone_niveau": _b(
        "«{valeur}» n'est pas du niveau attendu ({detail}).",
        "Donnez une zone de ce niveau et renvoyez la ligne.",
        propose="Zones possibles : {suggestion}.",
    ),
    "zone_2023": _b(
        "«{valeur}» est une zone d'un autre découpage : {detail}. Le projet suit celui de 2021.",
        "Donnez la zone de 2021 où est le lieu.",
        propose="À chercher parmi : {suggestion}.",
    ),
    "zone_contradictoire": _b(
        "le nom et le code de «{valeur}» ne sont pas de la même zone : le code est celui de {detail}.",
        "Gardez celui des deux qui est juste et renvoyez la ligne.",
        propose="Zones possibles : {suggestion}.",
    ),
    "zone_mopti": _b(
        "«{valeur}» est la région de Mopti, hors du projet.",
        "Écrivez DOUENTZA pour la région, ML0504 pour le cercle.",
        propose="",
    ),
    "indicateur_inconnu": _b(
        "l'indicateur «{valeur}» n'est pas dans le cadre logique.", "Donnez un code du cadre logique."
    ),
    "identifiant_inconnu": _b(
        "«{valeur}» n'existe dans aucun dépôt (feuille «{detail}»).",
        "Corrigez l'identifiant, ou envoyez la feuille «{detail}» qui le crée.",
    ),
    "indicateur_calcule": _b(
        "l'indicateur «{valeur}» se calcule sur les registres : il ne se saisit pas.",
        "Remplissez {detail}, et retirez la ligne.",
        dire=registres,
    ),
    "periode_frequence": _b(
        "la période «{valeur}» n'est pas de la fréquence de l'indicateur.",
        "Donnez {detail} et renvoyez la ligne.",
        dire=type_de_periode,
    ),
    "periode_future": _b(
        "la période «{valeur}» commence après la réception du fichier ({detail}).",
        "Corrigez la période et renvoyez la ligne.",
    ),
    "date_future": _b(
        "la date {valeur} est postérieure à la réception du fichier ({detail}).",
        "Corrigez la date et renvoyez la ligne.",
    ),
    "termes_manquants": _b(
        "un pourcentage ({valeur}) est donné à la place du numérateur et du dénominateur.",
        "Donnez les deux termes : un pourcentage ne s'additionne pas.",
    ),
    "terme_manquant": _b(
        "il manque {detail} : un ratio a deux termes.", "Donnez les deux termes, ou aucun avec un motif."
    ),
    "femmes_superieur_total": _b(
        "les femmes ({valeur}) sont plus nombreuses que le total ({detail}).",
        "Corrigez l'un des deux nombres et renvoyez la ligne.",
    ),
    "cle_contradictoire": _b(
        "plusieurs lignes différentes ont la même clé ({valeur}) : lignes {detail}.",
        "Gardez la bonne ligne et renvoyez-la.",
    ),
    "code_en_nombre": _b(
        "le tableur a fait du code «{valeur}» un nombre ou une date, où 1.10 et 1.1 ne se distinguent plus : {detail}.",
        "Mettez la colonne au format «Texte», réécrivez le code et renvoyez la ligne.",
    ),
    "ventilation_incomplete": _b(
        "«dimension» et «modalite» vont ensemble, et l'une des deux est vide.",
        "Remplissez les deux, ou aucune, et renvoyez la ligne.",
    ),
    "regle_temps_interdite": _b("{detail}.", "Écrivez «somme» pour un flux, «derniere» pour un stock."),
    "regle_temps_absente": _b(
        "un ratio doit dire sa règle dans le temps.", "Écrivez «somme» ou «derniere» dans «regle_temps»."
    ),
    "collecte_incoherente": _b("{detail}.", "Corrigez la zone ou les deux périodes, et renvoyez la ligne."),
    "correction_impossible": _b(
        "la correction ne peut pas se lire : {detail}.",
        "Nommez la feuille, la clé et la colonne comme le modèle les écrit.",
    ),
    "correction_sans_objet": _b(
        "aucune ligne reçue de la feuille «{detail}» n'a la clé «{valeur}».",
        "Vérifiez la clé : ses parties, dans l'ordre du modèle, séparées par «|».",
    ),
    "correction_depassee": _b(
        "l'ancienne valeur «{valeur}» n'y est plus : {detail}.", "Corrigez l'ancienne valeur, ou retirez la correction."
    ),
}
