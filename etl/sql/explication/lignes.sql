-- Les lignes reçues qui entrent dans un chiffre : $debut et $fin bornent ses périodes de base dues.
WITH recue AS (
    SELECT v.code_zone, v.code_zone AS id_entite, p.fin AS date, coalesce(v.dimension, '') AS dimension, coalesce(v.modalite, '') AS modalite,
           v.numerateur, v.denominateur, v.valeur, v.effectif, v.fichier, v.feuille, v.ligne
    FROM valeur v JOIN periode_toute p ON p.libelle = v.periode
    WHERE v.code_indicateur = $code AND (v.valeur IS NOT NULL OR v.numerateur IS NOT NULL)
    UNION ALL
    SELECT code_zone, id_entite, date, coalesce(dimension, ''), coalesce(modalite, ''), numerateur, denominateur, valeur, effectif,
           fichier, feuille, ligne
    FROM composante
    -- une commune est couverte par ses points qui fonctionnent : ce sont les mêmes visites
    WHERE code_indicateur = $code OR code_indicateur IN (
        SELECT f.code FROM indicateur f, indicateur c
        WHERE f.source_calcul = 'points_fonctionnels' AND c.code = $code AND c.source_calcul = 'communes_couvertes')
)
SELECT r.code_zone, z.nom, r.id_entite, r.date, r.numerateur, r.denominateur, r.valeur, r.effectif, r.fichier, r.feuille, r.ligne
FROM recue r JOIN zone z ON z.code = r.code_zone
WHERE r.dimension = $dimension AND r.modalite = $modalite
  AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = r.code_zone AND a.ancetre = $zone)
  AND (r.date IS NULL OR r.date <= $fin) AND ($regle = 'derniere' OR r.date >= $debut)
-- dernière connue : une ligne par zone, point, poste ou chantier
QUALIFY $regle <> 'derniere' OR row_number() OVER (PARTITION BY r.code_zone, r.id_entite ORDER BY r.date DESC NULLS LAST, r.ligne DESC) = 1
ORDER BY z.ordre, r.date, r.fichier, r.ligne
