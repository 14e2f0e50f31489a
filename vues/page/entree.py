"""L'entrée d'une page : garde, édition, bandeau, question, filtres. La première instruction de toute page.

Dessine aussi les états «rien de publié» et «édition illisible» : une page ne voit jamais une édition absente, sauf
si elle le demande.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import COMPTE, LIEN
from requetes.edition import figees
from requetes.edition.ouverture import Edition, EditionIllisible
from requetes.edition.referentiel import Referentiel, completude_des_rapports, lire_referentiel
from vues import donnees, lecteur
from vues.filtres import barre
from vues.filtres.adresse import Filtres, suivre_page
from vues.page import acces, demandes, navigation
from vues.page.journal import journal_vivant
from vues.page.validation import bandeau_de_validation
from vues.textes import echapper

_STYLE = Path(__file__).with_name("socle.css")
_VERS_LE_DEPOT = "→ Ouvrir **Qualité des données**"


@dataclass(frozen=True)
class Contexte:
    """Ce que la page reçoit.

    Attributes:
        edition: l'édition lue, clé de tous les caches.
        profil: interne, partenaires ou bailleur.
        referentiel: ce que l'édition dit d'elle-même : informations, indicateurs, zones, périodes, seuils.
        filtres: les filtres en vigueur.
        identite: ce qu'une édition figée dit d'elle-même (`requetes.edition.figees`) ; vide si l'édition est vivante.
    """

    edition: Edition
    profil: str
    referentiel: Referentiel
    filtres: Filtres = field(default_factory=Filtres)
    identite: dict[str, str] = field(default_factory=dict)

    @property
    def info(self) -> Mapping[str, str]:
        """La table `info` de l'édition."""
        return self.referentiel.info

    @property
    def remise(self) -> bool:
        """Une édition bâtie pour un public : ni noms, ni lieux, ni lignes reçues ; des comptes seulement."""
        return self.identite.get("public", "interne") != "interne"

    @property
    def argent(self) -> bool:
        """L'équipe et le bailleur lisent les montants ; les partenaires, non (règle M16)."""
        return self.identite.get("public", "interne") in ("interne", "bailleur")

    @property
    def date_donnees(self) -> dt.date:
        """L'arrêté des données ; le jour de la publication quand rien n'est encore daté (cadre logique seul)."""
        return dt.date.fromisoformat(self.info.get("date_donnees") or self.info["publie_le"][:10])

    @property
    def jour_du_suivi(self) -> dt.date:
        """Le jour où se comptent les retards : aujourd'hui pour les données vivantes (règle A7).

        Celui des données pour une édition fixée, et pour la démonstration, que personne ne tient à jour ; la fin de la
        période que la page lit, quand elle est passée.
        """
        if self.filtres.fin_passee:
            return min(self.filtres.fin_passee, self.date_donnees)
        arretees = bool(self.identite) or self.demonstration or bool(lecteur.edition_fixee())
        return self.date_donnees if arretees else max(self.date_donnees, dt.date.today())

    @property
    def demonstration(self) -> bool:
        return self.info.get("demonstration") == "1"


def ouvrir_page(
    titre: str,
    question: str,
    *,
    filtres: tuple[str, ...] = (),
    profils: tuple[str, ...] = ("interne",),
    nue: bool = False,
) -> Contexte:
    """Ouvre une page qui montre une édition ; arrête la page quand elle ne peut pas la montrer.

    Args:
        titre: le nom de la page.
        question: la question à laquelle elle répond.
        filtres: noms de `barre.NOMS`.
        profils: ceux qui sont admis ; vérifié ici, jamais dans `app.py` seulement.
        nue: sans bandeau ni titre : la page dit elle-même son édition (la présentation d'une réunion).

    Returns:
        Le contexte de la page, avec une édition lisible.
    """
    contexte = _ouvrir(titre, question, filtres, profils, nue=nue)
    if contexte is None:
        _montrer_rien_de_publie()
        st.stop()
    if "date_donnees" not in contexte.info:
        _montrer_sans_donnees()
        st.stop()
    return contexte


def ouvrir_page_sans_edition(
    titre: str, question: str, *, filtres: tuple[str, ...] = (), profils: tuple[str, ...] = ("interne",)
) -> Contexte | None:
    """Comme `ouvrir_page`, pour une page qui a de quoi faire avant la première publication (le dépôt, l'aide)."""
    return _ouvrir(titre, question, filtres, profils)


