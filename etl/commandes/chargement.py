"""`charger` : déposer des fichiers puis publier ; `demo` : la démonstration, par le même chemin."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from domaine.anomalies import Anomalie
from domaine.reglages import reglages
from etl.controles.verification import recevoir
from etl.demonstration import ecrire_demonstration
from etl.edition import dossier as edition
from etl.edition.a_blanc import reprendre
from etl.edition.publication import Publication, publier
from etl.edition.reunions import depot_a_faire
from etl.fichiers.depots import Depot, Depots, verrou
from etl.fichiers.recu import lire_recu
from etl.progression import Progression


class DepotsReels(Exception):
    """La démonstration refuse un dossier qui contient de vrais dépôts."""


@dataclass
class Chargement:
    """Ce que `charger` a fait : dépôts nouveaux, fichiers déjà reçus (dont retirés), refusés, édition publiée."""

    deposes: list[Depot] = field(default_factory=list)
    deja: list[str] = field(default_factory=list)
    retires: list[Depot] = field(default_factory=list)
    refus: list[Anomalie] = field(default_factory=list)
    publication: Publication | None = None

    @property
    def code(self) -> int:
        codes = [3] if self.refus else [0]
        if self.publication is not None:
            codes += [self.publication.codes[d.rang] for d in self.deposes]
        return max(codes)


def charger(
    donnees: Path,
    fichiers: list[Path],
    progression: Progression,
    *,
    par: str = "",
    nom: str = "",
    a_blanc: Path | None = None,
) -> Chargement:
    """Garde chaque fichier, charge ce qui est sain, publie.

    Un fichier refusé en entier n'entre pas dans les dépôts et n'arrête pas les autres ; le même fichier, deux fois,
    est sans effet. Sur la démonstration, un classeur peut s'essayer : l'édition reste dite «démonstration».

    Args:
        a_blanc: le dossier où `verifier --effet` a bâti l'édition de ces mêmes fichiers ; elle n'est mise en service
            que si rien n'a changé depuis, et se bâtit à nouveau sinon.
    """
    bilan = Chargement()
    progression.etape("reception", f"Réception de {len(fichiers)} fichier(s)")
    with verrou(donnees):
        depots = Depots(donnees)
        reception = recevoir(depots, fichiers, nom, lus=True)
        bilan.refus = reception.refus
        neufs = [recu for recu, connu in reception.recus if connu is None]
        prete = reprendre(donnees, depots, neufs, a_blanc) if a_blanc else None
        for recu, deja in reception.recus:
            if deja is None:
                bilan.deposes.append(depots.deposer(recu, par=par))
                continue
            depots.reparer(recu)
            bilan.deja.append(recu.nom)
            bilan.retires += [deja] if deja.retire else []
        progression.etape("depot", f"{len(bilan.deposes)} fichier(s) gardé(s)")
        # Un arrêt entre dépôt et publication se rattrape ici : le même fichier, renvoyé, republie.
        if bilan.deposes or (bilan.deja and not a_jour(donnees, depots)):
            bilan.publication = publier(donnees, progression, prete)
    progression.etape("fini", "Terminé")
    return bilan


def a_jour(donnees: Path, depots: Depots) -> bool:
    """Vrai si l'édition en vigueur est celle de ces dépôts, retraits compris, et du journal des réunions."""
    courante = edition.courante(donnees)
    if courante is None or depot_a_faire(donnees, depots) is not None:
        return False
    publies = {(d["sha256"], bool(d.get("retire"))) for d in edition.manifeste(donnees, courante)["depots"]}
    return publies == {(d.sha256, d.retire) for d in depots.lister()}


def republier(donnees: Path, progression: Progression) -> Publication:
    """`publier` : rebâtit l'édition courante."""
    with verrou(donnees):
        publication = publier(donnees, progression)
    progression.etape("fini", "Terminé")
    return publication


def charger_demonstration(donnees: Path, progression: Progression) -> Publication:
    """Écrit et publie la démonstration, à la place d'une démonstration précédente.

    Raises:
        DepotsReels: le dossier contient de vrais dépôts.
    """
    progression.etape("reception", "Écriture des classeurs de démonstration")
    with verrou(donnees), tempfile.TemporaryDirectory() as dossier:
        depots = Depots(donnees)
        # Le journal d'une réunion tenue sur la démonstration en est : la publication le dépose à nouveau.
        if any(d.origine != "demo" and not d.du_journal for d in depots.lister()):
            raise DepotsReels(
                "Ce dossier contient de vrais dépôts : la démonstration ne s'y mêle pas. Changez SOCLE_DONNEES."
            )
        ecrits = ecrire_demonstration(Path(dossier))
        # Une démonstration d'une version antérieure du programme s'en va : les deux ensemble seraient fausses.
        depots.remplacer_demonstration([(lire_recu(d.chemin, reglages()), d.par, d.recu_le) for d in ecrits])
        progression.etape("depot", "Classeurs de démonstration déposés")
        publication = publier(donnees, progression)
    progression.etape("fini", "Terminé")
    return publication
