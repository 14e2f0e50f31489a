"""La carte des services : une carte vide posée une fois, une couche que les filtres changent, et le fond d'une édition.

Rien ne vient du dehors : Leaflet et le dessin (`static/carte`) sont servis par ce serveur. Le fond (limites, points en
colonnes) part à part, dans un attribut de la page que le dessin relit : il n'est envoyé qu'une fois, quand un
changement de filtre n'envoie que des états. Tout texte reçu est posé par `textContent` côté navigateur.
"""

from __future__ import annotations

import functools
import html
from dataclasses import dataclass, field
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from domaine.figees import MASQUE
from figures.bibliotheques import PREFIXE, servir_localement
from figures.carte import classes
from figures.carte.donnees import json_pour_script, points_du_fond, reperes_du_fond, zones_du_fond
from requetes.carte.lecture import LectureFond

#: Empreinte de `static/carte/*` (un test la tient à jour) : le navigateur ne garde jamais un dessin d'avant.
VERSION_DESSIN = "8f116b67"
_DESSIN = PREFIXE.rsplit("/", 1)[0] + "/carte"
_SCRIPTS = ("dessin", "noms", "fiches", "toile", "carte")
#: Fin du texte d'une valeur provisoire.
PROVISOIRE = " (p)"
_liens_locaux = functools.cache(servir_localement)


@dataclass(frozen=True)
class EtatZone:
    """Ce que la carte dit d'une zone.

    Attributes:
        valeur: la valeur ; `None` quand il n'y en a pas.
        texte: la valeur écrite, sous le nom ; vide = rien.
        lignes: phrases de l'infobulle.
        inaccessible: sans valeur parce que la zone n'est pas accessible.
        ecart: la différence avec l'autre date, écrite ; vide = rien.
    """

    valeur: float | None
    texte: str
    lignes: tuple[str, ...]
    inaccessible: bool = False
    ecart: str = ""


@dataclass(frozen=True)
class Marque:
    """Ce qui n'a pas de position, seulement une zone : des chantiers, des étapes SPI.

    Attributes:
        zone: code de la zone où la marque se pose.
        espece: «chantiers» ou «spi».
        texte: le compte, à côté du dessin.
        titre, lignes: la fiche qui s'ouvre.
    """

    zone: str
    espece: str
    texte: str
    titre: str
    lignes: tuple[str, ...]


@dataclass(frozen=True)
class Legende:
    """Les mots de la légende ; sans `titre`, aucune classe n'est dessinée.

    Attributes:
        precision: la date des couleurs ; `points_le` : celle des points, qui n'est pas toujours la même.
    """

    titre: str = ""
    precision: str = ""
    unite: str = ""
    points_le: str = ""
    notes: tuple[str, ...] = ()
    statuts: tuple[tuple[str, int], ...] = ()
    marques: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EtatCarte:
    """Ce que les filtres changent.

    Attributes:
        fond: identifiant du fond (l'édition) que le dessin doit lire.
        zone: code de la zone cadrée.
        traces: codes des zones dessinées ; celles qui n'ont pas d'état sont de simples voisines.
        zones: code → état.
        bornes: bornes des classes de l'indicateur.
        cercles: des cercles plutôt que des aplats.
        date: date des états de points, AAAA-MM-JJ.
        points: sortie de `figures.carte.donnees.etats_des_points` ; `None` = pas de points.
        marques: chantiers et étapes SPI.
        bande: la légende se couche au bas de la carte (deux cartes côte à côte).
        sombre: pour une page sombre ; les classes gardent leurs couleurs.
    """

    zone: str
    traces: tuple[str, ...]
    zones: dict[str, EtatZone]
    fond: str = ""
    bornes: tuple[float, ...] = ()
    cercles: bool = False
    date: str = ""
    points: dict[str, Any] | None = None
    marques: tuple[Marque, ...] = ()
    bande: bool = False
    sombre: bool = False
    legende: Legende = field(default_factory=Legende)


