"""Deux dates : ce qui a changé entre elles, point par point et zone par zone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import chiffre as mots
from figures.mots import ecriture
from requetes.carte.dates import BilanDesChangements, PointChange, compter_les_changements
from requetes.carte.services import ValeurDeZone
from tableurs.objets import en_tableau
from vues.carte.choix import Choix, dire_jour
from vues.carte.tableaux import emporter_zones
from vues.elements.signes import SIGNES
from vues.elements.tableaux import afficher_tableau

#: Mouvement → ce qu'on en écrit, au singulier et au pluriel ; dans l'ordre où on les lit.
_MOUVEMENTS = {
    "retombé": ("retombé", "retombés"),
    "non revu": ("qui marchait n’a plus été revu", "qui marchaient n’ont plus été revus"),
    "restauré": ("nouvellement restauré", "nouvellement restaurés"),
    "remis en marche": ("remis en marche", "remis en marche"),
    "autre changement": ("autre changement", "autres changements"),
}


def afficher(
    changes: Sequence[PointChange],
    valeurs: Sequence[ValeurDeZone],
    choix: Choix,
    nom_zone: str,
    *,
    nommes: bool = True,
) -> None:
    """Le bilan des changements en une phrase, puis les deux tableaux.

    Args:
        changes: de la date de gauche à celle de droite.
        valeurs: à celle de droite, comparées à celle de gauche ; vide sans indicateur.
        choix: ce que la personne regarde.
        nom_zone: pour les titres.
        nommes: faux dans une édition remise, qui compte les points changés et n'en nomme aucun.
    """
    assert choix.avant is not None, "la page n’appelle ceci qu’avec deux dates"
    avant, apres = dire_jour(choix.avant), dire_jour(choix.jour)
    st.subheader(f"De {avant} à {apres} : ce qui a changé", anchor=False)
    st.markdown(resumer(compter_les_changements(changes)))
    noms = [f"Points changés ({francais.nombre(len(changes))})"] if nommes else []
    *points, par_zone = st.tabs([*noms, "Zones, aux deux dates"])
    for onglet in points:
        with onglet:
            montre = pd.DataFrame([_montrer_point(p, avant, apres) for p in changes])
            titre = f"Points changés : {nom_zone}, {avant} – {apres}"
            afficher_tableau(montre, en_tableau(PointChange, changes), titre, cle="points_changes")
    with par_zone:
        if choix.indicateur is None:
            st.info("Choisissez un indicateur dans «\u00a0Colorer les zones selon\u00a0» pour comparer ses valeurs.")
            return
        titre = f"{choix.indicateur.libelle_court} : {nom_zone}, {avant} – {apres}"
        afficher_tableau(_zones(valeurs), emporter_zones(valeurs), titre, cle="zones_changees")


def resumer(bilan: BilanDesChangements) -> str:
    r"""Les changements de points en une phrase, le plus grave d'abord.

    >>> resumer(BilanDesChangements({"restauré": 3, "retombé": 1}, perdus=1))
    '**1** retombé · **3** nouvellement restaurés (dont 1\xa0retombé ou non revu depuis)'
    """
    perdus = bilan.perdus
    dont = f"{francais.compte(perdus, 'retombé', 'retombés')} ou non revu{'s' if perdus > 1 else ''}"
    suites = {"restauré": f" (dont {dont} depuis)"} if perdus else {}
    morceaux = [
        f"**{francais.nombre(nombre)}** {mots_[int(nombre > 1)]}{suites.get(nom, '')}"
        for nom, mots_ in _MOUVEMENTS.items()
        if (nombre := bilan.mouvements.get(nom, 0))
    ]
    return " · ".join(morceaux) or "Aucun point n’a changé de statut entre ces deux dates."


def _montrer_point(point: PointChange, avant: str, apres: str) -> dict[str, str | None]:
    def signe(statut: str) -> str:
        return f"{SIGNES.get(statut, '')} {statut}"

    return {
        "Point": point.nom,
        "Service": point.type_service,
        "Commune": point.commune,
        "Cercle": point.cercle,
        "Mouvement": f"restauré, puis {point.mouvement}" if point.perdu else point.mouvement,
        avant[:1].upper() + avant[1:]: signe(point.statut_avant),
        apres[:1].upper() + apres[1:]: signe(point.statut),
        "Dernière visite": francais.date_courte(point.derniere_visite) if point.derniere_visite else "jamais",
    }


def _zones(valeurs: Sequence[ValeurDeZone]) -> pd.DataFrame:
    avant = [v.avant for v in valeurs if v.avant is not None]
    tableau = {"Zone": [v.zone for v in valeurs]}
    for lues in (avant, valeurs):
        periode = next((v.periode for v in lues if v.periode), None)
        titre = f"À fin {francais.periode(periode)}" if periode else "Avant la première période"
        # Deux mois d'un même trimestre lisent la même période d'un indicateur trimestriel : deux titres égaux.
        titre += " (même période)" if titre in tableau else ""
        tableau[titre] = [mots.valeur(v) for v in lues]
    tableau["Différence"] = [ecriture.ecart(v.ecart, v.unite) for v in valeurs]
    tableau["Reçues / attendues"] = [
        f"{francais.fraction(a.recues, a.attendues)} puis {francais.fraction(v.recues, v.attendues)}"
        for a, v in zip(avant, valeurs, strict=True)
    ]
    return pd.DataFrame(tableau)
