"""«Ce qui a bougé» entre deux réunions, dans une zone et ses régions, d’une édition à l’autre (règle D9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domaine.feuilles.renommages import ANCIEN_CODE, suivre
from requetes.accueil.mouvements import Genre, Mouvement, mouvements_notables
from requetes.accueil.situation import Phare, comparer_a, situation
from requetes.edition.ouverture import Base

#: L'ordre de la diapositive : les changements d'état d'abord, le vrai recul en tête.
GENRES: tuple[Genre, ...] = ("recul", "progrès", "donnée perdue", "donnée retrouvée", "écart")


@dataclass(frozen=True, slots=True, kw_only=True)
class MouvementDeZone:
    """Un phare qui a bougé dans une zone ; `mouvement.phare` en porte l'avant et l'après."""

    code_zone: str
    zone: str
    mouvement: Mouvement

    @property
    def genre(self) -> Genre:
        """Celui du mouvement."""
        return self.mouvement.genre


@dataclass(frozen=True, slots=True, kw_only=True)
class PharesDeZone:
    """Les phares d'une zone, à la dernière lecture d'une édition."""

    code_zone: str
    zone: str
    phares: tuple[Phare, ...]


def derniere_periode(base: Base) -> str:
    """La période où tout se lit depuis le démarrage : la dernière finie, le trimestre quand il finit le même jour.

    Returns:
        Son libellé ; vide quand aucun chiffre n'est calculé.
    """
    lue = base.lire("""
        SELECT calculee.periode FROM periode_calculee calculee JOIN periode ON periode.libelle = calculee.periode
        WHERE calculee.type_periode = 'cumul'
        ORDER BY periode.fin DESC, periode.type = 'trimestre' DESC, calculee.periode LIMIT 1
    """)["periode"]
    return str(lue.iloc[0]) if len(lue) else ""


def codes_changes(base: Base) -> dict[str, str]:
    """Ancien code → code en vigueur des indicateurs que l'édition dit renommés (règle Q18)."""
    lus = base.lire(
        "SELECT code_externe, code_indicateur FROM correspondance WHERE lower(trim(systeme)) = $ancien ORDER BY ALL",
        {"ancien": ANCIEN_CODE},
    )
    return suivre(zip(lus["code_externe"], lus["code_indicateur"], strict=True))


def phares_des_zones(base: Base, zone: str) -> tuple[PharesDeZone, ...]:
    """Les phares d'une zone puis de ses régions, en cumul, à la dernière période de l'édition."""
    periode = derniere_periode(base)
    zones = base.lire(
        "SELECT code, nom FROM zone WHERE code = $zone OR (niveau = 'region' AND parent = $zone) ORDER BY ordre, code",
        {"zone": zone},
    )
    return tuple(
        PharesDeZone(code_zone=code, zone=nom, phares=situation(base, code, "cumul", periode))
        for code, nom in zip(zones["code"], zones["nom"], strict=True)
    )


def ce_qui_a_bouge(
    apres: Sequence[PharesDeZone],
    avant: Sequence[PharesDeZone] | None = None,
    codes: Mapping[str, str] = MappingProxyType({}),
) -> tuple[MouvementDeZone, ...]:
    """Ce qui a bougé, dans l'ordre de `GENRES` puis de la règle H2.

    Args:
        apres: les phares de l'édition que montre la réunion.
        avant: ceux de l'édition d'avant ; un indicateur ou une zone qui n'y est pas ne se compare pas. `None` quand il
            n'y en a pas : chacun se compare alors à sa période de collecte d'avant.
        codes: ancien code → code en vigueur : un indicateur renommé se compare à lui-même (règle E12).
    """
    lus: Mapping[tuple[str, str], Phare] = {
        (z.code_zone, codes.get(p.code_indicateur, p.code_indicateur)): p
        for z in avant or ()
        # Sous les deux codes dans l'édition d'avant, il a ses chiffres sous l'ancien : il passe en dernier.
        for p in sorted(z.phares, key=lambda p: p.code_indicateur in codes)
    }
    mouvements = [
        MouvementDeZone(code_zone=z.code_zone, zone=z.zone, mouvement=m)
        for z in apres
        for m in mouvements_notables(
            z.phares if avant is None else [comparer_a(p, lus.get((z.code_zone, p.code_indicateur))) for p in z.phares],
            len(z.phares),
        )
    ]
    return tuple(sorted(mouvements, key=lambda m: (GENRES.index(m.genre), -abs(m.mouvement.marches))))
