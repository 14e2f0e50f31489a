"""Relire avant de remettre (règles E18 et E19) : ce qui se trouve, ce qui ne se trouve pas, ce qui se refuse."""

import datetime as dt

import pytest

from domaine.figees import RUBRIQUES
from domaine.periodes import lire_periode
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel import figer
from etl.gel.admission import AFiger, relire_la_demande
from etl.gel.redaction import Redaction
from etl.gel.relecture import aplatir, relire, sans_reponse
from etl.progression import Progression

JUIN = dt.date(2024, 6, 30)
CONNUS = {
    aplatir("GAO-PT-001"): "identifiant",
    aplatir("École de Tacharane"): "lieu connu",
    aplatir("Tin-Hama"): "lieu connu",
}
MUET = Progression(muet=True)


def _trouves(texte):
    return {(t.texte, t.genre) for t in relire({"note": texte}, CONNUS, JUIN)}


@pytest.mark.parametrize(
    ("texte", "passage", "genre"),
    [
        ("au 16.2701, -0.0422.", "16.2701, -0.0422", "position"),
        ("à 16°16'12\" N", "16°16'12\" N", "position"),
        ("à 16,2701 N", "16,2701 N", "position"),
        ("en 30Q 245678 1804567", "30Q 245678 1804567", "position"),
        ("tél. +223 76 54 32 10", "+223 76 54 32 10", "téléphone"),
        ("tél. 76 54 32 10", "76 54 32 10", "téléphone"),
        ("au 76543210", "76543210", "téléphone"),
        ("écrire à a.b@onu.org", "a.b@onu.org", "adresse de courriel"),
        ("voir https://maps.example/x?q=1", "https://maps.example/x?q=1", "adresse internet"),
        ("vu M. Ibrahim Ag Mohamed hier", "M. Ibrahim Ag Mohamed", "nom de personne"),
        ("selon Moussa ag Attaher", "Moussa ag Attaher", "nom de personne"),
        ("le point gao-pt-001", "gao-pt-001", "identifiant"),
        ("l’ecole de tacharane rouvre", "ecole de tacharane", "lieu connu"),
        ("une tournée le 12/07/2024", "12/07/2024", "date d’après la période"),
        ("le 2024-07-12", "2024-07-12", "date d’après la période"),
        ("prévue le 1er août", "1er août", "date d’après la période"),
        ("prévue en août", "août", "date d’après la période"),
        ("prévu au T3 2024", "T3 2024", "date d’après la période"),
        ("repris en 2025", "2025", "date d’après la période"),
    ],
)
def test_ce_qui_se_trouve(texte, passage, genre):
    assert _trouves(texte) == {(passage, genre)}


@pytest.mark.parametrize(
    "passage",
    [
        *(
            "76\u00a054\u202f32\u00a010",
            "７６５４３２１０",
            "76\u200b54\u200b32\u200b10",
            "76 54\n32 10",
            "76/54/32/10",
            "76–54–32–10",
        ),
        *("(223) 76 54 32 10", "+(223) 76 54 32 10", "7654 3210"),
        *("a.b (at) onu.org", "a.b @ onu.org", "a＠onu.org", "maps.ml/abc"),
        *(
            "16.27,-0.04",
            "N 16°16.2'",
            "16 degrés 16 minutes",
            "16º16'12\"",
            "16° 16’ 12’’ N",
            "16,2701 nord",
            "16 16 12 N",
        ),
        *("16.2701 / \u22120.0422", "30Q2456781804567", "7C8J+VX", "6FG9XX22+2X"),
        *("mme Fatoumata Touré", "MME TOURE", "M.\u200bTouré", "Moussa AG Attaher"),
        *("gao\u2011pt\u2011001", "GAO PT 001", "GAO-PT\u200b-001", "ＧＡＯ-ＰＴ-００１", "GAO-\nPT-001", "GAO_PT_001"),
        *(
            "École\u00a0de\u00a0Tacharane",
            "École de\nTacharane",
            "Ecole  de  Tacharane",
            "E\u0301cole de Tacharane",
            "TIN HAMA",
        ),
        *(
            "12/07/24",
            "12/07",
            "2024/07/12",
            "2024-7-12",
            "12 juil.",
            "sept. 2024",
            "12-juillet-2024",
            "12 jui\u200bllet",
        ),
        *("3e trimestre 2024", "troisième trimestre", "t3-2024", "2024T3", "second semestre 2024"),
    ],
)
def test_aucune_ecriture_ne_cache_un_passage(passage):
    """Espaces, tirets, chiffres, caractères qui ne se voient pas : ce qui se lit à l'œil se trouve."""
    (trouve,) = relire({"note": f"vu {passage} ici"}, CONNUS, JUIN)
    assert trouve.texte.rstrip(".") == passage.rstrip(".")


