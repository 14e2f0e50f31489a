"""La géographie : découpages, zones, limites (import, contrôle, repli schématique).

Ne connaît ni les indicateurs, ni l'écran. Importe `domaine`, rien d'autre du projet.
"""
