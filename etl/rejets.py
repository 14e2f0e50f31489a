"""provisoire"""
def ecrire_rejets(*a):
    return 0
