"""L'onglet «Capitalisation» : les produits, par thème ; leur lien se lit, et ne s'ouvre pas."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.sources import NON_PRECISE
from requetes.registres.capitalisation import Produit, lire_produits
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.page.receptions import dire_ce_qui_manque
from vues.registres.declaration import Vue
from vues.textes import echapper

_ADRESSES = ("http://", "https://")


def montrer(vue: Vue[Any]) -> None:
    """Le compte des validés, par thème, puis chaque produit."""
    if dire_ce_qui_manque(vue.contexte, ("Capitalisation",)):
        return
    produits: tuple[Produit, ...] = donnees.lire(vue.contexte.edition, lire_produits, vue.etendue)
    if not produits:
        st.info("Aucun produit de capitalisation de cette zone à cette date.", icon="ℹ")
        return
    valides = sum(p.valide for p in produits)
    accord = "s" if valides > 1 else ""
    phrase = f"**{francais.compte(valides, 'produit')} validé{accord}** sur {francais.nombre(len(produits))}."
    st.markdown(f"{phrase} {_themes(produits)}")
    montre = pd.DataFrame(
        {
            "Thème": [p.theme or NON_PRECISE for p in produits],
            "Produit": [p.titre for p in produits],
            "État": [p.statut or NON_PRECISE for p in produits],
            "Date": [francais.date_courte(p.date) for p in produits],
            "Zone": [p.zone for p in produits],
            "Où le lire": [dire_lien(p.lien) for p in produits],
        }
    )
    # Les filtres des projets ne jouent pas ici : un produit n'a ni opérateur, ni statut de projet.
    filtres = vue.en_clair_sans(*vue.registre.filtres)
    emporte = en_tableau(Produit, produits)
    afficher_tableau(montre, emporte, "Capitalisation", cle="capitalisation", filtres=filtres)
    st.caption(
        "La date est celle de la validation, ou du projet de texte. Une adresse reçue ne s’ouvre pas d’ici\u00a0: "
        "elle se lit, et se copie du fichier. Les filtres Opérateur et Statut ne jouent pas ici, ni le début de la "
        "période."
    )


def montrer_seule(vue: Vue[Any]) -> None:
    """Quand aucun projet ne se lit : un produit n'en dépend pas."""
    st.subheader("Capitalisation", anchor=False)
    montrer(vue)


def _themes(produits: tuple[Produit, ...]) -> str:
    comptes = Counter(p.theme or NON_PRECISE for p in produits if p.valide)
    dits = [f"{echapper(theme, 80)} ({francais.nombre(n)})" for theme, n in comptes.most_common()]
    return f"Validés, par thème\u00a0: {', '.join(dits)}." if dits else ""


def dire_lien(lien: str | None) -> str:
    """Une adresse http ou https, ou une cote ; toute autre adresse ne se montre pas.

    >>> dire_lien("https://exemple.org/a"), dire_lien("Carton 12"), dire_lien("javascript:alert(1)"), dire_lien(None)
    ('https://exemple.org/a', 'Carton 12', 'adresse non montrée : ni http, ni https', '–')
    """
    if lien is None:
        return "–"
    adresse = ":" in lien or lien.strip().startswith("//")
    sure = not adresse or lien.strip().lower().startswith(_ADRESSES)
    return lien if sure else "adresse non montrée : ni http, ni https"
