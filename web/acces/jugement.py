"""Qui fait cette demande : un lecteur, ou pourquoi il n'en est pas un. Règles E30 à E32."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import time
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from domaine.acces import registre, reglement
from domaine.acces.guichet import GUICHET
from domaine.acces.lecteur import Lecteur, plus_etroit
from domaine.figees import PUBLICS
from domaine.reglages import ReglageInvalide, Reglages, dossier_donnees, reglages
from requetes.edition.figees import profil_servi
from web.acces.demande import Demande, entete, temoins, vient_d_ici

#: Où le reste du serveur lit qui fait la demande.
LECTEUR: Final = "socle.lecteur"
#: Les témoins d'un compte, d'un lien ouvert, et celui qui distingue un navigateur d'un autre.
TEMOIN_COMPTE: Final = "socle_compte"
TEMOIN_LIEN: Final = "socle_lien"
TEMOIN_NAVIGATEUR: Final = "socle_navigateur"


class Motif(Enum):
    """Pourquoi une demande n'est pas servie."""

    ANONYME = "anonyme"
    INCONNU = "inconnu"
    FERME = "fermé"
    HOTE = "hôte"
    FAUX = "réglage faux"


@dataclass(frozen=True, slots=True)
class Refus:
    """Un refus ; `nom` : la personne identifiée à qui aucun rôle n'est donné."""

    motif: Motif
    nom: str = ""


def juger(demande: Demande) -> Lecteur | Refus:
    """Qui lit ; toute faute de réglage ou de registre ferme la porte."""
    try:
        donnees, regle = dossier_donnees(), reglages()
        loi = reglement.lire(donnees)
        if loi.fournisseur is None and GUICHET.fournisseur:
            # Le fichier manque un instant (renommé, rendu d'une copie) : sans lui, tout serait à tous.
            return Refus(Motif.FAUX)
        if refus := _du_dehors(demande, regle, loi):
            return refus
        par_lien = _par_lien(demande, donnees, regle, loi)
        if par_lien is not None:
            return par_lien
        return Lecteur() if loi.fournisseur is None else _par_compte(demande, donnees, loi)
    except (ReglageInvalide, sqlite3.Error):
        return Refus(Motif.FAUX)


def public_de(demande: Demande) -> str:
    """Le public à qui l'on répond : celui du processus ou du lecteur, le plus étroit ; sans lecteur, le plus étroit."""
    lecteur = demande.get(LECTEUR)
    try:
        return plus_etroit(profil_servi(dossier_donnees(), reglages()), lecteur.public) if lecteur else PUBLICS[-1]
    except ReglageInvalide:
        return PUBLICS[-1]


def liens_ouverts(demande: Demande) -> bool:
    """Vrai si un lien peut s'ouvrir ici (règle E32).

    Là où l'application n'identifie personne derrière un mandataire, qui n'a pas de lien lirait tout : ouvrir `/l/` au
    dehors ouvrirait le reste. Les liens y sont donc fermés.
    """
    try:
        return reglement.lire(dossier_donnees()).fournisseur is not None or vient_d_ici(demande)
    except ReglageInvalide:
        return False


def navigateur_de(demande: Demande, lecteur: Lecteur) -> str:
    """Ce qui distingue ce navigateur et ce lecteur de tout autre ; vide tant qu'il n'a pas rendu son témoin (E34)."""
    navigateur = temoins(demande).get(TEMOIN_NAVIGATEUR, "")
    if len(navigateur) < 20:
        return ""
    return hashlib.sha256(f"{navigateur}|{lecteur.origine}|{lecteur.cle}|{lecteur.role}".encode()).hexdigest()


def _du_dehors(demande: Demande, regle: Reglages, loi: reglement.Reglement) -> Refus | None:
    """Ce qui vient d'une autre adresse que la sienne n'est pas servi : ni hôte forgé, ni mandataire non déclaré."""
    if loi.fournisseur is not None:
        return None if entete(demande, b"host").lower() == loi.fournisseur.hote.lower() else Refus(Motif.HOTE)
    return None if regle.mandataire or vient_d_ici(demande) else Refus(Motif.FERME)


def _par_lien(demande: Demande, donnees: Path, regle: Reglages, loi: reglement.Reglement) -> Lecteur | None:
    rendu = temoins(demande).get(TEMOIN_LIEN, "")
    if not rendu or (loi.fournisseur is None and not vient_d_ici(demande)):
        return None
    lien = registre.relire(donnees, rendu, dt.datetime.now(dt.UTC).date())
    # Un processus tenu à une édition n'en ouvre pas d'autre.
    return lien.lecteur() if lien is not None and regle.edition in (None, lien.edition) else None


def _par_compte(demande: Demande, donnees: Path, loi: reglement.Reglement) -> Lecteur | Refus:
    temoin = temoins(demande).get(TEMOIN_COMPTE, "")
    connue = registre.connexion_de(donnees, temoin, time.time()) if temoin else None
    if connue is None:
        return Refus(Motif.ANONYME)
    lecteur = loi.admettre(connue.nom, connue.groupes, connue.sujet) if connue.nom else None
    if lecteur is None:
        return Refus(Motif.INCONNU, connue.nom)
    return replace(lecteur, temoin=temoin, finit=connue.finit)
