"""Ce que le rapport dit : parties présentes, éditions partielles, masquées, révisées, vides ; identités refusées."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from domaine.francais import INSECABLE
from rapports import IdentiteInvalide, produire
from rapports.blocs import Liste, Note, Paragraphe, Tableau, Titre
from rapports.contenu import ordre, synthese
from rapports.lecture import periode_par_defaut, preparer
from requetes.edition import ouverture
from tests.rapports.conftest import IDENTITE, rapporter
from tests.requetes.fabrique import Fabrique

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PARTIES = (
    "Synthèse",
    "Avancement par résultat",
    "Où en est chaque indicateur",
    "Restauration des services",
    "Services itinérants, État et chantiers",
    "Plan d’activités",
    "Exécution financière",
    "Comparaison des régions et équité",
    "Réserves et qualité des données",
    "Fiches des indicateurs",
    "États, seuils et glossaire",
    "Abréviations et validation",
)
#: Ce que la réduction vide pour un public.
VIDEES = (
    "valeur",
    "visite",
    "etape_restauration",
    "evenement",
    "spi_tournee",
    "spi_etape",
    "spi_prestation",
    "presence_etat",
    "chantier",
    "chantier_avancement",
    "rapport_activite",
    "decision",
    "anomalie",
    "quarantaine",
    "chargement",
    "composante",
)
REDUIRE = (
    *(f"DELETE FROM {table}" for table in VIDEES),
    "UPDATE point_service SET nom = NULL, operateur = NULL, localite = NULL, latitude = NULL, longitude = NULL",
    "UPDATE etat_point SET derniere_visite = NULL",
    "DELETE FROM valeurs WHERE niveau = 'commune'",
    """INSERT INTO valeur_masquee SELECT code_indicateur, code_zone, type_periode, periode, dimension, modalite
        FROM valeurs WHERE code_indicateur = 'R1.3' AND code_zone = 'MENAKA'
          OR code_indicateur = 'OS2' AND code_zone = 'MENAKA' AND dimension = 'sexe'""",
    """UPDATE valeurs v SET valeur = NULL, numerateur = NULL, denominateur = NULL, taux_realisation = NULL,
        taux_progression = NULL, etat = 'masqué' FROM valeur_masquee m
        WHERE v.code_indicateur = m.code_indicateur AND v.code_zone = m.code_zone AND v.type_periode = m.type_periode
          AND v.periode = m.periode AND v.dimension IS NOT DISTINCT FROM m.dimension
          AND v.modalite IS NOT DISTINCT FROM m.modalite""",
)


@pytest.fixture(scope="session")
def document_demo(base_demo):
    return _document(base_demo)


def _document(base, **identite):
    return ordre.batir(preparer(base, IDENTITE | identite))


def _tableau(document, titre):
    return next(b for b in document.blocs if isinstance(b, Tableau) and b.titre == titre)


def _faits(base, **identite):
    """Les phrases de «Ce qui a bougé», et son titre."""
    blocs = synthese.batir(preparer(base, IDENTITE | identite))
    rang = next(n for n, b in enumerate(blocs) if isinstance(b, Titre) and b.texte.startswith("Ce qui a bougé"))
    assert isinstance(blocs[rang + 1], Liste)
    return blocs[rang].texte, blocs[rang + 1].elements


def test_un_recul_dit_sa_raison(base_demo):
    """Règle H11 : une seule période d'avant ; retombés à part des non vus ; rien de restauré."""
    titre, faits = _faits(base_demo)
    assert titre == f"Ce qui a bougé depuis T1{INSECABLE}2024"
    (fonctionnels,) = (f for f in faits if f.startswith("Points restaurés qui fonctionnent"))
    points = r"sur 47 points restaurés, 5 retombés \(4 avant\) et 9 non vus depuis 90 jours \(0 avant\)"
    assert re.search(points, fonctionnels.replace(INSECABLE, " "))
    (usagers,) = (f for f in faits if f.startswith("Usagers"))
    assert "la cible due est passée de" in usagers and "retombé" not in usagers
    assert faits[-1].startswith(f"Aucun point restauré pendant T2{INSECABLE}2024")


