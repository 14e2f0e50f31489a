"""Le gardien : chaque demande, chaque liaison passe par lui, et n'atteint Streamlit que si l'on sait qui lit.

Ce qui ne dit rien du projet (scripts, styles, polices) est à tous. Le reste a un lecteur, ou une page de refus en
français et rien d'autre : ni script, ni liaison. Règles E30 à E35.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool

from domaine.acces import registre, reglement
from domaine.acces.guichet import ENTETE, GUICHET
from domaine.acces.lecteur import COMPTE, DEPOSER, Lecteur
from domaine.reglages import ReglageInvalide, dossier_donnees
from web import internes
from web.acces import connexion, navigateurs, nue, remise
from web.acces.demande import (
    Application,
    Demande,
    Envoyer,
    Recevoir,
    avec_entetes,
    chemin,
    est_chiffree,
    temoin,
    temoins,
    vers_la_racine,
)
from web.acces.jugement import LECTEUR, TEMOIN_COMPTE, TEMOIN_NAVIGATEUR, Motif, Refus, juger, navigateur_de

#: À tous : ce que Streamlit sert de lui-même, et nos bibliothèques ; rien du projet.
_COMPOSANT: Final = "component/"
_A_TOUS: Final = ("static/", "app/static/", _COMPOSANT, "_stcore/bidi-components/")
_A_TOUS_AUSSI: Final = ("_stcore/health", "_stcore/host-config", "favicon.ico", "favicon.png", "robots.txt")
_CONNEXION: Final = "connexion"
_RETOUR: Final = "socle_retour"
_ENTETE: Final = ENTETE.encode()
#: Un envoi qui ne vient plus est rendu : une liaison faible envoie toujours quelque chose en ce temps.
_SILENCE_S: Final = 60.0


class Gardien:
    """Interface ASGI."""

    def __init__(self, app: Application) -> None:
        self._app = app
        GUICHET.en_service = True

    async def __call__(self, scope: Demande, receive: Recevoir, send: Envoyer) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        demande = avec_entetes(scope, (), [_ENTETE])
        ou = chemin(demande)
        if demande["type"] == "websocket":
            await self._lier(demande, receive, send)
        elif ou in _A_TOUS_AUSSI or ou.startswith(_A_TOUS):
            # La page d'un composant est un fichier de sa bibliothèque, comme les autres.
            sortie = send if ou.startswith(_COMPOSANT) else _SansPage(demande, send).envoyer
            await self._app(demande, receive, partial(_chiffrer, demande, sortie))
        elif ou.startswith(remise.LIENS):
            await remise.ouvrir_un_lien(demande, ou.removeprefix(remise.LIENS), send)
        elif ou == remise.QUITTER:
            await remise.quitter(demande, send)
        elif ou == _CONNEXION or ou in connexion.ADRESSES:
            await self._connecter(demande, ou, receive, send)
        else:
            await self._servir(demande, ou, receive, send)

    async def _servir(self, demande: Demande, ou: str, receive: Recevoir, send: Envoyer) -> None:
        lecteur = await run_in_threadpool(juger, demande)
        if isinstance(lecteur, Refus):
            await _refuser(lecteur, demande, ou, send)
        elif remise.est_de_la_remise(ou):
            await remise.remettre(demande, lecteur, ou.removeprefix(remise.REMISE).strip("/"), send)
        elif ou.startswith((navigateurs.MEDIA, navigateurs.ENVOI)) and not _est_a_lui(demande, ou, lecteur):
            await nue.repondre(remise.INTROUVABLE, 404, send, sans_corps=demande["method"] == "HEAD")
        elif lecteur.origine == COMPTE and not ou and (page := temoins(demande).get(_RETOUR, "")):
            await nue.envoyer_ailleurs(
                f"./{connexion.page_d_ici(page.strip())}", send, temoin(_RETOUR, "", demande, secondes=0)
            )
        else:
            demande[LECTEUR] = lecteur
            await self._app(demande, _sans_silence(receive), partial(_marquer, demande, send))

    async def _lier(self, demande: Demande, receive: Recevoir, send: Envoyer) -> None:
        """Une liaison : ouverte pour un lecteur connu seulement, et pour ses propres séances."""
        lecteur = await run_in_threadpool(juger, demande)
        if isinstance(lecteur, Refus):
            await receive()
            await send({"type": "websocket.close", "code": 4401})
            return
        signe = navigateur_de(demande, lecteur)
        jeton = GUICHET.ouvrir(lecteur, signe)
        try:
            permise = navigateurs.sans_seance_d_autrui(demande, signe)
            permise = avec_entetes(permise, [(_ENTETE, jeton.encode())], ())
            await self._app(permise, partial(_ne_recevoir_que_lire, receive), send)
        finally:
            GUICHET.fermer(jeton)

    async def _connecter(self, demande: Demande, ou: str, receive: Recevoir, send: Envoyer) -> None:
        """Les adresses de `st.login` ; elles n'existent pas sans fournisseur."""
        try:
            fournisseur = (await run_in_threadpool(reglement.lire, dossier_donnees())).fournisseur
        except ReglageInvalide:
            fournisseur = None
        jugee = await run_in_threadpool(juger, demande)
        if fournisseur is None or (isinstance(jugee, Refus) and jugee.motif in (Motif.HOTE, Motif.FAUX)):
            await nue.repondre(remise.INTROUVABLE, 404, send)
            return
        if ou == _CONNEXION:
            voulue = connexion.page_d_ici(demande["query_string"].decode("latin-1").removeprefix("vers="))
            retour = [temoin(_RETOUR, voulue, demande, secondes=600)] if voulue else []
            await nue.envoyer_ailleurs(f"./{connexion.adresse_de_connexion()}", send, *retour)
            return
        if ou == connexion.RETOUR:
            send = partial(_ouvrir_la_connexion, demande, fournisseur, send)
        elif ou == connexion.DECONNEXION:
            await run_in_threadpool(_fermer_la_connexion, demande, jugee)
            send = partial(_ajouter, temoin(TEMOIN_COMPTE, "", demande, secondes=0), send)
        await self._app(demande, receive, partial(_chiffrer, demande, send))


