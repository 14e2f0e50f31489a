"""Ce qu'un classeur a de commun avec le modèle : à quelle feuille une autre ressemble, et s'il n'a rien (règle L15).

Ne lit aucune ligne et ne garde rien : une feuille qui ressemble n'est jamais lue à la place de celle que l'on attend.
"""

from __future__ import annotations

from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.francais import enumerer
from domaine.recherche import proches
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.fichiers.refus import FichierRefuse
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import LIGNES_D_ENTETE, colonnes_reconnues, est_feuille_d_aide, feuille_declaree

#: Feuilles et en-têtes nommés dans un refus : au-delà, la phrase ne se lirait plus.
_NOMMES_MAX = 6
#: En-têtes communs à partir desquels une feuille se reconnaît sans que son nom y aide.
_COMMUNS_MIN = 3
#: Ce que le nom doit ressembler à celui du modèle pour suffire, avec toutes les colonnes obligatoires.
_NOM_PROCHE = 0.75
#: En-têtes d'un export de DHIS2 : chacun d'eux, sous l'un de ses noms.
_DHIS2 = (
    {"dataelement", "dataelementid", "data"},
    {"period", "periodid"},
    {"orgunit", "organisationunit", "orgunitid"},
)
#: En-têtes qu'un serveur de formulaires écrit, et qu'un classeur n'a pas.
_D_UN_FORMULAIRE = frozenset(
    ("_uuid", "_id", "_submission_time", "_index", "KEY", "PARENT_KEY", "meta/instanceID", "meta-instanceID")
)
_POURQUOI_DHIS2 = (
    "c'est un export de DHIS2, qui nomme autrement ses colonnes, ses zones et ses périodes («2024Q2») ; aucun de ses "
    "éléments de données n'est connu : pour le lire tel quel, ajoutez à la feuille «Correspondances» du cadre une "
    "ligne par élément (l'indicateur, «DHIS2», le nom ou l'identifiant de l'élément)"
)
_POURQUOI_FORMULAIRE = (
    "c'est l'export d'un formulaire que le produit n'a pas écrit ; pour le lire tel quel, ajoutez une feuille "
    "«Formulaires» qui dit où va chacune de ses colonnes"
)


def vient_d_un_formulaire(brute: FeuilleBrute) -> bool:
    """Vrai d'une feuille qui porte les colonnes d'un serveur de formulaires (Kobo, ODK)."""
    cellules = (c for ligne in brute.lignes[:LIGNES_D_ENTETE] for c in ligne)
    return any(isinstance(c, str) and c in _D_UN_FORMULAIRE for c in cellules)


def feuille_ressemblante(brute: FeuilleBrute) -> Feuille | None:
    """La feuille du modèle dont une feuille au nom inconnu porte les en-têtes, ou `None`.

    Toutes les colonnes obligatoires y sont ; avec elles, trois en-têtes reconnus et la moitié de ceux de la ligne au
    moins, ou un nom presque juste.
    """
    nom = normaliser_entete(brute.nom)
    trouvees: list[tuple[int, Feuille]] = []
    for feuille in FEUILLES:
        requises = {c.nom for c in feuille.colonnes if c.requise}
        presque = bool(proches(nom, {normaliser_entete(feuille.nom): feuille.nom}, _NOM_PROCHE))
        for ligne in brute.lignes[:LIGNES_D_ENTETE]:
            communs = colonnes_reconnues(ligne, feuille)
            if len(communs) < 2 or not requises <= communs:
                continue
            remplies = sum(1 for c in ligne if texte_de(c))
            if presque or (len(communs) >= _COMMUNS_MIN and 2 * len(communs) >= remplies):
                trouvees.append((len(communs) + len(feuille.colonnes) * presque, feuille))
    return max(trouvees, key=lambda t: t[0])[1] if trouvees else None


def exiger_reconnu(brutes: list[FeuilleBrute]) -> None:
    """Arrête un classeur où rien ne se reconnaît : ni nom de feuille, ni en-têtes.

    Raises:
        FichierRefuse: aucune feuille, aucune qui ait une cellule, ou aucune qui soit du modèle.
    """
    remplies = [b for b in brutes if any(texte_de(c) for ligne in b.lignes for c in ligne)]
    lues = [b for b in remplies if not est_feuille_d_aide(b.nom)]
    # Un export de DHIS2 nommé comme une feuille du modèle reste un export de DHIS2.
    etrangere = bool(lues) and all(est_dhis2(b.lignes) for b in lues)
    if not etrangere and any(feuille_declaree(b.nom) or feuille_ressemblante(b) for b in lues):
        return
    raise FichierRefuse("rien_reconnu", "", _pourquoi(brutes, lues))


def _pourquoi(brutes: list[FeuilleBrute], lues: list[FeuilleBrute]) -> str:
    if not brutes:
        return "le fichier ne contient aucune feuille"
    if not lues:
        return "aucune feuille du fichier n'a de ligne à lire"
    if any(est_dhis2(b.lignes) for b in lues):
        return _POURQUOI_DHIS2
    if any(vient_d_un_formulaire(b) for b in lues):
        return _POURQUOI_FORMULAIRE
    noms = [_nommer(b) for b in lues[:_NOMMES_MAX]]
    if len(lues) == 1:
        return f"sa feuille {noms[0]} n'a les en-têtes d'aucune feuille du modèle"
    suite = ["d'autres"] if len(lues) > len(noms) else []
    return f"aucune de ses feuilles ({enumerer(noms + suite, 'et')}) n'a les en-têtes d'une feuille du modèle"


def _nommer(brute: FeuilleBrute) -> str:
    """Une feuille, et celle du modèle qui lui ressemble le plus par ses en-têtes, ou par son nom."""
    communs = [
        (len(colonnes_reconnues(ligne, feuille)), feuille.nom)
        for feuille in FEUILLES
        for ligne in brute.lignes[:LIGNES_D_ENTETE]
    ]
    nombre, nom = max(communs, key=lambda c: c[0])
    noms = proches(normaliser_entete(brute.nom), {normaliser_entete(f.nom): f.nom for f in FEUILLES}, _NOM_PROCHE)
    proche = nom if nombre >= 2 else next(iter(noms), "")
    return f"«{brute.nom[:60]}»" + (f" (proche de «{proche}»)" if proche else "")


def est_dhis2(lignes: list[list[Cellule]]) -> bool:
    """Vrai des lignes d'un export de valeurs de DHIS2."""
    for ligne in lignes[:LIGNES_D_ENTETE]:
        # Le cas de presque toutes les lignes d'abord : aucun en-tête n'y est celui d'un élément de données.
        if not any(isinstance(c, str) and c.lstrip()[:4].casefold() == "data" for c in ligne):
            continue
        mots = {normaliser_entete(texte_de(c)).replace("_", "") for c in ligne}
        if all(mots & noms for noms in _DHIS2):
            return True
    return False
