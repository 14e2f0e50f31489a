"""Les fautes volontaires : la poussière ordinaire de vrais fichiers, et les renvois qui en corrigent une partie.

`FAUTES_VOLONTAIRES` dit ce que les contrôles doivent trouver ; rien d'autre ne doit être trouvé.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from domaine.feuilles.cadre import PAR_TABLE
from etl.demonstration.base import DOSSIER_DEMO, Cellules, Valeur, date_de


@dataclass(frozen=True)
class FauteVolontaire:
    """Une anomalie attendue.

    Attributes:
        fichier: nom du dépôt.
        table: table de la feuille ; vide pour une feuille non déclarée.
        code: code du catalogue (`domaine.anomalies.CATALOGUE`).
        raison: ce que la faute imite.
        nombre: lignes touchées.
    """

    fichier: str
    table: str
    code: str
    raison: str
    nombre: int = 1


F = FauteVolontaire
FAUTES_VOLONTAIRES: tuple[FauteVolontaire, ...] = (
    # Lignes bloquées.
    F("menaka_2022-T2.xlsx", "valeur", "periode_frequence", "un mois pour un indicateur trimestriel"),
    F("gao_2022-T3.xlsx", "visite", "identifiant_inconnu", "un numéro de point mal recopié"),
    F("menaka_2022-T3.xlsx", "point_service", "zone_inconnue", "une commune mal orthographiée, renvoyée ensuite"),
    F("douentza_2022-T3.xlsx", "valeur", "indicateur_inconnu", "un code d'un ancien cadre logique"),
    F("gao_2022-T4.xlsx", "spi_etape", "cle_contradictoire", "la même étape dite tenue et non tenue", 2),
    F("douentza_2022-T4.xlsx", "etape_restauration", "cellule_vide", "un identifiant oublié"),
    F("gao_2023-T1.xlsx", "valeur", "termes_manquants", "un pourcentage à la place des deux termes, renvoyé ensuite"),
    F("menaka_2023-T1.xlsx", "presence_etat", "liste_inconnue", "un état hors de la liste"),
    F("douentza_2023-T1.xlsx", "evenement", "zone_mopti", "le code de la région de Mopti"),
    F("gao_2023-T2.xlsx", "chantier", "zone_ambigue", "«Gao» sans dire région, cercle ou commune"),
    F("douentza_2023-T3.xlsx", "visite", "date_future", "une année mal tapée"),
    F("gao_2023-T4.xlsx", "valeur", "indicateur_calcule", "un total saisi pour un indicateur calculé"),
    F("gao_2023-T4.xlsx", "chantier_avancement", "hors_bornes", "un avancement de 130 %"),
    F("bamako_2023-S2.xlsx", "valeur", "femmes_superieur_total", "plus de femmes que de personnes"),
    F("menaka_2024-T1.xlsx", "visite", "compte_negatif", "un signe moins tapé par erreur"),
    # Lignes entrées, à vérifier.
    F("menaka_2022-T3.xlsx", "valeur", "numerateur_superieur", "plus de séances tenues que prévues"),
    F("menaka_2022-T4.xlsx", "visite", "colonne_inconnue", "une colonne «Observations» ajoutée"),
    F("menaka_2022-T4.xlsx", "chantier", "montant_absent", "un chantier sans montant"),
    F("menaka_2022-T4.xlsx", "valeur", "hors_collecte", "un cercle qui n'était pas encore attendu"),
    F("gao_2022-T4.xlsx", "valeur", "ventilation_somme", "une ventilation qui ne somme pas"),
    F("douentza_2022-T4.xlsx", "", "feuille_inconnue", "une feuille «Notes internes»"),
    F("douentza_2023-T1.xlsx", "point_service", "coordonnees_inversees", "latitude et longitude inversées"),
    F("douentza_2023-T1.xlsx", "projet_service", "ordre_de_grandeur", "un budget en euros"),
    F("gao_2023-T2.xlsx", "etape_restauration", "etapes_desordre", "une formulation datée avant le diagnostic"),
    F("gao_2023-T2.xlsx", "point_service", "coordonnees_hors_commune", "une position relevée au bureau"),
    F("gao_2023-T2.xlsx", "projet_service", "hors_bornes_ecartee", "une note de 25 sur 20"),
    F("gao_2023-T3.xlsx", "chantier_avancement", "avancement_baisse", "un avancement qui recule"),
    F("gao_2023-T3.xlsx", "chantier_avancement", "financier_en_avance", "des paiements en avance sur les travaux"),
    F("gao_2023-T3.xlsx", "evenement", "doublon", "une ligne collée deux fois"),
    F("douentza_2023-T4.xlsx", "valeur", "motif_absent", "ni valeur ni motif"),
    F("gao_2023-T4.xlsx", "etape_restauration", "remise_sans_visite", "un point remis en service, jamais visité"),
    F("douentza_2023-T4.xlsx", "etape_restauration", "remise_sans_visite", "un point remis en service, jamais visité"),
    F("douentza_2024-05.xlsx", "etape_restauration", "remise_sans_visite", "une remise en service toute récente"),
    F("menaka_2024-06.xlsx", "etape_restauration", "remise_sans_visite", "un point vu avant les travaux seulement"),
    F("douentza_2024-T1.xlsx", "visite", "visite_perimee", "un point perdu de vue, toujours dit fonctionnel"),
    F("menaka_2023-T1.xlsx", "point_service", "cellule_ecartee", "la lettre O tapée pour un zéro"),
    F("gao_2024-T1.xlsx", "valeur", "valeur_aberrante", "un chiffre très au-dessus des autres"),
)


def ajouts() -> dict[str, list[tuple[str, Cellules]]]:
    """Les lignes ajoutées à un dépôt, écrites telles quelles : nom du dépôt → (table, cellules)."""
    lus = json.loads((DOSSIER_DEMO / "ajouts.json").read_text(encoding="utf-8"))
    return {nom: [(table, _typer(table, cellules)) for table, cellules in lignes] for nom, lignes in lus.items()}


def _typer(table: str, cellules: Cellules) -> Cellules:
    """JSON n'a pas de dates : elles y sont en texte ISO."""
    types = {c.nom: c.type for c in PAR_TABLE[table].colonnes}
    return {n: date_de(v) if types[n] == "date" and isinstance(v, str) else v for n, v in cellules.items()}


