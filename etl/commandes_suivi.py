"""Les commandes qui suivent les éditions publiées et les dépôts reçus : `edition`, `depot`."""

from __future__ import annotations

import argparse
import json

import pandas as pd

from domaine import francais
from domaine.figees import est_numero
from domaine.reglages import dossier_donnees
from etl import edition, figees, sceau
from etl.commandes import suivi_demande
from etl.depots import Depots, en_dict, verrou
from etl.modele import DemandeInvalide
from etl.retraits import remettre_depot, retirer_depot
from etl.revisions import comparer, precedente
from tableurs import ecrire_csv

#: Écarts montrés à l'écran d'un terminal ; le fichier les donne tous.
_ECARTS_MONTRES = 40


def faire_edition(args: argparse.Namespace) -> int:
    """`edition lister|figer|comparer|verifier`."""
    return {"lister": _lister, "figer": _figer, "comparer": _comparer, "verifier": _verifier}[args.action](args)


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
    suivi = suivi_demande(args)
    if args.action == "retirer":
        publication = retirer_depot(donnees, args.depot, args.motif, suivi, args.par)
    else:
        publication = remettre_depot(donnees, args.depot, suivi, args.par)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Édition publiée : {publication.identifiant}")
    return 0


def _lister(_args: argparse.Namespace) -> int:
    donnees = dossier_donnees()
    courante = edition.courante(donnees)
    for identifiant in edition.identifiants(donnees):
        fiche = edition.manifeste(donnees, identifiant)
        marque = "courante" if identifiant == courante else ""
        date_donnees = fiche["date_donnees"] or "n. d."
        texte = f"{identifiant}  données arrêtées au {date_donnees}  {len(fiche['depots'])} dépôt(s)  {marque}"
        print(texte.rstrip())
    for fiche in sceau.lister(donnees):
        if fiche.get("illisible"):
            print(f"{fiche['id']}  figée, manifeste illisible : «edition verifier {fiche['id']}»")
            continue
        arrete = f"arrêtée au {fiche['date_donnees']}"
        print(f"{fiche['id']}  figée pour {fiche['public']}  {arrete}  «{fiche['titre']}»")
    return 0


def _figer(args: argparse.Namespace) -> int:
    donnees, suivi = dossier_donnees(), suivi_demande(args)
    if not (args.public and args.titre and args.periode):
        raise DemandeInvalide("Donnez --public interne|partenaires|bailleur, --titre et --periode.")
    commentaires = dict(_lire_commentaire(texte) for texte in args.commentaire)
    textes = (args.public, args.titre, args.periode, args.note)
    demande = figees.Demande(*textes, commentaires, args.edition or "", not args.sans_rapport)
    with verrou(donnees):
        manifeste = figees.figer(donnees, demande, suivi)
    suivi.etape("fini", "Édition figée")
    suivi.resultat({"edition": manifeste["id"], "dossier": str(edition.dossier_edition(donnees, manifeste["id"]))})
    if not suivi.format_json:
        print(f"Édition figée : {manifeste['id']} (empreinte {manifeste['empreinte'][:12]}…)")
        print(f"Elle est dans {edition.dossier_edition(donnees, manifeste['id'])}")
    return 0


def _lire_commentaire(texte: str) -> tuple[str, str]:
    code, signe, contenu = texte.partition("=")
    if not signe or not code.strip():
        raise DemandeInvalide(f"Le commentaire «{texte[:60]}» ne se lit pas. Écrivez --commentaire R1=«…».")
    return code.strip(), contenu


def _verifier(args: argparse.Namespace) -> int:
    donnees = dossier_donnees()
    chemin = edition.chemin_base(donnees, args.edition or (args.editions or [None])[0])
    if est_numero(numero := chemin.parent.name):
        fautes = sceau.verifier(donnees, numero)
        print(f"Édition {numero} : {'ALTÉRÉE' if fautes else 'intacte'}.")
        for faute in fautes:
            print(f"  - {faute}")
        return 1 if fautes else 0
    attendue = edition.manifeste(donnees, chemin.parent.name)["sha256_base"]
    entiere = edition.empreinte_fichier(chemin) == attendue
    constat = "intacte" if entiere else "ALTÉRÉE : le fichier n'est plus celui qui a été publié"
    print(f"Édition {chemin.parent.name} : {constat}.")
    return 0 if entiere else 1


def _comparer(args: argparse.Namespace) -> int:
    donnees = dossier_donnees()
    avant, apres = _les_deux(args)
    ecarts = comparer(donnees, avant, apres)
    if args.sortie:
        ecrire_csv(ecarts, args.sortie)
        print(f"{len(ecarts)} écart(s) écrit(s) : {args.sortie}")
        return 0
    if args.format == "json":
        rangees = ecarts.astype(object).where(ecarts.notna(), None).to_dict("records")
        print(json.dumps({"avant": avant, "apres": apres, "ecarts": rangees}, ensure_ascii=False, indent=1))
        return 0
    print(f"De {avant} à {apres} : {len(ecarts)} chiffre(s) changé(s).")
    for genre, nombre in ecarts["genre"].value_counts().items():
        print(f"  {genre} : {nombre}")
    for ecart in ecarts.head(_ECARTS_MONTRES).to_dict("records"):
        print(_ecart_en_mots({str(nom): valeur for nom, valeur in ecart.items()}))
    if len(ecarts) > _ECARTS_MONTRES:
        print(f"… et {len(ecarts) - _ECARTS_MONTRES} autres : ajoutez «-o FICHIER.csv» pour les avoir tous.")
    return 0


def _les_deux(args: argparse.Namespace) -> tuple[str, str]:
    """Les deux éditions nommées ; une seule, ou aucune, se compare à celle qui la précède."""
    donnees = dossier_donnees()
    if len(args.editions) == 2:
        return args.editions[0], args.editions[1]
    if len(args.editions) > 2:
        raise DemandeInvalide("Donnez deux éditions au plus : edition comparer AVANT APRÈS.")
    apres = edition.chemin_base(donnees, (args.editions or [None])[0]).parent.name
    fiche = edition.manifeste(donnees, apres)
    avant = precedente(donnees, fiche["depots"], fiche["empreinte"], avant=apres)
    if avant is None:
        raise DemandeInvalide(f"Aucune édition différente ne précède {apres} : il n'y a rien à comparer.")
    return avant, apres


def _ecart_en_mots(ecart: dict[str, object]) -> str:
    cle = [ecart["code_indicateur"], ecart["code_zone"], ecart["type_periode"], ecart["periode"]]
    if not pd.isna(ecart["dimension"]):  # type: ignore[call-overload]  # une cellule de texte, jamais une liste
        cle.append(f"{ecart['dimension']}={ecart['modalite']}")
    avant, apres = (francais.nombre(ecart[c]) for c in ("valeur_avant", "valeur"))
    avant_dit, apres_dit = (e if isinstance(e, str) else "aucune rangée" for e in (ecart["etat_avant"], ecart["etat"]))
    etats = "" if avant_dit == apres_dit else f", {avant_dit} → {apres_dit}"
    par = f"  ← {ecart['fichiers']}" if ecart["fichiers"] else f"  ({ecart['cause']})"
    return f"  {' '.join(map(str, cle))} : {avant} → {apres} ({ecart['genre']}{etats}){par}"
