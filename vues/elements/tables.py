"""Les tableaux des pages de suivi : ce qui se lit à côté de ce qui s'emporte."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from domaine import francais
from domaine.chiffre import Chiffre, Moment
from figures.mots import chiffre, ecriture, ventilation
from requetes.accueil.situation import Phare
from requetes.edition.ouverture import Edition
from tableurs.objets import en_tableau
from vues.elements import etats
from vues.elements.tableaux import redire_tableau
from vues.filtres.adresse import Filtres

#: Colonnes emportées, dans l'ordre de `valeurs`, précédées de ce qui les nomme.
EMPORTEES = (
    "code_indicateur",
    "libelle",
    "unite",
    "niveau",
    "code_zone",
    "zone",
    "type_periode",
    "periode",
    "dimension",
    "modalite",
    "numerateur",
    "denominateur",
    "valeur",
    "recues",
    "attendues",
    "date_plus_ancienne",
    "provisoire",
    "cible_due",
    "nature_cible",
    "valeur_reference",
    "taux_realisation",
    "taux_progression",
    "etat",
    "motif_absence",
    "revision",
    "valeur_avant",
)


def emportable(lignes: Sequence[Chiffre], *, sans: Sequence[str] = ()) -> pd.DataFrame:
    """Les colonnes de `valeurs` que ces chiffres portent, sauf `sans` : pleine précision, absences vides."""
    tableau = en_tableau(type(lignes[0]) if lignes else Chiffre, lignes)
    return tableau[[c for c in EMPORTEES if c in tableau.columns and c not in sans]]


def afficher_situation(edition: Edition, phares: Sequence[Phare], filtres: Filtres) -> None:
    """Le tableau des indicateurs phares."""
    noms = {"Code": "code_indicateur", "Indicateur": "libelle_court"}
    sans = ("zone", "motif_absence", "revision")
    _afficher(edition, phares, noms, "Indicateurs phares", "phares", filtres, sans=sans)


def afficher_serie(
    edition: Edition, serie: Sequence[Moment], titre: str, filtres: Filtres, *, cle: str = "serie"
) -> None:
    """Le tableau d'une série : une ligne par zone et par période."""
    _afficher(edition, serie, {"Zone": "zone"}, titre, cle, filtres)


def afficher_zones(edition: Edition, lignes: Sequence[Chiffre], titre: str, filtres: Filtres) -> None:
    """Le tableau d'un indicateur, zone par zone."""
    _afficher(edition, lignes, {"Zone": "zone"}, titre, "zones", filtres, sans=("revision",))


def afficher_ventilations(edition: Edition, lignes: Sequence[Moment], filtres: Filtres) -> None:
    """Le tableau des modalités, période par période."""
    sans = ("zone", "motif_absence", "revision", "valeur_avant")
    redire_tableau(
        edition,
        len(lignes),
        lambda: _ventilations_en_clair(lignes),
        lambda: emportable(lignes, sans=sans),
        "Ventilations",
        cle="ventilations",
        filtres=filtres.en_clair,
    )


def _ventilations_en_clair(lignes: Sequence[Moment]) -> pd.DataFrame:
    montre = pd.DataFrame(
        [
            {"Dimension": ventilation.dimension(str(x.dimension)), "Modalité": ventilation.modalite(x)} | _en_clair(x)
            for x in lignes
        ]
    )
    # ni cible ni taux : une ventilation n'en a pas (règle C12)
    return montre.drop(columns=["Cible due", "Réalisation", "Progression"], errors="ignore")


def _afficher(
    edition: Edition,
    lignes: Sequence[Chiffre],
    noms: dict[str, str],
    titre: str,
    cle: str,
    filtres: Filtres,
    *,
    sans: Sequence[str] = (),
) -> None:
    def montrer() -> pd.DataFrame:
        return pd.DataFrame([{t: _nom(getattr(x, champ)) for t, champ in noms.items()} | _en_clair(x) for x in lignes])

    redire_tableau(
        edition,
        len(lignes),
        montrer,
        lambda: emportable(lignes, sans=sans),
        titre,
        cle=cle,
        filtres=filtres.en_clair,
    )


def _nom(recu: object) -> object:
    """Le code du projet entier n'est pas un nom : à l'écran, il s'écrit."""
    return "Ensemble du projet" if recu == "SOCLE" else recu


def _en_clair(x: Chiffre) -> dict[str, str]:
    if not x.lu:
        return {"Période": francais.SO, "Valeur": francais.SO}
    absence = chiffre.absence(x.etat) if x.motif_absence is None else f"{francais.ND} ({x.motif_absence})"
    return {
        "Période": francais.periode(x.periode) + (" (en cours)" if x.finie is False else ""),
        "Valeur": absence
        if x.valeur is None
        else chiffre.valeur(x) + chiffre.non_valide(x) + (" (r)" if x.revision else ""),
        "Cible due": chiffre.cible(x),
        "État": etats.mot(x.etat),
        "Réalisation": _taux(x.taux_realisation),
        "Progression": _taux(x.taux_progression),
        "Complétude": chiffre.completude(x) + (" (p)" if x.provisoire else ""),
        "Plus ancienne": francais.date_courte(x.date_plus_ancienne),
    }


def _taux(taux: float | None) -> str:
    """Un taux que la règle ne définit pas (sans cible, limite à tenir…) est sans objet, pas indisponible."""
    return francais.SO if taux is None else ecriture.nombre(taux, "%")
