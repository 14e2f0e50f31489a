"""Relire ce qu'une personne a écrit avant de le remettre : ce qui pourrait exposer quelqu'un se montre (règle E18).

Le programme ne juge pas : il trouve, la personne garde ou retire. Une édition d'un public ne se fige pas tant qu'une
trouvaille n'a pas reçu sa réponse.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import duckdb

from domaine.niveaux import NOMS
from domaine.periodes import MOIS, lire_periode, rang_du_mois

#: Le genre d'une date que la période figée n'a pas encore vue.
APRES: Final = "date d’après la période"
#: Un terme plus court se trouverait dans n'importe quel mot.
_COURT: Final = 4
#: Ce que les dépôts nomment : genre → les colonnes.
_CONNUS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "identifiant": (
        ("point_service", "id_point"),
        ("projet_service", "id_projet"),
        ("chantier", "id_chantier"),
        ("spi_tournee", "id_tournee"),
        ("formation", "id_formation"),
        ("formation_participant", "id_personne"),
        ("activite_ptba", "code_activite"),
    ),
    "lieu connu": (
        ("point_service", "nom"),
        ("point_service", "localite"),
        ("spi_etape", "site"),
        ("chantier", "nom"),
        ("presence_etat", "lieu_effectif"),
    ),
    "nom connu": (
        ("point_service", "gestionnaire"),
        ("point_service", "operateur"),
        ("projet_service", "operateur"),
        ("chantier", "entreprise"),
    ),
}
_MAJUSCULE = r"[A-ZÀ-ÖØ-Þ][\w’'\-]+"
_CIVILITE = r"(?:M\.|MM\.|Mme|Mlle|Mr|Monsieur|Madame|Dr|Docteur|Colonel|Commandant|Capitaine|Lieutenant|Imam|El Hadj)"
_PARTICULE = r"(?:[Aa]g|[Oo]uld|[Ww]alet|[Bb]en|[Bb]int)"
#: Genre → motifs, essayés dans l'ordre ; le plus long l'emporte.
_MOTIFS: Final[dict[str, tuple[str, ...]]] = {
    "adresse de courriel": (r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",),
    "adresse internet": (r"\b(?:https?://|www\.)\S+",),
    "position": (
        r"-?\d{1,2}[.,]\d{3,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}(?:\s*°?\s*[EWO]\b)?",
        r"\d{1,3}\s*°\s*\d{1,2}(?:[.,]\d+)?\s*['’′](?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:\"|″|''))?\s*[NSEWO]?",
        r"\b\d{1,3}[.,]\d{2,}\s*°?\s*[NSEWO]\b",
        r"\b(?:29|30|31)\s?[C-X]\s+\d{6}\s+\d{6,7}\b",
    ),
    "téléphone": (
        r"(?:\+|\b00)\s?\d{1,3}(?:[\s.\-]?\d{2,4}){3,5}\b",
        r"\b\d{2}(?:[ .\-]\d{2}){3,4}\b",
        r"\b[2-9]\d{7}\b(?<!000)",
    ),
    "nom de personne": (
        rf"\b{_CIVILITE}\s+{_MAJUSCULE}(?:\s+(?:{_PARTICULE}|{_MAJUSCULE})){{0,3}}",
        rf"\b{_MAJUSCULE}\s+{_PARTICULE}\s+{_MAJUSCULE}",
    ),
}
_DATES: Final = (
    r"\b(?P<j>\d{1,2})(?:er)?[/.\- ](?P<m>\d{1,2})[/.\- ](?P<a>\d{4})\b",
    r"\b(?P<a>\d{4})-(?P<m>\d{2})-(?P<j>\d{2})\b",
    rf"\b(?:(?P<j>\d{{1,2}})(?:er)?\s+)?(?P<nom>{'|'.join(MOIS)}|fevrier|aout|decembre)(?:\s+(?P<a>\d{{4}}))?\b",
    r"\b(?P<periode>[TS][1-4]\s+20\d\d|20\d\d-[TS][1-4]|20\d\d-\d\d)\b",
    r"\b(?P<periode>20\d\d)\b",
)

#: Ce qui, devant un mois seul, en fait une date.
_QUAND: Final = re.compile(r"\b(?:en|fin|debut|mi|courant|d'ici|des|avant|apres|pour|depuis)[\s\-]+$")


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """Un passage à garder ou à retirer.

    Attributes:
        champ: où : «titre», «note», «commentaire de R1»…
        texte: le passage, tel quel.
        genre: ce qu'il semble être : position, téléphone, lieu connu, date d'après la période…
        debut, fin: ses bornes dans le champ.
    """

    champ: str
    texte: str
    genre: str
    debut: int
    fin: int

    def en_dict(self) -> dict[str, Any]:
        """Pour la réponse en JSON."""
        return asdict(self)


def relire(textes: Mapping[str, str], connus: Mapping[str, str], fin: dt.date) -> tuple[Trouvaille, ...]:
    """Ce qui, dans des textes, pourrait exposer quelqu'un ou parler d'après la période.

    Args:
        textes: champ → texte.
        connus: terme plat (`aplatir`) → genre, pris aux dépôts (`lire_connus`).
        fin: le dernier jour de la période figée.

    Returns:
        Champ par champ, dans l'ordre du texte ; de deux passages qui se couvrent, le plus long.
    """
    trouvees: list[Trouvaille] = []
    for champ, texte in textes.items():
        bornes = sorted({*_motifs(texte), *_dates(texte, fin), *_termes(texte, connus)}, key=lambda b: (b[0] - b[1], b))
        gardees: list[tuple[int, int, str]] = []
        for debut, apres, genre in bornes:
            if all(apres <= d or debut >= f for d, f, _ in gardees):
                gardees.append((debut, apres, genre))
        trouvees += [Trouvaille(champ, texte[d:f], genre, d, f) for d, f, genre in sorted(gardees)]
    return tuple(trouvees)


def lire_connus(connexion: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Ce que l'édition interne nomme : terme plat → genre. Un nom de zone n'en est pas : il est public."""
    zones = {aplatir(str(nom)) for (nom,) in connexion.execute("SELECT nom FROM zone").fetchall()} | set(NOMS.values())
    connus: dict[str, str] = {}
    for genre, colonnes in _CONNUS.items():
        for table, colonne in colonnes:
            lus = connexion.execute(f"SELECT DISTINCT {colonne} FROM {table} WHERE {colonne} IS NOT NULL").fetchall()
            for terme in (aplatir(str(lu)).strip() for (lu,) in lus):
                # «Comité» seul, gestionnaire d'un point, est un mot ; «Comité de Tin-Hama» en désigne un.
                commun = colonne == "gestionnaire" and " " not in terme
                if len(terme) >= _COURT and terme not in zones and not terme.isdecimal() and not commun:
                    connus.setdefault(terme, genre)
    return connus


