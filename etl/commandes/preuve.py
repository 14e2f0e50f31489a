"""`edition verifier` et `edition cle` : prouver une édition, un document ou un reçu ; la clé qui signe."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from domaine.chemins import FIGEES
from domaine.figees import est_numero
from domaine.preuve import empreinte_fichier
from domaine.reglages import dossier_donnees
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel import remis, signature, verification

#: Ce que rend l'examen d'un document : conforme, altéré, inconnu (refusé), seul (ni prouvé, ni contredit).
CODES = {remis.CONFORME: 0, remis.ALTEREE: 1, remis.INCONNUE: 3, remis.SEULE: 5}


def faire_verifier(args: argparse.Namespace) -> int:
    """Une édition, un fichier, ou, sans rien nommer, l'édition en vigueur et tout le journal des figées."""
    donnees = dossier_donnees()
    nommes = [*([args.edition] if args.edition else []), *args.editions]
    if len(nommes) > 1:
        raise DemandeInvalide("Nommez une seule édition, ou un seul fichier ; sans rien nommer, tout se vérifie.")
    cle = signature.lire_cle_publique(args.cle_publique) if args.cle_publique else ""
    if not nommes:
        return _dire_tout(donnees, cle, json_=args.format == "json")
    (nomme,) = nommes
    if est_numero(nomme):
        lu = verification.verifier(donnees, nomme, cle)
        return _dire(_en_dict(lu), json_=args.format == "json")
    if nomme in edition.identifiants(donnees) or not Path(nomme).exists():
        return _dire(_publiee(donnees, nomme), json_=args.format == "json")
    if verification.est_une_place(donnees, Path(nomme)):
        return _dire(_en_dict(verification.verifier(donnees, Path(nomme).name, cle)), json_=args.format == "json")
    return _dire_constat(remis.examiner(donnees, Path(nomme), cle), json_=args.format == "json")


def faire_cle(args: argparse.Namespace) -> int:
    """`edition cle` dit la clé publique ; `edition cle creer` écrit la clé."""
    donnees = dossier_donnees()
    if args.editions not in ([], ["creer"]):
        raise DemandeInvalide("«edition cle creer» écrit une clé ; «edition cle» dit la clé publique.")
    if args.editions:
        publique = signature.creer_cle(donnees)
        fichier = signature.fichier_de_cle(donnees)
        print(f"Clé privée écrite dans {fichier} (lisible de vous seul) : gardez-en une copie hors de ce poste.")
        print("Les éditions figées désormais seront signées. Remettez la clé publique à part de toute édition :")
    elif not (publique := signature.cle_publique(donnees)):
        print("Ce dossier n'a pas de clé : les éditions se figent sans signature. «edition cle creer» en écrit une.")
        return 0
    print(f"Clé publique : {publique}")
    return 0


def _en_dict(lu: verification.Verdict) -> dict[str, Any]:
    dit = {"edition": lu.numero, "intacte": not lu.fautes, "fautes": list(lu.fautes)}
    return dit | ({"signature": lu.signature} if lu.signature else {})


def _publiee(donnees: Path, identifiant: str | None) -> dict[str, Any]:
    chemin = edition.chemin_base(donnees, identifiant)
    attendue = edition.manifeste(donnees, chemin.parent.name)["sha256_base"]
    entiere = empreinte_fichier(chemin) == attendue
    fautes = [] if entiere else ["le fichier n'est plus celui qui a été publié"]
    return {"edition": chemin.parent.name, "intacte": entiere, "fautes": fautes}


def _dire_tout(donnees: Path, cle: str, *, json_: bool) -> int:
    lus, chaine, etrangers = verification.verifier_tout(donnees, cle)
    courante = edition.courante(donnees)
    if courante is None and not (lus or etrangers):
        # Rien n'est publié ni figé : la phrase, et son remède.
        edition.chemin_base(donnees)
    dites = [*([_publiee(donnees, courante)] if courante else []), *map(_en_dict, lus)]
    code = 0 if all(d["intacte"] for d in dites) and not chaine and not etrangers else 1
    if json_:
        tout = {"intacte": not code, "editions": dites, "chaine": chaine, "hors_journal": etrangers}
        print(json.dumps(tout, ensure_ascii=False))
        return code
    for dite in dites:
        _dire(dite, json_=False)
    if chaine:
        print("Journal des éditions figées : ALTÉRÉ.")
    elif lus:
        print(f"Journal des éditions figées : intact, {len(lus)} édition(s). Une fin coupée ne s'y voit que d'un reçu.")
    for faute in chaine:
        print(f"  - {faute}")
    for nom in etrangers:
        print(f"{FIGEES}/{nom} : hors du journal. Un gel arrêté en route, ou un ajout : elle n'a pas été figée ici.")
    return code


def _dire(dite: dict[str, Any], *, json_: bool) -> int:
    if json_:
        print(json.dumps(dite, ensure_ascii=False))
        return 0 if dite["intacte"] else 1
    fin = f" ({dite['signature']})" if dite.get("signature") else ""
    print(f"Édition {dite['edition']} : {'intacte' if dite['intacte'] else 'ALTÉRÉE'}{fin}.")
    for faute in dite["fautes"]:
        print(f"  - {faute}")
    return 0 if dite["intacte"] else 1


def _dire_constat(constat: remis.Constat, *, json_: bool) -> int:
    if json_:
        dit = {"verdict": constat.verdict, "edition": constat.numero, "phrase": constat.phrase}
        listes = {"prouve": list(constat.prouve), "reste": list(constat.reste)}
        print(json.dumps(dit | listes, ensure_ascii=False))
        return CODES[constat.verdict]
    print(constat.phrase)
    titres = {remis.SEULE: "Ce qui ne se vérifie pas sans le journal", remis.CONFORME: "À savoir"}
    titre = titres.get(constat.verdict, "Ce qui ne va pas")
    for nom, phrases in (("Ce qui se vérifie", constat.prouve), (titre, constat.reste)):
        if phrases:
            print(f"{nom} :")
        for phrase in phrases:
            print(f"  - {phrase}")
    return CODES[constat.verdict]