async def _ouvrir_la_connexion(
    demande: Demande, fournisseur: reglement.Fournisseur, send: Envoyer, message: Demande
) -> None:
    """Fait des témoins que Streamlit pose au retour du fournisseur une connexion inscrite, et la sienne seule."""
    if message["type"] == "http.response.start":
        poses: dict[str, str] = {}
        for _, valeur in (e for e in message["headers"] if e[0] == b"set-cookie"):
            nom, _, reste = valeur.decode("latin-1").partition("=")
            poses[nom] = reste.partition(";")[0].strip('"')
        dit = connexion.revendications(poses, fournisseur)
        if dit is not None:
            rendu = await run_in_threadpool(_inscrire_la_connexion, dit, fournisseur)
            await _ajouter(temoin(TEMOIN_COMPTE, rendu, demande, secondes=fournisseur.heures * 3600), send, message)
            return
    await send(message)


async def _ajouter(entete: tuple[bytes, bytes], send: Envoyer, message: Demande) -> None:
    if message["type"] == "http.response.start":
        message = {**message, "headers": [*message["headers"], entete]}
    await send(message)


def _inscrire_la_connexion(dit: Mapping[str, Any], fournisseur: reglement.Fournisseur) -> str:
    """Le témoin de qui vient de se connecter ; un compte sans rôle s'inscrit aussi, et ne lira rien."""
    donnees = dossier_donnees()
    loi = reglement.lire(donnees)
    qui, nom = loi.lecteur(dit), loi.nommer(dit)
    registre.tracer(donnees, qui, "se connecter") if qui else registre.refuser(donnees, nom)
    finit = time.time() + fournisseur.heures * 3600
    return registre.connecter(donnees, registre.Connexion(nom, loi.groupes_de(dit), reglement.sujet_de(dit), finit))


def _fermer_la_connexion(demande: Demande, jugee: Lecteur | Refus) -> None:
    """Ce qui prouvait la connexion ne prouve plus rien, même copié avant, et même si un lien lisait à sa place."""
    if rendu := temoins(demande).get(TEMOIN_COMPTE, ""):
        registre.deconnecter(dossier_donnees(), rendu)
    if isinstance(jugee, Lecteur) and jugee.temoin:
        registre.tracer(dossier_donnees(), jugee, "se déconnecter")


def _est_a_lui(demande: Demande, ou: str, lecteur: Lecteur) -> bool:
    """Ce fichier, ou cet envoi, est d'une séance de ce navigateur ; et envoyer demande d'avoir à déposer."""
    if ou.startswith(navigateurs.ENVOI) and demande["method"] != "OPTIONS" and not lecteur.peut(DEPOSER):
        return False
    return navigateurs.est_permis(ou, navigateur_de(demande, lecteur))


class _SansPage:
    """À tous, des fichiers ; jamais la page de Streamlit, qu'il rend aussi à une adresse de fichier inconnue."""

    def __init__(self, demande: Demande, send: Envoyer) -> None:
        self._demande, self._send, self._refusee = demande, send, False

    async def envoyer(self, message: Demande) -> None:
        if message["type"] == "http.response.start":
            genres = [v for n, v in message["headers"] if n == b"content-type"]
            self._refusee = bool(genres) and genres[0].startswith(b"text/html") and message["status"] < 300
            if self._refusee:
                await nue.repondre(remise.INTROUVABLE, 404, self._send, sans_corps=self._demande["method"] == "HEAD")
        if not self._refusee:
            await self._send(message)


