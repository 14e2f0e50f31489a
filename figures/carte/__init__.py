"""La carte folium : le fond envoyé une fois, ce que les filtres changent, classes et couleurs fixes."""
