"""Relancer une coordination : le texte que la personne a relu, à ceux que la liste dit d'elle. Règle B5."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domaine.courriel import destinataires, journal
from domaine.courriel.boite import Boite
from domaine.courriel.destinataires import Destinataire
from domaine.courriel.journal import DejaEcrit, Depart
from etl.courriel.controle import exiger_connus, relire_ce_qui_est_ecrit
from etl.courriel.depart import faire_partir
from etl.courriel.edition import Resultat, deja
from etl.courriel.message import Lettre, composer, nouveau_message_id
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.relecture import Trouvaille


@dataclass(frozen=True, kw_only=True)
class ARelancer:
    """Ce qui est demandé ; `coordination` : le code de sa zone ; sans adresse, tous ceux de la liste."""

    coordination: str
    texte: str
    adresses: tuple[str, ...] = ()
    gardees: tuple[str, ...] = ()
    encore: bool = False
    par: str = "poste"


@dataclass(frozen=True)
class Pret:
    """Une relance contrôlée, que rien n'a encore inscrite ni envoyée."""

    demande: ARelancer
    a_qui: tuple[Destinataire, ...]
    lettre: Lettre
    trouvailles: tuple[Trouvaille, ...]


def preparer(donnees: Path, demande: ARelancer) -> Pret:
    """Contrôle tout ; rien n'est inscrit ni envoyé.

    Raises:
        DemandeInvalide: coordination, destinataire ou texte qui ne convient pas.
    """
    if not demande.texte.strip():
        raise DemandeInvalide("Le texte de la relance est vide : rien n'est parti.")
    base = edition.chemin_base(donnees)
    with edition.ouvrir(base) as connexion:
        lu = connexion.execute("SELECT nom FROM zone WHERE code = ?", [demande.coordination]).fetchall()
    if not lu:
        raise DemandeInvalide(f"«{demande.coordination[:40]}» n'est le code d'aucune zone : GAO, MENAKA, DOUENTZA…")
    siens = destinataires.de_la_coordination(destinataires.lire(donnees), demande.coordination)
    if not siens:
        raise DemandeInvalide(
            f'Aucun destinataire n\'a coordination = "{demande.coordination}" : ajoutez-en un à la liste '
            "(docs/PASSERELLES.md, «Courriel»)."
        )
    a_qui = exiger_connus(siens, demande.adresses or tuple(d.adresse for d in siens))
    trouvees = relire_ce_qui_est_ecrit(donnees, "texte", demande.texte)
    demonstration = "[Démonstration] " * bool(edition.manifeste(donnees, base.parent.name).get("demonstration"))
    lettre = Lettre(f"{demonstration}À envoyer : coordination de {lu[0][0]}", demande.texte.rstrip() + "\n")
    return Pret(demande, a_qui, lettre, trouvees)


def envoyer(
    donnees: Path, pret: Pret, boite: Boite, *, attendre: Callable[[float], None] | None = None
) -> list[Resultat]:
    """Un message par destinataire."""
    return [_envoyer_a(donnees, pret, boite, d, attendre) for d in pret.a_qui]


def _envoyer_a(
    donnees: Path, pret: Pret, boite: Boite, d: Destinataire, attendre: Callable[[float], None] | None
) -> Resultat:
    depart = Depart(
        genre=journal.RELANCE,
        objet=pret.demande.coordination,
        public="interne",
        adresse=d.adresse,
        fonction=d.fonction,
        message_id=nouveau_message_id(boite),
        empreinte=hashlib.sha256(pret.lettre.texte.encode()).hexdigest(),
        par=pret.demande.par,
    )
    octets = composer(boite, pret.lettre, d, depart.message_id)
    try:
        issue = faire_partir(donnees, boite, depart, octets, encore=pret.demande.encore, attendre=attendre)
    except DejaEcrit as erreur:
        return deja(d, erreur.courriel)
    return Resultat(d.adresse, d.fonction, issue.etat, issue.code, issue.dit)
