"""L'établi des essais de l'ETL : déposer un projet sain, assembler des fichiers, relire ce qui est entré."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from domaine.anomalies import Anomalie
from domaine.reglages import Reglages
from etl.commandes.chargement import Chargement, charger
from etl.controles.assemblage import Assemblage, FichierALire, assembler
from etl.controles.redaction import Redacteur
from etl.edition import dossier
from etl.progression import Progression
from geo.limites import limites_en_vigueur
from tests.depots_fautifs import fabrique

RECU = dt.date(2024, 7, 1)


@dataclass
class Lu:
    """Le résultat d'un assemblage en mémoire."""

    connexion: duckdb.DuckDBPyConnection
    assemblage: Assemblage
    anomalies: list[Anomalie]

    def lignes(self, table: str, colonnes: str, *, saines: bool = True) -> list[tuple[Any, ...]]:
        """Les lignes saines (ou toutes) d'une table, dans l'ordre reçu."""
        prefixe = "s" if saines else "t"
        return self.connexion.execute(f"SELECT {colonnes} FROM {prefixe}_{table} ORDER BY id_ligne").fetchall()

    def codes(self) -> list[str]:
        return sorted(a.code for a in self.anomalies)


def assembler_octets(*contenus: bytes, sain: bool = True, reglages: Reglages | None = None) -> Lu:
    """Assemble des fichiers en mémoire, après le cadre du projet sain ; les anomalies du cadre sont écartées."""
    avant = [fabrique.octets_classeur(fabrique.projet_sain()["cadre"])] if sain else []
    a_lire = [
        FichierALire(i, f"f{i}.xlsx", RECU, lambda octets=octets: octets)
        for i, octets in enumerate([*avant, *contenus], 1)
    ]
    connexion = duckdb.connect()
    assemblage = assembler(connexion, a_lire, reglages or Reglages(), limites_en_vigueur(Path("absent")))
    return Lu(connexion, assemblage, [a for r, a in Redacteur(assemblage).anomalies() if r > len(avant)])


def assembler_feuilles(feuilles: fabrique.Feuilles, **options: Any) -> Lu:
    return assembler_octets(fabrique.octets_classeur(feuilles), **options)


def archive(membres: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", compression) as sortie:
        for nom, contenu in membres.items():
            sortie.writestr(zipfile.ZipInfo(nom), contenu, compress_type=compression)
    return tampon.getvalue()


def charger_fichiers(donnees: Path, *fichiers: Path) -> Chargement:
    return charger(donnees, list(fichiers), Progression(muet=True), par="essai")


def charger_feuilles(donnees: Path, nom: str, feuilles: fabrique.Feuilles) -> Chargement:
    return charger_fichiers(donnees, fabrique.ecrire_classeur(donnees.parent / f"{nom}.xlsx", feuilles))


def charger_projet_sain(donnees: Path, *noms: str) -> None:
    """Dépose et publie, en une fois, les classeurs sains (tous, ou ceux nommés)."""
    sains = fabrique.projet_sain()
    fichiers = [fabrique.ecrire_classeur(donnees.parent / f"{n}.xlsx", sains[n]) for n in noms or sains]
    assert charger_fichiers(donnees, *fichiers).code == 0


def lire_edition(donnees: Path, requete: str) -> list[tuple[Any, ...]]:
    """Une question à l'édition courante, que ce programme vient de publier : elle n'a rien à compléter."""
    with dossier.ouvrir_telle_quelle(dossier.chemin_base(donnees)) as connexion:
        return connexion.execute(requete).fetchall()


_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def classeur_brut(feuille: str, *, proprietes: str = "", textes: str = "", nom: str = "Valeurs") -> bytes:
    """Un .xlsx dont la feuille est écrite en XML, pour ce qu'aucune bibliothèque n'accepte d'écrire."""
    principal = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    partages = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>'
    return archive(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{partages}</Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{principal}" xmlns:r="{_REL}">{proprietes}'
            f'<sheets><sheet name="{nom}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{principal}">{textes}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{principal}"><sheetData>{feuille}</sheetData></worksheet>',
        }
    )
