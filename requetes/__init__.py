"""Les questions posées à une édition : une fonction par question, la seule demeure du SQL de lecture.

Reçoit une `Base` ouverte, rend un DataFrame aux colonnes annoncées. N'écrit jamais et ne connaît pas l'écran.
"""
