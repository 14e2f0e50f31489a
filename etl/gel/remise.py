"""Ce qui se remet : une édition figée, intacte, et à qui. Pour un lien comme pour un courriel (règles E32 et B1)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from domaine.acces import registre, reglement
from domaine.chemins import dossier_edition
from domaine.figees import est_numero
from domaine.preuve import lire_manifeste
from etl.demande import DemandeInvalide
from etl.gel.verification import verifier


def a_remettre(donnees: Path, numero: str) -> dict[str, Any]:
    """Le manifeste d'une édition figée intacte.

    Raises:
        DemandeInvalide: ce n'est pas le numéro d'une édition figée, ou elle est altérée.
        EditionAbsente: aucune n'a ce numéro.
    """
    if not est_numero(numero):
        raise DemandeInvalide("Donnez le numéro d'une édition figée, tel que «edition lister» le dit : E2024-T2-1.")
    if fautes := verifier(donnees, numero).fautes:
        raise DemandeInvalide(f"L'édition {numero} ne se remet pas : {fautes[0]}.")
    return lire_manifeste(dossier_edition(donnees, numero))


def public_d_un_lien(donnees: Path, numero: str) -> str:
    """Le public d'une édition que l'on remet par un lien ; une édition de l'équipe ne se remet à personne ainsi."""
    public = str(a_remettre(donnees, numero).get("public"))
    if public not in ("partenaires", "bailleur"):
        raise DemandeInvalide(
            f"L'édition {numero} est pour l'équipe (noms, positions) : un lien sans compte ne l'ouvre pas. Figez-en "
            "une pour les partenaires ou le bailleur."
        )
    return public


def creer_un_lien(donnees: Path, numero: str, public: str, pour: str, jusqu_au: dt.date, par: str) -> tuple[int, str]:
    """Un lien vers une édition : son rang, et son adresse, que rien ne garde.

    L'adresse est entière quand l'application en a une (`acces.toml`), sinon ce qui s'écrit à la suite de la sienne.
    """
    rang, secret = registre.creer_lien(
        donnees, edition=numero, public=public, pour=pour[: registre.POUR_MAX], jusqu_au=jusqu_au, par=par
    )
    fournisseur = reglement.lire(donnees).fournisseur
    return rang, f"{fournisseur.adresse if fournisseur else ''}/l/{secret}"
