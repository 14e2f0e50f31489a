"""Un chiffre et tout ce qu'il faut pour le croire : cible, état, termes, complétude, âge, règle, lignes reçues."""

from __future__ import annotations

import streamlit as st

from domaine import francais, regles
from domaine.chiffre import Moment
from domaine.rythme import Rythme
from figures.mots import chiffre, ecriture
from figures.mots.rythme import dire_rythme
from requetes.edition.referentiel import Indicateur
from vues.elements import etats
from vues.textes import echapper


def afficher_chiffre(choisi: Moment | None, indicateur: Indicateur, titre: str, rythme: Rythme) -> None:
    """Le chiffre choisi, en grand, puis ses réserves.

    Args:
        choisi: le chiffre, ou `None` quand le type de période n'en a pas.
        indicateur: le sien.
        titre: zone et période, en clair.
        rythme: celui de ce chiffre.
    """
    st.markdown(f"**{echapper(titre)}**")
    if choisi is None:
        st.markdown(f"## {francais.SO}")
        st.caption("Cet indicateur n’a pas de ligne à cette lecture : il est collecté moins souvent, ou plus haut.")
        return
    dites = chiffre.marques(choisi) + (" (r)" if choisi.revision else "")
    marques = f" :small[{dites.strip()}]" if dites else ""
    st.markdown(f"## {echapper(chiffre.valeur(choisi))}{marques}")
    st.markdown(f"{etats.marque(choisi.etat)} {echapper(chiffre.taux(choisi))}")
    st.markdown("\n".join(f"- :small[{echapper(p)}]" for p in _reserves(choisi)))
    st.markdown(f":small[{echapper(dire_rythme(rythme, indicateur.unite, indicateur.frequence), 600)}]")
    if rythme.necessaire is not None:
        st.caption("Écart divisé par le temps restant : la courbe n’est pas prolongée.")


def afficher_en_grand(choisi: Moment | None, indicateur: Indicateur, titre: str, rythme: Rythme) -> None:
    """Le chiffre, son état et sa cible sur une ligne, pour un écran partagé ; le reste se lit en taille normale.

    Args:
        choisi, indicateur, titre, rythme: comme `afficher_chiffre`.
    """
    if choisi is None:
        afficher_chiffre(None, indicateur, titre, rythme)
        return
    marques = chiffre.marques(choisi) + (" (r)" if choisi.revision else "")
    cible = "" if choisi.cible_due is None else f"cible due {chiffre.cible(choisi)}"
    dits = " · ".join(d for d in (cible, chiffre.taux(choisi), chiffre.completude(choisi)) if d)
    st.markdown(f"### {echapper(titre)}\n# {echapper(chiffre.valeur(choisi))}{marques} {etats.marque(choisi.etat)}")
    phrase = dire_rythme(rythme, indicateur.unite, indicateur.frequence)
    st.markdown(f"#### {echapper(dits)}\n#### {echapper(phrase, 600)}")


def _reserves(m: Moment) -> list[str]:
    phrases = []
    if m.masque:
        phrases.append("Masqué : effectif inférieur à 5, ou qui permettrait d’en retrouver un")
    elif m.valeur is None:
        phrases.append("Absence : " + (m.motif_absence or "rien n’a été reçu"))
    elif m.valeur == 0:
        phrases.append("Zéro déclaré : la réponse reçue est zéro")
    if m.cible_due is not None:
        nature = "de la période" if m.nature_cible == "periode" else "cumulée"
        phrases.append(f"Cible due ({nature}) : {chiffre.cible(m)}")
    if m.valeur_reference is not None:
        phrases.append(f"Référence : {ecriture.valeur(m.valeur_reference, m.unite)}")
    if m.denominateur is not None:
        phrases.append(f"Termes : {francais.fraction(m.numerateur, m.denominateur)}")
    phrases.append(f"Complétude : {chiffre.completude(m)}" + (", provisoire (p)" if m.provisoire else ""))
    if m.non_valide:
        phrases.append("(n.\u00a0v.) Une période qui y entre n’est pas validée : voir Qualité, Validation")
    phrases.append(f"Plus ancienne donnée du calcul : {francais.date(m.date_plus_ancienne)}")
    if m.revision:
        avant = ecriture.valeur(m.valeur_avant, m.unite)
        phrases.append(f"(r) {m.revision} depuis l’édition précédente : {avant} avant")
    return phrases


def afficher_calcul(indicateur: Indicateur) -> None:
    """La règle en mots et les termes, sous le chiffre."""
    st.caption(f"**Calcul** — {regles.regle_en_mots(indicateur.nature, str(indicateur.regle_temps))}")
    noms = {"numérateur": indicateur.numerateur, "dénominateur": indicateur.denominateur}
    termes = [f"{nom} : {echapper(terme)}" for nom, terme in noms.items() if terme]
    if termes:
        st.caption(" ; ".join(termes))
