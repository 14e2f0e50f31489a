"""Préparer une réunion : la choisir ou la créer, ranger son ordre du jour, dire qui est là, la clore."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Container

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.journal import CLOSE, LIGNE_MAX, OUVERTE, PREPAREE, Journal, Reunion
from domaine.listes import libelles
from domaine.niveaux import jusqu_a
from domaine.reglages import dossier_donnees
from requetes.edition import editions
from vues import lecteur
from vues.actions import reunions
from vues.actions.processus import ActionImpossible
from vues.depot.fichiers import preparer
from vues.filtres.adresse import INVITE
from vues.page.entree import Contexte
from vues.reunion import ordre, presentation
from vues.reunion.seance import ordre_propose, ouvrir
from vues.textes import echapper

_DIT = "reunion_preparee"
_REUNIONS_MONTREES = 12
#: Celle que le formulaire propose d'abord.
_COURANTE = libelles("instance")[0]
_ETATS = {PREPAREE: ":blue-badge[préparée]", OUVERTE: ":green-badge[ouverte]", CLOSE: ":gray-badge[close]"}
_SORTIES = {"docx": "Word", "pdf": "PDF", "html": "HTML"}


def afficher(contexte: Contexte, tenu: Journal, reunion: Reunion | None) -> None:
    """La réunion de l'adresse, et les autres ; un écran fixé à une édition les lit sans rien écrire."""
    if dit := st.session_state.pop(_DIT, None):
        getattr(st, dit[0])(dit[1], icon={"success": "✔️", "error": "⛔", "warning": "⚠️"}[dit[0]])
    if reunion is not None:
        _montrer(contexte, tenu, reunion)
    _lister(tenu, reunion)
    if non := lecteur.empechement(PILOTER, "il ne prépare aucune réunion"):
        st.info(non, icon="📌")
    elif reunion is None:
        st.subheader("Préparer une réunion", anchor=False)
        _creer(contexte, tenu)


def tenter(action: str, champs: dict[str, object], dit: str) -> dict[str, object] | None:
    """Un geste au journal ; ce qui en est dit se lit en haut de la page. `None` quand rien n'est écrit."""
    try:
        ligne = reunions.inscrire(action, champs)
    except reunions.ConflitDeVersion as conflit:
        st.session_state[_DIT] = ("warning", echapper(conflit, 900))
    except ActionImpossible as refus:
        st.session_state[_DIT] = ("error", echapper(refus, 900))
    else:
        st.session_state[_DIT] = ("success", f"**{ligne['id_reunion']}** : {dit}.")
        return ligne
    return None


def _choisir(identifiant: str) -> None:
    if identifiant:
        st.query_params["reunion"] = identifiant
    else:
        st.query_params.pop("reunion", None)


def _lister(tenu: Journal, ouverte: Reunion | None) -> None:
    connues = list(tenu.dernieres_reunions().values())[::-1]
    if not connues:
        st.info(
            "Aucune réunion n’est encore au journal. Préparez la première ci-dessous : son ordre du jour se propose de "
            "lui-même, d’après les données.",
            icon="ℹ",
        )
        return
    autres = [r for r in connues if ouverte is None or r.id_reunion != ouverte.id_reunion]
    if autres:
        st.subheader("Les réunions" if ouverte is None else "Les autres réunions", anchor=False)
    prises = {
        r.id_reunion: sum(d.id_reunion == r.id_reunion for d in tenu.dernieres_decisions().values()) for r in connues
    }
    for reunion in autres[:_REUNIONS_MONTREES]:
        _offrir(reunion, prises[reunion.id_reunion])
    if reste := autres[_REUNIONS_MONTREES:]:
        with st.expander(f"Et {francais.compte(len(reste), 'autre')}"):
            for reunion in reste:
                _offrir(reunion, prises[reunion.id_reunion])
    if ouverte is not None:
        st.button("Préparer une autre réunion", on_click=_choisir, args=("",))


