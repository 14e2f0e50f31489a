"""Les services publics itinérants : les tournées tenues, celles qui ne l'ont pas été, et pourquoi."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.registres.commun import somme
from requetes.registres.tournees import (
    ActeServi,
    Etape,
    Tournee,
    cout_par_acte,
    lire_actes,
    lire_etapes,
    lire_servis,
    lire_tournees,
    motifs_dits,
)
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.grille import Colonne, montant
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.registres import tournees_onglets as onglets
from vues.registres.declaration import Compte, Filtre, Registre, Vue
from vues.textes import echapper

#: Une période choisie ne donne pas le même nombre ici et à l'indicateur.
_PAR_TOURNEE = "Des tournées dont le départ était prévu dans la période ; l’indicateur les compte à leur propre date."


def _dire(vue: Vue[Tournee]) -> str:
    etats = Counter(t.etat for t in vue.lignes if t.date_prevue_debut is not None)
    morceaux = [
        f"**{francais.compte(etats['réalisée'], 'tournée réalisée', 'tournées réalisées')}** sur "
        f"{francais.nombre(etats.total())} dont le départ était prévu{_dire_la_periode(vue)}"
    ]
    suites = (
        ("partielle", "partielle", "partielles"),
        ("annulée", "annulée", "annulées"),
        ("passée, sans compte rendu", "passée, sans compte rendu", "passées, sans compte rendu"),
        ("planifiée", "planifiée, pas encore finie", "planifiées, pas encore finies"),
    )
    for etat, un, des in suites:
        if n := etats[etat]:
            morceaux.append(f"**{francais.nombre(n)}** {un if n < 2 else des}{_dire_le_motif(vue, etat)}")
    if sans := len(vue.lignes) - etats.total():
        morceaux.append(f"{francais.nombre(sans)} sans départ prévu, hors de ces comptes")
    if vue.contexte.remise:
        # L'indicateur, calculé avant la réduction, les compte aussi : deux nombres différents se lisent côte à côte.
        morceaux.append(
            "l’indicateur compte aussi les tournées que cette édition ne publie pas\u00a0: sans compte rendu, sans fin "
            f"connue, ou pas finies au {francais.date(vue.contexte.date_donnees)}"
        )
    return " ; ".join(morceaux) + "."


def _dire_la_periode(vue: Vue[Tournee]) -> str:
    debut, fin = vue.etendue.debut, vue.etendue.fin
    return "" if debut is None else f" du {francais.date(debut)} au {francais.date(fin)}"


def _dire_le_motif(vue: Vue[Tournee], etat: str) -> str:
    """Le motif le plus fréquent de cet état, ou les deux à égalité ; rien dans une édition qui les tait (règle M17)."""
    motifs = Counter(t.pourquoi for t in vue.lignes if t.etat == etat and t.pourquoi is not None)
    premiers = [m for m, n in motifs.items() if n == max(motifs.values())]
    if "Motifs" in vue.tus or not 0 < len(premiers) <= 2:
        return ""
    noms = francais.enumerer([f"**{echapper(m)}**" for m in premiers], "et")
    if motifs.total() == motifs[premiers[0]]:
        return f", motif {noms}"
    chacun = " chacun" if len(premiers) > 1 else ""
    return f", le plus souvent {noms} ({francais.nombre(motifs[premiers[0]])}{chacun})"


def _compter(vue: Vue[Tournee]) -> Sequence[Compte]:
    prevues = [t for t in vue.lignes if t.date_prevue_debut is not None]
    etats, tous = Counter(t.etat for t in prevues), len(prevues)
    cout = cout_par_acte(vue.lignes)
    sans_compte_rendu = etats["passée, sans compte rendu"]
    return (
        Compte("Réalisées", francais.fraction(etats["réalisée"], tous), "Une tournée partielle n’en est pas."),
        Compte("Partielles", francais.fraction(etats["partielle"], tous)),
        Compte("Annulées", francais.fraction(etats["annulée"], tous)),
        Compte(
            # Une édition remise ne les publie pas : zéro y serait faux.
            "Sans compte rendu", francais.ND if vue.contexte.remise else francais.fraction(sans_compte_rendu, tous),
            "Encore «\u00a0planifiées\u00a0» après leur fin prévue\u00a0: ni tenues, ni annulées.",
        ),
        Compte(
            "Étapes tenues",
            francais.fraction(somme(t.etapes_tenues for t in vue.lignes), somme(t.etapes for t in vue.lignes)),
            f"De celles reçues ; aucune étape à venir. {_PAR_TOURNEE}",
        ),
        Compte(
            "Actes délivrés", francais.nombre(somme(t.actes for t in vue.lignes)),
            f"Aux hommes et aux femmes. {_PAR_TOURNEE}",
        ),
        Compte(
            "Coût par acte", francais.fcfa(cout.par_acte),
            f"Sur {francais.compte(cout.tournees, 'tournée')} dont le coût et les actes sont connus.",
        ),
    )  # fmt: skip


def nommer(tournee: Tournee) -> str:
    """La tournée et sa région."""
    return f"Tournée {tournee.identifiant}, {tournee.zone}"


def _montrer_la_tournee(vue: Vue[Tournee], tournee: Tournee) -> None:
    edition, ids = vue.contexte.edition, (tournee.identifiant,)
    etapes: tuple[Etape, ...] = donnees.lire(edition, lire_etapes, ids, vue.jour)
    if not etapes:
        st.info("Aucune étape reçue de cette tournée (feuille «\u00a0SPI étapes\u00a0»).", icon="ℹ")
    else:
        montre = pd.DataFrame(
            _montrer_une_etape_remise(e) if vue.contexte.remise else _montrer_une_etape(e) for e in etapes
        )
        titre = f"Étapes : {tournee.identifiant}"
        afficher_tableau(montre, vue.emporter(Etape, etapes), titre, cle="etapes_tournee", filtres=vue.en_clair)
    if tournee.etat in ("planifiée", "passée, sans compte rendu"):
        st.caption("Tournée restée «\u00a0planifiée\u00a0»\u00a0: seules ses étapes dites tenues paraissent.")
    _montrer_ses_actes(vue, tournee)
    region = vue.contexte.referentiel.zones[tournee.code_zone].region
    if etapes and region:
        onglets.dessiner_les_etapes(vue, etapes, region)


def _montrer_une_etape(e: Etape) -> dict[str, str]:
    return {
        "Date": francais.date_courte(e.date),
        "Site": e.site or francais.ND,
        "Commune": e.zone,
        "Population": e.population,
        "Tenue": "oui" if e.tenue else f"non\u00a0: {e.pourquoi}",
        "Actes": francais.nombre(e.actes),
        "Du chef-lieu": francais.ND if e.distance_km is None else f"{francais.nombre(e.distance_km)}\u00a0km",
    }


def _montrer_une_etape_remise(e: Etape) -> dict[str, str]:
    """Ni site, ni motif, ni acte, ni distance : un «non précisé» s'y lirait comme un oubli de la coordination."""
    tenue = "oui" if e.tenue else "non"
    return {"Mois": francais.mois(e.date), "Zone": e.zone, "Population": e.population, "Tenue": tenue}


