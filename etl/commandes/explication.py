"""`expliquer` : la règle en mots, les termes, les zones qui sont entrées et celles qui manquent, les lignes sources.

Lit une édition ; ne recalcule rien : le chiffre expliqué est celui de la table `valeurs`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.periodes import MOIS_PAR_FREQUENCE, Periode, lire_periode
from domaine.regles import NON_ADDITIVES, NOTES_DE_SOURCE, ZERO_DECLARE, regle_en_mots
from domaine.sources import SOURCES, nom_de_dimension
from etl.demande import DemandeInvalide
from etl.edition import dossier
from geo.rapprochement import Rapprocheur

#: Au-delà, la liste est coupée et le dit ; `exporter lignes_sources` la donne entière.
LIGNES_MONTREES = 200
Rangee = TypeVar("Rangee")


@dataclass(frozen=True)
class ChiffreVise:
    """Le chiffre à expliquer ; `ventilation` vaut ('', '') pour le total."""

    code: str
    zone: str
    periode: Periode
    type_periode: str
    ventilation: tuple[str, str] = ("", "")


def lire_chiffre_vise(
    code: str, zone: str, periode: str, type_: str = "", dimension: str = "", alias: Iterable[tuple[str, str]] = ()
) -> ChiffreVise:
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
    return ChiffreVise(code, trouvee.code, lue, type_ or lue.type, (nom.strip(), modalite.strip()))


def alias_connus(donnees: Path) -> list[tuple[str, str]]:
    """Les alias de zones du projet ; aucun sans édition."""
    try:
        with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
            return connexion.execute("SELECT nom, code_zone FROM zone_alias").fetchall()
    except dossier.EditionAbsente:
        return []


class _Indicateur(NamedTuple):
    libelle: str
    unite: str
    nature: str
    regle_temps: str
    source_calcul: str
    frequence: str


class _Ligne(NamedTuple):
    zone: str
    code_zone: str
    id_entite: str | None
    quand: dt.date | None
    numerateur: float | None
    denominateur: float | None
    valeur: float | None
    effectif: float | None
    fichier: str
    feuille: str
    ligne: int


class _Manque(NamedTuple):
    zone: str
    code_zone: str
    periode: str
    motif: str | None


class _Revision(NamedTuple):
    genre: str
    valeur_avant: float | None
    valeur: float | None
    cause: str
    fichiers: str | None


_DE_CETTE_CLE = """
    WHERE code_indicateur = ? AND code_zone = ? AND type_periode = ? AND periode = ?
      AND dimension IS NOT DISTINCT FROM ? AND modalite IS NOT DISTINCT FROM ?
"""
_INDICATEUR = f"SELECT {', '.join(_Indicateur._fields)} FROM indicateur WHERE code = ?"
_CHIFFRE = f"""
    SELECT chiffre.*, zone.nom AS zone, indicateur.unite
    FROM valeurs chiffre JOIN zone ON zone.code = code_zone JOIN indicateur ON indicateur.code = code_indicateur
    {_DE_CETTE_CLE}
"""
_REVISION = f"SELECT {', '.join(_Revision._fields)} FROM revision_chiffre {_DE_CETTE_CLE}"
#: Les macros que l'écran lit aussi (`domaine/sql/provenance.sql`).
_LIGNES = f"""
    SELECT {", ".join(_Ligne._fields)} FROM lignes_du_chiffre(?, ?, ?, ?, ?, ?) ORDER BY quand, ordre, fichier, ligne
