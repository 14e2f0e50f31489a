"""L'édition remise : ses pages, les mêmes chiffres, ce qui est masqué ; et toute voie vers autre chose, refusée."""

import datetime as dt
import shutil
from types import SimpleNamespace

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from domaine.reglages import RACINE
from requetes.edition.ouverture import Edition
from requetes.edition.ouverture import ouvrir as ouvrir_edition
from requetes.registres.tournees import Etape
from tests.figees import resceller
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.pages.ouverture import adresses_servies
from vues.actions import processus
from vues.registres.declaration import Vue

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

BAILLEUR, PARTENAIRES, INTERNE = "E2024-T2-1", "E2024-T2-2", "E2024-T2-3"
REGISTRES = ("chantiers", "activites", "services_itinerants")
PAGES = [f"pages/bailleur/{nom}.py" for nom in ("accueil", "carte", "tendances", "comparaisons", "fiches", *REGISTRES)]
SUIVI = ("vue_ensemble", "carte", "parcours", "tendances", "comparaisons", "qualite", "aide")
INTERNES = [f"pages/suivi/{nom}.py" for nom in SUIVI]
REFUS = "Cette page n’est pas ouverte à ce profil"


@pytest.fixture
def lire(donnees_figees, monkeypatch):
    """`lire("E2024-T2-1")` épingle cette édition ; `donnees` en remplace le dossier."""

    def lire_(numero, profil="", donnees=donnees_figees):
        monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
        monkeypatch.setenv("SOCLE_EDITION", numero)
        monkeypatch.setenv("SOCLE_PROFIL", profil)

    return lire_


@pytest.fixture
def copie(donnees_figees, tmp_path):
    """Une copie de l'édition du bailleur, seule dans son dossier, où l'essai peut écrire."""
    dossier = tmp_path / "remise"
    shutil.copytree(donnees_figees / "figees" / BAILLEUR, dossier / "figees" / BAILLEUR)
    for fichier in (dossier / "figees" / BAILLEUR).iterdir():
        fichier.chmod(0o644)
    return dossier


@pytest.mark.parametrize("numero", [BAILLEUR, PARTENAIRES])
@pytest.mark.parametrize("page", PAGES)
def test_chaque_page_montre_l_edition_et_elle_seule(ouvrir, lire, page, numero):
    lire(numero)
    essai = ouvrir(page)
    lu = textes(essai)
    assert not essai.exception
    assert numero.replace("-", "\\-") in lu and "Comité de juillet" in lu
    assert "arrêtée au **30\u00a0juin\u00a02024**" in lu
    assert "DONNÉES DE DÉMONSTRATION" in lu
    assert "Données vivantes" not in lu and "Qualité des données" not in lu
    assert "D’où vient ce chiffre" not in [o.label for o in essai.tabs]


def test_l_accueil_est_la_page_de_garde(ouvrir, lire):
    lire(BAILLEUR)
    lu = textes(ouvrir(PAGES[0]))
    for attendu in ("Avant revue", "Empreinte (SHA-256)", "bailleur", "T2\u00a02024", "hors trajectoire", "définitive"):
        assert attendu in lu
    assert "Écarts à regarder" in lu


def test_les_chiffres_sont_ceux_de_l_interne(ouvrir, lire):
    lire(INTERNE)
    interne = ouvrir(INTERNES[0])
    lire(BAILLEUR)
    remise = ouvrir(PAGES[0])
    chiffres = [m.value for m in interne.markdown if m.value.startswith("### ")]
    assert len(chiffres) == 9
    assert [m.value for m in remise.markdown if m.value.startswith("### ")] == chiffres
    # La phrase de tête et les trois écarts, mot pour mot.
    assert [m.value for m in remise.markdown if "phare sur" in m.value] == [
        m.value for m in interne.markdown if "phare sur" in m.value
    ]
    assert lire_tableaux(remise)[-1].value.equals(lire_tableaux(interne)[-1].value)


