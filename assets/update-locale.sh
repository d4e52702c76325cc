#!/bin/sh
# Collects the program's texts and brings the translations up to date.
#
#   assets/update-locale.sh                 locale/waystation.pot and locale/*.po
#   assets/update-locale.sh --pot FILE      only the texts, into FILE
#   assets/update-locale.sh --po DIR        locale/*.po merged with today's texts, into DIR
#
# The last two leave the source tree alone: the tests use them. The output depends on nothing but
# the sources: no dates, no line numbers, so that a moved line is no change.
# Run it in a tree that compiles: xgettext reads what is there, right or wrong.
set -eu
export LC_ALL=C.UTF-8
assets=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Tables that hold names of the class folder cannot wrap them in N_(): the model knows nothing of
# translation. Their names are collected here, with the name of the table as context.
collect_table() { # FILE CONTEXT: every { "name", "emoji" } of FILE
    if [ -f "$1" ]; then
        printf '#line 1 "%s"\n' "$1"
        grep -oE '\{ *(\.name = )?"[a-z][a-z -]*", *(\.emoji = )?"[^"]*"' "$1" |
            sed 's/^[^"]*\("[^"]*"\).*/NC_("'"$2"'", \1)/'
    fi
}

collect() { # OUTPUT
    (
        cd "$assets/.."
        find app platform -name '*.[ch]' | sort >"$scratch/files"
        mkdir -p "$scratch/app/model"
        collect_table app/model/avatar.c avatar >"$scratch/app/model/avatar.c"
        common="--language=C --from-code=UTF-8 --keyword --keyword=T:1 --keyword=TC:1c,2
            --keyword=TN:1,2 --keyword=decision_refuse:3 --keyword=N_:1 --keyword=NC_:1c,2
            --flag=T:1:no-c-format --flag=TC:2:no-c-format --flag=N_:1:no-c-format
            --flag=NC_:2:no-c-format --flag=TN:1:no-c-format --flag=TN:2:no-c-format
            --add-comments=TRANSLATORS: --add-location=file --package-name=waystation
            --msgid-bugs-address=README.md --copyright-holder=Waystation --force-po"
        # shellcheck disable=SC2086
        xgettext $common --files-from="$scratch/files" --output="$scratch/all.pot"
        # shellcheck disable=SC2086
        (cd "$scratch" && xgettext $common --join-existing app/model/avatar.c --output=all.pot)
    )
    msgcat --force-po --sort-by-file --add-location=file "$scratch/all.pot" |
        sed -e '/^"POT-Creation-Date:/d' -e '/^#, no-c-format$/d' \
            -e 's/charset=CHARSET/charset=UTF-8/' \
            -e '1,/^msgid ""/s/^# SOME DESCRIPTIVE TITLE\.$/# Texts of Waystation. Made by assets\/update-locale.sh./' \
            -e '1,/^msgid ""/{/^# FIRST AUTHOR/d;/^# Copyright/d;/^# This file is distributed/d;}' \
            >"$1"
}

merge() { # POT PO OUTPUT
    msgmerge --quiet --force-po --previous --sort-by-file --add-location=file "$2" "$1" |
        msgattrib --force-po --no-obsolete |
        sed -e '/^"POT-Creation-Date:/d' >"$3"
}

case ${1-} in
--pot)
    collect "${2:?--pot needs a file}"
    ;;
--po)
    folder=${2:?--po needs a folder}
    collect "$scratch/new.pot"
    for po in "$assets"/locale/*.po; do
        merge "$scratch/new.pot" "$po" "$folder/${po##*/}"
    done
    ;;
"")
    collect "$assets/locale/waystation.pot"
    for po in "$assets"/locale/*.po; do
        merge "$assets/locale/waystation.pot" "$po" "$scratch/new.po"
        cp "$scratch/new.po" "$po"
        printf '%s: ' "${po##*/}"
        msgfmt --statistics --output-file=/dev/null "$po" 2>&1
    done
    ;;
*)
    echo "usage: $0 [--pot FILE | --po DIR]" >&2
    exit 2
    ;;
esac
