"""Les feuilles du classeur d'une coordination régionale (contrat, §1)."""

from __future__ import annotations

from domaine.classeur import Colonne as C
from domaine.classeur import Feuille


def _feuille(nom: str, table: str, export: str, cle: str, aide: str, *colonnes: C) -> Feuille:
    return Feuille(nom, table, export, "coordination", colonnes, tuple(cle.split()), aide)


def _liste(nom: str, liste: str = "", *, requise: bool = False, aide: str = "") -> C:
    return C(nom, "liste", requise=requise, liste=liste or nom, aide=aide)


def _compte(nom: str, aide: str = "", *, tolerante: bool = False) -> C:
    return C(nom, "entier", minimum=0, tolerante=tolerante, aide=aide)


def _montant(nom: str, aide: str = "Montant en FCFA, sans décimales.") -> C:
    return C(nom, "nombre", minimum=0, tolerante=True, aide=aide)


def _prevue(nom: str) -> C:
    return C(nom, "date", tolerante=True, aide="Date prévue (jj/mm/aaaa).")


def _realisee(nom: str, *, requise: bool = False) -> C:
    return C(nom, "date", requise=requise, realisee=True, aide="Date réelle (jj/mm/aaaa), jamais dans le futur.")


def _datante(nom: str, *, requise: bool = False) -> C:
    aide = "Date réelle (jj/mm/aaaa), jamais dans le futur."
    return C(nom, "date", requise=requise, realisee=True, datante=True, aide=aide)


_ZONE = C(
    "code_zone",
    "zone",
    requise=True,
    aide="Code (GAO, ML0703, ML070303, SOCLE) ou nom de la zone.",
    autres_noms=("zone", "code zone", "localisation"),
)
_ZONE_OPTION = C("code_zone", "zone", aide="Code ou nom de la zone ; vide = tout le projet.", autres_noms=("zone",))


def _zone(niveau: str) -> C:
    return C(
        "code_zone",
        "zone",
        requise=True,
        niveau=niveau,
        aide=f"Code ou nom de la {niveau}.",
        autres_noms=("zone", "code zone", niveau),
    )


_PERIODE = C("periode", "periode", requise=True, aide="2023-05, 2023-T2, 2023-S1, 2023, «mai 2023», «T2 2023»…")
_PREUVE = _liste("niveau_preuve", aide="0 déclaré, 1 document, 2 photo ou registre, 3 visite indépendante.")
_POINT = C("id_point", requise=True, reference="point_service.id_point", aide="Identifiant du point de service.")

