"""Une édition pour un public : ce qui ne doit pas être lu est absent du fichier ; le reste est juste."""

import datetime as dt
import shutil

import duckdb
import pandas as pd
import pytest

from domaine.schema.edition import TABLES
from domaine.sources import SOURCES_EN_ARGENT
from etl.edition import dossier as edition
from etl.gel import figer as figees
from etl.gel.admission import AFiger
from etl.progression import Progression
from etl.publics.lectures import colonnes_interdites
from etl.publics.reduction import argent_tu
from etl.publics.ventilations import SOURCE_NOMINATIVE, niveaux_de_fonction, ventilation_lue
from tests.etl.publics import interdits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent
MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def figees_demo(donnees_figees, tmp_path_factory):
    """La démonstration, figée pour chaque public et pour deux périodes : public, période → base ; et l'interne."""
    donnees = tmp_path_factory.mktemp("publics") / "donnees"
    shutil.copytree(donnees_figees, donnees)
    bases = {"interne": edition.chemin_base(donnees)}
    for public, numero in (("partenaires", "E2024-T2-2"), ("bailleur", "E2024-T2-1")):
        bases[public, "2024-T2"] = edition.chemin_base(donnees, numero)
        demande = AFiger(public, "Essai", "2023-T3", commentaires={"R1": "Public."}, rapport=False)
        bases[public, "2023-T3"] = edition.chemin_base(donnees, figees.figer(donnees, demande, MUET)["id"])
    return bases


CAS = [(p, q) for p in ("partenaires", "bailleur") for q in ("2024-T2", "2023-T3")]
FINS = {"2024-T2": dt.date(2024, 6, 30), "2023-T3": dt.date(2023, 9, 30)}


def test_le_chercheur_trouve_ce_qui_est_la(figees_demo):
    # Un chercheur aveugle ferait passer les essais suivants : dans l'interne, il trouve presque tout.
    defendus = interdits.valeurs_interdites(figees_demo["interne"])
    texte = interdits.texte_de_la_base(figees_demo["interne"])
    assert len(defendus) > 800
    assert len(interdits.trouves(texte, defendus)) > 0.95 * len(defendus)
    assert len(interdits.trouves(texte, interdits.positions(figees_demo["interne"]))) > 100


@pytest.mark.parametrize("cas", CAS, ids="-".join)
def test_aucune_valeur_interdite_n_est_dans_le_fichier(figees_demo, cas):
    """Règles M1 et M4."""
    base = figees_demo[cas]
    defendus = interdits.valeurs_interdites(figees_demo["interne"]) | interdits.positions(figees_demo["interne"])
    defendus |= interdits.tournees_a_venir(figees_demo["interne"], FINS[cas[1]].isoformat())
    assert interdits.trouves(interdits.texte_de_la_base(base), defendus) == set()
    octets = base.read_bytes() + base.with_name("manifeste.json").read_bytes()
    assert interdits.trouves_en_octets(octets, defendus) == set()


@pytest.mark.parametrize("public", ["partenaires", "bailleur"])
def test_aucune_valeur_interdite_n_est_dans_ce_qui_s_emporte(figees_demo, public):
    """Règle M1."""
    dossier = figees_demo[public, "2024-T2"].parent
    defendus = interdits.valeurs_interdites(figees_demo["interne"]) | interdits.positions(figees_demo["interne"])
    defendus |= interdits.tournees_a_venir(figees_demo["interne"], "2024-06-30")
    sorties = {
        "rapport.html": interdits.texte_html(dossier / "rapport.html"),
        "rapport.pdf": interdits.texte_pdf(dossier / "rapport.pdf"),
        "rapport.docx": interdits.texte_zip(dossier / "rapport.docx"),
        "tableaux.xlsx": interdits.texte_zip(dossier / "tableaux.xlsx"),
        "iati.xml": interdits.texte_html(dossier / "iati.xml"),
    }
    for nom, texte in sorties.items():
        assert len(texte) > 5000, nom
        assert interdits.trouves(texte, defendus) == set(), nom
        assert interdits.trouves_en_octets((dossier / nom).read_bytes(), defendus) == set(), nom


