"""Ce que qui fige a écrit : rubriques du récit, signataires, commentaires de chiffres gardés (règle E20)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from domaine.figees import FONCTION_MAX, LIGNE_MAX, LIGNES_MAX, RECIT, RUBRIQUES, SIGNATAIRES_MAX
from domaine.journal import COMMENTAIRE_MAX
from etl.demande import DemandeInvalide


@dataclass(frozen=True)
class Redaction:
    """Rien par défaut.

    Attributes:
        rubriques: rubrique (`domaine.figees`) → ses lignes, dans l'ordre.
        chiffres: (indicateur, zone) → commentaire gardé, pour la période figée.
    """

    rubriques: dict[str, list[str]] = field(default_factory=dict)
    chiffres: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def textes(self) -> dict[str, str]:
        """Où → texte : tout ce qu'une personne a écrit ici, pour qui relit avant de figer."""
        ecrits = {
            f"{RUBRIQUES[r]}, ligne {n}": texte
            for r, lignes in self.rubriques.items()
            for n, texte in enumerate(lignes, 1)
        }
        return ecrits | {f"commentaire de {code}, {zone}": texte for (code, zone), texte in self.chiffres.items()}


def lire_redaction(chemin: Path) -> Redaction:
    """Le fichier JSON : `{"rubriques": {"risques": ["…"]}, "chiffres": [{"code_indicateur", "code_zone", "texte"}]}`.

    Raises:
        DemandeInvalide: il ne se lit pas, nomme une rubrique inconnue, ou dépasse les bornes.
    """
    forme = "il faut un objet JSON, en UTF-8, à deux clés : «rubriques» et «chiffres»."
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        rubriques = {str(r): [_texte(x) for x in lignes] for r, lignes in dict(lu.get("rubriques") or {}).items()}
        chiffres = {
            (_texte(x["code_indicateur"]), _texte(x["code_zone"])): _texte(x["texte"]) for x in lu.get("chiffres") or ()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as erreur:
        raise DemandeInvalide(f"Le fichier {chemin.name} ne se lit pas : {forme}") from erreur
    redaction = Redaction(
        {r: gardees for r, lignes in rubriques.items() if (gardees := [x for x in lignes if x])},
        {sujet: texte for sujet, texte in chiffres.items() if texte},
    )
    _controler(redaction)
    return redaction


def _texte(lu: Any) -> str:
    if not isinstance(lu, str):
        raise TypeError(lu)
    return lu.strip()


def _controler(redaction: Redaction) -> None:
    for rubrique, lignes in redaction.rubriques.items():
        if rubrique not in RUBRIQUES:
            raise DemandeInvalide(f"La rubrique «{rubrique[:60]}» n'existe pas. Choisissez : {', '.join(RUBRIQUES)}.")
        nom = RUBRIQUES[rubrique]
        lignes_max, texte_max = (LIGNES_MAX, LIGNE_MAX) if rubrique in RECIT else (SIGNATAIRES_MAX, FONCTION_MAX)
        if len(lignes) > lignes_max:
            raise DemandeInvalide(f"«{nom}» a {len(lignes)} lignes ; {lignes_max} au plus.")
        if trop := [x for x in lignes if len(x) > texte_max]:
            raise DemandeInvalide(f"«{nom}» : une ligne a {len(trop[0])} caractères ; {texte_max} au plus.")
    for (code, zone), texte in redaction.chiffres.items():
        if len(texte) > COMMENTAIRE_MAX:
            raise DemandeInvalide(
                f"Le commentaire de {code[:20]}, {zone[:20]} a {len(texte)} caractères ; {COMMENTAIRE_MAX} au plus."
            )


def inscrire_redaction(connexion: duckdb.DuckDBPyConnection, redaction: Redaction, periode: str) -> None:
    """Écrit dans la base que l'on fige ce qui a été écrit ; un commentaire n'y va que si son chiffre y est.

    Raises:
        DemandeInvalide: un commentaire parle d'un chiffre que ce public ne lit pas.
    """
    lus = {
        (str(code), str(zone))
        for code, zone in connexion.execute("SELECT DISTINCT code_indicateur, code_zone FROM valeurs").fetchall()
    }
    if tus := sorted(set(redaction.chiffres) - lus):
        code, zone = tus[0]
        raise DemandeInvalide(f"Ce public ne lit pas {code} à la zone {zone} : son commentaire ne lui est pas remis.")
    lignes = [(r, n, texte) for r, textes in redaction.rubriques.items() for n, texte in enumerate(textes, 1)]
    if lignes:
        connexion.executemany("INSERT INTO redaction VALUES (?, ?, ?)", lignes)
    chiffres = [(code, zone, periode, texte) for (code, zone), texte in sorted(redaction.chiffres.items())]
    if chiffres:
        connexion.executemany("INSERT INTO commentaire_chiffre VALUES (?, ?, ?, ?)", chiffres)
