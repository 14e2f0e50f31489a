"""Le fichier IATI d'une édition remise : la norme l'accepte, et chacun de ses nombres est celui de l'édition."""

from __future__ import annotations

import datetime as dt
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from domaine import chemins
from domaine.preuve import empreintes_scellees, lire_estampille, lire_manifeste
from rapports.iati import IatiImpossible, ecrire, periodes
from rapports.iati.__main__ import principal
from rapports.iati.identite import lire
from requetes.edition import ouverture
from requetes.iati import lecture
from tests import norme_iati

# Dans la série entière : il faut une édition remise et ses documents.
pytestmark = pytest.mark.lent

BAILLEUR = "E2024-T2-1"
#: Ce qu'un texte reçu peut porter de pire : des balises, une fin de section, des caractères que XML n'admet pas.
HOSTILE = "]]><script>&amp;\x00\x1b[2J\"'</narrative><!-- \ufffe =CMD()"
PROJET = {
    "intitule": "Projet",
    "maitre_oeuvre": "Maître d’œuvre",
    "date_debut": "2022-01-01",
    "date_fin": "2024-12-31",
    "id_iati": "XX-ORG-1",
    "organisation_iati": "XX-ORG",
    "type_organisation_iati": "10",
}


@pytest.fixture(scope="module")
def dossier(donnees_remises: Path) -> Path:
    """Celui de l'édition remise au bailleur."""
    return chemins.dossier_edition(donnees_remises, BAILLEUR)


@pytest.fixture(scope="module")
def fichier(dossier: Path) -> Path:
    return dossier / chemins.IATI


@pytest.fixture(scope="module")
def arbre(fichier: Path) -> ET.Element:
    """Le fichier, relu par une autre bibliothèque que celle qui l'écrit."""
    return ET.parse(fichier).getroot()


