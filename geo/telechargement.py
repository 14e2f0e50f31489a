"""Un téléchargement borné : taille, durée totale, redirections, hôtes. HTTPS seulement, sauf vers cette machine.

La durée est tenue par un fil à part : ni un nom d'hôte muet, ni un serveur au compte-gouttes ne la dépassent.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

REDIRECTIONS_MAX = 3
BLOC = 1 << 16


class TelechargementManque(RuntimeError):
    """Le téléchargement n'a pas abouti ; le message dit pourquoi en quelques mots."""


@dataclass(frozen=True)
class Telechargement:
    """Ce qu'on télécharge, et jusqu'où on accepte d'aller (octets, secondes)."""

    adresse: str
    destination: Path
    taille_max: int
    attente_s: float
    hotes_admis: tuple[str, ...] = ()


@dataclass
class _Etat:
    abandon: threading.Event = field(default_factory=threading.Event)
    erreur: str = ""


def telecharger(demande: Telechargement) -> None:
    """Télécharge un fichier entier, ou rien.

    Raises:
        TelechargementManque: adresse refusée, réponse fautive, fichier tronqué ou trop gros, délai dépassé.
    """
    _verifier_adresse(demande.adresse)
    etat = _Etat()
    fil = threading.Thread(target=_travailler, args=(demande, etat), daemon=True)
    fil.start()
    fil.join(demande.attente_s)
    if fil.is_alive():
        etat.abandon.set()
        raise TelechargementManque(f"pas fini au bout de {demande.attente_s:.0f} s")
    if etat.erreur:
        raise TelechargementManque(etat.erreur)


def _travailler(demande: Telechargement, etat: _Etat) -> None:
    try:
        _copier(demande, etat)
    except TelechargementManque as erreur:
        etat.erreur = str(erreur)
    except urllib.error.HTTPError as erreur:
        etat.erreur = f"le serveur répond {erreur.code}"
    except ssl.SSLError:
        etat.erreur = "certificat refusé"
    except TimeoutError:
        etat.erreur = "le serveur ne répond pas"
    except (OSError, http.client.HTTPException, ValueError) as erreur:
        cause = getattr(erreur, "reason", erreur)
        etat.erreur = "certificat refusé" if isinstance(cause, ssl.SSLError) else "serveur injoignable"


def _copier(demande: Telechargement, etat: _Etat) -> None:
    fin = time.monotonic() + demande.attente_s
    entetes = {"User-Agent": "socle-tableau-de-bord", "Accept-Encoding": "identity"}
    requete = urllib.request.Request(demande.adresse, headers=entetes)  # noqa: S310 — schéma vérifié avant
    with _ouvreur(demande).open(requete, timeout=min(20.0, demande.attente_s)) as reponse:
        annonce = reponse.headers.get("Content-Length")
        attendus = int(annonce) if annonce and annonce.isdigit() else None
        if attendus is not None and attendus > demande.taille_max:
            raise TelechargementManque(f"fichier trop gros ({attendus // 10**6} Mo)")
        recus = 0
        with demande.destination.open("wb") as sortie:
            while bloc := reponse.read1(BLOC):
                recus += len(bloc)
                if recus > demande.taille_max:
                    raise TelechargementManque(f"fichier trop gros (plus de {demande.taille_max // 10**6} Mo)")
                if etat.abandon.is_set() or time.monotonic() > fin:
                    raise TelechargementManque("délai dépassé")
                sortie.write(bloc)
    if not recus or (attendus is not None and recus != attendus):
        raise TelechargementManque("fichier tronqué en route")


def hote_de(adresse: str) -> str:
    """L'hôte d'une adresse ; vide si elle est mal écrite."""
    try:
        return urlsplit(adresse).hostname or ""
    except ValueError:
        return ""


def _est_locale(hote: str) -> bool:
    if hote == "localhost":
        return True
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return False


def _verifier_adresse(adresse: str) -> None:
    try:
        parties = urlsplit(adresse)
        hote, _ = parties.hostname or "", parties.port
    except ValueError as erreur:
        raise TelechargementManque("adresse mal écrite") from erreur
    if not hote or parties.username is not None:
        raise TelechargementManque("adresse mal écrite")
    if parties.scheme != "https" and not (parties.scheme == "http" and _est_locale(hote)):
        raise TelechargementManque("adresse refusée : seul https est admis")


class _Redirections(urllib.request.HTTPRedirectHandler):
    """Ne suit une redirection que vers le même hôte ou un hôte admis, et toujours en https (ou sur cette machine)."""

    max_redirections = REDIRECTIONS_MAX

    def __init__(self, admis: frozenset[str]) -> None:
        self.admis = admis

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _verifier_adresse(newurl)
        hote = hote_de(newurl)
        if hote not in self.admis:
            raise TelechargementManque(f"redirection refusée vers {hote[:80]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _ouvreur(demande: Telechargement) -> urllib.request.OpenerDirector:
    """Un ouvreur qui ne connaît que http et https : ni file:, ni ftp:, ni data:."""
    hote = hote_de(demande.adresse)
    ouvreur = urllib.request.OpenerDirector()
    parties = [
        # Vers cette machine, un mandataire d'entreprise n'a rien à faire.
        urllib.request.ProxyHandler({} if _est_locale(hote) else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirections(frozenset({hote, *demande.hotes_admis})),
    ]
    for partie in parties:
        ouvreur.add_handler(partie)
    return ouvreur
