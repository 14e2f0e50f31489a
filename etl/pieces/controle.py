"""Un fichier est-il une pièce ? Ses octets le disent, jamais son nom ; et les copies qui s'en montrent (règle D13).

Une image est hostile jusqu'à preuve du contraire : format nommé d'avance, pixels bornés avant d'être décodés, décodée
en entier. Un PDF n'est jamais dessiné ni lu : son début et sa fin suffisent à dire qu'il en est un.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps

from domaine.preuve.pieces import FORMATS
from etl.demande import DemandeInvalide

#: Une photo de téléphone a 12 à 50 millions de points ; au-delà, une petite image qui se gonfle.
PIXELS_MAX: Final = 80_000_000
_COPIE_PX, _VIGNETTE_PX = 1600, 320
_FIN_DE_PDF = 2048
#: HEIC et ses voisins : aucun lecteur sûr n'est installé ici.
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")


def juger(contenu: bytes, nom: str, octets_max: int) -> str:
    """Le format d'une pièce, clé de `FORMATS`.

    Raises:
        DemandeInvalide: vide, trop grosse, d'un format non reçu, abîmée, ou d'un nom qui ment sur ce qu'elle est.
    """
    if not contenu:
        raise DemandeInvalide(f"«{nom}» est vide.")
    if len(contenu) > octets_max:
        mo = octets_max // (1024 * 1024)
        raise DemandeInvalide(f"«{nom}» dépasse {mo} Mo : réduisez la photo, ou numérisez plus légèrement.")
    lu = _reconnaitre(contenu)
    if lu is None:
        quoi = "une photo HEIC : réglez l'appareil sur JPEG, ou convertissez-la" if contenu[4:12] in _HEIC else ""
        raise DemandeInvalide(f"«{nom}» est {quoi or 'd’un format non reçu : JPEG, PNG, WebP ou PDF'}.")
    extension = nom.rpartition(".")[2].lower()
    if extension not in FORMATS[lu]:
        raise DemandeInvalide(f"«{nom}» ment sur ce qu'il est : son contenu est du {lu.upper()}. Rien n'en est gardé.")
    if lu != "pdf":
        _decoder(contenu, lu, nom)
    return lu


def copies(contenu: bytes, format_: str) -> tuple[bytes, bytes]:
    """La copie et la vignette d'une image : les points seuls, redressés ; ni position, ni appareil, ni date.

    Raises:
        DemandeInvalide: l'image ne se décode pas.
    """
    image = _decoder(contenu, format_, "l'image")
    return _recoder(image, _COPIE_PX), _recoder(image, _VIGNETTE_PX)


def _reconnaitre(contenu: bytes) -> str | None:
    if contenu.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if contenu.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if contenu.startswith(b"RIFF") and contenu[8:12] == b"WEBP":
        return "webp"
    if contenu.startswith(b"%PDF-") and b"%%EOF" in contenu[-_FIN_DE_PDF:]:
        return "pdf"
    return None


def _decoder(contenu: bytes, format_: str, nom: str) -> Image.Image:
    """L'image, décodée en entier et redressée, sur fond blanc."""
    try:
        with Image.open(io.BytesIO(contenu), formats=[format_.upper()]) as lue:
            trop = lue.width * lue.height > PIXELS_MAX
            droite = lue if trop else ImageOps.exif_transpose(lue).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as erreur:
        raise DemandeInvalide(f"«{nom}» est abîmé : l'image ne se décode pas en entier.") from erreur
    if trop:
        raise DemandeInvalide(f"«{nom}» a plus de {PIXELS_MAX // 1_000_000} millions de points : réduisez-la.")
    fond = Image.new("RGB", droite.size, "white")
    fond.paste(droite, mask=droite.getchannel("A"))
    return fond


def _recoder(image: Image.Image, cote: int) -> bytes:
    reduite = image.copy()
    reduite.thumbnail((cote, cote))
    # Une image neuve n'a que des points : rien de ce que la reçue portait à côté ne peut suivre.
    propre = Image.new("RGB", reduite.size)
    propre.paste(reduite)
    tampon = io.BytesIO()
    propre.save(tampon, "JPEG", quality=85)
    return tampon.getvalue()
