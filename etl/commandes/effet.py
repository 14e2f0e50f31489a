"""`verifier --effet` : ce que des fichiers changeraient, par une publication à blanc (règle E11)."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from domaine import chemins, francais
from domaine.anomalies import Anomalie
from domaine.reglages import dossier_donnees
from etl.commandes.chargement import a_jour
from etl.controles.verification import Verification, juger, recevoir
from etl.edition import dossier as edition
from etl.edition.a_blanc import publier_a_blanc
from etl.edition.effet import Effet, mesurer
from etl.fichiers.depots import Depot, Depots
from etl.progression import Progression

#: Lignes montrées d'une liste dans un terminal ; le JSON les donne toutes.
_MONTREES = 20


@dataclass(frozen=True)
class Reponse:
    """Ce que les fichiers ont de faux, et ce qu'ils changent ; `effet` vaut `None` quand rien n'est à déposer.

    Attributes:
        deja: les dépôts qui ont déjà donné un de ces fichiers, à l'octet près.
    """

    verification: Verification
    deja: list[Depot]
    effet: Effet | None


def mesurer_effet(
    donnees: Path, fichiers: list[Path], progression: Progression, *, nom: str = "", en_cours: Path
) -> Reponse:
    """Bâtit à blanc, dans `en_cours`, l'édition que donneraient ces fichiers, et la compare à celle en vigueur."""
    progression.etape("reception", f"Réception de {len(fichiers)} fichier(s)")
    depots = Depots(donnees)
    reception = recevoir(depots, fichiers, nom, lus=True)
    neufs = reception.neufs
    deja = [connu for _, connu in reception.recus if connu is not None]
    en_vigueur = edition.chemin_base(donnees) if edition.courante(donnees) else None
    if not neufs and (not deja or a_jour(donnees, depots)):
        # Déjà reçus, ils redisent ce que l'édition en vigueur en sait. Un dépôt qu'un arrêt a laissé impublié, non.
        redites = _lire_anomalies(en_vigueur, [d.rang for d in deja]) if en_vigueur else []
        return Reponse(juger([*reception.refus, *redites], refuse=bool(reception.refus)), deja, None)
    publication, rangs = publier_a_blanc(donnees, depots, neufs, en_cours, progression)
    rangs = rangs or [d.rang for d in deja]
    effet = mesurer(en_vigueur, en_cours / chemins.BASE, rangs)
    trouvees = _lire_anomalies(en_cours / chemins.BASE, rangs)
    progression.etape("fini", "Terminé")
    refuse = bool(reception.refus) or any(publication.codes[rang] == 3 for rang in rangs)
    return Reponse(juger([*reception.refus, *trouvees], refuse=refuse), deja, effet)


def _lire_anomalies(base: Path, rangs: list[int]) -> list[Anomalie]:
    noms = ", ".join(c.name for c in fields(Anomalie))
    with edition.ouvrir(base) as connexion:
        lues = connexion.execute(
            f"SELECT {noms} FROM anomalie WHERE list_contains($rangs, id_chargement) ORDER BY rowid", {"rangs": rangs}
        ).fetchall()
    return [Anomalie(*lue) for lue in lues]


def faire_effet(args: argparse.Namespace) -> int:
    """Contrôle, puis dit ce que les fichiers changeraient ; rien n'en reste, sauf dans `--a-blanc`."""
    suivi = Progression.demandee(args.progression)
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        en_cours = args.a_blanc or Path(temporaire) / "edition"
        reponse = mesurer_effet(dossier_donnees(), args.fichiers, suivi, nom=args.nom, en_cours=en_cours)
    if suivi.format_json or args.format == "json":
        contenu = _en_dict(reponse)
        suivi.resultat(contenu)
        if not suivi.format_json:
            print(json.dumps(contenu, ensure_ascii=False, indent=1))
        return reponse.verification.code
    dire_anomalies(reponse.verification)
    for depot in reponse.deja:
        suite = ", retiré des chiffres : le charger ne l'y remet pas" if depot.retire else " : sans effet"
        print(f"«{depot.nom}» est déjà le dépôt n° {depot.rang}, à l'octet près{suite}.")
    for ligne in _en_lignes(reponse.effet) if reponse.effet else ():
        print(ligne)
    return reponse.verification.code


def dire_anomalies(verification: Verification) -> None:
    """Chaque anomalie sur sa ligne, puis leur compte."""
    for anomalie in verification.anomalies:
        print(f"[{anomalie.gravite}] {anomalie.message}")
    bloquantes = sum(a.gravite == "bloquante" for a in verification.anomalies)
    print(f"{bloquantes} anomalie(s) bloquante(s), {len(verification.anomalies) - bloquantes} à vérifier.")


def _en_dict(reponse: Reponse) -> dict[str, Any]:
    return {
        "code": reponse.verification.code,
        "anomalies": [a.en_dict() for a in reponse.verification.anomalies],
        "deja": [{"rang": d.rang, "nom": d.nom, "retire": d.retire} for d in reponse.deja],
        "effet": asdict(reponse.effet) if reponse.effet else None,
    }


def _en_lignes(effet: Effet) -> Iterator[str]:
    """L'effet en phrases, pour un terminal."""
    yield "\nCe que ces fichiers changeraient (rien n'est gardé) :"
    avant, apres = effet.dates
    yield f"- date des données : {avant or 'aucune'} → {apres or 'aucune'}{'' if avant != apres else ' (inchangée)'}"
    for x in effet.lignes:
        comptes = f"{x['nouvelles']} nouvelle(s), {x['revues']} revue(s), {x['redites']} redite(s)"
        yield f"- {x['feuille']} : {comptes}, {x['a_part']} mise(s) de côté"
    for x in effet.sorties:
        yield f"- {x['feuille']} : {x['lignes']} ligne(s) sortie(s)"
    for x in effet.redites:
        yield f"- {x['lignes']} ligne(s) déjà reçue(s) par le dépôt n° {x['id_chargement']} «{x['fichier']}»"
    yield f"- chiffres : {', '.join(f'{n} {g}' for g, n in effet.chiffres.items()) or 'aucun ne change'}"
    for x in effet.phares:
        if (x["valeur_avant"], x["etat_avant"]) != (x["valeur"], x["etat"]):
            yield f"- {x['code']} {x['libelle']} : {_dire(x, '_avant')} → {_dire(x, '')}"
    yield from _points_en_lignes(effet.points)
    for x in effet.ignores:
        yield f"- non lu, feuille {x['feuille']} : {x['constat']}"


def _points_en_lignes(points: list[dict[str, Any]]) -> Iterator[str]:
    for x in points[:_MONTREES]:
        yield f"- point {x['id_point']}, {x['geste']} : {x['avant'] or '—'} → {x['apres'] or '—'}"
    if len(points) > _MONTREES:
        yield f"- … et {len(points) - _MONTREES} autre(s) point(s)"


def _dire(phare: dict[str, Any], suite: str) -> str:
    valeur, etat = phare[f"valeur{suite}"], phare[f"etat{suite}"]
    dite = "absent" if valeur is None else francais.nombre(valeur)
    return f"{dite} ({etat or 'sans rangée'}, {phare[f'periode{suite}'] or '—'})"
