"""Une archive mesurée avant d'être lue : ce qu'elle pèse vraiment, la surface de ses feuilles, ses formules.

Le lecteur de classeurs réserve la mémoire du rectangle qui va de A1 à la dernière cellule : un fichier d'un
kilo-octet, écrit par une machine malveillante, arrêterait le programme. Et les tailles qu'une archive déclare
peuvent mentir. Ne rend aucune valeur de cellule : `etl.fichiers.ouverture` lit.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from domaine.francais import nombre
from domaine.reglages import Reglages
from etl.fichiers.cellules import CelluleFautive
from etl.fichiers.compte import compter_contenus
from etl.fichiers.refus import FichierRefuse
from etl.fichiers.zips import ARCHIVE_ABIMEE
from tableurs import codable

MO = 1024 * 1024
#: Nombre de fichiers d'une archive : un classeur en a une centaine, un dossier de CSV une trentaine.
MEMBRES_MAX = 5000
#: Longueur d'un texte de cellule selon Excel ; au-delà, ses répétitions sont comptées.
TEXTE_MAX = 32_767
#: Surface de toutes les feuilles d'un fichier, en cellules : 400 000 lignes de 30 colonnes, environ 400 Mo de mémoire.
CELLULES_MAX = 12_000_000
#: Colonnes d'une feuille : ce que porte un tableur.
COLONNES_MAX = 16_384
_MORCEAU_LU = 16 * 1024
#: Une cellule qui n'est pas «A1» à «Z99999» : seule une feuille qui en a une mérite d'être mesurée.
_LOINTAINE = re.compile(rb'<c(?! r="[A-Z]\d{1,5}")[\s/>]')
_REMPLIE = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s>])([^>]*)(?<!/)>")
_ADRESSE = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]{0,4})(\d{0,9})""")
_FORMULE = re.compile(rb"<f[^>]*>([^<]*)</f>|<f[^>]*/>")
_VALEUR = re.compile(rb"<v[^>]*>([^<]+)</v>")
_TABLE_DE_TEXTES = re.compile(rb"<(?:[\w.-]+:)?sst[\s>]")
_TEXTE_PARTAGE = re.compile(rb"<(?:[\w.-]+:)?si[\s>]")
_ADRESSE_LIGNE = re.compile(rb"""[^>]*?(?<![\w:])r\s*=\s*["'](\d{1,9})""")


class Surface:
    """La surface des feuilles d'un fichier, additionnée : plusieurs feuilles immenses ne passent pas une à une."""

    def __init__(self) -> None:
        self.cellules = 0

    def ajouter(self, lignes: int, colonnes: int) -> None:
        """Ajoute le rectangle d'une feuille, de A1 à sa dernière cellule remplie.

        Raises:
            FichierRefuse: les feuilles vues jusque-là ne tiendraient pas en mémoire.
        """
        self.cellules += lignes * colonnes
        if self.cellules <= CELLULES_MAX:
            return
        detail = f"feuille de {lignes} lignes sur {colonnes} colonnes"
        if lignes * colonnes <= CELLULES_MAX:
            detail = f"ses feuilles couvrent ensemble plus de {nombre(CELLULES_MAX)} cellules, même vides"
        raise FichierRefuse("fichier_trop_gros", "", detail)


@dataclass
class Mesures:
    """Ce que la mesure a vu, par chemin de feuille.

    Attributes:
        fautives: (ligne, colonne) comptées de zéro → cellule en faute.
        contenus: combien de cellules ont un contenu.
    """

    fautives: dict[str, dict[tuple[int, int], CelluleFautive]] = field(default_factory=dict)
    contenus: dict[str, int] = field(default_factory=dict)


def mesurer(contenu: bytes, reglages: Reglages, *, classeur: bool) -> Mesures:
    """Décompresse sans garder, borne tout, et repère les formules en erreur ou sans résultat.

    Args:
        classeur: l'archive est un .xlsx ; sinon un dossier de .csv.

    Raises:
        FichierRefuse: trop gros, abîmé, chiffré, en UTF-16, ou d'une méthode de compression inattendue.
    """
    limite = reglages.taille_decompressee_max_mo * MO
    trop = FichierRefuse("fichier_trop_gros", "", f"plus de {reglages.taille_decompressee_max_mo} Mo décompressés")
    membres = _membres(contenu, classeur=classeur)
    if sum(m.file_size for m in membres) > limite:
        raise trop
    mesures, reste, surface = Mesures(), limite, Surface()
    textes = 0
    for membre in membres:
        morceaux: list[bytes] = []
        somme = 0
        for morceau in _decompresser(contenu, membre):
            reste -= len(morceau)
            if reste < 0:
                raise trop
            somme = zlib.crc32(morceau, somme)
            if classeur:
                morceaux.append(morceau)
        if somme != membre.CRC:
            # Le lecteur de classeurs ne vérifie pas cette somme : un octet changé en route donnerait une autre cellule.
            raise FichierRefuse("fichier_illisible", "", "somme de contrôle fausse : copie abîmée")
        xml = b"".join(morceaux)
        if membre.filename.lower().endswith((".xml", ".rels")) and b"\x00" in xml[:4] + xml[-4:]:
            # Le lecteur rendrait la feuille vide.
            raise FichierRefuse("fichier_illisible", "", f"«{codable(membre.filename)}» est écrit en UTF-16")
        if b"sst" in xml and _TABLE_DE_TEXTES.search(xml):
            textes = max(textes, *(len(x) for x in _TEXTE_PARTAGE.split(xml)))
        if b"sheetData" in xml:
            surface.ajouter(*_etendue(xml))
            mesures.contenus[membre.filename] = compter_contenus(xml)
            if trouvees := _formules_fautives(xml):
                mesures.fautives[membre.filename] = trouvees
    # Un même texte, répété par renvoi, ne pèse qu'une fois dans l'archive et autant de fois en mémoire.
    if textes > TEXTE_MAX and textes * _renvois(contenu, membres) > limite:
        raise trop
    return mesures


