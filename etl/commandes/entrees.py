"""Les commandes de `python -m etl` qui lisent des fichiers, publient ou écrivent une sortie : arguments → code."""

from __future__ import annotations

import argparse
import json

from domaine.reglages import dossier_donnees
from etl.commandes import iati
from etl.commandes.chargement import Chargement, charger, charger_demonstration, republier
from etl.commandes.effet import dire_anomalies, faire_effet
from etl.commandes.etat import etat, etat_en_texte
from etl.commandes.explication import alias_connus, expliquer, lire_chiffre_vise
from etl.commandes.exports import exporter
from etl.controles.verification import verifier
from etl.demande import DemandeInvalide
from etl.formulaires.ecriture import ecrire_formulaire
from etl.modeles.cadre import ecrire_cadre
from etl.modeles.corrections import ecrire_corrections
from etl.modeles.modele import ecrire_modele
from etl.modeles.rejets import ecrire_rejets
from etl.progression import Progression


def faire_verifier(args: argparse.Namespace) -> int:
    """Contrôle sans rien changer ; avec `--effet`, dit aussi ce que les fichiers changeraient."""
    if args.effet:
        return faire_effet(args)
    resultat = verifier(dossier_donnees(), args.fichiers, args.nom)
    if args.format == "json":
        print(json.dumps([a.en_dict() for a in resultat.anomalies], ensure_ascii=False, indent=1))
        return resultat.code
    dire_anomalies(resultat)
    return resultat.code


def faire_charger(args: argparse.Namespace) -> int:
    """Dépose, publie, dit ce qui est entré."""
    suivi = Progression.demandee(args.progression)
    bilan = charger(dossier_donnees(), args.fichiers, suivi, par=args.par, nom=args.nom, a_blanc=args.a_blanc)
    contenu: dict[str, object] = {
        "code": bilan.code,
        "depots": [
            {"rang": d.rang, "nom": d.nom, "sha256": d.sha256}
            | (bilan.publication.apports[d.rang] if bilan.publication else {})
            for d in bilan.deposes
        ],
        "deja": bilan.deja,
        "retires": [{"rang": d.rang, "nom": d.nom} for d in bilan.retires],
        "refus": [a.en_dict() for a in bilan.refus],
        "edition": bilan.publication.identifiant if bilan.publication else None,
    }
    suivi.resultat(contenu)
    if not suivi.format_json:
        for anomalie in bilan.refus:
            print(f"[refusé] {anomalie.message}")
        for nom in bilan.deja:
            print(f"«{nom}» est déjà déposé, à l'octet près : sans effet.")
        for depot in bilan.retires:
            remede = f"«python -m etl depot remettre --depot {depot.rang}» l'y remet"
            print(f"Le dépôt n° {depot.rang} est retiré des chiffres : {remede}.")
        for depot in bilan.deposes:
            code = bilan.publication.codes[depot.rang] if bilan.publication else 0
            suite = ("sain", "des lignes à vérifier", "des lignes ou des feuilles mises de côté", "refusé")[code]
            print(f"Dépôt n° {depot.rang} «{depot.nom}» : {suite}. {_apport_en_mots(bilan, depot.rang)}")
        if bilan.publication:
            print(f"Édition publiée : {bilan.publication.identifiant}")
    return bilan.code


def _apport_en_mots(bilan: Chargement, rang: int) -> str:
    if bilan.publication is None:
        return ""
    apport = bilan.publication.apports[rang]
    dits = [
        f"{apport['nouvelles']} nouvelle(s)",
        f"{apport['revues']} revue(s)",
        f"{apport['inchangees']} inchangée(s)",
    ]
    return f"Lignes : {', '.join(dits)}."


def faire_publier(args: argparse.Namespace) -> int:
    """Rebâtit l'édition courante."""
    suivi = Progression.demandee(args.progression)
    publication = republier(dossier_donnees(), suivi)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Édition publiée : {publication.identifiant}")
    return 0


def faire_demo(args: argparse.Namespace) -> int:
    """Publie la démonstration."""
    suivi = Progression.demandee(args.progression)
    publication = charger_demonstration(dossier_donnees(), suivi)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Démonstration publiée : {publication.identifiant}")
    return 0


def faire_etat(args: argparse.Namespace) -> int:
    """Dit où l'on en est."""
    contenu = etat(dossier_donnees())
    print(json.dumps(contenu, ensure_ascii=False, indent=1) if args.format == "json" else etat_en_texte(contenu))
    return 0


def faire_modele(args: argparse.Namespace) -> int:
    """Écrit le classeur à remplir, ou celui du cadre, ou un formulaire de téléphone."""
    if args.cadre:
        ecrire_cadre(dossier_donnees(), args.sortie, exemple=args.exemple)
    elif args.corrections:
        ecrire_corrections(args.sortie)
    elif args.xlsform and args.zone:
        ecrire_formulaire(dossier_donnees(), args.xlsform, args.zone, args.sortie)
    elif args.zone and args.periode:
        ecrire_modele(dossier_donnees(), args.zone, args.periode, args.sortie)
    else:
        raise DemandeInvalide("Donnez --zone et --periode, ou --zone et --xlsform, ou --cadre, ou --corrections.")
    print(f"Modèle écrit : {args.sortie}")
    return 0


def faire_rejets(args: argparse.Namespace) -> int:
    """Écrit les lignes en quarantaine d'un dépôt."""
    nombre = ecrire_rejets(dossier_donnees(), args.depot, args.sortie)
    print(f"{nombre} ligne(s) en quarantaine écrite(s) : {args.sortie}")
    return 0


def faire_exporter(args: argparse.Namespace) -> int:
    """Écrit une table de l'édition, ou son fichier IATI."""
    if args.table == iati.NOM:
        return _exporter_iati(args)
    nombre = exporter(
        dossier_donnees(), args.table, args.format or "csv", args.sortie, identifiant=args.edition, hxl=args.hxl
    )
    print(f"{nombre} ligne(s) écrite(s) : {args.sortie}")
    return 0


def _exporter_iati(args: argparse.Namespace) -> int:
    if args.hxl or args.format:
        raise DemandeInvalide("Un fichier IATI est en XML : ni --format, ni --hxl.")
    numero, remarques = iati.exporter_iati(dossier_donnees(), args.sortie, args.edition)
    print(f"Fichier IATI de l'édition {numero} écrit : {args.sortie}")
    for remarque in remarques:
        print(f"  À savoir : {remarque}")
    return 0


def faire_expliquer(args: argparse.Namespace) -> int:
    """Dit d'où vient un chiffre."""
    alias = alias_connus(dossier_donnees())
    demande = lire_chiffre_vise(args.code, args.zone, args.periode, args.type, args.dimension, alias)
    print(expliquer(dossier_donnees(), demande))
    return 0
