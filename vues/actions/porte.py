"""La seule porte par où l'écran agit : les commandes `python -m etl …`, lancées comme des processus à part.

Rien ici ne lit ni n'écrit une édition. Un fichier reçu est posé dans `<données>/reception/`, un dossier par envoi :
deux personnes qui déposent à la fois ne se gênent pas. Jamais de shell, une durée bornée, l'environnement passé tel
quel. Une commande écrit dans un fichier, non dans un tuyau : si la personne quitte la page, le dépôt va à son terme.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from domaine.anomalies import Anomalie
from domaine.chemins import RECEPTION
from domaine.genres import BLOQUANTE
from domaine.reglages import dossier_donnees
from vues import lecteur
from vues.actions.processus import ActionImpossible, Commande, lancer

EXTENSIONS = ("xlsx", "xls", "zip")
REFUSE = 3
DELAI_CHARGER_S, DELAI_PRODUIRE_S = 1800.0, 120.0
#: Un envoi abandonné (page fermée avant la confirmation) est effacé après ce délai.
PEREMPTION_S = 24 * 3600.0
#: Ce qui se dit d'un format non reçu.
_REFUS = (
    "Ce format n’est pas reçu. Envoyez un classeur .xlsx ou .xls, ou un .zip de fichiers .csv ; "
    "un .ods s’enregistre d’abord en .xlsx dans le tableur (Fichier, Enregistrer sous)."
)
_CODES_DE_VERDICT = (0, 1, 2, REFUSE)


@dataclass(frozen=True)
class FichierRecu:
    """Un fichier posé dans la réception ; `nom` est celui que la personne lui donnait, sans chemin."""

    chemin: Path
    nom: str

    @property
    def dossier(self) -> Path:
        return self.chemin.parent

    @property
    def a_blanc(self) -> Path:
        """L'édition que la vérification bâtit : confirmer la met en service sans la refaire."""
        return self.dossier / "a_blanc"


@dataclass(frozen=True)
class Verification:
    """Ce que `verifier` a trouvé, sans rien changer.

    Attributes:
        code: 0 sain, 1 à vérifier, 2 des lignes bloquées, 3 fichier refusé en entier.
        effet: ce que le fichier changerait (`etl.edition.effet`) ; `None` quand rien n'est à déposer.
        deja: les dépôts (rang, nom, retire) qui l'ont déjà donné, à l'octet près.
    """

    code: int
    anomalies: tuple[Anomalie, ...]
    effet: dict[str, Any] | None = None
    deja: tuple[dict[str, Any], ...] = ()

    @property
    def refuse(self) -> bool:
        return self.code == REFUSE

    @property
    def a_deposer(self) -> bool:
        """Faux d'un fichier refusé, ou déjà déposé : il n'y a rien à confirmer."""
        return self.effet is not None and not self.refuse

    @property
    def bloquantes(self) -> tuple[Anomalie, ...]:
        return tuple(a for a in self.anomalies if a.gravite == BLOQUANTE)

    @property
    def a_verifier(self) -> tuple[Anomalie, ...]:
        return tuple(a for a in self.anomalies if a.gravite != BLOQUANTE)


@dataclass(frozen=True)
class Chargement:
    """Ce que `charger` a fait ; `resultat` est la dernière ligne de la commande, telle quelle."""

    code: int
    resultat: dict[str, Any] = field(default_factory=dict)

    @property
    def refuse(self) -> bool:
        return self.code == REFUSE


Suivre = Callable[[str, float], None]


def nom_sur(nom: str, extensions: Sequence[str] = EXTENSIONS, refus: str = _REFUS) -> str:
    r"""Un nom de fichier sans chemin ni caractère de commande, à l'extension admise.

    Raises:
        ActionImpossible: l'extension n'est pas reçue.

    >>> nom_sur("../../Gao\x00 mai 2023 (v2).XLSX"), nom_sur("C:\\Bureau\\-x.xls")
    ('Gao mai 2023 (v2).xlsx', 'x.xls')
    """
    base = re.split(r"[/\\]", nom)[-1]
    tige, _, extension = base.rpartition(".")
    if extension.lower() not in extensions:
        raise ActionImpossible(refus)
    propre = re.sub(r"[^\w .()'’-]", "", tige)[:80].strip(" .-")
    return f"{propre or 'classeur'}.{extension.lower()}"


