"""Effacer les éditions publiées d'avant que plus rien ne demande (règle E28)."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domaine import chemins
from domaine.journal import lire as lire_journal
from domaine.preuve import lire_manifeste
from domaine.reglages import Reglages
from etl.edition import dossier as edition
from etl.edition.revisions import precedente
from etl.fichiers.depots import verrou


@dataclass(frozen=True)
class Sort:
    """Ce qu'il advient d'une édition publiée.

    Attributes:
        octets: ce qu'elle pèse sur le disque.
        gardee: pourquoi elle reste ; vide quand elle part.
    """

    identifiant: str
    octets: int
    gardee: str


def purger(donnees: Path, reglages: Reglages, maintenant: dt.datetime, *, appliquer: bool) -> tuple[Sort, ...]:
    """Dit le sort de chaque édition publiée, de la plus ancienne à la plus récente ; `appliquer` : efface.

    Une édition figée n'y est jamais. Qui lit une édition effacée continue : son fichier lui reste ouvert.

    Raises:
        edition.EditionFausse: le pointeur ou une édition en vigueur est abîmé ; rien n'est effacé.
        sqlite3.Error: le journal des réunions est abîmé ; rien n'est effacé.
    """
    with verrou(donnees):
        sorts = tuple(_sorts(donnees, reglages, maintenant))
        return tuple(_effacer(donnees, sort) if appliquer and not sort.gardee else sort for sort in sorts)


def _sorts(donnees: Path, reglages: Reglages, maintenant: dt.datetime) -> Iterator[Sort]:
    identifiants = edition.identifiants(donnees)
    # Un arrêt sur une édition passée (`SOCLE_EDITION`) la nomme aussi.
    raisons = _raisons(donnees) | ({reglages.edition: "le réglage edition la montre"} if reglages.edition else {})
    for place, identifiant in enumerate(identifiants):
        dossier = chemins.dossier_edition(donnees, identifiant)
        raison = raisons.get(identifiant, "")
        if not raison and len(identifiants) - place <= reglages.editions_gardees:
            raison = "parmi les dernières"
        raison = raison or _trop_jeune(dossier, reglages.editions_jours, maintenant)
        yield Sort(identifiant, sum(f.stat().st_size for f in dossier.rglob("*") if f.is_file()), raison)


def _raisons(donnees: Path) -> dict[str, str]:
    """Les éditions que quelque chose nomme, la raison la plus forte l'emportant."""
    raisons = {}
    for figee in chemins.dossier_figees(donnees).glob("E*"):
        raisons[str(lire_manifeste(figee).get("edition_source"))] = "une édition figée en vient"
    for montree in lire_journal(chemins.journal_des_reunions(donnees)).editions_montrees():
        raisons[montree] = "une réunion la montre"
    if courante := edition.courante(donnees):
        dite = edition.manifeste(donnees, courante)
        # La publication qui vient, si elle ne change rien, se compare encore à celle-là.
        if avant := precedente(donnees, dite["depots"], dite["empreinte"], avant=courante):
            raisons[avant] = "celle en vigueur s'y compare"
        raisons[courante] = "en vigueur"
    return raisons


def _trop_jeune(dossier: Path, jours: int, maintenant: dt.datetime) -> str:
    try:
        publiee = dt.datetime.fromisoformat(str(lire_manifeste(dossier)["publie_le"]))
        age = maintenant - publiee
    except (KeyError, ValueError, TypeError):
        # Son âge ne se sait pas : à une personne d'en décider.
        return "son manifeste ne se lit pas"
    return "" if age >= dt.timedelta(days=jours) else f"moins de {jours} jours"


def _effacer(donnees: Path, sort: Sort) -> Sort:
    """Renommée d'abord : d'un arrêt en chemin il ne reste qu'un reste, que la publication suivante enlève."""
    dossier = chemins.dossier_edition(donnees, sort.identifiant)
    partie = dossier.with_name(f"{chemins.PREFIXE_EN_COURS}purge-{sort.identifiant}")
    try:
        dossier.rename(partie)
    except PermissionError:
        # Windows ne déplace pas ce qu'un lecteur tient ouvert.
        return Sort(sort.identifiant, sort.octets, "un lecteur l'a ouverte : la prochaine purge l'effacera")
    shutil.rmtree(partie)
    return sort
