"""`modele --cadre` : le classeur du cadre logique : celui en vigueur, un exemple à adapter, ou vide.

Ses lignes se renvoient entières : ce qu'un fichier redit du cadre dit aussi ce qu'il n'en redit pas (règle Q19). Seules
les lignes proposées, projet sans réponse ou lien d'un code qui a disparu, ne disent rien tant que personne n'y touche.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from domaine.feuilles.cadre import FEUILLES_CADRE, PAR_TABLE
from domaine.feuilles.declaration import Feuille
from domaine.feuilles.renommages import ANCIEN_CODE
from domaine.listes import a_choisir, explications
from domaine.sources import SOURCES
from etl.demonstration.cadre import lire_cadre
from etl.edition import dossier
from etl.lignes.entetes import COLONNE_RAPPEL
from etl.modeles.connus import Connus, Ligne, lire_lignes
from etl.modeles.ecriture import ClasseurARemplir, Marques, Tableau
from etl.modeles.lignes import en_clair, zones_de
from geo.zones import RACINE, nom_et_code

#: De l'exemple : ni cibles, ni références, ni projet. Ce sont des chiffres et des noms, que chaque projet a les siens.
_DE_L_EXEMPLE = ("resultat", "indicateur", "seuil")
#: Colonnes d'une ligne d'exemple, dans la feuille qui explique.
_MONTREES = tuple("nature code libelle unite regle_temps sens frequence niveau_collecte source_calcul".split())


def ecrire_cadre(donnees: Path, sortie: Path, *, exemple: bool = False) -> None:
    """Écrit le classeur du cadre logique : celui de l'édition courante ; vide, avec ses listes, sans édition.

    Args:
        exemple: partir plutôt des résultats, des indicateurs et des seuils de la démonstration, à adapter.
    """
    connus = _de_l_exemple() if exemple else _en_vigueur(donnees)
    codes = {str(i["code"]): str(i["libelle_court"] or i["libelle"]) for i in connus.lignes.get("indicateur", [])}
    connus.noms = {"code_indicateur": codes}
    dites = {str(ligne["cle"]) for ligne in connus.lignes.get("projet", [])}
    connus.a_completer["projet"] = [
        {"cle": cle, COLONNE_RAPPEL: explications().get(("cle_projet", cle), "")}
        for cle in a_choisir("cle_projet")
        if cle not in dites
    ]
    with ClasseurARemplir(sortie, dt.datetime(2000, 1, 1)) as classeur:
        titre = "Cadre logique du projet" + (" : un exemple à adapter" if exemple else "")
        classeur.ecrire_mode_d_emploi(titre, [*(_EXEMPLE if exemple else ()), *_MODE_D_EMPLOI])
        _ecrire_explications(classeur)
        for feuille in FEUILLES_CADRE:
            _ecrire_feuille(classeur, feuille, connus)


def _ecrire_feuille(classeur: ClasseurARemplir, feuille: Feuille, connus: Connus) -> None:
    recues, proposees = connus.lignes.get(feuille.table, []), connus.a_completer.get(feuille.table, [])
    neuves = range(len(recues), len(recues) + len(proposees))
    attendue = {"projet": "valeur", "correspondance": "depuis"}.get(feuille.table, "")
    codes = [str(r["code"]) for r in connus.lignes.get("resultat", [])]
    choix = {
        "code_zone": [nom_et_code(z) for z in zones_de(RACINE)],
        "code_indicateur": [f"{code} — {nom}" for code, nom in connus.noms["code_indicateur"].items()],
        "resultat": codes,
        "parent": codes,
        "jeu_seuils": [str(s["jeu"]) for s in connus.lignes.get("seuil", [])],
    }
    marques = Marques({"attendue": dict.fromkeys(neuves, (attendue,))}, a_completer=neuves)
    lignes = [en_clair(feuille, ligne, connus) for ligne in (*recues, *proposees)]
    offerts = {nom: valeurs for nom, valeurs in choix.items() if nom in feuille.noms and valeurs}
    classeur.ecrire_feuille(feuille, lignes, choix=offerts, marques=marques)


def _en_vigueur(donnees: Path) -> Connus:
    """Le cadre de l'édition courante, et les codes qui y ont sans doute changé sans que rien ne le dise."""
    connus = Connus()
    try:
        chemin = dossier.chemin_base(donnees)
    except dossier.EditionAbsente:
        return connus
    with dossier.ouvrir(chemin) as connexion:
        for feuille in FEUILLES_CADRE:
            # Les seuils d'origine (règle J11), que personne n'a déposés, n'ont pas de fichier d'origine.
            colonnes = ", ".join(feuille.noms)
            requete = f"SELECT {colonnes} FROM {feuille.table} WHERE fichier IS NOT NULL ORDER BY ligne"
            connus.lignes[feuille.table] = lire_lignes(connexion, requete)
        disparus = "SELECT DISTINCT valeur, suggestion FROM anomalie WHERE code = 'code_disparu' AND suggestion <> ''"
        for vu in lire_lignes(connexion, f"{disparus} ORDER BY ALL"):
            lien = {"code_indicateur": vu["suggestion"], "systeme": ANCIEN_CODE, "code_externe": vu["valeur"]}
            rappel = f"«{vu['valeur']}» est-il devenu «{vu['suggestion']}» ? Si oui, écrivez depuis quand."
            connus.a_completer.setdefault("correspondance", []).append({**lien, COLONNE_RAPPEL: rappel})
    return connus


