"""Ce qui se contrôle avant d'écrire au-dehors : à qui l'on écrit, ce qu'une personne a écrit. Règles B1, B5 et E18."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from domaine import francais
from domaine.chemins import DESTINATAIRES
from domaine.courriel.adresses import normaliser
from domaine.courriel.destinataires import Destinataire
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.relecture import APRES, Trouvaille, lire_connus, relire

MESSAGE_MAX = 4000


def exiger_connus(liste: Sequence[Destinataire], adresses: Sequence[str]) -> tuple[Destinataire, ...]:
    """Les destinataires de ces adresses, une fois chacun.

    Raises:
        DemandeInvalide: l'une n'est pas dans la liste, ou aucune n'est donnée.
    """
    par_adresse = {d.adresse: d for d in liste}
    voulues = dict.fromkeys(normaliser(a) for a in adresses)
    if not voulues:
        raise DemandeInvalide(f"Dites à qui : --a ADRESSE…, parmi celles de {DESTINATAIRES}.")
    for adresse in voulues:
        if adresse not in par_adresse:
            raise DemandeInvalide(
                f"«{francais.visible(adresse[:100])}» n'est pas dans {DESTINATAIRES} : rien n'est parti. Ajoutez-y "
                "cette adresse et ce qu'elle lit (docs/PASSERELLES.md, «Courriel»), puis redemandez l'envoi."
            )
    return tuple(par_adresse[a] for a in voulues)


def exiger_lecteurs(a_qui: Sequence[Destinataire], public: str, numero: str) -> None:
    """Refuse quand l'un d'eux lit moins que ce public.

    Raises:
        DemandeInvalide: lequel, et quoi faire.
    """
    for d in a_qui:
        if not d.peut_lire(public):
            lit = f"lit les éditions de public «{d.public}»" if d.public else "ne lit aucune édition"
            raise DemandeInvalide(
                f"{d.adresse} ({d.fonction}) {lit}, et {numero} est pour «{public}», plus large : rien n'est parti. "
                f"Figez une édition pour son public, ou changez-le dans {DESTINATAIRES}."
            )


def relire_ce_qui_est_ecrit(donnees: Path, champ: str, texte: str) -> tuple[Trouvaille, ...]:
    """Les passages à garder ou à retirer ; une date n'en est pas un : une lettre parle d'après la période.

    Raises:
        DemandeInvalide: le texte est trop long.
        EditionAbsente: rien n'est publié : on ne sait pas quels noms chercher.
    """
    if len(texte) > MESSAGE_MAX:
        raise DemandeInvalide(f"Le {champ} a {len(texte)} caractères ; {MESSAGE_MAX} au plus.")
    if not texte.strip():
        return ()
    with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
        connus = lire_connus(connexion)
    return tuple(t for t in relire({champ: texte}, connus, dt.date.max) if t.genre != APRES)
