"""Un parcours de restauration écrit à la main : points, étapes, visites, décisions, et l'état qui s'en déduit.

L'état des points est déduit ici en Python, d'après `docs/SCHEMA.md`, sans rien lire de l'ETL.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.requetes.fabrique import DATE, Fabrique

GAO, MENAKA = "ML070303", "ML100101"
Visite = tuple[str, int] | tuple[str, int, str]


def jour(texte: str) -> dt.date:
    return dt.date.fromisoformat(texte)


class FabriqueParcours(Fabrique):
    """Une édition avec deux communes, où l'on pose des points."""

    def __init__(self, donnees: Path) -> None:
        super().__init__(donnees)
        self.commune(GAO, "Gao-ville", "ML0703")
        self.commune(MENAKA, "Ménaka-ville", "ML1001")

    def point(
        self,
        nom: str,
        etapes: dict[str, tuple[str | None, str | None] | tuple[str | None, str | None, str]] | None = None,
        visites: tuple[Visite, ...] = (),
        *,
        zone: str = GAO,
        operateur: str | None = None,
        service: str = "eau",
        projet: str | None = None,
    ) -> None:
        """Pose un point.

        Args:
            nom: identifiant et nom.
            etapes: étape → (prévue, réelle[, motif]).
            visites: (date, tests passés[, statut fonctionnel]).
            zone, operateur, service, projet: ce que porte sa ligne.
        """
        self.ajouter(
            "point_service",
            id_point=nom,
            nom=nom,
            type_service=service,
            code_zone=zone,
            operateur=operateur,
            id_projet=projet,
        )
        faites = []
        for etape, (prevue, reelle, *motif) in (etapes or {}).items():
            faite = jour(reelle) if reelle else None
            self.ajouter(
                "etape_restauration",
                id_point=nom,
                etape=etape,
                date_prevue=jour(prevue) if prevue else None,
                date_reelle=faite,
                motif_blocage=motif[0] if motif else None,
            )
            if faite and faite <= DATE:
                faites.append((faite, etape if len(etape) == 1 else "99", etape))
        self._etat(nom, zone, max(faites)[2] if faites else None, [(jour(d), n, *s) for d, n, *s in visites])

    def _etat(self, nom: str, zone: str, etape: str | None, visites: list[tuple]) -> None:
        for date, tests, *statut in visites:
            passes = [rang < tests for rang in range(4)]
            noms = dict(zip(("local", "agent", "moyens", "prestation"), passes, strict=True))
            self.ajouter("visite", id_point=nom, date=date, statut_fonctionnel=statut[0] if statut else None, **noms)
        connues = sorted(v for v in visites if v[0] <= DATE)
        restaures = [v[0] for v in connues if v[1] == 4]
        derniere = connues[-1] if connues else None
        en_panne = bool(derniere) and (derniere[1] < 2 or (len(derniere) > 2 and derniere[2].startswith("fermé")))
        self.ajouter(
            "etat_point",
            date=DATE,
            id_point=nom,
            code_zone=zone,
            statut="inconnu" if derniere is None else "pleinement fonctionnel",
            restaure=bool(restaures),
            retombe=bool(restaures) and en_panne,
            fonctionnel=bool(derniere) and not en_panne and (DATE - derniere[0]).days <= 90,
            tests=derniere[1] if derniere else None,
            derniere_visite=derniere[0] if derniere else None,
            etape=etape,
            date_restauration=restaures[0] if restaures else None,
        )

    def decision(self, numero: str, **cellules: object) -> None:
        ligne = {"id_decision": numero, "date": jour("2024-01-10"), "texte": f"Décision {numero}", "statut": "en cours"}
        self.ajouter("decision", **(ligne | cellules))


