"""La méthode en mots, sans écran : abréviations, fréquences, niveaux."""

from __future__ import annotations

from typing import Final

FREQUENCES: Final = {"M": "mensuelle", "T": "trimestrielle", "S": "semestrielle", "A": "annuelle"}
#: Sigle → ce qu'il veut dire ; un document ne donne que ceux qu'il emploie.
ABREVIATIONS: Final = {
    "AFD": "Agence française de développement",
    "CAD": "Comité d’aide au développement",
    "FCFA": "franc de la Communauté financière africaine",
    "IATI": "Initiative internationale pour la transparence de l’aide",
    "M": "million",
    "Md": "milliard",
    "ONG": "organisation non gouvernementale",
    "PTBA": "plan de travail et budget annuel",
    "PV": "procès-verbal",
    "SPI": "services publics itinérants",
}
GLOSSAIRE: Final = {
    "n. d.": "non disponible : rien n’a été reçu. Ce n’est pas un zéro.",
    "0 (zéro déclaré)": "la zone a répondu, et la réponse est zéro.",
    "n. é.": "non échu : la période ou la cible n’est pas encore due.",
    "s. o.": "sans objet : la question ne se pose pas pour cette zone.",
    "non collecté": "la zone pouvait répondre, la collecte n’a pas eu lieu.",
    "zone inaccessible": "la collecte était impossible ; la date est gardée.",
    "masqué": "effectif de personnes inférieur à 5, ou qui permettrait d’en retrouver un : il n’est pas publié.",
    "(p)": "provisoire : complétude sous le plancher, ou valeur déclarée provisoire.",
    "(n. v.)": "non validé : une période d’une coordination, qui entre dans ce chiffre, n’est pas encore validée.",
    "(r)": "révisé : la valeur a été corrigée par un envoi plus récent.",
    "cible due": "la cible à atteindre à la date des données, et non la cible finale.",
    "taux de réalisation": "valeur rapportée à la cible due.",
    "taux de progression": "chemin fait de la référence à la cible due : (valeur − référence) / (cible − référence).",
    "complétude": "remontées reçues sur remontées attendues, zone par zone et période par période.",
    "restauré": "quatre tests réunis, constatés par une visite : local, agent, moyens, prestation.",
    "pts": "points : différence de deux pourcentages.",
    "niveau de preuve": "0 déclaré, 1 document, 2 photo ou registre, 3 visite indépendante.",
}
