"""Ce qu'un export plus récent change de ceux d'avant : modifiée, rejetée ou supprimée à la source (règle K5).

La dernière réception l'emporte. Une ligne qui sort reste dans son dépôt ; ce qui la fait sortir est dit, avec ses
lignes, au dépôt qui le dit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import Feuille
from domaine.francais import enumerer
from etl.lignes.gardees import SignalementFichier
from etl.lignes.tampon import Signalement, Tampon
from etl.soumissions.lecture import Export, dire_numeros


@dataclass(frozen=True)
class _Ligne:
    """Une ligne entrée, et la soumission d'où elle vient."""

    id_ligne: int
    rang: int
    table: str
    identite: str
    numero: int
    feuille: str


def suivre(tampon: Tampon, exports: list[Export]) -> list[SignalementFichier]:
    """Retire ce qu'un export plus récent ne dit plus, et rend de quoi le dire.

    Args:
        exports: ceux de tous les dépôts, dans leur ordre de réception.
    """
    derniers: dict[str, Export] = {}
    for export in exports:
        derniers |= dict.fromkeys(export.soumissions, export)
    lignes: dict[str, list[_Ligne]] = defaultdict(list)
    for ligne in _lignes(tampon):
        lignes[ligne.identite].append(ligne)
    sorties: dict[tuple[int, str, str], list[_Ligne]] = defaultdict(list)
    modifiees: list[tuple[_Ligne, list[_Ligne]]] = []
    for identite, siennes in lignes.items():
        dernier = derniers[identite]
        anciennes = [x for x in siennes if x.rang != dernier.rang]
        if dernier.soumissions[identite].rejetee:
            sorties[dernier.rang, dernier.feuille, "soumissions_rejetees_depuis"] += anciennes
        elif sans := _sans_elle(exports, dernier, identite):
            sorties[sans.rang, sans.feuille, "soumissions_disparues"] += siennes
        elif anciennes and len(anciennes) < len(siennes):
            modifiees += [(x, [y for y in siennes if y.rang == dernier.rang]) for x in anciennes]
    _retirer(tampon, [(x.id_ligne, None) for memes in sorties.values() for x in memes])
    _remplacer_modifiees(tampon, modifiees)
    return [
        SignalementFichier(rang, code, feuille, "", *_dire(memes))
        for (rang, feuille, code), memes in sorties.items()
        if memes
    ]


def _lignes(tampon: Tampon) -> list[_Ligne]:
    return [
        _Ligne(s.premier + i, s.rang_depot, s.table.feuille.table, identite, s.table.numeros[i], s.table.nom)
        for s in tampon.segments
        for i, identite in enumerate(s.table.soumissions)
        if identite
    ]


def _sans_elle(exports: list[Export], dernier: Export, identite: str) -> Export | None:
    """Le premier export plus récent du même formulaire qui couvre l'instant de la soumission, et ne l'a plus."""
    instant = dernier.soumissions[identite].instant
    if not instant:
        return None
    plus_recents = (e for e in exports if e.formulaire == dernier.formulaire and e.rang > dernier.rang)
    return next((e for e in plus_recents if e.bornes[0] and e.bornes[0] <= instant <= e.bornes[1]), None)


def _dire(lignes: list[_Ligne]) -> tuple[str, str]:
    """Combien de soumissions, et où sont leurs lignes."""
    ou: dict[tuple[int, str], set[int]] = defaultdict(set)
    for x in lignes:
        ou[x.rang, x.feuille].add(x.numero)
    dits = [
        f"dépôt n° {rang}, feuille «{feuille[:60]}», ligne {dire_numeros(sorted(numeros))}"
        for (rang, feuille), numeros in sorted(ou.items())
    ]
    return str(len({x.identite for x in lignes})), enumerer(dits, "et")


def _retirer(tampon: Tampon, couples: list[tuple[int, int | None]]) -> None:
    """Retire des lignes, et avec elles celles que des corrections en ont faites."""
    connexion = tampon.connexion
    faites = dict(
        connexion.execute("SELECT ancienne, nouvelle FROM remplacement WHERE nouvelle IS NOT NULL").fetchall()
    )
    a_retirer: dict[int, int | None] = {}
    for ancienne, nouvelle in couples:
        suivie: int | None = ancienne
        while suivie is not None and suivie not in a_retirer:
            a_retirer[suivie] = nouvelle
            suivie = faites.get(suivie)
    if a_retirer:
        connexion.executemany("INSERT INTO remplacement VALUES (?, ?)", list(a_retirer.items()))


def _remplacer_modifiees(tampon: Tampon, modifiees: list[tuple[_Ligne, list[_Ligne]]]) -> None:
    """La ligne d'avant sort quand la soumission modifiée n'a plus sa clé ; la même clé se remplace comme toujours."""
    couples: list[tuple[int, int | None]] = []
    for table in dict.fromkeys(x.table for x, _ in modifiees):
        feuille = PAR_TABLE[table]
        cles = _cles(tampon, feuille)
        for ancienne, neuves in ((a, n) for a, n in modifiees if a.table == table):
            siennes = [n for n in neuves if n.table == table]
            if cles.get(ancienne.id_ligne) in {cles.get(n.id_ligne) for n in siennes}:
                continue
            remplacante = next(iter(siennes), neuves[0])
            couples.append((ancienne.id_ligne, remplacante.id_ligne))
            cle = " · ".join(str(v) for v in cles.get(ancienne.id_ligne, ()) if v is not None)
            detail = f"dépôt n° {ancienne.rang}, feuille «{ancienne.feuille[:60]}», ligne {ancienne.numero}"
            tampon.noter([Signalement(remplacante.id_ligne, "soumission_modifiee", "", cle[:200], detail)])
    _retirer(tampon, couples)


def _cles(tampon: Tampon, feuille: Feuille) -> dict[int, tuple[object, ...]]:
    noms = ", ".join(feuille.cle_effective)
    lues = tampon.connexion.execute(f"SELECT id_ligne, {noms} FROM t_{feuille.table}").fetchall()
    return {int(i): tuple(cle) for i, *cle in lues}
