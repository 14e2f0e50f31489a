"""La page Parcours de restauration, par l'application : normale, vide, partielle, sous dix points, refusée."""

import datetime as dt

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.parcours import comptes, survie
from requetes.parcours.selection import Selection
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique_parcours import FabriqueParcours, poser_la_survie, poser_le_parcours

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/parcours.py"
ONGLETS = (
    "Points bloqués",
    "Où et avec qui",
    "Délais",
    "Rechute et survie",
    "Chronologie d’un projet",
)
RECUS = ("<b>A</b> [lien](http://exemple.org)", ":material/home: $x$ **B**")


@pytest.fixture
def fabrique(socle_donnees):
    lue = FabriqueParcours(socle_donnees)
    lue.seuils()
    return lue


@pytest.fixture
def demo(donnees_demo):
    lue = ouvrir(edition_a_lire(donnees_demo))
    yield lue
    lue.fermer()


def _chiffre(essai, libelle):
    return next(m.value for m in essai.metric if m.label == libelle)


def test_normale(ouvrir, demo):
    essai = ouvrir(PAGE)
    assert not essai.exception and not essai.error and not essai.warning
    (bilan,) = comptes.bilans(demo, Selection(dt.date(2024, 6, 30)))
    assert _chiffre(essai, "Points suivis") == str(bilan.points)
    assert _chiffre(essai, "Bloqués") == f"{bilan.bloques}/{bilan.points}"
    assert _chiffre(essai, "Validation → service") == "180\u00a0jours"
    lu = textes(essai)
    assert "**20\u00a0points** attendent" in lu
    assert "sans aucune décision ouverte" in lu
    assert [t.label for t in essai.tabs] == list(ONGLETS)
    assert len(lire_tableaux(essai)[0].value) == bilan.bloques


@pytest.mark.parametrize("onglet", ONGLETS)
@pytest.mark.parametrize("adresse", [{"region": "MENAKA"}, {"operateur": "Opérateur A"}])
def test_chaque_onglet_sous_chaque_filtre(ouvrir, donnees_demo, onglet, adresse):
    essai = ouvrir(PAGE, onglet=onglet, **adresse)
    assert not essai.exception and not essai.error and not essai.warning


def test_la_courbe_dit_sa_regle_et_sa_censure(ouvrir, demo):
    essai = ouvrir(PAGE, onglet="Rechute et survie")
    lu = textes(essai)
    assert "**Censure.** Sans rechute, ce que l’on sait d’un point s’arrête à sa dernière visite" in lu
    assert "à la **première rechute**" in lu
    suivis = survie.points_suivis(demo, Selection(dt.date(2024, 6, 30)))
    assert f"**{sum(p.rechute for p in suivis)}** ont rechuté au moins une fois" in lu
    assert "Points encore suivis" in lire_tableaux(essai)[0].value.columns


def test_sous_dix_points_le_compte_nu(ouvrir, fabrique):
    poser_la_survie(fabrique, 9)
    fabrique.publier()
    essai = ouvrir(PAGE, onglet="Rechute et survie")
    lu = textes(essai)
    assert "### 6 sur 7 à 6 mois" in lu
    assert "2\u00a0points non revus après 6 mois" in lu
    # Sans étape reçue ni dix points restaurés, rien ne se dessine.
    assert not essai.get("plotly_chart")
    assert _chiffre(essai, "En service après 6 mois") == "6 sur 7"


def test_un_lien_de_projet_ouvre_sa_chronologie(ouvrir, donnees_demo, emportes):
    essai = ouvrir(PAGE, projet="GAO-PR-25")
    assert not essai.exception and not essai.warning
    assert "**Restauration de services – Bourem, lot 1**" in textes(essai)
    assert any("2022" in str(v) for v in lire_tableaux(essai)[0].value["Prévue le"])
    # Ce qui se déduit d'une visite ne s'emporte pas avec elle.
    assert " ".join(emportes["projet_visites"].columns) == (
        "id_point nom date tests local agent moyens prestation statut_fonctionnel motif mode fichier feuille ligne"
    )


def test_un_projet_hors_des_filtres_se_quitte_sans_un_mot(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, region="MENAKA", projet="GAO-PR-25", onglet="Chronologie d’un projet")
    assert not essai.exception and not essai.warning
    assert "projet" not in essai.query_params


@pytest.mark.parametrize("nom", ["operateur", "projet", "par"])
def test_une_adresse_fausse_se_dit(ouvrir, donnees_demo, nom):
    onglet = {"projet": "Chronologie d’un projet", "par": "Où et avec qui"}.get(nom, ONGLETS[0])
    essai = ouvrir(PAGE, onglet=onglet, **{nom: "<b>X</b>"})
    assert not essai.exception
    assert "n’existe pas ici" in essai.warning[0].value


