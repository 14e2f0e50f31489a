"""Des fichiers reçus aux tables de nos feuilles : les classeurs, puis ce que des règles ou le cadre apprennent à lire.

Un classeur ordinaire se lit d'un trait. Un fichier qui porte une feuille de formulaire, ou un nom inconnu, attend que
la feuille `Formulaires` de tous les dépôts soit lue ; un export de DHIS2, que le cadre le soit. Un refus est celui d'un
fichier, et n'en laisse rien.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from domaine.feuilles.passerelles import FEUILLE_FORMULAIRES
from domaine.reglages import Reglages
from etl.controles.lignes import controler
from etl.fichiers.a_lire import FichierALire
from etl.fichiers.depots import DepotAltere
from etl.fichiers.ouverture import FeuilleBrute, lire_feuilles
from etl.fichiers.refus import FichierRefuse, refuser_l_imprevu
from etl.lignes.entetes import TableBrute, est_feuille_d_aide, feuille_declaree, lire_table
from etl.lignes.gardees import CellulesAPart, Gardee, SignalementFichier
from etl.lignes.hors_tableau import ecarter
from etl.lignes.intactes import laisser_intactes, lire_empreintes
from etl.lignes.pourcentages import Pourcentages
from etl.lignes.reconnaissance import est_dhis2, exiger_reconnu, vient_d_un_formulaire
from etl.lignes.tampon import Tampon
from etl.soumissions.dhis2 import lire_export
from etl.soumissions.identite import Identites
from etl.soumissions.lecture import Export, lire_formulaires
from etl.soumissions.recue import porte_la_marque
from etl.soumissions.regles import Regles, lire_regles


class Bilan(Protocol):
    """Ce qu'une lecture remplit : les signalements de fichier, ce qui est gardé à part, les fichiers refusés."""

    signalements: list[SignalementFichier]
    gardees: list[Gardee]
    refuses: set[int]


@dataclass
class _Ouvert:
    """Un fichier ouvert : ses `tables` par rang de feuille, celles `faites` d'un formulaire, ses feuilles de DHIS2."""

    fichier: FichierALire
    brutes: list[FeuilleBrute]
    pourcentages: Pourcentages
    a_part: CellulesAPart
    tables: dict[int, TableBrute] = field(default_factory=dict)
    faites: list[TableBrute] = field(default_factory=list)
    dhis2: list[int] = field(default_factory=list)
    refus: FichierRefuse | None = None

    def lire(self, rangs: list[int]) -> None:
        """Lit ces feuilles comme celles d'un classeur : chacune une fois."""
        empreintes = lire_empreintes(self.brutes)
        for rang in rangs:
            brute = self.brutes[rang]
            feuille = feuille_declaree(brute.nom)
            if est_feuille_d_aide(brute.nom) or rang in self.tables:
                continue
            if feuille is None:
                self.a_part.garder_feuille(brute)
                continue
            if feuille.classeur == "journal" and not self.fichier.prevaut:
                self.a_part.garder_pieces(brute)
                continue
            table = lire_table(brute, feuille)
            if table.sans_entete:
                self.a_part.garder_sans_entete(brute, feuille)
                continue
            self.a_part.garder_lignes(table, ecarter(table))
            self.a_part.dire_groupes(table)
            laisser_intactes(table, empreintes)
            self.pourcentages.relire(brute, table)
            self.a_part.garder_colonnes(table)
            self.tables[rang] = table


