"""Ce que chaque formulaire demande, dans l'ordre d'une visite : une question par écran ou presque (règle K3).

Les noms sont ceux des colonnes. Ce qui se choisit dans une liste connue est la question `<nom>_choisi` ; le calcul
`<nom>` en relit l'identifiant tel que reçu, ou ce que la personne a écrit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domaine.formulaires.question import AUTRE, OUI_NON, Question, calculer, demander, groupe

_OUI: Final = "${{{}}} = 'oui'"
_ADAPTEE: Final = "minimal autocomplete"
_POSITION_TUE: Final = (
    "Facultatif. Dehors, attendez une précision de 20 m. Rien si c'est dangereux, pour vous ou pour d'autres."
)
_SANS_VISAGE: Final = "Le lieu, le matériel, le registre fermé ; aucun visage, aucun nom lisible."


def _relire(liste: str, colonne: str = "identifiant") -> str:
    """L'expression qui relit une colonne du choix fait."""
    return "/".join((f"instance('{liste}')", "root", f"item[name = ${{{liste}_choisi}}]", colonne))


def _hors_liste(choisi: str) -> str:
    return f"${{{choisi}}} = '{AUTRE}'"


def _choisir(liste: str, label: str, *, filtre: str = "", hint: str = "") -> Question:
    return Question(
        f"select_one {liste}",
        f"{liste}_choisi",
        label,
        hint,
        required="yes",
        choice_filter=f"filtre = {filtre} or filtre = '{AUTRE}'" if filtre else "",
        appearance=_ADAPTEE,
    )


def _choisir_ou_ecrire(table: str, nom: str, label: str, *, filtre: str = "", requise: bool = True) -> list[Question]:
    """Un texte que l'on retrouve le plus souvent tel quel : choisi parmi ceux déjà reçus, ou écrit."""
    choisi, ecrit = f"{nom}_choisi", f"{nom}_ecrit"
    question = _choisir(nom, label, filtre=filtre)
    return [
        question if requise else Question(**{**vars(question), "required": ""}),
        demander(table, nom, f"{label} : écrivez", name=ecrit, required="yes", relevant=_hors_liste(choisi)),
        calculer(nom, f"if({_hors_liste(choisi)}, ${{{ecrit}}}, {_relire(nom)})"),
    ]


def _nouveau(zone: str, sorte: str) -> str:
    """Un identifiant qu'aucun autre téléphone ne donnera."""
    return f"once(concat('{zone}-{sorte}-N', substr(uuid(), 0, 8)))"


def _commune() -> list[Question]:
    """Le cercle, puis la commune, en cascade."""
    return [
        Question("select_one cercle", "cercle", "Dans quel cercle ?", required="yes", appearance="minimal"),
        Question(
            "select_one commune",
            "commune",
            "Dans quelle commune ?",
            required="yes",
            choice_filter="filtre = ${cercle}",
            appearance="minimal",
        ),
    ]


def _visites(zone: str) -> list[Question]:
    nouveau = _hors_liste("point_choisi")
    return [
        *groupe(
            "lieu",
            "Le point visité",
            *_commune(),
            _choisir("point", "Quel point ?", filtre="${commune}"),
            calculer("id_point", f"if({nouveau}, {_nouveau(zone, 'PT')}, {_relire('point')})"),
            demander("visite", "date", "Quel jour ?", default="today()"),
            demander("visite", "mode", "Comment la visite se fait-elle ?", appearance="minimal"),
        ),
        *groupe(
            "nouveau",
            "Le nouveau point",
            demander("point_service", "nom", "Son nom", required="yes"),
            demander("point_service", "type_service", "Quel service rend-il ?", required="yes", appearance="minimal"),
            calculer("code_zone", "${commune}"),
            demander("point_service", "localite", "Dans quel village, quartier ou site ?"),
            demander("point_service", "gestionnaire", "Qui le gère ?"),
            demander("point_service", "population_desservie", "Combien d'habitants dessert-il ?"),
            relevant=nouveau,
        ),
        *_ce_qui_est_vu(),
        *groupe(
            "preuve",
            "La preuve",
            Question("image", "photo", "Une photo", _SANS_VISAGE, parameters="max-pixels=1600"),
            demander("visite", "niveau_preuve", "Qu'est-ce qui prouve cette visite ?", appearance="minimal"),
            Question("geopoint", "position", "La position", _POSITION_TUE, parameters="capture-accuracy=20"),
        ),
    ]


