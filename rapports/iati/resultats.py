"""Les résultats, leurs indicateurs, leurs périodes : chaque nombre est celui de l'édition, entier de sa précision.

Un chiffre absent n'a pas de balise : la norme refuse un résultat sans valeur, et zéro serait faux. Ce qui manque se
compte dans la description de l'indicateur, et se dit sous la cible qu'il devait atteindre (règle X5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domaine import francais
from domaine.figees import MASQUE
from rapports.iati import codes, periodes
from rapports.iati.balises import Element, ajouter, nombre, raconter
from requetes.edition.referentiel import Indicateur
from requetes.iati.lecture import Chiffre, Cible, Correspondance, Reference, Resultat

_SYSTEME_IATI: Final = "IATI"
_TOUT_LE_PROJET: Final = "SOCLE"


@dataclass(frozen=True)
class Chiffres:
    """Ce que l'édition dit de chaque indicateur : code → ses lignes ; `demarrage` : d'où partent ses cumuls."""

    rangees: Mapping[str, Sequence[Chiffre]]
    cibles: Mapping[str, Sequence[Cible]]
    references: Mapping[str, Sequence[Reference]]
    correspondances: Mapping[str, Sequence[Correspondance]]
    demarrage: dt.date


def ecrire(
    activite: Element, resultats: Sequence[Resultat], indicateurs: Iterable[Indicateur], lus: Chiffres
) -> list[str]:
    """Écrit les résultats dans l'ordre du cadre ; rend ce qui n'a pas pu s'y dire."""
    ranges: dict[str, list[Indicateur]] = {r.code: [] for r in resultats}
    for indicateur in indicateurs:
        ranges.setdefault(indicateur.resultat, []).append(indicateur)
    declares, dits = {r.code: r for r in resultats}, []
    for code, siens in ranges.items():
        if not siens:
            dits.append(f"le résultat {code} n’a pas d’indicateur : la norme en demande un, il n’est pas écrit")
            continue
        inconnu = Resultat(code=code, libelle=f"Résultat {code}, non déclaré au cadre", niveau=None, commentaire=None)
        resultat = declares.get(code, inconnu)
        genre = codes.RESULTATS.get(resultat.niveau or "", codes.AUTRE_RESULTAT)
        balise = ajouter(activite, "result", {"type": genre})
        raconter(balise, "title", f"{code} — {resultat.libelle}")
        if resultat.commentaire:
            raconter(balise, "description", resultat.commentaire)
        for indicateur in siens:
            dits += _ecrire_un_indicateur(balise, indicateur, lus)
    return dits


def _ecrire_un_indicateur(resultat: Element, indicateur: Indicateur, lus: Chiffres) -> list[str]:
    code = indicateur.code
    choisies = periodes.choisir(indicateur, lus.rangees.get(code, ()), lus.cibles.get(code, ()), lus.demarrage)
    balise = ajouter(
        resultat,
        "indicator",
        {
            "measure": codes.mesure(indicateur.nature, indicateur.unite),
            "ascending": str(indicateur.sens == "hausse").lower(),
            "aggregation-status": str(indicateur.nature in codes.ADDITIVES).lower(),
        },
    )
    raconter(balise, "title", indicateur.libelle)
    raconter(balise, "description", _decrire(indicateur, choisies))
    ajouter(balise, "reference", {"vocabulary": codes.DE_QUI_PUBLIE, "code": code})
    dits = _citer(balise, code, lus.correspondances.get(code, ()))
    dits += _ecrire_les_departs(balise, code, lus.references.get(code, ()))
    for periode in choisies:
        _ecrire_une_periode(balise, periode)
    return dits


