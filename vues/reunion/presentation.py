"""La présentation : une diapositive, ses touches, l'adresse qui la retrouve après une panne.

Tout est dans un fragment : changer de diapositive ne rejoue ni l'application, ni sa navigation, ni l'entrée de la page.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.figees import est_numero
from domaine.journal import OUVERTE, Reunion
from vues import lecteur
from vues.fiches import suivi
from vues.page import garde, navigation
from vues.page.entree import Contexte
from vues.page.journal import lire_journal
from vues.reunion import contenu, panneaux
from vues.reunion.diapositive import Diapositive
from vues.reunion.seance import Seance, ouvrir
from vues.textes import echapper

_ICI = Path(__file__).parent
_JS = "".join(
    f"<script>{(_ICI / nom).read_text(encoding='utf-8')}</script>" for nom in ("presentation.js", "ajustement.js")
)
#: Dans l'adresse.
MODE, PRESENTATION, DIAPO, RESPONSABLE = "mode", "presentation", "diapo", "responsable"


def demandee() -> bool:
    """Vrai quand l'adresse demande la présentation plutôt que la préparation."""
    return st.query_params.get(MODE) == PRESENTATION


def afficher(contexte: Contexte, reunion: Reunion) -> None:
    """La diapositive de l'adresse, à côté du panneau qu'elle demande."""
    st.html(_ICI / "presentation.css")
    st.html(_JS, unsafe_allow_javascript=True)
    # Caché, hors du fragment : ce que le clavier presse quand la liaison revient, et qui rejoue toute la page.
    st.button("Reprendre", key="reunion_reprendre")
    garde.fragment(_jouer)(contexte, reunion.id_reunion)


def _jouer(contexte: Contexte, id_reunion: str) -> None:
    if not demandee():
        st.rerun()
    tenu = lire_journal()
    reunion = tenu.dernieres_reunions()[id_reunion]
    seance = ouvrir(reunion, tenu, contexte, st.query_params.get(RESPONSABLE, ""))
    if not reunion.ordre:
        st.warning("L’ordre du jour de cette réunion est vide : complétez-le avant de la présenter.", icon="⚠️")
        st.button("Revenir à la préparation", on_click=_quitter)
        return
    rang = _rang(len(reunion.ordre))
    montree, dessinee = contenu.diapositive(seance, rang)
    _entete(seance, rang)
    panneau = panneaux.demande()
    if panneau:
        gauche, droite = st.columns([2, 1], gap="medium")
        with droite, st.container(key="reunion_panneau"):
            panneaux.afficher(panneau, seance, montree)
        gauche.html(dessinee)
    else:
        st.html(dessinee)
    _liens(seance, montree, rang)
    _touches(rang, len(reunion.ordre), ouvert=bool(panneau))
    if rang + 1 < len(reunion.ordre):
        # La suivante se lit et se dessine pendant que la salle regarde celle-ci : elle l'attend en mémoire.
        contenu.diapositive(seance, rang + 1)


def _rang(nombre: int) -> int:
    """Le rang que dit l'adresse, de 0 au dernier."""
    demande = st.query_params.get(DIAPO, "1")
    return min(max(int(demande) if demande.isdecimal() and len(demande) < 4 else 1, 1), nombre) - 1


def _aller(pas: int, nombre: int) -> None:
    """Depuis la diapositive de l'adresse, non celle du bouton : deux touches pressées vite font deux pas."""
    panneaux.fermer({DIAPO: str(min(max(_rang(nombre) + pas, 0), nombre - 1) + 1)})


def _quitter() -> None:
    panneaux.fermer(sans=(MODE, DIAPO, RESPONSABLE))


def _fermer(*, ouvert: bool) -> None:
    panneaux.fermer() if ouvert else _quitter()


