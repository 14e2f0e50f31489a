"""Une édition remise, sur un vrai serveur : tout ce qu'il envoie est fouillé, toute voie vers autre chose échoue."""

import asyncio
import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench.lecteur import Lecteur
from etl.edition import dossier
from tests.etl.publics import interdits
from tests.navigateur.gestes import attendre, attendre_le_calme, sans_debordement

pytestmark = pytest.mark.navigateur

BAILLEUR, PARTENAIRES, INTERNE = "E2024-T2-1", "E2024-T2-2", "E2024-T2-3"
REFUS = "Cette page n’est pas ouverte à ce profil"
#: Adresse → ce qui dit la page entière.
PAGES = {
    "": "Aucun commentaire n’a été écrit",
    "edition-carte": "commune par commune",
    "edition-tendances": "Marqueur creux",
    "edition-comparaisons": "Indicateurs et zones, par état",
    "edition-fiches": "Où en sommes-nous",
    "edition-chantiers": "chantiers réceptionnés",
    "edition-plan-d-activites": "activités en retard",
    "edition-services-itinerants": "tournées réalisées",
}
#: Les autres le sont de même, sans navigateur, dans `tests/pages/test_bailleur.py`.
INTERNES = ("vue-d-ensemble", "carte-des-services", "qualite")
#: Ce que l'écran ajoute à un texte pour qu'il ne soit lu que comme du texte.
_ECHAPPEMENTS = re.compile(rb"\\(?![nu])|\xe2\x81\xa0")


class Capture:
    """Tout ce que le serveur envoie à une page : trames et réponses, décompressées."""

    def __init__(self):
        self.recu, self.trames = [], 0

    def suivre(self, liaison):
        liaison.on("framereceived", self._trame)

    def _trame(self, contenu):
        self.trames += 1
        self.recu.append(contenu if isinstance(contenu, bytes) else contenu.encode())

    def repondre(self, reponse):
        # Les scripts de Streamlit ne portent aucune donnée ; leurs mots ne sont pas ceux du projet.
        if "/static/js/" not in reponse.url and "/static/css/" not in reponse.url and reponse.status == 200:
            self.recu.append(lambda: reponse.body())

    def contenu(self):
        lus = []
        for recu in self.recu:
            try:
                lus.append(recu if isinstance(recu, bytes) else recu())
            except Exception as erreur:  # noqa: BLE001  # une page quittée n'a plus ses réponses
                assert "No resource" in str(erreur) or "body" in str(erreur), erreur
        return _ECHAPPEMENTS.sub(b"", b"\n".join(lus))


class _Oreille(Lecteur):
    """Une séance sans navigateur, qui garde chaque trame reçue."""

    def __init__(self, *page, **adresse):
        super().__init__(*page, **adresse)
        self.trames = []

    def _recevoir(self, octets):
        self.trames.append(octets)
        return super()._recevoir(octets)


def _entendre(serveur, demandes):
    """Tout ce que le serveur envoie à ces pages : les trames mêmes, sans qu'un navigateur ait à les dessiner."""

    async def visiter():
        recu = []
        for demande in map(urlsplit, demandes):
            oreille = _Oreille(demande.path, **dict(parse_qsl(demande.query)))
            await oreille.ouvrir(urlsplit(serveur.adresse).port)
            await oreille.fermer()
            # La page demandée, entière, ou son refus.
            assert oreille.titre or REFUS.encode() in b"".join(oreille.trames), demande
            recu += oreille.trames
        return _ECHAPPEMENTS.sub(b"", b"\n".join(recu))

    # Le navigateur tient déjà la boucle de ce fil.
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(asyncio.run, visiter()).result()


@pytest.fixture
def capture(page):
    capture = Capture()
    ecoutes = {"websocket": capture.suivre, "response": capture.repondre}
    for evenement, noter in ecoutes.items():
        page.on(evenement, noter)
    yield capture
    for evenement, noter in ecoutes.items():
        page.remove_listener(evenement, noter)


def _defendus(donnees):
    base = dossier.chemin_base(donnees, INTERNE)
    return (
        interdits.valeurs_interdites(base) | interdits.positions(base) | interdits.tournees_a_venir(base, "2024-06-30")
    )


