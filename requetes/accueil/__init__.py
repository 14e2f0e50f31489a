"""Les questions de la Vue d'ensemble : phares, avancement, écarts, mouvements, conclusion."""
