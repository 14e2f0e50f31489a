"""Les parties de la page Comparaisons : réponse, barres, deux périodes, rangs, grille des états."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import barres, grille, rangs
from figures.mots import chiffre, ecriture
from requetes.comparaisons.lecture import LectureComparaisons
from requetes.comparaisons.verdict import Appui
from requetes.comparaisons.zones import CaseDeGrille, DeuxPeriodes, Rang, ValeurDeZone
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import Indicateur
from tableurs.objets import en_tableau
from vues.comparaisons import mesures, verdict
from vues.elements import etats, tables
from vues.elements.graphiques import afficher_graphique
from vues.elements.tableaux import redire_tableau, telecharger
from vues.filtres.adresse import Filtres, choisir
from vues.redite import redire
from vues.textes import echapper

_FONDEMENTS = {
    "taux": "le taux par rapport à la cible due de chaque zone",
    "valeur": "la valeur{}, faute de cible due dans deux zones au moins",
}
_ZONES_SANS_ORDRE = 8
_GRILLE = (
    *("code_indicateur", "libelle_court", "unite", "sens", "code_zone", "zone", "etat", "valeur", "numerateur"),
    *("denominateur", "cible_due", "taux", "provisoire", "recues", "attendues", "periode", "completude_differe"),
)
_RANGS = (
    *("code_zone", "zone", "periode", "fin", "valeur", "valeur_rapportee", "cible_due", "taux", "etat", "fondement"),
    *("rang", "classees", "ex_aequo", "provisoire", "recues", "attendues", "completude_differe"),
)


def choisir_niveau(collecte: str) -> str:
    """Le niveau comparé, parmi ceux où l'indicateur existe, jusqu'au plus fin où il se lit."""
    ordre = list(mesures.NIVEAUX)
    offerts = ordre[: ordre.index(collecte) + 1] if collecte in ordre else []
    return choisir("niveau", "Niveau", {n: mesures.NIVEAUX[n] for n in offerts}, largeur=170)


def afficher_reponse(
    lecture: LectureComparaisons, indicateur: Indicateur, titre: str, mesure: str, filtres: Filtres
) -> None:
    """La réponse en une phrase, précédée de la réserve quand les données ne sont pas égales."""
    reserve = verdict.dire_reserve(lecture.reserve)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":gray[**{echapper(titre)}**] :small[{echapper(mesures.dire(filtres))}]")
        if reserve:
            st.markdown(f":orange[⚠ {reserve}]")
        unite = indicateur.unite + mesures.suite(mesure)
        st.markdown(verdict.dire_verdict(lecture.verdict, unite, indicateur.sens))
        if any(z.taux is not None for z in lecture.zones):
            st.caption("Entre parenthèses : la part de la cible due de chaque zone. (p) : chiffre provisoire.")


def afficher_barres(edition: Edition, zones: Sequence[ValeurDeZone], titre: str, mesure: str, filtres: Filtres) -> None:
    """Une barre par zone contre sa propre cible, et le tableau."""
    contre = ", contre la cible due" if any(z.cible_due is not None for z in zones) else ", sans cible due"
    titre += contre + mesures.en_titre(mesure)
    if not zones:
        st.info("Aucune ligne à cette lecture pour ce niveau : choisissez une autre période.", icon="ℹ")
        return
    zones = _ranger(zones)
    redire(edition, "barres", _tracer_barres, zones, titre, mesure)
    with st.expander("Tableau"):
        if mesure:
            mesures.afficher_diviseurs(zones, mesure, filtres)
        tables.afficher_zones(edition, zones, titre, filtres)


def _tracer_barres(zones: Sequence[ValeurDeZone], titre: str, mesure: str) -> None:
    mots = {etat: etats.mot(etat) for etat in (*etats.ETATS, MASQUE)}
    montrees = [mesures.rapporter(z, mesure) for z in zones] if mesure else zones
    afficher_graphique(barres.tracer_barres, montrees, mots, titre=titre, cle="barres")
    st.caption(
        "Trait : la cible due de la zone, quand elle en a une ; une zone n’hérite jamais de la cible d’une autre. "
        "Barre hachurée et (p) : chiffre provisoire."
    )
    if mesure:
        mesures.dire_les_diviseurs(zones, mesure)


def _ranger(zones: Sequence[ValeurDeZone]) -> list[ValeurDeZone]:
    """Au-delà de quelques zones, ce qui se compare d'abord, le mieux placé devant ; sinon l'ordre du référentiel."""
    if len(zones) <= _ZONES_SANS_ORDRE:
        return list(zones)
    return sorted(zones, key=lambda z: (z.valeur is None, z.taux is None, -(z.taux or 0), -(z.valeur_rapportee or 0)))


def afficher_deux_periodes(
    edition: Edition,
    zones: Sequence[DeuxPeriodes],
    indicateur: Indicateur,
    libelles: tuple[str, str],
    mesure: str,
    filtres: Filtres,
) -> None:
    """D'où l'on vient, où l'on est, et la différence, zone par zone."""
    titre = f"{indicateur.libelle_court} : {libelles[0]} → {libelles[1]}{mesures.en_titre(mesure)}"
    if not zones:
        st.info("Aucune ligne à ces deux périodes.", icon="ℹ")
        return
    montrees = [replace(z, valeur_a=z.rapportee_a, valeur_b=z.rapportee_b) for z in zones] if mesure else zones
    unite = indicateur.unite + mesures.suite(mesure)
    trace = {"titre": titre, "cle": "deux_periodes"}
    redire(
        edition, "deux_periodes", afficher_graphique, barres.tracer_deux_periodes, montrees, unite, libelles, **trace
    )
    redire_tableau(
        edition,
        len(zones),
        lambda: pd.DataFrame([_ligne_de_comparaison(z, indicateur.unite, libelles) for z in montrees]),
        lambda: en_tableau(DeuxPeriodes, zones),
        "Deux périodes",
        cle="deux_periodes",
        filtres=filtres.en_clair,
    )
    if any(z.entamee for z in zones):
        st.caption(
            "Période en cours : un compte entamé ne se compare pas à une période entière, l’écart est n.\u00a0d."
        )
    if any(z.completude_differe for z in zones):
        st.caption("(!) La complétude diffère de plus de dix points entre les deux périodes : écart sous réserve.")


