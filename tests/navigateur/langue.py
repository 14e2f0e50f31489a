"""Ce qui, dans une page, se lirait en anglais : textes visibles et noms accessibles, cadres compris."""

import re

from web.traductions import MOTIFS, MOTS

_MOT = re.compile(r"[^\W\d_]{2,}")
#: Des mots qui sont aussi français, ou des bouts de nos propres noms.
_AMBIGUS = {"an", "close", "in", "max", "range", "table", "type", "zoom"}
#: Dits même si la table des traductions les perdait, et ceux qu'une prochaine version pourrait montrer.
_COURANTS = set(
    "skip to main content of and with for open select choose option results sort ascending descending column hide show "
    "pin download upload browse search help more fullscreen view copy clear value apply press enter submit loading "
    "running connecting connection server error file files icon next previous remove add "
    "the this that your you are is it from was were be not yes has have will can here please drag drop reset pan axes "
    "axis loaded failed success warning new edit save delete update back home between less than any none true false "
    "undefined null unknown invalid missing required".split()
)


def _mots(textes):
    return {mot for texte in textes for mot in _MOT.findall(texte.lower())}


#: Tous les mots des phrases de Streamlit que nos propres phrases n'ont pas.
ANGLAIS = (_mots(MOTS) | _mots(m for m, _ in MOTIFS) | _COURANTS) - _mots(MOTS.values()) - _AMBIGUS
LIRE = """() => {
  const vus = new Set(), dire = (t) => { if (t?.trim()) vus.add(t.trim()) };
  for (const e of document.querySelectorAll('body, body *')) {
    if (e.closest('script, style, noscript, [data-testid=stIconMaterial]')) continue;
    for (const n of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription']) dire(e.getAttribute(n));
    if (e.getClientRects().length) for (const n of e.childNodes) if (n.nodeType === 3) dire(n.data);
  }
  return [...vus];
}"""


def anglais(page):
    """Les textes et les noms qui ont un mot anglais, de la page et de ses cadres."""
    lus = {texte for cadre in page.frames for texte in cadre.evaluate(LIRE)}
    return sorted(t for t in lus if _mots([t]) & ANGLAIS)
