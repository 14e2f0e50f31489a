"""Juger ce qui revient du dehors : un document, un reçu, la copie d'un dossier. Est-ce bien ce qui a été remis ?

Quatre réponses : conforme, altérée, seule (rien ici ne la contredit, et le journal d'ici ne la connaît pas), inconnue.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domaine import chemins, francais
from domaine.figees import est_numero
from domaine.preuve import (
    SCEAU,
    Inscription,
    JournalAbime,
    calculer_sceau,
    empreinte_fichier,
    empreintes_scellees,
    fautes_de_la_chaine,
    lire_estampille,
    lire_estampille_de_recu,
    lire_ligne,
    lire_manifeste,
    recus,
    sceaux,
)
from etl.demande import DemandeInvalide
from etl.fichiers.zips import ZipRefuse, ouvrir_zip
from etl.gel.copies import (
    DOCUMENT_MAX,
    MANIFESTE_MAX,
    TABLE_MAX,
    Copie,
    CopieRefusee,
    du_dossier,
    du_zip,
    proprietes,
)
from etl.gel.sceau import journal
from etl.gel.signature import cle_publique
from etl.gel.verification import juger_la_signature

CONFORME, ALTEREE, SEULE, INCONNUE = "conforme", "altérée", "seule", "inconnue"
#: Ce qu'un courriel ajoute, coupe ou remplace sans rien changer à ce qui est dit.
_HABILLAGE: Final = re.compile(r"[\s>\u200b]+")
_LIGNE_DU_RECU: Final = re.compile(rb'^\{"numero": .*\}\r?$', re.MULTILINE)


@dataclass(frozen=True)
class Constat:
    """Ce que l'examen a trouvé.

    Attributes:
        verdict: conforme, altérée, seule ou inconnue.
        phrase: le verdict en une phrase.
        prouve: ce qui se vérifie ; `reste` : ce qui ne se vérifie pas, ou ce qui ne va pas.
    """

    verdict: str
    numero: str
    phrase: str
    prouve: tuple[str, ...] = ()
    reste: tuple[str, ...] = ()


class _Lieu:
    """Ce que l'on a ici pour juger : le journal, et les dossiers de l'installation."""

    def __init__(self, donnees: Path, cle: str) -> None:
        self.donnees, self.cle = donnees, cle
        self.inscriptions = journal(donnees)
        self.lignes, self.recus = sceaux(self.inscriptions), recus(self.inscriptions)
        self.chaine = tuple(f"le journal : {f}" for f in fautes_de_la_chaine(self.inscriptions))

    def manifeste(self, numero: str) -> dict[str, Any]:
        """Le manifeste d'une édition d'ici, s'il est celui que le journal a scellé ; vide sinon."""
        lu = lire_manifeste(chemins.dossier_edition(self.donnees, numero))
        ligne = self.lignes.get(numero)
        return lu if lu and ligne and ligne.sceau == lu.get(SCEAU) == calculer_sceau(lu) else {}

    def retrouver(self, empreinte: str) -> tuple[str, str]:
        """Le numéro et le nom du fichier remis qui a cette empreinte ; vides s'il n'y en a pas."""
        for numero in self.lignes:
            connus = empreintes_scellees(self.manifeste(numero)) | dict(self.recus.get(numero, {}))
            for nom, connue in connus.items():
                if connue == empreinte:
                    return numero, nom
        return "", ""

    def signature(self, ligne: Inscription) -> tuple[str, bool]:
        """La phrase, et si c'est une faute ; rien d'une édition sans signature."""
        if not ligne.signature:
            return ("elle n'est pas signée : la clé donnée n'en prouve rien" if self.cle else ""), False
        return juger_la_signature(ligne, self.cle, cle_publique(self.donnees))

    def conforme(self, numero: str, quoi: str, *prouve: str, reste: tuple[str, ...] = ()) -> Constat:
        """Conforme, à moins que la chaîne ou la signature ne tiennent plus."""
        ligne = self.lignes[numero]
        signature, fausse = self.signature(ligne)
        fautes = (*self.chaine, *([signature] if fausse else ()))
        phrase = f"{quoi} : conforme à l'édition {numero}, remise le {francais.date(ligne.figee_le)}."
        dits = (*prouve, *([signature] if signature and not fausse else ()))
        if fautes:
            return Constat(
                ALTEREE, numero, f"{quoi} : ses octets sont ceux de l'édition {numero}, mais :", dits, fautes
            )
        return Constat(CONFORME, numero, phrase, dits, reste)


