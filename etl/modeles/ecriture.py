"""La mise en page des classeurs à remplir : en-têtes verrouillés, listes, commentaires ; pour le modèle et les rejets.

Écrit à partir de la déclaration des feuilles ; ce qu'elle écrit, le lecteur le relit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from domaine.feuilles.declaration import Colonne, Feuille
from domaine.listes import a_choisir, explications
from etl.fichiers.archives import TEXTE_MAX
from etl.lignes.entetes import COLONNE_MOTIF, COLONNE_RAPPEL, lettre_colonne
from etl.lignes.intactes import A_COMPLETER, CONNUES, FEUILLE, ORIGINE, empreinte
from etl.modeles.style import BASE, FONDS, FORMATS, HAUTEUR, commentaire, format_de, lignes_de
from tableurs import sans_controle

#: Lignes où les listes sont offertes, sous les lignes déjà écrites.
LIGNES_LIBRES = 1000
#: Une liste plus longue se lit dans la liste, pas dans le commentaire.
_VALEURS_DITES = 12
_LARGEUR_MAX = 52
_DERNIERE_COLONNE = 16_383
_RAPPEL = Colonne(COLONNE_RAPPEL, aide="Ce qui est déjà connu, à lire : rien de ce qui y est écrit n'est relu.")
_MODES = {
    "texte": "Texte libre.",
    "zone": "Code ou nom de la zone.",
    "periode": "2023-05, 2023-T2, «mai 2023»…",
    "nombre": "Nombre ; la virgule décimale est permise.",
    "entier": "Nombre entier.",
    "pct": "Pourcentage, de 0 à 100.",
    "date": "Date : jj/mm/aaaa.",
    "ouinon": "oui ou non.",
    "liste": "À choisir dans la liste.",
    "indicateur": "Code de l'indicateur.",
}


@dataclass(frozen=True)
class Marques:
    """Ce qui se voit dans les lignes d'une feuille ; la clé est le rang de la ligne, de zéro.

    Attributes:
        fonds: nom d'un fond de `style_gabarit.FONDS` → rang de ligne → colonnes à colorer.
        notes: commentaire de la première cellule d'une ligne.
        motifs: motif de chaque ligne, dans une dernière colonne ; vide, elle n'y est pas.
        a_completer: lignes qui ne disent rien tant que personne n'y a touché (règle L17).
        connues: lignes déjà reçues : laissées telles quelles, elles ne redisent rien.
    """

    fonds: Mapping[str, Mapping[int, Collection[str]]] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    motifs: Sequence[str] = ()
    a_completer: Collection[int] = ()
    connues: Collection[int] = ()

    def fond(self, ligne: int, colonne: str) -> str:
        """Le fond d'une cellule ; vide si elle n'en a pas."""
        return next((f for f, lignes in self.fonds.items() if colonne in lignes.get(ligne, ())), "")


@dataclass(frozen=True)
class Tableau:
    """Un tableau du mode d'emploi ; une première cellule qui nomme une feuille (`liens`) y mène."""

    titre: str
    entetes: tuple[str, ...]
    lignes: Sequence[tuple[str, ...]]
    liens: bool = False


