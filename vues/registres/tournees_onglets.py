"""Les onglets des services itinérants : le temps, les motifs, les étapes, qui a été servi, les coûts, ce qui vient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import periode_contenant, periodes_entre
from figures.graphiques import gantt, theme
from figures.graphiques.repartition import tracer_repartition
from requetes.registres.commun import grouper, somme
from requetes.registres.tournees import (
    Etape,
    Prochaine,
    Servis,
    Tournee,
    cout_par_acte,
    lire_etapes,
    lire_prochaines,
    lire_servis,
)
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import montant
from vues.elements.tableaux import afficher_tableau, montrer, telecharger
from vues.registres import carte
from vues.registres.declaration import Vue

#: État → couleur et hachure, de ce qui a été tenu à ce dont on ne sait rien.
ASPECTS = {
    "réalisée": (theme.SUITE[2], ""),
    "partielle": (theme.ACCENT, "/"),
    "annulée": (theme.SUITE[1], "x"),
    "passée, sans compte rendu": (theme.NEUTRE, "."),
    "planifiée": (theme.SUITE[5], ""),
}
TENUE, NON_TENUE = "étape tenue", "étape non tenue"
_ASPECTS_DES_ETAPES = {TENUE: (theme.SUITE[2], ""), NON_TENUE: (theme.SUITE[1], "x")}
ENSEMBLE = "Ensemble du projet"
#: Au-delà, un motif ne nomme plus toutes ses tournées à l'écran ; le fichier les a toutes.
_NOMMEES = 5


def identifiants(vue: Vue[Tournee]) -> tuple[str, ...]:
    """Ceux des tournées retenues."""
    return tuple(t.identifiant for t in vue.lignes)


def etapes_de(vue: Vue[Tournee]) -> tuple[Etape, ...]:
    """Les étapes que l'on dit des tournées retenues."""
    lues: tuple[Etape, ...] = donnees.lire(vue.contexte.edition, lire_etapes, identifiants(vue), vue.jour)
    return lues


def montrer_le_temps(vue: Vue[Tournee]) -> None:
    """Trimestre par trimestre du départ prévu, puis région par région."""
    departs = [(t.date_prevue_debut, t.etat) for t in vue.lignes if t.date_prevue_debut is not None]
    if departs:
        jours = [jour for jour, _ in departs]
        dernier = periode_contenant("trimestre", max(jours))
        groupes: dict[str, Counter[str]] = {
            p.libelle_long: Counter() for p in periodes_entre("trimestre", min(jours), dernier.fin)
        }
        for jour, etat in departs:
            groupes[periode_contenant("trimestre", jour).libelle_long][etat] += 1
        titre = "Tournées par trimestre de départ prévu"
        afficher_graphique(tracer_repartition, groupes, ASPECTS, debout=True, titre=titre, cle="trimestres_tournees")
    if sans := len(vue.lignes) - len(departs):
        st.caption(f"{francais.compte(sans, 'tournée')} sans départ prévu\u00a0: d’aucun trimestre.")
    regions = grouper(vue.lignes, lambda t: t.region)
    etats = {r or ENSEMBLE: Counter(t.etat for t in x) for r, x in regions.items()}
    afficher_graphique(tracer_repartition, etats, ASPECTS, titre="Tournées par région", cle="regions_tournees")


def montrer_les_motifs(vue: Vue[Tournee]) -> None:
    """Chaque motif, et les tournées qu'il a arrêtées (règle S12)."""
    arretees = grouper((t for t in vue.lignes if t.pourquoi is not None), lambda t: t.pourquoi)
    if not arretees:
        st.info("Aucune de ces tournées n’est annulée ni partielle.", icon="ℹ")
        return
    motifs = [
        (motif, Counter(t.etat for t in siennes), [t.identifiant for t in siennes])
        for motif, siennes in sorted(arretees.items(), key=lambda m: -len(m[1]))
    ]
    montre = pd.DataFrame(
        {
            "Motif": motif,
            "Annulées": francais.nombre(etats["annulée"]),
            "Partielles": francais.nombre(etats["partielle"]),
            "Tournées": _nommer(noms),
        }
        for motif, etats, noms in motifs
    )
    emporte = pd.DataFrame(
        {"motif": motif, "annulees": etats["annulée"], "partielles": etats["partielle"], "tournees": " ; ".join(noms)}
        for motif, etats, noms in motifs
    )
    titre = "Motifs des tournées annulées ou partielles"
    afficher_tableau(montre, emporte, titre, cle="motifs_tournees", filtres=vue.en_clair)
    if vue.contexte.remise:
        st.caption("Un motif se lit par sa sorte, jamais tel qu’il fut écrit.")


