"""Dix personnes écrivent à la fois, une publication passe, un processus meurt : rien de confirmé ne se perd."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from domaine.chemins import journal_des_reunions
from domaine.journal import lire
from etl.commandes.chargement import republier
from etl.progression import Progression
from tests.etl.atelier import lire_edition
from tests.etl.reunions.atelier_reunions import MUET, decider, preparer
from tests.lancement import RACINE, environnement

pytestmark = pytest.mark.lent
ECRIVAINS, CHACUN = 10, 5
#: Chaque décision est envoyée deux fois, comme par un double Entrée ; chacun veut aussi exécuter la première.
_ECRIRE = """
import sys
from pathlib import Path
from etl.reunions import journal
from etl.reunions.conflit import ConflitDeVersion
donnees, qui, nombre = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for n in range(nombre):
    prise = [journal.decider(donnees, cle=f"ecrivain-{qui}-{n}", id_reunion="COO-30", texte=f"{qui} {n}",
             responsable="chef de projet", echeance="2023-05-01", code_zone="GAO") for _ in range(2)]
    assert prise[0] == prise[1]
    print(prise[0].id_decision, flush=True)
try:
    journal.changer_decision(donnees, id_decision="COO-30-D1", version_lue=1, cle=f"executer-{qui}",
                             statut="exécutée", date_execution="2023-04-01")
    print("exécutée", flush=True)
except ConflitDeVersion:
    print("conflit", flush=True)
"""


def _ecrivain(donnees, qui, nombre):
    return subprocess.Popen(
        [sys.executable, "-c", _ECRIRE, str(donnees), qui, str(nombre)],
        cwd=RACINE,
        env=environnement(donnees),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class _PendantLaPublication(Progression):
    """Lâche les écrivains une fois la publication commencée ; elle n'en finit pas qu'ils n'aient tous fini."""

    def __init__(self, ecrivains):
        super().__init__(muet=True)
        self.ecrivains, self.dits, self.etapes = ecrivains, Counter(), []

    def etape(self, nom, message):
        super().etape(nom, message)
        self.etapes.append(nom)
        if nom == "lecture":
            assert all(e.poll() is None for e in self.ecrivains)
            for ecrivain in self.ecrivains:
                ecrivain.stdin.write("partez\n")
                ecrivain.stdin.flush()
        elif nom == "bascule":
            for ecrivain in self.ecrivains:
                self.dits.update(ecrivain.communicate(timeout=120)[0].split())


def _inscrites(donnees):
    (compte,) = lire_edition(
        donnees, "SELECT count(*), count(DISTINCT texte) FROM decision WHERE id_reunion = 'COO-30'"
    )
    return compte


def test_dix_ecrivains_pendant_une_publication(donnees):
    """Règles D1 à D4 : cinquante lignes, cinquante numéros sans trou, un seul changement et neuf conflits dits.

    La publication commence avant la première écriture et finit après la dernière : personne n'attend l'autre.
    """
    preparer(donnees)
    ecrivains = [_ecrivain(donnees, str(n), CHACUN) for n in range(ECRIVAINS)]
    pendant = _PendantLaPublication(ecrivains)
    republier(donnees, pendant)
    dits = pendant.dits
    assert [e.returncode for e in ecrivains] == [0] * ECRIVAINS
    assert pendant.etapes.index("lecture") < pendant.etapes.index("calcul") < pendant.etapes.index("bascule")
    # Elle avait pris le journal avant eux : rien d'eux n'y est à moitié.
    assert _inscrites(donnees) == (0, 0)
    voulues = {f"COO-30-D{n}" for n in range(1, ECRIVAINS * CHACUN + 1)}
    lu = lire(journal_des_reunions(donnees))
    premieres = [d for d in lu.decisions if d.version == 1]
    assert len(premieres) == len(voulues) and {d.id_decision for d in premieres} == voulues
    assert {d.texte for d in premieres} == {f"{q} {n}" for q in range(ECRIVAINS) for n in range(CHACUN)}
    assert dits == Counter(dict.fromkeys(voulues, 1) | {"exécutée": 1, "conflit": ECRIVAINS - 1})
    assert [d.version for d in lu.vie("COO-30-D1")] == [1, 2]
    # La publication d'après prend tout.
    republier(donnees, MUET)
    assert _inscrites(donnees) == (50, 50)
    assert lire_edition(donnees, "SELECT statut FROM decision WHERE id_decision = 'COO-30-D1'") == [("exécutée",)]


def test_un_ecrivain_tue_ne_perd_rien_de_confirme(donnees):
    """Règle D1 : ce qui est dit inscrit l'est, quoi qu'il arrive ensuite à qui l'a écrit."""
    preparer(donnees)
    ecrivain = _ecrivain(donnees, "tue", 100_000)
    ecrivain.stdin.write("partez\n")
    ecrivain.stdin.flush()
    confirmees = [ecrivain.stdout.readline().strip() for _ in range(20)]
    ecrivain.kill()
    confirmees += ecrivain.communicate(timeout=30)[0].split()
    inscrites = [d.id_decision for d in lire(journal_des_reunions(donnees)).decisions]
    assert set(confirmees) <= set(inscrites) and len(inscrites) <= len(confirmees) + 1
    assert inscrites == [f"COO-30-D{n}" for n in range(1, len(inscrites) + 1)]
    assert decider(donnees, "COO-30").id_decision == f"COO-30-D{len(inscrites) + 1}"
