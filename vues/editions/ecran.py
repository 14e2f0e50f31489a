"""La page Éditions et rapports : la liste des éditions figées, leur preuve, ce qui s'en emporte ; figer ; comparer."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import chemins, francais
from domaine.reglages import dossier_donnees
from requetes.edition import editions, figees
from requetes.edition.editions import EditionFigee
from requetes.edition.ouverture import EditionIllisible, edition_a_lire
from tableurs.objets import en_tableau
from vues import donnees, lecteur
from vues.actions import editions as actions_editions
from vues.actions.processus import ActionImpossible
from vues.editions import comparaison, courriels, figer, liens
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import choisir
from vues.page.acces import LIBELLES
from vues.page.entree import Contexte
from vues.textes import echapper

_FIGEES, _FIGER, _COMPARER = "Éditions figées", "Figer", "Comparer"
#: Dans l'adresse, l'onglet ouvert.
_CLE_ONGLET = "onglet"
_VERIFIEES = "editions_verifiees"
_journal = logging.getLogger(__name__)


def afficher(contexte: Contexte) -> None:
    """Toute la page ; seul l'onglet ouvert est calculé."""
    figer.dire_ce_qui_est_fait()
    _suivre_un_lien()
    onglets = st.tabs([_FIGEES, _FIGER, _COMPARER], key=_CLE_ONGLET, bind="query-params")
    if onglets[0].open:
        with onglets[0]:
            _afficher_figees(contexte)
    if onglets[1].open:
        with onglets[1]:
            figer.afficher(contexte)
    if onglets[2].open:
        with onglets[2]:
            comparaison.afficher(contexte)


def _suivre_un_lien() -> None:
    """Un lien qui nomme deux éditions, sans dire d'onglet, ouvre leur comparaison."""
    if _CLE_ONGLET not in st.query_params and _CLE_ONGLET not in st.session_state and "apres" in st.query_params:
        st.session_state[_CLE_ONGLET] = _COMPARER


def _afficher_figees(contexte: Contexte) -> None:
    lues = editions.editions_figees(dossier_donnees())
    if epinglee := lecteur.edition_fixee():
        # Un écran fixé à une édition ne mène à aucune autre, ni à ce qui s'en emporte.
        lues = tuple(e for e in lues if e.numero == epinglee)
        st.info(f"Cet écran est fixé à l’édition {echapper(epinglee)} : il n’en montre pas d’autre.", icon="📌")
        if not lues:
            return
    if not lues:
        st.info(
            "**Aucune édition n’est encore figée.** L’onglet «\u00a0Figer\u00a0» garde, sous un numéro, ce que vous "
            "montrez aujourd’hui : on pourra toujours dire «\u00a0voici ce que vous avez lu\u00a0».",
            icon="ℹ",
        )
        return
    st.markdown(
        f"**{francais.compte(len(lues), 'édition figée', 'éditions figées')}.** Le programme ne les change ni ne les "
        "efface ; «\u00a0Vérifier\u00a0» le prouve, fichier par fichier."
    )
    if not lecteur.edition_fixee() and st.button("Vérifier toutes les éditions", key="verifier_toutes"):
        _verifier()
    if effacees := [f"**{echapper(e.numero)} · effacée du dossier**" for e in lues if e.effacee]:
        st.error(
            f"{' ; '.join(effacees)}\u00a0: au journal des éditions figées, et plus sur le disque. Rendez-en le "
            "dossier depuis une sauvegarde\u00a0; aucun numéro ne ressert.",
            icon="⚠️",
        )
    emporte = en_tableau(EditionFigee, lues).assign(verification=[_verdict(e.numero) for e in lues])
    afficher_tableau(_en_mots(lues), emporte, "Éditions figées", cle="figees")
    numero = choisir("figee", "Édition", {e.numero: _nommer(e) for e in lues}, largeur=480)
    _afficher_fiche(contexte, next(e for e in lues if e.numero == numero))


def _en_mots(lues: Sequence[EditionFigee]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Numéro": [e.numero for e in lues],
            "Pour": [LIBELLES.get(e.public or "", francais.ND) for e in lues],
            "Titre": ["effacée du dossier" if e.effacee else e.titre for e in lues],
            "Intacte": ["✖ dossier manquant" if e.effacee else _verdict(e.numero) for e in lues],
            "Période": [francais.periode(e.periode) + (" (p)" if e.provisoire else "") for e in lues],
            "Arrêtée au": [francais.date_courte(e.date_donnees) for e in lues],
            "Figée le": [francais.horodatage(e.figee_le) for e in lues],
            "Empreinte": [francais.ND if e.empreinte is None else e.empreinte[:12] for e in lues],
        }
    )


def _nommer(figee: EditionFigee) -> str:
    if figee.effacee:
        return f"{figee.numero} · effacée du dossier"
    public = LIBELLES.get(figee.public or "", "manifeste illisible")
    titre = "" if figee.titre is None else f" — {figee.titre}"
    return f"{figee.numero} ({public}){titre}"


