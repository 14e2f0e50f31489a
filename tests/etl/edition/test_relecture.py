"""Ce qu'une relecture a trouvé : chaque faute a son essai, par le vrai chemin, en petit."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.commandes import cli
from etl.commandes.chargement import charger
from etl.commandes.exports import lire_table
from etl.controles.verification import verifier
from etl.fichiers.depots import DepotAltere, Depots
from etl.progression import Progression
from tests.etl import petits_classeurs as petits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)
RATIO = petits.indicateur("P1", "ratio", unite="%", regle_temps="derniere")


def _v(code, zone, periode, valeur=None, **reste):
    return {"code_indicateur": code, "code_zone": zone, "periode": periode, "valeur": valeur} | reste


CADRE = (petits.indicateur("F1"), RATIO)


def _charger(dossier, *feuilles, cadre=CADRE, **autres):
    """Charge un cadre puis un classeur par lot de feuilles ; rend le dossier de données et le dernier bilan."""
    fichiers = [petits.ecrire_cadre(dossier / "cadre.xlsx", *cadre)]
    fichiers += [petits.ecrire(dossier / f"envoi{i}.xlsx", **lot) for i, lot in enumerate(feuilles)]
    donnees = dossier / "donnees"
    return donnees, charger(donnees, fichiers, MUET, **autres)


def _valeur(donnees, code, zone, type_periode, periode, dimension=None, modalite=None):
    v = lire_table(donnees, "valeurs")
    choix = (
        (v.code_indicateur == code) & (v.code_zone == zone) & (v.type_periode == type_periode) & (v.periode == periode)
    )
    choix &= (v.dimension == dimension) & (v.modalite == modalite) if dimension else v.dimension.isna()
    return v[choix].iloc[0]


def test_une_ligne_etrange_n_empeche_pas_de_publier(tmp_path):
    jalon = petits.indicateur("J1", "jalon", frequence="S")
    lignes = [
        _v("J1", "GAO", "2023-S1", 2),
        _v("J1", "GAO", "2023-S1", 1, dimension="rang", modalite="2"),
        _v("J1", "MENAKA", "2023-S1", 2.5),
        _v("J1", "DOUENTZA", "2023-S1", 7),
        _v("P1", "GAO", "2023-01", None, numerateur=1e14, denominateur=1e-300),
    ]
    donnees, bilan = _charger(tmp_path, {"Valeurs": lignes}, cadre=(jalon, RATIO))
    assert bilan.code == 2
    assert len(lire_table(donnees, "quarantaine")) == 4
    assert _valeur(donnees, "J1", "SOCLE", "semestre", "2023-S1", "rang", "2").valeur == 1


def test_un_depot_altere_se_dit_et_se_repare(tmp_path):
    """Règle Q17."""
    donnees, bilan = _charger(tmp_path, {"Valeurs": petits.valeurs(1, GAO=10)})
    depot = bilan.deposes[1]
    chemin = Depots(donnees).chemin(depot)
    bon = chemin.read_bytes()
    chemin.write_bytes(bon + b"x")
    with pytest.raises(DepotAltere, match=r"envoi0\.xlsx.*n'est plus celui"):
        verifier(donnees, [tmp_path / "cadre.xlsx"])
    charger(donnees, [tmp_path / "envoi0.xlsx"], MUET)
    assert chemin.read_bytes() == bon


def test_un_nombre_fusionne_ne_compte_qu_une_fois(tmp_path):
    """Règle L3."""
    from openpyxl import load_workbook

    lignes = [_v("F1", "GAO", "2023-01", 30), _v("F1", "MENAKA", "2023-01"), _v("F1", "DOUENTZA", "2023-01")]
    chemin = petits.ecrire(tmp_path / "fusion.xlsx", Valeurs=lignes)
    classeur = load_workbook(chemin)
    classeur["Valeurs"].merge_cells("D2:D4")
    classeur.save(chemin)
    donnees = tmp_path / "donnees"
    bilan = charger(donnees, [petits.ecrire_cadre(tmp_path / "cadre.xlsx"), chemin], MUET)
    assert bilan.code == 1
    assert _valeur(donnees, "F1", "SOCLE", "mois", "2023-01").valeur == 30


def test_l_alias_corrige_l_emporte(tmp_path):
    """Règle Z4."""
    flux = petits.indicateur("F1", niveau_collecte="commune")
    donnees, _ = _charger(
        tmp_path,
        {"Alias": [{"nom": "Tonkaville", "code_zone": "ML070101"}]},
        {"Alias": [{"nom": "Tonkaville", "code_zone": "ML070102"}]},
        {"Valeurs": [_v("F1", "Tonkaville", "2023-01", 5)]},
        cadre=(flux,),
    )
    assert _valeur(donnees, "F1", "ML070102", "mois", "2023-01").valeur == 5


def test_une_ligne_remise_en_vigueur_est_controlee_elle_aussi(tmp_path):
    """Règles Q3 et Q9."""
    femmes = {"dimension": "sexe", "modalite": "F"}
    donnees, bilan = _charger(
        tmp_path,
        {"Valeurs": [_v("F1", "GAO", "2023-01", 20), _v("F1", "GAO", "2023-01", 15, **femmes)]},
        {"Valeurs": [_v("F1", "GAO", "2023-01", 10), _v("F1", "GAO", "2023-01", 12, **femmes)]},
    )
    assert bilan.code == 2
    valeurs = lire_table(donnees, "valeurs")
    assert valeurs[valeurs.modalite == "F"].empty


def test_une_date_fixee_plus_tardive_ne_change_rien(tmp_path, monkeypatch):
    """Règle P5."""
    monkeypatch.setenv("SOCLE_DATE_DONNEES", "2023-12-31")
    lignes = [
        _v("F1", "GAO", "2023-03", 5),
        _v("F1", "GAO", "2024-02", motif_absence="non échu"),
        _v("F1", "ZZZ", "2024-03", 1),
    ]
    _, bilan = _charger(tmp_path, {"Valeurs": lignes})
    assert bilan.publication is not None
    assert bilan.publication.manifeste["date_donnees"] == "2023-03-31"


def test_une_date_fixee_laisse_de_cote_sans_accuser_a_tort(tmp_path, monkeypatch):
    """Règle P5."""
    monkeypatch.setenv("SOCLE_DATE_DONNEES", "2023-06-15")
    formations = [
        {"id_formation": f"S{mois}", "intitule": "x", "code_zone": "GAO", "fin": dt.date(2023, mois, 3)}
        for mois in (3, 8)
    ]
    participants = [{"id_formation": f"S{mois}", "id_personne": f"p{mois}"} for mois in (3, 8)]
    reunions = [
        {"id_reunion": "R1", "instance": "copil", "date_prevue": dt.date(2023, 5, 20), "date": dt.date(2023, 7, 5)}
    ]
    cadre = (
        petits.indicateur("D1", "distinct", source_calcul="personnes_formees"),
        petits.indicateur("T1", "ratio", source_calcul="reunions_tenues"),
    )
    feuilles = {"Formations": formations, "Participants": participants, "Réunions": reunions}
    donnees, bilan = _charger(tmp_path, feuilles, cadre=cadre)
    assert bilan.publication is not None
    assert bilan.publication.manifeste["date_donnees"] == "2023-06-15"
    assert lire_table(donnees, "quarantaine").empty
    assert _valeur(donnees, "T1", "SOCLE", "mois", "2023-05").valeur == 0


def test_un_flux_sans_valeur_le_dit_meme_avec_des_termes(tmp_path):
    lignes = [_v("F1", "GAO", "2023-01", 5), _v("F1", "GAO", "2023-06", numerateur=7, denominateur=9)]
    donnees, bilan = _charger(tmp_path, {"Valeurs": lignes})
    assert bilan.code == 1
    assert bilan.publication is not None
    assert bilan.publication.manifeste["date_donnees"] == "2023-01-31"
    assert "motif_absent" in set(lire_table(donnees, "anomalies").code)


def test_une_case_vide_n_est_pas_zero_femme(tmp_path):
    """Règle G14."""
    tournees = [
        {"id_tournee": "T1", "code_zone": "GAO", "statut": "réalisée", "date_prevue_debut": dt.date(2023, 1, 2)}
    ]
    actes = [
        {"id_tournee": "T1", "site": "a", "date": dt.date(2023, 1, 3), "acte": "acte 1", "hommes": 5, "femmes": 5},
        {"id_tournee": "T1", "site": "a", "date": dt.date(2023, 1, 3), "acte": "acte 2", "hommes": 10},
    ]
    etapes = [{"id_tournee": "T1", "code_zone": "ML070303", "site": "a", "tenue": "oui", "date": dt.date(2023, 1, 31)}]
    cadre = (petits.indicateur("W1", "ratio", source_calcul="femmes_spi"),)
    donnees, _ = _charger(tmp_path, {"SPI tournées": tournees, "SPI actes": actes, "SPI étapes": etapes}, cadre=cadre)
    assert _valeur(donnees, "W1", "GAO", "mois", "2023-01").valeur == 50


def test_une_date_de_tableur_vaut_la_periode_de_l_indicateur(tmp_path):
    """Règle L9."""
    flux = petits.indicateur("F1", frequence="T")
    donnees, bilan = _charger(tmp_path, {"Valeurs": [_v("F1", "GAO", dt.date(2023, 5, 1), 8)]}, cadre=(flux,))
    assert bilan.publication is not None
    assert bilan.publication.codes[2] == 0
    assert _valeur(donnees, "F1", "GAO", "trimestre", "2023-T2").valeur == 8


def test_deux_facons_d_ecrire_une_ventilation_font_une_seule_serie(tmp_path):
    """Règle L10."""
    lignes = [_v("F1", "GAO", "2023-01", 10), _v("F1", "GAO", "2023-02", 10)]
    lignes += [_v("F1", "GAO", "2023-01", 4, dimension="sexe", modalite="F")]
    lignes += [_v("F1", "GAO", "2023-02", 5, dimension="Sexe", modalite="femmes")]
    donnees, _ = _charger(tmp_path, {"Valeurs": lignes})
    assert _valeur(donnees, "F1", "GAO", "cumul", "2023-02", "sexe", "F").valeur == 9


def test_un_debut_declare_apres_toutes_les_donnees_fait_foi_et_se_dit(tmp_path):
    """Règle P3."""
    tard = petits.ecrire(tmp_path / "projet.xlsx", Projet=[{"cle": "date_debut", "valeur": "01/01/2032"}])
    donnees, _ = _charger(tmp_path, {"Valeurs": petits.valeurs(1, GAO=10)})
    assert charger(donnees, [tard], MUET).code == 1
    assert lire_table(donnees, "valeurs").empty, "aucune période n'est due"
    assert "debut_apres_donnees" in set(lire_table(donnees, "anomalies").code)


def test_la_commande_dit_un_depot_altere(tmp_path, monkeypatch, capsys):
    donnees, bilan = _charger(tmp_path, {"Valeurs": petits.valeurs(1, GAO=10)})
    Depots(donnees).chemin(bilan.deposes[0]).unlink()
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    assert cli.principal(["publier", "--progression", "aucune"]) == cli.CODE_USAGE
    assert "manque" in capsys.readouterr().err
