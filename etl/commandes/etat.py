"""`etat` : où en sont l'édition, les dépôts, les anomalies et les rapports attendus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.edition import dossier
from etl.fichiers.depots import Depots


def etat(donnees: Path) -> dict[str, Any]:
    """L'état du dossier des données ; les listes sont vides quand rien n'est publié."""
    depots = Depots(donnees).lister()
    courante = dossier.courante(donnees)
    contenu: dict[str, Any] = {
        "edition": courante,
        "date_donnees": None,
        "publie_le": None,
        "demonstration": any(d.origine == "demo" for d in depots),
        "depots": [
            {
                "rang": d.rang,
                "nom": d.nom,
                "recu_le": d.recu_le,
                "par": d.par,
                "sha256": d.sha256,
                "retire": d.retire,
                "motif_retrait": d.motif_retrait,
            }
            for d in depots
        ],
        "anomalies": {"bloquante": 0, "à vérifier": 0},
        "quarantaine": 0,
        "rapports": {"attendus": 0, "recus": 0, "manquants": []},
    }
    if courante is None:
        return contenu
    manifeste = dossier.manifeste(donnees, courante)
    contenu["date_donnees"], contenu["publie_le"] = manifeste["date_donnees"] or None, manifeste["publie_le"]
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        comptes = connexion.execute("SELECT gravite, count(*) FROM anomalie GROUP BY 1").fetchall()
        contenu["anomalies"] |= dict(comptes)
        contenu["quarantaine"] = manifeste["comptes"]["quarantaine"]
        rapports = connexion.execute(
            "SELECT code_zone, periode, echeance, recu FROM rapport_suivi WHERE attendu_au_calcul "
            "ORDER BY periode, code_zone"
        ).fetchall()
    manquants = [{"zone": z, "periode": p, "echeance": str(e)} for z, p, e, recu in rapports if not recu]
    contenu["rapports"] = {"attendus": len(rapports), "recus": len(rapports) - len(manquants), "manquants": manquants}
    return contenu


def etat_en_texte(contenu: dict[str, Any]) -> str:
    """L'état, pour une personne."""
    if contenu["edition"] is None:
        return f"Aucune édition publiée. {len(contenu['depots'])} dépôt(s) gardé(s)."
    rapports, anomalies = contenu["rapports"], contenu["anomalies"]
    retires = sum(d["retire"] for d in contenu["depots"])
    lignes = [
        f"Édition courante : {contenu['edition']} (publiée le {contenu['publie_le']})",
        f"Données arrêtées au : {contenu['date_donnees'] or 'n. d.'}"
        + (" — démonstration" if contenu["demonstration"] else ""),
        f"Dépôts : {len(contenu['depots'])}" + (f", dont {retires} retiré(s) des chiffres" if retires else ""),
        f"Anomalies : {anomalies['bloquante']} bloquante(s), {anomalies['à vérifier']} à vérifier ; "
        f"{contenu['quarantaine']} ligne(s) en quarantaine",
        f"Rapports : {rapports['recus']} reçu(s) sur {rapports['attendus']} attendu(s)",
    ]
    lignes += [
        f"  manque {m['zone']} {m['periode']} (échéance {m['echeance'] or 'n. d.'})" for m in rapports["manquants"]
    ]
    return "\n".join(lignes)
