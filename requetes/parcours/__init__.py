"""Les questions du Parcours : étapes, blocages, délais, survie, chronologie."""
