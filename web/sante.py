"""`/sante` : ce qu'un outil de surveillance demande, et aucun chiffre du projet (règle E26).

L'édition servie, l'âge de ses données, la dernière publication, la place sur le disque. 200 quand tout va, 503 quand un
lecteur verrait une faute, ou quand la prochaine publication risque de manquer de place.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import streamlit as st
from starlette.concurrency import run_in_threadpool

from domaine.preuve import lire_manifeste
from domaine.reglages import ReglageInvalide, dossier_donnees, reglages
from requetes.edition.ouverture import EditionIllisible, edition_a_lire

CHEMIN: Final = "/sante"
#: Une publication écrit une édition entière à côté de l'ancienne ; en dessous, elle risque de s'arrêter en chemin.
_LIBRE_MIN_MO: Final = 500


class Sante:
    """Interface ASGI : répond à `/sante`, sous toute adresse de base, sans ouvrir de séance."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not est_sante(scope["path"], str(st.get_option("server.baseUrlPath") or "")):
            await self._app(scope, receive, send)
            return
        # Un disque lent ne doit pas arrêter ceux qui lisent.
        bilan = await run_in_threadpool(dresser_bilan, dt.date.today())
        corps = json.dumps(bilan, ensure_ascii=False).encode()
        entetes = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(corps)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 503 if bilan["fautes"] else 200, "headers": entetes})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else corps})


def est_sante(chemin: str, base: str) -> bool:
    """Vrai de l'adresse de surveillance.

    >>> [est_sante(c, "") for c in ("/sante", "/sante/", "/x/sante")], est_sante("/socle/sante", "/socle/")
    ([True, True, False], True)
    """
    racine = f"/{base.strip('/')}" if base.strip("/") else ""
    return chemin.rstrip("/") == f"{racine}{CHEMIN}"


def dresser_bilan(jour: dt.date) -> dict[str, Any]:
    """Ce que `/sante` répond.

    Returns:
        `edition, publiee_le, donnees_au, age_jours, disque_libre_mo`, vides quand rien n'est publié, et `fautes` : des
        phrases en français, sans chemin ; vide quand tout va.
    """
    fautes: list[str] = []
    try:
        donnees, epinglee = dossier_donnees(), reglages().edition
        libre = shutil.disk_usage(donnees if donnees.exists() else donnees.parent).free // 1_000_000
        edition = edition_a_lire(donnees, epinglee or "")
    except (EditionIllisible, ReglageInvalide) as erreur:
        return _bilan(fautes=[str(erreur)])
    except OSError:
        return _bilan(fautes=["Le dossier des données ne se lit pas."])
    manifeste = lire_manifeste(edition.base.parent) if edition else {}
    if not manifeste:
        fautes.append(
            "Aucune édition n’est publiée." if edition is None else "Le manifeste de l’édition ne se lit pas."
        )
    if libre < _LIBRE_MIN_MO:
        fautes.append(f"Il ne reste que {libre} Mo sur le disque.")
    au = str(manifeste.get("date_donnees") or "")
    return _bilan(
        edition=edition.id if edition else "",
        publiee_le=str(manifeste.get("publie_le") or manifeste.get("figee_le") or ""),
        donnees_au=au,
        age_jours=(jour - dt.date.fromisoformat(au)).days if au else None,
        disque_libre_mo=libre,
        fautes=fautes,
    )


def _bilan(**connus: Any) -> dict[str, Any]:
    vide = {"edition": "", "publiee_le": "", "donnees_au": "", "age_jours": None, "disque_libre_mo": None}
    return {**vide, **connus}
