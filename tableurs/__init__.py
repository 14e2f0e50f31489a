"""L'écriture des tableaux : CSV, XLSX et Parquet, la même pour l'ETL, les écrans et les rapports.

Ne sait rien des indicateurs ni des écrans. Une valeur absente reste une cellule vide, jamais 0.
"""

from tableurs.ecriture_csv import ecrire_csv, ecrire_csv_excel, texte_csv
from tableurs.ecriture_parquet import ecrire_parquet
from tableurs.ecriture_xlsx import MiseEnPage, TableauTropGrand, ecrire_xlsx
from tableurs.texte import codable, deneutraliser, neutraliser, sans_controle

__all__ = [
    "MiseEnPage",
    "TableauTropGrand",
    "codable",
    "deneutraliser",
    "ecrire_csv",
    "ecrire_csv_excel",
    "ecrire_parquet",
    "ecrire_xlsx",
    "neutraliser",
    "sans_controle",
    "texte_csv",
]
