-- La Collecte nomme des zones du niveau de collecte, ou au-dessus (elle vaut alors pour toutes ses zones).
INSERT INTO signalement
SELECT collecte.id_ligne, 'collecte_incoherente', 'code_zone', collecte.code_zone,
       'la zone «' || collecte.code_zone || '» est en dessous du niveau de collecte («' || indicateur.niveau_collecte || '»)', ''
FROM t_collecte collecte JOIN s_indicateur indicateur ON indicateur.code = collecte.code_indicateur JOIN zone ON zone.code = collecte.code_zone
JOIN rang_niveau rang_zone ON rang_zone.niveau = zone.niveau JOIN rang_niveau rang_collecte ON rang_collecte.niveau = indicateur.niveau_collecte
WHERE rang_zone.rang > rang_collecte.rang;

INSERT INTO signalement
SELECT id_ligne, 'collecte_incoherente', 'jusqu_a', jusqu_a, '«depuis» (' || depuis || ') est postérieur à «jusqu_a» (' || jusqu_a || ')', ''
FROM t_collecte collecte JOIN calendrier premiere ON premiere.libelle = collecte.depuis JOIN calendrier derniere ON derniere.libelle = collecte.jusqu_a
WHERE premiere.debut > derniere.fin;
