"""Les registres, un module chacun : leurs lignes telles qu'un jour les trouve, et d'où elles viennent."""
