"""Porter un message au serveur SMTP, une fois : chiffré, identifié, et ce que le serveur en dit. Règles B3 et B4."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from typing import Final

from domaine.courriel.boite import Boite
from domaine.courriel.journal import AJOURNE, INCERTAIN, PARTI, REFUSE

_DELAI_S: Final = 30.0
_RETIRE: Final = "***"


@dataclass(frozen=True)
class Issue:
    """Ce qu'il est advenu d'une tentative.

    Attributes:
        code: celui du serveur ; 0 quand il n'a rien dit.
        dit: en français, ce qui s'est passé.
        injoignable: le serveur n'a pas été atteint : il ne le serait pas davantage pour un autre destinataire.
    """

    etat: str
    code: int
    dit: str
    injoignable: bool = False


def porter(boite: Boite, adresse: str, octets: bytes) -> Issue:
    """Une tentative ; ne lève rien de ce que le réseau ou le serveur font."""
    liaison: smtplib.SMTP | None = None
    try:
        liaison = _ouvrir(boite)
        return _remettre(liaison, boite, adresse, octets)
    except (smtplib.SMTPException, OSError) as erreur:
        return _juger(boite, erreur, ouverte=liaison is not None)
    finally:
        if liaison is not None:
            # Le serveur a déjà répondu du message : son adieu n'y change rien.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                liaison.quit()
            liaison.close()


def _ouvrir(boite: Boite) -> smtplib.SMTP:
    """Une liaison chiffrée et identifiée ; jamais en clair parce que le serveur n'offre pas mieux."""
    contexte = ssl.create_default_context()
    qui, hote, port = boite.domaine, boite.hote, boite.port
    if boite.securite == "tls":
        liaison: smtplib.SMTP = smtplib.SMTP_SSL(hote, port, local_hostname=qui, timeout=_DELAI_S, context=contexte)
    else:
        liaison = smtplib.SMTP(hote, port, local_hostname=qui, timeout=_DELAI_S)
    try:
        if boite.securite == "starttls":
            liaison.starttls(context=contexte)
        if boite.utilisateur:
            liaison.login(boite.utilisateur, boite.mot_de_passe)
    except BaseException:
        liaison.close()
        raise
    return liaison


def _remettre(liaison: smtplib.SMTP, boite: Boite, adresse: str, octets: bytes) -> Issue:
    liaison.ehlo_or_helo_if_needed()
    taille = [f"SIZE={len(octets)}"] if liaison.has_extn("size") else []
    code, reponse = liaison.mail(boite.adresse, taille)
    if code == 250:
        code, reponse = liaison.rcpt(adresse)
    if code not in (250, 251):
        return _selon_le_code(boite, code, reponse)
    try:
        code, reponse = liaison.data(octets)
    except smtplib.SMTPDataError as erreur:
        return _selon_le_code(boite, erreur.smtp_code, erreur.smtp_error)
    except (smtplib.SMTPServerDisconnected, OSError):
        # Coupée avant la réponse : le serveur a pu le prendre, et le reporter le ferait arriver deux fois.
        return Issue(INCERTAIN, 0, "la liaison s'est coupée avant la réponse : le courriel est peut-être parti")
    return Issue(PARTI, code, "") if code == 250 else _selon_le_code(boite, code, reponse)


def _juger(boite: Boite, erreur: smtplib.SMTPException | OSError, *, ouverte: bool) -> Issue:
    """Avant le message : rien n'est parti. Ce qui peut s'arranger se retente, le reste se dit."""
    if isinstance(erreur, ssl.SSLCertVerificationError):
        dit = "le certificat du serveur n'est pas reconnu : rien ne lui a été confié (docs/PASSERELLES.md)"
        return Issue(REFUSE, 0, dit, injoignable=True)
    # Sans moyen commun de s'identifier, `smtplib` ne lève que la classe de toutes ses fautes.
    if isinstance(erreur, smtplib.SMTPNotSupportedError) or type(erreur) is smtplib.SMTPException:
        dit = "le serveur n'offre pas le chiffrement ou l'identification demandés : rien ne lui a été confié"
        return Issue(REFUSE, 0, dit, injoignable=True)
    if isinstance(erreur, smtplib.SMTPAuthenticationError):
        etat = AJOURNE if erreur.smtp_code < 500 else REFUSE
        # La réponse n'est pas redite : un serveur peut y répéter ce qu'on lui a donné.
        return Issue(etat, erreur.smtp_code, "le serveur refuse cet utilisateur ou son mot de passe", injoignable=True)
    if isinstance(erreur, smtplib.SMTPResponseException):
        jugee = _selon_le_code(boite, erreur.smtp_code, erreur.smtp_error)
        return Issue(jugee.etat, jugee.code, jugee.dit, injoignable=not ouverte)
    if isinstance(erreur, ssl.SSLError):
        return Issue(
            REFUSE, 0, "le chiffrement n'a pas pu s'établir : vérifiez smtp_securite et smtp_port", injoignable=True
        )
    if ouverte:
        return Issue(AJOURNE, 0, "la liaison s'est coupée avant le message")
    return Issue(AJOURNE, 0, f"le serveur {boite.hote} ne répond pas", injoignable=True)


def _selon_le_code(boite: Boite, code: int, reponse: bytes | str) -> Issue:
    """4xx : plus tard ; le reste : non. La réponse du serveur se redit, sans ce qui serait un secret."""
    texte = reponse.decode("utf-8", errors="replace") if isinstance(reponse, bytes) else reponse
    if boite.mot_de_passe:
        texte = texte.replace(boite.mot_de_passe, _RETIRE)
    return Issue(AJOURNE if 400 <= code < 500 else REFUSE, code, f"le serveur répond {code} : {texte}")