class Lecture:
    """La lecture de tous les fichiers d'une publication.

    Attributes:
        exports: ce que chaque dépôt dit des soumissions d'un formulaire, dans l'ordre de réception.
    """

    def __init__(self, tampon: Tampon, reglages: Reglages) -> None:
        self._tampon = tampon
        self._reglages = reglages
        self._ouverts: list[_Ouvert] = []
        self._regles = Regles()
        self.exports: list[Export] = []

    def lire(self, fichiers: list[FichierALire]) -> list[tuple[FichierALire, TableBrute]]:
        """Les tables de tous les fichiers, hors les exports de DHIS2 ; la feuille `Formulaires` entre ici au tampon."""
        for fichier in fichiers:
            self._essayer(_Ouvert(fichier, [], Pourcentages(b""), CellulesAPart(fichier.rang)), self._ouvrir)
        self._lire_regles()
        identites = Identites()
        for ouvert in self._ouverts:
            if _attend(ouvert.brutes) and ouvert.refus is None:
                self._essayer(ouvert, lambda o: self._lire_attendu(o, identites))
        return [
            (o.fichier, table)
            for o in self._ouverts
            for table in (*(t for _, t in sorted(o.tables.items())), *o.faites)
            if o.refus is None and table.feuille is not FEUILLE_FORMULAIRES
        ]

    def _essayer(self, ouvert: _Ouvert, geste: Callable[[_Ouvert], None]) -> None:
        """Ce qui rate est le refus de ce fichier : rien n'en reste."""
        if ouvert not in self._ouverts:
            self._ouverts.append(ouvert)
        try:
            # Un dépôt altéré sur le disque arrête tout : ses chiffres ne doivent pas disparaître d'une édition.
            with refuser_l_imprevu(DepotAltere):
                geste(ouvert)
        except FichierRefuse as refus:
            ouvert.refus = refus
            ouvert.tables, ouvert.a_part = {}, CellulesAPart(ouvert.fichier.rang)

    def _ouvrir(self, ouvert: _Ouvert) -> None:
        contenu = ouvert.fichier.lire()
        ouvert.pourcentages = Pourcentages(contenu)
        ouvert.brutes = lire_feuilles(contenu, self._reglages)
        if not _attend(ouvert.brutes):
            exiger_reconnu(ouvert.brutes)
            ouvert.lire(list(range(len(ouvert.brutes))))
            ouvert.brutes = []
            return
        regles = [i for i, b in enumerate(ouvert.brutes) if feuille_declaree(b.nom) is FEUILLE_FORMULAIRES]
        ouvert.lire(regles)

    def _lire_regles(self) -> None:
        """Les règles de tous les dépôts, contrôlées comme toute feuille, avant ce qu'elles font lire."""
        for ouvert in self._ouverts:
            for table in ouvert.tables.values():
                if table.feuille is FEUILLE_FORMULAIRES:
                    self._tampon.ajouter(table, ouvert.fichier.rang, ouvert.fichier.recu)
        controler(self._tampon.connexion, FEUILLE_FORMULAIRES)
        self._regles = lire_regles(self._tampon)

    def _lire_attendu(self, ouvert: _Ouvert, identites: Identites) -> None:
        """Les formulaires d'un fichier, puis ce qui en reste, comme d'un classeur."""
        lues = lire_formulaires(ouvert.fichier.rang, ouvert.brutes, self._regles, identites)
        autres = [i for i in range(len(ouvert.brutes)) if i not in lues.feuilles]
        ouvert.dhis2 = [i for i in autres if est_dhis2(ouvert.brutes[i].lignes)]
        if not lues.feuilles and not ouvert.dhis2:
            exiger_reconnu(ouvert.brutes)
        ouvert.lire([i for i in autres if i not in ouvert.dhis2])
        ouvert.faites = lues.tables
        ouvert.a_part.signalements += lues.signalements
        self.exports += lues.exports
        if not ouvert.dhis2:
            ouvert.brutes = []

    def lire_dhis2(self) -> list[tuple[FichierALire, TableBrute]]:
        """Les tables des exports de DHIS2 ; le cadre est lu, et avec lui les correspondances de ses indicateurs."""
        attendus = [o for o in self._ouverts if o.dhis2 and o.refus is None]
        for ouvert in attendus:
            ouvert.faites = []
            self._essayer(ouvert, self._lire_dhis2)
        return [(o.fichier, table) for o in attendus if o.refus is None for table in o.faites]

    def _lire_dhis2(self, ouvert: _Ouvert) -> None:
        rangs, deja = ouvert.dhis2, bool(ouvert.tables)
        for rang in rangs:
            lu = lire_export(ouvert.fichier.rang, ouvert.brutes[rang], self._tampon, self._regles.de_dhis2())
            if lu is not None:
                ouvert.faites.append(lu.table)
                ouvert.a_part.signalements += lu.signalements
            elif deja:
                ouvert.lire([rang])
        if not ouvert.faites and not deja:
            exiger_reconnu([ouvert.brutes[rang] for rang in rangs])
        ouvert.brutes = []

    def rendre(self, bilan: Bilan) -> None:
        """Verse au bilan ce qui se dit des fichiers, d'un seul geste : rien ne reste d'un fichier refusé."""
        for ouvert in self._ouverts:
            rang, refus = ouvert.fichier.rang, ouvert.refus
            if refus is None:
                bilan.gardees += ouvert.a_part.cellules
                bilan.signalements += ouvert.a_part.signalements
            else:
                bilan.refuses.add(rang)
                bilan.signalements.append(
                    SignalementFichier(rang, refus.code, valeur=refus.valeur, detail=refus.detail)
                )


def _attend(brutes: list[FeuilleBrute]) -> bool:
    """Vrai d'un fichier dont une feuille peut se lire autrement que comme celle d'un classeur."""
    return any(
        (feuille_declaree(b.nom) is None and not est_feuille_d_aide(b.nom)) or vient_d_ailleurs(b) for b in brutes
    )


def vient_d_ailleurs(brute: FeuilleBrute) -> bool:
    """Vrai d'une feuille d'un serveur de formulaires, d'un de nos formulaires ou de DHIS2."""
    return vient_d_un_formulaire(brute) or porte_la_marque(brute) is not None or est_dhis2(brute.lignes)
