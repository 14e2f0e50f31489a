"""Les cartes des indicateurs phares et la colonne de ce qui demande attention."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures import ecriture
from figures.etincelle import dessiner_etincelle
from vues import etats, methode, navigation
from vues.textes import echapper

_PAR_RANGEE = 3
_PLURIELS = {"SOCLE": "projet", "region": "régions", "cercle": "cercles", "commune": "communes"}


def afficher_cartes(situation: pd.DataFrame, tendances: pd.DataFrame, parametres: dict[str, str]) -> None:
    """Les cartes, trois par rangée.

    Args:
        situation: `requetes.situation.situation`.
        tendances: `requetes.situation.tendances_des_phares`.
        parametres: filtres à porter vers la page Tendances.
    """
    lignes = situation.to_dict("records")
    for depart in range(0, len(lignes), _PAR_RANGEE):
        for colonne, ligne in zip(st.columns(_PAR_RANGEE), lignes[depart : depart + _PAR_RANGEE], strict=False):
            serie = tendances[tendances["code_indicateur"] == ligne["code_indicateur"]]
            with colonne, st.container(border=True, height="stretch", gap="xsmall"):
                _afficher_carte(ligne, serie, parametres)


def _afficher_carte(ligne: dict[Any, Any], serie: pd.DataFrame, parametres: dict[str, str]) -> None:
    code, unite = str(ligne["code_indicateur"]), str(ligne["unite"])
    navigation.lier(
        navigation.TENDANCES,
        f"**{echapper(ligne['libelle_court'])}**",
        parametres | {"indicateur": code},
    )
    if francais.absente(ligne["etat"]):
        st.markdown(f"### {francais.SO}")
        st.caption("Cet indicateur est collecté moins souvent que la lecture choisie.")
        return
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small", wrap=False
    ):
        st.markdown(f"### {_valeur(ligne, unite)}", width="content")
        courbe = dessiner_etincelle(list(serie["valeur"]), list(serie["cible_due"]), ligne["provisoire"] is True)
        st.image(courbe, width=76)
    st.markdown(f"{etats.marque(ligne['etat'])} {_contre_la_cible(ligne, unite)}")
    st.caption(" · ".join(_precisions(ligne, unite)))


def _valeur(ligne: dict[Any, Any], unite: str) -> str:
    texte = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    return echapper(texte) + (" :small[(p)]" if ligne["provisoire"] is True else "")


def _contre_la_cible(ligne: dict[Any, Any], unite: str) -> str:
    if francais.absente(ligne["cible_due"]):
        return ":small[pas de cible due]"
    return f":small[cible due {echapper(ecriture.valeur(ligne['cible_due'], unite))}]"


def _precisions(ligne: dict[Any, Any], unite: str) -> list[str]:
    morceaux = [str(ligne["code_indicateur"]), methode.taux_en_mots(ligne)]
    if ligne["valeur"] == 0:
        morceaux.append("zéro déclaré")
    if not francais.absente(ligne["ecart"]):
        morceaux.append(f"{_mouvement(ligne['ecart'], unite)} depuis {francais.periode(ligne['periode_avant'])}")
    provisoire = " (provisoire)" if ligne["provisoire"] is True else ""
    morceaux.append(ecriture.completude(ligne["recues"], ligne["attendues"]) + provisoire)
    return [echapper(m) for m in morceaux if m]


def _mouvement(ecart: float, unite: str) -> str:
    if ecart == 0:
        return "stable"
    return f"{'↗' if ecart > 0 else '↘'}{francais.INSECABLE}{ecriture.ecart(ecart, unite)}"


def afficher_ecarts(ecarts: pd.DataFrame, parametres: dict[str, str]) -> None:
    """«Écarts à regarder» : trois au plus, chacun avec son chemin vers Tendances."""
    st.subheader(
        "Écarts à regarder",
        anchor=False,
        help="Indicateurs phares, au niveau des régions : rouge puis orange, "
        "chiffres fermes d’abord, taux le plus bas, un écart par indicateur.",
    )
    if ecarts.empty:
        st.markdown("Aucun indicateur phare n’est en rouge ni en orange dans les régions à cette lecture.")
    for ligne in ecarts.to_dict("records"):
        with st.container(gap="xxsmall"):
            _afficher_ecart(ligne, parametres)


def _afficher_ecart(ligne: dict[Any, Any], parametres: dict[str, str]) -> None:
    unite = str(ligne["unite"])
    navigation.lier(
        navigation.TENDANCES,
        f"**{echapper(ligne['zone'])} — {echapper(ligne['libelle_court'])}**",
        parametres | {"indicateur": str(ligne["code_indicateur"]), "region": str(ligne["code_zone"])},
    )
    chiffre = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    provisoire = " (p)" if ligne["provisoire"] is True else ""
    precisions = [
        f"{chiffre}{provisoire} pour {ecriture.nombre(ligne['cible_due'], unite)} dus",
        ecriture.nombre(ligne["taux"], "%"),
        ecriture.completude(ligne["recues"], ligne["attendues"]),
    ]
    st.markdown(f"{etats.marque(ligne['etat'])} :small[{echapper(' · '.join(precisions))}]")


def afficher_manques(retards: pd.DataFrame, trous: pd.DataFrame, situation: pd.DataFrame) -> None:
    """«Ce qui manque» : de quoi juger si les chiffres suffisent pour conclure."""
    st.subheader("Ce qui manque", anchor=False)
    phrases = []
    for retard in retards.to_dict("records"):
        nombre = francais.compte(retard["rapports_nb"], "rapport dû non reçu", "rapports dus non reçus")
        dernier = echapper(francais.periode(retard["derniere_periode"]))
        phrases.append(f"**{echapper(retard['zone'])}** : {nombre}, dernier {dernier}")
    phrases += [
        f"**{echapper(t['libelle_court'])}** : {francais.fraction(t['sans_nb'], t['total_nb'])} "
        f"{_PLURIELS[str(t['niveau'])]} sans donnée ({echapper(t['zones'], 45)})"
        for t in trous.head(2).to_dict("records")
    ]
    provisoires = int((situation["provisoire"] == True).sum())  # noqa: E712  # colonne à trois valeurs
    perimes = int((situation["etat"] == "périmée").sum())
    if provisoires:
        phrases.append(francais.compte(provisoires, "indicateur phare provisoire", "indicateurs phares provisoires"))
    if perimes:
        phrases.append(francais.compte(perimes, "indicateur phare périmé", "indicateurs phares périmés"))
    if not phrases:
        st.markdown("Tous les rapports dus sont reçus et toutes les zones attendues ont répondu.")
    st.markdown("\n".join(f"- :small[{p}]" for p in phrases))
    navigation.lier(navigation.QUALITE, "Voir la qualité des données", {})