FEUILLES_COORDINATION: tuple[Feuille, ...] = (
    _feuille(
        "Valeurs",
        "valeur",
        "valeurs_saisies",
        "code_indicateur code_zone periode dimension modalite",
        "Les valeurs saisies des indicateurs qui ne se calculent pas sur les registres.",
        C("code_indicateur", "indicateur", requise=True, autres_noms=("indicateur", "code")),
        C("code_zone", "zone", requise=True, autres_noms=("zone",), aide="Zone du niveau de collecte de l'indicateur."),
        _PERIODE,
        C("valeur", "nombre", aide="La valeur ; pour un ratio, laisser vide et donner les deux termes."),
        C("numerateur", "nombre", aide="Ratio : les cas."),
        C("denominateur", "nombre", aide="Ratio : l'ensemble."),
        C("effectif", "nombre", minimum=0, aide="Score : nombre de personnes, qui sert de poids."),
        C("dimension", "dimension", aide="Vide = total ; sinon sexe, service…"),
        C("modalite", "modalite", aide="F, H, eau…"),
        _liste("statut", "statut_valeur"),
        _liste("motif_absence", aide="Obligatoire quand il n'y a pas de valeur."),
        _PREUVE,
        C("commentaire"),
    ),
    _feuille(
        "Projets",
        "projet_service",
        "projets",
        "id_projet",
        "Les projets de restauration de services.",
        C("id_projet", requise=True),
        C("intitule", requise=True),
        _ZONE,
        C("operateur"),
        _montant("budget_fcfa"),
        C("date_soumission", "date", tolerante=True),
        C("date_validation", "date", realisee=True, aide="Date de validation du projet."),
        C("note_formulation", "nombre", minimum=0, maximum=20, tolerante=True, aide="Note sur 20."),
        _liste("statut", "statut_projet"),
    ),
    _feuille(
        "Points",
        "point_service",
        "points",
        "id_point",
        "Les points de délivrance de services.",
        C("id_point", requise=True, aide="Identifiant stable, le même dans toutes les feuilles."),
        C("nom", requise=True),
        _liste("type_service", requise=True),
        _zone("commune"),
        C("id_projet", reference="projet_service.id_projet"),
        C("localite"),
        C("latitude", "nombre", minimum=-90, maximum=90, tolerante=True, aide="Degrés décimaux, nord positif."),
        C("longitude", "nombre", minimum=-180, maximum=180, tolerante=True, aide="Degrés décimaux, ouest négatif."),
        C("precision_m", "nombre", minimum=0, tolerante=True, aide="Précision de la position, en mètres."),
        C("gestionnaire"),
        _compte("population_desservie", "Habitants desservis.", tolerante=True),
        C("operateur"),
    ),
    _feuille(
        "Étapes",
        "etape_restauration",
        "etapes",
        "id_point etape",
        "Où en est la restauration de chaque point.",
        _POINT,
        _liste("etape", requise=True, aide="0 à 9, ou le nom de l'étape, ou suspendu, abandonné."),
        _prevue("date_prevue"),
        _datante("date_reelle"),
        C("motif_blocage"),
        C("commentaire"),
    ),
    _feuille(
        "Visites",
        "visite",
        "visites",
        "id_point date",
        "Les visites de suivi : les quatre tests d'un service restauré.",
        _POINT,
        _datante("date", requise=True),
        _liste("mode", "mode_visite"),
        C("local", "ouinon", requise=True, aide="Le local est-il utilisable ? oui/non"),
        C("agent", "ouinon", requise=True, aide="L'agent est-il à son poste ? oui/non"),
        C("moyens", "ouinon", requise=True, aide="Les moyens sont-ils présents ? oui/non"),
        C("prestation", "ouinon", requise=True, aide="Au moins une prestation dans les 90 derniers jours ? oui/non"),
        _liste("statut_fonctionnel", aide="Seulement : fermé temporairement, fermé définitivement, pas encore ouvert."),
        _compte("usagers_hommes", "Passages d'hommes depuis la visite précédente."),
        _compte("usagers_femmes", "Passages de femmes depuis la visite précédente."),
        C("motif"),
        _PREUVE,
    ),
    _feuille(
        "SPI tournées",
        "spi_tournee",
        "spi_tournees",
        "id_tournee",
        "Les tournées des services publics itinérants.",
        C("id_tournee", requise=True),
        _zone("region"),
        C("date_prevue_debut", "date"),
        _prevue("date_prevue_fin"),
        _realisee("date_debut"),
        _realisee("date_fin"),
        _liste("statut", "statut_tournee", requise=True),
        C("motif"),
        _montant("cout_fcfa"),
    ),
    _feuille(
        "SPI étapes",
        "spi_etape",
        "spi_etapes",
        "id_tournee code_zone site",
        "Les étapes des tournées SPI.",
        C("id_tournee", requise=True, reference="spi_tournee.id_tournee"),
        _zone("commune"),
        C("site", requise=True),
        C("type_population"),
        C("date", "date"),
        C("distance_km", "nombre", minimum=0, tolerante=True),
        C("tenue", "ouinon", requise=True, aide="L'étape a-t-elle été tenue ? oui/non"),
        C("motif"),
    ),
    _feuille(
        "SPI actes",
        "spi_prestation",
        "spi_actes",
        "id_tournee site date service acte",
        "Les actes délivrés par les tournées SPI.",
        C("id_tournee", requise=True, reference="spi_tournee.id_tournee"),
        C("site", requise=True),
        _realisee("date", requise=True),
        C("service"),
        C("acte", requise=True),
        _compte("hommes"),
        _compte("femmes"),
    ),
    _feuille(
        "Chantiers",
        "chantier",
        "chantiers",
        "id_chantier",
        "Les ouvrages de l'État réhabilités ou construits.",
        C("id_chantier", requise=True),
        _liste("ouvrage", requise=True),
        C("nom", requise=True),
        _ZONE,
        C("entreprise"),
        _montant("montant_fcfa"),
        _prevue("date_debut_prevue"),
        _prevue("date_fin_prevue"),
        _realisee("date_debut"),
        _realisee("date_reception"),
    ),
    _feuille(
        "Avancement",
        "chantier_avancement",
        "avancement",
        "id_chantier date",
        "L'avancement des chantiers.",
        C("id_chantier", requise=True, reference="chantier.id_chantier"),
        _datante("date", requise=True),
        C("physique_pct", "pct", requise=True, minimum=0, maximum=100, aide="0 à 100."),
        C("financier_pct", "pct", minimum=0, maximum=100, tolerante=True, aide="0 à 100."),
        C("incident"),
    ),
    _feuille(
        "Présence",
        "presence_etat",
        "presence",
        "code_zone poste date",
        "La présence des représentants de l'État à leur poste.",
        _ZONE,
        C("poste", requise=True),
        _liste("fonction", requise=True),
        _datante("date", requise=True),
        _liste("etat", "etat_presence", requise=True),
        C("lieu_effectif"),
    ),
    _feuille(
        "Activités",
        "activite_ptba",
        "activites",
        "code_activite code_zone date",
        "Le plan de travail et de budget annuel (PTBA), situation par situation.",
        C("code_activite", requise=True),
        C(
            "date",
            "date",
            requise=True,
            realisee=True,
            datante=True,
            aide="Situation au.",
            autres_noms=("situation au",),
        ),
        C("libelle", requise=True),
        C("resultat"),
        _ZONE,
        C("responsable"),
        _prevue("debut_prevu"),
        _prevue("fin_prevue"),
        C("debut", "date", tolerante=True),
        C("fin", "date", tolerante=True),
        C("avancement_pct", "pct", minimum=0, maximum=100),
        _montant("budget_fcfa"),
        _montant("engage_fcfa"),
        _montant("decaisse_fcfa"),
        _liste("statut", "statut_activite"),
        C("blocage"),
    ),
    _feuille(
        "Formations",
        "formation",
        "formations",
        "id_formation",
        "Les sessions de formation.",
        C("id_formation", requise=True),
        C("intitule", requise=True),
        C("module"),
        _ZONE,
        _datante("debut"),
        _datante("fin"),
        _compte("hommes"),
        _compte("femmes"),
        C("score_avant", "nombre"),
        C("score_apres", "nombre"),
    ),
    _feuille(
        "Participants",
        "formation_participant",
        "participants",
        "id_formation id_personne",
        "Le registre des participants, sous pseudonyme.",
        C("id_formation", requise=True, reference="formation.id_formation"),
        C("id_personne", requise=True, aide="Pseudonyme stable, jamais un nom."),
        _liste("sexe"),
        _liste("fonction"),
    ),
    _feuille(
        "Rapports",
        "rapport_activite",
        "rapports",
        "code_zone periode",
        "Les rapports d'activités dus et reçus.",
        _ZONE,
        _PERIODE,
        C("date_echeance", "date", tolerante=True),
        C("date_reception", "date", realisee=True, aide="Vide tant que le rapport n'est pas reçu."),
    ),
    _feuille(
        "Réunions",
        "reunion",
        "reunions",
        "id_reunion",
        "Les réunions de pilotage et de coordination.",
        C("id_reunion", requise=True),
        C("instance", requise=True),
        _ZONE_OPTION,
        _prevue("date_prevue"),
        C("date", "date", realisee=True, aide="Date de tenue ; vide si elle n'a pas eu lieu."),
    ),
    _feuille(
        "Décisions",
        "decision",
        "decisions",
        "id_decision",
        "Les décisions prises et leur exécution.",
        C("id_decision", requise=True),
        _realisee("date", requise=True),
        C("id_reunion", reference="reunion.id_reunion"),
        C("texte", requise=True),
        C("responsable"),
        C("echeance", "date"),
        _realisee("date_execution"),
        _liste("statut", "statut_decision"),
        C("code_indicateur", "indicateur"),
        _ZONE_OPTION,
        C("id_point", reference="point_service.id_point"),
        C("id_projet", reference="projet_service.id_projet"),
    ),
    _feuille(
        "Événements",
        "evenement",
        "evenements",
        "",
        "Le contexte : sécurité, institutions, suspension… porté sur l'axe du temps.",
        C("date", "date", requise=True),
        _ZONE_OPTION,
        C("nature", requise=True),
        C("texte", requise=True),
    ),
    _feuille(
        "Capitalisation",
        "capitalisation",
        "capitalisation",
        "id_produit",
        "Les produits de capitalisation.",
        C("id_produit", requise=True),
        C("titre", requise=True),
        C("date", "date", requise=True),
        _ZONE_OPTION,
        C("theme"),
        _liste("statut", "statut_produit"),
        C("lien"),
    ),
)