@functools.cache
def _gabarit(texte: str) -> Template:
    return Template(texte)


class _Script(MacroElement):
    """Un appel au dessin, avec ses données ; le nom de l'élément parent est résolu au rendu."""

    def __init__(self, gabarit: str, ecrit: str = "") -> None:
        super().__init__()
        self._name = "SocleScript"
        self.donnees = ecrit
        self._template = _gabarit("{% macro script(this, kwargs) %}" + gabarit + "{% endmacro %}")


def composer_carte() -> folium.Map:
    """La carte nue, la même pour toute édition et tout filtre : le navigateur ne la redessine jamais."""
    _liens_locaux()
    carte = folium.Map(
        location=[16.0, 0.0],
        zoom_start=6,
        tiles=None,
        min_zoom=5,
        max_zoom=16,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.75,
    )
    # Propres à cette carte : ni jQuery ni Bootstrap, que seuls les marqueurs de folium appellent.
    carte.default_js = [lien for lien in type(carte).default_js if lien[0] == "leaflet"]
    carte.default_js += [(f"socle_{nom}", f"{_DESSIN}/{nom}.js?v={VERSION_DESSIN}") for nom in _SCRIPTS]
    carte.default_css = [lien for lien in type(carte).default_css if lien[0] == "leaflet_css"]
    carte.default_css.append(("socle_carte_css", f"{_DESSIN}/carte.css?v={VERSION_DESSIN}"))
    carte.add_child(_Script("SocleCarte.preparer({{ this._parent.get_name() }});"))
    return carte


def decrire_fond(fond: LectureFond) -> dict[str, Any]:
    """Le fond d'une édition : limites, repères, et les points en colonnes. Il ne dépend d'aucun filtre."""
    regions = [fond.limites[z.code] for z in fond.zones if z.niveau == "region" and z.code in fond.limites]
    return {
        "zones": zones_du_fond(fond.zones, fond.limites),
        "reperes": [z.code for z in fond.zones if z.niveau == "region"],
        "points": points_du_fond(fond.points, {z.code: z.nom for z in fond.zones}, regions),
        "statuts": [{"libelle": s.libelle, "couleur": s.couleur, "forme": s.forme} for s in classes.SYMBOLES],
        "etapes": list(classes.ETAPES.values()),
    } | reperes_du_fond(fond.reperes)


def porter_fond(identifiant: str, fond: dict[str, Any]) -> str:
    r"""Le fond dans un élément HTML invisible : deux attributs, échappés, aucun script.

    Args:
        identifiant: celui de l'édition ; le dessin cherche ce fond-là et aucun autre.
        fond: sortie de `decrire_fond`.

    >>> print(porter_fond("a", {"nom": "<b>l'eau"}))
    <div hidden data-socle-fond='a' data-contenu='{"nom":"\u003cb\u003el&#x27;eau"}'></div>
    """
    # Le JSON de script, pas le JSON nu : l'assainisseur du navigateur retire tout l'attribut où il lit `</script>`,
    # `-->` ou `]>`, même échappés ; un seul point ainsi nommé ôterait la carte à tout le monde.
    # Entre apostrophes : les guillemets du JSON restent d'un octet.
    contenu, nom = (html.escape(t, quote=False).replace("'", "&#x27;") for t in (json_pour_script(fond), identifiant))
    return f"<div hidden data-socle-fond='{nom}' data-contenu='{contenu}'></div>"


def ecrire_etat(etat: EtatCarte) -> str:
    """L'état, prêt à entrer dans le script de sa couche."""
    return json_pour_script(decrire_etat(etat))


def composer_couche(ecrit: str) -> folium.FeatureGroup:
    """La couche d'un état (`ecrire_etat`) : zones colorées ou cercles, points de la sélection, légende."""
    groupe = folium.FeatureGroup(name="SOCLE", control=False)
    script = "{{ this._parent.get_name() }}.addLayer(SocleCarte.couche({{ this.donnees }}));"
    groupe.add_child(_Script(script, ecrit))
    return groupe


