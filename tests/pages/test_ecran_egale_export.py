"""Les nombres montrés sont ceux du fichier emporté et ceux de l'édition, pour trente adresses tirées au hasard.

Trois lectures se comparent : l'écran (cartes et tableaux), le CSV du bouton de la même vue, et l'édition, lue ici par
un SQL qui n'emprunte rien aux requêtes du produit.
"""

import random

import pandas as pd
import pytest

from domaine import francais
from domaine.periodes import lire_periode
from figures.graphiques import chaleur, rangs
from figures.mots import ecriture
from requetes.comparaisons import diviseurs
from requetes.edition.ouverture import edition_a_lire
from requetes.edition.ouverture import ouvrir as ouvrir_base
from requetes.edition.referentiel import lire_referentiel
from tests.pages.lecture import lire_tableaux
from vues.elements import etats
from vues.page import navigation
from vues.textes import echapper

pytestmark = pytest.mark.lent
PAR_PAGE, GRAINE = 5, 2024
ABSENT = francais.ND


@pytest.fixture
def base(donnees_demo):
    lue = ouvrir_base(edition_a_lire(donnees_demo))
    yield lue
    lue.fermer()


@pytest.fixture
def vues(ouvrir, emportes):
    """`vues(PAGE, adresse)` : la page ouverte, ce qu'elle emporte remis à neuf."""

    def voir(page, adresse):
        emportes.clear()
        essai = ouvrir(page, **adresse)
        assert not essai.exception and not essai.error and not essai.warning, adresse
        return essai

    return voir


def _lire(base, sql, **parametres):
    return base.lire(sql, parametres)


def _hasard(nom):
    return random.Random(f"{GRAINE} {nom}")


def _chiffres(essai):
    return {m.label: m.value for m in essai.metric}


def _table(essai, *colonnes):
    """Le tableau qui a ces colonnes, tel qu'il se lit."""
    lus = [t.value.map(lambda x: str(x).replace("\\", "")) for t in lire_tableaux(essai)]
    return next(t for t in lus if set(colonnes) <= set(t.columns))


def _zones(base, niveaux=("region",)):
    lues = _lire(base, "SELECT code, niveau, region FROM zone ORDER BY ordre, code")
    return lues[lues["niveau"].isin(niveaux)]


# Vue d'ensemble


def _lectures_des_phares(base):
    """Les lectures de la barre : en cumul, sans indicateur choisi, les fins de trimestre."""
    lues = _lire(
        base,
        "SELECT DISTINCT c.type_periode, c.periode FROM periode_calculee c JOIN indicateur i ON i.code = "
        "c.code_indicateur WHERE i.phare AND (c.type_periode <> 'cumul' OR c.periode LIKE '%T%') ORDER BY 1, 2",
    )
    return list(lues.itertuples(index=False))


def test_vue_d_ensemble(vues, base, emportes):
    tirage, lectures = _hasard("ensemble"), _lectures_des_phares(base)
    regions = ["", *_zones(base)["code"]]
    for _ in range(PAR_PAGE):
        lecture, region = tirage.choice(lectures), tirage.choice(regions)
        adresse = {"type_periode": lecture.type_periode, "periode": lecture.periode, "region": region}
        essai = vues(navigation.VUE_ENSEMBLE, adresse)
        emporte = emportes["phares"].set_index("code_indicateur")
        montre = _table(essai, "Code", "Valeur").set_index("Code")
        cartes = [m.value.removeprefix("### ").replace("\\", "") for m in essai.markdown if m.value.startswith("### ")]
        phares = _lire(base, "SELECT code, unite FROM indicateur WHERE phare ORDER BY ordre")
        assert list(emporte.index) == list(phares["code"]) and len(cartes) == len(phares)
        for (code, unite), carte in zip(phares.itertuples(index=False), cartes, strict=True):
            publie = _phare(base, code, region or "SOCLE", lecture)
            if publie is None:
                assert carte == francais.SO and pd.isna(emporte.at[code, "valeur"]), (adresse, code)
                continue
            _meme_valeur(emporte.loc[code], publie, (adresse, code))
            dit = ecriture.valeur(publie["valeur"], unite, publie["numerateur"], publie["denominateur"])
            assert carte == dit, (adresse, code)
            assert montre.at[code, "Valeur"].startswith(ABSENT if pd.isna(publie["valeur"]) else dit), (adresse, code)
            assert montre.at[code, "État"] == etats.mot(publie["etat"]), (adresse, code)


