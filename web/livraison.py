"""Ce que la page d'accueil dit au navigateur pour que la séance pèse moins sur une liaison faible.

- La police de Streamlit, que ce site n'emploie pas (la police du poste suffit), n'est plus demandée d'avance.
- Le moteur de graphiques vient pendant que la première page se lit, quand plus rien n'est attendu : la page suivante
  n'attend plus que ses données. Un navigateur qui demande l'économie n'en reçoit rien.
- Ce que Streamlit écrit en anglais se dit en français, une liaison perdue aussi (`traductions`).
- Un fichier dont l'adresse porte la version se garde un an : rouvrir la carte ne redemande pas ses scripts.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from streamlit import file_util

from web import traductions

#: Composants de Streamlit que plusieurs pages emploient et que l'accueil ne charge pas.
_COMPOSANTS = ("PlotlyChart", "Metric", "Slider", "ButtonGroup", "ComponentInstance")
_POLICE = re.compile(rb'<link\s+rel="preload"\s[^>]*as="font"[^>]*/?>')
_IMPORT = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
#: Les polices de Streamlit suivent la nôtre dans chaque liste : un symbole absent du poste les ferait descendre.
_SANS_POLICES = (
    "<script>for(const f of document.styleSheets)for(let i=f.cssRules.length-1;i>=0;i--)"
    "if(/^.?Source /.test(f.cssRules[i].style?.fontFamily))f.deleteRule(i)</script>"
)
#: Après l'arrivée de la page, ce qui se lit d'abord : la liaison est à elle seule.
_DELAI_MS = 4000
_SCRIPT = (
    "<script>addEventListener('load',()=>setTimeout(()=>{if(navigator.connection?.saveData)return;"
    "for(const f of %s){const l=document.createElement('link');l.rel='prefetch';l.as='script';"
    "l.href=new URL('./static/js/'+f,document.baseURI).href;document.head.append(l)}},%d))</script>"
)
_VERSIONNE = re.compile(r"/app/static/bibliotheques/[a-z_]+-[\d.]+/|/component/[\w.]+/static/.*\.[0-9a-f]{8}\.")
_DESSIN = "/app/static/carte/"


class Durable:
    """Interface ASGI : dit combien de temps garder les fichiers dont l'adresse change avec le contenu."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not porte_sa_version(scope["path"], scope["query_string"]):
            await self._app(scope, receive, send)
            return

        async def envoyer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                gardes = [(n, v) for n, v in message["headers"] if n.lower() != b"cache-control"]
                message = {**message, "headers": [*gardes, (b"cache-control", b"public, immutable, max-age=31536000")]}
            await send(message)

        await self._app(scope, receive, envoyer)


def porte_sa_version(chemin: str, demande: bytes) -> bool:
    """Vrai quand un autre contenu aurait une autre adresse.

    >>> porte_sa_version("/app/static/bibliotheques/leaflet-1.9.3/leaflet.js", b"")
    True
    >>> [porte_sa_version("/app/static/carte/carte.js", demande) for demande in (b"v=dde702a1", b"")]
    [True, False]
    """
    return bool(_VERSIONNE.search(chemin)) or (_DESSIN in chemin and demande.startswith(b"v="))


def alleger(page: bytes) -> bytes:
    """L'accueil de Streamlit, sans ses polices et avec ce qui se charge d'avance ; une autre page est inchangée."""
    if not _POLICE.search(page):
        return page
    return _POLICE.sub(b"", page, count=1).replace(b"</head>", _ajouts() + b"</head>", 1)


@functools.cache
def _ajouts() -> bytes:
    dossier = Path(file_util.get_static_dir()) / "static" / "js"
    script = _SCRIPT % (json.dumps(fichiers_d_avance(dossier)), _DELAI_MS)
    return (_SANS_POLICES + traductions.scripts() + script).encode()


def fichiers_d_avance(dossier: Path) -> list[str]:
    """Les fichiers des composants et tout ce qu'ils importent : ceux qui sont déjà là ne se redemandent pas.

    Args:
        dossier: les scripts de Streamlit, dont le nom porte une empreinte.

    Returns:
        Les noms, triés ; rien pour un composant que cette version de Streamlit n'a plus.
    """
    reste = [f.name for composant in _COMPOSANTS for f in dossier.glob(f"{composant}.*.js")]
    vus: set[str] = set()
    while reste:
        nom = reste.pop()
        if nom not in vus and (dossier / nom).is_file():
            vus.add(nom)
            reste += _IMPORT.findall((dossier / nom).read_text(encoding="utf-8"))
    return sorted(vus)
