"""Les représentants de l'État : qui est à son poste, qui ne l'est pas, où, depuis quand, et ce qui a changé."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import periode_contenant
from domaine.sources import NON_PRECISE
from figures.graphiques import theme
from figures.graphiques.repartition import tracer_repartition
from requetes.registres.commun import grouper
from requetes.registres.representants import (
    Bascule,
    Nouvelle,
    Poste,
    compare_depuis,
    lire_bascules,
    lire_etats,
    lire_nouvelles,
    lire_postes,
)
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import Colonne, jours, texte
from vues.elements.tableaux import afficher_tableau
from vues.page import navigation
from vues.registres.declaration import Compte, Filtre, Registre, Vue

#: État → couleur et hachure ; au poste d'abord, puis du moins au plus vide.
ASPECTS = {
    "au poste": (theme.SUITE[2], ""),
    "replié": (theme.SUITE[1], "/"),
    "nommé non installé": (theme.ACCENT, "x"),
    "vacant": (theme.NEUTRE, "."),
    NON_PRECISE: (theme.SUITE[4], "-"),
}


def _la_veille(vue: Vue[Poste]) -> str:
    return francais.date(compare_depuis(vue.etendue) - dt.timedelta(days=1))


def _dire(vue: Vue[Poste]) -> str:
    tous, tenus = len(vue.lignes), sum(p.etat == "au poste" for p in vue.lignes)
    changes, anciennes = sum(p.a_change for p in vue.lignes), sum(p.ancienne for p in vue.lignes)
    postes = francais.compte(tous, "poste connu", "postes connus")
    part = francais.pourcentage_fraction(tenus, tous, seuil=0)
    phrase = f"**{francais.nombre(tenus)} des {postes} ({part})** {'est tenu' if tenus < 2 else 'sont tenus'}\u00a0; "
    nombre = f"**{francais.nombre(changes)}** {'a' if changes < 2 else 'ont'}" if changes else "aucun n’a"
    phrase += f"{nombre} changé depuis le {_la_veille(vue)}"
    if anciennes:
        phrase += f"\u00a0; la dernière nouvelle de **{francais.nombre(anciennes)}** est ancienne"
    return phrase + "."


def _compter(vue: Vue[Poste]) -> Sequence[Compte]:
    etats, tous = Counter(p.etat for p in vue.lignes), len(vue.lignes)
    dits = [e for e in ASPECTS if e in etats or e != NON_PRECISE]
    return (
        *(Compte(francais.majuscule(etat), francais.fraction(etats[etat], tous)) for etat in dits),
        Compte(
            "Changés",
            francais.nombre(sum(p.a_change for p in vue.lignes)),
            f"Ont changé d’état depuis le {_la_veille(vue)}.",
        ),
        Compte(
            "Nouvelles anciennes",
            francais.fraction(sum(p.ancienne for p in vue.lignes), tous),
            "Leur dernière nouvelle est périmée, comme le serait l’indicateur de présence (règle J9).",
        ),
    )


def nommer(poste: Poste) -> str:
    """L'intitulé et sa zone, que l'intitulé ne dit pas toujours."""
    return poste.poste if poste.zone in poste.poste else f"{poste.poste}, {poste.zone}"


def dire_lieu(poste: Poste | Bascule | Nouvelle) -> str:
    """Où la personne se tient : ce qu'en dit la nouvelle, à défaut ce que son état suffit à dire."""
    if poste.lieu_effectif is not None:
        return poste.lieu_effectif
    return {"au poste": "à son poste", "vacant": francais.SO}.get(poste.etat, francais.ND)


def _region(poste: Poste) -> str:
    return poste.region or "Ensemble du projet"


def _repartir(cle: Callable[[Poste], str], par: str) -> Callable[[Vue[Poste]], None]:
    """Un onglet : les états, groupe par groupe."""

    def montrer(vue: Vue[Poste]) -> None:
        groupes = {nom: Counter(p.etat for p in siens) for nom, siens in sorted(grouper(vue.lignes, cle).items())}
        titre = f"Postes par {par}, au {francais.date(vue.jour)}"
        afficher_graphique(tracer_repartition, groupes, ASPECTS, titre=titre, cle=f"postes_par_{par}".replace("é", "e"))

    return montrer


def _montrer_le_temps(vue: Vue[Poste]) -> None:
    identifiants = tuple(p.identifiant for p in vue.lignes)
    comptes = donnees.lire(vue.contexte.edition, lire_etats, identifiants, vue.jour)
    groupes = {
        _nommer_le_trimestre(d): {c.etat: c.postes for c in s} for d, s in grouper(comptes, lambda c: c.date).items()
    }
    titre = f"États à chaque fin de trimestre, au {francais.date(vue.jour)}"
    afficher_graphique(tracer_repartition, groupes, ASPECTS, debout=True, titre=titre, cle="postes_dans_le_temps")
    st.caption(
        "La dernière nouvelle d’un poste vaut jusqu’à la suivante ; un poste n’est compté qu’à partir de sa première."
    )


