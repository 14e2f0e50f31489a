"""Des objets mis en tableau : ce qui s'emporte garde leurs noms, leurs valeurs et leurs absences."""

import datetime as dt
import io
from dataclasses import dataclass

import openpyxl

import tableurs
from tableurs.objets import en_tableau


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ligne:
    nom: str | None
    jour: dt.date | None
    points: int | None
    part: float | None
    clos: bool | None


PLEINE = _Ligne(nom="Gao", jour=dt.date(2024, 6, 30), points=1234, part=0.5, clos=True)
VIDE = _Ligne(nom=None, jour=None, points=None, part=None, clos=None)


def _csv(objets):
    tampon = io.BytesIO()
    tableurs.ecrire_csv(en_tableau(_Ligne, objets), tampon)
    return tampon.getvalue().decode("utf-8").splitlines()


def test_une_absence_reste_vide_et_ne_change_pas_ses_voisins():
    assert _csv([PLEINE, VIDE]) == ["nom,jour,points,part,clos", "Gao,2024-06-30,1234,0.5,1", ",,,,"]


def test_sans_objet_les_colonnes_restent():
    assert _csv([]) == ["nom,jour,points,part,clos"]


def test_le_classeur_garde_les_types():
    tampon = io.BytesIO()
    tableurs.ecrire_xlsx({"Données": en_tableau(_Ligne, [VIDE, PLEINE])}, tampon)
    feuille = openpyxl.load_workbook(tampon)["Données"]
    vide, pleine = feuille.iter_rows(min_row=2)
    assert [c.value for c in vide] == [None] * 5
    assert [c.value for c in pleine] == ["Gao", dt.datetime(2024, 6, 30), 1234, 0.5, True]
    assert [c.number_format for c in pleine][1:4] == ["dd/mm/yyyy", "#,##0", "#,##0.0##"]
