"""La carte, sans navigateur : ce qu'elle envoie, ce qu'elle neutralise, ce qui reste fixe d'un filtre à l'autre."""

import itertools
import json
import re
import zlib
from pathlib import Path

import pandas as pd
import pytest
from streamlit_folium import generate_leaflet_string

from figures import carte, carte_classes, carte_donnees, carte_etat
from figures.carte import EtatCarte, EtatZone, Legende

HOSTILES = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% for x in range(9) %}a{% endfor %}",
    "{# rien #}{{{'a'}}}",
    'L\'école "du fleuve" \\ & cie',
    "ligne\u2028coupée\u2029",
]
DESSIN = Path(carte.__file__).parents[1] / "static" / "carte"


def _zones():
    return pd.DataFrame(
        [
            ("SOCLE", "SOCLE", "SOCLE", None, None, None),
            ("GAO", "region", "Gao", "SOCLE", None, None),
            ("MENAKA", "region", "Ménaka", "SOCLE", None, None),
            ("ML0702", "cercle", "Bourem", "GAO", 0.0, 17.0),
            ("ML0703", "cercle", "Gao", "GAO", 0.1, 16.2),
            ("ML070201", "commune", "Bamba", "ML0702", -1.4, 17.0),
        ],
        columns=["code", "niveau", "nom", "parent", "lon", "lat"],
    )


def _ascendance():
    chaines = [
        ["SOCLE"],
        ["SOCLE", "GAO"],
        ["SOCLE", "MENAKA"],
        ["SOCLE", "GAO", "ML0702"],
        ["SOCLE", "GAO", "ML0703"],
        ["SOCLE", "GAO", "ML0702", "ML070201"],
    ]
    return pd.DataFrame([(c[-1], a) for c in chaines for a in c], columns=["code", "ancetre"])


def _limites():
    carre = {"type": "Polygon", "coordinates": [[[0, 16], [1, 16], [1, 17], [0, 17], [0, 16]]]}
    ecart = {"type": "MultiPolygon", "coordinates": [[[[-2, 15], [-1, 15], [-1, 16], [-2, 15]]]]}
    return pd.DataFrame(
        [("GAO", json.dumps(carre)), ("MENAKA", json.dumps(ecart)), ("ML0702", json.dumps(carre))],
        columns=["code_zone", "geojson"],
    )


def _points(noms=("École A", "École B", "École C")):
    return pd.DataFrame(
        {
            "nom": list(noms),
            "type_service": "éducation",
            "code_zone": "ML070201",
            "latitude": [16.5 if i != 1 else None for i in range(len(noms))],
            "longitude": [0.5 if i != 1 else None for i in range(len(noms))],
            "fichier": "gao.xlsx",
            "ligne": range(2, 2 + len(noms)),
        }
    )


def _etats(n=3):
    return pd.DataFrame(
        {
            "choisi": [True] * (n - 1) + [False],
            "statut": ["pleinement fonctionnel", "inconnu", "non fonctionnel"][:n],
            "restaure": [True, False, True][:n],
            "retombe": [False, False, True][:n],
            "etape": ["8", None, "suspendu"][:n],
            "age_jours": [12, None, 0][:n],
            "latitude": [16.5, None, 16.6][:n],
            "longitude": [0.5, None, 0.6][:n],
        }
    )


def _etat(**changes):
    zones = {"GAO": EtatZone(50.0, "50 %", ("Taux : 50 %",)), "MENAKA": EtatZone(None, "", ("sans donnée",))}
    base = {
        "zone": "SOCLE",
        "traces": ("GAO", "MENAKA"),
        "zones": zones,
        "bornes": (20.0, 40.0, 60.0, 80.0),
        "date": "2024-06-30",
        "legende": Legende("Taux (%)", "à fin juin 2024", "%"),
    }
    return EtatCarte(**(base | changes))


def _script(fond, couche=None):
    """Le script que streamlit-folium envoie au navigateur."""
    if couche is not None:
        couche.add_to(fond)
    fond.get_root().render()
    return generate_leaflet_string(fond)


def _donnees(script, appel):
    return json.JSONDecoder().raw_decode(script[script.index(appel) + len(appel) :].split(", ", 1)[-1])[0]


# Rien ne vient du dehors


def test_aucune_adresse_exterieure():
    fond = carte.composer_fond(_zones(), _limites(), _points())
    html = fond.get_root().render()
    liens = [adresse for _, adresse in fond.default_js + fond.default_css]
    assert liens and all(a.startswith("../../app/static/") for a in liens)
    assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", _script(fond, carte.composer_couche(_etat())))
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", html)


