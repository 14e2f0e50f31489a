"""Les pages des registres : toutes tiennent le même patron, et ce qu'elles montrent est ce qu'elles emportent."""

import datetime as dt
import importlib
import io
import pkgutil
from collections import Counter

import pandas as pd
import pytest

import vues.registres
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from tableurs.objets import en_tableau
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique import Fabrique
from vues.elements import tableaux
from vues.registres import carte
from vues.registres.declaration import Registre
from vues.textes import propre

JOUR = dt.date(2024, 6, 30)
REGISTRES = {
    objet.nom: objet
    for piece in pkgutil.iter_modules(vues.registres.__path__, "vues.registres.")
    for objet in vars(importlib.import_module(piece.name)).values()
    if isinstance(objet, Registre)
}
TOUS = pytest.mark.parametrize("nom", REGISTRES)


def _page(nom):
    return f"pages/suivi/{nom}.py"


@pytest.fixture
def demo(donnees_demo):
    lue = ouvrir(edition_a_lire(donnees_demo))
    yield lue
    lue.fermer()


@TOUS
def test_le_tableau_est_ce_qui_s_emporte(nom, ouvrir, emportes, demo):
    registre = REGISTRES[nom]
    essai = ouvrir(_page(nom))
    assert not essai.exception and not essai.error and not essai.warning
    lignes = registre.lire(demo, Etendue("SOCLE", JOUR), *registre.avec())
    assert lignes, "la démonstration a de quoi montrer"
    montre, emporte = lire_tableaux(essai)[0].value, emportes[nom]
    assert len(montre) == len(emporte) == len(lignes)
    assert list(emporte["identifiant"].astype(str)) == [x.identifiant for x in lignes]
    colonnes = [c for c in registre.colonnes if c.au_tableau]
    assert list(montre.columns) == [c.titre for c in colonnes]
    # Chaque cellule de l'écran, et chaque valeur emportée, est celle de la ligne lue.
    assert montre.to_numpy().tolist() == [[propre(c.dire(x)) for c in colonnes] for x in lignes]
    relu = pd.read_csv(io.BytesIO(tableaux._csv(en_tableau(registre.forme, lignes))))
    pd.testing.assert_frame_equal(emporte, relu)


@pytest.mark.lent
@TOUS
def test_une_colonne_se_range_par_sa_vraie_valeur(nom, ouvrir, donnees_demo, demo):
    registre = REGISTRES[nom]
    lignes = registre.lire(demo, Etendue("SOCLE", JOUR), *registre.avec())
    cles = lire_tableaux(ouvrir(_page(nom)))[0].cles
    for colonne in (c for c in registre.colonnes if c.au_tableau):
        connues = [v for x in lignes if (v := colonne.lire(x)) is not None]
        if connues and all(isinstance(v, dt.date | int | float) for v in connues):
            rangees = [float(c) for c in cles[colonne.titre] if c]
            attendues = [v.toordinal() if isinstance(v, dt.date) else v for v in connues]
            assert rangees == pytest.approx(attendues), colonne.titre


@pytest.mark.lent
@TOUS
def test_un_filtre_reduit_le_tableau_et_ce_qui_s_emporte(nom, ouvrir, emportes, demo):
    registre = REGISTRES[nom]
    attendues = [x.identifiant for x in registre.lire(demo, Etendue("MENAKA", JOUR), *registre.avec())]
    essai = ouvrir(_page(nom), region="MENAKA")
    assert list(emportes[nom]["identifiant"].astype(str)) == attendues and len(lire_tableaux(essai)[0].value) == len(
        attendues
    )
    assert "Ménaka" in emportes[nom].attrs["filtres"]


