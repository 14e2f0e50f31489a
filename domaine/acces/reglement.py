"""`acces.toml`, à côté des réglages : le fournisseur d'identité, et qui a quel rôle. Règles E30 et E31.

Absent, l'application n'identifie personne et ne se sert que sur sa machine. Faux, rien n'est servi : une ligne mal
écrite et ignorée donnerait à lire à qui ne doit pas.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from domaine.acces.lecteur import COMPTE, ROLES, Lecteur, plus_large
from domaine.figees import est_numero
from domaine.reglages import ReglageInvalide

FICHIER: Final = "acces.toml"
#: Ce qui ne s'écrit pas dans un fichier partagé peut venir de l'environnement.
SECRET, SECRET_TEMOINS = "SOCLE_OIDC_SECRET", "SOCLE_SECRET_TEMOINS"
_SECRET_MIN: Final = 32
#: Nom → ce qui vaut quand il n'est pas écrit ; vide : il faut l'écrire.
_FOURNISSEUR: Final = {
    **dict.fromkeys(("adresse", "metadonnees", "client", "secret", "secret_temoins"), ""),
    "identite": "email",
    "groupes": "groups",
    "portee": "openid email profile",
    "invite": "",
}
_FACULTATIVE: Final = "invite"
_REGLE: Final = ("role", "personnes", "groupes", "edition")
#: Chez ces fournisseurs, n'importe qui peut s'y donner n'importe quelle adresse électronique.
_OUVERT_A_TOUS: Final = re.compile(r"/(common|organizations|consumers)/", re.IGNORECASE)


@dataclass(frozen=True)
class Fournisseur:
    """Le fournisseur d'identité (OpenID Connect).

    Attributes:
        adresse: celle où l'on ouvre l'application, sans «/» final ; l'hôte demandé doit être le sien.
        metadonnees: l'adresse de sa configuration (`…/.well-known/openid-configuration`).
        client, secret: ce qu'il a donné à l'application.
        secret_temoins: ce qui signe les témoins de connexion.
        identite: la revendication qui nomme une personne («email», «preferred_username», «sub»).
        groupes: la revendication qui porte ses groupes.
        portee: ce qu'on lui demande de dire d'une personne (`scope`).
        invite: ce qu'il fait choisir ou retaper à chaque connexion (`prompt`) ; vide, ce qu'il veut : aucun mot n'est
            admis de tous («select_account» chez Google et Entra ID).
        heures: durée d'une connexion ; au-delà, on s'identifie de nouveau.
    """

    adresse: str
    metadonnees: str
    client: str
    secret: str
    secret_temoins: str
    identite: str = "email"
    groupes: str = "groups"
    portee: str = "openid email profile"
    invite: str = ""
    heures: int = 12

    @property
    def hote(self) -> str:
        return urlsplit(self.adresse).netloc


@dataclass(frozen=True)
class Regle:
    """Un rôle, et qui l'a : des personnes, des groupes ; `edition` : celle à laquelle ils sont tenus, vide sinon."""

    role: str
    personnes: frozenset[str]
    groupes: frozenset[str]
    edition: str = ""


