"""`verifier` : lire et contrôler des fichiers à la lumière des dépôts déjà reçus, sans rien changer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from domaine.anomalies import Anomalie, relever
from domaine.catalogue import est_bloquant
from domaine.reglages import reglages
from etl.controles.assemblage import assembler
from etl.controles.redaction import Redacteur
from etl.fichiers.a_lire import a_lire
from etl.fichiers.depots import Depot, Depots
from etl.fichiers.ouverture import lire_feuilles
from etl.fichiers.recu import FichierRecu, lire_recu
from etl.fichiers.refus import FichierRefuse, refuser_l_imprevu
from etl.lignes.reconnaissance import exiger_reconnu
from geo.limites import limites_en_vigueur
from tableurs import codable


@dataclass(frozen=True)
class Verification:
    """Les anomalies des fichiers vérifiés, et leur code : 0 sain, 1 à vérifier, 2 bloquante, 3 fichier refusé."""

    anomalies: list[Anomalie]
    code: int


@dataclass
class Reception:
    """Les fichiers reçus, chacun avec le dépôt qui l'a déjà donné à l'octet près, et ceux refusés en entier."""

    recus: list[tuple[FichierRecu, Depot | None]] = field(default_factory=list)
    refus: list[Anomalie] = field(default_factory=list)


def anomalie_de_refus(nom: str, refus: FichierRefuse) -> Anomalie:
    """L'anomalie d'un fichier refusé en entier."""
    return relever(refus.code, codable(nom), valeur=refus.valeur, detail=refus.detail)


def verifier(donnees: Path, fichiers: list[Path], nom: str = "") -> Verification:
    """Vérifie des fichiers comme s'ils étaient déposés aujourd'hui, après les dépôts existants.

    Args:
        nom: nom d'origine, quand il n'y a qu'un fichier et qu'il est rangé sous un autre nom.
    """
    depots = Depots(donnees)
    reception = recevoir(depots, fichiers, nom)
    suivis = set()
    for recu, connu in reception.recus:
        # Retiré, il se relit comme s'il revenait ; encore là, il redit ce qu'on en sait.
        suivis.add((connu if connu and not connu.retire else depots.deposer_a_blanc(recu)).rang)
    with duckdb.connect() as connexion:
        actifs = [a_lire(depots, d) for d in depots.lister() if not d.retire]
        assemblage = assembler(connexion, actifs, reglages(), limites_en_vigueur(donnees))
        trouvees = [a for rang, a in Redacteur(assemblage).anomalies() if rang in suivis]
    return juger([*reception.refus, *trouvees], refuse=bool(reception.refus or suivis & assemblage.refuses))


def recevoir(depots: Depots, fichiers: list[Path], nom: str = "", *, lus: bool = False) -> Reception:
    """Reçoit des fichiers, chacun une fois, sans rien écrire.

    Args:
        nom: nom d'origine, quand il n'y a qu'un fichier et qu'il est rangé sous un autre nom.
        lus: les lire une première fois, pour qu'un fichier illisible ou étranger soit refusé ici.
    """
    bornes, reception = reglages(), Reception()
    for fichier in fichiers:
        try:
            with refuser_l_imprevu():
                recu = lire_recu(fichier, bornes, nom if len(fichiers) == 1 else "")
                if lus:
                    exiger_reconnu(lire_feuilles(recu.contenu, bornes))
        except FichierRefuse as refus:
            reception.refus.append(anomalie_de_refus(nom or fichier.name, refus))
            continue
        if recu.sha256 not in {autre.sha256 for autre, _ in reception.recus}:
            reception.recus.append((recu, depots.trouver(recu.sha256)))
    return reception


def juger(anomalies: list[Anomalie], *, refuse: bool) -> Verification:
    """Le code que valent ces anomalies, un fichier au moins étant, ou non, refusé en entier."""
    codes = [2 if est_bloquant(a.code) else 1 for a in anomalies]
    return Verification(anomalies, 3 if refuse else max(codes, default=0))
