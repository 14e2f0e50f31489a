"""Les feuilles de formulaire d'un fichier, chacune sous celle qui la contient (règle K4).

Un groupe répété a sa propre feuille ; Kobo la rattache par des numéros de ligne, ODK par des clés. Le chemin d'une
feuille à sa principale est borné par les feuilles du fichier : un cercle n'y tourne pas.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field

from domaine.feuilles.declaration import normaliser_entete
from domaine.feuilles.passerelles import FORMULAIRES
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import LIGNES_D_ENTETE, est_vide
from etl.soumissions.identite import lire_instant
from etl.soumissions.plans import Lignee, Remplie, planifier, planifier_selon
from etl.soumissions.recue import FeuilleRecue, est_la_marque, lire_recue, porte_la_marque
from etl.soumissions.regles import Regle, Regles

#: (Le numéro ou la clé du parent, ce qui ne va pas.)
Faute = tuple[str, str]


@dataclass
class Noeud:
    """Une feuille de formulaire.

    Attributes:
        formulaire: le nom du formulaire, ou de la feuille que des règles lisent.
        soumissions: indice de ligne → identité de sa soumission ; celles qui n'entrent pas n'y sont pas.
        parents: indice de ligne → celui de sa ligne dans la feuille du parent.
        fautes: indice de ligne → pourquoi son parent ne se trouve pas.
    """

    recue: FeuilleRecue
    formulaire: str
    parent: Noeud | None = None
    remplies: list[Remplie] = field(default_factory=list)
    soumissions: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    fautes: dict[int, Faute] = field(default_factory=dict)
    _rattachee: bool = False

    def formulaire_de(self, ligne: list[Cellule]) -> str:
        """Le formulaire d'une soumission : ce que dit sa marque («visites GAO»), ou celui de la feuille."""
        rang = self._rang_de_la_marque
        marque = texte_de(ligne[rang]) if rang is not None and rang < len(ligne) else ""
        return " ".join(marque[:80].split()) or self.formulaire

    @functools.cached_property
    def _rang_de_la_marque(self) -> int | None:
        return next((r for r, t in self.recue.entetes.items() if est_la_marque(t)), None)

    def instant(self, numero: int) -> str:
        """Quand fut envoyée la soumission d'une ligne, par son numéro de tableur."""
        return self._instants.get(numero, "")

    @functools.cached_property
    def _instants(self) -> dict[int, str]:
        return {numero: lire_instant(self.recue, ligne) for numero, ligne in self.recue.lignes}

    def lignee(self, indice: int) -> tuple[Lignee | None, Faute | None]:
        """Une ligne et celles qui la contiennent ; `None` si sa soumission n'entre pas, une faute si rien n'y mène."""
        ligne = self.recue.lignes[indice][1]
        if indice in self.fautes:
            return [ligne], self.fautes[indice]
        if indice not in self.soumissions:
            return None, None
        if self.parent is None:
            return [ligne], None
        dessus, faute = self.parent.lignee(self.parents[indice])
        return ([ligne, *dessus] if dessus is not None else None), faute

    def rattacher(self) -> None:
        """Trouve la ligne du parent de chaque ligne, et avec elle sa soumission ; ceux du dessus d'abord."""
        if self._rattachee or self.parent is None:
            return
        self._rattachee = True
        self.parent.rattacher()
        reperes = [_reperer(self.parent.recue, quoi) for _, quoi in _LIENS]
        for i, (_, ligne) in enumerate(self.recue.lignes):
            self._rattacher_ligne(i, ligne, reperes)

    def _rattacher_ligne(self, indice: int, ligne: list[Cellule], reperes: list[dict[str, list[int]]]) -> None:
        assert self.parent is not None
        dit = ""
        for (lien, _), repere in zip(_LIENS, reperes, strict=True):
            dit = self.recue.dit(ligne, lien)
            if not dit or not repere:
                continue
            trouvees = repere.get(dit, [])
            if len(trouvees) != 1:
                combien = f"{len(trouvees)} lignes le portent" if trouvees else "aucune ligne ne le porte"
                self.fautes[indice] = (dit[:80], f"{combien} dans «{self.parent.recue.nom[:60]}»")
            elif trouvees[0] in self.parent.fautes:
                self.fautes[indice] = (dit[:80], f"la ligne de «{self.parent.recue.nom[:60]}» n'a pas le sien")
            elif trouvees[0] in self.parent.soumissions:
                self.parents[indice] = trouvees[0]
                self.soumissions[indice] = self.parent.soumissions[trouvees[0]]
            return
        self.fautes[indice] = (dit[:80], "l'export ne dit pas de quelle ligne est celle-ci")


#: Ce qui rattache une ligne à celle de son parent : la colonne chez elle, la colonne chez lui.
_LIENS = (
    ("cle_parent", "uuid"),
    ("index_parent", "index"),
    ("uuid_soumission", "uuid"),
    ("id_soumission", "id"),
)


def _reperer(recue: FeuilleRecue, quoi: str) -> dict[str, list[int]]:
    reperes: dict[str, list[int]] = defaultdict(list)
    for i, (_, ligne) in enumerate(recue.lignes):
        if dit := recue.dit(ligne, quoi):
            reperes[dit].append(i)
    return reperes


