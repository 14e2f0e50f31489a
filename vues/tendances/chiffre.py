"""Un chiffre et tout ce qu'il faut pour le croire : cible, état, termes, complétude, âge, règle, lignes reçues."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import streamlit as st

from domaine import francais, regles
from domaine.figees import MASQUE
from domaine.rythme import Rythme
from figures.mots import ecriture
from figures.mots.rythme import dire_rythme
from vues.elements import etats, methode
from vues.textes import echapper


def afficher_chiffre(
    ligne: dict[Hashable, Any] | None, indicateur: dict[Hashable, Any], titre: str, rythme: Rythme | None = None
) -> None:
    """Le chiffre choisi, en grand, puis ses réserves.

    Args:
        ligne: une ligne de `requetes.tendances.series.serie`, ou `None` quand la lecture n'en a pas.
        indicateur: une ligne de `requetes.edition.referentiel.indicateurs`.
        titre: zone et période, en clair.
        rythme: `requetes.tendances.rythme.rythme` de ce chiffre.
    """
    st.markdown(f"**{echapper(titre)}**")
    if ligne is None:
        st.markdown(f"## {francais.SO}")
        st.caption("Cet indicateur n’a pas de ligne à cette lecture : il est collecté moins souvent, ou plus haut.")
        return
    unite = str(indicateur["unite"])
    texte = _en_clair(ligne, unite)
    provisoire = ligne["provisoire"] is True
    marques = " :small[(p)]" if provisoire else ""
    marques += "" if francais.absente(ligne.get("revision")) else " :small[(r)]"
    st.markdown(f"## {echapper(texte)}{marques}")
    st.markdown(f"{etats.marque(ligne['etat'])} {echapper(methode.taux_en_mots(ligne))}")
    st.markdown("\n".join(f"- :small[{p}]" for p in _reserves(ligne, unite, provisoire)))
    if rythme is not None:
        st.markdown(f":small[{echapper(dire_rythme(rythme, unite, str(indicateur['frequence'])), 600)}]")
        if rythme.necessaire is not None:
            st.caption("Écart divisé par le temps restant : la courbe n’est pas prolongée.")


def afficher_en_grand(
    ligne: dict[Hashable, Any] | None, indicateur: dict[Hashable, Any], titre: str, rythme: Rythme
) -> None:
    """Le chiffre, son état et sa cible sur une ligne, pour un écran partagé ; le reste se lit en taille normale.

    Args:
        ligne, indicateur, titre, rythme: comme `afficher_chiffre`.
    """
    if ligne is None:
        afficher_chiffre(None, indicateur, titre)
        return
    unite = str(indicateur["unite"])
    texte = _en_clair(ligne, unite)
    marques = " (p)" if ligne["provisoire"] is True else ""
    marques += "" if francais.absente(ligne.get("revision")) else " (r)"
    cible = "" if francais.absente(ligne["cible_due"]) else f"cible due {ecriture.valeur(ligne['cible_due'], unite)}"
    dits = " · ".join(d for d in (cible, methode.taux_en_mots(ligne), _completude(ligne)) if d)
    st.markdown(f"### {echapper(titre)}\n# {echapper(texte)}{marques} {etats.marque(ligne['etat'])}")
    st.markdown(
        f"#### {echapper(dits)}\n#### {echapper(dire_rythme(rythme, unite, str(indicateur['frequence'])), 600)}"
    )


def _en_clair(ligne: dict[Hashable, Any], unite: str) -> str:
    if francais.absente(ligne["valeur"]):
        return etats.absence(ligne["etat"])
    return ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])


def _completude(ligne: dict[Hashable, Any]) -> str:
    return ecriture.completude(ligne["recues"], ligne["attendues"])


def _reserves(ligne: dict[Hashable, Any], unite: str, provisoire: bool) -> list[str]:
    phrases = []
    if ligne["etat"] == MASQUE:
        phrases.append("Masqué : effectif inférieur à 5, ou qui permettrait d’en retrouver un")
    elif francais.absente(ligne["valeur"]):
        motif = ligne.get("motif_absence")
        phrases.append("Absence : " + ("rien n’a été reçu" if francais.absente(motif) else str(motif)))
    elif ligne["valeur"] == 0:
        phrases.append("Zéro déclaré : la réponse reçue est zéro")
    if not francais.absente(ligne["cible_due"]):
        nature = "de la période" if ligne["nature_cible"] == "periode" else "cumulée"
        phrases.append(f"Cible due ({nature}) : {ecriture.valeur(ligne['cible_due'], unite)}")
    if not francais.absente(ligne["valeur_reference"]):
        phrases.append(f"Référence : {ecriture.valeur(ligne['valeur_reference'], unite)}")
    if not francais.absente(ligne["denominateur"]):
        phrases.append(f"Termes : {francais.fraction(ligne['numerateur'], ligne['denominateur'])}")
    complet = f"Complétude : {_completude(ligne)}"
    phrases.append(complet + (", provisoire (p)" if provisoire else ""))
    phrases.append(f"Plus ancienne donnée du calcul : {francais.date(ligne['date_plus_ancienne'])}")
    if not francais.absente(ligne.get("revision")):
        avant = ecriture.valeur(ligne["valeur_avant"], unite)
        phrases.append(f"(r) {ligne['revision']} depuis l’édition précédente : {avant} avant")
    return [echapper(p) for p in phrases]


def afficher_calcul(indicateur: dict[Hashable, Any]) -> None:
    """La règle en mots et les termes, sous le chiffre."""
    st.caption(f"**Calcul** — {regles.regle_en_mots(str(indicateur['nature']), str(indicateur['regle_temps']))}")
    termes = [
        f"{nom} : {echapper(indicateur[colonne])}"
        for nom, colonne in (("numérateur", "numerateur"), ("dénominateur", "denominateur"))
        if not francais.absente(indicateur[colonne]) and indicateur[colonne]
    ]
    if termes:
        st.caption(" ; ".join(termes))
