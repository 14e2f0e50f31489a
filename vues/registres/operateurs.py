"""Les opérateurs et leurs projets : formulation, vitesse, ce qui dure ; et ce qui en est capitalisé."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.sources import NON_PRECISE
from figures.carte.classes import nommer_etape
from figures.graphiques.parcours import nommer_passage
from requetes.parcours.delais import DU_CADRE, Passage
from requetes.parcours.selection import SANS_OPERATEUR, Selection
from requetes.registres.commun import somme
from requetes.registres.operateurs import Operateur, Premiers, lire_operateurs, lire_passages, premiers
from requetes.registres.projets import PointDuProjet, Projet, lire_points, lire_projets
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.grille import Colonne, afficher_grille, jours, montant, pourcent
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.registres import capitalisation
from vues.registres.declaration import Compte, Filtre, Registre, Vue
from vues.textes import echapper

_OPERATEUR = "operateur"


def _sur_vingt(note: float | None) -> str:
    return francais.ND if note is None else f"{francais.nombre(note, 1)}/20"


#: Ce qui se lit d'un coup d'œil ; les phrases dessous, les étapes et les fichiers ont le reste.
_COLONNES: tuple[Colonne[Operateur], ...] = (
    Colonne("Opérateur", lambda o: o.nom),
    Colonne("Projets", lambda o: o.projets, francais.nombre),
    Colonne("Notés", lambda o: o.notes, francais.nombre),
    Colonne("Note", lambda o: o.note_moyenne, _sur_vingt),
    Colonne("12/20 ou plus", lambda o: o.suffisantes_pct, pourcent),
    Colonne("Points", lambda o: o.points, francais.nombre),
    Colonne("Remis", lambda o: o.remis, francais.nombre),
    Colonne("Délai", lambda o: o.mediane_jours, jours),
    Colonne("Attendent", lambda o: o.attendent, francais.nombre),
    Colonne("Un an après", lambda o: o.restaures_un_an, francais.nombre),
    Colonne("Fonctionnent", lambda o: o.fonctionnent, francais.nombre),
    Colonne("Retombés", lambda o: o.retombes, francais.nombre),
    Colonne("Non vus", lambda o: o.non_vus, francais.nombre),
)


def _nommer_operateur(p: Projet) -> str:
    return p.operateur or NON_PRECISE


def _choix(vue: Vue[Projet]) -> Selection:
    """Les points et les projets que la zone, la période et l'opérateur retiennent."""
    retenu = vue.choix.get(_OPERATEUR, "")
    return Selection(vue.jour, vue.etendue.zone, operateur=SANS_OPERATEUR if retenu == NON_PRECISE else retenu)


def _lire(vue: Vue[Projet]) -> tuple[Operateur, ...]:
    return donnees.lire(vue.contexte.edition, lire_operateurs, _choix(vue))


def _dire(vue: Vue[Projet]) -> str:
    lus = _lire(vue)
    if vue.choix.get(_OPERATEUR):
        # Seul, il serait toujours premier : ses chiffres, sans rang.
        return "\n\n".join(
            f"**{echapper(o.nom)}**, {_dire_sa_formulation(o)}\u00a0; {_dire_operateur(o)}." for o in lus
        )
    tetes = premiers(lus)
    return f"{_dire_formule(tetes)}\u00a0; {_dire_avance(vue, tetes)}\u00a0; {_dire_dure(vue, tetes)}."


def _dire_sa_formulation(o: Operateur) -> str:
    if not o.notes:
        return "aucun projet noté"
    return f"{francais.pourcentage_fraction(o.suffisantes, o.notes, 0, seuil=None)} de ses notes à 12/20 ou plus"


def _dire_formule(lus: Premiers) -> str:
    if lus.formule is None:
        return "moins de deux opérateurs ont cinq projets notés\u00a0: la formulation ne se compare pas encore"
    return f"**{echapper(lus.formule.nom)}** formule le mieux, {_dire_sa_formulation(lus.formule)}"


def _dire_avance(vue: Vue[Projet], lus: Premiers) -> str:
    if "Étapes" in vue.absentes:
        return "les délais ne sont pas connus, faute d’étapes"
    if lus.avance is None:
        return "moins de deux ont remis cinq points, et plus qu’ils n’en attendent\u00a0: la vitesse ne se compare pas"
    return f"**{echapper(lus.avance.nom)}** avance le plus vite, {_dire_delai(lus.avance)}"


def _dire_dure(vue: Vue[Projet], lus: Premiers) -> str:
    if "Visites" in vue.absentes:
        return "ce qui fonctionne n’est pas connu, faute de visites"
    if lus.dure is None:
        return "moins de deux ont dix points restaurés depuis un an\u00a0: la durée ne se compare pas"
    qui = f"**{echapper(lus.dure.nom)}** a la plus grande part de points qui fonctionnent"
    return f"un an après, {qui}, {_dire_un_an(lus.dure)}"


