"""Les indicateurs calculés sur les registres : leur nature et leur règle (règles G1 à G23).

La nature d'un tel indicateur est celle de sa source, quoi que dise le cadre logique : la formule la fixe.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceCalcul:
    """`regle_temps` vide : celle que dit le cadre logique. `registres` : feuilles lues."""

    nature: str
    regle_temps: str
    registres: tuple[str, ...]
    definition: str


_VISITES = ("Points", "Visites")
_ACTES = ("SPI actes", "SPI tournées", "SPI étapes")
SOURCES: dict[str, SourceCalcul] = {
    "points_restaures": SourceCalcul(
        "stock", "derniere", _VISITES, "points dont une visite au moins a réuni les quatre tests, à cette date ou avant"
    ),
    "points_fonctionnels": SourceCalcul(
        "ratio",
        "derniere",
        _VISITES,
        "parmi les points restaurés, ceux dont la dernière visite a 90 jours au plus, deux tests au moins, "
        "et n'est pas «fermé»",
    ),
    "points_retombes": SourceCalcul(
        "stock",
        "derniere",
        _VISITES,
        "parmi les points restaurés, ceux dont la dernière visite réunit moins de deux tests ou dit «fermé»",
    ),
    "delai_remise_en_service": SourceCalcul(
        "delai", "somme", ("Étapes", "Points"), "médiane des jours de l'étape 3 à l'étape 7, datée de l'étape 7"
    ),
    "communes_couvertes": SourceCalcul(
        "ratio",
        "derniere",
        _VISITES,
        "communes qui ont au moins un point restauré fonctionnel, sur les communes du périmètre",
    ),
    "diagnostics": SourceCalcul("flux", "somme", ("Étapes", "Points"), "étapes 1 (diagnostic) datées dans la période"),
    "projets_valides": SourceCalcul("stock", "derniere", ("Projets",), "projets qui ont une date de validation"),
    "projets_note": SourceCalcul("ratio", "", ("Projets",), "projets notés 12/20 ou plus, sur les projets notés"),
    "usagers_services": SourceCalcul(
        "flux",
        "somme",
        ("Visites", "Points", "SPI actes", "SPI tournées", "SPI étapes"),
        "usagers des visites et bénéficiaires des actes SPI",
    ),
    "tournees_realisees": SourceCalcul(
        "ratio",
        "somme",
        ("SPI tournées",),
        "tournées réalisées (pas partielles), sur celles dont le départ prévu est dans la période",
    ),
    "etapes_tenues": SourceCalcul("flux", "somme", ("SPI étapes", "SPI tournées"), "étapes SPI tenues dans la période"),
    "actes_spi": SourceCalcul("flux", "somme", _ACTES, "actes délivrés aux hommes et aux femmes"),
    "femmes_spi": SourceCalcul("ratio", "somme", _ACTES, "femmes, sur l'ensemble des bénéficiaires"),
    "ouvrages_receptionnes": SourceCalcul(
        "stock", "derniere", ("Chantiers",), "ouvrages qui ont une date de réception"
    ),
    "avancement_travaux": SourceCalcul(
        "ratio", "derniere", ("Chantiers", "Avancement"), "avancement physique des chantiers, pondéré par leur montant"
    ),
    "personnes_formees": SourceCalcul(
        "distinct", "somme", ("Formations", "Participants"), "personnes distinctes formées dans la période"
    ),
    "gain_tests": SourceCalcul(
        "score", "somme", ("Formations", "Participants"), "gain moyen (après − avant), pondéré par les participants"
    ),
    "presence_representants": SourceCalcul(
        "ratio", "derniere", ("Présence",), "postes dont le dernier état est «au poste», sur les postes connus"
    ),
    "reunions_tenues": SourceCalcul(
        "ratio", "somme", ("Réunions",), "réunions tenues, sur celles prévues dans la période"
    ),
    "decisions_executees": SourceCalcul(
        "ratio", "somme", ("Décisions",), "décisions exécutées à l'échéance, sur celles échues dans la période"
    ),
    "execution_ptba": SourceCalcul(
        "ratio",
        "derniere",
        ("Activités",),
        "avancement de la dernière situation de chaque activité, pondéré par son budget",
    ),
    "produits_valides": SourceCalcul("stock", "derniere", ("Capitalisation",), "produits de capitalisation validés"),
}
#: Règle d'une nature quand le cadre logique ne la dit pas (règle C1). Un ratio saisi doit la dire.
REGLE_PAR_NATURE = {
    "flux": "somme",
    "stock": "derniere",
    "score": "somme",
    "distinct": "somme",
    "delai": "somme",
    "jalon": "derniere",
    "ratio": "derniere",
}
