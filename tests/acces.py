"""Devant le gardien : un vrai fournisseur d'identité, des lecteurs de chaque rôle, une liaison ouverte à la main.

Le fournisseur est `oidc_provider_mock`, écrit par d'autres ; rien ici ne le remplace.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from domaine.acces import registre

#: Ceux des essais ; rien d'autre ne s'en sert.
SECRET_DU_CLIENT = "-".join(("essai", "du", "client"))
SECRET_TEMOINS = "0123456789abcdef" * 4
#: sub → ce que le fournisseur dit de lui.
PERSONNES: dict[str, dict[str, object]] = {
    "chef": {"email": "Chef@socle.example", "email_verified": True},
    "gao": {"email": "gao@socle.example"},
    "lit": {"email": "lit@socle.example", "groups": ["socle-lecture"]},
    "onu": {"email": "onu@partenaire.example"},
    "afd": {"email": "afd@bailleur.example"},
    "inconnu": {"email": "inconnu@ailleurs.example"},
    "menteur": {"email": "chef@socle.example", "email_verified": False},
    "muet": {"groups": ["socle-lecture"]},
    "menteur_en_texte": {"email": "chef@socle.example", "email_verified": "false"},
    "bavard": {"email": "x@y\n2026-01-01T00:00:00+00:00  chef@socle.example (pilotage)  lien creer\x1b[2J"},
}
REGLES = """
[[acces]]
role = "pilotage"
personnes = ["chef@socle.example"]

[[acces]]
role = "dépôt"
personnes = ["gao@socle.example"]

[[acces]]
role = "lecture"
groupes = ["socle-lecture"]

[[acces]]
role = "partenaires"
personnes = ["onu@partenaire.example"]

[[acces]]
role = "bailleur"
personnes = ["afd@bailleur.example"]
"""


@contextmanager
def fournisseur() -> Iterator[str]:
    """Le fournisseur d'identité, en marche ; rend l'adresse de ses métadonnées."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread
    usagers = [User(sub=sub, claims=dit) for sub, dit in PERSONNES.items()]
    with run_server_in_thread(user_claims=usagers) as serveur:
        yield f"http://localhost:{serveur.server_port}/.well-known/openid-configuration"


def ecrire_reglement(donnees: Path, adresse: str, metadonnees: str, regles: str = REGLES, heures: int = 12) -> None:
    champs = {"adresse": adresse, "metadonnees": metadonnees, "client": "socle"}
    champs |= {"secret": SECRET_DU_CLIENT, "secret_temoins": SECRET_TEMOINS}
    lignes = "".join(f'{nom} = "{valeur}"\n' for nom, valeur in champs.items())
    (donnees / "acces.toml").write_text(f"[fournisseur]\n{lignes}heures = {heures}\n{regles}", encoding="utf-8")


def remettre_un_lien(donnees: Path, edition: str = "E2024-T2-1", jours: int = 30) -> tuple[int, str]:
    """Le rang et le secret d'un lien ; `jours` négatif : déjà expiré."""
    jusqu_au = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=jours)
    return registre.creer_lien(
        donnees, edition=edition, public="bailleur", pour="AFD Bamako", jusqu_au=jusqu_au, par="essai"
    )


@dataclass
class Navigateur:
    """Un navigateur sans écran : ses témoins, ses demandes, ses liaisons."""

    adresse: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.adresse, follow_redirects=False, timeout=20)

    def demander(self, chemin: str, methode: str = "GET", **reste: object) -> httpx.Response:
        return self.client.request(methode, chemin, **reste)  # type: ignore[arg-type]

    def se_connecter(self, sub: str) -> Navigateur:
        """Va jusqu'au bout de la connexion, comme une personne."""
        suivante = self.client.get("/connexion")
        while suivante.is_redirect:
            voulue = suivante.headers["location"]
            if urlsplit(str(suivante.next_request and suivante.next_request.url)).port == urlsplit(self.adresse).port:
                suivante = self.client.get(httpx.URL(str(suivante.url)).join(voulue))
            else:
                suivante = self.client.post(voulue, data={"sub": sub})
        return self

    def ouvrir_un_lien(self, secret: str) -> Navigateur:
        assert self.demander(f"/l/{secret}").status_code == 303
        return self

    def temoins(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self.client.cookies.jar)

    def lier(self, *, seance: str = "", entetes: dict[str, str] | None = None) -> ClientConnection:
        """Ouvre la liaison de Streamlit, comme sa page le fait ; lève `InvalidStatus` si elle est refusée."""
        for chemin in ("/", "/_stcore/health"):
            self.client.get(chemin)
        parts = ["streamlit", self.xsrf() or "x", *([seance] if seance else [])]
        hote = self.adresse.removeprefix("http://")
        dits = {"Cookie": self.temoins(), "Origin": self.adresse} | (entetes or {})
        return connect(
            f"ws://{hote}/_stcore/stream",
            subprotocols=[Subprotocol(p) for p in parts],
            additional_headers={n: v for n, v in dits.items() if v},
            max_size=None,
            open_timeout=20,
        )

    def xsrf(self) -> str:
        return next((c.value or "" for c in self.client.cookies.jar if c.name == "_streamlit_xsrf"), "")

    def ouvrir(self, page: str, demande: str = "") -> Lu:
        """Ouvre une page jusqu'à sa fin ; rend tout ce qui en est venu."""
        with self.lier() as liaison:
            return lire_page(liaison, page, demande)


@dataclass
class Lu:
    """Ce qu'une page a envoyé : ses octets, sa séance, les fichiers offerts, ses fragments."""

    octets: bytes
    seance: str
    fichiers: list[str]
    fragments: list[str] = field(default_factory=list)

    def dit(self, texte: str) -> bool:
        # Le Markdown des pages échappe la ponctuation.
        return texte.encode() in self.octets.replace(b"\\", b"")


def lire_page(liaison: ClientConnection, page: str, demande: str = "", fragment: str = "") -> Lu:
    """Demande une page, ou un seul de ses morceaux, et la reçoit jusqu'à sa fin."""
    envoi = BackMsg()
    envoi.rerun_script.fragment_id = fragment
    envoi.rerun_script.page_name = page
    envoi.rerun_script.query_string = demande
    liaison.send(envoi.SerializeToString())
    octets, seance, fichiers, fragments = bytearray(), "", [], {}
    while True:
        brut = liaison.recv(timeout=60)
        assert isinstance(brut, bytes)
        message = ForwardMsg.FromString(brut)
        octets += brut
        genre = message.WhichOneof("type")
        if genre == "new_session":
            seance = message.new_session.initialize.session_id
        elif genre == "delta":
            fragments[message.delta.fragment_id] = None
            element = message.delta.new_element
            if element.WhichOneof("type") == "download_button" and element.download_button.url:
                fichiers.append(element.download_button.url)
        elif genre == "script_finished":
            return Lu(bytes(octets), seance, fichiers, [f for f in fragments if f])
