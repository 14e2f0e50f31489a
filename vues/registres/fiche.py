"""La fiche d'une ligne de registre : ses rubriques, ses suites, sa source. L'adresse la garde ouverte."""

from __future__ import annotations

import streamlit as st

from domaine import francais
from requetes.registres.commun import Inscription
from vues.filtres.adresse import ici_avec
from vues.page import garde
from vues.registres.declaration import Ligne, Vue
from vues.textes import echapper

#: Le nom, dans l'adresse, de la ligne dont la fiche est ouverte.
FICHE = "fiche"


def adresse(ligne: Inscription) -> str:
    """Celle de la page, avec la ligne : collée dans un courriel, la fiche se rouvre."""
    return ici_avec(**{FICHE: ligne.identifiant})


def _fermer() -> None:
    st.query_params.pop(FICHE, None)


def ouvrir_celle_de_l_adresse(vue: Vue[Ligne]) -> None:
    """La boîte de la ligne que nomme l'adresse ; inconnue ou écartée par les filtres, cela se dit."""
    demandee = st.query_params.get(FICHE, "")
    if not demandee:
        return
    ligne = next((x for x in vue.montrees if x.identifiant == demandee), None)
    if ligne is None:
        st.warning(
            f"«\u00a0{echapper(demandee, 60)}\u00a0», lu dans l’adresse de la page, n’est pas parmi ces lignes : les "
            "filtres l’écartent, ou cette édition ne l’a pas.",
            icon="⚠️",
        )
        return

    @garde.boite(echapper(vue.registre.nommer(ligne), 120), width="large", on_dismiss=_fermer)
    def boite() -> None:
        _afficher(vue, ligne)

    boite()


def _afficher(vue: Vue[Ligne], ligne: Ligne) -> None:
    st.caption(f"{echapper(ligne.identifiant)} · {echapper(ligne.zone)} · situation au {francais.date(vue.jour)}")
    rubriques = [f"**{c.titre}**\u00a0: {echapper(c.dire(ligne))}" for c in vue.colonnes[1:]]
    milieu = -(-len(rubriques) // 2)
    for colonne, siennes in zip(st.columns(2), (rubriques[:milieu], rubriques[milieu:]), strict=True):
        colonne.markdown("  \n".join(siennes))
    if vue.registre.suites is not None:
        vue.registre.suites(vue, ligne)
    if ligne.fichier is not None:
        st.caption(
            f"Source — {echapper(ligne.fichier)}, feuille «\u00a0{echapper(ligne.feuille)}\u00a0», ligne "
            f"{francais.nombre(ligne.ligne)}."
        )
