"""De quelles questions se fait chaque colonne d'une feuille : par nos noms et libellés, ou par des règles (K4, K7)."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import SEPARATEUR, Feuille, normaliser_entete
from domaine.formulaires.questionnaires import QUESTIONNAIRES
from domaine.listes import lire_libelle
from etl.fichiers.cellules import Cellule
from etl.lignes.colonnes import est_blanche
from etl.lignes.conversions import texte_de
from etl.soumissions.recue import FeuilleRecue, Source
from etl.soumissions.regles import Regle

#: La question de position, et la partie que chaque colonne en prend.
POSITION: Final = "position"
_PARTIES: Final = {"latitude": "latitude", "longitude": "longitude", "precision_m": "precision"}
#: Une photo est au moins cette preuve (règle K9).
_PHOTO: Final = "2"
#: Une ligne et ce qui la contient : sa feuille d'abord, puis celle de son parent…
Lignee = list[list[Cellule]]


@dataclass(frozen=True)
class Puisee:
    """Une colonne : à quel degré de la lignée elle se lit (0 : la feuille elle-même), et comment."""

    degre: int
    source: Source


@dataclass
class Remplie:
    """Une de nos feuilles que remplit une feuille reçue.

    Attributes:
        principale: chaque ligne la remplit ; une autre ne l'est que si ses colonnes obligatoires sont répondues.
    """

    feuille: Feuille
    principale: bool
    colonnes: dict[str, Puisee] = field(default_factory=dict)

    @property
    def d_un_objet(self) -> bool:
        """Vrai d'une feuille qui tient à jour un objet (un point, un chantier) : rien de répondu n'y efface rien."""
        return len(self.feuille.cle) == 1

    def lire(self, lignee: Lignee) -> tuple[list[Cellule], frozenset[str]] | None:
        """Les cellules d'une ligne, dans l'ordre de `colonnes`, et ce dont elle ne dit rien ; `None` : rien à dire."""
        cellules = {nom: p.source.lire(lignee[p.degre]) for nom, p in self.colonnes.items() if p.degre < len(lignee)}
        requises = [c.nom for c in self.feuille.colonnes if c.requise]
        if not self.principale and any(nom in self.colonnes and est_blanche(cellules.get(nom)) for nom in requises):
            return None
        tues = {nom for nom in self.feuille.noms if nom not in self.colonnes}
        if self.d_un_objet:
            tues |= {nom for nom, c in cellules.items() if est_blanche(c) and nom not in self.feuille.cle}
        _prouver(cellules, tues, self.feuille)
        return [cellules.get(nom, "") for nom in self.entiere], frozenset(tues)

    @property
    def entiere(self) -> tuple[str, ...]:
        """Les colonnes lues, et le niveau de preuve que donne une photo."""
        noms = tuple(self.colonnes)
        return (*noms, "niveau_preuve") if "photo" in noms and "niveau_preuve" not in noms else noms


def _prouver(cellules: dict[str, Cellule], tues: set[str], feuille: Feuille) -> None:
    """Une photo vaut deux au moins : le niveau dit n'est gardé que s'il ne se lit pas, ou s'il est plus haut."""
    if est_blanche(cellules.get("photo", "")) or "niveau_preuve" not in feuille.noms:
        return
    dit = texte_de(cellules.get("niveau_preuve", ""))
    lu = lire_libelle("niveau_preuve", dit) if dit else "0"
    if lu is not None and lu < _PHOTO:
        cellules["niveau_preuve"] = _PHOTO
        tues.discard("niveau_preuve")


def planifier(lignee: list[FeuilleRecue], tables: Mapping[str, bool], formulaire: str) -> list[Remplie]:
    """Ce que remplit une feuille d'un de nos formulaires : chaque colonne à la question de son nom, ou de son libellé.

    Args:
        lignee: la feuille, puis celles qui la contiennent : ce qu'elle n'a pas se lit chez elles.
        tables: table → est-elle la principale.
    """
    # Ce qu'un formulaire d'ici demande en plus (le cercle, ce qui est choisi) n'est pas une colonne oubliée.
    for nom, dits in _libelles(formulaire).items():
        lignee[0].source((nom, *dits))
    remplies = []
    for table, principale in tables.items():
        remplie = Remplie(PAR_TABLE[table], principale)
        for nom in remplie.feuille.noms:
            if puisee := _puiser(lignee, nom, formulaire):
                remplie.colonnes[nom] = puisee
        remplies.append(remplie)
    return [r for r in remplies if r.colonnes]