@pytest.fixture(scope="module")
def edition(dossier: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """La base de l'édition, lue sans le programme ; une copie, que le programme n'ouvre pas en même temps."""
    copie = shutil.copyfile(dossier / chemins.BASE, tmp_path_factory.mktemp("nue") / chemins.BASE)
    with duckdb.connect(str(copie), read_only=True) as base:
        yield base


def _copie(dossier: Path, lieu: Path, *instructions: str) -> ouverture.Base:
    """La base de l'édition, changée par ces instructions."""
    copie = lieu / chemins.BASE
    shutil.copyfile(dossier / chemins.BASE, copie)
    with duckdb.connect(str(copie)) as base:
        for instruction in instructions:
            base.execute(instruction)
    return ouverture.ouvrir(ouverture.Edition("copie", copie))


# La norme


def test_le_schema_officiel_l_accepte(fichier, donnees_figees):
    """Règles X1 et X3 : bailleur, et partenaires."""
    norme = norme_iati.dossier()
    for lu in (fichier, chemins.dossier_edition(donnees_figees, "E2024-T2-2") / chemins.IATI):
        assert not norme_iati.fautes_du_schema(norme, lu)
        assert not norme_iati.fautes_des_listes(norme, lu)
        assert not norme_iati.fautes_des_regles(norme, lu)


def test_le_juge_voit_une_faute(fichier, tmp_path):
    """Un juge aveugle ferait passer l'essai d'avant."""
    norme, faux = norme_iati.dossier(), tmp_path / "faux.xml"
    texte = fichier.read_text(encoding="utf-8")
    faux.write_text(texte.replace('aggregation-status="true"', 'aggregation-status="oui"', 1), encoding="utf-8")
    assert norme_iati.fautes_du_schema(norme, faux)
    faux.write_text(texte.replace('<activity-status code="2"', '<activity-status code="12"'), encoding="utf-8")
    assert norme_iati.fautes_des_listes(norme, faux)
    faux.write_text(texte.replace('<actual value="', '<actual sans="', 1), encoding="utf-8")
    assert norme_iati.fautes_des_regles(norme, faux)


# Les nombres


def _cle(balise: ET.Element, code: str, periode: ET.Element | None = None) -> tuple[Any, ...]:
    lieu, dimension = balise.find("location"), balise.find("dimension")
    bornes = () if periode is None else tuple(periode.find(f"period-{b}").get("iso-date") for b in ("start", "end"))
    ventilation = (None, None) if dimension is None else (dimension.get("name"), dimension.get("value"))
    return code, "SOCLE" if lieu is None else lieu.get("ref"), *bornes, *ventilation


def _lus(arbre: ET.Element, nom: str) -> dict[tuple[Any, ...], str]:
    """Chaque valeur d'une balise : (indicateur, zone, début, fin, dimension, modalité) → ce qui y est écrit."""
    lus: dict[tuple[Any, ...], str] = {}
    for indicateur in arbre.iter("indicator"):
        code = next(r.get("code") for r in indicateur.iter("reference") if r.get("vocabulary") == "99")
        for periode in indicateur.iter("period"):
            for balise in periode.findall(nom):
                cle = _cle(balise, code, periode)
                assert cle not in lus, cle
                lus[cle] = balise.get("value")
    return lus


def _rangees(edition: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return edition.execute(
        """
        SELECT v.code_indicateur, v.code_zone,
               CASE WHEN v.type_periode = 'cumul' THEN (SELECT valeur FROM info WHERE cle = 'debut')
                    ELSE p.debut::VARCHAR END, p.fin::VARCHAR, v.dimension, v.modalite, v.valeur, v.type_periode,
               CASE i.frequence WHEN 'M' THEN 'mois' WHEN 'T' THEN 'trimestre' WHEN 'S' THEN 'semestre'
                    ELSE 'annee' END, v.etat
        FROM valeurs v JOIN periode p ON p.libelle = v.periode JOIN indicateur i ON i.code = v.code_indicateur
        WHERE v.niveau IN ('SOCLE', 'region')
        """
    ).fetchall()


def test_chaque_valeur_est_celle_de_l_edition(arbre, edition):
    """Règles X4 et X5 : valeurs et ventilations, sans en perdre une de la fréquence de l'indicateur."""
    lus, rangees = _lus(arbre, "actual"), _rangees(edition)
    dites: dict[tuple[Any, ...], set[float]] = {}
    for *cle, valeur, _type, _base, _etat in rangees:
        if valeur is not None:
            dites.setdefault(tuple(cle), set()).add(valeur)
    assert len(lus) > 3000 and len([c for c in lus if c[4]]) > 2000
    assert {cle: float(texte) for cle, texte in lus.items()} == {cle: max(dites[cle]) for cle in lus}
    assert all(len(dites[cle]) == 1 for cle in lus), "deux types de mêmes bornes se valent"
    attendues = {tuple(r[:6]) for r in rangees if r[6] is not None and r[7] == r[8]}
    assert not attendues - lus.keys()
    assert all("e" not in texte and "," not in texte for texte in lus.values())


def test_chaque_cible_est_celle_du_cadre_dans_sa_periode(arbre, edition):
    """Règle X4."""
    lues = _lus(arbre, "target")
    cibles = edition.execute(
        """
        SELECT c.code_indicateur, c.code_zone, n.fin::VARCHAR, c.valeur, c.nature_cible, i.nature, n.debut::VARCHAR
        FROM cible c JOIN periode_nommee n ON n.libelle = c.periode JOIN indicateur i ON i.code = c.code_indicateur
        JOIN zone z ON z.code = c.code_zone WHERE z.niveau IN ('SOCLE', 'region')
        """
    ).fetchall()
    assert len(cibles) > 500
    par_fin = {(code, zone, fin, float(t)) for (code, zone, _, fin, *_), t in lues.items()}
    assert par_fin == {(code, zone, fin, valeur) for code, zone, fin, valeur, *_ in cibles}
    debuts = {(code, zone, fin): debut for code, zone, debut, fin, *_ in lues}
    for code, zone, fin, _, genre, nature, debut in cibles:
        if genre == "periode":
            assert debuts[code, zone, fin] == debut
        elif nature in ("flux", "distinct"):
            assert debuts[code, zone, fin] == "2022-01-01"


def test_chaque_reference_est_celle_du_cadre(arbre, edition):
    lues = {}
    for indicateur in arbre.iter("indicator"):
        code = indicateur.find("reference").get("code")
        for depart in indicateur.findall("baseline"):
            assert depart.get("year") == depart.get("iso-date")[:4]
            lues[_cle(depart, code)[:2]] = (depart.get("iso-date"), float(depart.get("value")))
    cadre = edition.execute(
        "SELECT r.code_indicateur, r.code_zone, r.date::VARCHAR, r.valeur FROM valeur_reference r "
        "JOIN zone z ON z.code = r.code_zone WHERE z.niveau IN ('SOCLE', 'region')"
    ).fetchall()
    assert len(cadre) > 50 and lues == {(code, zone): (jour, valeur) for code, zone, jour, valeur in cadre}


def test_un_chiffre_masque_n_y_est_pas(arbre, edition, donnees_remises, tmp_path):
    """Règles X1 et X5 : ni sa balise, ni sa valeur, ni un zéro à sa place ; leur nombre se dit."""
    lus, rangees = _lus(arbre, "actual"), _rangees(edition)
    masques = {tuple(r[:6]) for r in rangees if r[9] == "masqué" and r[7] in (r[8], "cumul")}
    connus = {tuple(r[:6]) for r in rangees if r[6] is not None}
    assert len(masques) > 20 and not (masques - connus) & lus.keys()
    interne = ouverture.edition_a_lire(donnees_remises)
    with duckdb.connect(str(shutil.copyfile(interne.base, tmp_path / "interne.duckdb")), read_only=True) as base:
        vrais = {tuple(r[:6]): r[6] for r in _rangees(base)}
    assert sum(vrais[cle] is not None for cle in masques) > 20, "l'équipe, elle, les lit"
    formees = next(i for i in arbre.iter("indicator") if i.find("reference").get("code") == "R1.3")
    assert "chiffres masqués" in formees.findtext("description/narrative")


def test_une_cible_sans_valeur_dit_pourquoi(arbre):
    """Règle X5."""
    dits = {c.findtext("narrative") for t in arbre.iter("target") for c in t.findall("comment")}
    assert dits and dits <= {
        "Pas de valeur publiée : chiffre masqué.",
        "Pas de valeur publiée : chiffre non disponible.",
    }


def test_un_provisoire_le_dit(arbre):
    """Règle X5."""
    dits = [c.findtext("narrative") for a in arbre.iter("actual") for c in a.findall("comment")]
    assert any(d.startswith("Provisoire : ") and d.endswith(" envois attendus.") for d in dits)


# Qui, où, quoi


def test_les_resultats_sont_dans_l_ordre_du_cadre(arbre):
    titres = [(r.get("type"), r.findtext("title/narrative").split(" — ")[0]) for r in arbre.iter("result")]
    assert titres == [("3", "OG"), ("2", "OS"), ("1", "R1"), ("1", "R2"), ("1", "R3"), ("9", "R4")]
    dites = {i.find("reference").get("code"): i.attrib for i in arbre.iter("indicator")}
    assert dites["R3.1"]["measure"] == "4" and dites["OS1"]["measure"] == "2" and dites["R2.4"]["measure"] == "1"
    assert dites["R2.5"]["ascending"] == "false" and dites["R2.4"]["ascending"] == "true"
    assert [dites[c]["aggregation-status"] for c in ("OS2", "R2.4", "R1.3", "OS1")] == [
        "true",
        "true",
        "false",
        "false",
    ]


def test_aucun_lieu_n_est_une_position(arbre, donnees_figees):
    """Règle X3 : au bailleur les régions et les cercles, aux partenaires les communes ; ni point, ni faux p-code."""
    lieux = {lieu.get("ref"): lieu for lieu in arbre.iter("location") if lieu.find("name") is not None}
    assert len(lieux) == 11 and "ML0703" in lieux and not [c for c in lieux if len(c) == 8 and c.startswith("ML")]
    assert list(arbre.iter("point")) == [] and list(arbre.iter("location-id")) == []
    assert {(a.get("vocabulary"), a.get("code")) for a in arbre.iter("administrative")} == {("A4", "ML")}
    assert "p-code ML0703" in lieux["ML0703"].findtext("description/narrative")
    partenaires = ET.parse(chemins.dossier_edition(donnees_figees, "E2024-T2-2") / chemins.IATI).getroot()
    assert len([x for x in partenaires.iter("location") if x.find("name") is not None]) == 49
    assert partenaires.find("iati-activity/budget") is None, "le budget est au bailleur seul"
    assert arbre.findtext("iati-activity/budget/value") == "10000000"


def test_un_code_d_ailleurs_qui_a_un_facteur_n_est_pas_cite(arbre):
    """Règle X6."""
    cites = {(r.get("vocabulary"), r.get("code")) for r in arbre.iter("reference")}
    assert {("AFD", "DEMO-AFD-01"), ("AFD", "DEMO-AFD-02"), ("OPSYS", "DEMO-OPSYS-1"), ("99", "OS2")} <= cites
    assert ("AFD", "DEMO-AFD-03") not in cites and "CAD" not in {v for v, _ in cites}
    assert [s.attrib for s in arbre.iter("sector")] == [{"vocabulary": "1", "code": "15110"}]


def test_il_est_scelle_et_estampille_et_se_refait_a_l_octet(dossier, fichier, donnees_remises, tmp_path, monkeypatch):
    """Règle X1."""
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees_remises))
    assert chemins.IATI in empreintes_scellees(lire_manifeste(dossier))
    assert lire_estampille(fichier.read_bytes())[0] == BAILLEUR
    assert principal([str(dossier), str(tmp_path / "refait.xml")]) == 0
    assert (tmp_path / "refait.xml").read_bytes() == fichier.read_bytes()


