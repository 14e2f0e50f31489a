"""`verifier` : lire et contrôler des fichiers à la lumière des dépôts déjà reçus, sans rien changer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from domaine.anomalies import Anomalie, relever
from domaine.catalogue import est_bloquant
from domaine.reglages import reglages
from etl.controles.assemblage import FichierALire, assembler
from etl.controles.redaction import Redacteur
from etl.fichiers.a_lire import a_lire
from etl.fichiers.depots import Depots, lire_recu
from etl.fichiers.refus import FichierRefuse, refuser_l_imprevu
from geo.limites import limites_en_vigueur
from tableurs import codable


@dataclass(frozen=True)
class Verification:
    """Les anomalies des fichiers vérifiés, et leur code : 0 sain, 1 à vérifier, 2 bloquante, 3 fichier refusé."""

    anomalies: list[Anomalie]
    code: int


def anomalie_de_refus(nom: str, refus: FichierRefuse) -> Anomalie:
    """L'anomalie d'un fichier refusé en entier."""
    return relever(refus.code, codable(nom), valeur=refus.valeur, detail=refus.detail)


def verifier(donnees: Path, fichiers: list[Path], nom: str = "") -> Verification:
    """Vérifie des fichiers comme s'ils étaient déposés aujourd'hui, après les dépôts existants.

    Args:
        nom: nom d'origine, quand il n'y a qu'un fichier et qu'il est rangé sous un autre nom.
    """
    depots, bornes = Depots(donnees), reglages()
    connus = depots.lister()
    actifs = [d for d in connus if not d.retire]
    empreintes = {d.sha256: d.rang for d in actifs}
    lus = [a_lire(depots, d) for d in actifs]
    anomalies: list[Anomalie] = []
    suivis: set[int] = set()
    code = 0
    for fichier in fichiers:
        try:
            with refuser_l_imprevu():
                recu = lire_recu(fichier, bornes, nom if len(fichiers) == 1 else "")
        except FichierRefuse as refus:
            anomalies.append(anomalie_de_refus(nom or fichier.name, refus))
            code = 3
            continue
        if recu.sha256 in empreintes:
            suivis.add(empreintes[recu.sha256])
            continue
        rang = len(connus) + len(lus) - len(actifs) + 1
        empreintes[recu.sha256] = rang
        suivis.add(rang)
        lus.append(FichierALire(rang, recu.nom, dt.date.today(), lambda contenu=recu.contenu: contenu))  # type: ignore[misc]  # valeur fixée au tour de boucle
    with duckdb.connect() as connexion:
        assemblage = assembler(connexion, lus, bornes, limites_en_vigueur(donnees))
        trouvees = [a for rang, a in Redacteur(assemblage).anomalies() if rang in suivis]
    if suivis & assemblage.refuses:
        code = 3
    for anomalie in trouvees:
        code = max(code, 2 if est_bloquant(anomalie.code) else 1)
    return Verification(anomalies + trouvees, code)
