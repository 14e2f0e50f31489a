"""Ce que l'édition courante sait d'une zone et d'une période : de quoi remplir d'avance un modèle.

Lit une édition, n'écrit rien. Les lignes rendues ont les colonnes déclarées ; celles à compléter ont en plus `rappel`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from domaine import francais
from domaine.feuilles.cadre import PAR_TABLE
from domaine.periodes import TYPE_PAR_FREQUENCE, Periode, lire_periode, periode_contenant, periodes_entre
from etl.edition import dossier
from etl.lignes.entetes import COLONNE_RAPPEL
from etl.modeles.etats import A_COMPLETER, DATEES, NOMS, TOURNEE_OUVERTE
from geo.zones import RACINE, descendants

Ligne = dict[str, Any]
#: Registres rendus en entier : la coordination y complète ses lignes au lieu de les recopier.
_EN_ENTIER = ("projet_service", "point_service", "spi_tournee", "chantier")
#: Ni les événements, dont la clé est la ligne entière (corrigée, elle ferait deux lignes), ni les participants.
#: Registre → condition qui retient une ligne de la période ; `$debut` et `$fin` sont ses bornes.
_DE_LA_PERIODE = {
    # Une étape ou une décision encore en attente est à compléter, quelle que soit sa date.
    "etape_restauration": "date_reelle IS NULL OR date_reelle BETWEEN $debut AND $fin",
    "decision": "date <= $fin AND (date_execution IS NULL OR date >= $debut)",
    "visite": "date BETWEEN $debut AND $fin",
    # Les arrêts d'une tournée dont le compte rendu manque sont à dire tenus ou non.
    "spi_etape": f"date BETWEEN $debut AND $fin OR NOT tenue AND id_tournee IN (SELECT id_tournee FROM spi_tournee "
    f"WHERE {TOURNEE_OUVERTE})",
    "spi_prestation": "date BETWEEN $debut AND $fin",
    "chantier_avancement": "date BETWEEN $debut AND $fin",
    "presence_etat": "date BETWEEN $debut AND $fin",
    "activite_ptba": "date BETWEEN $debut AND $fin",
    "formation": "date_de_la_formation(debut, fin) BETWEEN $debut AND $fin",
    "reunion": "coalesce(date, date_prevue) BETWEEN $debut AND $fin",
    "capitalisation": "date BETWEEN $debut AND $fin",
}
#: Colonne → registre d'où viennent les valeurs offertes en liste.
_IDENTIFIANTS = {
    "id_point": "point_service",
    "id_projet": "projet_service",
    "id_chantier": "chantier",
    "id_tournee": "spi_tournee",
    "id_formation": "formation",
    "id_reunion": "reunion",
    "code_activite": "activite_ptba",
    "poste": "presence_etat",
}
_ZONES = "(SELECT code FROM zone_ascendance WHERE ancetre = $zone)"


@dataclass
class Connus:
    """Ce qui est connu.

    Attributes:
        lignes: table → lignes déjà reçues.
        a_completer: table → lignes de la période dont il ne manque que le nouvel état, ou la valeur.
        identifiants: colonne → identifiants connus de la zone.
        noms: colonne → nom de chaque identifiant ; `lieux` : colonne → sa zone et sa localité.
        saisis: indicateurs saisis du cadre logique, dans son ordre.
        codes: codes de tous les indicateurs.
        sources: les `source_calcul` du cadre logique.
    """

    lignes: dict[str, list[Ligne]] = field(default_factory=dict)
    a_completer: dict[str, list[Ligne]] = field(default_factory=dict)
    identifiants: dict[str, list[str]] = field(default_factory=dict)
    noms: dict[str, dict[str, str]] = field(default_factory=dict)
    lieux: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    saisis: list[Ligne] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)


def lire_connus(donnees: Path, code: str, periode: Periode, aujourd_hui: dt.date) -> Connus:
    """Ce que l'édition courante sait de la zone et de la période ; rien sans édition.

    Args:
        aujourd_hui: une période qui n'est pas finie ce jour-là n'a pas encore de jour à proposer pour un état.
    """
    connus = Connus()
    try:
        chemin = dossier.chemin_base(donnees)
    except dossier.EditionAbsente:
        return connus
    bornes = {"zone": code, "debut": periode.debut, "fin": periode.fin}
    with dossier.ouvrir(chemin) as connexion:
        for table in _EN_ENTIER:
            connus.lignes[table] = _registre(connexion, table, "true", bornes)
        for table, condition in _DE_LA_PERIODE.items():
            connus.lignes[table] = _registre(connexion, table, condition, bornes)
        for table, requete in A_COMPLETER.items():
            jour = {"date": periode.fin} if table in DATEES and periode.fin <= aujourd_hui else {}
            lues = _lire_bornees(connexion, requete.format(zones=_ZONES), bornes)
            connus.a_completer[table] = [jour | ligne for ligne in lues]
        _noter_rapports(connexion, connus, code, periode)
        noter_choix(connexion, connus, code)
        _noter_valeurs(connexion, connus, code, periode)
    return connus


def noter_choix(connexion: duckdb.DuckDBPyConnection, connus: Connus, code: str) -> None:
    """Ce qui s'offre en liste : les identifiants de la zone, leurs noms et leurs lieux, les indicateurs du cadre."""
    for colonne, table in _IDENTIFIANTS.items():
        requete = f"SELECT DISTINCT {colonne} FROM {table} WHERE code_zone IS NULL OR code_zone IN {_ZONES}"
        lus = lire_lignes(connexion, f"{requete} ORDER BY 1", {"zone": code})
        connus.identifiants[colonne] = [str(x[colonne]) for x in lus]
    for colonne, requete in NOMS.items():
        nommes = lire_lignes(connexion, requete)
        connus.noms[colonne] = {str(x["code"]): str(x["nom"] or "") for x in nommes}
        connus.lieux[colonne] = {str(x["code"]): (str(x["code_zone"] or ""), str(x["lieu"])) for x in nommes}
    indicateurs = lire_lignes(
        connexion,
        "SELECT code, libelle, unite, nature, frequence, niveau_collecte, numerateur, denominateur, source_calcul "
        "FROM indicateur ORDER BY ordre",
    )
    connus.codes = [str(i["code"]) for i in indicateurs]
    connus.sources = {str(i["source_calcul"]) for i in indicateurs}
    connus.saisis = [i for i in indicateurs if i["source_calcul"] == "saisie"]


