"""Les bilans de la page Qualité : complétude et ponctualité en tables de chaleur, niveaux de preuve."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques import chaleur
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches.sources import PREUVES
from vues.textes import echapper

_NON_DIT = "non dit"
_PERIODES_MONTREES = 12
_JOURS = ("delai_median_jours", "retard_median_jours", "retard_max_jours")


def afficher_completude(lignes: pd.DataFrame, plancher: float, filtres: str) -> None:
    """La table de chaleur zone × période : reçu sur attendu ; le fond fonce avec la part reçue."""
    if lignes.empty:
        st.info("Rien n’est attendu à ce niveau, pour ce type de période.", icon="ℹ️")
        return
    cases = [chaleur.case_de_completude(ligne, plancher) for ligne in lignes.to_dict("records")]
    titre = "Complétude, zone par période"
    _montrer(lignes.assign(texte=[t for t, _ in cases], fond=[f for _, f in cases]), titre)
    textes, styles = chaleur.legende_de_completude(plancher)
    legende = textes.map(echapper).style.apply(lambda _: styles, axis=None).hide(axis="index")
    st.table(legende, width="content", hide_header=True, alt="Légende de la complétude")
    st.caption(
        "Couples indicateur × zone × période reçus sur attendus, tous indicateurs réunis ; les douze dernières "
        "périodes, la plus récente à gauche. Case vide : rien n’était attendu."
    )
    telecharger(lignes.drop(columns="ordre"), titre, cle="completude", filtres=filtres)


def _montrer(lignes: pd.DataFrame, titre: str) -> None:
    textes, styles = chaleur.composer(lignes, _PERIODES_MONTREES)
    # Un nom de zone est reçu ; les styles ne viennent que du code.
    st.table(textes.map(echapper).style.apply(lambda _: styles, axis=None).hide(axis="index"), alt=titre)


def afficher_ponctualite(bilan: pd.DataFrame, rapports: pd.DataFrame, filtres: str) -> None:
    """Par coordination : reçus à l'heure, en retard, manquants, délais ; puis mois par mois."""
    if rapports.empty:
        st.info("Aucun rapport n’est attendu : la feuille «\u00a0Rapports\u00a0» n’a pas encore été envoyée.", icon="ℹ️")
        return
    if not bilan.empty:
        montre = pd.DataFrame(
            {
                "Coordination": bilan["coordination"],
                "Reçus": [
                    francais.pourcentage_fraction(r, d, 0, seuil=None)
                    for r, d in zip(bilan["recus_nb"], bilan["dus_nb"], strict=True)
                ],
                "À temps": [francais.nombre(n) for n in bilan["a_temps_nb"]],
                "En retard": [francais.nombre(n) for n in bilan["en_retard_nb"]],
                "Manquants": [francais.nombre(n) for n in bilan["manquants_nb"]],
                **dict(zip(("Délai médian", "Retard médian", "Plus long retard"), _jours(bilan), strict=True)),
            }
        )
        afficher_tableau(montre, bilan, "Ponctualité des rapports", cle="ponctualite", filtres=filtres)
        st.caption(
            "Depuis le début, à la date des données. Délai : de la fin de la période à la réception, rapports reçus. "
            "Retard : après l’échéance ; le médian est celui des rapports reçus en retard."
        )
    st.markdown("**Mois par mois**, les douze dernières périodes")
    cases = [chaleur.case_de_rapport(ligne) for ligne in rapports.to_dict("records")]
    _montrer(rapports.assign(texte=[t for t, _ in cases], fond=[f for _, f in cases]), "Rapports, mois par mois")
    st.caption("● reçu à l’heure · ◐ reçu, jours de retard · ✖ non reçu, jours depuis l’échéance · ○ pas encore dû")
    telecharger(rapports, "Rapports attendus et reçus", cle="rapports", filtres=filtres)


def _jours(bilan: pd.DataFrame) -> list[list[str]]:
    return [
        ["aucun" if francais.absente(j) else francais.compte(j, "jour") for j in bilan[colonne]] for colonne in _JOURS
    ]


def afficher_preuves(preuves: pd.DataFrame, filtres: str) -> None:
    """Par indicateur et par coordination : combien de lignes à chaque niveau, et la part sans niveau dit."""
    if preuves.empty:
        st.info("Aucune ligne reçue n’a de niveau de preuve à donner.", icon="ℹ️")
        return
    st.markdown("**Par indicateur**")
    indicateurs = preuves.assign(sujet=preuves["code_indicateur"] + " — " + preuves["libelle_court"].astype(str))
    afficher_tableau(
        _repartir(indicateurs, ["sujet"], ["Indicateur"]),
        preuves,
        "Niveaux de preuve par indicateur",
        cle="preuves",
        filtres=filtres,
    )
    st.markdown("**Par indicateur et par coordination**")
    with st.expander("Le détail"):
        detail = _repartir(indicateurs, ["sujet", "nom"], ["Indicateur", "Coordination"])
        afficher_tableau(detail, preuves, "Niveaux de preuve, détail", cle="preuves_detail", filtres=filtres)
    st.caption(
        "Une ligne de «\u00a0Valeurs\u00a0» donne la preuve de son total ; une visite, celle de chaque indicateur où "
        "elle entre. Les indicateurs des autres registres n’y sont pas : leurs feuilles n’ont pas de niveau de preuve."
    )


def _repartir(preuves: pd.DataFrame, par: list[str], titres: list[str]) -> pd.DataFrame:
    """Une ligne par groupe ; les colonnes vont de la preuve la plus faible à la plus forte, puis «non dit»."""
    lignes = []
    for cle, groupe in preuves.groupby(par, sort=False):
        total = groupe["lignes_nb"].sum()
        comptes = {n: groupe.loc[groupe["niveau_preuve"].astype(str) == n, "lignes_nb"].sum() for n in PREUVES}
        comptes[_NON_DIT] = groupe.loc[groupe["niveau_preuve"].isna(), "lignes_nb"].sum()
        noms = {n: f"{n} {francais.INSECABLE.join(mot.split())}" for n, mot in PREUVES.items()}
        dits = {noms.get(n, "Sans niveau dit"): _compte(nombre, total) for n, nombre in comptes.items()}
        lignes.append(dict(zip(titres, cle, strict=True)) | {"Lignes": francais.nombre(total)} | dits)
    return pd.DataFrame(lignes)


def _compte(nombre: float, total: float) -> str:
    """«12 (40 %)» ; une ligne sur mille n'est pas «0 %»."""
    if not nombre:
        return "0"
    part = 100 * nombre / total
    dite = f"moins de 1{francais.INSECABLE}%" if part < 1 else francais.pourcentage(part, 0)
    return f"{francais.nombre(nombre)} ({dite})"
