"""Le fichier IATI 2.03 d'une édition remise : ce qu'un registre de bailleurs lit, sans que rien ne se retape.

`requetes.iati` lit l'édition, déjà réduite pour son public : ce qu'elle masque ou ne dit pas n'est pas dans le fichier.
`identite` lit qui publie et refuse ce qui manque ; `activite` écrit l'en-tête, `lieux` les zones, `periodes` choisit ce
qui se lit dans chaque période, `resultats` l'écrit ; `codes` tient les listes de la norme, `balises` l'écriture du XML.
`python -m rapports.iati DOSSIER FICHIER` en refait un pour une édition figée sans lui (règles X1 à X7).
"""

from rapports.iati.fichier import ecrire
from rapports.iati.identite import IatiImpossible

__all__ = ["IatiImpossible", "ecrire"]
