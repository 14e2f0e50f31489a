"""Le compte rendu d'une réunion : une à trois pages, en Word, en PDF et en HTML, du même document neutre.

`lecture` réunit le journal, tel qu'il était à la clôture, et l'édition que la réunion a montrée ; `contenu` en fait le
document : de quoi il s'agit, les chiffres montrés, les décisions, ce qui manque. Il n'ajoute aucun jugement.
"""