@pytest.mark.parametrize(
    ("numero", "indicateur", "niveaux"),
    [
        (BAILLEUR, "OS1", ["Régions", "Cercles"]),
        (PARTENAIRES, "OS1", ["Régions", "Cercles", "Communes"]),
        # La présence sous la région désigne une personne.
        (BAILLEUR, "OS3", ["Régions"]),
        (PARTENAIRES, "OS3", ["Régions"]),
    ],
)
def test_les_niveaux_sont_ceux_qui_sont_publies(ouvrir, lire, numero, indicateur, niveaux):
    lire(numero)
    essai = ouvrir("pages/bailleur/comparaisons.py", indicateur=indicateur)
    assert essai.selectbox(key="filtre_niveau").options == niveaux


@pytest.mark.parametrize(("numero", "niveaux"), [(BAILLEUR, ["régions", "cercles"]), (PARTENAIRES, None)])
def test_la_carte_s_arrete_au_plus_fin_publie(ouvrir, lire, numero, niveaux):
    lire(numero)
    essai = ouvrir("pages/bailleur/carte.py")
    assert essai.selectbox(key="filtre_decoupage").options == (niveaux or ["régions", "cercles", "communes"])
    comptes = lire_tableaux(essai)[0].value
    assert list(comptes.columns[:3]) == ["Région", "Cercle", "Commune"]
    assert comptes["Points suivis"].astype(int).sum() == 119
    assert "ne se publient pas" in textes(essai)


def test_les_chantiers_sont_comptes_sans_etre_nommes(ouvrir, lire):
    """Règle M4 : l'ouvrage, le cercle, le retard ; ni nom, ni entreprise, ni incident, ni colonne vide pour le dire."""
    lire(BAILLEUR)
    essai = ouvrir("pages/bailleur/chantiers.py")
    montre = lire_tableaux(essai)[0].value
    assert len(montre) == 26 and {"Retard", "Réception", "Physique"} <= set(montre.columns)
    assert not {"Incident", "Entreprise"} & set(montre.columns)
    assert "Gouvernorat de" not in textes(essai) and "gouvernorat, " in "".join(montre["Chantier"])
    assert next(m.value for m in essai.metric if m.label == "Réceptionnés") == "11/26"
    # Aucun incident ne se publie : un zéro serait faux.
    assert "Bloqués" not in [m.label for m in essai.metric]


def test_les_tournees_remises_taisent_ce_qui_ne_se_publie_pas(ouvrir, lire):
    """Règles M4, M15 et V11 : la sorte du motif ; ni coût, ni tournée à venir ; et rien n'y devient un zéro."""
    lire(PARTENAIRES)
    essai = ouvrir("pages/bailleur/services_itinerants.py", onglet="Motifs")
    assert [o.label for o in essai.tabs] == ["Tableau", "Dans le temps", "Motifs", "Étapes", "Carte"]
    assert set(lire_tableaux(essai)[0].value["Motif"]) == {"sécurité", "climat", "accès", "moyens", "retour anticipé"}
    essai = ouvrir("pages/bailleur/services_itinerants.py")
    assert not {"Sans compte rendu", "Coût par acte", "Actes délivrés"} & {m.label for m in essai.metric}
    assert not {"Coût", "Actes"} & set(lire_tableaux(essai)[0].value.columns)
    assert "planifiée" not in set(lire_tableaux(essai)[0].value["État"])


#: Ce que dit une page de ce que personne n'a dit ; d'une édition qui le tait, ce serait faux.
_RIEN = ("rien de dit", "Aucun blocage", "Aucun incident", "Aucun acte", "non précisé", "distance inconnue", "n. d.")