def test_un_document_se_cite_a_l_adresse_reglee(dossier, arbre, tmp_path):
    """Règle X2 : et jamais à une autre."""
    assert list(arbre.iter("document-link")) == []
    base = ouverture.ouvrir(ouverture.Edition(BAILLEUR, dossier / chemins.BASE))
    ecrire(base, dossier, tmp_path / "i.xml", "https://exemple.test/remis/")
    base.fermer()
    adresses = [d.get("url") for d in ET.parse(tmp_path / "i.xml").getroot().iter("document-link")]
    lieu = f"https://exemple.test/remis/{BAILLEUR}"
    assert adresses == [f"{lieu}/rapport.pdf", f"{lieu}/rapport.html"]
    norme = norme_iati.dossier()
    assert not norme_iati.fautes_du_schema(norme, tmp_path / "i.xml")
    assert not norme_iati.fautes_des_listes(norme, tmp_path / "i.xml")


# Ce qui est hostile, ce qui manque


def test_un_texte_hostile_reste_un_texte(dossier, tmp_path):
    """Règles F9 et X5 : échappé, et ce que XML n'admet pas se voit remplacé."""
    litteral = "'" + HOSTILE.replace("\x00", "").replace("'", "''") + "'"
    base = _copie(
        dossier,
        tmp_path,
        f"UPDATE projet SET valeur = {litteral} WHERE cle IN ('intitule', 'financeur', 'convention')",
        f"UPDATE indicateur SET libelle = {litteral}, definition = {litteral}",
        f"UPDATE resultat SET libelle = {litteral}",
        f"UPDATE valeurs SET modalite = modalite || {litteral} WHERE dimension IS NOT NULL",
        f"UPDATE correspondance SET code_externe = {litteral} WHERE systeme = 'OPSYS'",
        f"INSERT INTO commentaire VALUES ('OG', {litteral})",
    )
    remarques = ecrire(base, tmp_path, tmp_path / "h.xml")
    base.fermer()
    assert not norme_iati.fautes_du_schema(norme_iati.dossier(), tmp_path / "h.xml")
    racine = ET.parse(tmp_path / "h.xml").getroot()
    attendu = HOSTILE.replace("\x00", "").replace("\x1b", "\ufffd").replace("\ufffe", "\ufffd")
    assert racine.findtext("iati-activity/title/narrative") == attendu
    assert racine.findtext(".//result/description/narrative") == attendu
    assert all(d.get("value").endswith(attendu) for d in racine.iter("dimension"))
    assert not list(racine.iter("script")) and len(remarques) == 2


