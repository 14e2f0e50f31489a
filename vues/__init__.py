"""Les parties Streamlit : entrée d'une page, filtres, façade de lecture, tableaux, cartes de chiffres.

Met en forme ce que `requetes` a lu ; ne calcule aucun chiffre.
"""
