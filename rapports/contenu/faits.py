"""Les faits de la synthèse : ce qui a bougé depuis la même période d'avant, et pourquoi (règles H2 et H11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.periodes import lire_periode
from domaine.sources import SOURCES_EN_ARGENT
from figures.mots import chiffre, ecriture, etats, pourquoi
from rapports.lecture import CUMUL, Lecture
from requetes.accueil import mouvements, situation
from requetes.accueil.mouvements import Mouvement
from requetes.accueil.situation import Phare
from requetes.carte.services import BilanDesPoints, bilan_des_points
from requetes.pourquoi.lecture import lire_pourquoi

#: Sources dont le chiffre est fait des points restaurés, qui tiennent, retombent, ou ne sont plus visités.
_DE_POINTS = ("points_fonctionnels", "points_retombes", "communes_couvertes")
_NON_VUS = ("non vu depuis 90 jours", "non vus depuis 90 jours")


@dataclass(frozen=True)
class Faits:
    """Les faits à dire, et la période à laquelle tous se comparent ; vide quand il n'y en a pas d'avant."""

    depuis: str
    phrases: tuple[str, ...]


def dire_faits(lecture: Lecture, phares: Sequence[Phare]) -> Faits:
    """Les mouvements notables, puis ce qui s'est restauré, même rien.

    Args:
        lecture: l'édition rapportée.
        phares: ceux du projet, à la période du rapport.
    """
    depuis = periode_d_avant(lecture)
    avant = {p.code_indicateur: p for p in situation.situation(lecture.base, "SOCLE", CUMUL, depuis)} if depuis else {}
    compares = [situation.comparer_a(p, avant.get(p.code_indicateur)) for p in phares]
    dits = [_dire_mouvement(lecture, m) for m in mouvements.mouvements_notables(compares)]
    # Sans visite reçue, personne ne sait si un point est restauré : ce n'est pas un zéro (règle S4).
    if bilan_des_points(lecture.base, lecture.jour).connu:
        dits.append(_dire_restaures(lecture))
    return Faits(depuis, tuple(dits))


def periode_d_avant(lecture: Lecture) -> str:
    """Le libellé de la période du même type qui précède celle du rapport ; vide si elle précède le projet."""
    lue = lire_periode(lecture.periode)
    debut = lecture.info.get("debut")
    avant = lue.precedente() if lue else None
    return avant.libelle if avant and debut and avant.fin >= dt.date.fromisoformat(debut) else ""


def dire_raison(lecture: Lecture, x: Chiffre, zone: str = "SOCLE", avant: str | None = None) -> str:
    """Pourquoi un chiffre est ce qu'il est, commence par « ; » ; vide quand rien ne le dit.

    `avant` : la période à laquelle la phrase le compare ; une raison qui le compare à une autre ne s'y ajoute pas. Des
    points, l'édition sait compter ceux qui sont retombés à part de ceux que personne n'a revus, même pour un public
    qui n'a pas les lignes. Du reste, l'édition interne nomme ce qui manque.
    """
    if _source(lecture, x) in _DE_POINTS and "point_service" in lecture.remplies:
        return _dire_points(lecture, zone)
    if x.periode is None or lecture.identite.public != "interne":
        return ""
    lu = lire_pourquoi(lecture.base, x.code_indicateur, zone, CUMUL, x.periode)
    if avant is not None and lu.periode_avant != avant:
        return ""
    indicateur = next(i for i in lecture.indicateurs if i.code == x.code_indicateur)
    dite = pourquoi.dire(lu, indicateur.unite, indicateur.sens, bref=True)
    return f" ; {dite}" if dite else ""


def _source(lecture: Lecture, x: Chiffre) -> str | None:
    return next((i.source_calcul for i in lecture.indicateurs if i.code == x.code_indicateur), None)


def _dire_mouvement(lecture: Lecture, mouvement: Mouvement) -> str:
    x = mouvement.phare
    avant = ecriture.nombre(x.valeur_avant, x.unite)
    passe = f"{x.libelle_court} : {avant}, puis {chiffre.valeur(x)}{chiffre.marques(x)}"
    return f"{passe} ; {_dire_jugement(mouvement)}{_dire_cause(lecture, mouvement)}."


def _dire_jugement(mouvement: Mouvement) -> str:
    x, genre = mouvement.phare, mouvement.genre
    de_a = f"de {etats.mot(x.etat_avant)} à {etats.mot(x.etat)}"
    if genre == "écart":
        taux = [francais.pourcentage(t, 0) for t in (x.taux_avant, x.taux)]
        return f"de {taux[0]} à {taux[1]} de l’attendu"
    if genre == "donnée perdue":
        return f"la donnée manque ou n’est plus assez récente ({de_a}), ce n’est pas un recul"
    if genre == "donnée retrouvée":
        return f"la donnée est de nouveau là, {etats.mot(x.etat)}"
    return f"l’état {'recule' if genre == 'recul' else 'progresse'}, {de_a}"


def _dire_cause(lecture: Lecture, mouvement: Mouvement) -> str:
    """Une valeur qui recule dit pourquoi ; un jugement qui recule seul, que la cible due a monté."""
    x = mouvement.phare
    if mouvement.par_la_cible:
        cibles = [ecriture.nombre(c, x.unite) for c in (x.cible_avant, x.cible_due)]
        return f" ; la cible due est passée de {cibles[0]} à {cibles[1]}"
    if not mouvements.va_mal(x):
        return ""
    return dire_raison(lecture, x, avant=x.periode_avant) or _dire_termes(lecture, x)


def _dire_termes(lecture: Lecture, x: Phare) -> str:
    """D'une part qui baisse : ce que sont devenus ses deux termes. Tus, ils ne se disent pas (règle M16)."""
    termes = (x.numerateur_avant, x.denominateur_avant, x.numerateur, x.denominateur)
    if any(t is None for t in termes):
        return ""
    en_argent = _source(lecture, x) in SOURCES_EN_ARGENT
    a, sur_a, b, sur_b = (francais.fcfa(t, abrege=True) if en_argent else francais.nombre(t) for t in termes)
    return f" ; {a} sur {sur_a}, puis {b} sur {sur_b}"


