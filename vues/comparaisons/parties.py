"""Les parties de la page Comparaisons : réponse, barres, deux périodes, rangs, grille des états."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import barres, grille, rangs
from figures.mots import ecriture
from requetes.comparaisons import diviseurs
from requetes.edition.ouverture import Edition
from vues.comparaisons import mesures, verdict
from vues.elements import etats, tables
from vues.elements.graphiques import afficher_graphique
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.filtres import niveaux
from vues.filtres.adresse import Filtres, choisir
from vues.textes import echapper

_FONDEMENTS = {
    "taux": "le taux par rapport à la cible due de chaque zone",
    "valeur": "la valeur{}, faute de cible due dans deux zones au moins",
}


def choisir_niveau(edition: Edition, code: str) -> str:
    """Le niveau comparé, parmi ceux où l'indicateur existe."""
    collecte = niveaux.le_plus_fin(edition, code)
    ordre = list(mesures.NIVEAUX)
    offerts = ordre[: ordre.index(collecte) + 1] if collecte in ordre else []
    return choisir("niveau", "Niveau", {n: mesures.NIVEAUX[n] for n in offerts}, largeur=170)


def afficher_reponse(
    lignes: pd.DataFrame, indicateur: dict[Hashable, Any], titre: str, mesure: str, filtres: Filtres
) -> None:
    """La réponse en une phrase, précédée de la réserve quand les données ne sont pas égales."""
    zones = lignes.to_dict("records")
    unite = str(indicateur["unite"]) + mesures.suite(mesure)
    reserve = verdict.reserve(zones)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":gray[**{echapper(titre)}**] :small[{echapper(mesures.dire(filtres))}]")
        if reserve:
            st.markdown(f":orange[⚠ {reserve}]")
        st.markdown(verdict.verdict(zones, unite, str(indicateur["sens"])))
        if lignes["taux"].notna().any():
            st.caption("Entre parenthèses : la part de la cible due de chaque zone. (p) : chiffre provisoire.")


def afficher_barres(
    lignes: pd.DataFrame, indicateur: dict[Hashable, Any], titre: str, mesure: str, filtres: Filtres
) -> None:
    """Une barre par zone contre sa propre cible, et le tableau."""
    contre = ", contre la cible due" if lignes["cible_due"].notna().any() else ", sans cible due"
    titre += contre + mesures.en_titre(mesure)
    if lignes.empty:
        st.info("Aucune ligne à cette lecture pour ce niveau : choisissez une autre période.", icon="ℹ️")
        return
    unite = str(indicateur["unite"])
    mots = {etat: etats.mot(etat) for etat in (*etats.ETATS, MASQUE)}
    montrees = mesures.rapportees(lignes) if mesure else lignes
    figure = barres.tracer_barres(montrees, unite + mesures.suite(mesure), mots)
    afficher_graphique(figure, titre, cle="barres")
    st.caption(
        "Trait : la cible due de la zone, quand elle en a une ; une zone n’hérite jamais de la cible d’une autre. "
        "Barre hachurée et (p) : chiffre provisoire."
    )
    if mesure:
        mesures.dire_les_diviseurs(lignes, mesure)
    with st.expander("Tableau"):
        if mesure:
            mesures.afficher_diviseurs(lignes, indicateur, mesure, filtres)
        tables.afficher_zones(lignes, unite, titre, filtres)


def afficher_deux_periodes(
    lignes: pd.DataFrame, indicateur: dict[Hashable, Any], libelles: tuple[str, str], mesure: str, filtres: Filtres
) -> None:
    """D'où l'on vient, où l'on est, et la différence, zone par zone."""
    unite = str(indicateur["unite"])
    titre = f"{indicateur['libelle_court']} : {libelles[0]} → {libelles[1]}{mesures.en_titre(mesure)}"
    if lignes.empty:
        st.info("Aucune ligne à ces deux périodes.", icon="ℹ️")
        return
    montrees = lignes.assign(valeur_a=lignes["rapportee_a"], valeur_b=lignes["rapportee_b"]) if mesure else lignes
    afficher_graphique(
        barres.tracer_deux_periodes(montrees, unite + mesures.suite(mesure), libelles), titre, cle="deux_periodes"
    )
    montre = pd.DataFrame([_ligne_de_comparaison(ligne, unite, libelles) for ligne in montrees.to_dict("records")])
    afficher_tableau(montre, lignes, "Deux périodes", cle="deux_periodes", filtres=filtres.en_clair)
    if lignes["entamee"].any():
        st.caption("Période en cours : un compte entamé ne se compare pas à une période entière, l’écart est n. d.")
    if lignes["completude_differe"].any():
        st.caption("(!) La complétude diffère de plus de dix points entre les deux périodes : écart sous réserve.")


def _ligne_de_comparaison(ligne: dict[Hashable, Any], unite: str, libelles: tuple[str, str]) -> dict[str, str]:
    textes = {"Zone": str(ligne["zone"])}
    for cote, libelle in zip("ab", libelles, strict=True):
        chiffre = ecriture.valeur(
            ligne[f"valeur_{cote}"], unite, ligne[f"numerateur_{cote}"], ligne[f"denominateur_{cote}"]
        )
        chiffre = etats.absence(ligne[f"etat_{cote}"]) if francais.absente(ligne[f"valeur_{cote}"]) else chiffre
        textes[libelle] = chiffre + (" (p)" if ligne[f"provisoire_{cote}"] is True else "")
    reserve = " (!)" if ligne["completude_differe"] is True else ""
    return textes | {"Écart": ecriture.ecart(ligne["ecart"], unite) + reserve}


