"""Un vrai serveur SMTP (aiosmtpd), chiffré et gardé par un mot de passe, devant lequel les essais envoient."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serveurs import port_libre

#: Celui des essais ; rien d'autre ne s'en sert.
UTILISATEUR, MOT_DE_PASSE = "socle", "-".join(("essai", "de", "boite"))
LISTE = """
[[destinataire]]
adresse = "Suivi@Bailleur.example"
fonction = "AFD, chargé de projet"
public = "bailleur"
automatique = true

[[destinataire]]
adresse = "onu@partenaire.example"
fonction = "OCHA Gao"
public = "partenaires"

[[destinataire]]
adresse = "chef@socle.example"
fonction = "chef de projet"
public = "interne"

[[destinataire]]
adresse = "gao@socle.example"
fonction = "coordination de Gao"
coordination = "GAO"
"""


@dataclass
class Recu:
    """Ce que le serveur a pris : l'enveloppe, et le message relu."""

    de: str
    a: list[str]
    message: EmailMessage
    octets: bytes


@dataclass
class Serveur:
    """Le serveur en marche.

    Attributes:
        reponses: les prochaines réponses à RCPT, une par demande ; ensuite il accepte.
        a_la_fin: les prochaines réponses au message entier ; «couper» ferme la liaison sans répondre.
        certificat: le fichier de l'autorité à reconnaître.
    """

    port: int = 0
    certificat: Path = Path()
    recus: list[Recu] = field(default_factory=list)
    reponses: list[str] = field(default_factory=list)
    a_la_fin: list[str] = field(default_factory=list)
    liaisons: int = 0

    def environnement(self, **ajouts: str) -> dict[str, str]:
        """Les réglages qui mènent à lui."""
        return {
            "SOCLE_SMTP_HOTE": "localhost",
            "SOCLE_SMTP_PORT": str(self.port),
            "SOCLE_SMTP_EXPEDITEUR": "Suivi du projet <suivi@socle.example>",
            "SOCLE_SMTP_UTILISATEUR": UTILISATEUR,
            "SOCLE_SMTP_MOT_DE_PASSE": MOT_DE_PASSE,
            "SSL_CERT_FILE": str(self.certificat),
        } | ajouts

    async def handle_EHLO(self, _s: SMTP, session: Session, _e: Envelope, nom: str, reponses: list[str]) -> list[str]:
        self.liaisons += 1
        session.host_name = nom
        return reponses

    async def handle_RCPT(self, _s: SMTP, _session: Session, enveloppe: Envelope, adresse: str, _o: Any) -> str:
        if self.reponses and (dite := self.reponses.pop(0)) != "250":
            return dite
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, serveur: SMTP, _session: Session, enveloppe: Envelope) -> str:
        dite = self.a_la_fin.pop(0) if self.a_la_fin else "250 OK"
        if dite in ("couper", "250 OK"):
            octets = enveloppe.original_content or b""
            lu = message_from_bytes(octets, policy=default)
            assert isinstance(lu, EmailMessage)
            self.recus.append(Recu(str(enveloppe.mail_from), list(enveloppe.rcpt_tos), lu, octets))
        if dite == "couper":
            assert serveur.transport is not None
            serveur.transport.abort()
        return dite


@contextmanager
def serveur(lieu: Path, *, securite: str = "starttls") -> Iterator[Serveur]:
    """Un serveur SMTP, en marche : «starttls», «tls» ou «aucune»."""
    pose = Serveur()
    pose.certificat, cle = _certifier(lieu)
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexte.load_cert_chain(pose.certificat, cle)
    options: dict[str, Any] = {"authenticator": _reconnaitre, "auth_required": securite != "aucune"}
    # D'emblée chiffrée, une liaison l'est avant que le serveur ne la voie : il ne le sait pas.
    options |= {"auth_require_tls": securite == "starttls"}
    if securite == "starttls":
        options |= {"tls_context": contexte, "require_starttls": True}
    tls = contexte if securite == "tls" else None
    pose.port = port_libre()
    controleur = Controller(pose, hostname="127.0.0.1", port=pose.port, ssl_context=tls, **options)
    controleur.start()
    try:
        yield pose
    finally:
        controleur.stop()


def _reconnaitre(_s: SMTP, _session: Session, _e: Envelope, _moyen: str, donne: Any) -> AuthResult:
    juste = (donne.login, donne.password) == (UTILISATEUR.encode(), MOT_DE_PASSE.encode())
    return AuthResult(success=juste, handled=juste)


def _certifier(lieu: Path) -> tuple[Path, Path]:
    """Un certificat de «localhost», signé par lui-même : seul qui le reconnaît s'y fie."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    maintenant = dt.datetime.now(dt.UTC)
    noms = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signe = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - dt.timedelta(days=1))
        .not_valid_after(maintenant + dt.timedelta(days=2))
        .add_extension(noms, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    certificat, prive = lieu / "certificat.pem", lieu / "cle.pem"
    certificat.write_bytes(signe.public_bytes(serialization.Encoding.PEM))
    prive.write_bytes(
        cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificat, prive
