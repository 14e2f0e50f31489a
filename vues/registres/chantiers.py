"""Les chantiers : en retard de combien, physique contre financier, ce qui est bloqué."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from domaine import francais
from domaine.preuve.pieces import RECEPTION
from figures.graphiques import gantt, theme
from figures.graphiques.avancement import tracer_avancement, tracer_releves
from figures.graphiques.repartition import tracer_repartition
from requetes.registres.chantiers import Chantier, Releve, lire_avancement, lire_chantiers, lire_releves
from requetes.registres.commun import grouper, somme
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import Colonne, jours, montant, pourcent, retard
from vues.elements.tableaux import telecharger
from vues.fiches import pieces
from vues.registres.declaration import CALENDRIER, RIEN_DE_DIT, Compte, Filtre, Registre, Vue
from vues.textes import echapper

#: État → couleur et hachure, du plus avancé au moins avancé ; bloqué passe devant l'état.
ASPECTS = {
    "réceptionné": (theme.SUITE[2], ""),
    "en cours": (theme.ACCENT, ""),
    "bloqué": (theme.SUITE[1], "/"),
    "pas commencé": (theme.NEUTRE, "."),
}
_GANTT_MAX = 60


def aspect(chantier: Chantier) -> str:
    """L'état, ou «bloqué» (règle S3)."""
    return "bloqué" if chantier.bloque else chantier.etat


def _dire(vue: Vue[Chantier]) -> str:
    recus = sum(c.etat == "réceptionné" for c in vue.lignes)
    ouverts = [c for c in vue.lignes if c.date_reception is None]
    phrase = f"**{francais.compte(recus, 'chantier réceptionné', 'chantiers réceptionnés')}**"
    morceaux = [f"{phrase} sur {francais.nombre(len(vue.lignes))}", *_dire_les_retards(ouverts)]
    if ouverts and not vue.contexte.remise:
        bloques = _nombre_de_bloques(vue)
        tus = "aucun relevé ne dit s’il en est de bloqués"
        morceaux.append(tus if bloques == francais.ND else f"bloqués par un incident\u00a0: **{bloques}**")
    return "\u00a0; ".join(morceaux) + "."


def _dire_les_retards(ouverts: Sequence[Chantier]) -> list[str]:
    """De ceux qui ne sont pas réceptionnés ; sans fin prévue, un retard n'est ni dit ni nié (règle S1)."""
    juges = [c for c in ouverts if c.retard_jours is not None]
    tardifs, sans_fin = [c for c in juges if c.retard_jours], len(ouverts) - len(juges)
    dits = [_dire_les_tardifs(tardifs, len(juges), en_partie=bool(sans_fin))] if juges else []
    return dits + ([f"{francais.nombre(sans_fin)} sans fin prévue, dont le retard n’est pas connu"] if sans_fin else [])


def _dire_les_tardifs(tardifs: Sequence[Chantier], juges: int, *, en_partie: bool) -> str:
    autres = "le seul autre" if juges == 1 else f"des {francais.nombre(juges)} autres"
    autres += " dont la fin est prévue" if en_partie else ""
    if not tardifs:
        verbe = "ne l’a{} dépassée" if en_partie else "n’a{} dépassé sa fin prévue"
        return f"{autres} {verbe.format(' pas')}" if juges == 1 else f"aucun {autres} {verbe.format('')}"
    if len(tardifs) == 1:
        verbe = "l’a dépassée" if en_partie else "a dépassé sa fin prévue"
    else:
        verbe = "l’ont dépassée" if en_partie else "ont dépassé leur fin prévue"
    pire = max(tardifs, key=lambda c: c.retard_jours or 0)
    combien = "" if juges == 1 else f"**{francais.nombre(len(tardifs))}** "
    le_pire = "le plus en retard est " if len(tardifs) > 1 else ""
    return f"{combien}{autres} {verbe}, {le_pire}**{echapper(nommer(pire))}** ({jours(pire.retard_jours)})"


def _compter(vue: Vue[Chantier]) -> Sequence[Compte]:
    tous, recus = vue.lignes, [c for c in vue.lignes if c.date_reception is not None]
    tardifs = [c for c in tous if c.retard_jours and c.date_reception is None]
    livres_tard = sum(bool(c.retard_jours) for c in recus)
    return (
        Compte("Réceptionnés", francais.fraction(len(recus), len(tous))),
        Compte(
            "Reçus en retard", francais.fraction(livres_tard, len(recus)), "Un chantier réceptionné garde son retard."
        ),
        Compte("En retard", francais.fraction(len(tardifs), len(tous)), "Non réceptionnés, fin prévue dépassée."),
        Compte("Bloqués", _nombre_de_bloques(vue), "Leur dernier relevé dit un incident."),
        _compter_les_ecarts(tous),
        Compte("Montant", montant(somme(c.montant_fcfa for c in tous)), _dire_les_sans_montant(tous)),
    )


