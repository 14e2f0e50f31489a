"""Rechute et survie : des points restaurés, combien fonctionnent encore, et combien de temps."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.survie import EFFECTIF_MINIMAL, Echeance
from figures.graphiques import theme
from figures.graphiques.survie import tracer_survie
from requetes.parcours.lecture import LectureSurvie, lire_survie
from requetes.parcours.survie import Effectif, PointSuivi, Rechutes, rechutes
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.page import navigation
from vues.parcours.contexte import VENTILATIONS, ContexteParcours, choisir_ventilation, nommer_groupe

#: Sous cet effectif, la fin de la courbe ne tient qu'à quelques points.
_PEU = 5


def dire_part(echeance: Echeance) -> str:
    r"""La part estimée à une échéance ; sans estimation, le compte nu ; rien de connu, «n. d.».

    >>> nu = {"bas_pct": None, "haut_pct": None, "a_risque": 0, "non_revus": 0, "trop_tot": 0}
    >>> dire_part(Echeance(mois=6, survie_pct=86.1, tiennent=33, connus=38, **nu))
    '86\xa0%'
    >>> [dire_part(Echeance(mois=6, survie_pct=None, tiennent=3, connus=n, **nu)) for n in (4, 0)]
    ['3 sur 4', 'n.\xa0d.']
    """
    if echeance.survie_pct is not None:
        return francais.pourcentage(echeance.survie_pct, 0)
    return _compte_nu(echeance) if echeance.connus else francais.ND


def _compte_nu(echeance: Echeance) -> str:
    return f"{francais.nombre(echeance.tiennent)} sur {francais.nombre(echeance.connus)}"


def afficher(ici: ContexteParcours) -> None:
    """La courbe et ses échéances, ou, sous dix points, le compte nu ; puis les rechutes et les points."""
    lecture = ici.lire(lire_survie)
    if "Visites" in ici.absentes:
        st.info("Sans visite, personne ne sait quels points sont restaurés, ni s’ils ont rechuté.", icon="ℹ")
        return
    if lecture.ensemble is None:
        st.info(
            "Aucun point restauré dans cette sélection : aucune visite n’y a réuni les quatre tests. La durée de "
            "service se lira quand un premier point aura passé 4/4.",
            icon="ℹ",
        )
        return
    if lecture.courbe:
        _afficher_courbe(ici, lecture)
    else:
        _dire_sans_courbe(lecture)
    _dire_rechutes(lecture.ensemble)
    _dire_la_regle()
    _afficher_groupes(ici)
    _afficher_points(ici, lecture.suivis)


def _dire_sans_courbe(lecture: LectureSurvie) -> None:
    a_six, restaures = lecture.a_six_mois, len(lecture.suivis)
    mois = f"{francais.nombre(a_six.mois)} mois"
    st.markdown(f"### {_compte_nu(a_six)} à {mois}" if a_six.connus else f"### Aucun état connu à {mois}")
    st.caption(
        f"{francais.compte(restaures, 'point restauré', 'points restaurés')} dans cette sélection : sous "
        f"{EFFECTIF_MINIMAL}, une courbe tromperait. "
        f"Comptés : les points restaurés depuis au moins {mois} dont une visite dit s’ils ont tenu jusque-là. Pas "
        f"encore connus : {francais.compte(a_six.non_revus, 'point non revu', 'points non revus')} après {mois}, "
        f"{francais.compte(a_six.trop_tot, 'restauré', 'restaurés')} depuis moins de {mois}."
    )


def _afficher_courbe(ici: ContexteParcours, lecture: LectureSurvie) -> None:
    gauche, droite = st.columns([1.5, 1], gap="medium")
    with gauche:
        titre = f"Part des {francais.nombre(len(lecture.suivis))} points restaurés sans rechute, selon la durée"
        st.markdown(f"**{titre}**")
        figure = donnees.dessiner(tracer_survie, lecture.courbe, lecture.effectifs, lecture.suivis)
        st.plotly_chart(figure, config=theme.CONFIG, key="figure_survie", alt=titre)
    with droite:
        montre = pd.DataFrame(
            {
                "À": [f"{e.mois}{francais.INSECABLE}mois" for e in lecture.echeances],
                "Encore en service (estimé)": [_estime(e) for e in lecture.echeances],
                "Points encore suivis": [francais.nombre(e.a_risque) for e in lecture.echeances],
                "Compte nu": [_compte_nu(e) if e.connus else francais.ND for e in lecture.echeances],
                "Pas encore connus": [francais.nombre(e.non_revus + e.trop_tot) for e in lecture.echeances],
            }
        )
        emporte = en_tableau(Echeance, lecture.echeances)
        afficher_tableau(
            montre, emporte, "Encore en service après 3, 6 et 12 mois", cle="survie_echeances", filtres=ici.en_clair
        )
        st.caption(
            "Estimé : la part des points restaurés encore en service après ce temps, et entre crochets les bornes où "
            "elle se trouve probablement. Compte nu : des points restaurés depuis au moins ce temps et dont l’état est "
            "connu, combien n’avaient pas rechuté. Pas encore connus : non revus depuis, ou restaurés trop récemment. "
            "Méthode : estimateur de Kaplan et Meier, intervalle de confiance à 95\u00a0% ; les points encore suivis "
            "sont l’effectif à risque."
        )
    _avertir_fin_de_courbe(lecture.effectifs)


def _avertir_fin_de_courbe(effectifs: Sequence[Effectif]) -> None:
    mince = next((e for e in effectifs if e.a_risque < _PEU), None)
    if mince:
        st.caption(
            f"À {mince.mois} mois et au-delà, moins de {_PEU} points sont encore suivis : à lire avec "
            "réserve. La courbe s’arrête au plus long suivi."
        )


def _estime(echeance: Echeance) -> str:
    if echeance.survie_pct is None:
        return f"{francais.ND} (aucun suivi si long)"
    texte = francais.pourcentage(echeance.survie_pct, 0)
    if echeance.bas_pct is None:
        return texte
    return f"{texte} [{francais.nombre(echeance.bas_pct, 0)} ; {francais.nombre(echeance.haut_pct, 0)}]"


def _dire_rechutes(ensemble: Rechutes) -> None:
    restaures = francais.compte(ensemble.restaures, "point restauré", "points restaurés")
    if not ensemble.rechutes:
        st.markdown(f"**Aucune rechute constatée** sur {restaures}.")
        return
    releves = francais.compte(ensemble.releves, "relevé", "relevés")
    st.markdown(
        f"Sur **{restaures}**, **{francais.nombre(ensemble.rechutes)}** ont rechuté au moins une fois : {releves} "
        f"depuis, **{francais.compte(ensemble.retombes, 'encore retombé', 'encore retombés')}** à la dernière visite."
    )


def _dire_la_regle() -> None:
    st.caption(
        "**Règle.** Le temps court de la première visite qui a réuni les quatre tests à la **première rechute** : la "
        "visite, depuis, qui trouve moins de deux tests passés ou le point fermé, à sa date. Un point relevé ensuite "
        "reste compté comme ayant rechuté. **Censure.** Sans rechute, ce que l’on sait d’un point s’arrête à sa "
        "dernière visite : il quitte l’effectif à risque ce jour-là, et non à la date des données, car personne n’a "
        "constaté qu’il fonctionnait encore après."
    )


def _afficher_groupes(ici: ContexteParcours) -> None:
    par = choisir_ventilation("rechutes_par", "Rechutes par")
    groupes = ici.lire(rechutes, par)
    nom = VENTILATIONS[par]
    if len(groupes) < 2:
        st.info(f"Un seul groupe dans cette sélection ({nom.lower()}) : rien à comparer.", icon="ℹ")
    montre = pd.DataFrame(
        {
            nom: [nommer_groupe(g.groupe, par) for g in groupes],
            "Restaurés": [francais.nombre(g.restaures) for g in groupes],
            "Ont rechuté": [francais.fraction(g.rechutes, g.restaures) for g in groupes],
            "Relevés depuis": [francais.nombre(g.releves) for g in groupes],
            "Encore retombés": [francais.nombre(g.retombes) for g in groupes],
        }
    )
    emporte = en_tableau(Rechutes, groupes)
    afficher_tableau(montre, emporte, f"Rechutes par {nom.lower()}", cle="rechutes_groupes", filtres=ici.en_clair)


def _afficher_points(ici: ContexteParcours, suivis: Sequence[PointSuivi]) -> None:
    with st.expander("Les points restaurés, un par un"):
        montre = pd.DataFrame(
            {
                "Point": [p.nom for p in suivis],
                "Commune": [p.commune for p in suivis],
                "Opérateur": [nommer_groupe(p.operateur, "operateur") for p in suivis],
                "Restauré le": [francais.date_courte(p.date_restauration) for p in suivis],
                "Suivi (jours)": [francais.nombre(p.jours) for p in suivis],
                "Fin du suivi": [_issue(p) for p in suivis],
                "Dernière visite": [francais.date_courte(p.fin_du_suivi) for p in suivis],
            }
        )
        emporte = en_tableau(PointSuivi, suivis)
        liens, titre = [navigation.adresse_d_un_point(p.id_point) for p in suivis], "Points restaurés et rechutes"
        afficher_tableau(montre, emporte, titre, cle="points_suivis", filtres=ici.en_clair, liens=liens)


def _issue(point: PointSuivi) -> str:
    if not point.rechute:
        return "● sans rechute à la dernière visite"
    suite = "relevé depuis" if point.releve else "encore retombé"
    return f"▲ rechute le {francais.date_courte(point.date_rechute)}, {suite}"
