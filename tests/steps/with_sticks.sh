#!/bin/sh
# Runs a command with two USB sticks in, made anew: the sample class with one student less, the folder
# of mistakes, classes that are probably not ours, and the class with other children, and with other
# names of a student, a skill, a group and a station.
#     with_sticks.sh ASSETS FIXTURES COMMAND…
set -eu
assets=$1 fixtures=$2
shift 2
rm -rf sticks
mkdir -p sticks/BLUE sticks/RED
cp -R "$assets/sample" sticks/BLUE/4b-math
class=sticks/BLUE/4b-math
sed -i '/^wei,/d' "$class/students.csv"
sed -i '/wei/d' "$class/rules.csv"
sed -i 's/;wei//' "$class/groups.csv"
cp -R "$fixtures/class_folders/forty_mistakes" sticks/RED/
cp -R "$assets/sample" sticks/RED/4a-math
sed -i 's/^id = .*/id = 4a-math/' sticks/RED/4a-math/class.ini
cp -R "$assets/sample" sticks/RED/cut-short
head -n 16 "$assets/sample/students.csv" >sticks/RED/cut-short/students.csv
rm -f sticks/RED/cut-short/groups.csv sticks/RED/cut-short/rules.csv
cp -R "$assets/sample" sticks/RED/next-year
awk -F, -v OFS=, 'NR == 1 { print; next } { line[NR - 2] = $0; first[NR - 2] = $2; last[NR - 2] = $3 }
    END { for (i = 0; i < NR - 1; i++) { $0 = line[i]; $2 = first[(i + 1) % (NR - 1)]
        $3 = last[(i + 2) % (NR - 1)]; $4 = ""; print } }' \
    "$assets/sample/students.csv" >sticks/RED/next-year/students.csv
cp -R "$assets/sample" sticks/RED/renamed
sed -i 's/,Jordan,Miller,/,Jo,Müller,/' sticks/RED/renamed/students.csv
sed -i 's/^Eagles,/Hawks,/; s/,nook,/,loft,/' sticks/RED/renamed/groups.csv
sed -i 's/^nook,/loft,/' sticks/RED/renamed/stations.csv sticks/RED/renamed/activities.csv
find sticks/RED/renamed -type f -exec sed -i 's/4\.NF\.A\.1/NF-4-1/g' {} +
ln -s ../BLUE/4b-math sticks/RED/a-link
WAYSTATION_MEDIA=$PWD/sticks "$@"
