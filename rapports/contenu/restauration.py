"""La restauration des services : où, à quelle étape, ce qui est retombé. Jamais un nom ni une position."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from domaine import francais
from domaine.niveaux import jusqu_a, nommer
from domaine.survie import Echeance
from figures.carte.classes import nommer_etape
from figures.svg.barres import Compte, dessiner_comptes
from figures.svg.carte import dessiner_carte
from rapports.blocs import Bloc, Figure, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.carte import services
from requetes.carte.lecture import lire_petite_carte
from requetes.carte.services import BilanDesPoints
from requetes.edition import referentiel
from requetes.parcours import survie
from requetes.parcours.comptes import comptes_par_etape
from requetes.parcours.selection import Selection
from tableurs.objets import en_tableau

#: Sources de calcul à montrer sur une carte, dans l'ordre.
_CARTES = ("points_restaures", "points_fonctionnels")
#: Une carte à part, large comme six dixièmes de la page : les noms y tiennent plus petits.
_CORPS = 25
_COMPTES = ("suivis", "restaures", "fonctionnels", "retombes", "non_vus")
_TITRES = ("Suivis", "Restaurés", "Fonctionnels", "Retombés", "Non vus depuis 90 jours")


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : cartes, comptes, parcours, rechutes."""
    blocs: list[Bloc] = [Titre("Restauration des services", 1), *_cartes(lecture)]
    if "point_service" not in lecture.remplies:
        return [
            *blocs,
            Paragraphe("Aucun point de service dans cette édition : seuls les indicateurs se lisent."),
        ]
    return [*blocs, *_bilans(lecture), *_parcours(lecture), *_survie(lecture)]


def _cartes(lecture: Lecture) -> list[Bloc]:
    indicateurs = referentiel.lire_referentiel(lecture.base).indicateurs.values()
    cartes = []
    for source in _CARTES:
        for indicateur in (i for i in indicateurs if i.source_calcul == source):
            lue = lire_petite_carte(lecture.base, indicateur.code, "cercle", lecture.jour)
            if lue.fin is None:
                continue
            precision = f"par cercle, au {francais.date(lue.fin)}"
            dessin = dessiner_carte(lue.zones, indicateur, precision=precision, corps=_CORPS)
            cartes.append(Figure(dessin, f"Carte : {indicateur.libelle_court}, {precision}. Valeurs au tableau."))
    if not cartes:
        return []
    credit = lecture.info.get("credit_limites", "")
    note = [Note(credit, "Fond de carte")] if credit else []
    return [Titre("Où sont les services restaurés"), *cartes, *note]


def _bilans(lecture: Lecture) -> list[Bloc]:
    retenues = (z for z in referentiel.lire_referentiel(lecture.base).zones.values() if z.niveau in jusqu_a("cercle"))
    par_zone = [
        (
            nommer(z.niveau, z.nom),
            services.bilan_des_points(lecture.base, lecture.jour, z.code),
        )
        for z in retenues
    ]
    par_service = [
        (nom, services.bilan_des_points(lecture.base, lecture.jour, service=nom))
        for nom in referentiel.services(lecture.base)
    ]
    restaures = "Restauré : une visite a réuni les quatre tests (local, agent, moyens, prestation). Fonctionnel : "
    restaures += (
        "visité depuis 90 jours au plus, deux tests au moins, non fermé. Retombé : moins de deux tests, ou fermé."
    )
    return [
        _tableau_des_bilans("Points de service, par zone", "Zone", par_zone, "Points par zone"),
        _tableau_des_bilans("Points de service, par type de service", "Service", par_service, "Points par service"),
        Note(restaures, "Définitions"),
    ]


def _tableau_des_bilans(titre: str, tete: str, bilans: list[tuple[str, BilanDesPoints]], feuille: str) -> Tableau:
    comptes = [(nom, bilan.suivis, *bilan.comptes) for nom, bilan in bilans]
    lignes = [ligne(nom, *map(francais.nombre, nombres)) for nom, *nombres in comptes]
    donnees = pd.DataFrame(comptes, columns=[tete.lower(), *_COMPTES])
    colonnes = (colonne(tete, part=2.5), *(colonne(t, "droite") for t in _TITRES))
    return tableau(titre, colonnes, lignes, feuille, donnees)


