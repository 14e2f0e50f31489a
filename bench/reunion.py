"""Changer de diapositive, contre un passage vide : de vrais serveurs, une vraie séance, le processeur du serveur.

`python -m bench.reunion DONNEES` : prépare une réunion sur une copie de DONNEES et va d'une diapositive à l'autre, dans
les deux sens. Trois passages vides, servis de même : une application d'un seul bouton dont la mémoire est figée comme
la nôtre (le plus dur), la même telle que Streamlit la sert, et notre page Réunion fermée au profil.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.lecteur import Lecteur
from bench.service import processeur_s, serveur_suivi
from domaine.journal import Reunion
from etl.reunions import journal
from requetes.edition.ouverture import edition_a_lire
from vues.reunion.seance import ordre_propose

TOURS, PASSES = 5, 2
RAPPORT_MAX, OCTETS_MAX = 2.0, 60_000
_BOUTON = "import streamlit as st\nst.button('tour', key='tour')\n"
#: Ce que `web.demarrage` fait de la nôtre : sans quoi Streamlit parcourt toute la mémoire après chaque passage.
_FIGEE = "import gc\nif not gc.get_freeze_count():\n    gc.collect()\n    gc.freeze()\n"
_PRECEDENTE, _SUIVANTE = "reunion_precedente", "reunion_suivante"


@dataclass
class Cout:
    """Un changement : processeur du serveur, en ms, en moyenne ; octets reçus, avant compression, au plus."""

    ms: float
    octets: int


def principal(arguments: list[str]) -> int:
    """Écrit les coûts et leurs rapports ; rend 0 même quand un but n'est pas tenu : c'est un constat."""
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        donnees = dossier / "donnees"
        shutil.copytree(arguments[0], donnees)
        reunion = preparer(donnees)
        nus = {"figee.py": _FIGEE + _BOUTON, "bouton.py": _BOUTON}
        for nom, script in nus.items():
            (dossier / nom).write_text(script, encoding="utf-8")
        pas = len(reunion.ordre) - 1
        aller = [_SUIVANTE] * pas + [_PRECEDENTE] * pas
        couts: dict[str, list[Cout]] = {}
        for _ in range(PASSES):
            for dit, nom in (("un bouton, mémoire figée", "figee.py"), ("un bouton", "bouton.py")):
                with serveur_suivi(donnees, str(dossier / nom)) as service:
                    couts.setdefault(dit, []).append(asyncio.run(mesurer(Lecteur(), ["tour"] * len(aller), service)))
            with serveur_suivi(donnees, SOCLE_PROFIL="bailleur") as service:
                lu = asyncio.run(mesurer(Lecteur("reunion"), [""] * len(aller), service))
                couts.setdefault("page fermée", []).append(lu)
            with serveur_suivi(donnees) as service:
                lecteur = Lecteur("reunion", mode="presentation", reunion=reunion.id_reunion)
                couts.setdefault("diapositive", []).append(asyncio.run(mesurer(lecteur, aller, service)))
    dire({nom: Cout(min(c.ms for c in lus), max(c.octets for c in lus)) for nom, lus in couts.items()})
    return 0


def preparer(donnees: Path) -> Reunion:
    """Une réunion de tout le projet, à l'ordre du jour que l'édition propose."""
    edition = edition_a_lire(donnees)
    assert edition is not None
    return journal.preparer(
        donnees,
        cle=uuid.uuid4().hex,
        instance="Réunion de coordination",
        code_zone="SOCLE",
        date=edition.id[:4] + "-01-10",
        ordre=[asdict(p) for p in ordre_propose(edition, "SOCLE")],
    )


async def mesurer(lecteur: Lecteur, touches: list[str], service: tuple[int, int], tours: int = TOURS) -> Cout:
    """Presse ces boutons (vide : un passage de plus), `tours` fois après une première qui ne compte pas.

    Args:
        lecteur: pas encore ouvert.
        touches: les clés, dans l'ordre.
        service: le port et le numéro de processus du serveur.
        tours: combien de fois.
    """
    port, processus = service
    await lecteur.ouvrir(port)
    debut, octets = 0.0, 0
    for tour in range(tours + 1):
        if tour == 1:
            debut, octets = processeur_s(processus), 0
        for touche in touches:
            await (lecteur.presser(touche) if touche else lecteur.relire())
            octets = max(octets, lecteur.octets)
            # Le ramassage de Streamlit suit la fin annoncée du passage : il en fait partie.
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    ms = 1000 * (processeur_s(processus) - debut) / (tours * len(touches))
    await lecteur.fermer()
    return Cout(ms, octets)


def dire(couts: dict[str, Cout]) -> None:
    """Chaque passage vide, la diapositive contre lui, et ses octets."""
    diapo = couts.pop("diapositive")
    print(f"une diapositive : {diapo.ms:.1f} ms de processeur, {diapo.octets / 1000:.1f} ko au plus", end="")
    print(f" (but : {OCTETS_MAX / 1000:.0f}) — {_verdict(diapo.octets <= OCTETS_MAX)}")
    for nom, vide in couts.items():
        rapport = diapo.ms / vide.ms
        print(f"  contre {nom:26} {vide.ms:5.1f} ms   {rapport:.2f} × (but : {RAPPORT_MAX:.0f})", end="")
        print(f" — {_verdict(rapport <= RAPPORT_MAX)}")


def _verdict(tenu: bool) -> str:
    return "tenu" if tenu else "NON TENU"


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
