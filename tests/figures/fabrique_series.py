"""Des séries telles que `requetes.tendances.series` les rend, pour les dessiner."""

import pandas as pd

COLONNES = {
    "zone": "Gao",
    "code_zone": "GAO",
    "numerateur": None,
    "denominateur": None,
    "recues": 1,
    "attendues": 1,
    "provisoire": False,
    "cible_due": None,
    "valeur_reference": None,
    "etat": "vert",
    "motif_absence": None,
}


def serie(*valeurs, **autres):
    fins = pd.to_datetime(["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"][: len(valeurs)])
    debuts = fins - pd.offsets.QuarterBegin(startingMonth=1)
    periodes = [f"2023-T{n}" for n in range(1, len(valeurs) + 1)]
    lignes = pd.DataFrame({"valeur": valeurs, "fin": fins, "debut": debuts, "periode": periodes})
    return lignes.assign(**(COLONNES | autres))