def test_le_rapport_d_une_periode_passee_parle_a_sa_date(base_demo):
    """Règle P11 : ni les rapports, ni les retards, ni les faits de juin dans celui de mars."""
    mars = _document(base_demo, periode="2024-T1")
    (phrase,) = (b.texte for b in mars.blocs if isinstance(b, Paragraphe) and b.texte.startswith("Rapports reçus à"))
    assert "(78/81)" in phrase
    (complete,) = (b.texte for b in mars.blocs if isinstance(b, Paragraphe) and b.texte.startswith("Rapports d’act"))
    assert "4 rapports sont venus après le 31 mars 2024" in complete.replace(INSECABLE, " ")
    (juin,) = (b.texte for b in _document(base_demo).blocs if isinstance(b, Paragraphe) and "Rapports d’act" in b.texte)
    assert "après le" not in juin, "venu depuis, un rapport n'est dans aucun chiffre de juin"
    retards = _tableau(mars, "Rapports dus et non reçus").donnees
    assert retards["retard_max_jours"].max() <= (dt.date(2024, 3, 31) - dt.date(2023, 8, 10)).days
    assert _faits(base_demo, periode="2024-T1")[0] == f"Ce qui a bougé depuis T4{INSECABLE}2023"


def test_toutes_les_parties_dans_l_ordre(document_demo):
    titres = [b.texte for b in document_demo.blocs if isinstance(b, Titre) and b.niveau == 1]
    assert titres == list(PARTIES)


def test_la_garde_dit_l_edition_et_la_demonstration(rapport_demo):
    """Règle E10."""
    garde = rapport_demo.html.partition("</header>")[0]
    for attendu in ("E2024-T2-1", "AFD", "Expertise France", f"30{INSECABLE}juin{INSECABLE}2024", "ab" * 32, "figée"):
        assert attendu in garde
    assert "DONNÉES DE DÉMONSTRATION" in garde
    assert "Arrêté avant la réunion de juillet." in garde


def test_le_rapport_interne_ne_nomme_ni_ne_place_aucun_point(rapport_demo):
    """Un rapport circule : il compte les points, il ne les dit pas (règle M13)."""
    points = rapport_demo.base.lire("SELECT id_point, nom, latitude, longitude FROM point_service")
    tus = [*points["id_point"], *points["nom"]]
    for x in (*points["latitude"].dropna(), *points["longitude"].dropna()):
        tus += [f"{x:.4f}", f"{x:.4f}".replace(".", ",")]
    assert len(points) > 50
    assert not [texte for texte in tus if texte in rapport_demo.html]


@pytest.mark.lent
def test_sans_numero_le_rapport_dit_qu_il_est_un_essai(base_demo, tmp_path):
    assert "ESSAI" in rapporter(base_demo, tmp_path, numero="", titre="").html


def test_la_portee_des_tournees_est_celle_des_indicateurs_et_ne_nomme_aucune_tournee(document_demo, rapport_demo):
    """Règles S13 et V11 : ce qui court encore n'y est pas ; les comptes sont ceux des indicateurs."""
    portee = _tableau(document_demo, "Portée des tournées, à l’arrêté").donnees.set_index("region")
    ensemble = portee.loc["Ensemble"]
    tournees, actes = (
        rapport_demo.base.lire(
            """SELECT chiffre.numerateur, chiffre.denominateur, chiffre.valeur
            FROM valeurs chiffre JOIN indicateur ON indicateur.code = chiffre.code_indicateur
            WHERE source_calcul = $source AND code_zone = 'SOCLE' AND type_periode = 'cumul'
              AND periode IN ('2024-T2', '2024-06') AND dimension IS NULL""",
            {"source": source},
        ).iloc[0]
        for source in ("tournees_realisees", "actes_spi")
    )
    assert (ensemble["realisees"], ensemble["tournees"]) == (tournees["numerateur"], tournees["denominateur"])
    par_sexe = _tableau(document_demo, "Actes délivrés, par sexe").donnees
    total, aux_femmes, aux_hommes = par_sexe.loc[par_sexe["code_zone"] == "SOCLE", "valeur"]
    assert total == actes["valeur"] == aux_femmes + aux_hommes
    par_acte = _tableau(document_demo, "Actes délivrés, par acte").donnees
    assert par_acte["actes"].sum() == actes["valeur"]
    trimestres = _tableau(document_demo, "Tournées réalisées sur prévues, par trimestre").donnees
    assert trimestres[trimestres["region"] == "Ensemble"]["realisees"].sum() == ensemble["realisees"]
    motifs = _tableau(document_demo, "Tournées annulées ou partielles, par motif").donnees
    motifs = motifs[motifs["region"] == "Ensemble"]
    assert (motifs["annulees"].sum(), motifs["partielles"].sum()) == (ensemble["annulees"], ensemble["partielles"])
    populations = _tableau(document_demo, "Étapes tenues sur étapes reçues, par type de population").donnees
    assert populations[populations["region"] == "Ensemble"]["etapes_tenues"].sum() == ensemble["etapes_tenues"]
    noms = rapport_demo.base.lire("SELECT id_tournee FROM spi_tournee")["id_tournee"]
    assert not [nom for nom in noms if nom in rapport_demo.html]


