"""«Qui doit envoyer quoi» : rapports, valeurs attendues, lignes à corriger, registres périmés, par coordination."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domaine import francais
from domaine.sources import SOURCES
from requetes.edition.ouverture import Base
from requetes.qualite import bilans

#: Sans réunion prévue dans les données, l'horizon de ce qui reste à rendre.
HORIZON_JOURS: Final = 30
_RANGS: Final = {"rapport": 0, "valeur": 1, "correction": 2, "registre": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """Ce qu'une coordination doit envoyer.

    Attributes:
        code_zone: `None` quand rien ne dit de qui vient le dépôt à corriger ; `coordination` dit alors lequel.
        nature: «rapport» (échu, ou à rendre avant l'horizon, que la coordination l'ait annoncé ou non), «valeur»
            (saisie attendue dont rien n'est arrivé, pas même un motif), «correction» (lignes mises de côté d'un
            dépôt), «registre» (feuille dont un chiffre est périmé).
        zones: les noms de celles dont une valeur manque, séparés par des virgules.
        retard_jours: depuis l'échéance, ou la fin de la période ; `None` quand rien n'est échu.
        nombre: rapports, zones ou lignes.
        ordre: celui de la coordination à l'affichage.
    """

    code_zone: str | None
    coordination: str
    nature: str
    feuille: str
    objet: str
    periode: str | None = None
    zones: str | None = None
    date_echeance: dt.date | None = None
    retard_jours: int | None = None
    nombre: int
    ordre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relance:
    """Ce qu'une coordination doit, compté.

    Attributes:
        rapports: à envoyer, dont `en_retard` échus.
        valeurs: saisies attendues.
    """

    coordination: str
    rapports: int = 0
    en_retard: int = 0
    valeurs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AEnvoyer:
    """Tout ce qui est à envoyer avant la prochaine réunion.

    Attributes:
        reunion: `None` si aucune n'est connue ; l'horizon est alors de `HORIZON_JOURS`.
        envois: groupés par coordination, celle du plus long retard d'abord.
        motivees: valeurs attendues dont l'absence est expliquée : elles ne sont pas à relancer.
    """

    reunion: dt.date | None
    envois: tuple[Envoi, ...]
    motivees: int

    @property
    def lignes_a_corriger(self) -> int:
        return sum(e.nombre for e in self.envois if e.nature == "correction")

    @property
    def relances(self) -> tuple[Relance, ...]:
        """Une par coordination, dans l'ordre des envois."""
        return tuple(_compter(nom, envois) for nom, envois in self.par_coordination.items())

    @property
    def par_coordination(self) -> dict[str, list[Envoi]]:
        """Coordination → ses envois, dans leur ordre."""
        siens: dict[str, list[Envoi]] = {}
        for e in self.envois:
            siens.setdefault(e.coordination, []).append(e)
        return siens


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manque:
    """Une zone et une période attendues d'un indicateur saisi, sans valeur ; `motif` dit pourquoi, s'il est connu."""

    code_indicateur: str
    libelle: str
    zone: str
    periode: str
    fin: dt.date
    motif: str | None
    rang_zone: int
    code_region: str
    coordination: str
    ordre: int
    jours: int


def lire_envois(base: Base, region: str, jour: dt.date) -> AEnvoyer:
    """Ce qui est à envoyer ce jour-là, le plus en retard d'abord (règle A9), d'une coordination ou de toutes (vide)."""
    reunion, attendues = prochaine_reunion(base, region, jour), _manques(base, jour)
    rapports = _rapports(base, reunion, jour)
    tous = itertools.chain(rapports, _valeurs(attendues), _corrections(base), _registres(base))
    return AEnvoyer(
        reunion=reunion,
        envois=_ranger(e for e in tous if region in ("", e.code_zone)),
        motivees=sum(m.motif is not None and region in ("", m.code_region) for m in attendues),
    )


def prochaine_reunion(base: Base, region: str, jour: dt.date) -> dt.date | None:
    """La première réunion prévue après ce jour et pas encore tenue ; `None` si aucune n'est connue.

    Args:
        base: l'édition.
        region: sa réunion ou celle du projet ; vide = toutes.
    """
    prevue = base.lire(
        """
        SELECT min(reunion.date_prevue) AS jour FROM reunion
        WHERE reunion.date IS NULL AND ($region = '' OR coalesce(reunion.code_zone, 'SOCLE') IN ('SOCLE', $region))
          AND reunion.date_prevue > $jour::DATE
        """,
        {"region": region, "jour": jour},
    )["jour"].iloc[0]
    return None if francais.absente(prevue) else prevue.date()


def _ranger(envois: Iterable[Envoi]) -> tuple[Envoi, ...]:
    """Par coordination, celle du plus long retard d'abord ; puis par nature, le plus long retard d'abord."""
    lus, pires = list(envois), dict[str, int]()
    for e in lus:
        if e.retard_jours is not None:
            pires[e.coordination] = max(pires.get(e.coordination, e.retard_jours), e.retard_jours)

    def cle(e: Envoi) -> tuple[float, int, int, float]:
        pire, retard = pires.get(e.coordination), e.retard_jours
        # Sans retard, après tous les autres.
        return (
            math.inf if pire is None else -pire,
            e.ordre,
            _RANGS[e.nature],
            math.inf if retard is None else -retard,
        )

    return tuple(sorted(lus, key=cle))


