"""La comparaison des régions, et la place des femmes et des populations nomades."""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import jusqu_a
from figures.mots import chiffre, ecriture
from rapports.blocs import Bloc, Cellule, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.contenu.zones import grille, par_region
from rapports.lecture import CUMUL, Lecture
from requetes.comparaisons import equite
from requetes.comparaisons.equite import PlaceDesFemmes
from requetes.tendances import series
from tableurs.objets import en_tableau

#: Ce que le nom de l'indicateur ne dit pas déjà : de lui-même la part des femmes, il se suffit.
_GENRES = {"part déclarée": "", "part": ", part des femmes", "écart": ", écart femmes − hommes"}


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : tous les indicateurs, région par région, puis l'équité."""
    lues = grille(lecture)
    blocs: list[Bloc] = [Titre("Comparaison des régions et équité", 1)]
    if not lues:
        return [*blocs, Paragraphe("Aucun indicateur ne se lit par région à cette lecture.")]
    lus = {x.code_indicateur for x in lues}
    codes = [i.code for i in lecture.indicateurs if i.code in lus]
    blocs += [par_region(lecture, lues, codes, "Tous les indicateurs, région par région", "Régions")]
    inegales = sorted({x.libelle_court for x in lues if x.completude_differe})
    if inegales:
        dit = "La part reçue varie de plus de dix points d’une région à l’autre, donc à comparer avec prudence"
        blocs.append(Note(f"{dit} : {', '.join(inegales)}.", "Réserve"))
    return [*blocs, Titre("Femmes et hommes"), *_femmes(lecture), *_nomades(lecture)]


def _masquees(lecture: Lecture, codes: list[str]) -> set[tuple[str, str]]:
    """Les (indicateur, zone) dont la ventilation par sexe est masquée à la période lue."""
    trouvees = set()
    for code in codes:
        for zone in ("SOCLE", *(z for z, _ in lecture.regions)):
            lues = series.ventilations(lecture.base, code, zone, CUMUL)
            if any(m.dimension == "sexe" and m.masque and m.fin == lecture.jour for m in lues):
                trouvees.add((code, zone))
    return trouvees


def _femmes(lecture: Lecture) -> list[Bloc]:
    lues = [
        x for niveau in jusqu_a("region") for x in equite.part_des_femmes(lecture.base, niveau, CUMUL, lecture.periode)
    ]
    if not lues:
        return [Paragraphe("Aucun indicateur n’est ventilé par sexe dans cette édition.")]
    codes = list(dict.fromkeys(x.code_indicateur for x in lues))
    tenu = _tableau_par_zone(lecture, lues, codes, _masquees(lecture, codes))
    return [tenu, Note("Une part ne se calcule que si les deux sexes sont connus ; jamais sur le total.", "Méthode")]


def _tableau_par_zone(
    lecture: Lecture, lues: Sequence[PlaceDesFemmes], codes: list[str], masquees: set[tuple[str, str]]
) -> Tableau:
    zones = [("SOCLE", "Ensemble"), *lecture.regions]
    cases = {(x.code_indicateur, x.code_zone): x for x in lues}
    lignes = []
    for code in codes:
        dites = [cases.get((code, zone)) for zone, _ in zones]
        premiere = next(x for x in dites if x)
        nom = f"{code} {premiere.libelle_court}{_GENRES[premiere.genre]}"
        lignes.append(ligne(nom, *(_part(x, masquees) for x in dites)))
    colonnes = (colonne("Mesure", part=2.6), *(colonne(nom, "droite", 1.3) for _, nom in zones))
    gardees = ["genre", "code_indicateur", "libelle_court", "code_zone", "zone", "periode", "femmes", "hommes"]
    donnees = en_tableau(PlaceDesFemmes, lues)[[*gardees, "valeur", "recues", "attendues", "provisoire"]]
    return tableau("La place des femmes, par région", colonnes, lignes, "Femmes", donnees)


def _part(x: PlaceDesFemmes | None, masquees: set[tuple[str, str]]) -> Cellule:
    if x is None:
        return Cellule(francais.SO)
    if x.valeur is None and (x.code_indicateur, x.code_zone) in masquees:
        return Cellule(MASQUE, MASQUE)
    dit = ecriture.ecart(x.valeur, x.unite) if x.genre == "écart" else francais.pourcentage(x.valeur)
    return Cellule(dit + chiffre.marques(x))


def _nomades(lecture: Lecture) -> list[Bloc]:
    """La part des étapes tenues en population nomade : seulement quand l'édition garde les étapes."""
    if "spi_etape" not in lecture.remplies:
        return []
    lues = equite.etapes_nomades(lecture.base, "region", CUMUL, lecture.periode)
    if not lues:
        return []
    lignes = [
        ligne(
            str(x.zone),
            francais.nombre(x.tenues),
            francais.nombre(x.dites),
            francais.pourcentage_fraction(x.nomades, x.dites) + chiffre.marques(x),
        )
        for x in lues
    ]
    colonnes = (
        colonne("Région", part=1.5),
        colonne("Étapes tenues", "droite"),
        colonne("Population dite", "droite"),
        colonne("En population nomade", "droite", 1.5),
    )
    gardees = ["zone", "periode", "tenues", "dites", "nomades", "valeur", "provisoire"]
    donnees = en_tableau(equite.EtapesNomades, lues)[gardees]
    return [
        Titre("Populations nomades"),
        tableau("Étapes des services itinérants, par région", colonnes, lignes, "Nomades", donnees),
    ]