def test_un_motif_de_tournee_n_est_au_rapport_que_par_sa_sorte(document_demo, rapport_demo):
    """Règle M15, de l'équipe aussi : un rapport circule."""
    sortes = _tableau(document_demo, "Tournées annulées ou partielles, par motif").donnees["motif"]
    assert set(sortes) == {"sécurité", "climat", "accès", "moyens", "retour anticipé"}
    ecrits = rapport_demo.base.lire("SELECT DISTINCT motif FROM spi_tournee WHERE motif IS NOT NULL")["motif"]
    assert not [motif for motif in ecrits if motif in rapport_demo.html]


def test_une_edition_remise_tait_de_ses_tournees_ce_qu_elle_n_a_pas(alterer):
    """Règle M17 : ni «n. d.», ni zéro, à la place des actes et des tournées sans compte rendu ; une phrase le dit.

    Une édition d'avant les sortes de motifs n'en a aucun : elle les tait, et le dit.
    """
    base = alterer(
        "DELETE FROM spi_prestation",
        "DELETE FROM spi_tournee WHERE statut = 'planifiée'",
        "UPDATE spi_tournee SET motif = NULL",
    )
    document = _document(base, public="partenaires")
    portee = _tableau(document, "Portée des tournées, à l’arrêté")
    assert [c.titre for c in portee.colonnes][-2:] == ["Annulées", "Étapes tenues"]
    assert "sans_compte_rendu" not in set(portee.donnees)
    titres = {b.titre for b in document.blocs if isinstance(b, Tableau)}
    assert not {"Tournées annulées ou partielles, par motif", "Actes délivrés, par acte"} & titres
    dits = [b.texte for b in document.blocs if isinstance(b, Note)]
    assert any("ne publie ni les motifs, ni le détail des actes" in d for d in dits)


def test_un_commentaire_suit_son_resultat(document_demo):
    blocs = document_demo.blocs
    notes = [b for b in blocs if isinstance(b, Note) and b.etiquette.startswith("Commentaire")]
    assert [(n.etiquette, n.texte) for n in notes] == [("Commentaire R2", "Deux tournées annulées par la crue.")]
    rang = blocs.index(notes[0])
    assert blocs[rang - 1].titre == "Indicateurs du résultat R2"


def test_un_jalon_se_repartit_et_ne_se_dit_pas_sans_donnee(document_demo):
    lignes = {c[0].texte: c for c in _tableau(document_demo, "Indicateurs du résultat R3").lignes}
    assert "rang" in lignes["R3.1"][4].texte
    assert not lignes["R3.1"][6].etat


@pytest.mark.lent
def test_la_periode_du_rapport_est_celle_de_la_fiche(base_demo):
    ancien = _document(base_demo, periode="2023-T4")
    assert "31" in ancien.rappel and "2023" in ancien.rappel
    donnees = _tableau(ancien, "Indicateurs du résultat OS").donnees
    assert set(donnees["periode"]) == {"2023-T4"}
    # Rien d'après la période : ni une fin de courbe, ni une révision de la lecture.
    assert donnees["valeur"].notna().all()


@pytest.mark.lent
def test_une_edition_reduite_dit_ce_qui_est_masque(alterer, tmp_path):
    base = alterer(*REDUIRE)
    document = _document(base, public="bailleur")
    regions = {c[0].texte: c for c in _tableau(document, "Tous les indicateurs, région par région").lignes}
    personnes = next(cases for nom, cases in regions.items() if nom.startswith("R1.3"))
    assert [c.etat == "masqué" for c in personnes[1:]] == [False, False, True, False]
    femmes = {c[0].texte: c for c in _tableau(document, "La place des femmes, par région").lignes}
    assert next(c for n, c in femmes.items() if n.startswith("OS2"))[3].texte == "masqué"
    assert _tableau(document, "Chiffres masqués, tous niveaux et périodes").lignes
    rapport = rapporter(base, tmp_path, ("html", "xlsx"), public="bailleur")
    assert "effectif de personnes inférieur à 5" in rapport.html


