"""L'édition s'ouvre en lecture seule, par un identifiant sûr, et ses défauts se disent en français."""

import json
import threading
from dataclasses import dataclass

import duckdb
import pytest

from domaine.schema.edition import NUMERO
from requetes.edition.ouverture import EditionIllisible, edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def donnees(tmp_path):
    return Fabrique(tmp_path).publier()


def test_rien_de_publie(tmp_path):
    assert edition_a_lire(tmp_path) is None


def test_edition_courante_et_epinglee(donnees):
    assert edition_a_lire(donnees).id == "essai"
    assert edition_a_lire(donnees, "essai").base.is_file()


@pytest.mark.parametrize("identifiant", ["../../etc", "absente", "a/b", ".cache"])
def test_edition_epinglee_refusee(donnees, identifiant):
    with pytest.raises(EditionIllisible):
        edition_a_lire(donnees, identifiant)


@pytest.mark.parametrize("contenu", ["", "{", "[]", "{}", '{"edition": 3}', '{"edition": "../x"}'])
def test_pointeur_abime(donnees, contenu):
    (donnees / "courant.json").write_text(contenu, encoding="utf-8")
    with pytest.raises(EditionIllisible):
        edition_a_lire(donnees)


def test_base_abimee(donnees):
    edition = edition_a_lire(donnees)
    edition.base.write_bytes(b"rien de bon" * 1000)
    with pytest.raises(EditionIllisible, match="ne se lit pas"):
        ouvrir(edition)


def _changer(edition, *instructions):
    with duckdb.connect(str(edition.base)) as base:
        for instruction in instructions:
            base.execute(instruction)


#: Elle ne disait ni son numéro, ni ses macros.
SANS_NUMERO = "DELETE FROM info WHERE cle IN ('schema', 'macros')"


def test_ce_qu_un_schema_d_avant_n_avait_pas_apparait_vide(donnees):
    edition = edition_a_lire(donnees)
    _changer(
        edition,
        SANS_NUMERO,
        "DROP TABLE repere",
        "DROP VIEW point_complet",
        "DROP VIEW parcours_point",
        "ALTER TABLE point_service DROP COLUMN localite",
        "ALTER TABLE point_service ALTER latitude TYPE FLOAT",
        "INSERT INTO point_service BY NAME SELECT 'P1' AS id_point, 'Forage' AS nom, 16.5 AS latitude",
        "DROP MACRO TABLE bornes_du_chiffre",
        "ALTER TABLE valeur DROP COLUMN statut",
    )
    octets = edition.base.read_bytes()
    base = ouvrir(edition)
    for _ in range(2):
        assert base.lire("SELECT * FROM repere").empty
        lue = base.lire("SELECT id_point, nom, localite, latitude FROM point_service").iloc[0].to_dict()
        assert lue == {"id_point": "P1", "nom": "Forage", "localite": None, "latitude": 16.5}
        # Une vue qui manque se lit, et lit les tables complétées ; une macro aussi.
        assert base.lire("SELECT id_point, localite FROM point_complet")["id_point"].tolist() == ["P1"]
        assert len(base.lire("FROM bornes_du_chiffre('A', 'cumul', '2024-T2')")) == 1
    base.fermer()
    assert edition.base.read_bytes() == octets


def test_une_edition_d_avant_le_premier_schema_est_refusee(donnees):
    edition = edition_a_lire(donnees)
    _changer(edition, SANS_NUMERO, "DROP TABLE periode_calculee")
    with pytest.raises(EditionIllisible, match=r"essai .*sans periode_calculee.* publiez à nouveau"):
        ouvrir(edition)


def test_une_edition_a_qui_il_manque_une_table_de_son_schema_est_refusee(donnees):
    edition = edition_a_lire(donnees)
    _changer(edition, "DROP TABLE repere")
    with pytest.raises(EditionIllisible, match="sans repere"):
        ouvrir(edition)


@pytest.mark.parametrize(
    ("numero", "mots"),
    [(str(NUMERO + 1), rf"n° {NUMERO + 1}, .* Mettez l'application à jour"), ("deux", "«deux», ne se lit pas")],
)
def test_un_numero_de_schema_inconnu_est_refuse_avec_son_remede(donnees, numero, mots):
    edition = edition_a_lire(donnees)
    _changer(edition, f"UPDATE info SET valeur = '{numero}' WHERE cle = 'schema'")
    with pytest.raises(EditionIllisible, match=mots):
        ouvrir(edition)


def test_les_reglages_de_surete_tiennent_sur_une_edition_completee(donnees):
    edition = edition_a_lire(donnees)
    _changer(edition, SANS_NUMERO, "DROP TABLE repere")
    base = ouvrir(edition)
    for refusee in ("DELETE FROM zone", "INSERT INTO repere (genre) VALUES ('x')", "FROM read_csv('/etc/hostname')"):
        with pytest.raises(duckdb.Error):
            base.lire(refusee)
    with pytest.raises(duckdb.Error, match="locked"):
        base.lire("SET enable_external_access = true")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x (a INTEGER)",
        "DELETE FROM zone",
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY zone TO '/tmp/socle_fuite.csv'",
        "ATTACH '/tmp/socle_autre.duckdb'",
        "SET enable_external_access = true",
    ],
)
def test_ni_ecriture_ni_acces_exterieur(donnees, sql):
    base = ouvrir(edition_a_lire(donnees))
    with pytest.raises(duckdb.Error):
        base.lire(sql)


def test_lectures_simultanees(donnees):
    base = ouvrir(edition_a_lire(donnees))
    lus = []

    def lire(code):
        lus.extend((code, base.lire("SELECT nom FROM zone WHERE code = $c", {"c": code})["nom"][0]) for _ in range(30))

    fils = [threading.Thread(target=lire, args=(code,)) for code in ("GAO", "MENAKA", "DOUENTZA") * 3]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert set(lus) == {("GAO", "Gao"), ("MENAKA", "Ménaka"), ("DOUENTZA", "Douentza")}
    assert len(lus) == 270


def test_le_pointeur_se_relit(donnees):
    Fabrique(donnees, "suivante").publier()
    assert json.loads((donnees / "courant.json").read_text())["edition"] == edition_a_lire(donnees).id == "suivante"


@dataclass(frozen=True, slots=True)
class _Zone:
    code: str
    parent: str | None = None


def test_chaque_ligne_devient_un_objet_et_une_absence_reste_une_absence(donnees):
    base = ouvrir(edition_a_lire(donnees))
    lues = base.rangees(
        _Zone,
        "SELECT code, parent FROM zone WHERE niveau IN ($a, $b) ORDER BY ordre LIMIT 2",
        {"a": "SOCLE", "b": "region"},
    )
    assert lues == (_Zone("SOCLE", None), _Zone("GAO", "SOCLE"))


def test_une_colonne_sans_champ_se_voit(donnees):
    base = ouvrir(edition_a_lire(donnees))
    with pytest.raises(TypeError, match="niveau"):
        base.rangees(_Zone, "SELECT code, niveau FROM zone")
