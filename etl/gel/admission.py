"""Ce que l'on demande de figer, contrôlé avant d'être bâti : qui le lira, quelle période, ce qui est écrit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domaine import francais
from domaine.chemins import BASE, dossier_edition, dossier_figees
from domaine.figees import PUBLICS, RUBRIQUES
from domaine.periodes import Periode, lire_periode
from domaine.preuve import empreinte_fichier, fautes_de_la_chaine
from domaine.schema.edition import CLE_NUMERO, NUMERO, SANS_NUMERO
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.redaction import Redaction
from etl.gel.relecture import APRES, Trouvaille, lire_connus, relire, sans_reponse
from etl.gel.sceau import journal

_TITRE_MAX, _NOTE_MAX, _COMMENTAIRE_MAX = 200, 2000, 3000
_RENDRE = "Rendez-le depuis une sauvegarde (docs/EXPLOITATION.md)."
_TOURNES_VERS_LA_SUITE = (RUBRIQUES["suite"], RUBRIQUES["decisions"])
#: Au-delà, une phrase ne se lit plus ; le reste se compte.
_TROUVAILLES_DITES = 8


@dataclass(frozen=True)
class AFiger:
    """Ce que l'on fige.

    Attributes:
        public: interne, partenaires ou bailleur.
        titre: une ligne, sur la page de garde.
        periode: telle que la personne l'écrit («T2 2024», «2024-T2»).
        note: facultative.
        commentaires: code de résultat → texte, gardés dans l'édition.
        source: identifiant de l'édition à figer ; vide = la courante.
        rapport: écrire aussi ce qui s'emporte (HTML, PDF, Word, classeur).
        redaction: les rubriques écrites, les commentaires de chiffres gardés.
        gardees: passages que la relecture a trouvés, et que l'on garde en connaissance de cause (règle E18).
    """

    public: str
    titre: str
    periode: str
    note: str = ""
    commentaires: dict[str, str] = field(default_factory=dict)
    source: str = ""
    rapport: bool = True
    redaction: Redaction = field(default_factory=Redaction)
    gardees: tuple[str, ...] = ()

    @property
    def textes(self) -> dict[str, str]:
        """Champ → texte : tout ce qu'une personne a écrit."""
        ecrits = {"titre": self.titre, "note": self.note}
        ecrits |= {f"commentaire de {code}": texte for code, texte in self.commentaires.items()}
        return {champ: texte for champ, texte in (ecrits | self.redaction.textes).items() if texte.strip()}


def admettre(donnees: Path, demande: AFiger) -> tuple[Path, dict[str, Any], Periode]:
    """La base de l'édition à figer, son manifeste, la période : entière, de ce programme, et demandée comme il faut."""
    base = edition.chemin_base(donnees, demande.source or None)
    manifeste_source = edition.manifeste(donnees, base.parent.name)
    if empreinte_fichier(base) != manifeste_source["sha256_base"]:
        raise edition.EditionFausse(f"L'édition «{base.parent.name}» est altérée : publiez à nouveau avant de figer.")
    if manifeste_source.get("public", PUBLICS[0]) != PUBLICS[0]:
        # Déjà réduite, elle n'a plus les noms que la relecture cherche (règle E18), ni de quoi refaire les masques.
        raise DemandeInvalide(
            f"L'édition «{base.parent.name}» est déjà celle d'un public : figez l'édition publiée dont elle vient."
        )
    if manifeste_source.get(CLE_NUMERO, SANS_NUMERO) != NUMERO:
        # Une édition publiée se refait de ses dépôts ; figée, elle ne se referait plus.
        raise edition.EditionFausse(
            f"L'édition «{base.parent.name}» a été bâtie par une autre version : publiez avant de figer."
        )
    _exiger_les_precedentes(donnees)
    periode = _controler(demande, manifeste_source)
    with edition.ouvrir(base) as connexion:
        debut = str(dict(connexion.execute("SELECT cle, valeur FROM info WHERE cle = 'debut'").fetchall())["debut"])
    if periode.fin < dt.date.fromisoformat(debut):
        raise DemandeInvalide(f"La période {periode.libelle_long} précède le projet ({francais.date(debut)}).")
    return base, manifeste_source, periode


