"""Lit les cas écrits en YAML, en fait un projet, et compare ce qui est attendu à une table `valeurs`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.independant.calendrier import NIVEAU, periode_du
from tests.independant.classeurs import FEUILLES_DU_CADRE
from tests.independant.projet import Depot, Ligne, Projet, Tables, date_des_donnees, fusionner
from tests.independant.reference import CLE

DEPART = dt.date(2023, 1, 1)
ARRET = dt.date(2023, 12, 31)
#: L'indicateur étranger au cas, qui porte la date des données jusqu'à `arrete_au`.
TEMOIN = "TEMOIN"
TEXTES = ("code_zone", "periode", "depuis", "jusqu_a", "etape", "modalite", "niveau_preuve", "site", "code")
OUI_NON = ("local", "agent", "moyens", "prestation", "tenue", "provisoire")
PAR_DEFAUT = {"sens": "hausse", "frequence": "T", "niveau_collecte": "region"}


@dataclass
class Cas:
    """Un cas : son nom, ses dépôts, ce qu'on attend."""

    identifiant: str
    titre: str
    depots: list[Tables]
    attendu: list[Ligne]
    absent: list[Ligne]
    depart: dt.date | None
    arret: dt.date

    @property
    def codes(self) -> list[str]:
        return [i["code"] for d in self.depots for i in d.get("Indicateurs", [])]

    @property
    def registres(self) -> set[str]:
        """Les feuilles que deux cas ne peuvent pas partager."""
        return {f for d in self.depots for f in d if f != "Valeurs" and f not in FEUILLES_DU_CADRE}


def _cellule(colonne: str, texte: str) -> Any:
    if texte == "":
        return None
    if colonne in OUI_NON and texte in ("oui", "non"):
        return texte == "oui"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", texte):
        return dt.date.fromisoformat(texte)
    if colonne not in TEXTES and re.fullmatch(r"-?\d+([.,]\d+)?", texte):
        nombre = float(texte.replace(",", "."))
        return int(nombre) if nombre.is_integer() else nombre
    return texte


def _tableau(texte: str, brut: bool = False) -> list[Ligne]:
    """Un petit tableau à barres verticales : la première ligne nomme les colonnes."""
    lignes = [[c.strip() for c in li.split("|")] for li in texte.splitlines() if li.strip()]
    entete, resultat = lignes[0], []
    for cellules in lignes[1:]:
        cellules += [""] * (len(entete) - len(cellules))
        assert len(cellules) == len(entete), f"trop de cellules : {cellules}"
        for etendue in _etendre(cellules):
            resultat.append({c: t if brut else _cellule(c, t) for c, t in zip(entete, etendue, strict=True)})
    return resultat


def _etendre(cellules: list[str]) -> list[list[str]]:
    """«P01…P30» dans une cellule vaut trente lignes."""
    for rang, texte in enumerate(cellules):
        trouve = re.fullmatch(r"(\D+)(\d+)…\1(\d+)", texte)
        if trouve:
            prefixe, de, a = trouve.groups()
            suite = [f"{prefixe}{n:0{len(de)}d}" for n in range(int(de), int(a) + 1)]
            return [[*cellules[:rang], nom, *cellules[rang + 1 :]] for nom in suite]
    return [cellules]


def _cas(identifiant: str, brut: dict[str, Any]) -> Cas:
    inconnues = set(brut) - {
        "titre",
        "regle",
        "explication",
        "debut",
        "arrete_au",
        "cadre",
        "recu",
        "attendu",
        "absent",
    }
    assert not inconnues, f"{identifiant} : rubriques inconnues {inconnues}"
    cadre = {nom: _tableau(texte) for nom, texte in brut["cadre"].items()}
    for rang, indicateur in enumerate(cadre["Indicateurs"]):
        manquantes = {k: v for k, v in PAR_DEFAUT.items() if not indicateur.get(k)}
        base = {"libelle": f"{brut['titre']} ({rang + 1})", "resultat": "R1", "unite": "nb"}
        cadre["Indicateurs"][rang] = base | indicateur | manquantes
    recus = brut.get("recu") or []
    depots = [cadre] + [{nom: _tableau(texte) for nom, texte in depot.items()} for depot in recus]
    depart = None if brut.get("debut") == "données" else brut.get("debut", DEPART)
    cas = Cas(
        identifiant,
        brut["titre"],
        depots,
        _tableau(brut["attendu"], brut=True),
        _tableau(brut["absent"], brut=True) if "absent" in brut else [],
        depart,
        ARRET,
    )
    demande = brut.get("arrete_au", ARRET)
    cas.arret = _arret_naturel(cas) if demande == "données" else demande
    return cas


def _arret_naturel(cas: Cas) -> dt.date:
    arret = date_des_donnees(fusionner(Projet([Depot("cas", d) for d in cas.depots])))
    assert arret is not None
    return arret


