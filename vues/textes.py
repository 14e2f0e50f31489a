"""Le passage d'un texte reçu dans du Markdown : le seul endroit où il se fait.

Un nom de point ou un commentaire vient d'un classeur : il doit s'afficher tel qu'il a été écrit, jamais comme un
lien, une formule, une icône ou une balise.
"""

from __future__ import annotations

import os
import re

from domaine import francais
from domaine.reglages import RACINE, ReglageInvalide, dossier_donnees

#: Invisible et insécable : coupe les raccourcis que Streamlit remplace après l'analyse (`:icone:`, `www.`, `a@b`).
_COUPURE = "\u2060"
_PONCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&\"'^=:@])")
#: Les espaces insécables sont de la typographie : ils restent.
_BLANCS = re.compile(r"[ \t\r\n\f\v\u2028\u2029\x00-\x1f]+")
#: Sens d'écriture forcé (U+202A à U+202E, U+2066 à U+2069) : non refermé, il retournerait le reste de la phrase.
_SENS_FORCE = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
#: Un chemin entier, de Linux ou de Windows ; «2024/2025», «et/ou» et une adresse n'en sont pas.
_CHEMIN = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:[\\/]|/|\\\\)(?:[^\s\\/«»\"'<>|:;,()]+[\\/])+")
_RACCOURCI = re.compile(r"(:(?=\S)|@|www(?=\.))")
LONGUEUR_MAX = 400


def echapper(texte: object, longueur: int = LONGUEUR_MAX) -> str:
    r"""Rend un texte reçu inoffensif dans du Markdown, sans changer ce qui se lit.

    Args:
        texte: le texte ; absent → «n. d.».
        longueur: au-delà, coupé par «…».

    >>> echapper("<b>[x](y)</b>")
    '\\<b\\>\\[x\\]\\(y\\)\\</b\\>'
    >>> echapper(None) == francais.ND
    True
    """
    if francais.absente(texte):
        return francais.ND
    coupe = _RACCOURCI.sub(lambda m: m.group() + _COUPURE, propre(texte, longueur))
    return _PONCTUATION.sub(r"\\\1", coupe)


def taire_chemins(texte: object) -> str:
    r"""Une phrase de commande ou de réglage, sans les dossiers du serveur : un lecteur n'a que faire d'où il est.

    >>> taire_chemins("l'accès est refusé (/srv/socle/donnees/figees). Le T2 2024/2025 et C:\\socle\\x.csv")
    "l'accès est refusé (figees). Le T2 2024/2025 et x.csv"
    """
    dit = str(texte)
    # Le dossier des données d'abord : le sien peut avoir des espaces.
    try:
        dossiers = [str(dossier_donnees()), str(RACINE)]
    except ReglageInvalide:
        dossiers = [str(RACINE)]
    for dossier in dossiers:
        dit = dit.replace(f"{dossier}{os.sep}", "").replace(dossier, "le dossier des données")
    return _CHEMIN.sub("", dit)


def propre(texte: object, longueur: int = LONGUEUR_MAX) -> str:
    r"""Un texte reçu, sur une ligne, sans ce qui retournerait la phrase ; sans Markdown, rien d'autre ne change.

    >>> propre("Puits\n n° 3"), propre(None) == francais.ND
    ('Puits n° 3', True)
    """
    if francais.absente(texte):
        return francais.ND
    ligne = _BLANCS.sub(" ", _SENS_FORCE.sub("", str(texte))).strip()
    return ligne[: longueur - 1] + "…" if len(ligne) > longueur else ligne
