"""La réponse de l'accueil et la colonne de ce qui demande attention : écarts, mouvements, manques."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.niveaux import PLURIELS
from figures.mots import chiffre, ecriture, phrases, pourquoi
from figures.mots.revisions import GENRES
from requetes.accueil.lecture import LectureAccueil
from requetes.accueil.mouvements import BilanDesRevisions, Mouvement, PhareRevu
from requetes.accueil.situation import Phare
from vues.elements import etats
from vues.page import navigation
from vues.page.entree import Contexte
from vues.textes import echapper

_LIGNES, _REVUS, _TROUS, _DEPOTS = 5, 1, 2, 2
_ICONES = {"suffisent": "✔️", "ne suffisent pas": "✖️"}


def afficher_reponse(lecture: LectureAccueil) -> None:
    """La phrase de tête : où l'on est hors trajectoire, et si les données suffisent pour le dire."""
    tire = lecture.conclusion
    with st.container(key="reponse"):
        icone = _ICONES.get(tire.verdict, "⚠️")
        verdict = phrases.verdict(tire, *lecture.rapports)
        st.markdown(f"**{echapper(phrases.trajectoire(tire))}** {icone} {echapper(verdict)}")


def afficher_ecarts(lecture: LectureAccueil, contexte: Contexte, parametres: dict[str, str]) -> None:
    """«Écarts à regarder» : trois au plus, chacun avec ce qui le fait et son chemin vers Tendances."""
    ecarts = lecture.ecarts
    st.subheader(
        "Écarts à regarder",
        anchor=False,
        help="Les trois points à discuter. Indicateurs phares, au niveau des régions : rouge puis orange, "
        "chiffres fermes d’abord, taux le plus bas, un écart par indicateur.",
    )
    if not ecarts:
        st.markdown("Aucun indicateur phare n’est en rouge ni en orange dans les régions à cette lecture.")
    for ecart in ecarts:
        with st.container(gap=None):
            _afficher_ecart(ecart, parametres)
            indicateur = contexte.referentiel.indicateurs[ecart.code_indicateur]
            lu = lecture.pourquois[ecart.code_indicateur]
            dit = pourquoi.dire(lu, indicateur.unite, indicateur.sens, bref=True)
            # Une édition remise n'a pas les lignes qui le diraient.
            if dit and not contexte.remise:
                ici = {
                    "indicateur": ecart.code_indicateur,
                    "region": str(ecart.code_zone),
                    "periode": str(ecart.periode),
                }
                suite = parametres | ici | {"onglet": navigation.POURQUOI}
                navigation.lier(navigation.TENDANCES, f":small[**{navigation.POURQUOI}** {echapper(dit)}]", suite)


def _afficher_ecart(ecart: Chiffre, parametres: dict[str, str]) -> None:
    navigation.lier(
        navigation.TENDANCES,
        f"**{echapper(ecart.zone)} — {echapper(ecart.libelle_court)}**",
        parametres | {"indicateur": ecart.code_indicateur, "region": str(ecart.code_zone)},
    )
    attendu = f"{chiffre.valeur(ecart)}, cible due {ecriture.nombre(ecart.cible_due, ecart.unite)}"
    precisions = [chiffre.taux(ecart), phrases.remontees(ecart.recues, ecart.attendues)]
    st.markdown(
        f"{etats.marque(ecart.etat)}{etats.reserves(ecart)} :small[{echapper(attendu)}]  \n"
        f":gray[:small[{echapper(' · '.join(p for p in precisions if p))}]]"
    )


def afficher_mouvements(lecture: LectureAccueil) -> None:
    """«Ce qui a bougé» : depuis la période d'avant, puis depuis l'édition d'avant."""
    st.subheader(
        "Ce qui a bougé :gray[:small[depuis la période d’avant]]",
        anchor=False,
        help="Depuis la période de collecte d’avant : d’abord ce qui a changé d’état, les reculs en tête, puis les "
        "plus grands écarts de taux (un point au moins). Depuis l’édition d’avant : les chiffres du passé changés.",
    )
    edition = _dire_edition(lecture)
    # Cinq lignes en tout : ce que l'édition a changé prend la place des moindres mouvements.
    lignes = [_dire_mouvement(m) for m in lecture.mouvements[: _LIGNES - len(edition)]]
    if not lignes:
        lignes = ["Depuis la période d’avant : ni changement d’état, ni écart d’un point."]
    lignes += edition
    st.markdown(_liste(lignes))
    if lecture.bilan.nombre:
        navigation.lier(
            navigation.QUALITE, "Voir les révisions, chiffre par chiffre", {"onglet": "Révisions et corrections"}
        )


def _dire_mouvement(mouvement: Mouvement) -> str:
    phare = mouvement.phare
    nom = f"**{echapper(phare.libelle_court)}**"
    avant, apres = (ecriture.nombre(v, phare.unite) for v in (phare.valeur_avant, phare.valeur))
    passe = f"{avant} → {apres}{chiffre.marques(phare)}"
    cible = ""
    if mouvement.par_la_cible:
        avant, apres = (ecriture.nombre(v, phare.unite) for v in (phare.cible_avant, phare.cible_due))
        cible = f" ; cible due {avant} → {apres}"
    if not mouvement.marches:
        return f"{nom} : {echapper(passe + _dire_taux(mouvement) + cible)}"
    fleche = "↘" if mouvement.marches > 0 else "↗"
    marques = f"{etats.marque(phare.etat_avant)} → {etats.marque(phare.etat)}"
    return f"{fleche} {nom} {marques} {echapper(passe + cible)}"


