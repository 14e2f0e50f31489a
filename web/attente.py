"""Ce qui se voit pendant que les scripts descendent : le nom, la page qui vient, et qu'elle vient.

Sur une liaison de 256 kbit/s, la première visite est de longues secondes de blanc. Ces deux kilo-octets viennent avec
la page d'accueil elle-même, avant tout ce qui retient le dessin, et s'effacent quand la page a de quoi se lire.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

_FRAGMENT = Path(__file__).with_name("attente.html")
#: Ce que Streamlit dit, en anglais, à qui n'a pas de scripts : le fragment le dit en français.
_SANS_SCRIPT = re.compile(rb"\s*<noscript>.*?</noscript>", re.DOTALL)


def dessiner(titres: Mapping[str, str]) -> bytes:
    """Le fragment à poser en tête du corps de la page.

    Args:
        titres: adresse de page → son titre ; la clé vide est l'accueil.
    """
    # «</» fermerait le script.
    ecrits = json.dumps(dict(titres), ensure_ascii=False).replace("</", "<\\/")
    return _FRAGMENT.read_text(encoding="utf-8").replace("/*TITRES*/ {}", ecrits, 1).encode()


def peindre_d_abord(page: bytes, fragment: bytes, suite: bytes) -> bytes:
    """Pose le fragment en tête du corps, et après lui les scripts et les styles, qui retiendraient le dessin.

    Args:
        page: la page d'accueil de Streamlit ; une autre est inchangée.
        fragment: ce qui se voit d'abord.
        suite: nos styles et nos scripts, qui précèdent ceux de Streamlit.
    """
    debut = page.find(b'<script type="module"')
    fin = page.find(b"</head>", max(debut, 0))
    avant, ouverture, corps = page[max(fin, 0) :].partition(b"<body>")
    if debut < 0 or fin < 0 or not ouverture:
        return page
    reste = _SANS_SCRIPT.sub(b"", corps, count=1)
    return page[:debut] + avant + ouverture + fragment + suite + page[debut:fin] + reste