@pytest.mark.parametrize("numero", [BAILLEUR, PARTENAIRES])
@pytest.mark.parametrize(
    ("page", "table", "identifiant"),
    [
        ("chantiers", "chantier_avancement", "id_chantier"),
        ("activites", "activite_ptba", "code_activite || ' · ' || code_zone"),
        ("services_itinerants", "spi_etape WHERE NOT tenue", "id_tournee"),
    ],
)
def test_ce_que_l_edition_tait_n_est_pas_dit_absent(ouvrir, lire, donnees_figees, numero, page, table, identifiant):
    """Règle M17 : ni sur la page, ni dans une fiche ; une réserve dit une fois ce qui n'est pas publié."""
    lire(numero)
    base = ouvrir_edition(Edition(numero, donnees_figees / "figees" / numero / "edition.duckdb"))
    ligne = base.lire(f"SELECT max({identifiant}) AS ligne FROM {table}")["ligne"].iloc[0]
    onglets = ("Étapes",) if page == "services_itinerants" else ()
    essais = [
        ouvrir(f"pages/bailleur/{page}.py", fiche=ligne),
        *(ouvrir(f"pages/bailleur/{page}.py", onglet=o) for o in onglets),
    ]
    for essai in essais:
        assert not essai.exception
        lu = textes(essai).replace("\u00a0", " ") + " ".join(t.value.to_string() for t in lire_tableaux(essai))
        assert [mot for mot in _RIEN if mot in lu] == []
        assert lu.count("Cette édition ne publie pas les") + lu.count("Cette édition ne publie ni") == 1


def test_un_jour_au_mois_pres_s_ecrit_comme_un_mois(ouvrir, lire):
    """Règle M4 : à l'écran et dans ce qui s'emporte."""
    lire(BAILLEUR)
    essai = ouvrir("pages/bailleur/services_itinerants.py")
    assert "au mois près" in textes(essai)
    fiche = ouvrir("pages/bailleur/services_itinerants.py", fiche="T-001")
    assert "/2024" not in textes(fiche) and "/2023" not in textes(fiche)
    (etapes,) = [t.value for t in lire_tableaux(fiche) if "Population" in t.value]
    assert etapes["Mois"].str.fullmatch(r"\w+\xa020\d\d").all()
    emporte = Vue.emporter(
        SimpleNamespace(au_mois=True), Etape, [Etape(**dict.fromkeys(Etape.__slots__) | {"date": dt.date(2024, 5, 31)})]
    )
    assert emporte["date"].tolist() == ["2024-05"]


def test_l_argent_que_les_partenaires_ne_lisent_pas_n_est_pas_dit_manquant(ouvrir, lire):
    """Règle M17 : ni onglet vide, ni compte 0/0 ; une phrase."""
    lire(PARTENAIRES)
    plan, travaux = (ouvrir(f"pages/bailleur/{page}.py") for page in ("activites", "chantiers"))
    assert [o.label for o in plan.tabs] == ["Tableau", "Calendrier", "Carte"]
    assert [o.label for o in travaux.tabs] == ["Tableau", "Calendrier", "Par région", "Carte"]
    assert [m.label for m in plan.metric] == ["En retard", "Terminées", "Temps écoulé"]
    for essai in (plan, travaux):
        lu = textes(essai)
        assert "ne publie pas les montants" in lu
        assert "n’est pas dit" not in lu and "dépensée" not in lu
    lire(BAILLEUR)
    assert "Budget" in [o.label for o in ouvrir("pages/bailleur/activites.py").tabs]


@pytest.mark.parametrize(("numero", "argent"), [(BAILLEUR, True), (PARTENAIRES, False)])
def test_le_rapport_dit_ce_qu_il_tait(donnees_figees, numero, argent):
    """Règle M17."""
    lu = (donnees_figees / "figees" / numero / "rapport.html").read_text(encoding="utf-8")
    assert "ne publie pas les blocages" in lu and "ne publie pas les incidents" in lu
    assert ("l’avancement pesé par les budgets" in lu) is argent
    assert ("ne publie aucun montant" in lu) is not argent


@pytest.mark.parametrize(("numero", "argent"), [(BAILLEUR, True), (PARTENAIRES, False)])
def test_l_argent_du_plan_est_au_bailleur_seul(ouvrir, lire, numero, argent):
    """Règle M4 : aucune activité n'est nommée ; budget et décaissements, au bailleur."""
    lire(numero)
    essai = ouvrir("pages/bailleur/activites.py")
    montre = lire_tableaux(essai)[0].value
    assert len(montre) == 90 and not {"Ce qui bloque", "Responsable"} & set(montre.columns)
    assert ("Décaissé" in montre.columns) is argent
    assert montre["Activité"].str.fullmatch(r"A-\d{4}").all()


