"""Une vraie photo, telle qu'un téléphone l'écrit."""

from __future__ import annotations

import io

from PIL import Image


def photo(couleur: str = "red", taille: tuple[int, int] = (60, 40)) -> bytes:
    """Un vrai JPEG, avec la position et l'appareil qu'un téléphone y écrit."""
    image, exif, tampon = Image.new("RGB", taille, couleur), Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x0112] = "TELEPHONE", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (16.0, 16.0, 12.0), 3: "W", 4: (0.0, 2.0, 30.0)})
    image.save(tampon, "JPEG", exif=exif, comment=b"chez Oumar")
    return tampon.getvalue()