def _ce_qui_est_vu() -> list[Question]:
    tests = [
        demander("visite", "local", "Le local est-il utilisable ?", hint="Murs, toit, accès : peut-on y travailler ?"),
        demander("visite", "agent", "L'agent est-il à son poste ?", hint="Présent le jour de la visite, ou de retour."),
        demander("visite", "moyens", "Les moyens sont-ils là ?", hint="Registres, matériel, médicaments, eau…"),
        demander("visite", "prestation", "Un service a-t-il été rendu dans les 90 derniers jours ?", hint=""),
    ]
    manque = " or ".join(f"${{{t.name}}} = 'non'" for t in tests)
    return [
        *groupe("tests", "Les quatre tests", *tests),
        *groupe(
            "etat",
            "Ce que vous avez vu",
            demander("visite", "motif", "Pourquoi ?", relevant=manque, required="yes"),
            demander("visite", "statut_fonctionnel", "Est-il fermé, ou pas encore ouvert ?", appearance="minimal"),
            demander("visite", "usagers_hommes", "Combien d'hommes y sont passés depuis la dernière visite ?"),
            demander("visite", "usagers_femmes", "Combien de femmes ?"),
        ),
    ]


def _spi(zone: str) -> list[Question]:
    nouvelle = _hors_liste("tournee_choisi")
    partie = "${statut} = 'realisee' or ${statut} = 'partielle'"
    manquee = "${statut} = 'annulee' or ${statut} = 'partielle'"
    return [
        *groupe(
            "tournee",
            "La tournée",
            _choisir("tournee", "Quelle tournée ?"),
            Question("select_one region", "region", "Dans quelle région ?", required="yes", relevant=nouvelle),
            calculer("id_tournee", f"if({nouvelle}, {_nouveau(zone, 'SPI')}, {_relire('tournee')})"),
            calculer("code_zone", f"if({nouvelle}, ${{region}}, {_relire('tournee', 'zone')})"),
            demander("spi_tournee", "date_prevue_debut", "Quel jour devait-elle commencer ?", relevant=nouvelle),
            demander("spi_tournee", "statut", "A-t-elle eu lieu ?", hint="Partielle : des arrêts prévus ont manqué."),
            demander(
                "spi_tournee", "motif", "Pourquoi est-elle partielle ou annulée ?", relevant=manquee, required="yes"
            ),
            demander("spi_tournee", "date_debut", "Premier jour", relevant=partie, required="yes"),
            demander(
                "spi_tournee",
                "date_fin",
                "Dernier jour",
                relevant=partie,
                constraint=". <= today() and . >= ${date_debut}",
                constraint_message="Le dernier jour n'est ni avant le premier, ni dans l'avenir.",
            ),
            demander("spi_tournee", "cout_fcfa", "Combien a-t-elle coûté, en FCFA ?", relevant=partie),
        ),
        *groupe("spi_etape", "Un arrêt", *_arret(), relevant=partie, repete=True),
    ]


