"""La démonstration : mêmes octets, toutes les feuilles, listes fermées, rien du futur hors des fautes voulues."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from domaine.catalogue import CATALOGUE
from domaine.feuilles.cadre import FEUILLES_CADRE, PAR_TABLE
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.listes import lire_libelle
from domaine.reglages import Reglages
from etl.demonstration import FAUTES_VOLONTAIRES, DepotDemo, ecrire_demonstration
from etl.demonstration.base import FIN, communes, lire_entrees
from etl.demonstration.calendrier import Envoi
from etl.demonstration.depots import Contenu, contenus
from etl.fichiers.ouverture import empaqueter_dossier, lire_feuilles
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import feuille_declaree, lire_table

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

FAUTES = {(f.fichier, f.table, f.code) for f in FAUTES_VOLONTAIRES}


def _empreintes(dossier: Path) -> dict[str, str]:
    fichiers = sorted(p for p in dossier.rglob("*") if p.is_file())
    return {str(p.relative_to(dossier)): hashlib.sha256(p.read_bytes()).hexdigest() for p in fichiers}


@pytest.fixture(scope="module")
def depots(tmp_path_factory: pytest.TempPathFactory) -> list[DepotDemo]:
    return ecrire_demonstration(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="module")
def lignes() -> list[tuple[Envoi, Contenu]]:
    return contenus()


def _cellules(lignes: list[tuple[Envoi, Contenu]]) -> Iterator[tuple[Envoi, str, str, object]]:
    for envoi, contenu in lignes:
        for table, rangs in contenu.items():
            for ligne in rangs:
                for nom, valeur in ligne.items():
                    yield envoi, table, nom, valeur


def test_les_memes_octets_a_chaque_fois(depots: list[DepotDemo], tmp_path: Path) -> None:
    ecrire_demonstration(tmp_path / "encore")
    assert _empreintes(tmp_path / "encore") == _empreintes(depots[0].chemin.parent)


def test_le_cadre_d_abord_puis_dans_l_ordre_de_reception(depots: list[DepotDemo]) -> None:
    assert len(depots) <= 60
    assert depots[0].chemin.name == "cadre_logique.xlsx"
    assert [d.recu_le for d in depots] == sorted(d.recu_le for d in depots)
    assert len({d.chemin for d in depots}) == len(depots)
    assert all(d.chemin.exists() for d in depots)


def test_toutes_les_feuilles_declarees(lignes: list[tuple[Envoi, Contenu]], depots: list[DepotDemo]) -> None:
    presentes = {table for _, contenu in lignes for table in contenu}
    # Aucune validation : le premier geste ouvre le suivi, et marquerait tous les chiffres (règle A12).
    assert presentes == {f.table for f in FEUILLES_COORDINATION} - {"validation"}
    cadre = {f.nom for f in lire_feuilles(depots[0].chemin.read_bytes(), Reglages())}
    # Aucune population : des habitants fictifs sur de vraies communes tromperaient.
    assert cadre == {f.nom for f in FEUILLES_CADRE} - {"Populations"}


def test_chaque_fichier_se_relit_avec_autant_de_lignes(
    lignes: list[tuple[Envoi, Contenu]], depots: list[DepotDemo]
) -> None:
    chemins = {d.chemin.name: d.chemin for d in depots}
    for envoi, contenu in lignes:
        chemin = chemins[envoi.nom]
        octets = empaqueter_dossier(chemin, Reglages()) if chemin.is_dir() else chemin.read_bytes()
        relues = {}
        for brute in lire_feuilles(octets, Reglages()):
            feuille = feuille_declaree(brute.nom)
            if feuille is not None:
                relues[feuille.table] = len(lire_table(brute, feuille).lignes)
        assert relues == {table: len(rangs) for table, rangs in contenu.items()}, envoi.nom


def test_les_formes_de_depots_sont_variees(depots: list[DepotDemo]) -> None:
    assert [d.chemin.name for d in depots if d.chemin.is_dir()] == ["douentza_2022-T2"]
    octets = b"".join(p.read_bytes() for p in sorted(depots[0].chemin.parent.glob("douentza_2022-T2/*.csv")))
    with pytest.raises(UnicodeDecodeError):
        octets.decode("utf-8")
    assert octets.decode("cp1252").count(";") > 100


def test_les_listes_fermees(lignes: list[tuple[Envoi, Contenu]]) -> None:
    for envoi, table, nom, valeur in _cellules(lignes):
        colonne = next((c for c in PAR_TABLE[table].colonnes if c.nom == nom), None)
        if colonne is None or colonne.type != "liste" or valeur is None:
            continue
        if lire_libelle(colonne.liste, texte_de(valeur)) is None:
            assert (envoi.nom, table, "liste_inconnue") in FAUTES, (envoi.nom, table, nom, valeur)


def test_rien_apres_la_reception_ni_apres_la_date_des_donnees(lignes: list[tuple[Envoi, Contenu]]) -> None:
    realisees = Counter()
    for envoi, table, nom, valeur in _cellules(lignes):
        colonne = next((c for c in PAR_TABLE[table].colonnes if c.nom == nom), None)
        if colonne is None or not colonne.realisee or not isinstance(valeur, dt.date):
            continue
        # Un rapport arrive après la fin de son mois : il ne date pas les données.
        limite = envoi.recu_le.date() if table == "rapport_activite" else min(envoi.recu_le.date(), FIN)
        if valeur > limite:
            assert (envoi.nom, table, "date_future") in FAUTES, (envoi.nom, table, nom, valeur)
        elif table != "rapport_activite":
            realisees[valeur] += 1
    assert max(realisees) == FIN


def test_les_cles_ne_se_contredisent_que_par_faute_voulue(lignes: list[tuple[Envoi, Contenu]]) -> None:
    voulues = {(f.fichier, f.table) for f in FAUTES_VOLONTAIRES if f.code in ("cle_contradictoire", "doublon")}
    for envoi, contenu in lignes:
        for table, rangs in contenu.items():
            cles = Counter(tuple(x.get(n) for n in PAR_TABLE[table].cle_effective) for x in rangs)
            doubles = [c for c, n in cles.items() if n > 1]
            assert not doubles or (envoi.nom, table) in voulues, (envoi.nom, table, doubles)


def test_l_histoire_est_la(lignes: list[tuple[Envoi, Contenu]]) -> None:
    points = {x["id_point"]: x for _, c in lignes for x in c.get("point_service", ())}
    assert 90 <= len(points) <= 140
    assert any(p.get("latitude") is None for p in points.values())
    servies = {p["code_zone"] for p in points.values()}
    assert 3 <= len(set(communes()) - servies) <= 10
    etapes = {(x["id_point"], x["etape"]) for _, c in lignes for x in c.get("etape_restauration", ())}
    assert {"suspendu", "abandonné"} <= {e for _, e in etapes}
    visites = [x for _, c in lignes for x in c.get("visite", ())]
    assert 40 <= len({v["id_point"] for v in visites if _quatre_tests(v)}) <= 60
    assert any(v.get("statut_fonctionnel") == "fermé temporairement" for v in visites)
    assert {x.get("statut") for _, c in lignes for x in c.get("valeur", ())} >= {"provisoire", "validée", "révisée"}


def _quatre_tests(visite: dict[str, object]) -> bool:
    return all(visite.get(test) is True for test in ("local", "agent", "moyens", "prestation"))


def test_rien_ne_peut_passer_pour_vrai() -> None:
    projet = {x["cle"]: x["valeur"] for x in lire_entrees("projet.csv")}
    assert projet["intitule"].endswith("(démonstration, chiffres fictifs)")
    assert all(x["nom"].startswith("Opérateur ") for x in lire_entrees("operateurs.csv"))


def test_les_27_indicateurs_sont_documentes() -> None:
    indicateurs = lire_entrees("indicateurs.csv")
    assert len(indicateurs) == 27
    assert sum(i["phare"] == "oui" for i in indicateurs) == 9
    saisis = {i["code"] for i in indicateurs if i["source_calcul"] == "saisie"}
    assert saisis == {"OG1", "OG2", "R1.5", "R1.6", "R3.1"}
    champs = ("definition", "moyen_verification", "responsable", "desagregations", "sensibilite", "classes_carte")
    for indicateur in indicateurs:
        assert all(indicateur[champ] for champ in champs), indicateur["code"]
        if indicateur["nature"] == "ratio":
            assert indicateur["numerateur"] and indicateur["denominateur"], indicateur["code"]
        bornes = [float(b) for b in indicateur["classes_carte"].split(";")]
        assert bornes == sorted(set(bornes)), indicateur["code"]
    assert {c["code_indicateur"] for c in lire_entrees("cibles.csv")} == {i["code"] for i in indicateurs}


def test_les_fautes_voulues_sont_du_catalogue(depots: list[DepotDemo]) -> None:
    noms = {d.chemin.name for d in depots}
    for faute in FAUTES_VOLONTAIRES:
        assert faute.code in CATALOGUE, faute
        assert faute.fichier in noms, faute
        assert not faute.table or faute.table in PAR_TABLE, faute


def test_les_controles_trouvent_les_fautes_voulues_et_rien_d_autre(edition_demo: Path) -> None:
    trouvees: Counter[tuple[str, str, str]] = Counter()
    for fichier, feuille, code in _lire(edition_demo, "SELECT fichier, feuille, code FROM anomalie"):
        declaree = feuille_declaree(str(feuille))
        trouvees[str(fichier), declaree.table if declaree else "", str(code)] += 1
    assert trouvees == Counter({(f.fichier, f.table, f.code): f.nombre for f in FAUTES_VOLONTAIRES})


def test_la_demonstration_montre_tous_les_etats(edition_demo: Path) -> None:
    assert _lire(edition_demo, "SELECT valeur FROM info WHERE cle = 'date_donnees'") == [("2024-06-30",)]
    lignes = _lire(
        edition_demo,
        """SELECT niveau, etat, provisoire FROM valeurs WHERE type_periode = 'cumul' AND niveau IN ('SOCLE', 'region')
           AND periode IN ('2024-T2', '2024-06') AND coalesce(dimension, '') = ''
           AND code_indicateur IN (SELECT code FROM indicateur WHERE phare)""",
    )
    assert len(lignes) == 9 * 4
    assert {etat for niveau, etat, _ in lignes if niveau == "SOCLE"} == {"atteint", "vert", "orange", "rouge"}
    assert {etat for _, etat, _ in lignes} == {"atteint", "vert", "orange", "rouge", "à maintenir", "périmée"}
    assert {provisoire for _, _, provisoire in lignes} == {True, False}


def test_des_services_retombent_et_l_un_se_retablit(edition_demo: Path) -> None:
    retombes = _lire(edition_demo, "SELECT id_point, max(date) FROM etat_point WHERE retombe GROUP BY id_point")
    assert 4 <= len(retombes) <= 8
    assert any(jour < FIN for _, jour in retombes)
    statuts = _lire(edition_demo, "SELECT DISTINCT statut FROM etat_point WHERE date = DATE '2024-06-30'")
    assert {"inconnu", "non visité depuis 90 jours", "fermé temporairement"} <= {str(s) for (s,) in statuts}


def _lire(donnees: Path, requete: str) -> list[tuple[object, ...]]:
    courante = json.loads((donnees / "courant.json").read_text(encoding="utf-8"))["edition"]
    chemin = donnees / "editions" / courante / "edition.duckdb"
    with duckdb.connect(str(chemin), read_only=True) as connexion:
        return connexion.execute(requete).fetchall()
