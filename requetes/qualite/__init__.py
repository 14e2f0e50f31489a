"""Les questions de la Qualité : dépôts, anomalies, complétude, rapports dus, qui doit envoyer quoi."""
