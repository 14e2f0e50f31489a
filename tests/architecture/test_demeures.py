"""Une règle du métier n'a qu'une demeure : redite ailleurs, elle y vivrait sa propre vie.

Chaque règle est guettée par ce qui la trahit quand on la réécrit ; ses demeures sont les seuls fichiers qui y ont
droit. Une phrase lue par quelqu'un («non visité depuis 90 jours») dit une règle sans la refaire : seul le code est
guetté, commentaires et docstrings ôtés.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture import arbre

REGLES = "domaine/sql/regles.sql"
COMMENTAIRE = {".sql": re.compile(r"--[^\n]*"), ".js": re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)}
DOCUMENTES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
#: Le code des essais et des mesures a le droit de refaire un calcul : c'est ainsi qu'il le vérifie.
HORS = ("tests/", "bench/")


@dataclass(frozen=True)
class Demeure:
    """Une règle, ce qui la trahit, où elle vit.

    Attributes:
        regle: en quelques mots.
        motif: ce qu'on écrit quand on la refait.
        demeures: les seuls fichiers où le motif a sa place ; chacun doit l'avoir.
        redites: des façons de la refaire que le motif doit voir.
    """

    regle: str
    motif: str
    demeures: tuple[str, ...]
    redites: tuple[str, ...]


DEMEURES = (
    Demeure(
        "les tests réunis par une visite (règle V1)",
        r"local\)?::INT\w*\s*\+|\btests\)?\s*={1,2}\s*4\b",
        (REGLES,),
        ("v.local::INT + v.agent::INT", "[v for v in visites if v.tests == 4]", "bool_or(tests = 4)"),
    ),
    Demeure(
        "en panne, donc ni fonctionnel ni relevé : moins de deux tests, ou fermé (règles V2 et V3)",
        r"\btests\"?\]?\)?\s*(?:>=|<)\s*2\s+(?:AND|OR)\b|starts_?with\([^)]*[\"']fermé",
        (REGLES,),
        ("tests >= 2 AND NOT starts_with(statut, 'fermé')", "tests < 2 OR ferme", 'statut.startswith("fermé")'),
    ),
    Demeure(
        "une visite ne vaut que quatre-vingt-dix jours (règle V2)",
        r"\b\w*(?:age\w*|date|fin|visite\w*)\"?\]?\)?\s*(?:[<>]=?|\+)\s*9[01]\b|\bAS 90\b",
        (REGLES,),
        ("e.age_jours > 90", "b.fin - v.date <= 90", "date + 91", 'points["age_jours"] > 90', "jours_sans_visite > 90"),
    ),
    Demeure(
        "un point restauré non vu (règles V2 et V3)",
        r"restaure\b[^;\n]{0,20} AND [^;\n]{0,30}visite_perimee|not \w+\.fonctionnel and not \w+\.retombe",
        (REGLES,),
        (
            "count(*) FILTER (e.restaure AND visite_perimee(e.age_jours))",
            "sum(not p.fonctionnel and not p.retombe for p in restaures)",
        ),
    ),
    Demeure(
        "un chiffre périmé (règle J9)",
        r"rang_mois\([^;\n]*-\s*rang_mois\(",
        (REGLES,),
        ("rang_mois(jour) - rang_mois(recente) > peremption * mois",),
    ),
    Demeure(
        "une zone inaccessible (règle Z7)",
        r"FILTER \(NOT (?:\w+\.)?inaccessible\)",
        (REGLES,),
        ("coalesce(max(fin) FILTER (NOT inaccessible) < max(fin), true)", "max(s.fin) FILTER (NOT s.inaccessible)"),
    ),
    Demeure(
        "un compte dont la période court ne se compare pas (règle P10)",
        r"nature\s*(?:<>|=|(?:NOT )?IN)[^;\n]*'flux'[^;\n]*\b(?:finie|cumul)\b",
        (REGLES,),
        (
            "i.nature <> 'flux' OR v.type_periode = 'cumul' OR p.finie AS comparable",
            "i.nature IN ('flux', 'distinct') AND $type_periode <> 'cumul' AND NOT r.finie",
        ),
    ),
    Demeure(
        "une cible tenue (règles J7 et J10)",
        r"valeur >= (?:but|cible\w*) (?:if sens|ELSE)",
        (REGLES, "domaine/rythme.py"),
        ('valeur >= but if sens == "hausse" else valeur <= but',),
    ),
    Demeure(
        "le statut que donne une visite trop ancienne (règle V4)",
        r"[\"']non visité depuis \d+ jours[\"'](?:[,:]| AS\b)",
        (),
        ('"non visité depuis 90 jours": "▪",', 'Symbole("non visité depuis 90 jours", "#8A8D91", "carre")'),
    ),
    Demeure(
        "le nom d'une étape, qui est dans la liste",
        r"[\"']\d · \w|\btravaux et équipement\b",
        (),
        ('"5": "5 · travaux et équipement"',),
    ),
    Demeure(
        "le fond d'un état",
        r"[\"']vert[\"']: \([\"']#",
        ("figures/mots/etats.py",),
        ('"vert": ("#D3EFDD", "#0B4A2B")',),
    ),
    Demeure(
        "le sceau d'un manifeste, dans son écriture canonique (règle E5)",
        r"ensure_ascii=False, sort_keys=True",
        ("domaine/preuve/sceau.py",),
        ('json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))',),
    ),
    Demeure(
        "une étape SPI qui ne se dit pas (règle V11)",
        r"IS DISTINCT FROM 'planifiée'",
        (REGLES,),
        ("e.tenue OR t.statut IS DISTINCT FROM 'planifiée'",),
    ),
    Demeure(
        "une décision ouverte, exécutée, en retard (règle V7)",
        r"date_execution\s*(?:[<>]|IS NULL OR [\w.]*date_execution)|\bstatut = 'exécutée'|THEN 'abandonnée'",
        (REGLES,),
        (
            "d.date_execution IS NULL OR d.date_execution > arret.fixe",
            "WHEN d.date_execution <= arrete.date_donnees OR d.statut = 'exécutée' THEN 'exécutée'",
        ),
    ),
    Demeure(
        "le jour où compte une formation (règle G17)",
        r"coalesce\([\w.]*\bfin, [\w.]*\bdebut\)",
        (REGLES,),
        ("coalesce(formation.fin, formation.debut)", "coalesce(fin, debut) BETWEEN $debut AND $fin"),
    ),
    Demeure(
        "une ligne a une valeur (règle C2)",
        r"'ratio' THEN [\w.]*numerateur IS (?:NOT )?NULL",
        (REGLES,),
        ("CASE WHEN i.nature = 'ratio' THEN v.numerateur IS NOT NULL ELSE v.valeur IS NOT NULL END",),
    ),
    Demeure(
        "un ratio divise ses termes (règle C4)",
        r"\b100(?:\.0)?\s*\*\s*[\w.]*numerateur\s*/",
        # la fraction à côté d'un petit pourcentage s'écrit de ses termes (règle F3)
        (REGLES, "domaine/francais.py"),
        ("100.0 * t.numerateur / t.denominateur", "100 * numerateur / denominateur"),
    ),
    Demeure(
        "hommes et femmes comptés ensemble (règle G10)",
        r"coalesce\([\w.]*hommes, 0\)",
        (REGLES,),
        ("coalesce(usagers_hommes, 0) + coalesce(usagers_femmes, 0)",),
    ),
    Demeure(
        "la note d'un projet bien formulé (règle G9)",
        r"\bnote\w*\s*>=\s*12\b",
        (REGLES,),
        ("count(*) FILTER (n.note >= 12)",),
    ),
    Demeure(
        "la période de base d'une fréquence (règle P2)",
        r"[\"']A[\"'](?: THEN|:)\s*[\"']annee[\"']|'S' THEN 'semestre'",
        (REGLES, "domaine/periodes.py"),
        ("WHEN 'S' THEN 'semestre' ELSE 'annee' END", '{"T": "trimestre", "S": "semestre", "A": "annee"}'),
    ),
    Demeure(
        "la date des données, le début, la date fixée de l'édition (règles P3 à P5)",
        r"(?i)try_cast\(valeur AS DATE\)[^;]{0,60}?\binfo\b|cle = 'date_(?:donnees|fixee)'",
        # une édition d'avant, que l'on compare, n'a pas la vue
        (REGLES, "etl/sql/comparaison/ecarts.sql"),
        ("SELECT TRY_CAST(valeur AS DATE) AS jour FROM info WHERE cle = 'date_donnees'",),
    ),
    Demeure(
        "ce qui suit une date fixée n'est pas encore fait (règle P5)",
        r"coalesce\([^;]*fixee\b[^;]{0,20}DATE '9999-12-31'\)",
        (REGLES,),
        ("coalesce(date_fixee, DATE '9999-12-31')",),
    ),
    Demeure(
        "un rapport dû, reçu, en retard (règle A7)",
        r"coalesce\([\w.]*date_echeance|date_echeance\s*[<>]|THEN 'reçu en retard'",
        (REGLES,),
        ("WHERE coalesce(r.date_echeance, p.fin) <= jour", "q.date_echeance > n.jour"),
    ),
    Demeure(
        "le plancher de complétude (règle A5)",
        r"\b100(?:\.0)?\s*\*\s*[\w.]*(?:recues|r)\s*(?:/\s*\w*(?:attendues|a)\s*)?<|plancher\w*\s*\*",
        (REGLES, "domaine/completude.py"),
        ("100 * recues < plancher * attendues", "100.0 * t.recues / attendues < plancher"),
    ),
    Demeure(
        "les zones attendues, et de quand à quand (règle A1)",
        r"NOT IN \(SELECT code_indicateur FROM (?:\w*collecte|query_table\(collectes\))\)|\bdepuis\s*<=\s*[\w.]*debut",
        (REGLES,),
        (
            "indicateur.code NOT IN (SELECT code_indicateur FROM s_collecte)",
            "a.depuis <= s.debut AND a.jusqu_a >= s.fin",
        ),
    ),
    Demeure(
        "de quelle période de base part l'attendu (règle A2)",
        r"'derniere' THEN [\w.]*derni\w+ ELSE",
        (REGLES,),
        ("CASE WHEN regle_temps = 'derniere' THEN rangee.derniere_base ELSE rangee.premiere_base END",),
    ),
    Demeure(
        "«sans objet» quitte l'attendu (règle A3)",
        r"motif_absence\s*(?:=|<>|IS (?:NOT )?DISTINCT FROM)\s*'sans objet'",
        (REGLES,),
        ("total.motif_absence IS DISTINCT FROM 'sans objet' OR total.valeur IS NOT NULL",),
    ),
    Demeure(
        "les zones pour lesquelles compte un rapport (règle A6)",
        r"\brapport\w*\.code_zone <> 'SOCLE'|zone_du_rapport <> 'SOCLE'",
        (REGLES,),
        ("OR (rapport.code_zone <> 'SOCLE' AND rapport.code_zone IN (SELECT ancetre",),
    ),
    Demeure(
        "le jeu de seuils d'un indicateur (règle J11)",
        r"ELSE 'defaut' END|coalesce\([\w.]*(?:vert|orange|peremption)\b",
        # les cases vides d'un jeu, qu'il complète à la publication
        (REGLES, "etl/sql/seuils.sql"),
        ("CASE WHEN jeu IN (SELECT jeu FROM seuil) THEN jeu ELSE 'defaut' END", "coalesce(s.vert, d.vert)"),
    ),
    Demeure(
        "une complétude inégale (règle H7)",
        r"(?<![\w.])>\s*0?\.10?\b|(?i:ecart_de_completude)\s*=|[\w.]*recues\s*/\s*nullif\(",
        (REGLES,),
        ("max(part) OVER () - min(part) OVER () > 0.1", "ECART_DE_COMPLETUDE = 0.1", "recues / nullif(attendues, 0)"),
    ),
    Demeure(
        "le taux de réalisation et le taux qui fait l'état (règles J5 et J10)",
        r"\b100(?:\.0)?\s*\*\s*[\w.]*(?:cible(?:_due)?\s*/\s*[\w.]*valeur|valeur\s*/\s*[\w.]*cible(?:_due)?)\b",
        (REGLES,),
        ("100 * v.cible_due / v.valeur", "100.0 * valeur / cible_due"),
    ),
    Demeure(
        "une cible qui n'est qu'une limite à tenir (règle J7)",
        r"cible\w*(?:\[1\])?\s*[<>]=?\s*(?:[\w.]*reference|\w+\.valeur)\b",
        (),
        (
            "limite = cible[1] <= reference if hausse else cible[1] >= reference",
            "s.sens = 'hausse' AND c.cible_due < r.valeur",
        ),
    ),
    Demeure(
        "l'ordre et les noms des niveaux de zone",
        r"[\"']SOCLE[\"'],\s*[\"']region[\"']|[\"']cercle[\"'],\s*[\"']commune[\"']\s*[\])]"
        r"|[\"']commune[\"'],\s*[\"']cercle[\"']|[\"']region[\"']:\s*[\"'](?:[Pp]ar région|région|[Rr]égions)[\"']",
        ("domaine/niveaux.py",),
        ('("SOCLE", "region")', "list_position(['commune', 'cercle', 'region'], niveau)", '{"region": "régions"}'),
    ),
    Demeure(
        "le seuil sous lequel un effectif se masque (règle M6), et le mot qui le dit (règle M8)",
        r"(?i:seuil)\w*(?:: int|: Final)? = 5\b|MASQUE\w*(?:: Final)? = \"masqué\"",
        ("domaine/figees.py",),
        ("seuil: int = 5", 'MASQUE: Final = "masqué"'),
    ),
    Demeure(
        "les périodes qui ont des rangées (règle P9)",
        r"CREATE (?:OR REPLACE )?TABLE (?:\w+\.)?periode_calculee\b|INTO (?:\w+\.)?periode_calculee\b",
        ("etl/sql/periode_calculee.sql",),
        ("CREATE TABLE cible.periode_calculee AS",),
    ),
)


def _sans_docstrings(texte: str) -> str:
    """Le code sans ses docstrings : ce qu'une phrase dit d'une règle n'est pas la refaire."""
    lignes = texte.splitlines()
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, DOCUMENTES) and ast.get_docstring(noeud, clean=False) is not None:
            doc = noeud.body[0]
            lignes[doc.lineno - 1 : doc.end_lineno] = [""] * (doc.end_lineno - doc.lineno + 1)
    return "\n".join(lignes)


