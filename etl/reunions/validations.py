"""Soumettre, retourner, valider ce qu'une coordination envoie pour une période : un geste de plus au journal (A10)."""

from __future__ import annotations

from pathlib import Path

from domaine.journal import Journal, lire_de
from domaine.periodes import lire_periode
from domaine.preuve.validation import A_SOUMETTRE, GESTES, MOTIF_MAX, RETOURNE, Validation
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.reunions import saisie
from etl.reunions.conflit import ConflitDeVersion
from etl.reunions.porte import deja_inscrite, ecriture, inscrire

#: Comment se dit, dans un refus, ce que la période est déjà.
_DITS = {A_SOUMETTRE: "n'est pas soumise", RETOURNE: "est retournée à la coordination"}


def faire(
    donnees: Path,
    geste: str,
    *,
    cle: str,
    code_zone: str,
    periode: str,
    par: str,
    motif: str = "",
    version_lue: int | None = None,
) -> Validation:
    """Inscrit un geste de validation.

    Args:
        donnees: dossier de données.
        geste: soumettre, retourner ou valider.
        cle: celle du geste ; deux envois du même n'en font qu'un.
        code_zone, periode: la région de la coordination, et une période de ses rapports, finie.
        par: la fonction de qui le fait, de la liste `responsable`.
        motif: exigé pour retourner.
        version_lue: combien de gestes la personne avait sous les yeux ; None : ce que le journal dit.

    Raises:
        ConflitDeVersion: quelqu'un a fait un geste sur la même période depuis.
        DemandeInvalide: un champ ne convient pas, ou le geste n'a pas de sens à ce moment.
    """
    saisie.lire_cle(cle)
    statut, permis = GESTES[geste]
    ligne = Validation(
        rang=0,
        cle=cle,
        inscrit_le="",
        version=0,
        code_zone=code_zone,
        periode=_lire_periode(donnees, code_zone, periode),
        statut=statut,
        par=saisie.lire_de_liste("responsable", par),
        motif=saisie.lire_ligne("Motif", motif, MOTIF_MAX, requise=statut == RETOURNE),
    )
    with ecriture(donnees) as connexion:
        journal = lire_de(connexion)
        if deja := deja_inscrite(journal.validations, cle, lambda v: v.sujet == ligne.sujet):
            return deja
        return inscrire(connexion, _suivante(journal, ligne, permis, version_lue))


def _suivante(journal: Journal, ligne: Validation, permis: frozenset[str], version_lue: int | None) -> Validation:
    """Le même geste, à son rang ; refusé s'il n'a pas de sens après le dernier."""
    avant = journal.dernieres_validations().get(ligne.sujet)
    version, etat = (avant.version, avant.statut) if avant else (0, A_SOUMETTRE)
    if avant is not None and version_lue is not None and version_lue != version:
        raise ConflitDeVersion(avant, version_lue, {"statut": ligne.statut, "motif": ligne.motif})
    if etat not in permis:
        constat = f"{ligne.periode}, {ligne.code_zone} : cette période {_DITS.get(etat, f'est «{etat}»')}."
        raise DemandeInvalide(f"{constat} Soumettez-la d'abord.")
    return Validation(**{n: getattr(ligne, n) for n in Validation.__slots__} | {"version": version + 1})


def _lire_periode(donnees: Path, code_zone: str, periode: str) -> str:
    """La période, si un rapport de cette coordination y est attendu et qu'elle est finie."""
    lue = lire_periode(periode)
    if lue is None:
        raise DemandeInvalide(f"La période «{str(periode)[:60]}» ne se lit pas. Donnez par exemple 2024-05.")
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        dues = connexion.execute(
            "SELECT periode FROM rapport_suivi WHERE code_zone = ? AND attendu_au_calcul ORDER BY fin", [code_zone]
        ).fetchall()
    connues = [str(p) for (p,) in dues]
    if not connues:
        raise DemandeInvalide(f"«{str(code_zone)[:60]}» n'est pas une coordination qui doit des rapports.")
    if lue.libelle not in connues:
        bornes = f"de {connues[0]} à {connues[-1]}"
        raise DemandeInvalide(f"Aucun rapport n'est attendu de {code_zone} pour {lue.libelle} : {bornes} seulement.")
    return lue.libelle
