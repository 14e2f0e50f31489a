"""Qui lit quoi : le règlement écrit (`acces.toml`), les liens remis, le registre de ce qui fut ouvert et fait.

`lecteur` dit ce qu'un lecteur peut ; `reglement` lit qui a quel rôle ; `registre` garde les liens, les ouvertures et le
journal d'accès. Rien ici ne connaît le serveur ni l'écran. Règles E30 à E36.
"""
