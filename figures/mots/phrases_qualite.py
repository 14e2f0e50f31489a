"""La réponse de la page Qualité, en texte simple : les données suffisent-elles, et qui doit envoyer quoi."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from domaine import francais
from domaine.completude import sous_le_plancher
from requetes.qualite.envois import Envoi, Relance

#: Au-delà, un message ne les nomme plus un à un.
_RAPPORTS_UN_A_UN = 6
Verdict = Literal["rien d’attendu", "ne suffisent pas", "avec réserve", "suffisent"]
#: Zone, reçues, attendues.
Completude = tuple[str, float, float]


def verdict(zones: Sequence[Completude], plancher: float) -> Verdict:
    """Ce que permet la complétude d'une période (règle H4).

    Rien ne se décide sur des chiffres dont l'ensemble est sous le plancher, ni dont plus de la moitié des zones le
    sont : une zone qui envoie tout ne fait pas parler les autres.

    >>> verdict([("Gao", 59, 59), ("Douentza", 17, 55)], 60), verdict([("Gao", 1, 9)], 60)
    ('avec réserve', 'ne suffisent pas')
    """
    recues, attendues = sum(r for _, r, _ in zones), sum(a for *_, a in zones)
    if not attendues:
        return "rien d’attendu"
    faibles = [nom for nom, r, a in zones if sous_le_plancher(r, a, plancher)]
    if sous_le_plancher(recues, attendues, plancher) or 2 * len(faibles) > len(zones):
        return "ne suffisent pas"
    return "suffisent" if recues >= attendues else "avec réserve"


def suffisance(periode: str, zones: Sequence[Completude], plancher: float) -> str:
    r"""La première moitié de la réponse : assez complètes pour décider, ou non, et où.

    Args:
        periode: la dernière période lue, en clair.
        zones: la complétude de chacune.
        plancher: en pourcentage ; en dessous, un chiffre est provisoire.

    >>> suffisance("T2 2024", [("Gao", 59, 59), ("Douentza", 17, 55)], 60)
    'Assez complètes pour décider, sauf à Douentza\xa0: 67\xa0% reçu au T2 2024 (76/114), Douentza 31\xa0% (17/55).'
    >>> suffisance("T2 2024", [("Gao", 59, 59)], 60)
    'Assez complètes pour décider\xa0: tout ce qui est attendu au T2 2024 est reçu (59/59).'
    """
    dit = verdict(zones, plancher)
    if dit == "rien d’attendu":
        return "Aucune donnée n’est encore attendue\u00a0: la complétude ne peut pas se juger."
    recues, attendues = sum(r for _, r, _ in zones), sum(a for *_, a in zones)
    if dit == "suffisent":
        fraction = francais.fraction(recues, attendues)
        return f"Assez complètes pour décider\u00a0: tout ce qui est attendu au {periode} est reçu ({fraction})."
    faibles = [(nom, r, a) for nom, r, a in zones if sous_le_plancher(r, a, plancher)]
    noms = " et à ".join(nom for nom, *_ in faibles)
    tete = {
        "ne suffisent pas": "Pas assez complètes pour décider",
        "avec réserve": f"Assez complètes pour décider, sauf à {noms}"
        if faibles
        else "Assez pour décider, avec réserve",
    }[dit]
    part = francais.pourcentage_fraction(recues, attendues, 0, seuil=None).replace(" (", f" reçu au {periode} (")
    # Une zone seule est le total : la redire n'apprend rien.
    dites = [f"{nom} {francais.pourcentage_fraction(r, a, 0, seuil=None)}" for nom, r, a in faibles]
    suite = ", " + ", ".join(dites) if len(zones) > 1 and dites else ""
    return f"{tete}\u00a0: {part}{suite}."


def relances(dues: Sequence[Relance], lignes: int = 0) -> str:
    r"""La seconde moitié : qui doit envoyer quoi.

    Args:
        dues: ce que doit chaque coordination, dans l'ordre où les dire.
        lignes: lignes mises de côté, à corriger et à renvoyer.

    >>> menaka = Relance(coordination="Ménaka", rapports=3, en_retard=2)
    >>> relances([menaka, Relance(coordination="Douentza", rapports=1, en_retard=1, valeurs=2)])
    'À envoyer\xa0: Ménaka, 3\xa0rapports (2 en retard)\xa0; Douentza, 1\xa0rapport en retard et 2\xa0valeurs.'
    >>> relances([], 14)
    'À envoyer\xa0: 14\xa0lignes à corriger.'
    >>> relances([])
    'Rien n’est à envoyer avant la réunion.'
    """
    dits = [f"{r.coordination}, {_dire(r)}" for r in dues if r.rapports or r.valeurs]
    if lignes:
        dits.append(francais.compte(lignes, "ligne à corriger", "lignes à corriger"))
    return "À envoyer\u00a0: " + "\u00a0; ".join(dits) + "." if dits else "Rien n’est à envoyer avant la réunion."


def message_de_relance(coordination: str, envois: Sequence[Envoi], jour: dt.date) -> str:
    r"""De quoi écrire à une coordination ce qu'on attend d'elle, sans rien qui ne soit à elle.

    >>> rapport = Envoi(code_zone="GAO", coordination="Gao", nature="rapport", feuille="Rapports", objet="rapport",
    ...     periode="2024-05", date_echeance=dt.date(2024, 6, 10), retard_jours=20, nombre=1, ordre=1)
    >>> print(message_de_relance("Gao", [rapport], dt.date(2024, 6, 30)).replace("\xa0", " "))
    Bonjour,
    <BLANKLINE>
    Au 30 juin 2024, nous attendons de la coordination de Gao :
    - Rapports, mai 2024 : rapport, 20 jours de retard
    <BLANKLINE>
    Merci de les envoyer dès que possible, ou de nous dire ce qui l’empêche.
    """
    tous, rapports = envois, [e for e in envois if e.nature == "rapport"]
    lignes = []
    if len(rapports) > _RAPPORTS_UN_A_UN:
        periodes = sorted(str(e.periode) for e in rapports)
        bornes = f"de {francais.periode(periodes[0])} à {francais.periode(periodes[-1])}"
        lignes.append(f"- {len(rapports)} rapports d’activités, {bornes}, avec leurs classeurs")
        envois = [e for e in envois if e.nature != "rapport"]
    for e in envois:
        periode = f", {francais.periode(e.periode)}" if e.periode else ""
        zones = f" ({e.zones})" if e.zones else ""
        retard = f", {francais.compte(e.retard_jours, 'jour')} de retard" if e.retard_jours else ""
        lignes.append(f"- {e.feuille}{periode}\u00a0: {e.objet}{zones}{retard}")
    # Un dépôt dont rien ne dit l'auteur n'a pas de coordination : «coordination» est alors son nom de dépôt.
    qui = f"la coordination de {coordination}" if tous[0].code_zone else f"l’auteur du {coordination}"
    tete = f"Au {francais.date(jour)}, nous attendons de {qui}\u00a0:"
    fin = "Merci de les envoyer dès que possible, ou de nous dire ce qui l’empêche."
    return "\n".join(["Bonjour,", "", tete, *lignes, "", fin])


def _dire(due: Relance) -> str:
    morceaux = []
    if due.rapports:
        tous, retard = due.en_retard == due.rapports, due.en_retard
        suite = " en retard" if tous else f" ({francais.nombre(retard)} en retard)" if retard else " à rendre"
        morceaux.append(francais.compte(due.rapports, "rapport") + suite)
    if due.valeurs:
        morceaux.append(francais.compte(due.valeurs, "valeur"))
    return " et ".join(morceaux)