def _montrer_ses_actes(vue: Vue[Tournee], tournee: Tournee) -> None:
    if vue.contexte.remise:
        return
    edition, ids = vue.contexte.edition, (tournee.identifiant,)
    groupes = donnees.lire(edition, lire_servis, ids, vue.jour, "acte")
    if not groupes:
        st.info("Aucun acte reçu de cette tournée (feuille «\u00a0SPI actes\u00a0»).", icon="ℹ")
        return
    titre = f"Actes : {tournee.identifiant}"
    onglets.tabler_les_servis(vue, groupes, "Acte", titre, cle="actes_tournee")
    lignes = donnees.lire(edition, lire_actes, tournee.identifiant, vue.jour)
    telecharger(en_tableau(ActeServi, lignes), f"Lignes d’actes : {tournee.identifiant}", cle="lignes_actes")


TOURNEES = Registre(
    nom="services_itinerants",
    forme=Tournee,
    titre="Services itinérants",
    feuilles=("SPI tournées", "SPI étapes", "SPI actes"),
    lire=lire_tournees,
    phrase=_dire,
    comptes=_compter,
    nommer=nommer,
    zones=("region",),
    relu_au_dernier_jour=True,
    filtres=(
        Filtre("etat_tournee", "État", "Tous les états", lambda t: t.etat, issue=True),
        Filtre("motif", "Motif", "Tous les motifs", lambda t: t.pourquoi, issue=True),
    ),
    colonnes=(
        Colonne("Tournée", lambda t: t.identifiant),
        Colonne("Région", lambda t: t.zone),
        Colonne("État", lambda t: t.etat),
        Colonne("Motif", lambda t: t.pourquoi or francais.SO),
        Colonne("Départ prévu", lambda t: t.date_prevue_debut, francais.date_courte),
        Colonne("Départ", lambda t: t.date_debut, francais.date_courte),
        Colonne("Étapes tenues", lambda t: t.etapes_tenues, francais.nombre),
        Colonne("Étapes", lambda t: t.etapes, francais.nombre),
        Colonne("Actes", lambda t: t.actes, francais.nombre),
        Colonne("Coût", lambda t: t.cout_fcfa, montant),
        Colonne("Étape tenue la plus loin (km)", lambda t: t.plus_loin_km, francais.nombre, au_tableau=False),
        Colonne("Fin prévue", lambda t: t.date_prevue_fin, francais.date, au_tableau=False),
        Colonne("Retour", lambda t: t.date_fin, francais.date, au_tableau=False),
    ),
    onglets={
        "Dans le temps": onglets.montrer_le_temps,
        "Motifs": onglets.montrer_les_motifs,
        "Étapes": onglets.montrer_les_etapes,
        "Qui a été servi": onglets.montrer_les_servis,
        "Coûts": onglets.montrer_les_couts,
        "Carte": onglets.montrer_la_carte,
        "Prochaines tournées": onglets.montrer_les_prochaines,
    },
    internes=("Qui a été servi", "Coûts", "Prochaines tournées"),
    s_il_est_dit={"Motifs": motifs_dits},
    reserve="Cette édition ne publie ni le détail des actes, ni les coûts, ni les tournées à venir.",
    au_mois=True,
    suites=_montrer_la_tournee,
    sans_ligne=onglets.montrer_les_prochaines,
)
