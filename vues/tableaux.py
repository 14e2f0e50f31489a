"""Le tableau, unique : ce qui se lit à l'écran d'un côté, ce qui s'emporte (CSV, XLSX) de l'autre.

L'écran montre des textes français déjà mis en forme ; les fichiers emportés gardent les valeurs entières, les
absences vides et les noms de colonnes du contrat. Le XLSX neutralise ce qui commencerait une formule.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from domaine.periodes import sans_accent
from tableurs.ecriture_csv import ecrire_csv
from tableurs.ecriture_xlsx import ecrire_xlsx
from vues.textes import echapper

#: Au-delà, la grille qui défile ; en deçà, le tableau entier.
_LIGNES_EN_HTML = 30
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
        st.info(f"{echapper(titre)} : aucune ligne.", icon="ℹ️")
        return
    if len(montre) <= _LIGNES_EN_HTML and not colonnes:
        # Un vrai tableau HTML : il s'imprime, se lit au lecteur d'écran et n'a pas de menu anglais.
        st.table(montre.map(echapper), border="horizontal", hide_index=True, alt=titre)
    else:
        st.dataframe(
            montre,
            hide_index=True,
            height=hauteur_max,
            key=f"tableau_{cle}",
            column_config=colonnes,
            alt=titre,
            # Au-delà de mille lignes, seules celles que l’on regarde viennent au navigateur.
            lazy=True,
        )
    telecharger(emporte, titre, cle=cle, filtres=filtres)


def telecharger(emporte: pd.DataFrame, titre: str, *, cle: str, filtres: str = "") -> None:
    """Les deux boutons ; le fichier n'est fabriqué qu'au clic."""
    nom = nom_de_fichier(titre)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(echapper(titre) + (f" ({len(emporte)} lignes)" if len(emporte) > 1 else ""))
        with st.container(horizontal=True, width="content"):
            _bouton("CSV", lambda: _csv(emporte), f"{nom}.csv", "text/csv", cle)
            _bouton("XLSX", lambda: _xlsx(emporte, titre, filtres), f"{nom}.xlsx", _MIME_XLSX, cle)


def _bouton(libelle: str, fabriquer: Callable[[], bytes], fichier: str, mime: str, cle: str) -> None:
    st.download_button(
        libelle,
        fabriquer,
        fichier,
        mime,
        key=f"{libelle}_{cle}",
        type="tertiary",
        icon="⬇️",
        on_click="ignore",
        help=f"Télécharger ce tableau ({libelle})",
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
