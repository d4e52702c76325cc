#!/bin/sh
# How good the grouping search is:
#     grouping.sh PROGRAM FOLDER [LIMITS [SEEDS [REFERENCE]]]
# PROGRAM is build/tests/bench/bench_grouping (target `bench`), FOLDER holds instances, *.txt or
# *.txt.gz. Without a folder of MDGPLIB's, make some: PROGRAM --make RanReal 120 ss 1 > x.txt
# Prints one table, and for each limit the mean and the lowest of ours / reference. The reference
# values (grouping_reference.txt) are the better of two published programs', run with as many CPU
# seconds on a machine like ours; a ratio is only fair on such a machine. REFERENCE may be
# grouping_published.txt, with the limits 3,20,120.
set -eu
program=$1
folder=$2
limits=${3:-1,5,20}
seeds=${4:-5}
reference=${5:-$(dirname "$0")/grouping_reference.txt}
table=$(mktemp)
trap 'rm -f "$table"' EXIT

echo "| instance | CPU s | mean | worst | best | reference | mean / reference |"
echo "|---|---|---|---|---|---|---|"
for file in "$folder"/*.txt "$folder"/*.txt.gz; do
    [ -e "$file" ] || continue
    name=$(basename "$file" .gz)
    name=${name%.txt}
    gzip -dcf "$file" | "$program" --limits "$limits" --seeds "$seeds" \
        --reference "$reference" "$name" | tee -a "$table"
done
awk -F'|' '$8 + 0 > 0 { n[$3]++; sum[$3] += $8; if (!low[$3] || $8 < low[$3]) low[$3] = $8 }
    END { for (limit in n) printf "%s CPU s: %d instances, mean %.5f, lowest %.5f\n",
        limit + 0, n[limit], sum[limit] / n[limit], low[limit] }' "$table"
