"""Deux éditions quelconques, publiées ou figées, l'une contre l'autre : leurs chiffres et leurs définitions.

Une édition remise ne dit pas ses fichiers, et ne lit pas tout : entre deux publics, seul ce que les deux lisent se
compare, sans quoi la réduction d'un public passerait pour un retrait de chiffres.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from domaine.figees import PUBLICS
from domaine.periodes import lire_periode
from domaine.schema.complement import SchemaIllisible
from domaine.schema.ecarts import DefinitionChangee, Ecart
from etl.edition import dossier
from etl.edition.definitions import COMPAREES, comparer_definitions
from etl.edition.renommages import lire_liens, renommer
from etl.edition.revisions import attachee, noter_ecarts
from etl.publics.reduction import LUS, argent_tu
from etl.publics.ventilations import NIVEAUX_NOMINATIFS, SOURCE_NOMINATIVE, niveaux_de_fonction, ventilation_lue
from etl.sql import DOSSIER_SQL, executer_sql

_SQL = DOSSIER_SQL / "comparaison"
#: Comme `differe` de `ecarts.sql`.
_RIEN = 1e-9
_TUS = ("rangée apparue", "masquée")
#: Un tableau où un compte manque en fait un nombre à virgule.
_COMPTES = ("recues_avant", "recues", "attendues_avant", "attendues")
CAUSE_TUE = "non dite dans une édition remise"


@dataclass(frozen=True)
class Comparaison:
    """Ce qui change d'une édition à l'autre.

    Attributes:
        avant, apres: identifiants ou numéros.
        publics: de l'une et de l'autre.
        ecarts: les chiffres ; `genre` y vaut aussi «rangée apparue» et «masquée».
        definitions: ce que dit autrement le cadre logique.
        communs: chiffres que l'une et l'autre ont.
    """

    avant: str
    apres: str
    publics: tuple[str, str]
    ecarts: tuple[Ecart, ...]
    definitions: tuple[DefinitionChangee, ...]
    communs: int

    @property
    def changes(self) -> tuple[Ecart, ...]:
        """Les chiffres que le lecteur de la première avait en main, et qui ne sont plus les mêmes.

        Ni une rangée de plus, ni ce qui est désormais masqué : cela ne se redit pas.
        """
        return tuple(ecart for ecart in self.ecarts if ecart.genre not in _TUS)

    @property
    def note(self) -> str:
        """Ce que la comparaison ne peut pas dire ; vide entre deux éditions internes."""
        if set(self.publics) == {"interne"}:
            return ""
        notes = ["une édition remise ne dit pas de quel fichier vient un chiffre"]
        if self.publics[0] != self.publics[1]:
            lus = " et ".join(self.publics)
            notes.append(f"ces deux-là n'ont pas le même public ({lus}) : seul ce que les deux lisent est comparé")
        texte = " ; ".join(notes)
        return f"{texte[:1].upper()}{texte[1:]}."

    @property
    def bilan(self) -> dict[str, dict[str, int]]:
        """Les chiffres par genre, les définitions par objet."""
        chiffres = Counter(ecart.genre for ecart in self.ecarts)
        definitions = Counter(definition.objet for definition in self.definitions)
        return {"ecarts": dict(chiffres.most_common()), "definitions": dict(definitions.most_common())}


def comparer(donnees: Path, avant: str, apres: str) -> Comparaison:
    """Compare deux éditions.

    Raises:
        edition.EditionAbsente: une des deux n'existe pas.
        edition.EditionFausse: le manifeste de l'une est abîmé, ou son schéma ne se lit pas.
    """
    bases = [dossier.chemin_base(donnees, identifiant) for identifiant in (avant, apres)]
    manifestes = [dossier.manifeste(donnees, base.parent.name) for base in bases]
    return comparer_bases((avant, apres), bases, manifestes)


def comparer_bases(noms: tuple[str, str], bases: Sequence[Path], manifestes: Sequence[dict[str, Any]]) -> Comparaison:
    """Comme `comparer`, pour des bases dont une n'est pas encore à sa place (une édition que l'on fige).

    Args:
        noms: ce qu'on dit de l'une et de l'autre.
        bases: leurs fichiers ; `manifestes` : ce que disent, ou diront, leurs manifestes.

    Raises:
        edition.EditionFausse: le schéma de l'une ne se lit pas.
    """
    avant, apres = noms
    publics = (_public(manifestes[0]), _public(manifestes[1]))
    remises = set(publics) != {"interne"}
    # D'une édition remise à une interne, tous les dépôts sembleraient neufs : on n'en nomme alors aucun.
    depots: list[list[dict[str, Any]]] = [[], []] if remises else [f["depots"] for f in manifestes]
    try:
        with (
            duckdb.connect() as connexion,
            attachee(connexion, bases[0], "avant"),
            attachee(connexion, bases[1], "edition"),
        ):
            codes = lire_liens(connexion, ("avant", "edition"))
            for base in ("avant", "edition"):
                renommer(connexion, base, codes)
            ecarts = _ecarts(connexion, *depots)
            communs = _compter_les_communs(connexion)
            definitions = comparer_definitions(connexion, remises=remises)
            if remises:
                ecarts["cause"] = _causes_gardees(connexion, avant, ecarts)
            for public in set(publics) - {"interne"}:
                ecarts = _sans_l_argent(ecarts, _sources(connexion), public)
            if publics[0] != publics[1]:
                etroit = max(publics, key=PUBLICS.index)
                ecarts, definitions = _restreindre(connexion, ecarts, definitions, etroit)
            ecarts = _sans_les_tues(ecarts, manifestes[1])
    except SchemaIllisible as erreur:
        raise dossier.EditionFausse(f"«{avant}» et «{apres}» ne se comparent pas ; de l'une, {erreur}") from erreur
    return Comparaison(avant, apres, publics, _en_objets(ecarts), definitions, communs)


def _en_objets(ecarts: pd.DataFrame) -> tuple[Ecart, ...]:
    """Les rangées, champ par champ ; ce qui manque est `None`."""
    entiers = ecarts.astype(dict.fromkeys(_COMPTES, "Int64"))
    vides = entiers.astype(object).where(entiers.notna(), None)
    noms = [champ.name for champ in fields(Ecart)]
    return tuple(Ecart(**dict(zip(noms, rangee, strict=True))) for rangee in vides[noms].itertuples(index=False))


def _ecarts(
    connexion: duckdb.DuckDBPyConnection, avant: list[dict[str, Any]], apres: list[dict[str, Any]]
) -> pd.DataFrame:
    """Les chiffres changés, puis ceux qui apparaissent."""
    executer_sql(connexion, DOSSIER_SQL / "calendrier.sql")
    noter_ecarts(connexion, avant, apres)
    executer_sql(connexion, _SQL / "revision_chiffre.sql")
    apparues = (_SQL / "apparues.sql").read_text(encoding="utf-8")
    connexion.execute(f"INSERT INTO revision_chiffre BY NAME {apparues}")
    return connexion.execute("FROM revision_chiffre").df()


def _compter_les_communs(connexion: duckdb.DuckDBPyConnection) -> int:
    cle = ("code_indicateur", "code_zone", "type_periode", "periode", "dimension", "modalite")
    memes = " AND ".join(f"ancienne.{c} IS NOT DISTINCT FROM neuve.{c}" for c in cle)
    [(communs,)] = connexion.execute(
        f"SELECT count(*) FROM avant.valeurs ancienne JOIN edition.valeurs neuve ON {memes}"  # des constantes
    ).fetchall()
    return int(communs)


def _causes_gardees(connexion: duckdb.DuckDBPyConnection, avant: str, ecarts: pd.DataFrame) -> pd.Series:
    """La cause qu'une édition remise a gardée de chaque écart avec celle-ci ; tue avec une autre (règle E7)."""
    [(precedente,)] = connexion.execute(
        "SELECT max(valeur) FROM edition.info WHERE cle = 'edition_precedente'"
    ).fetchall()
    if precedente != avant:
        return pd.Series(CAUSE_TUE, index=ecarts.index)
    cle = ["code_indicateur", "code_zone", "type_periode", "periode", "dimension", "modalite"]
    gardees = connexion.execute(f"SELECT {', '.join(cle)}, cause FROM edition.revision_chiffre").df()
    gardees = gardees.astype(object).where(gardees.notna(), "")
    lues = ecarts[cle].astype(object).where(ecarts[cle].notna(), "").merge(gardees, on=cle, how="left")
    return pd.Series(lues["cause"].fillna(CAUSE_TUE).to_numpy(), index=ecarts.index)


