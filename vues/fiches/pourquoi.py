"""«Pourquoi ?» derrière un chiffre : la phrase, les choses qui lui manquent et leurs fiches, le contexte."""

from __future__ import annotations

import streamlit as st

from domaine import francais
from figures.mots import ecriture, pourquoi
from requetes.edition.referentiel import Indicateur
from requetes.pourquoi.lecture import Pourquoi, Raison, lire_pourquoi
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.grille import Colonne, afficher_grille
from vues.elements.tableaux import telecharger
from vues.page import navigation
from vues.page.entree import Contexte
from vues.textes import echapper

#: Objet → (page où s'ouvre sa fiche, nom sous lequel l'adresse le porte) ; absent : il n'a pas de fiche.
_FICHES = {
    "point": (navigation.CARTE, "point"),
    "zone": (navigation.CARTE, "commune"),
    "projet": (navigation.OPERATEURS, "fiche"),
    "chantier": (navigation.CHANTIERS, "fiche"),
    "poste": (navigation.REPRESENTANTS, "fiche"),
    "activité": (navigation.ACTIVITES, "fiche"),
    "décision": (navigation.DECISIONS, "fiche"),
    "tournée": (navigation.SERVICES_ITINERANTS, "fiche"),
}
_DEMANDEE = "raison_demandee"
_EVENEMENTS_MAX = 8


def afficher(contexte: Contexte, indicateur: Indicateur, zone: str, type_periode: str, periode: str) -> None:
    """Tout ce qui explique le chiffre d'une zone, total seul.

    Args:
        contexte: celui de la page.
        indicateur: celui du chiffre.
        zone, type_periode, periode: la rangée de `valeurs`.
    """
    lu = donnees.lire(contexte.edition, lire_pourquoi, indicateur.code, zone, type_periode, periode)
    phrase = pourquoi.dire(lu, indicateur.unite, indicateur.sens)
    if phrase:
        st.markdown(f"**{echapper(francais.majuscule(phrase))}.**")
    if lu.raisons:
        titre = f"Pourquoi {indicateur.code}, {zone}, {periode}"
        afficher_grille(lu.raisons, _colonnes(indicateur), titre, cle="pourquoi", ouvrir=_retenir)
        telecharger(en_tableau(Raison, lu.raisons), titre, cle="pourquoi")
        _ouvrir_la_demandee()
    elif not lu.manques:
        st.info("Rien, dans les registres, ne retire quoi que ce soit à ce chiffre.", icon="ℹ️")
    _dire_le_contexte(lu)


def _colonnes(indicateur: Indicateur) -> tuple[Colonne[Raison], ...]:
    unite = "" if indicateur.unite == "%" else indicateur.unite
    return (
        Colonne("Quoi", lambda r: r.nom or r.identifiant),
        Colonne("Zone", lambda r: r.zone),
        Colonne("Ce qui lui arrive", lambda r: r.nature),
        Colonne("Depuis", lambda r: _depuis(r)),
        Colonne("Motif", lambda r: r.motif),
        Colonne("Qui", lambda r: r.responsable),
        Colonne("Décision ouverte", lambda r: r.decision),
        Colonne("Retire", lambda r: r.perte, lambda n: ecriture.nombre(n, unite)),
        Colonne("Identifiant", lambda r: r.identifiant),
    )


def _depuis(raison: Raison) -> str | None:
    if raison.nouvelle is None:
        return "cette période"
    return "cette période" if raison.nouvelle else "avant"


def _retenir(raison: Raison) -> None:
    st.session_state[_DEMANDEE] = (raison.objet, raison.identifiant)


def _ouvrir_la_demandee() -> None:
    """La fiche s'ouvre sur sa page, à l'adresse qui la porte."""
    objet, identifiant = st.session_state.pop(_DEMANDEE, ("", ""))
    if objet in _FICHES:
        page, nom = _FICHES[objet]
        st.switch_page(page, query_params={nom: identifiant})
    elif objet:
        st.info("Cette ligne n’a pas de fiche : tout ce qui en est su est dans le tableau.", icon="ℹ️")


def _dire_le_contexte(lu: Pourquoi) -> None:
    if lu.manques:
        dits = [
            f"{m.zone}, {francais.periode(m.periode)} ({m.motif or 'rien reçu'})" for m in lu.manques[:_EVENEMENTS_MAX]
        ]
        reste = len(lu.manques) - len(dits)
        suite = f" ; et {francais.nombre(reste)} de plus" if reste > 0 else ""
        st.caption(f"**Attendu et pas venu** — {echapper(' ; '.join(dits), 900)}{suite}")
    if lu.evenements:
        st.markdown("**Ce qui s’est passé depuis la période d’avant**")
        lignes = [
            f"- {francais.date(e.date)}, {echapper(e.zone or 'partout')}\u00a0: {echapper(e.texte or e.nature)}"
            for e in lu.evenements[:_EVENEMENTS_MAX]
        ]
        st.markdown("\n".join(lignes))
