"""Les commandes des limites et des repères : `python -m geo importer | reperes | installer | etat`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from domaine.francais import compte, horodatage
from domaine.niveaux import DECOUPES, PLURIELS
from domaine.reglages import ReglageInvalide, dossier_donnees
from geo.controle import rapprocher_polygones
from geo.importer import Bilan, importer_limites, retirer_limites
from geo.importer_reperes import importer_reperes, retirer_reperes
from geo.installer import installer_limites, publier
from geo.limites import Limites, LimitesIllisibles, fiche_des_limites, fichier_des_limites, limites_en_vigueur
from geo.refus import soigner
from geo.reperes import GENRES, Reperes, reperes_en_vigueur
from geo.zones import DECOUPAGE

AIDE = """commandes :
  importer FICHIER   contrôle un fichier de communes, de cercles ou de régions (GeoJSON, GeoPackage, Shapefile zippé)
                     et le met en vigueur pour son niveau (--essai : le contrôle seulement)
  retirer --niveau commune|cercle|region
                     retire les limites importées d'un niveau
  reperes FICHIER --genre fleuve|voisines --credit TEXTE
                     importe un repère de la carte (--retirer, sans FICHIER : le retire)
  installer          essaie de télécharger les limites officielles ; n'échoue jamais (--publier : publie ce qu'il a mis)
  etat               dit quelles limites et quels repères sont en vigueur

