"""Ce qui se compte par zone sur la carte : chantiers, étapes SPI, et les points d'une édition remise.

Une marque se pose dans la zone dessinée qui contient ce qu'elle compte ; ce qui relève d'une zone plus large que celles
dessinées (un gouvernorat, quand la carte montre des communes) se pose au centre de cette zone plus large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pandas as pd

from domaine import francais
from domaine.periodes import periode_contenant
from figures.carte.classes import SYMBOLES
from figures.carte.composition import Marque
from requetes.carte.lieux import Lieux
from requetes.carte.terrain import EtapeSpi
from requetes.registres.chantiers import Chantier

#: Au-delà, la fiche dit combien il en reste : une liste sans fin ne se lit pas sur une carte.
LIGNES_MAX = 25
_POINTS = "points"


class _Situe(Protocol):
    @property
    def code_zone(self) -> str: ...


Chose = TypeVar("Chose", bound=_Situe)


@dataclass(frozen=True)
class Pose:
    """Des marques et leur entrée de légende (espèce, texte) ; rien de compté ne pose rien."""

    marques: tuple[Marque, ...] = ()
    legende: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Espece(Generic[Chose]):
    """Une espèce de choses à compter : combien sont faites, sur combien.

    Attributes:
        nom: celui que le dessin connaît.
        compter: leur nombre, en mots.
        faite: vrai de celles que le premier compte retient, `participe` le dit au singulier.
        dire: la ligne d'une chose, dans la fiche de la marque.
        legende: ce que compte la fraction.
    """

    nom: str
    compter: Callable[[int], str]
    faite: Callable[[Chose], bool]
    participe: str
    dire: Callable[[Chose], str]
    legende: str

    def poser(self, choses: Sequence[Chose], lieux: Lieux, codes: Collection[str]) -> Pose:
        """Une marque par zone.

        Args:
            choses: celles de la zone cadrée.
            codes: les zones dessinées de `lieux`.
        """
        groupes: dict[str, list[Chose]] = {}
        for chose in choses:
            groupes.setdefault(lieux.hote(chose.code_zone, codes), []).append(chose)
        marques = tuple(self._marquer(zone, siennes) for zone, siennes in groupes.items())
        return Pose(marques, ((self.nom, f"{self.legende} : {self._fraction(choses)}"),) if choses else ())

    def _marquer(self, zone: str, siennes: Sequence[Chose]) -> Marque:
        faites = sum(map(self.faite, siennes))
        titre = f"{self.compter(len(siennes))}, {_accorder(faites, self.participe)}"
        return Marque(zone, self.nom, self._fraction(siennes), titre, _borner([self.dire(c) for c in siennes]))

    def _fraction(self, choses: Sequence[Chose]) -> str:
        return francais.fraction(sum(map(self.faite, choses)), len(choses))


def poser_les_points(points: pd.DataFrame, lieux: Lieux, codes: Collection[str]) -> Pose:
    """Une marque par zone : combien de points de service, et dans quel état. Aucun n'est nommé ni placé.

    Args:
        points: `code_zone, statut, restaure` ; un point par ligne.
        lieux, codes: voir `Espece.poser`.
    """
    hotes = [lieux.hote(code, codes) for code in points["code_zone"]]
    marques = tuple(
        _marquer_des_points(str(zone), siens["statut"], int(siens["restaure"].sum()))
        for zone, siens in points.groupby(hotes, sort=False)
    )
    texte = f"points de service, comptés par zone : {francais.nombre(len(points))}"
    return Pose(marques, ((_POINTS, texte),) if marques else ())


def _marquer_des_points(zone: str, statuts: Iterable[str], restaures: int) -> Marque:
    comptes = Counter(statuts)
    dits = [f"{s.libelle} : {francais.nombre(comptes[s.libelle])}" for s in SYMBOLES if comptes[s.libelle]]
    titre = francais.compte(comptes.total(), "point de service", "points de service")
    lignes = (f"{francais.nombre(restaures)} déjà restauré{'s' if restaures > 1 else ''}", *dits)
    return Marque(zone, _POINTS, francais.nombre(comptes.total()), titre, lignes)


def _dire_chantier(chantier: Chantier) -> str:
    # Une édition remise tait le nom du chantier : son ouvrage suffit.
    morceaux = [f"{chantier.ouvrage if chantier.nom is None else chantier.nom} : {chantier.etat}"]
    if chantier.date_reception is not None:
        morceaux.append(f"le {francais.date(chantier.date_reception)}")
    elif chantier.physique_pct is not None:
        physique, financier = (francais.pourcentage(p, 0) for p in (chantier.physique_pct, chantier.financier_pct))
        releve = francais.date_courte(chantier.date_releve)
        morceaux.append(f"physique {physique}, financier {financier} ({releve})")
    if chantier.retard_jours:
        morceaux.append(f"en retard de {francais.compte(chantier.retard_jours, 'jour')}")
    if chantier.incident is not None:
        morceaux.append(chantier.incident)
    return ", ".join(morceaux)


def _dire_etape(etape: EtapeSpi) -> str:
    tenue = francais.ND if etape.tenue is None else "tenue" if etape.tenue else "non tenue"
    if etape.site is None:
        # Une édition remise n'a que le mois et la zone.
        return f"{periode_contenant('mois', etape.date).libelle_long}, {etape.nom_zone} : {tenue}"
    motif = "" if etape.motif is None else f" ({etape.motif})"
    return f"{francais.date_courte(etape.date)}, {etape.site} : {tenue}{motif}"


def _accorder(nombre: int, participe: str) -> str:
    return f"{francais.nombre(nombre)} {participe}{'s' if nombre > 1 else ''}"


def _borner(textes: list[str]) -> tuple[str, ...]:
    if len(textes) <= LIGNES_MAX:
        return tuple(textes)
    reste = francais.compte(len(textes) - LIGNES_MAX, "autre")
    return (*textes[:LIGNES_MAX], f"… et {reste}")


CHANTIERS: Espece[Chantier] = Espece(
    nom="chantiers",
    compter=lambda nombre: francais.compte(nombre, "chantier"),
    faite=lambda chantier: chantier.etat == "réceptionné",
    participe="réceptionné",
    dire=_dire_chantier,
    legende="chantiers réceptionnés sur suivis",
)
SPI: Espece[EtapeSpi] = Espece(
    nom="spi",
    compter=lambda nombre: f"{francais.compte(nombre, 'étape')} SPI",
    faite=lambda etape: bool(etape.tenue),
    participe="tenue",
    dire=_dire_etape,
    legende="étapes SPI tenues sur passées",
)
