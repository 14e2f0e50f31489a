"""Ce que le dépôt porte : des versions exactes et motivées, rien d'une machine particulière."""

import re

import pytest

from tests.architecture import arbre

LISTES = ("requirements.txt", "requirements-dev.txt")
LIGNE = re.compile(r"(?P<nom>[A-Za-z0-9._-]+)==(?P<version>[0-9][^\s]*)  # (?P<raison>.{10,})")
#: Chemins d'une machine et adresses de dépôts de paquets (écrits ici en morceaux, pour ne pas se trouver soi-même).
TRACES = [
    re.compile(motif)
    for motif in (
        r"(?<![\w.])/" + r"(work|root|opt)/\w",
        r"(?<![\w.])/" + r"(home|Users)/\w",
        r"/tmp" + r"/v/",
        r"C:\\" + r"Users",
        r"pypi" + r"\.org",
        r"python" + r"hosted",
        r"registry\." + r"npmjs",
        r"--(extra-)?" + r"index-url",
        r"find-" + r"links",
    )
]
SECRETS = re.compile(r"(?i)\b(password|passwd|secret|token|api_?key)\b\s*=\s*['\"][^'\"]{8,}")
BINAIRES = {".xlsx", ".xls", ".png", ".webp", ".ico", ".zip", ".gpkg", ".parquet", ".duckdb", ".woff2"}


def _lignes(nom):
    texte = (arbre.RACINE / nom).read_text(encoding="utf-8")
    return [x for x in texte.splitlines() if x.strip() and not x.startswith(("#", "-r "))]


@pytest.mark.parametrize("nom", LISTES)
def test_chaque_dependance_est_fixee_et_motivee(nom):
    assert not [x for x in _lignes(nom) if not LIGNE.fullmatch(x)]


def test_les_listes_et_les_contraintes_disent_les_memes_versions():
    def cle(nom):
        return re.sub(r"[-_.]+", "-", nom).lower()

    fixees = dict(x.split("==") for x in _lignes("contraintes.txt"))
    fixees = {cle(nom): version for nom, version in fixees.items()}
    for liste in LISTES:
        for ligne in _lignes(liste):
            lue = LIGNE.fullmatch(ligne)
            assert fixees.get(cle(lue["nom"])) == lue["version"], ligne


def _textes():
    for fichier in arbre.fichiers_suivis():
        if fichier.suffix.lower() not in BINAIRES:
            yield fichier, fichier.read_bytes().decode("utf-8", errors="replace")


def test_aucun_chemin_de_machine_ni_adresse_de_depot_de_paquets():
    fautes = [
        f"{arbre.nom(fichier)} : {trouve.group()}"
        for fichier, texte in _textes()
        for motif in TRACES
        if (trouve := motif.search(texte))
    ]
    assert not fautes


def test_aucun_secret_ecrit():
    assert not [arbre.nom(fichier) for fichier, texte in _textes() if SECRETS.search(texte)]


def test_les_donnees_produites_ne_sont_pas_suivies():
    produites = re.compile(r"data/(depots|editions|reception|limites)/|\.duckdb$|static/bibliotheques/")
    assert not [arbre.nom(f) for f in arbre.fichiers_suivis() if produites.search(arbre.nom(f))]