def _phare(base, code, zone, lecture):
    """La ligne de l'édition : celle de la période, ou en cumul la dernière finie à la fin de celle-ci."""
    lues = _lire(
        base,
        "SELECT v.*, p.fin FROM valeurs v JOIN periode p ON p.libelle = v.periode WHERE v.code_indicateur = $code "
        "AND v.code_zone = $zone AND v.type_periode = $type AND v.dimension IS NULL AND p.fin <= $fin "
        "AND ($type = 'cumul' OR v.periode = $periode) ORDER BY p.fin DESC LIMIT 1",
        code=code,
        zone=zone,
        type=lecture.type_periode,
        periode=lecture.periode,
        fin=lire_periode(lecture.periode).fin,
    )
    return None if lues.empty else lues.iloc[0]


def _meme_valeur(emporte, publie, ou):
    for colonne in ("valeur", "numerateur", "denominateur", "recues", "attendues", "cible_due", "taux_progression"):
        assert _egal(emporte[colonne], publie[colonne]), (ou, colonne)


def _egal(a, b):
    return bool(pd.isna(a) and pd.isna(b)) or float(a) == float(b)


# Carte : la table des points et celle des zones


def test_carte(vues, base, emportes):
    tirage = _hasard("carte")
    indicateurs = _lire(base, "SELECT code, unite, niveau_collecte FROM indicateur WHERE niveau_collecte <> 'SOCLE'")
    dates = [d.date().isoformat() for d in _lire(base, "SELECT DISTINCT date FROM etat_point ORDER BY 1")["date"]]
    services = ["", "", *_lire(base, "SELECT DISTINCT type_service FROM point_service ORDER BY 1")["type_service"]]
    regions, zones_lues = ["", *_zones(base)["code"]], 0
    for rang in range(PAR_PAGE):
        indicateur = indicateurs.iloc[tirage.randrange(len(indicateurs))]
        region = tirage.choice(regions) if indicateur["niveau_collecte"] != "region" else ""
        adresse = {"indicateur": indicateur["code"], "au": tirage.choice(dates), "region": region}
        # Une fois sur deux sans service : la table des zones montre alors le total, celui de `valeurs`.
        adresse["service"] = tirage.choice(services) if rang % 2 else ""
        essai = vues(navigation.CARTE, adresse)
        _comparer_les_points(essai, base, emportes.get("points_carte"), adresse)
        if not adresse["service"] and "zones_carte" in emportes:
            _comparer_les_zones_de_la_carte(essai, base, emportes["zones_carte"], indicateur["unite"], adresse)
            zones_lues += len(emportes["zones_carte"])
    assert zones_lues > PAR_PAGE


def _points_publies(base, adresse, jour):
    return _lire(
        base,
        "SELECT e.*, p.nom FROM etat_point e JOIN point_service p USING (id_point) JOIN zone_ascendance a ON "
        "a.code = p.code_zone AND a.ancetre = $zone WHERE e.date = $jour AND $service IN ('', p.type_service)",
        zone=adresse.get("cercle") or adresse["region"] or "SOCLE",
        jour=jour,
        service=adresse["service"],
    )


def _comparer_les_points(essai, base, emporte, adresse):
    publies = _points_publies(base, adresse, adresse["au"])
    if emporte is None:
        assert publies.empty, adresse
        return
    assert set(emporte["id_point"]) == set(publies["id_point"]), adresse
    chiffres, restaures = _chiffres(essai), publies[publies["restaure"]]
    # Sans aucune visite à cette date, personne ne sait (règle S4) : zéro restauré serait faux.
    attendu = (
        francais.fraction(len(restaures), len(publies)) if publies["derniere_visite"].notna().any() else francais.ND
    )
    assert chiffres["Déjà restaurés"] == attendu, adresse
    if len(restaures):
        for libelle, nombre in (
            ("Fonctionnent", restaures["fonctionnel"].sum()),
            ("Retombés", restaures["retombe"].sum()),
        ):
            assert chiffres[libelle] == francais.fraction(nombre, len(restaures)), (adresse, libelle)
    assert emporte["restaure"].sum() == len(restaures), adresse
    montres = _table(essai, "Point", "Statut")
    assert sorted(montres["Point"]) == sorted(publies["nom"]) == sorted(emporte["nom"]), adresse
    statuts = montres["Statut"].str.split(" ", n=1).str[1].value_counts().to_dict()
    assert statuts == publies["statut"].value_counts().to_dict() == emporte["statut"].value_counts().to_dict(), adresse


