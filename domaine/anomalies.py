"""Les anomalies : leur catalogue (code, gravité, phrase, remède) et leur forme.

Chaque code a une seule gravité (règle Q1) et une seule phrase ; `docs/ANOMALIES.md` est tiré d'ici.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

BLOQUANTE = "bloquante"
A_VERIFIER = "à vérifier"


@dataclass(frozen=True)
class Anomalie:
    """Un constat sur une cellule, une ligne, une feuille ou un fichier.

    Attributes:
        ligne: numéro de ligne du tableur (1 = première) ; `None` pour un constat de feuille ou de fichier.
        colonne: nom de la colonne déclarée, ou l'en-tête reçu ; vide pour une ligne entière.
        valeur: ce qui a été reçu, en texte, tronqué à 200 caractères.
    """

    gravite: str
    code: str
    fichier: str
    feuille: str
    ligne: int | None
    colonne: str
    valeur: str
    message: str
    suggestion: str = ""

    def en_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Genre:
    """Un genre d'anomalie : `phrase` reçoit `valeur` et `detail` ; `remede` dit quoi faire."""

    gravite: str
    phrase: str
    remede: str


def _b(phrase: str, remede: str) -> Genre:
    return Genre(BLOQUANTE, phrase, remede)


def _v(phrase: str, remede: str) -> Genre:
    return Genre(A_VERIFIER, phrase, remede)


