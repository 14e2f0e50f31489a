"""Ce que le bandeau dit de la validation des coordinations : rien, tant que personne ne valide (règle A12)."""

from __future__ import annotations

import datetime as dt

from domaine import francais
from requetes.edition.ouverture import Edition
from requetes.edition.validations import lire_suivies
from vues import donnees


def bandeau_de_validation(edition: Edition, fin: dt.date) -> list[str]:
    """Les périodes de coordination validées sur celles qui sont dues à cette date."""
    suivies = [x.validee for x in donnees.lire(edition, lire_suivies) if x.fin <= fin]
    return [f"périodes validées {francais.fraction(sum(suivies), len(suivies))}"] if suivies else []
