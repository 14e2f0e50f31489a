"""Le guichet : ce que le serveur sait de chaque liaison ouverte, et que l'écran lui redemande, en mémoire.

Le serveur (`web.gardien`) juge qui lit à l'ouverture d'une liaison, et y glisse un jeton que lui seul donne ; l'écran
(`vues.lecteur`) rend ce jeton pour savoir qui lit. Un en-tête forgé ne mène donc à personne (règle E30). Une séance
appartient au navigateur qui l'a ouverte : ses fichiers et ses envois ne sont à aucun autre (règle E34).
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from domaine.acces.lecteur import Lecteur

#: L'en-tête du jeton : retiré de tout ce qui vient du dehors.
ENTETE = "x-socle-jeton"
#: Bien plus que de séances ouvertes à la fois ; les plus anciennes s'oublient.
_SEANCES_MAX = 10_000


@dataclass
class Guichet:
    """Les jetons des liaisons ouvertes, et le navigateur de chaque séance.

    Attributes:
        en_service: vrai dès que le serveur juge qui lit ; un écran sans jeton est alors refusé.
        fournisseur: vrai quand le serveur a démarré avec un fournisseur d'identité.
    """

    en_service: bool = False
    fournisseur: bool = False
    _jetons: dict[str, tuple[Lecteur, str]] = field(default_factory=dict)
    _seances: dict[str, str] = field(default_factory=dict)
    _verrou: threading.Lock = field(default_factory=threading.Lock)

    def ouvrir(self, lecteur: Lecteur, navigateur: str) -> str:
        """Le jeton de cette liaison ; `navigateur` : la marque de celui qui l'ouvre."""
        jeton = secrets.token_urlsafe(24)
        with self._verrou:
            self._jetons[jeton] = (lecteur, navigateur)
        return jeton

    def fermer(self, jeton: str) -> None:
        with self._verrou:
            self._jetons.pop(jeton, None)

    def lire(self, jeton: str, seance: str = "") -> Lecteur | None:
        """Qui a ce jeton ; `None` s'il n'est pas d'ici. La séance qui le rend devient celle de son navigateur."""
        with self._verrou:
            lecteur, navigateur = self._jetons.get(jeton, (None, ""))
            if lecteur is not None and seance:
                # Redite, une séance redevient la plus neuve : on n'oublie que celles qui ne lisent plus.
                self._seances.pop(seance, None)
                self._seances[seance] = navigateur
                while len(self._seances) > _SEANCES_MAX:
                    del self._seances[next(iter(self._seances))]
            return lecteur

    def est_a(self, seance: str, navigateur: str) -> bool:
        """Vrai si cette séance est celle de ce navigateur."""
        with self._verrou:
            return bool(navigateur) and self._seances.get(seance) == navigateur


GUICHET = Guichet()
