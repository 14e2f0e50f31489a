"""Les parcours de `docs/parcours.md`, joués dans un vrai Chromium ; la réponse est celle de la base, pas de l'essai."""

import collections
import datetime as dt
import html
import re

import pytest
import yaml
from playwright.sync_api import Error as PlaywrightError

from domaine import francais
from domaine.periodes import lire_periode
from domaine.reglages import RACINE
from etl.gel import remis
from figures.mots import chiffre, ecriture, etats
from requetes.accueil import ecarts, situation
from requetes.carte import services
from requetes.comparaisons import zones
from requetes.edition import figees, referentiel, revisions
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.parcours import comptes
from requetes.parcours.selection import Selection
from requetes.qualite import bilans, depots
from requetes.registres import activites, chantiers, formations, operateurs, projets, tournees
from requetes.registres.commun import Etendue
from requetes.registres.representants import lire_postes
from requetes.registres.vivantes import lire_decisions
from tests.navigateur.gestes import attendre_le_calme

PUBLICS = ("Chef de projet", "Réunion de coordination", "Bailleur")
#: L'édition figée que lit le bailleur ; les deux autres lisent les données vivantes.
REMISE = "E2024-T2-1"
CLICS_MAX = 3


def _parcours():
    texte = (RACINE / "docs" / "parcours.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n\n```yaml\n(.+?)^```", texte, re.M | re.S))
    return [(public, p) for public, bloc in sections.items() for p in yaml.safe_load(bloc)]


PARCOURS = _parcours()


def _clics(un):
    return sum(2 if {"choisir", "menu"} & set(geste) else 1 for geste in un["gestes"])


def test_chaque_public_a_ses_parcours_en_trois_clics_au_plus():
    assert {public for public, _ in PARCOURS} == set(PUBLICS)
    for public in PUBLICS:
        siens = [p for nom, p in PARCOURS if nom == public]
        assert 5 <= len(siens) <= 16
        assert all(_clics(p) <= CLICS_MAX and p["question"].endswith("?") and p["reponse"] for p in siens)
    assert {p["lire"] for _, p in PARCOURS} == set(_REPONSES)


class _Edition:
    """Ce que l'essai lit de l'édition servie."""

    def __init__(self, donnees, numero=""):
        self.donnees, self.numero = donnees, numero
        self.base = ouvrir(edition_a_lire(donnees, numero))
        self.referentiel = referentiel.lire_referentiel(self.base)
        self.jour = dt.date.fromisoformat(self.referentiel.info["date_donnees"])
        cumuls = [lues["cumul"] for lues in self.referentiel.periodes.values() if "cumul" in lues]
        self.periode = _dernieres(p for periodes in cumuls for p in periodes)[-1]
        self.zones = {z.nom: z.code for z in self.referentiel.zones.values() if z.niveau == "region"}
        self.indicateurs = list(self.referentiel.indicateurs.values())

    def zone(self, un):
        return self.zones[un["region"]] if "region" in un else "SOCLE"

    def ecarts(self):
        return ecarts.ecarts_a_regarder(self.base, "cumul", self.periode)


def _dernieres(periodes):
    return sorted({str(p) for p in periodes}, key=lambda p: lire_periode(p).fin)


def _valeur(x):
    return ecriture.valeur(x.valeur, x.unite, x.numerateur, x.denominateur)


def _ecarts(e, _):
    lignes = e.ecarts()
    assert len(lignes) == 3
    return [("", f"{x.zone} — {x.libelle_court}") for x in lignes]


def _premier_ecart(e, _):
    premier = e.ecarts()[0]
    return [("", _valeur(premier)), ("", "Lignes reçues"), ("", premier.zone)]


def _phare(e, un):
    phares = situation.situation(e.base, e.zone(un), "cumul", e.periode)
    sources = {i.source_calcul: i.code for i in e.indicateurs}
    phare = next(p for p in phares if p.code_indicateur == sources[un["indicateur"]])
    return [("", _valeur(phare)), ("", ecriture.nombre(phare.cible_due, phare.unite))]


def _carte(e, un):
    bilan = services.bilan_des_points(e.base, e.jour, e.zone(un))
    noms = {"Fonctionnent": bilan.fonctionnels, "Retombés": bilan.retombes, "Non vus (90 jours)": bilan.non_vus}
    comptes = [(nom, francais.fraction(compte, bilan.restaures)) for nom, compte in noms.items()]
    return [("Déjà restaurés", francais.fraction(bilan.restaures, bilan.suivis)), *comptes]


