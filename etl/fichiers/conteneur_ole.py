"""Le contenant d'un vieux classeur : un système de fichiers en petit (OLE), d'où se tire le flux du classeur.

Chaque chaîne de secteurs, chaque branche du répertoire se parcourt en notant où l'on est passé : un fichier abîmé ou
malveillant, qui tourne en rond, est refusé en un temps proportionnel à sa taille.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator

_FIN, _ABSENT = 0xFFFFFFFE, 0xFFFFFFFF
_ENTETE, _NOEUD = 512, 128
#: Noms du flux : celui d'Excel 97 et suivants, puis celui d'Excel 5 et 95.
_FLUX = ("workbook", "book")
#: Flux d'un classeur .xlsx protégé par un mot de passe : il est alors rangé dans un contenant de cette sorte.
_CHIFFRE = "encryptedpackage"


class ConteneurAbime(Exception):
    """Le contenant ne se suit pas jusqu'au classeur."""


class ConteneurChiffre(Exception):
    """Le contenant tient un classeur protégé par un mot de passe."""


def flux_du_classeur(contenu: bytes) -> bytes:
    """Les octets du classeur que tient ce contenant.

    Raises:
        ConteneurAbime: tronqué, chaîne qui boucle ou qui manque, sans flux de classeur.
        ConteneurChiffre: un .xlsx protégé par un mot de passe.
    """
    try:
        return _Conteneur(contenu).classeur()
    except (struct.error, IndexError, ValueError) as erreur:
        raise ConteneurAbime("secteur ou entrée hors du fichier") from erreur


class _Conteneur:
    def __init__(self, contenu: bytes) -> None:
        if len(contenu) < _ENTETE:
            raise ConteneurAbime("en-tête tronqué")
        puissance, petite = struct.unpack_from("<HH", contenu, 30)
        if puissance not in (9, 12) or petite != 6:
            raise ConteneurAbime("taille de secteur inconnue")
        self._taille, self._petite = 1 << puissance, 1 << petite
        # Le dernier secteur est parfois écourté : des outils ne le complètent pas.
        self._contenu = contenu + bytes(-len(contenu) % self._taille)
        repertoire, self._seuil, petits = struct.unpack_from("<I4xII", contenu, 48)
        suite = struct.unpack_from("<I", contenu, 68)[0]
        self._table = self._lire_table(list(struct.unpack_from("<109I", contenu, 76)), suite)
        self._repertoire = self._suivre(repertoire)
        self._petits = petits

    def classeur(self) -> bytes:
        flux = {nom: (debut, taille) for nom, debut, taille in self._flux_de_la_racine()}
        if _CHIFFRE in flux:
            raise ConteneurChiffre
        for nom in _FLUX:
            if nom in flux:
                return self._flux(*flux[nom])
        raise ConteneurAbime("sans classeur")

    def _secteur(self, numero: int) -> bytes:
        # L'en-tête occupe un secteur entier.
        debut = (numero + 1) * self._taille
        octets = self._contenu[debut : debut + self._taille]
        if len(octets) < self._taille:
            raise ConteneurAbime("fichier tronqué")
        return octets

    def _lire_table(self, secteurs: list[int], suite: int) -> array[int]:
        """La table qui donne, pour chaque secteur, le suivant ; ses propres secteurs sont énumérés, avec une suite."""
        passages = 0
        while suite not in (_FIN, _ABSENT):
            passages += 1
            if passages * self._taille > len(self._contenu):
                raise ConteneurAbime("énumération qui boucle")
            *autres, suite = _entiers(self._secteur(suite))
            secteurs.extend(autres)
        utiles = [s for s in secteurs if s not in (_FIN, _ABSENT)]
        if len(set(utiles)) < len(utiles):
            raise ConteneurAbime("secteur de table répété")
        return _entiers(b"".join(self._secteur(s) for s in utiles))

    def _suivre(self, debut: int, taille: int | None = None) -> bytes:
        """Les octets d'une chaîne de secteurs, coupés à leur taille si elle est connue."""
        octets = b"".join(self._secteur(s) for s in _chaine(self._table, debut))
        if taille is not None and len(octets) < taille:
            raise ConteneurAbime("flux plus court qu'annoncé")
        return octets[:taille]

    def _flux(self, debut: int, taille: int) -> bytes:
        if taille >= self._seuil:
            return self._suivre(debut, taille)
        # Un petit flux est découpé en petits secteurs, rangés dans le flux de la racine.
        racine, pas = self._suivre(struct.unpack_from("<I", self._repertoire, 116)[0]), self._petite
        chaine = _chaine(_entiers(self._suivre(self._petits)), debut)
        octets = b"".join(racine[s * pas : (s + 1) * pas] for s in chaine)
        if len(octets) < taille:
            raise ConteneurAbime("flux plus court qu'annoncé")
        return octets[:taille]

    def _flux_de_la_racine(self) -> Iterator[tuple[str, int, int]]:
        """Les flux du premier niveau : (nom en minuscules, premier secteur, taille).

        Un classeur incorporé dans une feuille a lui aussi son flux «Workbook», un niveau plus bas : il ne compte pas.
        """
        nombre = len(self._repertoire) // _NOEUD
        vus: set[int] = set()
        a_voir = [struct.unpack_from("<I", self._repertoire, 76)[0]]
        while a_voir:
            rang = a_voir.pop()
            if rang == _ABSENT or rang in vus:
                continue
            if rang >= nombre:
                raise ConteneurAbime("entrée de répertoire hors du fichier")
            vus.add(rang)
            noeud = self._repertoire[rang * _NOEUD : (rang + 1) * _NOEUD]
            longueur, genre, gauche, droite = struct.unpack_from("<HBxII", noeud, 64)
            a_voir += [droite, gauche]
            if genre == 2:
                nom = noeud[: min(max(longueur - 2, 0), 64)].decode("utf-16-le", "replace")
                yield nom.lower(), *struct.unpack_from("<II", noeud, 116)


def _chaine(table: array[int], debut: int) -> Iterator[int]:
    vus = bytearray(len(table))
    secteur = debut
    while secteur != _FIN:
        if secteur >= len(table) or vus[secteur]:
            raise ConteneurAbime("chaîne de secteurs qui boucle ou sort du fichier")
        vus[secteur] = 1
        yield secteur
        secteur = table[secteur]


def _entiers(octets: bytes) -> array[int]:
    entiers = array("I", octets)
    if sys.byteorder == "big":
        entiers.byteswap()
    return entiers
