"""L'import de repères : lire, découper à la carte, alléger, écrire d'un seul renommage ; et les retirer.

Un refus ne change rien. Les défenses contre un fichier hostile sont celles de l'import des limites (`geo.ouverture`).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import partial
from pathlib import Path

import shapely

from domaine.francais import compte, nombre
from domaine.reglages import dossier_donnees
from geo.attributs import texte_borne
from geo.controle import A_VERIFIER, BLOQUANTE, INFORMATION, Remarque
from geo.decoupe import (
    METRES_PAR_DEGRE,
    Decoupe,
    Trace,
    decouper_lignes,
    decouper_voisines,
    tracer_lignes,
    tracer_voisines,
)
from geo.importer import Bilan, bornes_en_vigueur, ecrire_garde, sha256_du_fichier
from geo.limites import Limites, limites_en_vigueur
from geo.ouverture import LIGNES_NOMMEES, POLYGONES_NOMMES, Bornes, Couche, lire_couches
from geo.refus import CoucheRefusee, soigner
from geo.reperes import (
    FLEUVE,
    LONGUEUR_CREDIT,
    POIDS_MAX,
    empreinte_des_limites,
    fichier_des_reperes,
    lire_reperes,
    texte_des_reperes,
)

#: Tolérances de simplification essayées tour à tour, en mètres, jusqu'à tenir dans `POIDS_MAX`.
TOLERANCES_M = (300.0, 600.0, 1200.0, 2400.0, 4800.0)
#: Plus de noms que cela sur une carte ne situent plus rien.
REPERES_MAX = 100


def importer_reperes(
    fichier: Path,
    genre: str,
    *,
    credit: str,
    source: str = "",
    nom: str = "",
    dossier: Path | None = None,
    bornes: Bornes | None = None,
    essai: bool = False,
) -> Bilan:
    """Contrôle un fichier de repères et, s'il convient, le met en vigueur à la place du précédent de ce genre.

    Args:
        fichier: GeoJSON, GeoPackage ou Shapefile zippé, d'une seule couche, dans n'importe quel système de coordonnées.
        genre: « fleuve » (des lignes) ou « voisines » (des polygones).
        credit: ligne à imprimer sous la carte.
        source: d'où vient le fichier, en une phrase ; son nom par défaut.
        nom: nom des entités qui n'en ont pas dans le fichier.
        dossier: dossier des données ; celui des réglages par défaut.
        bornes: tailles acceptées ; celles des réglages par défaut.
        essai: contrôler seulement : rien n'est écrit.

    Returns:
        Le bilan ; un fichier hostile, abîmé ou hors de la carte donne une remarque bloquante, jamais une exception.
    """
    donnees = dossier or dossier_donnees()
    limites = limites_en_vigueur(donnees)
    fiche = {
        "genre": genre,
        "source": texte_borne(source, LONGUEUR_CREDIT) or soigner(f"fichier « {texte_borne(fichier.name)} »"),
        "credit": texte_borne(credit, LONGUEUR_CREDIT),
        "importe_le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "fichier": texte_borne(fichier.name),
        "limites": empreinte_des_limites(donnees),
    }
    try:
        with tempfile.TemporaryDirectory(prefix="socle-reperes-") as atelier:
            attendu = LIGNES_NOMMEES if genre == FLEUVE else POLYGONES_NOMMES
            couche = _seule(lire_couches(fichier, Path(atelier), bornes or bornes_en_vigueur(), attendu))
        decoupe = (decouper_lignes if genre == FLEUVE else decouper_voisines)(_nommer(couche, nom), limites)
        traces, texte, remarques = _alleger(
            decoupe, genre, limites, fiche | {"sha256_fichier": sha256_du_fichier(fichier)}
        )
    except shapely.errors.ShapelyError:
        return Bilan((Remarque(BLOQUANTE, "Les géométries du fichier sont inutilisables."),), None)
    except CoucheRefusee as refus:
        return Bilan((Remarque(BLOQUANTE, soigner(str(refus))),), None)
    remarques = [*(Remarque(A_VERIFIER, r) for r in couche.remarques), *remarques, *_dire(decoupe, traces)]
    ecrit = fichier_des_reperes(donnees, genre)
    if not essai:
        ecrire_garde(texte, ecrit, partial(lire_reperes, genre=genre))
    return Bilan(tuple(Remarque(c.gravite, soigner(c.message)) for c in remarques), ecrit)


def retirer_reperes(genre: str, dossier: Path | None = None) -> bool:
    """Retire les repères d'un genre ; faux quand il n'y en avait pas."""
    fichier = fichier_des_reperes(dossier or dossier_donnees(), genre)
    presents = fichier.exists()
    fichier.unlink(missing_ok=True)
    return presents


def _seule(couches: list[Couche]) -> Couche:
    """La couche du fichier ; en choisir une parmi plusieurs serait deviner."""
    if len(couches) > 1:
        noms = ", ".join(f"« {texte_borne(c.nom)} »" for c in couches[:5])
        raise CoucheRefusee(f"Le fichier a {len(couches)} couches ({noms}…) : donnez un fichier d'une seule couche.")
    return couches[0]


def _nommer(couche: Couche, nom: str) -> Couche:
    defaut = texte_borne(nom)
    return Couche(couche.nom, couche.geometries, couche.remarques, tuple(n or defaut for n in couche.noms))


def _alleger(
    decoupe: Decoupe, genre: str, limites: Limites, fiche: dict[str, str]
) -> tuple[list[Trace], str, list[Remarque]]:
    """Les repères tracés, le texte à écrire et ce qu'il pèse, à la première tolérance qui convient.

    Raises:
        CoucheRefusee: rien ne paraît sur la carte, ou trop de détails pour un repère.
    """
    tracer = tracer_lignes if genre == FLEUVE else tracer_voisines
    if len(decoupe.noms) > REPERES_MAX:
        raise CoucheRefusee(
            f"{len(decoupe.noms)} repères sur la carte ; maximum {REPERES_MAX}. Ne gardez que ceux qui situent."
        )
    for tolerance in TOLERANCES_M:
        traces = tracer(decoupe, limites, tolerance / METRES_PAR_DEGRE) if decoupe.noms else []
        if not traces:
            raise CoucheRefusee("Rien de ce fichier ne paraît sur la carte, hors des régions du projet.")
        texte = texte_des_reperes(traces, fiche)
        poids = len(texte.encode())
        if poids <= POIDS_MAX:
            dit = f"{nombre(poids / 1000, 1)} ko, tracés simplifiés à {nombre(tolerance, 0)} m près."
            return traces, texte, [Remarque(INFORMATION, dit)]
    raise CoucheRefusee(
        f"Trop de détails pour un repère ({nombre(poids / 1000, 0)} ko une fois simplifié, maximum "
        f"{POIDS_MAX // 1000} ko) : ne gardez que les cours d'eau ou les régions qui situent."
    )


def _dire(decoupe: Decoupe, traces: list[Trace]) -> list[Remarque]:
    noms = [t.nom for t in traces if t.nom]
    dits = []
    if noms:
        dits.append(f"Noms : {', '.join(noms)}.")
    if sans_nom := len(traces) - len(noms):
        dits.append(f"{compte(sans_nom, 'repère')} sans nom : rien n'y sera écrit (--nom TEXTE en donne un).")
    if decoupe.notres:
        dits.append(f"{compte(decoupe.notres, 'polygone')} laissés de côté : ce sont les régions du projet.")
    return [Remarque(INFORMATION, dit) for dit in dits]
