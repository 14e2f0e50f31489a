"""Ce que cette édition a changé des chiffres de la précédente : de quoi à quoi, par quel fichier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from domaine.periodes import TYPE_PAR_FREQUENCE
from domaine.schema.ecarts import Ecart
from requetes.edition.ouverture import Base

#: Une période encore ouverte avance ; un chiffre du passé, lui, a été revu.
DU_PASSE = ("révisée", "complétée", "retirée", "rangée disparue")


@dataclass(frozen=True, slots=True)
class EditionPrecedente:
    """L'édition à laquelle celle-ci se compare : vide s'il n'y en a pas ; `note` dit pourquoi, quand on le sait."""

    identifiant: str
    note: str


class Nomme(NamedTuple):
    """Ce que le cadre logique en vigueur dit d'un indicateur, et qu'un écart ne porte pas."""

    libelle_court: str
    unite: str
    frequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChiffreRevu(Ecart):
    """Un chiffre qui n'est plus le même d'une édition à l'autre, et de quoi le nommer.

    Attributes:
        libelle_court, unite, frequence: `None` si le cadre logique n'a plus l'indicateur.
        zone: le nom de la zone, son code quand il n'est pas cherché.
    """

    libelle_court: str | None = None
    unite: str | None = None
    frequence: str | None = None
    zone: str | None = None


def completer(ecarts: Iterable[ChiffreRevu], cadre: Mapping[str, Nomme], *, tout: bool) -> tuple[ChiffreRevu, ...]:
    """Des chiffres qui diffèrent entre deux éditions, nommés.

    Args:
        ecarts: tous ceux de la comparaison.
        cadre: code → indicateur, au cadre logique en vigueur ; l'une des éditions peut en avoir d'autres.
        tout: y compris les cumuls, les sommes de périodes et les ventilations, que leur libellé dit alors ; sinon les
            totaux des périodes de collecte seulement.
    """
    gardes = []
    for ecart in ecarts:
        nomme = cadre.get(ecart.code_indicateur)
        # Un indicateur que le cadre en vigueur n'a plus n'a pas de fréquence connue : tous ses types restent.
        collecte = TYPE_PAR_FREQUENCE.get(nomme.frequence, ecart.type_periode) if nomme else ecart.type_periode
        if tout or (ecart.dimension is None and ecart.type_periode == collecte):
            suite = "" if ecart.dimension is None else f" ({ecart.dimension}\u00a0: {ecart.modalite})"
            dit = (f"{nomme.libelle_court}{suite}", nomme.unite, nomme.frequence) if nomme else (None, None, None)
            libelle, unite, frequence = dit
            gardes.append(replace(ecart, libelle_court=libelle, unite=unite, frequence=frequence, zone=ecart.code_zone))
    return tuple(gardes)


def revisions(
    base: Base, region: str = "", *, du_passe: bool = True, ventiles: bool = False
) -> tuple[ChiffreRevu, ...]:
    """Les chiffres changés depuis l'édition précédente, les niveaux hauts d'abord.

    Args:
        base: l'édition.
        region: se limite à cette région et à ce qu'elle contient ; vide = toutes les zones.
        du_passe: ne garder que les périodes de collecte passées (ni leurs sommes, ni ce qui change parce que la
            période courait encore, ou par sa cible seule).
        ventiles: aussi les ventilations, après les totaux ; leur nom les dit.
    """
    return base.rangees(
        ChiffreRevu,
        """
        SELECT revision_chiffre.*, coalesce(indicateur.libelle_court, indicateur.libelle)
                   || coalesce(' (' || dimension || ' : ' || modalite || ')', '') AS libelle_court,
               indicateur.unite, zone.nom AS zone
        FROM revision_chiffre JOIN zone ON zone.code = revision_chiffre.code_zone
        LEFT JOIN indicateur ON indicateur.code = revision_chiffre.code_indicateur
        WHERE ($ventiles OR revision_chiffre.dimension IS NULL) AND ($region = '' OR zone.region = $region)
          AND (NOT $du_passe OR (list_contains($genres, revision_chiffre.genre)
              AND revision_chiffre.type_periode =
                  coalesce(type_de_base(indicateur.frequence), revision_chiffre.type_periode)))
        ORDER BY revision_chiffre.dimension IS NOT NULL, indicateur.ordre, revision_chiffre.code_indicateur, zone.ordre,
            revision_chiffre.type_periode <> 'cumul', revision_chiffre.periode DESC, dimension, modalite
        """,
        {"region": region, "du_passe": du_passe, "ventiles": ventiles, "genres": list(DU_PASSE)},
    )


def revision_du_chiffre(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ventilation: tuple[str, str] = ("", "")
) -> ChiffreRevu | None:
    """La révision d'un chiffre, s'il en a une."""
    lues = base.rangees(
        ChiffreRevu,
        """
        SELECT * FROM revision_chiffre
        WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type_periode AND periode = $periode
          AND coalesce(dimension, '') = $dimension AND coalesce(modalite, '') = $modalite
        """,
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "dimension": ventilation[0],
            "modalite": ventilation[1],
        },
    )
    return next(iter(lues), None)


def edition_precedente(base: Base) -> EditionPrecedente:
    """À quelle édition les révisions se comparent."""
    lues = base.lire("SELECT cle, valeur FROM info WHERE cle IN ('edition_precedente', 'note_revisions')")
    valeurs = dict(zip(lues["cle"], lues["valeur"], strict=True))
    return EditionPrecedente(str(valeurs.get("edition_precedente") or ""), str(valeurs.get("note_revisions") or ""))


def definitions_changees(base: Base) -> pd.DataFrame:
    """Ce que le cadre logique dit autrement depuis la précédente édition figée : `objet, geste, code, phrase`.

    Vide pour une édition vivante.
    """
    return base.lire("SELECT objet, geste, code, phrase FROM revision_definition")