def _ouvrir(
    titre: str, question: str, filtres: tuple[str, ...], profils: tuple[str, ...], *, nue: bool = False
) -> Contexte | None:
    st.html(_STYLE)
    profil = acces.exiger(profils)
    try:
        edition = donnees.edition_en_cours()
        identite = donnees.lire(edition, figees.identite) if edition else {}
        # Avant toute autre lecture : rien d'une édition refusée n'est lu.
        acces.exiger_edition(profil, identite)
        referentiel = donnees.lire(edition, lire_referentiel) if edition else None
    except EditionIllisible as erreur:
        _titrer(titre, question)
        _montrer_illisible(str(erreur), profil)
        st.stop()
    if edition is None or referentiel is None:
        _titrer(titre, question)
        return None
    contexte = Contexte(edition, profil, referentiel, identite=identite)
    if nue:
        return contexte
    demonstration = "_demonstration" if contexte.demonstration else ""
    bandeau = st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"bandeau{demonstration}")
    _offrir_le_retour(edition)
    _dire_page_inconnue()
    if contexte.remise:
        demandes.refuser(referentiel)
    _titrer(titre, question)
    suivre_page(titre)
    if filtres and "date_donnees" in contexte.info:
        contexte = replace(contexte, filtres=barre.afficher(referentiel, filtres, contexte.date_donnees))
    # À sa place, en tête, une fois la période choisie : il dit ce qui est reçu de ce que la page lit.
    with bandeau:
        _remplir_bandeau(contexte)
    return contexte


