"""Un code que le tableur a changé en nombre ou en date : la cause d'une clé redite ou inconnue (règle L20)."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from etl.fichiers.cellules import Cellule
from etl.lignes.conversions import texte_de
from etl.lignes.tampon import Tampon

#: Code d'anomalie dont un code changé peut être la cause → ce qui s'ensuit ; le détail reçu la complète.
_SUITES = {
    "cle_contradictoire": "plusieurs lignes l'ont",
    "indicateur_inconnu": "il n'est pas dans le cadre logique",
    "identifiant_inconnu": "il n'existe dans aucun dépôt",
}


def dire_codes_en_nombre(tampon: Tampon) -> None:
    """Donne à ces anomalies leur cause, là où la cellule du code est un nombre à virgule ou une date."""
    lues = tampon.connexion.execute(
        "SELECT id_ligne, code, colonne, detail FROM signalement WHERE list_contains(?, code) ORDER BY ALL",
        [list(_SUITES)],
    ).fetchall()
    causes = []
    for id_ligne, code, colonne, detail in lues:
        segment, indice = tampon.situer(id_ligne)
        feuille, ligne = segment.table.feuille, segment.table.lignes[indice]
        for nom in (colonne,) if colonne else feuille.cle:
            rang = segment.table.colonnes.get(nom)
            if feuille.colonne(nom).type not in ("texte", "indicateur") or rang is None or rang >= len(ligne):
                continue
            if _est_change(ligne[rang]):
                lignes = f" (lignes {detail})" if code == "cle_contradictoire" else ""
                causes.append((nom, texte_de(ligne[rang]), _SUITES[code] + lignes, id_ligne, code, colonne))
                break
    if causes:
        # D'un seul geste : une instruction par ligne coûterait des minutes quand tous les codes ont changé.
        noms = ("nom", "lu", "suite", "id_ligne", "code", "colonne")
        trouvees = pa.table(dict(zip(noms, map(list, zip(*causes, strict=True)), strict=True)))
        tampon.connexion.register("causes", trouvees)
        tampon.connexion.execute(
            "UPDATE signalement SET code = 'code_en_nombre', colonne = cause.nom, valeur = cause.lu, "
            "detail = cause.suite, suggestion = '' FROM causes cause WHERE signalement.id_ligne = cause.id_ligne "
            "AND signalement.code = cause.code AND signalement.colonne = cause.colonne"
        )
        tampon.connexion.unregister("causes")


def _est_change(cellule: Cellule) -> bool:
    return isinstance(cellule, dt.date) or (isinstance(cellule, float) and not cellule.is_integer())
