"""Les éditions figées : numérotées, scellées, remises à un public, jamais changées.

Le chemin d'une édition figée :

0. `admission` contrôle ce qui est demandé, et que le journal tient ; `relecture` trouve, dans ce qui est écrit, les
   passages à garder ou à retirer ; `figer.apercevoir` bâtit tout sans rien garder, et `absences` compte ce qui manque.
1. `figer` copie l'édition interne, ou demande à `etl/publics/reduction.py` d'en bâtir une pour un public : un fichier
   neuf où les tables que `domaine/schema/` déclare sont vides, et où `etl/sql/publics/reduction.sql` verse ce qu'il
   nomme ; `etl/publics/lectures.py` vérifie que rien d'autre n'y est.
2. `etl/publics/` masque : `personnes` dit ce qui compte des personnes ; `grilles`, `facettes` et `familles` décrivent
   les relations visibles ; `temoins` trouve pour chaque petit effectif un autre monde possible ; `masquage` masque les
   lignes où il diffère. Ce qu'une édition figée a masqué le reste dans les suivantes.
3. `rapports/gel.py`, lancé à part par `rapporteur`, écrit HTML, PDF, Word, classeur et, pour un public du dehors, le
   fichier IATI (`rapports/iati/`), depuis la base déjà réduite : ce qu'elle ne dit pas, ils ne peuvent pas le dire. Il
   attend le sceau, puis écrit le reçu (`rapports/recu.py`).
4. `sceau` : empreinte de chaque fichier et de chaque table, sceau du manifeste, ligne chaînée du journal, `signature`
   s'il y a une clé ; un numéro ne sert jamais deux fois. Les règles de la preuve sont dans `domaine/preuve/`.
   `verification` confronte tout le journal ; `remis` juge ce qui revient du dehors, que `copies` lit sans s'y fier.
5. `suite` garde dans la base ce qu'elle change de la précédente figée du même public (`comparaison` : `revisions` pour
   les chiffres, `definitions` pour le cadre), et ce que celle-là publiait ; `redaction`, ce que qui fige a écrit ;
   `survie`, ce qui tient après 3, 6 et 12 mois, que la réduction ne saurait plus compter.
6. `requetes.edition.figees.profil_servi` : le public d'une édition épinglée borne l'écran, même sans profil réglé ;
   `vues/actions/porte.py` n'agit plus. `vues/tendances/`, `vues/comparaisons/` et `vues/carte/` portent le corps des
   pages que `pages/suivi/` et `pages/bailleur/` partagent ; `Contexte.remise`, le `Referentiel` et
   `vues/page/demandes.py` disent ce qu'une édition remise publie, et refusent le reste.
7. L'ouvrir la vérifie (`domaine.preuve.refus`), d'un côté comme de l'autre.
8. Elle s'ouvre pour toujours : `domaine/schema/complement.py` dit ce qu'une édition d'un schéma d'avant n'a pas ;
   `requetes.edition.ouverture` et `etl.edition.dossier` le créent, vide et provisoire, sur leur connexion.
   `tests/editions_figees/` garde une édition de chaque numéro de schéma.
"""
