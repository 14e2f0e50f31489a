"""La carte, sans navigateur : ce qu'elle envoie, ce qu'elle neutralise, ce qui reste fixe d'un filtre à l'autre."""

import datetime as dt
import html
import itertools
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from streamlit_folium import generate_leaflet_string

from figures.carte import classes, composition, donnees
from figures.carte import etat as carte_etat
from figures.carte import marques as carte_marques
from figures.carte.composition import EtatCarte, EtatZone, Legende
from requetes.carte.lecture import LectureFond, LectureTerrain
from requetes.carte.lieux import Lieux
from requetes.carte.reperes import Repere
from requetes.carte.terrain import EtapeSpi
from requetes.registres.chantiers import Chantier
from tests.figures import objets

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
JOUR = dt.date(2024, 6, 30)
_CARRE = '{"type":"Polygon","coordinates":[[[0,16],[1,16],[1,17],[0,17],[0,16]]]}'
DESSIN = Path(composition.__file__).parents[2] / "static" / "carte"


ZONES = (
    objets.zone("SOCLE", niveau="SOCLE"),
    objets.zone("GAO", nom="Gao", parent="SOCLE"),
    objets.zone("MENAKA", nom="Ménaka", parent="SOCLE"),
    objets.zone("ML0702", nom="Bourem", niveau="cercle", parent="GAO", lon=0.0, lat=17.0),
    objets.zone("ML0703", nom="Gao", niveau="cercle", parent="GAO", lon=0.1, lat=16.2),
    objets.zone("ML070201", nom="Bamba", niveau="commune", parent="ML0702", lon=-1.4, lat=17.0),
)
LIEUX = Lieux({z.code: z for z in ZONES}, ("SOCLE", "region", "cercle", "commune"))
TAUX = objets.indicateur()


def _limites():
    ecart = {"type": "MultiPolygon", "coordinates": [[[[-2, 15], [-1, 15], [-1, 16], [-2, 15]]]]}
    return {"GAO": _CARRE, "MENAKA": json.dumps(ecart), "ML0702": _CARRE}


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
            "usagers": [340, None, 7][:n],
            "latitude": [16.5, None, 16.6][:n],
            "longitude": [0.5, None, 0.6][:n],
        }
    )


def _terrain():
    return LectureTerrain(JOUR, None, _etats(), (), ())


def _valeurs(gao, menaka):
    return (objets.valeur("GAO", gao), objets.valeur("MENAKA", menaka))


def _repere(genre, nom, geojson):
    return Repere(genre=genre, nom=nom, geojson=geojson, lon=0.5, lat=16.5, credit=None)


def _etat(**changes):
    zones = {"GAO": EtatZone(50.0, "50 %", ("Taux : 50 %",)), "MENAKA": EtatZone(None, "", ("sans donnée",))}
    base = {
        "fond": "e1",
        "zone": "SOCLE",
        "traces": ("GAO", "MENAKA"),
        "zones": zones,
        "bornes": (20.0, 40.0, 60.0, 80.0),
        "date": "2024-06-30",
        "legende": Legende("Taux (%)", "à fin juin 2024", "%"),
    }
    return EtatCarte(**(base | changes))


def _script(couche=None):
    """Le script que streamlit-folium envoie au navigateur."""
    nue = composition.composer_carte()
    if couche is not None:
        couche.add_to(nue)
    nue.get_root().render()
    return generate_leaflet_string(nue)


def _couche(script):
    return json.JSONDecoder().raw_decode(script[script.index("SocleCarte.couche(") + 18 :])[0]


class _Porteur(HTMLParser):
    """Lit un élément comme un navigateur : les attributs, et rien d'autre dedans."""

    def __init__(self, texte):
        super().__init__()
        self.balises, self.attributs, self.textes = [], {}, []
        self.feed(texte)

    def handle_starttag(self, balise, attributs):
        self.balises.append(balise)
        self.attributs = dict(attributs)

    def handle_data(self, texte):
        self.textes.append(texte)


