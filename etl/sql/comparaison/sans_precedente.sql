-- Pas d'édition à laquelle se comparer : la table est là, vide.
CREATE TABLE revision_chiffre (
    code_indicateur VARCHAR, niveau VARCHAR, code_zone VARCHAR, type_periode VARCHAR, periode VARCHAR, dimension VARCHAR, modalite VARCHAR,
    genre VARCHAR, valeur_avant DOUBLE, valeur DOUBLE, numerateur_avant DOUBLE, numerateur DOUBLE, denominateur_avant DOUBLE, denominateur DOUBLE,
    recues_avant INTEGER, recues INTEGER, attendues_avant INTEGER, attendues INTEGER,
    cible_avant DOUBLE, cible DOUBLE, etat_avant VARCHAR, etat VARCHAR, cause VARCHAR, depots VARCHAR, fichiers VARCHAR);
