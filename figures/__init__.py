"""Graphiques et cartes : de purs tableaux deviennent des figures Plotly et des cartes folium.

Ce paquet ignore Streamlit et ne lit aucune édition.
"""