@dataclass(frozen=True)
class Retouche:
    """Des cellules changées dans la ligne d'un dépôt ; `renvoi` : dépôt qui renvoie la ligne juste, `statut` révisé."""

    fichier: str
    table: str
    cle: tuple[tuple[str, Valeur], ...]
    cellules: tuple[tuple[str, Valeur], ...]
    renvoi: str = ""


def _cle(code: str, zone: str, periode: str, modalite: str | None = None) -> tuple[tuple[str, Valeur], ...]:
    return (("code_indicateur", code), ("code_zone", zone), ("periode", periode), ("modalite", modalite))


_SANS_TERMES: tuple[tuple[str, Valeur], ...] = (("numerateur", None), ("denominateur", None), ("statut", None))
RETOUCHES: tuple[Retouche, ...] = (
    Retouche(
        "gao_2023-T1.xlsx",
        "valeur",
        _cle("R1.5", "ML0702", "2023-T1"),
        (*_SANS_TERMES, ("valeur", "85 %")),
        "gao_correction_2023-T1.xlsx",
    ),
    Retouche(
        "gao_2023-T1.xlsx", "valeur", _cle("R1.6", "ML0701", "2023-T1"), (("valeur", 5),), "gao_correction_2023-T1.xlsx"
    ),
    Retouche(
        "bamako_2022-S2.xlsx",
        "valeur",
        _cle("OG1", "GAO", "2022"),
        (("numerateur", 262),),
        "bamako_correction_2022-S2.xlsx",
    ),
    Retouche("bamako_2023-S2.xlsx", "valeur", _cle("OG1", "DOUENTZA", "2023", "F"), (("numerateur", 180),)),
    Retouche(
        "menaka_2022-T3.xlsx", "valeur", _cle("R1.5", "ML1001", "2022-T3"), (("numerateur", 7), ("denominateur", 6))
    ),
    Retouche("gao_2022-T4.xlsx", "valeur", _cle("R1.6", "ML0702", "2022-T4", "préfet"), (("valeur", 4),)),
    Retouche(
        "douentza_2023-T4.xlsx", "valeur", _cle("R1.5", "ML0504", "2023-T4"), (*_SANS_TERMES, ("niveau_preuve", None))
    ),
    Retouche("gao_2024-T1.xlsx", "valeur", _cle("R1.6", "ML0703", "2024-T1"), (("valeur", 21),)),
    Retouche("gao_2024-T1.xlsx", "valeur", _cle("R1.6", "ML0703", "2024-T1", "préfet"), (("valeur", 12),)),
    Retouche("gao_2024-T1.xlsx", "valeur", _cle("R1.6", "ML0703", "2024-T1", "sous-préfet"), (("valeur", 9),)),
)
#: Visites de Douentza tapées avec un zéro de trop, puis renvoyées : dépôt fautif, dépôt du renvoi, nombre.
ZERO_DE_TROP = ("douentza_2023-T2.xlsx", "douentza_correction_2023-T2.xlsx", 3)
#: Colonnes non déclarées : dépôt → (table, en-tête, texte d'une ligne sur trois).
COLONNES_EN_PLUS = {"menaka_2022-T4.xlsx": ("visite", "Observations", "Vu avec le comité de gestion")}
#: Feuilles non déclarées : dépôt → nom → lignes.
FEUILLES_EN_PLUS: dict[str, dict[str, list[list[Valeur]]]] = {
    "douentza_2022-T4.xlsx": {"Notes internes": [["Rappel"], ["Appeler les communes avant la fin du mois"]]},
}