def _ligne_de_comparaison(z: DeuxPeriodes, unite: str, libelles: tuple[str, str]) -> dict[str, str]:
    avant, apres = (chiffre.valeur(c) + chiffre.marques(c) for c in z.chiffres(unite))
    reserve = " (!)" if z.completude_differe else ""
    return {"Zone": z.zone, libelles[0]: avant, libelles[1]: apres, "Écart": ecriture.ecart(z.ecart, unite) + reserve}


def afficher_rangs(
    edition: Edition, lignes: Sequence[Rang], indicateur: Indicateur, mesure: str, filtres: Filtres
) -> None:
    """Le rang des zones dans le temps ; ce sur quoi il se fonde, et ce qui n'en a pas, sont dits."""
    titre = f"{indicateur.libelle_court} : rang dans le temps"
    if filtres.libelles.get("Niveau") == mesures.NIVEAUX["commune"]:
        st.info("Le rang dans le temps se lit par régions ou par cercles : choisissez l’un de ces niveaux.", icon="ℹ")
        return
    ranges = {r.zone for r in lignes if r.rang is not None}
    if not ranges:
        st.info("Aucune période n’a deux zones à ranger.", icon="ℹ")
        return
    redire(edition, "rangs", _tracer_rangs, lignes, indicateur, mesure, titre, ranges)
    with st.expander("Tableau des rangs"):
        redire_tableau(
            edition,
            len(lignes),
            lambda: _rangs_en_clair(lignes),
            lambda: en_tableau(Rang, lignes)[list(_RANGS)],
            titre,
            cle="rangs",
            filtres=filtres.en_clair,
        )


