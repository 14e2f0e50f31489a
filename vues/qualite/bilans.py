"""Les bilans de la page Qualité : complétude et ponctualité en tables de chaleur, niveaux de preuve."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques import chaleur
from requetes.qualite.bilans import Completude, PhotoAttendue, Ponctualite, Preuve, Rapport, Repartition
from requetes.qualite.lecture import LecturePonctualite, LecturePreuves
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches.sources import PREUVES
from vues.textes import echapper

_PERIODES_MONTREES = 12


def afficher_completude(lues: Sequence[Completude], plancher: float, filtres: str) -> None:
    """La table de chaleur zone × période : reçu sur attendu ; le fond fonce avec la part reçue."""
    if not lues:
        st.info("Rien n’est attendu à ce niveau, pour ce type de période.", icon="ℹ")
        return
    titre = "Complétude, zone par période"
    _montrer([chaleur.case_de_completude(c, plancher) for c in lues], titre)
    textes, styles = chaleur.legende_de_completude(plancher)
    legende = textes.map(echapper).style.apply(lambda _: styles, axis=None).hide(axis="index")
    st.table(legende, width="content", hide_header=True, alt="Légende de la complétude")
    st.caption(
        "Couples indicateur × zone × période reçus sur attendus, tous indicateurs réunis ; les douze dernières "
        "périodes, la plus récente à droite. Case vide : rien n’était attendu."
    )
    telecharger(en_tableau(Completude, lues), titre, cle="completude", filtres=filtres)


def _montrer(cases: Sequence[chaleur.Case], titre: str) -> None:
    textes, styles = chaleur.composer(cases, _PERIODES_MONTREES)
    # Un nom de zone est reçu ; les styles ne viennent que du code.
    st.table(textes.map(echapper).style.apply(lambda _: styles, axis=None).hide(axis="index"), alt=titre)


def afficher_ponctualite(lecture: LecturePonctualite, filtres: str) -> None:
    """Par coordination : reçus à l'heure, en retard, manquants, délais ; puis mois par mois."""
    if not lecture.rapports:
        st.info("Aucun rapport n’est attendu : la feuille «\u00a0Rapports\u00a0» n’a pas encore été envoyée.", icon="ℹ")
        return
    if lecture.bilan:
        emporte = en_tableau(Ponctualite, lecture.bilan)
        montre = pd.DataFrame([_coordination(p) for p in lecture.bilan])
        afficher_tableau(montre, emporte, "Ponctualité des rapports", cle="ponctualite", filtres=filtres)
        st.caption(
            "Depuis le début. Délai : de la fin de la période à la réception, rapports reçus. "
            "Retard : après l’échéance ; le médian est celui des rapports reçus en retard."
        )
    st.markdown("**Mois par mois**, les douze dernières périodes")
    _montrer([chaleur.case_de_rapport(r) for r in lecture.rapports], "Rapports, mois par mois")
    st.caption("● reçu à l’heure · ◐ reçu, jours de retard · ✖ non reçu, jours depuis l’échéance · ○ pas encore dû")
    telecharger(en_tableau(Rapport, lecture.rapports), "Rapports attendus et reçus", cle="rapports", filtres=filtres)


def _coordination(p: Ponctualite) -> dict[str, str]:
    return {
        "Coordination": p.coordination,
        "Reçus": francais.pourcentage_fraction(p.recus_nb, p.dus_nb, 0, seuil=None),
        "À temps": francais.nombre(p.a_temps_nb),
        "En retard": francais.nombre(p.en_retard_nb),
        "Manquants": francais.nombre(p.manquants_nb),
        "Délai médian": _jours(p.delai_median_jours),
        "Retard médian": _jours(p.retard_median_jours),
        "Plus long retard": _jours(p.retard_max_jours),
    }


def _jours(nombre: float | None) -> str:
    return "aucun" if nombre is None else francais.compte(nombre, "jour")


def afficher_preuves(lecture: LecturePreuves, filtres: str) -> None:
    """Par indicateur et par coordination : combien de lignes à chaque niveau, et la part sans niveau dit."""
    _afficher_les_photos_attendues(lecture.photos_attendues, filtres)
    if not lecture.preuves:
        st.info("Aucune ligne reçue n’a de niveau de preuve à donner.", icon="ℹ")
        return
    emporte = en_tableau(Preuve, lecture.preuves)
    st.markdown("**Par indicateur**")
    montre = pd.DataFrame([_sujet(r) | _niveaux(r) for r in lecture.par_indicateur])
    afficher_tableau(montre, emporte, "Niveaux de preuve par indicateur", cle="preuves", filtres=filtres)
    st.markdown("**Par indicateur et par coordination**")
    with st.expander("Le détail"):
        detail = pd.DataFrame(
            [_sujet(r) | {"Coordination": r.coordination} | _niveaux(r) for r in lecture.par_coordination]
        )
        afficher_tableau(detail, emporte, "Niveaux de preuve, détail", cle="preuves_detail", filtres=filtres)
    st.caption(
        "Une ligne de «\u00a0Valeurs\u00a0» donne la preuve de son total ; une visite, celle de chaque indicateur où "
        "elle entre. Les indicateurs des autres registres n’y sont pas : leurs feuilles n’ont pas de niveau de preuve."
    )


def _afficher_les_photos_attendues(photos: Sequence[PhotoAttendue], filtres: str) -> None:
    """Ce que des registres annoncent et que personne n'a remis : nommé, avec sa ligne ; rien quand tout est là."""
    if not photos:
        return
    titre = "Photos annoncées, jamais reçues"
    st.markdown(f"**{titre}** ({francais.nombre(len(photos))})")
    montre = [
        {
            "Région": p.region,
            "Prouverait": f"{p.objet} {p.id_objet}",
            "Le": francais.date_courte(p.date),
            "Photo": p.photo,
            "Source": f"{p.fichier}, {p.feuille}, ligne {p.ligne}",
        }
        for p in photos
    ]
    emporte = en_tableau(PhotoAttendue, photos)
    afficher_tableau(pd.DataFrame(montre), emporte, titre, cle="photos_attendues", filtres=filtres)
    st.caption(
        "À la publication en vigueur. Remettez-les par l’archive du serveur de formulaires "
        "(«\u00a0piece importer\u00a0»), ou une à une sur la fiche du point ou du chantier."
    )


def _sujet(reunies: Repartition) -> dict[str, str]:
    return {"Indicateur": f"{reunies.code_indicateur} — {reunies.libelle_court}"}


def _niveaux(reunies: Repartition) -> dict[str, str]:
    """De la preuve la plus faible à la plus forte, puis ce qui n'en dit aucune."""
    comptes, total = reunies.par_niveau, reunies.par_niveau.total()
    noms = {n: f"{n} {francais.INSECABLE.join(mot.split())}" for n, mot in PREUVES.items()}
    dits = {nom: _compte(comptes[n], total) for n, nom in noms.items()}
    return {"Lignes": francais.nombre(total)} | dits | {"Sans niveau dit": _compte(comptes[None], total)}


def _compte(nombre: int, total: int) -> str:
    """«12 (40 %)» ; une ligne sur mille n'est pas «0 %»."""
    if not nombre:
        return "0"
    part = 100 * nombre / total
    dite = f"moins de 1{francais.INSECABLE}%" if part < 1 else francais.pourcentage(part, 0)
    return f"{francais.nombre(nombre)} ({dite})"
