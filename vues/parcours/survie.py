"""Rechute et survie : des points restaurés, combien fonctionnent encore, et combien de temps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques import theme
from figures.graphiques.survie import tracer_survie
from requetes.parcours import survie
from vues.elements.tableaux import afficher_tableau
from vues.parcours.vue import VENTILATIONS, Vue, choisir_ventilation, nommer_groupe

#: Sous cet effectif, la fin de la courbe ne tient qu'à quelques points.
_PEU = 5


def dire_part(ligne: Mapping[Hashable, Any]) -> str:
    r"""La part estimée à une échéance ; sans estimation, le compte nu ; rien de connu, «n. d.».

    >>> dire_part({"survie_pct": 86.1, "tiennent": 33, "connus": 38})
    '86\xa0%'
    >>> dire_part({"survie_pct": None, "tiennent": 3, "connus": 4}), dire_part({"survie_pct": None, "connus": 0})
    ('3 sur 4', 'n.\xa0d.')
    """
    if not francais.absente(ligne["survie_pct"]):
        return francais.pourcentage(ligne["survie_pct"], 0)
    if not ligne["connus"]:
        return francais.ND
    return f"{francais.nombre(ligne['tiennent'])} sur {francais.nombre(ligne['connus'])}"


def afficher(vue: Vue) -> None:
    """La courbe et ses échéances, ou, sous dix points, le compte nu ; puis les rechutes et les points."""
    suivis = vue.lire(survie.points_suivis)
    if suivis.empty:
        st.info(
            "Aucun point restauré dans cette sélection : aucune visite n’y a réuni les quatre tests. La survie se lira "
            "quand un premier point aura passé 4/4.",
            icon="ℹ️",
        )
        return
    echeances = vue.lire(survie.a_l_echeance)
    if len(suivis) < survie.EFFECTIF_MINIMAL:
        _dire_sans_courbe(len(suivis), echeances)
    else:
        _afficher_courbe(vue, suivis, echeances)
    _dire_rechutes(suivis)
    _dire_la_regle()
    _afficher_groupes(vue)
    _afficher_points(vue, suivis)


def _dire_sans_courbe(nombre: int, echeances: pd.DataFrame) -> None:
    a_six = echeances.set_index("mois", drop=False).to_dict("index")[6]
    st.markdown(f"### {_compte_nu(a_six)}")
    st.caption(
        f"{francais.compte(nombre, 'point restauré', 'points restaurés')} dans cette sélection : sous "
        f"{survie.EFFECTIF_MINIMAL}, une courbe tromperait. {_ce_que_l_on_compte(a_six)}"
    )


def _compte_nu(ligne: Mapping[Hashable, Any]) -> str:
    if not ligne["connus"]:
        return f"Aucun état connu à {francais.nombre(ligne['mois'], 0)} mois"
    tiennent, connus, mois = (francais.nombre(ligne[c], 0) for c in ("tiennent", "connus", "mois"))
    return f"{tiennent} sur {connus} à {mois} mois"


def _ce_que_l_on_compte(ligne: Mapping[Hashable, Any]) -> str:
    mois = f"{francais.nombre(ligne['mois'], 0)} mois"
    return (
        f"Comptés : les points restaurés depuis au moins {mois} dont une visite dit s’ils ont tenu jusque-là. Pas "
        f"encore connus : {francais.compte(ligne['non_revus'], 'point non revu', 'points non revus')} après {mois}, "
        f"{francais.compte(ligne['trop_tot'], 'restauré', 'restaurés')} depuis moins de {mois}."
    )


def _afficher_courbe(vue: Vue, suivis: pd.DataFrame, echeances: pd.DataFrame) -> None:
    gauche, droite = st.columns([1.5, 1], gap="medium")
    courbe = vue.lire(survie.courbe)
    with gauche:
        titre = f"Part des {francais.nombre(len(suivis))} points restaurés sans rechute, selon la durée"
        st.markdown(f"**{titre}**")
        figure = tracer_survie(courbe, vue.lire(survie.effectifs_a_risque), suivis)
        st.plotly_chart(figure, config=theme.CONFIG, key="figure_survie", alt=titre)
    with droite:
        lignes = echeances.to_dict("records")
        montre = pd.DataFrame(
            {
                "À": [f"{e['mois']}{francais.INSECABLE}mois" for e in lignes],
                "Sans rechute (estimé)": [_estime(e) for e in lignes],
                "À risque": [francais.nombre(e["a_risque"]) for e in lignes],
                "Compte nu": [_compte_nu(e).split(" à ")[0] if e["connus"] else francais.ND for e in lignes],
                "Pas encore connus": [francais.nombre(e["non_revus"] + e["trop_tot"]) for e in lignes],
            }
        )
        afficher_tableau(montre, echeances, "Survie à 3, 6 et 12 mois", cle="survie_echeances", filtres=vue.en_clair)
        st.caption(
            "Estimé : Kaplan et Meier, intervalle de confiance à 95 % entre crochets. Compte nu : des points restaurés "
            "depuis au moins ce temps et dont l’état est connu, combien n’avaient pas rechuté. Pas encore connus : non "
            "revus depuis, ou restaurés trop récemment."
        )
    _avertir_fin_de_courbe(vue)


def _avertir_fin_de_courbe(vue: Vue) -> None:
    effectifs = vue.lire(survie.effectifs_a_risque)
    minces = effectifs[effectifs["a_risque"] < _PEU]
    if not minces.empty:
        st.caption(
            f"À {minces['mois'].iloc[0]} mois et au-delà, moins de {_PEU} points sont encore suivis : à lire avec "
            "réserve. La courbe s’arrête au plus long suivi."
        )


def _estime(echeance: Mapping[Hashable, Any]) -> str:
    if francais.absente(echeance["survie_pct"]):
        return f"{francais.ND} (aucun suivi si long)"
    texte = francais.pourcentage(echeance["survie_pct"], 0)
    if francais.absente(echeance["bas_pct"]):
        return texte
    return f"{texte} [{francais.nombre(echeance['bas_pct'], 0)} ; {francais.nombre(echeance['haut_pct'], 0)}]"


def _dire_rechutes(suivis: pd.DataFrame) -> None:
    rechutes, releves = int(suivis["rechute"].sum()), int(suivis["releve"].sum())
    restaures = francais.compte(len(suivis), "point restauré", "points restaurés")
    if not rechutes:
        st.markdown(f"**Aucune rechute constatée** sur {restaures}.")
        return
    encore = int(suivis["retombe"].sum())
    releves_dits = francais.compte(releves, "relevé", "relevés")
    st.markdown(
        f"Sur **{restaures}**, **{francais.nombre(rechutes)}** ont rechuté au moins une fois : {releves_dits} depuis, "
        f"**{francais.compte(encore, 'encore retombé', 'encore retombés')}** à la dernière visite."
    )


def _dire_la_regle() -> None:
    st.caption(
        "**Règle.** Le temps court de la première visite qui a réuni les quatre tests à la **première rechute** : la "
        "visite, depuis, qui trouve moins de deux tests passés ou le point fermé, à sa date. Un point relevé ensuite "
        "reste compté comme ayant rechuté. **Censure.** Sans rechute, ce que l’on sait d’un point s’arrête à sa "
        "dernière visite : il quitte l’effectif à risque ce jour-là, et non à la date des données, car personne n’a "
        "constaté qu’il fonctionnait encore après."
    )


def _afficher_groupes(vue: Vue) -> None:
    par = choisir_ventilation("rechutes_par", "Rechutes par")
    groupes = vue.lire(survie.rechutes_par_groupe, par)
    nom = VENTILATIONS[par]
    if len(groupes) < 2:
        st.info(f"Un seul groupe dans cette sélection ({nom.lower()}) : rien à comparer.", icon="ℹ️")
    montre = pd.DataFrame(
        {
            nom: [nommer_groupe(g, par) for g in groupes["groupe"]],
            "Restaurés": [francais.nombre(n) for n in groupes["restaures"]],
            "Ont rechuté": [
                francais.fraction(r, n) for r, n in zip(groupes["rechutes"], groupes["restaures"], strict=True)
            ],
            "Relevés depuis": [francais.nombre(n) for n in groupes["releves"]],
            "Encore retombés": [francais.nombre(n) for n in groupes["retombes"]],
        }
    )
    afficher_tableau(montre, groupes, f"Rechutes par {nom.lower()}", cle="rechutes_groupes", filtres=vue.en_clair)


def _afficher_points(vue: Vue, suivis: pd.DataFrame) -> None:
    with st.expander("Les points restaurés, un par un"):
        lignes = suivis.to_dict("records")
        montre = pd.DataFrame(
            {
                "Point": suivis["nom"],
                "Commune": suivis["commune"],
                "Opérateur": [nommer_groupe(o, "operateur") for o in suivis["operateur"]],
                "Restauré le": [francais.date_courte(d) for d in suivis["date_restauration"]],
                "Suivi (jours)": [francais.nombre(j) for j in suivis["jours"]],
                "Fin du suivi": [_issue(p) for p in lignes],
                "Dernière visite": [francais.date_courte(d) for d in suivis["fin_du_suivi"]],
            }
        )
        afficher_tableau(montre, suivis, "Points restaurés et rechutes", cle="points_suivis", filtres=vue.en_clair)


def _issue(point: Mapping[Hashable, Any]) -> str:
    if not point["rechute"]:
        return "● sans rechute à la dernière visite"
    suite = "relevé depuis" if point["releve"] else "encore retombé"
    return f"▲ rechute le {francais.date_courte(point['date_rechute'])}, {suite}"
