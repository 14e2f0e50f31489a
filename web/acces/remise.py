"""Les liens remis, et les documents d'une édition sans Streamlit : ce qui s'ouvre d'une liaison faible. Règle E32.

`/l/<secret>` ouvre le lien, pose un témoin et mène à `/remise` : le secret ne reste ni dans l'adresse, ni chez qui suit
un lien de la page. `/remise` dit l'édition et remet ses documents, dont chacun est celui qui fut figé, à l'octet près.
"""

from __future__ import annotations

import datetime as dt
import gzip
import sqlite3
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from domaine import chemins, francais
from domaine.acces import registre
from domaine.acces.lecteur import LIEN, Lecteur, plus_etroit
from domaine.preuve import lire_manifeste
from domaine.reglages import ReglageInvalide, dossier_donnees, reglages
from requetes.edition.editions import A_EMPORTER, sortie
from requetes.edition.figees import LISIBLES, derniere_remise, profil_servi
from requetes.edition.ouverture import EditionIllisible, edition_a_lire
from web.acces import nue
from web.acces.demande import Demande, Envoyer, temoin
from web.acces.jugement import TEMOIN_LIEN, liens_ouverts
from web.acces.limite import Limite

LIENS: Final = "l/"
REMISE: Final = "remise"
QUITTER: Final = "remise/quitter"
#: Un témoin de lien vaut tant que vaut le lien ; le navigateur, lui, l'oublie après trente jours.
_DUREE_S: Final = 30 * 86400
#: Bien plus qu'un lecteur, bien moins qu'un programme.
_LIMITE: Final = Limite(essais=20, secondes=60)
#: Chaque ouverture s'inscrit : qui rejoue un lien sans fin n'emplit pas le registre.
_OUVERTURES: Final = Limite(essais=60, secondes=60)
#: Une même page, que le lien soit inconnu, expiré ou révoqué : rien ne dit lequel.
PAGE_SANS_LIEN: Final = nue.Page(
    "Ce lien ne s’ouvre pas",
    ("Il n’est pas ou plus en vigueur, ou son adresse est incomplète.",),
    notes=("Vérifiez que l’adresse a été copiée en entier, ou demandez un autre lien à l’équipe du projet.",),
)


async def ouvrir_un_lien(demande: Demande, secret: str, send: Envoyer) -> None:
    """`/l/<secret>` : pose le témoin et mène aux documents ; sinon la page de refus, toujours la même."""
    tete, methode = str((demande.get("client") or ("",))[0]), demande["method"]
    if not (_LIMITE.permet(tete) and _OUVERTURES.permet(tete)):
        await nue.repondre(PAGE_SANS_LIEN, 429, send, (b"retry-after", b"60"))
        return
    ouvert = await run_in_threadpool(_ouvrir, demande, secret) if methode == "GET" else None
    if methode == "GET":
        (_LIMITE if ouvert is None else _OUVERTURES).compter(tete)
    if ouvert is None:
        await nue.repondre(PAGE_SANS_LIEN, 404, send, sans_corps=methode == "HEAD")
        return
    await nue.envoyer_ailleurs(f"../{REMISE}", send, temoin(TEMOIN_LIEN, ouvert, demande, secondes=_DUREE_S))


def _ouvrir(demande: Demande, secret: str) -> str | None:
    """Le témoin de l'ouverture ; le même travail est fait que le lien existe ou non."""
    try:
        donnees, tenue = dossier_donnees(), reglages().edition
        permis = liens_ouverts(demande) and len(secret) <= 100
        ouvert = registre.ouvrir(donnees, secret if permis else "", dt.datetime.now(dt.UTC).date())
    except (sqlite3.Error, ReglageInvalide):
        return None
    if ouvert is None or tenue not in (None, ouvert[0].edition):
        return None
    registre.tracer(donnees, ouvert[0].lecteur(), "ouvrir un lien", ouvert[0].edition)
    return ouvert[1]


async def quitter(demande: Demande, send: Envoyer) -> None:
    """Rend le témoin d'un lien : le navigateur redevient celui d'un inconnu."""
    await nue.envoyer_ailleurs("../", send, temoin(TEMOIN_LIEN, "", demande, secondes=0))


