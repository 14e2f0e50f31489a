"""`/sante` et l'écoute : ce qu'un outil de surveillance lit, ce que le démarrage refuse (règles E26 et E27)."""

import datetime as dt
import json

import pytest

from domaine.reglages import ReglageInvalide, reglages
from web import demarrage, sante

JOUR = dt.date(2024, 7, 10)


def test_la_sante_de_la_demonstration(donnees_demo):
    bilan = sante.dresser_bilan(JOUR)
    assert bilan["fautes"] == [] and bilan["age_jours"] == 10 and bilan["donnees_au"] == "2024-06-30"
    courant = json.loads((donnees_demo / "courant.json").read_text(encoding="utf-8"))
    assert bilan["edition"] == courant["edition"]
    # Rien du projet : ni indicateur, ni nom, ni chemin.
    assert set(bilan) == {"edition", "publiee_le", "donnees_au", "age_jours", "disque_libre_mo", "fautes"}
    assert str(donnees_demo) not in json.dumps(bilan)


def test_rien_de_publie_et_une_edition_inconnue_sont_des_fautes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "neuf"))
    assert sante.dresser_bilan(JOUR)["fautes"] == ["Aucune édition n’est publiée."]
    monkeypatch.setenv("SOCLE_EDITION", "E2024-T2-1")
    (faute,) = sante.dresser_bilan(JOUR)["fautes"]
    assert "E2024-T2-1" in faute and str(tmp_path) not in faute


def test_un_disque_plein_se_dit(donnees_demo, monkeypatch):
    monkeypatch.setattr(sante, "_LIBRE_MIN_MO", 10**9)
    (faute,) = sante.dresser_bilan(JOUR)["fautes"]
    assert "Mo sur le disque" in faute


def test_ecouter_hors_de_sa_machine_se_refuse_sauf_mandataire_declare(tmp_path, monkeypatch):
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path))
    for locale in ("localhost", "127.0.0.1", "::1"):
        demarrage.exiger_une_ecoute_close(locale)
    for ouverte in ("0.0.0.0", "", "192.168.1.4"):
        with pytest.raises(demarrage.EcouteOuverte, match="SOCLE_MANDATAIRE=oui"):
            demarrage.exiger_une_ecoute_close(ouverte)
    monkeypatch.setenv("SOCLE_MANDATAIRE", "oui")
    demarrage.exiger_une_ecoute_close("0.0.0.0")
    monkeypatch.setenv("SOCLE_MANDATAIRE", "1")
    with pytest.raises(ReglageInvalide, match="oui ou non"):
        reglages()
