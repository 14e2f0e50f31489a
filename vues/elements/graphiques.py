"""Le graphique, unique : dessiné pour l'écran, décrit pour qui ne le voit pas, à emporter en image."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from domaine import francais
from figures.graphiques import theme
from requetes.edition import referentiel
from vues import donnees
from vues.elements.tableaux import nom_de_fichier


def afficher_graphique(
    tracer: Callable[..., Any],
    *arguments: Any,
    titre: str,
    cle: str,
    grand: bool = False,
    emportable: bool = True,
    **nommes: Any,
) -> None:
    """Affiche une figure, titrée et datée ; son bouton «Télécharger en image» donne un PNG nommé d'après le titre.

    Args:
        tracer: la fonction de `figures.graphiques` qui la trace.
        arguments, nommes: ce qu'elle prend.
        titre: ce qu'elle montre ; c'est aussi son texte de remplacement.
        cle: clé unique sur la page.
        grand: pour un écran partagé, à trois mètres.
        emportable: faux pour ce qui ne doit pas sortir de l'écran : sans bouton.
    """
    figure = donnees.dessiner(_tracer, tracer, arguments, nommes, titre, _source(), grand=grand)
    config = theme.config(nom_de_fichier(titre)) | ({} if emportable else {"displayModeBar": False})
    st.plotly_chart(figure, config=config, key=cle, alt=titre)


def _tracer(
    tracer: Callable[..., Any],
    arguments: Sequence[Any],
    nommes: Mapping[str, Any],
    titre: str,
    source: str,
    *,
    grand: bool,
) -> Any:
    figure = theme.titrer(tracer(*arguments, **nommes), titre, source)
    return theme.agrandir_titre(figure) if grand else figure


def _source() -> str:
    """La date des données, et leur nature fictive : une image circule sans le bandeau de la page."""
    edition = donnees.edition_en_cours()
    info = donnees.lire(edition, referentiel.informations) if edition else {}
    arrete = f"données arrêtées au {francais.date(info.get('date_donnees'))}"
    return f"DÉMONSTRATION, {arrete}" if info.get("demonstration") == "1" else f"SOCLE, {arrete}"