@dataclass(frozen=True)
class Reglement:
    """Ce qu'`acces.toml` dit ; `fournisseur` est `None` quand personne n'est identifié."""

    fournisseur: Fournisseur | None = None
    regles: tuple[Regle, ...] = ()

    def lecteur(self, revendications: Mapping[str, Any]) -> Lecteur | None:
        """Le lecteur que disent ces revendications, déjà vérifiées ; `None` si aucun rôle ne lui est donné (E31)."""
        if self.fournisseur is None or not (nom := self.nommer(revendications)):
            return None
        return self.admettre(nom, self.groupes_de(revendications), sujet_de(revendications))

    def groupes_de(self, revendications: Mapping[str, Any]) -> frozenset[str]:
        """Les groupes que ces revendications donnent."""
        return _textes(revendications.get(self.fournisseur.groupes)) if self.fournisseur else frozenset()

    def admettre(self, nom: str, groupes: frozenset[str], cle: str) -> Lecteur | None:
        """Le lecteur de ce nom et de ces groupes ; `None` sans rôle.

        De plusieurs règles qui le nomment, la plus large l'emporte : chacune lui a été donnée.
        """
        siennes = [r for r in self.regles if nom in r.personnes or groupes & r.groupes]
        role = plus_large([r.role for r in siennes])
        if not role:
            return None
        edition = next((r.edition for r in siennes if r.role == role and r.edition), "")
        return Lecteur(role, COMPTE, nom, edition, cle, groupes)

    def nommer(self, revendications: Mapping[str, Any]) -> str:
        """Le nom que ces revendications donnent ; vide si elles n'en donnent pas, ou d'une adresse non vérifiée."""
        if self.fournisseur is None:
            return ""
        nom = revendications.get(self.fournisseur.identite)
        # Certains fournisseurs l'écrivent en texte ; d'autres ne la disent pas.
        verifiee = str(revendications.get("email_verified", True)).lower() == "true"
        if not isinstance(nom, str) or (self.fournisseur.identite == "email" and not verifiee):
            return ""
        return nom.strip().lower()[:200]


