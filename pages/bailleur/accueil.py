"""L'accueil d'un profil servi par une édition construite pour lui.

Aucune édition n'est encore construite pour les partenaires ni pour le bailleur : aucun public n'est donc admis, la
page dessine le refus et ne lit rien.
"""

from vues import cadre

cadre.ouvrir_page("Édition remise", "Quelle édition vous a été remise, et que contient-elle ?", publics=())
