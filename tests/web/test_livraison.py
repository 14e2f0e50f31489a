"""La page d'accueil allégée, sur celle que Streamlit sert vraiment."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit import file_util

from web import livraison

ACCUEIL = Path(file_util.get_static_dir()) / "index.html"


def test_l_accueil_ne_demande_plus_de_police_et_charge_la_suite_d_avance():
    page = livraison.alleger(ACCUEIL.read_bytes())
    assert b'as="font"' not in page
    assert re.search(rb"PlotlyChart\.[\w-]+\.js", page)
    assert not re.search(rb"DataFrame\.[\w-]+\.js", page), "aucune page n'a de grille"
    # Le script vient après la feuille de style dont il retire les polices, et avant la fin de l'en-tête.
    assert (
        page.index(b'rel="stylesheet"') < page.index(b"deleteRule") < page.index(b"prefetch") < page.index(b"</head>")
    )


def test_tout_ce_qui_se_charge_d_avance_existe():
    dossier = ACCUEIL.parent / "static" / "js"
    noms = livraison.fichiers_d_avance(dossier)
    assert len(noms) > 2
    assert all((dossier / nom).is_file() for nom in noms)


def test_les_importations_sont_suivies_jusqu_au_bout(tmp_path):
    textes = {
        "PlotlyChart.a1.js": 'import{t as e}from"./un.b2.js";import "./deux.c3.js"',
        "un.b2.js": 'import{x}from"./PlotlyChart.a1.js";const d=()=>import("./tard.d4.js")',
        "deux.c3.js": "",
        "tard.d4.js": "",
        "autre.e5.js": "",
    }
    for nom, texte in textes.items():
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    assert livraison.fichiers_d_avance(tmp_path) == ["PlotlyChart.a1.js", "deux.c3.js", "un.b2.js"]


def test_une_autre_page_est_inchangee():
    assert livraison.alleger(b"<html><head></head></html>") == b"<html><head></head></html>"


@pytest.mark.parametrize(
    ("chemin", "statut", "garde"),
    [
        ("/app/static/bibliotheques/leaflet-1.9.3/leaflet.js", 200, True),
        ("/component/streamlit_folium.st_folium/static/js/main.521860b0.js", 200, True),
        ("/component/streamlit_folium.st_folium/index.html", 200, False),
        ("/app/static/bibliotheques/leaflet-1.9.3/absent.js", 404, False),
        ("/tendances", 200, False),
    ],
)
def test_seul_un_fichier_versionne_se_garde(chemin, statut, garde):
    envoyes = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": statut, "headers": [(b"cache-control", b"public")]})

    async def envoyer(message):
        envoyes.append(message)

    scope = {"type": "http", "path": chemin, "query_string": b""}
    # Dans un fil à part : les essais de navigateur laissent une boucle ouverte dans celui-ci.
    with ThreadPoolExecutor(1) as fil:
        fil.submit(lambda: asyncio.run(livraison.Durable(application)(scope, None, envoyer))).result()
    assert (b"immutable" in dict(envoyes[0]["headers"])[b"cache-control"]) is garde
