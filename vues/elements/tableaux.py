"""Le tableau, unique : ce qui se lit à l'écran d'un côté, ce qui s'emporte (CSV, CSV pour Excel, XLSX) de l'autre.

L'écran montre des textes français déjà mis en forme, rangés par leurs vraies valeurs ; les fichiers emportés gardent
les valeurs entières, les absences vides et les noms de colonnes de l'édition. Les deux formes d'un tableur neutralisent
ce qui commencerait une formule.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import sans_accent
from requetes.edition.ouverture import Edition
from tableurs.ecriture_csv import ecrire_csv, ecrire_csv_excel
from tableurs.ecriture_xlsx import ecrire_xlsx
from vues.elements.tableau_html import Colonne, composer, de_textes, extraire, ranger
from vues.filtres.adresse import INVITE
from vues.redite import redire
from vues.textes import echapper

#: Au-delà, le tableau va page par page, et le serveur le range en entier.
_LIGNES_SANS_PAGES, _LIGNES_PAR_PAGE = 300, 100
_SANS_ORDRE = "l’ordre du tableau"
_AIDE_EXCEL = (
    "Points-virgules et virgule décimale : un tableur français l’ouvre d’un double-clic. Il y lit pourtant 2024-06 "
    "comme une date ; le XLSX le garde tel quel."
)
_MIME_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def afficher_tableau(
    montre: pd.DataFrame, emporte: pd.DataFrame, titre: str, *, cle: str, filtres: str = "", liens: Sequence[str] = ()
) -> None:
    """Affiche un tableau et ses téléchargements.

    Args:
        montre: ce qui se lit : textes mis en forme, titres de colonnes en français.
        emporte: ce qui s'emporte : valeurs brutes, noms de l'édition ; peut avoir plus de colonnes.
        titre: nom français du tableau, dont vient le nom des fichiers.
        cle: clé unique sur la page.
        filtres: filtres en vigueur, en clair (`Filtres.en_clair`), écrits dans le classeur emporté.
        liens: l'adresse qu'ouvre chaque ligne, vide pour celle qui n'ouvre rien.
    """
    if montre.empty:
        st.info(f"{echapper(titre)} : aucune ligne.", icon="ℹ")
        return
    montrer(montre, titre, cle=cle, liens=liens)
    telecharger(emporte, titre, cle=cle, filtres=filtres)


def redire_tableau(
    edition: Edition,
    nombre: int,
    montrer_: Callable[[], pd.DataFrame],
    emporter: Callable[[], pd.DataFrame],
    titre: str,
    *,
    cle: str,
    filtres: str = "",
    lier: Callable[[], Sequence[str]] = tuple,
) -> None:
    """Comme `afficher_tableau`, où rien de ce qui se redit ne se reforme, ni ce que personne n'emporte.

    Args:
        edition: celle que la page lit.
        nombre: ses lignes.
        montrer_, emporter: ce qui se lit et ce qui s'emporte, formés à la demande.
        titre, cle, filtres: comme `afficher_tableau`.
        lier: les adresses qu'ouvrent ses lignes.
    """
    if not nombre:
        st.info(f"{echapper(titre)} : aucune ligne.", icon="ℹ")
        return
    redire(edition, f"tableau_{cle}", lambda: montrer(montrer_(), titre, cle=cle, liens=lier()))
    telecharger(emporter, titre, cle=cle, filtres=filtres, nombre=nombre)


def montrer(montre: pd.DataFrame, titre: str, *, cle: str, liens: Sequence[str] = ()) -> None:
    """Le tableau sans fichier à emporter ; les textes y sont tels qu'ils se lisent."""
    dessiner([de_textes(str(c), list(montre[c])) for c in montre.columns], titre, cle=cle, liens=liens)


def dessiner(colonnes: Sequence[Colonne], titre: str, *, cle: str, liens: Sequence[str] = ()) -> None:
    """Le tableau seul ; long, il va page par page : une liaison faible n'a pas à porter des milliers de lignes."""
    nombre = len(colonnes[0].ecrits)
    if nombre <= _LIGNES_SANS_PAGES:
        st.html(composer(colonnes, titre, cle=cle, liens=liens))
        return
    cadre, pages = st.container(), math.ceil(nombre / _LIGNES_PAR_PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        place = st.container(width="content")
        ordre = _ranger(colonnes, cle)
        # Le nombre de pages est dans la clé : une autre sélection se lit depuis sa première page.
        page = st.pagination(pages, key=f"page_{cle}_{pages}")
    debut = (page - 1) * _LIGNES_PAR_PAGE
    gardes = ordre[debut : debut + _LIGNES_PAR_PAGE]
    montrees = [extraire(c, gardes) for c in colonnes]
    siens = [liens[rang] for rang in gardes] if liens else ()
    with cadre:
        st.html(composer(montrees, titre, cle=cle, liens=siens, rangeable=False))
    place.caption(
        f"Lignes {francais.nombre(debut + 1)} à {francais.nombre(debut + len(gardes))} sur "
        f"{francais.nombre(nombre)} ; les fichiers à télécharger les ont toutes."
    )


def _ranger(colonnes: Sequence[Colonne], cle: str) -> list[int]:
    """L'ordre de toutes les lignes, celles des autres pages comprises."""
    titres = [c.titre for c in colonnes]
    choisie = st.selectbox("Ranger par", [_SANS_ORDRE, *titres], key=f"ordre_{cle}", width=190, placeholder=INVITE)
    envers = st.checkbox("du plus grand au plus petit", key=f"envers_{cle}")
    if choisie not in titres:
        return list(range(len(colonnes[0].ecrits)))
    return ranger(colonnes[titres.index(choisie)], envers=envers)


def telecharger(
    emporte: pd.DataFrame | Callable[[], pd.DataFrame],
    titre: str,
    *,
    cle: str,
    filtres: str = "",
    nombre: int | None = None,
) -> None:
    """Les boutons ; le fichier n'est fabriqué qu'au clic.

    Args:
        emporte: le tableau, ou ce qui le forme ; `nombre` en dit alors les lignes.
        titre, cle, filtres: comme `afficher_tableau`.
        nombre: combien de lignes ; par défaut, celles du tableau.
    """
    nom = nom_de_fichier(titre)

    def former() -> pd.DataFrame:
        return emporte() if callable(emporte) else emporte

    lignes = len(former()) if nombre is None else nombre
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(echapper(titre) + (f" ({francais.compte(lignes, 'ligne')})" if lignes > 1 else ""))
        with st.container(horizontal=True, width="content"):
            _bouton("CSV", lambda: _csv(former()), f"{nom}.csv", "text/csv", cle)
            _bouton("CSV pour Excel", lambda: _csv_excel(former()), f"{nom}_excel.csv", "text/csv", cle, _AIDE_EXCEL)
            _bouton("XLSX", lambda: _xlsx(former(), titre, filtres), f"{nom}.xlsx", _MIME_XLSX, cle)


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
