"""«Ce qui manque» à une commune : de quoi savoir si les chiffres suffisent, et à qui demander le reste."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.listes import montrer
from domaine.niveaux import NOMS
from requetes.fiches import manques as fiches_manques
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.page.cadre import Contexte
from vues.textes import echapper


@dataclass(frozen=True)
class Manques:
    """Les trois genres de manque, tels que `requetes.fiches.manques` les rend."""

    points: pd.DataFrame
    saisies: pd.DataFrame
    rapports: pd.DataFrame

    @property
    def nombre(self) -> int:
        return len(self.points) + len(self.saisies) + len(self.rapports)


def lire(contexte: Contexte, commune: str, jour: dt.date) -> Manques:
    """Les manques d'une commune à une date."""
    questions = (
        fiches_manques.points_a_completer,
        fiches_manques.saisies_manquantes,
        fiches_manques.rapports_manquants,
    )
    return Manques(*(donnees.lire(contexte.edition, q, commune, jour) for q in questions))


def titre(manques: Manques) -> str:
    """Le titre de l'onglet, avec leur nombre."""
    return f"Ce qui manque ({francais.nombre(manques.nombre)})" if manques.nombre else "Ce qui manque"


def afficher(manques: Manques, nom: str, *, suivis: int) -> None:
    """Les tableaux ; rien ne manque se dit aussi.

    Args:
        manques: ce que `lire` rend.
        nom: commune et date, pour les titres.
        suivis: points de la commune ; sans point, aucun ne peut manquer de rien.
    """
    if not manques.nombre and not suivis:
        st.info("Ni saisie ni rapport attendu ne manque ; aucun point n’est suivi.", icon="ℹ️")
        return
    if not manques.nombre:
        st.success(
            "Rien d’attendu ne manque : points visités et placés, étapes datées, saisies et rapports reçus.",
            icon="✔️",
        )
        return
    if len(manques.points):
        par_manque = manques.points["manque"].value_counts(sort=False)
        comptes = [f"{echapper(m)} : **{francais.nombre(n)}**" for m, n in par_manque.items()]
        st.markdown("**Points à compléter** — " + " · ".join(comptes))
        afficher_tableau(
            _points(manques.points), manques.points, f"Points à compléter : {nom}", cle="fiche_a_completer"
        )
    if len(manques.saisies):
        st.markdown("**Saisies attendues et non reçues**, pour la commune ou une zone qui la contient")
        afficher_tableau(_saisies(manques.saisies), manques.saisies, f"Saisies manquantes : {nom}", cle="fiche_saisies")
    if len(manques.rapports):
        st.markdown("**Rapports d’activités dus et non reçus**")
        afficher_tableau(_rapports(manques.rapports), manques.rapports, f"Rapports dus : {nom}", cle="fiche_rapports")


def _points(points: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Point": points["nom"],
            "Ce qui manque": [_dire_manque(m, e) for m, e in zip(points["manque"], points["etape"], strict=True)],
            "Depuis": [francais.date_courte(d) if pd.notna(d) else "" for d in points["depuis"]],
        }
    )


def _dire_manque(manque: str, etape: object) -> str:
    return manque if francais.absente(etape) else f"{manque} : {montrer('etape', str(etape))}"


def _saisies(saisies: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Indicateur": [
                f"{c} — {n}" for c, n in zip(saisies["code_indicateur"], saisies["libelle_court"], strict=True)
            ],
            "Attendu de": [f"{z} ({NOMS[n]})" for z, n in zip(saisies["zone"], saisies["niveau"], strict=True)],
            "Périodes": [_dire_periodes(s) for s in saisies.to_dict("records")],
            "Motif déclaré": saisies["motif"].fillna("rien reçu"),
        }
    )


def _dire_periodes(saisie: dict[object, object]) -> str:
    derniere = francais.periode(saisie["derniere_periode"])
    if saisie["manquantes"] == 1:
        return derniere
    nombre = francais.compte(saisie["manquantes"], "période")
    return f"{nombre}, de {francais.periode(saisie['premiere_periode'])} à {derniere}"


def _rapports(rapports: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Coordination": rapports["zone"],
            "Période": [francais.periode(p) for p in rapports["periode"]],
            "Échéance": [francais.date_courte(d) for d in rapports["date_echeance"]],
            "Retard": [francais.compte(n, "jour") for n in rapports["retard_jours"]],
        }
    )
