"""L'aspect des classeurs à remplir : formats de cellules, fonds, hauteurs. Aucune donnée."""

from __future__ import annotations

from domaine.feuilles.declaration import Colonne

#: Caractères par ligne, à la largeur que `ecriture` donne.
_PAR_LIGNE = {"commentaire": 40, "mode d'emploi": 160, "case": 44}
_NOMBRES = ("nombre", "entier", "pct")
BASE = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
_ENTETE = {"bold": True, "border": 1, "locked": True, "text_wrap": True}
#: Hauteur d'une ligne, en points.
HAUTEUR = 16
_TEXTE = {"locked": False, "quote_prefix": True, "num_format": "@"}
#: Format d'une cellule, par-dessus `BASE`.
FORMATS: dict[str, dict[str, object]] = {
    "titre": {"bold": True, "font_size": 16, "font_color": "#1F4E79"},
    "intertitre": {"bold": True, "font_size": 12, "font_color": "#1F4E79"},
    "paragraphe": {"text_wrap": True},
    "case": {"text_wrap": True, "border": 1, "border_color": "#BFBFBF"},
    "lien": {"font_color": "#1F4E79", "underline": 1, "border": 1, "border_color": "#BFBFBF"},
    "requise": {**_ENTETE, "bg_color": "#1F4E79", "font_color": "#FFFFFF"},
    "option": {**_ENTETE, "bg_color": "#DCE6F1", "font_color": "#1F3044"},
    # En texte, «007», «1.2» et «2024-06» restent ce qui est tapé ; l'apostrophe garde «=A1» un texte.
    "texte": _TEXTE,
    "nombre": {"locked": False, "align": "right", "indent": 1},
    "montant": {"locked": False, "num_format": "#,##0", "align": "right", "indent": 1},
    "date": {"locked": False, "num_format": "dd/mm/yyyy", "align": "center"},
    "hors": {"locked": False},
    "motif": {"locked": False, "text_wrap": True, "font_color": "#9C2A00"},
}
#: Fond d'une cellule, par-dessus le format de sa colonne.
FONDS: dict[str, dict[str, object]] = {
    "faute": {"bg_color": "#FCE4D6", "border": 1},
    "attendue": {"bg_color": "#FFF2CC", "border": 1, "border_color": "#BF9000"},
    "rappel": {"italic": True, "font_color": "#5F6B76"},
    "connue": {"bg_color": "#EDEDED", "border": 1, "border_color": "#D9D9D9"},
}


def format_de(colonne: Colonne) -> str:
    """Le format d'une colonne : ce qu'on y tape garde la forme que la lecture attend."""
    if colonne.type in _NOMBRES:
        return "montant" if colonne.nom.endswith(("_fcfa", "_eur")) else "nombre"
    return "date" if colonne.type == "date" else "texte"


def lignes_de(texte: str, lieu: str) -> int:
    """Nombre de lignes d'écran d'un texte : le tableur n'ajuste ni un commentaire ni une cellule fusionnée."""
    return sum(-(-max(1, len(x)) // _PAR_LIGNE[lieu]) for x in texte.split("\n"))


def commentaire(texte: str) -> dict[str, object]:
    """Les options d'un commentaire de cellule assez grand pour son texte."""
    hauteur = 18 * lignes_de(texte, "commentaire") + 14
    return {"author": "SOCLE", "font_size": 9, "width": 270, "height": hauteur}
