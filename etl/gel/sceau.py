"""La preuve d'une édition figée : les empreintes de ses fichiers et de ses tables, son sceau, le journal des numéros.

Un faussaire qui referait le manifeste devrait aussi changer le journal (règle E5) ; `edition verifier` les confronte.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import duckdb

from domaine import chemins
from etl.edition import dossier as edition

SCEAU = "sceau"


def journal(donnees: Path) -> dict[str, str]:
    """Numéro → sceau de chaque édition figée un jour.

    Raises:
        edition.EditionFausse: le journal est abîmé.
    """
    fichier = chemins.dossier_figees(donnees) / chemins.JOURNAL
    try:
        lignes = fichier.read_text(encoding="utf-8").splitlines()
        return {str(lu["numero"]): str(lu[SCEAU]) for lu in map(json.loads, lignes)}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as erreur:
        raise edition.EditionFausse(
            f"Le journal {chemins.FIGEES}/{chemins.JOURNAL} est abîmé : rendez-le depuis une sauvegarde."
        ) from erreur


def inscrire_au_journal(donnees: Path, manifeste: dict[str, Any]) -> None:
    """Ajoute une ligne : numéro, public, instant, sceau."""
    ligne = {"numero": manifeste["id"], "public": manifeste["public"], "figee_le": manifeste["figee_le"]}
    with (chemins.dossier_figees(donnees) / chemins.JOURNAL).open("a", encoding="utf-8") as flux:
        flux.write(json.dumps(ligne | {SCEAU: manifeste[SCEAU]}, ensure_ascii=False) + "\n")
        flux.flush()
        os.fsync(flux.fileno())


def sceller(dossier: Path, contenu: dict[str, Any]) -> dict[str, Any]:
    """Complète le manifeste (fichiers, tables), le scelle et l'écrit."""
    fichiers = {
        p.name: {"sha256": edition.empreinte_fichier(p), "taille": p.stat().st_size} for p in sorted(dossier.iterdir())
    }
    manifeste = contenu | {
        "sha256_base": fichiers[chemins.BASE]["sha256"],
        "fichiers": fichiers,
        "tables": empreintes_des_tables(dossier / chemins.BASE),
    }
    manifeste[SCEAU] = calculer_sceau(manifeste)
    edition.ecrire_manifeste(dossier, manifeste)
    return manifeste


def calculer_sceau(manifeste: dict[str, Any]) -> str:
    """SHA-256 du manifeste sans son sceau, dans une écriture canonique."""
    contenu = {cle: valeur for cle, valeur in manifeste.items() if cle != SCEAU}
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def empreintes_des_tables(base: Path) -> dict[str, str]:
    """Pour chaque table, son nombre de lignes et une empreinte qui ne dépend pas de leur ordre.

    Elle sert à dire *quelle* table a changé ; la preuve qu'une l'a été est l'empreinte du fichier.
    """
    with edition.ouvrir_telle_quelle(base) as connexion:
        tables = [str(t) for (t,) in connexion.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        empreintes = {}
        for table in tables:
            lue = connexion.execute(f'SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM "{table}" t').fetchall()
            empreintes[table] = f"{lue[0][0]}:{lue[0][1]:016x}"
    return empreintes


def verifier(donnees: Path, numero: str) -> list[str]:
    """Prouve qu'une édition figée est entière.

    Returns:
        Les altérations, en français, la plus grave d'abord ; vide = intacte.

    Raises:
        edition.EditionAbsente: numéro inconnu.
        edition.EditionFausse: manifeste illisible.
    """
    dossier = edition.chemin_base(donnees, numero).parent
    manifeste = edition.manifeste(donnees, numero)
    fautes = []
    # Un manifeste refait avec soin a un sceau juste, mais pas celui que le journal a gardé.
    if manifeste.get(SCEAU) != calculer_sceau(manifeste) or journal(donnees).get(numero) != manifeste.get(SCEAU):
        fautes.append("le manifeste a été modifié : ce qu'il dit des autres fichiers n'est plus une preuve")
    attendus = manifeste.get("fichiers", {})
    presents = {p.name for p in dossier.iterdir()} - {chemins.MANIFESTE}
    for nom in sorted(set(attendus) - presents):
        fautes.append(f"le fichier {nom} manque")
    for nom in sorted(presents - set(attendus)):
        fautes.append(f"le fichier {nom} a été ajouté")
    for nom in sorted(presents & set(attendus)):
        if edition.empreinte_fichier(dossier / nom) != attendus[nom]["sha256"]:
            precision = _tables_alterees(dossier / nom, manifeste) if nom == chemins.BASE else ""
            fautes.append(f"le fichier {nom} n'est plus celui qui a été figé{precision}")
    return fautes


def _tables_alterees(base: Path, manifeste: dict[str, Any]) -> str:
    try:
        actuelles = empreintes_des_tables(base)
    except duckdb.Error:
        return " (il ne s'ouvre plus)"
    attendues = manifeste.get("tables", {})
    changees = sorted(t for t in set(attendues) | set(actuelles) if attendues.get(t) != actuelles.get(t))
    return f" (tables changées : {', '.join(changees)})" if changees else " (les tables disent encore la même chose)"


def lister(donnees: Path) -> list[dict[str, Any]]:
    """Les manifestes des éditions figées, de la plus ancienne à la plus récente ; un manifeste abîmé est laissé.

    Raises:
        edition.EditionFausse: jamais ; `edition verifier` dit ce qui est abîmé.
    """
    manifestes = []
    for dossier in sorted(chemins.dossier_figees(donnees).glob("E*")):
        try:
            manifestes.append(edition.manifeste(donnees, dossier.name))
        except (edition.EditionFausse, OSError):
            manifestes.append({"id": dossier.name, "illisible": True, "figee_le": ""})
    return sorted(manifestes, key=lambda f: (str(f["figee_le"]), str(f["id"])))