def _nommer(noms: Sequence[str]) -> str:
    reste = len(noms) - _NOMMEES
    return ", ".join(noms[:_NOMMEES]) + (f" et {francais.compte(reste, 'autre')}" if reste > 0 else "")


def montrer_les_etapes(vue: Vue[Tournee]) -> None:
    """Les arrêts tenus et manqués, région par région, et pourquoi."""
    etapes = etapes_de(vue)
    if not etapes:
        st.info("Aucune étape reçue de ces tournées (feuille «\u00a0SPI étapes\u00a0»).", icon="ℹ")
        return
    regions = grouper(etapes, lambda e: e.region)
    groupes = {r or ENSEMBLE: Counter(TENUE if e.tenue else NON_TENUE for e in x) for r, x in regions.items()}
    afficher_graphique(tracer_repartition, groupes, _ASPECTS_DES_ETAPES, titre="Étapes par région", cle="etapes_spi")
    if vue.contexte.remise:
        telecharger(vue.emporter(Etape, etapes), "Étapes", cle="etapes_remises", filtres=vue.en_clair)
        return
    tenues = [e for e in etapes if e.tenue]
    loin = [e.distance_km for e in tenues if e.distance_km is not None]
    sans = len(tenues) - len(loin)
    st.caption(
        f"L’étape tenue la plus lointaine est à {francais.nombre(max(loin, default=None), 0)}\u00a0km de son chef-lieu"
        + (f" ; distance inconnue de {francais.compte(sans, 'étape tenue', 'étapes tenues')}." if sans else ".")
        + " Une étape à venir n’est dite nulle part ; d’une tournée sans compte rendu, seules les étapes tenues."
    )
    motifs = Counter(e.pourquoi for e in etapes if e.pourquoi is not None).most_common()
    montre = pd.DataFrame({"Motif": m, "Étapes non tenues": francais.nombre(n)} for m, n in motifs)
    titre = "Motifs des étapes non tenues"
    afficher_tableau(montre, en_tableau(Etape, etapes), titre, cle="etapes_non_tenues", filtres=vue.en_clair)


def montrer_les_servis(vue: Vue[Tournee]) -> None:
    """Les bénéficiaires des actes, par population puis par acte."""
    ids, edition = identifiants(vue), vue.contexte.edition
    tous = donnees.lire(edition, lire_servis, ids, vue.jour)
    if not tous:
        st.info("Aucun acte reçu de ces tournées (feuille «\u00a0SPI actes\u00a0»).", icon="ℹ")
        return
    (ensemble,) = tous
    for par, nom in (("population", "Type de population"), ("acte", "Acte")):
        groupes = (*donnees.lire(edition, lire_servis, ids, vue.jour, par), ensemble)
        tabler_les_servis(vue, groupes, nom, f"Actes délivrés, par {nom.lower()}", cle=f"servis_{par}")
    vides = francais.compte(ensemble.lignes_vides, "ligne reçue", "lignes reçues")
    st.caption(
        "Un acte sert une personne ; qui en reçoit deux compte deux fois. La population est celle de l’étape. Part des "
        "femmes\u00a0: des seuls actes dont les deux sexes sont dits, "
        f"{francais.fraction(ensemble.actes_des_deux_sexes, ensemble.actes)}."
        + (f" {vides} sans aucun nombre." if ensemble.lignes_vides else "")
    )


def tabler_les_servis(vue: Vue[Tournee], groupes: Sequence[Servis], nom: str, titre: str, *, cle: str) -> None:
    """Un tableau de bénéficiaires ; `nom` est le titre de la colonne des groupes."""
    montre = pd.DataFrame(
        {
            nom: s.groupe,
            "Actes": francais.nombre(s.actes),
            "Hommes": francais.nombre(s.hommes),
            "Femmes": francais.nombre(s.femmes),
            "Part des femmes": francais.pourcentage(s.part_femmes),
            "Actes des deux sexes dits": francais.nombre(s.actes_des_deux_sexes),
        }
        for s in groupes
    )
    afficher_tableau(montre, en_tableau(Servis, groupes), titre, cle=cle, filtres=vue.en_clair)


