"""La mise en page des classeurs à remplir : en-têtes verrouillés, listes, commentaires ; pour le modèle et les rejets.

Écrit à partir de la déclaration des feuilles ; ce qu'elle écrit, le lecteur le relit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from domaine.classeur import Colonne, Feuille
from domaine.listes import libelles
from etl.archives import TEXTE_MAX
from etl.entetes import COLONNE_MOTIF, lettre_colonne
from tableurs import sans_controle

#: Lignes préparées pour la saisie sous les lignes déjà écrites.
LIGNES_LIBRES = 200
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


class Gabarit:
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
        base = {"font_name": "Calibri", "valign": "top"}
        self._formats = {
            "titre": self._classeur.add_format({**base, "bold": True, "font_size": 14}),
            "requise": self._classeur.add_format(
                {**base, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "locked": True}
            ),
            "option": self._classeur.add_format(
                {**base, "bold": True, "bg_color": "#DCE6F1", "font_color": "#1F3044", "border": 1, "locked": True}
            ),
            "libre": self._classeur.add_format({**base, "locked": False, "quote_prefix": True}),
            "nombre": self._classeur.add_format({**base, "locked": False}),
            "date": self._classeur.add_format({**base, "locked": False, "num_format": "dd/mm/yyyy"}),
            "faute": self._classeur.add_format(
                {**base, "locked": False, "bg_color": "#FCE4D6", "border": 1, "quote_prefix": True}
            ),
            "motif": self._classeur.add_format({**base, "locked": False, "text_wrap": True, "font_color": "#9C2A00"}),
            "texte": self._classeur.add_format({**base, "text_wrap": True}),
        }

    def __enter__(self) -> Gabarit:
        return self

    def __exit__(self, *_: object) -> None:
        self._ecrire_listes()
        self._classeur.close()

    def ecrire_mode_d_emploi(self, titre: str, paragraphes: Iterable[str]) -> None:
        """La première feuille : que faire de ce classeur. Elle n'est pas relue."""
        page = self._classeur.add_worksheet("Mode d'emploi")
        page.hide_gridlines(2)
        page.set_column(0, 0, 110)
        page.write_string(0, 0, sans_controle(titre), self._formats["titre"])
        for i, paragraphe in enumerate(paragraphes):
            page.write_string(i + 2, 0, sans_controle(paragraphe), self._formats["texte"])

    def ecrire_feuille(
        self,
        feuille: Feuille,
        lignes: Sequence[Mapping[str, object]],
        *,
        fautes: Mapping[int, set[str]] | None = None,
        motifs: Sequence[str] | None = None,
        choix: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Une feuille du contrat, ses lignes déjà connues, et de la place pour d'autres.

        Args:
            lignes: colonne → valeur ; une colonne non déclarée s'ajoute à droite.
            fautes: rang de ligne → colonnes à colorer.
            motifs: motif du rejet de chaque ligne, dans une dernière colonne.
            choix: colonne → valeurs offertes en liste, en plus des listes fermées.
        """
        page = self._classeur.add_worksheet(feuille.nom)
        autres = [n for ligne in lignes for n in ligne if n not in feuille.noms]
        noms = [*feuille.noms, *dict.fromkeys(autres)]
        for rang, nom in enumerate(noms):
            colonne = feuille.colonne(nom) if nom in feuille.noms else Colonne(nom)
            self._ecrire_entete(page, rang, colonne)
            valeurs = libelles(colonne.liste) if colonne.type == "liste" else tuple((choix or {}).get(nom, ()))
            if colonne.type == "ouinon":
                valeurs = ("oui", "non")
            if valeurs:
                self._offrir_liste(page, rang, len(lignes), f"{colonne.liste or feuille.table + '.' + nom}", valeurs)
        for i, ligne in enumerate(lignes):
            for rang, nom in enumerate(noms):
                self._ecrire_cellule(page, i + 1, rang, ligne.get(nom), nom in (fautes or {}).get(i, set()))
            if motifs:
                page.write_string(i + 1, len(noms), sans_controle(motifs[i])[:TEXTE_MAX], self._formats["motif"])
        if motifs:
            page.write_string(0, len(noms), COLONNE_MOTIF, self._formats["option"])
            page.set_column(len(noms), len(noms), 60)
        page.freeze_panes(1, 1)
        self._proteger(page, len(lignes), len(noms))

    def _ecrire_entete(self, page: Any, rang: int, colonne: Colonne) -> None:
        page.write_string(
            0, rang, sans_controle(colonne.nom), self._formats["requise" if colonne.requise else "option"]
        )
        page.set_column(rang, rang, max(12, min(30, len(colonne.nom) + 4)))
        aide = colonne.aide or _MODES.get(colonne.type, "")
        texte = f"{'Obligatoire. ' if colonne.requise else ''}{aide}"
        if texte:
            page.write_comment(0, rang, texte, {"author": "SOCLE", "x_scale": 1.6})

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
        """La dernière feuille : les valeurs offertes. Elle n'est pas relue."""
        if not self._listes:
            return
        page = self._classeur.add_worksheet("Listes")
        page.protect()
        for rang, (cle, valeurs) in enumerate(self._listes.items()):
            page.write_string(0, rang, cle, self._formats["option"])
            for i, valeur in enumerate(valeurs):
                page.write_string(i + 1, rang, sans_controle(valeur))

    def _ecrire_cellule(self, page: Any, ligne: int, rang: int, valeur: object, fautive: bool) -> None:
        if valeur is None or valeur == "":
            if fautive:
                page.write_blank(ligne, rang, None, self._formats["faute"])
        elif isinstance(valeur, bool):
            page.write_string(ligne, rang, "oui" if valeur else "non", self._formats["faute" if fautive else "libre"])
        elif isinstance(valeur, (int, float)):
            page.write_number(ligne, rang, valeur, self._formats["faute" if fautive else "nombre"])
        elif isinstance(valeur, dt.date):
            page.write_datetime(ligne, rang, valeur, self._formats["date"])
        else:
            # Au-delà de la limite du tableur, la cellule serait perdue : mieux vaut son début.
            texte = sans_controle(str(valeur))[:TEXTE_MAX]
            page.write_string(ligne, rang, texte, self._formats["faute" if fautive else "libre"])

    def _proteger(self, page: Any, lignes: int, colonnes: int) -> None:
        """Les en-têtes sont verrouillés, sans mot de passe ; tout le reste se remplit, se trie et s'élargit."""
        for i in range(lignes + 1, lignes + LIGNES_LIBRES + 1):
            page.set_row(i, None, self._formats["nombre"])
        permis = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
        page.protect("", dict.fromkeys(permis, True))
        page.autofilter(0, 0, lignes + LIGNES_LIBRES, colonnes - 1)
