"""Le tableau, unique : ce qui se lit à l'écran d'un côté, ce qui s'emporte (CSV, XLSX) de l'autre.

L'écran montre des textes français déjà mis en forme ; les fichiers emportés gardent les valeurs entières, les
absences vides et les noms de colonnes du contrat. Le XLSX neutralise ce qui commencerait une formule.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import streamlit as st

from domaine.periodes import sans_accent
from tableurs.ecriture_csv import ecrire_csv
from tableurs.ecriture_xlsx import ecrire_xlsx

_LIGNE_PX = 35


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
    """Affiche un tableau et ses deux téléchargements.

    Args:
        montre: ce qui se lit : textes mis en forme, titres de colonnes en français.
        emporte: ce qui s'emporte : valeurs brutes, noms du contrat ; peut avoir plus de colonnes.
        titre: nom français du tableau, dont vient le nom des fichiers.
        cle: clé unique sur la page.
        colonnes: `column_config` de Streamlit, au besoin.
        hauteur_max: au-delà, le tableau défile.
        filtres: filtres en vigueur, en clair (`Filtres.en_clair`), écrits dans le classeur emporté.
    """
    if montre.empty:
        st.info(f"{titre} : aucune ligne.", icon="ℹ️")
        return
    court = _LIGNE_PX * (len(montre) + 1) <= hauteur_max
    st.dataframe(
        montre,
        hide_index=True,
        height="content" if court else hauteur_max,
        key=f"tableau_{cle}",
        column_config=colonnes,
        alt=titre,
    )
    telecharger(emporte, titre, cle=cle, filtres=filtres)


def telecharger(emporte: pd.DataFrame, titre: str, *, cle: str, filtres: str = "") -> None:
    """Les deux boutons ; le fichier n'est fabriqué qu'au clic."""
    nom = nom_de_fichier(titre)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{titre} ({len(emporte)} lignes)" if len(emporte) > 1 else titre)
        st.download_button(
            "CSV",
            lambda: _csv(emporte),
            f"{nom}.csv",
            "text/csv",
            key=f"csv_{cle}",
            type="tertiary",
            icon="⬇️",
            on_click="ignore",
        )
        st.download_button(
            "XLSX",
            lambda: _xlsx(emporte, titre, filtres),
            f"{nom}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key=f"xlsx_{cle}",
            type="tertiary",
            icon="⬇️",
            on_click="ignore",
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


def _xlsx(table: pd.DataFrame, titre: str, filtres: str) -> bytes:
    lecture = pd.DataFrame({"Lecture": ["Tableau", "Filtres en vigueur"], "Valeur": [titre, filtres or "aucun"]})
    tampon = io.BytesIO()
    ecrire_xlsx({"Données": table, "Lecture": lecture}, tampon)
    return tampon.getvalue()
