"""La publication : deux à la fois font la queue, aucun lecteur n'est gêné, refaire donne les mêmes octets."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from etl.commandes.chargement import charger, republier
from etl.commandes.exports import exporter
from etl.edition import dossier as edition
from etl.edition import publication
from etl.fichiers.depots import Depots
from etl.progression import Progression
from tests.etl.petits_classeurs import base_publiee, copier, ecrire, ecrire_cadre, indicateur, valeurs

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def publiee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return base_publiee(tmp_path_factory.mktemp("publication"))


def _commande(donnees: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=RACINE,
        env=os.environ | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _csv(donnees: Path, sortie: Path) -> bytes:
    exporter(donnees, "valeurs", "csv", sortie)
    return sortie.read_bytes()


@pytest.mark.lent
def test_deux_chargements_a_la_fois_font_la_queue(publiee: Path, tmp_path: Path) -> None:
    donnees = copier(publiee, tmp_path / "donnees")
    fichiers = [ecrire(tmp_path / f"mois{m}.xlsx", Valeurs=valeurs(m, GAO=m)) for m in (2, 3)]
    enfants = [_commande(donnees, "charger", fichier) for fichier in fichiers]
    for enfant in enfants:
        _, erreurs = enfant.communicate(timeout=180)
        assert enfant.returncode == 0, erreurs
    depots = Depots(donnees).lister()
    assert [d.rang for d in depots] == [1, 2, 3, 4]
    assert {d.nom for d in depots[2:]} == {"mois2.xlsx", "mois3.xlsx"}
    assert len(edition.identifiants(donnees)) == 3
    courante = edition.courante(donnees)
    assert courante is not None
    assert len(edition.manifeste(donnees, courante)["depots"]) == 4


@pytest.mark.lent
def test_les_lecteurs_et_les_publications_ne_se_genent_pas(publiee: Path, tmp_path: Path) -> None:
    """Une connexion ouverte garde son édition ; d'autres s'ouvrent sans cesse ; deux publications passent."""
    donnees = copier(publiee, tmp_path / "donnees")
    fini = threading.Event()
    lus: list[str] = []
    erreurs: list[Exception] = []

    def lire_sans_cesse() -> None:
        encore = True
        while encore:
            # Un dernier regard quand tout est publié.
            encore = not fini.wait(0.3)
            try:
                courante = edition.courante(donnees)
                assert courante is not None
                with edition.ouvrir(edition.chemin_base(donnees, courante)) as connexion:
                    assert edition.empreinte_logique(connexion) == edition.manifeste(donnees, courante)["empreinte"]
            except (AssertionError, OSError, duckdb.Error, edition.EditionAbsente) as erreur:
                erreurs.append(erreur)
            else:
                lus.append(courante)

    avant = edition.courante(donnees)
    with edition.ouvrir(edition.chemin_base(donnees)) as ouverte:
        debut = ouverte.execute("SELECT sum(valeur), count(*) FROM valeurs").fetchone()
        lecteur = threading.Thread(target=lire_sans_cesse)
        lecteur.start()
        try:
            for mois in (2, 3):
                fichier = ecrire(tmp_path / f"mois{mois}.xlsx", Valeurs=valeurs(mois, GAO=mois))
                enfant = _commande(donnees, "charger", fichier)
                _, sortie = enfant.communicate(timeout=180)
                assert enfant.returncode == 0, sortie
                assert ouverte.execute("SELECT sum(valeur), count(*) FROM valeurs").fetchone() == debut
        finally:
            fini.set()
            lecteur.join()
    assert erreurs == []
    assert len(set(lus)) == 3, "le lecteur n'a pas vu passer les éditions"
    assert lus[0] == avant
    assert lus == sorted(lus), "un lecteur est revenu à une édition antérieure"


def test_publier_deux_fois_donne_les_memes_octets(publiee: Path, tmp_path: Path) -> None:
    """Règle E3."""
    donnees = copier(publiee, tmp_path / "donnees")
    avant = edition.courante(donnees)
    premier = _csv(donnees, tmp_path / "1.csv")
    refaite = republier(donnees, MUET)
    assert refaite.identifiant != avant, "une édition publiée n'est jamais réécrite"
    assert refaite.manifeste["empreinte"] == edition.manifeste(donnees, str(avant))["empreinte"]
    assert _csv(donnees, tmp_path / "2.csv") == premier


@pytest.mark.lent
def test_les_memes_octets_quel_que_soit_le_nombre_de_fils(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Des décimales comme 0,1 dont l'addition dépend de l'ordre ; un et huit fils de DuckDB (règles E3 et C13)."""
    hasard = random.Random(0)
    codes = [f"F{i}" for i in range(1, 7)]
    cadre = ecrire_cadre(
        tmp_path / "cadre_logique.xlsx",
        *(indicateur(c, niveau_collecte="commune") for c in codes[:3]),
        *(indicateur(c, "stock", niveau_collecte="commune") for c in codes[3:]),
    )
    communes = [f"ML0702{i:02d}" for i in range(1, 6)] + [f"ML0703{i:02d}" for i in range(1, 8)]
    lignes = [
        {
            "code_indicateur": c,
            "code_zone": z,
            "periode": f"2023-{m:02d}",
            "valeur": hasard.choice((0.1, 0.2, 0.7, 1e6, 1 / 3)),
        }
        for c in codes
        for z in communes
        for m in range(1, 13)
    ]
    hasard.shuffle(lignes)
    donnees = tmp_path / "donnees"
    charger(donnees, [cadre, ecrire(tmp_path / "valeurs.xlsx", Valeurs=lignes)], MUET)
    exports, empreintes = [], []
    connecter = duckdb.connect
    for fils in (1, 8):
        with monkeypatch.context() as contexte:
            contexte.setattr(
                publication.duckdb,
                "connect",
                lambda chemin, n=fils, **options: connecter(chemin, **(options or {"config": {"threads": n}})),
            )
            faite = republier(donnees, MUET)
        empreintes.append(faite.manifeste["empreinte"])
        exports.append(_csv(donnees, tmp_path / f"{len(exports)}.csv"))
    assert len(set(empreintes)) == 1
    assert len(set(exports)) == 1, "l'export change d'une publication à l'autre"


