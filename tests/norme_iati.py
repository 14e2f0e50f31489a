"""La norme IATI 2.03, telle que son paquet la livre (`outils_systeme.assurer_norme`), et ce qu'elle juge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from outils_systeme import MOTIF_IATI, exige, norme_iati

VENV = Path(__file__).resolve().parent.parent / ".venv"


def dossier() -> Path:
    """Le dossier de la norme ; sans lui, l'essai est sauté, ou échoue en intégration continue."""
    trouve = norme_iati(VENV)
    if trouve is None:
        (pytest.fail if exige() else pytest.skip)(MOTIF_IATI)
    assert trouve is not None
    return trouve


def fautes_du_schema(norme: Path, fichier: Path) -> list[str]:
    """Ce que le schéma officiel refuse."""
    schema = etree.XMLSchema(etree.parse(norme / "schemas" / "iati-activities-schema.xsd"))
    schema.validate(etree.parse(fichier))
    return [str(faute) for faute in schema.error_log]


def fautes_des_listes(norme: Path, fichier: Path) -> list[str]:
    """Les codes qui ne sont pas d'une liste de la norme, pour les listes qu'elle dit complètes."""
    racine, fautes = etree.parse(fichier).getroot(), []
    for lien in etree.parse(norme / "codelist-mapping.xml").getroot().iter("mapping"):
        chemin, _, attribut = lien.findtext("path").rpartition("/@")
        liste = etree.parse(norme / "codelists" / f"{lien.find('codelist').get('ref')}.xml").getroot()
        if not chemin or liste.get("complete") != "1":
            continue
        connus = {c.text.strip() for c in liste.iter("code")}
        condition = lien.findtext("condition")
        for balise in racine.xpath(chemin + (f"[{condition}]" if condition else "")):
            valeur = balise.get(attribut)
            if valeur is not None and valeur not in connus:
                fautes.append(f"{chemin}/@{attribut} = «{valeur}» : pas dans {liste.get('name')}")
    return fautes


def fautes_des_regles(norme: Path, fichier: Path) -> list[str]:
    """Ce que le jeu de règles de la norme refuse : ce qui doit être là, l'ordre des dates, les identifiants."""
    racine, fautes = etree.parse(fichier).getroot(), []
    regles = json.loads((norme / "rulesets" / "standard_ruleset.json").read_text(encoding="utf-8"))
    for contexte, jeux in regles.items():
        for balise in racine.xpath(contexte):
            for regle, jeu in jeux.items():
                fautes += [f"{contexte} {regle} {cas}" for cas in jeu["cases"] if not _tenue(regle, balise, cas)]
    return fautes


def _tenue(regle: str, balise: Any, cas: dict[str, Any]) -> bool:
    trouves = [t for chemin in cas.get("paths", ()) for t in balise.xpath(chemin)]
    textes = [t if isinstance(t, str) else t.text or "" for t in trouves]
    if regle == "atleast_one":
        return bool(trouves)
    if regle == "no_more_than_one":
        return len(trouves) <= 1
    if regle == "regex_matches":
        return all(re.fullmatch(cas["regex"], t) for t in textes)
    if regle == "sum":
        return not textes or sum(map(float, textes)) == cas["sum"]
    assert regle == "date_order", regle
    avant, apres = ([str(d) for d in balise.xpath(cas[c])] if cas[c] != "NOW" else [] for c in ("less", "more"))
    return all(x <= y for x in avant for y in apres)