async def _ne_recevoir_que_lire(receive: Recevoir) -> Demande:
    """La suite d'une liaison, sans ce qui ne sert pas à lire : un lecteur ne vide pas les caches de tous."""
    while True:
        message = await receive()
        octets = message.get("bytes")
        if message["type"] != "websocket.receive" or not octets or internes.est_permis(octets):
            return message


def _sans_silence(receive: Recevoir) -> Recevoir:
    """Le même envoi, coupé s'il se tait trop longtemps : une lenteur voulue ne retient pas le serveur."""

    async def recevoir() -> Any:
        try:
            return await asyncio.wait_for(receive(), _SILENCE_S)
        except TimeoutError:
            return {"type": "http.disconnect"}

    return recevoir


async def _marquer(demande: Demande, send: Envoyer, message: Demande) -> None:
    """Donne à un navigateur neuf, avec sa première page, de quoi le distinguer d'un autre."""
    if message["type"] == "http.response.start" and TEMOIN_NAVIGATEUR not in temoins(demande):
        genres = [v for n, v in message["headers"] if n == b"content-type"]
        if genres and genres[0].startswith(b"text/html"):
            pose = temoin(TEMOIN_NAVIGATEUR, secrets.token_urlsafe(24), demande)
            message = {**message, "headers": [*message["headers"], pose]}
    await _chiffrer(demande, send, message)


async def _chiffrer(demande: Demande, send: Envoyer, message: Demande) -> None:
    """Sous TLS, aucun témoin ne s'envoie en clair, ceux de Streamlit compris."""
    if message["type"] == "http.response.start" and est_chiffree(demande):
        entetes = [
            (n, v + b"; Secure" if n == b"set-cookie" and b"secure" not in v.lower() else v)
            for n, v in message["headers"]
        ]
        message = {**message, "headers": entetes}
    await send(message)


async def _refuser(refus: Refus, demande: Demande, ou: str, send: Envoyer) -> None:
    (page, statut), racine = _PAGES[refus.motif], vers_la_racine(demande)
    if refus.motif is Motif.ANONYME:
        suite = demande["query_string"].decode("latin-1")
        voulue = connexion.page_d_ici(f"{ou}?{suite}" if suite else ou)
        vers = f"?vers={quote(voulue, safe='=&?%')}" if voulue else ""
        liens = (nue.Renvoi("Se connecter", f"{racine}{_CONNEXION}{vers}"),)
        page = nue.Page(page.titre, page.phrases, liens=liens, notes=page.notes)
    elif refus.motif is Motif.INCONNU:
        liens = (nue.Renvoi("Se déconnecter", f"{racine}{connexion.DECONNEXION}"),)
        qui = (f"Vous êtes connecté sous le nom {refus.nom}.",) if refus.nom else ()
        page = nue.Page(page.titre, qui + page.phrases, liens=liens, notes=page.notes)
    await nue.repondre(page, statut, send, sans_corps=demande["method"] == "HEAD")


_PAGES: Final = {
    Motif.ANONYME: (
        nue.Page(
            "Qui lit ?",
            ("Ce tableau de bord se lit avec le compte de votre organisation.",),
            notes=("Vous avez reçu un lien ? Ouvrez-le tel quel : il n’a pas besoin de compte.",),
        ),
        401,
    ),
    Motif.INCONNU: (
        nue.Page(
            "Aucun accès ne vous est donné",
            ("Ce compte est connu de votre organisation, mais l’équipe du projet ne lui a donné aucun accès ici.",),
            notes=("Demandez-le à l’équipe du projet, ou connectez-vous avec un autre compte.",),
        ),
        403,
    ),
    Motif.FERME: (
        nue.Page(
            "Cette application n’est pas ouverte au réseau",
            ("Elle n’identifie personne, et ne se sert donc que sur sa propre machine.",),
            notes=("À la personne qui l’installe : docs/ACCES.md.",),
        ),
        403,
    ),
    Motif.HOTE: (nue.Page("Cette adresse n’est pas la bonne", ("Ouvrez l’application par la sienne.",)), 421),
    Motif.FAUX: (
        nue.Page(
            "Réglage à corriger",
            ("Rien n’est montré tant qu’il est faux : mieux vaut rien que trop.",),
            notes=("À la personne qui l’installe : python -m etl acces verifier dit lequel.",),
        ),
        503,
    ),
}  # fmt: skip
