"""Figer une édition : un objet numéroté, scellé, remis à un public, que le programme ne change ni n'efface plus.

`<données>/figees/<numéro>/` : la base, les sorties à emporter, le manifeste. Le manifeste porte l'empreinte de chaque
fichier, de chaque table, et son propre sceau.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb

from domaine.chemins import BASE, PREFIXE_EN_COURS, dossier_figees
from domaine.figees import APERCU, numeroter
from domaine.periodes import Periode
from domaine.schema.edition import CLE_NUMERO, NUMERO
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.absences import compter_les_absences
from etl.gel.admission import AFiger, admettre, exiger_la_relecture, relire_la_demande
from etl.gel.rapporteur import Rapporteur, apercevoir_le_document, rapporteur
from etl.gel.redaction import inscrire_redaction
from etl.gel.relecture import sans_reponse
from etl.gel.sceau import journal, mettre_en_place, preparer_ligne, sceller
from etl.gel.suite import inscrire_la_suite
from etl.gel.survie import inscrire_la_survie
from etl.progression import Progression
from etl.publics.lectures import colonnes_interdites
from etl.publics.reduction import MasquesIllisibles, reduire


def figer(donnees: Path, demande: AFiger, progression: Progression) -> dict[str, Any]:
    """Fige une édition ; l'appelant tient le verrou.

    Returns:
        Le manifeste de l'édition figée.

    Raises:
        DemandeInvalide: public, titre, période, note ou commentaire qui ne convient pas.
        edition.EditionAbsente: rien à figer.
        edition.EditionFausse: la source est altérée, ou ce qui est bâti ne passe pas sa vérification.
    """
    base, manifeste_source, periode = admettre(donnees, demande)
    exiger_la_relecture(relire_la_demande(base, demande, periode), demande.gardees)
    dossier = dossier_figees(donnees)
    dossier.mkdir(parents=True, exist_ok=True)
    nettoyer(donnees)
    numero = numeroter(periode.libelle, _rangs_donnes(donnees))
    en_cours = dossier / f"{PREFIXE_EN_COURS}{os.getpid()}-{time.time_ns()}"
    try:
        en_cours.mkdir()
        # Lancé d'abord : il se charge pendant que la base s'écrit.
        with rapporteur(en_cours) if demande.rapport else nullcontext() as ecrivain:
            contenu = _ecrire_la_base(
                donnees, base, en_cours, demande, (periode, numero, manifeste_source), progression
            )
            manifeste, lignes = _sceller(donnees, en_cours, contenu, progression, ecrivain)
        progression.etape("bascule", "Mise en place")
        mettre_en_place(donnees, en_cours, numero, lignes)
    except BaseException:
        shutil.rmtree(en_cours, ignore_errors=True)
        raise
    return manifeste


def apercevoir(donnees: Path, demande: AFiger, vers: Path, progression: Progression) -> dict[str, Any]:
    """Bâtit ce qui serait figé, sans numéro ni sceau, et le montre avant l'acte qui ne se reprend pas (règle E19).

    Args:
        donnees: le dossier de données ; rien n'y reste.
        demande: ce que l'on figerait.
        vers: dossier où les premières pages du document s'écrivent, en PNG.
        progression: où en est le travail.

    Returns:
        `trouvailles` (ce qu'il faut garder ou retirer), `pages` (noms des images), `absences` (feuille, lignes qui n'y
        seront pas), `chiffres` (publiés, de combien, masqués).

    Raises:
        Celles de `figer`.
    """
    base, manifeste_source, periode = admettre(donnees, demande)
    trouvees = sans_reponse(relire_la_demande(base, demande, periode), demande.gardees)
    dossier_figees(donnees).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PREFIXE_EN_COURS, dir=dossier_figees(donnees)) as lieu:
        en_cours = Path(lieu)
        suite = (periode, APERCU, manifeste_source)
        _ecrire_la_base(donnees, base, en_cours, demande, suite, progression)
        progression.etape("verification", "Premières pages du document")
        pages = apercevoir_le_document(en_cours, vers)
        absences, chiffres = compter_les_absences(base, en_cours / BASE)
    return {
        "trouvailles": [t.en_dict() for t in trouvees],
        "pages": pages,
        "absences": absences,
        "chiffres": chiffres,
    }


def _ecrire_la_base(
    donnees: Path,
    base: Path,
    en_cours: Path,
    demande: AFiger,
    suite: tuple[Periode, str, dict[str, Any]],
    progression: Progression,
) -> dict[str, Any]:
    """Écrit et vérifie la base ; `suite` : la période, le numéro, le manifeste de la source."""
    progression.etape("calcul", f"Écriture de la base ({demande.public})")
    contenu = _batir(base, en_cours / BASE, demande, *suite)
    inscrire_la_suite(donnees, en_cours / BASE, contenu, base)
    progression.etape("verification", "Vérification de la base")
    edition.verifier_base(en_cours / BASE)
    _verifier_la_reduction(en_cours / BASE, demande.public)
    return contenu


def _sceller(
    donnees: Path, en_cours: Path, contenu: dict[str, Any], progression: Progression, ecrivain: Rapporteur | None
) -> tuple[dict[str, Any], list[bytes]]:
    """Écrit les documents, scelle, puis écrit le reçu : il dit le sceau. Rend le manifeste et les lignes du journal."""
    if ecrivain:
        progression.etape("verification", "Écriture du rapport (HTML, PDF, Word, classeur) et du fichier IATI")
        if manque := ecrivain.ecrire_les_documents():
            progression.etape("verification", manque)
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


def _batir(
    base: Path, cible: Path, demande: AFiger, periode: Periode, numero: str, manifeste_source: dict[str, Any]
) -> dict[str, Any]:
    """Écrit la base de l'édition figée ; rend ce que son manifeste en dit."""
    fin = min(periode.fin, dt.date.fromisoformat(manifeste_source["date_donnees"]))
    if demande.public == "interne":
        shutil.copyfile(base, cible)
    else:
        try:
            reduire(base, cible, demande.public, numero, periode.fin, dossier_figees(cible.parents[2]))
        except MasquesIllisibles as erreur:
            raise edition.EditionFausse(str(erreur)) from erreur
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
