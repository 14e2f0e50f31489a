"""Ce qu'une adresse demande et qu'une édition remise n'a pas : dit en clair, puis retiré de l'adresse.

Rien n'est caché par là : une édition remise ne contient pas ces choses, et l'adresse ne choisit jamais l'édition. Mais
un lien reçu de l'équipe doit dire pourquoi il ne montre pas ce qu'il promettait.
"""

from __future__ import annotations

import streamlit as st

from requetes.edition.referentiel import Referentiel

_AUTRE_EDITION = "une autre édition"
#: Nom dans l'adresse, en minuscules → ce qu'il demande.
_ETRANGERES = {
    "point": "la fiche d’un point",
    "projet": "la fiche d’un projet",
    "operateur": "un opérateur",
    "edition": _AUTRE_EDITION,
    "socle_edition": _AUTRE_EDITION,
    "profil": "un autre profil",
    "socle_profil": "un autre profil",
    "socle_donnees": "un autre dossier de données",
}


def refuser(referentiel: Referentiel) -> None:
    """Dit une fois ce que l'adresse demande en vain, et l'en retire."""
    etrangeres = dict(_ETRANGERES)
    if "commune" not in referentiel.niveaux_dessines:
        etrangeres["commune"] = "une commune"
    demandees = [nom for nom in st.query_params if nom.lower() in etrangeres]
    # Une commune vide est ce que la carte écrit en remontant : elle ne demande rien.
    dites = dict.fromkeys(etrangeres[nom.lower()] for nom in demandees if st.query_params[nom])
    for nom in demandees:
        st.query_params.pop(nom, None)
    if dites:
        st.warning(
            f"L’adresse de la page demande {' et '.join(dites)}\u00a0: cette édition ne l’a pas, et ne mène à rien "
            "d’autre qu’à elle-même. Elle est montrée telle qu’elle a été remise.",
            icon="⚠️",
        )
