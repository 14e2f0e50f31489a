"""Une feuille reçue d'un formulaire : où sont ses en-têtes, et ce que chacun nomme (règle K4).

Un en-tête est un nom ou un libellé, avec ou sans les groupes qui le contiennent («visite/date», «visite-date»). Une
question à plusieurs réponses est une colonne («eau santé») ou plusieurs («services/eau» : 1 ou 0) ; une position,
quatre colonnes ou une seule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from domaine.feuilles.declaration import normaliser_entete
from domaine.feuilles.passerelles import MARQUE
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.lignes.du_formulaire import D_UN_SERVEUR, DU_FORMULAIRE
from etl.lignes.entetes import LIGNES_D_ENTETE, est_hxl, est_vide

#: Ce qu'un formulaire ajoute et dont la lecture se sert : en-tête sans son groupe ni sa casse → ce qu'il dit.
_UTILES: Final = {
    "_id": "id",
    "_uuid": "uuid",
    "key": "uuid",
    "rootuuid": "racine",
    "instanceid": "instance",
    "_submission_time": "instant",
    "submissiondate": "instant",
    "_validation_status": "etat",
    "reviewstate": "etat",
    "_index": "index",
    "_parent_index": "index_parent",
    "parent_key": "cle_parent",
    "_parent_table_name": "table_parent",
    "_submission__id": "id_soumission",
    "_submission__uuid": "uuid_soumission",
}
#: Celles qu'une feuille `Formulaires` peut lire : un jour, un numéro ; jamais qui a rempli, ni avec quel appareil.
_PERMISES: Final = frozenset(("_id", "_uuid", "_submission_time", "submissiondate", "today"))
_POSITION = re.compile(
    r"_(.+)_(latitude|longitude|altitude|precision)|(.+)-(latitude|longitude|altitude|accuracy)", re.IGNORECASE
)
#: Groupes emboîtés d'un en-tête : au-delà, personne ne les a écrits.
_GROUPES_MAX = 20
Lire = Callable[[list[Cellule]], Cellule]


@dataclass(frozen=True)
class Source:
    """D'où vient une valeur : la colonne reçue à nommer dans un message, et ce qui la lit d'une ligne."""

    rang: int
    lire: Lire


@dataclass
class FeuilleRecue:
    """Une feuille d'un export.

    Attributes:
        entetes: rang de colonne → en-tête.
        metadonnees: ce qu'en dit `_UTILES` → rang de colonne.
        lignes: numéro de tableur et cellules de chaque ligne remplie.
    """

    brute: FeuilleBrute
    entetes: dict[int, str]
    metadonnees: dict[str, int]
    lignes: list[tuple[int, list[Cellule]]]
    _questions: dict[str, int] = field(default_factory=dict)
    _permises: dict[str, int] = field(default_factory=dict)
    _positions: dict[str, dict[str, int]] = field(default_factory=dict)
    _reponses: dict[str, dict[str, int]] = field(default_factory=dict)
    lues: set[int] = field(default_factory=set)

    @property
    def nom(self) -> str:
        return self.brute.nom

    def dit(self, ligne: list[Cellule], quoi: str) -> str:
        """Ce que dit une colonne d'elle-même utile («index», «etat»…) ; vide si elle n'y est pas."""
        rang = self.metadonnees.get(quoi)
        return texte_de(ligne[rang]) if rang is not None and rang < len(ligne) else ""

    def source(self, noms: Iterable[str]) -> Source | None:
        """La colonne, ou les colonnes, du premier de ces noms ou libellés qui s'y trouve."""
        for nom in noms:
            forme = normaliser_entete(nom)
            rang = self._questions.get(forme, self._permises.get(nom.casefold()))
            if rang is not None:
                self.lues.add(rang)
                return Source(rang, _cellule(rang))
            if choisies := self._reponses.get(forme):
                self.lues.update(choisies.values())
                return Source(min(choisies.values()), _choisis(choisies))
            question, _, reponse = nom.rpartition("/")
            entiere = self._questions.get(normaliser_entete(question)) if question else None
            if entiere is not None:
                self.lues.add(entiere)
                return Source(entiere, _choisie(entiere, reponse))
        return None

    def position(self, noms: Iterable[str]) -> dict[str, Source]:
        """Latitude, longitude et précision d'une question de position."""
        for nom in noms:
            forme = normaliser_entete(nom)
            seule, separees = self._questions.get(forme), self._positions.get(forme, {})
            self.lues.update(separees.values(), () if seule is None else (seule,))
            if {"latitude", "longitude"} <= separees.keys():
                return {quoi: Source(rang, _cellule(rang)) for quoi, rang in separees.items()}
            if seule is not None:
                places = {"latitude": 0, "longitude": 1, "precision": 3}
                return {quoi: Source(seule, _partie(seule, place)) for quoi, place in places.items()}
        return {}


def est_personnel(nom: str) -> bool:
    """Vrai d'un en-tête qui dit qui a rempli le formulaire, ou avec quel appareil (règle K8)."""
    nu = _sans_groupe(nom.strip())
    return nu.casefold() not in _PERMISES and (_est_ajoutee(nom.strip()) or _est_ajoutee(nu))


def _est_ajoutee(entete: str) -> bool:
    return bool(DU_FORMULAIRE.fullmatch(entete) or D_UN_SERVEUR.fullmatch(entete))