def test_le_dessin_ne_nomme_aucun_hote_et_ne_compose_aucun_html():
    texte = (DESSIN / "carte.js").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"']+", texte) == ["http://www.w3.org/2000/svg"]
    assert "innerHTML" not in texte and "insertAdjacentHTML" not in texte
    assert "url(" not in (DESSIN / "carte.css").read_text(encoding="utf-8")


def test_l_empreinte_du_dessin_est_a_jour():
    # Sans elle, un navigateur garderait le dessin d'une version passée.
    crc = 0
    for fichier in sorted(DESSIN.iterdir()):
        crc = zlib.crc32(fichier.read_bytes(), crc)
    assert f"{crc:08x}" == carte.VERSION_DESSIN


# Ce qui est reçu reste du texte


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_nom_hostile_traverse_sans_s_executer(nom):
    zones = _zones()
    zones.loc[zones["code"] == "GAO", "nom"] = nom
    etat = _etat(zones={"GAO": EtatZone(1.0, nom, (nom,))}, legende=Legende(nom, nom, "%", notes=(nom,)))
    fond = carte.composer_fond(zones, _limites(), _points((nom, "b", "c")))
    script = _script(fond, carte.composer_couche(etat))
    assert "<" not in script.split("SocleCarte.preparer", 1)[1]
    assert f"{'49' if '7 * 7' in nom else 'aaaaaaaaa'}" not in script
    recu = _donnees(script, "SocleCarte.preparer(")
    assert recu["points"]["nom"][0] == nom
    assert recu["zones"]["GAO"]["nom"] == nom
    couche = json.JSONDecoder().raw_decode(script[script.index("SocleCarte.couche(") + 18 :])[0]
    assert couche["zones"]["GAO"]["lignes"] == [nom]
    assert couche["legende"]["titre"] == nom


def test_le_json_refuse_un_nombre_qui_n_en_est_pas_un():
    with pytest.raises(ValueError):
        carte_donnees.json_pour_script({"v": float("nan")})


# Des colonnes, jamais un marqueur par point


def test_les_points_partent_en_colonnes():
    fond = carte.composer_fond(_zones(), _limites(), _points())
    script = _script(fond)
    assert "L.marker" not in script and "L.circleMarker" not in script
    points = _donnees(script, "SocleCarte.preparer(")["points"]
    assert points["lat"] == [16.5, None, 16.5]
    assert points["zones"] == ["Bamba"] and points["zone"] == [0, 0, 0]
    assert points["fichiers"] == ["gao.xlsx"] and points["ligne"] == [2, 3, 4]


