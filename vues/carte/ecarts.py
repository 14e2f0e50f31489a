"""Deux dates : ce qui a changé entre elles, point par point et zone par zone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import ecriture
from vues.carte.choix import Choix, dire_jour
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
    changes: pd.DataFrame,
    valeurs: pd.DataFrame,
    zones: pd.DataFrame,
    choix: Choix,
    nom_zone: str,
    *,
    nommes: bool = True,
) -> None:
    """Le bilan des changements en une phrase, puis les deux tableaux.

    Args:
        changes: sortie de `requetes.carte.dates.points_changes`, de la date de gauche à celle de droite.
        valeurs: sortie de `requetes.carte.dates.valeurs_des_deux_dates` ; vide sans indicateur.
        zones: `code, nom`.
        choix: ce que la personne regarde.
        nom_zone: pour les titres.
        nommes: faux dans une édition réduite, qui compte les points changés et n'en nomme aucun.
    """
    assert choix.avant is not None, "la page n’appelle ceci qu’avec deux dates"
    avant, apres = dire_jour(choix.avant), dire_jour(choix.jour)
    st.subheader(f"De {avant} à {apres} : ce qui a changé", anchor=False)
    changes = changes.assign(nouveau=changes["restaure"] & ~changes["restaure_avant"])
    st.markdown(resumer(changes))
    noms = [f"Points changés ({francais.nombre(len(changes))})"] if nommes else []
    *points, par_zone = st.tabs([*noms, "Zones, aux deux dates"])
    for onglet in points:
        with onglet:
            afficher_tableau(
                _points(changes, avant, apres),
                changes.drop(columns="nouveau"),
                f"Points changés : {nom_zone}, {avant} – {apres}",
                cle="points_changes",
            )
    with par_zone:
        if choix.indicateur is None:
            st.info("Choisissez un indicateur dans «\u00a0Colorer les zones selon\u00a0» pour comparer ses valeurs.")
            return
        lues = valeurs.merge(zones[["code", "nom"]], left_on="code_zone", right_on="code") if len(valeurs) else valeurs
        titre = f"{choix.indicateur['libelle_court']} : {nom_zone}, {avant} – {apres}"
        unite = str(choix.indicateur["unite"])
        afficher_tableau(_zones(lues, unite) if len(lues) else lues, lues, titre, cle="zones_changees")


def resumer(changes: pd.DataFrame) -> str:
    r"""Les changements de points en une phrase, le plus grave d'abord.

    Un point restauré entre les deux dates, puis retombé ou plus revu, est des deux comptes, et la phrase le dit : sans
    lui, les nouvellement restaurés ne feraient pas la différence des «déjà restaurés».

    >>> resumer(pd.DataFrame({"mouvement": ["restauré", "retombé", "restauré"], "nouveau": [True, True, True]}))
    '**1** retombé · **3** nouvellement restaurés (dont 1\xa0retombé ou non revu depuis)'
    """
    if changes.empty:
        return "Aucun point n’a changé de statut entre ces deux dates."
    comptes = changes["mouvement"].value_counts().to_dict()
    perdus = int((changes["nouveau"] & (changes["mouvement"] != "restauré")).sum())
    comptes["restauré"] = int(changes["nouveau"].sum())
    dont = f"{francais.compte(perdus, 'retombé', 'retombés')} ou non revu{'s' if perdus > 1 else ''}"
    suites = {"restauré": f" (dont {dont} depuis)"} if perdus else {}
    morceaux = [
        f"**{francais.nombre(comptes[nom])}** {mots[int(comptes[nom] > 1)]}{suites.get(nom, '')}"
        for nom, mots in _MOUVEMENTS.items()
        if comptes.get(nom)
    ]
    return " · ".join(morceaux)


def _points(changes: pd.DataFrame, avant: str, apres: str) -> pd.DataFrame:
    def signe(statut: str) -> str:
        return f"{SIGNES.get(statut, '')} {statut}"

    return pd.DataFrame(
        {
            "Point": changes["nom"],
            "Service": changes["type_service"],
            "Commune": changes["commune"],
            "Cercle": changes["cercle"],
            "Mouvement": [
                f"restauré, puis {m}" if nouveau and m != "restauré" else m
                for m, nouveau in zip(changes["mouvement"], changes["nouveau"], strict=True)
            ],
            avant[:1].upper() + avant[1:]: [signe(s) for s in changes["statut_avant"]],
            apres[:1].upper() + apres[1:]: [signe(s) for s in changes["statut"]],
            "Dernière visite": [
                francais.date_courte(d) if pd.notna(d) else "jamais" for d in changes["derniere_visite"]
            ],
        }
    )


def _zones(valeurs: pd.DataFrame, unite: str) -> pd.DataFrame:
    tableau: dict[str, Any] = {"Zone": list(valeurs["nom"])}
    for suffixe in ("_avant", ""):
        lues = valeurs[f"periode{suffixe}"].dropna()
        titre = f"À fin {francais.periode(lues.iloc[0])}" if len(lues) else "Avant la première période"
        termes = zip(*(valeurs[f"{c}{suffixe}"] for c in ("valeur", "numerateur", "denominateur")), strict=True)
        # Deux mois d'un même trimestre lisent la même période d'un indicateur trimestriel : deux titres égaux.
        titre += " (même période)" if titre in tableau else ""
        tableau[titre] = [ecriture.valeur(v, unite, n, d) for v, n, d in termes]
    tableau["Différence"] = [ecriture.ecart(e, unite) for e in valeurs["ecart"]]
    recues = zip(*(valeurs[c] for c in ("recues_avant", "attendues_avant", "recues", "attendues")), strict=True)
    tableau["Reçues / attendues"] = [
        f"{francais.fraction(ra, aa)} puis {francais.fraction(r, a)}" for ra, aa, r, a in recues
    ]
    return pd.DataFrame(tableau)
