"""Ce qui se signale sans arrêter la ligne : chaque code, son constat, son remède."""

from __future__ import annotations

from domaine.genres import A_VERIFIER, Diseur, Genre, tel_quel, valeurs_admises


def _v(constat: str, remede: str, *, propose: str = Genre.propose, dire: Diseur = tel_quel) -> Genre:
    return Genre(A_VERIFIER, constat, remede, propose, dire)


#: Lignes qui entrent, signalées (code de sortie 1).
SIGNALEES: dict[str, Genre] = {
    "cellule_ecartee": _v(
        "«{valeur}» ne se lit pas comme {detail} : la cellule est laissée vide.", "Écrivez {detail}."
    ),
    "formule_ecartee": _v(
        "la formule «{valeur}» n'a pas de valeur : la cellule est laissée vide.",
        "Corrigez la formule, ou écrivez la valeur.",
    ),
    "hors_bornes_ecartee": _v(
        "{valeur} est hors des bornes ({detail}) : la cellule est laissée vide.", "Corrigez la valeur."
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
    "identifiant_lu": _v(
        "«{valeur}» est lu «{detail}», déjà connu : seuls la casse, les espaces ou les traits diffèrent.",
        "Écrivez «{detail}» ; si c'en est un autre, donnez-lui un identifiant qui s'en distingue.",
    ),
    "identifiant_en_quarantaine": _v(
        "«{valeur}» n'est donné que par une ligne en quarantaine (feuille «{detail}») : cette ligne-ci entre, hors des "
        "chiffres qui en dépendent.",
        "Corrigez la ligne de «{valeur}» dans la feuille «{detail}».",
    ),
    "identifiants_voisins": _v(
        "«{valeur}» et «{detail}», d'un même fichier, ne diffèrent que par la casse, les espaces ou les traits : ils "
        "restent deux.",
        "Si c'est le même, gardez une seule écriture et une seule ligne ; sinon, donnez-leur des noms plus distincts.",
    ),
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
    "pieces_en_classeur": _v(
        "la feuille «{valeur}» ne porte pas les fichiers eux-mêmes : ses cellules sont gardées à part{detail}, et "
        "aucune pièce de preuve n'en vient.",
        "Remettez chaque fichier par «piece ajouter», ou sur la fiche du point, du chantier ou de la décision.",
    ),
    "feuille_inconnue": _v(
        "la feuille «{valeur}» n'est pas attendue : ses cellules sont gardées à part{detail}.",
        "Corrigez son nom si elle est du modèle ; sinon, il n'y a rien à faire.",
    ),
    "groupes_otes": _v(
        "des en-têtes portent le groupe d'un formulaire : {detail} sont lus sans lui.",
        "Vérifiez que ce sont les bonnes colonnes ; sinon, renommez-les comme dans le modèle.",
    ),
    "colonnes_de_formulaire": _v(
        "{valeur} sont du formulaire, non du modèle : rien n'en entre, elles restent dans le fichier déposé.",
        "Il n'y a rien à faire.",
    ),
    "entetes_repetes": _v(
        "des en-têtes sont répétés parmi les lignes (n° {valeur}) : ils sont laissés de côté, gardés à part{detail}.",
        "Il n'y a rien à faire ; un seul tableau par feuille se lit mieux.",
    ),
    "lignes_de_total": _v(
        "des totaux sont écrits parmi les lignes (n° {valeur}) : ils sont laissés de côté, gardés à part{detail}.",
        "Il n'y a rien à faire : le programme additionne lui-même. Si l'une est une donnée, remplissez-la en entier.",
    ),
    "lignes_d_un_mot": _v(
        "une seule cellule est remplie (ligne n° {valeur}) : titre ou signature, laissé de côté, gardé à part{detail}.",
        "Il n'y a rien à faire ; si c'est une donnée, remplissez ses colonnes obligatoires.",
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
    "acte_sans_etape": _v(
        "aucune étape de la tournée {detail} n'est au site «{valeur}» : l'acte n'est d'aucune commune.",
        "Envoyez l'étape, ou corrigez le site.",
        propose="Sites de la tournée : {suggestion}.",
    ),
    "etape_sans_date": _v(
        "l'étape est dite tenue, sans date : elle n'entre dans aucune période.", "Donnez sa date, ou écrivez «non»."
    ),
    "reunion_sans_date_prevue": _v(
        "la réunion n'a pas de date prévue : elle n'entre dans aucune période.", "Donnez sa date dans «date_prevue»."
    ),
    "formation_sans_effectif": _v(
        "la formation a ses deux notes, et personne : son gain n'entre dans aucun chiffre.",
        "Donnez hommes et femmes, ou la liste «Participants».",
    ),
    "etape_autre_region": _v(
        "l'étape est à {valeur}, hors de la région de sa tournée ({detail}).",
        "Vérifiez la commune de l'étape, et l'identifiant de la tournée.",
    ),
    "participants_contredits": _v(
        "la formation déclare {valeur} personne(s), et sa liste en a {detail}.",
        "Vérifiez les deux nombres et la feuille «Participants».",
    ),
    "etapes_desordre": _v("les dates des étapes ne se suivent pas : {detail}.", "Vérifiez les deux dates."),
    "remise_sans_visite": _v(
        "la remise en service de «{valeur}» ({detail}) n'a pas de visite qui la confirme, ni après, ni dans les "
        "30 jours d'avant.",
        "Envoyez la visite, ou corrigez la date de l'étape.",
    ),
    "visite_contre_etapes": _v(
        "la visite et les étapes de «{valeur}» se contredisent ({detail}).",
        "Vérifiez l'identifiant du point ; s'il est juste, envoyez l'étape qui manque, ou corrigez la visite.",
    ),
    "visite_perimee": _v(
        "«{valeur}» alors que la dernière visite date de plus de 90 jours ({detail}).",
        "Visitez le point et envoyez la visite.",
    ),
    "point_deplace": _v(
        "le point «{valeur}» change de commune : {detail}.",
        "Si c'est juste, il n'y a rien à faire ; sinon, renvoyez-le dans sa commune, ou donnez un autre identifiant.",
    ),
    "coordonnees_incompletes": _v(
        "latitude et longitude vont ensemble, et l'une des deux manque.", "Donnez les deux, ou aucune."
    ),
    "coordonnees_hors_commune": _v(
        "la position ({valeur}) est loin de la commune {detail}.", "Vérifiez la position et la commune."
    ),
    "coordonnees_signe": _v(
        "la position ({valeur}) serait dans la commune {detail}.",
        "Vérifiez les deux signes : le nord est positif, l'ouest de Greenwich négatif.",
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
