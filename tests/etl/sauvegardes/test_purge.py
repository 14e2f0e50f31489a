"""Ce qui s'efface des éditions publiées, et ce qui reste (règle E28) : des éditions faites d'un manifeste."""

import datetime as dt
import json
import shutil
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaine import chemins
from domaine.reglages import Reglages
from etl.commandes.cli import principal
from etl.edition import dossier as edition
from etl.edition.revisions import precedente
from etl.sauvegardes import purge

MAINTENANT = dt.datetime(2024, 7, 15, 2, 30)


def _editer(donnees, age_jours, contenu):
    """Une édition publiée il y a tant de jours, dont les dépôts et les chiffres sont désignés par `contenu`."""
    publiee = MAINTENANT - dt.timedelta(days=age_jours)
    identifiant = f"{publiee:%Y%m%dT%H%M%S}-{contenu:08x}"
    dossier = chemins.dossier_edition(donnees, identifiant)
    dossier.mkdir(parents=True)
    depots = [{"rang": r, "sha256": f"s{r}", "nom": f"{r}.xlsx"} for r in range(contenu + 1)]
    dit = {"publie_le": publiee.isoformat(), "empreinte": f"e{contenu}", "depots": depots}
    (dossier / chemins.MANIFESTE).write_text(json.dumps(dit), encoding="utf-8")
    (dossier / chemins.BASE).write_bytes(b"x" * 1000)
    return identifiant


def _designer(donnees, identifiant):
    chemins.pointeur(donnees).write_text(json.dumps({"edition": identifiant}), encoding="utf-8")


@pytest.fixture(scope="module")
def lieu(tmp_path_factory):
    return tmp_path_factory.mktemp("purge")


@settings(max_examples=40, deadline=None)
@given(
    ages=st.lists(st.integers(0, 90), min_size=1, max_size=8, unique=True).map(lambda x: sorted(x, reverse=True)),
    tirage=st.data(),
    gardees=st.integers(1, 4),
    jours=st.integers(1, 60),
)
def test_rien_de_ce_qui_sert_ne_part_et_le_reste_part(lieu, ages, tirage, gardees, jours):
    """Règle E28."""
    donnees = lieu / "donnees"
    shutil.rmtree(donnees, ignore_errors=True)
    ids = [_editer(donnees, age, tirage.draw(st.integers(0, 2))) for age in ages]
    courante, montree, source = (tirage.draw(st.sampled_from(ids)) for _ in range(3))
    _designer(donnees, courante)
    figee = chemins.dossier_edition(donnees, "E2024-T2-1")
    figee.mkdir(parents=True)
    (figee / chemins.MANIFESTE).write_text(json.dumps({"edition_source": source}), encoding="utf-8")
    dite = edition.manifeste(donnees, courante)
    avant = precedente(donnees, dite["depots"], dite["empreinte"], avant=courante)
    reglages = Reglages(editions_gardees=gardees, editions_jours=jours)
    with pytest.MonkeyPatch.context() as m:
        m.setattr(purge, "lire_journal", lambda _: SimpleNamespace(editions_montrees=lambda: {montree, "E2023-T4-1"}))
        a_blanc = purge.purger(donnees, reglages, MAINTENANT, appliquer=False)
        assert edition.identifiants(donnees) == ids, "à blanc, rien ne part"
        assert purge.purger(donnees, reglages, MAINTENANT, appliquer=True) == a_blanc
    restent = set(edition.identifiants(donnees))
    jeunes = {i for i, age in zip(ids, ages, strict=True) if age < jours}
    assert restent == {courante, montree, source, *ids[-gardees:], *jeunes} | ({avant} if avant else set())
    assert {s.identifiant for s in a_blanc if s.gardee} == restent and figee.is_dir()
    # Ce à quoi l'édition en vigueur se compare n'a pas changé.
    assert precedente(donnees, dite["depots"], dite["empreinte"], avant=courante) == avant


def test_un_manifeste_illisible_et_une_edition_epinglee_restent(tmp_path):
    ids = [_editer(tmp_path, age, 0) for age in (90, 80, 70, 0)]
    _designer(tmp_path, ids[-1])
    (chemins.dossier_edition(tmp_path, ids[0]) / chemins.MANIFESTE).write_text("{", encoding="utf-8")
    reglages = Reglages(editions_gardees=1, edition=ids[1])
    sorts = purge.purger(tmp_path, reglages, MAINTENANT, appliquer=True)
    assert [s.gardee for s in sorts] == [
        "son manifeste ne se lit pas",
        "le réglage edition la montre",
        "",
        "en vigueur",
    ]
    assert edition.identifiants(tmp_path) == [ids[0], ids[1], ids[3]]


def test_arretee_en_chemin_elle_ne_laisse_qu_un_reste_que_la_publication_enleve(tmp_path, monkeypatch):
    ids = [_editer(tmp_path, age, 0) for age in (90, 80, 0)]
    _designer(tmp_path, ids[-1])

    def couper(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(purge.shutil, "rmtree", couper)
    with pytest.raises(KeyboardInterrupt):
        purge.purger(tmp_path, Reglages(editions_gardees=1), MAINTENANT, appliquer=True)
    monkeypatch.undo()
    # Plus personne ne la voit, et ce n'est pas une édition à moitié.
    assert edition.identifiants(tmp_path) == ids[1:]
    edition.nettoyer(tmp_path)
    assert sorted(p.name for p in chemins.dossier_editions(tmp_path).iterdir()) == ids[1:]


def test_qui_la_lit_continue_et_qui_la_demande_apres_l_apprend(tmp_path):
    ids = [_editer(tmp_path, age, 0) for age in (90, 0)]
    _designer(tmp_path, ids[-1])
    with (chemins.dossier_edition(tmp_path, ids[0]) / chemins.BASE).open("rb") as lecteur:
        purge.purger(tmp_path, Reglages(editions_gardees=1), MAINTENANT, appliquer=True)
        assert len(lecteur.read()) == 1000
    with pytest.raises(edition.EditionAbsente, match="n'existe pas"):
        edition.chemin_base(tmp_path, ids[0])


def test_la_commande_dit_la_place_et_n_efface_que_sur_demande(socle_donnees, monkeypatch, capsys):
    monkeypatch.setenv("SOCLE_EDITIONS_GARDEES", "1")
    ids = [_editer(socle_donnees, age, 0) for age in (900, 890, 880)]
    _designer(socle_donnees, ids[-1])
    assert principal(["edition", "purger"]) == 0
    assert "Rien n'est effacé" in capsys.readouterr().out and len(edition.identifiants(socle_donnees)) == 3
    assert principal(["edition", "purger", "--appliquer"]) == 0
    assert "effacée" in capsys.readouterr().out and edition.identifiants(socle_donnees) == ids[-1:]
    # Un pointeur abîmé ne dit plus laquelle est en vigueur : rien ne part.
    chemins.pointeur(socle_donnees).write_text("{", encoding="utf-8")
    assert principal(["edition", "purger", "--appliquer"]) == 64
    assert edition.identifiants(socle_donnees) == ids[-1:]
