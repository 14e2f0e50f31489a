"""`modele` : le classeur qu'une coordination remplit pour une période, ce qui est connu déjà écrit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domaine.feuilles.cadre import FEUILLES_CADRE, PAR_NOM
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.listes import montrer
from domaine.niveaux import NIVEAUX, NOMS
from domaine.periodes import Periode, lire_periode
from domaine.sources import SOURCES
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.modeles.connus import Connus, bases_attendues, lire_connus, lire_lignes
from etl.modeles.ecriture import ClasseurARemplir, Marques, Tableau
from geo.rapprochement import Rapprocheur
from geo.zones import RACINE, descendants, nom_et_code, par_code


def ecrire_modele(donnees: Path, zone: str, periode: str, sortie: Path) -> None:
    """Écrit le modèle d'une zone et d'une période. Sans édition, il est vide mais utilisable.

    Raises:
        DemandeInvalide: zone ou période qui ne se lit pas.
    """
    lue = Rapprocheur().lire(zone)
    code = lue.code
    if code is None:
        proche = f" Proche : {lue.suggestion}." if lue.suggestion else " Donnez GAO, MENAKA ou DOUENTZA."
        raise DemandeInvalide(f"La zone «{zone}» ne se lit pas.{proche}")
    voulue = lire_periode(periode)
    if voulue is None:
        raise DemandeInvalide(f"La période «{periode}» ne se lit pas. Donnez 2023-05, 2023-T2, 2023-S1 ou 2023.")
    connus = lire_connus(donnees, code, voulue)
    nom = "tout le projet" if code == RACINE else par_code()[code].nom
    with ClasseurARemplir(sortie, dt.datetime(voulue.annee, 1, 1)) as classeur:
        titre = f"Remontée de {nom}, {voulue.libelle_long}"
        feuilles = feuilles_utiles(connus)
        classeur.ecrire_mode_d_emploi(titre, _mode_d_emploi(voulue), _tableaux(connus, code, feuilles))
        for feuille in feuilles:
            lignes = [_a_montrer(feuille, ligne) for ligne in connus.lignes.get(feuille.table, [])]
            choix = _choix(feuille, connus, code, voulue)
            classeur.ecrire_feuille(feuille, lignes, choix=choix, marques=_marques(feuille, connus))


#: Ce que toute coordination dit, quels que soient ses indicateurs.
_TOUJOURS = {"rapport_activite", "reunion", "decision", "evenement"}


def feuilles_utiles(connus: Connus) -> list[Feuille]:
    """Les feuilles que le cadre logique demande, ou dont des lignes sont connues ; toutes, sans cadre logique.

    Une feuille appelle celles dont ses identifiants obligatoires viennent : des visites, les points.
    """
    if not connus.codes:
        return list(FEUILLES_COORDINATION)
    voulues = set(_TOUJOURS) | {table for table, lignes in connus.lignes.items() if lignes}
    voulues |= {"valeur"} if connus.saisis else set()
    for source in connus.sources & set(SOURCES):
        voulues |= {PAR_NOM[normaliser_entete(registre)].table for registre in SOURCES[source].registres}
    for feuille in reversed(FEUILLES_COORDINATION):
        if feuille.table in voulues:
            voulues |= {c.reference.split(".")[0] for c in feuille.colonnes if c.requise and c.reference}
    return [f for f in FEUILLES_COORDINATION if f.table in voulues]


def ecrire_cadre(donnees: Path, sortie: Path) -> None:
    """Écrit le classeur du cadre logique : celui de l'édition courante ; vide, avec ses listes, sans édition."""
    connus: dict[str, list[dict[str, Any]]] = {}
    try:
        with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
            for feuille in FEUILLES_CADRE:
                # Les seuils d'origine (règle J11), que personne n'a déposés, n'ont pas de fichier d'origine.
                colonnes = ", ".join(feuille.noms)
                requete = f"SELECT {colonnes} FROM {feuille.table} WHERE fichier IS NOT NULL ORDER BY ligne"
                connus[feuille.table] = lire_lignes(connexion, requete)
    except dossier.EditionAbsente:
        connus = {}
    with ClasseurARemplir(sortie, dt.datetime(2000, 1, 1)) as classeur:
        classeur.ecrire_mode_d_emploi("Cadre logique du projet", _MODE_D_EMPLOI_CADRE)
        for feuille in FEUILLES_CADRE:
            zones = {"code_zone": [nom_et_code(z) for z in _zones_de(RACINE)]} if "code_zone" in feuille.noms else {}
            classeur.ecrire_feuille(feuille, connus.get(feuille.table, []), choix=zones)