def examiner(donnees: Path, chemin: Path, cle: str = "") -> Constat:
    """Juge un fichier ou un dossier.

    Args:
        donnees: dossier de données, dont le journal fait foi.
        chemin: un PDF, une page HTML, un classeur, un document Word, un reçu, une copie de dossier ou son zip.
        cle: la clé publique que l'on tient du projet ; vide = celle d'ici, à défaut celle que l'édition porte.

    Raises:
        DemandeInvalide: rien à ce chemin.
        edition.EditionFausse: le journal est abîmé.
    """
    if not chemin.exists():
        raise DemandeInvalide(f"«{chemin.name}» n'est ni une édition, ni un fichier : vérifiez le nom.")
    lieu = _Lieu(donnees, cle)
    try:
        if chemin.is_dir():
            return _juger_copie(lieu, du_dossier(chemin), chemin.name)
        if not chemin.is_file():
            raise CopieRefusee("Ce n'est pas un fichier.")
        return _juger_fichier(lieu, chemin)
    except (CopieRefusee, ZipRefuse) as refus:
        return Constat(INCONNUE, "", f"{chemin.name} : {refus}")


def _juger_fichier(lieu: _Lieu, chemin: Path) -> Constat:
    numero, nom = lieu.retrouver(empreinte_fichier(chemin))
    if numero:
        return lieu.conforme(numero, chemin.name, f"ses octets sont ceux de {nom}, jusqu'au dernier")
    with chemin.open("rb") as flux:
        en_zip = flux.read(4) == b"PK\x03\x04"
    if en_zip:
        with ouvrir_zip(chemin, TABLE_MAX) as archive:
            copie = du_zip(archive)
            if copie is not None:
                return _juger_copie(lieu, copie, chemin.name)
            octets = proprietes(archive)
    elif chemin.stat().st_size > DOCUMENT_MAX:
        raise CopieRefusee("Ce fichier est démesuré : ce n'est pas un document d'édition.")
    else:
        octets = chemin.read_bytes()
        if octets.startswith(b"{"):
            # Un manifeste seul : une copie où tout le reste manque.
            seul = Copie({chemins.MANIFESTE: len(octets)}, lambda _: io.BytesIO(octets))
            return _juger_copie(lieu, seul, chemin.name)
    if (recu := lire_estampille_de_recu(octets)) is not None:
        return _juger_recu(lieu, chemin, octets, *recu)
    if estampille := lire_estampille(octets):
        return _juger_document(lieu, chemin.name, *estampille)
    return Constat(
        INCONNUE,
        "",
        f"{chemin.name} : rien n'y dit de quelle édition il vient, et ses octets ne sont ceux d'aucun document remis "
        "d'ici. Un document d'avant l'estampille, ou réenregistré, ne se reconnaît pas : demandez l'original.",
    )