@pytest.mark.lent
@pytest.mark.parametrize("nom", [nom for nom, r in REGISTRES.items() if any(f.issue for f in r.filtres)])
def test_choisir_une_issue_ne_change_aucun_compte(nom, ouvrir, emportes, demo):
    """Règle S5 : filtrée sur ce qu'elle compte, une phrase dirait «31 des 31 postes connus (100 %)»."""
    registre = REGISTRES[nom]
    filtre = next(f for f in registre.filtres if f.issue)
    lignes = registre.lire(demo, Etendue("SOCLE", JOUR), *registre.avec())
    valeur, nombre = Counter(filtre.lire(x) for x in lignes).most_common()[-1]
    assert nombre < len(lignes)
    tout, filtree = ouvrir(_page(nom)), ouvrir(_page(nom), **{filtre.nom: valeur})
    assert [(m.label, m.value) for m in filtree.metric] == [(m.label, m.value) for m in tout.metric]
    phrases = [[m.value for m in e.markdown if m.value.startswith("Au 30")] for e in (tout, filtree)]
    assert phrases[0] == phrases[1] and len(phrases[0]) == 1
    assert len(lire_tableaux(filtree)[0].value) == len(emportes[nom]) == nombre
    assert valeur in emportes[nom].attrs["filtres"]
    dit = f"**{filtre.libelle}\u00a0: {valeur}**"
    assert dit in textes(filtree).replace("\\", "") and f"sur {len(lignes)}. La phrase" in textes(filtree)


@pytest.mark.lent
def test_deux_registres_ne_partagent_pas_un_filtre_qui_change_de_sens():
    """La visite garde un filtre d'une page à l'autre, par son nom."""
    noms = Counter(f.nom for r in REGISTRES.values() for f in r.filtres if f.issue)
    assert set(noms.values()) == {1}
    sens: dict[str, set[str]] = {}
    for filtre in (f for r in REGISTRES.values() for f in r.filtres):
        sens.setdefault(filtre.nom, set()).add(filtre.libelle)
    assert all(len(libelles) == 1 for libelles in sens.values())


@pytest.mark.lent
@TOUS
def test_l_adresse_ouvre_la_fiche_d_une_ligne(nom, ouvrir, donnees_demo, demo):
    registre = REGISTRES[nom]
    ligne = registre.lire(demo, Etendue("SOCLE", JOUR), *registre.avec())[0]
    lu = textes(ouvrir(_page(nom), fiche=ligne.identifiant))
    assert "Source — " in lu and str(ligne.ligne) in lu
    assert "n’est pas parmi ces lignes" in textes(ouvrir(_page(nom), fiche="inconnue"))


@pytest.mark.lent
@TOUS
def test_une_feuille_jamais_venue_se_dit(nom, ouvrir, socle_donnees):
    """Règle S4."""
    Fabrique(socle_donnees).publier()
    essai = ouvrir(_page(nom))
    assert not essai.exception and not essai.metric and not lire_tableaux(essai)
    for feuille in REGISTRES[nom].feuilles:
        assert f"«\u00a0{feuille}\u00a0» n’est jamais venue" in textes(essai)


@pytest.mark.lent
def test_une_feuille_toute_mise_de_cote_est_venue(ouvrir, socle_donnees):
    """Règle S4 : à corriger, et non à envoyer."""
    fabrique = Fabrique(socle_donnees)
    for ligne in (2, 3):
        fabrique.ajouter("quarantaine", feuille="Chantiers", ligne=ligne)
    fabrique.publier()
    lu = textes(ouvrir(_page("chantiers")))
    assert "«\u00a0Chantiers\u00a0» est venue, aucune ligne n’a pu être retenue" in lu and "2\u00a0mises de côté" in lu
    assert "«\u00a0Chantiers\u00a0» n’est jamais venue" not in lu
    assert "«\u00a0Avancement\u00a0» n’est jamais venue" in lu


@pytest.mark.lent
def test_d_un_cercle_choisi_la_carte_ne_dit_rien_des_autres(ouvrir, donnees_demo, monkeypatch):
    """Vides faute d'avoir été demandés, ils se liraient «rien»."""
    dessinees, dessiner = [], carte.dessiner_comptes
    monkeypatch.setattr(
        carte, "dessiner_comptes", lambda dites, *a, **k: dessinees.append(dites) or dessiner(dites, *a, **k)
    )
    for adresse in ({"cercle": "ML0703"}, {"region": "GAO", "cercle": "ML0703"}, {"region": "GAO"}):
        essai = ouvrir(_page("chantiers"), onglet="Carte", **adresse)
        assert not essai.exception, adresse
    seul, aussi, tous = ([d.zone.code for d in dites] for dites in dessinees)
    assert seul == aussi == ["ML0703"] and len(tous) > 1


@pytest.mark.lent
@TOUS
def test_chaque_onglet_se_dessine(nom, ouvrir, donnees_demo):
    for onglet in REGISTRES[nom].onglets:
        essai = ouvrir(_page(nom), onglet=onglet)
        assert not essai.exception and not essai.error, onglet
