"""Le gardien du serveur : qui lit est jugé avant que rien ne réponde.

`jugement` dit qui lit, ou pourquoi il ne lit pas ; `gardien` s'y tient pour chaque demande et chaque liaison ; `remise`
ouvre les liens et remet les documents sans Streamlit ; `navigateurs` rend à chacun ses fichiers, et à lui seul ;
`nue` écrit les pages de ce dossier ; `connexion` parle au fournisseur d'identité par Streamlit. Règles E30 à E36.
"""
