#!/bin/sh
# Translations that are missing or damaged: English, and a note; nothing else changes.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

import_sample
cat >noor.steps <<'STEPS'
clock 2097-09-14T09:03:18
expect "Show your badge"
badge luis
expect-not "Welcome, Luis!"
restart
badge luis
STEPS
steps noor.steps makers

mkdir -p "$work/assets/sample" "$work/assets/icons"
WAYSTATION_ASSETS=$work/assets
cat >english.steps <<'STEPS'
clock 2097-09-14T09:03:18
expect "Show your badge"
badge luis
expect "Welcome, Luis!"
STEPS
steps english.steps makers
complains "language es is not shown"

# Cut off, and noise in the place of a catalogue.
mkdir -p "$work/assets/locale"
head -c 1000 "$2/locale/es.mo" >"$work/assets/locale/es.mo"
head -c 5000 /dev/urandom >"$work/assets/locale/ar.mo"
steps english.steps makers
complains "language es is not shown"
complains "language ar is not shown"

# No assets at all.
WAYSTATION_ASSETS=$work/nowhere
steps english.steps makers
complains "our assets were not found"
