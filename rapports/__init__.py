"""Le rapport d'une édition, à emporter : un fichier HTML autonome, un PDF du même contenu, un classeur des tableaux.

Un contenu neutre (`blocs`) est bâti une fois, par les seules questions de `requetes` (`contenu_*`), puis rendu trois
fois (`rendu_html`, `rendu_pdf`, `rendu_classeur`) : c'est ainsi que le même nombre est le même partout. Rien ne sort
de la machine : ni script, ni police, ni image du dehors.
"""

from rapports.lecture import IdentiteInvalide
from rapports.production import SORTIES, produire

__all__ = ["SORTIES", "IdentiteInvalide", "produire"]