def _fond(zones=ZONES, points=None, reperes=()):
    """Le fond tel que le dessin le relit dans la page."""
    lu = LectureFond(zones, _limites(), _points() if points is None else points, reperes)
    decrit = composition.decrire_fond(lu)
    porteur = _Porteur(composition.porter_fond("e1", decrit))
    assert porteur.balises == ["div"] and not porteur.textes
    assert porteur.attributs["data-socle-fond"] == "e1"
    return json.loads(porteur.attributs["data-contenu"])


def _sujet(codes=("ML0702",), indicateur=None, points="", zone="GAO"):
    return carte_etat.Sujet("e1", zone, tuple(codes), (), indicateur, points)


# Rien ne vient du dehors


def test_aucune_adresse_exterieure():
    nue = composition.composer_carte()
    html = nue.get_root().render()
    liens = [adresse for _, adresse in nue.default_js + nue.default_css]
    assert liens and all(a.startswith("../../app/static/") for a in liens)
    assert not re.findall(
        r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", _script(composition.composer_couche(composition.ecrire_etat(_etat())))
    )
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.mark.parametrize("dessin", sorted(DESSIN.glob("*.js")), ids=lambda f: f.name)
def test_le_dessin_ne_nomme_aucun_hote_et_ne_compose_aucun_html(dessin):
    texte = dessin.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"']+", texte)) <= {"http://www.w3.org/2000/svg"}
    assert "innerHTML" not in texte and "insertAdjacentHTML" not in texte and "eval(" not in texte
    assert "url(" not in (DESSIN / "carte.css").read_text(encoding="utf-8")


def test_l_empreinte_du_dessin_est_a_jour():
    # Sans elle, un navigateur garderait le dessin d'une version passée.
    crc = 0
    for fichier in sorted(DESSIN.iterdir()):
        crc = zlib.crc32(fichier.read_bytes(), crc)
    assert f"{crc:08x}" == composition.VERSION_DESSIN


# Ce qui est reçu reste du texte


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_nom_hostile_traverse_sans_s_executer(nom):
    zones = [replace(z, nom=nom) if z.code == "GAO" else z for z in ZONES]
    marque = composition.Marque("GAO", "spi", nom, nom, (nom,))
    legende = Legende(nom, nom, "%", notes=(nom,), marques=(("spi", nom),))
    etat = _etat(zones={"GAO": EtatZone(1.0, nom, (nom,), ecart=nom)}, legende=legende, marques=(marque,))
    script = _script(composition.composer_couche(composition.ecrire_etat(etat)))
    assert "<" not in script.split("SocleCarte.preparer", 1)[1]
    assert f"{'49' if '7 * 7' in nom else 'aaaaaaaaa'}" not in script
    couche = _couche(script)
    assert couche["zones"]["GAO"]["lignes"] == [nom] and couche["zones"]["GAO"]["ecart"] == nom
    assert couche["legende"]["titre"] == nom and couche["legende"]["marques"] == [["spi", nom]]
    assert couche["marques"][0]["lignes"] == [nom]
    recu = _fond(zones, _points((nom, "b", "c")), [_repere("voisines", nom, _CARRE)])
    assert recu["points"]["nom"][0] == nom and recu["zones"]["GAO"]["nom"] == nom
    assert recu["voisines"][0]["nom"] == nom


@pytest.mark.parametrize("nom", [*HOSTILES, "puits -->", "[nord]>", "</title>"])
def test_l_attribut_du_fond_ne_tient_aucun_chevron(nom):
    # Le navigateur assainit le HTML reçu : il ôte tout l'attribut où il lit `</script>`, `-->` ou `]>`, même échappés.
    balise = composition.porter_fond("essai", {"nom": nom})
    valeur = html.unescape(balise.split("data-contenu='", 1)[1].removesuffix("'></div>"))
    assert "<" not in valeur and ">" not in valeur
    assert json.loads(valeur) == {"nom": nom}


def test_le_json_refuse_un_nombre_qui_n_en_est_pas_un():
    with pytest.raises(ValueError):
        donnees.json_pour_script({"v": float("nan")})


# Des colonnes, jamais un marqueur par point