def _parcours(lecture: Lecture) -> list[Bloc]:
    lus = comptes_par_etape(lecture.base, Selection(lecture.jour))
    # Sans les étapes datées, rien ne dit ce qui est arrêté : zéro serait inventé.
    dates_connues = "etape_restauration" in lecture.remplies
    comptes = [Compte(nommer_etape(c.etape), c.points, c.bloques if dates_connues else None) for c in lus]
    part = "arrêtés : suspendus, motif déclaré ou échéance dépassée" if dates_connues else ""
    dessin = dessiner_comptes(comptes, "Points par étape du parcours", part)
    if not dessin:
        return []
    dit = "; ".join(f"{c.nom} : {c.total}" for c in comptes)
    donnees = pd.DataFrame({"etape": [c.nom for c in comptes], "points": [c.total for c in comptes]})
    entetes = [colonne("Étape", part=2.5), colonne("Points", "droite")]
    lignes = [[c.nom, francais.nombre(c.total)] for c in comptes]
    if dates_connues:
        donnees["arretes"] = [c.bloques for c in lus]
        donnees["jours_dans_l_etape_mediane"] = [c.jours_mediane for c in lus]
        entetes += [colonne("Arrêtés", "droite"), colonne("Jours dans l’étape (médiane)", "droite", 1.4)]
        for cases, c in zip(lignes, lus, strict=True):
            cases += [francais.nombre(c.bloques), francais.nombre(c.jours_mediane, 0)]
    return [
        Titre("Parcours de restauration"),
        Figure(dessin, f"Points par étape : {dit}.", "Points par étape atteinte, à l’arrêté", large=True),
        tableau("Points par étape", entetes, [ligne(*cases) for cases in lignes], "Parcours", donnees),
    ]


def _survie(lecture: Lecture) -> list[Bloc]:
    """Ce qui est encore en service après 3, 6 et 12 mois : quand l'édition garde les visites, ou leur compte."""
    bilan = services.bilan_des_points(lecture.base, lecture.jour)
    comptes = {"restaurés": bilan.restaures, "retombés": bilan.retombes, "non vus depuis 90 jours": bilan.non_vus}
    dit = "Points déjà restaurés, à l’arrêté. " + " ; ".join(f"{n} : {francais.nombre(c)}" for n, c in comptes.items())
    blocs: list[Bloc] = [Titre("Points retombés"), Paragraphe(f"{dit}.")]
    lues = survie.echeances(lecture.base, lecture.jour)
    if not lues:
        return blocs
    lignes = [
        ligne(
            f"{e.mois} mois",
            francais.pourcentage(e.survie_pct),
            francais.pourcentage_fraction(e.tiennent, e.connus),
            francais.nombre(e.non_revus),
            francais.nombre(e.trop_tot),
        )
        for e in lues
    ]
    colonnes = (
        colonne("Après la remise en service", part=1.6),
        colonne("Part encore en service", "droite", 1.4),
        colonne("Dont l’état est connu : encore en service", "droite", 2),
        colonne("Non revus", "droite"),
        colonne("Trop tôt", "droite"),
    )
    note = (
        "Part encore en service : estimée par la méthode de Kaplan et Meier, qui compte aussi les points dont le suivi "
        "s’est arrêté avant l’échéance. Un point restauré en sort à sa première visite en panne, même s’il est relevé "
        "depuis. Sous dix points restaurés, aucune part n’est estimée."
    )
    titre = "Encore en service après la restauration"
    return [
        *blocs,
        Paragraphe(_dire_la_survie(lues)),
        tableau(titre, colonnes, lignes, "Survie", en_tableau(Echeance, lues)),
        Note(note, "Méthode"),
    ]


def _dire_la_survie(lues: Sequence[Echeance]) -> str:
    """Six et douze mois, en une phrase."""
    dits = [
        f"après {e.mois} mois, {francais.pourcentage(e.survie_pct, 0)}"
        for e in lues
        if e.mois in (survie.SIX_MOIS, survie.UN_AN) and e.survie_pct is not None
    ]
    if not dits:
        return "Trop peu de points sont suivis depuis assez longtemps pour dire combien restent en service."
    return f"Part des points restaurés encore en service : {' ; '.join(dits)}."