def test_ce_qui_manque_au_projet_se_nomme():
    """Règle X2."""
    for cle in ("id_iati", "organisation_iati", "type_organisation_iati", "intitule", "date_debut"):
        with pytest.raises(IatiImpossible, match=f"feuille Projet .*il y manque {cle} "):
            lire({c: v for c, v in PROJET.items() if c != cle})
    with pytest.raises(IatiImpossible, match="financeur ou maitre_oeuvre"):
        lire({c: v for c, v in PROJET.items() if c != "maitre_oeuvre"})
    for cle, valeur, dit in (
        ("id_iati", "YY-ORG-1", "ne commence pas par organisation_iati"),
        ("id_iati", "XX-ORG-", "ne commence pas par"),
        ("id_iati", "XX-ORG-a/b", "ni espace, ni /"),
        ("type_organisation_iati", "12", "n’est pas de la norme"),
        ("date_debut", "bientôt", "n’est pas une date"),
    ):
        with pytest.raises(IatiImpossible, match=dit):
            lire(PROJET | {cle: valeur})
    assert lire(PROJET).editeur == "Maître d’œuvre"
    assert lire(PROJET | {"nom_organisation_iati": "Agence"}).editeur == "Agence"


def test_une_edition_d_avant_les_cles_les_prend_du_cadre(dossier, tmp_path):
    """Règle X2."""
    base = _copie(dossier, tmp_path, "DELETE FROM projet WHERE cle LIKE '%organisation_iati'")
    with pytest.raises(IatiImpossible, match="organisation_iati"):
        ecrire(base, tmp_path, tmp_path / "i.xml")
    cles = {"organisation_iati": "XX-DEMO", "type_organisation_iati": "10", "id_iati": "YY-1"}
    ecrire(base, tmp_path, tmp_path / "i.xml", "", cles)
    base.fermer()
    racine = ET.parse(tmp_path / "i.xml").getroot()
    assert racine.find("iati-activity/reporting-org").get("type") == "10"
    assert racine.findtext("iati-activity/iati-identifier") == "XX-DEMO-SOCLE-0000", "ce que l'édition dit l'emporte"


