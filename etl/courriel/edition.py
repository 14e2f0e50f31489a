"""Envoyer une édition figée : le PDF joint quand il est petit, sinon un lien qui se reprend. Règles B1 à B6."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from domaine import francais
from domaine.acces import registre, reglement
from domaine.chemins import RAPPORT_PDF, RECU_TEXTE, dossier_edition
from domaine.courriel import destinataires, journal
from domaine.courriel.boite import Boite
from domaine.courriel.destinataires import Destinataire
from domaine.courriel.journal import AJOURNE, REFUSE, DejaEcrit, Depart
from domaine.preuve import empreintes_scellees
from etl.courriel.controle import exiger_connus, exiger_lecteurs, relire_ce_qui_est_ecrit
from etl.courriel.depart import faire_partir
from etl.courriel.message import Lettre, Piece, composer, nouveau_message_id
from etl.courriel.redacteur import rediger
from etl.demande import DemandeInvalide
from etl.gel.relecture import Trouvaille
from etl.gel.remise import a_remettre, creer_un_lien, public_d_un_lien

PIECE, LIEN = "piece", "lien"
#: Au-delà, une messagerie le refuse, ou une liaison de brousse ne le rend pas : un lien.
JOINT_MAX: Final = 5_000_000
#: Un lien remis par courriel s'ouvre jusqu'à la remise d'après.
LIEN_JOURS: Final = 90
DEJA, NON_TENTE = "déjà parti", "non tenté"


@dataclass(frozen=True, kw_only=True)
class AEnvoyer:
    """Ce qui est demandé.

    Attributes:
        forme: `PIECE`, `LIEN`, ou vide : la pièce si elle est petite, sinon le lien.
        jusqu_au: dernier jour du lien ; `None` : dans `LIEN_JOURS` jours.
        message: ce que la personne ajoute ; `gardees`, les passages relus et gardés (règle E18).
        encore: envoyer de nouveau ce qui est parti, ou peut l'être.
    """

    numero: str
    adresses: tuple[str, ...]
    forme: str = ""
    jusqu_au: dt.date | None = None
    message: str = ""
    gardees: tuple[str, ...] = ()
    encore: bool = False
    par: str = "poste"


@dataclass(frozen=True)
class Pret:
    """Une lettre écrite et contrôlée, que rien n'a encore inscrite ni envoyée.

    Attributes:
        lettre: `marque` y tient la place de l'adresse du lien, qui est d'un destinataire.
        joint: SHA-256 du document joint ; vide quand c'est un lien.
    """

    demande: AEnvoyer
    public: str
    a_qui: tuple[Destinataire, ...]
    lettre: Lettre
    marque: str
    joint: str
    jusqu_au: dt.date
    trouvailles: tuple[Trouvaille, ...]

    @property
    def lien(self) -> bool:
        return not self.joint

    def texte(self, adresse: str) -> str:
        """Le texte, avec cette adresse pour lien."""
        return self.lettre.texte.replace(self.marque, adresse)

    def html(self, adresse: str) -> str:
        return self.lettre.html.replace(self.marque, html.escape(adresse))


@dataclass(frozen=True)
class Resultat:
    """Ce qu'il est advenu d'un destinataire."""

    adresse: str
    fonction: str
    etat: str
    code: int = 0
    dit: str = ""


def preparer(donnees: Path, demande: AEnvoyer) -> Pret:
    """Contrôle tout et écrit la lettre ; rien n'est inscrit ni envoyé.

    Raises:
        DemandeInvalide: édition, destinataire, message ou forme qui ne convient pas.
        ReglageInvalide: la liste des destinataires est fausse.
    """
    manifeste = a_remettre(donnees, demande.numero)
    public = str(manifeste["public"])
    a_qui = exiger_connus(destinataires.lire(donnees), demande.adresses)
    exiger_lecteurs(a_qui, public, demande.numero)
    # Ce que l'équipe s'écrit à elle-même ne sort pas.
    trouvees = relire_ce_qui_est_ecrit(donnees, "message", demande.message) if public != "interne" else ()
    pieces, joint = _joindre(donnees, demande, manifeste)
    jusqu_au = demande.jusqu_au or dt.datetime.now(dt.UTC).date() + dt.timedelta(days=LIEN_JOURS)
    marque = f"https://{secrets.token_hex(16)}.invalid"
    dite: dict[str, Any] = {"message": demande.message}
    if joint:
        dite |= {"joint": pieces[0].nom, "octets": len(pieces[0].octets), "empreinte": joint}
    else:
        dite |= {"lien": marque, "jusqu_au": jusqu_au.isoformat()}
    lettre = replace(rediger(dossier_edition(donnees, demande.numero), dite), pieces=pieces)
    return Pret(demande, public, a_qui, lettre, marque, joint, jusqu_au, trouvees)


def envoyer(
    donnees: Path, pret: Pret, boite: Boite, *, attendre: Callable[[float], None] | None = None
) -> list[Resultat]:
    """Un message par destinataire ; un serveur injoignable arrête la suite, qui se dit «non tentée»."""
    resultats: list[Resultat] = []
    for rang, d in enumerate(pret.a_qui):
        resultat, injoignable = _envoyer_a(donnees, pret, boite, d, attendre)
        resultats.append(resultat)
        if injoignable:
            dit = "le serveur n'a pas pu être employé pour le destinataire d'avant"
            return resultats + [Resultat(x.adresse, x.fonction, NON_TENTE, 0, dit) for x in pret.a_qui[rang + 1 :]]
    return resultats


def _envoyer_a(
    donnees: Path, pret: Pret, boite: Boite, d: Destinataire, attendre: Callable[[float], None] | None
) -> tuple[Resultat, bool]:
    demande, depart = pret.demande, _depart(pret, d, nouveau_message_id(boite))
    if not demande.encore and (avant := journal.deja_ecrit(donnees, depart)):
        return deja(d, avant), False
    adresse = ""
    if pret.lien:
        rang, adresse = creer_un_lien(donnees, demande.numero, pret.public, d.fonction, pret.jusqu_au, demande.par)
        depart = replace(depart, lien=rang)
    lettre = replace(pret.lettre, texte=pret.texte(adresse), html=pret.html(adresse))
    octets = composer(boite, lettre, d, depart.message_id)
    try:
        issue = faire_partir(donnees, boite, depart, octets, encore=demande.encore, attendre=attendre)
    except DejaEcrit as erreur:
        _reprendre_le_lien(donnees, depart)
        return deja(d, erreur.courriel), False
    if issue.etat in (REFUSE, AJOURNE):
        # Personne ne l'a reçu : qu'il n'ouvre rien.
        _reprendre_le_lien(donnees, depart)
    return Resultat(d.adresse, d.fonction, issue.etat, issue.code, issue.dit), issue.injoignable


def _reprendre_le_lien(donnees: Path, depart: Depart) -> None:
    if depart.lien is not None:
        registre.revoquer(donnees, depart.lien, depart.par)


def deja(d: Destinataire, avant: journal.Courriel) -> Resultat:
    """Ce qui se dit de ce qui est parti, ou peut l'être."""
    le = francais.horodatage(avant.le)
    if avant.etat == journal.PARTI:
        return Resultat(d.adresse, d.fonction, DEJA, 0, f"parti le {le} ; pour l'envoyer de nouveau : --encore")
    dit = f"commencé le {le}, peut-être arrivé : demandez-le-lui ; pour l'envoyer de nouveau : --encore"
    return Resultat(d.adresse, d.fonction, journal.INCERTAIN, 0, dit)


