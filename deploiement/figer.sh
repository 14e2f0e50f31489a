#!/bin/sh
# Après chaque trimestre (socle-gel.timer) : rebâtir l'édition en vigueur, puis figer celle du trimestre fini, une par
# public, et l'envoyer. Sans effet quand c'est déjà fait, ou tant que les données ne vont pas jusqu'à la fin du trimestre.
set -eu
umask 077
cd "$(dirname "$0")/.."
.venv/bin/python -m etl publier --progression aucune
for public in ${PUBLICS:-interne partenaires bailleur}; do
  .venv/bin/python -m etl edition figer --si-due --public "$public" --progression aucune
done
# À qui destinataires.toml dit «automatique» ; sans effet quand c'est déjà parti, ou que la liste n'en a aucun.
.venv/bin/python -m etl edition envoyer --si-due
