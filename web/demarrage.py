"""Ce que le serveur fait une fois, avant le premier lecteur."""

from __future__ import annotations

import atexit
import gc
import importlib
import ipaddress
import logging
import pkgutil
import sys

import figures
import requetes
from domaine.acces import reglement
from domaine.acces.guichet import GUICHET
from domaine.acces.reglement import Fournisseur
from domaine.reglages import ReglageInvalide, Reglages, dossier_donnees, reglages
from web import journal

#: Au plus, ce qu'un fil qui calcule fait attendre les autres.
_TOUR_S = 0.001


class EcouteOuverte(SystemExit):
    """L'application n'identifie personne : l'ouvrir au réseau ouvrirait tout à tous."""


def ouvrir_le_journal() -> None:
    """Donne sa forme au journal, et y dit le démarrage ; un réglage faux laisse le texte, et la page le dira."""
    try:
        regle = reglages()
    except ReglageInvalide:
        regle = Reglages()
    journal.installer(regle.journal)
    dits = {"profil": regle.profil, "edition": regle.edition or "", "seances_max": regle.seances_max}
    logging.getLogger("socle").info("demarrage", extra={"champs": dits})


def exiger_une_ecoute_close(adresse: str) -> Fournisseur | None:
    """Refuse de servir au-delà de la machine sans fournisseur d'identité ni mandataire déclaré devant (règle E27).

    Args:
        adresse: celle où l'on écoute ; vide = toutes.

    Returns:
        Le fournisseur d'identité, s'il y en a un.

    Raises:
        EcouteOuverte: avec le remède.
    """
    try:
        fournisseur = reglement.lire(dossier_donnees()).fournisseur
        GUICHET.fournisseur = fournisseur is not None
    except ReglageInvalide as erreur:
        raise EcouteOuverte(f"Refus de servir : {erreur}") from erreur
    if fournisseur is not None or est_locale(adresse) or reglages().mandataire:
        return fournisseur
    raise EcouteOuverte(
        f"Refus de servir sur «{adresse or 'toutes les adresses'}» : l'application n'identifie personne, et tout le "
        "réseau lirait tout. Gardez --server.address=localhost et mettez un mandataire devant (identité, TLS) ; "
        "déclarez-le : SOCLE_MANDATAIRE=oui. Ou donnez un fournisseur d'identité à l'application : acces.toml."
    )


def est_locale(adresse: str) -> bool:
    """Vrai d'une adresse que seule cette machine atteint.

    >>> [est_locale(a) for a in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "", "192.168.1.4", "socle.example")]
    [True, True, True, False, False, False, False]
    """
    if adresse == "localhost":
        return True
    try:
        return ipaddress.ip_address(adresse).is_loopback
    except ValueError:
        return False


def charger_puis_geler() -> None:
    """Importe d'avance ce que les pages emploient, puis le met hors de portée du ramasse-miettes.

    Streamlit parcourait toute la mémoire après chaque passage, tous lecteurs arrêtés ; `.streamlit/config.toml` l'en
    dispense, et Python le fait de lui-même quand il y a de quoi. Un fil qui calcule cède aussi la place plus vite : ce
    qui part vers les navigateurs passe par un seul autre, qui l'attendrait cinq millièmes de seconde par message.
    """
    sys.setswitchinterval(_TOUR_S)
    for paquet in (requetes, figures):
        for module in pkgutil.walk_packages(paquet.__path__, f"{paquet.__name__}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    # À l'arrêt, tout redevient à jeter : les bibliothèques compilées s'en plaindraient sinon.
    atexit.register(gc.unfreeze)
