"""Les indicateurs calculés sur les registres : leur nature et leur règle (règles G1 à G23).

La nature d'un tel indicateur est celle de sa source, quoi que dise le cadre logique : la formule la fixe.
"""

from __future__ import annotations

from dataclasses import dataclass

from domaine.periodes import sans_accent


@dataclass(frozen=True)
class Dimension:
    """Ce par quoi des registres se ventilent.

    Attributes:
        libelle: tel qu'il se lit.
        fermee: ses modalités sont celles d'une liste, non des mots écrits librement (règle M14).
        synonymes: les autres façons dont un cadre logique la nomme, sans accents.
    """

    libelle: str
    fermee: bool
    synonymes: tuple[str, ...] = ()


#: Ce qu'une ligne ne dit pas de sa modalité (règle C14).
NON_PRECISE = "non précisé"
DIMENSIONS: dict[str, Dimension] = {
    "service": Dimension("service", fermee=True, synonymes=("type de service",)),
    "mode": Dimension("mode", fermee=True),
    "sexe": Dimension("sexe", fermee=True),
    "fonction": Dimension("fonction", fermee=True),
    "ouvrage": Dimension("ouvrage", fermee=True, synonymes=("type d'ouvrage",)),
    "resultat": Dimension("résultat", fermee=True),
    "acte": Dimension("acte", fermee=False, synonymes=("type d'acte",)),
    "motif": Dimension("motif", fermee=False),
    "operateur": Dimension("opérateur", fermee=False),
    "module": Dimension("module", fermee=False),
    "type_population": Dimension("type de population", fermee=False),
    "instance": Dimension("instance", fermee=False),
    "theme": Dimension("thème", fermee=False),
}
#: Calculs pesés par des montants : leurs termes sont de l'argent (règle M16).
SOURCES_EN_ARGENT = ("execution_ptba", "avancement_travaux")
#: Ce qu'un cadre logique demande et qu'aucun registre ne donne : la raison, en quelques mots.
SANS_VENTILATION: dict[str, str] = {
    "age": "aucune feuille ne le demande",
    "statut": "lu sur la carte des services",
    "etat": "lu à la page Représentants de l'État",
    "service": "un projet ou une commune en réunit plusieurs",
    "motif": "une tournée réalisée n'en a pas",
}


def nom_de_dimension(texte: str) -> str:
    """Le nom d'une dimension tel que `valeurs` le porte, lu avec ou sans accents ; inconnue, elle garde le sien.

    >>> [nom_de_dimension(t) for t in ("Opérateur", "type de population", "thème", "âge")]
    ['operateur', 'type_population', 'theme', 'age']
    """
    lu = sans_accent(texte)
    for nom, dimension in DIMENSIONS.items():
        if lu in (nom, sans_accent(dimension.libelle), *dimension.synonymes):
            return nom
    return lu


@dataclass(frozen=True)
class SourceCalcul:
    """Un calcul sur registres.

    Attributes:
        regle_temps: vide : celle que dit le cadre logique.
        registres: les feuilles lues.
        dimensions: ce par quoi il se ventile (règle C14) ; `etl/sql/calcul/04b_ventilations.sql` dit la modalité de
            chaque ligne.
        pour_ventiler: les feuilles qui ne disent que la modalité d'une ligne.
    """

    nature: str
    regle_temps: str
    registres: tuple[str, ...]
    definition: str
    dimensions: tuple[str, ...] = ()
    pour_ventiler: tuple[str, ...] = ()