def _entete(seance: Seance, rang: int) -> None:
    """Ce qui est toujours écrit : la réunion, l'édition et sa date, où l'on en est, le temps qui reste."""
    reunion = seance.reunion
    demonstration = ":orange[**⚠ DÉMONSTRATION**] · " if seance.referentiel.info.get("demonstration") == "1" else ""
    # Une édition publiée se nomme par son instant et son empreinte : la fin suffit à la reconnaître.
    edition = seance.edition.id if est_numero(seance.edition.id) else seance.edition.id.rpartition("-")[2]
    gauche = f"{demonstration}**{echapper(reunion.id_reunion)}** · {francais.date_courte(seance.jour)} · données au "
    gauche += f"**{francais.date_courte(seance.date_donnees)}**, éd. {echapper(edition)}"
    with st.container(key="reunion_entete", horizontal=True, horizontal_alignment="distribute", gap="small"):
        st.markdown(gauche, width="content")
        # Le clavier attend que le passage change avant de presser la touche suivante.
        passage = f'<p data-passage="{time.monotonic_ns()}">'
        st.html(f"{passage}<b>{rang + 1}/{len(reunion.ordre)}</b> · {_reste(seance)}</p>", width="content")


def _reste(seance: Seance) -> str:
    """Les minutes qui restent à l'ordre du jour, que le clavier décompte ; avant l'ouverture, celles qu'il demande."""
    total = sum(p.minutes for p in seance.reunion.ordre)
    ouverte = next(
        (r for r in seance.journal.reunions if (r.id_reunion, r.etat) == (seance.reunion.id_reunion, OUVERTE)), None
    )
    if seance.reunion.etat != OUVERTE or ouverte is None:
        return f"{total}\u00a0min prévues"
    debut = dt.datetime.fromisoformat(ouverte.inscrit_le)
    debut = debut if debut.tzinfo else debut.replace(tzinfo=dt.UTC)
    maintenant = dt.datetime.now(dt.UTC)
    reste = total - round((maintenant - debut).total_seconds() / 60)
    dit = f"reste {reste}\u00a0min" if reste >= 0 else f"dépassé de {-reste}\u00a0min"
    return f'<span class="horloge" data-reste="{reste}" data-instant="{maintenant.timestamp()}">{dit}</span>'


def _liens(seance: Seance, montree: Diapositive, rang: int) -> None:
    """Les pages entières, qui savent revenir à cette diapositive."""
    with st.container(key="reunion_liens", horizontal=True, gap="medium"):
        for lien in montree.liens:
            retour = {navigation.RETOUR: f"{seance.reunion.id_reunion}.{rang + 1}"}
            navigation.lier(lien.fichier, f"{echapper(lien.libelle)}\u00a0→", dict(lien.parametres) | retour)
        if seance.responsable:
            with st.container(key="reunion_filtre", width="content"):
                st.markdown(f":blue[Responsable : **{echapper(seance.responsable)}**]", width="content")
        suivi.redire()


def _touches(rang: int, nombre: int, *, ouvert: bool) -> None:
    """Les gestes, chacun avec sa touche ; un bouton désactivé garde sa place."""
    with st.container(key="reunion_touches", horizontal=True, vertical_alignment="center", gap="small"):
        st.button("← Précédente", key="reunion_precedente", on_click=_aller, args=(-1, nombre), disabled=rang == 0)
        st.button("Suivante →", key="reunion_suivante", on_click=_aller, args=(1, nombre), disabled=rang + 1 == nombre)
        for nom, libelle in (
            ("decider", "**D** Décider"),
            ("executer", "**E** Suivre"),
            ("responsable", "**R** Responsable"),
        ):
            ecrit = nom != "responsable"
            interdit = ecrit and not lecteur.peut(PILOTER)
            st.button(libelle, key=f"reunion_{nom}", on_click=panneaux.demander, args=(nom,), disabled=interdit)
        st.markdown("**F** plein écran", width="content")
        st.button(
            f"**Échap** {'Fermer' if ouvert else 'Quitter'}",
            key="reunion_fermer",
            on_click=_fermer,
            kwargs={"ouvert": ouvert},
        )
