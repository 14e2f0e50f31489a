"""D'une feuille brute à une table : trouver la ligne d'en-têtes et les colonnes déclarées (règles L1 et L2).

Lit comme une personne : bandeau de titre au-dessus, accents, majuscules, espaces, ligne HXL, cellules fusionnées.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from domaine.feuilles.cadre import FEUILLES_D_AIDE, PAR_NOM
from domaine.feuilles.declaration import Feuille, normaliser_entete
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de

#: Colonnes d'un classeur que le programme écrit : elles expliquent ou rappellent, elles ne sont pas des données.
COLONNE_MOTIF, COLONNE_RAPPEL = "motif_du_rejet", "rappel"
#: Types qui s'additionnent : une fusion ne les répète pas.
TYPES_NOMBRE = ("nombre", "entier", "pct")
#: Les en-têtes sont cherchés dans ces premières lignes.
LIGNES_D_ENTETE = 20
_ETIQUETTE_HXL = re.compile(r"#\s*[a-z]")


@dataclass(frozen=True)
class MentionPourcentage:
    """Une cellule montrée avec un %.

    Attributes:
        indice: rang de sa ligne dans `TableBrute.lignes`.
        lu, montre: le nombre lu et celui que le tableur montre ; `None` quand le signe est écrit dans un texte.
    """

    indice: int
    colonne: str
    lu: float | None = None
    montre: float | None = None


@dataclass
class TableBrute:
    """Les lignes d'une feuille reconnue.

    Attributes:
        feuille: sa déclaration.
        nom: le nom reçu de la feuille.
        colonnes: nom de colonne déclarée → rang dans la ligne (0 = A).
        entetes: rang → en-tête reçu, attendu ou non.
        aides: rangs des colonnes qui expliquent et ne sont pas des données.
        numeros: numéro de tableur de chaque ligne de données.
        lignes: cellules de chaque ligne de données.
        au_dessus: les lignes, avec leur numéro, d'avant les en-têtes, et celle de leurs étiquettes HXL.
        depuis_1904: les jours du classeur se comptent depuis 1904.
        origine: pour une ligne faite par une correction, la feuille des corrections et le rang de sa ligne.
        adresses: nom de colonne → rang à nommer dans un message, quand ce n'est pas celui de `colonnes` : une ligne
            faite d'une autre (une correction, une soumission) n'a pas la place de ses cellules.
        pourcentages: cellules montrées avec un %, notées par `etl.lignes.pourcentages`.
        intactes: indices des lignes du modèle que personne n'a touchées (`etl.lignes.intactes`).
        depots_d_origine: le dépôt que redonne un classeur de rejets, «3 0123456789ab» (`etl.lignes.reprises`).
        groupes: en-têtes reçus dont le groupe d'un formulaire a été ôté («visite/date»).
        personnelles: rangs des colonnes qu'un formulaire ajoute de lui-même : leurs cellules n'entrent nulle part.
        tues: par ligne, les colonnes dont elle ne dit rien, et qui gardent ce que l'on savait (règle K6) ; vide pour
            un classeur, qui dit tout ce qu'il sait.
        soumissions: l'identité de la soumission de chaque ligne, dans l'ordre de `lignes` (règle K5).
        fautes: ce qu'une ligne a de faux avant toute conversion : indice, code, colonne, valeur, détail.
    """

    feuille: Feuille
    nom: str
    colonnes: dict[str, int] = field(default_factory=dict)
    entetes: dict[int, str] = field(default_factory=dict)
    numeros: list[int] = field(default_factory=list)
    lignes: list[list[Cellule]] = field(default_factory=list)
    au_dessus: list[tuple[int, list[Cellule]]] = field(default_factory=list)
    aides: set[int] = field(default_factory=set)
    sans_entete: bool = False
    depuis_1904: bool = False
    origine: tuple[TableBrute, int] | None = None
    adresses: dict[str, int] | None = None
    pourcentages: list[MentionPourcentage] = field(default_factory=list)
    intactes: set[int] = field(default_factory=set)
    depots_d_origine: frozenset[str] = frozenset()
    groupes: list[str] = field(default_factory=list)
    personnelles: set[int] = field(default_factory=set)
    tues: list[frozenset[str]] = field(default_factory=list)
    soumissions: list[str] = field(default_factory=list)
    fautes: list[tuple[int, str, str, str, str]] = field(default_factory=list)

    @property
    def largeur_connue(self) -> int:
        """Colonnes à parcourir pour voir toutes celles qui sont déclarées ; 0 si aucune n'est là."""
        return max(self.colonnes.values(), default=-1) + 1


def lettre_colonne(rang: int) -> str:
    """Lettre de tableur d'une colonne comptée de zéro.

    >>> lettre_colonne(0), lettre_colonne(27)
    ('A', 'AB')
    """
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def feuille_declaree(nom: str) -> Feuille | None:
    """La déclaration d'une feuille reçue, ou `None`."""
    return PAR_NOM.get(normaliser_entete(nom))


def est_feuille_d_aide(nom: str) -> bool:
    """Vrai pour les feuilles que le modèle ajoute (mode d'emploi, listes)."""
    return normaliser_entete(nom) in FEUILLES_D_AIDE


def _formes(entete: str) -> tuple[str, ...]:
    """Les formes comparables d'un en-tête : entier, puis sans sa parenthèse («note (/20)»)."""
    entier = normaliser_entete(entete)
    if "(" not in entete and len(entete) <= 200:
        return (entier,)
    return entier, normaliser_entete(re.sub(r"\([^)]{0,60}\)", "", entete[:200]))


