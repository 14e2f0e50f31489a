"""La chaîne qui va des fichiers reçus à l'édition : le seul paquet qui écrit. N'est jamais importé par l'écran.

Le chemin d'une ligne reçue :

1. `fichiers` borne et ouvre (`xls` lit un .xls par xlrd : abîmé, il arrêterait calamine, et le programme avec ;
   `refus` : ce qui échoue n'est le refus que de ce fichier ; `gardees` : l'inattendu, gardé à part). `entetes` trouve
   les en-têtes, `pourcentages` relit 0,12 vu «12 %». Une seule déclaration, `domaine/feuilles/`, dit les colonnes au
   lecteur, aux contrôles, au modèle, au dictionnaire et à l'export.
2. `conversions`, `colonnes` et `tampon` lisent chaque cellule et versent la ligne, avec son fichier, sa feuille et
   son numéro, dans `t_<table>`. Un `id_ligne` croît dans l'ordre de réception : «plus tard» veut dire «plus grand».
3. `reconnus` ramène identifiants et sites à leur écriture connue (totaux et en-têtes répétés sont restés de côté :
   `hors_tableau`). `controles` (et `sql/controles/<table>.sql` ; un `.encore.sql` est rejoué tant qu'il trouve)
   note des signalements ; un signalement bloquant met la ligne, entière, en `quarantaine`. Ce qui reste, dernière
   ligne de chaque clé, est `s_<table>`. Tout est refait à chaque publication : les fichiers arrivent dans n'importe
   quel ordre. Une feuille `Corrections` fait, à son rang, une ligne neuve, copie de la dernière de cette clé où une
   cellule change ; elle passe les mêmes contrôles, et l'ancienne ne s'efface que si la neuve est saine.
4. `sql/calcul/01…14` fait `valeurs`, puis l'état des points. Toute valeur, saisie ou tirée d'un registre, devient une
   composante (zone, entité, date, termes), et d'un registre une de plus par modalité (04b) ;
   il n'y a que trois règles ensuite : somme (05), dernière connue (06),
   liste à recompter (07). Puis cibles, références, états ; les rapports attendus se comptent avant tout cela (02b).
   `domaine/sql/regles.sql` dit une fois les règles dont le SQL a besoin : macros et vues gardées dans l'édition, que le
   calcul emploie et que `requetes` redemande.
   `domaine/sql/provenance.sql` y garde de même ce qui répond à «d'où vient ce chiffre», `domaine/sql/vues.sql` ce que
   l'export donne aux autres.
5. `revisions` compare à l'édition précédente et dit quels chiffres changent, par quel dépôt ; `redaction` rédige les
   anomalies en français ; `edition` vérifie, date, signe et met en service.
"""
