"""Le bloc «Équité» : la place des femmes et de la population nomade, zone par zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre
from figures.mots import chiffre, ecriture
from requetes.comparaisons.equite import EtapesNomades, PlaceDesFemmes
from requetes.edition.ouverture import Edition
from vues.elements.tableaux import redire_tableau
from vues.filtres.adresse import Filtres

_NOMS = {
    "part déclarée": "femmes",
    "part": "part des femmes",
    "écart": "écart femmes − hommes",
}


@dataclass(frozen=True, slots=True)
class _Mesure:
    """Une mesure dans une zone : ce qui s'en lit, ce qui s'en emporte."""

    nom: str
    zone: str
    texte: str
    emporte: dict[str, object]


def afficher_equite(
    edition: Edition, femmes: Sequence[PlaceDesFemmes], nomades: Sequence[EtapesNomades], filtres: Filtres
) -> None:
    """Les mesures d'équité en lignes, les zones en colonnes ; ce que l'édition ne ventile pas n'y est pas."""
    st.subheader("Équité : femmes, population nomade", anchor=False)
    mesures = [_des_femmes(x) for x in femmes] + [_des_nomades(x) for x in nomades]
    if not mesures:
        st.info(
            "À cette lecture et à ce niveau, aucun indicateur n’est ventilé par sexe, aucune étape SPI n’est comptée.",
            icon="ℹ",
        )
        return
    redire_tableau(
        edition,
        len(mesures),
        lambda: _en_clair(mesures),
        lambda: pd.DataFrame([m.emporte for m in mesures]),
        "Équité",
        cle="equite",
        filtres=filtres.en_clair,
    )
    st.caption(
        "Part des femmes : femmes sur femmes et hommes, là où les deux sexes sont ventilés ; sinon n.\u00a0d. Écart : "
        "le taux des femmes moins celui des hommes. Étapes nomades : sur les étapes tenues dont la population est "
        "dite ; une étape «\u00a0mixte\u00a0» n’en est pas une. (!) La complétude varie de plus de dix points entre "
        "les zones."
    )


def _en_clair(mesures: Sequence[_Mesure]) -> pd.DataFrame:
    textes = {(m.nom, m.zone): m.texte for m in mesures}
    zones = dict.fromkeys(m.zone for m in mesures)
    return pd.DataFrame(
        [
            {"Mesure": nom} | {zone: textes.get((nom, zone), francais.SO) for zone in zones}
            for nom in dict.fromkeys(m.nom for m in mesures)
        ]
    )


def _des_femmes(x: PlaceDesFemmes) -> _Mesure:
    if x.genre == "écart":
        texte = ecriture.ecart(x.valeur, x.unite)
        if x.valeur is not None:
            texte += f" ({ecriture.nombre(x.femmes, x.unite)} contre {ecriture.nombre(x.hommes, x.unite)})"
    else:
        texte = ecriture.valeur(x.valeur, "%", x.femmes, x.ensemble)
    termes = {"femmes": x.femmes, "hommes": x.hommes, "ensemble": x.ensemble}
    return _mesure(x, _NOMS[x.genre], texte, x.genre, termes, reserve=x.completude_differe)


def _des_nomades(x: EtapesNomades) -> _Mesure:
    texte = f"{ecriture.nombre(x.valeur, '%')} ({francais.fraction(x.nomades, x.dites)})"
    if x.tenues > x.dites:
        texte += f", {francais.compte(x.tenues - x.dites, 'étape')} sans population dite"
    termes = {"nomades": x.nomades, "dites": x.dites, "tenues": x.tenues}
    return _mesure(x, "en population nomade", texte, "nomades", termes, reserve=x.completude_differe)


def _mesure(
    x: Chiffre, quoi: str, texte: str, genre: str, termes: Mapping[str, float | None], *, reserve: bool
) -> _Mesure:
    tete = ("code_indicateur", "libelle_court", "code_zone", "zone", "periode")
    suite = ("valeur", "recues", "attendues", "provisoire")
    return _Mesure(
        f"{x.code_indicateur} {x.libelle_court} : {quoi}, {francais.periode(x.periode)}{' (!)' if reserve else ''}",
        str(x.zone),
        texte + chiffre.marques(x),
        {"genre": genre} | {c: getattr(x, c) for c in tete} | dict(termes) | {c: getattr(x, c) for c in suite},
    )