_MODE_D_EMPLOI_CADRE = [
    "1. Feuille Projet : une ligne par clé (intitule, financeur, date_debut, date_fin…).",
    "2. Feuille Résultats, puis Indicateurs : une ligne par indicateur ; nature, sens et fréquence se choisissent.",
    "3. Un ratio dit sa règle dans le temps (somme ou derniere). Un calcul sur registre nomme sa source_calcul.",
    "4. Feuilles Cibles et Références : chaque zone a les siennes ; rien n'est additionné ni hérité.",
    "5. Collecte, Seuils, Populations, Alias : facultatives.",
    "6. Déposez ce classeur comme les autres. Une ligne de même clé remplace la précédente ; rien ne s'efface.",
]


def ecrire_corrections(sortie: Path) -> None:
    """Écrit le classeur des corrections, vide : une ligne par cellule à changer, ou par ligne à retirer."""
    corrigeables = (*FEUILLES_COORDINATION, *FEUILLES_CADRE)
    with ClasseurARemplir(sortie, dt.datetime(2000, 1, 1)) as classeur:
        cles = [(f.nom, " | ".join(f.cle) or "la ligne entière, colonne par colonne") for f in corrigeables]
        tableau = Tableau("La clé de chaque feuille", ("Feuille", "Clé"), cles)
        classeur.ecrire_mode_d_emploi("Corrections", _MODE_D_EMPLOI_CORRECTIONS, [tableau])
        classeur.ecrire_feuille(FEUILLE_CORRECTIONS, [], choix={"feuille_visee": [f.nom for f in corrigeables]})


_MODE_D_EMPLOI_CORRECTIONS = [
    "1. Une ligne par cellule à changer : feuille, clé de la ligne, colonne, ancienne valeur, nouvelle valeur.",
    "2. La clé nomme la ligne ; ses parties sont séparées par « | », dans l'ordre ci-dessous : R1.6 | GAO | 2024-T1.",
    "3. L'ancienne valeur doit être celle qui est en place : sinon, rien n'est changé et la correction vous revient.",
    "4. Pour retirer une ligne entière : action « retirer », sans nouvelle valeur.",
    "5. Dites pourquoi et qui. Seul le statut « validée » s'applique ; « proposée » se garde et se rappelle.",
    "6. Déposez ce classeur comme les autres : les fichiers reçus restent intacts, chaque correction garde son auteur.",
]


def _mode_d_emploi(periode: Periode) -> list[str]:
    return [
        f"1. Remplissez, pour {periode.libelle_long}, les feuilles de votre travail ; laissez les autres vides. "
        "Une feuille à onglet bleu contient déjà des lignes.",
        "2. En-tête foncé : colonne obligatoire. En-tête clair : colonne facultative. Passez la souris sur un "
        "en-tête : un commentaire dit quoi écrire. Fond jaune : valeur attendue. Fond gris : ligne déjà connue.",
        "3. Ce qui est déjà connu est écrit : complétez ou corrigez, et ajoutez vos lignes en dessous. Renvoyée telle "
        "quelle, une ligne ne change rien. Une cellule que vous videz efface ce qui était connu.",
        "4. Feuille Valeurs : pas de valeur ? Choisissez un motif_absence. N'écrivez jamais 0 pour «non collecté».",
        "5. Une ligne de Valeurs renvoyée sans valeur ni motif compte comme une absence, «non collecté» : "
        "signalée «à vérifier», elle remplace la valeur envoyée plus tôt. Pour ne rien dire d'une ligne, supprimez-la.",
        "6. Supprimer une ligne, dans n'importe quelle feuille, n'efface rien de ce qui a déjà été reçu.",
        "7. Un pourcentage se donne par ses deux termes : numerateur et denominateur, jamais par le pourcentage.",
        "8. Une date s'écrit jj/mm/aaaa ; une période, 2024-06, 2024-T2, 2024-S1 ou 2024. Une zone se choisit dans la "
        "liste, ou s'écrit par son code ou son nom.",
        "9. N'écrivez aucun nom de personne : les participants portent un pseudonyme.",
        "10. Enregistrez en .xlsx (avec LibreOffice aussi : ni .ods, ni mot de passe) et renvoyez le fichier. Ce qui "
        "ne se lit pas vous revient, ligne par ligne, avec la raison.",
    ]


#: Nature d'un indicateur → colonnes de `Valeurs` qu'une coordination y remplit.
_A_REMPLIR = {"ratio": ("numerateur", "denominateur"), "score": ("valeur", "effectif")}


