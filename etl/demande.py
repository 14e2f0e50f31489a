"""Ce qu'on demande et qui ne peut pas être servi : dit en français, sans trace d'erreur."""


class DemandeInvalide(ValueError):
    """La demande ne peut pas être servie ; le message dit pourquoi, en français."""
