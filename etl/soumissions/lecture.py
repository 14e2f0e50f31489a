"""D'un fichier aux tables de nos feuilles : les feuilles de formulaire qu'il porte, ligne de soumission par ligne.

Une ligne faite ici garde le fichier, la feuille et le numéro reçus ; rien de ce qui dit qui a rempli n'y est (K8). Les
groupes répétés remontent à leur soumission par les numéros ou les clés de l'export : ce qui n'a pas de parent, ou en a
deux, est mis de côté.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field

from domaine.francais import enumerer, nombre
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.entetes import TableBrute
from etl.lignes.gardees import NUMEROS_DITS_MAX, SignalementFichier
from etl.soumissions.arbre import Noeud, trouver
from etl.soumissions.identite import Identites, Soumission
from etl.soumissions.plans import Remplie
from etl.soumissions.recue import est_la_marque
from etl.soumissions.regles import Regles

#: Colonnes non lues nommées dans un message.
_NOMMEES_MAX = 12


@dataclass(eq=False)
class Export:
    """Ce qu'un dépôt dit des soumissions d'un formulaire : identité → la soumission, rejetées comprises."""

    rang: int
    formulaire: str
    feuille: str
    soumissions: dict[str, Soumission] = field(default_factory=dict)

    @functools.cached_property
    def bornes(self) -> tuple[str, str]:
        """Le premier et le dernier envoi qu'il couvre ; vides s'il n'en dit aucun."""
        instants = [s.instant for s in self.soumissions.values() if s.instant]
        return min(instants, default=""), max(instants, default="")


@dataclass
class Lues:
    """Ce que donnent les formulaires d'un fichier.

    Attributes:
        feuilles: les feuilles reçues qui en sont, par leur rang dans le fichier.
    """

    feuilles: set[int] = field(default_factory=set)
    tables: list[TableBrute] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)
    signalements: list[SignalementFichier] = field(default_factory=list)


def lire_formulaires(rang: int, brutes: list[FeuilleBrute], regles: Regles, identites: Identites) -> Lues:
    """Lit les feuilles de formulaire d'un fichier ; les autres restent à lire comme celles d'un classeur."""
    lues = Lues()
    arbre = trouver(brutes, regles)
    lues.feuilles = set(arbre)
    exports: dict[str, Export] = {}
    for noeud in arbre.values():
        if noeud.parent is None:
            _retenir(noeud, exports, identites, rang, lues)
    for noeud in arbre.values():
        if noeud.parent is not None:
            noeud.rattacher()
    for noeud in arbre.values():
        lues.tables += [table for r in noeud.remplies if (table := _faire_table(noeud, r)).lignes]
        _dire_non_lues(noeud, rang, lues)
    lues.exports = list(exports.values())
    return lues


def _retenir(noeud: Noeud, exports: dict[str, Export], identites: Identites, rang: int, lues: Lues) -> None:
    """Les soumissions d'une feuille principale : une ligne par soumission, la dernière version, hors les rejetées."""
    versions: dict[str, list[tuple[int, Soumission]]] = defaultdict(list)
    for i, (numero, ligne) in enumerate(noeud.recue.lignes):
        formulaire = noeud.formulaire_de(ligne)
        soumission = identites.lire(noeud.recue, numero, ligne, formulaire)
        versions[soumission.identite or f"ligne {i}"].append((i, soumission))
        if soumission.identite:
            export = exports.setdefault(formulaire, Export(rang, formulaire, noeud.recue.nom))
            export.soumissions[soumission.identite] = soumission
    rejetees, repetees = [], []
    for memes in versions.values():
        # L'ordre des lignes ne décide que si rien d'autre ne le fait.
        i, derniere = max(memes, key=lambda v: (v[1].modifiee, v[1].instant, v[0]))
        repetees += [s.numero for j, s in memes if j != i]
        if derniere.identite:
            exports[noeud.formulaire_de(noeud.recue.lignes[i][1])].soumissions[derniere.identite] = derniere
        if derniere.rejetee:
            rejetees.append(derniere.numero)
        else:
            noeud.soumissions[i] = derniere.identite
    for code, numeros in (("soumissions_rejetees", rejetees), ("soumissions_repetees", repetees)):
        if numeros:
            lues.signalements.append(SignalementFichier(rang, code, noeud.recue.nom, "", dire_numeros(sorted(numeros))))


