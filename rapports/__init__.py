"""Le rapport d'une édition, à emporter : un fichier HTML autonome, un PDF du même contenu, un classeur des tableaux.

Un contenu neutre (`blocs`) est bâti une fois, par les seules questions de `requetes` (`contenu/`), puis rendu dans
chaque forme demandée (`rendu/` : HTML, PDF, Word, classeur) : c'est ainsi que le même nombre est le même partout. Rien
ne sort de la machine : ni script, ni police, ni image du dehors. Le compte rendu d'une réunion (`compte_rendu/`) est un
autre contenu, rendu de même. `iati/` écrit ce qu'un registre de bailleurs lit : des chiffres, non un document.
"""

from rapports.lecture import IdentiteInvalide
from rapports.production import SORTIES, apercevoir, produire

__all__ = ["SORTIES", "IdentiteInvalide", "apercevoir", "produire"]