def recevoir(nom: str, contenu: bytes, extensions: Sequence[str] = EXTENSIONS, refus: str = _REFUS) -> FichierRecu:
    """Pose un fichier reçu dans un dossier à lui, octet pour octet.

    Args:
        nom: celui que la personne lui donne.
        contenu: ses octets.
        extensions: celles qui sont reçues ; `refus` : ce qui se dit des autres.

    Raises:
        ActionImpossible: format non reçu, ou disque sur lequel rien ne s'écrit.
    """
    propre = nom_sur(nom, extensions, refus)
    reception = dossier_donnees() / RECEPTION
    try:
        reception.mkdir(parents=True, exist_ok=True)
        _purger(reception)
        dossier = Path(tempfile.mkdtemp(prefix="envoi_", dir=reception))
        chemin = dossier / propre
        chemin.write_bytes(contenu)
    except OSError as erreur:
        raise ActionImpossible(
            "Le fichier reçu n’a pas pu être écrit sur le serveur. Prévenez-en le responsable.", str(erreur)
        ) from erreur
    return FichierRecu(chemin, propre)


def oublier(recu: FichierRecu) -> None:
    """Efface un envoi de la réception ; le dépôt, lui, garde son propre exemplaire."""
    shutil.rmtree(recu.dossier, ignore_errors=True)


def _purger(reception: Path) -> None:
    limite = time.time() - PEREMPTION_S
    for envoi in reception.glob("envoi_*"):
        try:
            perime = envoi.stat().st_mtime < limite
        except FileNotFoundError:
            continue  # une autre session vient de l'effacer
        if perime:
            shutil.rmtree(envoi, ignore_errors=True)


def verifier(recu: FichierRecu, suivre: Suivre) -> Verification:
    """Lit et contrôle le fichier, et bâtit à blanc l'édition qu'il ferait : rien n'est changé, ni gardé sans `charger`.

    Args:
        suivre: appelée à chaque étape avec sa phrase et l'avancement, de 0 à 1.

    Raises:
        ActionImpossible: la commande n'a pas rendu de verdict lisible, ou pas à temps.
    """
    arguments = ["verifier", str(recu.chemin), "--effet", "--progression", "json", f"--nom={recu.nom}"]
    # D'une vérification interrompue, il ne reste rien : la suivante se bâtit dans un dossier neuf.
    shutil.rmtree(recu.a_blanc, ignore_errors=True)
    with lancer([*arguments, f"--a-blanc={recu.a_blanc}"], recu.dossier, DELAI_CHARGER_S) as commande:
        resultat = suivre_commande(commande, suivre)
        code = commande.attendre()
    if code not in _CODES_DE_VERDICT or resultat is None:
        echec = f"La vérification n’a pas abouti : rien n’a été changé. {commande.explication or 'Réessayez.'}"
        raise ActionImpossible(echec, commande.erreurs)
    try:
        anomalies = tuple(Anomalie(**{c.name: lue[c.name] for c in fields(Anomalie)}) for lue in resultat["anomalies"])
    except (TypeError, KeyError) as erreur:
        raise ActionImpossible("Le résultat de la vérification ne se lit pas. Réessayez.", commande.erreurs) from erreur
    return Verification(code, anomalies, resultat.get("effet"), tuple(resultat.get("deja") or ()))


def charger(recu: FichierRecu, par: str, suivre: Suivre) -> Chargement:
    """Dépose le fichier et publie une nouvelle édition.

    Args:
        recu: le fichier de la réception ; `oublier` reste à faire par l'appelant.
        par: qui dépose, tel qu'il sera écrit au journal des dépôts.
        suivre: appelée à chaque étape avec sa phrase et l'avancement, de 0 à 1.

    Raises:
        ActionImpossible: la commande s'est arrêtée sans résultat, ou a dépassé la durée permise.
    """
    arguments = ["charger", str(recu.chemin), "--progression", "json", f"--nom={recu.nom}", f"--par={_auteur(par)}"]
    arguments += [f"--a-blanc={recu.a_blanc}"]
    with lancer(arguments, recu.dossier, DELAI_CHARGER_S) as commande:
        resultat = suivre_commande(commande, suivre)
        code = commande.attendre()
    if code not in _CODES_DE_VERDICT or (resultat is None and code != REFUSE):
        suite = commande.explication or "Le fichier n’est pas perdu : déposez-le de nouveau."
        echec = f"Le dépôt n’est pas allé à son terme ; l’édition en vigueur reste la précédente. {suite}"
        raise ActionImpossible(echec, commande.erreurs)
    return Chargement(code, resultat or {})


