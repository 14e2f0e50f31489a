"""La carte folium : le fond envoyé une fois, ce que les filtres changent, classes et couleurs fixes.

Le chemin d'un point : `composition.decrire_fond` réunit ce qui ne change pas dans une édition (limites, repères, points
en colonnes). `porter_fond` l'écrit dans un attribut HTML échappé, invisible, que le dessin relit depuis son cadre :
Streamlit, qui reconnaît un message déjà envoyé, ne le renvoie plus. `composer_carte` (nue, toujours la même : le cadre
ne se recharge pas) et `composer_couche` (un caractère par point et quelques colonnes) sont tout ce qu'un filtre envoie.

`static/carte/` : `dessin.js` (formes, légende), `toile.js` (une seule toile, les fiches), `carte.js` (zones, cadrage,
deux cartes accordées). Au serveur ne reviennent qu'un code de zone ou un rang de point, et l'heure du clic ;
`vues/carte/zone.py` ne tient rien de cela pour vrai.
"""
