"""Ce qui prouve une édition figée, une fois pour tous : `etl` scelle et vérifie, `requetes` refuse ce qui est altéré.

- Le **sceau** est l'empreinte du manifeste, qui porte celle de chaque fichier (`sceau`, règle E5).
- Le **journal** `figees/journal.jsonl` est une **chaîne** : chaque ligne porte l'empreinte des octets de celle d'avant.
  Une ligne écrite avant la chaîne ne la porte pas ; la première ligne chaînée couvre tout ce passé. La **tête** est
  l'empreinte d'une ligne : qui la tient, par un reçu, tient tout ce qui la précède (`chaine`, règle E14).
- L'**estampille** est en caractères nus, sans accent : un PDF, un Word, un classeur et une page HTML la gardent telle
  quelle dans leurs propriétés, où elle se relit sans ouvrir le document (`estampille`, règle E15).
- **Servir vérifie** (`service`, règle E13).

Et ce qui prouve un fait du terrain : les **pièces**, photo ou document signé (`pieces`, règles D11 à D13).
"""

from domaine.preuve.chaine import (
    ORIGINE,
    Inscription,
    JournalAbime,
    a_signer,
    ecrire_ligne,
    fautes_de_la_chaine,
    lire_journal,
    lire_ligne,
    recus,
    sceaux,
    tete_de,
)
from domaine.preuve.estampille import estampiller, estampiller_recu, lire_estampille, lire_estampille_de_recu
from domaine.preuve.sceau import SCEAU, calculer_sceau, empreinte_fichier, empreintes_scellees, lire_manifeste
from domaine.preuve.service import refus

__all__ = [
    "ORIGINE",
    "SCEAU",
    "Inscription",
    "JournalAbime",
    "a_signer",
    "calculer_sceau",
    "ecrire_ligne",
    "empreinte_fichier",
    "empreintes_scellees",
    "estampiller",
    "estampiller_recu",
    "fautes_de_la_chaine",
    "lire_estampille",
    "lire_estampille_de_recu",
    "lire_journal",
    "lire_ligne",
    "lire_manifeste",
    "recus",
    "refus",
    "sceaux",
    "tete_de",
]
