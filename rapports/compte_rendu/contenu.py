"""Le document du compte rendu : la tête, les chiffres montrés, les décisions, ce qui est à envoyer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from domaine import francais
from domaine.journal import CLOSE, Point
from figures.mots import chiffre, phrases_qualite
from figures.mots.reunion import TITRES
from rapports.blocs import (
    Bloc,
    Cellule,
    Definitions,
    Document,
    Garde,
    Note,
    Paragraphe,
    Titre,
    cellule_d_etat,
    colonne,
    ligne,
    tableau,
)
from rapports.compte_rendu import decisions
from rapports.compte_rendu.lecture import Seance
from rapports.contenu.ordre import AVERTISSEMENT
from rapports.lecture import CUMUL
from requetes.accueil import avancement
from requetes.qualite.envois import Envoi, lire_envois
from requetes.reunion.mouvements import derniere_periode


def batir(seance: Seance) -> Document:
    """Le document neutre d'une réunion."""
    reunion = seance.reunion
    parties = (_tete, _chiffres, decisions.prises, decisions.suivies, decisions.en_retard, _envois)
    return Document(
        titre=f"Compte rendu {reunion.id_reunion} — {reunion.instance}",
        rappel=f"{reunion.id_reunion} · {reunion.instance} · {francais.date(seance.jour)}",
        avertissement=AVERTISSEMENT if seance.demonstration else "",
        blocs=tuple(bloc for partie in parties for bloc in partie(seance)),
    )


def _tete(seance: Seance) -> list[Bloc]:
    reunion, info = seance.reunion, seance.referentiel.info
    entrees = {
        "Réunion": reunion.id_reunion,
        "Date": francais.date(seance.jour),
        "Lieu": reunion.lieu,
        "Zone": _zone(seance),
        "Présents, par fonction": ", ".join(reunion.presents) or "aucun n’a été noté",
        "Édition montrée": reunion.edition,
        "Données arrêtées au": francais.date(info.get("date_donnees")),
        "Empreinte des chiffres": seance.empreinte or francais.ND,
        "Comparée à l’édition": reunion.edition_precedente,
    }
    ordre = " · ".join(f"{n}.{francais.INSECABLE}{_titre(seance, p)}" for n, p in enumerate(reunion.ordre, 1))
    close = reunion.etat == CLOSE
    return [
        Garde(
            titre=f"{reunion.instance} du {francais.date(seance.jour)}",
            sous_titre=f"Compte rendu — {seance.referentiel.projet.get('intitule', 'SOCLE')}",
            entrees=tuple((nom, texte) for nom, texte in entrees.items() if texte),
            avertissement="" if close else f"PROVISOIRE. La réunion est {reunion.etat} : elle n’est pas close.",
            seule=False,
        ),
        *([Definitions((("Ordre du jour", ordre),))] if ordre else []),
    ]


def _zone(seance: Seance) -> str:
    zone = seance.referentiel.zones.get(seance.reunion.code_zone)
    if not seance.region:
        return "tout le projet (SOCLE)"
    return f"{zone.nom if zone else 'inconnue de l’édition'} ({seance.reunion.code_zone})"


def _titre(seance: Seance, point: Point) -> str:
    """Celui que la personne a écrit, à défaut celui du genre, et ce que l'écart regarde."""
    if point.titre or not point.cible:
        return point.titre or TITRES[point.genre]
    code, _, zone = point.cible.partition("|")
    indicateur, lieu = seance.referentiel.indicateurs.get(code), seance.referentiel.zones.get(zone)
    return f"{lieu.nom if lieu else zone} — {indicateur.libelle_court if indicateur else code}"


def _chiffres(seance: Seance) -> list[Bloc]:
    """Les écarts de l'ordre du jour, lus dans l'édition de la réunion, depuis le démarrage."""
    cibles = [p.cible.partition("|") for p in seance.reunion.ordre if p.genre == "ecart" and p.cible]
    if not cibles:
        return []
    return [
        Titre("Chiffres montrés"),
        tableau(
            "Cumul depuis le démarrage, ou état à l’arrêté, contre la cible due",
            (
                colonne("Zone", part=1.3),
                colonne("Indicateur", part=3),
                colonne("Lu à", part=1.2),
                colonne("Valeur", "droite", 1.7),
                colonne("Sur", "droite", 1.2),
                colonne("Cible due", "droite", 1.7),
                colonne("État", part=1.5),
            ),
            [_chiffre(seance, code, zone) for code, _, zone in cibles],
        ),
    ]


def _chiffre(seance: Seance, code: str, zone: str) -> tuple[Cellule, ...]:
    periode = derniere_periode(seance.base)
    lus = avancement.avancement(seance.base, zone, CUMUL, periode) if zone in seance.referentiel.zones else ()
    x = next((a for a in lus if a.code_indicateur == code), None)
    lieu = seance.referentiel.zones[zone].nom if lus else zone
    if x is None or not x.lu:
        nom = f"{code} — {x.libelle_court}" if x else code
        return ligne(lieu, nom, "", "absent de cette édition", "", "", cellule_d_etat(None))
    sur = "" if x.denominateur is None else francais.fraction(x.numerateur, x.denominateur)
    return ligne(
        lieu,
        f"{code} — {x.libelle_court}",
        francais.periode(x.periode),
        chiffre.valeur(replace(x, denominateur=None)) + chiffre.marques(x),
        sur,
        chiffre.cible(x),
        cellule_d_etat(x.etat),
    )


def _envois(seance: Seance) -> list[Bloc]:
    """Les rapports qui manquent, un par ligne ; le reste de ce qui est à envoyer, compté."""
    arrete = dt.date.fromisoformat(seance.referentiel.info["date_donnees"])
    lus = lire_envois(seance.base, seance.region, arrete)
    manquants = [e for e in lus.envois if e.nature == "rapport" and e.retard_jours is not None]
    phrase = phrases_qualite.relances(lus.relances, lus.lignes_a_corriger)
    blocs: list[Bloc] = [Titre("Rapports manquants")]
    if manquants:
        colonnes = (
            colonne("Coordination", part=1.4),
            colonne("Ce qui manque", part=3),
            colonne("Période", part=1.5),
            colonne("Dû le", part=1),
            colonne("Retard", "droite", 1),
        )
        blocs.append(tableau("À la date des données", colonnes, [_envoi(e) for e in manquants]))
    else:
        blocs.append(Paragraphe("Aucun rapport échu ne manque à la date des données."))
    return [*blocs, Note(phrase)]


def _envoi(envoi: Envoi) -> tuple[Cellule, ...]:
    return ligne(
        envoi.coordination,
        envoi.objet,
        "" if envoi.periode is None else francais.periode(envoi.periode),
        "" if envoi.date_echeance is None else francais.date_courte(envoi.date_echeance),
        "" if envoi.retard_jours is None else francais.compte(envoi.retard_jours, "jour"),
    )
