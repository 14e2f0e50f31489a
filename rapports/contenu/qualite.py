"""Les réserves : complétude, provisoires, périmés, masqués ; ce qui a été révisé ; sur quoi tout repose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import nommer
from figures.mots import chiffre, ecriture, etats
from figures.mots import revisions as mots
from rapports.blocs import (
    Bloc,
    Cellule,
    Note,
    Paragraphe,
    Tableau,
    Titre,
    cellule_d_etat,
    colonne,
    ligne,
    tableau,
)
from rapports.contenu.validation import dire_la_validation
from rapports.contenu.zones import grille
from rapports.lecture import Lecture
from requetes.accueil import avancement
from requetes.comparaisons.zones import CaseDeGrille
from requetes.edition import referentiel, revisions
from requetes.qualite import bilans, manques, reserves
from tableurs.objets import en_tableau

#: Une révision au-delà n'est pas imprimée, mais reste au classeur.
_REVISIONS_IMPRIMEES = 40
_RESERVES = ("périmée", "sans donnée")
_DOUTES = "Lignes en doute"
#: Niveau de preuve → titre de colonne ; `None` : la ligne ne le dit pas.
_PREUVES = {"0": "Déclaré", "1": "Document", "2": "Photo ou registre", "3": "Visite indépendante", None: "Non dit"}


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : réserves et qualité, révisions."""
    return [
        Titre("Réserves et qualité des données", 1),
        *_completude(lecture),
        *_reserves(lecture),
        *dire_la_validation(lecture),
        *_lignes_en_doute(lecture),
        *_masques(lecture),
        *_revisions(lecture),
        *_preuves(lecture),
    ]


def resumer(lecture: Lecture) -> tuple[str, ...]:
    """Les réserves en quelques phrases, celles du rapport, sans ses tableaux : ce qu'en dit un courriel."""
    blocs = (*_completude(lecture), *_lignes_en_doute(lecture), *_masques(lecture))
    phrases = [bloc.texte for bloc in blocs if isinstance(bloc, Paragraphe)]
    if lues := _a_lire_avec_reserve(grille(lecture)):
        dits = ("chiffre est provisoire, périmé ou absent", "chiffres sont provisoires, périmés ou absents")
        phrases.insert(1, f"{francais.compte(len(lues), *dits)}\u00a0: le rapport les nomme.")
    return tuple(phrases)


def _completude(lecture: Lecture) -> list[Bloc]:
    if "rapport_activite" not in lecture.remplies:
        return [Paragraphe("Les rapports d’activités attendus ne sont pas dans cette édition.")]
    recus, dus = referentiel.completude_des_rapports(lecture.base, jour=lecture.jour)
    if not dus:
        return [Paragraphe("Aucun rapport d’activités n’est encore dû.")]
    dit = f"Rapports d’activités reçus : {francais.pourcentage_fraction(recus, dus, 0, seuil=None)}."
    retards = manques.retards_par_zone(lecture.base, "SOCLE", lecture.jour)
    lignes = [
        ligne(
            x.zone,
            francais.nombre(x.rapports_nb),
            francais.periode(x.premiere_periode),
            francais.periode(x.derniere_periode),
            francais.nombre(x.retard_max_jours),
        )
        for x in retards
    ]
    # Attendu par les chiffres dès que sa période est finie, un rapport n'est dû qu'à son échéance (règles A6 et A7).
    if a_venir := dus - recus - sum(x.rapports_nb for x in retards):
        dits = ("n’est pas encore échu", "ne sont pas encore échus")
        dit += f" De ceux qui manquent, {francais.compte(a_venir, *dits)}."
    # Reçus, tels que l'édition les connaît : venu après la date de ses données, un rapport n'est dans aucun chiffre.
    recus_lus = [r for r in bilans.rapports(lecture.base, "", lecture.jour) if r.situation.startswith("reçu")]
    tardifs = sum(bool(r.fin and r.date_reception and r.fin <= lecture.jour < r.date_reception) for r in recus_lus)
    if tardifs:
        venus = francais.compte(tardifs, "rapport est venu", "rapports sont venus")
        dit += f" {venus} après le {francais.date(lecture.jour)}\u00a0: les chiffres de cette date les tiennent."
    if not lignes:
        return [Titre("Complétude"), Paragraphe(dit if a_venir else f"{dit} Aucun ne manque.")]
    titres = ("Rapports", "Le premier", "Le dernier", "Retard le plus long (jours)")
    colonnes = (colonne("Zone", part=1.5), *(colonne(t, "droite") for t in titres))
    donnees = en_tableau(manques.Retard, retards).drop(columns=["code_zone"])
    return [
        Titre("Complétude"),
        Paragraphe(dit),
        tableau("Rapports dus et non reçus", colonnes, lignes, "Rapports manquants", donnees),
    ]