def test_une_edition_interne_n_en_fait_pas(donnees_remises, tmp_path):
    """Règle X1."""
    base = ouverture.ouvrir(ouverture.edition_a_lire(donnees_remises))
    with pytest.raises(IatiImpossible, match="figée pour le bailleur ou les partenaires"):
        ecrire(base, tmp_path, tmp_path / "i.xml")
    base.fermer()
    assert not (tmp_path / "i.xml").exists()


def test_un_secteur_ne_se_devine_pas(dossier, tmp_path):
    """Règle X2 : sans code CAD, aucun ; avec plusieurs, aucune part inventée ; un code d'une autre forme se dit."""
    base = _copie(dossier, tmp_path, "DELETE FROM correspondance WHERE systeme = 'CAD'")
    assert any(r.startswith("aucun secteur") for r in ecrire(base, tmp_path, tmp_path / "i.xml"))
    base.fermer()
    assert not list(ET.parse(tmp_path / "i.xml").getroot().iter("sector"))
    ajout = "INSERT INTO correspondance BY NAME SELECT 'OS2' AS code_indicateur, 'CAD' AS systeme, {} AS code_externe"
    base = _copie(dossier, tmp_path, ajout.format("'151'"), ajout.format("'gouvernance'"))
    dits = ecrire(base, tmp_path, tmp_path / "i.xml")
    base.fermer()
    assert any("plusieurs secteurs" in d for d in dits) and any("«gouvernance»" in d for d in dits)
    secteurs = [s.attrib for s in ET.parse(tmp_path / "i.xml").getroot().iter("sector")]
    assert secteurs == [{"vocabulary": "2", "code": "151"}, {"vocabulary": "1", "code": "15110"}]