def _comparer_les_zones_de_la_carte(essai, base, emporte, unite, adresse):
    montre = _table(essai, "Zone", "Reçues / attendues")
    assert len(montre) == len(emporte)
    for ligne, vue in zip(emporte.to_dict("records"), montre.to_dict("records"), strict=True):
        publie = _lire(
            base,
            "SELECT v.*, z.nom FROM valeurs v JOIN zone z ON z.code = v.code_zone JOIN periode p ON p.libelle = "
            "v.periode WHERE v.code_indicateur = $code AND v.code_zone = $zone AND v.type_periode = 'cumul' "
            "AND v.dimension IS NULL AND p.fin <= $jour ORDER BY p.fin DESC LIMIT 1",
            code=adresse["indicateur"],
            zone=ligne["code_zone"],
            jour=adresse["au"],
        ).iloc[0]
        assert vue["Zone"] == publie["nom"]
        for colonne in ("valeur", "numerateur", "denominateur", "recues", "attendues"):
            assert _egal(ligne[colonne], publie[colonne]), (adresse, ligne["code_zone"], colonne)
        dit = ecriture.valeur(publie["valeur"], unite)
        assert vue["Valeur"] == dit or (pd.isna(publie["valeur"]) and vue["Valeur"] == "zone inaccessible"), adresse
        assert vue["Reçues / attendues"] == francais.fraction(publie["recues"], publie["attendues"]), adresse
        assert vue["État"] == etats.mot(publie["etat"]), adresse


# Comparaisons


def _comparaisons_au_hasard(base, nombre):
    """Des adresses tirées au hasard, toutes valables."""
    tirage = _hasard("comparaisons")
    lu = lire_referentiel(base)
    calculees = [(c, t, p) for c, lectures in lu.periodes.items() for t, periodes in lectures.items() for p in periodes]
    for _ in range(nombre):
        code, type_periode, periode = tirage.choice(calculees)
        niveaux = ["region", "cercle", "commune"]
        niveau = tirage.choice(niveaux[: niveaux.index(lu.indicateurs[code].niveau_collecte) + 1])
        mesure = tirage.choice(diviseurs.mesures_offertes(base, code, niveau, periode))
        yield {
            "indicateur": code,
            "type_periode": type_periode,
            "periode": periode,
            "niveau": niveau,
        } | ({"mesure": mesure} if mesure else {})


def test_comparaisons(vues, base, emportes):
    adresses = list(_comparaisons_au_hasard(base, 2 * PAR_PAGE))
    assert {a["niveau"] for a in adresses} == {"region", "cercle", "commune"}
    assert any("mesure" in a for a in adresses)
    for adresse in adresses:
        essai = vues(navigation.COMPARAISONS, adresse)
        _comparer_les_zones(base, adresse, essai, emportes)
        assert "Niveau" in emportes["zones"].attrs["filtres"]


def _avec(tables, *colonnes):
    return next(t for t in tables if set(colonnes) <= set(t.columns)).set_index(colonnes[0])


