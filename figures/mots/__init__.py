"""Les mots et les phrases, sans écran : nombres avec leur unité, états, méthode, phrases de tête."""
