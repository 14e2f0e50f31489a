"""Les pièces de preuve : reçues, jugées sur leurs octets, gardées, inscrites au journal (règles D11 à D13).

`controle` dit si un fichier en est une ; `coffre` garde l'original et sa copie sans métadonnées ; `gestes` inscrit ;
`envoi` lit l'archive des photos d'un serveur de formulaires.
"""