def _comparer_les_zones(base, adresse, essai, emportes):
    tables = [t.value for t in lire_tableaux(essai)]
    unite = lire_referentiel(base).indicateurs[adresse["indicateur"]].unite
    publiees = base.lire(
        "SELECT code_zone, valeur, cible_due FROM valeurs WHERE code_indicateur = $indicateur AND niveau = $niveau "
        "AND type_periode = $type_periode AND periode = $periode AND dimension IS NULL",
        {c: adresse[c] for c in ("indicateur", "niveau", "type_periode", "periode")},
    ).set_index("code_zone")
    zones = emportes["zones"].set_index("code_zone")
    pd.testing.assert_series_equal(zones["valeur"], publiees.loc[zones.index, "valeur"], check_dtype=False)
    if len(zones) <= 30:
        montrees = _avec(tables, "Zone", "Valeur", "Complétude")
        for ligne in emportes["zones"].to_dict("records"):
            texte = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
            assert montrees.loc[ligne["zone"], "Valeur"].startswith(texte)
    if "mesure" in adresse:
        montrees = _avec(tables, "Zone", "Communes")
        for ligne in emportes["mesure"].to_dict("records"):
            communes = base.lire(
                "SELECT count(*) AS n FROM zone_ascendance a JOIN zone z USING (code) WHERE a.ancetre = $z "
                "AND z.niveau = 'commune'",
                {"z": ligne["code_zone"]},
            )["n"].iloc[0]
            assert ligne["diviseur"] == communes
            if not francais.absente(ligne["valeur"]):
                assert ligne["valeur_rapportee"] == pytest.approx(ligne["valeur"] / communes)
            texte = ecriture.valeur(ligne["valeur_rapportee"], unite)
            assert montrees.loc[ligne["zone"], "Par commune"] == echapper(texte)
    if "deux_periodes" in emportes and adresse["niveau"] != "commune":
        montrees = _avec(tables, "Zone", "Écart")
        for ligne in emportes["deux_periodes"].to_dict("records"):
            assert montrees.loc[ligne["zone"], "Écart"].startswith(ecriture.ecart(ligne["ecart"], unite))
    if "rangs" in emportes:
        lus = emportes["rangs"]
        entete = next(c for c in lus["periode"] if c == lus["periode"].iloc[-1])
        montrees = next(t for t in tables if any(c.startswith(francais.periode(entete)) for c in t.columns[-1:]))
        colonne, montrees = montrees.columns[-1], montrees.set_index("Zone")
        for ligne in lus[lus["periode"] == entete].to_dict("records"):
            # Relu d'un CSV où un rang manque, le rang est un nombre à virgule.
            place = None if pd.isna(ligne["rang"]) else int(ligne["rang"])
            mots = rangs.rang_en_mots(place, bool(ligne["ex_aequo"]))
            assert montrees.loc[ligne["zone"], colonne].startswith(mots)
            _verifier_le_rang(ligne, lus[lus["periode"] == entete])


def _verifier_le_rang(ligne, voisines):
    """Le rang se refait en comptant les zones qui font mieux."""
    if francais.absente(ligne["rang"]) or ligne["fondement"] != "taux" or francais.absente(ligne["taux"]):
        return
    rangees = voisines[voisines["rang"].notna() & voisines["taux"].notna()]
    assert ligne["rang"] == 1 + (rangees["taux"] > ligne["taux"] + 1e-9).sum() + _hors_taux(voisines)


def _hors_taux(voisines):
    return int((voisines["rang"].notna() & voisines["taux"].isna()).sum())


# Parcours


def test_parcours(vues, base, emportes):
    tirage = _hasard("parcours")
    arrete = _lire(base, "SELECT max(date) AS jour FROM etat_point")["jour"].iloc[0]
    zones = _zones(base, ("region", "cercle"))
    services = ["", "", *_lire(base, "SELECT DISTINCT type_service FROM point_service ORDER BY 1")["type_service"]]
    for _ in range(PAR_PAGE):
        zone = zones.iloc[tirage.randrange(len(zones))]
        adresse = {"region": zone["region"], "service": tirage.choice(services)}
        adresse |= {"cercle": zone["code"]} if zone["niveau"] == "cercle" else {}
        publies = _points_publies(base, adresse, arrete)
        essai = vues(navigation.PARCOURS, adresse)
        if publies.empty:
            assert not essai.metric, adresse
            continue
        emporte, chiffres = emportes["parcours_points"], _chiffres(essai)
        bloques = emporte[emporte["blocage"].notna()]
        assert set(emporte["id_point"]) == set(publies["id_point"]), adresse
        assert chiffres["Points suivis"] == francais.nombre(len(publies)), adresse
        for source in (publies, emporte):
            remis = source["etape"].astype(str).str.removesuffix(".0").isin(["7", "8", "9"]).sum()
            assert chiffres["Remis en service"] == francais.fraction(remis, len(publies)), adresse
        assert chiffres["Bloqués"] == francais.fraction(len(bloques), len(publies)), adresse
        if len(bloques):
            montre = _table(essai, "Point", "Retard")
            assert list(montre["Point"]) == list(emportes["bloques"]["nom"]) == list(bloques["nom"]), adresse
            retards = ["–" if pd.isna(r) else ecriture.valeur(r, "jours") for r in bloques["retard_jours"]]
            assert list(montre["Retard"]) == retards, adresse


