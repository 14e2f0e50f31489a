"""La commande `edition comparer` : ce qui change d'une édition à l'autre, en texte, en JSON ou dans deux .csv."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from domaine import francais
from domaine.figees import est_numero
from domaine.reglages import dossier_donnees
from domaine.schema.ecarts import DefinitionChangee, Ecart
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.edition.comparaison import Comparaison, comparer
from etl.edition.revisions import precedente
from etl.gel import sceau
from tableurs import ecrire_csv
from tableurs.objets import en_tableau

#: Lignes montrées à l'écran d'un terminal ; les fichiers les donnent toutes.
_MONTREES = 40


def faire_comparer(args: argparse.Namespace) -> int:
    """Compare deux éditions, publiées ou figées."""
    comparaison = comparer(dossier_donnees(), *_les_deux(args))
    if args.sortie:
        _ecrire(comparaison, args.sortie)
    elif args.format == "json":
        print(json.dumps(_en_dict(comparaison), ensure_ascii=False, indent=1))
    else:
        _dire(comparaison)
    return 0


def _les_deux(args: argparse.Namespace) -> tuple[str, str]:
    """Les deux éditions nommées ; une seule, ou aucune, se compare à celle qui la précède."""
    donnees = dossier_donnees()
    if len(args.editions) == 2:
        return args.editions[0], args.editions[1]
    if len(args.editions) > 2:
        raise DemandeInvalide("Donnez deux éditions au plus : edition comparer AVANT APRÈS.")
    apres = dossier.chemin_base(donnees, (args.editions or [None])[0]).parent.name
    manifeste = dossier.manifeste(donnees, apres)
    if est_numero(apres):
        avant = _figee_precedente(donnees, apres, manifeste["public"])
    else:
        avant = precedente(donnees, manifeste["depots"], manifeste["empreinte"], avant=apres)
    if avant is None:
        raise DemandeInvalide(f"Aucune édition différente ne précède {apres} : il n'y a rien à comparer.")
    return avant, apres


def _figee_precedente(donnees: Path, numero: str, public: str) -> str | None:
    """La dernière édition figée pour le même public avant celle-ci : celle que son lecteur a en main."""
    numeros = [str(f["id"]) for f in sceau.lister(donnees) if f.get("public") == public]
    rang = numeros.index(numero)
    return numeros[rang - 1] if rang else None


def _en_dict(comparaison: Comparaison) -> dict[str, object]:
    return {
        "avant": comparaison.avant,
        "apres": comparaison.apres,
        "publics": list(comparaison.publics),
        "note": comparaison.note,
        "bilan": comparaison.bilan,
        "communs": comparaison.communs,
        "changes": len(comparaison.changes),
        "ecarts": [asdict(ecart) for ecart in comparaison.ecarts],
        "definitions": [asdict(definition) for definition in comparaison.definitions],
    }


def _ecrire(comparaison: Comparaison, sortie: Path) -> None:
    second = sortie.with_name(f"{sortie.stem}_definitions{sortie.suffix}")
    ecrire_csv(en_tableau(Ecart, comparaison.ecarts), sortie)
    ecrire_csv(en_tableau(DefinitionChangee, comparaison.definitions), second)
    print(f"{len(comparaison.ecarts)} écart(s) écrit(s) : {sortie}")
    print(f"{len(comparaison.definitions)} définition(s) ou cible(s) changée(s) : {second}")


def _dire(comparaison: Comparaison) -> None:
    definitions = comparaison.definitions
    changes = comparaison.changes
    communs = francais.compte(comparaison.communs, "chiffre que les deux ont", "chiffres que les deux ont")
    print(f"De {comparaison.avant} à {comparaison.apres} : {communs}, {len(changes)} changé(s).")
    if comparaison.note:
        print(f"  {comparaison.note}")
    for genre, nombre in comparaison.bilan["ecarts"].items():
        print(f"  {genre} : {nombre}")
    for ecart in changes[:_MONTREES]:
        print(_ecart_en_mots(ecart))
    print(f"Définitions, cibles, références et seuils : {len(definitions)} changement(s).")
    for definition in definitions[:_MONTREES]:
        print(f"  {definition.phrase}")
    restent = max(0, len(changes) - _MONTREES) + max(0, len(definitions) - _MONTREES)
    if restent:
        print(f"… et {restent} autres : ajoutez «-o FICHIER.csv» pour les avoir tous.")


def _ecart_en_mots(ecart: Ecart) -> str:
    cle = [ecart.code_indicateur, ecart.code_zone, ecart.type_periode, ecart.periode]
    if ecart.dimension is not None:
        cle.append(f"{ecart.dimension}={ecart.modalite}")
    avant, apres = francais.nombre(ecart.valeur_avant), francais.nombre(ecart.valeur)
    avant_dit, apres_dit = ecart.etat_avant or "aucune rangée", ecart.etat or "aucune rangée"
    etats = "" if avant_dit == apres_dit else f", {avant_dit} → {apres_dit}"
    par = f"  ({ecart.cause})" if ecart.fichiers is None else f"  ← {ecart.fichiers}"
    return f"  {' '.join(cle)} : {avant} → {apres} ({ecart.genre}{etats}){par}"
