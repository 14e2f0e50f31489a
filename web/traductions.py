"""Ce que Streamlit écrit en anglais, et nos mots : l'unique table, et les scripts qu'elle accompagne jusqu'au lecteur.

Streamlit n'a pas de langue : ses menus, ses boîtes et les noms qu'il donne aux lecteurs d'écran sont anglais dans le
navigateur. La table vaut pour la version épinglée ; `tests/navigateur/test_langue.py` lit tous les écrans à la
recherche de ce qui y manquerait.
"""

from __future__ import annotations

import json
from pathlib import Path

#: Une phrase entière de Streamlit → la nôtre.
MOTS = {
    # cadre de la page
    "Skip to main content": "Aller au contenu",
    "App pages": "Pages",
    "Main menu": "Menu principal",
    "Sidebar": "Volet",
    "Expand sidebar": "Ouvrir le volet",
    "Collapse sidebar": "Fermer le volet",
    "Navigate to home page": "Aller à l’accueil",
    "Notifications": "Avis",
    "Link to heading": "Lien vers ce titre",
    "Copy link to heading": "Copier le lien vers ce titre",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "Close": "Fermer",
    "Close dialog": "Fermer",
    "Open": "Ouvrir",
    "Cancel": "Annuler",
    "Dismiss": "Fermer",
    "Copy": "Copier",
    "Copied": "Copié",
    "Copy to clipboard": "Copier",
    "Help": "Aide",
    "Stop": "Arrêter",
    "Stopping...": "Arrêt…",
    "Running...": "Calcul en cours…",
    # une date vide, morceau par morceau
    "dd": "jj",
    "yyyy": "aaaa",
    "Please wait...": "Un instant…",
    "Loading...": "Chargement…",
    "Connecting": "Liaison…",
    "Connecting to Streamlit server": "Liaison avec le serveur…",
    "Unable to connect to Streamlit server": "Le serveur ne répond pas",
    "Error": "Erreur",
    "Rerun": "Relire la page",
    "Print": "Imprimer",
    "Theme": "Apparence",
    "System": "Comme le poste",
    "Light": "Clair",
    "Dark": "Sombre",
    "Settings": "Réglages",
    "Clear cache": "Vider la mémoire",
    "Clear caches": "Vider la mémoire",
    "Page not found": "Page introuvable",
    "view more": "lire la suite",
    "view less": "réduire",
    "View less": "Réduire",
    "Show more": "Lire la suite",
    "Show less": "Réduire",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "View fullscreen": "Plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    # serveur ou liaison perdus
    "Connection error": "Liaison perdue",
    "Connection timed out.": "Le serveur n’a pas répondu à temps.",
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "Liaison perdue. Attendez que la page la retrouve, puis recommencez."
    ),
    "Streamlit server is not responding. Are you connected to the internet?": (
        "Le serveur ne répond plus. La page reprendra d’elle-même quand la liaison reviendra."
    ),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "Le serveur ne répond plus\u00a0: la personne qui tient l’outil peut le relancer par"
    ),
    "streamlit run yourscript.py": "make lancer",
    "Network error": "Liaison perdue",
    "Request timed out": "Pas de réponse à temps",
    "Request aborted": "Demande interrompue",
    # choix, saisies
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Choose or add an option": "Choisir ou ajouter",
    "No options to select": "Aucun choix",
    "No options to select.": "Aucun choix",
    "No options": "Aucun choix",
    "No results": "Aucun résultat",
    "Select all": "Tout choisir",
    "Select...": "Choisir…",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer",
    "Clear entry": "Effacer",
    "Clear selection": "Effacer le choix",
    "Clear search": "Effacer la recherche",
    "Selectbox options": "Choix possibles",
    "Multiselect options": "Choix possibles",
    "Selected values": "Valeurs choisies",
    "Invalid input.": "Saisie non valable.",
    "Decrement": "Diminuer",
    "Increment": "Augmenter",
    "Show password": "Montrer le mot de passe",
    "Hide password": "Cacher le mot de passe",
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour envoyer",
    "Press Ctrl+Enter to apply": "Ctrl+Entrée pour valider",
    "Press Ctrl+Enter to submit form": "Ctrl+Entrée pour envoyer",
    "Press ⌘+Enter to apply": "⌘+Entrée pour valider",
    "Press ⌘+Enter to submit form": "⌘+Entrée pour envoyer",
    "Choose date": "Choisir une date",
    "Choose date range": "Choisir une période",
    "Clear date": "Effacer la date",
    "Clear dates": "Effacer les dates",
    "Date range": "Période",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "Flèches pour aller d’un jour à l’autre, Entrée pour choisir, Échap pour fermer."
    ),
    # envoi de fichiers
    "Upload": "Choisir un fichier",
    "Upload directories": "Choisir des dossiers",
    "Browse files": "Choisir un fichier",
    "file upload": "envoi",
    "Add files": "Ajouter des fichiers",
    "Drag and drop a file here": "ou le glisser ici",
    "Drag and drop file here": "ou le glisser ici",
    "Drag and drop files here": "ou les glisser ici",
    "File uploading": "Envoi en cours",
    "Error uploading file": "Le fichier n’a pas pu être envoyé",
    "File size is too small.": "Ce fichier est vide.",
    "File type not allowed.": "Ce genre de fichier n’est pas accepté.",
    "Only one file is allowed.": "Un fichier à la fois.",
    "Error:": "Erreur\u00a0:",
    "Download failed": "Le téléchargement a échoué",
    # pages d'un tableau
    "Pagination": "Pages du tableau",
    "Next page": "Page suivante",
    "Previous page": "Page précédente",
    # grilles
    "Dataframe column menu": "Menu de la colonne",
    "Sort ascending": "Ranger du plus petit au plus grand",
    "Sort descending": "Ranger du plus grand au plus petit",
    "Autosize": "Ajuster la largeur",
    "Pin column": "Fixer la colonne",
    "Unpin column": "Libérer la colonne",
    "Hide column": "Cacher la colonne",
    "Format": "Écriture",
    "Statistics": "Répartition",
    "Copy column name": "Copier le titre",
    "Show/hide columns": "Colonnes montrées",
    "Download as CSV": "Télécharger en CSV",
    "Search": "Chercher",
    "Type to search": "Chercher",
    "Close Search": "Fermer la recherche",
    "Next Result": "Résultat suivant",
    "Previous Result": "Résultat précédent",
    "Failed to load data": "Les lignes ne sont pas venues",
    "empty": "vide",
    "streamlit_folium.st_folium": "Carte",
    "Scrollable table": "Tableau qui défile",
}
#: Ce qui porte un nombre ou un nom : expression entière, remplacement.
MOTIFS = (
    (r"Help for (.+)", "Aide\u00a0: $1"),
    (r"(\d+) more", "$1 de plus"),
    (r"View (\d+) more", "$1 de plus"),
    (r"(\d+) options? available\.", "$1 choix."),
    (r"Fullscreen: (.+)", "Plein écran\u00a0: $1"),
    (r"Close fullscreen: (.+)", "Quitter le plein écran\u00a0: $1"),
    (r"Download as CSV: (.+)", "Télécharger en CSV\u00a0: $1"),
    (r"Search: (.+)", "Chercher\u00a0: $1"),
    (r"Show/hide columns: (.+)", "Colonnes montrées\u00a0: $1"),
    (r"day, (.+)", "jour, $1"),
    (r"month, (.+)", "mois, $1"),
    (r"year, (.+)", "année, $1"),
    (r"Remove (.+)", "Retirer $1"),
    (r"Add: (.+)", "Ajouter\u00a0: $1"),
    (r"Select (\d+) matches", "Choisir les $1 trouvés"),
    (r"(\d+) ?MB per file • (.+)", "$1\u00a0Mo au plus par fichier · $2"),
    (r"(\d+) ?MB per file", "$1\u00a0Mo au plus par fichier"),
    (r"(?:Error: )?.*files are not allowed\.", "Ce genre de fichier n’est pas accepté."),
    (r"(?:Error: )?File must be (\S+?) ?MB or smaller\.", "Plus de $1\u00a0Mo\u00a0: trop lourd."),
    (r"[a-z_]+ icon", "icône"),
    (r"Selected (.+)\. (.+)", "Choisi\u00a0: $1. $2"),
    (r"Shortcut (.+)", "Raccourci $1"),
    (
        r"You can only select up to (\d+) .+\. Remove an option first\.",
        "$1 choix au plus\u00a0: en retirer un d’abord.",
    ),
    (r"Connection failed with status (\d+).*", "Le serveur a répondu par une faute ($1)."),
    (r"Request failed with status (\d+)", "Le serveur a répondu par une faute ($1)"),
    (r"Number is (?:above|below|outside) the allowed range\..*", "Nombre hors des bornes."),
    (r"Showing page (\d+) of (\d+)", "Page $1 sur $2"),
)
#: La bande d'une liaison perdue (`liaison.js`).
LIAISON = {
    "perdue": (
        "Liaison perdue à {heure}. Ce qui est à l’écran reste lisible\u00a0; rien ne s’enregistre et rien ne change "
        "d’ici là. La page reprendra d’elle-même, à la même vue, dès que le serveur répondra."
    ),
    "revenue": "Liaison retrouvée\u00a0: la page est à jour.",
    "boites": ["Connection error", MOTS["Connection error"]],
}


def scripts() -> str:
    """Les scripts de la page, chacun avec sa table, prêts à y entrer."""
    tables = {
        "francais.js": {"mots": MOTS, "motifs": MOTIFS},
        "liaison.js": LIAISON,
        "tableaux.js": {},
        "titres.js": {},
    }
    return "".join(_script(nom, table) for nom, table in tables.items())


def _script(nom: str, table: object) -> str:
    code = Path(__file__).with_name(nom).read_text(encoding="utf-8")
    # «</» fermerait le script ; en JSON, «<\/» veut dire la même chose.
    sure = json.dumps(table, ensure_ascii=False).replace("</", "<\\/")
    return f"<script>{code.replace('/* TABLE */', sure)}</script>"
