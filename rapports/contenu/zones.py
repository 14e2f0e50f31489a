"""Un tableau d'indicateurs par région, le même pour les services itinérants, l'État et la comparaison."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import jusqu_a
from figures.mots import etats
from rapports.blocs import Cellule, Tableau, colonne, ligne, tableau
from rapports.contenu import chiffres
from rapports.fiche import CUMUL, Lecture
from requetes.comparaisons import zones as comparaisons
from tableurs.objets import en_tableau


def grille(lecture: Lecture) -> pd.DataFrame:
    """L'état de tous les indicateurs, projet et régions, depuis le démarrage."""
    lues = [
        case
        for niveau in jusqu_a("region")
        for case in comparaisons.grille_des_etats(lecture.base, niveau, CUMUL, lecture.periode, phares=False)
    ]
    # Un jalon se répartit par rang au-dessus de sa zone de collecte : il y est sans objet, non sans donnée.
    jalons = set(lecture.indicateurs[lecture.indicateurs["nature"] == "jalon"]["code"])
    gardees = [c for c in lues if c.code_indicateur not in jalons or c.valeur is not None or not c.recues]
    return en_tableau(comparaisons.CaseDeGrille, gardees)


def par_region(lecture: Lecture, lues: pd.DataFrame, codes: Sequence[str], titre: str, feuille: str) -> Tableau:
    """Une ligne par indicateur : l'ensemble, puis chaque région, valeur et état.

    Args:
        lecture: l'édition.
        lues: `grille`.
        codes: indicateurs retenus, dans l'ordre.
        titre: titre du tableau.
        feuille: feuille du classeur.
    """
    zones = [("SOCLE", "Ensemble"), *lecture.regions]
    cases = {(str(x["code_indicateur"]), str(x["code_zone"])): x for x in lues.to_dict("records")}
    lignes = []
    for code in codes:
        dites = [cases.get((code, zone)) for zone, _ in zones]
        premiere = next((x for x in dites if x), None)
        if premiere:
            lignes.append(ligne(f"{code} {_nommer(premiere)}", *(_case(x) for x in dites)))
    colonnes = (colonne("Indicateur", part=2.1), *(colonne(nom, "droite", 1.4) for _, nom in zones))
    gardees = ["code_indicateur", "libelle_court", "unite", "code_zone", "zone", "periode", "valeur", "numerateur"]
    gardees += ["denominateur", "cible_due", "taux", "etat", "provisoire", "recues", "attendues"]
    donnees = lues[lues["code_indicateur"].isin(codes)][gardees].rename(columns={"taux": "part_de_l_attendu_pct"})
    return tableau(titre, colonnes, lignes, feuille, donnees)


def _nommer(x: dict[Hashable, Any]) -> str:
    """Le libellé, et l'unité quand ni lui ni le chiffre ne la disent déjà."""
    nom, unite = str(x["libelle_court"]), str(x["unite"])
    return nom if unite == "%" or unite.lower() in nom.lower() else f"{nom} ({unite})"


def _case(x: dict[Hashable, Any] | None) -> Cellule:
    """Le chiffre et le symbole de son état ; sans ligne, l'indicateur ne se suit pas là."""
    if x is None:
        return Cellule(francais.SO)
    etat = etats.connu(x["etat"])
    texte = chiffres.valeur(x, str(x["unite"]), nue=True)
    if etat == MASQUE or francais.absente(x["valeur"]):
        return Cellule(f"{etats.ETATS[etat][0]}{francais.INSECABLE}{texte}", etat)
    return Cellule(f"{texte} {etats.ETATS[etat][0]}", etat)
