"""Un export de valeurs de DHIS2, lu comme la feuille `Valeurs` (règle K10).

Les éléments de données se nomment dans `Correspondances` (système «DHIS2»), les unités se lisent comme des zones, les
combinaisons de catégories dans `Formulaires` («DHIS2»). Qui a saisi (`storedby`) et les commentaires n'entrent pas.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import normaliser_entete
from domaine.francais import enumerer, nombre
from domaine.periodes import sans_accent
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import LIGNES_D_ENTETE, TableBrute, est_vide
from etl.lignes.faute import Faute
from etl.lignes.gardees import SignalementFichier
from etl.lignes.nombres import lire_nombre
from etl.lignes.reconnaissance import est_dhis2
from etl.lignes.tampon import Tampon
from etl.soumissions.regles import DHIS2, Regle

#: Ce que dit chaque colonne, sous tous ses noms : celui, l'identifiant ou le code que l'export a choisi de donner.
_COLONNES: Final = {
    "element": ("dataelement", "dataelementid", "dataelementname", "dataelementcode", "data", "dataid"),
    "periode": ("period", "periodid", "periodcode", "periodname"),
    "unite": ("orgunit", "organisationunit", "orgunitid", "orgunitname", "orgunitcode", "organisationunitid"),
    "categorie": ("categoryoptioncombo", "categoryoptioncomboid", "categoryoptioncomboname", "categoryoptioncombocode"),
    "attribut": ("attributeoptioncombo", "attributeoptioncomboid", "attributeoptioncomboname"),
    "valeur": ("value",),
    "supprimee": ("deleted",),
}
#: La combinaison qui n'en est pas une : le total, sous son nom et sous l'identifiant que tout DHIS2 lui donne.
_TOTAL: Final = frozenset(("", "default", "hllvx50cxc0"))
#: Ce qui suit le nom d'un élément, dans `Correspondances`, quand il n'est qu'un terme de l'indicateur.
_TERME = re.compile(r"(.*\S)\s*\((numerateur|denominateur|effectif)\)", re.DOTALL)
_PERIODES: Final = (
    (re.compile(r"(\d{4})Q([1-4])"), "{0}-T{1}"),
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])"), "{0}-{1}"),
    (re.compile(r"(\d{4})S([12])"), "{0}-S{1}"),
)
_ORDRE: Final = ("code_indicateur", "code_zone", "periode", "dimension", "modalite")
_TERMES: Final = ("valeur", "numerateur", "denominateur", "effectif")
_NOMMES_MAX = 8


@dataclass(frozen=True)
class _Element:
    """Ce qu'un élément de données dit d'un indicateur : sa valeur, ou un de ses termes."""

    code: str
    terme: str
    facteur: float


@dataclass
class ExportLu:
    """La table que donne un export, et ce qui s'en dit une fois."""

    table: TableBrute
    signalements: list[SignalementFichier] = field(default_factory=list)


def lire_periode_dhis2(texte: str) -> str:
    """Une période de DHIS2 telle que nous l'écrivons ; ce qui n'a pas d'équivalent (une semaine) reste tel quel.

    >>> lire_periode_dhis2("2024Q2"), lire_periode_dhis2("202406"), lire_periode_dhis2("2024W12")
    ('2024-T2', '2024-06', '2024W12')
    """
    for motif, ecriture in _PERIODES:
        if lue := motif.fullmatch(texte):
            return ecriture.format(*lue.groups())
    return texte


def lire_export(rang: int, brute: FeuilleBrute, tampon: Tampon, regles: list[Regle]) -> ExportLu | None:
    """Lit un export ; `None` si aucun de ses éléments n'est dans `Correspondances`.

    Args:
        tampon: le cadre y est lu.
        regles: celles de `Formulaires` pour DHIS2.
    """
    elements = _lire_elements(tampon)
    entetes = next(i for i in range(LIGNES_D_ENTETE) if est_dhis2(brute.lignes[i : i + 1]))
    lecteur = _Lecteur(brute, entetes, tampon, elements, regles)
    if not lecteur.reconnait():
        return None
    for i, ligne in enumerate(brute.lignes[entetes + 1 :], start=entetes + 2):
        if not est_vide(ligne):
            lecteur.ajouter(i, ligne)
    return ExportLu(lecteur.table(), lecteur.signalements(rang))


