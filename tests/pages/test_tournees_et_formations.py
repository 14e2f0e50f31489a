"""Services itinérants et Formations, à l'écran : ce qui vient ne s'emporte pas, ce qui manque n'est pas zéro."""

import pytest

from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique_fiches import GAO, FabriqueFiches, le
from vues.page.navigation import FORMATIONS, SERVICES_ITINERANTS
from vues.registres import formations, tournees

pytestmark = pytest.mark.lent
HOSTILE = "<b>A</b> [lien](http://exemple.org) $x$"


@pytest.fixture
def fabrique(socle_donnees):
    f = FabriqueFiches(socle_donnees)
    f.recu("spi_tournee", id_tournee="T1", statut="annulée", code_zone="GAO", date_prevue_debut=le(2, 5), motif=HOSTILE)
    f.recu("spi_tournee", id_tournee="T2", statut="réalisée", code_zone="GAO", date_prevue_debut=le(9, 5))
    f.recu("spi_tournee", id_tournee="T3", statut="planifiée", code_zone="GAO", date_prevue_debut=le(9, 7))
    f.recu("spi_etape", id_tournee="T3", code_zone=GAO, site="Secret", date=le(9, 7), tenue=False)
    f.recu("formation", id_formation="F1", intitule=HOSTILE, module=HOSTILE, code_zone=GAO, fin=le(2, 5))
    return f


def _tout(essai):
    cases = [str(v) for t in lire_tableaux(essai) for v in t.value.to_numpy().ravel()]
    return "\n".join([textes(essai), *cases]).replace("\u00a0", " ")


def _chiffres(essai):
    return {m.label: m.value.replace("\u00a0", " ") for m in essai.metric}


def test_le_calendrier_dit_des_dates_jamais_un_lieu_et_ne_s_emporte_pas(ouvrir, fabrique, emportes):
    """Règle V11."""
    fabrique.publier()
    essai = ouvrir(SERVICES_ITINERANTS, onglet="Prochaines tournées")
    assert not essai.exception and "9 juillet 2024" in _tout(essai)
    assert set(emportes) <= {"services_itinerants"}
    for onglet in ("", *tournees.TOURNEES.onglets):
        lu = _tout(ouvrir(SERVICES_ITINERANTS, onglet=onglet, region="GAO"))
        assert "Secret" not in lu and ("T3" not in lu or onglet == "Prochaines tournées"), onglet
    # Une tournée à venir n'a pas non plus de fiche.
    assert "n’est pas parmi ces lignes" in textes(ouvrir(SERVICES_ITINERANTS, fiche="T3"))


def test_ce_qui_n_est_pas_venu_n_est_pas_zero(ouvrir, fabrique):
    """Règles S4, S10 et S15."""
    fabrique.publier()
    essai = ouvrir(SERVICES_ITINERANTS)
    lus, aides = _chiffres(essai), {m.label: m.help for m in essai.metric}
    # L'indicateur date une étape et un acte de leur propre jour : la page dit qu'elle ne le fait pas.
    assert all(
        "l’indicateur les compte à leur propre date" in aides[nom] for nom in ("Étapes tenues", "Actes délivrés")
    )
    assert (lus["Réalisées"], lus["Étapes tenues"], lus["Actes délivrés"], lus["Coût par acte"]) == (
        "1/2", "n. d.", "n. d.", "n. d.",
    )  # fmt: skip
    essai = ouvrir(FORMATIONS)
    lus = _chiffres(essai)
    assert (lus["Sessions"], lus["Personnes formées"], lus["Participations"]) == ("1", "n. d.", "n. d.")
    assert (lus["Femmes"], lus["Gain aux tests"], lus["Effectif à vérifier"]) == ("n. d.", "n. d.", "n. d.")
    assert "sans aucune liste de participants" in textes(essai)


def test_des_textes_hostiles_restent_du_texte(ouvrir, fabrique):
    fabrique.publier()
    for page, registre, fiche in (
        (SERVICES_ITINERANTS, tournees.TOURNEES, "T1"), (FORMATIONS, formations.FORMATIONS, "F1"),
    ):  # fmt: skip
        for adresse in ({"fiche": fiche}, *({"onglet": o} for o in registre.onglets)):
            essai = ouvrir(page, **adresse)
            assert not essai.exception, adresse
            lu = textes(essai) + "".join(str(t.value.to_dict()) for t in essai.table)
            assert lire_tableaux(essai) is not None
            assert "[lien](http" not in lu and "<b>A" not in lu and "$x$" not in lu, adresse
