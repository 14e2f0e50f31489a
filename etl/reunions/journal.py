"""L'écriture du journal : un geste, une transaction, une ligne de plus, qui n'est rendue qu'inscrite sur le disque.

Règles D1 à D5. Aucun geste ne récrit ni n'efface : la base le refuserait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from domaine.chemins import journal_des_reunions
from domaine.journal import (
    A_FAIRE,
    ABANDONNEE,
    CLOSE,
    EXECUTEE,
    LIGNE_MAX,
    OUVERTE,
    PREPAREE,
    DecisionPrise,
    Journal,
    Reunion,
    lire,
    lire_de,
)
from etl.demande import DemandeInvalide
from etl.reunions import contexte, saisie
from etl.reunions.conflit import ConflitDeVersion
from etl.reunions.porte import deja_inscrite, ecriture, inscrire

#: Ce qui ne change plus d'une réunion ouverte (règle D8), et comment cela se dit.
_FIXES: Final = {
    "date": "sa date",
    "edition": "l'édition qu'elle montre",
    "edition_precedente": "celle à laquelle elle se compare",
}


def preparer(
    donnees: Path,
    *,
    cle: str,
    instance: str,
    code_zone: str,
    date: str,
    lieu: str = "",
    edition: str = "",
    edition_precedente: str = "",
    ordre: object = (),
    presents: object = (),
) -> Reunion:
    """Prépare une réunion ; son numéro est donné ici (règle D2, `contexte.prochain_numero`).

    Raises:
        DemandeInvalide: un champ ne convient pas, ou rien n'est publié.
    """
    voulue = contexte.edition_de_reunion(donnees, edition)
    zones = contexte.connus(donnees, voulue).zones_de_reunion
    zone = saisie.lire_code("Zone", code_zone) or "SOCLE"
    saisie.exiger_connus("La zone", [zone], zones, voulue)
    ligne = Reunion(
        rang=0,
        cle=saisie.lire_cle(cle),
        inscrit_le="",
        id_reunion="",
        version=1,
        instance=saisie.lire_de_liste("instance", instance),
        code_zone=zone,
        date=saisie.lire_jour("Date de la réunion", date),
        lieu=saisie.lire_ligne("Lieu", lieu, LIGNE_MAX, requise=False),
        edition=voulue,
        edition_precedente=_precedente(donnees, edition_precedente),
        ordre=saisie.lire_ordre(ordre),
        presents=saisie.lire_presents(presents),
        etat=PREPAREE,
    )
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.reunions, cle, lambda r: r.version == 1):
            return deja
        numero = contexte.prochain_numero(donnees, journal, ligne.instance, zone)
        return inscrire(connexion, replace(ligne, id_reunion=numero))


def changer_reunion(donnees: Path, *, id_reunion: str, version_lue: int, cle: str, **champs: object) -> Reunion:
    """Change l'ordre du jour, les présents, le lieu, l'état d'une réunion ; avant l'ouverture, date et éditions.

    Raises:
        ConflitDeVersion: elle a changé depuis la version lue.
        DemandeInvalide: réunion inconnue ou close, champ inconnu ou qui ne convient pas.
    """
    saisie.lire_cle(cle)
    inconnus = champs.keys() - _LECTEURS.keys()
    if inconnus or not champs:
        admis = ", ".join(_LECTEURS)
        raise DemandeInvalide(f"Une réunion ne change que par : {admis} ; non «{', '.join(sorted(inconnus))}».")
    if "edition" in champs:
        champs["edition"] = contexte.edition_de_reunion(donnees, str(champs["edition"]))
    if "edition_precedente" in champs:
        champs["edition_precedente"] = _precedente(donnees, str(champs["edition_precedente"]))
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.reunions, cle, lambda r: r.id_reunion == id_reunion):
            return deja
        avant = _reunion(journal, id_reunion)
        if avant.version != version_lue:
            raise ConflitDeVersion(avant, version_lue, champs)
        apres = _changee(avant, champs)
        return inscrire(connexion, replace(apres, version=avant.version + 1, cle=cle))


def decider(
    donnees: Path,
    *,
    cle: str,
    id_reunion: str,
    texte: str,
    responsable: str,
    echeance: str,
    code_indicateur: str | None = None,
    code_zone: str | None = None,
    points: object = (),
    id_projet: str | None = None,
) -> DecisionPrise:
    """Inscrit une décision d'une réunion préparée ou ouverte ; son numéro, `COO-30-D1`, est donné ici (règle D2).

    Raises:
        DemandeInvalide: réunion inconnue ou close, champ qui ne convient pas à l'édition de la réunion.
    """
    ligne = DecisionPrise(
        rang=0,
        cle=saisie.lire_cle(cle),
        inscrit_le="",
        id_decision="",
        version=1,
        id_reunion=id_reunion,
        date="",
        texte=saisie.lire_texte(texte),
        responsable=saisie.lire_de_liste("responsable", responsable),
        echeance=saisie.lire_jour("Échéance", echeance),
        statut=A_FAIRE,
        code_indicateur=saisie.lire_code("Indicateur", code_indicateur),
        code_zone=saisie.lire_code("Zone", code_zone),
        points=saisie.lire_identifiants("Point", points),
        id_projet=saisie.lire_code("Projet", id_projet),
        reunion_du_geste=id_reunion,
    )
    _exiger_ce_qu_elle_nomme(donnees, ligne)
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.decisions, cle, lambda d: d.id_reunion == id_reunion):
            return deja
        reunion = _ouverte_aux_gestes(journal, id_reunion)
        _exiger_ordre("L'échéance", ligne.echeance, "la réunion", reunion.date)
        numero = contexte.prochaine_decision(journal, id_reunion)
        return inscrire(connexion, replace(ligne, id_decision=numero, date=reunion.date))


def changer_decision(
    donnees: Path,
    *,
    id_decision: str,
    version_lue: int,
    cle: str,
    statut: str,
    reunion_du_geste: str = "",
    echeance: str = "",
    date_execution: str = "",
    motif: str = "",
) -> DecisionPrise:
    """Exécute (une date), reporte («à faire», un jour et un motif) ou abandonne (un motif) une décision.

    Une version de plus, jamais une ligne récrite ; reporter une décision exécutée ou abandonnée par erreur la rouvre.
    Une décision de classeur, que le journal n'a pas, se lit à la version 0 : sa version 1 est recopiée de l'édition en
    vigueur (`contexte.decision_recue`), dans la même transaction. Hors réunion, `reunion_du_geste` est vide.

    Raises:
        ConflitDeVersion: elle a changé depuis la version lue.
        DemandeInvalide: décision inconnue, réunion du geste inconnue ou close, champ qui ne convient pas.
    """
    saisie.lire_cle(cle)
    demande = {"statut": statut, "echeance": echeance, "date_execution": date_execution, "motif": motif}
    faire = _GESTES.get(statut)
    if faire is None:
        raise DemandeInvalide(f"Une décision devient : {', '.join(_GESTES)} ; non «{str(statut)[:60]}».")
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.decisions, cle, lambda d: d.id_decision == id_decision):
            return deja
        if reunion_du_geste:
            _ouverte_aux_gestes(journal, reunion_du_geste)
        avant = journal.dernieres_decisions().get(id_decision)
        if avant is not None and avant.version != version_lue:
            raise ConflitDeVersion(avant, version_lue, {n: v for n, v in demande.items() if v})
        if avant is None and version_lue != 0:
            raise DemandeInvalide(f"La décision «{str(id_decision)[:60]}» n'est pas au journal.")
        if avant is None:
            recopiee = contexte.decision_recue(donnees, id_decision, f"{cle}.classeur")
            avant = inscrire(connexion, recopiee)
        apres = faire(avant, echeance, date_execution, motif)
        neuve = replace(apres, version=avant.version + 1, cle=cle, reunion_du_geste=reunion_du_geste)
        return inscrire(connexion, neuve)


def _executer(avant: DecisionPrise, _echeance: str, jour: str, motif: str) -> DecisionPrise:
    fait = saisie.lire_jour("Date d'exécution", jour)
    _exiger_ordre("La date d'exécution", fait, "la décision", avant.date)
    if fait > dt.date.today().isoformat():
        raise DemandeInvalide(f"La date d'exécution, le {saisie.jour_dit(fait)}, n'est pas encore venue.")
    dit = saisie.lire_motif(motif, requis=False)
    return replace(avant, statut=EXECUTEE, date_execution=fait, motif=dit)


def _reporter(avant: DecisionPrise, echeance: str, _jour: str, motif: str) -> DecisionPrise:
    due = saisie.lire_jour("Nouvelle échéance", echeance)
    _exiger_ordre("La nouvelle échéance", due, "la décision", avant.date)
    dit = saisie.lire_motif(motif, requis=True)
    return replace(avant, statut=A_FAIRE, echeance=due, date_execution=None, motif=dit)


def _abandonner(avant: DecisionPrise, _echeance: str, _jour: str, motif: str) -> DecisionPrise:
    dit = saisie.lire_motif(motif, requis=True)
    return replace(avant, statut=ABANDONNEE, date_execution=None, motif=dit)


_GESTES: Final[dict[str, Callable[[DecisionPrise, str, str, str], DecisionPrise]]] = {
    EXECUTEE: _executer,
    A_FAIRE: _reporter,
    ABANDONNEE: _abandonner,
}
_LECTEURS: Final[dict[str, Callable[[Any], object]]] = {
    "date": lambda x: saisie.lire_jour("Date de la réunion", x),
    "lieu": lambda x: saisie.lire_ligne("Lieu", x, LIGNE_MAX, requise=False),
    "edition": str,
    "edition_precedente": str,
    "ordre": saisie.lire_ordre,
    "presents": saisie.lire_presents,
    "etat": str,
}


def _changee(avant: Reunion, champs: Mapping[str, object]) -> Reunion:
    """La réunion après le changement demandé, s'il est permis."""
    if avant.etat == CLOSE:
        raise DemandeInvalide(f"La réunion {avant.id_reunion} est close : elle ne change plus.")
    lus: dict[str, Any] = {nom: _LECTEURS[nom](valeur) for nom, valeur in champs.items()}
    lus["etat"] = saisie.lire_etat(avant.etat, lus.get("etat", avant.etat))
    apres = replace(avant, **lus)
    fixes = [dit for n, dit in _FIXES.items() if getattr(apres, n) != getattr(avant, n)]
    if avant.etat != PREPAREE and fixes:
        raise DemandeInvalide(f"La réunion {avant.id_reunion} est ouverte : {', '.join(fixes)} ne change plus.")
    if apres.etat == OUVERTE and apres.date > dt.date.today().isoformat():
        dit = saisie.jour_dit(apres.date)
        raise DemandeInvalide(f"La réunion {avant.id_reunion} est datée du {dit} : changez sa date pour l'ouvrir.")
    return apres