def _public(manifeste: dict[str, Any]) -> str:
    return str(manifeste.get("public", "interne"))


def _sources(connexion: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """La source de calcul de chaque indicateur de l'une ou de l'autre."""
    sql = (
        "SELECT code, source_calcul FROM avant.indicateur UNION ALL SELECT code, source_calcul FROM edition.indicateur"
    )
    return dict(connexion.execute(sql).fetchall())


def _restreindre(
    connexion: duckdb.DuckDBPyConnection, ecarts: pd.DataFrame, definitions: tuple[DefinitionChangee, ...], public: str
) -> tuple[pd.DataFrame, tuple[DefinitionChangee, ...]]:
    """Ce que le plus étroit des deux publics lit."""
    niveaux = dict(connexion.execute("SELECT code, niveau FROM edition.zone").fetchall())
    sources = _sources(connexion)
    nominatifs = {code for code, source in sources.items() if source == SOURCE_NOMINATIVE}
    paires = zip(ecarts["code_indicateur"], ecarts["niveau"], strict=True)
    lus = pd.Series([_lu(*paire, public, nominatifs) for paire in paires], index=ecarts.index, dtype=bool)
    zones = connexion.execute("SELECT code, niveau, parent FROM edition.zone").df()
    resultats = {r for (r,) in connexion.execute("SELECT code FROM edition.resultat").fetchall()}
    lus &= ventilation_lue(ecarts, sources, resultats, niveaux_de_fonction(zones))
    # Masqué d'un seul côté, un chiffre ne l'est que par le public ; sa référence aussi peut lui être tue.
    du_public = (ecarts["genre"] == "masquée") | _reference_seule(ecarts)
    ecarts = ecarts[lus & ~du_public].reset_index(drop=True)
    return ecarts, tuple(d for d in definitions if _definition_lue(d, niveaux.get(d.code_zone), public, nominatifs))


def _definition_lue(definition: DefinitionChangee, niveau: str | None, public: str, nominatifs: set[str]) -> bool:
    # Une référence qui ferait retrouver un effectif masqué est tue d'un public : son absence n'est pas un retrait.
    if definition.objet == COMPAREES["valeur_reference"].objet and definition.geste != "changement":
        return False
    return _lu(definition.code, niveau, public, nominatifs)


def _sans_l_argent(ecarts: pd.DataFrame, sources: dict[str, str], public: str) -> pd.DataFrame:
    """Sans les termes en FCFA que ce public ne lit pas (règle M16) ; qu'eux seuls diffèrent ne révise rien."""
    pesees = argent_tu(ecarts, sources, public)
    for terme in ("numerateur", "denominateur"):
        ecarts.loc[pesees, [f"{terme}_avant", terme]] = None
    memes = (ecarts["valeur"] - ecarts["valeur_avant"]).abs() <= _RIEN * ecarts["valeur"].abs()
    memes &= ecarts["genre"].isin(("révisée", "en cours")) & _juges_de_meme(ecarts)
    return ecarts[~(pesees & memes)].reset_index(drop=True)


def _reference_seule(ecarts: pd.DataFrame) -> pd.Series:
    """Vrai quand rien de ce que l'écart porte ne diffère : seule la valeur de référence le peut."""
    return (ecarts["genre"] == "jugée autrement") & _juges_de_meme(ecarts)


def _juges_de_meme(ecarts: pd.DataFrame) -> pd.Series:
    memes = pd.Series(True, index=ecarts.index)
    for colonne in ("etat", "cible", "recues", "attendues"):
        avant, apres = ecarts[f"{colonne}_avant"], ecarts[colonne]
        memes &= (avant == apres) | (avant.isna() & apres.isna())
    return memes


def _sans_les_tues(ecarts: pd.DataFrame, apres: dict[str, Any]) -> pd.DataFrame:
    """Sans les chiffres «disparus» parce que l'édition remise s'arrête, par construction, à la fin de sa période."""
    limite = lire_periode(str(apres.get("periode", "")))
    if limite is None or _public(apres) == "interne":
        return ecarts
    fins = ecarts["periode"].map(lambda p: lu.fin if (lu := lire_periode(str(p))) else limite.fin)
    tue = (ecarts["genre"] == "rangée disparue") & (fins > limite.fin)
    return ecarts[~tue].reset_index(drop=True)


def _lu(code: str, niveau: str | None, public: str, nominatifs: set[str]) -> bool:
    """Vrai si ce public lit ; une ligne sans zone (un seuil) est lue de tous."""
    return niveau is None or (niveau in LUS[public] and (code not in nominatifs or niveau in NIVEAUX_NOMINATIFS))
