"""`python -m etl reunion` : ce que l'écran lance à chaque geste, ce qu'il en lit, et ce que cela lui coûte."""

import json
import subprocess
import sys

from etl.commandes import reunion
from tests.etl.reunions.atelier_reunions import JOUR
from tests.lancement import RACINE


def _dire(capsys, tmp_path, action, champs=None, *autres):
    """Code, sortie JSON (ou rien), phrase d'erreur."""
    arguments = [action, "--format", "json", *autres]
    if champs is not None:
        (tmp_path / "champs.json").write_text(json.dumps(champs), encoding="utf-8")
        arguments += ["--champs", str(tmp_path / "champs.json")]
    code = reunion.principal(arguments)
    lu = capsys.readouterr()
    return code, json.loads(lu.out) if lu.out else None, lu.err


def test_une_reunion_se_joue_par_la_commande(donnees, capsys, tmp_path):
    def faire(action, **champs):
        code, dit, erreur = _dire(capsys, tmp_path, action, champs)
        assert (code, erreur) == (0, ""), erreur
        return next(iter(dit.values()))

    prete = {"instance": "coordination", "code_zone": "SOCLE", "date": JOUR, "presents": ["raf"]}
    lue = faire("preparer", cle="preparer-1", **prete)
    assert (lue["id_reunion"], lue["version"], lue["presents"]) == ("COO-30", 1, ["administration et finances"])
    numero = {"id_reunion": "COO-30"}
    faire("changer", cle="changer-1", version_lue=1, etat="ouverte", **numero)
    due = {"texte": "Envoyer", "responsable": "raf", "echeance": "2023-05-01"}
    prise = faire("decider", cle="decider-1", **numero, **due, code_zone=None, points=["P1"])
    assert (prise["id_decision"], prise["points"], prise["date"]) == ("COO-30-D1", ["P1"], JOUR)
    suivi = {"id_decision": "COO-30-D1", "reunion_du_geste": "COO-30"}
    assert faire("executer", cle="suivre-1", version_lue=1, date_execution=JOUR, **suivi)["statut"] == "exécutée"
    assert faire("reporter", cle="suivre-2", version_lue=2, echeance="2023-06-01", motif="x", **suivi)["version"] == 3
    assert faire("abandonner", cle="suivre-3", version_lue=3, motif="y", **suivi)["statut"] == "abandonnée"
    assert faire("clore", cle="clore-du-jour", version_lue=2, **numero)["etat"] == "close"
    code, dit, _ = _dire(capsys, tmp_path, "lister")
    assert code == 0 and [d["version"] for d in dit["decisions"]] == [4] and dit["reunions"][0]["version"] == 3
    for action, nom in (("exporter", "j.xlsx"), ("sauvegarder", "j.sqlite")):
        assert _dire(capsys, tmp_path, action, None, "-o", str(tmp_path / nom))[0] == 0
        assert (tmp_path / nom).stat().st_size > 4000
    assert reunion.principal(["lister"]) == 0
    assert "COO-30-D1  abandonnée  échéance 2023-06-01" in capsys.readouterr().out


def test_un_refus_rend_64_et_un_conflit_4(donnees, capsys, tmp_path):
    """Règle D4 : le conflit porte les deux états en JSON."""
    prete = {"cle": "preparer-1", "instance": "coordination", "code_zone": "SOCLE", "date": JOUR}
    assert _dire(capsys, tmp_path, "preparer", prete)[0] == 0
    change = {"id_reunion": "COO-30", "version_lue": 1, "lieu": "Gao"}
    assert _dire(capsys, tmp_path, "changer", change | {"cle": "changer-1"})[0] == 0
    code, dit, erreur = _dire(capsys, tmp_path, "changer", change | {"cle": "changer-2", "lieu": "Kidal"})
    assert code == reunion.CODE_CONFLIT == 4
    assert dit["conflit"]["en_vigueur"]["lieu"] == "Gao" and dit["conflit"]["demande"] == {"lieu": "Kidal"}
    assert erreur == f"Erreur : {dit['conflit']['message']}\n"
    for action, champs, phrase in (
        ("clore", {"cle": "x"}, "manque : id_reunion, version_lue"),
        ("clore", change | {"cle": "clore-du-jour"}, "inconnu : lieu"),
        ("changer", change | {"cle": "changer-3", "version_lue": "2"}, "«version_lue»"),
        ("preparer", prete | {"lieu": None}, "«lieu»"),
        ("preparer", [], "un objet"),
        ("decider", None, "--champs FICHIER"),
        ("sauvegarder", None, "-o FICHIER"),
    ):
        code, dit, erreur = _dire(capsys, tmp_path, action, champs)
        assert code == 64 and dit is None and erreur.startswith("Erreur : ") and phrase in erreur, erreur
    (tmp_path / "faux.json").write_text("{", encoding="utf-8")
    assert reunion.principal(["decider", "--champs", str(tmp_path / "faux.json")]) == 64
    assert reunion.principal(["decider", "--champs", str(tmp_path / "absent.json")]) == 64


def test_un_journal_abime_se_dit(donnees, capsys, tmp_path):
    (donnees / "reunions.sqlite").write_bytes(b"rien de bon" * 100)
    code, _, erreur = _dire(capsys, tmp_path, "lister")
    assert code == 64 and "ne se lit ou ne s'écrit pas" in erreur


def test_un_geste_n_importe_rien_de_lourd():
    """Un processus par décision : il ne paie ni les tableaux, ni le lecteur de classeurs."""
    lourds = "{'pandas', 'numpy', 'pyarrow', 'python_calamine', 'xlsxwriter', 'shapely'}"
    code = f"import sys; from etl.commandes import reunion; print({lourds} & set(sys.modules))"
    fait = subprocess.run([sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True, check=False)
    assert (fait.stdout.strip(), fait.stderr) == ("set()", "")
