-- Toutes les périodes qu'un libellé peut nommer : libelle, type, nombre de mois, bornes.
CREATE TEMP TABLE calendrier AS
WITH pas (type, mois, nombre) AS (VALUES ('mois', 1, 12), ('trimestre', 3, 4), ('semestre', 6, 2), ('annee', 12, 1)),
numerote AS (
    SELECT type, mois, annee, rang
    FROM pas, range(1990, 2101) annees(annee), range(1, 13) rangs(rang) WHERE rang <= nombre
)
SELECT CASE type WHEN 'mois' THEN annee || '-' || lpad(rang::VARCHAR, 2, '0') WHEN 'trimestre' THEN annee || '-T' || rang
                 WHEN 'semestre' THEN annee || '-S' || rang ELSE annee::VARCHAR END AS libelle,
       type, mois,
       make_date(annee, (rang - 1) * mois + 1, 1) AS debut,
       last_day(make_date(annee, rang * mois, 1)) AS fin
FROM numerote;