_VISITES = ("Points", "Visites")
_ACTES = ("SPI actes", "SPI tournées", "SPI étapes")
SOURCES: dict[str, SourceCalcul] = {
    "points_restaures": SourceCalcul(
        "stock",
        "derniere",
        _VISITES,
        "points dont une visite au moins a réuni les quatre tests, à cette date ou avant",
        dimensions=("service",),
    ),
    "points_fonctionnels": SourceCalcul(
        "ratio",
        "derniere",
        _VISITES,
        "parmi les points restaurés, ceux dont la dernière visite a 90 jours au plus, deux tests au moins, "
        "et n'est pas «fermé»",
        dimensions=("service",),
    ),
    "points_retombes": SourceCalcul(
        "stock",
        "derniere",
        _VISITES,
        "parmi les points restaurés, ceux dont la dernière visite réunit moins de deux tests ou dit «fermé»",
        dimensions=("service", "motif"),
    ),
    "delai_remise_en_service": SourceCalcul(
        "delai",
        "somme",
        ("Étapes", "Points"),
        "médiane des jours de l'étape 3 à l'étape 7, datée de l'étape 7",
        dimensions=("service", "operateur"),
        pour_ventiler=("Projets",),
    ),
    "communes_couvertes": SourceCalcul(
        "ratio",
        "derniere",
        _VISITES,
        "communes qui ont au moins un point restauré fonctionnel, sur les communes du périmètre",
    ),
    "diagnostics": SourceCalcul(
        "flux",
        "somme",
        ("Étapes", "Points"),
        "étapes 1 (diagnostic) datées dans la période",
        dimensions=("service",),
    ),
    "projets_valides": SourceCalcul(
        "stock",
        "derniere",
        ("Projets",),
        "projets qui ont une date de validation",
        dimensions=("operateur",),
    ),
    "projets_note": SourceCalcul(
        "ratio",
        "",
        ("Projets",),
        "projets notés 12/20 ou plus, sur les projets notés",
        dimensions=("operateur",),
    ),
    "usagers_services": SourceCalcul(
        "flux",
        "somme",
        ("Visites", "Points", "SPI actes", "SPI tournées", "SPI étapes"),
        "usagers des visites et bénéficiaires des actes SPI",
        dimensions=("sexe", "service", "mode"),
    ),
    "tournees_realisees": SourceCalcul(
        "ratio",
        "somme",
        ("SPI tournées",),
        "tournées réalisées (pas partielles), sur celles dont le départ prévu est dans la période",
    ),
    "etapes_tenues": SourceCalcul(
        "flux",
        "somme",
        ("SPI étapes", "SPI tournées"),
        "étapes SPI tenues dans la période",
        dimensions=("type_population",),
    ),
    "actes_spi": SourceCalcul(
        "flux",
        "somme",
        _ACTES,
        "actes délivrés aux hommes et aux femmes",
        dimensions=("sexe", "acte"),
    ),
    "femmes_spi": SourceCalcul(
        "ratio",
        "somme",
        _ACTES,
        "femmes, sur l'ensemble des bénéficiaires",
        dimensions=("acte",),
    ),
    "ouvrages_receptionnes": SourceCalcul(
        "stock",
        "derniere",
        ("Chantiers",),
        "ouvrages qui ont une date de réception",
        dimensions=("ouvrage",),
    ),
    "avancement_travaux": SourceCalcul(
        "ratio",
        "derniere",
        ("Chantiers", "Avancement"),
        "avancement physique des chantiers, pondéré par leur montant",
        dimensions=("ouvrage",),
    ),
    "personnes_formees": SourceCalcul(
        "distinct",
        "somme",
        ("Formations", "Participants"),
        "personnes distinctes formées dans la période",
        dimensions=("sexe", "fonction"),
    ),
    "gain_tests": SourceCalcul(
        "score",
        "somme",
        ("Formations", "Participants"),
        "gain moyen (après − avant), pondéré par les participants",
        dimensions=("module",),
    ),
    "presence_representants": SourceCalcul(
        "ratio",
        "derniere",
        ("Présence",),
        "postes dont le dernier état est «au poste», sur les postes connus",
        dimensions=("fonction",),
    ),
    "reunions_tenues": SourceCalcul(
        "ratio",
        "somme",
        ("Réunions",),
        "réunions tenues, sur celles prévues dans la période",
        dimensions=("instance",),
    ),
    "decisions_executees": SourceCalcul(
        "ratio",
        "somme",
        ("Décisions",),
        "décisions exécutées à l'échéance, sur celles échues dans la période",
        dimensions=("instance",),
        pour_ventiler=("Réunions",),
    ),
    "execution_ptba": SourceCalcul(
        "ratio",
        "derniere",
        ("Activités",),
        "avancement de la dernière situation de chaque activité, pondéré par son budget",
        dimensions=("resultat",),
    ),
    "produits_valides": SourceCalcul(
        "stock",
        "derniere",
        ("Capitalisation",),
        "produits de capitalisation validés",
        dimensions=("theme",),
    ),
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


def feuilles_lues(source_calcul: str | None) -> tuple[str, ...]:
    """Les feuilles dont se fait un indicateur : ses registres, ou celle des valeurs saisies.

    >>> feuilles_lues("avancement_travaux"), feuilles_lues("saisie")
    (('Chantiers', 'Avancement'), ('Valeurs',))
    """
    source = SOURCES.get(source_calcul or "")
    return ("Valeurs",) if source is None else source.registres
