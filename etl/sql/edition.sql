-- Les tables de l'édition qui se déduisent des précédentes.

-- L'ordre des indicateurs est celui du cadre logique ; `regle_temps`, `source_calcul` et `jeu_seuils` sont toujours remplis.
CREATE OR REPLACE TABLE indicateur AS
SELECT indicateur.* REPLACE (coalesce(indicateur.phare, false) AS phare), row_number() OVER (ORDER BY recu.id_ligne)::INTEGER AS ordre
FROM indicateur JOIN s_indicateur recu USING (code) ORDER BY ordre;

CREATE OR REPLACE TABLE seuil AS
SELECT complet.jeu, complet.vert, complet.orange, complet.peremption, complet.plancher_completude,
       recu.id_chargement, recu.fichier, recu.feuille, recu.ligne
FROM seuil_complet complet LEFT JOIN seuil recu USING (jeu) ORDER BY complet.jeu;

CREATE OR REPLACE TABLE valeur_reference AS
SELECT recue.* REPLACE (reference.valeur AS valeur)
FROM valeur_reference recue JOIN reference_zone reference USING (code_indicateur, code_zone) ORDER BY ALL;

CREATE TABLE periode AS
SELECT calendrier.libelle, calendrier.type, calendrier.debut, calendrier.fin, calendrier.fin <= borne.date_donnees AS finie
FROM calendrier, borne
WHERE calendrier.fin >= borne.debut AND calendrier.debut <= make_date(year(borne.date_donnees), 12, 31)
ORDER BY calendrier.mois, calendrier.debut;

-- Un index des saisies reçues, sans aucun chiffre : pourquoi le total manque, et si toutes leurs lignes disent la zone fermée.
CREATE TABLE saisie_recue AS
SELECT saisie.code_indicateur, saisie.code_zone, saisie.periode, periode.fin,
       any_value(saisie.motif_absence) FILTER (saisie.dimension IS NULL) AS motif_absence,
       bool_and(saisie.motif_absence IS NOT DISTINCT FROM 'zone inaccessible') AS inaccessible
FROM valeur saisie JOIN periode ON periode.libelle = saisie.periode
GROUP BY saisie.code_indicateur, saisie.code_zone, saisie.periode, periode.fin
ORDER BY saisie.code_indicateur, saisie.code_zone, periode.fin, saisie.periode;

-- Les lignes des registres qui entrent dans un indicateur calculé, avec leur origine : «d'où vient ce chiffre».
CREATE TABLE composante AS
SELECT entree.code_indicateur, entree.code_zone, entree.date_fait AS date, nullif(entree.dimension, '') AS dimension,
       nullif(entree.modalite, '') AS modalite, entree.numerateur, entree.denominateur, entree.valeur, entree.effectif, entree.id_entite,
       entree.table_source, origine.id_chargement, reception.fichier, origine.feuille, origine.ligne
FROM (
    SELECT indicateur.code AS code_indicateur, registre.* FROM ligne_registre registre
    -- une commune est couverte par ses points qui fonctionnent : ce sont les mêmes visites
    JOIN s_indicateur indicateur ON indicateur.source_calcul = registre.source
         OR (indicateur.source_calcul = 'communes_couvertes' AND registre.source = 'points_fonctionnels' AND registre.dimension = '')
    -- l'effet d'une visite qui ne vaut plus n'est pas une ligne reçue
    WHERE registre.date_effet IS NOT DISTINCT FROM registre.date_fait
) entree JOIN ligne_depot origine USING (id_ligne) JOIN reception USING (id_chargement)
ORDER BY entree.code_indicateur, entree.date_fait, entree.id_ligne;
