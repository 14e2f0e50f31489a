"""Les lignes d'un modèle telles qu'elles s'écrivent : leur ordre, leurs mots, leurs listes et leurs couleurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domaine.feuilles.declaration import SEPARATEUR, Colonne, Feuille, avec_nom
from domaine.listes import montrer
from domaine.niveaux import NIVEAUX
from domaine.periodes import Periode
from etl.lignes.entetes import COLONNE_RAPPEL
from etl.modeles.connus import Connus, Ligne, bases_attendues
from etl.modeles.ecriture import Marques
from etl.modeles.etats import A_SAISIR
from geo.zones import descendants, nom_et_code, par_code

#: Nature d'un indicateur → colonnes de `Valeurs` qu'une coordination y remplit.
_A_REMPLIR = {"ratio": ("numerateur", "denominateur"), "score": ("valeur", "effectif")}


def _a_remplir(indicateur: dict[str, Any]) -> tuple[str, ...]:
    return _A_REMPLIR.get(str(indicateur["nature"]), ("valeur",))


def en_mots(indicateur: dict[str, Any]) -> str:
    """Ce qui se remplit pour un indicateur : «numerateur (séances tenues), denominateur (séances prévues)»."""
    precisions = {**indicateur, "valeur": indicateur["unite"], "effectif": "nombre de personnes"}
    dits = [f"{c} ({precisions[c]})" if precisions[c] else c for c in _a_remplir(indicateur)]
    return ", ".join(dits)


def lignes_rangees(feuille: Feuille, connus: Connus) -> list[Ligne]:
    """Les lignes déjà reçues et celles à compléter, dans l'ordre d'une tournée : par commune, localité, identifiant.

    Les valeurs restent dans l'ordre du cadre logique, réunions et décisions dans celui des jours.
    """
    lignes = [*connus.lignes.get(feuille.table, []), *connus.a_completer.get(feuille.table, [])]
    if feuille.table == "valeur":
        rang = {code: i for i, code in enumerate(connus.codes)}
        return sorted(lignes, key=lambda x: (rang[x["code_indicateur"]], x["periode"], _rang_de_zone(x["code_zone"])))
    if feuille.table in ("reunion", "decision"):
        return lignes
    return sorted(lignes, key=lambda ligne: _en_tournee(feuille, ligne, connus))


def _en_tournee(feuille: Feuille, ligne: Ligne, connus: Connus) -> tuple[object, ...]:
    zone, lieu = str(ligne.get("code_zone") or ""), str(ligne.get("site") or ligne.get("localite") or "")
    tournee = str(ligne.get("id_tournee") or "")
    for colonne in ("id_point", "id_chantier", "id_tournee", "id_formation"):
        situe = connus.lieux.get(colonne, {}).get(str(ligne.get(colonne) or ""))
        if situe:
            zone, lieu = zone or situe[0], lieu or situe[1]
    cle = tuple(str(ligne.get(nom) or "") for nom in feuille.cle_effective)
    # Les arrêts d'une tournée restent ensemble, dans l'ordre de leurs jours.
    jour = str(ligne.get("date") or "") if tournee else ""
    return tournee, jour, _rang_de_zone(zone), lieu, cle


def _rang_de_zone(code: str) -> int:
    zone = par_code().get(code)
    return zone.ordre if zone else -1


def en_clair(feuille: Feuille, ligne: Ligne, connus: Connus) -> dict[str, Any]:
    """Une ligne telle qu'elle s'écrit : chaque valeur comme les listes l'offrent, un code suivi de son nom."""
    colonnes = {c.nom: c for c in feuille.colonnes}
    return {
        nom: _dire(colonnes[nom], str(v), connus.noms) if nom in colonnes and isinstance(v, str) else v
        for nom, v in ligne.items()
    }


