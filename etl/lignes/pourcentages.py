"""Les cellules que le tableur montre en pourcentage, relues comme la personne les a vues (règle L7).

«12 %», tapé dans un tableur, y est enregistré 0,12 au format `0%`, et le lecteur de classeurs rend 0,12. Les formats
se relisent dans l'archive, que `etl.fichiers.archives` a déjà mesurée : par motifs, sans arbre ni entité, en un temps
proportionnel à sa taille. D'un .xls, `etl.fichiers.xls` les a déjà relevés. Un .csv n'a rien à relire ici ; ce qui y
semble une fraction est signalé par `sql/coherence/pourcentages.sql`.
"""

from __future__ import annotations

import functools
import html
import io
import re
import zipfile
from collections.abc import Container, Iterable, Iterator

import duckdb
import pyarrow as pa

from etl.fichiers.cellules import Pourcentage
from etl.fichiers.ouverture import FeuilleBrute
from etl.fichiers.refus import lire_membre
from etl.lignes.entetes import TYPES_NOMBRE, MentionPourcentage, TableBrute
from etl.lignes.faute import Faute
from etl.lignes.nombres import lire_nombre
from etl.lignes.tampon import Segment

#: Colonnes «nombre» qui tiennent un pourcentage quand l'indicateur en est un : (table, colonne).
_VALEURS = {("cible", "valeur"), ("valeur_reference", "valeur"), ("valeur", "valeur")}
#: Les formats que tout tableur connaît sans les écrire dans le fichier : 0 % et 0,00 %.
_FORMATS_CONNUS = {9: "0%", 10: "0.00%"}
#: Ce qui, dans un format, n'est que du texte : entre guillemets, après \\, _ ou *, entre crochets.
_TEXTE_DU_FORMAT = re.compile(r'"[^"]*"?|[\\_*].?|\[[^\]]*\]?', re.DOTALL)
_PREFIXE = rb"<(?:[\w.-]{1,40}:)?"
#: Une balise de cellule ne va pas au-delà : en chercher le début et la fin reste borné.
_BALISE_MAX = 2000
_BALISE = re.compile(_PREFIXE + rb"(row|c)(?=[\s/>])([^<>]*+)>")
_ADRESSE = re.compile(rb"""\sr\s*+=\s*+["']([A-Za-z]{0,3})(\d{0,7})["']""")
_STYLE = re.compile(rb"""\ss\s*+=\s*+["'](\d{1,7})["']""")
_XF = re.compile(_PREFIXE + rb"xf(?=[\s/>])([^<>]*+)>")
# Un format peut écrire «>» dans sa condition : les guillemets de l'attribut sont suivis.
_NUMFMT = re.compile(_PREFIXE + rb"""numFmt(?=\s)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""")
_NUMFMT_ID = re.compile(rb"""\snumFmtId\s*+=\s*+["'](\d{1,7})["']""")
_CODE = re.compile(rb"""\sformatCode\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")


def est_format_pourcentage(code: str) -> bool:
    r"""Vrai si ce format de nombre montre cent fois la valeur : un % qui n'est pas un simple texte.

    >>> [est_format_pourcentage(c) for c in ("0.0\\ %", '0" %"', "0\\%", "[Red]-0%;0")]
    [True, False, False, True]
    """
    return "%" in _TEXTE_DU_FORMAT.sub("", code)


def fois_cent(nombre: float) -> float:
    """Cent fois un nombre, aux quinze chiffres d'un tableur : sans la queue que laisse l'écriture binaire.

    >>> fois_cent(0.29), fois_cent(1.1)
    (29.0, 110.0)
    """
    return float(f"{nombre * 100:.15g}")


def styles_en_pourcentage(styles: bytes) -> frozenset[int]:
    """Les styles de cellule au format pourcentage, par leur rang dans `xl/styles.xml` ; aucun si rien ne se lit."""
    formats = dict(_FORMATS_CONNUS)
    for attributs in _NUMFMT.findall(_section(styles, b"numFmts")):
        numero, code = _NUMFMT_ID.search(attributs), _CODE.search(attributs)
        if numero and code:
            formats[int(numero[1])] = html.unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))
    connus = {numero for numero, code in formats.items() if est_format_pourcentage(code)}
    cellules = _XF.findall(_section(styles, b"cellXfs"))
    return frozenset(
        rang
        for rang, attributs in enumerate(cellules)
        if (numero := _NUMFMT_ID.search(attributs)) and int(numero[1]) in connus
    )


def cellules_de_style(feuille: bytes, styles: Container[int]) -> Iterator[tuple[int, int]]:
    """Les cellules remplies d'une feuille qui ont un de ces styles : (ligne, colonne), comptées de zéro.

    Une ligne ou une cellule sans adresse suit la précédente, comme la place le lecteur de classeurs.
    """
    fin = feuille.rfind(b"sheetData>")
    feuille = feuille[: fin if fin >= 0 else None]
    # Le style 0 ne s'écrit pas, et une cellule sans adresse se compte : alors seulement, tout se parcourt.
    places = None if 0 in styles else _places_ecrites(feuille, styles)
    yield from _places_comptees(feuille, styles) if places is None else places


def _places_ecrites(feuille: bytes, styles: Container[int]) -> list[tuple[int, int]] | None:
    """Les cellules de ces styles d'après leur adresse, dix fois plus vite ; `None` si l'une n'en a pas."""
    places, debut = [], -1
    for style in _STYLE.finditer(feuille):
        if int(style[1]) not in styles:
            continue
        # Une balise n'est examinée qu'une fois, quand bien même elle répéterait son style.
        precedent, debut = debut, feuille.rfind(b"<", max(0, style.start() - _BALISE_MAX), style.start())
        if debut < 0 or debut == precedent:
            continue
        balise = _BALISE.match(feuille, debut, debut + 2 * _BALISE_MAX)
        if balise is None or balise[1] != b"c":
            continue
        adresse = _ADRESSE.search(balise[2])
        if not adresse or not adresse[1] or not adresse[2]:
            return None
        if not balise[2].endswith(b"/"):
            places.append((int(adresse[2]) - 1, _rang(adresse[1])))
    return places


def _places_comptees(feuille: bytes, styles: Container[int]) -> Iterator[tuple[int, int]]:
    ligne, suivante, colonne = 0, 0, 0
    for balise in _BALISE.finditer(feuille):
        attributs = balise[2]
        adresse = _ADRESSE.search(attributs)
        if balise[1] == b"row":
            ligne = int(adresse[2]) - 1 if adresse and adresse[2] else suivante
            suivante, colonne = ligne + 1, 0
            continue
        place = (ligne, colonne)
        if adresse and adresse[1] and adresse[2]:
            place = (int(adresse[2]) - 1, _rang(adresse[1]))
        colonne = place[1] + 1
        style = _STYLE.search(attributs)
        if (int(style[1]) if style else 0) in styles and not attributs.endswith(b"/"):
            yield place


class Pourcentages:
    """Les pourcentages d'un fichier reçu ; ses styles ne se lisent qu'une fois, et seulement s'il le faut.

    Args:
        contenu: les octets du fichier, déjà lus par `etl.fichiers.ouverture` sans refus.
    """

    def __init__(self, contenu: bytes) -> None:
        self._contenu = contenu

    def relire(self, brute: FeuilleBrute, table: TableBrute) -> None:
        """Multiplie par cent les pourcentages de la table, et y note toute cellule montrée ou écrite avec un %.

        Dans une colonne qui n'est pas un pourcentage (un compte, un montant, un terme), le nombre reste ce qu'il est :
        il est seulement noté, avec ce que le tableur montre. Un zéro se lit de même partout.
        """
        rangs = {r: n for n, r in table.colonnes.items() if table.feuille.colonne(n).type in TYPES_NOMBRE}
        en_pct = {r for r, n in rangs.items() if _est_en_pourcentage(table, n)}
        table.pourcentages.extend(_ecrits_en_texte(table, rangs, en_pct))
        if not rangs:
            return
        indices = {numero - 1: indice for indice, numero in enumerate(table.numeros)}
        vues = {p for p in self._cellules(brute) if p[1] in rangs and p[0] in indices}
        for ligne, rang in sorted(vues):
            indice = indices[ligne]
            cellules = table.lignes[indice]
            nombre = cellules[rang] if rang < len(cellules) else ""
            if isinstance(nombre, (int, float)) and not isinstance(nombre, bool) and nombre != 0:
                montre = fois_cent(nombre)
                if rang in en_pct:
                    nombre = cellules[rang] = Pourcentage(montre)
                table.pourcentages.append(MentionPourcentage(indice, rangs[rang], float(nombre), montre))

    def _cellules(self, brute: FeuilleBrute) -> Iterator[tuple[int, int]]:
        """Les cellules montrées en pourcentage : (ligne, colonne), comptées de zéro."""
        if brute.chemin and self._styles:
            yield from cellules_de_style(_membre(self._contenu, brute.chemin), self._styles)
        for (code, colonne), lignes in brute.formats.items():
            if est_format_pourcentage(code):
                yield from ((ligne, colonne) for ligne in lignes)

    @functools.cached_property
    def _styles(self) -> frozenset[int]:
        return styles_en_pourcentage(_membre(self._contenu, "xl/styles.xml"))


def noter_pourcentages(connexion: duckdb.DuckDBPyConnection, segments: Iterable[Segment]) -> None:
    """Crée `s_pourcentage` (id_ligne, colonne, lu, montre) : les cellules des lignes saines mentionnées par `relire`.

    `lu` et `montre` sont NULL pour un texte écrit avec son signe %.
    """
    connexion.execute("CREATE TEMP TABLE s_pourcentage (id_ligne BIGINT, colonne VARCHAR, lu DOUBLE, montre DOUBLE)")
    for segment in segments:
        mentions = segment.table.pourcentages
        if not mentions:
            continue
        mentionnees = {
            "id_ligne": pa.array([segment.premier + m.indice for m in mentions], pa.int64()),
            "colonne": pa.array([m.colonne for m in mentions], pa.string()),
            "lu": pa.array([m.lu for m in mentions], pa.float64()),
            "montre": pa.array([m.montre for m in mentions], pa.float64()),
        }
        connexion.register("mentionnee", pa.table(mentionnees))
        connexion.execute(
            "INSERT INTO s_pourcentage SELECT * FROM mentionnee "
            f"WHERE id_ligne IN (SELECT id_ligne FROM s_{segment.table.feuille.table})"
        )
        connexion.unregister("mentionnee")


def _est_en_pourcentage(table: TableBrute, nom: str) -> bool:
    return table.feuille.colonne(nom).type == "pct" or (table.feuille.table, nom) in _VALEURS


def _ecrits_en_texte(table: TableBrute, rangs: dict[int, str], en_pct: set[int]) -> Iterator[MentionPourcentage]:
    for indice, ligne in enumerate(table.lignes) if rangs else ():
        for rang, nom in rangs.items():
            if rang < len(ligne) and isinstance(ligne[rang], str) and "%" in ligne[rang]:
                # Dans un montant ou une note, «12 %» est lu 12 : il se dit, comme s'il était un format.
                lu = None if rang in en_pct else lire_nombre(ligne[rang])
                if not isinstance(lu, Faute):
                    yield MentionPourcentage(indice, nom, lu)


def _membre(contenu: bytes, chemin: str) -> bytes:
    """Les octets d'un membre de l'archive ; vides s'il manque : aucun format n'est alors connu.

    Abîmé, il fait refuser le fichier : sans ses formats, «12 %» serait lu 0,12 sans que personne le sache.
    """
    if not contenu.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return lire_membre(archive, chemin, facultatif=True)


def _section(xml: bytes, nom: bytes) -> bytes:
    """Ce qui est entre les balises de ce nom ; vide si elles manquent."""
    debut = re.search(_PREFIXE + nom + rb"(?=[\s>])", xml)
    fin = xml.find(nom + b">", debut.end()) if debut else -1
    return xml[debut.end() : fin] if debut and fin >= 0 else b""


def _rang(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres.upper():
        rang = rang * 26 + lettre - 64
    return rang - 1
