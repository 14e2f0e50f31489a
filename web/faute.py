"""La dernière barrière : une faute imprévue du programme, dite en français, gardée entière au journal du serveur.

À brancher sur `st.App(..., on_script_error=faute.montrer)` : sans elle, Streamlit dessine une boîte anglaise, avec des
liens vers d'autres sites.
"""

from __future__ import annotations

import logging

import streamlit as st

_JOURNAL = logging.getLogger("socle")


def montrer(erreur: Exception) -> bool:
    """Dessine la faute et la garde au journal.

    Args:
        erreur: ce que la page a levé ; son texte n'est jamais montré, il peut contenir des données.

    Returns:
        Vrai : Streamlit n'a rien d'autre à dessiner.
    """
    _JOURNAL.error("Faute imprévue d'une page", exc_info=erreur)
    st.error(
        "**Cette page a rencontré une faute imprévue.** Vos données sont intactes\u00a0: l’écran ne fait que lire. "
        "Rechargez la page\u00a0; si la faute revient, signalez l’heure et l’adresse de la page à la personne qui "
        "tient l’outil, elle en trouvera le détail au journal du serveur.",
        icon="⚠️",
    )
    return True
