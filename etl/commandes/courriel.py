"""`edition envoyer`, `edition envois` et `relancer` : ce qui part par courriel, et le journal de ce qui est parti.

Règles B1 à B6. `--essai` écrit la lettre et contrôle tout, sans rien inscrire ni envoyer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from domaine import francais
from domaine.acces.registre import une_ligne
from domaine.courriel import boite, journal
from domaine.figees import PUBLICS
from domaine.reglages import dossier_donnees, reglages
from etl.commandes.analyseur import Analyseur
from etl.courriel import a_date_fixe, edition, relance
from etl.courriel.controle import MESSAGE_MAX
from etl.courriel.edition import DEJA, LIEN, PIECE, AEnvoyer, Resultat
from etl.demande import DemandeInvalide
from etl.edition.dossier import EditionFausse
from etl.gel.admission import exiger_la_relecture
from etl.gel.relecture import Trouvaille, sans_reponse

AIDE_RELANCER: Final = (
    "écrire à une coordination ce qu'elle doit envoyer : le texte relu, à ceux que la liste dit d'elle"
)
#: Ce qui n'a rien d'anormal.
_VONT: Final = (journal.PARTI, DEJA)
_LIEN_JOURS_MAX: Final = 732


def construire(c: Analyseur) -> None:
    """Les options d'`edition envoyer`."""
    aide = "pour envoyer : à qui, parmi les adresses de destinataires.toml"
    c.add_argument("--a", nargs="+", action="extend", default=[], metavar="ADRESSE", help=aide)
    c.add_argument("--piece-jointe", action="store_true", help="pour envoyer : joindre le PDF, ou refuser")
    c.add_argument("--lien", action="store_true", help="pour envoyer : un lien révocable, même si le PDF est petit")
    c.add_argument("--jusqu-au", default="", metavar="JOUR", help="pour envoyer : dernier jour du lien, AAAA-MM-JJ")
    _communes(c, "pour envoyer : ")


def construire_relancer(c: Analyseur) -> None:
    """Les arguments de `relancer`."""
    c.add_argument("coordination", metavar="COORDINATION", help="le code de sa zone : GAO, MENAKA, DOUENTZA")
    aide = "à qui, parmi ceux que la liste dit de cette coordination ; tous, à défaut"
    c.add_argument("--a", nargs="+", action="extend", default=[], metavar="ADRESSE", help=aide)
    c.add_argument("--garder", action="append", default=[], metavar="PASSAGE", help="un passage trouvé, et gardé")
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    _communes(c, "")


def _communes(c: Analyseur, pour: str) -> None:
    c.add_argument("--message", default="", metavar="TEXTE", help=f"{pour}ce que vous écrivez")
    aide = f"{pour}le même, dans un fichier UTF-8"
    c.add_argument("--message-de", type=Path, metavar="FICHIER", help=aide)
    c.add_argument("--essai", action="store_true", help=f"{pour}montrer la lettre ; rien ne part")
    c.add_argument("--encore", action="store_true", help=f"{pour}même si c'est déjà parti, ou peut l'être")
    c.add_argument("--par", default="", help=f"{pour}qui le demande")


def faire_envoyer(args: argparse.Namespace) -> int:
    """`edition envoyer` : une édition nommée, ou ce qui est dû (`--si-due`)."""
    if args.si_due:
        return _envoyer_ce_qui_est_du(args)
    if len(args.editions) != 1:
        raise DemandeInvalide("Nommez une seule édition figée : edition envoyer E2024-T2-1 --a ADRESSE.")
    return _envoyer(args, args.editions[0], tuple(args.a), _texte(args))


def faire_envois(args: argparse.Namespace) -> int:
    """`edition envois` : le journal des courriels, éditions et relances ; d'une édition, si elle est nommée."""
    objet = args.editions[0] if args.editions else ""
    lus = journal.courriels(dossier_donnees(), objet=objet)
    if args.format == "json":
        print(json.dumps([asdict(c) for c in lus], ensure_ascii=False))
        return 0
    for c in lus:
        quoi = c.objet if c.genre == journal.EDITION else f"relance {c.objet}"
        lien = f"  lien n° {c.lien}" if c.lien else ""
        suite = f"  ({c.dit})" if c.dit else ""
        print(f"{c.le}  {quoi}  {c.adresse} ({c.fonction})  {c.en_mots}{lien}  par {c.par}{suite}")
    if not lus:
        print("Aucun courriel n'est encore parti.")
    return 0


def faire_relancer(args: argparse.Namespace) -> int:
    """`relancer COORDINATION`."""
    donnees = dossier_donnees()
    demande = relance.ARelancer(
        coordination=args.coordination,
        texte=_texte(args),
        adresses=tuple(args.a),
        gardees=tuple(args.garder),
        encore=args.encore,
        par=une_ligne(args.par) or "poste",
    )
    pret = relance.preparer(donnees, demande)
    if args.essai:
        dite = {"coordination": demande.coordination, "sujet": pret.lettre.sujet, "texte": pret.lettre.texte}
        return _montrer(args, dite, [d.adresse for d in pret.a_qui], sans_reponse(pret.trouvailles, demande.gardees))
    exiger_la_relecture(pret.trouvailles, demande.gardees)
    resultats = relance.envoyer(donnees, pret, boite.lire(reglages()))
    return _dire(args, {"coordination": demande.coordination}, resultats)