def _a_remplir(indicateur: dict[str, Any]) -> tuple[str, ...]:
    return _A_REMPLIR.get(str(indicateur["nature"]), ("valeur",))


def _en_mots(indicateur: dict[str, Any]) -> str:
    """Ce qui se remplit pour un indicateur : «numerateur (séances tenues), denominateur (séances prévues)»."""
    precisions = {**indicateur, "valeur": indicateur["unite"], "effectif": "nombre de personnes"}
    dits = [f"{c} ({precisions[c]})" if precisions[c] else c for c in _a_remplir(indicateur)]
    return ", ".join(dits)


def _a_montrer(feuille: Feuille, ligne: dict[str, Any]) -> dict[str, Any]:
    """Une ligne connue, ses valeurs de listes écrites comme les listes les offrent."""
    listes = {c.nom: c.liste for c in feuille.colonnes if c.type == "liste"}
    return {c: montrer(listes[c], v) if c in listes and v is not None else v for c, v in ligne.items()}


def _marques(feuille: Feuille, connus: Connus) -> Marques:
    """Clés déjà écrites en gris ; dans Valeurs, cellules attendues en jaune et l'indicateur dit en commentaire."""
    lignes = connus.lignes.get(feuille.table, [])
    fonds: dict[str, dict[int, tuple[str, ...]]] = {"connue": dict.fromkeys(range(len(lignes)), feuille.cle)}
    if feuille.table != "valeur":
        return Marques(fonds)
    indicateurs = {i["code"]: i for i in connus.saisis}
    ligne_et_indicateur = [(i, ligne, indicateurs[ligne["code_indicateur"]]) for i, ligne in enumerate(lignes)]
    fonds["connue"] = dict.fromkeys(range(len(lignes)), ("code_indicateur", "code_zone", "periode"))
    fonds["attendue"] = {
        i: _a_remplir(indicateur)
        for i, ligne, indicateur in ligne_et_indicateur
        if ligne.get("dimension") is None  # une ventilation connue n'est pas attendue
    }
    notes = {
        i: f"{indicateur['libelle']}\nZone : {nom_et_code(ligne['code_zone'])}\nÀ remplir : {_en_mots(indicateur)}"
        for i, ligne, indicateur in ligne_et_indicateur
    }
    return Marques(fonds, notes)


def _tableaux(connus: Connus, code: str, utiles: list[Feuille]) -> list[Tableau]:
    """Les tableaux du mode d'emploi : les feuilles, les indicateurs à saisir, les zones."""
    feuilles = [
        (f.nom, f.aide, f"{n} ligne{'s' if n > 1 else ''}" if (n := len(connus.lignes.get(f.table, []))) else "")
        for f in utiles
    ]
    rythme = {"M": "mois", "T": "trimestre", "S": "semestre", "A": "année"}
    indicateurs = [
        (i["code"], i["libelle"], f"{NOMS[i['niveau_collecte']]}, {rythme[i['frequence']]}", _en_mots(i))
        for i in connus.saisis
    ]
    zones = [(z.code, z.nom, NOMS[z.niveau]) for z in map(par_code().__getitem__, _zones_de(code))]
    tableaux = [Tableau("Les feuilles", ("feuille", "ce qu'elle porte", "déjà écrit"), feuilles, liens=True)]
    if indicateurs:
        entetes = ("code_indicateur", "indicateur", "une valeur par", "à remplir")
        tableaux.append(Tableau("Les indicateurs de la feuille Valeurs", entetes, indicateurs))
    return [*tableaux, Tableau("Vos zones", ("code_zone", "nom", "niveau"), zones)]


def _zones_de(code: str) -> list[str]:
    return [z for niveau in NIVEAUX for z in descendants(code, niveau)]


def _choix(feuille: Feuille, connus: Connus, code: str, periode: Periode) -> dict[str, Sequence[str]]:
    """Colonne → valeurs offertes. Un identifiant neuf se crée dans sa propre feuille : sa liste n'y est pas offerte."""
    bases = {p.libelle for i in connus.saisis for p in bases_attendues(str(i["frequence"]), periode)}
    offerts: dict[str, Sequence[str]] = {
        **connus.identifiants,
        "code_indicateur": [str(i["code"]) for i in connus.saisis] if feuille.table == "valeur" else connus.codes,
        "periode": sorted(bases | {periode.libelle}),
    }
    if "code_zone" in feuille.noms:
        niveau = feuille.colonne("code_zone").niveau
        offerts["code_zone"] = [nom_et_code(z) for z in (descendants(code, niveau) if niveau else _zones_de(code))]
    return {c: v for c, v in offerts.items() if v and feuille.cle != (c,)}
