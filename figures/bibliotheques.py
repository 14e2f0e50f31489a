"""Les bibliothèques JavaScript des cartes, servies par ce serveur : rien ne se demande au-dehors.

folium renvoie d'origine à des serveurs publics ; sans réseau, la carte reste blanche sans un message. Leaflet, la seule
que la carte emploie, vient d'un paquet Python ; l'installation la recopie dans `static/bibliotheques/`
(`python -m figures.bibliotheques`), que Streamlit sert sous `app/static/`. Seul module de `figures` qui écrive.
"""

from __future__ import annotations

import functools
import importlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import folium
import folium.plugins  # noqa: F401  # toutes les sous-classes de JSCSSMixin doivent être connues
from branca import element
from folium.elements import JSCSSMixin

DOSSIER = Path(__file__).resolve().parent.parent / "static" / "bibliotheques"
#: Relative au cadre de streamlit-folium (`component/<nom>/index.html`) : vaut aussi sous `server.baseUrlPath`.
PREFIXE = "../../app/static/bibliotheques"

#: Module du paquet → fichiers recopiés (les images sont celles que leaflet.css nomme).
_PAQUETS = {
    "leaflet": ("leaflet.js", "leaflet.css", "images/*.png"),
}
#: Gabarits compilés que l'on garde ; une page en emploie une dizaine.
_GABARITS = 64


def _sources() -> dict[str, Path]:
    """Chemin sous `static/bibliotheques` → fichier du paquet ; le dossier porte la version."""
    trouvees: dict[str, Path] = {}
    for nom, motifs in _PAQUETS.items():
        paquet = importlib.import_module(f"xstatic.pkg.{nom}")
        base = Path(paquet.BASE_DIR)
        for motif in motifs:
            fichiers = sorted(base.glob(motif))
            if not fichiers:
                raise FileNotFoundError(f"Le paquet xstatic « {nom} » {paquet.VERSION} n'a pas de fichier « {motif} ».")
            for fichier in fichiers:
                trouvees[f"{nom}-{paquet.VERSION}/{fichier.relative_to(base).as_posix()}"] = fichier
    return trouvees


def copier_bibliotheques(dossier: Path = DOSSIER) -> list[Path]:
    """Recopie les bibliothèques ; sans effet quand tout y est déjà, sûr si deux processus le font à la fois.

    Args:
        dossier: où les mettre ; créé au besoin.

    Returns:
        Les fichiers écrits cette fois (aucun si tout y était).
    """
    ecrits = []
    for chemin, source in _sources().items():
        cible, contenu = dossier / chemin, source.read_bytes()
        if cible.is_file() and cible.read_bytes() == contenu:
            continue
        cible.parent.mkdir(parents=True, exist_ok=True)
        poignee, provisoire = tempfile.mkstemp(dir=cible.parent, prefix=".")
        with os.fdopen(poignee, "wb") as sortie:
            sortie.write(contenu)
        Path(provisoire).chmod(0o644)
        Path(provisoire).replace(cible)
        ecrits.append(cible)
    return ecrits


def bibliotheques_presentes(dossier: Path = DOSSIER) -> bool:
    """Vrai si chaque fichier que les cartes demandent est là : sinon, le dire plutôt que montrer une carte blanche."""
    return all((dossier / chemin).is_file() for chemin in _sources())


def servir_localement() -> None:
    """Fait pointer folium et ses extensions vers ce serveur, une fois pour tout le processus.

    Ce qui n'est pas recopié est retiré : jQuery, Bootstrap et les jeux d'icônes ne servent pas ici (la carte n'emploie
    ni fenêtre ni extension de folium), et échoueraient de toute façon sans réseau. À appeler avant de construire une
    carte ; l'appeler deux fois ne change rien.
    """
    # Une carte compile une dizaine de gabarits, les mêmes à chaque passage : le quart de son prix.
    if not hasattr(element.Template, "cache_info"):
        element.Template = functools.lru_cache(_GABARITS)(element.Template)  # type: ignore[misc,assignment]
    adresses = {Path(chemin).name: f"{PREFIXE}/{chemin}" for chemin in _sources()}
    for classe in _sous_classes(JSCSSMixin):
        for liste in ("default_js", "default_css"):
            if liste in vars(classe):
                setattr(classe, liste, _locales(getattr(classe, liste), adresses))


def _locales(liens: list[tuple[str, str]], adresses: dict[str, str]) -> list[tuple[str, str]]:
    noms = ((nom, urlsplit(adresse).path.rsplit("/", 1)[-1]) for nom, adresse in liens)
    return [(nom, adresses[fichier]) for nom, fichier in noms if fichier in adresses]


def _sous_classes(classe: type) -> set[type]:
    directes: set[type] = set(classe.__subclasses__())
    return directes.union(*(_sous_classes(fille) for fille in directes))


if __name__ == "__main__":
    ecrits = copier_bibliotheques()
    if ecrits:
        print(f"Bibliothèques de cartes : {len(ecrits)} fichiers copiés.")
