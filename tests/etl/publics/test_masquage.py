"""Le masquage des petits effectifs : relation par relation, contre un attaquant, et sur la démonstration."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.edition import dossier
from etl.publics.masquage import masquer
from etl.publics.personnes import compte_des_personnes
from etl.publics.ventilations import ventilation_lue
from tests.etl.fichiers.attaquant import Attaquant
from tests.etl.publics.petits_effectifs import CERCLES, COLONNES, PERIODES, TRIMESTRES, ZONES, Projet

UN_FLUX = {"X": ("flux", "somme", "saisie", "personnes")}
SPI = {
    "A": ("flux", "somme", "actes_spi", "actes"),
    "B": ("ratio", "somme", "femmes_spi", "%"),
    "U": ("flux", "somme", "usagers_services", "passages"),
}


def publier(projet, **garder):
    valeurs, definitions = projet.valeurs(), projet.definitions()
    for colonne, permis in garder.items():
        valeurs = valeurs[valeurs[colonne].isin(permis)].reset_index(drop=True)
    rendu = masquer(valeurs, definitions, ZONES, PERIODES)
    return valeurs, rendu, definitions


def attaquer(valeurs, rendu, definitions, sait_qui_est_petit=True):
    return Attaquant(valeurs, rendu["masque"], definitions, sait_qui_est_petit=sait_qui_est_petit)


def tenir(projet, sait_qui_est_petit=True, **garder):
    """Publie, attaque, exige que rien de petit ne sorte ; rend la table publiée."""
    valeurs, rendu, definitions = publier(projet, **garder)
    attaquant = attaquer(valeurs, rendu, definitions, sait_qui_est_petit)
    assert not attaquant.retrouver() & attaquant.petits()
    seules = attaquant.eliminer()
    for n in np.flatnonzero(rendu["masque"]):
        siennes = [i for i in attaquant.bornes if i[0] == n]
        assert not all(i in seules for i in siennes), f"ligne déterminée : {valeurs.iloc[n].tolist()}"
    assert not petites_publiees(valeurs, rendu, definitions)
    return rendu


def petites_publiees(valeurs, rendu, definitions):
    ratio = valeurs["code_indicateur"].isin(definitions.loc[definitions["nature"] == "ratio", "code"])
    reste = rendu["denominateur"] - rendu["numerateur"]
    petit = [
        (v > 0) & (v < 5) for v in (rendu["valeur"].where(~ratio), rendu["numerateur"], rendu["denominateur"], reste)
    ]
    return int(np.any(petit, axis=0).sum())


def uniforme(nombre, sauf, trimestres=2, indicateurs=UN_FLUX):
    """Le même nombre partout, sauf dans quelques cases (cercle, trimestre)."""
    base = {("X", c, t, "", ""): nombre for c in CERCLES for t in TRIMESTRES[:trimestres]}
    return Projet(indicateurs, base | {("X", c, t, "", ""): v for (c, t), v in sauf.items()}, trimestres)


def masquees(rendu, **filtre):
    gardees = rendu[rendu["masque"]]
    for colonne, valeur in filtre.items():
        gardees = gardees[gardees[colonne] == valeur]
    return gardees


# Ce qui compte des personnes


@pytest.mark.parametrize(
    ("attendu", "indicateur"),
    [
        (True, {"nature": "flux", "source_calcul": "usagers_services"}),
        (True, {"nature": "ratio", "source_calcul": "presence_representants", "unite": "%"}),
        (False, {"nature": "stock", "source_calcul": "points_restaures", "libelle": "Points ouverts aux habitants"}),
        (False, {"nature": "score", "source_calcul": "gain_tests"}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": "personnes"}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": "Élèves"}),
        (True, {"nature": "ratio", "source_calcul": "saisie", "unite": "%", "denominateur": "Personnes enquêtées"}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": "nb", "libelle": "Cas signalés"}),
        (True, {"nature": "distinct", "source_calcul": "saisie", "unite": "nb", "libelle": "Quelque chose"}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": "nb", "libelle": "Mot inconnu de tous"}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": float("nan"), "libelle": None}),
        (True, {"nature": "flux", "source_calcul": "saisie", "unite": "kits", "sensibilite": "effectifs < 5 masqués"}),
        (False, {"nature": "flux", "source_calcul": "saisie", "unite": "tournées", "libelle": "Tournées des préfets"}),
        (False, {"nature": "ratio", "source_calcul": "saisie", "unite": "%", "numerateur": "Séances tenues",
                 "denominateur": "Séances prévues", "libelle": "Cadres de concertation"}),
        (False, {"nature": "flux", "source_calcul": "saisie", "unite": "nb", "libelle": "Nombre de réunions d'élus"}),
        (False, {"nature": "jalon", "source_calcul": "saisie", "unite": "rang", "libelle": "Personnes"}),
    ],
)  # fmt: skip
def test_compte_des_personnes(attendu, indicateur):
    """Règle M9."""
    assert compte_des_personnes(indicateur) is attendu


# Relation par relation


def test_une_ligne_masquee_est_videe_et_rien_d_autre_ne_change():
    """Règles M6 et M8."""
    projet = uniforme(50, {("R1C1", "2023-T1"): 3})
    valeurs, rendu, _ = publier(projet)
    vides = rendu.loc[rendu["masque"], ["valeur", "numerateur", "denominateur", "taux_realisation", "taux_progression"]]
    assert vides.isna().all(axis=None)
    assert set(rendu.loc[rendu["masque"], "etat"]) == {"masqué"}
    assert list(rendu.columns) == [*COLONNES, "masque"]
    garde = ~rendu["masque"]
    pd.testing.assert_frame_equal(rendu.loc[garde, COLONNES], valeurs[garde])
    cles = COLONNES[:7]
    pd.testing.assert_frame_equal(rendu[cles], valeurs[cles])


def test_zones_une_soeur_est_masquee_et_non_la_region():
    """Règle M7."""
    rendu = tenir(uniforme(50, {("R1C1", "2023-T1"): 3}, trimestres=1))
    assert set(masquees(rendu)["code_zone"]) == {"R1C1", masquees(rendu)["code_zone"].max()}
    assert set(masquees(rendu)["niveau"]) == {"cercle"}


def test_periodes_le_semestre_ne_rend_pas_le_trimestre():
    rendu = tenir(uniforme(50, {("R1C1", "2023-T1"): 3}))
    du_cercle = masquees(rendu, code_zone="R1C1")
    assert {("trimestre", "2023-T1"), ("cumul", "2023-T1")} <= set(
        zip(du_cercle["type_periode"], du_cercle["periode"], strict=True)
    )
    assert "2023-T2" in set(du_cercle["periode"]) or "2023-S1" in set(du_cercle["periode"])


def test_cumul_la_difference_de_deux_cumuls_ne_rend_pas_le_trimestre():
    rendu = tenir(uniforme(50, {("R1C1", "2023-T3"): 2}, trimestres=4))
    cumuls = masquees(rendu, code_zone="R1C1", type_periode="cumul")
    assert set(cumuls["periode"]) & {"2023-T2", "2023-T3"}


def ventile(cases, trimestres=1, dire_hommes=True):
    base = {}
    for c in CERCLES:
        for t in TRIMESTRES[:trimestres]:
            f, h = cases.get((c, t), (40, 50))
            base |= {("X", c, t, "", ""): f + h, ("X", c, t, "sexe", "F"): f}
            if dire_hommes:
                base["X", c, t, "sexe", "H"] = h
    return Projet(UN_FLUX, base, trimestres)


def test_modalites_les_hommes_sont_masques_avec_les_femmes():
    rendu = tenir(ventile({("R1C1", "2023-T1"): (3, 50)}))
    assert set(masquees(rendu, code_zone="R1C1", type_periode="trimestre")["modalite"].dropna()) == {"F", "H"}
    assert not masquees(rendu)["dimension"].isna().any()


def test_modalite_non_dite_le_total_moins_les_femmes_ne_rend_pas_les_hommes():
    """Règle M6."""
    rendu = tenir(ventile({("R1C1", "2023-T1"): (96, 2)}, dire_hommes=False))
    assert len(masquees(rendu, code_zone="R1C1"))


def test_bornes_deux_cases_de_quatre_ne_se_lisent_pas_dans_leur_somme():
    # 4 + 4 = 8 : qui saurait les deux petites lirait 4 et 4 ; il faut une troisième case.
    valeurs, rendu, definitions = publier(ventile({("R1C1", "2023-T1"): (4, 4)}))
    attaquant = attaquer(valeurs, rendu, definitions)
    assert not attaquant.retrouver()
    assert len(masquees(rendu, type_periode="trimestre")) > 2


def test_zero_reste_zero():
    """Règle M6."""
    rendu = tenir(uniforme(50, {("R1C1", "2023-T1"): 0, ("R1C2", "2023-T1"): 2}))
    zero = rendu[(rendu["code_zone"] == "R1C1") & (rendu["periode"] == "2023-T1") & ~rendu["masque"]]
    assert set(zero["valeur"]) == {0}


@pytest.mark.parametrize("termes", [(2, 100), (97, 98), (0, 3), (3, 3)])
def test_ratio_la_ligne_entiere(termes):
    """Règle M8."""
    indicateurs = {"X": ("ratio", "somme", "saisie", "personnes")}
    rendu = tenir(uniforme((30, 60), {("R1C1", "2023-T1"): termes}, indicateurs=indicateurs))
    ligne = rendu[(rendu["code_zone"] == "R1C1") & (rendu["periode"] == "2023-T1")]
    assert ligne["masque"].all() and ligne["numerateur"].isna().all()


@pytest.mark.parametrize(("nature", "petit", "grand"), [("stock", 3, 50), ("ratio", (3, 40), (20, 40))])
def test_etat_reporte_masque_partout_ou_il_se_lit(nature, petit, grand):
    base = {("X", c, t, "", ""): grand for c in CERCLES for t in TRIMESTRES[:4]}
    base["X", "R1C1", "2023-T2", "", ""] = petit
    del base["X", "R1C1", "2023-T3", "", ""]  # reporté au T3
    rendu = tenir(Projet({"X": (nature, "derniere", "saisie", "personnes")}, base, 4))
    du_cercle = masquees(rendu, code_zone="R1C1")
    lues = set(zip(du_cercle["type_periode"], du_cercle["periode"], strict=True))
    assert lues == {("trimestre", "2023-T2"), ("trimestre", "2023-T3"), ("semestre", "2023-S1"),
                    ("cumul", "2023-T2"), ("cumul", "2023-T3")}  # fmt: skip


def test_enquetes_de_dates_differentes_leur_difference_n_est_l_effectif_de_personne():
    base = {}
    for c in CERCLES:
        base |= {("X", c, "2023-T1", "", ""): 100, ("X", c, "2023-T1", "sexe", "F"): 40}
        base |= {("X", c, "2023-T1", "sexe", "H"): 60, ("X", c, "2023-T2", "", ""): 102}
    _, rendu, _ = publier(Projet({"X": ("stock", "derniere", "saisie", "personnes")}, base, 2))
    assert not rendu["masque"].any()


def test_distinct_par_modalite_et_par_bornes():
    def gens(nom, nombre):
        return {(nom, n) for n in range(nombre)}

    base = {}
    for n, c in enumerate(CERCLES):
        for t in TRIMESTRES[:2]:
            f = gens(f"F{n}{t}", 3 if (c, t) == ("R1C1", "2023-T1") else 30)
            h = gens(f"H{n}", 40)  # les mêmes hommes reviennent : les périodes ne s'additionnent pas
            base |= {("X", c, t, "", ""): f | h, ("X", c, t, "sexe", "F"): f, ("X", c, t, "sexe", "H"): h}
    rendu = tenir(Projet({"X": ("distinct", "somme", "saisie", "personnes")}, base, 2))
    assert len(masquees(rendu, code_zone="R1C1"))


def spi(actes, usagers, trimestres=1, eau=None):
    """`eau` : la part des passages fixes qui est du service eau ; alors tout est ventilé par sexe, mode et service."""
    base = {}
    for c in CERCLES:
        for t in TRIMESTRES[:trimestres]:
            f, h = actes.get((c, t), (40, 60))
            vf, vh = usagers.get((c, t), (70, 80))
            base |= {("A", c, t, "", ""): f + h, ("B", c, t, "", ""): (f, f + h), ("U", c, t, "", ""): f + h + vf + vh}
            base |= {("U", c, t, "sexe", "F"): f + vf, ("U", c, t, "sexe", "H"): h + vh}
            if eau is not None:
                base |= {("A", c, t, "sexe", "F"): f, ("A", c, t, "sexe", "H"): h}
                base |= {("U", c, t, "mode", "itinérant"): f + h, ("U", c, t, "mode", "fixe"): vf + vh}
                a_l_eau = int(eau * (vf + vh))
                base |= {("U", c, t, "service", "eau"): a_l_eau, ("U", c, t, "service", "santé"): vf + vh - a_l_eau}
    return Projet(SPI, base, trimestres)


def test_spi_les_actes_ne_rendent_pas_le_denominateur_des_femmes():
    rendu = tenir(spi({("R1C1", "2023-T1"): (3, 60)}, {}))
    assert len(masquees(rendu, code_indicateur="B", code_zone="R1C1"))
    assert not len(masquees(rendu, code_indicateur="U"))


def test_spi_sans_point_fixe_les_usagers_sont_les_actes():
    rendu = tenir(spi({("R1C1", "2023-T1"): (3, 60)}, {("R1C1", "2023-T1"): (0, 0)}))
    assert len(masquees(rendu, code_indicateur="U", code_zone="R1C1", modalite="F"))


def test_spi_les_passages_hors_spi_sont_un_petit_effectif():
    assert len(masquees(tenir(spi({}, {("R1C1", "2023-T1"): (2, 80)})), code_zone="R1C1"))


def test_spi_le_mode_le_service_et_le_sexe_se_taisent_avec_le_total_qu_ils_rendraient():
    """Une ventilation n'en rend pas une autre : les actes sont les passages itinérants, le fixe est ses services."""
    rendu = tenir(spi({("R1C1", "2023-T1"): (3, 60)}, {("R1C1", "2023-T1"): (30, 2)}, eau=0.1))
    assert len(masquees(rendu, code_indicateur="A", code_zone="R1C1", modalite="F"))
    assert len(masquees(rendu, code_indicateur="U", code_zone="R1C1", modalite="eau"))


