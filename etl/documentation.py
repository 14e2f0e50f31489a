"""Les pages tirées du code : `python -m etl.documentation` récrit `ANOMALIES.md` et les blocs de `SCHEMA.md`."""

from __future__ import annotations

from pathlib import Path

from domaine.catalogue import CATALOGUE, REFUS
from domaine.genres import BLOQUANTE, Genre
from domaine.listes import a_choisir, noms_des_listes
from etl.edition.description import page_du_schema

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ANOMALIES.md"
SCHEMA = PAGE.with_name("SCHEMA.md")
_TOUTE = "toute feuille"
#: D'où vient chaque anomalie : la feuille et la colonne où elle se constate.
ORIGINES: dict[str, str] = {
    "fichier_vide": "le fichier lui-même",
    "fichier_trop_gros": "le fichier lui-même : octets reçus, octets décompressés (réglages), surface de ses feuilles",
    "fichier_chiffre": "le fichier lui-même",
    "fichier_illisible": "le fichier lui-même",
    "fichier_format": "le fichier lui-même",
    "fichier_absent": "la commande",
    "rien_reconnu": "le fichier lui-même : ni nom de feuille, ni en-têtes du modèle",
    "formulaire_impossible": "Formulaires",
    "groupe_sans_parent": "formulaires : la feuille d'un groupe répété, ses liens vers son parent",
    "colonne_non_demandee": "formulaires : les colonnes obligatoires qu'ils ne demandent pas",
    "soumissions_rejetees": "formulaires : l'état de validation",
    "soumissions_repetees": "formulaires : `_id`, `_uuid`, `KEY`, `meta/rootUuid`",
    "soumissions_rejetees_depuis": "formulaires : deux exports, et l'état de validation",
    "soumissions_disparues": "formulaires : deux exports, et la date d'envoi",
    "soumission_modifiee": "formulaires : deux exports, et la clé de la ligne",
    "colonnes_de_soumission": "formulaires : toute colonne qui n'est ni une question connue, ni une règle",
    "dhis2_combinaison": "DHIS2 : `categoryOptionCombo`, `attributeOptionCombo`",
    "dhis2_elements": "DHIS2 : `dataElement`, et Correspondances",
    "dhis2_unites": "DHIS2 : `orgUnit`, et Alias",
    "dhis2_supprimees": "DHIS2 : `deleted`",
    "dhis2_facteur": "DHIS2 : `value`, et Correspondances",
    "feuille_ressemblante": f"{_TOUTE} copiée, ou dont le nom a changé",
    "entete_introuvable": f"{_TOUTE}, ses vingt premières lignes",
    "colonne_manquante": f"{_TOUTE}, ligne d'en-têtes",
    "cellule_vide": f"{_TOUTE}, colonnes obligatoires ; Références : valeur ou les deux termes",
    "cellule_illisible": f"{_TOUTE}, nombres, dates, périodes, oui/non",
    "cellule_ecartee": "colonnes facultatives d'appoint : dates prévues, montants (ou en euros), positions, précision",
    "absence_ecrite": f"{_TOUTE} : «n.d.», «-», «RAS» dans un nombre, une date, une période",
    "formule_en_erreur": f"{_TOUTE} : #REF!, #N/A, #DIV/0!…",
    "formule_sans_valeur": f"{_TOUTE} : formule jamais calculée par un tableur",
    "formule_ecartee": "textes libres et colonnes facultatives d'appoint",
    "hors_bornes": "Avancement, Activités, Seuils, Populations : colonnes bornées",
    "hors_bornes_ecartee": "colonnes facultatives d'appoint : note, latitude, longitude, montants",
    "compte_negatif": "Valeurs ; tout compte de personnes",
    "liste_inconnue": f"{_TOUTE}, colonnes à liste fermée",
    "zone_inconnue": f"{_TOUTE}, code_zone",
    "zone_ambigue": f"{_TOUTE}, code_zone, où le niveau n'est pas fixé",
    "zone_niveau": "Valeurs (niveau de collecte), Points, SPI : code_zone",
    "zone_2023": f"{_TOUTE}, code_zone : noms et codes des lois de 2023",
    "zone_contradictoire": f"{_TOUTE}, code_zone : un nom et un code ensemble",
    "zone_mopti": f"{_TOUTE}, code_zone",
    "indicateur_inconnu": "Valeurs, Décisions, Cibles, Références, Collecte : code_indicateur",
    "identifiant_inconnu": "identifiants cherchés dans tous les dépôts : point, projet, chantier, tournée, réunion…",
    "indicateur_calcule": "Valeurs : code_indicateur",
    "periode_frequence": "Valeurs : periode",
    "periode_future": "Valeurs : periode",
    "date_future": "dates réalisées de tous les registres ; SPI étapes tenues ; produits de capitalisation validés",
    "termes_manquants": "Valeurs, indicateurs ratio",
    "terme_manquant": "Valeurs, indicateurs ratio",
    "femmes_superieur_total": "Valeurs (sexe = F et total de la même clé) ; Populations",
    "cle_contradictoire": f"{_TOUTE}, dans un même fichier",
    "code_en_nombre": "codes et identifiants d'un classeur, quand la cellule n'est pas au format Texte",
    "ventilation_incomplete": "Valeurs : dimension, modalite",
    "regle_temps_interdite": "Indicateurs : nature, regle_temps",
    "regle_temps_absente": "Indicateurs : regle_temps d'un ratio saisi",
    "renommage_impossible": "Correspondances : code_externe d'un ancien code",
    "code_ancien": f"{_TOUTE}, code_indicateur ; Indicateurs : code",
    "code_disparu": "Indicateurs : code, d'un fichier qui reprend le cadre",
    "cible_sans_ensemble": "Cibles : code_zone",
    "cible_de_periode": "Cibles : nature_cible",
    "collecte_incoherente": "Collecte : code_zone, depuis, jusqu_a",
    "correction_impossible": "Corrections : feuille, cle, colonne",
    "correction_sans_objet": "Corrections : cle",
    "correction_depassee": "Corrections : ancienne_valeur",
    "correction_en_attente": "Corrections : statut",
    "correction_effacee": f"{_TOUTE}, quand un dépôt plus récent redonne la valeur corrigée",
    "milliers_lus": "comptes de personnes et montants écrits en texte, «12.000»",
    "identifiant_lu": "identifiants de tous les registres, et ceux qui les nomment ; Participants : id_personne",
    "identifiant_en_quarantaine": "identifiants d'une ligne elle-même mise de côté : point, projet, tournée, réunion…",
    "identifiants_voisins": "feuilles qui créent un identifiant : point, projet, tournée, chantier, réunion…",
    "doublon": f"{_TOUTE}, dans un même fichier",
    "motif_absent": "Valeurs : motif_absence",
    "valeur_et_motif": "Valeurs : motif_absence",
    "colonne_inconnue": _TOUTE,
    "feuille_inconnue": "le classeur",
    "pieces_en_classeur": "le classeur",
    "groupes_otes": f"{_TOUTE} venue d'un formulaire (Kobo, ODK), ligne d'en-têtes",
    "colonnes_de_formulaire": f"{_TOUTE} venue d'un formulaire (Kobo, ODK)",
    "entetes_repetes": _TOUTE,
    "lignes_de_total": _TOUTE,
    "lignes_d_un_mot": f"{_TOUTE} : ce qui est écrit autour du tableau",
    "numerateur_superieur": "Valeurs, indicateurs ratio",
    "valeur_et_termes": "Valeurs, indicateurs ratio",
    "effectif_absent": "Valeurs, indicateurs score",
    "hors_collecte": "Valeurs, d'après la feuille Collecte",
    "debut_apres_donnees": "Projet : date_debut",
    "avant_debut": "Valeurs : periode",
    "date_isolee": "Valeurs et registres, dates qui font la date des données",
    "date_avant_debut": "registres, dates réalisées",
    "rapport_hors_calendrier": "Rapports : code_zone et periode, d'après Projet",
    "resultats_en_cercle": "Résultats : parent",
    "baisse_cumul": "Valeurs, stocks en hausse",
    "valeur_aberrante": "Valeurs, flux et comptes de personnes, à partir de quatre valeurs de la zone",
    "ventilation_somme": "Valeurs, total et ses modalités",
    "cible_absente": "Indicateurs saisis ou calculés qui ont des chiffres, d'après Cibles et la date des données",
    "resultat_inconnu": "Indicateurs : resultat",
    "seuils_inconnus": "Indicateurs : jeu_seuils",
    "date_hors_periode": "SPI étapes, SPI actes (dates de la tournée) ; Rapports (période) ; début et fin d'une ligne",
    "motif_spi_absent": "SPI tournées annulées ou partielles, SPI étapes non tenues : motif",
    "acte_sans_etape": "SPI actes : site, d'après SPI étapes",
    "etape_sans_date": "SPI étapes tenues : date",
    "reunion_sans_date_prevue": "Réunions : date_prevue",
    "formation_sans_effectif": "Formations notées : hommes, femmes, d'après Participants",
    "etape_autre_region": "SPI étapes : code_zone, d'après SPI tournées",
    "participants_contredits": "Formations : hommes, femmes, d'après Participants",
    "etapes_desordre": "Étapes : date_reelle",
    "remise_sans_visite": "Étapes : étape 7, d'après Visites",
    "visite_contre_etapes": "Visites, d'après Étapes",
    "visite_perimee": "Visites : statut_fonctionnel, à la date des données",
    "point_deplace": "Points : code_zone d'un point déjà connu dans une autre commune",
    "coordonnees_incompletes": "Points : latitude, longitude",
    "coordonnees_hors_commune": "Points, d'après les limites en vigueur",
    "coordonnees_signe": "Points, d'après les limites en vigueur",
    "coordonnees_inversees": "Points, d'après les limites en vigueur",
    "avancement_baisse": "Avancement : physique_pct",
    "financier_en_avance": "Avancement : financier_pct",
    "ordre_de_grandeur": "Chantiers, Projets, SPI tournées, Activités : montants",
    "pourcentage_fraction": "Avancement, Activités, Seuils : pourcentages ; Cibles, Références d'un ratio : valeur",
    "pourcentage_inattendu": "valeur d'un indicateur qui n'est pas un % ; classeurs : toute colonne qui n'est pas un %",
    "montant_absent": "Chantiers : montant_fcfa",
    "formation_sans_date": "Formations : debut, fin",
    "tenue_au_journal": "Réunions et Décisions d'un classeur, quand le journal des réunions tient la même",
    "lignes_hors_date": "Valeurs et registres, quand le réglage date_donnees est posé",
}
_ENTETE = """# Les anomalies

Page écrite par `python -m etl.documentation`, d'après `domaine/catalogue.py` : ne pas la corriger à la main.

Toutes les anomalies d'un fichier sont trouvées en une passe. Trois suites :

- **fichier refusé** (code 3) : rien n'en est gardé ; les autres fichiers du même envoi passent.
- **bloquante** (code 2) : la ligne est mise en quarantaine, entière ; corrigée et renvoyée, elle entre. La quarantaine
  se recalcule à chaque publication : un point envoyé après ses visites les fait entrer.
- **à vérifier** (code 1) : la ligne entre, signalée.

Le message d'une anomalie est son lieu (fichier, feuille, cellule), son constat, puis son remède ; chacun est aussi un
champ à lui. {valeur} est ce qui a été reçu, {detail} ce qui l'explique, {suggestion} les valeurs qui y ressemblent : le
remède finit par «Proche : …» quand il y en a. Chaque code a son dépôt fautif, exécuté par les essais, dans
`tests/depots_fautifs/`.
"""
_LISTES = """## Les listes fermées

Une valeur hors de sa liste est bloquante (`liste_inconnue`). Le remède cite toutes les valeurs d'une liste courte, et
les plus proches de ce qui a été reçu quand elle est longue.

| liste | valeurs |
|---|---|
"""