def test_cinq_mille_points_restent_legers():
    n = 5000
    points = pd.concat([_points()] * (n // 3 + 1), ignore_index=True).iloc[:n]
    script = _script(carte.composer_fond(_zones(), _limites(), points))
    assert len(script.encode()) < 400_000
    etats = pd.concat([_etats()] * (n // 3 + 1), ignore_index=True).iloc[:n].assign(visible=True)
    assert len(carte_donnees.json_pour_script(carte_donnees.etats_des_points(etats))) < 60_000


def test_le_fond_ne_depend_d_aucun_filtre():
    # Un fond qui changerait referait le cadre : la carte clignoterait et perdrait son zoom.
    premier, second = (_script(carte.composer_fond(_zones(), _limites(), _points())) for _ in range(2))
    assert re.sub(r"_[a-z0-9]+", "", premier) == re.sub(r"_[a-z0-9]+", "", second)


def test_un_point_hors_selection_ou_sans_position_ne_se_dessine_pas():
    etat = carte_etat.composer_etat("GAO", ["ML0702"], [], {}, None, "", _etats(), "", "2024-06-30")
    assert etat.points == {"statuts": "0..", "etapes": [8, -1, 10], "ages": [12, -1, 0]}
    assert etat.legende.statuts == (("pleinement fonctionnel", 1),)


@pytest.mark.parametrize(
    ("choix", "gardes"), [("", 2), ("restaures", 1), ("retombes", 0), ("inconnu", 1), ("aucun", 2)]
)
def test_points_retenus(choix, gardes):
    assert len(carte_etat.points_retenus(_etats(), choix)) == gardes


# Classes et légende


def test_les_classes_sont_fixees_par_l_indicateur():
    indicateur = {"libelle_court": "Taux", "unite": "%", "nature": "ratio", "classes_carte": "10;50"}
    couleurs = set()
    for valeurs in ((12.0, 90.0), (12.0, 13.0), (12.0, None)):
        zones = {c: EtatZone(v, "", ()) for c, v in zip(("GAO", "MENAKA"), valeurs, strict=True)}
        etat = carte_etat.composer_etat("SOCLE", list(zones), [], zones, indicateur, "", _etats(), "", "2024-06-30")
        decrit = carte.decrire_etat(etat)
        couleurs.add(decrit["zones"]["GAO"]["couleur"])
        libelles = [c["libelle"] for c in decrit["legende"]["classes"]]
        assert libelles[:3] == ["moins de 10\u00a0%", "de 10 à moins de 50\u00a0%", "50\u00a0% et plus"]
        assert libelles[3:] == ["sans donnée", "zone inaccessible"]
    assert len(couleurs) == 1


def test_sans_donnee_et_inaccessible_sont_deux_classes():
    zones = {"GAO": EtatZone(None, "", ()), "MENAKA": EtatZone(None, "", (), True)}
    decrit = carte.decrire_etat(_etat(zones=zones))["zones"]
    assert [decrit[c]["classe"] for c in ("GAO", "MENAKA")] == ["sans_donnee", "inaccessible"]


def test_zero_declare_n_est_pas_une_absence():
    decrit = carte.decrire_etat(_etat(zones={"GAO": EtatZone(0.0, "0\u00a0%", ())}))["zones"]
    assert decrit["GAO"]["classe"] == 0


def test_un_compte_se_dessine_en_cercles():
    assert carte_classes.en_cercles("flux") and not carte_classes.en_cercles("ratio")
    decrit = carte.decrire_etat(_etat(cercles=True))
    assert decrit["mode"] == "cercles" and decrit["zones"]["GAO"]["rayon"] > 0


def test_les_teintes_foncent_regulierement():
    def luminance(couleur):
        return sum(p * int(couleur[i : i + 2], 16) for p, i in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))

    clartes = [luminance(t) for t in carte_classes.TEINTES]
    assert all(a - b > 15 for a, b in itertools.pairwise(clartes))


def test_chaque_statut_a_une_forme_et_une_couleur_a_lui():
    dessins = {(s.forme, s.couleur) for s in carte_classes.SYMBOLES}
    assert len(dessins) == len(carte_classes.SYMBOLES) == 8
    formes = [s.forme for s in carte_classes.SYMBOLES]
    assert len(set(formes)) >= 7


# Zones


def test_niveaux_voisines_et_selection():
    zones, ascendance = _zones(), _ascendance()
    assert carte_etat.zones_choisies(ascendance, zones, "GAO", "cercle") == ["ML0702", "ML0703"]
    assert carte_etat.voisines(ascendance, zones, "ML0702") == ["MENAKA", "ML0703"]
    assert carte_etat.voisines(ascendance, zones, "SOCLE") == []
    assert carte_etat.zones_choisies(ascendance, zones, "ML070201", "commune") == ["ML070201"]


def test_les_limites_arrivent_entieres():
    fond = carte_donnees.zones_du_fond(_zones(), _limites())
    assert fond["GAO"]["cadre"] == [0.0, 16.0, 1.0, 17.0]
    assert fond["SOCLE"]["cadre"] == [-2.0, 15.0, 1.0, 17.0]
    assert fond["ML070201"]["forme"] is None and fond["ML070201"]["lat"] == 17.0
    anneau = fond["MENAKA"]["forme"][0][0]
    assert anneau[:4] == [-20000, 150000, 10000, 0]


def test_infobulle_dit_la_fraction_la_completude_et_l_absence():
    valeurs = pd.DataFrame(
        [
            ("GAO", 16.92, 22.0, 130.0, 3.0, 4.0, "2024-03-31", True, "rouge", False),
            ("MENAKA", None, None, None, 0.0, 2.0, None, False, "sans donnée", True),
        ],
        columns=(
            "code_zone valeur numerateur denominateur recues attendues date_plus_ancienne provisoire etat inaccessible"
        ).split(),
    )
    etats = carte_etat.etats_des_zones(valeurs, ["GAO", "MENAKA", "DOUENTZA"], {"unite": "%", "libelle_court": "Taux"})
    assert etats["GAO"].lignes == (
        "Taux : 16,9\u00a0% (p)",
        "État : rouge",
        "Reçues sur attendues : 3/4",
        "Donnée la plus ancienne : 31/03/2024",
    )
    assert etats["MENAKA"].inaccessible and etats["MENAKA"].valeur is None
    assert etats["DOUENTZA"].lignes == ("Taux : sans donnée",)
