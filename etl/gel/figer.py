"""Figer une édition : un objet numéroté, scellé, remis à un public, que le programme ne change ni n'efface plus.

`<données>/figees/<numéro>/` : la base, les sorties à emporter, le manifeste. Le manifeste porte l'empreinte de chaque
fichier, de chaque table, et son propre sceau.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from domaine import francais
from domaine.chemins import BASE, PREFIXE_EN_COURS, dossier_figees
from domaine.figees import PUBLICS, numeroter
from domaine.periodes import Periode, lire_periode
from domaine.preuve import empreinte_fichier
from domaine.schema.edition import CLE_NUMERO, NUMERO, SANS_NUMERO
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.rapporteur import rapporteur
from etl.gel.redaction import Redaction, inscrire_redaction
from etl.gel.sceau import journal, mettre_en_place, preparer_ligne, sceller
from etl.gel.suite import inscrire_la_suite
from etl.gel.survie import inscrire_la_survie
from etl.progression import Progression
from etl.publics.lectures import colonnes_interdites
from etl.publics.reduction import reduire

_TITRE_MAX, _NOTE_MAX, _COMMENTAIRE_MAX = 200, 2000, 3000


@dataclass(frozen=True)
class AFiger:
    """Ce que l'on fige.

    Attributes:
        public: interne, partenaires ou bailleur.
        titre: une ligne, sur la page de garde.
        periode: telle que la personne l'écrit («T2 2024», «2024-T2»).
        note: facultative.
        commentaires: code de résultat → texte, gardés dans l'édition.
        source: identifiant de l'édition à figer ; vide = la courante.
        rapport: écrire aussi ce qui s'emporte (HTML, PDF, Word, classeur).
        redaction: les rubriques écrites, les commentaires de chiffres gardés.
    """

    public: str
    titre: str
    periode: str
    note: str = ""
    commentaires: dict[str, str] = field(default_factory=dict)
    source: str = ""
    rapport: bool = True
    redaction: Redaction = field(default_factory=Redaction)


def figer(donnees: Path, demande: AFiger, progression: Progression) -> dict[str, Any]:
    """Fige une édition ; l'appelant tient le verrou.

    Returns:
        Le manifeste de l'édition figée.

    Raises:
        DemandeInvalide: public, titre, période, note ou commentaire qui ne convient pas.
        edition.EditionAbsente: rien à figer.
        edition.EditionFausse: la source est altérée, ou ce qui est bâti ne passe pas sa vérification.
    """
    base = edition.chemin_base(donnees, demande.source or None)
    manifeste_source = edition.manifeste(donnees, base.parent.name)
    if empreinte_fichier(base) != manifeste_source["sha256_base"]:
        raise edition.EditionFausse(f"L'édition «{base.parent.name}» est altérée : publiez à nouveau avant de figer.")
    if manifeste_source.get(CLE_NUMERO, SANS_NUMERO) != NUMERO:
        # Une édition publiée se refait de ses dépôts ; figée, elle ne se referait plus.
        raise edition.EditionFausse(
            f"L'édition «{base.parent.name}» a été bâtie par une autre version : publiez avant de figer."
        )
    periode = _controler(demande, manifeste_source)
    dossier = dossier_figees(donnees)
    dossier.mkdir(parents=True, exist_ok=True)
    nettoyer(donnees)
    numero = numeroter(periode.libelle, _rangs_donnes(donnees))
    en_cours = dossier / f"{PREFIXE_EN_COURS}{os.getpid()}-{time.time_ns()}"
    try:
        en_cours.mkdir()
        progression.etape("calcul", f"Écriture de la base ({demande.public})")
        contenu = _batir(base, en_cours / BASE, demande, periode, numero, manifeste_source)
        inscrire_la_suite(donnees, en_cours / BASE, contenu, base)
        progression.etape("verification", "Vérification de la base")
        edition.verifier_base(en_cours / BASE)
        _verifier_la_reduction(en_cours / BASE, demande.public)
        manifeste, lignes = _sceller(donnees, en_cours, contenu, progression, rapport=demande.rapport)
        progression.etape("bascule", "Mise en place")
        mettre_en_place(donnees, en_cours, numero, lignes)
    except BaseException:
        shutil.rmtree(en_cours, ignore_errors=True)
        raise
    return manifeste


def _sceller(
    donnees: Path, en_cours: Path, contenu: dict[str, Any], progression: Progression, *, rapport: bool
) -> tuple[dict[str, Any], list[bytes]]:
    """Écrit les documents, scelle, puis écrit le reçu : il dit le sceau. Rend le manifeste et les lignes du journal."""
    with rapporteur(en_cours) if rapport else nullcontext() as ecrivain:
        if ecrivain:
            progression.etape("verification", "Écriture du rapport (HTML, PDF, Word, classeur)")
            ecrivain.ecrire_les_documents()
        progression.etape("manifeste", "Empreintes et sceau")
        manifeste = sceller(en_cours, contenu)
        lignes = [preparer_ligne(donnees, manifeste)]
        if ecrivain:
            lignes.append(ecrivain.ecrire_le_recu(lignes[0]))
    return manifeste, lignes


def nettoyer(donnees: Path) -> None:
    """Enlève ce qu'un gel arrêté a laissé à moitié ; une édition figée, jamais. L'appelant tient le verrou."""
    for reste in dossier_figees(donnees).glob(f"{PREFIXE_EN_COURS}*"):
        shutil.rmtree(reste)


def _rangs_donnes(donnees: Path) -> list[str]:
    # Un dossier effacé à la main garde son numéro au journal : un numéro ne sert jamais deux fois.
    return [*(ligne.numero for ligne in journal(donnees)), *(p.name for p in dossier_figees(donnees).iterdir())]


def _controler(demande: AFiger, manifeste_source: dict[str, Any]) -> Periode:
    if demande.public not in PUBLICS:
        raise DemandeInvalide(f"Le public «{demande.public}» n'existe pas. Choisissez : {', '.join(PUBLICS)}.")
    _controler_texte("titre", demande.titre, _TITRE_MAX, vide=False)
    _controler_texte("note", demande.note, _NOTE_MAX)
    for code, texte in demande.commentaires.items():
        _controler_texte(f"commentaire de {code}", texte, _COMMENTAIRE_MAX)
    periode = lire_periode(demande.periode)
    if periode is None:
        raise DemandeInvalide(
            f"La période «{demande.periode}» ne se lit pas. Donnez 2024-T2, «T2 2024», 2024-S1, 2024 ou 2024-06."
        )
    if not manifeste_source["date_donnees"]:
        raise DemandeInvalide("L'édition à figer n'a aucune donnée datée : il n'y a rien à figer.")
    if periode.debut > dt.date.fromisoformat(manifeste_source["date_donnees"]):
        arrete = francais.date(manifeste_source["date_donnees"])
        raise DemandeInvalide(f"La période {periode.libelle_long} commence après l'arrêté des données ({arrete}).")
    return periode


def _controler_texte(nom: str, texte: str, longueur: int, *, vide: bool = True) -> None:
    if not texte.strip() and not vide:
        raise DemandeInvalide(f"Le {nom} est vide : donnez-en un, il est sur la page de garde.")
    if len(texte) > longueur:
        raise DemandeInvalide(f"Le {nom} a {len(texte)} caractères ; {longueur} au plus.")


def _batir(
    base: Path, cible: Path, demande: AFiger, periode: Periode, numero: str, manifeste_source: dict[str, Any]
) -> dict[str, Any]:
    """Écrit la base de l'édition figée ; rend ce que son manifeste en dit."""
    fin = min(periode.fin, dt.date.fromisoformat(manifeste_source["date_donnees"]))
    if demande.public == "interne":
        shutil.copyfile(base, cible)
    else:
        reduire(base, cible, demande.public, numero, periode.fin, dossier_figees(cible.parents[2]))
    contenu = {
        "id": numero,
        "public": demande.public,
        "titre": demande.titre.strip(),
        "periode": periode.libelle,
        "note": demande.note.strip(),
        "date_donnees": (fin if demande.public != "interne" else _date(manifeste_source)).isoformat(),
        "provisoire": periode.fin > _date(manifeste_source),
        "figee_le": dt.datetime.now().replace(microsecond=0).isoformat(),
        "demonstration": manifeste_source["demonstration"],
        CLE_NUMERO: NUMERO,
        "decoupage": manifeste_source["decoupage"],
        "limites": manifeste_source["limites"],
        "versions": manifeste_source["versions"],
    }
    with duckdb.connect(str(cible)) as connexion:
        connexion.execute("SET threads = 1")
        contenu["seuils"] = _seuils(connexion)
        contenu["empreinte"] = edition.empreinte_logique(connexion)
        _inscrire(connexion, contenu, demande.commentaires)
        inscrire_redaction(connexion, demande.redaction, periode.libelle)
        inscrire_la_survie(base, connexion, fin)
        connexion.execute("CHECKPOINT")
    if demande.public == "interne":
        # Ce que l'équipe seule peut relire : d'où l'édition vient, et de quels fichiers.
        contenu |= {"edition_source": manifeste_source["id"], "depots": manifeste_source["depots"]}
    return contenu | {"depots": contenu.get("depots", [])}


