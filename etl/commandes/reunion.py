"""`reunion` : les gestes du journal, réunions, décisions et commentaires ; ce que l'écran lance à chacun.

Un processus par geste : rien de lourd ne s'importe ici, et `etl.__main__` y vient sans charger les autres commandes.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from domaine.chemins import journal_des_reunions
from domaine.journal import A_FAIRE, ABANDONNEE, CLOSE, EXECUTEE, Ligne, lire, table_de
from domaine.preuve import validation
from domaine.reglages import ReglageInvalide, dossier_donnees
from etl.commandes.analyseur import CODE_USAGE, Analyseur, disque_en_francais
from etl.demande import DemandeInvalide
from etl.edition.dossier import EditionAbsente, EditionFausse
from etl.reunions import journal, validations
from etl.reunions.commentaires import commenter
from etl.reunions.conflit import ConflitDeVersion
from etl.reunions.porte import sauvegarder

AIDE: Final = "le journal : réunions, décisions, commentaires d'un chiffre, validations ; exporter, sauvegarder"
#: Deux personnes ont changé la même ligne : ni un refus d'usage, ni une anomalie (0 à 3).
CODE_CONFLIT: Final = 4
Champs = dict[str, Any]
_SUIVI = "cle id_decision version_lue"
#: Action → les champs qu'elle exige, ceux qu'elle admet, et le geste.
GESTES: Final[dict[str, tuple[str, str, Callable[[Path, Champs], Ligne]]]] = {
    "preparer": (
        "cle instance code_zone date",
        "lieu edition edition_precedente ordre presents",
        lambda donnees, champs: journal.preparer(donnees, **champs),
    ),
    "changer": (
        "cle id_reunion version_lue",
        "date lieu edition edition_precedente ordre presents etat",
        lambda donnees, champs: journal.changer_reunion(donnees, **champs),
    ),
    "clore": (
        "cle id_reunion version_lue",
        "",
        lambda donnees, champs: journal.changer_reunion(donnees, etat=CLOSE, **champs),
    ),
    "decider": (
        "cle id_reunion texte responsable echeance",
        "code_indicateur code_zone points id_projet",
        lambda donnees, champs: journal.decider(donnees, **champs),
    ),
    "executer": (
        f"{_SUIVI} date_execution",
        "reunion_du_geste motif",
        lambda donnees, champs: journal.changer_decision(donnees, statut=EXECUTEE, **champs),
    ),
    "reporter": (
        f"{_SUIVI} echeance motif",
        "reunion_du_geste",
        lambda donnees, champs: journal.changer_decision(donnees, statut=A_FAIRE, **champs),
    ),
    "abandonner": (
        f"{_SUIVI} motif",
        "reunion_du_geste",
        lambda donnees, champs: journal.changer_decision(donnees, statut=ABANDONNEE, **champs),
    ),
    "commenter": (
        "cle code_indicateur code_zone periode texte fonction version_lue",
        "",
        lambda donnees, champs: commenter(donnees, **champs),
    ),
    **{
        geste: (
            "cle code_zone periode par version_lue",
            "motif",
            lambda donnees, champs, geste=geste: validations.faire(donnees, geste, **champs),  # type: ignore[misc]
        )
        for geste in validation.GESTES
    },
}
_AUTRES: Final = ("lister", "exporter", "sauvegarder")


def decrire(analyseur: Analyseur) -> None:
    """Les arguments de la commande."""
    actions = (*GESTES, *_AUTRES)
    analyseur.add_argument("action", choices=actions, metavar="ACTION", help=", ".join(actions))
    aide = "pour un geste : ses champs, en JSON, dates AAAA-MM-JJ ; un champ de trop ou qui manque est dit"
    analyseur.add_argument("--champs", type=Path, metavar="FICHIER", help=aide)
    aide = "pour exporter (classeur .xlsx) ou sauvegarder : fichier à écrire"
    analyseur.add_argument("-o", "--sortie", type=Path, metavar="FICHIER", help=aide)
    analyseur.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")


def principal(arguments: list[str]) -> int:
    """`python -m etl reunion …`, sans les autres commandes."""
    analyseur = Analyseur(prog="python -m etl reunion", description=AIDE)
    decrire(analyseur)
    return faire_reunion(analyseur.parse_args(arguments))


def faire_reunion(args: argparse.Namespace) -> int:
    """Fait le geste, et dit la ligne inscrite, le refus ou le conflit."""
    return repondre(args.format, lambda: _faire(args))


def repondre(forme: str, faire: Callable[[], Champs]) -> int:
    """Fait un geste du journal ; écrit ce qu'il rend, le refus ou le conflit, en texte ou en JSON ; rend le code."""
    try:
        contenu = faire()
    except ConflitDeVersion as conflit:
        en_vigueur = asdict(conflit.en_vigueur)
        dit = {"message": str(conflit), "en_vigueur": en_vigueur, "demande": conflit.demande}
        if forme == "json":
            print(json.dumps({"conflit": dit}, ensure_ascii=False))
        return _refuser(str(conflit), CODE_CONFLIT)
    except (DemandeInvalide, EditionAbsente, EditionFausse, ReglageInvalide) as refus:
        return _refuser(str(refus))
    except sqlite3.Error as faute:
        return _refuser(f"le journal des réunions ne se lit ou ne s'écrit pas ({faute}). Rien n'est inscrit.")
    except OSError as faute:
        return _refuser(f"{disque_en_francais(faute)} Rien n'est inscrit.")
    print(json.dumps(contenu, ensure_ascii=False) if forme == "json" else _en_texte(contenu))
    return 0