def _compter_les_ecarts(chantiers: Sequence[Chantier]) -> Compte:
    juges = [c.loin_du_physique for c in chantiers if c.loin_du_physique is not None]
    return Compte(
        "Écart de plus de 25 pts",
        francais.fraction(sum(juges), len(juges)) if juges else francais.ND,
        "Entre financier et physique, dans un sens ou l’autre ; de ceux dont le dernier relevé dit les deux.",
    )


def _nombre_de_bloques(vue: Vue[Chantier]) -> str:
    # Une édition remise ne publie aucun incident, et sans relevé personne n'en a dit : y écrire zéro serait faux.
    ouverts = [c for c in vue.lignes if c.date_reception is None]
    tu = vue.contexte.remise or (bool(ouverts) and not any(c.date_releve for c in ouverts))
    return francais.ND if tu else francais.nombre(sum(bool(c.bloque) for c in vue.lignes))


def _dire_les_sans_montant(chantiers: Sequence[Chantier]) -> str:
    sans = sum(c.montant_fcfa is None for c in chantiers)
    total = somme(c.montant_fcfa for c in chantiers)
    return f"{francais.euros(total, abrege=True)} (655,957 FCFA pour 1 €)." + (
        f" {francais.compte(sans, 'chantier')} sans montant connu." if sans else ""
    )


def nommer(chantier: Chantier) -> str:
    """Le nom du chantier, ou l'ouvrage et sa zone quand une édition remise le tait."""
    return chantier.nom or f"{chantier.ouvrage}, {chantier.zone}"


def _montrer_gantt(vue: Vue[Chantier]) -> None:
    dates = [c for c in vue.montrees if c.date_debut_prevue or c.date_debut]
    barres = [
        gantt.Barre(
            nommer(c), c.date_debut_prevue, c.date_fin_prevue, c.date_debut, c.date_reception, aspect(c),
            _dire_barre(c), _dire_suite(c),
        )
        for c in dates[:_GANTT_MAX]
    ]  # fmt: skip
    if len(dates) > len(barres):
        st.caption(
            f"Les {_GANTT_MAX} premiers de {francais.nombre(len(dates))} : choisissez une région pour les autres."
        )
    titre = f"Chantiers, prévu (contour) et réel (plein), au {francais.date(vue.jour)}"
    afficher_graphique(gantt.tracer_gantt, barres, ASPECTS, vue.jour, titre=titre, cle="gantt_chantiers")
    if sans := len(vue.montrees) - len(dates):
        st.caption(f"{francais.compte(sans, 'chantier')} sans début, prévu ou réel\u00a0: dans le tableau, pas ici.")


def _dire_barre(c: Chantier) -> str:
    morceaux = [f"{nommer(c)} : {aspect(c)}", gantt.dire_prevu(c.date_debut_prevue, c.date_fin_prevue)]
    morceaux.append(f"physique {pourcent(c.physique_pct)}, financier {pourcent(c.financier_pct)}")
    return " ; ".join([*morceaux, *([c.incident] if c.bloque and c.incident else [])])


def _dire_suite(c: Chantier) -> str:
    tard = f", retard {jours(c.retard_jours)}" if c.retard_jours else ""
    fait = pourcent(c.physique_pct) if c.physique_pct is not None else c.etat
    return ("reçu" if c.date_reception else fait) + tard


def _montrer_courbe(vue: Vue[Chantier]) -> None:
    peses = tuple(c.identifiant for c in vue.lignes if c.montant_fcfa)
    if not peses:
        st.info("Aucun de ces chantiers n’a de montant connu : leur avancement d’ensemble ne se pèse pas.", icon="ℹ")
        return
    courbe = donnees.lire(vue.contexte.edition, lire_avancement, peses, vue.jour)
    if not courbe:
        st.info(
            f"Aucun début, prévu ou réel, n’est connu de ces chantiers au {francais.date(vue.jour)}\u00a0: leur "
            "avancement d’ensemble n’a pas de courbe.",
            icon="ℹ",
        )
        return
    if len(courbe) == 1:
        (seul,) = courbe
        st.info(
            f"Un seul mois est connu, pas encore une courbe. Au {francais.date(seul.date)} : prévu "
            f"{pourcent(seul.prevu_pct)}, physique {pourcent(seul.physique_pct)}, financier "
            f"{pourcent(seul.financier_pct)}.",
            icon="ℹ",
        )
        return
    titre = f"Avancement d’ensemble, prévu contre réel, au {francais.date(vue.jour)}"
    afficher_graphique(tracer_avancement, courbe, titre=titre, cle="courbe_chantiers")
    st.caption(
        f"{francais.compte(len(peses), 'chantier pesé par son montant', 'chantiers pesés par leurs montants')}, "
        "commencé ou non ; prévu\u00a0: la droite entre les deux dates prévues. L’indicateur d’avancement, lui, ne "
        "compte que ceux qui ont un relevé."
    )