def lire_lignes(
    connexion: duckdb.DuckDBPyConnection, requete: str, parametres: dict[str, object] | None = None
) -> list[Ligne]:
    """Le résultat d'une requête : une ligne par dictionnaire colonne → valeur."""
    curseur = connexion.execute(requete, parametres or {})
    noms = [d[0] for d in curseur.description or []]
    return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


def bases_attendues(frequence: str, periode: Periode) -> list[Periode]:
    """Les périodes de l'indicateur qui finissent dans la période : mai n'attend rien d'un trimestriel, juin si."""
    type_base = TYPE_PAR_FREQUENCE[frequence]
    premiere = periode_contenant(type_base, periode.debut)
    return [p for p in periodes_entre(type_base, premiere.debut, periode.fin) if p.fin >= periode.debut]


def _registre(
    connexion: duckdb.DuckDBPyConnection, table: str, condition: str, bornes: dict[str, object]
) -> list[Ligne]:
    """Les lignes d'un registre dans la zone, d'après leur zone ou celle du point, du chantier, de la tournée."""
    noms = PAR_TABLE[table].noms
    if bornes["zone"] == RACINE:
        dedans = "true"  # ce qui n'a pas de zone est à tout le projet
    elif "code_zone" in noms:
        dedans = f"code_zone IN {_ZONES}"
    else:
        parent, identifiant = next((_IDENTIFIANTS[n], n) for n in noms if n in _IDENTIFIANTS)
        dedans = f"{identifiant} IN (SELECT {identifiant} FROM {parent} WHERE code_zone IN {_ZONES})"
    requete = f"SELECT {', '.join(noms)} FROM {table} WHERE {dedans} AND ({condition}) ORDER BY ALL"
    return _lire_bornees(connexion, requete, bornes)


