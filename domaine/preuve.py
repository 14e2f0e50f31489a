"""Ce qui prouve une édition figée, une fois pour tous : empreintes, sceau, journal chaîné, marque des documents.

`etl` scelle et vérifie, `requetes` refuse de servir ce qui est altéré : tous deux lisent ici les mêmes règles.

- Le **sceau** est l'empreinte du manifeste, qui porte celle de chaque fichier (règle E5).
- Le **journal** `figees/journal.jsonl` est une **chaîne** (règle E14) : chaque ligne porte l'empreinte des octets de
  celle d'avant. Une ligne écrite avant la chaîne ne la porte pas ; la première ligne chaînée couvre tout ce passé.
- La **tête** est l'empreinte d'une ligne : qui la tient, par un reçu, tient tout ce qui la précède.
- La **marque** est en caractères nus, sans accent : un PDF, un Word, un classeur et une page HTML la gardent telle
  quelle dans leurs propriétés, où elle se relit sans ouvrir le document.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from domaine.chemins import FIGEES, JOURNAL, MANIFESTE

SCEAU: Final = "sceau"
#: Ce que porte, pour ligne d'avant, la première d'un journal.
ORIGINE: Final = "0" * 64
_NUMERO = rb"(E\d{4}(?:-(?:T[1-4]|S[12]|\d{2}))?-\d{1,4})"
_MARQUE: Final = re.compile(rb"SOCLE " + _NUMERO + rb" empreinte ([0-9a-f]{64})")
#: Un courriel coupe les lignes où il veut, et met «>» devant celles qu'il cite.
_HABILLAGE: Final = re.compile(rb"[\s>]+")
_MARQUE_DE_RECU: Final = re.compile(rb"SOCLErecu" + _NUMERO + rb"tete([0-9a-f]{64})")


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


def empreinte_fichier(chemin: Path) -> str:
    """SHA-256 d'un fichier."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def calculer_sceau(manifeste: Mapping[str, Any]) -> str:
    """SHA-256 du manifeste sans son sceau, dans une écriture canonique."""
    contenu = {cle: valeur for cle, valeur in manifeste.items() if cle != SCEAU}
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Un manifeste venu du dehors peut porter ce qu'aucun texte ne porte : il se juge faux, il n'arrête rien.
    return hashlib.sha256(texte.encode(errors="surrogatepass")).hexdigest()


