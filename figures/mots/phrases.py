"""Les phrases de tête, en texte simple : les mêmes à l'accueil, en réunion et dans le rapport."""

from __future__ import annotations

from domaine import francais
from requetes.accueil.conclusion import Conclusion, Insuffisant

_NOMS_MAX = 2
_RAISONS = {"périmée": "donnée périmée"}


def trajectoire(c: Conclusion) -> str:
    r"""Où en sont les phares lus.

    >>> trajectoire(Conclusion(9, ("Actes",), ("Points", "Usagers"), 5, 1, (), 0, None))
    '1\xa0indicateur phare sur\xa09 hors trajectoire (Actes), 2 à surveiller, 5 en bonne voie, 1 sans jugement.'
    """
    if not c.lus:
        return "Aucun indicateur phare ne se lit à cette période."
    jugees = len(c.hors) + len(c.surveiller) + c.bonne_voie
    if not jugees:
        return f"Aucun des {francais.nombre(c.lus)} indicateurs phares n’est jugé à cette lecture."
    if c.hors:
        tete = francais.compte(len(c.hors), "indicateur phare", "indicateurs phares")
        morceaux = [f"{tete} sur{francais.INSECABLE}{c.lus} hors trajectoire{_nommer(c.hors)}"]
    else:
        morceaux = [f"Aucun indicateur phare sur{francais.INSECABLE}{c.lus} hors trajectoire"]
    if c.surveiller:
        morceaux.append(f"{len(c.surveiller)} à surveiller")
    if c.bonne_voie:
        morceaux.append(f"{c.bonne_voie} en bonne voie")
    if reste := c.lus - jugees:
        morceaux.append(f"{reste} sans jugement")
    return ", ".join(morceaux) + "."


def verdict(c: Conclusion, recus: int, dus: int) -> str:
    r"""Si les données suffisent pour le dire, et pour quoi elles ne suffisent pas.

    Args:
        c: le compte des phares.
        recus, dus: rapports reçus et dus dans la zone ; 0 dû n'est pas dit.

    >>> verdict(Conclusion(9, (), (), 9, 0, (), 0, None), 4, 4)
    'Rapports reçus à 100\xa0% (4/4), chiffres complets\xa0: on peut le dire.'
    >>> manque = Insuffisant("PTBA", "provisoire", 1, 3)
    >>> verdict(Conclusion(9, (), (), 9, 0, (manque,), 2, None), 0, 0)
    'On peut le dire, sauf pour PTBA (provisoire, 1\xa0remontée sur\xa03)\xa0; avec réserve pour 2 autres, incomplets.'
    """
    rapports = f"Rapports reçus à {francais.pourcentage_fraction(recus, dus, 0, seuil=None)}" if dus else ""
    if c.verdict == "rien à lire":
        return rapports and f"{rapports}."
    if c.verdict == "suffisent":
        complets = "chiffres complets\u00a0: on peut le dire."
        return f"{rapports}, {complets}" if rapports else f"C{complets[1:]}"
    if c.verdict == "ne suffisent pas":
        raisons = _compter([i.raison for i in c.insuffisants])
        suite = f"les données ne suffisent pas pour conclure\u00a0: {raisons}, sur {c.lus}."
        return f"{rapports}\u00a0; {suite}" if rapports else francais.majuscule(suite)
    else:
        suite = f"on peut le dire{_reserves(c)}."
    return f"{rapports}\u00a0: {suite}" if rapports else suite[:1].upper() + suite[1:]


def _reserves(c: Conclusion) -> str:
    sauf = f", sauf pour {_enumerer([_dire(i) for i in c.insuffisants])}" if c.insuffisants else ""
    if not c.partiels_nb:
        return sauf
    nom = "autre, incomplet" if c.insuffisants else "chiffre incomplet"
    pluriel = "autres, incomplets" if c.insuffisants else "chiffres incomplets"
    compte = f"{c.partiels_nb} {nom if c.partiels_nb == 1 else pluriel}"
    moins = f" (au moins {remontees(*c.moins_complet)})" if c.moins_complet else ""
    return f"{sauf}{chr(160) + ';' if sauf else ','} avec réserve pour {compte}{moins}"


def _dire(i: Insuffisant) -> str:
    raison = _RAISONS.get(i.raison, i.raison)
    if i.raison == "sans donnée" or i.recues is None or not i.attendues:
        return f"{i.libelle} ({raison})"
    return f"{i.libelle} ({raison}, {remontees(i.recues, i.attendues)})"


def remontees(recues: francais.Nombre, attendues: francais.Nombre) -> str:
    r"""La complétude, pour qui ne connaît pas le mot.

    >>> remontees(2, 3), remontees(None, 3), remontees(0, 0)
    ('2\xa0remontées sur\xa03', 'complétude inconnue', 'aucune remontée attendue')
    """
    if francais.absente(recues) or francais.absente(attendues):
        return "complétude inconnue"
    if not attendues:
        return "aucune remontée attendue"
    return f"{francais.compte(recues, 'remontée')} sur{francais.INSECABLE}{francais.nombre(attendues)}"


def _nommer(noms: tuple[str, ...]) -> str:
    return f" ({', '.join(noms)})" if len(noms) <= _NOMS_MAX else ""


def _enumerer(dits: list[str]) -> str:
    if len(dits) > _NOMS_MAX + 1:
        return ", ".join(dits[:_NOMS_MAX]) + f" et {len(dits) - _NOMS_MAX} autres"
    return " et ".join([p for p in (", ".join(dits[:-1]), dits[-1]) if p])


def _compter(raisons: list[str]) -> str:
    pluriels = {"provisoire": "provisoires", "périmée": "périmés", "sans donnée": "sans donnée"}
    singuliers = pluriels | {"provisoire": "provisoire", "périmée": "périmé"}
    comptes = {r: raisons.count(r) for r in dict.fromkeys(raisons)}
    return ", ".join(f"{n} {singuliers[r] if n == 1 else pluriels[r]}" for r, n in comptes.items())