@pytest.mark.lent
def test_une_edition_reduite_n_invente_aucun_zero(alterer):
    document = _document(alterer(*REDUIRE), public="bailleur")
    titres = {b.titre for b in document.blocs if isinstance(b, Tableau)}
    assert not titres & {"Ce qui tient dans le temps", "Chantiers, à l’arrêté", "Rapports dus et non reçus"}
    assert [c.titre for c in _tableau(document, "Points par étape").colonnes] == ["Étape", "Points"]


@pytest.mark.lent
def test_sans_aucun_point_la_partie_le_dit(alterer, tmp_path):
    html = rapporter(alterer(*REDUIRE, "DELETE FROM point_service", "DELETE FROM etat_point"), tmp_path).html
    assert "Aucun point de service dans cette édition" in html


@pytest.mark.lent
def test_sans_aucune_visite_rien_ne_se_dit_des_points_restaures(alterer):
    """Règle S4 : personne ne sait s'ils le sont."""
    _titre, faits = _faits(alterer("UPDATE etat_point SET statut = 'inconnu', restaure = false"))
    assert faits and not any("estauré pendant" in f or "encore restauré" in f for f in faits)


@pytest.mark.lent
def test_les_revisions_se_lisent_et_un_public_n_en_voit_pas_les_fichiers(alterer, tmp_path):
    base = alterer(
        "DELETE FROM info WHERE cle IN ('edition_precedente', 'note_revisions')",
        "INSERT INTO info VALUES ('edition_precedente', 'avant')",
        """INSERT INTO revision_chiffre (code_indicateur, code_zone, type_periode, periode, genre, valeur_avant, valeur,
            etat_avant, etat, cause, fichiers, niveau)
            VALUES ('R2.4', 'GAO', 'trimestre', '2024-T1', 'révisée', 21, 24, 'orange', 'vert', 'lignes reçues',
                'gao.xlsx', 'region')""",
    )
    (ligne,) = _tableau(_document(base), "Chiffres révisés").lignes
    zone, periode = "Région de Gao", f"T1{INSECABLE}2024 (trimestre)"
    assert [c.texte for c in ligne][1:] == [zone, periode, "21", "24", "révisé", "gao.xlsx"]
    (ligne,) = _tableau(_document(base, public="partenaires"), "Chiffres révisés").lignes
    assert ligne[-1].texte == "lignes reçues"
    public = rapporter(base, tmp_path, ("html", "xlsx"), public="partenaires")
    assert "Causes : lignes reçues" in public.html.replace(INSECABLE, " ") and "gao.xlsx" not in public.html


@pytest.mark.parametrize("sorties", [("html", "xlsx"), pytest.param(("pdf",), id="pdf")])
def test_une_edition_presque_vide_se_rapporte(tmp_path, sorties):
    fabrique = Fabrique(tmp_path)
    fabrique.ajouter("seuil", jeu="defaut", vert=90, orange=60, peremption=1.5, plancher_completude=60)
    fabrique.publier()
    edition = ouverture.edition_a_lire(tmp_path)
    base = ouverture.ouvrir(edition)
    try:
        assert periode_par_defaut(base) == "2024-T2"
        ecrits = produire(base, tmp_path / "rapport", sorties, {"periode": "2024-T2"})
        assert all(e.stat().st_size > 1000 for e in ecrits)
    finally:
        base.fermer()


@pytest.mark.parametrize(
    ("fautive", "message"),
    [
        ({"periode": "2031-T1"}, "n’est pas dans l’édition"),
        ({"periode": "2024-T4"}, "commence après la date des données"),
        ({"type_periode": "mois"}, "est un trimestre"),
        ({"public": "presse"}, "Public « presse » inconnu"),
    ],
)
def test_une_fiche_fausse_est_refusee_avec_son_remede(base_demo, tmp_path, fautive, message):
    with pytest.raises(IdentiteInvalide, match=re.escape(message)):
        produire(base_demo, tmp_path, ("html",), IDENTITE | fautive)
    assert not list(tmp_path.iterdir())