def _lire_bornees(connexion: duckdb.DuckDBPyConnection, requete: str, bornes: dict[str, object]) -> list[Ligne]:
    """Une requête et celles des bornes qu'elle nomme."""
    return lire_lignes(connexion, requete, {n: v for n, v in bornes.items() if f"${n}" in requete})


def _noter_rapports(connexion: duckdb.DuckDBPyConnection, connus: Connus, code: str, periode: Periode) -> None:
    """Les rapports de la période, et celui que chaque région doit encore, à la fréquence que dit le projet."""
    lus = _registre(connexion, "rapport_activite", "true", {"zone": code})
    connus.lignes["rapport_activite"] = [
        ligne
        for ligne in lus
        if (lue := lire_periode(str(ligne["periode"]))) and lue.debut <= periode.fin and lue.fin >= periode.debut
    ]
    [dite] = lire_lignes(connexion, "SELECT frequence_des_rapports('projet') AS frequence")
    recus = {(ligne["code_zone"], ligne["periode"]) for ligne in connus.lignes["rapport_activite"]}
    connus.a_completer["rapport_activite"] = [
        {"code_zone": region, "periode": base.libelle, COLONNE_RAPPEL: "attendu : dites le jour où il est reçu"}
        for base in bases_attendues(str(dite["frequence"]), periode)
        for region in descendants(code, "region")
        if (region, base.libelle) not in recus
    ]


def _noter_valeurs(connexion: duckdb.DuckDBPyConnection, connus: Connus, code: str, periode: Periode) -> None:
    """Par indicateur, période de base et zone attendus : les lignes déjà reçues ; à défaut de total, sa clé seule."""
    requete = (
        f"SELECT {', '.join(PAR_TABLE['valeur'].noms)} FROM valeur "
        "WHERE code_indicateur = $indicateur AND code_zone = $zone AND periode = $periode "
        "ORDER BY dimension NULLS FIRST, modalite"
    )
    derniere = (
        "SELECT periode, valeur, numerateur, denominateur FROM valeur "
        "WHERE code_indicateur = $indicateur AND code_zone = $zone AND periode < $periode AND dimension IS NULL "
        "AND coalesce(valeur, numerateur) IS NOT NULL ORDER BY periode DESC LIMIT 1"
    )
    connus.lignes["valeur"], connus.a_completer["valeur"] = [], []
    for indicateur in connus.saisis:
        for base in bases_attendues(str(indicateur["frequence"]), periode):
            for zone in descendants(code, str(indicateur["niveau_collecte"])):
                cle = {"indicateur": indicateur["code"], "zone": zone, "periode": base.libelle}
                recues = lire_lignes(connexion, requete, cle)
                connus.lignes["valeur"] += recues
                if any(x["dimension"] is None for x in recues):
                    continue
                avant = next(iter(lire_lignes(connexion, derniere, cle)), None)
                vide = {"code_indicateur": indicateur["code"], "code_zone": zone, "periode": base.libelle}
                connus.a_completer["valeur"].append({**vide, COLONNE_RAPPEL: _en_rappel(avant)})


def _en_rappel(avant: Ligne | None) -> str:
    """La dernière valeur reçue d'avant : «dernier reçu : 12 (2024-T1)»."""
    if avant is None:
        return "encore rien reçu"
    termes = (avant["valeur"],) if avant["numerateur"] is None else (avant["numerateur"], avant["denominateur"])
    return f"dernier reçu : {'/'.join(francais.nombre(t) for t in termes)} ({avant['periode']})"
