"""La façade de lecture : une édition neuve se prépare, un dessin se garde par le contenu de ce qu'il montre."""

from __future__ import annotations

import shutil

import pytest

from requetes.edition import referentiel
from requetes.edition.ouverture import Edition, edition_a_lire
from vues import donnees

APPELS: list[str] = []


def _tracer(valeurs, titre):
    APPELS.append(titre)
    return [titre, *valeurs]


def test_un_dessin_se_garde_par_son_contenu():
    """Les mêmes chiffres rendent le même objet ; un autre chiffre, un autre titre le refont."""
    APPELS.clear()
    premier = donnees.dessiner(_tracer, [1, 2], titre="a")
    assert donnees.dessiner(_tracer, [1, 2], titre="a") is premier
    assert donnees.dessiner(_tracer, [1, 3], titre="a") == ["a", 1, 3]
    assert donnees.dessiner(_tracer, [1, 2], titre="b") == ["b", 1, 2]
    assert APPELS == ["a", "a", "b"]


@pytest.fixture
def deux_editions(edition_demo, tmp_path) -> tuple[Edition, Edition]:
    """Une édition et celle qui lui succède, du même dossier."""
    premiere = edition_a_lire(edition_demo, "")
    copies = []
    for nom in ("20260101T000000-a", "20260102T000000-b"):
        (tmp_path / "editions" / nom).mkdir(parents=True)
        base = shutil.copyfile(premiere.base, tmp_path / "editions" / nom / premiere.base.name)
        copies.append(type(premiere)(**(vars(premiere) | {"base": base})))
    return tuple(copies)


def _impossible(base):
    raise LookupError(base)


def test_une_edition_neuve_recoit_les_questions_de_la_precedente(deux_editions, monkeypatch):
    """Une fois ; une question qui n'y a plus de sens n'arrête pas les autres ; d'un autre dossier, aucune."""
    veille = donnees._Veille()
    monkeypatch.setattr(donnees, "_veille", veille)
    avant, apres = deux_editions
    assert veille.a_reprendre(avant) == []
    questions = [(_impossible, (), ()), (referentiel.informations, (), ())]
    for question in questions:
        veille.noter(avant, question)
    posees = []
    monkeypatch.setattr(donnees, "_reponse", lambda e, r, a, n: posees.append((e, r(donnees.ouvrir(e), *a, **dict(n)))))
    donnees.preparer(apres, veille.a_reprendre(apres))
    assert [e for e, _ in posees] == [apres] and posees[0][1]["demonstration"] == "1"
    assert veille.a_reprendre(apres) == []
    # Une autre l'a remplacée : la préparer ne sert plus à personne.
    veille.a_reprendre(type(apres)(**(vars(apres) | {"base": apres.base.with_name("autre.duckdb")})))
    donnees.preparer(apres, questions)
    assert len(posees) == 1
    figee = type(apres)(**(vars(apres) | {"base": apres.base.parents[2] / "figees" / "E" / apres.base.name}))
    assert veille.a_reprendre(figee) == []
