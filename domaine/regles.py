"""La règle de calcul d'un indicateur, en mots : la même phrase à l'écran et en ligne de commande (règles C1 à C10)."""

from __future__ import annotations

#: Nature → règle dans le temps et dans l'espace.
REGLES = {
    "flux": "Flux : somme de ce qui a été reçu dans la période, puis somme des zones.",
    "stock": "Stock : dernière valeur connue de chaque zone à la fin de la période, reportée tant qu’aucune autre "
    "n’arrive, puis somme des zones. Une zone qui n’a jamais rien transmis n’ajoute rien : elle est n.\u00a0d., pas 0.",
    "score": "Score : moyenne pondérée par le nombre de personnes ; jamais une moyenne de moyennes.",
    "distinct": "Personnes uniques : comptées une seule fois au registre, quel que soit le nombre de sessions.",
    "jalon": "Jalon : dernier rang atteint par chaque zone ; au-dessus, la répartition des zones par rang.",
    "delai": "Délai : médiane des durées qui s’achèvent dans la période ; jamais une médiane de médianes.",
}
_RATIO = {
    "somme": "Ratio : numérateurs et dénominateurs additionnés sur la période et les zones, puis divisés ; jamais une "
    "moyenne de pourcentages.",
    "derniere": "Ratio : derniers termes connus de chaque zone, reportés, additionnés, puis divisés ; jamais une "
    "moyenne de pourcentages.",
}
#: Ce que les lignes seules ne disent pas, par `source_calcul`.
NOTES_DE_SOURCE = {
    "points_restaures": "Chaque ligne est la dernière visite d’un point. Elle vaut 1 quand une visite, celle-ci ou une "
    "plus ancienne, a réuni les quatre tests : un point restauré le reste dans ce compte.",
    "points_fonctionnels": "Chaque ligne est la dernière visite d’un point restauré. Une visite de plus de 90 jours "
    "reste au dénominateur mais ne compte plus au numérateur.",
    "communes_couvertes": "Les dernières visites des points restaurés : une commune est couverte quand l’un d’eux "
    "au moins fonctionne, visite de 90 jours au plus.",
    "personnes_formees": "Une ligne par participation : une personne venue deux fois a deux lignes et compte une fois.",
    "delai_remise_en_service": "Une ligne par point remis en service : la valeur est sa durée en jours.",
}
#: Un flux de registre qui vaut 0 sans une ligne (règle G1).
ZERO_DECLARE = (
    "Zéro déclaré : les rapports de cette période sont reçus, et ce registre, que la coordination envoie déjà, n’y a "
    "aucune ligne."
)
#: Nature qui ne s'additionne pas quand seuls des totaux sont saisis.
NON_ADDITIVES = ("distinct", "delai")


def regle_en_mots(nature: str, regle_temps: str) -> str:
    """La règle de calcul d'un indicateur.

    >>> regle_en_mots("ratio", "derniere")[:37]
    'Ratio : derniers termes connus de cha'
    """
    return _RATIO.get(regle_temps, _RATIO["somme"]) if nature == "ratio" else REGLES.get(nature, "")