def _montrer_regions(vue: Vue[Chantier]) -> None:
    groupes = {
        region or "Ensemble du projet": Counter(aspect(c) for c in siens)
        for region, siens in grouper(vue.lignes, lambda c: c.region).items()
    }
    titre = f"Chantiers par région et par état, au {francais.date(vue.jour)}"
    afficher_graphique(tracer_repartition, groupes, ASPECTS, titre=titre, cle="regions_chantiers")
    st.caption(
        "Un gouvernorat compte à sa région, une préfecture à son cercle : jamais dans une commune qui n’est pas à elle."
    )


def _montrer_les_suites(vue: Vue[Chantier], chantier: Chantier) -> None:
    _montrer_releves(vue, chantier)
    pieces.afficher(RECEPTION, chantier.identifiant)


def _montrer_releves(vue: Vue[Chantier], chantier: Chantier) -> None:
    releves = donnees.lire(vue.contexte.edition, lire_releves, chantier.identifiant, vue.jour)
    if not releves:
        st.info("Aucun relevé d’avancement reçu (feuille «\u00a0Avancement\u00a0»).", icon="ℹ")
        return
    prevues, titre = (chantier.date_debut_prevue, chantier.date_fin_prevue), f"Avancement, {nommer(chantier)}"
    afficher_graphique(tracer_releves, releves, *prevues, titre=titre, cle="releves")
    if not vue.contexte.remise:
        _dire_les_incidents(releves)
    telecharger(en_tableau(Releve, releves), f"Relevés : {nommer(chantier)}", cle="releves_chantier")


def _dire_les_incidents(releves: Sequence[Releve]) -> None:
    incidents = [r for r in releves if r.incident is not None]
    st.markdown(
        "\n".join(f"- {francais.date(r.date)}\u00a0: {echapper(r.incident)}" for r in reversed(incidents))
        or "Aucun incident dit par un relevé."
    )


def _reception(jour: dt.date | None) -> str:
    return francais.NE if jour is None else francais.date_courte(jour)


CHANTIERS = Registre(
    nom="chantiers",
    forme=Chantier,
    titre="Chantiers",
    feuilles=("Chantiers", "Avancement"),
    lire=lire_chantiers,
    phrase=_dire,
    comptes=_compter,
    nommer=nommer,
    filtres=(
        Filtre("etat_chantier", "État", "Tous les états", aspect, issue=True),
        Filtre("ouvrage", "Ouvrage", "Tous les ouvrages", lambda c: c.ouvrage),
    ),
    colonnes=(
        Colonne("Chantier", nommer),
        Colonne("Zone", lambda c: c.zone),
        Colonne("État", aspect),
        Colonne("Retard", lambda c: c.retard_jours, retard),
        Colonne("Incident", lambda c: c.incident or (RIEN_DE_DIT if c.date_releve else None)),
        Colonne("Prévu", lambda c: c.prevu_pct, pourcent),
        Colonne("Physique", lambda c: c.physique_pct, pourcent),
        Colonne("Financier", lambda c: c.financier_pct, pourcent),
        Colonne("Relevé du", lambda c: c.date_releve, francais.date_courte, au_tableau=False),
        Colonne("Écart", lambda c: c.ecart_pts, lambda v: francais.points(v, 0)),
        Colonne("Fin prévue", lambda c: c.date_fin_prevue, francais.date_courte),
        Colonne("Réception", lambda c: c.date_reception, _reception),
        Colonne("Montant", lambda c: c.montant_fcfa, montant, au_tableau=False),
        Colonne("Ouvrage", lambda c: c.ouvrage, au_tableau=False),
        Colonne("Entreprise", lambda c: c.entreprise, au_tableau=False),
        Colonne("Début prévu", lambda c: c.date_debut_prevue, francais.date, au_tableau=False),
        Colonne("Début", lambda c: c.date_debut, francais.date, au_tableau=False),
    ),
    onglets={CALENDRIER: _montrer_gantt, "Avancement": _montrer_courbe, "Par région": _montrer_regions},
    d_argent=("Avancement",),
    reserve="Cette édition ne publie pas les incidents\u00a0: un chantier bloqué s’y lit «\u00a0en cours\u00a0».",
    sur_la_carte=lambda siens: francais.fraction(sum(c.date_reception is not None for c in siens), len(siens)),
    legende_de_la_carte="chantiers réceptionnés, sur ceux de la zone",
    suites=_montrer_les_suites,
)