async def remettre(demande: Demande, lecteur: Lecteur, quoi: str, send: Envoyer) -> None:
    """`/remise` et ses documents, pour qui lit une édition remise."""
    sans_corps = demande["method"] == "HEAD"
    if demande["method"] not in ("GET", "HEAD"):
        await nue.repondre(INTROUVABLE, 405, send, (b"allow", b"GET, HEAD"))
        return
    try:
        donnees = dossier_donnees()
        numero = await run_in_threadpool(_numero, donnees, lecteur)
        if not quoi and numero:
            await nue.repondre(await run_in_threadpool(_page, donnees, numero, lecteur), 200, send)
            return
        contenu = await run_in_threadpool(sortie, donnees, numero, quoi) if quoi in A_EMPORTER else None
    except (EditionIllisible, ReglageInvalide) as erreur:
        await nue.repondre(nue.Page("Ce document ne se remet pas", (str(erreur),)), 404, send)
        return
    if contenu is None:
        await nue.repondre(INTROUVABLE, 404, send, sans_corps=sans_corps)
        return
    if lecteur.nom and not sans_corps:
        await run_in_threadpool(registre.tracer, donnees, lecteur, "emporter", f"{numero} {quoi}")
    await send({"type": "http.response.start", "status": 200, "headers": _entetes(numero, quoi, len(contenu))})
    await send({"type": "http.response.body", "body": b"" if sans_corps else contenu})


INTROUVABLE: Final = nue.Page("Cette adresse n’existe pas", ("Rien ne s’y lit pour vous.",))


def _numero(donnees: Path, lecteur: Lecteur) -> str:
    """L'édition remise à ce lecteur ; vide pour l'équipe, qui a ses pages, et quand aucune ne lui est remise."""
    public = plus_etroit(profil_servi(donnees, reglages()), lecteur.public)
    if public == "interne":
        return ""
    numero = reglages().edition or lecteur.edition or derniere_remise(donnees, lecteur.public)
    # Ce que ses pages refuseraient ne se remet pas non plus ; une édition altérée ou perdue se dit.
    if not numero or (edition := edition_a_lire(donnees, numero)) is None:
        return ""
    return numero if lire_manifeste(edition.base.parent).get("public") in LISIBLES[public] else ""


def _page(donnees: Path, numero: str, lecteur: Lecteur) -> nue.Page:
    dossier = chemins.dossier_edition(donnees, numero)
    lu = lire_manifeste(dossier)
    presents = [nom for nom in A_EMPORTER if (dossier / nom).is_file()]
    par_lien = lecteur.origine == LIEN
    return nue.Page(
        str(lu.get("titre") or numero),
        (
            f"Édition {numero}, arrêtée au {francais.date(lu.get('date_donnees'))}, figée le "
            f"{francais.date(lu.get('figee_le'))}. Elle ne change plus.",
        ),
        tuple(nue.Renvoi(A_EMPORTER[nom][0], f"{REMISE}/{nom}", _poids(dossier / nom)) for nom in presents),
        (
            nue.Renvoi("Ouvrir le tableau de bord", "./"),
            *([nue.Renvoi("Quitter ce lien", QUITTER)] if par_lien else []),
        ),
        (
            "Les documents se lisent sans charger le tableau de bord, qui demande environ 1 Mo à la première visite.",
            *(
                [f"Lien remis à\u00a0: {lecteur.nom}. Ne le transmettez pas : demandez-en un autre."]
                if par_lien
                else []
            ),
        ),
        demonstration=str(lu.get("demonstration")) in ("1", "True"),
    )


def _poids(fichier: Path) -> str:
    """Ce que coûte de l'ouvrir, en Ko ; une page voyage compressée, les autres le sont déjà."""
    est_page = fichier.suffix == ".html"
    octets = len(gzip.compress(fichier.read_bytes(), 6)) if est_page else fichier.stat().st_size
    return f"{francais.nombre(max(1, round(octets / 1000)))}\u00a0Ko"


def _entetes(numero: str, nom: str, longueur: int) -> list[tuple[bytes, bytes]]:
    """Un rapport HTML se lit sur place, sans script ni rien d'autre machine ; le reste s'enregistre."""
    est_page = nom == chemins.RAPPORT_HTML
    communs = [
        (b"content-type", f"{A_EMPORTER[nom][1]}; charset=utf-8".encode() if est_page else A_EMPORTER[nom][1].encode()),
        (b"content-length", str(longueur).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"private, no-store"),
    ]
    if est_page:
        regle = b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"
        return [*communs, (b"content-security-policy", regle)]
    return [*communs, (b"content-disposition", f'attachment; filename="socle_{numero}_{nom}"'.encode())]


def est_de_la_remise(chemin: str) -> bool:
    """Vrai de `remise` et de ce qui est dessous.

    >>> est_de_la_remise("remise"), est_de_la_remise("remise/rapport.html"), est_de_la_remise("remises")
    (True, True, False)
    """
    return chemin == REMISE or chemin.startswith(f"{REMISE}/")