def test_ce_qui_est_masque_le_reste_dans_l_edition_suivante(donnees_remises, tmp_path):
    """Deux éditions d'une même période ne se soustraient pas : ce qu'une masque, la suivante aussi (règle M10)."""
    donnees = tmp_path / "donnees"
    shutil.copytree(donnees_remises, donnees)
    visible = (
        "code_indicateur = 'OS2' AND code_zone = 'GAO' AND type_periode = 'cumul' AND periode = '2024-T1' "
        "AND dimension IS NULL"
    )
    premiere = edition.chemin_base(donnees, "E2024-T2-1")
    premiere.chmod(0o644)
    with duckdb.connect(str(premiere)) as base:
        base.execute(f"INSERT INTO valeur_masquee SELECT {_CLE} FROM valeurs WHERE {visible}")
    seconde = figees.figer(donnees, AFiger("partenaires", "Essai", "2024-T2", rapport=False), MUET)["id"]
    with duckdb.connect(str(edition.chemin_base(donnees, seconde)), read_only=True) as base:
        lus = f"SELECT valeur, taux_realisation, taux_progression, etat FROM valeurs WHERE {visible}"
        lue = base.execute(lus).fetchall()
        assert lue == [(None, None, None, "masqué")]


@pytest.mark.parametrize("cas", CAS, ids="-".join)
def test_rien_n_est_d_apres_la_periode_figee(figees_demo, cas):
    """Règle M3."""
    fin = FINS[cas[1]]
    with duckdb.connect(str(figees_demo[cas]), read_only=True) as base:
        periodes = "SELECT max(p.fin) FROM valeurs v JOIN periode_nommee p ON p.libelle = v.periode"
        assert base.execute(periodes).fetchall() == [(fin,)]
        for table in ("etat_point", "spi_etape", "chantier_avancement", "evenement"):
            assert base.execute(f"SELECT max(date) FROM {table}").fetchall()[0][0] <= fin
        assert base.execute("SELECT valeur FROM info WHERE cle = 'date_donnees'").fetchall() == [(fin.isoformat(),)]


def _ensemble(base, requete):
    return {ligne[0] if len(ligne) == 1 else ligne for ligne in base.execute(requete).fetchall()}


def test_le_bailleur_ne_lit_pas_sous_le_cercle_ni_la_presence_sous_la_region(figees_demo):
    """Règles M2 et M5."""
    with duckdb.connect(str(figees_demo["bailleur", "2024-T2"]), read_only=True) as base:
        assert _ensemble(base, "SELECT DISTINCT niveau FROM valeurs") == {"SOCLE", "region", "cercle"}
        assert _ensemble(base, "SELECT DISTINCT niveau FROM limite") == {"region", "cercle"}
    for public in ("partenaires", "bailleur"):
        with duckdb.connect(str(figees_demo[public, "2024-T2"]), read_only=True) as base:
            lues = "SELECT DISTINCT niveau, dimension FROM valeurs WHERE code_indicateur = 'OS3'"
            assert _ensemble(base, lues) == {("SOCLE", None), ("region", None)}
            cibles = "SELECT z.niveau FROM cible c JOIN zone z ON z.code = c.code_zone WHERE c.code_indicateur = 'OS3'"
            assert _ensemble(base, cibles) <= {"SOCLE", "region"}


@pytest.mark.parametrize("cas", CAS, ids="-".join)
def test_d_un_public_ne_sortent_que_les_ventilations_a_liste_fermee(figees_demo, cas):
    """Règle M14."""
    registres = "code_indicateur IN (SELECT code FROM indicateur WHERE source_calcul <> 'saisie')"
    with duckdb.connect(str(figees_demo[cas]), read_only=True) as base:
        lues = _ensemble(base, f"SELECT DISTINCT dimension FROM valeurs WHERE dimension IS NOT NULL AND {registres}")
        assert lues == {"service", "mode", "sexe", "ouvrage", "fonction", "resultat"}
        cadre = _ensemble(base, "SELECT code FROM resultat")
        assert _ensemble(base, "SELECT DISTINCT modalite FROM valeurs WHERE dimension = 'resultat'") <= cadre
        masquees = "SELECT count(*), count(*) FILTER (etat = 'masqué') FROM valeurs WHERE "
        (toutes, tues) = base.execute(f"{masquees} {registres}").fetchone()
        assert 0 < tues < 0.05 * toutes
        (_, totaux) = base.execute(
            f"{masquees} code_indicateur IN ('OS2', 'R2.10', 'R1.3') AND dimension IS NULL"
        ).fetchone()
        assert totaux == 0, "une ventilation a fait taire un total"


