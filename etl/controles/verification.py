"""`verifier` : lire et contrôler des fichiers à la lumière des dépôts déjà reçus, sans rien changer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from domaine.anomalies import Anomalie, relever
from domaine.catalogue import est_bloquant
from domaine.reglages import reglages
from etl.controles.assemblage import assembler
from etl.controles.lecture import vient_d_ailleurs
from etl.controles.redaction import Redacteur
from etl.fichiers.a_lire import a_lire
from etl.fichiers.depots import Depot, Depots
from etl.fichiers.ouverture import FeuilleBrute, lire_feuilles
from etl.fichiers.recu import FichierRecu, lire_recu
from etl.fichiers.refus import FichierRefuse, refuser_l_imprevu
from etl.lignes.reconnaissance import exiger_reconnu
from etl.soumissions.recue import porte_la_marque
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

    @property
    def neufs(self) -> list[FichierRecu]:
        """Ceux qu'aucun dépôt n'a donnés, chacun une fois."""
        return list({recu.sha256: recu for recu, connu in self.recus if connu is None}.values())


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
    # Encore là, un fichier redit ce qu'on en sait ; retiré, il se relit comme s'il revenait.
    suivis = {connu.rang for _, connu in reception.recus if connu and not connu.retire}
    revenus = [recu for recu, connu in reception.recus if connu and connu.retire]
    suivis |= {depots.deposer_a_blanc(recu).rang for recu in [*reception.neufs, *revenus]}
    with duckdb.connect() as connexion:
        actifs = [a_lire(depots, d) for d in depots.lister() if not d.retire]
        assemblage = assembler(connexion, actifs, reglages(), limites_en_vigueur(donnees))
        trouvees = [a for rang, a in Redacteur(assemblage).anomalies() if rang in suivis]
    return juger([*reception.refus, *trouvees], refuse=bool(reception.refus or suivis & assemblage.refuses))


def recevoir(depots: Depots, fichiers: list[Path], nom: str = "", *, lus: bool = False) -> Reception:
    """Reçoit des fichiers, sans rien écrire.

    Args:
        nom: nom d'origine, quand il n'y a qu'un fichier et qu'il est rangé sous un autre nom.
        lus: les lire une première fois, pour qu'un fichier illisible ou étranger soit refusé ici.
    """
    bornes, reception, a_apprendre = reglages(), Reception(), set[str]()
    for fichier in fichiers:
        try:
            with refuser_l_imprevu():
                recu = lire_recu(fichier, bornes, nom if len(fichiers) == 1 else "")
                if lus:
                    a_apprendre |= {recu.sha256} if _est_a_apprendre(lire_feuilles(recu.contenu, bornes)) else set()
        except FichierRefuse as refus:
            reception.refus.append(anomalie_de_refus(nom or fichier.name, refus))
            continue
        reception.recus.append((recu, depots.trouver(recu.sha256)))
    if a_apprendre.intersection(recu.sha256 for recu in reception.neufs):
        _refuser_les_etrangers(depots, reception)
    return reception


def _est_a_apprendre(brutes: list[FeuilleBrute]) -> bool:
    """Vrai d'un export que seuls une feuille `Formulaires` ou le cadre, de quelque dépôt, peuvent faire lire.

    Raises:
        FichierRefuse: rien ne s'y reconnaît, et rien ne le ferait lire.
    """
    try:
        exiger_reconnu(brutes)
    except FichierRefuse:
        if not any(vient_d_ailleurs(b) for b in brutes):
            raise
        return not any(porte_la_marque(b) is not None for b in brutes)
    return False


def _refuser_les_etrangers(depots: Depots, reception: Reception) -> None:
    """Assemble ces fichiers après les dépôts connus, sans rien écrire ; ôte ceux qui ne se lisent toujours pas."""
    donnees = depots.dossier.parent
    a_blanc = Depots(donnees)
    rangs = {a_blanc.deposer_a_blanc(recu).rang: recu for recu in reception.neufs}
    with duckdb.connect() as connexion:
        actifs = [a_lire(a_blanc, d) for d in a_blanc.lister() if not d.retire]
        assemblage = assembler(connexion, actifs, reglages(), limites_en_vigueur(donnees))
    for refuse in assemblage.signalements:
        if refuse.rang in assemblage.refuses and refuse.rang in rangs:
            recu = rangs[refuse.rang]
            reception.recus = [(r, connu) for r, connu in reception.recus if r.sha256 != recu.sha256]
            refus = FichierRefuse(refuse.code, refuse.valeur, refuse.detail)
            reception.refus.append(anomalie_de_refus(recu.nom, refus))


def juger(anomalies: list[Anomalie], *, refuse: bool) -> Verification:
    """Le code que valent ces anomalies, un fichier au moins étant, ou non, refusé en entier."""
    codes = [2 if est_bloquant(a.code) else 1 for a in anomalies]
    return Verification(anomalies, 3 if refuse else max(codes, default=0))