def _precedente(donnees: Path, edition: str) -> str:
    return contexte.edition_de_reunion(donnees, edition) if edition else ""


def _reunion(journal: Journal, id_reunion: str) -> Reunion:
    reunion = journal.dernieres_reunions().get(id_reunion)
    if reunion is None:
        raise DemandeInvalide(f"La réunion «{str(id_reunion)[:60]}» n'est pas au journal.")
    return reunion


def _ouverte_aux_gestes(journal: Journal, id_reunion: str) -> Reunion:
    reunion = _reunion(journal, id_reunion)
    if reunion.etat == CLOSE:
        raise DemandeInvalide(f"La réunion {id_reunion} est close : plus rien ne s'y décide.")
    return reunion


def _exiger_ordre(ce_qui_suit: str, jour: str, ce_qui_precede: str, avant: str) -> None:
    if jour < avant:
        dit = f"{ce_qui_suit}, le {saisie.jour_dit(jour)}, vient avant {ce_qui_precede}, le {saisie.jour_dit(avant)}."
        raise DemandeInvalide(dit)


def _exiger_ce_qu_elle_nomme(donnees: Path, ligne: DecisionPrise) -> None:
    edition = _reunion(lire(journal_des_reunions(donnees)), ligne.id_reunion).edition
    nommes = (
        ("L'indicateur", "indicateurs", [ligne.code_indicateur]),
        ("La zone", "zones", [ligne.code_zone]),
        ("Le point", "points", [*ligne.points]),
        ("Le projet", "projets", [ligne.id_projet]),
    )
    if any(code for _, _, codes in nommes for code in codes):
        connus = contexte.connus(donnees, edition)
        for champ, genre, codes in nommes:
            saisie.exiger_connus(champ, [code for code in codes if code], getattr(connus, genre), edition)