codes de sortie : 0 sans réserve, 1 importé avec des points à vérifier, 2 refusé (rien n'a changé)."""


class _Analyseur(argparse.ArgumentParser):
    """Un analyseur d'arguments qui parle français."""

    def error(self, message: str) -> NoReturn:
        # Le message d'argparse est en anglais : l'aide dit mieux ce qu'il faut écrire.
        del message
        print(soigner(f"Commande mal écrite.\n\n{AIDE}"), file=sys.stderr)
        raise SystemExit(2)


def _analyseur() -> argparse.ArgumentParser:
    analyseur = _Analyseur(prog="python -m geo", usage="python -m geo COMMANDE …", add_help=False)
    analyseur.add_argument("-h", "--aide", "--help", action="store_true", dest="aide")
    commandes = analyseur.add_subparsers(dest="commande")
    importer = commandes.add_parser("importer", add_help=False)
    importer.add_argument("fichier", type=Path)
    importer.add_argument("--source", default="")
    importer.add_argument("--credit", default="")
    importer.add_argument("--essai", action="store_true")
    importer.add_argument("--format", choices=("texte", "json"), default="texte")
    retirer = commandes.add_parser("retirer", add_help=False)
    retirer.add_argument("--niveau", choices=DECOUPES, required=True)
    reperes = commandes.add_parser("reperes", add_help=False)
    reperes.add_argument("fichier", type=Path, nargs="?")
    reperes.add_argument("--genre", choices=GENRES, required=True)
    for option in ("--credit", "--source", "--nom"):
        reperes.add_argument(option, default="")
    reperes.add_argument("--retirer", action="store_true")
    reperes.add_argument("--essai", action="store_true")
    reperes.add_argument("--format", choices=("texte", "json"), default="texte")
    installer = commandes.add_parser("installer", add_help=False)
    installer.add_argument("--adresse")
    installer.add_argument("--attente", type=float)
    installer.add_argument("--refaire", action="store_true")
    installer.add_argument("--publier", action="store_true")
    etat = commandes.add_parser("etat", add_help=False)
    etat.add_argument("--format", choices=("texte", "json"), default="texte")
    return analyseur


def _dire_bilan(bilan: Bilan, forme: str, quoi: str = "Limites importées", *, essai: bool = False) -> None:
    if forme == "json":
        remarques = [{"gravite": c.gravite, "message": c.message} for c in bilan.remarques]
        print(json.dumps({"importe": bilan.fichier is not None, "constats": remarques}, ensure_ascii=False))
        return
    for remarque in bilan.remarques:
        print(f"[{remarque.gravite}] {remarque.message}")
    if bilan.fichier is None:
        print(soigner("Fichier refusé : rien n'a changé."))
    elif essai:
        print(soigner("Ce fichier convient ; à l'essai, rien n'a changé."))
    else:
        print(soigner(f"{quoi}. Publiez de nouveau (python -m etl publier) : la prochaine édition les emporte."))


def _faire_reperes(choix: argparse.Namespace) -> int:
    if choix.retirer:
        retires = retirer_reperes(choix.genre)
        if choix.format == "json":
            print(json.dumps({"retire": retires}))
        else:
            dit = "Repères retirés. Publiez de nouveau (python -m etl publier)." if retires else "Rien à retirer."
            print(soigner(dit))
        return 0
    bilan = importer_reperes(
        choix.fichier, choix.genre, credit=choix.credit, source=choix.source, nom=choix.nom, essai=choix.essai
    )
    _dire_bilan(bilan, choix.format, "Repères importés", essai=choix.essai)
    return bilan.code_de_sortie


def _dire_reperes(reperes: list[Reperes]) -> None:
    for genre in reperes:
        noms = ", ".join(t.nom for t in genre.traces if t.nom) or "sans nom"
        if genre.traces:
            quand = f" importés le {horodatage(genre.importe_le)}" if genre.importe_le else ""
            print(soigner(f"Repères « {genre.genre} »{quand} : {noms}."))
            print(soigner(f"Source : {genre.source}. Crédit : {genre.credit}"))
        if genre.avertissement:
            print(soigner(f"Attention : {genre.avertissement}"))


def _dire_etat(forme: str) -> None:
    dossier = dossier_donnees()
    limites = limites_en_vigueur(dossier)
    niveaux = _niveaux_importes(limites)
    remarques = [c for n in niveaux for c in niveaux[n]["constats"]]
    reperes = reperes_en_vigueur(dossier)
    etat: dict[str, object] = {
        "schematique": limites.schematique,
        "genre": limites.genre,
        "decoupage": DECOUPAGE,
        "source": limites.source,
        "credit": limites.credit,
        "avertissement": limites.avertissement,
        "niveaux": niveaux,
        "reperes": [
            {c: getattr(r, c) for c in ("genre", "source", "credit", "importe_le", "avertissement")}
            | {"noms": [t.nom for t in r.traces]}
            for r in reperes
        ],
    }
    if forme == "json":
        print(json.dumps(etat, ensure_ascii=False, indent=2))
        return
    for niveau, lu in niveaux.items():
        print(soigner(f"Limites des {PLURIELS[niveau]} importées, le {horodatage(lu['importe_le'])}."))
    print(soigner(f"Source : {limites.source} (découpage {DECOUPAGE})."))
    print(soigner(f"Crédit : {limites.credit}"))
    print(soigner(f"{compte(len(limites.communes), 'commune')}, {compte(len(limites.cercles), 'cercle')}, 3 régions."))
    for remarque in remarques:
        print(f"[{remarque['gravite']}] {remarque['message']}")
    if limites.avertissement:
        print(soigner(f"Attention : {limites.avertissement}"))
    _dire_reperes(reperes)


def _niveaux_importes(limites: Limites) -> dict[str, dict[str, Any]]:
    """Niveau importé → sa date et ce qui y reste à vérifier."""
    couches = {"region": limites.regions, "cercle": limites.cercles, "commune": limites.communes}
    lus: dict[str, dict[str, Any]] = {}
    for niveau, couche in couches.items():
        try:
            fiche = fiche_des_limites(fichier_des_limites(dossier_donnees(), niveau))
        except LimitesIllisibles:
            # Absent, ou abîmé : l'avertissement des limites le dit déjà.
            continue
        remarques = rapprocher_polygones(couche.geometry.to_numpy(), niveau).remarques
        constats = [{"gravite": c.gravite, "message": c.message} for c in remarques]
        lus[niveau] = {"importe_le": fiche.get("importe_le", ""), "source": fiche["source"], "constats": constats}
    return lus


def main(arguments: list[str] | None = None) -> int:
    """Exécute une commande.

    Returns:
        Le code de sortie : 0, 1 (points à vérifier) ou 2 (refusé, ou commande mal écrite).
    """
    analyseur = _analyseur()
    choix = analyseur.parse_args(arguments)
    if choix.aide or choix.commande is None:
        print(soigner(f"python -m geo COMMANDE …\n\n{AIDE}"))
        return 0 if choix.aide else 2
    if choix.commande == "reperes" and bool(choix.fichier and choix.credit.strip()) == choix.retirer:
        analyseur.error("un FICHIER et son crédit, ou --retirer")
    try:
        if choix.commande == "reperes":
            return _faire_reperes(choix)
        if choix.commande == "importer":
            bilan = importer_limites(choix.fichier, source=choix.source, credit=choix.credit, essai=choix.essai)
            _dire_bilan(bilan, choix.format, essai=choix.essai)
            return bilan.code_de_sortie
        if choix.commande == "retirer":
            retirees = retirer_limites(choix.niveau)
            print("Limites retirées. Publiez de nouveau (python -m etl publier)." if retirees else "Rien à retirer.")
        elif choix.commande == "installer":
            avant = limites_en_vigueur(dossier_donnees()).credit
            print(installer_limites(choix.adresse, attente_s=choix.attente, refaire=choix.refaire))
            if choix.publier and limites_en_vigueur(dossier_donnees()).credit != avant:
                publier()
        else:
            _dire_etat(choix.format)
    except OSError as erreur:
        print(soigner(f"Écriture ou lecture impossible : {erreur.strerror or type(erreur).__name__}."), file=sys.stderr)
        return 0 if choix.commande == "installer" else 2
    except ReglageInvalide as erreur:
        print(soigner(str(erreur)), file=sys.stderr)
        # `installer` n'empêche jamais la mise en route.
        return 0 if choix.commande == "installer" else 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
