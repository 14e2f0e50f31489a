-- Les lignes isolées (règle P4) : datées après un silence de plus de 200 jours, cinq au plus, quand cinquante les précèdent.
-- Une date des données fixée les confirme, ou les a déjà laissées de côté.
CREATE TEMP TABLE isolee AS
WITH datee AS (
    SELECT id_ligne, max(jour) AS jour
    FROM (FROM fait UNION ALL
          SELECT saisie.id_ligne, periode.fin FROM s_valeur saisie JOIN calendrier periode ON periode.libelle = saisie.periode
          JOIN s_indicateur indicateur ON indicateur.code = saisie.code_indicateur
          WHERE a_une_valeur(indicateur.nature, saisie.valeur, saisie.numerateur))
    GROUP BY id_ligne
), par_jour AS (SELECT jour, count(*) AS lignes FROM datee GROUP BY jour),
suite AS (
    SELECT jour, lag(jour) OVER (ORDER BY jour) AS avant, sum(lignes) OVER (ORDER BY jour DESC) AS encore,
           sum(lignes) OVER (ORDER BY jour) - lignes AS deja
    FROM par_jour
), silence AS (
    SELECT min(jour) AS reprise, min(avant) AS avant FROM suite WHERE jour > avant + 200 AND encore <= 5 AND deja >= 50
)
SELECT datee.id_ligne, datee.jour, silence.avant FROM datee, silence
WHERE datee.jour >= silence.reprise AND (SELECT date_fixee FROM parametre) IS NULL;

INSERT INTO tardive SELECT id_ligne FROM isolee;

INSERT INTO signalement SELECT id_ligne, 'date_isolee', '', strftime(jour, '%d/%m/%Y'), strftime(avant, '%d/%m/%Y'), strftime(jour, '%Y-%m-%d') FROM isolee;
