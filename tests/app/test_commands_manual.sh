#!/bin/sh
# The synopsis of waystation(1) names every command with each of its options, and no others.
#   test_commands_manual.sh PROGRAM ASSETS
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
manual=$(cd "${0%/*}/../../platform/man" && pwd)/waystation.1

# "COMMAND|--option" a line; "seal status | recover" are two commands.
awk '
    /^\.Sh/ { in_synopsis = /SYNOPSIS/ }
    !in_synopsis { next }
    /^\.Nm/ { count = 0 }
    /^\.Cm/ && count == 0 {
        line = substr($0, 5)
        count = split(line, commands, / *\| */)
        if (split(commands[1], words, " ") == 2)
            for (i = 2; i <= count; i++)
                commands[i] = words[1] " " commands[i]
        for (i = 1; i <= count; i++)
            print commands[i] "|"
    }
    {
        for (rest = $0; match(rest, /(Fl|\|) -[a-z-]+/); rest = substr(rest, RSTART + RLENGTH)) {
            option = substr(rest, RSTART, RLENGTH)
            sub(/.* /, "-", option)
            for (i = 1; i <= count; i++)
                print commands[i] "|" option
        }
    }' "$manual" | sort -u >written

"$program" --help | sed -n 's/^  \([a-z][a-z -]*[a-z]\)   *.*/\1/p' >commands
[ "$(wc -l <commands)" -gt 50 ] || fail "the list of commands is not read"
while read -r command; do
    echo "$command|"
    # shellcheck disable=SC2086 # a command is one or two words
    "$program" $command --help </dev/null >help
    ! grep -q 'see .*--help' help || fail "the reader of $command --help is sent to it"
    sed -n "s/^  \(--[a-z-]*\) .*/$command|\1/p" help | grep -v '|--help$' || true
done <commands | sort -u >known
diff written known >out || fail "< in the manual only, > in the program only"