def _compter(coordination: str, siens: list[Envoi]) -> Relance:
    rapports = [e for e in siens if e.nature == "rapport"]
    return Relance(
        coordination=coordination,
        rapports=len(rapports),
        en_retard=sum(e.retard_jours is not None for e in rapports),
        valeurs=sum(e.nombre for e in siens if e.nature == "valeur"),
    )


def _rapports(base: Base, reunion: dt.date | None, jour: dt.date) -> tuple[Envoi, ...]:
    return base.rangees(
        Envoi,
        """
        SELECT rapport.code_zone, zone.nom AS coordination, zone.ordre, 'rapport' AS nature, 'Rapports' AS feuille,
               'classeur et rapport d’activités de la période' AS objet, rapport.periode,
               rapport.echeance AS date_echeance, 1 AS nombre, rapport.retard_jours
        FROM rapports_au($jour::DATE) rapport JOIN zone ON zone.code = rapport.code_zone
        -- un rapport arrivé depuis ce jour n'est plus à envoyer
        WHERE rapport.date_reception IS NULL
          AND rapport.echeance <= greatest($jour::DATE, coalesce($reunion, $jour::DATE + $horizon))
        """,
        {"reunion": reunion, "horizon": HORIZON_JOURS, "jour": jour},
    )


def _manques(base: Base, jour: dt.date) -> tuple[_Manque, ...]:
    """Zone × période attendue d'un indicateur saisi, sans valeur : à la dernière lecture depuis le démarrage."""
    # Tous d'un coup : l'un après l'autre, préparer la question coûterait plus que d'y répondre.
    return base.rangees(
        _Manque,
        """
        WITH lue AS (
            SELECT lue.code_indicateur AS code, lue.periode, indicateur.ordre,
                   coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle
            FROM periode_calculee lue JOIN indicateur ON indicateur.code = lue.code_indicateur
            WHERE indicateur.source_calcul = 'saisie' AND lue.type_periode = 'cumul'
            QUALIFY row_number() OVER (PARTITION BY lue.code_indicateur ORDER BY lue.fin DESC) = 1
        )
        SELECT lue.code AS code_indicateur, lue.libelle, manque.zone, manque.periode, manque.fin, manque.motif,
               manque.ordre AS rang_zone, region.code AS code_region, region.nom AS coordination, region.ordre,
               date_diff('day', manque.fin, $jour::DATE) AS jours
        FROM lue, LATERAL (FROM saisies_manquantes(lue.code, 'SOCLE', 'cumul', lue.periode, NULL, NULL)) manque
        JOIN zone ON zone.code = manque.code_zone JOIN zone region ON region.code = coalesce(zone.region, 'SOCLE')
        ORDER BY lue.ordre, manque.fin, manque.ordre
        """,
        {"jour": jour},
    )


def _valeurs(attendues: Iterable[_Manque]) -> Iterable[Envoi]:
    """Par coordination, indicateur et période, les zones qui n'ont rien dit."""
    muets: dict[tuple[str, str, str], list[_Manque]] = {}
    for m in sorted((m for m in attendues if m.motif is None), key=lambda m: m.rang_zone):
        muets.setdefault((m.code_region, m.code_indicateur, m.periode), []).append(m)
    for siens in muets.values():
        m = siens[0]
        yield Envoi(
            code_zone=m.code_region,
            coordination=m.coordination,
            nature="valeur",
            feuille="Valeurs",
            objet=f"{m.code_indicateur} — {m.libelle}",
            periode=m.periode,
            zones=", ".join(x.zone for x in siens),
            date_echeance=m.fin,
            retard_jours=m.jours,
            nombre=len(siens),
            ordre=m.ordre,
        )


def _corrections(base: Base) -> tuple[Envoi, ...]:
    """Les lignes mises de côté, par dépôt : la coordination est celle des rapports du même fichier."""
    return base.rangees(
        Envoi,
        """
        WITH auteur AS (
            SELECT id_chargement, min(code_zone) AS code_zone FROM rapport_activite
            GROUP BY id_chargement HAVING count(DISTINCT code_zone) = 1
        )
        SELECT zone.code AS code_zone, coalesce(zone.nom, 'dépôt n° ' || quarantaine.id_chargement) AS coordination,
               coalesce(zone.ordre, 10000) AS ordre, 'correction' AS nature,
               string_agg(DISTINCT quarantaine.feuille, ', ' ORDER BY quarantaine.feuille) AS feuille,
               any_value(quarantaine.fichier) || ', lignes à reprendre et à renvoyer' AS objet, count(*) AS nombre
        FROM quarantaine LEFT JOIN auteur USING (id_chargement) LEFT JOIN zone ON zone.code = auteur.code_zone
        GROUP BY quarantaine.id_chargement, zone.code, zone.nom, zone.ordre ORDER BY quarantaine.id_chargement DESC
        """,
    )


def _registres(base: Base) -> Iterable[Envoi]:
    """Les feuilles de registre dont un chiffre régional est périmé."""
    for p in bilans.valeurs_perimees(base):
        if p.etat == "périmée" and p.source_calcul != "saisie":
            source = SOURCES.get(p.source_calcul or "")
            yield Envoi(
                code_zone=p.code_zone,
                coordination=p.nom,
                nature="registre",
                feuille=", ".join(source.registres) if source else "",
                objet=f"{p.code_indicateur} — {p.libelle_court} : plus rien de récent",
                nombre=1,
                ordre=p.ordre,
            )
