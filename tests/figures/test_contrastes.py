"""Les contrastes AA, calculés : 4,5 pour un texte, 3 pour un tracé, sur les fonds clair et sombre du thème."""

import tomllib

import pytest

from domaine.reglages import RACINE
from figures.carte.classes import encre
from figures.graphiques import chaleur, theme
from vues.elements import etats

THEMES = tomllib.loads((RACINE / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
MODES = ("light", "dark")


def _rvb(couleur):
    return [int(couleur[i : i + 2], 16) for i in range(1, 7, 2)]


def _poser(couleur, fond):
    """La couleur vue sur ce fond : les deux derniers chiffres d'un #rrvvbbaa sont son opacité."""
    if couleur == "transparent":
        return _rvb(fond)
    opacite = int(couleur[7:9], 16) / 255 if len(couleur) == 9 else 1
    return [opacite * c + (1 - opacite) * f for c, f in zip(_rvb(couleur), _rvb(fond), strict=True)]


def _luminance(rvb):
    lineaires = [c / 12.92 if (c := v / 255) <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for v in rvb]
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


def contraste(a, b):
    haut, bas = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (haut + 0.05) / (bas + 0.05)


def test_le_calcul_est_celui_de_la_norme():
    assert contraste(_rvb("#000000"), _rvb("#FFFFFF")) == pytest.approx(21)
    assert contraste(_rvb("#777777"), _rvb("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("couleur", [theme.ACCENT, theme.NEUTRE, theme.CIBLE, *theme.SUITE])
def test_un_trace_se_voit_sur_les_deux_fonds(couleur, mode):
    assert contraste(_rvb(couleur), _rvb(THEMES[mode]["backgroundColor"])) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("etat", etats.TOUS)
def test_le_texte_d_un_etat_se_lit_sur_son_fond(etat, mode):
    fond, texte = theme.FONDS_D_ETAT[etat]
    page = THEMES[mode]["backgroundColor"]
    # «inherit» : le texte de l'écran.
    texte = THEMES[mode]["textColor"] if texte == "inherit" else texte
    assert contraste(_rvb(texte), _poser(fond, page)) >= 4.5


def test_chaque_etat_a_son_fond_et_son_symbole():
    assert set(theme.FONDS_D_ETAT) == set(etats.TOUS)
    symboles = [symbole for symbole, *_ in etats.TOUS.values()]
    assert len(set(symboles)) == len(symboles)


@pytest.mark.parametrize(
    "fond", [*(chaleur.fond(rang) for rang in range(len(chaleur.SIGNES))), *(f for _, f in chaleur.RAPPORTS.values())]
)
def test_une_case_de_chaleur_se_lit(fond):
    assert contraste(_rvb(encre(fond)), _rvb(fond)) >= 4.5


def test_la_chaleur_fonce_en_noir_et_blanc():
    luminances = [_luminance(_rvb(chaleur.fond(rang))) for rang in range(len(chaleur.SIGNES))]
    assert luminances == sorted(luminances, reverse=True)
    assert len({chaleur.SIGNES[r] for r in range(4)}) == len({s for s, _ in chaleur.RAPPORTS.values()}) == 4


@pytest.mark.parametrize("mode", MODES)
def test_les_textes_et_les_liens_du_theme(mode):
    couleurs = THEMES[mode]
    for fond in ("backgroundColor", "secondaryBackgroundColor"):
        for texte in ("textColor", "linkColor"):
            assert contraste(_rvb(couleurs[texte]), _rvb(couleurs[fond])) >= 4.5, (fond, texte)