def _dire_delai(o: Operateur) -> str:
    """Jamais la médiane sans ceux qui attendent (règle S34)."""
    if o.faits is None:
        return "aucune étape reçue"
    dit = f"médiane {jours(o.mediane_jours)} ({francais.compte(o.faits, 'point')})" if o.faits else "aucun point arrivé"
    if not o.attendent:
        return f"{dit} ; aucun n’attend" if o.faits else "aucun point validé"
    verbe = "attend encore" if o.attendent < 2 else "attendent encore"
    return f"{dit} ; {francais.nombre(o.attendent)} {verbe}, depuis {jours(o.attente_jours)} en médiane"


def _dire_un_an(o: Operateur) -> str:
    """Une part à partir de dix points ; en dessous, le compte nu (règles V10 et S35)."""
    if o.restaures_un_an is None:
        return "aucune visite reçue"
    if not o.restaures_un_an:
        return "aucun restauré depuis un an"
    compte = francais.fraction(o.fonctionnent, o.restaures_un_an)
    tete = compte if o.fonctionnent_pct is None else f"{francais.pourcentage(o.fonctionnent_pct, 0)} ({compte})"
    reste = f"{francais.compte(o.retombes, 'retombé')}, {francais.compte(o.non_vus, 'non vu')}"
    return f"{tete} ; {reste} depuis 90 jours" if o.non_vus else f"{tete} ; {reste}"


def _compter(vue: Vue[Projet]) -> Sequence[Compte]:
    lignes = vue.lignes
    notes = sum(p.notee for p in lignes)
    budget = somme(p.budget_fcfa for p in lignes)
    en_euros, sans = francais.euros(budget, abrege=True), sum(p.budget_fcfa is None for p in lignes)
    manque = f" {francais.compte(sans, 'projet')} sans budget connu." if sans else ""
    remis, points = somme(p.remis for p in lignes), somme(p.points for p in lignes)
    fonctionnent, restaures = somme(p.fonctionnent for p in lignes), somme(p.restaures for p in lignes)
    suffisantes = francais.pourcentage_fraction(sum(p.suffisante for p in lignes), notes, 0, seuil=None)
    return (
        Compte("Projets", francais.nombre(len(lignes))),
        Compte("Notés 12/20 ou plus", suffisantes, "Des projets notés et datés ; un projet sans note ne compte pas."),
        Compte("Points remis en service", francais.fraction(remis, points), "Étape 7 à 9 atteinte, sur leurs points."),
        Compte("Restaurés qui fonctionnent", francais.fraction(fonctionnent, restaures), "À leur dernière visite."),
        Compte("Retombés", francais.nombre(somme(p.retombes for p in lignes))),
        Compte("Budget", montant(budget), f"{en_euros} (655,957 FCFA pour 1\u00a0€).{manque}"),
    )


def _montrer_operateurs(vue: Vue[Projet]) -> None:
    lus, absentes = _lire(vue), vue.absentes
    afficher_grille(lus, _COLONNES, "Opérateurs", cle="tableau_comparaison")
    telecharger(en_tableau(Operateur, lus), "Opérateurs", cle="comparaison", filtres=vue.en_clair)
    if not absentes & {"Points", "Étapes", "Visites"}:
        st.markdown("\n".join(f"- **{echapper(o.nom)}**\u00a0: {_dire_operateur(o)}." for o in lus if o.points))
    st.caption(
        "Les projets sont ceux qui nomment l’opérateur ; les points, les siens, à défaut ceux de son projet. "
        "Note\u00a0: projets notés et datés. Délai\u00a0: de la validation à la remise en service. Un an après\u00a0: "
        "restaurés depuis douze mois au moins, combien fonctionnent aujourd’hui ; une part seulement à partir de dix. "
        "L’indicateur du délai, ventilé, ne connaît que l’opérateur du projet."
    )
    if not absentes & {"Points", "Étapes"}:
        _montrer_passages(vue)


def _dire_operateur(o: Operateur) -> str:
    return (
        f"de la validation à la remise en service, {_dire_delai(o)}. Un an après, qui fonctionnent\u00a0: "
        f"{_dire_un_an(o)}"
    )