def test_zones_cachees_ce_que_la_region_dit_de_plus_est_protege():
    # le public ne voit que deux des trois cercles : la région moins eux rend le troisième
    visibles = [z for z in ZONES["code"] if z != "R1C3"]
    rendu = tenir(uniforme(50, {("R1C3", "2023-T1"): 3}), code_zone=visibles)
    assert rendu["masque"].any()


def test_periodes_longues_sans_les_courtes_sont_refusees():
    valeurs = uniforme(50, {}).valeurs()
    sans = valeurs[(valeurs["type_periode"] != "trimestre") | (valeurs["periode"] != "2023-T1")]
    with pytest.raises(ValueError, match="périodes de base"):
        masquer(sans, uniforme(50, {}).definitions(), ZONES, PERIODES)


def test_references_petites_ou_egales_a_une_valeur_masquee():
    """Règle M11."""
    projet = uniforme(50, {("R1C1", "2023-T1"): 3})
    valeurs = projet.valeurs().assign(taux_progression=10.0)
    for zone, reference in (("R1C1", 3.0), ("R2C1", 4.0), ("R2", 40.0)):
        valeurs.loc[valeurs["code_zone"] == zone, "valeur_reference"] = reference
    rendu = masquer(valeurs, projet.definitions(), ZONES, PERIODES)
    par_zone = rendu.groupby("code_zone")[["valeur_reference", "taux_progression"]].count().sum(axis=1)
    assert par_zone["R1C1"] == par_zone["R2C1"] == 0 < par_zone["R2"]
    assert not rendu.loc[rendu["code_zone"] == "R2C1", "masque"].any() or len(masquees(rendu, code_zone="R2C1"))