def test_une_modalite_ecrite_librement_ne_sort_pas():
    """D'un registre, d'une saisie, d'une activité qui cite un résultat hors du cadre (règle M14) ; et, sous la région,
    une fonction désigne une personne (règle M5)."""
    lignes = pd.DataFrame(
        [
            ("P", "region", None, None, True),
            ("P", "region", "operateur", "ONG A", False),
            ("S", "region", "operateur", "ONG A", False),
            ("S", "cercle", "âge", "moins de 25 ans", True),
            ("V", "cercle", "service", "eau", True),
            ("A", "region", "resultat", "R1", True),
            ("A", "region", "resultat", "l'ONG A", False),
            ("A", "region", "resultat", "non précisé", True),
            ("O", "region", "fonction", "préfet", False),
            ("S", "region", "fonction", "préfet", True),
            ("S", "cercle", "fonction", "préfet", False),
        ],
        columns=["code_indicateur", "niveau", "dimension", "modalite", "lue"],
    )
    sources = {"P": "projets_valides", "S": "saisie", "V": "diagnostics", "A": "execution_ptba", "O": SOURCE_NOMINATIVE}
    assert ventilation_lue(lignes, sources, {"R1"}, ("SOCLE", "region")).tolist() == lignes["lue"].tolist()


@pytest.mark.parametrize(
    ("cercles", "lus"),
    [(("G", "G", "M", "M"), ("SOCLE", "region")), (("G", "G", "M"), ("SOCLE",)), (("G",), ())],
)
def test_la_region_d_un_seul_cercle_est_ce_cercle(cercles, lus):
    """Règle M5 : sa fonction «préfet» est une personne ; la taire seule laisserait une soustraction la rendre."""
    regions = [(r, "region", "SOCLE") for r in sorted(set(cercles))]
    lignes = [("SOCLE", "SOCLE", None), *regions, *((f"C{n}", "cercle", r) for n, r in enumerate(cercles))]
    assert niveaux_de_fonction(pd.DataFrame(lignes, columns=["code", "niveau", "parent"])) == lus


@pytest.mark.parametrize("public", ["partenaires", "bailleur"])
def test_les_termes_en_argent_ne_sortent_qu_au_niveau_ou_le_montant_se_lit(public):
    """Règle M16."""
    sources = {"P": "execution_ptba", "C": "avancement_travaux", "S": "saisie"}
    lignes = pd.DataFrame(
        [("P", "region"), ("P", "cercle"), ("C", "cercle"), ("C", "commune"), ("S", "commune")],
        columns=["code_indicateur", "niveau"],
    )
    tus = {"partenaires": [True, True, True, True, False], "bailleur": [False, True, False, True, False]}
    assert argent_tu(lignes, sources, public).tolist() == tus[public]


_CLE = "code_indicateur, code_zone, type_periode, periode, dimension, modalite"
_CHIFFRES = "valeur, numerateur, denominateur, recues, attendues, cible_due, taux_realisation, taux_progression, etat"


