"""Le mot d'un chiffre, écrit pendant la période : une version de plus au journal, rien de récrit (règle D10)."""

from __future__ import annotations

from pathlib import Path

from domaine.journal import COMMENTAIRE_MAX, Commentaire, lire_de
from domaine.periodes import lire_periode
from etl.demande import DemandeInvalide
from etl.reunions import contexte, saisie
from etl.reunions.conflit import ConflitDeVersion
from etl.reunions.porte import deja_inscrite, ecriture, inscrire


def commenter(
    donnees: Path,
    *,
    cle: str,
    code_indicateur: str,
    code_zone: str,
    periode: str,
    texte: str,
    fonction: str,
    version_lue: int,
) -> Commentaire:
    """Inscrit le commentaire d'un indicateur dans une zone, pour une période ; un texte vide le retire.

    Args:
        donnees: dossier de données.
        cle: celle du geste.
        code_indicateur, code_zone, periode: ce dont il parle, que l'édition en vigueur connaît.
        texte: une suite de phrases, sans retour à la ligne.
        fonction: de qui écrit, de la liste `responsable`.
        version_lue: celle que la personne avait sous les yeux ; 0 quand il n'y en avait pas.

    Raises:
        ConflitDeVersion: quelqu'un l'a changé depuis.
        DemandeInvalide: un champ ne convient pas.
    """
    saisie.lire_cle(cle)
    lu = saisie.lire_ligne("Commentaire", texte, COMMENTAIRE_MAX, requise=False)
    lue = lire_periode(periode)
    if lue is None:
        raise DemandeInvalide(f"La période «{periode[:60]}» ne se lit pas. Donnez par exemple 2024-T2.")
    ligne = Commentaire(
        rang=0,
        cle=cle,
        inscrit_le="",
        version=version_lue + 1,
        code_indicateur=code_indicateur,
        code_zone=code_zone,
        periode=lue.libelle,
        texte=lu,
        fonction=saisie.lire_de_liste("responsable", fonction),
    )
    _exiger_connus(donnees, ligne)
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.commentaires, cle, lambda c: c.sujet == ligne.sujet):
            return deja
        avant = journal.derniers_commentaires().get(ligne.sujet)
        if avant is not None and avant.version != version_lue:
            raise ConflitDeVersion(avant, version_lue, {"texte": lu})
        if avant is None and version_lue != 0:
            raise DemandeInvalide("Ce commentaire n'est pas au journal : relisez, puis refaites.")
        return inscrire(connexion, ligne)


def _exiger_connus(donnees: Path, ligne: Commentaire) -> None:
    edition = contexte.edition_de_reunion(donnees, "")
    connus = contexte.connus(donnees, edition)
    saisie.exiger_connus("L'indicateur", [ligne.code_indicateur], connus.indicateurs, edition)
    saisie.exiger_connus("La zone", [ligne.code_zone], connus.zones, edition)