def _visiter(page, adresse, chemins):
    for chemin in chemins:
        page.set_viewport_size({"width": 390, "height": 900})
        page.emulate_media(color_scheme="dark")
        page.goto(f"{adresse}/{chemin}")
        attendre(page, PAGES[chemin])
        sans_debordement(page, f"{chemin}, téléphone")
        page.set_viewport_size({"width": 1440, "height": 900})
        attendre_le_calme(page)
        sans_debordement(page, f"{chemin}, grand écran")
        # Chaque onglet, et chaque panneau replié.
        for onglet in page.get_by_role("tab").all():
            onglet.click()
            attendre_le_calme(page)
        for panneau in page.locator("[data-testid=stExpander] summary").all():
            if panneau.is_visible():
                panneau.click()
        attendre_le_calme(page)


#: Ce qui se demande d'autre à une page : plus bas dans les zones, à deux dates, avec d'autres objets, un autre chiffre.
DEMANDES = (
    "edition-carte?region=GAO&cercle=ML0703",
    "edition-carte?avec=2023-12-31&aussi=chantiers,spi",
    *(f"edition-tendances?indicateur={code}&region=MENAKA" for code in ("OS3", "R2.8", "R2.10")),
)


def test_rien_d_interdit_dans_tout_ce_que_le_serveur_envoie(servir, donnees_figees, page, capture):
    """La même visite dit que chaque page tient, en sombre, du téléphone au grand écran."""
    serveur = servir(donnees_figees, SOCLE_EDITION=BAILLEUR)
    _visiter(page, serveur.adresse, PAGES)
    page.goto(f"{serveur.adresse}/{DEMANDES[-1]}")
    attendre(page, "Marqueur creux")
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="CSV").first.click()
    contenu = capture.contenu() + telechargement.value.path().read_bytes()
    assert capture.trames > 100 and len(contenu) > 500_000
    _rien_d_interdit(contenu + _entendre(serveur, DEMANDES), donnees_figees)


def test_rien_d_interdit_aux_partenaires(servir, donnees_figees):
    """Toutes les pages, qui sont celles du bailleur, et une commune, où ils lisent plus bas que lui."""
    serveur = servir(donnees_figees, SOCLE_EDITION=PARTENAIRES)
    _rien_d_interdit(_entendre(serveur, (*PAGES, *DEMANDES, f"{DEMANDES[0]}&commune=ML070301")), donnees_figees)


def _rien_d_interdit(contenu, donnees):
    # Le témoin : ce qui est public est bien là, en clair.
    assert b"Points restaur\xc3\xa9s qui fonctionnent" in contenu
    assert {d for d in _defendus(donnees) if d.encode() in contenu} == set()


def test_la_capture_voit_ce_qui_est_envoye(servir, donnees_figees, page, capture):
    # Sans ce témoin, une capture aveugle ferait passer l'essai d'avant.
    defendus = _defendus(donnees_figees)
    serveur = servir(donnees_figees, SOCLE_EDITION=INTERNE)
    page.goto(f"{serveur.adresse}/carte-des-services")
    attendre(page, "Dernière visite")
    contenu = capture.contenu()
    assert len({d for d in defendus if d.encode() in contenu}) > 100
    # L'autre façon d'écouter voit de même.
    entendu = _entendre(serveur, ("carte-des-services",))
    assert len({d for d in defendus if d.encode() in entendu}) > 100


def test_chaque_page_de_l_equipe_se_refuse(servir, donnees_figees, page):
    serveur = servir(donnees_figees, SOCLE_EDITION=BAILLEUR)
    for chemin in INTERNES:
        page.goto(f"{serveur.adresse}/{chemin}?edition={INTERNE}")
        page.get_by_text(REFUS).first.wait_for()
        assert page.get_by_role("dialog").count() == 0, chemin
        assert "fin juin" not in page.inner_text("body"), chemin
    menu = page.get_by_role("navigation").or_(page.locator("header")).first.inner_text()
    assert "Qualité" not in menu and "Édition remise" in menu


def test_sans_edition_pour_ce_profil_rien_ne_se_lit(lancer_serveur, donnees_figees, page, capture):
    """Les autres couples, page par page et sans navigateur : `tests/pages/test_bailleur.py`. Ici, ce qui s'envoie."""
    defendus = _defendus(donnees_figees)
    with lancer_serveur(donnees_figees, env={"SOCLE_EDITION": INTERNE, "SOCLE_PROFIL": "bailleur"}) as serveur:
        # Un serveur neuf : le lien profond est sa toute première demande, comme après un redémarrage.
        for chemin in ("qualite?region=GAO", "edition-carte?region=GAO"):
            page.goto(f"{serveur.adresse}/{chemin}")
            page.get_by_text(REFUS).first.wait_for()
            for interdit in ("[role=combobox]", "[role=dialog]", "input[type=file]"):
                assert page.locator(interdit).count() == 0, (chemin, interdit)
        contenu = capture.contenu() + _entendre(serveur, ("", "edition-tendances"))
    assert {d for d in defendus if d.encode() in contenu} == set()


