"""La page Réunion : préparer, présenter, décider, suivre, rendre compte (règles D1 à D9).

Une réunion est une ligne du journal (`domaine.journal`) ; l'édition qu'elle montre ne change plus une fois ouverte.
`preparation` choisit et ordonne ; `contenu` tire de l'édition et du journal une suite de diapositives, une idée
chacune ; `diapositive` les dessine ; `presentation` les montre au clavier, `panneaux` y écrit par la porte
(`vues.actions.reunions`). L'adresse porte tout (`?mode=presentation&reunion=COO-30&diapo=3`) : une page rechargée, un
serveur tué ou une ligne coupée y revient.
"""