def _offrir(reunion: Reunion, decisions: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(reunion.id_reunion, key=f"ouvrir_{reunion.id_reunion}", on_click=_choisir, args=(reunion.id_reunion,))
        dit = francais.compte(decisions, "décision")
        st.markdown(f"{_nommer(reunion)} {_ETATS[reunion.etat]} :gray[{dit}]", width="content")


def _nommer(reunion: Reunion) -> str:
    lieu = f", {echapper(reunion.lieu)}" if reunion.lieu else ""
    return f"{echapper(reunion.instance)}, **{francais.date(reunion.date)}**{lieu}"


def _creer(contexte: Contexte, tenu: Journal) -> None:
    zones = {z.code: z.nom for z in contexte.referentiel.zones.values() if z.niveau in jusqu_a("region")}
    lisibles = _editions(contexte)
    precedente = _precedente(tenu, contexte.edition.id, lisibles)
    cle = st.session_state.setdefault("reunion_cle", reunions.nouvelle_cle())
    with st.form(f"reunion_{cle}", border=True):
        gauche, droite = st.columns(2)
        with gauche:
            st.selectbox("Instance", libelles("instance"), key="reunion_instance", placeholder=INVITE)
            st.selectbox("Zone", list(zones), format_func=zones.__getitem__, key="reunion_zone", placeholder=INVITE)
            st.date_input("Date", dt.date.today(), key="reunion_date", format="DD/MM/YYYY")
            st.text_input("Lieu", key="reunion_lieu", max_chars=LIGNE_MAX, placeholder="Gao, à distance…")
        with droite:
            st.selectbox(
                "Édition montrée, la même pour toute la réunion",
                list(lisibles),
                format_func=lisibles.__getitem__,
                key="reunion_edition",
                placeholder=INVITE,
            )
            choix = {"": "aucune : depuis la période d’avant"} | lisibles
            st.selectbox(
                "Édition de la réunion d’avant, à laquelle se comparer",
                list(choix),
                index=list(choix).index(precedente),
                format_func=choix.__getitem__,
                key="reunion_precedente",
                placeholder=INVITE,
            )
            st.caption("L’ordre du jour se propose ensuite : il se range, se complète et se minute avant d’ouvrir.")
        st.form_submit_button("Préparer", type="primary", on_click=_inscrire, args=(cle,))


def _precedente(tenu: Journal, montree: str, lisibles: Container[str]) -> str:
    """L'édition de la dernière réunion de coordination tenue ; vide si c'est celle que l'on va montrer."""
    tenues = [
        r for r in tenu.dernieres_reunions().values() if r.tenue and (r.instance, r.code_zone) == (_COURANTE, "SOCLE")
    ]
    derniere = max(tenues, key=lambda r: (r.date, r.rang), default=None)
    return derniere.edition if derniere and derniere.edition != montree and derniere.edition in lisibles else ""


def _editions(contexte: Contexte) -> dict[str, str]:
    """Ce qui peut se montrer : l'édition en vigueur d'abord, les figées pour l'équipe, puis les publiées d'avant."""
    donnees = dossier_donnees()
    vivante = {contexte.edition.id: f"en vigueur, arrêtée au {francais.date_courte(contexte.date_donnees)}"}
    figees = {
        e.numero: f"{e.numero} — {e.titre or ''}, arrêtée au {francais.date_courte(e.date_donnees)}"
        for e in editions.editions_figees(donnees)
        if e.public == "interne"
    }
    publiees = {
        e.identifiant: f"publiée le {francais.horodatage(e.publie_le)}"
        for e in editions.editions_publiees(donnees)[:12]
    }
    return vivante | figees | {n: d for n, d in publiees.items() if n not in vivante}


def _inscrire(cle: str) -> None:
    lu = st.session_state
    zone = str(lu["reunion_zone"])
    propose = ordre_propose(ordre.edition(str(lu["reunion_edition"])), zone)
    champs: dict[str, object] = {
        "cle": cle,
        "instance": lu["reunion_instance"],
        "code_zone": zone,
        "date": lu["reunion_date"].isoformat(),
        "lieu": " ".join((lu["reunion_lieu"] or "").split()),
        "edition": lu["reunion_edition"],
        "edition_precedente": lu["reunion_precedente"],
        "ordre": ordre.en_champs(propose),
    }
    if ligne := tenter("preparer", champs, "préparée. Rangez son ordre du jour, puis ouvrez la séance"):
        st.session_state.pop("reunion_cle", None)
        _choisir(str(ligne["id_reunion"]))


def _montrer(contexte: Contexte, tenu: Journal, derniere: Reunion) -> None:
    reunion = ordre.fondement(tenu, derniere)
    seance = ouvrir(reunion, tenu, contexte)
    st.markdown(f"### {echapper(reunion.id_reunion)} — {_nommer(reunion)} {_ETATS[reunion.etat]}")
    avant = f", comparée à **{echapper(reunion.edition_precedente)}**" if reunion.edition_precedente else ""
    st.caption(
        f"Édition **{echapper(reunion.edition)}**, arrêtée au **{francais.date(seance.date_donnees)}**{avant}. Elle ne "
        "change pas pendant la réunion, même si une autre est publiée."
    )
    gauche, droite = st.columns([3, 2], gap="large")
    with gauche:
        ordre.ranger(seance)
    with droite:
        _conduire(reunion)


def _conduire(reunion: Reunion) -> None:
    """Ce qui se fait d'une réunion, dans l'ordre où on le fait."""
    st.subheader("Conduire", anchor=False)
    st.button("▶ Présenter", type="primary", key="reunion_presenter", on_click=_presenter)
    modifiable = reunion.etat != CLOSE and lecteur.peut(PILOTER)
    if modifiable:
        st.multiselect(
            "Présents, par fonction",
            libelles("responsable"),
            default=[p for p in reunion.presents if p in libelles("responsable")],
            key=_champ(reunion, "presents"),
            placeholder="Aucun",
        )
        if reunion.etat == PREPAREE:
            jour = dt.date.fromisoformat(reunion.date)
            st.date_input("Date", jour, key=_champ(reunion, "date"), format="DD/MM/YYYY")
        st.text_input("Lieu", reunion.lieu, key=_champ(reunion, "lieu"), max_chars=LIGNE_MAX)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Enregistrer", key="reunion_enregistrer", on_click=_enregistrer, args=(reunion, {}, "enregistrée")
            )
            if reunion.etat == PREPAREE:
                geste = ({"etat": OUVERTE}, "ouverte : le temps court")
                st.button("Ouvrir la séance", key="reunion_ouvrir", on_click=_enregistrer, args=(reunion, *geste))
        if reunion.etat == OUVERTE:
            with st.popover("Clore la réunion…"):
                st.markdown("Close, elle ne prend plus ni décision ni changement ; son compte rendu se fait alors.")
                st.button("Clore", key="reunion_clore", on_click=_clore, args=(reunion,))
    elif reunion.presents:
        st.markdown(f"Présents : {echapper(', '.join(reunion.presents))}.")
    st.markdown(
        "**Compte rendu**" + ("" if reunion.etat == CLOSE else " :gray[(provisoire : la réunion n’est pas close)]")
    )
    with st.container(horizontal=True, gap="small"):
        for sortie, nom in _SORTIES.items():
            preparer(
                f"{nom}",
                f"compte_rendu_{reunion.id_reunion}.{sortie}",
                f"compte_rendu_{sortie}",
                functools.partial(reunions.rendre_compte, reunion.id_reunion, sortie),
            )