def _verdict(numero: str) -> str:
    fautes = st.session_state.get(_VERIFIEES, {}).get(numero)
    if fautes is None:
        return "○ pas encore vérifiée"
    return "✖ ALTÉRÉE : " + " ; ".join(fautes) if fautes else "✔ intacte"


def _verifier() -> None:
    """Toutes les éditions et le journal, d'une commande ; ce qui ne va pas du journal se dit aussitôt."""
    with st.spinner("Vérification…"):
        try:
            fautes, du_journal = actions_editions.verifier_tout()
        except ActionImpossible as erreur:
            _journal.error("Vérification impossible : %s\n%s", erreur, erreur.detail)
            st.error(echapper(erreur), icon="⚠️")
            return
    st.session_state[_VERIFIEES] = fautes
    for faute in du_journal:
        st.error(f"**Journal des éditions figées.** {echapper(faute)}.", icon="⚠️")


def _afficher_fiche(contexte: Contexte, figee: EditionFigee) -> None:
    """Ce qu'une édition dit d'elle-même, ce qui s'en emporte, et où aller ensuite."""
    with st.container(border=True):
        st.markdown(f"**{echapper(_nommer(figee))}**")
        if figee.effacee:
            st.error(
                "Son dossier manque\u00a0: rendez-le depuis une sauvegarde, puis vérifiez toutes les éditions.",
                icon="⚠️",
            )
            return
        if figee.empreinte is None:
            st.error("Le manifeste de cette édition ne se lit pas : rendez-la depuis une sauvegarde.", icon="⚠️")
            return
        if figee.provisoire:
            st.caption("(p) Figée avant la fin de sa période : ses chiffres sont provisoires.")
        if figee.note:
            st.markdown(f"Note : {echapper(figee.note, 2000)}")
        _afficher_commentaires(figee.numero)
        st.caption(f"Empreinte des chiffres : {figee.empreinte}")
        _emporter(figee)
        liens.proposer(figee)
        courriels.proposer(figee)
        if not lecteur.edition_fixee():
            st.button(
                "Comparer à l’édition en vigueur",
                key="comparer_a_celle_en_vigueur",
                on_click=_ouvrir_comparaison,
                args=(figee.numero, contexte.edition.id),
            )
        st.caption(f"La servir seule, en lecture : `make lire EDITION={figee.numero}` (ou le réglage `SOCLE_EDITION`).")


def _ouvrir_comparaison(avant: str, apres: str) -> None:
    # Un lien vers la page où l'on est déjà ne change pas l'adresse du navigateur : on l'écrit.
    st.session_state[_CLE_ONGLET] = _COMPARER
    st.query_params.update({"avant": avant, "apres": apres})


def _afficher_commentaires(numero: str) -> None:
    try:
        edition = edition_a_lire(dossier_donnees(), numero)
        textes = donnees.lire(edition, figees.commentaires) if edition else {}
    except EditionIllisible as erreur:
        st.error(echapper(erreur), icon="⚠️")
        return
    for code, texte in textes.items():
        st.markdown(f"- **{echapper(code)}** : {echapper(texte, 3000)}")


def _emporter(figee: EditionFigee) -> None:
    numero, presentes = figee.numero, [nom for nom in figee.sorties.split() if nom in editions.A_EMPORTER]
    if not presentes:
        st.info(
            "Cette édition a été figée sans fichier à emporter. Pour en remettre un, figez-en une autre ; pour un "
            "essai, "
            f"`python -m rapports DOSSIER --edition {numero} --public {figee.public} --periode {figee.periode}`",
            icon="ℹ",
        )
        return
    with st.container(horizontal=True):
        for nom in presentes:
            try:
                contenu = editions.sortie(dossier_donnees(), numero, nom)
            except EditionIllisible as erreur:
                st.error(echapper(erreur), icon="⚠️")
                continue
            libelle, mime = editions.A_EMPORTER[nom]
            fichier = f"socle_{numero}_{figee.public}_{nom}"
            st.download_button(
                libelle, contenu, fichier, mime, key=f"emporter_{numero}_{nom}", icon="⬇️", on_click="ignore"
            )
    if chemins.RECU_TEXTE in figee.sorties.split():
        _montrer_le_recu(numero)


def _montrer_le_recu(numero: str) -> None:
    """Le reçu à coller dans un courriel : qui le garde au-dehors tient la preuve."""
    with st.expander("Texte du reçu, à coller dans le courriel de remise"):
        try:
            texte = editions.sortie(dossier_donnees(), numero, chemins.RECU_TEXTE).decode()
        except EditionIllisible as erreur:
            st.error(echapper(erreur), icon="⚠️")
            return
        st.code(texte, language=None, wrap_lines=True, height=260)
