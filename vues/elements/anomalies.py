"""Les anomalies comme on les lit, au dépôt et à la Qualité : où, ce qui a été reçu, ce qui ne va pas, que faire."""

from __future__ import annotations

import pandas as pd

from domaine import francais


def tableau(anomalies: pd.DataFrame) -> pd.DataFrame:
    """Un rang par anomalie.

    Args:
        anomalies: `feuille, ligne, colonne, cellule, valeur, message, constat, remede`. Une édition bâtie avant que
            ces deux derniers existent les a vides : le message entier en tient lieu.
    """
    textes = anomalies.drop(columns="ligne").fillna("")
    constats = textes["constat"].where(textes["constat"] != "", textes["message"])
    return pd.DataFrame(
        {
            "Feuille": textes["feuille"].replace("", "–"),
            "Cellule": [_ou(c, n) for c, n in zip(textes["cellule"], anomalies["ligne"], strict=True)],
            "Colonne": textes["colonne"].replace("", "–"),
            "Valeur reçue": textes["valeur"].replace("", "(vide)"),
            "Ce qui ne va pas": [phrase(c) for c in constats],
            "Que faire": [phrase(r) for r in textes["remede"]],
        }
    )


def phrase(texte: str) -> str:
    """Un constat ou un remède, écrit comme une phrase à lui."""
    return francais.typographier(francais.majuscule(texte))


def _ou(cellule: str, ligne: float | None) -> str:
    """L'adresse de la cellule, sinon le numéro de la ligne ; un tiret pour une anomalie de feuille ou de fichier."""
    return cellule or ("–" if ligne is None or francais.absente(ligne) else f"ligne {int(ligne)}")
