"""Des tables `valeurs` faites à la main, cohérentes par construction : on donne la base, les règles font le reste."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

COLONNES = [
    "code_indicateur", "niveau", "code_zone", "type_periode", "periode", "dimension", "modalite", "numerateur",
    "denominateur", "valeur", "recues", "attendues", "date_plus_ancienne", "provisoire", "cible_due", "nature_cible",
    "valeur_reference", "taux_realisation", "taux_progression", "etat",
]  # fmt: skip
ZONES = pd.DataFrame(
    [
        ("SOCLE", "SOCLE", None),
        *((r, "region", "SOCLE") for r in ("R1", "R2")),
        *((f"{r}C{n}", "cercle", r) for r in ("R1", "R2") for n in (1, 2, 3)),
    ],
    columns=["code", "niveau", "parent"],
)
CERCLES = ZONES.loc[ZONES["niveau"] == "cercle", "code"].tolist()
NIVEAU = dict(zip(ZONES["code"], ZONES["niveau"], strict=True))
PARENT = dict(zip(ZONES["code"], ZONES["parent"], strict=True))
TRIMESTRES = [f"{an}-T{t}" for an in (2023, 2024) for t in (1, 2, 3, 4)]


def _periodes() -> pd.DataFrame:
    lignes = []
    for an in (2023, 2024):
        lignes.append((str(an), "annee", f"{an}-01-01", f"{an}-12-31"))
        for n, (debut, fin) in enumerate((("01-01", "06-30"), ("07-01", "12-31")), 1):
            lignes.append((f"{an}-S{n}", "semestre", f"{an}-{debut}", f"{an}-{fin}"))
        bornes = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
        for n, (debut, fin) in enumerate(bornes, 1):
            lignes.append((f"{an}-T{n}", "trimestre", f"{an}-{debut}", f"{an}-{fin}"))
    table = pd.DataFrame(lignes, columns=["libelle", "type", "debut", "fin"])
    return table.assign(debut=pd.to_datetime(table["debut"]), fin=pd.to_datetime(table["fin"]))


PERIODES = _periodes()
FIN = dict(zip(PERIODES["libelle"], PERIODES["fin"], strict=True))
DEBUT = dict(zip(PERIODES["libelle"], PERIODES["debut"], strict=True))


@dataclass
class Projet:
    """Des indicateurs trimestriels de cercle.

    Attributes:
        indicateurs: code → (nature, regle_temps, source_calcul, unite).
        base: (code, cercle, trimestre, dimension, modalite) → un nombre, (numérateur, dénominateur), ou l'ensemble des
            personnes d'un compte distinct. '' et '' : le total.
        trimestres: combien sont dus.
    """

    indicateurs: dict[str, tuple[str, str, str, str]]
    base: dict[tuple[str, str, str, str, str], Any]
    trimestres: int = 4
    autres: dict[str, Any] = field(default_factory=dict)

    def definitions(self) -> pd.DataFrame:
        lignes = [
            {"code": c, "libelle": "Indicateur", "unite": u, "nature": n, "regle_temps": r, "source_calcul": s,
             "frequence": "T", "niveau_collecte": "cercle", "numerateur": "Personnes" if u == "personnes" else None,
             "denominateur": None, "sensibilite": None}
            for c, (n, r, s, u) in self.indicateurs.items()
        ]  # fmt: skip
        return pd.DataFrame(lignes)

    def rangees(self) -> list[tuple[str, str, list[str]]]:
        """(type_periode, periode, trimestres dus qui y entrent)."""
        dus = TRIMESTRES[: self.trimestres]
        civiles = [
            (g, p, [t for t in dus if DEBUT[t] >= DEBUT[p] and FIN[t] <= FIN[p]])
            for p, g in zip(PERIODES["libelle"], PERIODES["type"], strict=True)
        ]
        return [c for c in civiles if c[2]] + [("cumul", t, dus[: n + 1]) for n, t in enumerate(dus)]

    def valeurs(self) -> pd.DataFrame:
        lignes = []
        for code, (nature, regle, _, _) in self.indicateurs.items():
            ventilations = sorted({(d, m) for c, _, _, d, m in self.base if c == code} | {("", "")})
            for zone in ZONES["code"]:
                cercles = [c for c in CERCLES if zone in (c, PARENT[c], "SOCLE")]
                for genre, periode, trimestres in self.rangees():
                    for d, m in ventilations:
                        chiffre = self._chiffre(code, nature, regle, cercles, trimestres, d, m)
                        if chiffre["valeur"] is None and chiffre["denominateur"] is None and d:
                            continue
                        lignes.append(
                            dict.fromkeys(COLONNES)
                            | {"code_indicateur": code, "niveau": NIVEAU[zone], "code_zone": zone, "etat": "sans cible",
                               "type_periode": genre, "periode": periode, "dimension": d or None, "modalite": m or None,
                               "recues": 1, "attendues": 1, "provisoire": False}
                            | chiffre
                        )  # fmt: skip
        table = pd.DataFrame(lignes, columns=COLONNES)
        nombres = ["numerateur", "denominateur", "valeur", "cible_due", "valeur_reference", "taux_realisation",
                   "taux_progression"]  # fmt: skip
        return table.astype(dict.fromkeys(nombres, float)).assign(
            date_plus_ancienne=pd.to_datetime(table["date_plus_ancienne"])
        )

    def _chiffre(self, code, nature, regle, cercles, trimestres, d, m) -> dict[str, Any]:
        entrees = []
        for cercle in cercles:
            siennes = [(t, self.base[code, cercle, t, d, m]) for t in self._connus(regle, trimestres)
                       if (code, cercle, t, d, m) in self.base]  # fmt: skip
            entrees += siennes[-1:] if regle == "derniere" else siennes
        chiffre = {"numerateur": None, "denominateur": None, "valeur": None, "date_plus_ancienne": None}
        if not entrees:
            return chiffre
        chiffre["date_plus_ancienne"] = min(FIN[t] for t, _ in entrees)
        if nature == "distinct":
            return chiffre | {"valeur": len(set().union(*(v for _, v in entrees)))}
        if nature != "ratio":
            return chiffre | {"valeur": sum(v for _, v in entrees)}
        num, den = (sum(v[k] for _, v in entrees) for k in (0, 1))
        return chiffre | {"numerateur": num, "denominateur": den, "valeur": 100 * num / den if den else None}

    def _connus(self, regle: str, trimestres: list[str]) -> list[str]:
        return TRIMESTRES[: TRIMESTRES.index(trimestres[-1]) + 1] if regle == "derniere" else trimestres