def _renvois(contenu: bytes, membres: list[zipfile.ZipInfo]) -> int:
    """Cellules qui renvoient à la table des textes : comptées seulement quand un texte est démesuré."""
    feuilles = (b"".join(_decompresser(contenu, membre)) for membre in membres)
    return sum(xml.count(b't="s"') + xml.count(b"t='s'") for xml in feuilles if b"sheetData" in xml)


def _membres(contenu: bytes, *, classeur: bool) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            membres = archive.infolist()
            # Les deux en-têtes de ce qui sera relu s'accordent : sinon le fichier serait déposé, puis illisible.
            for membre in membres if classeur and len(membres) <= MEMBRES_MAX else ():
                if not membre.flag_bits & 1 and membre.filename.lower().endswith((".xml", ".rels")):
                    archive.open(membre).close()
    except ARCHIVE_ABIMEE as erreur:
        raise FichierRefuse("fichier_illisible", "", "fichier tronqué ou abîmé") from erreur
    if len(membres) > MEMBRES_MAX:
        raise FichierRefuse("fichier_trop_gros", "", f"plus de {MEMBRES_MAX} fichiers dans l'archive")
    if any(m.flag_bits & 1 for m in membres):
        raise FichierRefuse("fichier_chiffre")
    return membres


def _decompresser(contenu: bytes, membre: zipfile.ZipInfo) -> Iterator[bytes]:
    """Les octets d'un membre, par morceaux, sans croire la taille qu'il déclare."""
    abime = FichierRefuse("fichier_illisible", "", "fichier tronqué ou abîmé")
    debut = membre.header_offset
    entete = contenu[debut : debut + 30]
    if len(entete) < 30 or not entete.startswith(b"PK\x03\x04"):
        raise abime
    debut += 30 + int.from_bytes(entete[26:28], "little") + int.from_bytes(entete[28:30], "little")
    brut = memoryview(contenu)[debut : debut + membre.compress_size]
    if len(brut) < membre.compress_size:
        raise abime
    if membre.compress_type == zipfile.ZIP_STORED:
        yield bytes(brut)
        return
    if membre.compress_type != zipfile.ZIP_DEFLATED:
        raise FichierRefuse("fichier_illisible", "", "méthode de compression inattendue")
    decodeur = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # Par petits morceaux : un morceau décompressé ne dépasse jamais mille fois ce qu'on lui donne.
        for debut in range(0, len(brut), _MORCEAU_LU):
            yield decodeur.decompress(brut[debut : debut + _MORCEAU_LU])
            if decodeur.eof:
                return
        yield decodeur.flush()
    except zlib.error as erreur:
        raise abime from erreur
    if not decodeur.eof:
        raise abime


def _etendue(xml: bytes) -> tuple[int, int]:
    """Lignes et colonnes du rectangle d'une feuille qui a une cellule lointaine ; (0, 0) pour une feuille ordinaire."""
    if b":sheetData" not in xml and not _LOINTAINE.search(xml):
        return 0, 0
    lignes, colonnes, sans_adresse = 1, 1, 0
    for attributs in _REMPLIE.findall(xml):
        trouve = _ADRESSE.search(attributs)
        if trouve is None:
            sans_adresse += 1
            continue
        lignes = max(lignes, int(trouve[2] or 0))
        colonnes = max(colonnes, _rang(trouve[1]))
    if sans_adresse:
        rangees = re.split(rb"<(?:[\w.-]+:)?row[\s>/]", xml)
        numeros = [int(trouve[1]) for r in rangees if (trouve := _ADRESSE_LIGNE.match(r))]
        lignes = max(lignes, len(rangees), *numeros)
        colonnes += max(len(_REMPLIE.findall(r)) for r in rangees)
    return lignes, colonnes


def _rang(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres.upper():
        rang = rang * 26 + lettre - 64
    return rang


def _formules_fautives(xml: bytes) -> dict[tuple[int, int], CelluleFautive]:
    """Les cellules en erreur et les formules sans résultat enregistré, que le lecteur rendrait vides."""
    if b't="e"' not in xml and b"<f" not in xml:
        return {}
    trouvees: dict[tuple[int, int], CelluleFautive] = {}
    # Découpé plutôt que cherché par un motif : sur un fichier malveillant, le temps reste proportionnel à sa taille.
    for morceau in xml.split(b"<c ")[1:]:
        if b't="e"' not in morceau and b"<f" not in morceau:
            continue
        attributs, _, dedans = morceau.partition(b">")
        place = _ADRESSE.search(b" " + attributs)
        if place is None or not place[1] or not place[2] or attributs.endswith(b"/"):
            continue
        dedans = dedans[: dedans.find(b"</c>")]
        valeur = _VALEUR.search(dedans)
        if b't="e"' in attributs:
            texte = valeur[1].decode("ascii", "replace") if valeur else "#ERREUR"
            fautive = CelluleFautive(texte, "formule_en_erreur")
        elif b"<f" in dedans and valeur is None and b't="str"' not in attributs:
            formule = _FORMULE.search(dedans)
            texte = html.unescape((formule[1] or b"").decode("utf-8", "replace")) if formule else ""
            fautive = CelluleFautive(f"={texte}", "formule_sans_valeur")
        else:
            continue
        trouvees[(int(place[2]) - 1, _rang(place[1]) - 1)] = fautive
    return trouvees
