"""Quels indicateurs comptent des personnes (règle M9).

Un indicateur calculé se reconnaît à sa source. Un indicateur saisi se reconnaît à son unité, puis aux mots de son
numérateur, de son dénominateur et de son libellé ; le premier mot plein décide (« Points tenus par des agents » compte
des points). Ce qui ne se classe pas est tenu pour un compte de personnes : le doute masque.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

SOURCES_DE_PERSONNES = frozenset(
    {"usagers_services", "presence_representants", "personnes_formees", "actes_spi", "femmes_spi"}
)
SANS_EFFECTIF = frozenset({"score", "delai", "jalon"})

# Débuts de mots, sans accents ni majuscules : « enquete » reconnaît « enquêtées », « enquêtés ».
PERSONNES = """
personne habitant population usager passage acte femme homme participant beneficiaire representant agent enquete
individu menage famille enfant eleve fille garcon jeune adulte citoyen patient malade consultation consultant
accouchement naissance deces mariage victime deplace refugie retourne rapatrie candidat inscrit auditeur apprenant
stagiaire etudiant enseignant maitre professeur infirmier medecin soignant sage elu maire prefet gouverneur chef
leader membre repondant plaignant detenu policier gendarme militaire magistrat juge fonctionnaire titulaire poste
sous-prefet agriculteur eleveur commercant forme cas ecolier client visiteur demandeur salarie employe
volontaire benevole expert formateur vaccine electeur
""".split()
OBJETS = """
point service tournee ouvrage commune cercle region localite village site projet reunion decision etape diagnostic
produit seance session formation atelier chantier batiment gouvernorat prefecture sous-prefecture mairie
ecole centre forage puits strategie plan rapport activite visite document outil texte equipement kit vehicule moto
marche route km kilometre hectare ha m2 m3 litre tonne fcfa xof euro eur franc budget montant depense cout jour mois
semaine heure rang avancement somme convention accord infrastructure structure organisation ong association comite
dispositif evenement mission campagne
""".split()
MOTS_VIDES = frozenset(
    "nombre nb total effectif effectifs part proportion pourcentage taux cumul de des du d la le les l un une au aux "
    "en et a par sur pour dans".split()
)


def _mots(texte: Any) -> list[str]:
    if not isinstance(texte, str):
        return []
    nu = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe"))
    nu = "".join(c for c in nu if not unicodedata.combining(c))
    return [m for m in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", nu) if m not in MOTS_VIDES]


def _est(mot: str, listes: list[str]) -> bool:
    """Un mot d'une liste, au pluriel et au féminin près (« formees » est « forme »)."""
    return any(mot == m or re.fullmatch(re.escape(m) + "(e|s|es|x|ne|nes|re|res|le|les)", mot) for m in listes)


def _avis(texte: Any) -> bool | None:
    """Vrai : des personnes ; faux : des choses ; None : le texte ne le dit pas."""
    mots = _mots(texte)
    if not mots:
        return None
    if _est(mots[0], OBJETS):
        return False
    if any(_est(m, PERSONNES) for m in mots):
        return True
    return None


def compte_des_personnes(indicateur: Mapping[str, Any]) -> bool:
    """Dit si les chiffres d'un indicateur sont des effectifs de personnes (ou d'actes, de passages de personnes).

    Args:
        indicateur: une rangée de la table `indicateur` (nature, source_calcul, unite, numerateur, denominateur,
            libelle, sensibilite) ; une colonne absente ou vide ne dit rien.

    Returns:
        Faux pour un score, un délai ou un jalon, qui ne publient pas d'effectif. Vrai dans le doute.
    """
    if indicateur.get("nature") in SANS_EFFECTIF:
        return False
    if any(m.startswith("effectif") for m in _mots_bruts(indicateur.get("sensibilite"))):
        return True
    source = indicateur.get("source_calcul")
    if isinstance(source, str) and source not in ("", "saisie"):
        return source in SOURCES_DE_PERSONNES
    if indicateur.get("nature") == "distinct":
        return True
    if indicateur.get("nature") == "ratio":
        avis = [_avis(indicateur.get(c)) for c in ("numerateur", "denominateur")]
    else:
        avis = [_avis(indicateur.get("unite"))]
    if True in avis:
        return True
    if False in avis:
        # « 12 ouvrages » compte des ouvrages ; un ratio se dit choses par ses deux termes, ou par le seul qui parle
        return False
    return _avis(indicateur.get("libelle")) is not False


def _mots_bruts(texte: Any) -> list[str]:
    return re.findall(r"\w+", texte.lower()) if isinstance(texte, str) else []
