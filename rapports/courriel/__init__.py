"""La lettre qui remet une édition figée : ce qu'elle dit, en texte et en HTML. Règle B6.

`contenu` fait un document neutre des mêmes phrases et des mêmes chiffres que le rapport ; `ecriture` l'écrit en texte
et en HTML de courriel (ni script, ni image, ni feuille de style : une messagerie n'en garde rien). Rien d'autre que la
base figée n'est ouvert : ce qu'elle ne dit pas, la lettre ne peut pas le dire.
"""