def _decrire(indicateur: Indicateur, choisies: Sequence[periodes.Periode]) -> str:
    """La définition, l'unité, les termes d'un ratio, et combien de chiffres de ces périodes manquent."""
    absents = [c for p in choisies for c in p.chiffres if c.valeur is None]
    masques = sum(c.etat == MASQUE for c in absents)
    comptes = (
        francais.compte(masques, "chiffre masqué", "chiffres masqués") if masques else "",
        francais.compte(len(absents) - masques, "chiffre non disponible", "chiffres non disponibles")
        if len(absents) > masques
        else "",
    )
    manque = " et ".join(c for c in comptes if c)
    dits = (
        indicateur.definition or "",
        f"Unité : {indicateur.unite}.",
        f"Numérateur : {indicateur.numerateur}." if indicateur.numerateur else "",
        f"Dénominateur : {indicateur.denominateur}." if indicateur.denominateur else "",
        f"Absents de ce fichier : {manque}." if manque else "",
    )
    return " ".join(d for d in dits if d)


def _citer(balise: Element, code: str, correspondances: Sequence[Correspondance]) -> list[str]:
    """Les codes d'ailleurs dont la valeur est celle-ci ; un facteur en ferait une autre (règle X6)."""
    dits = []
    for autre in correspondances:
        if autre.systeme.upper() == "CAD":
            continue
        if autre.facteur != 1:
            dits.append(f"{code} : le code {autre.code_externe} ({autre.systeme}) a un facteur, il n’est pas cité")
            continue
        vocabulaire, deux_points, externe = autre.code_externe.partition(":")
        if autre.systeme.upper() == _SYSTEME_IATI and deux_points and vocabulaire.strip().isdigit():
            ajouter(balise, "reference", {"vocabulary": vocabulaire.strip(), "code": externe.strip()})
        else:
            ajouter(balise, "reference", {"vocabulary": autre.systeme, "code": autre.code_externe})
    return dits


def _ecrire_les_departs(balise: Element, code: str, references: Sequence[Reference]) -> list[str]:
    sans_date = [r.code_zone for r in references if r.date is None]
    for depart in references:
        if depart.date is not None:
            dites = {"iso-date": depart.date.isoformat(), "year": str(depart.date.year), "value": nombre(depart.valeur)}
            _situer(ajouter(balise, "baseline", dites), depart.code_zone)
    return [f"{code} : valeur de départ sans date, que la norme demande ({', '.join(sans_date)})"] if sans_date else []


def _ecrire_une_periode(indicateur: Element, periode: periodes.Periode) -> None:
    presents = [c for c in periode.chiffres if c.valeur is not None]
    if not presents and not periode.cibles:
        return
    balise = ajouter(indicateur, "period")
    ajouter(balise, "period-start", {"iso-date": periode.debut.isoformat()})
    ajouter(balise, "period-end", {"iso-date": periode.fin.isoformat()})
    totaux = {c.code_zone: c for c in periode.chiffres if c.dimension is None}
    for cible in periode.cibles:
        visee = ajouter(balise, "target", {"value": nombre(cible.valeur)})
        _situer(visee, cible.code_zone)
        total = totaux.get(cible.code_zone)
        if total is not None and total.valeur is None:
            raconter(visee, "comment", f"Pas de valeur publiée : {_absence(total)}.")
    for chiffre in presents:
        _ecrire_un_chiffre(balise, chiffre)


def _absence(chiffre: Chiffre) -> str:
    return "chiffre masqué" if chiffre.etat == MASQUE else "chiffre non disponible"


def _ecrire_un_chiffre(periode: Element, chiffre: Chiffre) -> None:
    assert chiffre.valeur is not None
    balise = ajouter(periode, "actual", {"value": nombre(chiffre.valeur)})
    _situer(balise, chiffre.code_zone)
    if chiffre.dimension is not None:
        ajouter(balise, "dimension", {"name": chiffre.dimension, "value": chiffre.modalite or ""})
    recu = f" : {chiffre.recues or 0} des {chiffre.attendues} envois attendus" if chiffre.attendues else ""
    dits = (f"Provisoire{recu}." if chiffre.provisoire else "", chiffre.commentaire or "")
    if mot := " ".join(d for d in dits if d):
        raconter(balise, "comment", mot)


def _situer(balise: Element, zone: str) -> None:
    """Une région se dit ; sans lieu, c'est tout le projet."""
    if zone != _TOUT_LE_PROJET:
        ajouter(balise, "location", {"ref": zone})
