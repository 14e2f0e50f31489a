"""Le journal des éditions figées : une chaîne, où chaque ligne porte l'empreinte de celle d'avant (règle E14)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from domaine.chemins import FIGEES, JOURNAL
from domaine.preuve.sceau import SCEAU

#: Ce que porte, pour ligne d'avant, la première d'un journal.
ORIGINE: Final = "0" * 64


class JournalAbime(ValueError):
    """Une ligne du journal des éditions figées ne se lit pas."""

    def __init__(self) -> None:
        super().__init__(f"Le journal {FIGEES}/{JOURNAL} est abîmé : rendez-le depuis une sauvegarde.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """Une ligne du journal : le sceau d'une édition, ou les fichiers de son reçu.

    Attributes:
        octets: la ligne telle qu'elle est écrite, sans sa fin.
        sceau: vide quand la ligne est d'un reçu.
        precedente: l'empreinte de la ligne d'avant ; vide d'une ligne écrite avant la chaîne.
        recu: nom de fichier → empreinte ; vide quand la ligne est d'un sceau.
        signature, cle: en hexadécimal ; vides sans clé du projet.
    """

    octets: bytes
    numero: str
    public: str = ""
    figee_le: str = ""
    sceau: str = ""
    precedente: str = ""
    recu: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    cle: str = ""

    @property
    def tete(self) -> str:
        """L'empreinte de la ligne : ce que porte un reçu, et la ligne suivante."""
        return hashlib.sha256(self.octets).hexdigest()


def lire_journal(figees: Path) -> tuple[Inscription, ...]:
    """Les lignes du journal, de la première à la dernière ; vide quand rien n'a été figé.

    Raises:
        JournalAbime: une ligne ne se lit pas.
    """
    try:
        octets = (figees / JOURNAL).read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as erreur:
        raise JournalAbime from erreur
    return tuple(lire_ligne(ligne) for ligne in octets.removesuffix(b"\n").split(b"\n")) if octets else ()


def lire_ligne(octets: bytes) -> Inscription:
    """Une ligne du journal.

    Raises:
        JournalAbime: ce n'en est pas une.
    """
    try:
        lu = json.loads(octets)
        recu = {str(nom): str(empreinte) for nom, empreinte in lu.get("recu", {}).items()}
        dits = {nom: str(lu.get(nom, "")) for nom in ("public", "figee_le", "precedente", "signature", "cle")}
        scelle = "" if recu else str(lu[SCEAU])
        return Inscription(octets=octets, numero=str(lu["numero"]), sceau=scelle, recu=recu, **dits)
    except (ValueError, KeyError, TypeError, AttributeError) as erreur:
        raise JournalAbime from erreur


def ecrire_ligne(contenu: Mapping[str, Any], precedente: str) -> bytes:
    """Une ligne du journal, chaînée à celle d'avant ; sans sa fin."""
    return json.dumps({**contenu, "precedente": precedente}, ensure_ascii=False).encode()


def tete_de(inscriptions: Sequence[Inscription]) -> str:
    """L'empreinte de la dernière ligne."""
    return inscriptions[-1].tete if inscriptions else ORIGINE


def sceaux(inscriptions: Sequence[Inscription]) -> dict[str, Inscription]:
    """Numéro → la ligne qui scelle l'édition ; la première, si l'une est venue la redire."""
    lignes: dict[str, Inscription] = {}
    for inscription in inscriptions:
        if inscription.sceau:
            lignes.setdefault(inscription.numero, inscription)
    return lignes


def recus(inscriptions: Sequence[Inscription]) -> dict[str, Mapping[str, str]]:
    """Numéro → les empreintes des fichiers de son reçu ; les premières, si une ligne est venue les redire."""
    empreintes: dict[str, Mapping[str, str]] = {}
    for inscription in inscriptions:
        if inscription.recu:
            empreintes.setdefault(inscription.numero, inscription.recu)
    return empreintes


def fautes_de_la_chaine(inscriptions: Sequence[Inscription]) -> list[str]:
    """Ce qui, dans le journal, a été retiré, déplacé, changé ou glissé ; vide quand la chaîne tient.

    Une fin coupée ne s'y voit pas : seul un reçu la prouve.
    """
    fautes, precedente, chaine = [], ORIGINE, False
    scelles, recues = set[str](), set[str]()
    for rang, ligne in enumerate(inscriptions, 1):
        ou = f"ligne {rang} ({ligne.numero})"
        if ligne.precedente and ligne.precedente != precedente:
            fautes.append(f"{ou} : la ligne d'avant n'est plus celle qu'elle suivait (retirée, déplacée ou changée)")
        if chaine and not ligne.precedente:
            fautes.append(f"{ou} : elle n'est pas chaînée à celle d'avant")
        if ligne.sceau and ligne.numero in scelles:
            fautes.append(f"{ou} : ce numéro était déjà donné")
        if ligne.recu and (ligne.numero in recues or ligne.numero not in scelles):
            fautes.append(f"{ou} : un reçu de trop, ou sans son édition")
        (scelles if ligne.sceau else recues).add(ligne.numero)
        precedente, chaine = ligne.tete, chaine or bool(ligne.precedente)
    return fautes


def a_signer(numero: str, sceau: str, precedente: str) -> bytes:
    """Ce que signe la clé du projet : l'édition, son sceau, et tout le journal qui la précède."""
    return f"SOCLE {numero} sceau {sceau} apres {precedente}".encode()
