-- Les chiffres d'un indicateur, tels qu'un autre système les compte : valeur, cible et référence multipliées par le facteur de la feuille Correspondances,
-- depuis la période qui commence ce jour-là (règle X8). Un chiffre absent ou masqué le reste ; un ancien code n'est pas un autre système, ni un secteur du CAD une mesure.
SELECT autre.systeme, autre.code_externe, chiffre.code_indicateur, indicateur.libelle, indicateur.unite, coalesce(autre.facteur, 1) AS facteur, autre.depuis,
       chiffre.niveau, chiffre.code_zone, chiffre.type_periode, chiffre.periode, chiffre.dimension, chiffre.modalite,
       chiffre.valeur, chiffre.valeur * coalesce(autre.facteur, 1) AS valeur_convertie,
       chiffre.cible_due, chiffre.cible_due * coalesce(autre.facteur, 1) AS cible_convertie, chiffre.nature_cible,
       chiffre.valeur_reference, chiffre.valeur_reference * coalesce(autre.facteur, 1) AS reference_convertie, chiffre.etat, chiffre.provisoire
FROM correspondance autre JOIN indicateur ON indicateur.code = autre.code_indicateur
JOIN valeurs chiffre ON chiffre.code_indicateur = autre.code_indicateur
JOIN periode ON periode.libelle = chiffre.periode
WHERE lower(trim(autre.systeme)) NOT IN ('ancien code', 'cad') AND (autre.depuis IS NULL OR periode.debut >= autre.depuis)
ORDER BY autre.systeme, autre.code_externe, chiffre.code_indicateur, chiffre.code_zone, chiffre.type_periode, periode.fin, chiffre.dimension NULLS FIRST,
         chiffre.modalite