def _reserves(lecture: Lecture) -> list[Bloc]:
    """Les chiffres du projet et des régions à lire avec réserve, à la période rapportée."""
    toutes = grille(lecture)
    if not toutes:
        return []
    lues = _a_lire_avec_reserve(toutes)
    if not lues:
        return [Titre("Chiffres à lire avec réserve"), Paragraphe("Aucun chiffre n’est provisoire, périmé ni absent.")]
    rangees = [
        ligne(
            f"{x.code_indicateur} {x.libelle_court}",
            francais.majuscule(nommer("SOCLE" if x.code_zone == "SOCLE" else "region", str(x.zone))),
            chiffre.complete(x),
            _reserve(x),
            chiffre.recues(x),
        )
        for x in lues
    ]
    colonnes = (
        colonne("Indicateur", part=2.2),
        colonne("Zone", part=1.4),
        colonne("Valeur", "droite", 1.4),
        colonne("Réserve", part=1.1),
        colonne("Reçues", "droite", 0.8),
    )
    gardees = ["code_indicateur", "libelle_court", "zone", "periode", "valeur", "etat", "provisoire", "recues"]
    titre = "Chiffres provisoires, périmés ou absents"
    return [
        Titre("Chiffres à lire avec réserve"),
        Paragraphe("Provisoire : complétude sous le plancher, ou valeur déclarée provisoire. Absent n’est pas zéro."),
        tableau(titre, colonnes, rangees, "Réserves", en_tableau(CaseDeGrille, lues)[[*gardees, "attendues"]]),
    ]


def _a_lire_avec_reserve(toutes: Sequence[CaseDeGrille]) -> list[CaseDeGrille]:
    return [x for x in toutes if x.etat in _RESERVES or x.provisoire]


def _lignes_en_doute(lecture: Lecture) -> list[Bloc]:
    """Les lignes mises de côté et les anomalies ouvertes, avec les chiffres qu'elles pourraient changer (règle Q24)."""
    lues = reserves.lire_reserves(lecture.base, lecture.indicateurs, lecture.jour)
    if lues is None:
        return []
    titre = Titre("Lignes mises de côté et anomalies ouvertes")
    if not lues:
        return [titre, Paragraphe("Aucune ligne reçue, d’ici à cette date, n’est mise de côté ni à vérifier.")]
    dehors, signalees = sum(r.mises_de_cote for r in lues), sum(r.a_verifier for r in lues)
    dit = (
        f"{francais.compte(dehors, 'ligne reçue est mise de côté', 'lignes reçues sont mises de côté')}, hors de tout "
        f"chiffre\u00a0; {francais.compte(signalees, 'ligne entrée est', 'lignes entrées sont')} à vérifier. "
        "Corrigées, elles pourraient changer les indicateurs que le rapport nomme."
    )
    rangees = [
        ligne(
            r.feuille,
            francais.nombre(r.mises_de_cote),
            francais.nombre(r.a_verifier),
            r.regions or "non dite",
            ", ".join(r.indicateurs) or "aucun",
        )
        for r in lues
    ]
    colonnes = (
        colonne("Feuille", part=1.3),
        colonne("Mises de côté", "droite", 0.8),
        colonne("À vérifier", "droite", 0.8),
        colonne("Régions", part=1.4),
        colonne("Indicateurs qu’elles peuvent changer", part=2.4),
    )
    donnees = en_tableau(reserves.Reserve, lues)
    donnees["indicateurs"] = [", ".join(r.indicateurs) for r in lues]
    return [titre, Paragraphe(dit), tableau("Lignes en doute, par feuille", colonnes, rangees, _DOUTES, donnees)]


def _reserve(x: CaseDeGrille) -> Cellule:
    return cellule_d_etat(x.etat) if x.etat in _RESERVES else Cellule("provisoire (p)")


def _masques(lecture: Lecture) -> list[Bloc]:
    lus = avancement.chiffres_masques(lecture.base)
    if not lus:
        return []
    lignes = [
        ligne(f"{x.code_indicateur} {x.libelle_court}", *map(francais.nombre, (x.zones, x.totaux, x.ventilations)))
        for x in lus
    ]
    colonnes = (colonne("Indicateur", part=2), *(colonne(t, "droite") for t in ("Zones", "Totaux", "Ventilations")))
    dit = "Un effectif de personnes inférieur à 5 n’est pas publié, ni ce qui le ferait retrouver par différence "
    dit += f"(secret des petits effectifs) : ces cases portent «{MASQUE}». Elles ne sont pas des zéros."
    return [
        Titre("Chiffres masqués"),
        Paragraphe(dit),
        tableau(
            "Chiffres masqués, tous niveaux et périodes",
            colonnes,
            lignes,
            "Masqués",
            en_tableau(avancement.Masques, lus),
        ),
    ]


def _preuves(lecture: Lecture) -> list[Bloc]:
    if not lecture.remplies & {"valeur", "visite"}:
        return []
    lues = bilans.niveaux_de_preuve(lecture.base)
    if not lues:
        return []
    lignes = [
        ligne(f"{r.code_indicateur} {r.libelle_court}", *(francais.nombre(r.par_niveau[n]) for n in _PREUVES))
        for r in bilans.repartir(lues)
    ]
    colonnes = (colonne("Indicateur", part=2.2), *(colonne(nom, "droite") for nom in _PREUVES.values()))
    titre = "Lignes reçues, par niveau de preuve"
    donnees = en_tableau(bilans.Preuve, lues).drop(columns=["code_zone"])
    return [Titre("Sur quoi reposent les chiffres"), tableau(titre, colonnes, lignes, "Preuves", donnees)]


