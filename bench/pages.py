# ruff: noqa: E501  # des requêtes, une par ligne : coupées, elles se comparent moins bien
"""Les questions des pages, contre du SQL écrit à la main sur le même fichier, et contre la façon naïve.

À la main : ce qu'une personne écrirait sur `valeurs` pour montrer la même chose. Naïf : refaire à chaque vue, depuis les
lignes reçues (`valeur`), les sommes que `valeurs` garde ; c'est ce que ce produit remplace.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import mesure
from requetes.accueil.lecture import lire_accueil
from requetes.carte.lecture import lire_carte, lire_fond, lire_terrain, lire_valeurs
from requetes.comparaisons import zones
from requetes.edition.ouverture import Base, Edition, ouvrir
from requetes.edition.referentiel import lire_referentiel
from requetes.qualite import bilans, depots
from requetes.tendances.lecture import lire_tendances

Lecture = Callable[[Base], Any]
PAGES = ("Cadre et filtres", "Vue d'ensemble", "Tendances", "Comparaisons", "Carte", "Qualité")


def _du_produit(base: Base, periode: str, avant: str) -> dict[str, list[Lecture]]:
    """Ce que chaque page demande à l'ouverture, filtres d'origine ; hors cache.

    Le bandeau et la barre de filtres sont les mêmes partout (`vues.page.entree`, `vues.filtres.barre`) : comptés une fois, à part.
    L'indicateur d'origine de la carte est OS1, que ce projet n'a pas : I01 en tient lieu.
    """
    fin = base.lire("SELECT fin FROM periode WHERE libelle = $periode", {"periode": periode})["fin"].iloc[0]
    jour, trimestre, lecture = fin.date(), "trimestre", ("cumul", periode)
    return {
        "Cadre et filtres": [lambda b: lire_referentiel(b)],
        "Vue d'ensemble": [lambda b: lire_accueil(b, *lecture, "", jour)],
        "Tendances": [lambda b: lire_tendances(b, "I01", "SOCLE", *lecture, avec_parties=False)],
        "Comparaisons": [
            lambda b: zones.valeurs_par_zone(b, "I01", "region", *lecture, ""),
            lambda b: zones.deux_periodes(b, "I01", "region", "cumul", (avant, periode), ""),
            lambda b: zones.grille_des_etats(b, "region", *lecture, "", True),
        ],
        "Carte": [
            lambda b: lire_carte(b),
            lambda b: lire_fond(b, ("SOCLE", "region", "cercle", "commune"), remise=False),
            lambda b: lire_terrain(b, jour),
            lambda b: lire_valeurs(b, "I01", "commune", jour, None),
        ],
        "Qualité": [
            lambda b: bilans.rapports(b, "", jour),
            lambda b: depots.anomalies(b),
            lambda b: depots.lignes_en_quarantaine(b),
            lambda b: bilans.completude_des_valeurs(b, "region", trimestre, ""),
            lambda b: bilans.valeurs_perimees(b),
            lambda b: depots.depots(b),
        ],
    }


_CUMUL = "type_periode = 'cumul' AND dimension IS NULL"
_A_LA_MAIN: dict[str, list[str]] = {
    "Cadre et filtres": [
        "SELECT * FROM info",
        "SELECT count(*), count(date_reception) FROM rapport_activite",
        "SELECT * FROM indicateur ORDER BY ordre",
        "SELECT code_indicateur, type_periode, periode FROM periode_calculee",
        "SELECT code, niveau, nom, parent, region FROM zone ORDER BY ordre",
        "SELECT DISTINCT type_service FROM point_service ORDER BY 1",
        "SELECT vert, orange FROM seuil WHERE jeu = 'defaut'",
    ],
    "Vue d'ensemble": [
        f"SELECT v.* FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur WHERE i.phare AND {_CUMUL} "
        "AND code_zone = 'SOCLE' AND periode IN ($periode, $avant)",
        "SELECT v.code_indicateur, v.periode, v.valeur, v.cible_due, v.provisoire FROM valeurs v "
        f"JOIN indicateur i ON i.code = v.code_indicateur WHERE i.phare AND {_CUMUL} AND code_zone = 'SOCLE' "
        "AND periode <= $periode ORDER BY v.code_indicateur, v.periode",
        f"SELECT v.* FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur WHERE i.phare AND {_CUMUL} "
        "AND v.niveau = 'region' AND periode = $periode AND etat IN ('rouge', 'orange') "
        "ORDER BY etat <> 'rouge', provisoire, taux_progression, code_indicateur LIMIT 3",
        "SELECT * FROM rapport_activite WHERE date_reception IS NULL",
        f"SELECT v.code_indicateur, count(*) FILTER (v.valeur IS NULL) FROM valeurs v JOIN indicateur i "
        f"ON i.code = v.code_indicateur WHERE i.phare AND {_CUMUL} AND v.niveau = i.niveau_collecte AND periode = $periode GROUP BY 1",
    ],
    "Tendances": [
        f"SELECT * FROM valeurs WHERE code_indicateur = 'I01' AND {_CUMUL} AND code_zone = 'SOCLE' ORDER BY periode",
        "SELECT DISTINCT v.code_zone FROM valeurs v JOIN zone z ON z.code = v.code_zone "
        "WHERE z.parent = 'SOCLE' AND v.code_indicateur = 'I01'",
        "SELECT * FROM evenement ORDER BY date",
        "SELECT * FROM valeurs WHERE code_indicateur = 'I01' AND type_periode = 'cumul' AND code_zone = 'SOCLE' "
        "AND dimension IS NOT NULL ORDER BY dimension, modalite, periode",
        "SELECT * FROM cible WHERE code_indicateur = 'I01' AND code_zone = 'SOCLE' ORDER BY periode",
    ],
    "Comparaisons": [
        f"SELECT v.*, z.nom FROM valeurs v JOIN zone z ON z.code = v.code_zone WHERE code_indicateur = 'I01' AND {_CUMUL} "
        "AND v.niveau = 'region' AND periode = $periode ORDER BY z.ordre",
        f"SELECT v.*, z.nom FROM valeurs v JOIN zone z ON z.code = v.code_zone WHERE code_indicateur = 'I01' AND {_CUMUL} "
        "AND v.niveau = 'region' AND periode IN ($periode, $avant) ORDER BY z.ordre, periode",
        "SELECT v.code_indicateur, v.code_zone, v.etat, v.valeur, v.cible_due, v.provisoire FROM valeurs v JOIN indicateur i "
        f"ON i.code = v.code_indicateur WHERE i.phare AND {_CUMUL} AND v.niveau = 'region' AND periode = $periode ORDER BY i.ordre",
    ],
    "Carte": [
        "SELECT DISTINCT date FROM etat_point ORDER BY 1",
        "SELECT * FROM zone ORDER BY ordre",
        "SELECT * FROM zone_ascendance",
        "SELECT count(*), count(*) FILTER (e.restaure), count(*) FILTER (e.fonctionnel), count(*) FILTER (e.retombe) "
        "FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour",
        "SELECT p.*, e.* FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour",
        f"SELECT * FROM valeurs WHERE code_indicateur = 'I01' AND {_CUMUL} AND niveau = 'commune' AND periode = $periode",
        "SELECT code_zone, geojson FROM limite",
        "SELECT * FROM point_service",
    ],
    "Qualité": [
        "SELECT * FROM rapport_activite ORDER BY periode, code_zone",
        "SELECT * FROM anomalie ORDER BY gravite, id_chargement, feuille, ligne",
        "SELECT * FROM quarantaine ORDER BY id_chargement, ligne",
        "SELECT code_zone, periode, sum(recues), sum(attendues) FROM valeurs WHERE dimension IS NULL AND niveau = 'region' "
        "AND type_periode = 'trimestre' GROUP BY 1, 2 ORDER BY 2, 1",
        f"SELECT * FROM valeurs WHERE {_CUMUL} AND niveau = 'region' AND periode = $periode "
        "AND etat IN ('périmée', 'sans donnée')",
        "SELECT * FROM chargement ORDER BY recu_le DESC",
    ],
}  # fmt: skip

# Naïf : les sommes d'une seule page, refaites depuis les lignes reçues ; les flux par somme, les autres par dernière ligne.
_SOMMES = """
    SELECT v.code_indicateur, a.ancetre, v.periode, sum(v.valeur) AS valeur, sum(v.numerateur) / nullif(sum(v.denominateur), 0) AS taux,
           count(coalesce(v.valeur, v.numerateur)) AS recues
    FROM valeur v JOIN zone_ascendance a ON a.code = v.code_zone JOIN indicateur i ON i.code = v.code_indicateur
    WHERE {filtre} AND i.regle_temps = 'somme' GROUP BY ALL
    UNION ALL
    SELECT code_indicateur, ancetre, periode, sum(valeur), sum(numerateur) / nullif(sum(denominateur), 0), count(*)
    FROM (SELECT v.*, a.ancetre FROM valeur v JOIN zone_ascendance a ON a.code = v.code_zone
          JOIN indicateur i ON i.code = v.code_indicateur
          WHERE {filtre} AND i.regle_temps = 'derniere' AND coalesce(v.valeur, v.numerateur) IS NOT NULL
          QUALIFY row_number() OVER (PARTITION BY v.code_indicateur, v.code_zone, a.ancetre, v.dimension, v.modalite
                                     ORDER BY v.periode DESC) = 1)
    GROUP BY ALL"""
_NAIF = {
    "Vue d'ensemble": _SOMMES.format(
        filtre="i.phare AND v.dimension IS NULL AND a.niveau_ancetre IN ('SOCLE', 'region')"
    ),
    "Tendances": _SOMMES.format(filtre="v.code_indicateur = 'I01' AND a.ancetre = 'SOCLE'"),
    "Comparaisons": _SOMMES.format(filtre="i.phare AND v.dimension IS NULL AND a.niveau_ancetre = 'region'"),
    "Carte": _SOMMES.format(
        filtre="v.code_indicateur = 'I01' AND v.dimension IS NULL AND a.niveau_ancetre = 'commune'"
    ),
    "Qualité": _SOMMES.format(filtre="v.dimension IS NULL AND a.niveau_ancetre = 'region'"),
}


def mesurer(chemin: Path, passes: int) -> dict[str, Any]:
    """Les trois façons, page par page, en alternance ; médianes en millisecondes de processeur et d'horloge."""
    base = ouvrir(Edition("mesures", chemin))
    periodes = base.lire("SELECT DISTINCT periode FROM valeurs WHERE type_periode = 'cumul' ORDER BY 1 DESC LIMIT 2")[
        "periode"
    ]
    parametres = {"periode": str(periodes[0]), "avant": str(periodes[1])}
    produit = _du_produit(base, parametres["periode"], parametres["avant"])
    fin = "SELECT fin FROM periode WHERE libelle = $periode"
    parametres["jour"] = str(base.lire(fin, {"periode": parametres["periode"]})["fin"].iloc[0].date())
    temps: dict[str, dict[str, list[tuple[float, float]]]] = {p: {"produit": [], "main": [], "naif": []} for p in PAGES}
    for _ in range(passes + 1):  # la première passe chauffe le cache du disque et ne compte pas
        for page in PAGES:
            temps[page]["produit"].append(_chronometrer(lambda p=page: [f(base) for f in produit[p]]))
            temps[page]["main"].append(
                _chronometrer(lambda p=page: [_lire(base, r, parametres) for r in _A_LA_MAIN[p]])
            )
            if page in _NAIF:
                temps[page]["naif"].append(_chronometrer(lambda p=page: base.lire(_NAIF[p])))
    base.fermer()
    return {
        "pages": {
            page: {
                f: [statistics.median(x[k] for x in mesures[1:]) for k in (0, 1)]
                for f, mesures in facons.items()
                if mesures
            }
            for page, facons in temps.items()
        }
    }


def lire_a_la_main(base: Base, page: str, periode: str, avant: str) -> None:
    """Le SQL nu d'une page, cadre et filtres compris, à une période."""
    fin = base.lire("SELECT fin FROM periode WHERE libelle = $periode", {"periode": periode})["fin"].iloc[0]
    parametres = {"periode": periode, "avant": avant, "jour": str(fin.date())}
    for requete in (*_A_LA_MAIN["Cadre et filtres"], *_A_LA_MAIN[page]):
        _lire(base, requete, parametres)


def _lire(base: Base, requete: str, parametres: dict[str, str]) -> Any:
    return base.lire(requete, {n: v for n, v in parametres.items() if f"${n}" in requete})


def _chronometrer(travail: Callable[[], Any]) -> tuple[float, float]:
    debut, processeur = time.perf_counter(), time.process_time()
    travail()
    return 1000 * (time.perf_counter() - debut), 1000 * (time.process_time() - processeur)


if __name__ == "__main__":
    mesure.rendre(mesurer(Path(sys.argv[1]), int(sys.argv[2])))