def _juger_document(lieu: _Lieu, nom: str, numero: str, empreinte: str) -> Constat:
    """Un document qui se dit d'une édition sans en avoir les octets."""
    if numero not in lieu.lignes:
        reste = ("ses octets : leur empreinte est au manifeste de l'édition, qui n'est pas ici",)
        return Constat(SEULE, numero, f"{nom} : il se dit de l'édition {numero}, absente du journal d'ici.", (), reste)
    manifeste = lieu.manifeste(numero)
    if not manifeste:
        phrase = f"{nom} : il se dit de l'édition {numero}, dont le dossier ou le manifeste manque ou est altéré ici."
        return Constat(ALTEREE, numero, phrase, (), ("rendez ce dossier depuis une sauvegarde avant de juger",))
    memes = empreinte == manifeste.get("empreinte")
    suites = (
        "l'empreinte des chiffres qu'il porte est bien celle de l'édition : le fichier a été retouché ou réenregistré"
        if memes
        else "l'empreinte des chiffres qu'il porte n'est pas celle de l'édition",
        f"l'original se redemande : édition {numero}, page Éditions et rapports",
    )
    phrase = f"{nom} : altérée. C'est un document de l'édition {numero}, mais ses octets ne sont plus ceux remis."
    return Constat(ALTEREE, numero, phrase, (), suites)


def _juger_recu(lieu: _Lieu, chemin: Path, octets: bytes, numero: str, tete: str) -> Constat:
    """La chaîne d'ici porte-t-elle encore la tête de ce reçu, et ce qu'il dit est-il ce qui fut écrit ?"""
    nom, ligne = chemin.name, lieu.lignes.get(numero)
    if ligne is None and not lieu.inscriptions:
        reste = ("la chaîne : il n'y a pas de journal ici",)
        return Constat(SEULE, numero, f"{nom} : reçu de l'édition {numero} ; rien ici ne le contredit.", (), reste)
    if ligne is None or ligne.tete != tete:
        phrase = f"{nom} : altérée. Le journal ne porte plus la tête de ce reçu de l'édition {numero}."
        return Constat(ALTEREE, numero, phrase, (), ("le journal a été récrit ou coupé, ou ce reçu est faux",))
    texte = chemins.dossier_edition(lieu.donnees, numero) / chemins.RECU_TEXTE
    tenu = f"la chaîne porte encore sa tête ({tete[:12]}…)"
    if not texte.is_file() or empreinte_fichier(texte) != lieu.recus.get(numero, {}).get(chemins.RECU_TEXTE):
        reste = (f"ce que le reçu dit d'autre : {chemins.RECU_TEXTE} manque ici, ou n'est plus celui qui fut remis",)
        return Constat(
            ALTEREE, numero, f"{nom} : le reçu de l'édition {numero} ne se relit pas en entier.", (tenu,), reste
        )
    lu, remis = (_HABILLAGE.sub("", t) for t in (octets.decode("utf-8", "replace"), texte.read_text(encoding="utf-8")))
    if remis not in lu:
        phrase = f"{nom} : altérée. Le journal porte sa tête, mais ce n'est plus le reçu remis de l'édition {numero}."
        return Constat(ALTEREE, numero, phrase, (tenu,), ("comparez-le, ligne à ligne, à celui de la page Éditions",))
    autour = () if lu == remis else ("ce qui est écrit autour du reçu, et qui n'en est pas",)
    return lieu.conforme(numero, f"{nom}, reçu", tenu, "son texte est celui qui fut remis", reste=autour)


def _juger_copie(lieu: _Lieu, copie: Copie, nom: str) -> Constat:
    """Une copie de dossier : d'abord ce qu'elle dit d'elle-même, puis ce que le journal d'ici en dit."""
    try:
        manifeste = json.loads(copie.lire(chemins.MANIFESTE, MANIFESTE_MAX))
    except (ValueError, RecursionError):
        manifeste = None
    numero = str(manifeste.get("id", "")) if isinstance(manifeste, dict) else ""
    if not isinstance(manifeste, dict) or not est_numero(numero):
        raise CopieRefusee("Son manifeste ne se lit pas, ou n'est pas celui d'une édition figée.")
    scelles = empreintes_scellees(manifeste)
    fautes = _fautes_de_la_copie(copie, manifeste, scelles)
    portee, du_recu = _lire_le_recu(copie, numero, manifeste)
    ici = lieu.lignes.get(numero)
    if ici and ici.sceau != manifeste.get(SCEAU):
        fautes.append("son sceau n'est pas celui que le journal d'ici a gardé")
    if ici:
        attendus = lieu.recus.get(numero, {})
        du_recu = [
            f"{n} n'est plus celui qui fut remis"
            for n in attendus
            if n in copie.tailles and copie.empreinte(n) != attendus[n]
        ]
    ligne = ici or portee
    signature, fausse = lieu.signature(ligne) if ligne else ("", False)
    fautes += [*du_recu, *([signature] if fausse else ())]
    return _conclure_la_copie(lieu, copie, nom, numero, scelles, fautes, signature)