def _presenter() -> None:
    st.query_params[presentation.MODE] = presentation.PRESENTATION
    st.query_params[presentation.DIAPO] = st.query_params.get(presentation.DIAPO, "1")


def _champ(reunion: Reunion, nom: str) -> str:
    return f"{nom}_{reunion.id_reunion}_{reunion.version}"


def _changer(reunion: Reunion, plus: dict[str, object], dit: str) -> dict[str, object] | None:
    """Écrit ce que la page porte : ordre du jour, présents, lieu, et la date tant que la séance n'est pas ouverte."""
    lu, date = st.session_state, st.session_state.get(_champ(reunion, "date"))
    champs: dict[str, object] = {
        "cle": reunions.nouvelle_cle(),
        "id_reunion": reunion.id_reunion,
        "version_lue": reunion.version,
        "ordre": ordre.en_champs(ordre.brouillon(reunion)),
        "presents": lu.get(_champ(reunion, "presents"), list(reunion.presents)),
        "lieu": " ".join(str(lu.get(_champ(reunion, "lieu"), reunion.lieu)).split()),
    }
    ecrite = tenter("changer", champs | ({"date": date.isoformat()} if date else {}) | plus, dit)
    if ecrite:
        ordre.oublier(reunion)
    return ecrite


def _enregistrer(reunion: Reunion, plus: dict[str, object], dit: str) -> None:
    _changer(reunion, plus, dit)


def _clore(reunion: Reunion) -> None:
    """Enregistre d'abord ce que la page porte : une réunion close ne change plus."""
    if ecrite := _changer(reunion, {}, "enregistrée"):
        champs: dict[str, object] = {
            "cle": reunions.nouvelle_cle(),
            "id_reunion": reunion.id_reunion,
            "version_lue": ecrite["version"],
        }
        tenter("clore", champs, "close. Son compte rendu est prêt à relire")
