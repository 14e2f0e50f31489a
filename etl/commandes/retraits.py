"""Sortir un dépôt des chiffres, ou l'y remettre : le fichier reçu ne quitte jamais le disque."""

from __future__ import annotations

from pathlib import Path

from etl.commandes.chargement import a_jour
from etl.demande import DemandeInvalide
from etl.edition.publication import Publication, publier
from etl.fichiers.depots import Depot, Depots, verrou
from etl.progression import Progression

_MOTIF_MAX = 400


def retirer_depot(donnees: Path, rang: int, motif: str, progression: Progression, par: str = "") -> Publication:
    """Sort un dépôt des chiffres et publie ; ses lignes, son rang et son fichier sont gardés.

    Raises:
        DemandeInvalide: dépôt inconnu ou déjà retiré, motif vide.
    """
    if not motif.strip():
        raise DemandeInvalide("Dites pourquoi ce dépôt sort des chiffres : --motif «…».")
    return _agir(donnees, rang, "retirer", motif.strip()[:_MOTIF_MAX], progression, par)


def remettre_depot(donnees: Path, rang: int, progression: Progression, par: str = "") -> Publication:
    """Remet dans les chiffres un dépôt retiré, à son rang d'origine, et publie.

    Raises:
        DemandeInvalide: dépôt inconnu ou qui n'est pas retiré.
    """
    return _agir(donnees, rang, "remettre", "", progression, par)


def _agir(donnees: Path, rang: int, geste: str, motif: str, progression: Progression, par: str) -> Publication:
    progression.etape("reception", f"Dépôt n° {rang} à {geste}")
    with verrou(donnees):
        depots = Depots(donnees)
        depot = _trouver(depots, rang)
        if depot.du_journal:
            remede = "Une décision s'y exécute, s'y reporte ou s'y abandonne ; elle ne s'en retire pas."
            raise DemandeInvalide(f"Le dépôt n° {rang} est le journal des réunions. {remede}")
        if depot.retire == (geste == "retirer") and a_jour(donnees, depots):
            situation = "est déjà retiré des chiffres" if depot.retire else "n'est pas retiré"
            raise DemandeInvalide(f"Le dépôt n° {rang} «{depot.nom}» {situation}.")
        # Inscrit mais jamais publié (un arrêt entre les deux) : publier suffit.
        if depot.retire != (geste == "retirer"):
            depots.noter_geste(depot, geste, motif, par)
        progression.etape("depot", "Inscrit au journal des retraits")
        publication = publier(donnees, progression)
    progression.etape("fini", "Terminé")
    return publication


def _trouver(depots: Depots, rang: int) -> Depot:
    depot = next((d for d in depots.lister() if d.rang == rang), None)
    if depot is None:
        raise DemandeInvalide(f"Le dépôt n° {rang} n'existe pas. «python -m etl depot lister» les donne.")
    return depot
