"""Les panneaux de la présentation : décider, suivre une décision, choisir un responsable. La diapositive reste à côté.

L'adresse porte le panneau, la clé de son geste et ce que le journal disait à son ouverture : rechargé, il est le même,
une double touche n'écrit qu'une ligne (règle D3), et un changement part de la version qu'on avait sous les yeux (D4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import streamlit as st

from domaine import francais
from domaine.journal import CLOSE, PREPAREE, TEXTE_MAX
from domaine.listes import libelles
from domaine.niveaux import jusqu_a, nommer
from requetes.parcours.points import points_en_parcours
from requetes.parcours.selection import Selection
from requetes.registres.commun import Etendue
from requetes.registres.projets import lire_projets
from vues import donnees
from vues.actions import reunions
from vues.fiches import suivi
from vues.filtres.adresse import INVITE
from vues.page.journal import lire_journal
from vues.reunion import contenu
from vues.reunion.diapositive import Diapositive
from vues.reunion.seance import Seance

#: Dans l'adresse : le panneau, la clé de son geste, le rang de la dernière décision du journal à son ouverture.
_PANNEAU, _CLE, _VU = "panneau", "cle", "vu"
_DELAIS = {"+7 j": 7, "+15 j": 15, "+30 j": 30}
#: Une liste plus longue pèserait plus que la diapositive ; les points bloqués viennent d'abord.
_CHOIX_MAX = 400


def demander(nom: str) -> None:
    """Ouvre un panneau ; la même touche le referme."""
    if st.query_params.get(_PANNEAU) == nom:
        fermer()
    else:
        decisions = lire_journal().decisions
        vu = str(decisions[-1].rang if decisions else 0)
        fermer({_PANNEAU: nom, _CLE: reunions.nouvelle_cle(), _VU: vu})


def fermer(plus: Mapping[str, str] = MappingProxyType({}), *, sans: Sequence[str] = ()) -> None:
    """Referme le panneau ; ce qui y était écrit et non enregistré est perdu, comme un brouillon froissé.

    Args:
        plus: ce que l'adresse dit désormais, d'un seul coup : chaque changement est un message au navigateur.
        sans: ce qu'elle ne dit plus.
    """
    suivi.oublier_le_refus()
    garde = {n: v for n, v in st.query_params.to_dict().items() if n not in (_PANNEAU, _CLE, _VU, *sans)}
    if (neuve := garde | dict(plus)) != st.query_params.to_dict():
        st.query_params.from_dict(neuve)


def demande() -> str:
    """Le panneau que l'adresse demande ; vide quand il n'y en a pas."""
    nom = st.query_params.get(_PANNEAU, "")
    return nom if nom in _PANNEAUX and st.query_params.get(_CLE) else ""


def afficher(nom: str, seance: Seance, montree: Diapositive) -> None:
    """Le panneau de ce nom."""
    if nom == "decider" and seance.reunion.etat == PREPAREE:
        st.markdown(
            "**La séance n’est pas ouverte** : une décision se prend en réunion. Échap, puis «Ouvrir la séance»."
        )
        return
    if nom != "responsable" and seance.reunion.etat == CLOSE:
        st.markdown(
            "**Cette réunion est close** : elle ne prend plus de décision. Le suivi se fait à la page Décisions."
        )
        return
    suivi.redire_le_refus()
    _PANNEAUX[nom](seance, montree, f"{nom}_{st.query_params[_CLE]}")


def _decider(seance: Seance, montree: Diapositive, cle: str) -> None:
    sujet, ref = montree.sujet, seance.referentiel
    points = dict(sujet.points) or _points(seance)
    lus = donnees.lire(seance.edition, lire_projets, _etendue(seance))[:_CHOIX_MAX]
    projets = {p.identifiant: f"{p.identifiant} — {p.intitule}" for p in lus}
    indicateurs = {code: f"{code} — {i.libelle_court}" for code, i in ref.indicateurs.items()}
    zones = {code: nommer(z.niveau, z.nom) for code, z in ref.zones.items() if z.niveau in jusqu_a("cercle")}
    with st.form(cle, border=False):
        st.text_area(
            f"Décision, en {TEXTE_MAX} caractères au plus", key=f"{cle}_texte", max_chars=TEXTE_MAX, height=118
        )
        _choisir("Responsable", {r: r for r in libelles("responsable")}, f"{cle}_responsable", vide="une fonction")
        st.radio("Échéance", list(_DELAIS), index=1, key=f"{cle}_delai", horizontal=True)
        st.date_input("ou le", None, key=f"{cle}_jour", format="DD/MM/YYYY")
        _choisir("Indicateur", indicateurs, f"{cle}_indicateur", sujet.code_indicateur)
        _choisir("Zone", zones, f"{cle}_zone", sujet.code_zone)
        _choisir("Projet", projets, f"{cle}_projet")
        st.multiselect(
            "Points",
            [*sujet.groupes, *points],
            key=f"{cle}_points",
            format_func=lambda choix: points.get(choix, choix),
            placeholder="Aucun",
            select_all=False,
        )
        suivi.enregistrer(lambda: _inscrire_la_decision(seance, cle, sujet.groupes), cle, fermer)


def _inscrire_la_decision(seance: Seance, cle: str, groupes: Mapping[str, tuple[str, ...]]) -> str:

    def lu(champ: str) -> Any:
        return st.session_state.get(f"{cle}_{champ}")

    # Une date écrite l'emporte sur le nombre de jours, qui est coché d'office.
    echeance = lu("jour") or seance.jour + dt.timedelta(days=_DELAIS[lu("delai")])
    points = [p for choix in lu("points") or () for p in groupes.get(choix, (choix,))]
    ligne = reunions.inscrire(
        "decider",
        {
            "cle": st.query_params[_CLE],
            "id_reunion": seance.reunion.id_reunion,
            "texte": " ".join((lu("texte") or "").split()),
            "responsable": lu("responsable") or "",
            "echeance": echeance.isoformat(),
            "code_indicateur": lu("indicateur"),
            "code_zone": lu("zone"),
            "points": list(dict.fromkeys(points)),
            "id_projet": lu("projet"),
        },
    )
    return f"**{ligne['id_decision']}** enregistrée {suivi.heure(ligne)}, pour le {francais.date(ligne['echeance'])}"


def _executer(seance: Seance, montree: Diapositive, cle: str) -> None:
    ici = [d for d in montree.decisions if d.a_faire] or [d for d in contenu.decisions(seance) if d.a_faire]
    if not ici:
        st.markdown("Aucune décision n’est à exécuter ici.")
        return
    # Exécutée par quelqu'un d'autre, la décision choisie reste offerte : le conflit ne glisse pas sur la suivante.
    choisie = st.session_state.get(f"{cle}_decision", ici[0].identifiant)
    if all(d.identifiant != choisie for d in ici):
        ici += [d for d in contenu.decisions(seance, tous=True) if d.identifiant == choisie]
    suivi.formulaire(
        ici,
        seance.jour,
        lambda identifiant: suivi.version_a(seance.journal, identifiant, _entier(st.query_params.get(_VU, ""))),
        cle=cle,
        geste=st.query_params[_CLE],
        reunion=seance.reunion.id_reunion,
        apres=fermer,
    )


def _entier(texte: str) -> int:
    return int(texte) if texte.isdecimal() and len(texte) < 10 else 0


def _responsable(seance: Seance, _montree: Diapositive, cle: str) -> None:
    toutes = contenu.decisions(seance, tous=True)
    presents = sorted({d.responsable for d in toutes if d.responsable})
    noms = {"": "Tous les responsables"} | {r: r for r in presents}
    choisi = seance.responsable if seance.responsable in noms else ""
    st.selectbox(
        "Décisions de",
        list(noms),
        index=list(noms).index(choisi),
        format_func=noms.__getitem__,
        key=f"{cle}_responsable",
        placeholder=INVITE,
        on_change=_retenir_le_responsable,
        args=(f"{cle}_responsable",),
    )


def _retenir_le_responsable(cle: str) -> None:
    choisi = st.session_state[cle]
    fermer({"responsable": choisi} if choisi else {}, sans=("responsable",))


def _choisir(
    libelle: str, noms: Mapping[str, str], cle: str, choisi: str | None = None, vide: str = "Aucun choix"
) -> None:
    codes = list(noms)
    rang = codes.index(choisi) if choisi is not None and choisi in noms else None
    st.selectbox(libelle, codes, index=rang, format_func=noms.__getitem__, key=cle, placeholder=vide)


def _points(seance: Seance) -> dict[str, str]:
    lus = donnees.lire(seance.edition, points_en_parcours, Selection(seance.date_donnees, seance.reunion.code_zone))
    return {p.id_point: f"{p.nom} ({p.commune})" for p in lus[:_CHOIX_MAX]}


def _etendue(seance: Seance) -> Etendue:
    return Etendue(seance.reunion.code_zone, seance.date_donnees)


_PANNEAUX: dict[str, Callable[[Seance, Diapositive, str], None]] = {
    "decider": _decider,
    "executer": _executer,
    "responsable": _responsable,
}
