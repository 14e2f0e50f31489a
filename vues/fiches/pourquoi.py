"""«Pourquoi ?» derrière un chiffre : la phrase, les choses qui lui manquent et leurs fiches, le contexte."""

from __future__ import annotations

from functools import partial

import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES
from domaine.periodes import lire_periode
from figures.mots import ecriture, pourquoi
from requetes.carte.lieux import Lieux
from requetes.edition.referentiel import Indicateur
from requetes.fiches.decisions import decisions_de_l_indicateur
from requetes.pourquoi.lecture import Pourquoi, Raison, lire_pourquoi
from requetes.pourquoi.objets import EN_FCFA
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.grille import Colonne, afficher_grille
from vues.elements.tableaux import telecharger
from vues.fiches import decisions
from vues.page import navigation
from vues.page.entree import Contexte
from vues.textes import echapper

#: Objet → (page où s'ouvre sa fiche, nom sous lequel l'adresse le porte) ; absent : il n'a pas de fiche.
_FICHES = {
    "point": (navigation.CARTE, "point"),
    "projet": (navigation.OPERATEURS, "fiche"),
    "chantier": (navigation.CHANTIERS, "fiche"),
    "poste": (navigation.REPRESENTANTS, "fiche"),
    "activité": (navigation.ACTIVITES, "fiche"),
    "décision": (navigation.DECISIONS, "fiche"),
    "tournée": (navigation.SERVICES_ITINERANTS, "fiche"),
}
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
        ouvrir = partial(_adresse, contexte)
        afficher_grille(lu.raisons, _colonnes(indicateur, lu), titre, cle="pourquoi", ouvrir=ouvrir)
        telecharger(en_tableau(Raison, lu.raisons), titre, cle="pourquoi")
    elif not lu.manques:
        st.info(pourquoi.dire_rien(lu, indicateur.source_calcul or ""), icon="ℹ")
    _dire_les_decisions(contexte, lu, indicateur.code, zone, periode)
    _dire_le_contexte(lu)


def _dire_les_decisions(contexte: Contexte, lu: Pourquoi, code: str, zone: str, periode: str) -> None:
    """Celles prises pour l'indicateur, une fois ; aucune ligne ne les répète, sauf celle de leur propre zone."""
    lue = lire_periode(periode)
    jour = min(lue.fin, contexte.date_donnees) if lue else contexte.date_donnees
    prises = donnees.lire(contexte.edition, decisions_de_l_indicateur, code, zone, jour)
    deja = {r.decision for r in lu.raisons}
    if restent := [d for d in prises if d.texte not in deja]:
        titre = f"Décisions ouvertes sur {code}, {zone}, {periode}"
        st.markdown("**Décisions ouvertes sur cet indicateur**")
        decisions.montrer(restent, titre, cle="pourquoi_decisions")


def _colonnes(indicateur: Indicateur, lu: Pourquoi) -> tuple[Colonne[Raison], ...]:
    # Les termes d'un ratio ne sont pas des pourcentages.
    unite = "" if indicateur.unite == "%" else indicateur.unite
    en_fcfa = indicateur.source_calcul in EN_FCFA
    decision = Colonne[Raison]("Décision ouverte", lambda r: r.decision or "aucune")
    return (
        Colonne("Quoi", lambda r: r.nom or r.identifiant),
        Colonne("Zone", lambda r: r.zone),
        Colonne("Ce qui lui arrive", lambda r: r.nature),
        Colonne("Depuis", lambda r: _depuis(r, lu)),
        Colonne("Motif", lambda r: r.motif),
        Colonne("Qui", lambda r: r.responsable),
        # Que personne n'ait rien décidé pour aucune se lit dessous, où rien n'est dit.
        *((decision,) if any(r.decision for r in lu.raisons) else ()),
        Colonne(
            "Ajoute" if lu.ajoute else "Retire",
            lambda r: r.perte,
            francais.fcfa if en_fcfa else lambda n: ecriture.nombre(n, unite),
        ),
        Colonne("Identifiant", lambda r: r.identifiant),
    )


def _depuis(raison: Raison, lu: Pourquoi) -> str | None:
    if lu.periode_avant is None:
        return None
    return "avant" if raison.nouvelle is False else "cette période"


def _adresse(contexte: Contexte, raison: Raison) -> str:
    """La page qui porte la fiche, sans les filtres de la visite, qui l'écarteraient ; vide pour ce qui n'en a pas."""
    if raison.objet == "zone":
        return navigation.adresse(navigation.CARTE, _adresse_de_la_zone(contexte, raison.identifiant), seule=True)
    if raison.objet not in _FICHES:
        return ""
    page, nom = _FICHES[raison.objet]
    return navigation.adresse(page, {nom: raison.identifiant}, seule=True)


def _adresse_de_la_zone(contexte: Contexte, code: str) -> dict[str, str]:
    """Sa région, son cercle, sa commune : la carte la cadre à son niveau."""
    chemin = Lieux(contexte.referentiel.zones, DECOUPES).chemin(code)
    return {zone.niveau: zone.code for zone in chemin if zone.niveau in DECOUPES}


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