def test_une_adresse_forgee_se_dit_et_ne_mene_a_rien(servir, donnees_figees, page):
    serveur = servir(donnees_figees, SOCLE_EDITION=BAILLEUR)
    for demande in (f"edition={INTERNE}", f"SOCLE_EDITION={INTERNE}", "point=GAO-ECO-001", "commune=ML070301"):
        page.goto(f"{serveur.adresse}/edition-carte?{demande}")
        page.get_by_text("cette édition ne l’a pas").first.wait_for()
        attendre(page, "commune par commune")
        assert page.get_by_text(f"Édition {BAILLEUR}").first.is_visible()
        assert page.get_by_role("dialog").count() == 0
        assert demande.split("=")[1] not in page.url
    page.goto(f"{serveur.adresse}/inconnue?x=1")
    page.get_by_text("n’existe pas. Voici l’accueil").first.wait_for()


CHEMINS = [
    f"{prefixe}{suite}"
    for prefixe in ("", "/app/static", "/static", "/media", "/component/streamlit_folium.st_folium", "/_stcore")
    for suite in (
        "/../figees/{base}",
        "/../../figees/{base}",
        "/%2e%2e/figees/{base}",
        "/..%2ffigees%2f{code}",
        "/%2e%2e%2f%2e%2e%2fserveur.py",
        "/..%5c..%5cserveur.py",
        "/../serveur.py",
        "/../pages/suivi/qualite.py",
        "//serveur.py",
        "/....//serveur.py",
        "/%00/../serveur.py",
        "{absolu}",
        "/{absolu}",
    )
] + [
    "/media/" + "0" * 64 + ".csv",
    "/figees/E2024-T2-3/edition.duckdb",
    "/data/depots/journal.jsonl",
    "/pages/suivi/aide.py",
]


def test_aucun_fichier_ne_sort(servir, donnees_figees):
    base = donnees_figees / "figees" / INTERNE / "edition.duckdb"
    lieux = {"base": f"{INTERNE}/edition.duckdb", "code": f"{INTERNE}%2fedition.duckdb", "absolu": str(base)}
    hote = urlsplit(servir(donnees_figees, SOCLE_EDITION=BAILLEUR).adresse)
    for chemin in CHEMINS:
        # À la main : un navigateur simplifierait ces chemins avant de les envoyer.
        liaison = http.client.HTTPConnection(hote.hostname, hote.port, timeout=20)
        liaison.request("GET", chemin.format(**lieux))
        reponse = liaison.getresponse()
        corps = reponse.read()
        liaison.close()
        assert b"DUCK" not in corps[:64] and b"import " not in corps[:4000].replace(b"import(", b""), chemin
        page_d_accueil = reponse.status == 200 and b'<div id="root">' in corps
        assert page_d_accueil or reponse.status >= 300, (chemin, reponse.status)


@pytest.mark.parametrize("methode", ["GET", "HEAD"])
def test_les_adresses_internes_sont_fermees(servir, donnees_figees, methode):
    """Règle E17 : au vrai serveur, qui décode l'adresse avant de la lire."""
    hote = urlsplit(servir(donnees_figees, SOCLE_EDITION=BAILLEUR).adresse)
    for chemin in ("metrics", "metrics/", "/metrics", "%6detrics", "metrics%2f", "script-health-check", "agent/mcp"):
        for debut in ("/_stcore/", "//_stcore/", "/%5fstcore/", "/socle/_stcore/", "/_stcore%2f"):
            liaison = http.client.HTTPConnection(hote.hostname, hote.port, timeout=20)
            liaison.request(methode, f"{debut}{chemin}")
            reponse = liaison.getresponse()
            corps = reponse.read()
            liaison.close()
            assert reponse.status == 404 and len(corps) < 100, (debut, chemin, corps[:200])


def test_d_un_ecart_a_sa_courbe(servir, donnees_figees, page):
    page.goto(servir(donnees_figees, SOCLE_EDITION=BAILLEUR).adresse)
    attendre(page, "Écarts à regarder")
    page.locator("[data-testid=stPageLink]").filter(has_text=" — ").first.locator("a").click()
    page.wait_for_url("**/edition-tendances?**")
    attendre(page, "Marqueur creux")
    assert page.get_by_role("tab", name="D’où vient ce chiffre").count() == 0