def _arret() -> list[Question]:
    jour = demander(
        "spi_etape",
        "date",
        "Quel jour ?",
        required="yes",
        constraint=". <= today()",
        constraint_message="Un arrêt tenu ou manqué n'est pas dans l'avenir.",
    )
    actes = groupe(
        "spi_prestation",
        "Un acte délivré",
        *_choisir_ou_ecrire("spi_prestation", "service", "Quel service ?"),
        *_choisir_ou_ecrire("spi_prestation", "acte", "Quel acte ?"),
        demander("spi_prestation", "hommes", "À combien d'hommes ?"),
        demander("spi_prestation", "femmes", "À combien de femmes ?"),
        relevant=_OUI.format("tenue"),
        repete=True,
    )
    return [
        *_commune(),
        calculer("code_zone", "${commune}"),
        *_choisir_ou_ecrire("spi_etape", "site", "À quel site ?", filtre="${commune}"),
        demander("spi_etape", "tenue", "L'arrêt s'est-il tenu ?"),
        demander("spi_etape", "motif", "Pourquoi non ?", relevant="${tenue} = 'non'", required="yes"),
        jour,
        *_choisir_ou_ecrire("spi_etape", "type_population", "Quelle population ?", requise=False),
        demander("spi_etape", "distance_km", "À combien de kilomètres du chef-lieu ?"),
        *actes,
    ]


def _presence(_zone: str) -> list[Question]:
    autre = _hors_liste("poste_choisi")
    return groupe(
        "presence",
        "Un poste",
        _choisir("poste", "Quel poste ?", hint="Le poste, jamais la personne."),
        demander("presence_etat", "poste", "Le poste : écrivez", name="poste_ecrit", relevant=autre),
        Question(
            "select_one zone", "zone_choisie", "Où est ce poste ?", required="yes", relevant=autre, appearance=_ADAPTEE
        ),
        demander(
            "presence_etat",
            "fonction",
            "Quelle fonction ?",
            name="fonction_choisie",
            relevant=autre,
            appearance="minimal",
        ),
        calculer("poste", f"if({autre}, ${{poste_ecrit}}, {_relire('poste')})"),
        calculer("code_zone", f"if({autre}, ${{zone_choisie}}, {_relire('poste', 'zone')})"),
        calculer("fonction", f"if({autre}, ${{fonction_choisie}}, {_relire('poste', 'fonction')})"),
        demander("presence_etat", "date", "Quel jour ?", default="today()"),
        demander("presence_etat", "etat", "Le représentant est-il à son poste ?", hint="L'état du poste ce jour-là."),
        demander(
            "presence_etat",
            "lieu_effectif",
            "Dans quelle ville se tient-il ?",
            hint="La ville seulement, jamais une adresse.",
            relevant="${etat} = 'replie' or ${etat} = 'nomme_non_installe'",
        ),
    )


def _chantiers(_zone: str) -> list[Question]:
    recu = _OUI.format("recu")
    return groupe(
        "chantier",
        "Un chantier",
        _choisir("chantier", "Quel chantier ?"),
        calculer("id_chantier", _relire("chantier")),
        demander("chantier_avancement", "date", "Quel jour ?", default="today()"),
        demander("chantier_avancement", "physique_pct", "Quel avancement des travaux, de 0 à 100 ?"),
        demander("chantier_avancement", "financier_pct", "Quelle part du marché est payée, de 0 à 100 ?"),
        demander("chantier_avancement", "incident", "Un incident ?", hint="Arrêt, insécurité, litige… ; vide sinon."),
        Question("image", "photo", "Une photo", _SANS_VISAGE, parameters="max-pixels=1600"),
        Question(f"select_one {OUI_NON}", "recu", "L'ouvrage est-il reçu ?", required="yes"),
        demander("chantier", "date_reception", "Quel jour a-t-il été reçu ?", required="yes", relevant=recu),
        *(calculer(nom, _relire("chantier", colonne), recu) for nom, colonne in _DU_CHANTIER.items()),
    )


#: Ce que la feuille Chantiers exige, relu du choix : sans réception, la ligne du chantier ne se redit pas.
_DU_CHANTIER: Final = {"ouvrage": "ouvrage", "nom": "titre", "code_zone": "zone"}
#: Nom du formulaire → ses questions, pour une zone.
QUESTIONNAIRES: Final[dict[str, Callable[[str], list[Question]]]] = {
    "visites": _visites,
    "spi": _spi,
    "presence": _presence,
    "chantiers": _chantiers,
}
