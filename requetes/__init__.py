"""Les questions posées à une édition : une fonction par question, la seule demeure du SQL de lecture.

Reçoit une `Base` ouverte, rend des objets gelés (`Base.rangees`), ou un tableau quand la réponse ne nourrit qu'une
figure ou une grille. N'écrit jamais et ne connaît pas l'écran.

Ce qu'une page lit : `vues.donnees.lire(edition, lire_accueil, …)`. Elle pose une question et reçoit un objet à champs
nommés (le module `lecture` de son dossier), gardé en cache sous l'identifiant de l'édition. Ce qui coûte et ne se
montre qu'ouvert (onglet, fiche) a sa lecture à part. Ce que toutes emploient (indicateurs, zones, périodes, seuils)
est le `Referentiel` que tient le `Contexte`. Un chiffre a une seule forme, `domaine.chiffre.Chiffre`, et une seule
écriture, `figures/mots/chiffre.py` : carte, tableau, survol, phrase et rapport disent le même.
"""
