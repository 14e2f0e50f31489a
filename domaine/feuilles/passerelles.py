"""Les feuilles des passerelles : comment se lit un formulaire d'ailleurs, et les pièces que le journal garde."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domaine.feuilles.colonnes import liste, realisee
from domaine.feuilles.declaration import Colonne as C
from domaine.feuilles.declaration import Feuille

#: Lue avant les autres, de tous les dépôts : elle dit comment lire un formulaire que le produit n'a pas écrit.
FEUILLE_FORMULAIRES = Feuille(
    "Formulaires",
    "formulaire",
    "formulaires",
    "formulaires",
    (
        C("formulaire", requise=True, aide="Le nom de la feuille reçue, ou DHIS2."),
        C("colonne_recue", requise=True, aide="L'en-tête reçu, nom ou libellé, avec ou sans le groupe."),
        C(
            "feuille_visee",
            requise=True,
            autres_noms=("feuille",),
            aide="La feuille d'ici : Visites, SPI étapes, Valeurs…",
        ),
        C("colonne", requise=True, aide="La colonne de cette feuille."),
        C("valeur_recue", aide="Une réponse reçue ; vide : toute réponse se lit telle quelle."),
        C("valeur", aide="Ce que cette réponse veut dire ici."),
    ),
    ("formulaire", "colonne_recue", "feuille_visee", "colonne", "valeur_recue"),
    "Comment se lisent les colonnes et les réponses d'un formulaire que le produit n'a pas écrit.",
)

#: Seul le journal la remplit : un classeur ne porte pas de fichier.
FEUILLE_PIECES = Feuille(
    "Pièces",
    "piece",
    "pieces",
    "journal",
    (
        C("sha256", requise=True, aide="L'empreinte du fichier : son nom dans le dossier des pièces."),
        C("nom", requise=True, aide="Le nom du fichier reçu."),
        liste("genre", "genre_piece", requise=True, aide="Photo, ou document signé."),
        C("octets", "entier", requise=True, minimum=1, aide="Sa taille.", unite="octets"),
        liste("objet", "objet_piece", requise=True, aide="Ce qu'elle prouve : visite, réception ou décision."),
        C("id_objet", requise=True, aide="Le point visité, le chantier reçu ou la décision."),
        realisee("date"),
        C("par", aide="Fonction de qui la remet ; jamais un nom."),
        C("motif_retrait", aide="Pourquoi elle est retirée ; vide tant qu'elle prouve."),
    ),
    ("sha256", "objet", "id_objet", "date"),
    "Une pièce de preuve, gardée à part, et ce qu'elle prouve.",
)

#: Le calcul que porte tout formulaire écrit ici : son nom et sa zone, «visites GAO», quel que soit le nom de la feuille
#: reçue, et que les en-têtes en soient les noms ou les libellés : un calcul n'a pas de libellé.
MARQUE: Final = "socle_formulaire"


@dataclass(frozen=True)
class Formulaire:
    """Un formulaire de collecte sur téléphone : les feuilles que remplit une soumission.

    Ses questions portent les noms des colonnes ; une position est la question `position`, un groupe répété porte le nom
    de sa table, et le groupe répété suivant est dans le précédent : il hérite des colonnes de ceux qui le contiennent.

    Attributes:
        nom: ce que l'on donne à `modele --xlsform`.
        titre: ce que la personne lit en tête.
        tables: celles que la soumission elle-même remplit, la principale d'abord ; une autre ne l'est que si ses
            colonnes obligatoires sont toutes répondues.
        repetees: les tables des groupes répétés, du dehors au dedans.
    """

    nom: str
    titre: str
    tables: tuple[str, ...]
    repetees: tuple[str, ...] = ()


FORMULAIRES: Final[dict[str, Formulaire]] = {
    f.nom: f
    for f in (
        Formulaire("visites", "Visite d'un point de service", ("visite", "point_service")),
        Formulaire("spi", "Tournée des services publics itinérants", ("spi_tournee",), ("spi_etape", "spi_prestation")),
        Formulaire("presence", "Présence à un poste", ("presence_etat",)),
        Formulaire("chantiers", "Suivi d'un chantier", ("chantier_avancement", "chantier")),
    )
}