def test_les_points_partent_en_colonnes():
    points = _fond()["points"]
    assert points["lat"] == [165000, None, 165000]
    assert points["zones"] == ["Bamba"] and points["zone"] == [0, 0, 0]
    assert points["types"] == ["éducation"] and points["type"] == [0, 0, 0]
    assert points["fichiers"] == ["gao.xlsx"] and points["ligne"] == [2, 1, 1]


def test_cinq_mille_points_restent_legers():
    n = 5000
    points = pd.concat([_points()] * (n // 3 + 1), ignore_index=True).iloc[:n]
    fond = composition.decrire_fond(
        LectureFond(ZONES, _limites(), points, (_repere("voisines", "Tombouctou", _CARRE),))
    )
    assert len(donnees.texte_json(fond).encode()) < 400_000
    etats = pd.concat([_etats()] * (n // 3 + 1), ignore_index=True).iloc[:n].assign(visible=True)
    assert len(donnees.json_pour_script(donnees.etats_des_points(etats))) < 60_000


def test_un_changement_de_filtre_n_envoie_pas_le_fond():
    # Le nom d'un point est dans le fond, envoyé une fois ; ni la carte nue ni la couche ne le portent.
    etat = carte_etat.composer_etat(_sujet(), _terrain(), ())
    script = _script(composition.composer_couche(composition.ecrire_etat(etat)))
    assert "École" not in script and "École A" in _fond()["points"]["nom"]


def test_la_carte_nue_est_toujours_la_meme():
    # Une carte nue qui changerait referait le cadre : elle clignoterait et perdrait son zoom.
    premiere, seconde = (_script() for _ in range(2))
    assert re.sub(r"_[a-z0-9]+", "", premiere) == re.sub(r"_[a-z0-9]+", "", seconde)


def test_un_point_hors_selection_ou_sans_position_ne_se_dessine_pas():
    etat = carte_etat.composer_etat(_sujet(), _terrain(), ())
    # Le deuxième n'a pas de position, le troisième n'est pas de la sélection : rien d'eux ne part.
    assert etat.points == {"statuts": "0..", "etapes": "8..", "ages": [12, -1, -1], "usagers": [340, -1, -1]}
    assert etat.legende.statuts == (("pleinement fonctionnel", 1),)


def test_les_reperes_arrivent_et_une_autre_forme_est_ecartee():
    ligne = '{"type":"LineString","coordinates":[[0,16],[1,17]]}'
    fond = _fond(
        reperes=(_repere("fleuve", "Niger", ligne), _repere("fleuve", "x", _CARRE), _repere("voisines", "y", ligne))
    )
    assert [f["nom"] for f in fond["fleuve"]] == ["Niger"] and fond["voisines"] == []
    assert fond["fleuve"][0]["forme"] == [[0, 160000, 10000, 10000]]


@pytest.mark.parametrize(
    ("choix", "gardes"), [("", 2), ("restaures", 1), ("retombes", 0), ("inconnu", 1), ("aucun", 2)]
)
def test_points_retenus(choix, gardes):
    assert len(carte_etat.points_retenus(_etats(), choix)) == gardes


# Classes et légende


def test_les_classes_sont_fixees_par_l_indicateur():
    """Règle Z8."""
    indicateur = replace(TAUX, classes_carte="10;50")
    couleurs = set()
    for valeurs in ((12.0, 90.0), (12.0, 13.0), (12.0, None)):
        sujet = _sujet(("GAO", "MENAKA"), indicateur, zone="SOCLE")
        etat = carte_etat.composer_etat(sujet, _terrain(), _valeurs(*valeurs))
        decrit = composition.decrire_etat(etat)
        couleurs.add(decrit["zones"]["GAO"]["couleur"])
        libelles = [c["libelle"] for c in decrit["legende"]["classes"]]
        assert libelles[:3] == ["moins de 10\u00a0%", "de 10 à moins de 50\u00a0%", "50\u00a0% et plus"]
        assert libelles[3:] == ["sans donnée", "zone inaccessible"]
    assert len(couleurs) == 1


def test_sans_donnee_et_inaccessible_sont_deux_classes():
    """Règle Z8."""
    zones = {"GAO": EtatZone(None, "", ()), "MENAKA": EtatZone(None, "", (), True)}
    decrit = composition.decrire_etat(_etat(zones=zones))["zones"]
    assert [decrit[c]["classe"] for c in ("GAO", "MENAKA")] == ["sans_donnee", "inaccessible"]


def test_zero_declare_n_est_pas_une_absence():
    decrit = composition.decrire_etat(_etat(zones={"GAO": EtatZone(0.0, "0\u00a0%", ())}))["zones"]
    assert decrit["GAO"]["classe"] == 0


def test_un_compte_se_dessine_en_cercles():
    """Règle Z8."""
    assert classes.en_cercles("flux") and not classes.en_cercles("ratio")
    decrit = composition.decrire_etat(_etat(cercles=True))
    assert decrit["mode"] == "cercles" and decrit["zones"]["GAO"]["rayon"] > 0


def test_un_chiffre_provisoire_ne_grossit_pas_son_cercle():
    zones = {"GAO": EtatZone(3.0, "3", ()), "MENAKA": EtatZone(3.0, "3 (p)", ())}
    couche = composition.decrire_etat(_etat(zones=zones, cercles=True, legende=Legende("Points")))
    ferme, provisoire = couche["zones"]["GAO"], couche["zones"]["MENAKA"]
    assert ferme["rayon"] == provisoire["rayon"] and provisoire["texte"] == "3"
    assert provisoire["provisoire"] and "provisoire" not in ferme
    assert "Contour en tirets : chiffre provisoire" in couche["legende"]["notes"]
    aplat = composition.decrire_etat(_etat(zones=zones, legende=Legende("Points")))
    assert aplat["zones"]["MENAKA"]["texte"] == "3 (p)"
    assert "(p) : chiffre provisoire" in aplat["legende"]["notes"]


def test_les_teintes_foncent_regulierement():
    def luminance(couleur):
        return sum(p * int(couleur[i : i + 2], 16) for p, i in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))

    clartes = [luminance(t) for t in classes.TEINTES]
    assert all(a - b > 15 for a, b in itertools.pairwise(clartes))


def test_chaque_statut_a_une_forme_et_une_couleur_a_lui():
    dessins = {(s.forme, s.couleur) for s in classes.SYMBOLES}
    assert len(dessins) == len(classes.SYMBOLES) == 8
    formes = [s.forme for s in classes.SYMBOLES]
    assert len(set(formes)) >= 7


# Zones


def test_les_limites_arrivent_entieres():
    fond = donnees.zones_du_fond(ZONES, _limites())
    assert fond["GAO"]["emprise"] == [0.0, 16.0, 1.0, 17.0]
    assert fond["SOCLE"]["emprise"] == [-2.0, 15.0, 1.0, 17.0]
    assert fond["ML070201"]["forme"] is None and fond["ML070201"]["lat"] == 17.0
    anneau = fond["MENAKA"]["forme"][0][0]
    assert anneau[:4] == [-20000, 150000, 10000, 0]


def test_infobulle_dit_la_fraction_la_completude_et_l_absence():
    valeurs = (
        objets.valeur(
            "GAO", 16.92, numerateur=22, denominateur=130, recues=3, attendues=4, provisoire=True, etat="rouge",
            date_plus_ancienne=dt.date(2024, 3, 31),
        ),
        objets.valeur("MENAKA", None, recues=0, attendues=2, etat="sans donnée", inaccessible=True),
    )  # fmt: skip
    etats = carte_etat.etats_des_zones(valeurs, ["GAO", "MENAKA", "DOUENTZA"], TAUX)
    assert etats["GAO"].lignes == (
        "Taux : 16,9\u00a0% (p)",
        "État : rouge",
        "Reçues sur attendues : 3/4",
        "Donnée la plus ancienne : 31/03/2024",
    )
    assert etats["MENAKA"].inaccessible and etats["MENAKA"].valeur is None
    assert etats["MENAKA"].lignes == ("Taux : zone inaccessible", "Reçues sur attendues : 0/2")
    assert etats["DOUENTZA"].lignes == ("Taux : sans donnée",)


# Deux dates, chantiers et étapes SPI


def test_la_difference_se_dit_en_points_sous_la_valeur():
    gao, menaka = _valeurs(50.0, 20.0)
    valeurs = (replace(gao, avant=replace(gao, periode="2023-T2"), ecart=-12.5), menaka)
    etats = carte_etat.etats_des_zones(valeurs, ["GAO", "MENAKA"], TAUX)
    assert etats["GAO"].ecart == "−12,5\u00a0pts"
    assert "Depuis T2\u00a02023 : −12,5\u00a0pts" in etats["GAO"].lignes
    assert etats["MENAKA"].ecart == ""


def _chantiers(*zones):
    """Le premier est réceptionné, puis un en cours, un pas commencé, et ainsi de suite."""
    etats = ["réceptionné", "en cours", "pas commencé"]
    premier, second, *autres = (
        objets.objet(Chantier, nom=f"Mairie {rang}", code_zone=zone, etat=etats[rang % 3])
        for rang, zone in enumerate(zones)
    )
    releve = {"physique_pct": 40.0, "date_releve": dt.date(2024, 5, 31)}
    return [replace(premier, date_reception=dt.date(2024, 1, 1)), replace(second, **releve), *autres]


def test_un_chantier_se_pose_dans_la_zone_dessinee_ou_au_dessus():
    # Deux communes du même cercle dessiné, et un gouvernorat, plus large que les cercles dessinés.
    chantiers = _chantiers("ML070201", "ML070201", "GAO")
    pose = carte_marques.CHANTIERS.poser(chantiers, LIEUX, ("ML0702", "ML0703"))
    marques = pose.marques
    assert {m.zone: m.texte for m in marques} == {"ML0702": "1/2", "GAO": "0/1"}
    assert pose.legende == (("chantiers", "chantiers réceptionnés sur suivis : 1/3"),)
    assert marques[0].titre == "2\u00a0chantiers, 1 réceptionné"
    assert marques[0].lignes[0].startswith("Mairie 0 : réceptionné, le 1er\u00a0janvier\u00a02024")
    assert "financier n.\u00a0d." in marques[0].lignes[1]


def test_une_marque_ne_deroule_pas_une_liste_sans_fin():
    (marque,) = carte_marques.CHANTIERS.poser(_chantiers(*["ML070201"] * 40), LIEUX, ("ML0702",)).marques
    assert len(marque.lignes) == carte_marques.LIGNES_MAX + 1 and marque.lignes[-1] == "… et 15\u00a0autres"
    assert carte_marques.CHANTIERS.poser([], LIEUX, ("ML0702",)) == carte_marques.Pose()


def test_une_etape_spi_dont_on_ne_sait_rien_n_est_pas_non_tenue():
    etapes = [
        objets.objet(EtapeSpi, code_zone="ML070201", site=site, date=dt.date(2024, 1, 2), tenue=tenue, motif=motif)
        for site, tenue, motif in (("A", True, None), ("B", False, "crue"), ("C", None, None))
    ]
    (marque,) = carte_marques.SPI.poser(etapes, LIEUX, ("GAO",)).marques
    assert marque.texte == "1/3"
    assert [ligne.split(" : ")[1] for ligne in marque.lignes] == ["tenue", "non tenue (crue)", "n.\u00a0d."]


def test_les_points_d_une_edition_reduite_se_comptent_sans_un_nom():
    points = _etats().assign(code_zone=["ML070201", "ML070201", "GAO"], nom="Secret")
    pose = carte_marques.poser_les_points(points, LIEUX, ("ML0702",))
    assert {m.zone: m.texte for m in pose.marques} == {"ML0702": "2", "GAO": "1"}
    assert pose.marques[0].titre == "2\u00a0points de service"
    assert pose.marques[0].lignes == ("1 déjà restauré", "pleinement fonctionnel : 1", "inconnu : 1")
    assert pose.legende == (("points", "points de service, comptés par zone : 3"),) and "Secret" not in str(pose)
