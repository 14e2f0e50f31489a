"""Le balisage d'un tableau : ce qui range, ce qui s'ouvre, et un nom reçu qui n'est jamais une balise."""

import datetime as dt

from domaine import francais
from tests.pages.lecture import Tableau
from vues.elements import tableau_html, valeurs


def _lire(colonnes, **choix):
    lu = Tableau()
    lu.feed(tableau_html.composer(colonnes, "Essai", cle="essai", **choix))
    return lu


def test_chaque_ecriture_francaise_retrouve_sa_valeur():
    ecrits = {
        francais.nombre(-1234.5): -1234.5,
        francais.pourcentage(16.9): 16.9,
        francais.compte(366, "jour"): 366,
        francais.fcfa(7_500_000_000, abrege=True): 7.5e9,
        francais.points(-1.55): -1.6,
        francais.pourcentage_fraction(3, 19): 15.8,
        francais.fraction(1, 4): 0.25,
    }
    for ecrit, attendue in ecrits.items():
        assert valeurs.relire(ecrit) == ("n", attendue), ecrit
    jour = dt.date(2024, 6, 30)
    for ecrit in (francais.date(jour), francais.date_courte(jour)):
        assert valeurs.relire(ecrit) == ("d", jour.toordinal())
    assert valeurs.relire(francais.periode("2024-T2")) == ("d", dt.date(2024, 4, 1).toordinal())
    assert [valeurs.relire(t) for t in ("OG1", "2024_gao.xlsx", "3 rue du Marché", "31/02/2024")] == [None] * 4


def test_une_colonne_de_mots_se_range_par_ses_lettres():
    lu = _lire([tableau_html.de_textes("Quoi", ["Gao", "12\u00a0jours"]), tableau_html.de_textes("N", ["10", "9"])])
    assert lu.rangs == [[None, "10"], [None, "9"]]


def test_un_nom_hostile_reste_du_texte_et_un_lien_garde_ses_filtres():
    nom = '<img src=x onerror="alert(1)">'
    lu = _lire([tableau_html.de_textes(nom, [nom, "b"])], liens=["?region=GAO&fiche=" + "%22%3E", ""])
    assert lu.titres == [nom] and lu.lignes == [[nom], ["b"]]
    assert lu.liens == ["?region=GAO&fiche=%22%3E", ""]
