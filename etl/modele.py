"""provisoire"""
class DemandeInvalide(Exception):
    """x"""
def ecrire_modele(*a):
    raise DemandeInvalide("à venir")
