"""`acces` : qui peut lire quoi, et qui a fait quoi. `lien` : remettre une édition figée à qui n'a pas de compte.

Règles E30 à E36. Le secret d'un lien se dit une fois, à sa création : rien ne le garde.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from domaine import francais
from domaine.acces import registre, reglement
from domaine.acces.lecteur import DITS, ROLES
from domaine.courriel import destinataires
from domaine.reglages import dossier_donnees, reglages
from etl.commandes.analyseur import Analyseur
from etl.demande import DemandeInvalide
from etl.gel.remise import creer_un_lien, public_d_un_lien

AIDE_ACCES: Final = "qui peut lire quoi (verifier), qui a fait quoi (journal), fermer toutes les connexions (fermer)"
AIDE_LIEN: Final = "un lien sans compte vers une édition figée : le créer, les lister, le révoquer"
_ACTIONS: Final = ("verifier", "journal", "fermer")
#: Au-delà, on refait un lien : celui d'un autre temps est dans des courriels que plus personne ne sait.
_JOURS_MAX: Final = 732


def construire_acces(analyseur: Analyseur) -> None:
    """Les arguments d'`acces`."""
    analyseur.add_argument("action", choices=_ACTIONS, metavar="ACTION", help=", ".join(_ACTIONS))
    analyseur.add_argument("--derniers", type=int, default=50, metavar="N", help="pour journal : combien de lignes")
    analyseur.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")


def construire_lien(analyseur: Analyseur) -> None:
    """Les arguments de `lien`."""
    actions = ("creer", "lister", "revoquer")
    analyseur.add_argument("action", choices=actions, metavar="ACTION", help=", ".join(actions))
    aide = "pour creer : l'édition figée (E2024-T2-1) ; pour revoquer : le numéro du lien"
    analyseur.add_argument("objet", nargs="?", default="", metavar="OBJET", help=aide)
    aide = "pour creer : dernier jour où il s'ouvre, AAAA-MM-JJ"
    analyseur.add_argument("--jusqu-au", default="", metavar="JOUR", help=aide)
    analyseur.add_argument("--pour", default="", metavar="QUI", help="pour creer : à qui il est remis («AFD Bamako»)")
    analyseur.add_argument("--par", default="", help="qui le demande")
    analyseur.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")


def faire_acces(args: argparse.Namespace) -> int:
    """`acces verifier|journal|fermer`."""
    if args.action == "fermer":
        nombre = registre.fermer_tout(dossier_donnees())
        print(json.dumps({"fermees": nombre}) if args.format == "json" else f"Connexions fermées : {nombre}.")
        return 0
    if args.action == "journal":
        lues = registre.traces(dossier_donnees(), max(1, args.derniers))
        if args.format == "json":
            print(json.dumps([asdict(x) for x in lues], ensure_ascii=False))
            return 0
        for x in lues:
            print(f"{x.le}  {x.qui} ({x.role})  {x.geste}  {x.objet}".rstrip())
        if not lues:
            print("Rien n'est encore inscrit.")
        return 0
    lu = reglement.lire(dossier_donnees())
    if args.format == "json":
        regles = [{"role": r.role, "public": ROLES[r.role][0], "edition": r.edition} | _a_qui(r) for r in lu.regles]
        print(json.dumps({"fournisseur": lu.fournisseur and lu.fournisseur.metadonnees, "acces": regles}))
        return 0
    _dire_le_reglement(lu)
    return 0


def _a_qui(regle: reglement.Regle) -> dict[str, list[str]]:
    return {"personnes": sorted(regle.personnes), "groupes": sorted(regle.groupes)}


