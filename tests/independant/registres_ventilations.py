"""Les ventilations des registres (règle C14) : la mesure de l'indicateur, refaite sur les seules lignes d'une modalité.

Aucune ligne n'est suivie d'une modalité à l'autre : à chaque moment, les tables sont réduites à ce qui est de la
modalité ce jour-là, et la fonction du total recompte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.independant.projet import Ligne, Tables
from tests.independant.registres_points import en_panne

NON_PRECISE = "non précisé"
#: Ce que vaut une modalité : les tables réduites à elle, un jour donné.
Reduction = Callable[[Tables, dt.date], dict[str, Tables]]


def _modalite(ligne: Ligne | None, colonne: str) -> str:
    return (ligne or {}).get(colonne) or NON_PRECISE


def _par_colonne(feuille: str, colonne: str, t: Tables, _: dt.date) -> dict[str, Tables]:
    """Les lignes d'une feuille, par ce que dit une de leurs colonnes."""
    return {
        m: t | {feuille: [li for li in t[feuille] if _modalite(li, colonne) == m]}
        for m in {_modalite(li, colonne) for li in t[feuille]}
    }


def _par_mere(
    mere: str, cle: str, colonne: str, filles: tuple[str, ...], t: Tables, _: dt.date, sans: tuple[str, ...] = ()
) -> dict[str, Tables]:
    """Les lignes d'une feuille et de celles qui la nomment, par une colonne de la première."""
    reduites = {}
    for m in {_modalite(li, colonne) for li in t[mere]}:
        miennes = [li for li in t[mere] if _modalite(li, colonne) == m]
        cles = {li[cle] for li in miennes}
        siennes: Tables = {f: [li for li in t[f] if li[cle] in cles] for f in filles}
        reduites[m] = t | {mere: miennes} | siennes | {f: [] for f in sans}
    return reduites


def _par_lien(feuille: str, lien: str, mere: str, colonne: str, t: Tables, _: dt.date) -> dict[str, Tables]:
    """Les lignes d'une feuille, par ce que dit la ligne qu'elles nomment dans une autre ; sans lien, rien n'est dit."""
    meres = {li[lien]: li for li in t[mere]}
    dites = [(_modalite(meres.get(li.get(lien)), colonne), li) for li in t[feuille]]
    return {m: t | {feuille: [li for dite, li in dites if dite == m]} for m in {dite for dite, _ in dites}}


def _delai_par_operateur(t: Tables, jour: dt.date) -> dict[str, Tables]:
    reduites = _par_lien("Points", "id_projet", "Projets", "operateur", t, jour)
    for siennes in reduites.values():
        points = {p["id_point"] for p in siennes["Points"]}
        siennes["Étapes"] = [e for e in t["Étapes"] if e["id_point"] in points]
    return reduites


def _par_sexe(t: Tables, _: dt.date) -> dict[str, Tables]:
    """Ce qui est compté d'un sexe : la case de l'autre est effacée."""
    return {
        m: t
        | {"Visites": [v | {f"usagers_{autre}": None} for v in t["Visites"]]}
        | {"SPI actes": [a | {autre: None} for a in t["SPI actes"]]}
        for m, autre in (("F", "hommes"), ("H", "femmes"))
    }


def _par_mode(t: Tables, _: dt.date) -> dict[str, Tables]:
    return {"fixe": t | {"SPI actes": []}, "itinérant": t | {"Visites": []}}


def _par_derniere(feuille: str, cle: tuple[str, ...], colonne: str, t: Tables, jour: dt.date) -> dict[str, Tables]:
    """Des entités dont la modalité change : ce jour-là, celles dont la dernière ligne est de la modalité."""
    modalites: dict[tuple[Any, ...], str] = {}
    for li in sorted(t[feuille], key=lambda li: li["date"]):
        if li["date"] <= jour:
            modalites[tuple(li[c] for c in cle)] = _modalite(li, colonne)
    return {
        m: t | {feuille: [li for li in t[feuille] if modalites.get(tuple(li[c] for c in cle)) == m]}
        for m in set(modalites.values())
    }


