"""Les corrections : une ligne reçue, changée ou retirée par une feuille `Corrections`, à son rang (règle Q15).

Une correction appliquée fait une ligne neuve, copie de la dernière reçue de cette clé où une seule cellule change ;
elle passe les mêmes contrôles et son origine est la ligne du classeur des corrections. Le fichier corrigé reste intact.
Une correction qui ne trouve rien, ou dont l'ancienne valeur n'est plus là, est bloquante.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.feuilles.declaration import Colonne, Feuille, normaliser_entete
from domaine.feuilles.passerelles import FEUILLE_FORMULAIRES
from domaine.recherche import proches
from etl.fichiers.a_lire import FichierALire
from etl.fichiers.cellules import Cellule
from etl.lignes.conversions import texte_de
from etl.lignes.ecritures import parties_de_cle
from etl.lignes.entetes import TableBrute, noms_attendus
from etl.lignes.tampon import Signalement, Tampon, jour_depuis_1900

_TABLE = FEUILLE_CORRECTIONS.table
#: Longueur d'une valeur citée dans un message.
_CITATION = 80


@dataclass(frozen=True)
class _Correction:
    """Une correction lisible et validée : sa ligne, ce qu'elle vise."""

    id_ligne: int
    fichier: FichierALire
    table: TableBrute
    indice: int
    cible: Feuille
    colonne: Colonne | None
    cle: str
    retirer: bool

    def cellule(self, nom: str) -> Cellule:
        rang = self.table.colonnes.get(nom)
        ligne = self.table.lignes[self.indice]
        cellule = ligne[rang] if rang is not None and rang < len(ligne) else ""
        dates = self.colonne is not None and self.colonne.type in ("date", "periode")
        return jour_depuis_1900(cellule) if dates and self.table.depuis_1904 else cellule

    def signalement(self, code: str, colonne: str, valeur: str, detail: str = "") -> Signalement:
        return Signalement(self.id_ligne, code, colonne, valeur[:_CITATION], detail)


@dataclass(frozen=True)
class _Faite:
    """Une correction appliquée : la clé visée, l'ancienne valeur, et la dernière ligne d'alors."""

    demande: _Correction
    cle: tuple[object, ...]
    ancienne: object
    texte: str
    apres: int


