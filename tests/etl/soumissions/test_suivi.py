"""D'un export à l'autre : redites, modifiées, rejetées, supprimées à la source (règle K5)."""

from __future__ import annotations

from tests.depots_fautifs import fabrique
from tests.etl.atelier import charger_fichiers, lire_edition
from tests.etl.soumissions.envois import VISITES, lire, octets, visite
from tests.etl.soumissions.serveurs import Formulaire, central, en_zip, kobo


def exporter(*envois):
    return octets(kobo(VISITES, list(envois)))


def entrees(lu):
    """(point, jour, dépôt) des visites entrées, hors celle du projet sain ; les dépôts comptent de 1."""
    lues = lu.lignes("visite", "id_point, strftime(date, '%d/%m'), id_chargement - 2")
    return sorted(v for v in lues if v[0] != "P1")


def dites(lu, *codes):
    return [(a.code, a.fichier, a.ligne) for a in lu.anomalies if a.code in codes]


def test_la_meme_soumission_deux_fois_est_une_ligne():
    """Dans deux exports de formes différentes, et deux fois dans le même."""
    un, deux = visite(1), visite(2, date="2023-05-03")
    autre = en_zip(central(Formulaire("socle_visites_gao"), [deux, un]))
    lu = lire(exporter(un, deux, un), autre)
    assert entrees(lu) == [("P2", "02/05", 2), ("P2", "03/05", 2)]
    assert dites(lu, "soumissions_repetees", "soumission_modifiee", "soumissions_disparues") == [
        ("soumissions_repetees", "f3.xlsx", None)
    ]


def test_modifiee_elle_remplace_sa_ligne_meme_d_une_autre_cle():
    """La date, puis le point, corrigés sur le serveur ; une modification fautive ne remplace rien."""
    un, deux = visite(1), visite(2, date="2023-05-03")
    date = visite(1, date="2023-05-12", uuid="u1b", racine="u1")
    fautive = visite(2, point="inconnu", date="2023-05-03", uuid="u2b", racine="u2")
    lu = lire(exporter(un, deux), exporter(date, fautive))
    assert entrees(lu) == [("P2", "03/05", 1), ("P2", "12/05", 2)]
    assert dites(lu, "soumission_modifiee") == [("soumission_modifiee", "f4.xlsx", 2)]
    (dite,) = [a for a in lu.anomalies if a.code == "soumission_modifiee"]
    assert dite.valeur == "P2 · 2023-05-02" and "dépôt n° 3" in dite.constat and "ligne 2" in dite.constat


def test_rejetee_elle_n_entre_pas_et_sort():
    """«Not approved», son code, et le mot d'ODK."""
    un, deux, trois = (visite(i, date=f"2023-05-0{i}") for i in (1, 2, 3))
    rejetees = visite(1, date="2023-05-01", etat="Not approved"), visite(2, date="2023-05-02", etat="rejected")
    lu = lire(exporter(un, deux), exporter(*rejetees, trois))
    assert entrees(lu) == [("P2", "03/05", 2)]
    assert dites(lu, "soumissions_rejetees", "soumissions_rejetees_depuis") == [
        ("soumissions_rejetees", "f4.xlsx", None),
        ("soumissions_rejetees_depuis", "f4.xlsx", None),
    ]


def test_supprimee_a_la_source_elle_sort_et_revient():
    """Dans les bornes d'un export plus récent seulement ; un export d'un autre formulaire n'en dit rien."""
    envois = [visite(i, date=f"2023-05-0{i}") for i in (1, 2, 3, 4)]
    ailleurs = [visite(i + 10, date=f"2023-06-0{i}", socle_formulaire="visites MENAKA") for i in (1, 2)]
    for x, jour in zip(ailleurs, ("01", "30"), strict=True):
        x.instant = f"2024-06-{jour}T10:00:00"
    # La première est avant tout ce que le second export couvre : il a pu être coupé là.
    sans = exporter(envois[1], envois[3])
    lu = lire(exporter(*envois), exporter(*ailleurs), sans)
    jours = [v[1] for v in entrees(lu)]
    assert jours == ["01/05", "01/06", "02/05", "02/06", "04/05"]
    (dite,) = [a for a in lu.anomalies if a.code == "soumissions_disparues"]
    assert (dite.fichier, dite.valeur) == ("f5.xlsx", "1")
    assert "dépôt n° 3" in dite.constat and "ligne 4" in dite.constat and "déposez-le" in dite.remede
    lu = lire(exporter(*envois), sans, exporter(*envois[::-1]))
    assert [v[1:] for v in entrees(lu)] == [(f"0{i}/05", 3) for i in (1, 2, 3, 4)]
    assert not dites(lu, "soumissions_disparues")


def test_charge_publie_et_corrige(projet, tmp_path):
    """De bout en bout : deux exports déposés, l'un après l'autre, puis une correction d'une visite modifiée."""
    un, deux = visite(1), visite(2, date="2023-05-03")
    avant, apres = tmp_path / "avant.xlsx", tmp_path / "apres.xlsx"
    avant.write_bytes(exporter(un, deux))
    apres.write_bytes(exporter(visite(1, date="2023-05-12", uuid="u1b", racine="u1"), deux))
    correction = ["Visites", "P2 | 03/05/2023", "agent", "oui", "non", "vu sur place", "SE", "validée"]
    entetes = ["feuille_visee", "cle", "colonne", "ancienne_valeur", "nouvelle_valeur", "motif", "auteur", "statut"]
    corrige = fabrique.ecrire_classeur(tmp_path / "corrige.xlsx", {"Corrections": [entetes, correction]})
    charger_fichiers(projet, avant)
    bilan = charger_fichiers(projet, apres, corrige)
    assert bilan.publication is not None
    assert lire_edition(projet, "SELECT id_point, date::VARCHAR, agent, moyens, fichier FROM visite ORDER BY date") == [
        ("P1", "2023-03-01", True, True, "coordination.xlsx"),
        ("P2", "2023-05-03", False, True, "corrige.xlsx"),
        ("P2", "2023-05-12", True, True, "apres.xlsx"),
    ]