def _depart(pret: Pret, d: Destinataire, message_id: str) -> Depart:
    return Depart(
        genre=journal.EDITION,
        objet=pret.demande.numero,
        public=pret.public,
        adresse=d.adresse,
        fonction=d.fonction,
        message_id=message_id,
        empreinte=hashlib.sha256(pret.texte("").encode()).hexdigest(),
        joint=pret.joint,
        par=pret.demande.par,
    )


def _joindre(donnees: Path, demande: AEnvoyer, manifeste: dict[str, Any]) -> tuple[tuple[Piece, ...], str]:
    """Les pièces, et l'empreinte du rapport quand il en est ; sinon un lien doit pouvoir se faire."""
    dossier = dossier_edition(donnees, demande.numero)
    scelles = empreintes_scellees(manifeste)
    recu = ((dossier / RECU_TEXTE).read_bytes(),) if (dossier / RECU_TEXTE).is_file() else ()
    recus = tuple(Piece(f"recu_{demande.numero}.txt", ("text", "plain"), octets) for octets in recu)
    taille = (dossier / RAPPORT_PDF).stat().st_size if RAPPORT_PDF in scelles else 0
    if demande.forme == PIECE and not taille:
        raise DemandeInvalide(
            f"L'édition {demande.numero} n'a pas de rapport à joindre : --lien, ou figez-en une autre."
        )
    if demande.forme == PIECE and taille > JOINT_MAX:
        mo = francais.nombre(taille / 1e6, 1)
        raise DemandeInvalide(f"Le rapport de {demande.numero} fait {mo}\u00a0Mo ; on en joint 5 au plus : --lien.")
    if demande.forme == LIEN or not 0 < taille <= JOINT_MAX:
        _exiger_un_lien(donnees, demande)
        return recus, ""
    octets = (dossier / RAPPORT_PDF).read_bytes()
    empreinte = hashlib.sha256(octets).hexdigest()
    if empreinte != scelles[RAPPORT_PDF]:
        raise DemandeInvalide(f"Le rapport de {demande.numero} n'est plus celui qui a été figé : rien n'est parti.")
    nom = f"socle_{demande.numero}_{manifeste['public']}.pdf"
    return (Piece(nom, ("application", "pdf"), octets), *recus), empreinte


def _exiger_un_lien(donnees: Path, demande: AEnvoyer) -> None:
    public_d_un_lien(donnees, demande.numero)
    if reglement.lire(donnees).fournisseur is None:
        raise DemandeInvalide(
            "Un lien ne s'ouvrirait que sur cette machine : aucun fournisseur d'identité n'y est déclaré. Joignez le "
            "rapport (--piece-jointe), ou déclarez-en un (docs/ACCES.md)."
        )