def _bilan_du_parcours(e, un):
    return comptes.bilans(e.base, Selection(e.jour, e.zone(un), "", ""))[0]


def _parcours_de_zone(e, un):
    bilan = _bilan_du_parcours(e, un)
    return [
        ("Points suivis", francais.nombre(bilan.points)),
        ("Remis en service", francais.fraction(bilan.remis, bilan.points)),
        ("Bloqués", francais.fraction(bilan.bloques, bilan.points)),
    ]


def _sans_decision(e, un):
    bilan = _bilan_du_parcours(e, un)
    return [("Bloqués sans décision", francais.fraction(bilan.sans_decision, bilan.bloques))]


def _deux_periodes(e):
    """L'indicateur d'origine de la page : le premier phare du cadre."""
    indicateur = next(i for i in e.indicateurs if i.phare)
    avant, periode = _dernieres(e.referentiel.periodes[indicateur.code]["cumul"])[-2:]
    lignes = zones.deux_periodes(e.base, indicateur.code, "region", "cumul", (avant, periode), "", "")
    assert len(lignes) == 3
    return lignes, indicateur.unite


def _comparaison(e, _):
    lignes, unite = _deux_periodes(e)
    return [("", ecriture.valeur(x.valeur_b, unite, x.numerateur_b, x.denominateur_b)) for x in lignes]


def _changement(e, _):
    lignes, unite = _deux_periodes(e)
    return [("", ecriture.ecart(x.ecart, unite)) for x in lignes]


def _rapports(e, _):
    return [("", francais.pourcentage_fraction(*referentiel.completude_des_rapports(e.base), 0, seuil=None))]


def _retards(e, _):
    en_retard = sum(r.situation == "en retard" for r in bilans.rapports(e.base, "", dt.date(2024, 6, 30)))
    return [("Rapports en retard au 30/06/2024", francais.nombre(en_retard))]


def _postes(e, un):
    postes = lire_postes(e.base, Etendue(e.zone(un), e.jour))
    etats = collections.Counter(p.etat for p in postes)
    comptes = [(francais.majuscule(etat), francais.fraction(n, len(postes))) for etat, n in etats.items()]
    return [*comptes, ("Changés", francais.nombre(sum(p.a_change for p in postes)))]


def _decisions(e, un):
    lues = lire_decisions(e.base, Etendue(e.zone(un), e.jour))
    situations = collections.Counter(d.situation for d in lues)
    dues, tenues = sum(d.echue for d in lues), sum(d.a_l_echeance for d in lues)
    return [
        ("En retard", francais.fraction(situations["en retard"], len(lues))),
        ("Ouvertes", francais.fraction(situations["ouverte"], len(lues))),
        ("À l’échéance", francais.pourcentage_fraction(tenues, dues, seuil=None)),
    ]


def _mises_de_cote(e, _):
    return [("Lignes mises de côté", francais.nombre(len(depots.lignes_en_quarantaine(e.base))))]


def _tournees(e, _):
    lignes = tournees.lire_tournees(e.base, Etendue("SOCLE", e.jour))
    etats = collections.Counter(t.etat for t in lignes if t.date_prevue_debut is not None)
    (motif, _) = collections.Counter(t.pourquoi for t in lignes if t.etat == "annulée").most_common(1)[0]
    comptes = {"Réalisées": etats["réalisée"], "Annulées": etats["annulée"]}
    return [*((nom, francais.fraction(n, etats.total())) for nom, n in comptes.items()), ("", motif)]


def _formations(e, _):
    sessions = formations.lire_sessions(e.base, Etendue("SOCLE", e.jour))
    tous = next(f for f in formations.lire_formes(e.base, tuple(s.identifiant for s in sessions)) if not f.par)
    gain = formations.gain_moyen(sessions)
    return [("Personnes formées", francais.nombre(tous.personnes)), ("Gain aux tests", francais.points(gain.points))]


def _activites(e, un):
    lues = activites.lire_activites(e.base, Etendue(e.zone(un), e.jour))
    situations, jugees = [a.situation for a in lues], [a.depense for a in lues if a.depense]
    return [
        ("En retard", francais.fraction(situations.count("en retard"), len(lues))),
        ("Terminées", francais.fraction(situations.count("terminée"), len(lues))),
        ("Sous-dépensées", francais.fraction(jugees.count("sous-dépensée"), len(jugees))),
        ("", next(a.libelle for a in lues if a.situation == "en retard")),
    ]