def lire(donnees: Path, environnement: Mapping[str, str] | None = None) -> Reglement:
    """Le règlement en vigueur ; vide quand le fichier n'existe pas.

    Raises:
        ReglageInvalide: le fichier est faux ; rien ne doit alors être servi.
    """
    variables = os.environ if environnement is None else environnement
    try:
        ecrit = tomllib.loads((donnees / FICHIER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Reglement()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise ReglageInvalide(FICHIER, erreur, "fichier illisible", "Corrigez-le (TOML, UTF-8).") from erreur
    _exiger_connus(ecrit, ("fournisseur", "acces"), "")
    regles = ecrit.get("acces", [])
    if not isinstance(regles, list):
        raise _faux("acces", regles, "Écrivez chaque règle sous [[acces]].")
    return Reglement(_fournisseur(ecrit.get("fournisseur"), variables), tuple(_regle(r) for r in regles))


def _fournisseur(ecrit: Any, variables: Mapping[str, str]) -> Fournisseur:
    if not isinstance(ecrit, dict):
        raise _faux("fournisseur", ecrit, "Écrivez le fournisseur d'identité sous [fournisseur].")
    _exiger_connus(ecrit, (*_FOURNISSEUR, "heures"), "fournisseur.")
    lus = {nom: _ligne(ecrit, nom, variables) for nom in _FOURNISSEUR}
    for nom in ("adresse", "metadonnees"):
        _exiger_adresse(nom, lus[nom])
    if _OUVERT_A_TOUS.search(lus["metadonnees"]):
        remede = "Donnez l'adresse de votre organisation : à celle-ci, tout le monde peut se dire n'importe qui."
        raise _faux("fournisseur.metadonnees", lus["metadonnees"], remede)
    if len(lus["secret_temoins"]) < _SECRET_MIN:
        tirer = "python -c 'import secrets; print(secrets.token_hex())'"
        remede = f"Tirez-en un d'au moins {_SECRET_MIN} caractères : {tirer}"
        raise _faux("fournisseur.secret_temoins", "trop court", remede)
    heures = ecrit.get("heures", 12)
    if not isinstance(heures, int) or isinstance(heures, bool) or not 1 <= heures <= 720:
        raise _faux("fournisseur.heures", heures, "Donnez un nombre d'heures, de 1 à 720.")
    return Fournisseur(**lus | {"adresse": lus["adresse"].rstrip("/")}, heures=heures)


def _ligne(ecrit: Mapping[str, Any], nom: str, variables: Mapping[str, str]) -> str:
    variable = {"secret": SECRET, "secret_temoins": SECRET_TEMOINS}.get(nom, "")
    valeur = variables.get(variable, "").strip() or ecrit.get(nom, _FOURNISSEUR[nom])
    if not isinstance(valeur, str) or not (valeur.strip() or nom == _FACULTATIVE):
        ailleurs = f" ou dans la variable {variable}" if variable else ""
        raise _faux(f"fournisseur.{nom}", valeur, f"Écrivez-le dans {FICHIER}{ailleurs}.")
    return valeur.strip()


def _exiger_adresse(nom: str, valeur: str) -> None:
    lue = urlsplit(valeur)
    locale = lue.hostname in ("localhost", "127.0.0.1", "::1")
    if not lue.netloc or lue.scheme not in ("https", "http") or (lue.scheme == "http" and not locale):
        raise _faux(f"fournisseur.{nom}", valeur, "Donnez une adresse en https:// (http:// sur ce poste seul).")
    if nom == "adresse" and (lue.query or lue.fragment or "@" in lue.netloc):
        raise _faux("fournisseur.adresse", valeur, "Sans question, sans ancre, sans nom d'utilisateur.")


def _regle(ecrite: Any) -> Regle:
    if not isinstance(ecrite, dict):
        raise _faux("acces", ecrite, "Écrivez chaque règle sous [[acces]].")
    _exiger_connus(ecrite, _REGLE, "acces.")
    role, edition = ecrite.get("role"), ecrite.get("edition", "")
    role = "dépôt" if role == "depot" else role  # un clavier sans accent l'écrit aussi bien
    if role not in ROLES:
        raise _faux("acces.role", role, f"Choisissez l'un de : {', '.join(ROLES)}.")
    personnes = frozenset(p.lower() for p in _liste(ecrite, "personnes"))
    groupes = frozenset(_liste(ecrite, "groupes"))
    if not personnes | groupes:
        raise _faux("acces", role, 'Dites à qui ce rôle est donné : personnes = ["…"], groupes = ["…"].')
    if edition and (ROLES[str(role)][0] == "interne" or not isinstance(edition, str) or not est_numero(edition)):
        raise _faux("acces.edition", edition, "Un numéro d'édition figée, et pour partenaires ou bailleur seulement.")
    return Regle(str(role), personnes, groupes, edition)


def _liste(ecrite: Mapping[str, Any], nom: str) -> list[str]:
    lue = ecrite.get(nom, [])
    if not isinstance(lue, list) or not all(isinstance(x, str) and x.strip() for x in lue):
        raise _faux(f"acces.{nom}", lue, 'Écrivez une liste de textes : ["…", "…"].')
    return [x.strip() for x in lue]


def _textes(valeur: object) -> frozenset[str]:
    """Des groupes : une liste de textes, ou un texte seul ; le reste n'en donne aucun.

    >>> sorted(_textes(["b", "a", 3])), sorted(_textes("a")), sorted(_textes(None))
    (['a', 'b'], ['a'], [])
    """
    if isinstance(valeur, str):
        return frozenset({valeur})
    return frozenset(v for v in valeur if isinstance(v, str)) if isinstance(valeur, list) else frozenset()


def sujet_de(revendications: Mapping[str, Any]) -> str:
    """Ce qui distingue un compte de tout autre, chez tout fournisseur."""
    return f"{revendications.get('iss')}|{revendications.get('sub')}"


def _exiger_connus(ecrit: Mapping[str, Any], connus: Iterable[str], lieu: str) -> None:
    for nom in ecrit:
        if nom not in connus:
            proches = difflib.get_close_matches(nom, list(connus), n=1) or [", ".join(connus)]
            raise _faux(f"{lieu}{nom}", "…", f"Nom inconnu ; écrivez : {proches[0]}.")


def _faux(nom: str, valeur: object, remede: str) -> ReglageInvalide:
    return ReglageInvalide(nom, valeur, f"fichier {FICHIER}", remede)
