"""`expliquer` : la règle en mots, les termes, les zones qui sont entrées et celles qui manquent, les lignes sources.

Lit une édition ; ne recalcule rien : le chiffre expliqué est celui de la table `valeurs`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from domaine import francais
from domaine.periodes import MOIS_PAR_FREQUENCE, TYPE_PAR_FREQUENCE, Periode, lire_periode
from domaine.regles import NON_ADDITIVES, NOTES_DE_SOURCE, regle_en_mots
from domaine.sources import SOURCES
from etl import edition
from etl.modele import DemandeInvalide
from geo.rapprochement import Rapprocheur

_SQL = Path(__file__).parent / "sql" / "explication"
#: Au-delà, la liste est coupée et le dit ; `exporter composantes` la donne entière.
LIGNES_MONTREES = 200


@dataclass(frozen=True)
class Demande:
    """Le chiffre à expliquer ; `ventilation` vaut ('', '') pour le total."""

    code: str
    zone: str
    periode: Periode
    type_periode: str
    ventilation: tuple[str, str] = ("", "")


def lire_demande(
    code: str, zone: str, periode: str, type_: str = "", dimension: str = "", alias: Iterable[tuple[str, str]] = ()
) -> Demande:
    """Lit ce que la personne a écrit.

    Raises:
        DemandeInvalide: zone, période ou ventilation qui ne se lit pas.
    """
    trouvee = Rapprocheur(alias).lire(zone)
    if trouvee.code is None:
        precision = f" {trouvee.detail or trouvee.suggestion}" if trouvee.detail or trouvee.suggestion else ""
        raise DemandeInvalide(f"La zone «{zone}» ne se lit pas.{precision} Donnez un code : SOCLE, GAO, ML0703…")
    lue = lire_periode(periode)
    if lue is None:
        raise DemandeInvalide(f"La période «{periode}» ne se lit pas. Donnez 2023-05, 2023-T2, 2023-S1 ou 2023.")
    if dimension and "=" not in dimension:
        raise DemandeInvalide(f"La ventilation «{dimension}» ne se lit pas. Écrivez sexe=F.")
    nom, _, modalite = dimension.partition("=")
    nom = nom.lower()
    return Demande(code, trouvee.code, lue, type_ or lue.type, (nom.strip(), modalite.strip()))


def alias_connus(donnees: Path) -> list[tuple[str, str]]:
    """Les alias de zones du projet ; aucun sans édition."""
    try:
        with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
            return connexion.execute("SELECT nom, code_zone FROM zone_alias").fetchall()
    except edition.EditionAbsente:
        return []


def expliquer(donnees: Path, demande: Demande) -> str:
    """L'explication d'un chiffre, en français.

    Raises:
        DemandeInvalide: indicateur inconnu, ou chiffre qui n'existe pas dans la table `valeurs`.
        edition.EditionAbsente: rien n'est publié.
    """
    with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
        indicateur = _une(connexion, "SELECT * FROM indicateur WHERE code = ?", [demande.code])
        if indicateur is None:
            raise DemandeInvalide(f"L'indicateur «{demande.code}» n'est pas dans le cadre logique.")
        chiffre = _une(
            connexion,
            "SELECT v.*, z.nom AS nom_zone FROM valeurs v JOIN zone z ON z.code = v.code_zone "
            "WHERE code_indicateur = ? AND code_zone = ? AND type_periode = ? AND periode = ? "
            "AND coalesce(dimension, '') = ? AND coalesce(modalite, '') = ?",
            [demande.code, demande.zone, demande.type_periode, demande.periode.libelle, *demande.ventilation],
        )
        if chiffre is None:
            raise DemandeInvalide(_pourquoi_absent(demande, indicateur))
        debut, fin = _bornes(connexion, demande, indicateur)
        _calendrier(connexion)
        lignes = _lignes(connexion, demande, indicateur, debut, fin)
        manquantes = _manquantes(connexion, demande, indicateur, debut, fin)
    return "\n".join([*_entete(demande, indicateur, chiffre), *_sources(lignes, indicateur), *_absentes(manquantes)])


def _pourquoi_absent(demande: Demande, indicateur: dict[str, Any]) -> str:
    if MOIS_PAR_FREQUENCE[indicateur["frequence"]] > 1 and demande.type_periode == "mois":
        frequence = indicateur["frequence"]
        return f"{demande.code} n'a pas de valeur mensuelle : sa fréquence est «{frequence}»."
    ventilation = f" {'='.join(demande.ventilation)}" if demande.ventilation[0] else ""
    return (
        f"Il n'y a pas de chiffre {demande.code} pour {demande.zone}, {demande.type_periode} "
        f"{demande.periode.libelle}{ventilation} : "
        "période non échue, zone sous le niveau de collecte, ou ventilation jamais reçue."
    )


def _une(connexion: duckdb.DuckDBPyConnection, requete: str, parametres: list[object]) -> dict[str, Any] | None:
    curseur = connexion.execute(requete, parametres)
    ligne = curseur.fetchone()
    return None if ligne is None else dict(zip([d[0] for d in curseur.description or []], ligne, strict=True))


def _bornes(
    connexion: duckdb.DuckDBPyConnection, demande: Demande, indicateur: dict[str, Any]
) -> tuple[dt.date, dt.date]:
    """Du début de la première période de base retenue à la fin de la dernière due."""
    cumul = demande.type_periode == "cumul"
    bornes = connexion.execute(
        "SELECT min(debut), max(fin) FROM periode WHERE type = ? AND finie AND fin <= ? AND (? OR debut >= ?)",
        [TYPE_PAR_FREQUENCE[indicateur["frequence"]], demande.periode.fin, cumul, demande.periode.debut],
    ).fetchone()
    if bornes is None or bornes[0] is None:
        return demande.periode.debut, demande.periode.fin
    return bornes[0], bornes[1]


def _calendrier(connexion: duckdb.DuckDBPyConnection) -> None:
    """Toutes les périodes nommées par les lignes reçues, y compris d'avant le début du projet."""
    connexion.execute("CREATE TEMP TABLE periode_toute (libelle VARCHAR, type VARCHAR, debut DATE, fin DATE)")
    libelles = connexion.execute(
        "SELECT libelle FROM periode UNION SELECT periode FROM valeur UNION SELECT depuis FROM collecte "
        "UNION SELECT jusqu_a FROM collecte"
    ).fetchall()
    periodes = [p for (libelle,) in libelles if libelle and (p := lire_periode(libelle))]
    if periodes:
        connexion.executemany(
            "INSERT INTO periode_toute VALUES (?, ?, ?, ?)", [(p.libelle, p.type, p.debut, p.fin) for p in periodes]
        )