def _operateurs(e, un):
    lus = projets.lire_projets(e.base, Etendue(e.zone(un), e.jour))
    premiers = operateurs.premiers(operateurs.lire_operateurs(e.base, Selection(e.jour, e.zone(un))))
    notes = francais.pourcentage_fraction(sum(p.suffisante for p in lus), sum(p.notee for p in lus), 0, seuil=None)
    tiennent = francais.fraction(sum(p.fonctionnent for p in lus), sum(p.restaures for p in lus))
    return [
        ("Notés 12/20 ou plus", notes),
        ("Restaurés qui fonctionnent", tiennent),
        ("", premiers.formule.nom),
        ("", premiers.avance.nom),
    ]


_REPONSES = {
    "tournees": _tournees,
    "formations": _formations,
    "activites": _activites,
    "operateurs": _operateurs,
    "ecarts": _ecarts,
    "premier_ecart": _premier_ecart,
    "phare": _phare,
    "carte": _carte,
    "parcours": _parcours_de_zone,
    "sans_decision": _sans_decision,
    "comparaison": _comparaison,
    "changement": _changement,
    "rapports": _rapports,
    "retards": _retards,
    "mises_de_cote": _mises_de_cote,
    "postes": _postes,
    "decisions": _decisions,
}


def _chantiers(e, un):
    lus = chantiers.lire_chantiers(e.base, Etendue(e.zone(un), e.jour))
    recus = [c for c in lus if c.date_reception is not None]
    tardifs = sum(bool(c.retard_jours) for c in recus)
    return [
        ("Réceptionnés", francais.fraction(len(recus), len(lus))),
        ("Reçus en retard", francais.fraction(tardifs, len(recus))),
    ]


def _execution(e, un):
    bilan = activites.dresser_bilan("", activites.lire_activites(e.base, Etendue(e.zone(un), e.jour)))
    temps = activites.lire_temps_ecoule(e.base, e.jour)
    parts = {"Avancement": bilan.physique_pct, "Décaissé": bilan.decaisse_pct, "Temps écoulé": temps}
    return [(nom, francais.pourcentage(part, 0)) for nom, part in parts.items()]


def _tournees_remises(e, _):
    lues = tournees.lire_tournees(e.base, Etendue("SOCLE", e.jour))
    tenues, recues = sum(t.etapes_tenues or 0 for t in lues), sum(t.etapes or 0 for t in lues)
    realisees = sum(t.etat == "réalisée" for t in lues)
    return [
        ("Réalisées", francais.fraction(realisees, len(lues))),
        ("Étapes tenues", francais.fraction(tenues, recues)),
    ]


def _phare_de(e, un):
    sources = {i.source_calcul: i.code for i in e.indicateurs}
    phares = situation.situation(e.base, e.zone(un), "cumul", e.periode)
    return next(p for p in phares if p.code_indicateur == sources[un["indicateur"]])


def _reserve(e, un):
    phare = _phare_de(e, un)
    reserves = [*(["provisoire"] if phare.provisoire else []), chiffre.completude(phare)]
    return [("", _valeur(phare)), ("", etats.mot(phare.etat)), *(("", texte) for texte in reserves)]


def _mouvement(e, un):
    phare = _phare_de(e, un)
    bouge = ecriture.ecart(phare.ecart, phare.unite) if phare.ecart else "stable"
    return [("", f"{bouge} depuis {francais.periode(phare.periode_avant)}")]


def _depuis_la_precedente(e, _):
    precedente = revisions.edition_precedente(e.base).identifiant
    return [("", precedente or "Aucune édition précédente à laquelle comparer")]


def _identite(e, _):
    dite = figees.identite(e.base)
    return [("", dite["numero"]), ("", dite["empreinte"]), ("", francais.date(dite["date_donnees"]))]


def _refus(*_):
    return [("", "Cette page n’est pas ouverte à ce profil"), ("", "rien de ce qui vous est remis ne s’y lit")]


_REPONSES |= {
    "chantiers": _chantiers,
    "execution": _execution,
    "tournees_remises": _tournees_remises,
    "reserve": _reserve,
    "mouvement": _mouvement,
    "depuis_la_precedente": _depuis_la_precedente,
    "identite": _identite,
    "refus": _refus,
}


@pytest.fixture(scope="module")
def lieux(servir, edition_demo, donnees_remises):
    """Public → l'adresse qu'il ouvre, et l'édition qui répond."""
    vivante = (servir(edition_demo).adresse, _Edition(edition_demo))
    remise = (servir(donnees_remises, SOCLE_EDITION=REMISE).adresse, _Edition(donnees_remises, REMISE))
    return dict.fromkeys(PUBLICS, vivante) | {"Bailleur": remise}


