"""La page Qualité des données : bilans, relances, anomalies, révisions. Le dépôt lui-même est dans `vues.depot`."""
