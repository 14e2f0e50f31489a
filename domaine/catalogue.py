"""Le catalogue des anomalies : ce que chaque code trouve, et ce qu'il faut y faire.

Un code a une seule gravité (règle Q1), un seul constat et un seul remède ; `docs/ANOMALIES.md` est tiré d'ici.
"""

from __future__ import annotations

from domaine.constats.cadre import DU_CADRE
from domaine.genres import A_VERIFIER, BLOQUANTE, Diseur, Genre, registres, tel_quel, type_de_periode, valeurs_admises


def _b(constat: str, remede: str, *, propose: str = Genre.propose, dire: Diseur = tel_quel) -> Genre:
    return Genre(BLOQUANTE, constat, remede, propose, dire)


def _v(constat: str, remede: str, *, propose: str = Genre.propose, dire: Diseur = tel_quel) -> Genre:
    return Genre(A_VERIFIER, constat, remede, propose, dire)


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
    "fichier_absent": _b("«{valeur}» est introuvable.", "Vérifiez le chemin du fichier."),
    "rien_reconnu": _b(
        "rien n'a été reconnu : {detail}.",
        "Recopiez vos lignes dans le classeur modèle (page «Dépôt»), sous ses noms de feuilles et ses en-têtes.",
    ),
}
CATALOGUE: dict[str, Genre] = {
    **REFUS,
    **DU_CADRE,
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
    "cellule_ecartee": _v(
        "«{valeur}» ne se lit pas comme {detail} : la cellule est laissée vide.", "Écrivez {detail}."
    ),
    "formule_en_erreur": _b(
        "la formule est en erreur («{valeur}») : il n'y a pas de valeur à lire.",
        "Corrigez la formule, ou écrivez la valeur, et renvoyez la ligne.",
    ),
    "formule_sans_valeur": _b(
        "la formule «{valeur}» n'a pas de résultat enregistré.",
        "Ouvrez le fichier dans le tableur, enregistrez-le et renvoyez-le, ou écrivez la valeur.",
    ),
    "formule_ecartee": _v(
        "la formule «{valeur}» n'a pas de valeur : la cellule est laissée vide.",
        "Corrigez la formule, ou écrivez la valeur.",
    ),
    "hors_bornes": _b("{valeur} est hors des bornes ({detail}).", "Corrigez la valeur et renvoyez la ligne."),
    "hors_bornes_ecartee": _v(
        "{valeur} est hors des bornes ({detail}) : la cellule est laissée vide.", "Corrigez la valeur."
    ),
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
        "plusieurs lignes différentes ont la même clé ({detail}).", "Gardez la bonne ligne et renvoyez-la."
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
    "correction_en_attente": _v(
        "la correction est proposée : elle n'est pas appliquée.",
        "Écrivez «validée» dans «statut» pour l'appliquer, «refusée» pour l'écarter.",
    ),
    "correction_effacee": _v(
        "la ligne redonne «{valeur}», qu'une correction avait changé ({detail}).",
        "Corrigez le fichier de la coordination, ou refaites la correction.",
    ),
    "milliers_lus": _v("«{valeur}» est lu {detail}, en milliers.", "Séparez les milliers d'une espace, ou de rien."),
    "doublon": _v(
        "la ligne ({valeur}) répète à l'identique la ligne {detail}.", "Supprimez-la ; elle n'est comptée qu'une fois."
    ),
    "motif_absent": _v(
        "ni valeur ni motif d'absence : la ligne est lue comme «non collecté».",
        "Donnez la valeur, ou un motif d'absence : {detail}.",
        dire=valeurs_admises,
    ),
    "valeur_et_motif": _v(
        "une valeur et un motif d'absence («{valeur}») à la fois : la valeur est gardée.",
        "Videz celle des deux cellules qui est de trop.",
    ),
    "colonne_inconnue": _v(
        "la colonne «{valeur}» n'est pas attendue : ses cellules sont gardées à part{detail}.",
        "Corrigez son en-tête si elle est du modèle ; sinon, il n'y a rien à faire.",
    ),
    "feuille_inconnue": _v(
        "la feuille «{valeur}» n'est pas attendue : ses cellules sont gardées à part{detail}.",
        "Corrigez son nom si elle est du modèle ; sinon, il n'y a rien à faire.",
    ),
    "numerateur_superieur": _v(
        "le numérateur ({valeur}) dépasse le dénominateur ({detail}).", "Vérifiez les deux termes."
    ),
    "valeur_et_termes": _v(
        "la valeur {valeur} ne correspond pas aux termes ({detail}) : les termes font foi.",
        "Corrigez la valeur ou les termes, ou videz la valeur.",
    ),
    "effectif_absent": _v("un score sans effectif ne s'agrège pas.", "Donnez le nombre de personnes dans «effectif»."),
    "hors_collecte": _v(
        "la zone «{valeur}» n'est pas attendue pour cette période (feuille «Collecte»).",
        "Vérifiez la zone et la période, ou complétez la feuille «Collecte».",
    ),
    "debut_apres_donnees": _v(
        "le début du projet ({valeur}) est postérieur à toutes les données ({detail}) : aucune période n'est due.",
        "Vérifiez «date_debut» dans la feuille «Projet».",
    ),
    "avant_debut": _v(
        "la période «{valeur}» précède le début du projet ({detail}) : elle n'entre pas dans les cumuls.",
        "Vérifiez la période, ou «date_debut» dans la feuille «Projet».",
    ),
    "date_isolee": _v(
        "la ligne est datée du {valeur}, plus de 200 jours après toutes les autres ({detail}) : laissée de côté, elle "
        "ne déplace pas la date des données.",
        "Corrigez la date ; si elle est juste, réglez date_donnees à {suggestion}, ou envoyez le reste de la période.",
        propose="",
    ),
    "date_avant_debut": _v(
        "la date {valeur} précède le début du projet ({detail}).",
        "Vérifiez-la (le 01/01/1900 est le jour 1 d'un tableur), ou «date_debut» dans la feuille «Projet».",
    ),
    "resultats_en_cercle": _v(
        "des résultats sont parents en cercle : {detail}.", "Corrigez le «parent» de l'un d'eux."
    ),
    "baisse_cumul": _v(
        "la série cumulée baisse : {valeur} après {detail}.",
        "Vérifiez la valeur ; si elle est juste, expliquez-la en commentaire.",
    ),
    "valeur_aberrante": _v(
        "{valeur} dépasse trois fois la médiane de la zone ({detail}).",
        "Vérifiez la saisie ; si elle est juste, expliquez-la en commentaire.",
    ),
    "ventilation_somme": _v(
        "les modalités de «{valeur}» ne somment pas au total ({detail}).", "Vérifiez chaque modalité, et le total."
    ),
    "cible_absente": _v(
        "l'indicateur {valeur} a des chiffres, mais {detail}.", "Ajoutez sa cible à la feuille «Cibles»."
    ),
    "seuils_inconnus": _v(
        "le jeu de seuils «{valeur}» n'est pas déclaré : «defaut» s'applique.",
        "Ajoutez-le à la feuille «Seuils», ou corrigez son nom.",
    ),
    "date_hors_periode": _v("la date {valeur} ne va pas : {detail}.", "Vérifiez les deux dates."),
    "motif_spi_absent": _v("{detail} {valeur} sans motif.", "Dites pourquoi dans la colonne «motif»."),
    "etapes_desordre": _v("les dates des étapes ne se suivent pas : {detail}.", "Vérifiez les deux dates."),
    "remise_sans_visite": _v(
        "la remise en service de «{valeur}» ({detail}) n'a pas de visite qui la confirme, ni après, ni dans les "
        "30 jours d'avant.",
        "Envoyez la visite, ou corrigez la date de l'étape.",
    ),
    "visite_perimee": _v(
        "«{valeur}» alors que la dernière visite date de plus de 90 jours ({detail}).",
        "Visitez le point et envoyez la visite.",
    ),
    "coordonnees_incompletes": _v(
        "latitude et longitude vont ensemble, et l'une des deux manque.", "Donnez les deux, ou aucune."
    ),
    "coordonnees_hors_commune": _v(
        "la position ({valeur}) est loin de la commune {detail}.", "Vérifiez la position et la commune."
    ),
    "coordonnees_inversees": _v(
        "latitude et longitude semblent inversées ({valeur}).", "Échangez les deux, après vérification."
    ),
    "avancement_baisse": _v(
        "l'avancement physique baisse : {valeur} après {detail}.", "Vérifiez les deux situations du chantier."
    ),
    "financier_en_avance": _v(
        "le financier ({valeur}) devance le physique ({detail}) de 25 points ou plus.",
        "Vérifiez les deux avancements.",
    ),
    "ordre_de_grandeur": _v(
        "{valeur} semble être en euros et non en FCFA (facteur 656 : la médiane est {detail}).",
        "Vérifiez l'unité, et écrivez le montant en FCFA.",
    ),
    "pourcentage_fraction": _v(
        "{valeur} est lu {valeur} % : s'agit-il de {detail} % ?",
        "Écrivez-le de 0 à 100, ou mettez la cellule au format pourcentage ; s'il est juste, ajoutez son signe %.",
    ),
    "pourcentage_inattendu": _v(
        "la cellule montre un pourcentage, {detail} % : {valeur} est lu.",
        "Ôtez le signe % ou le format pourcentage, ou corrigez le nombre.",
    ),
    "montant_absent": _v(
        "le chantier n'a pas de montant : il n'entre pas dans l'avancement pondéré.",
        "Donnez le montant dans «montant_fcfa».",
    ),
    "formation_sans_date": _v(
        "la formation n'a pas de date : elle n'entre dans aucune période.", "Donnez sa date dans «fin»."
    ),
    "tenue_au_journal": _v(
        "«{valeur}» est tenue au journal des réunions, qui fait foi ; la ligne dit autrement : {detail}.",
        "Inscrivez le changement au journal s'il est juste ; sinon, corrigez le classeur.",
    ),
    "lignes_hors_date": _v(
        "la ligne est postérieure à la date des données fixée ({detail}) : elle est laissée de côté.",
        "Il n'y a rien à corriger : elle entrera quand la date fixée l'aura atteinte.",
    ),
}


def est_bloquant(code: str) -> bool:
    """Vrai si ce genre d'anomalie met la ligne en quarantaine (règle Q1)."""
    return CATALOGUE[code].gravite == BLOQUANTE