@functools.cache
def noms_attendus(feuille: Feuille) -> dict[str, str]:
    """Forme comparable d'un en-tête accepté → nom de la colonne."""
    noms = {normaliser_entete(autre): c.nom for c in feuille.colonnes for autre in (*c.autres_noms, c.titre) if autre}
    return noms | {normaliser_entete(c.nom): c.nom for c in feuille.colonnes}


def colonnes_reconnues(ligne: list[Cellule], feuille: Feuille) -> set[str]:
    """Les colonnes de la feuille qu'une ligne nomme."""
    attendus = noms_attendus(feuille)
    return {nom for c in ligne if isinstance(c, str) if (nom := _nommee(c, attendus) or _groupee(c, attendus))}


def _nommee(entete: str, attendus: dict[str, str]) -> str:
    """La colonne qu'un en-tête nomme ; vide s'il n'en nomme aucune."""
    return next((attendus[f] for f in _formes(entete) if f in attendus), "")


def _groupee(entete: str, attendus: dict[str, str]) -> str:
    """Celle qu'il nomme sans le groupe d'un formulaire («visite/date») ; «hommes/femmes» n'en a pas."""
    *groupes, nom = entete[:200].split("/")
    return "" if not groupes or any(_nommee(g, attendus) for g in groupes) else _nommee(nom, attendus)


def lire_table(brute: FeuilleBrute, feuille: Feuille) -> TableBrute:
    """Trouve les en-têtes et rend les lignes de données ; `sans_entete` si rien n'est reconnu."""
    attendus = noms_attendus(feuille)
    meilleur, reconnues = -1, 0
    for i, ligne in enumerate(brute.lignes[:LIGNES_D_ENTETE]):
        trouvees = colonnes_reconnues(ligne, feuille)
        if len(trouvees) > reconnues:
            meilleur, reconnues = i, len(trouvees)
    table = TableBrute(feuille, brute.nom, depuis_1904=brute.depuis_1904)
    if reconnues < min(2, len(feuille.colonnes)):
        table.sans_entete = any(texte_de(c) for ligne in brute.lignes for c in ligne)
        return table
    table.au_dessus = list(enumerate(brute.lignes[:meilleur], start=1))
    _lire_entetes(table, brute.lignes[meilleur], attendus)
    nombres = {r for n, r in table.colonnes.items() if feuille.colonne(n).type in TYPES_NOMBRE}
    _etendre_fusions(brute, meilleur, nombres)
    for i in range(meilleur + 1, len(brute.lignes)):
        ligne = brute.lignes[i]
        if not est_vide(ligne):
            if i == meilleur + 1 and est_hxl(ligne):
                table.au_dessus.append((i + 1, ligne))
                continue
            table.numeros.append(i + 1)
            table.lignes.append(ligne)
    return table


def est_vide(ligne: list[Cellule]) -> bool:
    """Vrai d'une ligne sans rien à lire."""
    for cellule in ligne:
        if cellule is not None and not (isinstance(cellule, str) and (cellule == "" or cellule.isspace())):
            return False
    return True


def _lire_entetes(table: TableBrute, ligne: list[Cellule], attendus: dict[str, str]) -> None:
    vus: set[str] = set()
    for rang, cellule in enumerate(ligne):
        texte = texte_de(cellule)
        if not texte:
            continue
        # Un en-tête répété garde son propre nom : sans quoi ses cellules écraseraient celles du premier.
        table.entetes[rang] = f"{texte} (répété, colonne {lettre_colonne(rang)})" if texte in vus else texte
        vus.add(texte)
        if normaliser_entete(texte) in (COLONNE_MOTIF, COLONNE_RAPPEL):
            table.aides.add(rang)
            continue
        nom = _nommee(texte, attendus)
        if nom and nom not in table.colonnes:
            table.colonnes[nom] = rang
    for rang, texte in table.entetes.items():
        nom = _groupee(texte, attendus)
        if nom and nom not in table.colonnes:
            table.colonnes[nom] = rang
            table.groupes.append(texte)


def est_hxl(ligne: list[Cellule]) -> bool:
    """Vrai d'une ligne d'étiquettes HXL."""
    textes = [t for c in ligne if (t := texte_de(c))]
    return bool(textes) and all(_ETIQUETTE_HXL.match(t) for t in textes)


def _etendre_fusions(brute: FeuilleBrute, entete: int, nombres: set[int]) -> None:
    """Une cellule fusionnée vers le bas vaut pour toutes ses lignes, comme à la lecture ; sauf un nombre (règle L3).

    Répété, un nombre serait compté plusieurs fois : il reste à sa première ligne, et les autres se disent sans valeur.

    Deux fusions d'une même colonne ne se recouvrent jamais dans un vrai classeur : ce qui recouvre est ignoré, et le
    travail reste borné par le nombre de cellules.
    """
    faites: dict[int, int] = {}
    for debut, colonne, fin in sorted(brute.fusions):
        if debut <= entete or debut <= faites.get(colonne, -1) or debut >= len(brute.lignes):
            continue
        faites[colonne] = fin
        if colonne in nombres:
            continue
        valeur = brute.lignes[debut][colonne] if colonne < len(brute.lignes[debut]) else ""
        for ligne in brute.lignes[debut + 1 : fin + 1]:
            if colonne < len(ligne) and ligne[colonne] == "":
                ligne[colonne] = valeur
