"""Des feuilles aux lignes : en-têtes, cellules converties, colonnes canoniques, corrections, reprises. Ne juge rien."""