def _lire_elements(tampon: Tampon) -> dict[str, _Element]:
    lus = tampon.connexion.execute(
        "SELECT code_externe, code_indicateur, coalesce(facteur, 1) FROM s_correspondance "
        "WHERE lower(trim(systeme)) = ? ORDER BY id_ligne",
        [DHIS2],
    ).fetchall()
    elements = {}
    for externe, code, facteur in lus:
        terme = _TERME.fullmatch(sans_accent(externe))
        nom, dit = (terme[1], terme[2]) if terme else (sans_accent(externe), "valeur")
        elements[_forme(nom)] = _Element(str(code), dit, float(facteur) or 1.0)
    return elements


def _forme(texte: str) -> str:
    return " ".join(sans_accent(texte).split())


class _Lecteur:
    """Les lignes d'un export, rassemblées par clé : les deux termes d'un ratio sont deux lignes reçues."""

    def __init__(
        self,
        brute: FeuilleBrute,
        entetes: int,
        tampon: Tampon,
        elements: dict[str, _Element],
        regles: list[Regle],
    ) -> None:
        self._brute, self._entetes, self._tampon, self._elements = brute, entetes, tampon, elements
        formes = {r: normaliser_entete(texte_de(c)).replace("_", "") for r, c in enumerate(brute.lignes[entetes])}
        self._rangs = {quoi: [r for r, f in formes.items() if f in noms] for quoi, noms in _COLONNES.items()}
        self._combinaisons = {_forme(r.valeur_recue): r.valeur for r in regles if r.valeur_recue}
        self._lignes: dict[tuple[str, ...], list[tuple[int, dict[str, Cellule], tuple[str, ...] | None]]] = {}
        self._inconnus: Counter[str] = Counter()
        self._unites: Counter[str] = Counter()
        self._facteurs: dict[str, float] = {}
        self._supprimees = 0

    def reconnait(self) -> bool:
        """Vrai si un élément au moins est connu."""
        return any(self._element(ligne)[1] for ligne in self._brute.lignes[self._entetes + 1 :])

    def _dits(self, ligne: list[Cellule], quoi: str) -> list[str]:
        return [t for r in self._rangs[quoi] if r < len(ligne) and (t := texte_de(ligne[r]))]

    def _element(self, ligne: list[Cellule]) -> tuple[str, _Element | None]:
        dits = self._dits(ligne, "element")
        return next(iter(dits), ""), next((e for d in dits if (e := self._elements.get(_forme(d)))), None)

    def ajouter(self, numero: int, ligne: list[Cellule]) -> None:
        """Une valeur reçue : un terme de plus d'une ligne connue, ou une ligne de plus."""
        nom, element = self._element(ligne)
        if element is None:
            self._inconnus[nom] += 1
            return
        if any(d.casefold() == "true" for d in self._dits(ligne, "supprimee")):
            self._supprimees += 1
            return
        zone = self._zone(ligne, element.code)
        periode = lire_periode_dhis2(next(iter(self._dits(ligne, "periode")), ""))
        dimension, modalite, faute = self._combinaison(ligne)
        valeur = self._valeur(ligne, nom, element)
        cle = (element.code, zone, periode, dimension, modalite)
        memes = self._lignes.setdefault(cle, [])
        libre = next((cellules for _, cellules, _ in memes if element.terme not in cellules), None)
        if libre is not None and element.terme != "valeur" and "valeur" not in libre:
            libre[element.terme] = valeur
        else:
            memes.append((numero, {element.terme: valeur}, faute))

    def _zone(self, ligne: list[Cellule], code: str) -> str:
        """Le premier des noms d'une unité qui se lit ; à défaut le premier, que la lecture dira inconnu."""
        dits, niveau = self._dits(ligne, "unite"), self._tampon.niveaux.get(code, "")
        lus = [(d, self._tampon.rapprocheur.lire(d, niveau)) for d in dits]
        if juste := next((d for d, lu in lus if lu.code), ""):
            return juste
        if lus and lus[0][1].faute == "zone_inconnue":
            self._unites[dits[0]] += 1
        return next(iter(dits), "")

    def _combinaison(self, ligne: list[Cellule]) -> tuple[str, str, tuple[str, ...] | None]:
        """Dimension et modalité ; la faute d'une combinaison que rien ne traduit."""
        dimension = modalite = ""
        for quoi, recue in (("categorie", "categoryOptionCombo"), ("attribut", "attributeOptionCombo")):
            dits = self._dits(ligne, quoi)
            traduite = next((v for d in dits if (v := self._combinaisons.get(_forme(d)))), "")
            if "=" in traduite:
                dimension, _, modalite = (x.strip() for x in traduite.partition("="))
            elif dits and not traduite and not any(d.casefold() in _TOTAL for d in dits):
                # Sous sa propre modalité : mise de côté, elle ne doit pas contredire le total.
                return recue, dits[0], ("dhis2_combinaison", "modalite", dits[0][:200], recue)
        return dimension, modalite, None

    def _valeur(self, ligne: list[Cellule], nom: str, element: _Element) -> Cellule:
        dits = [ligne[r] for r in self._rangs["valeur"] if r < len(ligne)]
        recue: Cellule = next(iter(dits), "")
        if element.facteur == 1 or not texte_de(recue):
            return recue
        lue = lire_nombre(recue)
        self._facteurs[nom] = element.facteur
        return recue if isinstance(lue, Faute) or lue is None else lue / element.facteur

    def table(self) -> TableBrute:
        """Les lignes de `Valeurs`, dans l'ordre reçu."""
        noms = (*_ORDRE, *_TERMES)
        table = TableBrute(PAR_TABLE["valeur"], self._brute.nom, {nom: i for i, nom in enumerate(noms)})
        lieux = {"code_indicateur": "element", "code_zone": "unite", "periode": "periode", "modalite": "categorie"}
        lieux |= dict.fromkeys(_TERMES, "valeur")
        table.adresses = {nom: self._rangs[quoi][0] for nom, quoi in lieux.items() if self._rangs[quoi]}
        rangees = [(numero, cle, c, faute) for cle, memes in self._lignes.items() for numero, c, faute in memes]
        for numero, cle, cellules, faute in sorted(rangees, key=lambda r: r[0]):
            if faute:
                table.fautes.append((len(table.lignes), faute[0], faute[1], faute[2], faute[3]))
            table.numeros.append(numero)
            table.lignes.append([*cle, *(cellules.get(terme, "") for terme in _TERMES)])
        return table

    def signalements(self, rang: int) -> list[SignalementFichier]:
        """Ce qui se dit une fois : éléments sans correspondance, unités inconnues, facteurs, valeurs supprimées."""
        dits = [
            ("dhis2_elements", _nommer(self._inconnus), self._inconnus.total()),
            ("dhis2_unites", _nommer(self._unites), self._unites.total()),
            ("dhis2_supprimees", "", self._supprimees),
        ]
        faits = [SignalementFichier(rang, c, self._brute.nom, "", nombre(n), quoi) for c, quoi, n in dits if n]
        for nom, facteur in self._facteurs.items():
            faits.append(SignalementFichier(rang, "dhis2_facteur", self._brute.nom, "", nom[:200], nombre(facteur)))
        return faits


def _nommer(comptes: Counter[str]) -> str:
    nommes = [f"«{nom[:60]}»" for nom, _ in comptes.most_common(_NOMMES_MAX)]
    suite = [f"{nombre(len(comptes) - len(nommes))} autres"] if len(comptes) > len(nommes) else []
    return enumerer(nommes + suite, "et") if nommes else ""
