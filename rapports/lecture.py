"""L'identité d'une édition à rapporter, et la lecture qu'elle impose : période, arrêté, public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from domaine import francais
from requetes.accueil import avancement, cadre_logique
from requetes.edition import referentiel
from requetes.edition.ouverture import Base
from requetes.edition.referentiel import Indicateur
from requetes.registres.activites import lire_temps_ecoule

PUBLICS: Final = {"interne": "interne (équipe du projet)", "partenaires": "partenaires", "bailleur": "bailleur"}
CUMUL: Final = "cumul"


class IdentiteInvalide(ValueError):
    """L'identité ne permet pas de faire le rapport ; le message est en français, avec son remède."""


@dataclass(frozen=True)
class Identite:
    """Ce que la personne a dit de l'édition ; tout texte y est reçu, donc brut.

    Attributes:
        numero: numéro de l'édition figée ; vide = édition vivante, rapport d'essai.
        periode, type_periode: libellé de la période et son type.
        commentaires: code de résultat → texte.
    """

    periode: str
    type_periode: str
    numero: str = ""
    public: str = "interne"
    titre: str = ""
    note: str = ""
    empreinte: str = ""
    figee_le: str = ""
    commentaires: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lecture:
    """Une édition ouverte, prête à rapporter.

    Attributes:
        jour: dernier jour de la période, sans dépasser la date des données.
        remplies: tables qui ont des lignes.
        indicateurs: le dictionnaire, dans l'ordre du cadre logique.
    """

    base: Base
    identite: Identite
    info: Mapping[str, str]
    projet: Mapping[str, str]
    jour: dt.date
    remplies: frozenset[str]
    indicateurs: tuple[Indicateur, ...]
    regions: tuple[tuple[str, str], ...]

    @property
    def periode(self) -> str:
        return self.identite.periode

    @property
    def demonstration(self) -> bool:
        return self.info.get("demonstration") == "1"


def lire_identite(recue: Mapping[str, Any]) -> Identite:
    """L'identité reçue, champ par champ ; ce qui manque reste vide.

    Raises:
        IdentiteInvalide: le public n'est pas connu.
    """
    textes = {nom: str(recue.get(nom) or "").strip() for nom in Identite.__dataclass_fields__ if nom != "commentaires"}
    textes["public"] = textes["public"] or "interne"
    if textes["public"] not in PUBLICS:
        raise IdentiteInvalide(f"Public « {textes['public']} » inconnu : interne, partenaires ou bailleur.")
    recus = recue.get("commentaires") or {}
    commentaires = {str(c): str(t).strip() for c, t in dict(recus).items() if t is not None and str(t).strip()}
    return Identite(**textes, commentaires=commentaires)


def preparer(base: Base, recue: Mapping[str, Any]) -> Lecture:
    """Lit dans l'édition ce que tout le rapport emploie.

    Raises:
        IdentiteInvalide: la période n'est pas de l'édition, ou commence après la date des données.
    """
    identite, info = lire_identite(recue), referentiel.informations(base)
    bornes = avancement.bornes(base, identite.periode)
    if bornes.empty:
        raise IdentiteInvalide(
            f"La période « {identite.periode} » n’est pas dans l’édition : donnez par exemple 2024-T2."
        )
    type_lu = str(bornes["type"].iloc[0])
    if identite.type_periode and identite.type_periode not in (type_lu, CUMUL):
        raise IdentiteInvalide(f"La période « {identite.periode} » est un {type_lu}, non un {identite.type_periode}.")
    arrete = dt.date.fromisoformat(info["date_donnees"])
    debut, fin = (pd.Timestamp(bornes[c].iloc[0]).date() for c in ("debut", "fin"))
    if debut > arrete:
        raise IdentiteInvalide(f"La période « {identite.periode} » commence après la date des données ({arrete}).")
    lu = referentiel.lire_referentiel(base)
    return Lecture(
        base=base,
        identite=Identite(**{**identite.__dict__, "type_periode": type_lu}),
        info=info,
        projet=lu.projet,
        jour=min(fin, arrete),
        remplies=avancement.tables_remplies(base),
        indicateurs=tuple(lu.indicateurs.values()),
        regions=tuple((z.code, z.nom) for z in lu.zones.values() if z.niveau == "region"),
    )


def periode_par_defaut(base: Base) -> str:
    """Le dernier trimestre fini de l'édition, à défaut le dernier mois.

    Raises:
        IdentiteInvalide: aucune période n'est finie.
    """
    for type_periode in ("trimestre", "mois"):
        if libelle := avancement.periode_en_vigueur(base, type_periode):
            return libelle
    raise IdentiteInvalide("Aucune période n’est finie à la date des données : rien à rapporter.")


def dire_le_temps_ecoule(lecture: Lecture) -> str:
    """Les mois passés du projet, sur ceux prévus ; vide quand le cadre logique tait l'une de ses deux dates."""
    duree, part = cadre_logique.duree(lecture.base, lecture.jour), lire_temps_ecoule(lecture.base, lecture.jour)
    if duree is None:
        return ""
    mois = f"{francais.nombre(duree.passes)} mois sur {francais.nombre(duree.prevus)}"
    return f"Temps écoulé du projet : {mois}, soit {francais.pourcentage(part)} de ses jours."


def nommer_periode(lecture: Lecture) -> str:
    """La période, telle qu'on la lit."""
    return francais.periode(lecture.periode)
