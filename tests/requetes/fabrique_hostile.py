"""Une édition dont tout nom reçu est hostile : balises, liens, formules, images, adresses."""

import datetime as dt

from tests.requetes.fabrique import Fabrique

HOSTILES = (
    "<script>alert(1)</script>",
    "[clic](http://exemple.org)",
    "$$x^2$$ :material/home: :smile: :red[rouge]",
    "![image](http://exemple.org/x.png) www.exemple.org a@exemple.org",
    "*gras* _souligné_ `code` # titre | case",
)


def edition_hostile(donnees, nom):
    fabrique = Fabrique(donnees)
    fabrique.seuils()
    fabrique.indicateur("A", libelle=nom, libelle_court=nom, definition=nom, unite="points")
    for zone in ("SOCLE", "GAO", "MENAKA", "ML0703"):
        fabrique.chiffre("A", zone, "2024-T1", valeur=None, recues=0, etat="sans donnée")
        fabrique.chiffre("A", zone, etat="rouge", cible_due=10.0, taux_realisation=50.0)
    fabrique.chiffre("A", "SOCLE", dimension="sexe", modalite=nom)
    fabrique.ajouter("evenement", date=dt.date(2024, 5, 1), code_zone="GAO", nature=nom, texte=nom)
    fabrique.ajouter(
        "valeur",
        code_indicateur="A",
        code_zone="ML0703",
        periode="2024-T2",
        valeur=5,
        fichier=nom,
        feuille=nom,
        ligne=2,
    )
    fabrique.base.execute("UPDATE zone SET nom = $nom WHERE niveau = 'region'", {"nom": nom})
    fabrique.publier()