def _dire(colonne: Colonne, valeur: str, noms: Mapping[str, Mapping[str, str]]) -> str:
    if colonne.type == "zone":
        return nom_et_code(valeur) if valeur in par_code() else valeur
    if colonne.type == "liste":
        return montrer(colonne.liste, valeur)
    if colonne.reference or colonne.type == "indicateur":
        connus = noms.get(colonne.nom, {})
        codes = valeur.split(SEPARATEUR) if colonne.plusieurs else [valeur]
        return f"{SEPARATEUR} ".join(avec_nom(code, connus.get(code)) for code in codes)
    return valeur


def marques_de(feuille: Feuille, lignes: Sequence[Ligne], connus: Connus, periode: Periode) -> Marques:
    """Ce qui est connu en gris, ce qui est à remplir en jaune ; dans Valeurs, l'indicateur dit en commentaire."""
    neuves = {i for i, ligne in enumerate(lignes) if COLONNE_RAPPEL in ligne}
    recues = [i for i in range(len(lignes)) if i not in neuves]
    indicateurs = {i["code"]: i for i in connus.saisis}
    attendues: dict[int, tuple[str, ...]] = {}
    notes: dict[int, str] = {}
    for i, ligne in enumerate(lignes):
        if feuille.table == "valeur":
            indicateur = indicateurs[ligne["code_indicateur"]]
            notes[i] = (
                f"{indicateur['libelle']}\nZone : {nom_et_code(ligne['code_zone'])}\nÀ remplir : {en_mots(indicateur)}"
            )
            if ligne.get("dimension") is None:  # une ventilation connue n'est pas attendue
                attendues[i] = _a_remplir(indicateur)
        elif i in neuves or _attend_une_suite(feuille, ligne, periode):
            attendues[i] = tuple(c for c in A_SAISIR.get(feuille.table, ()) if i not in neuves or not ligne.get(c))
    # Ce qui est déjà écrit d'une ligne à compléter est connu, la clé seule d'une ligne déjà reçue.
    connues = {
        i: tuple(c for c in (ligne if i in neuves else feuille.cle) if c not in attendues.get(i, ()))
        for i, ligne in enumerate(lignes)
    }
    return Marques({"attendue": attendues, "connue": connues}, notes, a_completer=sorted(neuves), connues=recues)


def _attend_une_suite(feuille: Feuille, ligne: Ligne, periode: Periode) -> bool:
    """Vrai d'une ligne reçue dont la suite est à dire : étape ou décision en attente, tournée sans compte rendu."""
    if feuille.table == "spi_tournee":
        prevue = ligne["date_prevue_debut"]
        return ligne["statut"] == "planifiée" and (prevue is None or prevue <= periode.fin)
    faite = {
        "etape_restauration": "date_reelle",
        "decision": "date_execution",
        "rapport_activite": "date_reception",
        "spi_etape": "tenue",
    }.get(feuille.table)
    return faite is not None and not ligne[faite]


def zones_de(code: str) -> list[str]:
    """La zone et celles qu'elle contient, les plus larges d'abord."""
    return [z for niveau in NIVEAUX for z in descendants(code, niveau)]


def choix_offerts(
    feuille: Feuille, connus: Connus, code: str, periode: Periode | None = None
) -> dict[str, Sequence[str]]:
    """Colonne → valeurs offertes. Un identifiant neuf se crée dans sa propre feuille : sa liste n'y est pas offerte."""
    offerts: dict[str, Sequence[str]] = {
        **connus.identifiants,
        "code_indicateur": [str(i["code"]) for i in connus.saisis] if feuille.table == "valeur" else connus.codes,
    }
    if periode is not None:
        bases = {p.libelle for i in connus.saisis for p in bases_attendues(str(i["frequence"]), periode)}
        offerts["periode"] = sorted(bases | {periode.libelle})
    if "code_zone" in feuille.noms:
        niveau = feuille.colonne("code_zone").niveau
        offerts["code_zone"] = descendants(code, niveau) if niveau else zones_de(code)
    return {
        c: [_dire(feuille.colonne(c), v, connus.noms) for v in valeurs]
        for c, valeurs in offerts.items()
        if valeurs and c in feuille.noms and feuille.cle != (c,)
    }