@pytest.mark.parametrize(
    "texte",
    [
        "Au T2 2024, 33 points sur 47 fonctionnent, soit 70,2 %.",
        "Budget de 25 000 000 FCFA, décaissé 12000000.",
        "Le 15 juin 2024, la crue a coupé la route de Gao à Ansongo.",
        "Depuis 2022, en mai, au S1 2024 ; R2.4 passe de 42 à 47.",
        "Budget de 25\u202f000\u202f000 FCFA ; 10/12 rapports, 12 mars, m. de large ; activité 1.2.3, 2,50 est peu.",
        "Au 1er trimestre 2024, 16 ouvrages ; en 2 mois et 12 jours ; 70,2 % puis 91,5 %.",
        "Comité de juillet, édition d’août",
        "Tin-Hamadou n’est pas le lieu connu.",
        "",
    ],
)
def test_ce_qui_ne_se_prend_pas_pour_autre_chose(texte):
    assert _trouves(texte) == set()


def test_de_deux_passages_qui_se_couvrent_le_plus_long():
    (trouve,) = relire({"note": "le 12 juillet 2025"}, {}, JUIN)
    assert (trouve.texte, trouve.debut, trouve.fin) == ("12 juillet 2025", 3, 18)


def test_une_reponse_vaut_pour_tous_les_champs():
    trouves = relire({"titre": "Tin-Hama", "note": "Tin-Hama et GAO-PT-001"}, CONNUS, JUIN)
    assert [t.champ for t in sans_reponse(trouves, ())] == ["titre", "note"], "un passage ne se dit qu'une fois"
    assert [t.texte for t in sans_reponse(trouves, ("Tin-Hama",))] == ["GAO-PT-001"]


@pytest.mark.lent
def test_la_periode_suivante_parle_d_apres(edition_demo):
    """Ses dates sont son objet ; un lieu y reste à relire."""
    recit = Redaction(
        {"suite": ["Former à Tin-Hama en août 2024, puis GAO-PT-001."], "risques": ["La crue d’août 2024."]}
    )
    demande = AFiger("bailleur", "Comité", "2024-T2", redaction=recit)
    base = edition.chemin_base(edition_demo, None)
    trouvees = relire_la_demande(base, demande, lire_periode("2024-T2"))
    assert [(t.texte, t.champ.partition(",")[0]) for t in trouvees] == [
        ("GAO-PT-001", RUBRIQUES["suite"]),
        ("août 2024", RUBRIQUES["risques"]),
    ]


@pytest.mark.lent
def test_figer_exige_une_reponse_et_l_apercu_ne_laisse_rien(copie_demo, tmp_path):
    note = "Le point GAO-PT-001 rouvre en juillet 2024."
    demande = AFiger("bailleur", "Comité", "2024-T2", note, rapport=False)
    with pytest.raises(DemandeInvalide, match=r"note\u00a0: «GAO-PT-001» \(identifiant\).*--garder"):
        figer.figer(copie_demo, demande, MUET)
    vu = figer.apercevoir(copie_demo, demande, tmp_path / "vu", MUET)
    assert {t["texte"] for t in vu["trouvailles"]} == {"GAO-PT-001", "juillet 2024"}
    assert all((tmp_path / "vu" / page).read_bytes().startswith(b"\x89PNG") for page in vu["pages"]) and vu["pages"]
    perdues = {a["feuille"]: a["lignes"] for a in vu["absences"]}
    assert perdues["Présence"] == 740 and "Points" not in perdues
    assert 0 < vu["chiffres"]["publies"] < vu["chiffres"]["de"]
    assert not list((copie_demo / "figees").iterdir()), "ni numéro, ni reste"
    gardees = ("GAO-PT-001", "juillet 2024")
    assert figer.figer(copie_demo, AFiger(**{**demande.__dict__, "gardees": gardees}), MUET)["id"] == "E2024-T2-1"