class ClasseurARemplir:
    """Un classeur à remplir.

    Args:
        chemin: fichier écrit à la sortie du bloc `with`.
        cree_le: date inscrite ; la même donne les mêmes octets.
    """

    def __init__(self, chemin: Path, cree_le: dt.datetime) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._classeur = xlsxwriter.Workbook(str(chemin), options)
        self._classeur.set_properties({"created": cree_le, "title": "SOCLE"})
        self._listes: dict[str, tuple[str, ...]] = {}
        self._empreintes: dict[str, list[str]] = {A_COMPLETER: [], CONNUES: [], ORIGINE: []}
        self._formats: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> ClasseurARemplir:
        return self

    def __exit__(self, *_: object) -> None:
        self._ecrire_listes()
        self._classeur.close()

    def _format(self, nom: str, fond: str = "") -> Any:
        if (nom, fond) not in self._formats:
            self._formats[nom, fond] = self._classeur.add_format({**BASE, **FORMATS[nom], **FONDS.get(fond, {})})
        return self._formats[nom, fond]

    def ecrire_mode_d_emploi(self, titre: str, paragraphes: Iterable[str], tableaux: Sequence[Tableau] = ()) -> None:
        """La première feuille : que faire de ce classeur. Elle n'est pas relue."""
        self.ecrire_aide("Mode d'emploi", titre, paragraphes, tableaux)

    def ecrire_aide(
        self,
        nom: str,
        titre: str,
        paragraphes: Iterable[str],
        tableaux: Sequence[Tableau],
        largeurs: Sequence[int] = (),
    ) -> None:
        """Une feuille qui explique, de celles que la lecture ne prend pas pour des données."""
        page = self._classeur.add_worksheet(nom)
        page.hide_gridlines(2)
        for rang, largeur in enumerate(largeurs or (24, 62, 26, 46)):
            page.set_column(rang, rang, largeur)
        self._mettre_en_page(page)
        page.write_string(0, 0, sans_controle(titre), self._format("titre"))
        ligne = 2
        for paragraphe in paragraphes:
            page.merge_range(ligne, 0, ligne, 3, sans_controle(paragraphe), self._format("paragraphe"))
            page.set_row(ligne, HAUTEUR * lignes_de(paragraphe, "mode d'emploi"))
            ligne += 1
        for tableau in tableaux:
            ligne = self._ecrire_tableau(page, ligne + 1, tableau) + 1

    def _ecrire_tableau(self, page: Any, ligne: int, tableau: Tableau) -> int:
        """Écrit le tableau à partir de cette ligne ; rend la dernière écrite."""
        page.write_string(ligne, 0, tableau.titre, self._format("intertitre"))
        for rang, entete in enumerate(tableau.entetes):
            page.write_string(ligne + 1, rang, entete, self._format("option"))
        for i, cellules in enumerate(tableau.lignes, ligne + 2):
            page.set_row(i, HAUTEUR * max(lignes_de(texte, "case") for texte in cellules[1:]))
            for rang, texte in enumerate(cellules):
                if tableau.liens and rang == 0:
                    page.write_url(i, 0, f"internal:'{texte}'!A2", self._format("lien"), texte, "Aller à la feuille")
                else:
                    page.write_string(i, rang, sans_controle(texte), self._format("case"))
        return ligne + 1 + len(tableau.lignes)

    def ecrire_feuille(
        self,
        feuille: Feuille,
        lignes: Sequence[Mapping[str, object]],
        *,
        choix: Mapping[str, Sequence[str]] | None = None,
        marques: Marques | None = None,
    ) -> None:
        """Une feuille déclarée, ses lignes déjà connues, et de la place pour d'autres.

        Args:
            lignes: colonne → valeur ; une colonne non déclarée s'ajoute à droite, le rappel après la clé.
            choix: colonne → valeurs offertes en liste, en plus des listes fermées.
            marques: couleurs, commentaires et motifs des lignes.
        """
        page = self._classeur.add_worksheet(feuille.nom)
        page.set_default_row(HAUTEUR)
        page.set_tab_color("#1F4E79" if lignes else "#BFBFBF")
        marques = marques or Marques()
        colonnes = _colonnes(feuille, lignes)
        self._noter_empreintes(feuille, lignes, marques)
        for rang, colonne in enumerate(colonnes):
            valeurs = _valeurs_offertes(colonne, choix or {})
            self._ecrire_entete(page, rang, colonne, valeurs, [ligne.get(colonne.nom) for ligne in lignes])
            if valeurs:
                cle = colonne.liste or f"{feuille.table}.{colonne.nom}"
                self._offrir_liste(page, rang, len(lignes), cle, valeurs)
            for i, ligne in enumerate(lignes):
                fond = "rappel" if colonne is _RAPPEL else marques.fond(i, colonne.nom)
                self._ecrire_cellule(page, i + 1, rang, ligne.get(colonne.nom), format_de(colonne), fond)
        for i, note in marques.notes.items():
            page.write_comment(i + 1, 0, note, commentaire(note))
        libre = len(colonnes)
        if marques.motifs:
            page.write_string(0, libre, COLONNE_MOTIF, self._format("option"))
            page.set_column(libre, libre, 60, self._format("motif"))
            for i, motif in enumerate(marques.motifs):
                page.write_string(i + 1, libre, sans_controle(motif)[:TEXTE_MAX], self._format("motif"))
            libre += 1
        # Une ligne ne se supprime, feuille protégée, que si aucune de ses cellules n'est verrouillée.
        page.set_column(libre, _DERNIERE_COLONNE, None, self._format("hors"))
        # L'étendue écrite reste celle des colonnes déclarées : des lecteurs réservent la place qu'elle annonce.
        page.dim_colmax = libre - 1
        page.freeze_panes(1, _cle_a_gauche(feuille))
        self._mettre_en_page(page)
        self._proteger(page, len(lignes), len(colonnes), 36 if any("\n" in c.en_tete for c in colonnes) else 24)

    def _ecrire_entete(
        self, page: Any, rang: int, colonne: Colonne, valeurs: Sequence[str], contenu: Iterable[object]
    ) -> None:
        entete = sans_controle(colonne.en_tete)
        page.write_string(0, rang, entete, self._format("requise" if colonne.requise else "option"))
        longueur = max((len(str(v)) for v in contenu if v is not None), default=0)
        largeur = max(12, max(map(len, entete.split("\n"))) + 5, min(_LARGEUR_MAX, longueur + 2))
        page.set_column(rang, rang, largeur, self._format(format_de(colonne)))
        aide = [colonne.aide or _MODES.get(colonne.type, "")]
        if colonne.requise:
            aide.insert(0, "Obligatoire.")
        dites = {v: explications().get((colonne.liste, v)) for v in valeurs}
        expliquees = [f"{v} : {dit}" for v, dit in dites.items() if dit]
        if colonne.type == "liste" and not expliquees and len(valeurs) <= _VALEURS_DITES:
            aide.append(f"Valeurs : {', '.join(valeurs)}.")
        texte = "\n".join([" ".join(a for a in aide if a), *expliquees])
        if texte:
            page.write_comment(0, rang, texte, commentaire(texte))

    def _noter_empreintes(self, feuille: Feuille, lignes: Sequence[Mapping[str, object]], marques: Marques) -> None:
        for titre, rangs in ((A_COMPLETER, marques.a_completer), (CONNUES, marques.connues)):
            self._empreintes[titre] += [empreinte(feuille, lignes[i]) for i in rangs]

    def noter_origine(self, depot: str) -> None:
        """Le dépôt que le classeur redonne : la lecture l'y retrouve, et personne n'a à en lire l'empreinte."""
        self._empreintes[ORIGINE].append(depot)

    def _offrir_liste(self, page: Any, rang: int, lignes: int, cle: str, valeurs: Sequence[str]) -> None:
        self._listes.setdefault(cle, tuple(valeurs))
        lettre = lettre_colonne(list(self._listes).index(cle))
        page.data_validation(
            1,
            rang,
            lignes + LIGNES_LIBRES,
            rang,
            {
                "validate": "list",
                "source": f"=Listes!${lettre}$2:${lettre}${len(self._listes[cle]) + 1}",
                "error_type": "warning",
                "error_title": "Hors de la liste",
                "error_message": "Cette valeur n'est pas dans la liste : la ligne pourrait être mise de côté.",
            },
        )

    def _ecrire_listes(self) -> None:
        """La dernière feuille : les valeurs offertes, et l'empreinte des lignes écrites, que la lecture y retrouve."""
        colonnes = [*self._listes.items(), *((t, sorted(set(e))) for t, e in self._empreintes.items() if e)]
        if not colonnes:
            return
        page = self._classeur.add_worksheet(FEUILLE)
        page.hide()
        page.protect()
        for rang, (cle, valeurs) in enumerate(colonnes):
            page.write_string(0, rang, cle, self._format("option"))
            for i, valeur in enumerate(valeurs):
                page.write_string(i + 1, rang, sans_controle(valeur))

    def _ecrire_cellule(self, page: Any, ligne: int, rang: int, valeur: object, nom: str, fond: str) -> None:
        if valeur is None or valeur == "":
            if fond:
                page.write_blank(ligne, rang, None, self._format(nom, fond))
        elif isinstance(valeur, bool):
            page.write_string(ligne, rang, "oui" if valeur else "non", self._format("texte", fond))
        elif isinstance(valeur, (int, float)):
            page.write_number(ligne, rang, valeur, self._format("montant" if nom == "montant" else "nombre", fond))
        elif isinstance(valeur, dt.date):
            page.write_datetime(ligne, rang, valeur, self._format("date", fond))
        else:
            # Au-delà de la limite du tableur, la cellule serait perdue : mieux vaut son début.
            page.write_string(ligne, rang, sans_controle(str(valeur))[:TEXTE_MAX], self._format("texte", fond))

    def _mettre_en_page(self, page: Any) -> None:
        """Imprimée, une feuille tient dans la largeur d'une page et répète ses en-têtes."""
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.5, 0.6)
        page.set_footer("&L&A&RPage &P sur &N")

    def _proteger(self, page: Any, lignes: int, colonnes: int, hauteur: int) -> None:
        """Les en-têtes sont verrouillés, sans mot de passe ; tout le reste se remplit, se trie et s'élargit."""
        page.set_row(0, hauteur)
        page.repeat_rows(0)
        permis = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
        page.protect("", dict.fromkeys(permis, True))
        page.autofilter(0, 0, lignes + LIGNES_LIBRES, colonnes - 1)


def _colonnes(feuille: Feuille, lignes: Sequence[Mapping[str, object]]) -> list[Colonne]:
    """Les colonnes déclarées, celles que les lignes ont en plus, et le rappel à côté de la clé."""
    presents = dict.fromkeys(nom for ligne in lignes for nom in ligne)
    colonnes = [*feuille.colonnes, *(Colonne(n) for n in presents if n not in (*feuille.noms, COLONNE_RAPPEL))]
    if COLONNE_RAPPEL in presents:
        colonnes.insert(_cle_a_gauche(feuille), _RAPPEL)
    return colonnes


def _valeurs_offertes(colonne: Colonne, choix: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if colonne.type == "ouinon":
        return ("oui", "non")
    return a_choisir(colonne.liste) if colonne.type == "liste" else tuple(choix.get(colonne.nom, ()))


def _cle_a_gauche(feuille: Feuille) -> int:
    """Nombre de premières colonnes qui portent la clé, une au moins : elles restent en vue quand la feuille défile."""
    nombre = next((i for i, nom in enumerate(feuille.noms) if nom not in feuille.cle), len(feuille.noms))
    return max(1, min(3, nombre))