def test_gain_aux_tests_suit_les_personnes_formees():
    """Règle M9."""
    indicateurs = {"X": ("distinct", "somme", "personnes_formees", "personnes"),
                   "G": ("score", "somme", "gain_tests", "points")}  # fmt: skip
    base = {("X", c, "2023-T1", "", ""): {(c, n) for n in range(2 if c == "R1C1" else 30)} for c in CERCLES}
    base |= {("G", c, "2023-T1", "", ""): 12 for c in CERCLES}
    _, rendu, _ = publier(Projet(indicateurs, base, 1))
    cles = ["code_zone", "type_periode", "periode"]
    formees, gains = (masquees(rendu, code_indicateur=c)[cles].apply(tuple, axis=1) for c in "XG")
    assert set(formees) == set(gains) and len(gains)


def test_table_vide():
    projet = uniforme(50, {})
    rendu = masquer(projet.valeurs().iloc[:0], projet.definitions(), ZONES, PERIODES)
    assert len(rendu) == 0 and list(rendu.columns) == [*COLONNES, "masque"]


# L'attaquant sait attaquer


def test_l_attaquant_trouve_un_masquage_sans_complement():
    valeurs, rendu, definitions = publier(uniforme(50, {("R1C1", "2023-T1"): 3}))
    seul = rendu.assign(masque=(valeurs["valeur"] > 0) & (valeurs["valeur"] < 5))
    attaquant = attaquer(valeurs, seul, definitions)
    assert attaquant.retrouver() & attaquant.petits()


