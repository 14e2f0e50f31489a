"""La publication à blanc : l'édition que des fichiers feraient, bâtie pour de vrai, hors des éditions (règle E11).

Rien n'entre dans les dépôts, rien n'est mis en service. Confirmer ne calcule pas une seconde fois : l'édition bâtie
est reprise telle quelle, si rien de ce dont elle dépend n'a changé entre-temps.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import duckdb

from domaine import chemins
from domaine.preuve import empreinte_fichier
from domaine.reglages import reglages
from domaine.schema.edition import NUMERO
from etl.edition import dossier as edition
from etl.edition.publication import VERSION, Publication, batir, nommer
from etl.edition.reunions import depot_a_faire
from etl.fichiers.depots import Depots, en_dict
from etl.fichiers.recu import FichierRecu
from etl.progression import Progression

#: À côté de l'édition bâtie : de quoi elle dépend, et ce que vaut chaque dépôt.
_FICHE: Final = "a_blanc.json"


def publier_a_blanc(
    donnees: Path, depots: Depots, recus: Sequence[FichierRecu], en_cours: Path, progression: Progression
) -> tuple[Publication, list[int]]:
    """Bâtit dans `en_cours`, un dossier neuf, l'édition que donneraient ces fichiers, jamais reçus, déposés maintenant.

    Args:
        depots: ceux du dossier des données ; les fichiers s'y ajoutent en mémoire, après eux.

    Returns:
        La publication, et les numéros qu'y ont ces fichiers.

    Raises:
        edition.EditionFausse: l'édition bâtie ne passe pas sa vérification.
    """
    dependances = _dependances(donnees, depots, recus)
    rangs = [depots.deposer_a_blanc(recu).rang for recu in recus]
    en_cours.mkdir(parents=True)
    publication = batir(donnees, en_cours, depots, progression)
    fiche = {"dependances": dependances, "codes": publication.codes, "apports": publication.apports}
    (en_cours / _FICHE).write_text(json.dumps(fiche), encoding="utf-8")
    return publication, rangs


def reprendre(
    donnees: Path, depots: Depots, recus: Sequence[FichierRecu], bati: Path
) -> Callable[[Path], Publication] | None:
    """De quoi mettre en service l'édition bâtie pour ces fichiers ; `None` si quoi que ce soit a changé depuis.

    Appelé avant de les déposer, sous le verrou ; ce qu'elle rend, après.
    """
    try:
        fiche = json.loads((bati / _FICHE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None  # jamais bâtie, ou arrêtée en chemin : elle se bâtit alors à la confirmation
    # Une réunion attend d'être déposée : l'édition bâtie ne l'a pas, et la mettre en service tairait ses décisions.
    if fiche["dependances"] != _dependances(donnees, depots, recus) or depot_a_faire(donnees, depots) is not None:
        return None

    def reprise(en_cours: Path) -> Publication:
        for nom in (chemins.BASE, chemins.MANIFESTE):
            shutil.move(bati / nom, en_cours / nom)
        manifeste = _redater(donnees, depots, en_cours)
        codes, apports = ({int(rang): lu for rang, lu in fiche[nom].items()} for nom in ("codes", "apports"))
        return Publication(manifeste["id"], manifeste, codes, apports)

    return reprise


def _dependances(donnees: Path, depots: Depots, recus: Sequence[FichierRecu]) -> dict[str, Any]:
    """Tout ce qui fait une édition, hors les octets des dépôts, que leur empreinte nomme."""
    limites = sorted((donnees / chemins.LIMITES).glob("*"))
    return {
        "jour": dt.date.today().isoformat(),
        "programme": [VERSION, NUMERO],
        "reglages": {nom: str(valeur) for nom, valeur in asdict(reglages()).items()},
        "editions": edition.identifiants(donnees),
        "depots": [[d.sha256, d.retire] for d in depots.lister()],
        "recus": [[r.sha256, r.nom] for r in recus],
        "limites": [[f.name, f.stat().st_size, f.stat().st_mtime_ns] for f in limites],
    }


def _redater(donnees: Path, depots: Depots, en_cours: Path) -> dict[str, Any]:
    """Écrit dans l'édition qui a déposé, quand, et quand elle est publiée : seul cela se sait à la confirmation."""
    manifeste = edition.lire_manifeste(en_cours)
    publie_le = dt.datetime.now().replace(microsecond=0)
    liste = depots.lister()
    nouveau = {
        "id": nommer(donnees, publie_le, manifeste["empreinte"]),
        "publie_le": publie_le.isoformat(),
        "depots": [en_dict(d) for d in liste],
    }
    with duckdb.connect(str(en_cours / chemins.BASE)) as connexion:
        changes = [(nouveau["id"], "id_edition"), (nouveau["publie_le"], "publie_le")]
        connexion.executemany("UPDATE info SET valeur = ? WHERE cle = ?", changes)
        dates = [(d.par, d.recu, d.rang) for d in liste]
        connexion.executemany("UPDATE chargement SET par = ?, recu_le = ? WHERE id_chargement = ?", dates)
        connexion.execute("CHECKPOINT")
    manifeste |= nouveau | {"sha256_base": empreinte_fichier(en_cours / chemins.BASE)}
    edition.ecrire_manifeste(en_cours, manifeste)
    return manifeste
