#!/bin/sh
# Chaque nuit (socle-sauvegarde.timer) : une archive, sa restauration répétée, puis ce qui n'a plus à occuper le disque.
# À la première faute tout s'arrête là : aucune archive d'avant ne s'efface quand celle de cette nuit n'est pas prouvée.
set -eu
umask 077
: "${SAUVEGARDES:?dites où : SAUVEGARDES=/var/backups/socle}"
: "${SAUVEGARDES_GARDEES:=30}"
cd "$(dirname "$0")/.."
archive="$SAUVEGARDES/socle-$(date +%Y-%m-%dT%H%M%S).zip"
.venv/bin/python -m etl sauvegarde creer "$archive"
.venv/bin/python -m etl sauvegarde repeter "$archive"
.venv/bin/python -m etl edition purger --appliquer
# Les noms portent leur date : leur ordre est celui des nuits.
find "$SAUVEGARDES" -maxdepth 1 -name 'socle-*.zip' | sort | head -n "-$SAUVEGARDES_GARDEES" | xargs -r rm --