def _exiger_les_precedentes(donnees: Path) -> None:
    """Le journal tient, et toute édition d'un public qu'il nomme est là.

    Figer sur un journal refait en ferait une preuve ; sans le dossier d'une édition d'un public, ce qu'elle a masqué ne
    se sait plus, et deux éditions se soustrairaient (règle M10).
    """
    inscriptions = journal(donnees)
    if fautes := fautes_de_la_chaine(inscriptions):
        raise edition.EditionFausse(f"Rien ne se fige sur un journal altéré : {fautes[0]}. {_RENDRE}")
    sans_journal = not inscriptions and any(dossier_figees(donnees).glob("E*"))
    if sans_journal:
        raise edition.EditionFausse(f"Le journal des éditions figées manque. {_RENDRE}")
    for ligne in inscriptions:
        if ligne.sceau and ligne.public != PUBLICS[0] and not (dossier_edition(donnees, ligne.numero) / BASE).is_file():
            raise edition.EditionFausse(
                f"L'édition {ligne.numero} a été effacée du dossier : ce qu'elle masquait ne se sait plus. {_RENDRE}"
            )


def relire_la_demande(base: Path, demande: AFiger, periode: Periode) -> tuple[Trouvaille, ...]:
    """Ce qui, dans ce qui est écrit, se garde ou se retire ; rien d'une édition que l'équipe se garde."""
    if demande.public == "interne":
        return ()
    with edition.ouvrir(base) as connexion:
        connus = lire_connus(connexion)
    trouvees = relire(demande.textes, connus, periode.fin)
    # La période suivante et ce qui est demandé parlent d'après, c'est leur objet.
    return tuple(t for t in trouvees if t.genre != APRES or not t.champ.startswith(_TOURNES_VERS_LA_SUITE))


def exiger_la_relecture(trouvees: tuple[Trouvaille, ...], gardees: tuple[str, ...]) -> None:
    """Refuse tant qu'un passage n'est ni retiré ni gardé en connaissance de cause (règle E18).

    Raises:
        DemandeInvalide: les passages sans réponse, avec le remède.
    """
    if restent := sans_reponse(trouvees, gardees):
        dites = " ; ".join(f"{t.champ}\u00a0: «{t.texte}» ({t.genre})" for t in restent[:_TROUVAILLES_DITES])
        autres = len(restent) - _TROUVAILLES_DITES
        dites += f" ; et {autres} de plus" if autres > 0 else ""
        raise DemandeInvalide(
            f"À relire avant de remettre\u00a0: {dites}. Retirez chacun de ces passages du texte, ou gardez-le en "
            "connaissance de cause\u00a0: --garder «le passage»."
        )


def _controler(demande: AFiger, manifeste_source: dict[str, Any]) -> Periode:
    if demande.public not in PUBLICS:
        raise DemandeInvalide(f"Le public «{demande.public}» n'existe pas. Choisissez : {', '.join(PUBLICS)}.")
    _controler_texte("titre", demande.titre, _TITRE_MAX, vide=False)
    _controler_texte("note", demande.note, _NOTE_MAX)
    for code, texte in demande.commentaires.items():
        _controler_texte(f"commentaire de {code}", texte, _COMMENTAIRE_MAX)
    periode = lire_periode(demande.periode)
    if periode is None:
        raise DemandeInvalide(
            f"La période «{demande.periode}» ne se lit pas. Donnez 2024-T2, «T2 2024», 2024-S1, 2024 ou 2024-06."
        )
    if not manifeste_source["date_donnees"]:
        raise DemandeInvalide("L'édition à figer n'a aucune donnée datée : il n'y a rien à figer.")
    if periode.debut > dt.date.fromisoformat(manifeste_source["date_donnees"]):
        arrete = francais.date(manifeste_source["date_donnees"])
        raise DemandeInvalide(f"La période {periode.libelle_long} commence après l'arrêté des données ({arrete}).")
    return periode


def _controler_texte(nom: str, texte: str, longueur: int, *, vide: bool = True) -> None:
    if not texte.strip() and not vide:
        raise DemandeInvalide(f"Le {nom} est vide : donnez-en un, il est sur la page de garde.")
    if len(texte) > longueur:
        raise DemandeInvalide(f"Le {nom} a {len(texte)} caractères ; {longueur} au plus.")