@pytest.mark.navigateur
@pytest.mark.parametrize("public", PUBLICS)
def test_les_parcours_menent_a_la_reponse(lieux, page, public):
    """Un navigateur par public, comme une personne ; chaque parcours repart de l'accueil, sans rien de choisi."""
    adresse, edition = lieux[public]
    choisi = True
    for un in (p for nom, p in PARCOURS if nom == public):
        try:
            _jouer(page, adresse if choisi else "", un, edition)
            # Une liste, un lien vers un indicateur : la visite garde ce choix, il faut une séance neuve.
            choisi = any({"choisir", "lien", "aller"} & set(geste) for geste in un["gestes"])
        except (AssertionError, PlaywrightError) as erreur:
            erreur.add_note(f"Parcours : {un['question']}")
            raise


def _jouer(page, adresse, un, edition):
    attendus = _REPONSES[un["lire"]](edition, un)
    if adresse:
        page.goto(adresse)
    else:
        attendre_le_calme(page)
        page.get_by_test_id("stTopNavLink").first.click()
    page.get_by_role("heading", name="Écarts à regarder").wait_for()
    faits = sum(_faire(page, geste, edition) for geste in un["gestes"])
    assert faits <= CLICS_MAX
    emporte = _emporte(un)
    for libelle, texte in attendus:
        if emporte.endswith("(page à ouvrir sans réseau)"):
            assert re.search(_souple(texte), edition.emporte), texte
        else:
            _lire(page, libelle, texte)


def _emporte(un):
    return next((g["emporter"] for g in un["gestes"] if "emporter" in g), "")


def _emporter(page, bouton, edition):
    """Prend le fichier et le juge comme le ferait `edition verifier` ; garde son texte."""
    with page.expect_download() as attendu:
        page.get_by_role("button", name=bouton).click()
    chemin = attendu.value.path()
    constat = remis.examiner(edition.donnees, chemin)
    assert (constat.verdict, constat.numero) == (remis.CONFORME, edition.numero), constat
    edition.emporte = html.unescape(re.sub(r"<[^>]+>", "", chemin.read_text(encoding="utf-8", errors="replace")))


def _faire(page, geste, edition):
    """Fait un geste comme une personne ; rend le nombre de clics."""
    attendre_le_calme(page)
    if "menu" in geste:
        *groupe, titre = geste["menu"].split(" > ")
        if groupe:
            page.get_by_test_id("stTopNavSection").filter(has_text=groupe[0]).click()
            page.get_by_test_id("stTopNavPopover").get_by_text(titre, exact=True).click()
        else:
            page.get_by_test_id("stTopNavLink").filter(has_text=titre).click()
        page.get_by_role("heading", name=titre, exact=True).wait_for()
        return 1 + len(groupe)
    if "choisir" in geste:
        page.get_by_role("combobox", name=geste["choisir"]).first.click()
        page.get_by_role("option", name=geste["option"], exact=True).click()
        page.get_by_text("Filtres en vigueur").filter(has_text=geste["option"]).wait_for()
        return 2
    if "onglet" in geste:
        page.get_by_role("tab", name=geste["onglet"]).click()
        return 1
    if "emporter" in geste:
        _emporter(page, geste["emporter"], edition)
        return 1
    if "aller" in geste:
        page.goto(f"{page.url.split('?')[0].rstrip('/')}/{geste['aller']}")
        return 1
    texte = geste["lien"]
    if texte == "premier écart":
        premier = edition.ecarts()[0]
        texte = f"{premier.zone} — {premier.libelle_court}"
    page.get_by_role("link", name=texte, exact=True).first.click()
    page.get_by_role("heading", name="Écarts à regarder").wait_for(state="detached")
    return 1


def _lire(page, libelle, texte):
    """Le texte est à l'écran : dans la mesure de ce nom, sinon n'importe où dans la page."""
    assert texte and texte != francais.ND
    attendre_le_calme(page)
    exact = re.compile(rf"^\W*{_souple(libelle)}\W*{_souple(texte)}\W*$")
    lieu = page.get_by_test_id("stMetric").filter(has_text=exact) if libelle else _quelque_part(page, texte)
    lieu.first.wait_for(timeout=15_000)


def _quelque_part(page, texte):
    # Un chiffre entier : «8 %» ne se lit pas dans «98 %».
    return page.locator(".stMain").get_by_text(re.compile(rf"(?<![\d,−]){_souple(texte)}(?!\d)")).filter(visible=True)


def _souple(texte):
    return r"\s*".join(re.escape(mot) for mot in texte.split())