def lire_manifeste(dossier: Path) -> dict[str, Any]:
    """Le manifeste d'un dossier ; vide s'il manque ou ne se lit pas."""
    try:
        lu = json.loads((dossier / MANIFESTE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return lu if isinstance(lu, dict) else {}


def empreintes_scellees(manifeste: Mapping[str, Any]) -> dict[str, str]:
    """Nom → empreinte de chaque fichier que ce manifeste scelle, de qui qu'il vienne."""
    fichiers = manifeste.get("fichiers")
    dits = fichiers.items() if isinstance(fichiers, dict) else ()
    return {str(nom): str(dit.get("sha256")) if isinstance(dit, dict) else "" for nom, dit in dits}


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
    """Numéro → les empreintes des fichiers de son reçu."""
    return {inscription.numero: inscription.recu for inscription in inscriptions if inscription.recu}


def fautes_de_la_chaine(inscriptions: Sequence[Inscription]) -> list[str]:
    """Ce qui, dans le journal, a été retiré, déplacé, changé ou glissé ; vide quand la chaîne tient.

    Une fin coupée ne s'y voit pas : seul un reçu la prouve.
    """
    fautes, precedente, chaine, scelles = [], ORIGINE, False, set[str]()
    for rang, ligne in enumerate(inscriptions, 1):
        ou = f"ligne {rang} ({ligne.numero})"
        if ligne.precedente and ligne.precedente != precedente:
            fautes.append(f"{ou} : la ligne d'avant n'est plus celle qu'elle suivait (retirée, déplacée ou changée)")
        if chaine and not ligne.precedente:
            fautes.append(f"{ou} : elle n'est pas chaînée à celle d'avant")
        if ligne.sceau and ligne.numero in scelles:
            fautes.append(f"{ou} : ce numéro était déjà donné")
        if ligne.sceau:
            scelles.add(ligne.numero)
        elif ligne.numero not in scelles:
            fautes.append(f"{ou} : un reçu sans l'édition qu'il reçoit")
        precedente, chaine = ligne.tete, chaine or bool(ligne.precedente)
    return fautes


def a_signer(numero: str, sceau: str, precedente: str) -> bytes:
    """Ce que signe la clé du projet : l'édition, son sceau, et tout le journal qui la précède."""
    return f"SOCLE {numero} sceau {sceau} apres {precedente}".encode()


def refus(base: Path) -> str:
    """Pourquoi une édition figée ne se montre pas, et le remède ; vide quand elle est celle qui a été scellée.

    L'empreinte de la base se calcule une fois par processus et par fichier (chemin, taille, instant du changement).
    """
    journal = base.parents[1] / JOURNAL
    try:
        faute = _faute(base, *(_signe(fichier) for fichier in (base, base.with_name(MANIFESTE), journal)))
    except OSError:
        faute = "un de ses fichiers ne se lit pas"
    if not faute:
        return ""
    numero = base.parent.name
    return (
        f"L’édition {numero} est altérée : {faute}. Elle n’est pas montrée. Rendez son dossier et le journal depuis "
        f"une sauvegarde, puis lancez «\u00a0python -m etl edition verifier {numero}\u00a0»."
    )


def _signe(fichier: Path) -> tuple[int, int] | None:
    """De quoi voir qu'un fichier a changé sans le lire ; `None` s'il manque."""
    try:
        lu = fichier.stat()
    except OSError:
        return None
    return lu.st_size, lu.st_mtime_ns


@functools.lru_cache(maxsize=64)
def _faute(base: Path, de_base: tuple[int, int] | None, du_manifeste: object, du_journal: object) -> str:
    manifeste = lire_manifeste(base.parent) if du_manifeste else {}
    if not manifeste:
        return "son manifeste manque ou ne se lit pas"
    if manifeste.get(SCEAU) != calculer_sceau(manifeste):
        return "son manifeste n’est plus celui qui a été scellé"
    if du_journal:
        try:
            ligne = sceaux(lire_journal(base.parents[1])).get(base.parent.name)
        except JournalAbime:
            return "le journal des éditions figées est abîmé"
        if ligne is None:
            return "elle n’est pas au journal des éditions figées"
        if ligne.sceau != manifeste[SCEAU]:
            return "son sceau n’est pas celui du journal"
    if de_base is None or _empreinte(base, *de_base) != manifeste.get("sha256_base"):
        return "sa base n’est plus celle qui a été figée"
    return ""


@functools.lru_cache(maxsize=64)
def _empreinte(base: Path, _taille: int, _change_le: int) -> str:
    return empreinte_fichier(base)


def marquer(numero: str, empreinte: str) -> str:
    """Ce que tout document d'une édition figée porte dans ses propriétés ; vide d'une édition qui ne l'est pas.

    HTML : `<meta name="identifier">` ; PDF : les mots-clés ; XLSX et DOCX : le sujet (`dc:subject`).

    >>> marquer("E2024-T2-1", "ab" * 32)[:32], marquer("", "ab" * 32)
    ('SOCLE E2024-T2-1 empreinte ababa', '')
    """
    return f"SOCLE {numero} empreinte {empreinte}" if numero and empreinte else ""


def lire_marque(octets: bytes) -> tuple[str, str] | None:
    """Le numéro et l'empreinte des chiffres de la première marque de ces octets ; `None` s'il n'y en a pas.

    >>> lire_marque(b"<dc:subject>" + marquer("E2024-T2-1", "ab" * 32).encode() + b"</dc:subject>")[0]
    'E2024-T2-1'
    """
    lue = _MARQUE.search(octets)
    return (lue[1].decode(), lue[2].decode()) if lue else None


def marquer_recu(numero: str, tete: str) -> str:
    r"""Ce que porte un reçu : l'édition, et la tête de la chaîne.

    >>> lire_marque_de_recu(marquer_recu("E2024-1", "0" * 64).replace(" ", " \r\n").encode())[0]
    'E2024-1'
    """
    return f"SOCLE recu {numero} tete {tete}"


def lire_marque_de_recu(octets: bytes) -> tuple[str, str] | None:
    """Le numéro et la tête d'un reçu, même recopié dans un courriel ; `None` si ce n'en est pas un."""
    lue = _MARQUE_DE_RECU.search(_HABILLAGE.sub(b"", octets))
    return (lue[1].decode(), lue[2].decode()) if lue else None