def test_l_attaquant_trouve_par_les_bornes():
    valeurs, rendu, definitions = publier(ventile({("R1C1", "2023-T1"): (4, 4)}), code_zone=["R1C1"])
    ici = valeurs["dimension"].notna()
    attaquant = attaquer(valeurs, rendu.assign(masque=ici), definitions)
    assert attaquant.retrouver() and not attaquant.eliminer() & attaquant.petits()


# Propriétés

NATURES = [("flux", "somme"), ("ratio", "somme"), ("stock", "derniere"), ("ratio", "derniere"), ("distinct", "somme")]


def _case(rnd, nature, echelle, partiel):
    f, h, u = (0 if rnd.random() < 0.2 else rnd.randint(0, echelle) for _ in range(3))
    u = u if partiel and rnd.random() < 0.3 else 0
    if nature == "distinct":
        gens = {s: {(s, rnd.randint(0, 8 * echelle)) for _ in range(n)} for s, n in (("F", f), ("H", h), ("u", u))}
        return gens["F"] | gens["H"] | gens["u"], gens["F"], gens["H"]
    if nature == "ratio":
        fd, hd = f + rnd.randint(0, echelle), h + rnd.randint(0, echelle)
        return (f + h + u, fd + hd + 2 * u), (f, fd), (h, hd)
    return f + h + u, f, h


