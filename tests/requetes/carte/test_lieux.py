"""Les zones et comment elles s'emboîtent, que la carte les dessine toutes ou non."""

from requetes.carte.lieux import Lieux
from requetes.edition.referentiel import Zone

_ZONES = (
    ("SOCLE", "SOCLE", None),
    ("GAO", "region", "SOCLE"),
    ("MENAKA", "region", "SOCLE"),
    ("ML0702", "cercle", "GAO"),
    ("ML0703", "cercle", "GAO"),
    ("ML070201", "commune", "ML0702"),
)
LIEUX = Lieux(
    {code: Zone(code=code, niveau=niveau, nom=code, parent=parent, region=None) for code, niveau, parent in _ZONES},
    ("SOCLE", "region", "cercle", "commune"),
)


def _codes(zones):
    return [z.code for z in zones]


def test_le_chemin_va_du_projet_a_la_zone():
    assert _codes(LIEUX.chemin("ML070201")) == ["SOCLE", "GAO", "ML0702", "ML070201"]
    assert LIEUX.chemin("ailleurs") == () and LIEUX.chemin("") == ()
    assert LIEUX.contient("GAO", "ML070201") and LIEUX.contient("GAO", "GAO") and not LIEUX.contient("MENAKA", "ML0702")


def test_une_zone_se_decoupe_au_niveau_demande():
    assert LIEUX.decoupees("GAO", "cercle") == ("ML0702", "ML0703")
    assert LIEUX.decoupees("ML070201", "commune") == ("ML070201",)
    assert _codes(LIEUX.filles("GAO")) == ["ML0702", "ML0703"]


def test_les_voisines_sont_les_soeurs_de_chaque_ancetre():
    assert LIEUX.voisines("ML0702") == ("MENAKA", "ML0703")
    assert LIEUX.voisines("SOCLE") == ()


def test_l_hote_est_la_plus_fine_des_zones_dessinees():
    assert LIEUX.hote("ML070201", ("GAO", "ML0702")) == "ML0702"
    # Plus large que tout ce qui est dessiné, ou inconnue : elle-même.
    assert LIEUX.hote("GAO", ("ML0702",)) == "GAO" and LIEUX.hote("ailleurs", ("GAO",)) == "ailleurs"


def test_ce_qui_n_est_pas_dessine_situe_encore():
    lieux = Lieux(LIEUX.zones, ("SOCLE", "region", "cercle"))
    assert not lieux.dessinee("ML070201") and lieux.dessinee("ML0702") and not lieux.dessinee("ailleurs")
    assert lieux.filles("ML0702") == () and lieux.decoupees("GAO", "commune") == ()
    assert lieux.hote("ML070201", ("ML0702",)) == "ML0702"
