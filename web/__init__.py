"""Ce qui s'appuie sur l'intérieur épinglé de Streamlit : mise en route, page servie, mots, liaison, tableaux, faute.

Ne lit aucune édition.
"""
