"""Ce qui reste dehors, ou entré mais douteux : combien de lignes, et quels chiffres elles pourraient changer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.sources import feuilles_lues
from requetes.edition.ouverture import Base
from requetes.edition.referentiel import Indicateur

#: Le premier schéma dont les éditions comptent leurs réserves (règle Q24) : d'une autre, rien ne s'en dit.
_DEPUIS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Les lignes d'une feuille qui ne sont pas sûres.

    Attributes:
        mises_de_cote: en quarantaine : elles n'entrent dans aucun chiffre.
        a_verifier: entrées, et signalées.
        regions: noms de celles dont ces lignes parlent, séparés par une virgule ; vide quand aucune ne le dit.
        indicateurs: codes de ceux qu'elles pourraient changer, dans l'ordre du cadre.
    """

    feuille: str
    mises_de_cote: int
    a_verifier: int
    regions: str
    indicateurs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compte:
    feuille: str
    mises_de_cote: int
    a_verifier: int
    regions: str
    nommes: str


def lire_reserves(base: Base, indicateurs: Iterable[Indicateur], jour: dt.date) -> tuple[Reserve, ...] | None:
    """Les réserves, feuille par feuille, dans l'ordre du classeur.

    Args:
        base: l'édition.
        indicateurs: ceux du cadre, dans son ordre.
        jour: celui de la lecture ; une ligne qui parle d'après n'y est pas, une ligne sans jour, si.

    Returns:
        `None` d'une édition bâtie avant que les réserves se comptent.
    """
    schema = base.lire("SELECT max(valeur) AS numero FROM info WHERE cle = 'schema'")["numero"].iloc[0]
    if int(schema or 1) < _DEPUIS:
        return None
    comptes = base.rangees(
        _Compte,
        """
        SELECT feuille, coalesce(sum(lignes) FILTER (mise_de_cote), 0)::BIGINT AS mises_de_cote,
               coalesce(sum(lignes) FILTER (NOT mise_de_cote), 0)::BIGINT AS a_verifier,
               coalesce(string_agg(DISTINCT zone.nom, ', ' ORDER BY zone.nom), '') AS regions,
               coalesce(string_agg(DISTINCT code_indicateur, ' '), '') AS nommes
        FROM reserve LEFT JOIN zone ON zone.code = reserve.region
        WHERE jour IS NULL OR jour <= $jour GROUP BY feuille
        """,
        {"jour": jour},
    )
    ordre = [f.nom for f in FEUILLES_COORDINATION]
    tous = tuple(indicateurs)
    return tuple(
        Reserve(
            feuille=c.feuille,
            mises_de_cote=c.mises_de_cote,
            a_verifier=c.a_verifier,
            regions=c.regions,
            indicateurs=_touches(c.feuille, c.nommes.split(), tous),
        )
        for c in sorted(comptes, key=lambda c: ordre.index(c.feuille))
    )


def _touches(feuille: str, nommes: list[str], indicateurs: tuple[Indicateur, ...]) -> tuple[str, ...]:
    """D'un registre, les indicateurs qui s'en font ; de Valeurs, ceux que les lignes nomment."""
    if nommes:
        return tuple(i.code for i in indicateurs if i.code in nommes)
    calcules = (i for i in indicateurs if i.source_calcul != "saisie")
    return tuple(i.code for i in calcules if feuille in feuilles_lues(i.source_calcul))
