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
from domaine.periodes import MOIS, lire_periode, rang_du_mois, sans_accent

#: Le genre d'une date que la période figée n'a pas encore vue.
APRES: Final = "date d’après la période"
#: Un terme plus court se trouverait dans n'importe quel mot.
_COURT: Final = 4
#: Écritures qui se valent : apostrophes, secondes d'arc, degré ; NFKC les changerait autrement.
_HABITUELS: Final = {**dict.fromkeys("’ʼ‘′`´", "'"), **dict.fromkeys("″“”", '"'), "º": "°", "−": "-"}
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
_MAJUSCULE = r"[A-ZÀ-ÖØ-Þ][\w'\-]+"
_CIVILITE = r"(?i:Mme\.?|Mlle|Mr|Monsieur|Madame|Dr\.?|Docteur|Colonel|Commandant|Capitaine|Lieutenant|Imam|El Hadj)"
_PARTICULE = r"(?i:ag|ould|walet|ben|bint)"
#: Genre → motifs, essayés dans l'ordre sur le texte ramené (`_ramener`) ; le plus long l'emporte.
_MOTIFS: Final[dict[str, tuple[str, ...]]] = {
    "adresse de courriel": (r"[\w.+\-]+ ?(?:@|[(\[] ?(?i:at|arobase) ?[)\]]) ?[\w\-]+(?: ?\. ?[\w\-]+)+",),
    "adresse internet": (r"\b(?:https?://|www\.)\S+", r"\b(?:[\w\-]+\.)+[a-z]{2,}/\S+"),
    "position": (
        r"-?\d{1,2}[.,]\d{3,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}(?:\s*°?\s*[EWO]\b)?",
        r"\b\d{1,2}[.,]\d{2,}\s*[,;/ ]\s*-\s?\d{1,3}[.,]\d{2,}\b",
        r"(?:\b[NSEWO] ?)?\d{1,3}\s*(?:°|degr[ée]s?|d(?=\d))\s*\d{1,2}(?:[.,]\d+)?\s*(?:'(?!')|min(?:utes?)?|m(?=\d))"
        r"(?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:\"|''|s\b|sec(?:ondes?)?))?\s*[NSEWO]?",
        r"\b\d{1,3} \d{1,2} \d{1,2}(?:[.,]\d+)? ?[NSEWO]\b",
        r"\b\d{1,3}[.,]\d{2,}\s*°?\s*(?:[NSEWO]|[Nn]ord|[Ss]ud|[Oo]uest)\b",
        r"\b\d{1,3}[.,]\d{3,}\s*°|\b[NSEWO] ?\d{1,3}[.,]\d{2,}",
        r"\b(?i:lat|lon|long|latitude|longitude)\b\.?\s*[:=]?\s*-?\d{1,3}[.,]\d+",
        r"\b(?i:point)\s*\(\s*-?\d{1,3}[.,]\d+\s+-?\d{1,3}[.,]\d+",
        r"\b(?:29|30|31)\s?[C-X]\s*\d{6}\s*\d{6,7}\b",
        r"\b(?i:[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3})\b",
    ),
    "téléphone": (
        r"(?:\+|\b00)\s?\(?\d{1,3}\)?(?:[\s.\-]?\d{2,4}){3,5}\b",
        r"\(\+?223\)\s?\d{2}(?:[ .\-]?\d{2}){3}\b",
        r"\b\d{2}(?:[ ./_\-]\d{2}){3,4}\b",
        r"\b[5-9]\d{3}[ .\-]\d{4}\b",
        r"\b[2-9]\d{7}\b(?<!000)",
    ),
    "nom de personne": (
        rf"\b(?:MM?\.\s*|{_CIVILITE}\s+){_MAJUSCULE}(?:\s+(?:{_PARTICULE}|{_MAJUSCULE})){{0,3}}",
        rf"\b{_MAJUSCULE}\s+{_PARTICULE}\s+{_MAJUSCULE}",
    ),
}
_MOIS_ECRITS: Final = "|".join([*map(sans_accent, MOIS), *"janv fevr fev avr juil sept oct nov dec".split()])
#: Cherchées sur le texte ramené, sans accents ni majuscules.
_DATES: Final = tuple(
    re.compile(motif)
    for motif in (
        r"\b(?P<j>\d{1,2})(?:er)?[/.\- ](?P<m>\d{1,2})[/.\- ](?P<a>\d{4})\b",
        r"(?<![\d/.\-])(?P<j>\d{2})([/.\-])(?P<m>\d{2})\2(?P<a>\d{2})\b(?![/.\-]\d)",
        r"\b(?P<a>20\d\d)([\-/.])(?P<m>\d{1,2})\2(?P<j>\d{1,2})\b",
        # Sans année, un mois à zéro : «10/12 rapports» est une fraction.
        r"(?<![\d/])(?P<j>\d{2})/(?P<m>0[1-9])\b(?!/)",
        rf"\b(?:(?P<j>\d{{1,2}})(?:er)?[ \-]+)?(?P<nom>{_MOIS_ECRITS})\b\.?(?:[ \-]+(?P<a>20\d\d))?",
        r"\b(?P<type>[ts])(?P<rang>[1-4])[ \-/]*(?P<a>20\d\d)\b",
        r"\b(?P<a>20\d\d)[ \-/]*(?P<type>[ts])(?P<rang>[1-4])\b",
        r"\b(?P<rang>[1-4]|premier|second|deuxieme|troisieme|quatrieme)(?:er|e|eme|nd)? (?P<type>[ts])(?:rim|em)estre"
        r"(?: (?:de )?(?P<a>20\d\d))?\b",
        r"\b(?P<a>20\d\d)-(?P<m>\d\d)\b",
        r"\b(?P<a>20\d\d)\b",
    )
)
_RANGS: Final = {"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}

#: Ce qui, devant un mois seul, en fait une date.
_QUAND: Final = re.compile(
    r"\b(?:en|fin|debut|mi|courant|d'ici|des|avant|apres|pour|depuis|mois de|partir de|jusqu'en)[\s\-]+$"
)


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
        bornes = sorted(set(_passages(texte, connus, fin)), key=lambda b: (b[0] - b[1], b))
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
            for terme in (aplatir(str(lu)) for (lu,) in lus):
                # «Comité» seul, gestionnaire d'un point, est un mot ; «Comité de Tin-Hama» en désigne un.
                commun = colonne == "gestionnaire" and " " not in terme
                if len(terme) >= _COURT and terme not in zones and not terme.isdecimal() and not commun:
                    connus.setdefault(terme, genre)
    return connus


def aplatir(texte: str) -> str:
    """La forme qui rapproche un terme connu : sans accents, majuscules ni traits d'union, espaces réduites à une.

    >>> aplatir("École de\u00a0N’Tillit"), aplatir("GAO\u2011PT\u200b_001")
    ("ecole de n'tillit", 'gao pt 001')
    """
    return _fondre(*_ramener(texte))[0].strip()


def _ramener(texte: str) -> tuple[str, list[int]]:
    """Le texte tel qu'on le lit, et la place d'origine de chaque caractère.

    Ce qui ne se voit pas est ôté, accents détachés compris ; toute espace, fin de ligne comprise, en est une seule ;
    chiffres, tirets et apostrophes n'ont qu'une écriture. Une écriture inattendue ne cache donc rien.
    """
    lus: list[str] = []
    places: list[int] = []
    for place, origine in enumerate(texte):
        for caractere in _HABITUELS.get(origine) or unicodedata.normalize("NFKC", origine):
            genre = unicodedata.category(caractere)
            if genre in ("Cf", "Mn", "Cc") and not caractere.isspace():
                continue
            lu = " " if caractere.isspace() else "-" if genre == "Pd" else caractere
            lu = str(unicodedata.decimal(lu)) if genre == "Nd" else lu
            if lu != " " or lus[-1:] != [" "]:
                lus.append(lu)
                places.append(place)
    return "".join(lus), places


def _fondre(lu: str, places: list[int]) -> tuple[str, list[int]]:
    """Le texte ramené, à plat, traits d'union et soulignés devenus des espaces."""
    fondus = [
        ("" if c in " -_" and lu[n - 1 : n] in (" ", "-", "_") else " " if c in "-_" else _plat(c), place)
        for n, (c, place) in enumerate(zip(lu, places, strict=True))
    ]
    gardes = [(c, place) for c, place in fondus if c]
    return "".join(c for c, _ in gardes), [place for _, place in gardes]


def _plat(caractere: str) -> str:
    nu = unicodedata.normalize("NFD", caractere)[0].casefold()
    return nu if len(nu) == 1 else caractere


def _passages(texte: str, connus: Mapping[str, str], fin: dt.date) -> Iterator[tuple[int, int, str]]:
    """Bornes, dans le texte d'origine, et genre de chaque passage."""
    lu, places = _ramener(texte)
    fondu, places_fondues = _fondre(lu, places)
    trouves = [(places, t) for t in (*_motifs(lu), *_dates("".join(map(_plat, lu)), fin))]
    trouves += [(places_fondues, t) for t in _termes(fondu, connus)]
    for origines, (debut, apres, genre) in trouves:
        yield origines[debut], origines[apres - 1] + 1, genre


def _motifs(lu: str) -> Iterator[tuple[int, int, str]]:
    for genre, motifs in _MOTIFS.items():
        for motif in motifs:
            yield from ((m.start(), m.start() + len(m.group().rstrip()), genre) for m in re.finditer(motif, lu))


def _termes(fondu: str, connus: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    for terme, genre in connus.items():
        place = fondu.find(terme)
        while place >= 0:
            apres = place + len(terme)
            # Un mot entier : «Tin» n'est pas dans «Tinguéré».
            if not (fondu[place - 1 : place].isalnum() or fondu[apres : apres + 1].isalnum()):
                yield place, apres, genre
            place = fondu.find(terme, apres)


def _dates(plat: str, fin: dt.date) -> Iterator[tuple[int, int, str]]:
    for motif in _DATES:
        for trouve in motif.finditer(plat):
            lu = trouve.groupdict()
            debut = _debut_de(lu, fin)
            seul = lu.get("nom") and not (lu.get("j") or lu.get("a"))
            # «Comité de juillet» nomme une réunion ; «en juillet» dit quand.
            if debut is not None and debut > fin and not (seul and not _QUAND.search(plat[: trouve.start()])):
                yield trouve.start(), trouve.end(), APRES


def _debut_de(lu: Mapping[str, str | None], fin: dt.date) -> dt.date | None:
    """Le premier jour dont parle une date ou une période ; sans année, celle de la période figée."""
    annee = int(lu.get("a") or fin.year)
    annee += 2000 if annee < 100 else 0
    if rang := lu.get("rang"):
        lue = lire_periode(f"{lu['type']}{_RANGS.get(rang, rang)} {annee}")
        return lue.debut if lue else None
    mois = rang_du_mois(str(lu["nom"])) if lu.get("nom") else int(lu.get("m") or 1)
    try:
        return dt.date(annee, mois, int(lu.get("j") or 1))
    except ValueError:
        return None


def sans_reponse(trouvees: Iterable[Trouvaille], gardees: Iterable[str]) -> tuple[Trouvaille, ...]:
    """Celles que personne n'a gardées, une fois par passage."""
    premieres = {t.texte: t for t in reversed(tuple(trouvees))}
    return tuple(t for texte, t in reversed(premieres.items()) if texte not in set(gardees))
