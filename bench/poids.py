"""Ce que chaque page fait descendre sur la liaison : première visite, page suivante, changement de filtre.

Un navigateur neuf par première visite : rien en mémoire. Les octets sont comptés par le relais, compression comprise ;
le moteur de graphiques (plotly.js), chargé une fois par navigateur, est compté à part.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from bench.relais import Relais

#: Titre du menu → adresse, et la boîte dont on change le choix.
PAGES = {
    "Vue d’ensemble": ("", "Région"),
    "Carte des services": ("carte-des-services", "Descendre dans une zone"),
    "Parcours de restauration": ("parcours-de-restauration", "Région"),
    "Tendances": ("tendances", "Région"),
    "Comparaisons régionales": ("comparaisons", "Période"),
    "Qualité des données": ("qualite", "Région"),
    "Aide": ("aide", ""),
}
_TRANQUILLE = "!document.querySelector('[data-stale=true], [data-testid=stStatusWidget], [data-testid=stSkeleton]')"
_SILENCE_S, _ATTENTE_S = 1.5, 90.0
#: Plus que le délai de `web.livraison`.
_AVANCE_MS = 4500
_MOTEUR = "PlotlyChart"


@dataclass(frozen=True)
class Pesee:
    """Octets descendus pendant un geste.

    Attributes:
        fichiers: réponses HTTP, moteur de graphiques compris.
        donnees: WebSocket.
        moteur: la part du moteur de graphiques dans `fichiers` ; zéro s'il n'a pas été demandé.
    """

    fichiers: int
    donnees: int
    moteur: int

    @property
    def total(self) -> int:
        return self.fichiers + self.donnees


class Balance:
    """Un navigateur neuf derrière un relais : pèse un geste après l'autre."""

    def __init__(self, chromium: Any, relais: Relais) -> None:
        self._relais, self._moteur = relais, 0
        self._contexte = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
        self._contexte.set_default_timeout(_ATTENTE_S * 1000)
        self.page = self._contexte.new_page()
        self.page.on("requestfinished", self._relever)

    def ouvrir(self, titre: str) -> Pesee:
        """La page par son adresse."""
        return self._peser(lambda: self.page.goto(f"http://127.0.0.1:{self._relais.port}/{PAGES[titre][0]}"), titre)

    def attendre_l_avance(self) -> Pesee:
        """Ce qui se charge pendant la lecture, une fois la page dessinée."""
        return self._peser(lambda: self.page.wait_for_timeout(_AVANCE_MS))

    def suivre(self, titre: str) -> Pesee:
        """La page par le menu, dans la séance en cours."""
        return self._peser(lambda: self.page.get_by_test_id("stTopNavLink").filter(has_text=titre).first.click(), titre)

    def filtrer(self, titre: str) -> Pesee:
        """L'autre choix d'une boîte, la plus proche du choix en cours : une option voisine."""
        boite = self.page.get_by_role("combobox", name=PAGES[titre][1]).first
        boite.click()
        options = self.page.get_by_role("option")
        options.first.wait_for()
        choisie = next(o for o in options.all() if o.get_attribute("aria-selected") != "true")
        return self._peser(choisie.click, titre)

    def fermer(self) -> None:
        self._contexte.close()

    def _peser(self, geste: Any, titre: str = "") -> Pesee:
        fichiers, donnees, moteur = self._relais.fichiers, self._relais.donnees, self._moteur
        geste()
        if titre:
            self.page.get_by_role("heading", name=titre, exact=True).first.wait_for()
        self._attendre_le_silence()
        return Pesee(self._relais.fichiers - fichiers, self._relais.donnees - donnees, self._moteur - moteur)

    def _attendre_le_silence(self) -> None:
        """Plus rien ne descend et plus rien ne se redessine."""
        fin = time.monotonic() + _ATTENTE_S
        while time.monotonic() < fin:
            avant = (self._relais.fichiers, self._relais.donnees)
            self.page.wait_for_timeout(_SILENCE_S * 1000)
            if (self._relais.fichiers, self._relais.donnees) == avant and self.page.evaluate(_TRANQUILLE):
                return
        raise RuntimeError(f"La page ne se tait pas en {_ATTENTE_S:.0f} s : {self.page.url}")

    def _relever(self, requete: Any) -> None:
        if _MOTEUR in requete.url:
            tailles = requete.sizes()
            self._moteur += int(tailles["responseBodySize"]) + int(tailles["responseHeadersSize"])


def peser(chromium: Any, port: int) -> dict[str, dict[str, Pesee]]:
    """Titre de page → première visite, page suivante (la vue d'ensemble d'abord), changement de filtre."""
    pesees: dict[str, dict[str, Pesee]] = {titre: {} for titre in PAGES}
    with Relais(port) as relais:
        for titre in PAGES:
            balance = Balance(chromium, relais)
            pesees[titre]["première"] = balance.ouvrir(titre)
            pesees[titre]["avance"] = balance.attendre_l_avance()
            if PAGES[titre][1]:
                pesees[titre]["filtre"] = balance.filtrer(titre)
            balance.fermer()
        balance = Balance(chromium, relais)
        accueil, *autres = PAGES
        balance.ouvrir(accueil)
        balance.attendre_l_avance()
        for titre in (*autres, accueil):
            pesees[titre]["suivante"] = balance.suivre(titre)
        balance.fermer()
    return pesees
