"""La réponse de l'accueil et la colonne de ce qui demande attention : écarts, mouvements, manques."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import PLURIELS
from figures.mots import ecriture, phrases
from requetes.accueil.conclusion import conclusion
from vues.elements import etats, methode
from vues.page import navigation
from vues.textes import echapper

_LIGNES, _REVUS, _TROUS, _DEPOTS = 5, 1, 2, 2
_ICONES = {"suffisent": "✔️", "ne suffisent pas": "⛔"}
_GENRES = {
    "révisée": ("révisé", "révisés"),
    "complétée": ("complété", "complétés"),
    "retirée": ("retiré", "retirés"),
    "rangée disparue": ("disparu", "disparus"),
}


def afficher_reponse(situation: pd.DataFrame, rapports: tuple[int, int]) -> None:
    """La phrase de tête : où l'on est hors trajectoire, et si les données suffisent pour le dire.

    Args:
        situation: `requetes.accueil.situation.situation`.
        rapports: reçus et dus, dans la zone.
    """
    tire = conclusion(situation)
    with st.container(key="reponse"):
        icone = _ICONES.get(tire.verdict, "⚠️")
        dits = f"**{echapper(phrases.trajectoire(tire))}** {icone} {echapper(phrases.verdict(tire, *rapports))}"
        st.markdown(dits)


def afficher_ecarts(ecarts: pd.DataFrame, parametres: dict[str, str]) -> None:
    """«Écarts à regarder» : trois au plus, chacun avec son chemin vers Tendances."""
    st.subheader(
        "Écarts à regarder",
        anchor=False,
        help="Les trois points à discuter. Indicateurs phares, au niveau des régions : rouge puis orange, "
        "chiffres fermes d’abord, taux le plus bas, un écart par indicateur.",
    )
    if ecarts.empty:
        st.markdown("Aucun indicateur phare n’est en rouge ni en orange dans les régions à cette lecture.")
    for ligne in ecarts.to_dict("records"):
        with st.container(gap=None):
            _afficher_ecart(ligne, parametres)


def _afficher_ecart(ligne: dict[Any, Any], parametres: dict[str, str]) -> None:
    unite = str(ligne["unite"])
    navigation.lier(
        navigation.TENDANCES,
        f"**{echapper(ligne['zone'])} — {echapper(ligne['libelle_court'])}**",
        parametres | {"indicateur": str(ligne["code_indicateur"]), "region": str(ligne["code_zone"])},
    )
    chiffre = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    provisoire = " :gray-badge[provisoire]" if ligne["provisoire"] is True else ""
    attendu = f"{chiffre}, cible due {ecriture.nombre(ligne['cible_due'], unite)}"
    precisions = [methode.taux_en_mots(ligne), phrases.remontees(ligne["recues"], ligne["attendues"])]
    st.markdown(
        f"{etats.marque(ligne['etat'])}{provisoire} :small[{echapper(attendu)}]  \n"
        f":gray[:small[{echapper(' · '.join(p for p in precisions if p))}]]"
    )


def afficher_mouvements(
    mouvements: pd.DataFrame, precedente: dict[str, str], bilan: dict[str, Any], revus: pd.DataFrame
) -> None:
    """«Ce qui a bougé» : depuis la période d'avant, puis depuis l'édition d'avant.

    Args:
        mouvements: `requetes.accueil.mouvements.mouvements_notables`.
        precedente: `requetes.edition.revisions.edition_precedente`.
        bilan: `requetes.accueil.mouvements.bilan_des_revisions`.
        revus: `requetes.accueil.mouvements.phares_revus`.
    """
    st.subheader(
        "Ce qui a bougé :gray[:small[depuis la période d’avant]]",
        anchor=False,
        help="Depuis la période de collecte d’avant : d’abord ce qui a changé d’état, les reculs en tête, puis les "
        "plus grands écarts de taux (un point au moins). Depuis l’édition d’avant : les chiffres du passé changés.",
    )
    edition = _dire_edition(precedente, bilan, revus)
    # Cinq lignes en tout : ce que l'édition a changé prend la place des moindres mouvements.
    lignes = [_dire_mouvement(m) for m in mouvements.head(_LIGNES - len(edition)).to_dict("records")]
    if not lignes:
        lignes = ["Depuis la période d’avant : ni changement d’état, ni écart d’un point."]
    lignes += edition
    st.markdown(_liste(lignes))
    if bilan["nombre"]:
        navigation.lier(
            navigation.QUALITE, "Voir les révisions, chiffre par chiffre", {"onglet": "Révisions et corrections"}
        )


def _dire_mouvement(ligne: dict[Any, Any]) -> str:
    nom, unite = f"**{echapper(ligne['libelle_court'])}**", str(ligne["unite"])
    valeurs = [ecriture.nombre(ligne[c], unite) for c in ("valeur_avant", "valeur")]
    provisoire = " (p)" if ligne["provisoire"] is True else ""
    passe = f"{valeurs[0]} → {valeurs[1]}{provisoire}"
    if not ligne["marches"]:
        return f"{nom} : {echapper(passe + _dire_taux(ligne))}"
    fleche = "↘" if ligne["marches"] > 0 else "↗"
    marques = f"{etats.marque(ligne['etat_avant'])} → {etats.marque(ligne['etat'])}"
    # Une valeur qui monte sous un état qui recule : seule la cible, montée plus vite, l'explique.
    contraire = not francais.absente(ligne["ecart"]) and _monte(ligne) == (ligne["marches"] > 0)
    return f"{fleche} {nom} {marques} {echapper(passe + (_dire_taux(ligne) if contraire else ''))}"


def _monte(ligne: dict[Any, Any]) -> bool:
    return bool(ligne["ecart"] >= 0) == (ligne["sens"] != "baisse")


def _dire_taux(ligne: dict[Any, Any]) -> str:
    if francais.absente(ligne["ecart_taux"]):
        return ""
    avant, apres = (francais.pourcentage(ligne[c], 0) for c in ("taux_avant", "taux"))
    return f" ({avant} → {apres} de l’attendu)"


def _dire_edition(precedente: dict[str, str], bilan: dict[str, Any], revus: pd.DataFrame) -> list[str]:
    if not precedente["identifiant"]:
        raison = precedente["note"] or "première édition publiée"
        return [f"**Édition d’avant** : aucune à laquelle comparer ({echapper(raison)})."]
    if not bilan["nombre"] and revus.empty:
        return ["**Édition d’avant** : aucun chiffre du passé n’a changé."]
    reste = len(revus) - _REVUS
    suite = f" ; et {francais.compte(reste, 'autre phare', 'autres phares')}" if reste > 0 else ""
    dits = [_dire_revu(r) for r in revus.head(_REVUS).to_dict("records")]
    return [*_dire_bilan(bilan), *(d + suite for d in dits)]


def _dire_bilan(bilan: dict[str, Any]) -> list[str]:
    if not bilan["nombre"]:
        return []
    total = francais.compte(bilan["nombre"], "chiffre du passé changé", "chiffres du passé changés")
    genres = ", ".join(francais.compte(n, *_GENRES.get(g, (g, g))) for g, n in bilan["genres"].items())
    phares = francais.compte(bilan["phares"], "d’un indicateur phare", "d’indicateurs phares")
    par = f" ; par {_enumerer(bilan['fichiers'])}" if bilan["fichiers"] else ""
    return [f"**Édition d’avant** : {echapper(f'{total} ({genres}), dont {phares}{par}')}"]


def _dire_revu(ligne: dict[Any, Any]) -> str:
    unite = str(ligne["unite"])
    avant, apres = (ecriture.nombre(ligne[c], unite) for c in ("valeur_avant", "valeur"))
    quoi = f"{avant} → {apres}" if avant != apres else str(ligne["genre"])
    marques = ""
    if ligne["etat_avant"] != ligne["etat"] and not francais.absente(ligne["etat_avant"]):
        marques = f" {etats.marque(ligne['etat_avant'])} → {etats.marque(ligne['etat'])}"
    return f"**Revu ici** : {echapper(ligne['libelle_court'])} {echapper(quoi)}{marques}"


def _enumerer(fichiers: list[str]) -> str:
    reste = len(fichiers) - _DEPOTS
    dits = ", ".join(fichiers[:_DEPOTS])
    return f"{dits} et {francais.compte(reste, 'autre dépôt', 'autres dépôts')}" if reste > 0 else dits


def afficher_manques(
    retards: pd.DataFrame, muettes: pd.DataFrame, trous: pd.DataFrame, situation: pd.DataFrame
) -> None:
    """«Ce qui manque» : de quoi juger si les chiffres suffisent pour conclure.

    Args:
        retards: `requetes.qualite.manques.retards_par_zone`.
        muettes: `requetes.qualite.manques.regions_muettes`.
        trous: `requetes.qualite.manques.zones_sans_donnee`.
        situation: `requetes.accueil.situation.situation`.
    """
    st.subheader("Ce qui manque", anchor=False)
    lignes = []
    for retard in retards.to_dict("records"):
        nombre = francais.compte(retard["rapports_nb"], "rapport dû non reçu", "rapports dus non reçus")
        dernier = echapper(francais.periode(retard["derniere_periode"]))
        lignes.append(f"**{echapper(retard['zone'])}** : {nombre}, dernier {dernier}")
    if len(muettes):
        lignes.append(f"**{echapper(', '.join(muettes['zone']))}** : feuille «\u00a0Rapports\u00a0» jamais reçue")
    lignes += [
        f"**{echapper(t['libelle_court'])}** : {francais.fraction(t['sans_nb'], t['total_nb'])} "
        f"{PLURIELS[str(t['niveau'])]} sans donnée ({echapper(t['zones'], 45)})"
        for t in trous.head(_TROUS).to_dict("records")
    ]
    if (reste := len(trous) - _TROUS) > 0:
        lignes.append(f"{francais.compte(reste, 'autre phare', 'autres phares')} à qui il manque des zones")
    lignes += _comptes_des_phares(situation)
    if not lignes:
        lignes = ["Tous les rapports dus sont reçus et toutes les zones attendues ont répondu."]
    st.markdown(_liste(lignes))
    navigation.lier(navigation.QUALITE, "Voir la qualité des données", {"onglet": "À envoyer"})


def _comptes_des_phares(situation: pd.DataFrame) -> list[str]:
    provisoires = int((situation["provisoire"] == True).sum())  # noqa: E712  # colonne à trois valeurs
    perimes = int((situation["etat"] == "périmée").sum())
    dits = []
    if provisoires:
        dits.append(francais.compte(provisoires, "indicateur phare provisoire", "indicateurs phares provisoires"))
    if perimes:
        dits.append(francais.compte(perimes, "indicateur phare périmé", "indicateurs phares périmés"))
    return dits


def _liste(lignes: list[str]) -> str:
    return "\n".join(f"- :small[{ligne}]" for ligne in lignes)