def _nommer_le_trimestre(jour: dt.date) -> str:
    trimestre = periode_contenant("trimestre", jour)
    return trimestre.libelle_long + (" (en cours)" if jour < trimestre.fin else "")


def _montrer_les_bascules(vue: Vue[Poste]) -> None:
    debut = compare_depuis(vue.etendue)
    identifiants = tuple(p.identifiant for p in vue.lignes)
    bascules = donnees.lire(vue.contexte.edition, lire_bascules, identifiants, debut, vue.jour)
    titre = f"Postes qui ont changé d’état, du {francais.date(debut)} au {francais.date(vue.jour)}"
    montre = pd.DataFrame(
        {
            "Le": [francais.date_courte(b.date) for b in bascules],
            "Poste": [b.poste for b in bascules],
            "Zone": [b.zone for b in bascules],
            "Région": [texte(b.region) for b in bascules],
            "De": [b.avant for b in bascules],
            "À": [b.etat for b in bascules],
            "Lieu effectif": [dire_lieu(b) for b in bascules],
        }
    )
    st.markdown(f"**{titre}**")
    if not bascules:
        st.info("Aucune nouvelle reçue n’en dit un.", icon="ℹ")
        return
    afficher_tableau(montre, en_tableau(Bascule, bascules), titre, cle="bascules", filtres=vue.en_clair)


def _montrer_les_nouvelles(vue: Vue[Poste], poste: Poste) -> None:
    nouvelles = donnees.lire(vue.contexte.edition, lire_nouvelles, poste.identifiant, vue.jour)
    montre = pd.DataFrame(
        {
            "Le": [francais.date_courte(n.date) for n in nouvelles],
            "État": [n.etat for n in nouvelles],
            "Lieu effectif": [dire_lieu(n) for n in nouvelles],
            "Fichier": [texte(n.fichier) for n in nouvelles],
            "Ligne": [francais.nombre(n.ligne) for n in nouvelles],
        }
    )
    afficher_tableau(montre, en_tableau(Nouvelle, nouvelles), f"Nouvelles : {nommer(poste)}", cle="nouvelles_poste")
    indicateurs = vue.contexte.referentiel.indicateurs.values()
    code = next((i.code for i in indicateurs if i.source_calcul == "presence_representants"), None)
    if code is not None:
        zone = {"region": vue.contexte.referentiel.zones[poste.code_zone].region}
        adresse = {"indicateur": code} | {nom: z for nom, z in zone.items() if z}
        navigation.lier(navigation.TENDANCES, "Voir la tendance de la présence", adresse)


REPRESENTANTS = Registre(
    nom="representants",
    forme=Poste,
    titre="Représentants de l’État",
    feuilles=("Présence",),
    lire=lire_postes,
    phrase=_dire,
    comptes=_compter,
    nommer=nommer,
    filtres=(
        Filtre("etat_poste", "État", "Tous les états", lambda p: p.etat, issue=True),
        Filtre("fonction", "Fonction", "Toutes les fonctions", lambda p: p.fonction),
        Filtre(
            "nouvelle",
            "Nouvelle",
            "Toutes les nouvelles",
            lambda p: "nouvelle ancienne" if p.ancienne else "à jour",
            issue=True,
        ),
    ),
    colonnes=(
        Colonne("Poste", lambda p: p.poste),
        Colonne("Zone", lambda p: p.zone),
        Colonne("Région", lambda p: p.region),
        Colonne("État", lambda p: p.etat),
        Colonne("Depuis le", lambda p: p.depuis, francais.date_courte, suite=lambda p: " au moins" * p.depuis_au_moins),
        Colonne("Lieu effectif", lambda p: dire_lieu(p)),
        Colonne("Nouvelle du", lambda p: p.date_nouvelle, francais.date_courte),
        Colonne("Âge", lambda p: p.age_jours, jours, suite=lambda p: " (ancienne)" * p.ancienne),
        Colonne("Avant", lambda p: p.precedent),
        Colonne("A changé", lambda p: "oui" if p.a_change else "non"),
        Colonne("Fonction", lambda p: p.fonction),
        Colonne("Cercle", lambda p: p.cercle or francais.SO, au_tableau=False),
    ),
    onglets={
        "Ce qui a changé": _montrer_les_bascules,
        "Par fonction": _repartir(lambda p: p.fonction, "fonction"),
        "Par région": _repartir(_region, "région"),
        # Un gouverneur n'est d'aucun cercle : il se compte à part, et ne disparaît pas.
        "Par cercle": _repartir(lambda p: p.cercle or f"{_region(p)}, au-dessus des cercles", "cercle"),
        "Dans le temps": _montrer_le_temps,
    },
    sur_la_carte=lambda siens: francais.fraction(sum(p.etat == "au poste" for p in siens), len(siens)),
    legende_de_la_carte="postes tenus, sur ceux de la zone",
    suites=_montrer_les_nouvelles,
)