@st.composite
def projets(tirer, echelles=(3, 10, 40, 200), cercles=tuple(CERCLES), trimestres=(1, 2, 4, 5)):
    nature, regle = tirer(st.sampled_from(NATURES))
    echelle, nombre = tirer(st.sampled_from(echelles)), tirer(st.sampled_from(trimestres))
    sexe, trous = tirer(st.sampled_from(("non", "oui", "partiel"))), tirer(st.sampled_from((0.0, 0.2, 0.5)))
    rnd = tirer(st.randoms(use_true_random=False))
    base = {}
    for c in cercles:
        for t in TRIMESTRES[:nombre]:
            if rnd.random() < trous:
                continue
            total, f, h = _case(rnd, nature, echelle, sexe == "partiel")
            if nature != "distinct" or total:
                base["X", c, t, "", ""] = total
            for m, v in (("F", f), ("H", h)):
                if sexe != "non" and (nature != "distinct" or v) and rnd.random() < 0.9:
                    base["X", c, t, "sexe", m] = v
    return Projet({"X": (nature, regle, "saisie", "personnes")}, base, nombre)


@st.composite
def projets_spi(tirer):
    rnd, echelle = tirer(st.randoms(use_true_random=False)), tirer(st.sampled_from((3, 10, 40)))
    nombre, cases = tirer(st.sampled_from((1, 2, 4))), ({}, {})
    for table in cases:
        for c in CERCLES:
            for t in TRIMESTRES[:nombre]:
                table[c, t] = tuple(0 if rnd.random() < 0.2 else rnd.randint(0, echelle) for _ in range(2))
    return spi(*cases, trimestres=nombre, eau=tirer(st.sampled_from((None, 0.1, 0.5))))


@st.composite
def projets_formees(tirer):
    """Des personnes distinctes, par sexe et par fonction ; qui change de fonction compte dans les deux."""
    rnd, echelle = tirer(st.randoms(use_true_random=False)), tirer(st.sampled_from((3, 12, 40)))
    nombre, base = tirer(st.sampled_from((1, 2, 4))), {}
    for c in CERCLES:
        for t in TRIMESTRES[:nombre]:
            for personne in {rnd.randint(0, 2 * echelle) for _ in range(rnd.randint(0, echelle))}:
                fonction = rnd.choice(("préfet", "maire", "maire", "non précisé"))
                for d, m in (("", ""), ("sexe", "F" if personne % 3 else "H"), ("fonction", fonction)):
                    base.setdefault(("X", c, t, d, m), set()).add((c, personne))
    return Projet({"X": ("distinct", "somme", "personnes_formees", "personnes")}, base, nombre)


