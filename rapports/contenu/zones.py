"""Un tableau d'indicateurs par région, le même pour les services itinérants, l'État et la comparaison."""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import jusqu_a
from figures.mots import chiffre, etats
from rapports.blocs import Cellule, Tableau, colonne, ligne, tableau
from rapports.lecture import CUMUL, Lecture
from requetes.comparaisons import zones as comparaisons
from requetes.comparaisons.zones import CaseDeGrille
from tableurs.objets import en_tableau


def grille(lecture: Lecture) -> tuple[CaseDeGrille, ...]:
    """L'état de tous les indicateurs, projet et régions, depuis le démarrage."""
    lues = [
        case
        for niveau in jusqu_a("region")
        for case in comparaisons.grille_des_etats(lecture.base, niveau, CUMUL, lecture.periode, phares=False)
    ]
    # Un jalon se répartit par rang au-dessus de sa zone de collecte : il y est sans objet, non sans donnée.
    jalons = {i.code for i in lecture.indicateurs if i.nature == "jalon"}
    return tuple(c for c in lues if c.code_indicateur not in jalons or c.valeur is not None or not c.recues)


def par_region(
    lecture: Lecture, lues: Sequence[CaseDeGrille], codes: Sequence[str], titre: str, feuille: str
) -> Tableau:
    """Une ligne par indicateur : l'ensemble, puis chaque région, valeur et état.

    Args:
        lecture: l'édition.
        lues: `grille`.
        codes: indicateurs retenus, dans l'ordre.
        titre: titre du tableau.
        feuille: feuille du classeur.
    """
    zones = [("SOCLE", "Ensemble"), *lecture.regions]
    cases = {(x.code_indicateur, x.code_zone): x for x in lues}
    lignes = []
    for code in codes:
        dites = [cases.get((code, zone)) for zone, _ in zones]
        premiere = next((x for x in dites if x), None)
        if premiere:
            lignes.append(ligne(f"{code} {_nommer(premiere)}", *(_case(x) for x in dites)))
    colonnes = (colonne("Indicateur", part=2.1), *(colonne(nom, "droite", 1.4) for _, nom in zones))
    gardees = ["code_indicateur", "libelle_court", "unite", "code_zone", "zone", "periode", "valeur", "numerateur"]
    gardees += ["denominateur", "cible_due", "taux", "etat", "provisoire", "recues", "attendues"]
    retenues = en_tableau(CaseDeGrille, [x for x in lues if x.code_indicateur in codes])
    donnees = retenues[gardees].rename(columns={"taux": "part_de_l_attendu_pct"})
    return tableau(titre, colonnes, lignes, feuille, donnees)


def _nommer(x: CaseDeGrille) -> str:
    """Le libellé, et l'unité quand ni lui ni le chiffre ne la disent déjà."""
    nom, unite = x.libelle_court, x.unite
    return nom if unite == "%" or unite.lower() in nom.lower() else f"{nom} ({unite})"


def _case(x: CaseDeGrille | None) -> Cellule:
    """Le chiffre et le symbole de son état ; sans ligne, l'indicateur ne se suit pas là."""
    if x is None:
        return Cellule(francais.SO)
    etat = etats.connu(x.etat)
    texte = chiffre.complete(x, nue=True)
    if etat == MASQUE or x.valeur is None:
        return Cellule(f"{etats.ETATS[etat][0]}{francais.INSECABLE}{texte}", etat)
    return Cellule(f"{texte} {etats.ETATS[etat][0]}", etat)
