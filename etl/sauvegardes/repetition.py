"""Répéter la restauration : rendre une archive pour de vrai, la relire comme un lecteur le ferait, et l'enlever."""

from __future__ import annotations

import tempfile
from pathlib import Path

from etl.edition import dossier as edition
from etl.gel.verification import verifier_tout
from etl.sauvegardes.archive import ArchiveFausse, Contenu, restaurer


def repeter(archive: Path) -> Contenu:
    """Rend l'archive à côté d'elle, recompte les chiffres de l'édition en vigueur et vérifie les éditions figées.

    Raises:
        DemandeInvalide: comme `restaurer`.
        ArchiveFausse: comme `restaurer`, ou ce qui est rendu ne se lit pas, ou n'a pas les mêmes chiffres.
    """
    with tempfile.TemporaryDirectory(prefix=".repetition-", dir=archive.parent) as lieu:
        rendu = Path(lieu) / "donnees"
        contenu = restaurer(archive, rendu)
        try:
            if contenu.edition:
                with edition.ouvrir(edition.chemin_base(rendu)) as connexion:
                    empreinte = edition.empreinte_logique(connexion)
                if empreinte != contenu.empreinte:
                    raise ArchiveFausse("L'édition rendue n'a pas les chiffres de celle qui fut sauvegardée.")
            verdicts, chaine, hors_journal = verifier_tout(rendu)
        except (edition.EditionAbsente, edition.EditionFausse) as erreur:
            raise ArchiveFausse(f"Ce qui est rendu ne se lit pas : {erreur}") from erreur
    fautes = [f"{v.numero} : {v.fautes[0]}" for v in verdicts if v.fautes] + list(chaine)
    if fautes or hors_journal:
        raise ArchiveFausse(f"Une édition figée rendue est fausse ({[*fautes, *hors_journal][0]}).")
    return contenu
