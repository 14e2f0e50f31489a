"""La carte que l'on écrirait d'abord : un `folium.Marker` par point, reconstruite à chaque passage.

Les mêmes points, les mêmes champs dans la fiche, les mêmes scripts servis d'ici ; servie par `bench.carte` seulement.
"""

from __future__ import annotations

import html

import folium
import streamlit as st
from streamlit_folium import st_folium

from domaine.reglages import dossier_donnees
from figures.bibliotheques import servir_localement
from requetes.carte import services
from requetes.edition.ouverture import edition_a_lire, ouvrir

st.set_page_config(layout="wide")
servir_localement()
edition = edition_a_lire(dossier_donnees())
if edition is None:
    raise RuntimeError("Aucune édition à montrer.")
base = ouvrir(edition)
jour = services.dates_d_etat(base)[-1]
etats = services.etats_des_points(base, jour)
choix = st.selectbox("Points montrés", ["Tous les points", "pleinement fonctionnel", "non fonctionnel", "inconnu"])
if choix != "Tous les points":
    etats = etats[etats["statut"] == choix]
carte = folium.Map(location=[16.0, 0.0], zoom_start=6, tiles=None, min_zoom=5, max_zoom=16)
for code, texte in services.limites(base).items():
    folium.GeoJson(texte, name=code).add_to(carte)
for point in etats[etats["latitude"].notna()].itertuples(index=False):
    champs = (
        point.nom,
        point.type_service,
        point.commune,
        point.statut,
        point.etape,
        point.derniere_visite,
        point.fichier,
    )
    fiche = "<br>".join(html.escape(str(champ)) for champ in champs)
    folium.Marker([point.latitude, point.longitude], popup=fiche, tooltip=html.escape(str(point.nom))).add_to(carte)
st_folium(carte, use_container_width=True, height=470, returned_objects=["last_object_clicked"])
st.dataframe(etats)
