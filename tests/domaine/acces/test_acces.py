"""Qui lit quoi : `acces.toml`, les liens, le registre (règles E30 à E36)."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine.acces import registre, reglement
from domaine.acces.guichet import Guichet
from domaine.acces.lecteur import DEPOSER, DITS, LIRE, PILOTER, ROLES, Lecteur
from domaine.chemins import registre_d_acces
from domaine.figees import PUBLICS
from domaine.reglages import ReglageInvalide

JOUR = dt.date(2026, 12, 1)
FOURNISSEUR = {
    "adresse": "https://suivi.example/socle/",
    "metadonnees": "https://id.example/.well-known/openid-configuration",
    "client": "socle",
    "secret": "s",
    "secret_temoins": "0123456789abcdef" * 2,
}


def _ecrire(donnees: Path, fournisseur: dict[str, object] = FOURNISSEUR, suite: str = "") -> None:
    lignes = "\n".join(f"{n} = {v!r}" if isinstance(v, str) else f"{n} = {v}" for n, v in fournisseur.items())
    (donnees / reglement.FICHIER).write_text(f"[fournisseur]\n{lignes}\n{suite}", encoding="utf-8")


def _lire(donnees: Path, **reste: object) -> reglement.Reglement:
    return reglement.lire(donnees, {}, **reste)  # type: ignore[arg-type]


def test_sans_fichier_personne_n_est_identifie(tmp_path):
    assert _lire(tmp_path) == reglement.Reglement()


def test_un_reglement_se_lit_et_nomme_ses_lecteurs(tmp_path):
    _ecrire(
        tmp_path,
        suite="""
        [[acces]]
        role = "depot"
        personnes = ["Gao@socle.example"]
        groupes = ["terrain"]
        [[acces]]
        role = "bailleur"
        personnes = ["afd@b.example", "gao@socle.example"]
        edition = "E2024-T2-1"
        """,
    )
    lu = _lire(tmp_path)
    assert lu.fournisseur is not None and lu.fournisseur.hote == "suivi.example"
    assert lu.fournisseur.adresse == "https://suivi.example/socle"
    # La plus large des règles qui nomment (règle E31) ; l'adresse se compare sans la casse.
    gao = lu.lecteur({"email": "GAO@socle.example", "iss": "i", "sub": "s"})
    assert gao is not None and (gao.role, gao.edition) == ("dépôt", "") and gao.peut(DEPOSER) and not gao.peut(PILOTER)
    afd = lu.lecteur({"email": "afd@b.example", "email_verified": True})
    assert afd is not None and (afd.public, afd.edition, afd.peut(DEPOSER)) == ("bailleur", "E2024-T2-1", False)
    par_groupe = lu.lecteur({"email": "x@y", "groups": ["autre", "terrain"]})
    assert par_groupe is not None and par_groupe.role == "dépôt"
    menteurs = ({"email": "afd@b.example", "email_verified": non} for non in (False, "false", "no", 0, None))
    for muet in ({}, {"email": 3}, {"email": "x@y", "groups": {"terrain": 1}}, *menteurs):
        assert lu.lecteur(muet) is None, muet


@pytest.mark.parametrize(
    ("change", "suite", "faute"),
    [
        ({"adresse": "http://suivi.example"}, "", "https://"),
        ({"adresse": "https://x@suivi.example"}, "", "Sans question"),
        ({"metadonnees": "https://login.example/common/v2.0/x"}, "", "tout le monde peut se dire"),
        ({"secret_temoins": "court"}, "", "au moins 32 caractères"),
        ({"client": ""}, "", "fournisseur.client"),
        ({"heures": 0}, "", "de 1 à 720"),
        ({"adrese": "x"}, "", "écrivez : adresse"),
        ({}, '[[acces]]\nrole = "chef"\npersonnes = ["a"]', "pilotage, dépôt, lecture"),
        ({}, '[[acces]]\nrole = "lecture"', "à qui ce rôle est donné"),
        ({}, '[[acces]]\nrole = "lecture"\npersonnes = "a@b"', "liste de textes"),
        ({}, '[[acces]]\nrole = "lecture"\npersonnes = ["a"]\nedition = "E2024-T2-1"', "partenaires ou bailleur"),
        ({}, '[[acces]]\nrole = "bailleur"\npersonnes = ["a"]\nedition = "../x"', "partenaires ou bailleur"),
        ({}, "[[acces]\n", "fichier illisible"),
        ({}, 'acces = "tous"', "Nom inconnu"),
    ],
)
def test_un_reglement_faux_ferme_tout_et_dit_quoi_ecrire(tmp_path, change, suite, faute):
    _ecrire(tmp_path, {**FOURNISSEUR, **change}, suite)
    with pytest.raises(ReglageInvalide, match=faute):
        _lire(tmp_path)


def test_un_secret_peut_venir_de_l_environnement(tmp_path):
    _ecrire(tmp_path, {n: v for n, v in FOURNISSEUR.items() if not n.startswith("secret")})
    variables = {reglement.SECRET: "a", reglement.SECRET_TEMOINS: "b" * 40}
    lu = reglement.lire(tmp_path, variables).fournisseur
    assert lu is not None and (lu.secret, lu.secret_temoins) == ("a", "b" * 40)
    with pytest.raises(ReglageInvalide, match="SOCLE_OIDC_SECRET"):
        _lire(tmp_path)


@given(st.lists(st.sampled_from(sorted(ROLES)), min_size=1, max_size=4))
def test_un_role_de_plus_ne_retire_jamais_rien(roles):
    regles = tuple(reglement.Regle(role, frozenset({"a@b"}), frozenset()) for role in roles)
    tous = reglement.Reglement(None, regles).admettre("a@b", frozenset(), "")
    assert tous is not None
    for role in roles:
        seul = Lecteur(role)
        assert PUBLICS.index(tous.public) <= PUBLICS.index(seul.public)
        assert all(tous.peut(droit) for droit in (LIRE, DEPOSER, PILOTER) if seul.peut(droit))


def test_chaque_role_se_dit():
    assert DITS.keys() == ROLES.keys()


# Le registre


def _lien(donnees: Path, jours: int = 30) -> tuple[int, str]:
    return registre.creer_lien(
        donnees, edition="E2024-T2-1", public="bailleur", pour="AFD", jusqu_au=JOUR + dt.timedelta(jours), par="chef"
    )


def test_un_lien_s_ouvre_se_compte_expire_et_se_revoque(tmp_path):
    rang, secret = _lien(tmp_path)
    assert len(secret) >= 43  # 256 bits
    ouvert = registre.ouvrir(tmp_path, secret, JOUR)
    assert ouvert is not None
    lien, temoin = ouvert
    assert lien.lecteur() == Lecteur("bailleur", "lien", "AFD", "E2024-T2-1", cle=f"lien {rang}")
    assert registre.relire(tmp_path, temoin, JOUR) is not None
    # Le secret n'est pas un témoin, ni le témoin un secret, ni une empreinte l'un des deux.
    for faux in (secret, registre.empreinte(secret), registre.empreinte(temoin), ""):
        assert registre.relire(tmp_path, faux, JOUR) is None
    assert registre.ouvrir(tmp_path, temoin, JOUR) is None
    # Son dernier jour compte (règle E32).
    assert registre.relire(tmp_path, temoin, JOUR + dt.timedelta(30)) is not None
    assert registre.relire(tmp_path, temoin, JOUR + dt.timedelta(31)) is None
    assert registre.revoquer(tmp_path, rang, "chef") and registre.revoquer(tmp_path, rang, "chef")
    assert registre.relire(tmp_path, temoin, JOUR) is None
    assert registre.ouvrir(tmp_path, secret, JOUR) is None
    (dit,) = registre.liens(tmp_path)
    assert (dit.etat(JOUR), dit.ouvertures) == ("révoqué", 1)
    assert not registre.revoquer(tmp_path, 99, "chef")


def test_le_registre_ne_se_recrit_pas_et_ne_tient_aucun_secret(tmp_path):
    _, secret = _lien(tmp_path)
    ouvert = registre.ouvrir(tmp_path, secret, JOUR)
    connexion = registre.Connexion("gao@x", frozenset({"terrain"}), "i|s", 1000.0)
    compte = registre.connecter(tmp_path, connexion)
    assert registre.connexion_de(tmp_path, compte, 999.0) == connexion
    assert registre.connexion_de(tmp_path, compte, 1000.0) is None  # finie (règle E33)
    assert registre.connexion_de(tmp_path, compte[:-1], 999.0) is None
    registre.deconnecter(tmp_path, "un témoin inventé")
    registre.deconnecter(tmp_path, compte)
    assert registre.connexion_de(tmp_path, compte, 999.0) is None
    registre.tracer(tmp_path, Lecteur("dépôt", "compte", "gao@x"), "etl charger", "a.xlsx")
    registre.refuser(tmp_path, "")
    with sqlite3.connect(registre_d_acces(tmp_path)) as base:
        for table in ("lien", "ouverture", "connexion", "deconnexion", "trace"):
            for geste in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid + 1"):
                with pytest.raises(sqlite3.DatabaseError, match="ne se récrit pas"):
                    base.execute(geste)
        contenu = "\n".join(base.iterdump())
    assert ouvert is not None
    for cache in (secret, ouvert[1], compte, "un témoin inventé"):
        assert cache not in contenu
    assert [(t.qui, t.geste) for t in registre.traces(tmp_path)] == [
        ("compte sans nom vérifié", "se connecter, sans accès"),
        ("gao@x", "etl charger"),
    ]


def test_tout_fermer_ferme_les_connexions_ouvertes(tmp_path):
    tard = registre.Connexion("gao@x", frozenset(), "i|s", 9e12)
    temoins = [registre.connecter(tmp_path, tard) for _ in range(3)]
    registre.deconnecter(tmp_path, temoins[0])
    assert registre.fermer_tout(tmp_path) == 2
    assert all(registre.connexion_de(tmp_path, t, 0.0) is None for t in temoins)
    neuve = registre.connecter(tmp_path, tard)
    assert registre.connexion_de(tmp_path, neuve, 0.0) == tard


def test_dix_lecteurs_ouvrent_le_meme_lien_a_la_fois(tmp_path):
    _, secret = _lien(tmp_path)
    with ThreadPoolExecutor(10) as ensemble:
        ouverts = list(ensemble.map(lambda _: registre.ouvrir(tmp_path, secret, JOUR), range(10)))
    assert len({o[1] for o in ouverts if o}) == 10
    assert registre.liens(tmp_path)[0].ouvertures == 10


def test_le_guichet_ne_connait_que_ses_jetons():
    guichet = Guichet()
    jeton = guichet.ouvrir(Lecteur("lecture"), "navigateur a")
    assert guichet.lire("forgé", "s1") is None
    lu = guichet.lire(jeton, "s1")
    assert lu is not None and lu.role == "lecture"
    # Une séance est au navigateur qui l'a ouverte (règle E34) ; un navigateur sans marque n'en a aucune.
    assert guichet.est_a("s1", "navigateur a")
    assert not guichet.est_a("s1", "navigateur b") and not guichet.est_a("s2", "navigateur a")
    guichet.lire(guichet.ouvrir(Lecteur(), ""), "s3")
    assert not guichet.est_a("s3", "")
    guichet.fermer(jeton)
    assert guichet.lire(jeton) is None