def _dire_points(lecture: Lecture, zone: str) -> str:
    ici, avant = _bilans(lecture, zone)
    if not ici.restaures or not ici.connu:
        return ""
    morceaux = [
        _devenir(ici.retombes, avant.retombes if avant else None, "retombé", "retombés"),
        _devenir(ici.non_vus, avant.non_vus if avant else None, *_NON_VUS),
    ]
    restaures = francais.compte(ici.restaures, "point restauré", "points restaurés")
    return f" ; sur {restaures}, {' et '.join(morceaux)}"


def _devenir(nombre: int, avant: int | None, un: str, plusieurs: str) -> str:
    dit = francais.compte(nombre, un, plusieurs)
    return dit if avant is None or avant == nombre else f"{dit} ({francais.nombre(avant)} avant)"


def _dire_restaures(lecture: Lecture) -> str:
    """Combien de points se sont ajoutés pendant la période : aucun se dit aussi."""
    ici, avant = _bilans(lecture, "SOCLE")
    if not ici.restaures:
        return "Aucun point n’est encore restauré."
    total = francais.compte(ici.restaures, "point restauré", "points restaurés")
    reste = f"{total} depuis le démarrage, dont {francais.nombre(ici.fonctionnels)} fonctionnent"
    if avant is None:
        return f"{reste}."
    ajoutes = ici.restaures - avant.restaures
    dits = francais.compte(ajoutes, "point restauré", "points restaurés") if ajoutes else "aucun point restauré"
    return f"{francais.majuscule(dits)} pendant {francais.periode(lecture.periode)} ; {reste}."


def _bilans(lecture: Lecture, zone: str) -> tuple[BilanDesPoints, BilanDesPoints | None]:
    """Les points au jour du rapport, et à la fin de la période d'avant."""
    avant = lire_periode(periode_d_avant(lecture))
    ici = bilan_des_points(lecture.base, lecture.jour, zone)
    return ici, bilan_des_points(lecture.base, avant.fin, zone) if avant else None