def test_au_cercle_la_carte_montre_le_cercle_et_aucune_commune(ouvrir, lire):
    lire(BAILLEUR)
    essai = ouvrir("pages/bailleur/carte.py", region="GAO", cercle="ML0703", avec="2023-12-31")
    assert not essai.exception
    assert not [s for s in essai.selectbox if s.key == "filtre_decoupage" or "descendre" in str(s.key)]
    assert [o.label for o in essai.tabs] == ["Zones, aux deux dates", "Points, par commune", "Zones"]


@pytest.mark.parametrize("page", INTERNES)
@pytest.mark.parametrize("numero", [BAILLEUR, PARTENAIRES])
def test_une_page_de_l_equipe_se_refuse(ouvrir, lire, page, numero):
    lire(numero)
    essai = ouvrir(page, region="GAO")
    assert not essai.exception
    assert REFUS in textes(essai)
    assert not essai.selectbox and not essai.get("file_uploader") and "juin" not in textes(essai)


@pytest.mark.parametrize("page", [*PAGES, *INTERNES])
@pytest.mark.parametrize(
    ("numero", "profil"),
    [("", "bailleur"), ("", "partenaires"), (INTERNE, "bailleur"), (INTERNE, "partenaires"), (PARTENAIRES, "bailleur")],
)
def test_une_edition_d_un_autre_public_se_refuse(lire, page, numero, profil):
    """Règle M12."""
    # Sans passer par app.py : chaque page tient seule.
    lire(numero, profil)
    essai = AppTest.from_file(str(RACINE / page), default_timeout=60).run()
    assert not essai.exception
    assert REFUS in textes(essai)
    assert not essai.selectbox and "juin" not in textes(essai) and "Comité" not in textes(essai)


def test_le_partenaire_lit_une_edition_du_bailleur(ouvrir, lire):
    lire(BAILLEUR, "partenaires")
    assert REFUS not in textes(ouvrir(PAGES[0]))


def test_un_profil_interne_n_ouvre_pas_davantage(ouvrir, lire):
    """Règle M12."""
    # Épingler l'édition du bailleur suffit : le réglage ne rouvre pas les pages de l'équipe.
    lire(BAILLEUR, "interne")
    assert REFUS in textes(ouvrir("pages/suivi/qualite.py"))
    accueil, autres = adresses_servies()
    assert accueil == "edition" and {"qualite", "edition-carte"} <= autres


@pytest.mark.parametrize(
    "adresse",
    [
        {"edition": INTERNE},
        {"SOCLE_EDITION": INTERNE},
        {"SOCLE_PROFIL": "interne"},
        {"SOCLE_DONNEES": "/"},
        {"point": "GAO-ECO-001"},
        {"projet": "P-001"},
        {"commune": "ML070301"},
    ],
    ids=str,
)
@pytest.mark.parametrize("page", PAGES[:3])
def test_un_parametre_forge_se_dit_et_ne_change_rien(ouvrir, lire, page, adresse):
    lire(BAILLEUR)
    temoin = ouvrir(page)
    essai = ouvrir(page, **adresse)
    (dit,) = [w.value for w in essai.warning]
    assert "ne l’a pas" in dit
    assert not set(adresse) & set(essai.query_params)
    assert not essai.exception
    assert textes(essai).replace(dit, "").split() == textes(temoin).split()


def test_une_commune_des_partenaires_se_lit_sans_fiche(ouvrir, lire):
    lire(PARTENAIRES)
    essai = ouvrir("pages/bailleur/carte.py", region="GAO", cercle="ML0703", commune="ML070301")
    assert not essai.exception and not essai.warning
    assert [o.label for o in essai.tabs] == ["Points, par commune", "Zones"]


@pytest.mark.parametrize("page", PAGES)
def test_edition_absente(ouvrir, lire, tmp_path, page):
    lire("E2024-T2-9")
    lu = textes(ouvrir(page))
    assert "introuvable" in lu and "Rien d’autre n’est montré à sa place" in lu
    assert "juin" not in lu


def _tronquer(base):
    base.write_bytes(base.read_bytes()[:5000])


def _vider(base):
    base.write_bytes(b"")


def _brouiller(base):
    octets = bytearray(base.read_bytes())
    octets[20_000:] = bytes(x ^ 0x5A for x in octets[20_000:])
    base.write_bytes(bytes(octets))


