#!/bin/sh
# A machine for tests of Care: answers what is asked in FOLDER/ask, in FOLDER/told, until it is
# ended.   fake_machine.sh FOLDER
#
# FOLDER/answers/TASK has lines "STATE PERCENT CODE DETAIL", told one after another (the last one
# stays); without it a task is done at once. FOLDER/look has the rest of what "look" tells;
# FOLDER/set.json becomes device.json when settings are put in place.
# FOLDER/log keeps what was asked.
set -eu
place=$1

# One value out of a request.
value() {
    sed -n "s/^$2=//p" "$1" | head -1
}

tell() { # TASK ID STATE PERCENT CODE DETAIL MORE
    printf '{"task":"%s","id":"%s","state":"%s","percent":%s,"code":"%s","detail":"%s"%s}\n' "$@" \
        >"$place/told/.$1.new"
    mv "$place/told/.$1.new" "$place/told/$1"
}

answer() { # TASK ID
    more=
    if [ "$1" = look ] && [ -f "$place/look" ]; then more=,$(cat "$place/look"); fi
    if [ "$1" = report ]; then more=',"file":"waystation-report-2026-09-14.txt"'; fi
    if [ "$1" = set ] && [ -f "$place/set.json" ]; then mv "$place/set.json" "$place/device.json"; fi
    if [ ! -f "$place/answers/$1" ]; then
        case $1 in # root looks anew whether there is something to say
        noted | update) sed -i 's/{"code":"D3[67]"[^}]*},//' "$place/device.json" 2>/dev/null || true ;;
        esac
        if [ "$1" = clock ]; then : >"$place/clock-told"; fi
        tell "$1" "$2" "done" 100 ok "" "$more"
        return
    fi
    while read -r state percent code detail; do
        tell "$1" "$2" "$state" "$percent" "$code" "$detail" "$more"
        sleep 0.6
    done <"$place/answers/$1"
}

while [ -d "$place/ask" ]; do
    for request in "$place"/ask/*; do
        task=${request##*/}
        case $task in
        look | set | clock | noted | update | report | reset | restart | poweroff) ;;
        *) continue ;;
        esac
        id=$(value "$request" id)
        { echo "$task"; grep -v '^id=' "$request" || true; } >>"$place/log"
        rm -f "$request"
        answer "$task" "$id"
    done
    sleep 0.05
done
