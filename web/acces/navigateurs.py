"""À chaque navigateur ses séances, ses fichiers à emporter, ses envois ; à aucun autre. Règle E34.

S'appuie sur l'intérieur épinglé de Streamlit : le gestionnaire des fichiers d'une séance, et la reprise d'une séance
par son identifiant, que la liaison demande.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager

from domaine.acces.guichet import GUICHET
from web.acces.demande import Demande, avec_entetes

MEDIA: Final = "media/"
ENVOI: Final = "_stcore/upload_file/"
_PROTOCOLE: Final = b"sec-websocket-protocol"
#: Des fichiers faits au clic, dont Streamlit ne garde pas la séance ; les plus anciens s'oublient.
_FAITS_MAX: Final = 2000


class _FaitsAuClic:
    """La séance de chaque fichier fait au clic."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._seances: OrderedDict[str, set[str]] = OrderedDict()

    def noter(self, fichier: str, seance: str) -> None:
        with self._verrou:
            self._seances.setdefault(fichier, set()).add(seance)
            self._seances.move_to_end(fichier)
            if len(self._seances) > _FAITS_MAX:
                self._seances.popitem(last=False)

    def de(self, fichier: str) -> frozenset[str]:
        with self._verrou:
            return frozenset(self._seances.get(fichier, ()))


_FAITS: Final = _FaitsAuClic()


def suivre_les_fichiers_faits_au_clic() -> None:
    """Fait noter, à chaque fichier fait au clic, la séance qui l'a demandé : sans cela, aucune ne l'aurait."""
    d_origine = MediaFileManager.execute_deferred

    def executer(self: MediaFileManager, file_id: str) -> str:
        adresse = d_origine(self, file_id)
        demande = self._deferred_callables.get(file_id)
        if demande is not None:
            _FAITS.noter(_nom(adresse), demande["session_id"])
        return adresse

    MediaFileManager.execute_deferred = executer  # type: ignore[method-assign]


def est_permis(chemin: str, navigateur: str) -> bool:
    """Vrai si ce navigateur a une séance à qui ce fichier, ou cet envoi, appartient.

    Args:
        chemin: sous l'adresse de base.
        navigateur: celle du navigateur (`jugement.navigateur_de`).
    """
    if chemin.startswith(ENVOI):
        seances: Iterable[str] = chemin.removeprefix(ENVOI).split("/")[:1]
    else:
        fichier = _nom(chemin)
        gestionnaire = runtime.get_instance().media_file_mgr
        poses = gestionnaire._files_by_session_and_coord
        seances = [s for s, siens in list(poses.items()) if fichier in siens.values()] + [*_FAITS.de(fichier)]
    return any(GUICHET.est_a(seance, navigateur) for seance in seances)


def sans_seance_d_autrui(demande: Demande, navigateur: str) -> Demande:
    """La même liaison, qui ne reprend une séance que si elle est de ce navigateur."""
    ecrits = [valeur for nom, valeur in demande["headers"] if nom == _PROTOCOLE]
    parts = [p.strip() for p in b",".join(ecrits).decode("latin-1").split(",")]
    if len(parts) < 3 or not parts[2] or GUICHET.est_a(parts[2], navigateur):
        return demande
    garde = ", ".join(parts[:2]).encode("latin-1")
    return avec_entetes(demande, [(_PROTOCOLE, garde)], [_PROTOCOLE])


def _nom(adresse: str) -> str:
    """Le nom d'un fichier dans son adresse, sans son extension."""
    return adresse.rsplit("/", 1)[-1].partition(".")[0]