def porte_la_marque(brute: FeuilleBrute) -> int | None:
    """Le rang de la ligne d'en-têtes qui porte le calcul `socle_formulaire` ; `None` si aucune."""
    for i, ligne in enumerate(brute.lignes[:LIGNES_D_ENTETE]):
        if any(isinstance(c, str) and c.endswith(MARQUE) and est_la_marque(c) for c in ligne):
            return i
    return None


def est_la_marque(entete: str) -> bool:
    """Vrai de l'en-tête du calcul, avec ou sans son groupe."""
    return re.split(r"[/-]", entete.strip())[-1] == MARQUE


def lire_recue(brute: FeuilleBrute, rang_entetes: int) -> FeuilleRecue:
    """Une feuille dont la ligne d'en-têtes est connue ; les étiquettes HXL qui la suivent n'en sont pas une ligne."""
    entetes = {r: texte for r, c in enumerate(brute.lignes[rang_entetes]) if (texte := texte_de(c))}
    lignes = [
        (i + 1, ligne)
        for i, ligne in enumerate(brute.lignes[rang_entetes + 1 :], start=rang_entetes + 1)
        if not est_vide(ligne) and not (i == rang_entetes + 1 and est_hxl(ligne))
    ]
    metadonnees: dict[str, int] = {}
    permises: dict[str, int] = {}
    for rang, texte in entetes.items():
        nu = re.sub(r"^(?:.*/)?(?:meta[/-])?", "", texte).casefold()
        if nu in _UTILES:
            metadonnees.setdefault(_UTILES[nu], rang)
        if nu in _PERMISES:
            permises.setdefault(nu, rang)
    recue = FeuilleRecue(brute, entetes, metadonnees, lignes, _permises=permises)
    _nommer(recue)
    return recue


def _nommer(recue: FeuilleRecue) -> None:
    """Ce que chaque en-tête nomme : lui-même d'abord, puis ce qui en reste sans un, deux, trois groupes."""
    siens = {r: t for r, t in recue.entetes.items() if not _est_ajoutee(t) and not _POSITION.fullmatch(_sans_groupe(t))}
    for rang, texte in siens.items():
        recue._questions.setdefault(normaliser_entete(texte), rang)
    entiers = frozenset(recue._questions)
    # ODK écrit les groupes avec un trait ; un libellé en a d'autres, et seul un serveur ODK a ces colonnes.
    traits = "cle_parent" in recue.metadonnees or any(t.casefold() == "key" for t in recue.entetes.values())
    for rang, texte in siens.items():
        for forme, avant in _sans_groupes(texte, "/-" if traits else "/"):
            if avant in entiers:
                break
            recue._questions.setdefault(forme, rang)
    _ranger_les_reponses(recue, siens)
    for rang, texte in recue.entetes.items():
        if lue := _POSITION.fullmatch(_sans_groupe(texte)):
            partie = (lue[2] or lue[4]).lower().replace("accuracy", "precision")
            for question in (lue[1] or lue[3], re.split(r"[/-]", lue[1] or lue[3])[-1]):
                recue._positions.setdefault(normaliser_entete(question), {}).setdefault(partie, rang)


def _ranger_les_reponses(recue: FeuilleRecue, siens: dict[int, str]) -> None:
    """Les colonnes «question/réponse» d'une question qui n'a pas, elle-même, de colonne."""
    for rang, texte in siens.items():
        question, _, reponse = texte.rpartition("/")
        for nom in dict.fromkeys((question, question.rpartition("/")[2])) if question else ():
            if normaliser_entete(nom) not in recue._questions:
                recue._reponses.setdefault(normaliser_entete(nom), {}).setdefault(reponse, rang)


def _sans_groupe(texte: str) -> str:
    return texte.rpartition("/")[2]


def _sans_groupes(texte: str, separateurs: str) -> Iterable[tuple[str, str]]:
    """(Ce qui reste d'un en-tête, ce qui en est ôté), un groupe de plus à chaque fois."""
    places = [m.start() for m in re.finditer(f"[{separateurs}]", texte[:200])][:_GROUPES_MAX]
    return [(normaliser_entete(texte[i + 1 :]), normaliser_entete(texte[:i])) for i in places if texte[i + 1 :].strip()]


def _cellule(rang: int) -> Lire:
    return lambda ligne: ligne[rang] if rang < len(ligne) else ""


def _partie(rang: int, place: int) -> Lire:
    """Une partie de «latitude longitude altitude précision» ; ce qui n'en est pas reste entier, et ne se lira pas."""

    def lire(ligne: list[Cellule]) -> Cellule:
        cellule = ligne[rang] if rang < len(ligne) else ""
        parties = texte_de(cellule).split()
        if len(parties) not in (2, 3, 4):
            return cellule if place < 2 else ""
        return parties[place] if place < len(parties) else ""

    return lire


def _choisis(rangs: dict[str, int]) -> Lire:
    """Les réponses cochées, séparées d'un blanc, comme d'une seule colonne."""
    return lambda ligne: " ".join(r for r, rang in rangs.items() if rang < len(ligne) and _est_cochee(ligne[rang]))


def _choisie(rang: int, reponse: str) -> Lire:
    """«oui» ou «non» selon que cette réponse est parmi celles d'une seule colonne ; vide si rien n'est répondu."""

    def lire(ligne: list[Cellule]) -> Cellule:
        dites = texte_de(ligne[rang]).split() if rang < len(ligne) else []
        return ("oui" if reponse in dites else "non") if dites else ""

    return lire


def _est_cochee(cellule: Cellule) -> bool:
    return texte_de(cellule).casefold() in ("1", "1.0", "true", "oui", "vrai")