def _verifier_la_reduction(base: Path, public: str) -> None:
    if public != "interne" and (trop := colonnes_interdites(base, public)):
        raise edition.EditionFausse(f"La base du public «{public}» dit ce qu'il ne lit pas : {', '.join(trop)}.")


def _date(contenu: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(contenu["date_donnees"])


def _seuils(connexion: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    lus = connexion.execute("SELECT jeu, vert, orange, peremption, plancher_completude FROM seuil ORDER BY jeu")
    noms = [d[0] for d in lus.description]
    return [dict(zip(noms, ligne, strict=True)) for ligne in lus.fetchall()]


def _inscrire(connexion: duckdb.DuckDBPyConnection, contenu: dict[str, Any], commentaires: dict[str, str]) -> None:
    """Écrit dans la base ce que l'écran et le rapport en disent : l'identité, les commentaires."""
    connus = {str(c) for (c,) in connexion.execute("SELECT code FROM resultat").fetchall()}
    if inconnus := sorted(set(commentaires) - connus):
        raise DemandeInvalide(f"Résultat inconnu : {', '.join(inconnus)}. Ceux du cadre : {', '.join(sorted(connus))}.")
    dites = ("id", "public", "titre", "periode", "note", "date_donnees", "figee_le", "empreinte")
    lignes = [("numero" if cle == "id" else cle, str(contenu[cle])) for cle in dites]
    connexion.executemany("INSERT INTO edition_figee VALUES (?, ?)", lignes)
    connexion.execute("INSERT INTO edition_figee VALUES ('provisoire', ?)", ["1" if contenu["provisoire"] else "0"])
    ecrits = [(code, texte.strip()) for code, texte in sorted(commentaires.items()) if texte.strip()]
    if ecrits:
        connexion.executemany("INSERT INTO commentaire VALUES (?, ?)", ecrits)