"""
_MANQUES = f"SELECT {', '.join(_Manque._fields)} FROM manques_du_chiffre(?, ?, ?, ?, ?, ?) ORDER BY fin, ordre"


def expliquer(donnees: Path, demande: ChiffreVise) -> str:
    """L'explication d'un chiffre, en français.

    Raises:
        DemandeInvalide: indicateur inconnu, ou chiffre qui n'existe pas dans la table `valeurs`.
        edition.EditionAbsente: rien n'est publié.
    """
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        indicateurs = _lire(connexion, _Indicateur, _INDICATEUR, [demande.code])
        if not indicateurs:
            raise DemandeInvalide(f"L'indicateur «{demande.code}» n'est pas dans le cadre logique.")
        indicateur = indicateurs[0]
        if indicateur.source_calcul in SOURCES:
            demande = replace(demande, ventilation=(nom_de_dimension(demande.ventilation[0]), demande.ventilation[1]))
        lu = (demande.code, demande.zone, demande.type_periode, demande.periode.libelle)
        cle = [*lu, *(x or None for x in demande.ventilation)]
        chiffres = _lire(connexion, Chiffre, _CHIFFRE, cle)
        if not chiffres:
            raise DemandeInvalide(_pourquoi_absent(demande, indicateur))
        lignes = _lire(connexion, _Ligne, _LIGNES, cle)
        manques = _lire(connexion, _Manque, _MANQUES, cle)
        revisions = _lire(connexion, _Revision, _REVISION, cle)
    return "\n".join(
        [
            *_entete(demande, indicateur, chiffres[0]),
            *map(_en_mots, revisions),
            *_sources(lignes, indicateur, chiffres[0].valeur),
            *_absentes(manques),
        ]
    )


def _pourquoi_absent(demande: ChiffreVise, indicateur: _Indicateur) -> str:
    if MOIS_PAR_FREQUENCE[indicateur.frequence] > 1 and demande.type_periode == "mois":
        frequence = indicateur.frequence
        return f"{demande.code} n'a pas de valeur mensuelle : sa fréquence est «{frequence}»."
    ventilation = f" {'='.join(demande.ventilation)}" if demande.ventilation[0] else ""
    return (
        f"Il n'y a pas de chiffre {demande.code} pour {demande.zone}, {demande.type_periode} "
        f"{demande.periode.libelle}{ventilation} : "
        "période non échue, zone sous le niveau de collecte, ou ventilation jamais reçue."
    )


def _lire(
    connexion: duckdb.DuckDBPyConnection, forme: type[Rangee], requete: str, parametres: Sequence[object]
) -> list[Rangee]:
    curseur = connexion.execute(requete, parametres)
    noms = [d[0] for d in curseur.description or []]
    return [forme(**dict(zip(noms, rangee, strict=True))) for rangee in curseur.fetchall()]


def _entete(demande: ChiffreVise, indicateur: _Indicateur, chiffre: Chiffre) -> list[str]:
    source = SOURCES.get(indicateur.source_calcul)
    ventilation = f", {demande.ventilation[0]} = {demande.ventilation[1]}" if demande.ventilation[0] else ""
    quand = demande.periode.libelle_long
    quand = f"cumul depuis le démarrage jusqu'à {quand}" if demande.type_periode == "cumul" else quand
    lignes = [
        f"{demande.code} — {indicateur.libelle}",
        f"{chiffre.zone} ({demande.zone}), {quand}{ventilation}",
        "",
        f"Valeur : {francais.nombre(chiffre.valeur)} {indicateur.unite}",
    ]
    if chiffre.denominateur is not None:
        termes = f"{francais.nombre(chiffre.numerateur)} / {francais.nombre(chiffre.denominateur)}"
        lignes.append(f"Termes : {termes}")
    if chiffre.valeur is None and indicateur.nature in NON_ADDITIVES and source is None:
        lignes.append("Non additif : seuls des totaux sont saisis, ils ne s'additionnent pas.")
    lignes.append(f"Règle : {regle_en_mots(indicateur.nature, indicateur.regle_temps)}")
    if source is not None:
        lignes.append(f"Calculé sur les registres ({', '.join(source.registres)}) : {source.definition}.")
    attendues = chiffre.attendues
    if attendues is not None:
        objet = "rapports" if source else "zone × période"
        lignes.append(f"Complétude : {chiffre.recues}/{attendues} ({objet})" + " (p)" * bool(chiffre.provisoire))
    if chiffre.date_plus_ancienne is not None:
        lignes.append(f"Plus ancienne composante : {francais.date(chiffre.date_plus_ancienne)}")
    if chiffre.valeur_reference is not None:
        lignes.append(f"Référence : {francais.nombre(chiffre.valeur_reference)}")
    for nom, taux in (("réalisation", chiffre.taux_realisation), ("progression", chiffre.taux_progression)):
        if taux is not None:
            lignes.append(f"Taux de {nom} : {francais.pourcentage(taux)}")
    lignes.append(f"Cible due : {francais.nombre(chiffre.cible_due)} · état : {chiffre.etat}")
    return lignes


def _en_mots(revision: _Revision) -> str:
    avant, apres = francais.nombre(revision.valeur_avant), francais.nombre(revision.valeur)
    par = f"par {revision.fichiers}" if revision.fichiers else revision.cause
    return f"(r) Changé depuis l'édition précédente ({revision.genre}) : {avant} → {apres}, {par}"


def _sources(lignes: list[_Ligne], indicateur: _Indicateur, valeur: float | None) -> list[str]:
    if not lignes:
        zero = valeur == 0 and indicateur.nature == "flux" and indicateur.source_calcul in SOURCES
        return ["", ZERO_DECLARE if zero else "Aucune ligne reçue n'entre dans ce chiffre."]
    note = NOTES_DE_SOURCE.get(indicateur.source_calcul)
    texte = ["", f"Lignes qui entrent ({len(lignes)}) :", *([f"  ({note})"] if note else [])]
    for ligne in lignes[:LIGNES_MONTREES]:
        if indicateur.nature == "ratio":
            mesure = f"{francais.nombre(ligne.numerateur)}/{francais.nombre(ligne.denominateur)}"
        else:
            poids = "" if ligne.effectif is None else f" × {francais.nombre(ligne.effectif)}"
            mesure = francais.nombre(ligne.valeur) + poids
        quand = francais.date_courte(ligne.quand) if ligne.quand else "au registre"
        entite = f" · {ligne.id_entite}" if ligne.id_entite else ""
        texte.append(
            f"  {ligne.zone} ({ligne.code_zone}){entite} · {quand} · {mesure}"
            f"  ← {ligne.fichier}, «{ligne.feuille}», ligne {ligne.ligne}"
        )
    if len(lignes) > LIGNES_MONTREES:
        texte.append(f"  … et {len(lignes) - LIGNES_MONTREES} autres («exporter lignes_sources» les donne toutes).")
    return texte


def _absentes(manques: list[_Manque]) -> list[str]:
    if not manques:
        return []
    texte = ["", f"Attendues et manquantes ({len(manques)}) :"]
    texte += [f"  {m.zone} ({m.code_zone}) · {m.periode} · {m.motif or 'rien reçu'}" for m in manques[:LIGNES_MONTREES]]
    if len(manques) > LIGNES_MONTREES:
        texte.append(f"  … et {len(manques) - LIGNES_MONTREES} autres.")
    return texte
