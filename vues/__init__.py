"""Les parties Streamlit : entrée d'une page, filtres, façade de lecture, tableaux, vignettes.

Met en forme ce que `requetes` a lu ; ne calcule aucun chiffre.
"""
