"""L'onglet Validation : où en est chaque période de chaque coordination, et le geste suivant (règles A10 à A12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.acces.lecteur import DEPOSER, PILOTER
from domaine.listes import libelles
from domaine.preuve.validation import GESTES, MOTIF_MAX, RETOURNE, VALIDE, Validation
from requetes.edition.validations import PeriodeSuivie, lire_dues, lire_suivies
from tableurs.objets import en_tableau
from vues import donnees, lecteur
from vues.actions import reunions
from vues.elements.tableaux import afficher_tableau
from vues.fiches import suivi
from vues.filtres.adresse import INVITE
from vues.page.entree import Contexte
from vues.page.journal import journal_vivant

_SIGNES = {"validé": "✔", "soumis": "◐", "retourné": "↩", "à revalider": "⟳", "à soumettre": "○"}
_ACTIONS = {"soumettre": "Soumettre", "retourner": "Retourner à la coordination", "valider": "Valider"}
_CLE = "validation"
Gestes = Mapping[tuple[str, str], Validation]


def afficher(contexte: Contexte) -> None:
    """L'état de chaque période, ce qui fut fait depuis l'édition, et de quoi faire le geste suivant."""
    region = contexte.filtres.region
    suivies = [x for x in donnees.lire(contexte.edition, lire_suivies) if region in ("", x.code_zone)]
    gestes = journal_vivant().dernieres_validations()
    _dire(suivies, faits=len(gestes))
    if not contexte.identite and lecteur.peut(DEPOSER):
        _demander(contexte, gestes)
    if suivies:
        ranges = sorted(suivies, key=lambda x: (x.validee, -x.fin.toordinal(), x.zone))
        lignes = [_ligne(x, gestes, str(contexte.info.get("publie_le", ""))) for x in ranges]
        # Une colonne où rien n'est dit ne prend pas de place.
        montre = pd.DataFrame(lignes)[[c for c in lignes[0] if any(x[c] for x in lignes)]]
        emporte = en_tableau(PeriodeSuivie, ranges)
        afficher_tableau(montre, emporte, "Validation", cle="validations", filtres=contexte.filtres.en_clair)


def _dire(suivies: Sequence[PeriodeSuivie], *, faits: int) -> None:
    if not suivies and faits:
        st.info("Un premier geste est enregistré : le suivi s’ouvre à la publication suivante.", icon="ℹ")
        return
    if not suivies:
        st.info(
            "Dans cette édition, aucune période n’est soumise, retournée ni validée : les chiffres se lisent sans "
            "cette marque. Le premier geste ouvre le suivi de toutes les périodes échues.",
            icon="ℹ",
        )
        return
    validees = sum(x.validee for x in suivies)
    retournees = sum(x.statut == RETOURNE for x in suivies)
    dit = f"**{francais.fraction(validees, len(suivies))} périodes de coordination sont validées.**"
    if retournees:
        dit += f" {francais.compte(retournees, 'est retournée', 'sont retournées')}."
    st.markdown(
        f"{dit} Un chiffre où entre une période qui ne l’est pas porte **(n.\u00a0v.)** ; "
        "sur une carte ou une courbe, où la place manque, le bandeau le dit."
    )


def _ligne(x: PeriodeSuivie, gestes: Gestes, publie_le: str) -> dict[str, str]:
    """Une période ; un geste inscrit depuis l'édition compte à la publication suivante, et se dit."""
    geste = gestes.get((x.code_zone, x.periode))
    attend = geste is not None and _instant(geste) > dt.datetime.fromisoformat(publie_le)
    return {
        "Coordination": x.zone,
        "Période": francais.periode(x.periode),
        "État": f"{_SIGNES[x.statut]}\u00a0{x.statut}",
        "Le": francais.date_courte(x.date) if x.date else francais.SO,
        "Par": x.par or francais.SO,
        "Motif": x.motif or "",
        "Depuis cette édition": f"{geste.statut}, compté à la publication" if geste and attend else "",
    }


def _instant(geste: Validation) -> dt.datetime:
    """L'instant d'un geste, à l'heure de ce serveur, comme celui d'une publication."""
    return dt.datetime.fromisoformat(geste.inscrit_le).astimezone().replace(tzinfo=None)


def _demander(contexte: Contexte, gestes: Gestes) -> None:
    dues = donnees.lire(contexte.edition, lire_dues)
    if not dues:
        return
    zones = {x.code_zone: x.zone for x in dues}
    st.subheader("Soumettre, retourner ou valider une période", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        zone = st.selectbox(
            "Coordination",
            list(zones),
            format_func=zones.__getitem__,
            key=f"{_CLE}_zone",
            width=180,
            placeholder=INVITE,
        )
        periodes = [x.periode for x in reversed(dues) if x.code_zone == zone]
        periode = st.selectbox(
            "Période", periodes, format_func=francais.periode, key=f"{_CLE}_{zone}", width=180, placeholder=INVITE
        )
    _formulaire(zone, periode, gestes.get((zone, periode)))
    suivi.redire()
    suivi.redire_le_refus()


def _formulaire(zone: str, periode: str, avant: Validation | None) -> None:
    """Le geste, au titre d'une fonction ; la version lue fait la clé : un geste fait ailleurs se voit (règle D4)."""
    version = avant.version if avant else 0
    cle = f"{_CLE}_{zone}_{periode}_{version}"
    geste_du_journal = st.session_state.setdefault(f"{cle}_geste", reunions.nouvelle_cle())
    permis = [g for g, (statut, _) in GESTES.items() if lecteur.peut(PILOTER) or statut not in (VALIDE, RETOURNE)]

    def ecrire() -> str:
        lu = {nom: st.session_state.get(f"{cle}_{nom}") for nom in ("action", "par", "motif")}
        champs = {
            "cle": geste_du_journal,
            "code_zone": zone,
            "periode": periode,
            "par": lu["par"] or "",
            "motif": " ".join(str(lu["motif"] or "").split()),
            "version_lue": version,
        }
        ligne = reunions.inscrire(str(lu["action"]), champs)
        quand = suivi.heure(ligne)
        return f"{francais.periode(periode)} : {ligne['statut']}, enregistré {quand}, compté à la publication suivante"

    if avant is not None:
        motif = f" : «\u00a0{avant.motif}\u00a0»" if avant.motif else ""
        st.text(f"Dernier geste : {avant.statut}, par la fonction «\u00a0{avant.par}\u00a0»{motif}.")
    with st.form(cle, border=False):
        st.radio("Elle est à", permis, format_func=_ACTIONS.__getitem__, key=f"{cle}_action", horizontal=True)
        st.selectbox(
            "Au titre de (une fonction)", libelles("responsable"), key=f"{cle}_par", width=340, placeholder=INVITE
        )
        st.text_input(
            "Motif d’un retour", key=f"{cle}_motif", max_chars=MOTIF_MAX, help="Ce qu’il manque ou ce qui est à revoir."
        )
        suivi.enregistrer(ecrire, cle, lambda: None)