def _montrer_passages(vue: Vue[Projet]) -> None:
    lus: tuple[Passage, ...] = donnees.lire(vue.contexte.edition, lire_passages, _choix(vue))
    noms = {f"{p.de}-{p.vers}": nommer_passage(p.de, p.vers) for p in sorted(lus, key=lambda p: (p.de, p.vers))}
    du_cadre = "-".join(DU_CADRE)
    if not noms:
        st.info("Aucune étape datée pour ces points : aucun délai à comparer.", icon="ℹ")
        return
    origine = du_cadre if du_cadre in noms else next(iter(noms))
    autres = {code: nom for code, nom in noms.items() if code != origine}
    passage = choisir("passage", "D’une étape à l’autre", {"": noms[origine]} | autres, largeur=380) or origine
    siens = [p for p in lus if f"{p.de}-{p.vers}" == passage]
    montre = pd.DataFrame(
        {
            "Opérateur": [p.groupe or NON_PRECISE for p in siens],
            "Médiane": [jours(p.mediane) for p in siens],
            "Points arrivés": [francais.nombre(p.faits) for p in siens],
            "Attendent encore": [francais.nombre(p.attendent) for p in siens],
            "Depuis (médiane)": [jours(p.attente_mediane) if p.attendent else "–" for p in siens],
        }
    )
    titre = f"{noms[passage]}, par opérateur"
    afficher_tableau(montre, en_tableau(Passage, siens), titre, cle="passages", filtres=vue.en_clair)
    st.caption("Un point abandonné n’attend plus, un point suspendu attend. Médianes recalculées sur les points.")


def _montrer_points(vue: Vue[Projet], projet: Projet) -> None:
    navigation.lier(navigation.PARCOURS, "Sa chronologie, sur le parcours", {"projet": projet.identifiant})
    points = donnees.lire(vue.contexte.edition, lire_points, projet.identifiant, vue.jour)
    if not points:
        st.info("Aucun point reçu ne nomme ce projet (feuille «\u00a0Points\u00a0», colonne id_projet).", icon="ℹ")
        return
    montre = pd.DataFrame(
        {
            "Point": [p.nom for p in points],
            "Service": [p.type_service for p in points],
            "Commune": [p.commune for p in points],
            "Étape atteinte": [nommer_etape(p.etape or "aucune") for p in points],
            "État": [p.statut or francais.ND for p in points],
            "Restauré le": [francais.date_courte(p.date_restauration) for p in points],
            "Dernière visite": [francais.date_courte(p.derniere_visite) for p in points],
        }
    )
    titre = f"Points : {projet.intitule}"
    afficher_tableau(montre, en_tableau(PointDuProjet, points), titre, cle="points_du_projet")


def _dire_sur_la_carte(siens: Sequence[Projet]) -> str:
    return francais.fraction(somme(p.fonctionnent for p in siens), somme(p.restaures for p in siens))


OPERATEURS = Registre(
    nom="operateurs",
    forme=Projet,
    titre="Opérateurs et projets",
    feuilles=("Projets", "Points", "Étapes", "Visites"),
    lire=lire_projets,
    phrase=_dire,
    comptes=_compter,
    nommer=lambda p: p.intitule,
    filtres=(
        Filtre(_OPERATEUR, "Opérateur", "Tous les opérateurs", _nommer_operateur),
        Filtre("statut", "Statut", "Tous les statuts", lambda p: p.statut or NON_PRECISE, issue=True),
    ),
    colonnes=(
        Colonne("Projet", lambda p: p.intitule),
        Colonne("Opérateur", _nommer_operateur),
        Colonne("Zone", lambda p: p.zone),
        Colonne("Statut", lambda p: p.statut or NON_PRECISE),
        Colonne("Note /20", lambda p: p.note, lambda v: francais.nombre(v, 1).removesuffix(",0")),
        Colonne("Points", lambda p: p.points, francais.nombre),
        Colonne("Remis", lambda p: p.remis, francais.nombre),
        Colonne("Restaurés", lambda p: p.restaures, francais.nombre),
        Colonne("Fonctionnent", lambda p: p.fonctionnent, francais.nombre),
        Colonne("Retombés", lambda p: p.retombes, francais.nombre),
        Colonne("Soumission", lambda p: p.date_soumission, francais.date_courte, au_tableau=False),
        Colonne("Validation", lambda p: p.date_validation, francais.date_courte, au_tableau=False),
        Colonne("Budget", lambda p: p.budget_fcfa, montant),
        Colonne("Région", lambda p: p.region, au_tableau=False),
    ),
    onglets={"Opérateurs": _montrer_operateurs, "Capitalisation": capitalisation.montrer},
    sans_ligne=capitalisation.montrer_seule,
    d_une_autre_feuille=True,
    sur_la_carte=_dire_sur_la_carte,
    legende_de_la_carte="points qui fonctionnent, sur ceux restaurés, des projets de la zone",
    suites=_montrer_points,
)