def page_des_anomalies() -> str:
    """Le texte de la page : un tableau par suite, dans l'ordre du catalogue, puis les listes fermées."""
    parties = [_ENTETE]
    saines = {c: g for c, g in CATALOGUE.items() if c not in REFUS}
    for titre, genres in (
        ("Fichiers refusés", REFUS),
        ("Lignes bloquées", {c: g for c, g in saines.items() if g.gravite == BLOQUANTE}),
        ("À vérifier", {c: g for c, g in saines.items() if g.gravite != BLOQUANTE}),
    ):
        parties.append(f"## {titre}\n\n| code | gravité | constat | remède | où |\n|---|---|---|---|---|")
        for code, genre in genres.items():
            # Une barre du texte fermerait la case du tableau.
            a_part = "" if genre.propose == Genre.propose else f" {genre.propose}"
            constat, remede = (p.replace("|", "\\|") for p in (genre.constat, (genre.remede + a_part).rstrip()))
            parties.append(f"| `{code}` | {genre.gravite} | {constat} | {remede} | {ORIGINES[code]} |")
        parties.append("")
    listes = [f"| `{liste}` | {' · '.join(a_choisir(liste))} |\n" for liste in noms_des_listes()]
    return "\n".join(parties) + "\n" + _LISTES + "".join(listes)


if __name__ == "__main__":
    PAGE.write_text(page_des_anomalies(), encoding="utf-8")
    SCHEMA.write_text(page_du_schema(SCHEMA.read_text(encoding="utf-8")), encoding="utf-8")