def _envoyer_ce_qui_est_du(args: argparse.Namespace) -> int:
    if args.a or args.editions or args.message or args.message_de or args.encore:
        raise DemandeInvalide("--si-due dit lui-même quoi et à qui : ni édition, ni --a, ni --message, ni --encore.")
    code = 0
    for du in a_date_fixe.a_envoyer(dossier_donnees(), [args.public] if args.public else PUBLICS, args.periode):
        if du.raison:
            print(f"Rien à envoyer pour {du.public} : {du.raison}.")
            continue
        try:
            code = max(code, _envoyer(args, du.numero, du.adresses, ""))
        except (DemandeInvalide, EditionFausse) as erreur:
            # Une édition qui ne part pas ne retient pas celles des autres publics.
            print(f"Erreur : {erreur}", file=sys.stderr)
            code = 1
    return code


def _envoyer(args: argparse.Namespace, numero: str, adresses: Sequence[str], message: str) -> int:
    donnees = dossier_donnees()
    if args.piece_jointe and args.lien:
        raise DemandeInvalide("Choisissez : --piece-jointe, ou --lien.")
    demande = AEnvoyer(
        numero=numero,
        adresses=tuple(adresses),
        forme=PIECE if args.piece_jointe else LIEN if args.lien else "",
        jusqu_au=_jour(args.jusqu_au),
        message=message,
        gardees=tuple(args.garder),
        encore=args.encore,
        par=une_ligne(args.par) or ("minuteur" if args.si_due else "poste"),
    )
    pret = edition.preparer(donnees, demande)
    if args.essai:
        montre = "(le lien de ce destinataire, fait à l'envoi)"
        pieces = [{"nom": p.nom, "octets": len(p.octets)} for p in pret.lettre.pieces]
        dite: dict[str, Any] = {"edition": numero, "sujet": pret.lettre.sujet, "pieces": pieces, "lien": pret.lien}
        dite |= {"texte": pret.texte(montre), "html": pret.html(montre)}
        return _montrer(args, dite, [d.adresse for d in pret.a_qui], sans_reponse(pret.trouvailles, demande.gardees))
    exiger_la_relecture(pret.trouvailles, demande.gardees)
    return _dire(args, {"edition": numero}, edition.envoyer(donnees, pret, boite.lire(reglages())))


def _montrer(
    args: argparse.Namespace, dite: dict[str, Any], adresses: list[str], trouvailles: tuple[Trouvaille, ...]
) -> int:
    """La lettre telle qu'elle partirait, et ce qui est à relire."""
    if args.format == "json":
        a_relire = [t.en_dict() for t in trouvailles]
        print(json.dumps(dite | {"adresses": adresses, "trouvailles": a_relire}, ensure_ascii=False))
        return 0
    print(f"ESSAI : rien n'est parti, rien n'est inscrit.\nÀ : {', '.join(adresses)} (un message chacun)")
    for piece in dite.get("pieces", ()):
        print(f"Pièce : {piece['nom']} ({francais.nombre(piece['octets'])} octets)")
    print(f"Sujet : {dite['sujet']}\n\n{dite['texte']}")
    for t in trouvailles:
        print(f"À relire : «{t.texte}» ({t.genre}) ; retirez-le, ou --garder «{t.texte}»")
    return 0


def _dire(args: argparse.Namespace, dite: dict[str, Any], resultats: Sequence[Resultat]) -> int:
    """Destinataire par destinataire ; 1 dès que l'un n'a pas reçu, ou qu'on ne le sait pas."""
    code = 0 if all(r.etat in _VONT for r in resultats) else 1
    if args.format == "json":
        print(json.dumps(dite | {"resultats": [asdict(r) for r in resultats]}, ensure_ascii=False))
        return code
    for r in resultats:
        suite = f" : {r.dit}" if r.dit else ""
        print(f"{r.etat}  {r.adresse} ({r.fonction}){suite}")
    return code


def _texte(args: argparse.Namespace) -> str:
    if not args.message_de:
        return str(args.message)
    if args.message:
        raise DemandeInvalide("Choisissez : --message, ou --message-de.")
    try:
        octets = args.message_de.read_bytes()[: 4 * MESSAGE_MAX + 1]
        return str(octets.decode("utf-8"))
    except UnicodeDecodeError as erreur:
        raise DemandeInvalide(f"Le fichier {args.message_de.name} n'est pas un texte en UTF-8.") from erreur


def _jour(ecrit: str) -> dt.date | None:
    if not ecrit:
        return None
    aujourd_hui = dt.datetime.now(dt.UTC).date()
    try:
        jour = dt.date.fromisoformat(ecrit)
    except ValueError as erreur:
        raise DemandeInvalide("Dites le dernier jour du lien : --jusqu-au AAAA-MM-JJ.") from erreur
    if not aujourd_hui <= jour <= aujourd_hui + dt.timedelta(days=_LIEN_JOURS_MAX):
        raise DemandeInvalide("Ce jour doit être à venir, et dans deux ans au plus.")
    return jour
