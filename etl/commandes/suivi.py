"""Les commandes qui suivent les éditions publiées et les dépôts reçus : `edition`, `depot`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path

from domaine.chemins import dossier_edition
from domaine.periodes import libelle_long
from domaine.preuve.validation import VALIDE
from domaine.reglages import dossier_donnees
from etl.commandes.comparaison import faire_comparer
from etl.commandes.courriel import faire_envois, faire_envoyer
from etl.commandes.preuve import faire_cle, faire_verifier
from etl.commandes.retraits import remettre_depot, retirer_depot
from etl.commandes.sauvegarde import faire_purger
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.fichiers.depots import Depots, en_dict, verrou
from etl.gel import echeance, figer, sceau
from etl.gel.admission import AFiger
from etl.gel.redaction import Redaction, lire_redaction
from etl.progression import Progression


def faire_edition(args: argparse.Namespace) -> int:
    """`edition lister|figer|comparer|verifier|envoyer|envois|cle|purger`."""
    gestes = {"lister": _lister, "figer": _figer, "comparer": faire_comparer, "verifier": faire_verifier}
    gestes |= {"envoyer": faire_envoyer, "envois": faire_envois, "cle": faire_cle, "purger": faire_purger}
    return gestes[args.action](args)


def faire_depot(args: argparse.Namespace) -> int:
    """`depot lister|retirer|remettre`."""
    donnees = dossier_donnees()
    if args.action == "lister":
        depots = [en_dict(d) for d in Depots(donnees).lister()]
        if args.format == "json":
            print(json.dumps(depots, ensure_ascii=False, indent=1))
            return 0
        for depot in depots:
            retire = f"  RETIRÉ : {depot['motif_retrait']}" if depot["retire"] else ""
            print(f"n° {depot['rang']}  {depot['recu_le']}  {depot['nom']}  par {depot['par']}{retire}")
        return 0
    if args.depot is None:
        raise DemandeInvalide("Dites quel dépôt : --depot N.")
    suivi = Progression.demandee(args.progression)
    if args.action == "retirer":
        publication = retirer_depot(donnees, args.depot, args.motif, suivi, args.par)
    else:
        publication = remettre_depot(donnees, args.depot, suivi, args.par)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Édition publiée : {publication.identifiant}")
    return 0


def _lister(args: argparse.Namespace) -> int:
    donnees = dossier_donnees()
    courante = edition.courante(donnees)
    if args.format == "json":
        publiees = [edition.manifeste(donnees, i) for i in edition.identifiants(donnees)]
        lues = {"courante": courante, "publiees": publiees, "figees": sceau.lister(donnees)}
        print(json.dumps(lues, ensure_ascii=False, indent=1))
        return 0
    for identifiant in edition.identifiants(donnees):
        dit = edition.manifeste(donnees, identifiant)
        marque = "courante" if identifiant == courante else ""
        date_donnees = dit["date_donnees"] or "n. d."
        texte = f"{identifiant}  données arrêtées au {date_donnees}  {len(dit['depots'])} dépôt(s)  {marque}"
        print(texte.rstrip())
    for dit in sceau.lister(donnees):
        if dit.get("absente"):
            print(f"{dit['id']} · effacée du dossier : «edition verifier {dit['id']}»")
            continue
        if dit.get("illisible"):
            print(f"{dit['id']}  figée, manifeste illisible : «edition verifier {dit['id']}»")
            continue
        arrete = f"arrêtée au {dit['date_donnees']}"
        print(f"{dit['id']}  figée pour {dit['public']}  {arrete}  «{dit['titre']}»")
    return 0


def _figer(args: argparse.Namespace) -> int:
    donnees, suivi = dossier_donnees(), Progression.demandee(args.progression)
    if args.si_due and args.public:
        trimestre = echeance.dernier_trimestre_fini(dt.date.today())
        args.periode = args.periode or trimestre.libelle
        args.titre = args.titre or f"Édition du {libelle_long(args.periode)}"
        if attente := echeance.raison_d_attendre(donnees, args.public, args.periode):
            print(f"Rien à figer pour {args.public} : {attente}.")
            return 0
    if not (args.public and args.titre and args.periode):
        raise DemandeInvalide("Donnez --public interne|partenaires|bailleur, --titre et --periode.")
    commentaires = _commentaires_du_fichier(args.commentaires) if args.commentaires else {}
    commentaires |= dict(_lire_commentaire(texte) for texte in args.commentaire)
    textes = (args.public, args.titre, args.periode, args.note)
    redaction = lire_redaction(args.redaction) if args.redaction else Redaction()
    gardees = tuple(args.garder)
    demande = AFiger(*textes, commentaires, args.edition or "", not args.sans_rapport, redaction, gardees)
    if args.apercu:
        return _apercevoir(donnees, demande, args.apercu, suivi)
    with verrou(donnees):
        manifeste = figer.figer(donnees, demande, suivi)
    suivi.etape("fini", "Édition figée")
    suivi.resultat({"edition": manifeste["id"], "dossier": str(dossier_edition(donnees, manifeste["id"]))})
    if not suivi.format_json:
        print(f"Édition figée : {manifeste['id']} (empreinte {manifeste['empreinte'][:12]}…)")
        _dire_ce_qui_n_est_pas_valide(manifeste["id"])
        print(f"Elle est dans {dossier_edition(donnees, manifeste['id'])}")
    return 0


def _dire_ce_qui_n_est_pas_valide(identifiant: str) -> None:
    """Les périodes de coordination que l'édition tient sans qu'elles soient validées (règle A12)."""
    with edition.ouvrir(edition.chemin_base(dossier_donnees(), identifiant)) as connexion:
        manquent = connexion.execute(
            "SELECT code_zone, count(*) FROM validation_suivie WHERE statut <> ? GROUP BY 1 ORDER BY 1", [VALIDE]
        ).fetchall()
    if manquent:
        dits = ", ".join(f"{zone} {nombre}" for zone, nombre in manquent)
        print(f"Périodes de coordination pas encore validées, par coordination : {dits}. Le rapport les nomme.")


def _apercevoir(donnees: Path, demande: AFiger, vers: Path, suivi: Progression) -> int:
    """Montre ce qui serait figé, sans rien figer."""
    with verrou(donnees):
        vu = figer.apercevoir(donnees, demande, vers, suivi)
    suivi.etape("fini", "Aperçu écrit, rien n'est figé")
    suivi.resultat(vu)
    if suivi.format_json:
        return 0
    print(f"Aperçu écrit dans {vers} ({len(vu['pages'])} page(s)) ; rien n'est figé.")
    chiffres = vu["chiffres"]
    print(f"Chiffres publiés : {chiffres['publies']} sur {chiffres['de']} ; {chiffres['masques']} autre(s) masqué(s).")
    for absence in vu["absences"]:
        print(f"  {absence['feuille']} : {absence['lignes']} ligne(s) sur {absence['de']} n'y seront pas")
    for t in vu["trouvailles"]:
        print(f"À relire, {t['champ']} : «{t['texte']}» ({t['genre']}) ; retirez-le, ou --garder «{t['texte']}»")
    return 0


def _lire_commentaire(texte: str) -> tuple[str, str]:
    code, signe, contenu = texte.partition("=")
    if not signe or not code.strip():
        raise DemandeInvalide(f"Le commentaire «{texte[:60]}» ne se lit pas. Écrivez --commentaire R1=«…».")
    return code.strip(), contenu


def _commentaires_du_fichier(chemin: Path) -> dict[str, str]:
    try:
        lus = json.loads(chemin.read_text(encoding="utf-8"))
    except ValueError as erreur:
        raise DemandeInvalide(f"Le fichier {chemin.name} ne se lit pas : il faut du JSON, en UTF-8.") from erreur
    if not isinstance(lus, dict) or not all(isinstance(texte, str) for texte in lus.values()):
        raise DemandeInvalide(f"Le fichier {chemin.name} doit donner un texte par code de résultat.")
    return lus