def _refuser(phrase: str, code: int = CODE_USAGE) -> int:
    print(f"Erreur : {phrase}", file=sys.stderr)
    return code


def _faire(args: argparse.Namespace) -> Champs:
    donnees = dossier_donnees()
    if args.action in GESTES:
        requis, admis, geste = GESTES[args.action]
        ligne = geste(donnees, _lire_champs(args.champs, requis.split(), admis.split()))
        return {table_de(type(ligne)): asdict(ligne)}
    if args.action == "lister":
        lu = lire(journal_des_reunions(donnees))
        return {
            "reunions": [asdict(r) for r in lu.dernieres_reunions().values()],
            "decisions": [asdict(d) for d in lu.dernieres_decisions().values()],
            "commentaires": [asdict(c) for c in lu.derniers_commentaires().values()],
            "validations": [asdict(v) for v in lu.dernieres_validations().values()],
        }
    if args.sortie is None:
        raise DemandeInvalide("Dites le fichier à écrire : -o FICHIER.")
    if args.action == "sauvegarder":
        sauvegarder(donnees, args.sortie)
    else:
        # Les tableaux se chargent pour l'export seul : un geste n'en a que faire.
        from etl.reunions.export import exporter

        exporter(donnees, args.sortie)
    return {"fichier": str(args.sortie)}


def _lire_champs(chemin: Path | None, requis: list[str], admis: list[str]) -> Champs:
    attendus = f"{', '.join(requis)}" + (f" ; facultatifs : {', '.join(admis)}" if admis else "")
    if chemin is None:
        raise DemandeInvalide(f"Donnez les champs en JSON : --champs FICHIER ({attendus}).")
    try:
        champs = json.loads(chemin.read_text(encoding="utf-8"))
    except ValueError as erreur:
        raise DemandeInvalide(f"Le fichier {chemin.name} ne se lit pas : il faut du JSON, en UTF-8.") from erreur
    if not isinstance(champs, dict):
        raise DemandeInvalide(f"Le fichier {chemin.name} doit donner un objet : {attendus}.")
    manquants, inconnus = set(requis) - champs.keys(), champs.keys() - {*requis, *admis}
    if manquants or inconnus:
        fautes = [f"manque : {', '.join(sorted(manquants))}"] if manquants else []
        fautes += [f"inconnu : {', '.join(sorted(inconnus))}"] if inconnus else []
        raise DemandeInvalide(f"Champs ({' ; '.join(fautes)}). Attendus : {attendus}.")
    _verifier_types(champs)
    return champs


def _verifier_types(champs: Champs) -> None:
    """Un JSON peut tout porter : un nombre là où un texte est lu arrêterait le programme au lieu d'être refusé."""
    for nom, valeur in champs.items():
        facultatif = valeur is None and nom in ("code_indicateur", "code_zone", "id_projet")
        attendu = int if nom == "version_lue" else list if nom in ("ordre", "presents", "points") else str
        if not facultatif and (not isinstance(valeur, attendu) or isinstance(valeur, bool)):
            raise DemandeInvalide(f"Le champ «{nom}» vaut «{str(valeur)[:60]}» : son type ne va pas.")


def _en_texte(contenu: Champs) -> str:
    if ligne := contenu.get("reunion"):
        return f"Réunion {ligne['id_reunion']} : {ligne['etat']}, version {ligne['version']}."
    if ligne := contenu.get("decision"):
        return f"Décision {ligne['id_decision']} : {ligne['statut']}, version {ligne['version']}."
    if ligne := contenu.get("commentaire"):
        sujet = f"{ligne['code_indicateur']}, {ligne['code_zone']}, {ligne['periode']}"
        return f"Commentaire de {sujet} : version {ligne['version']}{'' if ligne['texte'] else ', retiré'}."
    if ligne := contenu.get("validation"):
        return f"{ligne['code_zone']}, {ligne['periode']} : {ligne['statut']}, par la fonction «{ligne['par']}»."
    if "fichier" in contenu:
        return f"Écrit : {contenu['fichier']}"
    lignes = [f"{r['id_reunion']}  {r['instance']}  {r['date']}  {r['etat']}" for r in contenu["reunions"]]
    lignes += [
        f"{d['id_decision']}  {d['statut']}  échéance {d['echeance'] or 'aucune'}  {d['responsable']}  {d['texte']}"
        for d in contenu["decisions"]
    ]
    lignes += [
        f"{c['code_indicateur']}  {c['code_zone']}  {c['periode']}  {c['texte']}" for c in contenu["commentaires"]
    ]
    lignes += [
        f"{v['code_zone']}  {v['periode']}  {v['statut']}  {v['par']}  {v['motif']}" for v in contenu["validations"]
    ]
    return "\n".join(lignes) or "Le journal est vide."
