"""Par un lien profond, en clair et en sombre : rien ne déborde, et tout texte a les contrastes AA du navigateur."""

import pytest

from tests.navigateur.gestes import attendre, changer_de_fond, sans_debordement

pytestmark = pytest.mark.navigateur
#: Adresse → titre de la page, et ce qui la dit entière.
PAGES = {
    "?region=MENAKA": ("Vue d’ensemble", "Écarts à regarder"),
    "parcours-de-restauration": ("Parcours de restauration", "Ce qui bloque"),
    "tendances?region=MENAKA": ("Tendances", "Marqueur creux"),
    "comparaisons?region=MENAKA": ("Comparaisons régionales", "Indicateurs et zones, par état"),
    "qualite?onglet=Complétude": ("Qualité des données", "Complétude"),
    "aide?region=MENAKA": ("Aide", "Où en sommes-nous"),
}
#: Texte trop pâle → [contraste, exemple] : 4,5 au moins, 3 pour un grand texte ; opacités et fonds superposés compris.
TROP_PALES = """() => {
  const lin = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const lum = c => .2126 * lin(c[0]) + .7152 * lin(c[1]) + .0722 * lin(c[2]);
  const toile = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
    .getContext('2d', {willReadFrequently: true});
  const lire = s => {
    const m = s.match(/^rgba?\\(([^)]+)\\)/);
    if (m) { const v = m[1].split(/[ ,/]+/).map(Number); return [v[0], v[1], v[2], v.length > 3 ? v[3] : 1]; }
    toile.clearRect(0, 0, 1, 1); toile.fillStyle = s; toile.fillRect(0, 0, 1, 1);
    const d = toile.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255];
  };
  const sur = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const parents = e => { const pile = []; for (; e; e = e.parentElement) pile.push(getComputedStyle(e)); return pile; };
  const pales = {};
  for (const e of document.querySelectorAll('.stMain *, [data-testid=stTopNavLink] *')) {
    const texte = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
    const style = getComputedStyle(e), taille = parseFloat(style.fontSize);
    if (!texte || !e.getClientRects().length || !taille) continue;
    const pile = parents(e), fonds = pile.map(s => lire(s.backgroundColor));
    const fond = fonds.reduceRight((f, c) => sur(c, f), [255, 255, 255]);
    const couleur = lire(style.color);
    couleur[3] *= pile.reduce((o, s) => o * parseFloat(s.opacity), 1);
    const [a, b] = [lum(sur(couleur, fond)), lum(fond)].sort((x, y) => y - x), k = (a + .05) / (b + .05);
    const grand = taille >= 24 || (taille >= 18.66 && parseInt(style.fontWeight) >= 700);
    if (k < (grand ? 3 : 4.5)) pales[style.color + ' / ' + fond.map(Math.round)] = [k.toFixed(2), texte.slice(0, 40)];
  }
  return pales;
}"""


@pytest.mark.parametrize("adresse", PAGES)
def test_par_un_lien_profond_tout_texte_se_lit_et_rien_ne_deborde(page, serveur, adresse):
    titre, attendu = PAGES[adresse]
    page.goto(f"{serveur.adresse}/{adresse}")
    attendre(page, attendu, titre)
    page.get_by_test_id("stCaptionContainer").first.wait_for()
    for fond in ("light", "dark"):
        changer_de_fond(page, fond)
        attendre(page, attendu, titre)
        sans_debordement(page, fond)
        assert page.evaluate(TROP_PALES) == {}, fond