def decrire_etat(etat: EtatCarte) -> dict[str, Any]:
    """L'état tel que le navigateur le reçoit."""
    decrit: dict[str, Any] = {
        "fond": etat.fond,
        "zone": etat.zone,
        "mode": "cercles" if etat.cercles else "aplat",
        "bande": etat.bande,
        "sombre": etat.sombre,
        "traces": list(etat.traces),
        "zones": {code: _decrire_zone(zone, etat) for code, zone in etat.zones.items()},
        "date": etat.date,
        "marques": [
            {"zone": m.zone, "espece": m.espece, "texte": m.texte, "titre": m.titre, "lignes": list(m.lignes)}
            for m in etat.marques
        ],
        "legende": _decrire_legende(etat),
    }
    return decrit | (etat.points or {})


def _decrire_zone(zone: EtatZone, etat: EtatCarte) -> dict[str, Any]:
    decrit: dict[str, Any] = {"texte": zone.texte, "lignes": list(zone.lignes)}
    if zone.ecart:
        decrit["ecart"] = zone.ecart
    if not etat.legende.titre:
        return decrit | {"classe": 0, "couleur": "#ffffff", "texte": ""}
    if zone.valeur is None:
        return decrit | {"classe": classes.INACCESSIBLE if zone.inaccessible else classes.SANS_DONNEE}
    rang, nombre = classes.rang_classe(zone.valeur, etat.bornes), len(etat.bornes) + 1
    couleur = classes.teinte(rang, nombre)
    decrit |= {"classe": rang, "couleur": couleur, "encre": classes.encre(couleur)}
    if etat.cercles:
        # Le nombre doit tenir dans son cercle, sans que la classe cesse de fixer la taille : «(p)» n'y entre pas.
        nombre_seul = zone.texte.removesuffix(PROVISOIRE)
        decrit |= {"texte": nombre_seul, "rayon": max(classes.RAYONS[rang], 4 + 3.6 * len(nombre_seul))}
        decrit |= {"provisoire": True} if nombre_seul != zone.texte else {}
    return decrit


def notes_des_chiffres(etat: EtatCarte) -> list[str]:
    """Ce que veulent dire la marque d'un chiffre provisoire et «masqué» ; rien de ce qui n'est pas sur la carte."""
    if not etat.legende.titre:
        return []
    notes = []
    if any(z.texte.endswith(PROVISOIRE) for z in etat.zones.values()):
        notes.append(f"{'Contour en tirets' if etat.cercles else '(p)'} : chiffre provisoire")
    if any(z.texte == MASQUE for z in etat.zones.values()):
        notes.append(f"{MASQUE} : le chiffre existe et ne se publie pas (effectif de moins de 5, ou qui y mènerait)")
    return notes


def _decrire_legende(etat: EtatCarte) -> dict[str, Any]:
    legende = etat.legende
    entrees: list[dict[str, Any]] = []
    if legende.titre:
        nombre = len(etat.bornes) + 1
        for rang, libelle in enumerate(classes.libelles_classes(etat.bornes, legende.unite)):
            entree: dict[str, Any] = {"libelle": libelle, "couleur": classes.teinte(rang, nombre)}
            entrees.append(entree | ({"rayon": classes.RAYONS[rang]} if etat.cercles else {}))
        entrees.append({"libelle": "sans donnée", "trame": "hachures"})
        entrees.append({"libelle": "zone inaccessible", "trame": "croisillons"})
    return {
        "titre": legende.titre,
        "precision": legende.precision,
        "pointsLe": legende.points_le,
        "classes": entrees,
        "statuts": [[classes.RANG_SYMBOLE[nom], compte] for nom, compte in legende.statuts],
        "marques": [list(m) for m in legende.marques],
        "notes": [*notes_des_chiffres(etat), *legende.notes],
    }
