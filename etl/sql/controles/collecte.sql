-- La Collecte nomme des zones du niveau de collecte, ou au-dessus (elle vaut alors pour toutes ses zones).
INSERT INTO signalement
SELECT t.id_ligne, 'collecte_incoherente', 'code_zone', t.code_zone,
       'la zone «' || t.code_zone || '» est en dessous du niveau de collecte («' || i.niveau_collecte || '»)', ''
FROM t_collecte t JOIN s_indicateur i ON i.code = t.code_indicateur JOIN zone z ON z.code = t.code_zone
JOIN rang_niveau rang_zone ON rang_zone.niveau = z.niveau JOIN rang_niveau rang_collecte ON rang_collecte.niveau = i.niveau_collecte
WHERE rang_zone.rang > rang_collecte.rang;

INSERT INTO signalement
SELECT id_ligne, 'collecte_incoherente', 'jusqu_a', jusqu_a, '«depuis» (' || depuis || ') est postérieur à «jusqu_a» (' || jusqu_a || ')', ''
FROM t_collecte t JOIN calendrier a ON a.libelle = t.depuis JOIN calendrier b ON b.libelle = t.jusqu_a
WHERE a.debut > b.fin;