def trouver(brutes: list[FeuilleBrute], regles: Regles) -> dict[int, Noeud]:
    """Les feuilles de formulaire d'un fichier, par leur rang, rattachées et planifiées."""
    arbre = _de_nos_formulaires(brutes)
    siens = set(arbre)
    for i, brute in enumerate(brutes):
        formulaire, siennes = regles.de(brute.nom) if i not in arbre else ("", [])
        if siennes and (noeud := _d_ailleurs(brute, formulaire, siennes)):
            arbre[i] = noeud
    for rang in [r for r in arbre if r not in siens]:
        _planifier_d_ailleurs(arbre[rang], brutes, arbre, regles)
    return dict(sorted(arbre.items()))


def _de_nos_formulaires(brutes: list[FeuilleBrute]) -> dict[int, Noeud]:
    arbre: dict[int, Noeud] = {}
    for i, brute in enumerate(brutes):
        rang = porte_la_marque(brute)
        if rang is None:
            continue
        noeud = Noeud(lire_recue(brute, rang), "")
        noms = (noeud.formulaire_de(ligne).partition(" ")[0] for _, ligne in noeud.recue.lignes)
        noeud.formulaire = next((nom for nom in noms if nom in FORMULAIRES), "")
        if noeud.formulaire:
            formulaire = FORMULAIRES[noeud.formulaire]
            tables = {table: k == 0 for k, table in enumerate(formulaire.tables)}
            noeud.remplies = planifier([noeud.recue], tables, noeud.formulaire)
            arbre[i] = noeud
            _suivre_groupes(brutes, arbre, noeud, formulaire.repetees)
    return arbre


def _suivre_groupes(
    brutes: list[FeuilleBrute], arbre: dict[int, Noeud], racine: Noeud, tables: tuple[str, ...]
) -> None:
    """Les feuilles des groupes répétés d'une principale, du dehors au dedans ; une feuille n'en est qu'une fois."""
    dessus = racine
    for table in tables:
        rang = _feuille_du_groupe(brutes, arbre, racine, table)
        if rang is None:
            return
        noeud = Noeud(lire_recue(brutes[rang], _entetes_de(brutes[rang])), racine.formulaire, dessus)
        lignee = [noeud.recue]
        ancetre: Noeud | None = dessus
        while ancetre is not None:
            lignee.append(ancetre.recue)
            ancetre = ancetre.parent
        noeud.remplies = planifier(lignee, {table: True}, racine.formulaire)
        arbre[rang], dessus = noeud, noeud


def _feuille_du_groupe(brutes: list[FeuilleBrute], arbre: dict[int, Noeud], racine: Noeud, table: str) -> int | None:
    """Celle qui porte le nom du groupe, seul ou au bout de celui du formulaire («spi_gao-spi_etape»)."""
    candidates = [
        i for i, b in enumerate(brutes) if i not in arbre and f"_{normaliser_entete(b.nom)}".endswith(f"_{table}")
    ]
    prefixees = [i for i in candidates if brutes[i].nom.startswith(racine.recue.nom)]
    return next(iter([*prefixees, *candidates]), None)


def _entetes_de(brute: FeuilleBrute) -> int:
    """La première ligne remplie : un serveur n'écrit rien au-dessus des en-têtes."""
    return next((i for i, ligne in enumerate(brute.lignes) if not est_vide(ligne)), 0)


def _d_ailleurs(brute: FeuilleBrute, formulaire: str, regles: list[Regle]) -> Noeud | None:
    """Une feuille que des règles nomment ; `None` si aucune ligne n'a d'en-tête qu'elles disent."""
    meilleur, reconnues = None, 0
    for i, ligne in enumerate(brute.lignes[:LIGNES_D_ENTETE]):
        if est_vide(ligne):
            continue
        recue = lire_recue(FeuilleBrute(brute.nom, [ligne]), 0)
        trouvees = sum(recue.source((r.colonne_recue,)) is not None for r in regles)
        if trouvees > reconnues:
            meilleur, reconnues = i, trouvees
    return None if meilleur is None else Noeud(lire_recue(brute, meilleur), formulaire)


def _planifier_d_ailleurs(noeud: Noeud, brutes: list[FeuilleBrute], arbre: dict[int, Noeud], regles: Regles) -> None:
    """Rattache une feuille d'ailleurs à celles qui la contiennent, puis dit ce qu'elle remplit."""
    lignee, courant, vues = [noeud.recue], noeud, {id(noeud.recue.brute)}
    while (rang := _rang_du_parent(courant, brutes)) is not None and id(brutes[rang]) not in vues:
        vues.add(id(brutes[rang]))
        if rang not in arbre:
            nom, _ = regles.de(brutes[rang].nom)
            arbre[rang] = Noeud(lire_recue(brutes[rang], _entetes_de(brutes[rang])), nom)
        courant.parent = arbre[rang]
        lignee.append(arbre[rang].recue)
        courant = arbre[rang]
    noeud.remplies = planifier_selon(lignee, regles.de(noeud.recue.nom)[1])


def _rang_du_parent(noeud: Noeud, brutes: list[FeuilleBrute]) -> int | None:
    """La feuille que nomme `_parent_table_name`, ou celle dont le nom commence le sien (ODK)."""
    recue = noeud.recue
    if recue.metadonnees.keys().isdisjoint(("index_parent", "cle_parent")):
        return None
    nommee = next((dit for _, ligne in recue.lignes if (dit := recue.dit(ligne, "table_parent"))), "")
    autres = [(i, b.nom) for i, b in enumerate(brutes) if b is not recue.brute]
    if nommee:
        forme = normaliser_entete(nommee[:31])
        return next((i for i, nom in autres if normaliser_entete(nom[:31]) == forme), None)
    prefixes = [(len(nom), i) for i, nom in autres if recue.nom.startswith(f"{nom}-")]
    return max(prefixes)[1] if prefixes else None