# Qualité


def test_qualite(vues, base, emportes):
    tirage, regions = _hasard("qualite"), ["", *_zones(base)["code"]]
    onglets = ["Complétude", "Ponctualité", "Niveaux de preuve", "À envoyer", "Anomalies"] * 2
    comparaisons = {
        "Complétude": _comparer_la_completude,
        "Ponctualité": _comparer_la_ponctualite,
        "Niveaux de preuve": _comparer_les_preuves,
        "À envoyer": _comparer_les_envois,
        "Anomalies": _comparer_les_anomalies,
    }
    for onglet in onglets:
        adresse = {"onglet": onglet, "region": tirage.choice(regions)}
        comparaisons[onglet](vues(navigation.QUALITE, adresse), base, emportes, adresse["region"])


def _comparer_la_completude(essai, base, emportes, region):
    publies = _lire(
        base,
        "SELECT v.code_zone, z.nom, v.periode, sum(recues) AS recues, sum(attendues) AS attendues FROM valeurs v JOIN "
        "zone z ON z.code = v.code_zone WHERE v.niveau = 'region' AND v.type_periode = 'trimestre' AND "
        "dimension IS NULL AND $region IN ('', v.code_zone) GROUP BY ALL HAVING sum(attendues) > 0",
        region=region,
    )
    emporte = emportes["completude"].set_index(["code_zone", "periode"])
    assert len(emporte) == len(publies)
    montre = _table(essai, "Zone", "T2 2024").set_index("Zone")
    derniere = publies["periode"].max()
    for ligne in publies.to_dict("records"):
        cle = (ligne["code_zone"], ligne["periode"])
        assert (emporte.at[cle, "recues"], emporte.at[cle, "attendues"]) == (ligne["recues"], ligne["attendues"])
        dit = montre.at[ligne["nom"], francais.periode(ligne["periode"]).replace("\u00a0", " ")]
        assert francais.fraction(ligne["recues"], ligne["attendues"]) in dit
        assert dit[0] == chaleur.SIGNES[chaleur.classe(ligne["recues"], ligne["attendues"], 60)]
    fin = publies[publies["periode"] == derniere]
    assert _chiffres(essai)["Valeurs, T2\u00a02024"] == francais.fraction(fin["recues"].sum(), fin["attendues"].sum())


def _rapports(base, region):
    """Situation des rapports dus, refaite ligne à ligne."""
    jour = pd.Timestamp(_lire(base, "SELECT valeur FROM info WHERE cle = 'date_donnees'")["valeur"].iloc[0])
    lus = _lire(
        base,
        "SELECT r.*, z.nom, p.fin FROM rapport_activite r JOIN zone z ON z.code = r.code_zone JOIN periode p ON "
        "p.libelle = r.periode WHERE $region IN ('', r.code_zone)",
        region=region,
    )
    dus = lus[lus["date_echeance"] <= jour]
    recu = dus["date_reception"].notna() & (dus["date_reception"] <= jour)
    return dus.assign(recu=recu, a_temps=recu & (dus["date_reception"] <= dus["date_echeance"])), jour


