"""Ce qu'un fichier contient sans qu'on l'attende (règle L4) : feuilles et colonnes inconnues, gardées à part.

Borné par fichier : au-delà, le fichier lui-même, gardé entier dans les dépôts, en tient lieu, et l'anomalie le dit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.francais import enumerer, nombre
from domaine.recherche import proches
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.lignes.du_formulaire import DU_FORMULAIRE
from etl.lignes.entetes import LIGNES_D_ENTETE, TableBrute, noms_attendus
from etl.lignes.reconnaissance import feuille_ressemblante

#: Cellules gardées à part pour un fichier : une feuille de 5 000 lignes de 20 colonnes.
GARDEES_MAX = 100_000
#: Colonnes inconnues nommées une à une pour un fichier : plus que n'en porte une feuille.
COLONNES_DITES_MAX = 20_000
#: Colonnes inconnues d'une feuille dont on cherche à quoi elles ressemblent.
RESSEMBLANCES_MAX = 300
#: Numéros de lignes cités dans un message.
NUMEROS_DITS_MAX = 20
#: rang du dépôt, feuille, ligne (de 1), en-tête ou numéro de colonne (de 1), texte
Gardee = tuple[int, str, int, str, str]


@dataclass(frozen=True)
class SignalementFichier:
    """Une anomalie qui n'est pas d'une ligne : fichier, feuille ou colonne."""

    rang: int
    code: str
    feuille: str = ""
    colonne: str = ""
    valeur: str = ""
    detail: str = ""
    suggestion: str = ""


class CellulesAPart:
    """Les cellules inattendues d'un fichier, dans leur ordre, et ce qui s'en dit.

    Args:
        rang: le dépôt.
    """

    def __init__(self, rang: int) -> None:
        self.cellules: list[Gardee] = []
        self.signalements: list[SignalementFichier] = []
        self._rang = rang
        self._dites = 0

    def garder_feuille(self, brute: FeuilleBrute) -> None:
        """Garde une feuille que rien ne déclare ; vide, elle ne se dit pas."""
        presente, entiere = self._garder_cellules(brute)
        if presente and (feuille := feuille_ressemblante(brute)):
            self._dire("feuille_ressemblante", brute.nom, "", brute.nom[:200], feuille.nom)
            return
        if presente:
            nom = brute.nom[:200]
            proposees = proches(normaliser_entete(nom), {n: f.nom for n, f in PAR_NOM.items()})
            self._dire("feuille_inconnue", nom, "", nom, _suite(entiere=entiere), ", ".join(proposees))

    def garder_pieces(self, brute: FeuilleBrute) -> None:
        """Garde une feuille «Pièces» : un classeur ne porte pas de fichier, et le journal seul dit ce qui est reçu."""
        presente, entiere = self._garder_cellules(brute)
        if presente:
            self._dire("pieces_en_classeur", brute.nom, "", brute.nom[:200], _suite(entiere=entiere))

    def garder_sans_entete(self, brute: FeuilleBrute, feuille: Feuille) -> None:
        """Garde une feuille attendue dont aucune ligne d'en-têtes ne se reconnaît."""
        requises = ", ".join(c.nom for c in feuille.colonnes if c.requise)
        self._dire("entete_introuvable", brute.nom, "", "", str(LIGNES_D_ENTETE), requises)
        self._garder_cellules(brute)

    def garder_colonnes(self, table: TableBrute) -> None:
        """Garde les colonnes remplies que la feuille n'attend pas, et nomme chacune une fois."""
        connus = {*table.colonnes.values(), *table.aides}
        largeur = max(map(len, table.lignes), default=0)
        autres = [rang for rang in range(largeur) if rang not in connus]
        if not autres:
            return
        self._dire_formulaire(table, autres)
        autres = [rang for rang in autres if rang not in table.personnelles]
        #: rang de colonne → toutes ses cellules ont trouvé place
        presentes: dict[int, bool] = {}
        for numero, rang, texte in _textes_de_colonnes(table, autres):
            place = len(self.cellules) < GARDEES_MAX
            presentes[rang] = presentes.get(rang, True) and place
            if place:
                entete = table.entetes.get(rang, "") or str(rang + 1)
                self.cellules.append((self._rang, table.nom, numero, entete, texte))
        a_dire = list(islice(presentes, max(0, COLONNES_DITES_MAX - self._dites)))
        self._dites += len(presentes)
        absentes = {n: c for n, c in noms_attendus(table.feuille).items() if c not in table.colonnes}
        for i, rang in enumerate(a_dire):
            entete = table.entetes.get(rang, "")[:200]
            nom = entete or f"(sans en-tête, colonne {rang + 1})"
            cherchee = bool(entete) and i < RESSEMBLANCES_MAX
            proposees = proches(normaliser_entete(entete), absentes) if cherchee else []
            self._dire("colonne_inconnue", table.nom, nom, nom, _suite(entiere=presentes[rang]), ", ".join(proposees))
        if len(a_dire) < len(presentes):
            nom = f"(et {nombre(len(presentes) - len(a_dire))} autres)"
            self._dire("colonne_inconnue", table.nom, nom, nom, _suite(entiere=False))

    def _dire_formulaire(self, table: TableBrute, autres: list[int]) -> None:
        """Ôte, et dit une fois, les colonnes qu'un formulaire ajoute de lui-même, s'il y en a deux (règle K8)."""
        siennes = {rang for rang in autres if DU_FORMULAIRE.fullmatch(table.entetes.get(rang, ""))}
        remplies = dict.fromkeys(rang for _, rang, _ in _textes_de_colonnes(table, sorted(siennes)))
        if len(remplies) < 2:
            return
        table.personnelles |= siennes
        dites = [f"«{table.entetes[rang][:60]}»" for rang in list(remplies)[:3]]
        suite = [f"{nombre(len(remplies) - 3)} autres"] if len(remplies) > 3 else []
        self._dire("colonnes_de_formulaire", table.nom, "", enumerer(dites + suite, "et"), "")

    def garder_lignes(self, table: TableBrute, ecartees: Mapping[str, list[tuple[int, list[Cellule]]]]) -> None:
        """Garde les lignes qui n'en sont pas, et dit chaque sorte une fois, avec leurs numéros.

        Un titre, des étiquettes HXL sont du modèle : gardés, ils ne se disent pas.
        """
        self._garder_numerotees(table.nom, table.au_dessus)
        for code, lignes in ecartees.items():
            entiere = self._garder_numerotees(table.nom, lignes)
            dites = [str(numero) for numero, _ in lignes[:NUMEROS_DITS_MAX]]
            suite = [f"{nombre(len(lignes) - len(dites))} autres"] if len(lignes) > len(dites) else []
            self._dire(code, table.nom, "", enumerer(dites + suite, "et"), _suite(entiere=entiere))

    def _garder_numerotees(self, nom: str, lignes: list[tuple[int, list[Cellule]]]) -> bool:
        """Garde ces lignes sous leurs numéros ; rend si toutes ont trouvé place."""
        reste = GARDEES_MAX - len(self.cellules)
        textes = self._textes(FeuilleBrute(nom, [ligne for _, ligne in lignes]))
        gardees = list(islice(textes, reste + 1))
        self.cellules.extend(
            (rang, nom, lignes[i - 1][0], colonne, texte) for rang, nom, i, colonne, texte in gardees[:reste]
        )
        return len(gardees) <= reste

    def dire_groupes(self, table: TableBrute) -> None:
        """Dit une fois les en-têtes lus sans le groupe de leur formulaire."""
        if table.groupes:
            dits = [f"«{g[:60]}»" for g in table.groupes[:3]]
            suite = [f"{nombre(len(table.groupes) - 3)} autres"] if len(table.groupes) > 3 else []
            self._dire("groupes_otes", table.nom, "", table.groupes[0][:200], enumerer(dits + suite, "et"))

    def _garder_cellules(self, brute: FeuilleBrute) -> tuple[bool, bool]:
        """Garde les premières cellules ; rend si la feuille en a, et si toutes ont trouvé place."""
        reste = GARDEES_MAX - len(self.cellules)
        gardees = list(islice(self._textes(brute), reste + 1))
        self.cellules.extend(gardees[:reste])
        return bool(gardees), len(gardees) <= reste

    def _textes(self, brute: FeuilleBrute) -> Iterator[Gardee]:
        for i, ligne in enumerate(brute.lignes, start=1):
            for j, cellule in enumerate(ligne, start=1):
                if cellule != "" and (texte := texte_de(cellule)):
                    yield self._rang, brute.nom, i, str(j), texte

    def _dire(self, code: str, feuille: str, colonne: str, valeur: str, detail: str, suggestion: str = "") -> None:
        self.signalements.append(SignalementFichier(self._rang, code, feuille, colonne, valeur, detail, suggestion))


def _textes_de_colonnes(table: TableBrute, rangs: list[int]) -> Iterator[tuple[int, int, str]]:
    """Les cellules remplies de ces colonnes, ligne par ligne : numéro de ligne, rang de colonne, texte."""
    for numero, ligne in zip(table.numeros, table.lignes, strict=True):
        for rang in rangs:
            if rang >= len(ligne):
                break
            if ligne[rang] != "" and (texte := texte_de(ligne[rang])):
                yield numero, rang, texte


def _suite(*, entiere: bool) -> str:
    if entiere:
        return ""
    return f" (les {nombre(GARDEES_MAX)} premières cellules du fichier ; il reste entier dans les dépôts)"
