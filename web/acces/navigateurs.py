"""À chaque navigateur ses séances, ses fichiers à emporter, ses envois ; à aucun autre. Règle E34.

S'appuie sur l'intérieur épinglé de Streamlit : le gestionnaire des fichiers d'une séance, et la reprise d'une séance
par son identifiant, que la liaison demande.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Any, Final

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from domaine.acces.guichet import GUICHET
from web.acces.demande import Demande, avec_entetes

MEDIA: Final = "media/"
ENVOI: Final = "_stcore/upload_file/"
_PROTOCOLE: Final = b"sec-websocket-protocol"
#: Bien plus que de fichiers gardés à la fois ; les plus anciens s'oublient.
_FICHIERS_MAX: Final = 20_000
#: D'un fichier que beaucoup partagent, comme l'icône : plus que de séances permises à la fois.
_SEANCES_MAX: Final = 500


class _Fichiers:
    """Les séances à qui chaque fichier a été donné.

    Streamlit oublie les siennes au début de chaque passage, et ne les retient pas d'un fichier fait au clic : pendant
    qu'une page se redessine, il servirait ses images à quiconque, ou il faudrait les refuser à qui les lit.
    """

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._seances: OrderedDict[str, deque[str]] = OrderedDict()

    def noter(self, adresse: str, seance: str) -> None:
        fichier = _nom(adresse)
        with self._verrou:
            siennes = self._seances.setdefault(fichier, deque(maxlen=_SEANCES_MAX))
            if seance not in siennes:
                siennes.append(seance)
            self._seances.move_to_end(fichier)
            if len(self._seances) > _FICHIERS_MAX:
                self._seances.popitem(last=False)

    def de(self, adresse: str) -> frozenset[str]:
        with self._verrou:
            return frozenset(self._seances.get(_nom(adresse), ()))


_FICHIERS: Final = _Fichiers()


def suivre_les_fichiers() -> None:
    """Fait noter, à chaque fichier offert ou fait au clic, la séance à qui il est donné."""
    poser, faire = MediaFileManager.add, MediaFileManager.execute_deferred

    def add(self: MediaFileManager, *args: Any, **kwargs: Any) -> str:
        adresse = poser(self, *args, **kwargs)
        contexte = get_script_run_ctx()
        if contexte is not None:
            _FICHIERS.noter(adresse, contexte.session_id)
        return adresse

    def execute_deferred(self: MediaFileManager, file_id: str) -> str:
        # Lue d'abord : le fichier une fois fait, la page a pu se redessiner et l'oublier.
        demande = self._deferred_callables.get(file_id)
        adresse = faire(self, file_id)
        if demande is not None:
            _FICHIERS.noter(adresse, demande["session_id"])
        return adresse

    MediaFileManager.add = add  # type: ignore[method-assign]
    MediaFileManager.execute_deferred = execute_deferred  # type: ignore[method-assign]


def est_permis(chemin: str, navigateur: str) -> bool:
    """Vrai si ce navigateur a une séance à qui ce fichier, ou cet envoi, appartient.

    Args:
        chemin: sous l'adresse de base.
        navigateur: celle du navigateur (`jugement.navigateur_de`).
    """
    seances = chemin.removeprefix(ENVOI).split("/")[:1] if chemin.startswith(ENVOI) else _FICHIERS.de(chemin)
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