def _lignes(
    connexion: duckdb.DuckDBPyConnection, demande: Demande, indicateur: dict[str, Any], debut: dt.date, fin: dt.date
) -> list[dict[str, Any]]:
    # La répartition d'un jalon par rang est faite des lignes du total, chacune à son rang.
    par_rang = indicateur["nature"] == "jalon" and demande.ventilation[0] == "rang"
    ventilation = ("", "") if par_rang else demande.ventilation
    curseur = connexion.execute(
        (_SQL / "lignes.sql").read_text(encoding="utf-8"),
        {
            "code": demande.code,
            "zone": demande.zone,
            "debut": debut,
            "fin": fin,
            "regle": indicateur["regle_temps"],
            "dimension": ventilation[0],
            "modalite": ventilation[1],
        },
    )
    noms = [d[0] for d in curseur.description or []]
    lignes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    return [x for x in lignes if not par_rang or x["valeur"] == float(demande.ventilation[1])]


def _manquantes(
    connexion: duckdb.DuckDBPyConnection, demande: Demande, indicateur: dict[str, Any], debut: dt.date, fin: dt.date
) -> list[tuple[str, str, str, str | None]]:
    type_base = TYPE_PAR_FREQUENCE[indicateur["frequence"]]
    if indicateur["regle_temps"] == "derniere":
        # Dernière connue : seule la dernière période de base due est attendue.
        dernier = connexion.execute(
            "SELECT max(debut) FROM periode WHERE type = ? AND fin <= ? AND finie", [type_base, fin]
        ).fetchone()
        debut = dernier[0] if dernier and dernier[0] else debut
    return connexion.execute(
        (_SQL / "manquantes.sql").read_text(encoding="utf-8"),
        {"code": demande.code, "zone": demande.zone, "debut": debut, "fin": fin, "type_base": type_base},
    ).fetchall()


