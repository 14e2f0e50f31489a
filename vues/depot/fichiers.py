"""Les classeurs que l'écran prépare : le modèle du mois, les formulaires de téléphone, les lignes rejetées d'un dépôt.

Deux temps, préparer puis télécharger : la commande prend une seconde ou deux, et son échec se dit en français.
"""

from __future__ import annotations

import datetime as dt
import logging
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from domaine.feuilles.passerelles import FORMULAIRES
from domaine.periodes import periode_contenant
from vues.actions import porte
from vues.actions.processus import ActionImpossible
from vues.elements.tableaux import nom_de_fichier
from vues.filtres.adresse import INVITE
from vues.textes import echapper

_MOIS_PROPOSES = 18
_journal = logging.getLogger(__name__)


def proposer_modele(regions: dict[str, str], date_donnees: dt.date, recus: Mapping[str, dt.date]) -> None:
    """Le classeur à remplir d'une coordination pour un mois, les points et chantiers connus déjà dedans.

    Args:
        regions: code → nom.
        date_donnees: le mois qui la suit, deux autres et les précédents se proposent.
        recus: région → fin du dernier rapport reçu : le mois qui la suit est choisi d'abord ; à défaut, celui qui suit
            la date des données.
    """
    st.markdown(
        "Le classeur du mois est prêt à remplir : une ligne par poste, activité, chantier et point à visiter, son "
        "dernier état rappelé, dans l’ordre d’une tournée. Ce qui n’y est pas touché ne compte pas et n’efface rien."
    )
    mois = periode_contenant("mois", date_donnees).suivante()
    proposes = [mois, mois.suivante(), mois.suivante().suivante()]
    for _ in range(_MOIS_PROPOSES):
        mois = mois.precedente()
        proposes.append(mois)
    noms = {p.libelle: p.libelle_long for p in proposes}
    libelles = list(noms)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        zone = st.selectbox(
            "Coordination",
            list(regions),
            format_func=lambda c: regions.get(c, c),
            key="modele_zone",
            width=165,
            placeholder=INVITE,
        )
        periode = st.selectbox(
            "Mois",
            libelles,
            index=_rang_du_suivant(libelles, recus.get(zone)),
            format_func=lambda p: noms.get(p, p),
            key=f"modele_mois_{zone}",
            width=165,
            placeholder=INVITE,
        )
        nom = f"{nom_de_fichier(f'modele {zone} {periode}')}.xlsx"
        preparer("Préparer le modèle", nom, f"modele_{zone}_{periode}", lambda: porte.produire_modele(zone, periode))


def proposer_formulaires(regions: dict[str, str]) -> None:
    """Le formulaire de téléphone d'un registre : à mettre sur Kobo ou ODK, son export se dépose tel quel.

    Args:
        regions: code → nom.
    """
    st.markdown(
        "Ce qui se relève sur le terrain se remplit au téléphone, même hors ligne : le formulaire se charge dans "
        "KoboToolbox ou ODK, avec les points, postes, tournées et chantiers déjà connus. **L’export se dépose ici tel "
        "quel** : rien n’est à recopier. Refaites-le quand de nouveaux points sont déclarés."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nom = st.selectbox(
            "Registre",
            list(FORMULAIRES),
            format_func=lambda n: FORMULAIRES[n].titre,
            key="formulaire_nom",
            width=300,
            placeholder=INVITE,
        )
        zone = st.selectbox(
            "De la coordination",
            list(regions),
            format_func=lambda c: regions.get(c, c),
            key="formulaire_zone",
            width=165,
            placeholder=INVITE,
        )
        fichier = f"{nom_de_fichier(f'formulaire {nom} {zone}')}.xlsx"
        cle = f"formulaire_{nom}_{zone}"
        preparer("Préparer le formulaire", fichier, cle, lambda: porte.produire_formulaire(nom, zone))


def _rang_du_suivant(libelles: list[str], recu: dt.date | None) -> int:
    """Le rang du mois qui suit le dernier reçu ; le premier quand il n'est pas proposé."""
    suivant = periode_contenant("mois", recu).suivante().libelle if recu else ""
    return libelles.index(suivant) if suivant in libelles else 0


def proposer_cadre() -> None:
    """Le classeur du cadre logique : celui en vigueur à modifier, ou un exemple dont partir."""
    st.markdown(
        "Indicateurs, cibles, références : le classeur en vigueur, à modifier et à déposer ; vide s’il n’y en a pas. "
        "**Partir de l’exemple** donne les résultats et les indicateurs de la démonstration, à adapter, sans cible."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        preparer("Préparer le cadre logique", "cadre_logique.xlsx", "cadre", porte.produire_cadre)
        exemple = "cadre_logique_exemple.xlsx"
        preparer("Partir de l’exemple", exemple, "cadre_exemple", lambda: porte.produire_cadre(exemple=True))


def proposer_corrections() -> None:
    """Le classeur où s'écrivent les corrections, vide, avec ses listes et son mode d'emploi."""
    preparer("Préparer un classeur de corrections", "corrections.xlsx", "corrections", porte.produire_corrections)


def proposer_rejets(id_depot: int, nom_depot: str, *, lieu: str) -> None:
    """Les lignes mises de côté d'un dépôt, à corriger et à renvoyer ; `lieu` distingue deux boutons d'une page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nom = f"{nom_de_fichier(f'rejets {id_depot} {Path(nom_depot).stem}')}.xlsx"
        titre = f"Reprendre les lignes rejetées du dépôt n° {id_depot}"
        preparer(titre, nom, f"rejets_{lieu}_{id_depot}", lambda: porte.produire_rejets(id_depot))


def preparer(titre: str, nom: str, cle: str, produire: Callable[[], bytes]) -> None:
    """Un bouton qui fait préparer un fichier, puis celui qui l'emporte ; un refus se dit en français."""
    if not st.button(titre, key=f"preparer_{cle}"):
        return
    try:
        with st.spinner("Préparation…"):
            contenu = produire()
    except ActionImpossible as erreur:
        _journal.error("Fichier non préparé : %s\n%s", erreur, erreur.detail)
        st.error(echapper(erreur), icon="⚠️")
        return
    genre = mimetypes.guess_type(nom)[0]
    st.download_button(
        f"Télécharger {nom}", contenu, nom, genre, key=f"telecharger_{cle}", type="primary", icon="⬇️", on_click="ignore"
    )
