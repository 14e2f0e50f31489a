"""Les colonnes qu'un formulaire de collecte ajoute de lui-même : qui, quand, avec quel appareil (règle K8)."""

from __future__ import annotations

import re
from typing import Final

#: «_uuid», «start», «meta/instanceID»… : assez propres à un formulaire pour ne pas être d'un classeur.
DU_FORMULAIRE: Final = re.compile(
    r"(?i)__?[a-z]\w*|start|end|today|deviceid|username|phonenumber|simserial|subscriberid|audit|key|submissiondate"
    r"|formhub/uuid|(?:meta/)?(?:instance(?:id|name)|rootuuid|deprecatedid)"
)
#: Celles dont le nom serait ailleurs celui d'une vraie colonne : ne s'écartent que d'une feuille de formulaire.
D_UN_SERVEUR: Final = re.compile(
    r"(?i)meta-(?:instance(?:id|name)|rootuuid|deprecatedid)|submitter(?:id|name)|attachments(?:present|expected)|status"
    r"|reviewstate|edits|formversion|parent_key|set-of-.*|.*_url|email|phone_?number|background-audio"
)