def _sans_fiche(base):
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("DELETE FROM edition_figee")


@pytest.mark.parametrize("abimer", [_tronquer, _vider, _brouiller, _sans_fiche])
@pytest.mark.parametrize("page", [PAGES[0], PAGES[1], INTERNES[0], INTERNES[5]])
def test_base_abimee(ouvrir, lire, copie, page, abimer):
    abimer(copie / "figees" / BAILLEUR / "edition.duckdb")
    lire(BAILLEUR, donnees=copie)
    essai = ouvrir(page)
    lu = textes(essai)
    assert not essai.exception
    assert REFUS in lu or "ne peut pas être montrée" in lu
    assert not essai.get("file_uploader") and not essai.selectbox


def test_seuls_les_fichiers_de_l_edition_se_telechargent(ouvrir, lire, copie):
    dossier = copie / "figees" / BAILLEUR
    # Le PDF manque, deux fichiers ont été ajoutés : seul ce que l'édition a produit s'offre.
    (dossier / "rapport.pdf").unlink()
    for nom in ("notes.txt", "rapport.odt"):
        (dossier / nom).write_bytes(nom.encode())
    lire(BAILLEUR, donnees=copie)
    boutons = [b.proto.label for b in ouvrir(PAGES[0]).get("download_button")]
    # Le reçu aussi, sans le journal de qui l'a figée (règle E15).
    rapports = ["Rapport (page à ouvrir sans réseau)", "Rapport (Word)", "Tableaux (XLSX)"]
    assert boutons[:5] == [*rapports, "Résultats (IATI, XML)", "Reçu (PDF)"]
    assert set(boutons[5:]) == {"CSV", "CSV pour Excel", "XLSX"}
    (dossier / "recu.pdf").write_bytes(b"%PDF autre")
    essai = ouvrir(PAGES[0])
    assert "Reçu (PDF)" not in [b.proto.label for b in essai.get("download_button")]
    assert any("n’est plus celui qui a été figé" in e.value for e in essai.error)


@pytest.mark.parametrize(("numero", "profil"), [(BAILLEUR, ""), (INTERNE, ""), ("", "bailleur"), ("", "partenaires")])
def test_rien_ne_se_depose(lire, tmp_path, numero, profil):
    lire(numero, profil)
    with (
        pytest.raises(processus.ActionImpossible, match="ne dépose"),
        processus.lancer(("publier",), tmp_path, 5),
    ):
        pass
    assert not list(tmp_path.glob("sortie*"))


# Ce qui est masqué


@pytest.fixture
def masquee(copie):
    """Un phare masqué partout, et une ventilation masquée, comme `etl.publics.masquage` les écrit."""
    with duckdb.connect(str(copie / "figees" / BAILLEUR / "edition.duckdb")) as base:
        base.execute("""
            UPDATE valeurs SET valeur = NULL, numerateur = NULL, denominateur = NULL, taux_realisation = NULL,
                taux_progression = NULL, etat = 'masqué'
            WHERE code_indicateur IN ('OS2', 'R2.10')
        """)
    resceller(copie, BAILLEUR)
    return copie


@pytest.mark.parametrize("page", PAGES[: -len(REGISTRES)])
def test_un_chiffre_masque_se_dit_masque(ouvrir, lire, masquee, page):
    lire(BAILLEUR, donnees=masquee)
    essai = ouvrir(page, **({} if page == PAGES[0] else {"indicateur": "OS2"}))
    assert not essai.exception
    lu = textes(essai) + " ".join(" ".join(map(str, t.value.to_numpy().ravel())) for t in lire_tableaux(essai))
    assert "▨\u00a0masqué" in lu
    if page != PAGES[4]:
        assert "rien n’a été reçu\n" not in lu and "Absence" not in lu
    if page == PAGES[2]:
        assert "## masqué" in lu


def test_une_edition_vivante_n_a_pas_ce_mot(ouvrir, donnees_demo):
    # Le glossaire de l'aide, lui, l'explique : une édition figée se compare depuis l'écran de l'équipe.
    assert "masqué" not in textes(ouvrir("pages/suivi/vue_ensemble.py"))
