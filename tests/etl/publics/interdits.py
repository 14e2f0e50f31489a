"""Ce qui ne doit pas quitter l'équipe, lu dans l'édition interne ; et ce qu'un fichier produit dit, octets et texte.

Écrit d'après les règles M1 à M5, sans rien savoir de la réduction : il ne lit que l'édition interne.
"""

from __future__ import annotations

import html
import re
import zipfile
from functools import cache
from pathlib import Path

import duckdb
import pypdf

#: Table → colonnes dont aucune valeur ne doit se retrouver.
COLONNES = {
    "point_service": "id_point nom id_projet localite gestionnaire operateur fichier",
    "projet_service": "id_projet intitule operateur fichier",
    "visite": "motif fichier",
    "etape_restauration": "motif_blocage commentaire",
    "chantier": "id_chantier nom entreprise",
    "chantier_avancement": "incident",
    "spi_tournee": "id_tournee motif",
    "spi_etape": "site motif",
    "presence_etat": "poste lieu_effectif",
    "formation": "id_formation intitule",
    "formation_participant": "id_personne",
    "reunion": "id_reunion instance",
    "decision": "id_decision texte responsable",
    "activite_ptba": "code_activite libelle responsable blocage",
    "evenement": "texte",
    "capitalisation": "id_produit titre lien",
    "valeur": "commentaire",
    "indicateur": "responsable",
    "chargement": "nom_fichier sha256 par",
    "quarantaine": "cellules motifs",
    "anomalie": "message constat",
    "cellule_gardee": "valeur",
}
#: Plus court, ou fait d'un seul mot courant du cadre public, un texte ne désigne rien.
_COURT = 6
#: Coordonnées : un centième de degré est déjà un kilomètre ; on cherche la position telle qu'elle a été reçue.
_DECIMALES = 4


@cache
def valeurs_interdites(base: Path) -> set[str]:
    """Les textes interdits d'une édition interne, sauf ceux qui sont aussi un mot public (une zone, un service…)."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        interdits: set[str] = set()
        for table, colonnes in COLONNES.items():
            for colonne in colonnes.split():
                lues = connexion.execute(f'SELECT DISTINCT "{colonne}"::VARCHAR FROM {table}').fetchall()
                interdits |= {str(v).strip() for (v,) in lues if v}
        publics = _mots_publics(connexion)
    return {texte for texte in interdits if len(texte) >= _COURT and texte.casefold() not in publics}


@cache
def positions(base: Path) -> set[str]:
    """Les latitudes et longitudes reçues, telles qu'elles s'écriraient."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        lues = connexion.execute("SELECT latitude, longitude FROM point_service WHERE latitude IS NOT NULL").fetchall()
        publics = connexion.execute(
            "SELECT concat_ws(' ', lat, lon) FROM zone UNION ALL SELECT geojson FROM limite"
        ).fetchall()
    # Un sommet de limite peut finir par les mêmes chiffres : il est public, et n'apprend rien d'un point.
    publiques = " ".join(str(v) for (v,) in publics)
    return {ecrite for paire in lues for c in paire if (ecrite := f"{c:.{_DECIMALES}f}") not in publiques}


def tournees_a_venir(base: Path, jour: str) -> set[str]:
    """Les dates prévues des tournées qui ne sont pas finies ce jour-là, sauf celles où finit aussi une activité."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        lues = connexion.execute(
            """
            SELECT date_prevue_debut::VARCHAR FROM spi_tournee WHERE date_prevue_debut > $jour::DATE
            EXCEPT SELECT fin_prevue::VARCHAR FROM activite_ptba
            """,
            {"jour": jour},
        ).fetchall()
    return {str(v) for (v,) in lues}


def _mots_publics(connexion: duckdb.DuckDBPyConnection) -> set[str]:
    """Les mots du cadre logique, de la géographie et des listes : ils sont à tout le monde."""
    requetes = (
        "SELECT nom FROM zone",
        "SELECT libelle FROM indicateur UNION SELECT libelle_court FROM indicateur",
        "SELECT DISTINCT type_service FROM point_service",
        "SELECT DISTINCT ouvrage FROM chantier",
        "SELECT DISTINCT nature FROM evenement UNION SELECT DISTINCT theme FROM capitalisation",
        "SELECT DISTINCT modalite FROM valeurs WHERE modalite IS NOT NULL",
        "SELECT valeur FROM projet",
    )
    return {str(v).strip().casefold() for r in requetes for (v,) in connexion.execute(r).fetchall() if v}


def texte_de_la_base(base: Path) -> str:
    """Tout ce que dit une base : chaque texte différent de chaque colonne de chaque table et vue, et son schéma."""
    morceaux: list[str] = []
    with duckdb.connect(str(base), read_only=True) as connexion:
        colonnes = connexion.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
        for table, colonne in colonnes:
            lues = connexion.execute(f'SELECT DISTINCT "{colonne}"::VARCHAR FROM "{table}"').fetchall()
            morceaux += [str(v) for (v,) in lues if v is not None]
        morceaux += [str(v) for v in connexion.execute("SELECT sql FROM duckdb_tables()").fetchall()]
    return "\n".join(morceaux)


def texte_html(fichier: Path) -> str:
    """Le HTML déséchappé : balises comprises, pour qu'un attribut ne cache rien."""
    return html.unescape(fichier.read_text(encoding="utf-8"))


def texte_pdf(fichier: Path) -> str:
    """Le texte de chaque page, et les propriétés du document."""
    lecteur = pypdf.PdfReader(fichier)
    return "\n".join([str(lecteur.metadata), *(page.extract_text() for page in lecteur.pages)])


def texte_zip(fichier: Path) -> str:
    """Chaque pièce d'un classeur ou d'un document Word, décompressée et déséchappée."""
    with zipfile.ZipFile(fichier) as archive:
        return "\n".join(html.unescape(archive.read(nom).decode("utf-8", "replace")) for nom in archive.namelist())


def trouves(texte: str, interdits: set[str]) -> set[str]:
    """Les interdits qui sont dans un texte, mot entier : «GAO-PT-1» n'est pas dans «GAO-PT-10»."""
    return {i for i in interdits if _mot_entier(i, texte)}


def _mot_entier(mot: str, texte: str) -> bool:
    # Par `find` : une expression par mot se compilerait, et chercherait à chaque lettre.
    ici, long = texte.find(mot), len(mot)
    while ici >= 0 and (_LETTRE.match(texte[ici - 1 : ici]) or _LETTRE.match(texte[ici + long : ici + long + 1])):
        ici = texte.find(mot, ici + 1)
    return ici >= 0


def trouves_en_octets(octets: bytes, interdits: set[str]) -> set[str]:
    """Les interdits dont les octets sont dans un fichier, en UTF-8 ou en UTF-16, là où cela se lit."""
    lisible = b"\n".join(_LISIBLE.findall(octets)) + b"\n".join(_LISIBLE_UTF16.findall(octets)).replace(b"\x00", b"")
    return {i for i in interdits if i.encode() in lisible}


_LETTRE = re.compile(r"[\w-]")
#: Une suite d'octets qui peut être du texte ; le reste d'une base est fait de nombres compressés.
_LISIBLE = re.compile(rb"[\x20-\x7e\x80-\xf4]{6,}")
_LISIBLE_UTF16 = re.compile(rb"(?:[\x20-\x7e\x80-\xff]\x00){6,}")