def _revisions(lecture: Lecture) -> list[Bloc]:
    """Les chiffres du passé qui ont changé, puis les définitions et les cibles."""
    return [*_chiffres_revises(lecture), *_definitions_changees(lecture)]


def _definitions_changees(lecture: Lecture) -> list[Bloc]:
    lues = revisions.definitions_changees(lecture.base)
    if lues.empty:
        return []
    rangees = [ligne(objet, phrase) for objet, phrase in zip(lues["objet"], lues["phrase"], strict=True)][
        :_REVISIONS_IMPRIMEES
    ]
    colonnes = (colonne("Objet", part=0.6), colonne("Changement", part=3))
    blocs: list[Bloc] = [tableau("Définitions, cibles et seuils changés", colonnes, rangees, "Définitions", lues)]
    if (reste := len(lues) - len(rangees)) > 0:
        blocs.append(Note(f"{francais.compte(reste, 'autre')} au classeur, feuille Définitions.", "Suite"))
    return blocs


def _chiffres_revises(lecture: Lecture) -> list[Bloc]:
    """Tout chiffre que le lecteur avait en main et qui n'est plus le même : le compte de `edition comparer`."""
    titre = Titre("Révisions depuis l’édition précédente")
    precedente = revisions.edition_precedente(lecture.base)
    if not precedente.identifiant:
        raison = f" ({precedente.note})" if precedente.note else ""
        return [titre, Paragraphe(f"Aucune édition précédente à laquelle comparer{raison}.")]
    lues = revisions.revisions(lecture.base, du_passe=False, ventiles=True)
    if not lues:
        return [titre, Paragraphe(f"Aucun chiffre de l’édition {precedente.identifiant} n’a changé.")]
    # Les totaux des périodes de collecte d'abord : les cumuls et les ventilations en découlent.
    ordonnees = sorted(lues, key=lambda r: (r.dimension is not None, r.type_periode == "cumul"))
    genres = Counter(r.genre for r in lues).most_common()
    causes = mots.causer(Counter(r.cause or "" for r in lues))
    changes = francais.compte(len(lues), "chiffre changé", "chiffres changés")
    dits = f"{changes} depuis l’édition {precedente.identifiant}, cumuls et ventilations compris"
    dits += f"\u00a0: {mots.compter(genres)}."
    blocs: list[Bloc] = [
        titre,
        Paragraphe(dits + (f" Causes : {causes}." if causes else "")),
        _tableau_des_revisions(lecture, ordonnees),
    ]
    if (reste := len(lues) - _REVISIONS_IMPRIMEES) > 0:
        blocs.append(Note(f"{francais.compte(reste, 'autre')} au classeur, feuille Révisions.", "Suite"))
    return blocs


def _tableau_des_revisions(lecture: Lecture, lues: Sequence[revisions.ChiffreRevu]) -> Tableau:
    rangees = [_revision(lecture, r) for r in lues[:_REVISIONS_IMPRIMEES]]
    colonnes = (
        colonne("Indicateur", part=2),
        colonne("Zone", part=1.5),
        colonne("Période", part=1.6),
        colonne("Avant", "droite", 0.8),
        colonne("Après", "droite", 0.8),
        colonne("Changement"),
        colonne("Cause", part=1.2),
    )
    gardees = ["code_indicateur", "libelle_court", "niveau", "zone", "type_periode", "periode", "genre"]
    gardees += ["valeur_avant", "valeur", "etat_avant", "etat", "cause"]
    gardees += ["fichiers"] if lecture.identite.public == "interne" else []
    return tableau("Chiffres révisés", colonnes, rangees, "Révisions", en_tableau(revisions.ChiffreRevu, lues)[gardees])


def _revision(lecture: Lecture, revu: revisions.ChiffreRevu) -> tuple[Cellule, ...]:
    unite = revu.unite or ""
    valeurs = [ecriture.nombre(v, unite) for v in (revu.valeur_avant, revu.valeur)]
    if valeurs[0] == valeurs[1] and revu.genre == "jugée autrement":
        # La valeur est la même : c'est le jugement qui change.
        valeurs = [f"{v} {etats.mot(e)}" for v, e in zip(valeurs, (revu.etat_avant, revu.etat), strict=True)]
    nom = revu.libelle_court or revu.code_indicateur
    cause = (revu.fichiers if lecture.identite.public == "interne" else None) or revu.cause or francais.ND
    zone = francais.majuscule(nommer(revu.niveau, str(revu.zone)))
    return ligne(nom, zone, mots.periode(revu), *valeurs, mots.GENRES.get(revu.genre, (revu.genre,))[0], cause)
