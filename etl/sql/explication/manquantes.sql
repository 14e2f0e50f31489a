-- Les zones attendues d'un indicateur saisi, pour chaque période de base retenue, sans valeur reçue ; avec le motif donné.
SELECT z.nom, z.code, b.libelle AS periode, v.motif_absence
FROM zone z JOIN zone_ascendance a ON a.code = z.code AND a.ancetre = $zone
JOIN indicateur i ON i.code = $code AND z.niveau = i.niveau_collecte
JOIN periode_toute b ON b.type = $type_base AND b.debut >= $debut AND b.fin <= $fin
LEFT JOIN valeur v ON v.code_indicateur = $code AND v.code_zone = z.code AND v.periode = b.libelle AND v.dimension IS NULL
WHERE i.source_calcul = 'saisie' AND v.valeur IS NULL AND v.numerateur IS NULL AND v.motif_absence IS DISTINCT FROM 'sans objet'
  AND ($code NOT IN (SELECT code_indicateur FROM collecte) OR EXISTS (
      SELECT 1 FROM collecte c JOIN zone_ascendance x ON x.code = z.code AND x.ancetre = c.code_zone
      LEFT JOIN periode_toute d ON d.libelle = c.depuis LEFT JOIN periode_toute j ON j.libelle = c.jusqu_a
      WHERE c.code_indicateur = $code AND (d.debut IS NULL OR d.debut <= b.debut) AND (j.fin IS NULL OR j.fin >= b.fin)))
ORDER BY b.fin, z.ordre