class Corrections:
    """Toutes les corrections reçues, appliquées dépôt après dépôt pendant la lecture."""

    def __init__(self, tampon: Tampon, tables: list[tuple[FichierALire, TableBrute]]) -> None:
        self._tampon = tampon
        self._remplacees: set[int] = set()
        self._faites: list[_Faite] = []
        self._demandes: dict[int, list[_Correction]] = {}
        fichiers = {}
        for fichier, table in tables:
            tampon.ajouter(table, fichier.rang, fichier.recu)
            fichiers[fichier.rang] = fichier
        lues = tampon.connexion.execute(
            f"SELECT id_ligne, id_chargement, feuille_visee, cle, colonne, statut, action FROM t_{_TABLE} "
            "WHERE id_ligne NOT IN (SELECT id_ligne FROM bloquee) ORDER BY id_ligne"
        ).fetchall()
        for id_ligne, rang, feuille, cle, colonne, statut, action in lues:
            self._lire(id_ligne, fichiers[rang], (feuille, cle, colonne, statut, action))

    def _lire(self, id_ligne: int, fichier: FichierALire, textes: tuple[str | None, ...]) -> None:
        feuille, cle, colonne, statut, action = (t or "" for t in textes)
        segment, indice = self._tampon.situer(id_ligne)
        if statut != "validée":
            if statut == "proposée":
                self._tampon.noter([Signalement(id_ligne, "correction_en_attente", "statut", statut)])
            return
        retirer = action == "retirer"
        cible = PAR_NOM.get(normaliser_entete(feuille))
        nom = noms_attendus(cible).get(normaliser_entete(colonne)) if cible and colonne else None
        if cible is None or cible.classeur in (FEUILLE_CORRECTIONS.classeur, FEUILLE_FORMULAIRES.classeur):
            detail = f"«{feuille[:_CITATION]}» n'est pas une feuille qui se corrige"
            connues = {n: f.nom for n, f in PAR_NOM.items()} if cible is None else {}
            self._refuser(id_ligne, "feuille_visee", feuille, detail, connues)
            return
        if colonne and nom is None:
            detail = f"la feuille «{cible.nom}» n'a pas de colonne «{colonne[:_CITATION]}»"
            self._refuser(id_ligne, "colonne", colonne, detail, noms_attendus(cible))
            return
        if not colonne and not retirer:
            self._refuser(id_ligne, "colonne", "", "la colonne à corriger n'est pas dite", {})
            return
        visee = cible.colonne(nom) if nom else None
        demande = _Correction(id_ligne, fichier, segment.table, indice, cible, visee, cle, retirer)
        self._demandes.setdefault(fichier.rang, []).append(demande)

    def _refuser(self, id_ligne: int, ou: str, valeur: str, detail: str, connues: Mapping[str, str]) -> None:
        suggestion = ", ".join(proches(normaliser_entete(valeur), connues))
        self._tampon.noter([Signalement(id_ligne, "correction_impossible", ou, valeur[:_CITATION], detail, suggestion)])

    def appliquer(self, rang: int, concerne: Callable[[Feuille], bool]) -> None:
        """Applique les corrections d'un dépôt, une fois ses lignes et celles d'avant entrées au tampon.

        Args:
            rang: le dépôt des corrections.
            concerne: dit quelles feuilles sont prêtes ; les autres corrections attendent leur tour.
        """
        for demande in self._demandes.get(rang, []):
            if concerne(demande.cible):
                signalements = self._retirer(demande) if demande.retirer else self._corriger(demande)
                self._tampon.noter(signalements)

    def _lignes_visees(self, demande: _Correction) -> tuple[tuple[object, ...], list[int]] | Signalement:
        """La clé lue et les lignes en place qui la portent, de la plus récente à la plus ancienne."""
        noms = demande.cible.cle_effective
        parties = parties_de_cle(demande.cle, len(noms))
        if len(parties) > len(noms):
            detail = f"la clé de «{demande.cible.nom}» a {len(noms)} parties : {' | '.join(noms)}"
            return demande.signalement("correction_impossible", "cle", demande.cle, detail)
        # Une clé plus courte laisse vides ses dernières parties : le total, sans ventilation.
        cellules = dict(zip(noms, [*parties, *[""] * (len(noms) - len(parties))], strict=True))
        lues = self._convertir(demande, cellules)
        illisibles = [n for n, cellule in cellules.items() if cellule and lues[n] is None]
        if illisibles:
            detail = f"dans la clé, {illisibles[0]} ne se lit pas"
            return demande.signalement("correction_impossible", "cle", demande.cle, detail)
        cle = tuple(lues[n] for n in noms)
        conditions = " AND ".join(f"{n} IS NOT DISTINCT FROM ?" for n in noms)
        trouvees = self._tampon.connexion.execute(
            f"SELECT id_ligne FROM t_{demande.cible.table} WHERE {conditions} ORDER BY id_ligne DESC", list(cle)
        ).fetchall()
        en_place = [int(i) for (i,) in trouvees if i not in self._remplacees]
        if not en_place:
            return demande.signalement("correction_sans_objet", "cle", demande.cle, demande.cible.nom)
        return cle, en_place

    def _qui_dit(self, demande: _Correction, id_ligne: int, lignes: list[int]) -> int:
        """La ligne dont une autre tient la colonne visée : elle-même, ou la dernière d'avant à la dire (règle K6)."""
        nom = demande.colonne.nom if demande.colonne else ""
        return next((i for i in lignes if i <= id_ligne and nom not in self._tues(i)), id_ligne)

    def _tues(self, id_ligne: int) -> frozenset[str]:
        segment, indice = self._tampon.situer(id_ligne)
        return segment.table.tues[indice] if segment.table.tues else frozenset()

    def _retirer(self, demande: _Correction) -> list[Signalement]:
        visees = self._lignes_visees(demande)
        if isinstance(visees, Signalement):
            return [visees]
        cle, lignes = visees
        retirees = lignes if demande.colonne is None else [i for i in lignes if self._est_ancienne(demande, i)]
        if not retirees:
            return [self._depassee(demande, lignes[0])]
        self._remplacer([(i, None) for i in retirees])
        self._faites.append(_Faite(demande, cle, None, demande.cle, max(retirees)))
        return []

    def _corriger(self, demande: _Correction) -> list[Signalement]:
        visees = self._lignes_visees(demande)
        if isinstance(visees, Signalement):
            return [visees]
        cle, lignes = visees
        # Deux lignes contradictoires d'un même fichier ont la même clé : l'ancienne valeur dit laquelle.
        dernier = self._tampon.situer(lignes[0])[0].rang_depot
        voisines = [i for i in lignes if self._tampon.situer(i)[0].rang_depot == dernier]
        ancienne = next((i for i in voisines if self._est_ancienne(demande, self._qui_dit(demande, i, lignes))), None)
        if ancienne is None:
            return [self._depassee(demande, lignes[0])]
        valeur = self._valeur(demande, self._qui_dit(demande, ancienne, lignes))
        corrigee = self._ligne_corrigee(demande, ancienne, cle)
        self._tampon.ajouter(corrigee, demande.fichier.rang, demande.fichier.recu)
        nouvelle = self._tampon.segments[-1].premier
        if not self._est_fautive(nouvelle, demande.colonne):
            self._remplacer([(ancienne, nouvelle)])
            self._faites.append(_Faite(demande, cle, valeur, texte_de(demande.cellule("ancienne_valeur")), nouvelle))
        else:
            self._abandonner(demande, nouvelle)
        return []

    def _abandonner(self, demande: _Correction, nouvelle: int) -> None:
        """La nouvelle valeur ne se lit pas : la faute est celle de la correction, la ligne d'avant reste en place."""
        connexion = self._tampon.connexion
        connexion.execute(f"DELETE FROM t_{demande.cible.table} WHERE id_ligne = ?", [nouvelle])
        assert demande.colonne is not None
        connexion.execute(
            "UPDATE signalement SET id_ligne = ?, colonne = 'nouvelle_valeur' WHERE id_ligne = ? AND colonne = ?",
            [demande.id_ligne, nouvelle, demande.colonne.nom],
        )
        connexion.execute("DELETE FROM signalement WHERE id_ligne = ?", [nouvelle])

    def _remplacer(self, couples: list[tuple[int, int | None]]) -> None:
        self._remplacees.update(ancienne for ancienne, _ in couples)
        self._tampon.connexion.executemany("INSERT INTO remplacement VALUES (?, ?)", couples)

    def _est_fautive(self, id_ligne: int, colonne: Colonne | None) -> bool:
        """La cellule corrigée ne se lit-elle pas ? Une faute d'une autre colonne attend sa propre correction."""
        assert colonne is not None
        requete = (
            "SELECT 1 FROM signalement JOIN genre_signalement USING (code) "
            "WHERE id_ligne = ? AND colonne = ? AND gravite = 'bloquante'"
        )
        return bool(self._tampon.connexion.execute(requete, [id_ligne, colonne.nom]).fetchall())

    def _convertir(self, demande: _Correction, cellules: dict[str, Cellule]) -> dict[str, object]:
        """Les cellules lues comme celles de la feuille visée ; `None` pour ce qui est vide ou illisible."""
        mini = TableBrute(demande.cible, demande.cible.nom, {n: i for i, n in enumerate(cellules)})
        mini.numeros, mini.lignes = [1], [list(cellules.values())]
        return self._tampon.convertir_ligne(mini, demande.fichier.recu)

    def _cellule_recue(self, id_ligne: int, colonne: Colonne) -> Cellule:
        segment, indice = self._tampon.situer(id_ligne)
        rang = segment.table.colonnes.get(colonne.nom)
        ligne = segment.table.lignes[indice]
        cellule = ligne[rang] if rang is not None and rang < len(ligne) else ""
        dates = segment.table.depuis_1904 and colonne.type in ("date", "periode")
        return jour_depuis_1900(cellule) if dates else cellule

    def _valeur(self, demande: _Correction, id_ligne: int) -> object:
        assert demande.colonne is not None
        lue = self._tampon.connexion.execute(
            f"SELECT {demande.colonne.nom} FROM t_{demande.cible.table} WHERE id_ligne = ?", [id_ligne]
        ).fetchall()
        return lue[0][0] if lue else None

    def _est_ancienne(self, demande: _Correction, id_ligne: int) -> bool:
        """La cellule porte-t-elle l'ancienne valeur : le même texte, ou la même valeur une fois lue ?"""
        assert demande.colonne is not None
        dite, recue = demande.cellule("ancienne_valeur"), self._cellule_recue(id_ligne, demande.colonne)
        if texte_de(dite).casefold() == texte_de(recue).casefold():
            return True
        valeur = self._valeur(demande, id_ligne)
        if valeur is None or not texte_de(dite):
            return False
        cellules = {c.nom: self._cellule_recue(id_ligne, c) for c in demande.cible.colonnes}
        return self._convertir(demande, cellules | {demande.colonne.nom: dite})[demande.colonne.nom] == valeur

    def _depassee(self, demande: _Correction, id_ligne: int) -> Signalement:
        assert demande.colonne is not None
        segment, indice = self._tampon.situer(id_ligne)
        lue = texte_de(self._cellule_recue(id_ligne, demande.colonne))[:_CITATION] or "une cellule vide"
        ou = f"dépôt n° {segment.rang_depot}, feuille «{segment.table.nom}», ligne {segment.table.numeros[indice]}"
        dite = texte_de(demande.cellule("ancienne_valeur")) or "(vide)"
        deja = ", qui est déjà la nouvelle valeur" if lue == texte_de(demande.cellule("nouvelle_valeur")) else ""
        return demande.signalement("correction_depassee", "ancienne_valeur", dite, f"on y lit «{lue}»{deja} ({ou})")

    def _ligne_corrigee(self, demande: _Correction, ancienne: int, cle: tuple[object, ...]) -> TableBrute:
        """La ligne reçue, sa clé comme elle est reconnue (règle Q20), où la cellule visée prend la nouvelle valeur."""
        assert demande.colonne is not None
        colonnes = demande.cible.colonnes
        lus = zip(demande.cible.cle_effective, cle, strict=True)
        textes = {nom: lu for nom, lu in lus if nom.startswith(("id_", "site"))}
        cellules = [textes.get(c.nom) or self._cellule_recue(ancienne, c) for c in colonnes]
        cellules[colonnes.index(demande.colonne)] = demande.cellule("nouvelle_valeur")
        ligne = TableBrute(demande.cible, demande.table.nom, {c.nom: i for i, c in enumerate(colonnes)})
        ligne.numeros, ligne.lignes = [demande.table.numeros[demande.indice]], [cellules]
        ligne.origine = (demande.table, demande.indice)
        ligne.tues = [tues - {demande.colonne.nom}] if (tues := self._tues(ancienne)) else []
        rang = demande.table.colonnes.get("nouvelle_valeur")
        ligne.adresses = {} if rang is None else {demande.colonne.nom: rang}
        return ligne

    def signaler_effacees(self) -> None:
        """Une ligne plus récente qui redonne l'ancienne valeur défait la correction : c'est dit, pas empêché."""
        for faite in self._faites:
            cible, colonne = faite.demande.cible, faite.demande.colonne
            conditions = [f"{n} IS NOT DISTINCT FROM ?" for n in cible.cle_effective]
            parametres = [*faite.cle]
            if not faite.demande.retirer and colonne is not None:
                conditions.append(f"{colonne.nom} IS NOT DISTINCT FROM ?")
                parametres.append(faite.ancienne)
            lues = self._tampon.connexion.execute(
                f"SELECT max(id_ligne) FROM t_{cible.table} WHERE {' AND '.join(conditions)} AND id_ligne > ?",
                [*parametres, faite.apres],
            ).fetchall()
            defaisante = lues[0][0] if lues else None
            if defaisante is not None and defaisante not in self._remplacees:
                numero = faite.demande.table.numeros[faite.demande.indice]
                detail = f"{faite.demande.fichier.nom}, ligne {numero}"
                nom = "" if colonne is None else colonne.nom
                self._tampon.noter(
                    [Signalement(defaisante, "correction_effacee", nom, faite.texte[:_CITATION], detail)]
                )