def _titrer(titre: str, question: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(titre, anchor=False, width="content")
        st.markdown(f":gray[{question}]", width="content")


def _offrir_le_retour(edition: Edition) -> None:
    """D'une page ouverte en réunion, le chemin de la diapositive que l'on a quittée ; une autre édition se dit (D8)."""
    reunion, _, diapo = st.query_params.get(navigation.RETOUR, "").partition(".")
    if not (reunion and diapo.isdecimal()):
        return
    adresse = {"reunion": reunion[:40], "mode": "presentation", "diapo": diapo[:3]}
    navigation.lier(
        navigation.REUNION, f"↩ **Revenir à la réunion {echapper(reunion, 40)}**, point {diapo[:3]}", adresse
    )
    montree = journal_vivant().dernieres_reunions().get(reunion)
    if montree is not None and montree.edition != edition.id:
        st.warning(
            f"La réunion montre l’édition {echapper(montree.edition)}\u00a0; cette page, une autre, "
            f"{echapper(edition.id)}\u00a0: les chiffres peuvent différer.",
            icon="⚠️",
        )


def _dire_page_inconnue() -> None:
    """Une adresse inconnue mène à l'accueil, qui le dit une fois."""
    demandee = st.query_params.pop(navigation.INCONNUE, None)
    if demandee is not None:
        st.warning(
            f"La page «\u00a0{echapper(demandee, 60)}\u00a0» n’existe pas. Voici l’accueil ; le menu mène aux autres.",
            icon="⚠️",
        )


def _remplir_bandeau(contexte: Contexte) -> None:
    edition, info, identite = contexte.edition, contexte.info, contexte.identite
    nom = f"Édition {edition.id}" if lecteur.edition_fixee() else "Données vivantes"
    arrete = "aucune donnée datée"
    if "date_donnees" in info:
        arrete = f"{'arrêtée' if identite else 'arrêtées'} au **{francais.date(info['date_donnees'])}**"
    titre = f" — {echapper(identite['titre'], 120)}" if identite.get("titre") else ""
    # Une édition figée dit quand elle l'a été ; le jour du chargement est celui des données vivantes.
    fait = f"figée le {francais.date(identite['figee_le'])}" if identite.get("figee_le") else ""
    morceaux = [
        f"**{echapper(nom)}**{titre}",
        arrete,
        fait or f"chargées le {francais.date(info.get('publie_le'))}",
        f"découpage {echapper(info.get('decoupage'))}",
        _dire_les_rapports(contexte),
        *bandeau_de_validation(contexte.edition, contexte.filtres.fin_passee or contexte.date_donnees),
    ]
    if contexte.jour_du_suivi > contexte.date_donnees:
        morceaux.insert(2, f"nous sommes le {francais.date(contexte.jour_du_suivi)}")
    if contexte.demonstration:
        st.markdown(":orange[**⚠ DONNÉES DE DÉMONSTRATION**]", width="content")
        # À côté de la marque, qui prend une ligne : le bandeau n'en demande pas une de plus.
        _dire_qui_lit()
    st.caption(" · ".join(morceaux), width="content")
    if not contexte.demonstration:
        _dire_qui_lit()


def _dire_qui_lit() -> None:
    """Le compte, et comment le quitter ; par un lien, à qui il fut remis ; rien si personne n'est identifié."""
    qui = lecteur.lecteur()
    if qui.origine == COMPTE:
        dit, adresse, libelle = f"{qui.nom} ({qui.role})", "./auth/logout", "Se déconnecter"
    elif qui.origine == LIEN:
        dit, adresse, libelle = f"Lien remis à {qui.nom}", "./remise", "Documents"
    else:
        return
    st.html(
        f'<small class="qui-lit">{html.escape(dit)} · <a href="{adresse}" target="_self">{libelle}</a></small>',
        width="content",
    )


def _dire_les_rapports(contexte: Contexte) -> str:
    """Les rapports reçus de tout le projet : à la date des données, ou à la fin de la période passée que l'on lit."""
    fin, (recus, dus) = contexte.filtres.fin_passee, contexte.referentiel.rapports
    if fin is not None:
        recus, dus = donnees.lire(contexte.edition, completude_des_rapports, "SOCLE", fin)
    if not dus:
        return "aucun rapport attendu"
    recus_a = francais.pourcentage_fraction(recus, dus, 0, seuil=None)
    return (
        f"rapports reçus {recus_a}" if fin is None else f"rapports attendus au {francais.date(fin)}, reçus à {recus_a}"
    )


def _montrer_rien_de_publie() -> None:
    with st.container(border=True):
        st.subheader("Aucune donnée n’est encore publiée", anchor=False)
        st.markdown(
            "1. Ouvrez la page **Qualité des données** et déposez le classeur du cadre logique "
            "(indicateurs, cibles, seuils).\n"
            "2. Déposez ensuite les classeurs des coordinations régionales.\n"
            "3. Revenez ici : chaque dépôt accepté publie une nouvelle édition.\n\n"
            "Pour découvrir l’outil avec des chiffres fictifs, demandez à la personne qui l’a installé de lancer "
            "`python -m etl demo`."
        )
        navigation.lier(navigation.QUALITE, _VERS_LE_DEPOT, {})


def _montrer_sans_donnees() -> None:
    with st.container(border=True):
        st.subheader("Le cadre est là, les données pas encore", anchor=False)
        st.markdown(
            "Une édition est publiée, mais aucune ligne reçue ne porte de valeur ni de date : il n’y a encore rien "
            "à montrer. Déposez les classeurs des coordinations régionales sur la page **Qualité des données** ; "
            "les lignes mises de côté y sont, avec leur motif."
        )
        navigation.lier(navigation.QUALITE, _VERS_LE_DEPOT, {})


def _montrer_illisible(message: str, profil: str) -> None:
    st.error(f"**L’édition ne peut pas être montrée.** {echapper(message)}", icon="⚠️")
    if lecteur.edition_fixee() or profil != "interne":
        st.markdown(
            "Rien d’autre n’est montré à sa place. Vérifiez le réglage `SOCLE_EDITION` et le dossier de l’édition, ou "
            "demandez-en une nouvelle copie à l’équipe du projet."
        )
        return
    st.markdown(
        "Aucun dépôt n’est perdu : les fichiers reçus sont gardés intacts. La commande `python -m etl publier` "
        "reconstruit l’édition en vigueur à partir d’eux."
    )


def montrer_cadre_vide() -> None:
    """L'état «édition sans indicateur» : dit quoi déposer, et arrête la page."""
    st.info(
        "Cette édition ne contient aucun indicateur à montrer ici. Déposez le classeur du cadre logique sur la page "
        "**Qualité des données**.",
        icon="ℹ",
    )
    navigation.lier(navigation.QUALITE, _VERS_LE_DEPOT, {})
    st.stop()