def test_le_pointeur_ne_nomme_que_des_editions_entieres(publiee: Path, tmp_path: Path) -> None:
    """Règle E1."""
    donnees = copier(publiee, tmp_path / "donnees")
    pointeur = json.loads((donnees / "courant.json").read_text(encoding="utf-8"))
    dossier = donnees / "editions" / pointeur["edition"]
    assert {p.name for p in dossier.iterdir()} == {"edition.duckdb", "manifeste.json"}
    with pytest.raises(edition.EditionAbsente, match="n'existe pas"):
        edition.chemin_base(donnees, "../../ailleurs")
    with pytest.raises(edition.EditionAbsente):
        edition.chemin_base(donnees, ".en_cours-1")


def test_une_edition_fausse_ne_devient_pas_courante(
    publiee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Règle E2."""
    donnees = copier(publiee, tmp_path / "donnees")
    avant = edition.courante(donnees)
    calculer = publication.calculer

    def fausser(connexion: duckdb.DuckDBPyConnection) -> None:
        calculer(connexion)
        connexion.execute("INSERT INTO valeurs SELECT * FROM valeurs LIMIT 1")

    monkeypatch.setattr(publication, "calculer", fausser)
    with pytest.raises(edition.EditionFausse, match="clés répétées"):
        republier(donnees, MUET)
    assert edition.courante(donnees) == avant
    assert not list((donnees / "editions").glob(".en_cours-*"))


def test_une_edition_s_ouvre_sans_pouvoir_ecrire_ni_lire_ailleurs(publiee: Path) -> None:
    """Règle E1."""
    with edition.ouvrir(edition.chemin_base(publiee)) as connexion:
        with pytest.raises(duckdb.Error):
            connexion.execute("CREATE TABLE t (a INTEGER)")
        with pytest.raises(duckdb.Error):
            connexion.execute("SELECT * FROM read_csv('/etc/hostname')")
        with pytest.raises(duckdb.Error):
            connexion.execute("SET enable_external_access = true")


@pytest.mark.lent
def test_la_limite_de_date_laisse_de_cote_et_le_dit(
    publiee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    donnees = copier(publiee, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    charger(donnees, [ecrire(tmp_path / "mars.xlsx", Valeurs=valeurs(3, GAO=1000))], MUET)
    libre = edition.courante(donnees)
    assert edition.manifeste(donnees, str(libre))["date_donnees"] == "2023-03-31"
    monkeypatch.setenv("SOCLE_DATE_DONNEES", "2023-02-15")
    fixee = republier(donnees, MUET)
    assert fixee.manifeste["date_donnees"] <= "2023-02-15"
    with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
        assert connexion.execute("SELECT max(valeur) FROM valeurs").fetchone() == (14.1,)
        dits = connexion.execute("SELECT fichier, message FROM anomalie WHERE code = 'lignes_hors_date'").fetchall()
    assert [fichier for fichier, _ in dits] == ["mars.xlsx"]
    assert "laissée de côté" in dits[0][1]
    monkeypatch.delenv("SOCLE_DATE_DONNEES")
    assert republier(donnees, MUET).manifeste["empreinte"] == edition.manifeste(donnees, str(libre))["empreinte"]