REGLAGES = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.lent
@settings(REGLAGES, max_examples=15)
@given(projets() | projets_spi() | projets_formees())
def test_aucun_petit_effectif_ne_se_retrouve(projet):
    """Règle M7."""
    tenir(projet, sait_qui_est_petit=False)


@pytest.mark.lent
@settings(REGLAGES, max_examples=10)
@given(projets(echelles=(3, 6), cercles=("R1C1", "R1C2", "R2C1"), trimestres=(1, 2)))
def test_tous_les_mondes_de_petits_cas(projet):
    """Pour chaque petit effectif, un autre monde entier existe, et l'attaquant le trouve lui-même."""
    attaquant = attaquer(*publier(projet), sait_qui_est_petit=False)
    assert not [i for i in sorted(attaquant.petits())[:3] if attaquant.est_seule(i)]


@pytest.mark.lent
@REGLAGES
@given(projets(echelles=(10,)), st.randoms(use_true_random=False))
def test_l_ordre_des_lignes_est_indifferent(projet, rnd):
    valeurs, rendu, definitions = publier(projet)
    ordre = list(range(len(valeurs)))
    rnd.shuffle(ordre)
    melange = masquer(valeurs.iloc[ordre], definitions.iloc[::-1], ZONES.iloc[::-1], PERIODES.iloc[::-1])
    pd.testing.assert_frame_equal(melange, rendu.iloc[ordre])


@REGLAGES
@given(projets(), st.sampled_from(("points", "tournées", "communes")))
def test_sans_petits_effectifs_ou_sans_personnes_rien_n_est_masque(projet, unite):
    ((nature, regle, source, _),) = projet.indicateurs.values()
    if nature in ("flux", "stock"):
        services = Projet({"X": (nature, regle, source, unite)}, projet.base, projet.trimestres)
        valeurs, rendu, _ = publier(services)
        pd.testing.assert_frame_equal(rendu[COLONNES], valeurs)
    grands = {"flux": lambda v: v + 1000, "stock": lambda v: v + 1000, "ratio": lambda v: (v[0] + 1000, v[1] + 3000)}
    if nature in grands:
        sans_modalite = {k: grands[nature](v) for k, v in projet.base.items() if not k[3]}
        _, rendu, _ = publier(Projet(projet.indicateurs, sans_modalite, projet.trimestres))
        assert not rendu["masque"].any()


# La démonstration


def _lire_demo(donnees: Path) -> list[pd.DataFrame]:
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        return [connexion.execute(f"SELECT * FROM {t}").df() for t in ("valeurs", "indicateur", "zone", "periode")]


def _public(valeurs, niveaux, indicateurs):
    """Ce que la réduction garde avant de masquer (règles M5 et M14)."""
    presence = (valeurs["code_indicateur"] == "OS3") & ~valeurs["niveau"].isin(["SOCLE", "region"])
    sources = dict(zip(indicateurs["code"], indicateurs["source_calcul"], strict=True))
    lue = ventilation_lue(valeurs, sources, indicateurs["resultat"].unique(), ("SOCLE",))
    return valeurs[valeurs["niveau"].isin(niveaux) & ~presence & lue].reset_index(drop=True)


@pytest.mark.lent
@pytest.mark.parametrize("niveaux", [("SOCLE", "region", "cercle"), ("SOCLE", "region", "cercle", "commune")])
def test_demonstration(edition_demo, niveaux):
    valeurs, indicateurs, zones, periodes = _lire_demo(edition_demo)
    vues = _public(valeurs, niveaux, indicateurs)
    rendu = masquer(vues, indicateurs, zones, periodes)
    assert rendu["masque"].any()
    comptes = {i["code"] for i in indicateurs.to_dict("records") if compte_des_personnes(i)}
    assert comptes == {"OG1", "OG2", "OS2", "OS3", "R1.3", "R2.10", "R2.11"}
    siens = rendu["code_indicateur"].isin(comptes)
    pd.testing.assert_frame_equal(rendu.loc[~siens, COLONNES], vues[~siens])
    ratios = indicateurs[indicateurs["code"].isin(comptes)]
    assert not petites_publiees(vues[siens], rendu[siens], ratios)
    phares = set(indicateurs.loc[indicateurs["phare"], "code"])
    socle = rendu[rendu["code_indicateur"].isin(phares) & (rendu["niveau"] == "SOCLE") & rendu["dimension"].isna()]
    assert not socle["masque"].any()