def _dire_taux(mouvement: Mouvement) -> str:
    if mouvement.ecart_taux is None:
        return ""
    avant, apres = (francais.pourcentage(t, 0) for t in (mouvement.phare.taux_avant, mouvement.phare.taux))
    return f" ({avant} → {apres} de l’attendu)"


def _dire_edition(lecture: LectureAccueil) -> list[str]:
    bilan, revus = lecture.bilan, lecture.revus
    if not lecture.precedente.identifiant:
        raison = lecture.precedente.note or "première édition publiée"
        return [f"**Édition d’avant** : aucune à laquelle comparer ({echapper(raison)})."]
    if not bilan.nombre and not revus:
        return ["**Édition d’avant** : aucun chiffre du passé n’a changé."]
    reste = len(revus) - _REVUS
    suite = f" ; et {francais.compte(reste, 'autre phare', 'autres phares')}" if reste > 0 else ""
    return [*_dire_bilan(bilan), *(_dire_revu(r) + suite for r in revus[:_REVUS])]


def _dire_bilan(bilan: BilanDesRevisions) -> list[str]:
    if not bilan.nombre:
        return []
    total = francais.compte(bilan.nombre, "chiffre du passé changé", "chiffres du passé changés")
    genres = ", ".join(francais.compte(n, *GENRES.get(g, (g, g))) for g, n in bilan.genres)
    phares = francais.compte(bilan.phares, "d’un indicateur phare", "d’indicateurs phares")
    par = f" ; par {_enumerer(bilan.fichiers)}" if bilan.fichiers else ""
    return [f"**Édition d’avant** : {echapper(f'{total} ({genres}), dont {phares}{par}')}"]


def _dire_revu(revu: PhareRevu) -> str:
    avant, apres = (ecriture.nombre(v, revu.unite) for v in (revu.valeur_avant, revu.valeur))
    quoi = f"{avant} → {apres}" if avant != apres else revu.genre
    marques = ""
    if revu.etat_avant is not None and revu.etat_avant != revu.etat:
        marques = f" {etats.marque(revu.etat_avant)} → {etats.marque(revu.etat)}"
    return f"**Revu ici** : {echapper(revu.libelle_court)} {echapper(quoi)}{marques}"


def _enumerer(fichiers: Sequence[str]) -> str:
    reste = len(fichiers) - _DEPOTS
    dits = ", ".join(fichiers[:_DEPOTS])
    return f"{dits} et {francais.compte(reste, 'autre dépôt', 'autres dépôts')}" if reste > 0 else dits


def afficher_manques(lecture: LectureAccueil, jour: dt.date) -> None:
    """«Ce qui manque» : de quoi juger si les chiffres suffisent pour conclure."""
    st.subheader(f"Ce qui manque :gray[:small[au {francais.date_courte(jour)}]]", anchor=False)
    lignes = []
    for retard in lecture.retards:
        nombre = francais.compte(retard.rapports_nb, "rapport en retard", "rapports en retard")
        dernier = echapper(francais.periode(retard.derniere_periode))
        lignes.append(f"**{echapper(retard.zone)}** : {nombre}, dernier {dernier}")
    if lecture.absentes:
        feuilles = francais.enumerer([f"«\u00a0{r.feuille}\u00a0»" for r in lecture.absentes], "et")
        lignes.append(f"**Aucune ligne reçue** : {feuilles}. Ce n’est pas un zéro")
    lignes += [
        f"**{echapper(t.libelle_court)}** : {francais.fraction(t.sans_nb, t.total_nb)} "
        f"{PLURIELS[t.niveau]} sans donnée ({echapper(t.zones, 45)})"
        for t in lecture.trous[:_TROUS]
    ]
    if (reste := len(lecture.trous) - _TROUS) > 0:
        lignes.append(f"{francais.compte(reste, 'autre phare', 'autres phares')} à qui il manque des zones")
    lignes += _comptes_des_phares(lecture.phares)
    if not lignes:
        lignes = ["Tous les rapports dus sont reçus et toutes les zones attendues ont répondu."]
    st.markdown(_liste(lignes))
    navigation.lier(navigation.QUALITE, "Voir la qualité des données", {"onglet": "À envoyer"})


def _comptes_des_phares(phares: Sequence[Phare]) -> list[str]:
    provisoires = sum(p.provisoire is True for p in phares)
    perimes = sum(p.etat == "périmée" for p in phares)
    dits = []
    if provisoires:
        dits.append(francais.compte(provisoires, "indicateur phare provisoire", "indicateurs phares provisoires"))
    if perimes:
        dits.append(francais.compte(perimes, "indicateur phare périmé", "indicateurs phares périmés"))
    return dits


def _liste(lignes: list[str]) -> str:
    return "\n".join(f"- :small[{ligne}]" for ligne in lignes)