def _puiser(lignee: list[FeuilleRecue], nom: str, formulaire: str) -> Puisee | None:
    question = POSITION if nom in _PARTIES else nom
    noms = (question, *_libelles(formulaire).get(question, ()))
    for degre, recue in enumerate(lignee):
        source = recue.position(noms).get(_PARTIES[nom]) if nom in _PARTIES else recue.source(noms)
        if source is not None:
            return Puisee(degre, source)
    return None


@functools.cache
def _libelles(formulaire: str) -> dict[str, tuple[str, ...]]:
    """Question → ses libellés : l'export peut les donner à la place des noms."""
    libelles: dict[str, dict[str, None]] = {}
    for question in QUESTIONNAIRES[formulaire](""):
        if question.label and not question.type.startswith("begin"):
            libelles.setdefault(question.name, {})[question.label] = None
    return {nom: tuple(dits) for nom, dits in libelles.items()}


def planifier_selon(lignee: list[FeuilleRecue], regles: list[Regle]) -> list[Remplie]:
    """Ce que remplit une feuille d'ailleurs, d'après les règles de son nom ; la première visée est principale."""
    remplies: dict[str, Remplie] = {}
    for (table, colonne), siennes in _par_colonne(regles).items():
        feuille = PAR_TABLE[table]
        for degre, recue in enumerate(lignee):
            if sources := [(r, s) for r in siennes if (s := _source(recue, r, colonne))]:
                remplie = remplies.setdefault(table, Remplie(feuille, not remplies))
                remplie.colonnes[colonne] = Puisee(
                    degre, _traduire(sources, plusieurs=feuille.colonne(colonne).plusieurs)
                )
                break
    return list(remplies.values())


def _par_colonne(regles: list[Regle]) -> dict[tuple[str, str], list[Regle]]:
    par_colonne: dict[tuple[str, str], list[Regle]] = {}
    for regle in regles:
        par_colonne.setdefault((regle.feuille.table, regle.colonne), []).append(regle)
    return par_colonne


def _source(recue: FeuilleRecue, regle: Regle, colonne: str) -> Source | None:
    """La colonne reçue d'une règle ; une question de position donne à chaque colonne sa partie."""
    if colonne in _PARTIES and (partie := recue.position((regle.colonne_recue,)).get(_PARTIES[colonne])):
        return partie
    return recue.source((regle.colonne_recue,))


def _traduire(sources: list[tuple[Regle, Source]], *, plusieurs: bool) -> Source:
    """Une réponse que disent des règles, sinon telle quelle ; plusieurs réponses se séparent comme dans un classeur."""

    def lire(ligne: list[Cellule]) -> Cellule:
        dites: dict[str, None] = {}
        telle_quelle: Cellule = ""
        for regle, source in sources:
            recue = source.lire(ligne)
            if est_blanche(recue):
                continue
            if not regle.valeur_recue:
                telle_quelle = regle.valeur or (telle_quelle if not est_blanche(telle_quelle) else recue)
            elif _repond(recue, regle.valeur_recue):
                dites[regle.valeur or regle.valeur_recue] = None
            elif est_blanche(telle_quelle):
                telle_quelle = recue
        if len(dites) == 1 or (dites and plusieurs):
            return SEPARATEUR.join(dites)
        return " / ".join(dites) or telle_quelle

    return Source(sources[0][1].rang, lire)


def _repond(recue: Cellule, attendue: str) -> bool:
    """La réponse, entière ou parmi plusieurs, est celle d'une règle."""
    texte, forme = texte_de(recue), normaliser_entete(attendue)
    return normaliser_entete(texte) == forme or forme in _reponses(texte)


def _reponses(texte: str) -> Iterator[str]:
    return (normaliser_entete(r) for r in texte[:2000].split())
