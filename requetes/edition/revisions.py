"""Ce que cette édition a changé des chiffres de la précédente : de quoi à quoi, par quel fichier."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base

#: Une période encore ouverte avance ; un chiffre du passé, lui, a été revu.
DU_PASSE = ("révisée", "complétée", "retirée", "rangée disparue")


def revisions(base: Base, region: str = "", *, du_passe: bool = True) -> pd.DataFrame:
    """Les chiffres changés depuis l'édition précédente, totaux seulement, les niveaux hauts d'abord.

    Args:
        base: l'édition.
        region: se limite à cette région et à ce qu'elle contient ; vide = toutes les zones.
        du_passe: ne garder que les périodes de collecte passées (ni leurs sommes, ni ce qui change parce que la
            période courait encore, ou par sa cible seule).

    Returns:
        Les colonnes de `revision_chiffre`, `libelle_court, unite` (absents si l'indicateur n'existe plus) et `zone`.
    """
    return base.lire(
        """
        SELECT r.*, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, z.nom AS zone
        FROM revision_chiffre r JOIN zone z ON z.code = r.code_zone LEFT JOIN indicateur i ON i.code = r.code_indicateur
        WHERE r.dimension IS NULL AND ($region = '' OR z.region = $region)
          AND (NOT $du_passe OR (list_contains($genres, r.genre)
              AND r.type_periode = coalesce(type_de_base(i.frequence), r.type_periode)))
        ORDER BY i.ordre, r.code_indicateur, z.ordre, r.type_periode <> 'cumul', r.periode DESC
        """,
        {"region": region, "du_passe": du_passe, "genres": list(DU_PASSE)},
    )


def revision_du_chiffre(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ventilation: tuple[str, str] = ("", "")
) -> pd.DataFrame:
    """La révision d'un chiffre, s'il en a une : une ligne au plus, les colonnes de `revision_chiffre`."""
    return base.lire(
        """
        SELECT * FROM revision_chiffre
        WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type_periode AND periode = $periode
          AND coalesce(dimension, '') = $dimension AND coalesce(modalite, '') = $modalite
        """,
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "dimension": ventilation[0],
            "modalite": ventilation[1],
        },
    )


def edition_precedente(base: Base) -> dict[str, str]:
    """À quelle édition les révisions se comparent.

    Returns:
        `identifiant` (vide sans édition précédente) et `note`, la raison quand la comparaison n'a pas pu se faire.
    """
    lues = base.lire("SELECT cle, valeur FROM info WHERE cle IN ('edition_precedente', 'note_revisions')")
    valeurs = dict(zip(lues["cle"], lues["valeur"], strict=True))
    return {
        "identifiant": str(valeurs.get("edition_precedente") or ""),
        "note": str(valeurs.get("note_revisions") or ""),
    }


def definitions_changees(base: Base) -> pd.DataFrame:
    """Ce que le cadre logique dit autrement depuis la précédente édition figée : `objet, geste, code, phrase`.

    Vide pour une édition vivante.
    """
    return base.lire("SELECT objet, geste, code, phrase FROM revision_definition")