def _de_l_exemple() -> Connus:
    tables = lire_cadre()
    return Connus({table: [_complete(table, ligne) for ligne in tables[table]] for table in _DE_L_EXEMPLE})


def _complete(table: str, ligne: dict[str, Any]) -> Ligne:
    return dict.fromkeys(PAR_TABLE[table].noms) | ligne


def _ecrire_explications(classeur: ClasseurARemplir) -> None:
    """Chaque valeur d'une liste, chaque calcul sur registres, et une ligne d'exemple par nature."""
    indicateurs = {str(i["nature"]): i for i in reversed(lire_cadre()["indicateur"])}
    natures = [n for n in a_choisir("nature") if n in indicateurs]
    exemples = [tuple(str(indicateurs[n].get(c) or "") for c in _MONTREES) for n in natures]
    titres = {c.liste: (f.nom, c.titre or c.nom) for f in FEUILLES_CADRE for c in f.colonnes if c.type == "liste"}
    listes = [
        (titres[liste][0], titres[liste][1], valeur, dit)
        for (liste, valeur), dit in explications().items()
        if liste in titres
    ]
    calculs = [(nom, s.nature, ", ".join(s.registres), s.definition) for nom, s in SOURCES.items()]
    saisie = ("saisie", "celle du cadre", "Valeurs", "la valeur est écrite par les coordinations, feuille Valeurs")
    tableaux = [
        Tableau("Un exemple par nature (fictif)", _MONTREES, exemples),
        Tableau("Les valeurs des listes", ("feuille", "colonne", "valeur", "ce qu'elle veut dire"), listes),
        Tableau(
            "Les calculs (source_calcul) : ils fixent la nature, et rien ne se saisit",
            ("source_calcul", "nature", "feuilles lues", "ce qui est compté"),
            [saisie, *calculs],
        ),
    ]
    classeur.ecrire_aide("Explications", "Ce que veulent dire les choix", (), tableaux, (26, 24, 42, 62, *[20] * 5))


_EXEMPLE = (
    "Cet exemple reprend les résultats, les indicateurs et les seuils de la démonstration : gardez ce qui est à "
    "vous, changez ou supprimez le reste. Ni cible, ni référence, ni nom de projet n'y est : écrivez les vôtres.",
)
_MODE_D_EMPLOI = (
    "1. Feuille Projet : une réponse par ligne (jaune) ; une ligne sans réponse ne compte pas.",
    "2. Feuille Résultats, puis Indicateurs : une ligne par indicateur ; nature, sens et rythme se choisissent. La "
    "feuille Explications dit ce que veut dire chaque choix, et donne une ligne d'exemple par nature.",
    "3. Un ratio dit sa règle dans le temps (somme ou derniere). Un calcul sur registre nomme sa source_calcul : rien "
    "ne s'y saisit.",
    "4. Feuilles Cibles et Références : chaque zone a les siennes ; rien n'est additionné ni hérité. L'accueil lit "
    "SOCLE : sans cible de SOCLE, il dit «sans cible».",
    "5. Un indicateur change de code ? Donnez-lui le nouveau à la feuille Indicateurs, puis, à la feuille "
    "Correspondances : nouveau code, «ancien code», ancien code, date. Ses chiffres le suivent.",
    "6. Collecte, Seuils, Populations, Alias, Correspondances : facultatives.",
    "7. Déposez ce classeur comme les autres, entier. Une ligne de même clé remplace la précédente ; rien ne s'efface.",
)
