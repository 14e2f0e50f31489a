"""Le nom d'une entité dans un fichier reçu : une règle, et la seule part d'une table dBASE dont elle a besoin.

Un nom est un texte venu d'ailleurs : il est borné, privé de ses caractères invisibles, et reste un texte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.refus import CoucheRefusee

#: Propriétés où chercher le nom, dans l'ordre, sans égard aux majuscules. `region`, trop vague, passe en dernier.
PROPRIETES = ("nom", "name_fr", "name", "adm1_fr", "shapename", "region")
LONGUEUR_MAX = 60
#: Assez pour en tirer un nom ; le reste d'un texte démesuré n'est même pas lu.
_LU_MAX = 1000
_CHAMPS_MAX = 500


def texte_borne(texte: object, longueur: int = LONGUEUR_MAX) -> str:
    r"""Le texte sans caractère de commande ni caractère invisible, sur une ligne, coupé à `longueur`.

    >>> texte_borne(" Sé\u200bgou\r\n(région) ")
    'Ségou (région)'
    >>> texte_borne(None)
    ''
    """
    if not isinstance(texte, str):
        return ""
    lu = unicodedata.normalize("NFC", " ".join(texte[:_LU_MAX].split()))
    net = "".join(c for c in lu if not unicodedata.category(c).startswith("C"))
    return net if len(net) <= longueur else net[: longueur - 1].rstrip() + "…"


def proprietes_utiles(noms: Iterable[str]) -> list[str]:
    """Celles des colonnes d'une couche qui peuvent donner un nom, telles qu'elles sont écrites."""
    return [n for n in noms if n.lower() in PROPRIETES]


def nom_de(proprietes: object) -> str:
    """Le nom d'une entité : la première propriété de la règle qui contient du texte ; vide s'il n'y en a pas.

    >>> nom_de({"region": "Africa", "NAME": "Niger", "name_fr": " "})
    'Niger'
    """
    if not isinstance(proprietes, Mapping):
        return ""
    basses = {str(cle).lower(): valeur for cle, valeur in proprietes.items()}
    return next((nom for cle in PROPRIETES if (nom := texte_borne(basses.get(cle)))), "")


def noms_dbase(fichier: Path, maximum: int) -> list[str]:
    """Les noms d'une table dBASE (`.dbf` d'un Shapefile), ligne par ligne, sans la charger entière.

    Raises:
        CoucheRefusee: en-tête impossible, ou plus de `maximum` lignes.
    """
    refus = CoucheRefusee("Le fichier .dbf du Shapefile est abîmé ou trop gros.")
    with fichier.open("rb") as flux:
        tete = flux.read(32)
        lignes, debut, largeur = (int.from_bytes(tete[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
        if len(tete) < 32 or lignes > maximum:
            raise refus
        champs, position = {}, 1  # le premier octet d'une ligne dit si elle est effacée
        for _ in range(min(_CHAMPS_MAX, (debut - 32) // 32)):
            champ = flux.read(32)
            if len(champ) < 32 or champ[:1] == b"\r":
                break
            champs[_decoder(champ[:11].split(b"\0")[0])] = (position, champ[16])
            position += champ[16]
        if position > largeur:
            raise refus
        utiles = {nom: champs[nom] for nom in proprietes_utiles(champs)}
        noms = []
        for rang in range(lignes if utiles else 0):
            flux.seek(debut + rang * largeur)
            ligne = flux.read(largeur)
            noms.append(nom_de({nom: _decoder(ligne[a : a + n]) for nom, (a, n) in utiles.items()}))
    return noms


def _decoder(octets: bytes) -> str:
    """UTF-8 si c'en est, sinon l'encodage de Windows : un accent de l'un n'est presque jamais lisible dans l'autre."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")
