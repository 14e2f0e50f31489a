"""`modele` : le classeur qu'une coordination remplit pour une période, ce qui est connu déjà écrit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.niveaux import NOMS
from domaine.periodes import Periode, lire_periode
from domaine.sources import SOURCES
from etl.demande import DemandeInvalide
from etl.modeles.connus import Connus, lire_connus
from etl.modeles.ecriture import ClasseurARemplir, Tableau
from etl.modeles.lignes import choix_offerts, en_clair, en_mots, lignes_rangees, marques_de, zones_de
from geo.rapprochement import Rapprocheur
from geo.zones import RACINE, par_code


def ecrire_modele(donnees: Path, zone: str, periode: str, sortie: Path, aujourd_hui: dt.date | None = None) -> None:
    """Écrit le modèle d'une zone et d'une période. Sans édition, il est vide mais utilisable.

    Args:
        aujourd_hui: une période finie ce jour-là propose son dernier jour pour un état nouveau ; à défaut, ce jour.

    Raises:
        DemandeInvalide: zone ou période qui ne se lit pas.
    """
    lue = Rapprocheur().lire(zone)
    code = lue.code
    if code is None:
        proche = f" Proche : {lue.suggestion}." if lue.suggestion else " Donnez GAO, MENAKA ou DOUENTZA."
        raise DemandeInvalide(f"La zone «{zone}» ne se lit pas.{proche}")
    voulue = lire_periode(periode)
    if voulue is None:
        raise DemandeInvalide(f"La période «{periode}» ne se lit pas. Donnez 2023-05, 2023-T2, 2023-S1 ou 2023.")
    connus = lire_connus(donnees, code, voulue, aujourd_hui or dt.date.today())
    nom = "tout le projet" if code == RACINE else par_code()[code].nom
    with ClasseurARemplir(sortie, dt.datetime(voulue.annee, 1, 1)) as classeur:
        titre = f"Remontée de {nom}, {voulue.libelle_long}"
        feuilles = feuilles_utiles(connus)
        classeur.ecrire_mode_d_emploi(titre, _mode_d_emploi(voulue), _tableaux(connus, code, feuilles))
        for feuille in feuilles:
            rangees = lignes_rangees(feuille, connus)
            choix = choix_offerts(feuille, connus, code, voulue)
            lignes = [en_clair(feuille, ligne, connus) for ligne in rangees]
            classeur.ecrire_feuille(feuille, lignes, choix=choix, marques=marques_de(feuille, rangees, connus, voulue))


#: Ce que toute coordination dit, quels que soient ses indicateurs.
_TOUJOURS = {"rapport_activite", "reunion", "decision", "evenement"}


def feuilles_utiles(connus: Connus) -> list[Feuille]:
    """Les feuilles que le cadre logique demande, ou dont des lignes sont connues ; toutes, sans cadre logique.

    Une feuille appelle celles dont ses identifiants obligatoires viennent : des visites, les points.
    """
    if not connus.codes:
        return list(FEUILLES_COORDINATION)
    ecrites = (*connus.lignes.items(), *connus.a_completer.items())
    voulues = set(_TOUJOURS) | {table for table, lignes in ecrites if lignes}
    voulues |= {"valeur"} if connus.saisis else set()
    for source in connus.sources & set(SOURCES):
        lus = (*SOURCES[source].registres, *SOURCES[source].pour_ventiler)
        voulues |= {PAR_NOM[normaliser_entete(registre)].table for registre in lus}
    for feuille in reversed(FEUILLES_COORDINATION):
        if feuille.table in voulues:
            voulues |= {c.reference.split(".")[0] for c in feuille.colonnes if c.requise and c.reference}
    return [f for f in FEUILLES_COORDINATION if f.table in voulues]


def _mode_d_emploi(periode: Periode) -> list[str]:
    return [
        f"1. Remplissez, pour {periode.libelle_long}, les feuilles de votre travail ; laissez les autres vides. "
        "Une feuille à onglet bleu contient déjà des lignes, rangées commune par commune, comme en tournée.",
        "2. En-tête foncé : colonne obligatoire. En-tête clair : colonne facultative. Passez la souris sur un "
        "en-tête : un commentaire dit quoi écrire. Fond jaune : à remplir. Fond gris : déjà connu.",
        "3. Postes, activités, chantiers, points à visiter, tournées : une ligne est prête pour chacun, son dernier "
        "état en «rappel». N'écrivez que le nouvel état, et la date si elle est vide.",
        "4. Une ligne que vous ne touchez pas ne dit rien : elle n'efface rien et ne compte pas. Une cellule que vous "
        "videz, elle, efface ce qui était connu. Supprimer une ligne n'efface rien de ce qui a déjà été reçu.",
        "5. Feuille Valeurs : pas de valeur ? Choisissez un motif_absence. N'écrivez jamais 0 pour «non collecté».",
        "6. Un pourcentage se donne par ses deux termes : numerateur et denominateur, jamais par le pourcentage.",
        "7. Une date s'écrit jj/mm/aaaa ; une période, 2024-06, 2024-T2, 2024-S1 ou 2024. Une zone, un point, un "
        "chantier se choisissent dans la liste, par leur nom, ou s'écrivent par leur code.",
        "8. N'écrivez aucun nom de personne : les participants portent un pseudonyme.",
        "9. Enregistrez en .xlsx (avec LibreOffice aussi : ni .ods, ni mot de passe) et renvoyez le fichier. Ce qui "
        "ne se lit pas vous revient, ligne par ligne, avec la raison.",
    ]


def _ecrites(feuille: Feuille, connus: Connus) -> int:
    return len(connus.lignes.get(feuille.table, [])) + len(connus.a_completer.get(feuille.table, []))


def _tableaux(connus: Connus, code: str, utiles: list[Feuille]) -> list[Tableau]:
    """Les tableaux du mode d'emploi : les feuilles, les indicateurs à saisir, les zones."""
    feuilles = [
        (f.nom, f.aide, f"{n} ligne{'s' if n > 1 else ''}" if (n := _ecrites(f, connus)) else "") for f in utiles
    ]
    rythme = {"M": "mois", "T": "trimestre", "S": "semestre", "A": "année"}
    indicateurs = [
        (i["code"], i["libelle"], f"{NOMS[i['niveau_collecte']]}, {rythme[i['frequence']]}", en_mots(i))
        for i in connus.saisis
    ]
    zones = [(z.code, z.nom, NOMS[z.niveau]) for z in map(par_code().__getitem__, zones_de(code))]
    tableaux = [Tableau("Les feuilles", ("feuille", "ce qu'elle porte", "déjà écrit"), feuilles, liens=True)]
    if indicateurs:
        entetes = ("code_indicateur", "indicateur", "une valeur par", "à remplir")
        tableaux.append(Tableau("Les indicateurs de la feuille Valeurs", entetes, indicateurs))
    return [*tableaux, Tableau("Vos zones", ("code_zone", "nom", "niveau"), zones)]
