"""Ce que dit la lettre : quelle édition, où en sont les phares, avec quelles réserves, ce qui est joint, la preuve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domaine import francais
from domaine.preuve import Inscription
from figures.mots import phrases
from rapports import recu
from rapports.blocs import Bloc, Definitions, Document, Liste, Note, Paragraphe, Titre
from rapports.contenu import qualite, synthese
from rapports.contenu.ordre import AVERTISSEMENT
from rapports.lecture import CUMUL, PUBLICS, Lecture, nommer_periode
from requetes.accueil import situation
from requetes.accueil.conclusion import conclusion
from requetes.edition import referentiel

_ARRET: Final = "Pour n’en plus recevoir, répondez à ce courriel."


@dataclass(frozen=True)
class Demande:
    """Ce qui n'est pas dans l'édition.

    Attributes:
        message: ce que la personne ajoute ; vide, rien.
        joint: le nom du document joint ; `octets` et `empreinte`, les siens ; vide quand rien n'est joint.
        lien: l'adresse où lire l'édition ; `jusqu_au`, le dernier jour où elle s'ouvre.
    """

    message: str = ""
    joint: str = ""
    octets: int = 0
    empreinte: str = ""
    lien: str = ""
    jusqu_au: str = ""


def batir(lecture: Lecture, manifeste: Mapping[str, Any], ligne: Inscription, demande: Demande) -> Document:
    """La lettre, en document neutre ; son titre est le sujet du courriel."""
    identite, intitule = lecture.identite, lecture.projet.get("intitule", "SOCLE")
    sujet = f"{identite.titre}, {nommer_periode(lecture)} — édition {identite.numero}"
    corps: list[Bloc] = [
        Paragraphe("Bonjour,"),
        *(Paragraphe(p) for p in demande.message.splitlines() if p.strip()),
        Paragraphe(f"Voici l’édition {identite.numero} du suivi de «{intitule}»."),
        Definitions(_identite(lecture, manifeste)),
        *([Note(identite.note, "Note")] if identite.note else []),
        *_ou_lire(demande),
        *_synthese(lecture),
        Titre("À lire avec ces réserves"),
        Liste(qualite.resumer(lecture)),
        *_preuve(manifeste, ligne, demande),
        Note(f"Courriel écrit par l’outil de suivi du projet, à qui figure sur sa liste. {_ARRET}"),
    ]
    demonstration = "[Démonstration] " if lecture.demonstration else ""
    return Document(
        titre=f"{demonstration}{sujet}",
        rappel=identite.numero,
        avertissement=AVERTISSEMENT if lecture.demonstration else "",
        blocs=tuple(corps),
    )


def _identite(lecture: Lecture, manifeste: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    provisoire = ", provisoire : figée avant la fin de la période" if manifeste.get("provisoire") else ""
    return (
        ("Titre", lecture.identite.titre),
        ("Destinataires", PUBLICS[lecture.identite.public]),
        ("Période", f"{nommer_periode(lecture)}, et cumul depuis le démarrage{provisoire}"),
        ("Données arrêtées au", francais.date(lecture.jour)),
        ("Figée le", francais.horodatage(lecture.identite.figee_le)),
    )


def _ou_lire(demande: Demande) -> list[Bloc]:
    if demande.lien:
        fin = f"Ce lien s’ouvre jusqu’au {francais.date(demande.jusqu_au)} compris, et n’est que pour vous : "
        fin += "il peut être révoqué."
        return [Titre("Le rapport et les tableaux"), Paragraphe(demande.lien), Note(fin)]
    if not demande.joint:
        return []
    ko = francais.nombre(max(1, round(demande.octets / 1000)))
    return [Paragraphe(f"Sont joints\u00a0: le rapport ({demande.joint}, {ko}\u00a0ko) et le reçu de cette édition.")]


def _synthese(lecture: Lecture) -> list[Bloc]:
    """Les mêmes phrases et le même tableau que la synthèse du rapport."""
    lue = situation.situation(lecture.base, "SOCLE", CUMUL, lecture.periode)
    tire, (recus, dus) = conclusion(lue), (0, 0)
    if "rapport_activite" in lecture.remplies:
        recus, dus = referentiel.completude_des_rapports(lecture.base, jour=lecture.jour)
    return [
        Titre("Où en est le projet"),
        Paragraphe(phrases.trajectoire(tire), tete=True),
        Paragraphe(phrases.verdict(tire, recus, dus)),
        synthese.tableau_des_phares(lue),
        Note("Cumul depuis le démarrage, jugé contre la cible due à cette date. (p) : provisoire.", "Lecture"),
    ]


def _preuve(manifeste: Mapping[str, Any], ligne: Inscription, demande: Demande) -> list[Bloc]:
    jointe = ((f"SHA-256 de {demande.joint}", demande.empreinte),) if demande.joint else ()
    return [
        Titre("La preuve de cette remise"),
        Definitions((*recu.preuves(manifeste, ligne), *jointe)),
        Paragraphe("Pour vérifier :"),
        Liste(recu.gestes(ligne)),
    ]