def _par_motif(t: Tables, jour: dt.date) -> dict[str, Tables]:
    """Les points que leur dernière visite trouve en panne, par le motif qu'elle donne ; les autres n'en ont pas."""
    motifs: dict[str, str | None] = {}
    for v in sorted(t["Visites"], key=lambda v: v["date"]):
        if v["date"] <= jour:
            motifs[v["id_point"]] = _modalite(v, "motif") if en_panne(v) else None
    return {
        m: t | {"Points": [p for p in t["Points"] if motifs.get(p["id_point"]) == m]}
        for m in set(motifs.values()) - {None}
        if m is not None
    }


_SERVICE = partial(_par_mere, "Points", "id_point", "type_service", ("Visites", "Étapes"))
_OPERATEUR = partial(_par_colonne, "Projets", "operateur")
_ACTE = partial(_par_colonne, "SPI actes", "acte")
_OUVRAGE = partial(_par_mere, "Chantiers", "id_chantier", "ouvrage", ("Avancement",))
VENTILATIONS: dict[str, dict[str, Reduction]] = {
    "points_restaures": {"service": _SERVICE},
    "points_fonctionnels": {"service": _SERVICE},
    "points_retombes": {"service": _SERVICE, "motif": _par_motif},
    "delai_remise_en_service": {"service": _SERVICE, "operateur": _delai_par_operateur},
    "diagnostics": {"service": _SERVICE},
    "projets_valides": {"operateur": _OPERATEUR},
    "projets_note": {"operateur": _OPERATEUR},
    "usagers_services": {
        "sexe": _par_sexe,
        "mode": _par_mode,
        "service": partial(_SERVICE, sans=("SPI actes",)),
    },
    "etapes_tenues": {"type_population": partial(_par_colonne, "SPI étapes", "type_population")},
    "actes_spi": {"sexe": _par_sexe, "acte": _ACTE},
    "femmes_spi": {"acte": _ACTE},
    "ouvrages_receptionnes": {"ouvrage": _OUVRAGE},
    "avancement_travaux": {"ouvrage": _OUVRAGE},
    "personnes_formees": {
        "sexe": partial(_par_colonne, "Participants", "sexe"),
        "fonction": partial(_par_colonne, "Participants", "fonction"),
    },
    "gain_tests": {"module": partial(_par_colonne, "Formations", "module")},
    "presence_representants": {"fonction": partial(_par_derniere, "Présence", ("code_zone", "poste"), "fonction")},
    "reunions_tenues": {"instance": partial(_par_colonne, "Réunions", "instance")},
    "decisions_executees": {"instance": partial(_par_lien, "Décisions", "id_reunion", "Réunions", "instance")},
    "execution_ptba": {"resultat": partial(_par_derniere, "Activités", ("code_activite", "code_zone"), "resultat")},
    "produits_valides": {"theme": partial(_par_colonne, "Capitalisation", "theme")},
}


class Ventileur:
    """Les ventilations d'un indicateur, réduites une fois par jour lu."""

    def __init__(self, source: str, tables: Tables) -> None:
        self.tables = tables
        self.reductions = VENTILATIONS.get(source, {})
        self.connues: dict[dt.date, list[tuple[tuple[str, str], Tables]]] = {}

    def au(self, jour: dt.date) -> Iterator[tuple[tuple[str, str], Tables]]:
        """Chaque ventilation, et les tables réduites à elle ce jour-là."""
        if jour not in self.connues:
            self.connues[jour] = [
                ((dimension, modalite), reduites)
                for dimension, reduire in self.reductions.items()
                for modalite, reduites in reduire(self.tables, jour).items()
            ]
        yield from self.connues[jour]
