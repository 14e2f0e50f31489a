"""Les figures Plotly : courbes, barres, rangs, frises, survie ; un seul thème."""
