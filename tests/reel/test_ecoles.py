"""726 vraies écoles et les faits publics passent par les vraies commandes ; tout ce qui est mis de côté s'explique."""

from __future__ import annotations

import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import geopandas as gpd
import pytest

from etl.commandes.exports import lire_table
from tests.reel import ecoles
from tests.reel.compte_rendu import compte_rendu, motifs_par_ligne, sans_position
from tests.reel.source import exiger

pytestmark = exiger(*ecoles.FICHIERS)


@pytest.fixture(scope="module")
def chargement(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    donnees = tmp_path_factory.mktemp("reel")
    return donnees, ecoles.charger_tout(donnees)


@pytest.fixture(scope="module")
def donnees(chargement) -> Path:
    dossier, fait = chargement
    assert fait.returncode == 2, fait.stderr
    print(compte_rendu(dossier, ecoles.FAITS))
    return dossier


@pytest.fixture(scope="module")
def codes(donnees: Path) -> dict[str, dict[int, set[str]]]:
    """source → ligne → codes d'anomalie."""
    trouves: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for (source, ligne), motifs in motifs_par_ligne(donnees).items():
        trouves[source][ligne] = {code for _, code, _ in motifs}
    return trouves


def _lignes(codes: dict[int, set[str]], code: str) -> set[int]:
    return {ligne for ligne, presents in codes.items() if code in presents}


def test_le_chargement_parle_francais_et_publie(chargement) -> None:
    _, fait = chargement
    assert "Édition publiée" in fait.stdout
    assert "Traceback" not in fait.stderr


def test_aucune_ligne_n_est_perdue(donnees: Path, codes) -> None:
    depots = lire_table(donnees, "depots").set_index("nom_fichier")
    assert depots.loc["ecoles.xlsx", "lignes"] == len(ecoles.lire("ecoles.csv")) == 726
    assert depots.loc["faits_publics.xlsx", "lignes"] == len(ecoles.valeurs())
    for nom, table in (("ecoles.xlsx", "points"), ("faits_publics.xlsx", "valeurs_saisies")):
        ligne = depots.loc[nom]
        entrees = (lire_table(donnees, table)["fichier"] == nom).sum()
        cotees = (lire_table(donnees, "quarantaine")["fichier"] == nom).sum()
        assert entrees == ligne.retenues and cotees == ligne.quarantaine
        assert entrees + cotees == ligne.lignes, "une ligne n'est ni entrée ni en quarantaine"


def test_les_ecoles_mises_de_cote_sont_celles_d_alata(donnees: Path, codes) -> None:
    """Alata n'existe pas dans le découpage 2021 : 5 écoles attendent, et aucun nom voisin ne leur est prêté."""
    bloquees = _lignes(codes["ecoles.csv"], "zone_inconnue")
    sources = dict(enumerate(ecoles.lire("ecoles.csv"), start=2))
    assert {i for i, e in sources.items() if e["commune"] == "Alata"} == bloquees
    assert len(bloquees) == 5
    attendues = {e["code_etablissement"] for i, e in sources.items() if i not in bloquees}
    assert set(lire_table(donnees, "points")["id_point"]) == attendues


def test_les_autres_noms_de_communes_sont_tous_reconnus(donnees: Path) -> None:
    points = lire_table(donnees, "points").set_index("id_point")
    zones = lire_table(donnees, "zones").set_index("code")
    regions = {"Gao": "GAO", "Ménaka": "MENAKA", "Douentza": "DOUENTZA"}
    for ecole in ecoles.lire("ecoles.csv"):
        if ecole["commune"] != "Alata":
            assert (
                zones.loc[points.loc[ecole["code_etablissement"], "code_zone"], "region"]
                == regions[ecole["territoire"]]
            )


def test_quatre_vingt_dix_huit_ecoles_sans_coordonnees(donnees: Path) -> None:
    """Elles entrent, sans position : une position absente n'est ni une faute ni un zéro."""
    attendues = sorted(e["code_etablissement"] for e in ecoles.lire("ecoles.csv") if not e["lat"] or not e["lon"])
    assert sans_position(donnees) == attendues
    assert len(attendues) == 98


def test_les_positions_hors_de_la_commune_sont_les_memes_par_un_autre_calcul(donnees: Path, codes) -> None:
    """Distance à la commune lue directement dans le fichier officiel, dans une autre projection : plus de 2 km."""
    communes = gpd.read_file(ecoles.LIMITES).set_index("commune_pcode").geometry.to_crs("EPSG:32631")
    points = lire_table(donnees, "points").dropna(subset=["latitude", "longitude"])
    ou = gpd.GeoSeries(gpd.points_from_xy(points["longitude"], points["latitude"]), crs=4326).to_crs("EPSG:32631")
    distances = ou.distance(gpd.GeoSeries(communes.reindex(points["code_zone"]).to_numpy(), crs="EPSG:32631"))
    loin = set(points["id_point"].to_numpy()[distances.to_numpy() > 2_000])
    signalees = _lignes(codes["ecoles.csv"], "coordonnees_hors_commune")
    ecrites = ecoles.lire("ecoles.csv")
    assert {ecrites[i - 2]["code_etablissement"] for i in signalees} == loin
    assert len(loin) == 56


def test_aucun_code_d_ecole_ne_se_repete(codes) -> None:
    repetes = [c for c, n in Counter(e["code_etablissement"] for e in ecoles.lire("ecoles.csv")).items() if n > 1]
    assert repetes == []
    assert not _lignes(codes["ecoles.csv"], "doublon") | _lignes(codes["ecoles.csv"], "cle_contradictoire")


def test_chaque_fait_ecarte_l_est_pour_sa_raison(codes) -> None:
    """La raison attendue est tirée de la source elle-même, sans le produit."""
    faits = {i: f for i, f in enumerate(ecoles.lire("faits_publics.csv"), start=2) if f["indicator"] in ecoles.MESURES}
    for ligne, fait in faits.items():
        mesure = ecoles.MESURES[fait["indicator"]]
        attendus = set()
        connue = fait["region"] in ("Gao", "Ménaka", "Douentza") and fait["commune"] != "Alata"
        niveau = "commune" if fait["commune"] else "cercle" if fait["cercle"] else "region"
        if not connue:
            attendus.add("zone_inconnue")
        elif niveau != mesure.niveau and (mesure.code, niveau) != ("ENS", "commune"):
            attendus.add("zone_niveau")
        if mesure.nature == "ratio" and not (fait["numerator"] and fait["denominator"]):
            attendus.add("termes_manquants")
        if not fait["date"]:
            attendus.add("cellule_vide")
        if ligne in (173, 174, 185, 186, 187):
            attendus.add("cle_contradictoire")
        if mesure.code == "ENS" and niveau == "commune":
            # «Gao», commune, se lit au niveau de l'indicateur : le cercle de Gao (règle Z3).
            attendus = set()
        assert codes["faits_publics.csv"].get(ligne, set()) == attendus, (ligne, fait)


def test_deux_chiffres_pour_une_meme_cle_sont_tous_ecartes(codes, donnees: Path) -> None:
    assert _lignes(codes["faits_publics.csv"], "cle_contradictoire") == {173, 174, 185, 186, 187}
    gardees = lire_table(donnees, "valeurs_saisies")
    assert not (gardees["code_indicateur"] == "SANTE").any()


def _valeur(donnees: Path, code: str, zone: str, type_periode: str, periode: str):
    v = lire_table(donnees, "valeurs")
    choisie = v[
        (v["code_indicateur"] == code)
        & (v["code_zone"] == zone)
        & (v["type_periode"] == type_periode)
        & (v["periode"] == periode)
        & v["dimension"].isna()
    ]
    assert len(choisie) == 1
    return choisie.iloc[0]


def test_cas_dore_huit(donnees: Path) -> None:
    for zone, termes, pourcentage, recues in (("GAO", (22, 130), 16.9, 1), ("SOCLE", (56, 248), 22.6, 2)):
        ligne = _valeur(donnees, "ESSAI8", zone, "trimestre", "2022-T4")
        assert (ligne["numerateur"], ligne["denominateur"]) == termes
        assert round(ligne["valeur"], 1) == pourcentage
        assert ligne["recues"] == recues
    assert _valeur(donnees, "ESSAI8", "SOCLE", "trimestre", "2022-T4")["attendues"] == 3


def test_les_ecoles_recensees_somment_comme_la_source(donnees: Path, codes) -> None:
    """Les totaux de la source, écartés parce qu'ils sont d'un autre niveau, sont retrouvés depuis les communes."""
    faits = ecoles.lire("faits_publics.csv")
    totaux = {
        f["region"]: float(f["value"])
        for f in faits
        if f["indicator"] == "ecoles_total" and f["date"] == "2015-03" and not f["cercle"]
    }
    obtenus = {
        z: _valeur(donnees, "ETOT", z, "annee", "2015")["valeur"] for z in ("GAO", "MENAKA", "DOUENTZA", "SOCLE")
    }
    assert obtenus["GAO"] == totaux["Gao"] == 459
    assert obtenus["DOUENTZA"] == totaux["Douentza"] == 157
    assert obtenus["MENAKA"] == totaux["Ménaka"] - 5 == 105  # les 5 écoles d'Alata
    assert obtenus["SOCLE"] == 721


def test_un_chiffre_peu_sur_est_provisoire(donnees: Path) -> None:
    """Les «30 écoles» de Douentza (janvier 2024), faute de frappe connue, entrent mais marquées."""
    douteuse = _valeur(donnees, "ECF", "DOUENTZA", "mois", "2024-01")
    assert douteuse["valeur"] == 30 and douteuse["provisoire"]
    assert _valeur(donnees, "ECF", "SOCLE", "mois", "2024-01")["provisoire"]
    assert not _valeur(donnees, "ECF", "GAO", "mois", "2024-01")["provisoire"]


def test_les_limites_officielles_voyagent_dans_l_edition(donnees: Path) -> None:
    infos = lire_table(donnees, "informations").set_index("cle")["valeur"]
    assert infos["limites"] == "officielles"
    assert "DNCT" in infos["credit_limites"]
    assert infos["demonstration"] == "0"


def test_le_compte_rendu_dit_chaque_ligne(donnees: Path, codes) -> None:
    texte = compte_rendu(donnees, ecoles.FAITS)
    for source, lignes in codes.items():
        for ligne in lignes:
            assert f"{source} ligne {ligne} [" in texte
    assert texte.count("[sans position]") == 98