@pytest.mark.parametrize("cas", CAS, ids="-".join)
def test_ce_qui_reste_est_le_meme_chiffre(figees_demo, cas):
    """Tout chiffre publié est celui de l'interne, ou masqué ; les phares se lisent au niveau du projet."""
    with duckdb.connect() as base:
        base.execute(f"ATTACH '{figees_demo['interne']}' AS i (READ_ONLY)")
        base.execute(f"ATTACH '{figees_demo[cas]}' AS p (READ_ONLY)")
        montres = f"SELECT {_CLE}, {_CHIFFRES} FROM p.valeurs WHERE etat <> 'masqué'"
        lus = "i.valeurs"
        if cas[0] == "partenaires":
            # Les termes pesés en argent leur sont tus, la valeur reste (règle M16).
            pesees = f"SELECT code FROM i.indicateur WHERE source_calcul IN {SOURCES_EN_ARGENT}"
            tus = ", ".join(
                f"CASE WHEN code_indicateur NOT IN ({pesees}) THEN {t} END AS {t}"
                for t in ("numerateur", "denominateur")
            )
            lus = f"(SELECT * REPLACE ({tus}) FROM i.valeurs)"
        assert base.execute(f"{montres} EXCEPT SELECT {_CLE}, {_CHIFFRES} FROM {lus}").fetchall() == []
        masques = f"SELECT {_CLE} FROM p.valeurs WHERE etat = 'masqué'"
        assert base.execute(f"{masques} EXCEPT FROM p.valeur_masquee").fetchall() == []
        phares = """
            SELECT DISTINCT i.code FROM p.valeurs v JOIN p.indicateur i ON i.code = v.code_indicateur
            WHERE i.phare AND v.code_zone = 'SOCLE' AND v.type_periode = 'cumul' AND v.dimension IS NULL
              AND v.etat <> 'masqué' AND v.valeur IS NOT NULL
        """
        assert len(base.execute(phares).fetchall()) == 9


@pytest.mark.parametrize("public", ["partenaires", "bailleur"])
def test_les_comptes_de_services_sont_ceux_de_l_interne(figees_demo, public):
    requete = """
        SELECT p.code_zone, p.type_service, e.statut, e.etape, count(*), count(*) FILTER (e.restaure),
               count(*) FILTER (e.restaure AND e.age_jours > 90)
        FROM point_service p JOIN etat_point e USING (id_point)
        WHERE e.date = DATE '2024-06-30' GROUP BY ALL ORDER BY ALL
    """
    lus = []
    for cle in ("interne", (public, "2024-T2")):
        with duckdb.connect(str(figees_demo[cle]), read_only=True) as base:
            lus.append(base.execute(requete).fetchall())
    assert lus[0] == lus[1] and len(lus[0]) > 50


def _remplies(base, colonnes):
    """Parmi des «table.colonne», celles qui disent quelque chose."""
    return {
        nom
        for nom in colonnes
        if base.execute(f"SELECT count(nullif({nom.split('.')[1]}::VARCHAR, '')) FROM {nom.split('.')[0]}").fetchone()[
            0
        ]
    }


@pytest.mark.parametrize("public", ["partenaires", "bailleur"])
def test_la_base_a_ce_que_la_declaration_dit_et_rien_d_autre(figees_demo, public):
    assert colonnes_interdites(figees_demo[public, "2024-T2"], public) == []
    lues = {f"{t.nom}.{c}" for t in TABLES.values() if public in t.lectures for c in t.lectures[public].nommees}
    with duckdb.connect(str(figees_demo["interne"]), read_only=True) as base:
        interne = _remplies(base, lues)
    with duckdb.connect(str(figees_demo[public, "2024-T2"]), read_only=True) as base:
        oubliees = interne - _remplies(base, lues)
    # Rien n'est révisé sans édition figée d'avant ; la source d'une limite ou d'un repère est un texte vide.
    assert {nom for nom in oubliees if not nom.startswith("revision_chiffre.")} == {
        "limite.source",
        "repere.source",
    }


@pytest.mark.parametrize(
    ("fuite", "nom"),
    [
        ("UPDATE point_service SET localite = 'ici'", "point_service.localite"),
        ("UPDATE cible SET fichier = 'gao.xlsx'", "cible.fichier"),
        ("INSERT INTO zone_alias (nom) VALUES ('Gao')", "zone_alias"),
    ],
)
def test_une_colonne_tue_qui_parle_est_nommee(figees_demo, tmp_path, fuite, nom):
    copie = shutil.copy(figees_demo["bailleur", "2024-T2"], tmp_path / "edition.duckdb")
    copie.chmod(0o644)
    with duckdb.connect(str(copie)) as base:
        base.execute(fuite)
    assert colonnes_interdites(copie, "bailleur") == [nom]
