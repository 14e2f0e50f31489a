"""Les listes fermées : un libellé canonique par forme, aucune forme à deux libellés."""

import csv

import pytest

from domaine import journal
from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.declaration import Colonne
from domaine.listes import DOSSIER_REFERENCE, _forme, a_choisir, formes_connues, libelles, lire_libelle
from domaine.sources import SOURCES


def _lignes() -> list[dict[str, str]]:
    with (DOSSIER_REFERENCE / "listes.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def test_aucune_forme_ne_designe_deux_libelles():
    vues: dict[tuple[str, str], str] = {}
    for ligne in _lignes():
        for forme in (ligne["libelle"], *filter(None, ligne["autres_formes"].split(";"))):
            cle = (ligne["liste"], _forme(forme))
            assert vues.setdefault(cle, ligne["libelle"]) == ligne["libelle"], f"{forme} : deux libellés"


def test_chaque_libelle_se_relit():
    for ligne in _lignes():
        assert lire_libelle(ligne["liste"], ligne["libelle"].upper()) == ligne["libelle"]


def test_chaque_colonne_a_sa_liste():
    colonnes: list[Colonne] = [c for f in FEUILLES for c in f.colonnes if c.type == "liste"]
    for colonne in colonnes:
        assert libelles(colonne.liste)
    connues = {c.liste for c in colonnes}
    connues |= {*journal.LISTES, "frequence_rapports"}  # celle-ci est d'une clé de la feuille Projet
    assert {ligne["liste"] for ligne in _lignes()} <= connues, "une liste ne sert à aucune colonne"


def test_chaque_source_de_calcul_est_offerte():
    assert set(SOURCES) | {"saisie"} == set(libelles("source_calcul"))


@pytest.mark.parametrize(
    ("liste", "texte", "libelle"),
    [
        ("etat_presence", "Nommé non installé", "nommé non installé"),
        ("etape", "7.0", "7"),
        ("etape", "remise en service", "7"),
        ("etape", "Suspendu", "suspendu"),
        ("type_service", "Centre de santé", "santé"),
        ("motif_absence", "zone_inaccessible", "zone inaccessible"),
        ("niveau", "Région", "region"),
        ("statut_tournee", "REALISEE", "réalisée"),
        ("statut_fonctionnel", "fermé  temporairement", "fermé temporairement"),
    ],
)
def test_lecture(liste, texte, libelle):
    """Règle L10."""
    assert lire_libelle(liste, texte) == libelle


def test_hors_liste():
    assert lire_libelle("etape", "12") is None
    assert lire_libelle("etape", "x" * 100_000) is None
    assert "suspendu" in formes_connues("etape")
    with pytest.raises(KeyError):
        libelles("inconnue")


def test_ce_qui_est_offert_au_choix_se_relit():
    for liste in {ligne["liste"] for ligne in _lignes()}:
        assert [lire_libelle(liste, offert) for offert in a_choisir(liste)] == list(libelles(liste))
    assert a_choisir("etape")[6] == "6 réception provisoire"