def _entete(demande: Demande, indicateur: dict[str, Any], chiffre: dict[str, Any]) -> list[str]:
    source = SOURCES.get(indicateur["source_calcul"])
    ventilation = f", {demande.ventilation[0]} = {demande.ventilation[1]}" if demande.ventilation[0] else ""
    quand = demande.periode.libelle_long
    quand = f"cumul depuis le démarrage jusqu'à {quand}" if demande.type_periode == "cumul" else quand
    lignes = [
        f"{demande.code} — {indicateur['libelle']}",
        f"{chiffre['nom_zone']} ({demande.zone}), {quand}{ventilation}",
        "",
        f"Valeur : {francais.nombre(chiffre['valeur'])} {indicateur['unite']}",
    ]
    if chiffre["denominateur"] is not None:
        termes = f"{francais.nombre(chiffre['numerateur'])} / {francais.nombre(chiffre['denominateur'])}"
        lignes.append(f"Termes : {termes}")
    if chiffre["valeur"] is None and indicateur["nature"] in NON_ADDITIVES and source is None:
        lignes.append("Non additif : seuls des totaux sont saisis, ils ne s'additionnent pas.")
    lignes.append(f"Règle : {regle_en_mots(indicateur['nature'], indicateur['regle_temps'])}")
    if source is not None:
        lignes.append(f"Calculé sur les registres ({', '.join(source.registres)}) : {source.definition}.")
    attendues = chiffre["attendues"]
    if attendues is not None:
        objet = "rapports" if source else "zone × période"
        lignes.append(f"Complétude : {chiffre['recues']}/{attendues} ({objet})" + " (p)" * bool(chiffre["provisoire"]))
    if chiffre["date_plus_ancienne"] is not None:
        lignes.append(f"Plus ancienne composante : {francais.date(chiffre['date_plus_ancienne'])}")
    lignes.append(f"Cible due : {francais.nombre(chiffre['cible_due'])} · état : {chiffre['etat']}")
    return lignes


def _sources(lignes: list[dict[str, Any]], indicateur: dict[str, Any]) -> list[str]:
    if not lignes:
        return ["", "Aucune ligne reçue n'entre dans ce chiffre."]
    note = NOTES_DE_SOURCE.get(indicateur["source_calcul"])
    texte = ["", f"Lignes qui entrent ({len(lignes)}) :", *([f"  ({note})"] if note else [])]
    for ligne in lignes[:LIGNES_MONTREES]:
        if indicateur["nature"] == "ratio":
            mesure = f"{francais.nombre(ligne['numerateur'])}/{francais.nombre(ligne['denominateur'])}"
        else:
            mesure = francais.nombre(ligne["valeur"])
        quand = francais.date_courte(ligne["date"]) if ligne["date"] else "au registre"
        entite = f" · {ligne['id_entite']}" if ligne["id_entite"] != ligne["code_zone"] else ""
        texte.append(
            f"  {ligne['nom']} ({ligne['code_zone']}){entite} · {quand} · {mesure}"
            f"  ← {ligne['fichier']}, «{ligne['feuille']}», ligne {ligne['ligne']}"
        )
    if len(lignes) > LIGNES_MONTREES:
        texte.append(f"  … et {len(lignes) - LIGNES_MONTREES} autres («exporter composantes» les donne toutes).")
    return texte


def _absentes(manquantes: list[tuple[str, str, str, str | None]]) -> list[str]:
    if not manquantes:
        return []
    texte = ["", f"Attendues et manquantes ({len(manquantes)}) :"]
    montrees = manquantes[:LIGNES_MONTREES]
    texte += [f"  {nom} ({code}) · {periode} · {motif or 'rien reçu'}" for nom, code, periode, motif in montrees]
    if len(manquantes) > LIGNES_MONTREES:
        texte.append(f"  … et {len(manquantes) - LIGNES_MONTREES} autres.")
    return texte
