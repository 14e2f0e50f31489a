"""La table des traductions : sûre dans une page, et sans doublon inutile."""

import re

from web import traductions


def test_les_scripts_entrent_dans_une_page():
    page = traductions.scripts()
    assert page.count("<script>") == page.count("</script>") == 4 and "TABLE" not in page
    assert '"Sort ascending": "Ranger' in page


def test_chaque_motif_est_valable_et_rend_tout_ce_qu_il_prend():
    for motif, remplacement in traductions.MOTIFS:
        groupes = re.compile(motif).groups
        assert {int(n) for n in re.findall(r"\$(\d)", remplacement)} <= set(range(1, groupes + 1)), motif


def test_aucune_phrase_traduite_n_est_a_retraduire():
    francais = {*traductions.MOTS.values()}
    assert not francais & traductions.MOTS.keys(), "le script relirait sans fin ce qu'il vient d'écrire"
    assert not [p for p in francais for m, _ in traductions.MOTIFS if re.fullmatch(m, p)]