def _comparer_la_ponctualite(essai, base, emportes, region):
    dus, _ = _rapports(base, region)
    montre = _table(essai, "Coordination", "Manquants").set_index("Coordination")
    emporte = emportes["ponctualite"].set_index("coordination")
    assert set(montre.index) == set(emporte.index) == set(dus["nom"])
    for nom, siens in dus.groupby("nom"):
        nombres = [len(siens), siens["recu"].sum(), siens["a_temps"].sum(), (siens["recu"] & ~siens["a_temps"]).sum()]
        assert list(emporte.loc[nom, ["dus_nb", "recus_nb", "a_temps_nb", "en_retard_nb"]]) == nombres
        assert montre.at[nom, "À temps"] == francais.nombre(nombres[2])
        assert montre.at[nom, "Manquants"] == francais.nombre((~siens["recu"]).sum())
        delai = (siens["date_reception"] - siens["fin"])[siens["recu"]].dt.days.median()
        assert emporte.at[nom, "delai_median_jours"] == delai
        assert montre.at[nom, "Délai médian"] == francais.compte(delai, "jour")


def _comparer_les_preuves(essai, base, emportes, region):
    emporte = emportes["preuves"]
    saisies = _lire(
        base,
        "SELECT v.code_indicateur, count(*) AS n, count(*) FILTER (v.niveau_preuve IS NULL) AS muettes FROM valeur v "
        "JOIN zone z ON z.code = v.code_zone WHERE v.dimension IS NULL AND coalesce(v.valeur, v.numerateur) IS NOT "
        "NULL AND $region IN ('', z.region) GROUP BY 1",
        region=region,
    )
    montre = _table(essai, "Indicateur", "Sans niveau dit")
    montre = montre.assign(code=montre["Indicateur"].str.split(" ").str[0]).drop_duplicates("code").set_index("code")
    for code, nombre, muettes in saisies.itertuples(index=False):
        siennes = emporte[emporte["code_indicateur"] == code]
        assert siennes["lignes_nb"].sum() == nombre
        assert siennes.loc[siennes["niveau_preuve"].isna(), "lignes_nb"].sum() == muettes
        assert montre.at[code, "Lignes"] == francais.nombre(nombre)
        assert montre.at[code, "Sans niveau dit"].split(" ")[0] == francais.nombre(muettes)
    visites = _lire(
        base,
        "SELECT count(*) AS n FROM visite v JOIN point_service p USING (id_point) JOIN zone z ON z.code = p.code_zone "
        "WHERE $region IN ('', z.region)",
        region=region,
    )["n"].iloc[0]
    assert montre.at["R2.4", "Lignes"] == francais.nombre(visites)


def _comparer_les_envois(essai, base, emportes, region):
    dus, jour = _rapports(base, region)
    emporte = emportes["envois"] if "envois" in emportes else pd.DataFrame(columns=["nature"])
    rapports = emporte[emporte["nature"] == "rapport"]
    echus = rapports[rapports["retard_jours"].notna()] if len(rapports) else rapports
    manquants = dus[dus["date_reception"].isna()]
    assert len(echus) == len(manquants)
    assert _chiffres(essai)["Rapports en retard au 30/06/2024"] == francais.nombre((~dus["recu"]).sum())
    if len(manquants):
        montre = _table(essai, "Coordination", "Retard")
        retards = (jour - manquants["date_echeance"]).dt.days
        assert sorted(echus["retard_jours"]) == sorted(retards)
        lus = montre[(montre["Feuille"] == "Rapports") & (montre["Retard"] != "à rendre")]
        assert sorted(lus["Retard"]) == sorted(francais.compte(r, "jour") for r in retards)
        assert len(montre) == len(emporte)


def _comparer_les_anomalies(essai, base, emportes, region):
    comptes = _lire(base, "SELECT gravite, count(*) AS n FROM anomalie GROUP BY 1").set_index("gravite")["n"]
    fichiers, emporte = _table(essai, "Fichier", "Que faire"), emportes["par_fichier"]
    assert fichiers["▲ Bloquantes"].astype(int).sum() == emporte["bloquantes"].sum() == comptes["bloquante"]
    assert fichiers["◆ À vérifier"].astype(int).sum() == emporte["signalees"].sum() == comptes["à vérifier"]
    assert _chiffres(essai)["Anomalies à vérifier"] == francais.nombre(comptes["à vérifier"])
    assert len(_table(essai, "Gravité", "Cellule")) == len(emportes["anomalies"]) == comptes.sum()
