"""Ce qui entre et ce qui est mis de côté : clés, identifiants, règles de chaque feuille, signalements rédigés."""