def _tracer_rangs(
    lignes: Sequence[Rang], indicateur: Indicateur, mesure: str, titre: str, ranges: Container[str]
) -> None:
    afficher_graphique(rangs.tracer_rangs, lignes, indicateur.unite + mesures.suite(mesure), titre=titre, cle="rangs")
    fondement = lignes[0].fondement
    fonde = _FONDEMENTS[fondement].format(mesures.suite(mesure))
    jamais = [zone for zone in dict.fromkeys(r.zone for r in lignes) if zone not in ranges]
    sens = " (la plus basse d’abord : cet indicateur doit baisser)" if indicateur.sens == "baisse" else ""
    # Le taux tient déjà compte du sens ; seule la valeur nue peut surprendre.
    st.caption(
        f"Rang selon {fonde}{sens if fondement == 'valeur' else ''}. Marqueur creux : provisoire. "
        "Sans donnée, périmée ou sans cible due : pas de rang (n. c.). Ex æquo : même rang."
        + (f" Jamais rangé : {echapper(', '.join(jamais))}." if jamais else "")
        + (" (!) Complétude inégale : rangs sous réserve." if any(r.completude_differe for r in lignes) else "")
    )


def _rangs_en_clair(lignes: Sequence[Rang]) -> pd.DataFrame:
    """Une ligne par zone, de la période la plus ancienne à la plus récente, comme les courbes."""
    periodes = {r.periode: r for r in sorted(lignes, key=lambda r: r.fin)}
    places = {(r.zone, r.periode): r for r in lignes}
    return pd.DataFrame(
        [
            {"Zone": zone} | {_en_tete(r): _place(places.get((zone, periode))) for periode, r in periodes.items()}
            for zone in dict.fromkeys(r.zone for r in lignes)
        ]
    )


def _en_tete(r: Rang) -> str:
    return francais.periode(r.periode) + (" (!)" if r.completude_differe else "")


def _place(r: Rang | None) -> str:
    if r is None:
        return francais.ND
    return rangs.rang_en_mots(r.rang, r.ex_aequo) + (" (p)" if r.provisoire else "")


def afficher_appuis(appuis: Sequence[Appui], grille_: Sequence[CaseDeGrille]) -> None:
    """Pour la réunion : qui est devant, qui est derrière, sur le même indicateur."""
    st.markdown("**Qui peut appuyer qui**")
    if not appuis:
        st.markdown("Aucun indicateur de la grille n’a à la fois une zone en avance et une zone sous sa cible, fermes.")
        return
    for appui in appuis:
        st.markdown(verdict.dire_appui(appui))
    st.caption(
        "Zone la plus avancée → zone la plus loin de sa cible, en part de la cible due de chacune ; chiffres fermes "
        "seulement. Une piste à discuter, pas une explication."
        + (" (!) Complétude inégale entre les zones." if any(c.completude_differe for c in grille_) else "")
    )


def afficher_grille(edition: Edition, cases: Sequence[CaseDeGrille], titre: str, filtres: Filtres) -> None:
    """Les indicateurs contre les zones, par état ; la case dit la valeur, le symbole et la couleur disent l'état."""
    if not cases:
        st.info("Aucun indicateur n’a de ligne à cette lecture pour ce niveau.", icon="ℹ")
        return
    redire(edition, "grille", _dessiner_grille, cases, titre)

    def emporter() -> pd.DataFrame:
        return en_tableau(CaseDeGrille, cases)[list(_GRILLE)]

    telecharger(emporter, titre, cle="grille", filtres=filtres.en_clair, nombre=len(cases))
    if any(c.completude_differe for c in cases):
        st.caption(
            "(!) **Sous réserve** : la complétude varie de plus de dix points entre les zones de cette ligne, qui ne "
            "se comparent pas à données égales."
        )


def _dessiner_grille(cases: Sequence[CaseDeGrille], titre: str) -> None:
    marques = [replace(c, libelle_court=f"{c.libelle_court} (!)") if c.completude_differe else c for c in cases]
    textes, styles = grille.composer_grille(marques, etats.symbole)
    # L'échappement ne touche que le texte ; les styles ne viennent que du thème.
    # Un nom de zone est aussi un titre de colonne.
    surs = textes.map(echapper).rename(columns=echapper)
    stylee = surs.style.apply(lambda _: styles.rename(columns=echapper), axis=None).hide(axis="index")
    st.table(stylee, alt=titre)