def test_un_operateur_choisi_s_ecrit_et_compte(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    essai.selectbox(key="filtre_operateur").set_value("Opérateur A").run()
    assert essai.query_params["operateur"] in ("Opérateur A", ["Opérateur A"])
    assert _chiffre(essai, "Points suivis") == "17"
    assert "Opérateur\u00a0: **Opérateur A**" in textes(essai)


def test_vide(ouvrir, socle_donnees):
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert any("Aucune donnée n’est encore publiée" in s.value for s in essai.subheader)


def test_edition_sans_point(ouvrir, fabrique):
    fabrique.publier()
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert "aucun point de service" in textes(essai)


@pytest.mark.parametrize("onglet", ONGLETS)
def test_des_points_sans_etape_ni_visite(ouvrir, fabrique, onglet):
    """Règle S4 : personne n'a envoyé d'étape ni de visite, et rien ne se compte zéro."""
    fabrique.point("seul")
    fabrique.publier()
    essai = ouvrir(PAGE, onglet=onglet)
    assert not essai.exception
    lu = textes(essai)
    assert "Aucune étape datée n’a été reçue" in lu
    for feuille in ("Étapes", "Visites", "Décisions"):
        assert f"«\u00a0{feuille}\u00a0» n’est jamais venue" in lu
    assert {m.value for m in essai.metric if m.label != "Points suivis"} == {"n.\u00a0d."}
    assert not essai.success
    attendu = {
        "Points bloqués": "personne ne sait lesquels avancent",
        "Où et avec qui": "Un seul groupe",
        "Délais": "Aucun délai à montrer",
        "Rechute et survie": "personne ne sait quels points sont restaurés",
        "Chronologie d’un projet": "rattaché à un projet",
    }[onglet]
    assert attendu in lu


def test_une_zone_sans_etape_n_a_pas_zero_bloque(ouvrir, fabrique):
    """Règle S4 : la feuille est venue, pour d'autres ; le tableau des groupes ne l'invente pas non plus."""
    poser_le_parcours(fabrique)
    fabrique.point("seul", zone="ML100101", operateur="Nouveau")
    fabrique.publier()
    essai = ouvrir(PAGE, operateur="Nouveau")
    assert _chiffre(essai, "Bloqués") == _chiffre(essai, "Remis en service") == "n.\u00a0d."
    assert not essai.success and "«\u00a0Étapes\u00a0» n’est jamais venue" not in textes(essai)
    groupes = lire_tableaux(ouvrir(PAGE, onglet="Où et avec qui"))[0].value.set_index("Opérateur")
    assert groupes.loc["Nouveau", "Bloqués"].replace("\\", "").startswith("n.")


def test_un_filtre_qui_ne_laisse_rien(ouvrir, fabrique):
    poser_le_parcours(fabrique)
    fabrique.publier()
    essai = ouvrir(PAGE, region="DOUENTZA")
    assert not essai.exception
    assert "Aucun point de service ne répond à ces filtres" in textes(essai)
    assert not essai.metric


@pytest.mark.parametrize("onglet", ONGLETS)
def test_des_noms_hostiles_restent_du_texte(ouvrir, fabrique, onglet):
    poser_le_parcours(fabrique)
    fabrique.ajouter("projet_service", id_projet="H", intitule=RECUS[0], code_zone="ML0703", note_formulation=9.0,
                     date_soumission=dt.date(2023, 1, 1))  # fmt: skip
    for rang, nom in enumerate(RECUS):
        fabrique.point(f"{nom} {rang}", {"6": ("2024-01-01", None, nom)}, (("2023-05-01", 4), ("2024-06-01", 0)),
                       operateur=nom, projet="H")  # fmt: skip
    fabrique.decision("DH", texte=RECUS[0], id_projet="H")
    fabrique.publier()
    essai = ouvrir(PAGE, onglet=onglet, projet="H")
    assert not essai.exception and not essai.warning
    lu = textes(essai)
    lu += " ".join(lien.proto.label for lien in essai.get("page_link"))
    assert "[lien](http" not in lu and "<b>A</b>" not in lu and "$x$" not in lu


def test_refusee(ouvrir, donnees_demo, monkeypatch):
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    essai = ouvrir(PAGE)
    assert any("n’est pas ouverte à ce profil" in s.value for s in essai.subheader)
    assert not essai.metric and not lire_tableaux(essai)