def montrer_les_couts(vue: Vue[Tournee]) -> None:
    """Le coût d'un acte, région par région, là où il est connu (règle S10)."""
    regions = grouper(vue.lignes, lambda t: t.region or ENSEMBLE)
    lus = [(nom, siennes, cout_par_acte(siennes)) for nom, siennes in [*regions.items(), ("Toutes", list(vue.lignes))]]
    montre = pd.DataFrame(
        {
            "Région": nom,
            "Coût et actes connus": f"{francais.nombre(c.tournees)} sur {francais.compte(len(siennes), 'tournée')}",
            "Coût": montant(c.cout_fcfa),
            "Actes": francais.nombre(c.actes),
            "Coût par acte": francais.fcfa(c.par_acte),
        }
        for nom, siennes, c in lus
    )
    emporte = pd.DataFrame(
        {"region": nom, "tournees": len(siennes), "tournees_connues": c.tournees, "cout_fcfa": c.cout_fcfa,
         "actes": c.actes, "cout_par_acte_fcfa": c.par_acte}
        for nom, siennes, c in lus
    )  # fmt: skip
    afficher_tableau(montre, emporte, "Coût par acte", cle="couts_tournees", filtres=vue.en_clair)
    seul = somme(t.cout_fcfa for t in vue.lignes if t.actes is None)
    st.caption(
        "Coûts et actes des seules tournées où les deux sont connus. Un acte sert une personne\u00a0: c’est aussi le "
        "coût par personne servie, chacune comptée autant de fois qu’elle a reçu d’actes."
        + (f" Hors de ce calcul\u00a0: {montant(seul)} de tournées dont les actes ne sont pas connus." if seul else "")
    )


def montrer_la_carte(vue: Vue[Tournee]) -> None:
    """Les tournées région par région ; dans une région, les étapes commune par commune."""
    region = vue.contexte.filtres.region
    if region:
        dessiner_les_etapes(vue, etapes_de(vue), region)
        return
    carte.dessiner(
        vue.contexte, "region", "", vue.lignes,
        lambda siennes: francais.fraction(sum(t.etat == "réalisée" for t in siennes), len(siennes)),
        "Tournées", "réalisées, sur celles dont le départ était prévu",
    )  # fmt: skip
    st.caption("Une région choisie plus haut montre ses étapes, commune par commune.")


def dessiner_les_etapes(vue: Vue[Tournee], etapes: Sequence[Etape], region: str) -> None:
    """Les étapes dans les communes d'une région."""
    carte.dessiner(
        vue.contexte, "commune", region, etapes,
        lambda siennes: francais.fraction(sum(e.tenue for e in siennes), len(siennes)),
        "Étapes", "tenues, sur celles reçues",
    )  # fmt: skip


def montrer_les_prochaines(vue: Vue[Tournee]) -> None:
    """Le calendrier de ce qui vient : régions et dates, sans un lieu, sans fichier à emporter (règle V11)."""
    if vue.contexte.remise:
        st.info("Une tournée à venir n’est dite qu’à l’équipe du projet.", icon="ℹ")
        return
    prochaines: tuple[Prochaine, ...] = donnees.lire(
        vue.contexte.edition, lire_prochaines, vue.etendue.zone, vue.contexte.date_donnees
    )
    st.caption(
        "Pour l’équipe seule\u00a0: les régions et les dates, jamais les lieux ; rien de ce calendrier ne s’emporte ni "
        "ne paraît dans une édition remise."
    )
    if not prochaines:
        st.info(f"Aucun départ prévu après le {francais.date(vue.contexte.date_donnees)}.", icon="ℹ")
        return
    barres = [
        gantt.Barre(p.region, p.debut, p.fin or p.debut, None, None, p.statut,
                    f"{p.region} : {gantt.dire_prevu(p.debut, p.fin)}",
                    f"du {francais.date(p.debut)} au {francais.date(p.fin)}")
        for p in prochaines
    ]  # fmt: skip
    titre = f"Prochaines tournées, après le {francais.date(vue.contexte.date_donnees)}"
    jour = vue.contexte.date_donnees
    afficher_graphique(gantt.tracer_gantt, barres, {}, jour, titre=titre, cle="prochaines_tournees", emportable=False)
    dites = (
        {
            "Région": p.region,
            "Départ prévu": francais.date(p.debut),
            "Fin prévue": francais.date(p.fin),
            "État": p.statut,
        }
        for p in prochaines
    )
    montrer(pd.DataFrame(dites), titre, cle="prochaines_tournees")
