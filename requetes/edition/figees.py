"""Ce que dit d'elle-même une édition figée : identité, commentaires, public. Rien pour une édition vivante."""

from __future__ import annotations

import functools
from pathlib import Path

from domaine.figees import PUBLICS, est_numero
from domaine.niveaux import NIVEAUX
from domaine.reglages import Reglages
from requetes.edition.editions import editions_figees
from requetes.edition.ouverture import Base, Edition, EditionIllisible, edition_a_lire, ouvrir

#: Profil → les publics des éditions qu'il peut lire.
LISIBLES = {"interne": PUBLICS, "partenaires": ("partenaires", "bailleur"), "bailleur": ("bailleur",)}


def identite(base: Base) -> dict[str, str]:
    """`numero, public, titre, periode, note, date_donnees, figee_le, empreinte, provisoire (0/1)` ; vide si vivante."""
    lues = base.lire("SELECT cle, valeur FROM edition_figee")
    return {str(c): str(v) for c, v in zip(lues["cle"], lues["valeur"], strict=True)}


def commentaires(base: Base) -> dict[str, str]:
    """Code de résultat → commentaire écrit au moment du gel ; vide si l'édition est vivante."""
    lus = base.lire("SELECT code_resultat, texte FROM commentaire ORDER BY code_resultat")
    return {str(c): str(t) for c, t in zip(lus["code_resultat"], lus["texte"], strict=True)}


def redaction(base: Base) -> dict[str, tuple[str, ...]]:
    """Rubrique (`domaine.figees`) → ses lignes, écrites au moment du gel ; vide si l'édition est vivante."""
    lues = base.lire("SELECT rubrique, texte FROM redaction ORDER BY rubrique, rang")
    return {str(r): tuple(map(str, groupe["texte"])) for r, groupe in lues.groupby("rubrique")}


def niveaux_limites(base: Base) -> list[str]:
    """Les niveaux dont l'édition a des limites : une carte n'en dessine pas d'autres."""
    return [str(n) for n in base.lire("SELECT DISTINCT niveau FROM limite ORDER BY niveau")["niveau"]]


def niveaux_publies(base: Base) -> dict[str, str]:
    """Le niveau le plus fin où chaque indicateur a des rangées : code → SOCLE, region, cercle ou commune."""
    lus = base.lire(
        """
        SELECT code_indicateur, arg_max(niveau, list_position($niveaux, niveau)) AS niveau
        FROM (SELECT DISTINCT code_indicateur, niveau FROM valeurs) GROUP BY code_indicateur
        """,
        {"niveaux": list(NIVEAUX)},
    )
    return {str(c): str(n) for c, n in zip(lus["code_indicateur"], lus["niveau"], strict=True)}


def derniere_remise(donnees: Path, public: str) -> str:
    """Le numéro de la dernière édition figée pour ce public ; vide s'il n'y en a pas."""
    lues = (e for e in editions_figees(donnees) if e.public == public and not e.effacee)
    return next((e.numero for e in lues), "")


def profil_servi(donnees: Path, regle: Reglages) -> str:
    """Le public que cet écran sert : celui du réglage, ou celui de l'édition épinglée s'il est plus étroit.

    Règle M12. Épingler une édition bâtie pour le bailleur suffit donc à n'ouvrir que ses pages, même si personne n'a
    réglé de profil ; et une édition figée qui ne se lit pas n'ouvre que les pages les plus étroites.
    """
    public = "interne"
    if regle.edition and est_numero(regle.edition):
        try:
            edition = edition_a_lire(donnees, regle.edition)
            public = _public(str(edition.base)) if edition else "bailleur"
        except EditionIllisible:
            public = "bailleur"
    return max(public, regle.profil, key=PUBLICS.index)


@functools.lru_cache(maxsize=8)
def _public(chemin: str) -> str:
    """Le public d'une édition figée ; le plus étroit si son identité n'en dit aucun."""
    fichier = Path(chemin)
    base = ouvrir(Edition(fichier.parent.name, fichier))
    try:
        dit = identite(base).get("public", "")
    finally:
        base.fermer()
    return dit if dit in PUBLICS else "bailleur"
