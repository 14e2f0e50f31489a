-- Les tables de l'édition qui se déduisent des précédentes.

-- L'ordre des indicateurs est celui du cadre logique ; `regle_temps`, `source_calcul` et `jeu_seuils` sont toujours remplis.
CREATE OR REPLACE TABLE indicateur AS
SELECT i.* REPLACE (coalesce(i.phare, false) AS phare), row_number() OVER (ORDER BY s.id_ligne)::INTEGER AS ordre
FROM indicateur i JOIN s_indicateur s USING (code) ORDER BY ordre;

CREATE OR REPLACE TABLE seuil AS
SELECT c.jeu, c.vert, c.orange, c.peremption, c.plancher_completude, s.id_chargement, s.fichier, s.feuille, s.ligne
FROM seuil_complet c LEFT JOIN seuil s USING (jeu) ORDER BY c.jeu;

CREATE OR REPLACE TABLE valeur_reference AS
SELECT v.* REPLACE (r.valeur AS valeur) FROM valeur_reference v JOIN reference_zone r USING (code_indicateur, code_zone) ORDER BY ALL;

CREATE TABLE periode AS
SELECT c.libelle, c.type, c.debut, c.fin, c.fin <= b.date_donnees AS finie FROM calendrier c, borne b
WHERE c.fin >= b.debut AND c.debut <= make_date(year(b.date_donnees), 12, 31) ORDER BY c.mois, c.debut;

-- Deux index, sans aucun chiffre, pour que les pages n'aient pas à relire toutes les rangées : les périodes qui ont des lignes dans `valeurs`…
CREATE TABLE periode_calculee AS
SELECT v.code_indicateur, v.type_periode, p.libelle AS periode, p.debut, p.fin, p.finie,
       row_number() OVER w AS rang, coalesce(lead(p.fin) OVER w, DATE '9999-12-31') AS fin_suivante
-- toute rangée ventilée a sa rangée du total
FROM (SELECT DISTINCT code_indicateur, type_periode, periode FROM valeurs WHERE dimension IS NULL) v JOIN periode p ON p.libelle = v.periode
WINDOW w AS (PARTITION BY v.code_indicateur, v.type_periode ORDER BY p.fin, p.debut)
ORDER BY v.code_indicateur, v.type_periode, p.fin, p.debut;

-- … et les saisies reçues : pourquoi le total manque, et si toutes leurs lignes disent la zone fermée.
CREATE TABLE saisie_recue AS
SELECT v.code_indicateur, v.code_zone, v.periode, p.fin, any_value(v.motif_absence) FILTER (v.dimension IS NULL) AS motif_absence,
       bool_and(v.motif_absence IS NOT DISTINCT FROM 'zone inaccessible') AS inaccessible
FROM valeur v JOIN periode p ON p.libelle = v.periode
GROUP BY v.code_indicateur, v.code_zone, v.periode, p.fin ORDER BY v.code_indicateur, v.code_zone, p.fin, v.periode;

-- Les lignes des registres qui entrent dans un indicateur calculé, avec leur origine : «d'où vient ce chiffre».
CREATE TABLE composante AS
SELECT c.code_indicateur, c.code_zone, c.date_fait AS date, nullif(c.dimension, '') AS dimension, nullif(c.modalite, '') AS modalite,
       c.numerateur, c.denominateur, c.valeur, c.effectif, c.id_entite, c.table_source, l.id_chargement, r.fichier, l.feuille, l.ligne
FROM (
    SELECT i.code AS code_indicateur, g.* FROM ligne_registre g
    -- une commune est couverte par ses points qui fonctionnent : ce sont les mêmes visites
    JOIN s_indicateur i ON i.source_calcul = g.source OR (i.source_calcul = 'communes_couvertes' AND g.source = 'points_fonctionnels')
    -- la péremption à 90 jours n'est pas une ligne reçue
    WHERE g.date_effet IS NOT DISTINCT FROM g.date_fait
) c JOIN ligne_depot l USING (id_ligne) JOIN reception r USING (id_chargement)
ORDER BY c.code_indicateur, c.date_fait, c.id_ligne;