def poser_le_parcours(f: FabriqueParcours) -> None:
    """Dix points, un par situation ; ce que chacun doit donner est dit à côté."""
    projet = {"id_projet": "PR-B", "intitule": "Projet B", "code_zone": GAO, "operateur": "B"}
    f.ajouter("projet_service", **projet, note_formulation=14.0, date_soumission=jour("2023-01-05"))
    trente = ("2023-01-01", "2023-01-31", "2023-03-02", "2023-04-01", "2023-05-01", "2023-05-31")
    faites = {str(n): (d, d) for n, d in enumerate(trente)}
    # motif déclaré ; 182 jours de retard, 396 dans l'étape 5 ; cinq délais de 30 jours
    f.point("P01", faites | {"6": ("2023-12-31", None, "Matériaux")}, operateur="A")
    # échéance dépassée de 10 jours
    f.point("P02", {n: faites[n] for n in "012"} | {"3": ("2024-06-20", None)}, operateur="A")
    # suspendu depuis 30 jours ; passation prévue 46 jours plus tôt
    arret = {"suspendu": (None, "2024-05-31", "Zone non accessible")}
    f.point("P03", {n: faites[n] for n in "0123"} | {"4": ("2024-05-15", None)} | arret, operateur="B", projet="PR-B")
    # abandonné : plus rien n'y est bloqué
    fin = {"3": ("2023-06-01", None), "abandonné": (None, "2023-07-01", "Litige")}
    f.point("P04", {n: faites[n] for n in "012"} | fin, operateur="B")
    # à l'heure
    f.point("P05", {"0": faites["0"], "1": ("2024-07-15", None)})
    # étape 6 sautée, son motif est de l'histoire ancienne ; 3 → 7 en 152 jours ; opérateur de son projet
    remise = {"6": ("2023-07-01", None, "Ancien motif"), "7": ("2023-08-31", "2023-08-31"), "8": (None, "2023-11-30")}
    f.point("P06", faites | remise, projet="PR-B", zone=MENAKA, service="santé")
    # aucune étape
    f.point("P07", zone=MENAKA)
    # étape 1 faite après la date des données : pas encore faite, un jour de retard
    f.point("P08", {"0": faites["0"], "1": ("2024-06-29", "2024-07-05")}, zone=MENAKA)
    # suspension levée : elle n'arrête plus rien
    levee = {"suspendu": (None, "2023-04-10", "Zone non accessible"), "5": ("2024-12-31", None)}
    f.point("P09", {n: faites[n] for n in "01234"} | levee, operateur="A")
    # suspension sans date : elle vaut jusqu'à nouvel ordre
    f.point("P10", {"0": faites["0"], "suspendu": (None, None, "Crue")}, operateur="A")
    f.decision("D1", id_point="P01", echeance=jour("2024-06-01"))
    f.decision("D2", id_projet="PR-B", echeance=jour("2024-08-01"))
    f.decision("D3", id_point="P02", statut="exécutée", date_execution=jour("2024-03-01"))
    f.decision("D4", id_point="P02", statut="abandonnée")


def poser_la_survie(f: FabriqueParcours, nombre: int = 11) -> None:
    """Des points restaurés le 30 juin 2023, un an avant la date des données, vus une fois encore ensuite.

    S01 retombe à 100 jours puis se relève ; S02 est fermé à 200 jours ; S03 n'est revu qu'à 90 jours ; S04 n'est
    jamais revu ; les autres tiennent encore à 366 jours.
    """
    depart = jour("2023-06-30")

    def a(jours: int) -> str:
        return (depart + dt.timedelta(days=jours)).isoformat()

    suites: dict[int, tuple[Visite, ...]] = {
        1: ((a(100), 1), (a(300), 4)),
        2: ((a(50), 3), (a(200), 4, "fermé temporairement")),
        3: ((a(90), 2),),
        4: (),
    }
    for rang in range(1, nombre + 1):
        suite = suites.get(rang, ((a(180), 4), (a(366), 4)))
        f.point(f"S{rang:02d}", visites=((a(-30), 0), (a(0), 4), *suite), operateur="A" if rang <= 6 else "B")