def _conclure_la_copie(
    lieu: _Lieu, copie: Copie, nom: str, numero: str, scelles: dict[str, str], fautes: list[str], signature: str
) -> Constat:
    """Le verdict d'une copie dont on sait les fautes ; un fichier qui n'y est pas n'en est pas une."""
    absents = [f"{n} n'est pas dans cette copie" for n in sorted(scelles.keys() - copie.tailles.keys())]
    if copie.ailleurs:
        absents.append(f"hors du dossier de l'édition, non examinés : {francais.compte(copie.ailleurs, 'fichier')}")
    if fautes:
        phrase = f"{nom} : altérée. Elle se dit de l'édition {numero}."
        return Constat(ALTEREE, numero, phrase, (), (*fautes, *absents))
    lus = francais.compte(len(scelles.keys() & copie.tailles.keys()), "fichier")
    prouve = ("le sceau s'accorde au manifeste", f"{lus} : ce sont ceux que le manifeste dit")
    if numero in lieu.lignes:
        return lieu.conforme(numero, nom, *prouve, reste=tuple(absents))
    reste = (
        *absents,
        "que ce sceau est bien celui du journal de qui l'a figée : un faussaire soigneux referait l'un et l'autre",
        "demandez le reçu de l'édition, et comparez sceau et tête"
        + ("" if lieu.cle else " ; ou la clé publique du projet (--cle-publique)"),
    )
    phrase = f"{nom} : seule. Édition {numero}, absente du journal d'ici."
    return Constat(SEULE, numero, phrase, (*prouve, *([signature] if signature else ())), reste)


def _fautes_de_la_copie(copie: Copie, manifeste: dict[str, Any], scelles: dict[str, str]) -> list[str]:
    fautes = []
    if manifeste.get(SCEAU) != calculer_sceau(manifeste):
        fautes.append("le manifeste a été modifié : son sceau ne s'y accorde plus")
    for fichier in sorted(copie.tailles.keys() - {chemins.MANIFESTE, *chemins.RECUS}):
        if fichier not in scelles:
            fautes.append(f"le fichier {francais.visible(fichier[:80])} a été ajouté")
        elif copie.empreinte(fichier) != scelles[fichier]:
            fautes.append(f"le fichier {fichier} n'est plus celui qui a été figé")
    return fautes


def _lire_le_recu(copie: Copie, numero: str, manifeste: dict[str, Any]) -> tuple[Inscription | None, list[str]]:
    """La ligne de journal que le reçu de la copie porte, et ce qui ne s'y accorde pas."""
    octets = copie.lire(chemins.RECU_TEXTE, MANIFESTE_MAX)
    estampille, trouvee = lire_estampille_de_recu(octets), _LIGNE_DU_RECU.search(octets)
    if not octets:
        return None, []
    try:
        ligne = lire_ligne(trouvee[0].removesuffix(b"\r")) if trouvee else None
    except JournalAbime:
        ligne = None
    tete = hashlib.sha256(ligne.octets).hexdigest() if ligne else ""
    if ligne is None or estampille != (numero, tete) or (ligne.numero, ligne.sceau) != (numero, manifeste.get(SCEAU)):
        return None, [f"{chemins.RECU_TEXTE} n'est pas celui de cette édition"]
    return ligne, []
