"""Le tableau, unique : ce qui se lit à l'écran d'un côté, ce qui s'emporte (CSV, CSV pour Excel, XLSX) de l'autre.

L'écran montre des textes français déjà mis en forme ; les fichiers emportés gardent les valeurs entières, les
absences vides et les noms de colonnes de l'édition. Les deux formes d'un tableur neutralisent ce qui commencerait une
formule.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import sans_accent
from tableurs.ecriture_csv import ecrire_csv, ecrire_csv_excel
from tableurs.ecriture_xlsx import ecrire_xlsx
from vues.textes import echapper

#: Au-delà, la grille qui défile ; en deçà, le tableau entier.
_LIGNES_EN_HTML = 30
#: Au-delà, la grille va page par page.
_LIGNES_SANS_PAGES, _LIGNES_PAR_PAGE = 300, 100
#: Colonnes dont le texte est une phrase → largeur, et hauteur d'un rang qui en tient trois lignes.
_PHRASES = {"Ce qui ne va pas": 300, "Que faire": 300, "Motifs": 460, "Cellules reçues": 460}
_RANG_LONG_PX = 68
_AIDE_EXCEL = (
    "Points-virgules et virgule décimale : un tableur français l’ouvre d’un double-clic. Il y lit pourtant 2024-06 "
    "comme une date ; le XLSX le garde tel quel."
)
_MIME_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def afficher_tableau(
    montre: pd.DataFrame,
    emporte: pd.DataFrame,
    titre: str,
    *,
    cle: str,
    colonnes: dict[str, Any] | None = None,
    hauteur_max: int = 420,
    filtres: str = "",
) -> None:
    """Affiche un tableau et ses téléchargements.

    Args:
        montre: ce qui se lit : textes mis en forme, titres de colonnes en français.
        emporte: ce qui s'emporte : valeurs brutes, noms de l'édition ; peut avoir plus de colonnes.
        titre: nom français du tableau, dont vient le nom des fichiers.
        cle: clé unique sur la page.
        colonnes: `column_config` de Streamlit, au besoin.
        hauteur_max: au-delà, le tableau défile.
        filtres: filtres en vigueur, en clair (`Filtres.en_clair`), écrits dans le classeur emporté.
    """
    if montre.empty:
        st.info(f"{echapper(titre)} : aucune ligne.", icon="ℹ️")
        return
    if len(montre) <= _LIGNES_EN_HTML and not colonnes:
        # Un vrai tableau HTML : il s'imprime, se lit au lecteur d'écran et n'a pas de menu anglais.
        st.table(montre.map(echapper), border="horizontal", hide_index=True, alt=titre)
    else:
        grille = st.container()
        montre = _page_montree(montre, cle)
        with grille:
            st.dataframe(
                montre, hide_index=True, height=hauteur_max, key=f"tableau_{cle}", column_config=colonnes, alt=titre
            )
    telecharger(emporte, titre, cle=cle, filtres=filtres)


def afficher_longs(montre: pd.DataFrame, emporte: pd.DataFrame, titre: str, *, cle: str) -> None:
    """Un tableau dont les phrases passent à la ligne, et ses téléchargements."""
    if montre.empty:
        st.info(f"{titre} : aucune ligne.", icon="ℹ️")
        return
    larges = {c: st.column_config.TextColumn(width=_PHRASES[c]) for c in montre.columns if c in _PHRASES}
    hauteur = min(560, _RANG_LONG_PX * len(montre) + 40)
    st.dataframe(
        montre,
        hide_index=True,
        height=hauteur,
        row_height=_RANG_LONG_PX,
        column_config=larges,
        key=f"tableau_{cle}",
        alt=titre,
    )
    telecharger(emporte, titre, cle=cle)


def _page_montree(montre: pd.DataFrame, cle: str) -> pd.DataFrame:
    """Les lignes de la page choisie : une liaison faible n'a pas à porter des milliers de lignes pour en lire dix."""
    if len(montre) <= _LIGNES_SANS_PAGES:
        return montre
    pages = math.ceil(len(montre) / _LIGNES_PAR_PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        place = st.container(width="content")
        # Le nombre de pages est dans la clé : une autre sélection se lit depuis sa première page.
        page = st.pagination(pages, key=f"page_{cle}_{pages}")
    debut = (page - 1) * _LIGNES_PAR_PAGE
    fin = min(debut + _LIGNES_PAR_PAGE, len(montre))
    place.caption(
        f"Lignes {francais.nombre(debut + 1)} à {francais.nombre(fin)} sur {francais.nombre(len(montre))} ; "
        "les fichiers à télécharger les ont toutes."
    )
    return montre.iloc[debut:fin]


def telecharger(emporte: pd.DataFrame, titre: str, *, cle: str, filtres: str = "") -> None:
    """Les boutons ; le fichier n'est fabriqué qu'au clic."""
    nom = nom_de_fichier(titre)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(echapper(titre) + (f" ({francais.compte(len(emporte), 'ligne')})" if len(emporte) > 1 else ""))
        with st.container(horizontal=True, width="content"):
            _bouton("CSV", lambda: _csv(emporte), f"{nom}.csv", "text/csv", cle)
            _bouton("CSV pour Excel", lambda: _csv_excel(emporte), f"{nom}_excel.csv", "text/csv", cle, _AIDE_EXCEL)
            _bouton("XLSX", lambda: _xlsx(emporte, titre, filtres), f"{nom}.xlsx", _MIME_XLSX, cle)


def _bouton(libelle: str, fabriquer: Callable[[], bytes], fichier: str, mime: str, cle: str, aide: str = "") -> None:
    st.download_button(
        libelle,
        fabriquer,
        fichier,
        mime,
        key=f"{libelle}_{cle}",
        type="tertiary",
        icon="⬇️",
        on_click="ignore",
        help=f"Télécharger ce tableau ({libelle})." + (f" {aide}" if aide else ""),
    )


def nom_de_fichier(titre: str) -> str:
    """Nom de fichier ASCII d'un titre.

    >>> nom_de_fichier("Écarts à regarder : Gao")
    'socle_ecarts_a_regarder_gao'
    """
    return "socle_" + re.sub(r"[^a-z0-9]+", "_", sans_accent(titre)).strip("_")[:60]


def _csv(table: pd.DataFrame) -> bytes:
    tampon = io.BytesIO()
    ecrire_csv(table, tampon)
    return tampon.getvalue()


def _csv_excel(table: pd.DataFrame) -> bytes:
    tampon = io.BytesIO()
    ecrire_csv_excel(table, tampon)
    return tampon.getvalue()


def _xlsx(table: pd.DataFrame, titre: str, filtres: str) -> bytes:
    lecture = pd.DataFrame({"Lecture": ["Tableau", "Filtres en vigueur"], "Valeur": [titre, filtres or "aucun"]})
    tampon = io.BytesIO()
    ecrire_xlsx({"Données": table, "Lecture": lecture}, tampon)
    return tampon.getvalue()