def dire_numeros(numeros: list[int]) -> str:
    """Des numéros de lignes, les premiers seulement."""
    dits = [str(n) for n in numeros[:NUMEROS_DITS_MAX]]
    suite = [f"{nombre(len(numeros) - len(dits))} autres"] if len(numeros) > len(dits) else []
    return enumerer(dits + suite, "et")


def _faire_table(noeud: Noeud, remplie: Remplie) -> TableBrute:
    """Les lignes d'une de nos feuilles : leurs cellules, dans l'ordre du plan, et leur place dans la feuille reçue."""
    entiere = remplie.entiere
    adresses = {nom: p.source.rang for nom, p in remplie.colonnes.items() if p.degre == 0}
    table = TableBrute(
        remplie.feuille,
        noeud.recue.nom,
        {nom: i for i, nom in enumerate(entiere)},
        adresses=adresses,
        depuis_1904=noeud.recue.brute.depuis_1904,
    )
    for i, (numero, _) in enumerate(noeud.recue.lignes):
        lignee, faute = noeud.lignee(i)
        if lignee is None or (lue := remplie.lire(lignee)) is None:
            continue
        if faute:
            table.fautes.append((len(table.lignes), "groupe_sans_parent", "", *faute))
        table.numeros.append(numero)
        table.lignes.append(lue[0])
        table.tues.append(lue[1])
        table.soumissions.append(noeud.soumissions.get(i, ""))
    if remplie.d_un_objet:
        _reunir(table, [noeud.instant(numero) for numero in table.numeros])
    return table


def _reunir(table: TableBrute, instants: list[str]) -> None:
    """D'un objet que plusieurs soumissions d'un export disent, une ligne : la dernière, et ce qu'elle tait."""
    rangs = [table.colonnes[nom] for nom in table.feuille.cle if nom in table.colonnes]
    objets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in sorted(range(len(table.lignes)), key=lambda i: (instants[i], table.numeros[i])):
        objets[tuple(str(table.lignes[i][r]).strip() for r in rangs)].append(i)
    gardees: list[int] = []
    for memes in objets.values():
        if not any(str(table.lignes[memes[0]][r]).strip() for r in rangs):
            gardees += memes
            continue
        derniere = memes[-1]
        for i in reversed(memes[:-1]):
            _completer(table, derniere, i)
        gardees.append(derniere)
    fautes = {faute[0]: faute[1:] for faute in table.fautes}
    gardees.sort()
    table.fautes = [(k, *fautes[i]) for k, i in enumerate(gardees) if i in fautes]
    for nom in ("numeros", "lignes", "tues", "soumissions"):
        entieres = getattr(table, nom)
        setattr(table, nom, [entieres[i] for i in gardees])


def _completer(table: TableBrute, derniere: int, avant: int) -> None:
    dites = table.tues[derniere] - table.tues[avant]
    for nom in dites & table.colonnes.keys():
        table.lignes[derniere][table.colonnes[nom]] = table.lignes[avant][table.colonnes[nom]]
    table.tues[derniere] -= dites


def _dire_non_lues(noeud: Noeud, rang: int, lues: Lues) -> None:
    """Les colonnes remplies que rien ne lit, nommées une fois ; leurs cellules n'entrent nulle part (règle K8)."""
    largeur = {r for _, ligne in noeud.recue.lignes for r, c in enumerate(ligne) if _est_remplie(c)}
    servies = noeud.recue.lues.union(noeud.recue.metadonnees.values())
    autres = [t for r, t in noeud.recue.entetes.items() if r in largeur and r not in servies and not est_la_marque(t)]
    if autres:
        dites = [f"«{t[:60]}»" for t in autres[:_NOMMEES_MAX]]
        suite = [f"{nombre(len(autres) - _NOMMEES_MAX)} autres"] if len(autres) > _NOMMEES_MAX else []
        lues.signalements.append(
            SignalementFichier(rang, "colonnes_de_soumission", noeud.recue.nom, "", "", enumerer(dites + suite, "et"))
        )


def _est_remplie(cellule: Cellule) -> bool:
    return cellule is not None and cellule != ""