def _dire_le_reglement(lu: reglement.Reglement) -> None:
    if lu.fournisseur is None:
        devant = "derrière le mandataire déclaré" if reglages().mandataire else "sur cette machine seulement"
        print(f"Aucun fournisseur d'identité ({reglement.FICHIER} absent) : l'application n'identifie personne.")
        print(f"Elle se sert {devant} ; qui l'ouvre y lit et fait tout, sous le profil « {reglages().profil} ».")
    else:
        print(f"Fournisseur : {lu.fournisseur.metadonnees}")
        print(f"Adresse de l'application : {lu.fournisseur.adresse} ; retour : {lu.fournisseur.adresse}/oauth2callback")
        print(f"Une connexion vaut {lu.fournisseur.heures} h. Qui n'est pas ci-dessous ne lit rien.")
    for role, dit in DITS.items():
        siennes = [r for r in lu.regles if r.role == role]
        if siennes:
            print(f"\n{role} — {dit} :")
        for regle in siennes:
            tenus = f" → {regle.edition} seulement" if regle.edition else ""
            for genre, noms in _a_qui(regle).items():
                for nom in noms:
                    print(f"  {'groupe ' if genre == 'groupes' else ''}{nom}{tenus}")
    _dire_les_destinataires()
    jour = dt.datetime.now(dt.UTC).date()
    ouverts = [x for x in registre.liens(dossier_donnees()) if x.etat(jour) == "en vigueur"]
    if ouverts:
        print("\nliens en vigueur — lisent une édition, sans compte :")
    for x in ouverts:
        print(f"  n° {x.rang} {x.edition} ({x.public}), remis à {x.pour}, jusqu'au {francais.date(x.jusqu_au)}")


def _dire_les_destinataires() -> None:
    connus = destinataires.lire(dossier_donnees())
    if connus:
        print("\ndestinataires des courriels :")
    for d in connus:
        lit = f"lit les éditions : {d.public}" if d.public else "ne lit aucune édition"
        d_elle_meme = ", reçoit à date fixe" if d.automatique else ""
        relances = f", relances de {d.coordination}" if d.coordination else ""
        print(f"  {d.adresse} ({d.fonction}) {lit}{d_elle_meme}{relances}")


def faire_lien(args: argparse.Namespace) -> int:
    """`lien creer|lister|revoquer`."""
    donnees = dossier_donnees()
    if args.action == "creer":
        return _creer(donnees, args)
    if args.action == "revoquer":
        par = registre.une_ligne(args.par) or "poste"
        if not args.objet.isdecimal() or not registre.revoquer(donnees, int(args.objet), par):
            raise DemandeInvalide("Donnez le numéro d'un lien, tel que «lien lister» le dit.")
        print(json.dumps({"revoque": int(args.objet)}) if args.format == "json" else f"Lien n° {args.objet} révoqué.")
        return 0
    jour = dt.datetime.now(dt.UTC).date()
    lus = registre.liens(donnees)
    if args.format == "json":
        print(json.dumps([asdict(x) | {"etat": x.etat(jour)} for x in lus], ensure_ascii=False))
        return 0
    for x in lus:
        ouvert = francais.compte(x.ouvertures, "ouverture") if x.ouvertures else "jamais ouvert"
        print(f"n° {x.rang}  {x.edition} ({x.public})  {x.pour}  jusqu'au {x.jusqu_au}  {x.etat(jour)}  {ouvert}")
    if not lus:
        print("Aucun lien n'a été remis.")
    return 0


def _creer(donnees: Path, args: argparse.Namespace) -> int:
    pour, jour = registre.une_ligne(args.pour), _jour(args.jusqu_au)
    if not pour:
        raise DemandeInvalide("Dites à qui le lien est remis : --pour «AFD Bamako».")
    public = public_d_un_lien(donnees, args.objet)
    par = registre.une_ligne(args.par) or "poste"
    rang, adresse = creer_un_lien(donnees, args.objet, public, pour, jour, par)
    if args.format == "json":
        print(json.dumps({"lien": rang, "adresse": adresse}))
        return 0
    fin = francais.date(jour.isoformat())
    print(f"Lien n° {rang} vers {args.objet} ({public}), remis à {pour}, jusqu'au {fin} compris :")
    print(adresse)
    print("Copiez-le maintenant : il n'est gardé nulle part. Qui l'a, l'ouvre : «lien revoquer» le ferme.")
    if adresse.startswith("/"):
        print("À écrire à la suite de l'adresse de l'application. Sans fournisseur d'identité, il ne s'ouvre que sur")
        print("cette machine : docs/ACCES.md dit pourquoi, et quoi faire.")
    return 0


def _jour(ecrit: str) -> dt.date:
    aujourd_hui = dt.datetime.now(dt.UTC).date()
    try:
        jour = dt.date.fromisoformat(ecrit)
    except ValueError as erreur:
        raise DemandeInvalide("Dites le dernier jour où il s'ouvre : --jusqu-au AAAA-MM-JJ.") from erreur
    if not aujourd_hui <= jour <= aujourd_hui + dt.timedelta(days=_JOURS_MAX):
        raise DemandeInvalide("Ce jour doit être à venir, et dans deux ans au plus.")
    return jour