_RENVOYER = "Corrigez la ligne et renvoyez-la."
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
}
CATALOGUE: dict[str, Genre] = {
    **REFUS,
    "entete_introuvable": _b(
        "aucune ligne d'en-têtes reconnue dans les {detail} premières lignes.",
        "Reprenez les en-têtes du modèle ; les cellules restent dans le fichier déposé.",
    ),
    "colonne_manquante": _b(
        "la colonne obligatoire «{valeur}» manque : aucune ligne de la feuille n'entre.",
        "Ajoutez la colonne, avec l'en-tête du modèle.",
    ),
    "cellule_vide": _b("la cellule obligatoire «{detail}» est vide.", "Remplissez-la et renvoyez la ligne."),
    "cellule_illisible": _b("«{valeur}» ne se lit pas comme {detail}.", _RENVOYER),
    "cellule_ecartee": _v("«{valeur}» ne se lit pas comme {detail} : la cellule est laissée vide.", "Corrigez-la."),
    "formule_en_erreur": _b(
        "la formule est en erreur («{valeur}») : il n'y a pas de valeur à lire.",
        "Corrigez la formule, ou écrivez la valeur, et renvoyez la ligne.",
    ),
    "formule_sans_valeur": _b(
        "la formule «{valeur}» n'a pas de résultat enregistré.",
        "Ouvrez le fichier dans le tableur, enregistrez-le et renvoyez-le, ou écrivez la valeur.",
    ),
    "formule_ecartee": _v("la formule «{valeur}» n'a pas de valeur : la cellule est laissée vide.", "Corrigez-la."),
    "hors_bornes": _b("{valeur} est hors des bornes ({detail}).", _RENVOYER),
    "hors_bornes_ecartee": _v("{valeur} est hors des bornes ({detail}) : la cellule est laissée vide.", "Corrigez-la."),
    "compte_negatif": _b("{valeur} est négatif alors que c'est un compte.", _RENVOYER),
    "liste_inconnue": _b(
        "«{valeur}» n'est pas dans la liste {detail}.", "Choisissez une valeur de la liste du modèle."
    ),
    "zone_inconnue": _b("la zone «{valeur}» est inconnue dans le découpage {detail}.", "Donnez le code de la zone."),
    "zone_ambigue": _b("«{valeur}» désigne plusieurs zones : {detail}.", "Donnez le code, ou «cercle de …»."),
    "zone_niveau": _b("«{valeur}» n'est pas du niveau attendu ({detail}).", "Donnez une zone de ce niveau."),
    "zone_mopti": _b(
        "ML05 est la région de Mopti, hors du projet.", "Écrivez DOUENTZA pour la région, ML0504 pour le cercle."
    ),
    "indicateur_inconnu": _b("l'indicateur «{valeur}» n'est pas dans le cadre logique.", "Vérifiez le code."),
    "identifiant_inconnu": _b(
        "«{valeur}» n'existe dans aucun dépôt ({detail}).", "Vérifiez l'identifiant, ou envoyez la feuille qui le crée."
    ),
    "indicateur_calcule": _b(
        "{valeur} se calcule sur les registres ({detail}) : il ne se saisit pas.", "Remplissez la feuille du registre."
    ),
    "periode_frequence": _b(
        "la période «{valeur}» n'est pas de la fréquence de l'indicateur ({detail}).", "Donnez une période de ce type."
    ),
    "periode_future": _b("la période «{valeur}» commence après la réception du fichier ({detail}).", _RENVOYER),
    "date_future": _b("la date {valeur} est postérieure à la réception du fichier ({detail}).", _RENVOYER),
    "termes_manquants": _b(
        "un pourcentage ({valeur}) est donné à la place du numérateur et du dénominateur.",
        "Donnez les deux termes : un pourcentage ne s'additionne pas.",
    ),
    "terme_manquant": _b(
        "il manque {detail} : un ratio a deux termes.", "Donnez les deux termes, ou aucun avec un motif."
    ),
    "femmes_superieur_total": _b("les femmes ({valeur}) sont plus nombreuses que le total ({detail}).", _RENVOYER),
    "cle_contradictoire": _b(
        "plusieurs lignes différentes ont la même clé ({detail}).", "Gardez la bonne ligne et renvoyez-la."
    ),
    "ventilation_incomplete": _b("«dimension» et «modalite» vont ensemble.", "Remplissez les deux, ou aucune."),
    "regle_temps_interdite": _b("{detail}.", "Corrigez nature ou regle_temps."),
    "regle_temps_absente": _b("un ratio doit dire sa règle dans le temps.", "Écrivez somme ou derniere."),
    "collecte_incoherente": _b("{detail}.", _RENVOYER),
    "correction_impossible": _b(
        "la correction ne peut pas se lire : {detail}.", "Reprenez le classeur des corrections."
    ),
    "correction_sans_objet": _b(
        "aucune ligne reçue de la feuille «{detail}» n'a la clé «{valeur}».",
        "Vérifiez la clé : ses parties, dans l'ordre du modèle, séparées par « | ».",
    ),
    "correction_depassee": _b(
        "l'ancienne valeur «{valeur}» n'y est plus : {detail}.", "Corrigez l'ancienne valeur, ou retirez la correction."
    ),
    "correction_en_attente": _v("la correction est proposée : elle n'est pas appliquée.", "Validez-la, ou refusez-la."),
    "correction_effacee": _v(
        "la ligne redonne «{valeur}», qu'une correction avait changé ({detail}).",
        "Corrigez le fichier de la coordination, ou refaites la correction.",
    ),
    "doublon": _v("la ligne répète à l'identique la ligne {detail}.", "Supprimez-la ; elle n'est comptée qu'une fois."),
    "motif_absent": _v(
        "ni valeur ni motif d'absence : lue comme «non collecté».", "Donnez la valeur, ou un motif d'absence."
    ),
    "valeur_et_motif": _v(
        "une valeur et un motif d'absence («{valeur}») à la fois : la valeur est gardée.", "Choisissez."
    ),
    "colonne_inconnue": _v(
        "la colonne «{valeur}» n'est pas attendue : ses cellules sont gardées à part{detail}.", "Vérifiez son nom."
    ),
    "feuille_inconnue": _v(
        "la feuille «{valeur}» n'est pas attendue : ses cellules sont gardées à part{detail}.", "Vérifiez son nom."
    ),
    "numerateur_superieur": _v(
        "le numérateur ({valeur}) dépasse le dénominateur ({detail}).", "Vérifiez les deux termes."
    ),
    "valeur_et_termes": _v(
        "la valeur {valeur} ne correspond pas aux termes ({detail}) : les termes font foi.", "Vérifiez."
    ),
    "effectif_absent": _v("un score sans effectif ne s'agrège pas.", "Donnez le nombre de personnes."),
    "hors_collecte": _v(
        "la zone n'est pas attendue pour cette période (feuille Collecte).", "Vérifiez la zone ou la Collecte."
    ),
    "debut_apres_donnees": _v(
        "le début du projet ({valeur}) est postérieur à toutes les données ({detail}) : aucune période n'est due.",
        "Vérifiez date_debut dans la feuille Projet.",
    ),
    "avant_debut": _v(
        "la période précède le début du projet ({detail}) : elle n'entre pas dans les cumuls.", "Vérifiez."
    ),
    "baisse_cumul": _v("la série cumulée baisse : {valeur} après {detail}.", "Vérifiez ; expliquez en commentaire."),
    "valeur_aberrante": _v("{valeur} dépasse trois fois la médiane de la zone ({detail}).", "Vérifiez la saisie."),
    "ventilation_somme": _v(
        "les modalités de «{valeur}» ne somment pas au total ({detail}).", "Vérifiez la ventilation."
    ),
    "cible_absente": _v("l'indicateur {valeur} a des chiffres, mais {detail}.", "Ajoutez sa cible au cadre logique."),
    "resultat_inconnu": _v("le résultat «{valeur}» n'est pas déclaré.", "Ajoutez-le à la feuille Résultats."),
    "seuils_inconnus": _v(
        "le jeu de seuils «{valeur}» n'est pas déclaré : «defaut» s'applique.", "Ajoutez-le à Seuils."
    ),
    "date_hors_periode": _v("la date {valeur} ne va pas : {detail}.", "Vérifiez les deux dates."),
    "motif_spi_absent": _v("{detail} {valeur} sans motif.", "Dites pourquoi dans la colonne motif."),
    "etapes_desordre": _v("les dates des étapes ne se suivent pas : {detail}.", "Vérifiez les dates."),
    "remise_sans_visite": _v(
        "remise en service ({detail}) sans visite qui la confirme, ni après, ni dans les 30 jours d'avant.",
        "Envoyez la visite.",
    ),
    "visite_perimee": _v(
        "«{valeur}» alors que la dernière visite date de plus de 90 jours ({detail}).", "Visitez le point."
    ),
    "coordonnees_incompletes": _v("latitude et longitude vont ensemble.", "Donnez les deux."),
    "coordonnees_hors_commune": _v("la position ({valeur}) est loin de la commune {detail}.", "Vérifiez la position."),
    "coordonnees_inversees": _v("latitude et longitude semblent inversées ({valeur}).", "Inversez-les."),
    "avancement_baisse": _v("l'avancement physique baisse : {valeur} après {detail}.", "Vérifiez."),
    "financier_en_avance": _v(
        "le financier ({valeur}) devance le physique ({detail}) de 25 points ou plus.", "Vérifiez."
    ),
    "ordre_de_grandeur": _v(
        "{valeur} semble être en euros et non en FCFA (facteur 656 : {detail}).", "Vérifiez l'unité."
    ),
    "pourcentage_fraction": _v(
        "{valeur} est lu {valeur} % : s'agit-il de {detail} % ?",
        "Écrivez-le de 0 à 100, ou mettez la cellule au format pourcentage ; s'il est juste, ajoutez son signe %.",
    ),
    "pourcentage_inattendu": _v(
        "la cellule montre un pourcentage, {detail} % : {valeur} est lu.",
        "Ôtez le signe % ou le format pourcentage, ou corrigez le nombre.",
    ),
    "montant_absent": _v("chantier sans montant : il n'entre pas dans l'avancement pondéré.", "Donnez le montant."),
    "formation_sans_date": _v("formation sans date : elle n'entre dans aucune période.", "Donnez la date de fin."),
    "lignes_hors_date": _v("postérieure à la date des données fixée ({detail}) : laissée de côté.", "Sans objet."),
}


def est_bloquant(code: str) -> bool:
    """Vrai si ce genre de constat met la ligne en quarantaine (règle Q1)."""
    return CATALOGUE[code].gravite != A_VERIFIER


def rediger(code: str, fichier: str, feuille: str, cellule: str, valeur: str, detail: str) -> str:
    """La phrase complète d'une anomalie : où, quoi, que faire.

    Args:
        cellule: adresse du tableur («C12»), «ligne 12», ou vide.

    Raises:
        KeyError: code hors du catalogue.

    >>> rediger("zone_mopti", "a.xlsx", "Points", "D4", "ML05", "")[:42]
    'a.xlsx, feuille «Points», cellule D4 : ML0'
    """
    genre = CATALOGUE[code]
    lieu = fichier
    if feuille:
        lieu += f", feuille «{feuille}»"
    if cellule:
        lieu += f", {cellule}" if cellule.startswith("ligne") else f", cellule {cellule}"
    constat = genre.phrase.format(valeur=valeur, detail=detail)
    return f"{lieu} : {constat} {genre.remede}"