def lire_cas(dossier: Path) -> list[Cas]:
    """Tous les cas du dossier ; un fichier peut en tenir plusieurs, séparés par `---`."""
    cas = []
    for chemin in sorted(dossier.glob("*.yml")):
        for rang, brut in enumerate(yaml.safe_load_all(chemin.read_text(encoding="utf-8")), start=1):
            cas.append(_cas(f"{chemin.stem}-{rang}", brut))
    return cas


def grouper(cas: list[Cas]) -> list[list[Cas]]:
    """Range chaque cas dans le premier groupe où il tient sans changer les chiffres des autres."""
    groupes: list[list[Cas]] = []
    for un in cas:
        for groupe in groupes:
            feuilles = set().union(*(c.registres for c in groupe))
            # `Rapports` donne leur complétude à tous les registres : ces cas-là restent entre eux.
            genant = bool(feuilles & un.registres) or (bool(feuilles) and "Rapports" in feuilles ^ un.registres)
            if un.depart == groupe[0].depart and un.arret == groupe[0].arret and not (genant and un.registres):
                groupe.append(un)
                break
        else:
            groupes.append([un])
    return groupes


def projet_des_cas(cas: list[Cas]) -> Projet:
    """Un projet qui réunit des cas de même départ et de même date des données."""
    projet = [] if cas[0].depart is None else [{"cle": "date_debut", "valeur": cas[0].depart}]
    temoin = {"code": TEMOIN, "libelle": "Témoin", "resultat": "R1", "unite": "nb", "nature": "stock", "sens": "hausse"}
    socle: Tables = {
        "Projet": [{"cle": "intitule", "valeur": "Cas d'essai"}, *projet],
        "Résultats": [{"code": "R1", "libelle": "Résultat 1", "niveau": "produit"}],
        "Indicateurs": [temoin | {"frequence": "M", "niveau_collecte": "SOCLE"}],
    }
    nombre = max(len(c.depots) for c in cas)
    depots: list[Tables] = [socle] + [{} for _ in range(nombre - 1)]
    for un in cas:
        for rang, feuilles in enumerate(un.depots):
            for nom, lignes in feuilles.items():
                depots[rang].setdefault(nom, []).extend(lignes)
    if any(_arret_naturel_ou_rien(c) != c.arret for c in cas):
        mois = periode_du("mois", cas[0].arret).libelle
        ligne = {"code_indicateur": TEMOIN, "code_zone": "SOCLE", "periode": mois, "valeur": 1}
        depots.append({"Valeurs": [ligne]})
    return Projet([Depot("cadre" if i == 0 else f"depot_{i}", d) for i, d in enumerate(depots)])


def _arret_naturel_ou_rien(cas: Cas) -> dt.date | None:
    return date_des_donnees(fusionner(Projet([Depot("cas", d) for d in cas.depots])))


def _pareil(attendu: str, obtenu: Any) -> bool:
    """Un nombre écrit avec des décimales est comparé à ce nombre de décimales ; un entier l'est exactement."""
    if attendu == "vide":
        return obtenu is None
    if isinstance(obtenu, bool):
        return attendu == ("oui" if obtenu else "non")
    if isinstance(obtenu, (int, float)):
        nombre = attendu.replace(",", ".").replace("−", "-")
        decimales = len(nombre.partition(".")[2])
        ecart = 0.5 * 10**-decimales if decimales else 1e-9
        return abs(float(nombre) - obtenu) <= ecart * (1 + 1e-9)
    if isinstance(obtenu, dt.date):
        return attendu == obtenu.isoformat()
    return attendu == obtenu


def _cle(cas: Cas, ligne: Ligne) -> tuple[str, ...]:
    code = ligne.get("code_indicateur") or cas.codes[0]
    zone = ligne["code_zone"]
    fin = (ligne.get("dimension") or "", ligne.get("modalite") or "")
    return (code, NIVEAU[zone], zone, ligne["type_periode"], ligne["periode"], *fin)


def verifier(cas: Cas, table: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Exige chaque cellule attendue ; une cellule laissée blanche n'est pas regardée, «vide» veut dire absente."""
    fautes = []
    for ligne in cas.attendu:
        cle = _cle(cas, ligne)
        if cle not in table:
            fautes.append(f"ligne absente : {' · '.join(cle)}")
            continue
        for colonne, texte in ligne.items():
            if colonne not in CLE and texte and not _pareil(texte, table[cle][colonne]):
                fautes.append(f"{' · '.join(cle)} : {colonne} = {table[cle][colonne]!r}, attendu {texte}")
    for ligne in cas.absent:
        cle = _cle(cas, ligne)
        if cle in table:
            fautes.append(f"ligne en trop : {' · '.join(cle)}")
    assert not fautes, f"{cas.titre} ({cas.identifiant})\n" + "\n".join(fautes)
