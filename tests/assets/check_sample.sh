#!/bin/sh
# Checks that what the sample class names exists: ids, codes, tickets, and that each student is in
# one group. Formats and answers are for `waystation class check`.
#
#   check_sample.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
set -- students.csv stations.csv skills.csv groups.csv rules.csv activities.csv questions.csv \
    reflections.csv
status=0
for file in "$@" calendar.csv class.ini README.txt tickets/*.gift; do
    iconv -f UTF-8 -t UTF-8 "$file" >/dev/null || { echo "$file: not UTF-8" >&2; status=1; }
    if grep -q "$(printf '\r')" "$file"; then echo "$file: has CR" >&2; status=1; fi
done
# The tickets are named before the files: an awk without files of that name would not see them.
LC_ALL=C awk -v tickets="$(ls tickets)" -f "$here/sample.awk" "$@" tickets/*.gift calendar.csv >&2 ||
    status=1
exit "$status"