def suivre_commande(commande: Commande, suivre: Suivre) -> dict[str, Any] | None:
    """Répète l'avancement d'une commande jusqu'à sa fin ; rend son résultat, `None` si elle n'en a pas dit."""
    resultat: dict[str, Any] | None = None
    for ligne in commande.lignes():
        if isinstance(ligne.get("resultat"), dict):
            resultat = ligne["resultat"]
        elif "message" in ligne:
            suivre(str(ligne["message"]), min(1.0, max(0.0, float(ligne.get("avancement") or 0))))
    return resultat


def changer_depot(id_depot: int, geste: str, motif: str, par: str, suivre: Suivre) -> None:
    """Sort un dépôt des chiffres («retirer») ou l'y remet («remettre»), et publie une nouvelle édition.

    Raises:
        ActionImpossible: la commande a refusé ou ne s'est pas terminée ; rien n'a changé pour qui lit.
    """
    arguments = ["depot", geste, "--depot", str(int(id_depot)), f"--motif={motif}", f"--par={_auteur(par)}"]
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        with lancer([*arguments, "--progression", "json"], Path(temporaire), DELAI_CHARGER_S) as commande:
            suivre_commande(commande, suivre)
            code = commande.attendre()
        if code != 0:
            raise ActionImpossible(commande.explication or "Le geste n’a pas abouti. Réessayez.", commande.erreurs)


def _auteur(par: str) -> str:
    """Qui signe le geste : le compte, quand l'application le connaît, et non ce que la personne a tapé (E36)."""
    par = lecteur.nom() or par
    return re.sub(r"[\x00-\x1f\x7f]", " ", par).strip()[:80] or "écran"


def produire_modele(zone: str, periode: str) -> bytes:
    """Le classeur à remplir d'une zone et d'un mois (`python -m etl modele`).

    Raises:
        ActionImpossible: la commande n'a pas produit de classeur.
    """
    arguments = ["modele", "--zone", zone, "--periode", periode]
    return _produire(arguments, "modele.xlsx", "Le modèle n’a pas pu être préparé.")


def produire_formulaire(nom: str, zone: str) -> bytes:
    """Le formulaire de téléphone d'un registre et d'une zone (`python -m etl modele --xlsform`).

    Raises:
        ActionImpossible: la commande n'a pas produit de formulaire.
    """
    arguments = ["modele", "--xlsform", nom, "--zone", zone]
    return _produire(arguments, "formulaire.xlsx", "Le formulaire n’a pas pu être préparé.")


def produire_cadre(*, exemple: bool = False) -> bytes:
    """Le cadre logique en vigueur, ou celui de la démonstration, à adapter (`python -m etl modele --cadre`).

    Raises:
        ActionImpossible: la commande n'a pas produit de classeur.
    """
    arguments = ["modele", "--cadre", *(["--exemple"] if exemple else [])]
    return _produire(arguments, "cadre_logique.xlsx", "Le cadre logique n’a pas pu être préparé.")


def produire_corrections() -> bytes:
    """Le classeur des corrections, à remplir (`python -m etl modele --corrections`).

    Raises:
        ActionImpossible: la commande n'a pas produit de classeur.
    """
    return _produire(["modele", "--corrections"], "corrections.xlsx", "Le classeur n’a pas pu être préparé.")


def produire_rejets(id_depot: int) -> bytes:
    """Les lignes en quarantaine d'un dépôt, à corriger et à renvoyer (`python -m etl rejets`).

    Raises:
        ActionImpossible: la commande n'a pas produit de classeur.
    """
    echec = "Le classeur des lignes rejetées n’a pas pu être préparé."
    return _produire(["rejets", "--depot", str(int(id_depot))], "rejets.xlsx", echec)


def _produire(arguments: Sequence[str], nom: str, echec: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        cible = Path(temporaire) / nom
        with lancer([*arguments, "-o", str(cible)], Path(temporaire), DELAI_PRODUIRE_S) as commande:
            code = commande.attendre()
        if code != 0 or not cible.is_file():
            raise ActionImpossible(f"{echec} {commande.explication or 'Réessayez.'}", commande.erreurs)
        return cible.read_bytes()