# Les périodes


class _Indicateur:
    def __init__(self, nature: str, frequence: str = "T") -> None:
        self.nature, self.frequence = nature, frequence


def _chiffre(type_periode: str, debut: str, fin: str, valeur: float | None = 1.0) -> lecture.Chiffre:
    return lecture.Chiffre(
        code_indicateur="X",
        code_zone="SOCLE",
        type_periode=type_periode,
        debut=dt.date.fromisoformat(debut),
        fin=dt.date.fromisoformat(fin),
        dimension=None,
        modalite=None,
        valeur=valeur,
        etat="",
        provisoire=False,
        recues=None,
        attendues=None,
        commentaire=None,
    )


def _cible(type_: str, debut: str, fin: str, nature: str, valeur: float = 9.0) -> lecture.Cible:
    bornes = {"debut": dt.date.fromisoformat(debut), "fin": dt.date.fromisoformat(fin)}
    return lecture.Cible(
        code_indicateur="X", code_zone="SOCLE", type=type_, **bornes, valeur=valeur, nature_cible=nature
    )


def _choisies(nature: str, chiffres: list[Any], cibles: list[Any], frequence: str = "T") -> list[tuple[Any, ...]]:
    lues = periodes.choisir(_Indicateur(nature, frequence), chiffres, cibles, dt.date(2022, 1, 1))
    return [
        (str(p.debut), str(p.fin), [c.valeur for c in p.cibles], [c.type_periode for c in p.chiffres]) for p in lues
    ]


T1, T2 = ("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-30")
S1 = ("2024-01-01", "2024-06-30")


def test_une_cible_cumulee_d_un_flux_part_du_demarrage():
    """Règles J4 et X4."""
    chiffres = [_chiffre("trimestre", *T1), _chiffre("trimestre", *T2), _chiffre("cumul", "2022-01-01", T2[1])]
    assert _choisies("flux", chiffres, [_cible("semestre", *S1, "cumul")]) == [
        (*T1, [], ["trimestre"]),
        (*T2, [], ["trimestre"]),
        ("2022-01-01", T2[1], [9.0], ["cumul"]),
    ]


def test_une_cible_cumulee_d_un_etat_est_dans_la_periode_qui_finit_ce_jour():
    """Règle X4 : et non redite aux suivantes."""
    chiffres = [_chiffre("trimestre", *T1), _chiffre("trimestre", *T2), _chiffre("cumul", "2022-01-01", T2[1])]
    lues = _choisies(
        "stock", chiffres, [_cible("trimestre", *T1, "cumul"), _cible("annee", "2024-01-01", "2024-12-31", "cumul")]
    )
    assert lues == [(*T1, [9.0], ["trimestre"]), (*T2, [], ["trimestre"]), ("2024-10-01", "2024-12-31", [9.0], [])]


def test_une_cible_plus_courte_que_la_frequence_part_du_demarrage():
    """Règle X4 : une fréquence annuelle n'a pas de période qui finit en juin."""
    lues = _choisies("ratio", [_chiffre("cumul", "2022-01-01", S1[1])], [_cible("semestre", *S1, "cumul")], "A")
    assert lues == [("2022-01-01", S1[1], [9.0], ["cumul"])]


def test_de_deux_cibles_celle_de_la_periode_l_emporte():
    """Règles J2, J4 et X4."""
    deux = [_cible("semestre", *S1, "cumul", 5.0), _cible("trimestre", *T2, "cumul", 6.0)]
    assert _choisies("stock", [], deux) == [(*T2, [6.0], [])]
    assert _choisies("stock", [], [*deux, _cible("trimestre", *T2, "periode", 7.0)]) == [(*T2, [7.0], [])]