def _code(fichier: Path) -> str:
    texte = fichier.read_text(encoding="utf-8")
    if fichier.suffix == ".py":
        # Les commentaires du SQL d'une question sont dans le texte Python.
        return re.sub(r"(?m)^\s*(?:#|--)[^\n]*", "", _sans_docstrings(texte))
    return COMMENTAIRE[fichier.suffix].sub("", texte)


@functools.cache
def _produit() -> dict[str, str]:
    fichiers = [f for f in arbre.fichiers_suivis() if f.suffix in (".py", *COMMENTAIRE)]
    return {arbre.nom(f): _code(f) for f in fichiers if not arbre.nom(f).startswith(HORS)}


@pytest.mark.parametrize("demeure", DEMEURES, ids=lambda d: d.regle)
def test_une_regle_n_a_que_sa_demeure(demeure):
    trouvees = {
        nom: trouve.group()
        for nom, code in _produit().items()
        if (trouve := re.search(demeure.motif, code)) is not None
    }
    ailleurs = {nom: redite for nom, redite in trouvees.items() if nom not in demeure.demeures}
    assert not ailleurs, f"{demeure.regle} : redemandez-la à {' ou '.join(demeure.demeures) or 'la macro qui la dit'}"
    # Un motif qui ne voit pas la règle dans sa demeure ne la verrait pas ailleurs.
    assert set(demeure.demeures) <= set(trouvees)


@pytest.mark.parametrize("demeure", DEMEURES, ids=lambda d: d.regle)
def test_l_essai_lui_meme_voit_une_redite(demeure):
    assert not [redite for redite in demeure.redites if not re.search(demeure.motif, redite)]


def test_une_phrase_n_est_pas_une_redite():
    code = _sans_docstrings('def f():\n    """Vrai si age_jours > 90."""\n    return "non visité depuis 90 jours"\n')
    assert not [d.regle for d in DEMEURES if re.search(d.motif, code)]