def afficher_rangs(lignes: pd.DataFrame, indicateur: dict[Hashable, Any], mesure: str, filtres: Filtres) -> None:
    """Le rang des zones dans le temps ; ce sur quoi il se fonde, et ce qui n'en a pas, sont dits."""
    titre = f"{indicateur['libelle_court']} : rang dans le temps"
    if filtres.libelles.get("Niveau") == mesures.NIVEAUX["commune"]:
        st.info("Le rang dans le temps se lit par régions ou par cercles : choisissez l’un de ces niveaux.", icon="ℹ️")
        return
    if lignes["rang"].notna().sum() == 0:
        st.info("Aucune période n’a deux zones à ranger.", icon="ℹ️")
        return
    unite = str(indicateur["unite"]) + mesures.suite(mesure)
    afficher_graphique(rangs.tracer_rangs(lignes, unite), titre, cle="rangs")
    fondement = str(lignes["fondement"].iloc[0])
    fonde = _FONDEMENTS[fondement].format(mesures.suite(mesure))
    jamais = [str(zone) for zone, places in lignes.groupby("zone", sort=False)["rang"] if places.isna().all()]
    sens = " (la plus basse d’abord : cet indicateur doit baisser)" if indicateur["sens"] == "baisse" else ""
    # Le taux tient déjà compte du sens ; seule la valeur nue peut surprendre.
    st.caption(
        f"Rang selon {fonde}{sens if fondement == 'valeur' else ''}. Marqueur creux : provisoire. "
        "Sans donnée, périmée ou sans cible due : pas de rang (n. c.). Ex æquo : même rang."
        + (f" Jamais rangé : {echapper(', '.join(jamais))}." if jamais else "")
        + (" (!) Complétude inégale : rangs sous réserve." if lignes["completude_differe"].any() else "")
    )
    with st.expander("Tableau des rangs"):
        afficher_tableau(_rangs_en_clair(lignes), lignes, titre, cle="rangs", filtres=filtres.en_clair)


def _rangs_en_clair(lignes: pd.DataFrame) -> pd.DataFrame:
    periodes = lignes.drop_duplicates("periode").sort_values("fin", ascending=False)
    textes = []
    for zone, groupe in lignes.groupby("zone", sort=False):
        places = {li["periode"]: li for li in groupe.to_dict("records")}
        textes.append({"Zone": zone} | {_en_tete(p): _place(places.get(p["periode"])) for p in _dicts(periodes)})
    return pd.DataFrame(textes)


def _dicts(lignes: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return lignes.to_dict("records")


def _en_tete(ligne: dict[Hashable, Any]) -> str:
    return francais.periode(ligne["periode"]) + (" (!)" if ligne["completude_differe"] else "")


def _place(ligne: dict[Hashable, Any] | None) -> str:
    if ligne is None:
        return francais.ND
    return rangs.rang_en_mots(ligne["rang"], ligne["ex_aequo"]) + (" (p)" if ligne["provisoire"] is True else "")


def afficher_appuis(lignes: pd.DataFrame) -> None:
    """Pour la réunion : qui est devant, qui est derrière, sur le même indicateur."""
    st.markdown("**Qui peut appuyer qui**")
    trouves = verdict.appuis(lignes.to_dict("records"))
    if not trouves:
        st.markdown("Aucun indicateur de la grille n’a à la fois une zone en avance et une zone en retard, fermes.")
        return
    for appui in trouves:
        st.markdown(appui)
    st.caption(
        "Zone la plus avancée → zone la plus en retard, en part de la cible due de chacune ; chiffres fermes "
        "seulement. Une piste à discuter, pas une explication."
        + (" (!) Complétude inégale entre les zones." if lignes["completude_differe"].any() else "")
    )


def afficher_grille(lignes: pd.DataFrame, titre: str, filtres: Filtres) -> None:
    """Les indicateurs contre les zones, par état ; la case dit la valeur, le symbole et la couleur disent l'état."""
    if lignes.empty:
        st.info("Aucun indicateur n’a de ligne à cette lecture pour ce niveau.", icon="ℹ️")
        return
    marques = lignes.assign(
        libelle_court=lignes["libelle_court"].astype(str) + lignes["completude_differe"].map({True: " (!)", False: ""})
    )
    textes, styles = grille.composer_grille(marques, etats.symbole)
    # L'échappement ne touche que le texte ; les styles ne viennent que du thème.
    # Un nom de zone est aussi un titre de colonne.
    surs = textes.map(echapper).rename(columns=echapper)
    stylee = surs.style.apply(lambda _: styles.rename(columns=echapper), axis=None).hide(axis="index")
    st.table(stylee, alt=titre)
    telecharger(lignes, titre, cle="grille", filtres=filtres.en_clair)
    if lignes["completude_differe"].any():
        st.caption(
            "(!) **Sous réserve** : la complétude varie de plus de dix points entre les zones de cette ligne, qui ne "
            "se comparent pas à données égales."
        )


def additif(indicateur: dict[Hashable, Any]) -> bool:
    """Un compte qui s'additionne : il peut se rapporter aux communes ou aux habitants."""
    return str(indicateur["nature"]) in diviseurs.ADDITIVES
