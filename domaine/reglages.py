"""Les réglages : d'abord l'environnement, puis `<dossier des données>/reglages.toml`, puis les valeurs d'origine.

Possède la seule lecture des variables `SOCLE_*`. Un réglage faux arrête tout de suite, avec son nom, sa valeur
et le remède : un réglage mal écrit et ignoré en silence donnerait de mauvais chiffres.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
PROFILS = ("interne", "partenaires", "bailleur")
JOURNAUX = ("texte", "json")
SECURITES_SMTP = ("starttls", "tls", "aucune")
FICHIER_REGLAGES = "reglages.toml"
#: Le nom d'un réglage qui ne s'écrit pas dans ce fichier.
_JAMAIS = "smtp_mot_de_passe"


class ReglageInvalide(ValueError):
    """Un réglage est faux ; le message nomme le réglage, la valeur et le remède, en français."""

    def __init__(self, nom: str, valeur: object, origine: str, remede: str) -> None:
        self.nom = nom
        self.valeur = valeur
        super().__init__(f"Réglage « {nom} » invalide : « {valeur} » ({origine}). {remede}")


@dataclass(frozen=True)
class Reglages:
    """Les réglages en vigueur.

    Attributes:
        taille_max_mo: taille d'un fichier reçu, en mégaoctets.
        taille_decompressee_max_mo: taille d'un classeur une fois décompressé, en mégaoctets.
        lignes_max: lignes d'une feuille.
        piece_max_mo: taille d'une pièce de preuve, en mégaoctets.
        date_donnees: date des données imposée ; `None` = celle des lignes saines.
        profil: public servi par cet écran.
        edition: édition montrée ; `None` = l'édition courante.
        limites_adresse: adresse d'où `python -m geo installer` tire les limites ; `None` = aucune.
        adresse_documents: où se lisent, par tous, les documents des éditions remises ; `None` = nulle part.
        mandataire: un serveur mandataire, devant, identifie et chiffre : l'écran peut écouter hors de sa machine.
        cle_signature: fichier de la clé qui signe les éditions figées ; `None` = dans le dossier des données.
        editions_gardees, editions_jours: ce que `edition purger` garde toujours : les dernières, et les plus jeunes.
        seances_max: séances ouvertes à la fois ; au-delà, un nouveau visiteur attend.
        journal: forme du journal du serveur, texte ou json.
        smtp_hote, smtp_port, smtp_securite, smtp_utilisateur, smtp_expediteur: la boîte d'où partent les courriels.
        smtp_mot_de_passe_fichier: où lire son mot de passe, qui ne s'écrit jamais ici (`domaine.courriel.boite`).
    """

    taille_max_mo: int = 50
    taille_decompressee_max_mo: int = 500
    lignes_max: int = 1_000_000
    piece_max_mo: int = 15
    date_donnees: dt.date | None = None
    profil: str = "interne"
    edition: str | None = None
    limites_adresse: str | None = None
    adresse_documents: str | None = None
    cle_signature: str | None = None
    mandataire: bool = False
    editions_gardees: int = 10
    editions_jours: int = 30
    seances_max: int = 60
    journal: str = JOURNAUX[0]
    smtp_hote: str | None = None
    smtp_port: int | None = None
    smtp_securite: str = SECURITES_SMTP[0]
    smtp_utilisateur: str | None = None
    smtp_expediteur: str | None = None
    smtp_mot_de_passe_fichier: str | None = None


def dossier_donnees() -> Path:
    """Le dossier de tout l'état : `SOCLE_DONNEES`, sinon `data/` à côté du code. Chemin absolu, pas toujours créé.

    Raises:
        ReglageInvalide: son chemin a un «?», après lequel DuckDB lit des options et non un nom.
    """
    texte = os.environ.get("SOCLE_DONNEES", "").strip()
    dossier = Path(texte).expanduser().absolute() if texte else RACINE / "data"
    if "?" in str(dossier):
        remede = "Le chemin du dossier des données ne peut pas avoir de «?» : renommez-le, ou choisissez-en un autre."
        raise ReglageInvalide("donnees", dossier, "variable SOCLE_DONNEES" if texte else "dossier du code", remede)
    return dossier


def reglages(environnement: Mapping[str, str] | None = None, dossier: Path | None = None) -> Reglages:
    """Lit les réglages en vigueur. Un texte vide vaut « non réglé ».

    Args:
        environnement: variables lues ; l'environnement du processus par défaut.
        dossier: dossier qui contient `reglages.toml` ; `dossier_donnees()` par défaut.

    Returns:
        Les réglages, valeurs d'origine comprises.

    Raises:
        ReglageInvalide: valeur illisible ou hors bornes, nom inconnu, fichier mal écrit.
    """
    variables = os.environ if environnement is None else environnement
    fichier = (dossier or dossier_donnees()) / FICHIER_REGLAGES
    ecrits = _lire_fichier(fichier)
    retenus: dict[str, object] = {}
    for nom, lire in _LECTEURS.items():
        variable = f"SOCLE_{nom.upper()}"
        if variables.get(variable, "").strip():
            retenus[nom] = lire(nom, variables[variable].strip(), f"variable {variable}")
        elif ecrits.get(nom, "") != "":
            retenus[nom] = lire(nom, ecrits[nom], f"fichier {fichier.name}")
    return Reglages(**retenus)  # type: ignore[arg-type]  # chaque lecteur rend le type de son champ


def _lire_fichier(fichier: Path) -> dict[str, object]:
    try:
        ecrits = tomllib.loads(fichier.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        remede = "Corrigez ce fichier (UTF-8, une ligne « nom = valeur » par réglage) ou retirez-le."
        raise ReglageInvalide(FICHIER_REGLAGES, erreur, "fichier illisible", remede) from erreur
    for nom in ecrits:
        if nom == _JAMAIS:
            # Ce fichier part avec la sauvegarde ; et la phrase, qui peut finir dans un journal, ne redit pas la valeur.
            remede = f"Un mot de passe ne s'écrit pas ici : variable SOCLE_{_JAMAIS.upper()}, ou {_JAMAIS}_fichier."
            raise ReglageInvalide(nom, "…", f"fichier {fichier.name}", remede)
        if nom not in _LECTEURS:
            proches = difflib.get_close_matches(nom, _LECTEURS, n=1) or [", ".join(_LECTEURS)]
            raise ReglageInvalide(nom, ecrits[nom], f"fichier {fichier.name}", f"Nom inconnu ; écrivez : {proches[0]}.")
    return ecrits


def _lire_entier(nom: str, valeur: object, origine: str) -> int:
    remede = "Donnez un nombre entier supérieur ou égal à 1, sans unité ni séparateur."
    try:
        nombre = int(valeur) if isinstance(valeur, str) else valeur
    except ValueError as erreur:
        raise ReglageInvalide(nom, valeur, origine, remede) from erreur
    if not isinstance(nombre, int) or isinstance(nombre, bool) or nombre < 1:
        raise ReglageInvalide(nom, valeur, origine, remede)
    return nombre


def _lire_date(nom: str, valeur: object, origine: str) -> dt.date:
    if isinstance(valeur, dt.datetime):
        return valeur.date()
    if isinstance(valeur, dt.date):
        return valeur
    try:
        return dt.datetime.strptime(str(valeur), "%Y-%m-%d").date()
    except ValueError as erreur:
        remede = "Écrivez la date sous la forme AAAA-MM-JJ, par exemple 2024-06-30."
        raise ReglageInvalide(nom, valeur, origine, remede) from erreur


def _lire_un_de(*admis: str) -> Callable[[str, object, str], str]:
    def lire(nom: str, valeur: object, origine: str) -> str:
        if valeur not in admis:
            raise ReglageInvalide(nom, valeur, origine, f"Choisissez l'un de : {', '.join(admis)}.")
        return str(valeur)

    return lire


def _lire_edition(nom: str, valeur: object, origine: str) -> str:
    # L'identifiant devient un nom de dossier : rien qui puisse en sortir.
    if not isinstance(valeur, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", valeur):
        remede = "Donnez un identifiant d'édition tel que la commande « edition lister » l'affiche."
        raise ReglageInvalide(nom, valeur, origine, remede)
    return valeur


def _lire_adresse(nom: str, valeur: object, origine: str) -> str:
    if not isinstance(valeur, str) or not re.match(r"https?://[^\s/]", valeur):
        raise ReglageInvalide(nom, valeur, origine, "Donnez une adresse complète qui commence par http:// ou https://.")
    return valeur


def _lire_chemin(nom: str, valeur: object, origine: str) -> str:
    if not isinstance(valeur, str) or "\0" in valeur:
        raise ReglageInvalide(nom, valeur, origine, "Donnez le chemin d'un fichier.")
    return valeur


def _lire_oui_non(nom: str, valeur: object, origine: str) -> bool:
    if isinstance(valeur, bool):
        return valeur
    if valeur not in ("oui", "non"):
        raise ReglageInvalide(nom, valeur, origine, "Écrivez oui ou non.")
    return valeur == "oui"


def _lire_ligne(nom: str, valeur: object, origine: str) -> str:
    if not isinstance(valeur, str) or not valeur.isprintable():
        raise ReglageInvalide(nom, "…", origine, "Donnez un texte d'une ligne.")
    return valeur


_LECTEURS: dict[str, Callable[[str, object, str], object]] = {
    "taille_max_mo": _lire_entier,
    "taille_decompressee_max_mo": _lire_entier,
    "lignes_max": _lire_entier,
    "piece_max_mo": _lire_entier,
    "date_donnees": _lire_date,
    "profil": _lire_un_de(*PROFILS),
    "edition": _lire_edition,
    "limites_adresse": _lire_adresse,
    "adresse_documents": _lire_adresse,
    "cle_signature": _lire_chemin,
    "mandataire": _lire_oui_non,
    "editions_gardees": _lire_entier,
    "editions_jours": _lire_entier,
    "seances_max": _lire_entier,
    "journal": _lire_un_de(*JOURNAUX),
    "smtp_hote": _lire_ligne,
    "smtp_port": _lire_entier,
    "smtp_securite": _lire_un_de(*SECURITES_SMTP),
    "smtp_utilisateur": _lire_ligne,
    "smtp_expediteur": _lire_ligne,
    "smtp_mot_de_passe_fichier": _lire_chemin,
}