def aplatir(texte: str) -> str:
    """Sans accents ni majuscules, de la même longueur : une place y est la même que dans le texte.

    >>> aplatir("Écœurant N’Tillit"), len(aplatir("Éœ"))
    ("ecœurant n'tillit", 2)
    """
    return "".join(_plat(c) for c in texte)


def _plat(caractere: str) -> str:
    if caractere in "’ʼ‘":
        return "'"
    nu = unicodedata.normalize("NFD", caractere)[0].casefold()
    return nu if len(nu) == 1 else caractere


def _motifs(texte: str) -> Iterator[tuple[int, int, str]]:
    for genre, motifs in _MOTIFS.items():
        for motif in motifs:
            yield from ((m.start(), m.end(), genre) for m in re.finditer(motif, texte))


def _termes(texte: str, connus: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    plat = aplatir(texte)
    for terme, genre in connus.items():
        place = plat.find(terme)
        while place >= 0:
            apres = place + len(terme)
            # Un mot entier : «Tin» n'est pas dans «Tinguéré».
            if not (plat[place - 1 : place].isalnum() or plat[apres : apres + 1].isalnum()):
                yield place, apres, genre
            place = plat.find(terme, apres)


def _dates(texte: str, fin: dt.date) -> Iterator[tuple[int, int, str]]:
    plat = aplatir(texte)
    # Les mois accentués se cherchent sur le texte plat ; une période, sur le texte même, à majuscule.
    for motif in _DATES:
        cherche = texte if "periode" in motif else plat
        motif_plat = motif if "periode" in motif else aplatir(motif).replace("(?p<", "(?P<")
        for trouve in re.finditer(motif_plat, cherche):
            debut = _debut_de(trouve.groupdict(), fin)
            seul = trouve.groupdict().get("nom") == trouve.group()
            # «Comité de juillet» nomme une réunion ; «en juillet» dit quand.
            if debut is not None and debut > fin and not (seul and not _QUAND.search(plat[: trouve.start()])):
                yield trouve.start(), trouve.end(), APRES


def _debut_de(lu: Mapping[str, str | None], fin: dt.date) -> dt.date | None:
    """Le premier jour dont parle une date ou une période ; sans année, celle de la période figée."""
    if periode := lu.get("periode"):
        lue = lire_periode(periode)
        return lue.debut if lue else None
    mois = rang_du_mois(str(lu["nom"])) if lu.get("nom") else int(lu.get("m") or 0)
    try:
        return dt.date(int(lu.get("a") or fin.year), mois, int(lu.get("j") or 1))
    except ValueError:
        return None


def sans_reponse(trouvees: Iterable[Trouvaille], gardees: Iterable[str]) -> tuple[Trouvaille, ...]:
    """Celles que personne n'a gardées, une fois par passage."""
    premieres = {t.texte: t for t in reversed(tuple(trouvees))}
    return tuple(t for texte, t in reversed(premieres.items()) if texte not in set(gardees))
