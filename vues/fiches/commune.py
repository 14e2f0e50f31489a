"""La fiche d'une commune, sous la carte : l'essentiel en une phrase, puis ce qui l'explique."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.commune import expliquer
from domaine.listes import montrer
from domaine.niveaux import NOMS
from figures.mots import chiffre as mots
from figures.svg.histoire import dessiner_histoire
from requetes.fiches.commune import ChantierDeCommune, ComptesDeService, Mois, PointDeCommune
from requetes.fiches.evenements import Fait
from requetes.fiches.lecture import LectureCommune, lire_commune
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements import etats
from vues.elements.signes import SIGNES
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches import decisions as fiche_decisions
from vues.fiches import manques as fiche_manques
from vues.fiches.choix_point import choisir_point
from vues.filtres.adresse import ici_avec
from vues.page.entree import Contexte
from vues.textes import echapper

_FAITS_MONTRES = 25
_LARGEUR_HISTOIRE = 500
#: Ce qui s'emporte des indicateurs de la commune.
_CHIFFRE = (
    "code_indicateur libelle_court unite periode valeur numerateur denominateur recues attendues date_plus_ancienne "
    "provisoire cible_due etat"
).split()


def afficher(
    contexte: Contexte, code_commune: str, jour: dt.date, ouvrir_point: Callable[[str], None] | None = None
) -> None:
    """La fiche entière.

    Args:
        contexte: celui de la page.
        code_commune: code de la commune ; un autre se dit, sans erreur.
        jour: date de la situation, une de `requetes.carte.services.dates_d_etat`.
        ouvrir_point: reçoit l'identifiant du point choisi dans la fiche ; sans elle, rien n'est à choisir.
    """
    lue = donnees.lire(contexte.edition, lire_commune, code_commune, jour)
    if lue is None:
        st.info(f"La commune «\u00a0{echapper(code_commune, 60)}\u00a0» n’est pas dans cette édition.", icon="ℹ")
        return
    _afficher_l_essentiel(lue)
    nom = f"{lue.commune.nom}, {francais.date(jour)}"
    services, histoire, absents, decide, chiffres = st.tabs(
        [
            f"Services ({francais.nombre(len(lue.points))})",
            "Histoire",
            fiche_manques.titre(lue.manques),
            fiche_decisions.titre(lue.decisions),
            "Indicateurs",
        ]
    )
    with services:
        _afficher_services(lue, nom, ouvrir_point)
    with histoire:
        _afficher_histoire(lue, nom)
    with absents:
        fiche_manques.afficher(lue.manques, nom, suivis=len(lue.points))
    with decide:
        st.caption(f"À la date des données, {francais.date(contexte.date_donnees)}.")
        fiche_decisions.afficher(lue.decisions, lue.commune.nom, cle="commune")
    with chiffres:
        _afficher_indicateurs(lue.chiffres, nom)


def _afficher_l_essentiel(lue: LectureCommune) -> None:
    commune = lue.commune
    st.subheader(f"Fiche de la commune : {echapper(commune.nom)}", anchor=False)
    lieu = f"Cercle : {echapper(commune.cercle)} · région : {echapper(commune.region)}"
    st.caption(f"{lieu} · situation au {francais.date(lue.jour)}")
    st.markdown(f"**{echapper(expliquer(lue.situation))}**")
    if lue.points:
        st.markdown(" · ".join(_dire_les_comptes(lue)))
    if commune.population is not None:
        habitants = francais.compte(commune.population, "habitant")
        st.caption(f"{habitants} en {commune.annee} (source : {echapper(commune.source)}).")


def _dire_les_comptes(lue: LectureCommune) -> list[str]:
    situation, jamais = lue.situation, lue.jamais_visites
    morceaux = [f"**{francais.fraction(situation.restaures, situation.suivis)}** déjà restaurés"]
    if situation.restaures:
        morceaux += [
            f"**{francais.fraction(compte, situation.restaures)}** {nom}"
            for compte, nom in (
                (situation.fonctionnels, "fonctionnent"),
                (situation.retombes, "retombés"),
                (situation.non_vus, "non vus depuis 90\u00a0jours"),
            )
        ]
    if jamais:
        morceaux.append(f"**{francais.nombre(jamais)}** jamais {'visité' if jamais < 2 else 'visités'}")
    return morceaux


def _afficher_services(lue: LectureCommune, nom: str, ouvrir_point: Callable[[str], None] | None) -> None:
    if not lue.points:
        st.info(
            "Aucun point de service n’est suivi ici. Un point entre par la feuille «\u00a0Points\u00a0» du classeur de "
            "la coordination.",
            icon="ℹ",
        )
        return
    if ouvrir_point is not None:
        choisir_point({p.id_point: p.nom for p in lue.points}, ouvrir_point, cle="commune")
    montre = pd.DataFrame([_montrer_point(p) for p in lue.points])
    emporte = en_tableau(PointDeCommune, lue.points)
    liens = [ici_avec(point=p.id_point) for p in lue.points] if ouvrir_point is not None else []
    afficher_tableau(montre, emporte, f"Points de service : {nom}", cle="fiche_points", liens=liens)
    if len(lue.services) > 1:
        st.markdown("**Service par service**")
        montre = pd.DataFrame([_montrer_comptes(c) for c in lue.services])
        emporte = en_tableau(ComptesDeService, lue.services)
        afficher_tableau(montre, emporte, f"Comptes par service : {nom}", cle="fiche_services")


def _montrer_point(point: PointDeCommune) -> dict[str, str]:
    visite = "jamais visité"
    if point.derniere_visite:
        visite = f"{francais.date_courte(point.derniere_visite)} ({francais.nombre(point.tests)}/4\u00a0tests)"
    return {
        "Point": point.nom,
        "Statut": f"{SIGNES.get(point.statut, '')}\u00a0{point.statut}",
        "Étape": montrer("etape", point.etape) if point.etape else francais.ND,
        "Dernière visite": visite,
        "Restauré le": francais.date_courte(point.date_restauration) if point.date_restauration else "pas encore",
        "Service": point.type_service,
    }


def _montrer_comptes(comptes: ComptesDeService) -> dict[str, str]:
    def sur_restaures(nombre: int) -> str:
        return francais.fraction(nombre, comptes.restaures) if comptes.restaures else francais.SO

    return {
        "Service": comptes.type_service,
        "Déjà restaurés": francais.fraction(comptes.restaures, comptes.suivis),
        "Fonctionnent": sur_restaures(comptes.fonctionnels),
        "Retombés": sur_restaures(comptes.retombes),
        "Non vus (90 jours)": sur_restaures(comptes.non_vus),
        "Jamais visités": francais.nombre(comptes.jamais_visites),
    }


def _afficher_histoire(lue: LectureCommune, nom: str) -> None:
    if lue.histoire:
        st.markdown("**Points restaurés et points qui fonctionnent, à la fin de chaque mois**")
        st.image(
            dessiner_histoire(lue.histoire, sombre=st.context.theme.type == "dark"),
            width=_LARGEUR_HISTOIRE,
        )
        telecharger(en_tableau(Mois, lue.histoire), f"Histoire mois par mois : {nom}", cle="fiche_histoire")
    if lue.chantiers:
        st.markdown("**Chantiers de la commune, de son cercle et de sa région**")
        montre = pd.DataFrame([_montrer_chantier(c) for c in lue.chantiers])
        emporte = en_tableau(ChantierDeCommune, lue.chantiers)
        afficher_tableau(montre, emporte, f"Chantiers : {nom}", cle="fiche_chantiers")
    st.markdown("**Ce qui s’est passé**")
    if len(lue.faits) > _FAITS_MONTRES:
        st.caption(
            f"Les {_FAITS_MONTRES} faits les plus récents sur {francais.nombre(len(lue.faits))} ; "
            "le fichier les a tous."
        )
    montre = pd.DataFrame(
        [
            {
                "Date": francais.date_courte(f.date),
                "Où": f.sujet,
                "Fait": f"{f.genre} : {f.detail}" if f.detail else f.genre,
            }
            for f in lue.faits[:_FAITS_MONTRES]
        ]
    )
    afficher_tableau(montre, en_tableau(Fait, lue.faits), f"Faits datés : {nom}", cle="fiche_faits")


def _montrer_chantier(chantier: ChantierDeCommune) -> dict[str, str | None]:
    return {
        "Chantier": chantier.nom,
        "Zone": f"{chantier.zone} ({NOMS[chantier.niveau]})",
        "Avancement": _dire_avancement(chantier),
    }


def _dire_avancement(chantier: ChantierDeCommune) -> str:
    if chantier.date_reception:
        return f"réceptionné le {francais.date_courte(chantier.date_reception)}"
    morceaux = ["pas de situation reçue"]
    if chantier.physique_pct is not None:
        morceaux = [
            f"travaux {francais.pourcentage(chantier.physique_pct, 0)}",
            f"payé {francais.pourcentage(chantier.financier_pct, 0)}",
            f"au {francais.date_courte(chantier.situation_au)}",
        ]
    if chantier.date_fin_prevue:
        morceaux.append(f"fin prévue le {francais.date_courte(chantier.date_fin_prevue)}")
    if chantier.incident is not None:
        morceaux.append(f"incident : {chantier.incident}")
    return ", ".join(morceaux)


def _afficher_indicateurs(chiffres: Sequence[Chiffre], nom: str) -> None:
    st.caption("Situation cumulée depuis le démarrage, à la dernière période finie à cette date.")
    montre = pd.DataFrame(
        [
            {
                "Indicateur": f"{c.code_indicateur} — {c.libelle_court}",
                "Valeur": mots.valeur(c) + mots.marques(c),
                "État": etats.mot(c.etat),
                "Reçu": mots.completude(c),
                "À fin": francais.periode(c.periode),
                "Donnée la plus ancienne": francais.date_courte(c.date_plus_ancienne),
            }
            for c in chiffres
        ]
    )
    emporte = en_tableau(Chiffre, chiffres)[_CHIFFRE]
    afficher_tableau(montre, emporte, f"Indicateurs suivis par commune : {nom}", cle="fiche_indicateurs")
