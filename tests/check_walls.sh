#!/bin/sh
# Who may include whom: the table of walls in app/README.md, checked on the includes themselves.
#   check_walls.sh [TREE]      prints each breach as FILE:LINE: include, and fails if there is one
#   check_walls.sh --self-test fails unless each kind of breach is found
set -eu

# The C library with POSIX, as an extended regular expression of header names.
c_library='(aio|arpa/.*|assert|complex|ctype|dirent|errno|fcntl|fenv|float|fnmatch|glob|iconv|ifaddrs|inttypes|iso646|langinfo|limits|locale|math|netdb|net.*/.*|poll|pthread|pwd|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|sys/.*|termios|tgmath|threads|time|uchar|unistd|utime|wchar|wctype)\.h'
# What is pure in it: no files, no clock, no machine.
c_pure='(assert|ctype|errno|float|inttypes|limits|math|stdalign|stdarg|stdbool|stddef|stdint|stdlib|string)\.h'
allocates='(^|[^a-z_])(malloc|calloc|realloc|strdup|strndup)\('

breaches=0

# check FOLDER OURS THEIRS [DEPTH]: which "headers" and which <headers> files in a folder may include.
check() {
    folder=$1 ours=$2 theirs=$3
    [ -d "$tree/$folder" ] || return 0
    found=$(find "$tree/$folder" -maxdepth "${4:-9}" -type f \
        \( -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.def' \) \
        -exec grep -nHE '^[[:space:]]*#[[:space:]]*include' {} + |
        sed 's|^'"$tree"'/||' |
        grep -vE "include[[:space:]]+(\"($ours)\"|<($theirs)>)" || true)
    report "$found" "$folder may not include this"
}

# forbid FOLDER PATTERN WHY [DEPTH]: code that must not be in a folder.
forbid() {
    [ -d "$tree/$1" ] || return 0
    found=$(find "$tree/$1" -maxdepth "${4:-9}" -type f \( -name '*.c' -o -name '*.h' \) \
        -exec grep -nHE "$2" {} + | sed 's|^'"$tree"'/||' || true)
    report "$found" "$3"
}

report() {
    if [ -n "$1" ]; then
        printf '%s\n' "$1" | sed "s|\$|    [$2]|"
        breaches=$((breaches + $(printf '%s\n' "$1" | wc -l)))
    fi
}

check_tree() {
    tree=${1%/}
    breaches=0
    check app/base 'base/.*' "$c_library"
    check app/model '(base|model)/.*' "$c_pure"
    check app/ui '(base|ui)/.*' "$c_library|uni[a-z0-9]*\\.h"
    check app/exchange '(base|model|exchange)/.*' "$c_library|jansson\\.h|ini\\.h|zip\\.h|uninorm\\.h"
    check app/store '(base|model|store)/.*' "$c_library|sqlite3\\.h|sodium\\.h"
    check app/sync '(base|model|sync)/.*|store/store(_clips)?\.h' "$c_library|libpq-fe\\.h|sodium\\.h"
    # The shared headers of screens, never another screen.
    check app/screens '(base|model|ui)/.*|screens/[a-z_]*\.(h|def)|screens\.def' "$c_library"
    check app/paper '(base|model|paper)/.*' \
        "$c_library|cairo[a-z-]*\\.h|pango/.*|qrencode\\.h"
    check platform '(base|platform)/.*|ui/(draw|input|text_service)\.h' '.*'
    check app '.*' "$c_library|sodium\\.h" 1
    check app/commands '.*' "$c_library|sodium\\.h"
    # stdlib.h is there for numbers; qsort() allocates where there is much to sort.
    forbid app/model '(^|[^a-z_])(malloc|calloc|realloc|free|qsort|rand|srand|random|getenv|time|clock|uptime_ms)\(' \
        'the model has no memory, clock or chance of its own'
    forbid app/screens '(^|[^a-z_])(malloc|calloc|realloc|fopen|open|time|clock_gettime)\(' \
        'screens only read state and queue actions'
    # exchange/json.c lends jansson memory, and libraries of paper and platform want theirs.
    for folder in app/base app/commands app/store app/sync app/ui; do
        forbid "$folder" "$allocates" 'memory comes from arenas'
    done
    forbid app "$allocates" 'memory comes from arenas' 1
    [ "$breaches" = 0 ]
}

# One file with one line in a tree of its own; the tree must be found good or bad.
expect() {
    result=$1 file=$2 line=$3
    rm -rf "$work/tree"
    mkdir -p "$work/tree/$(dirname "$file")"
    printf '%s\n' "$line" >"$work/tree/$file"
    if check_tree "$work/tree" >"$work/output"; then actual=good; else actual=bad; fi
    if [ "$actual" != "$result" ]; then
        echo "self-test: $file with \"$line\" was found $actual, not $result"
        exit 1
    fi
}

self_test() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    expect good app/base/str.c '#include <string.h>'
    expect bad app/base/str.c '#include "model/plan.h"'
    expect bad app/base/str.c '#include <SDL.h>'
    expect good app/model/plan.c '#include "base/str.h"'
    expect bad app/model/plan.c '#include <time.h>'
    expect bad app/model/plan.c '#include <stdio.h>'
    expect bad app/model/plan.c '    p = malloc(4);'
    expect bad app/model/plan.c '    qsort(list, count, size, compare);'
    expect bad app/model/plan.c '    now = uptime_ms();'
    expect bad app/model/plan.c '#include "store/store.h"'
    expect good app/model/goal.c '    rotation_time(4);'
    expect good app/ui/text.c '#include <unilbrk.h>'
    expect bad app/ui/text.c '#include "model/plan.h"'
    expect bad app/ui/text.c '# include <SDL2/SDL.h>'
    expect bad app/exchange/csv.c '#include "store/store.h"'
    expect good app/exchange/json.c '#include <jansson.h>'
    expect good app/store/store.c '#include <sqlite3.h>'
    expect bad app/store/store.c '#include "screens/home.h"'
    expect bad app/store/store.c '#include "platform/platform.h"'
    expect bad app/screens/home.c '#include "store/store.h"'
    expect bad app/screens/home.c '#include "screens/goal.c"'
    expect bad app/screens/home.c '#include "platform/platform.h"'
    expect good app/screens/home.c '#include "screens/screen.h"'
    expect good platform/window.c '#include <SDL.h>'
    expect good platform/window.c '#include "ui/draw.h"'
    expect bad platform/window.c '#include "ui/ui.h"'
    expect bad platform/window.c '#include "model/plan.h"'
    expect good app/paper/sheet.c '#include <cairo-pdf.h>'
    expect bad app/paper/sheet.c '#include <sqlite3.h>'
    expect bad app/paper/sheet.c '#include "ui/draw.h"'
    expect good app/sync/hub.c '#include <libpq-fe.h>'
    expect bad app/sync/sync.c '#include "store/store_internal.h"'
    expect bad app/sync/worker.c '    worker = calloc(1, sizeof *worker);'
    expect bad app/commands/run.c '    app = calloc(1, sizeof *app);'
    expect bad app/lending.c '    copy = strdup(text);'
    expect good app/exchange/json.c '    memory = malloc(size);'
    expect bad app/app.c '#include <libpq-fe.h>'
    expect bad app/app.c '#include <SDL.h>'
    expect bad app/commands/class.c '#include <sqlite3.h>'
    expect good app/commands/class.c '#include "store/store.h"'
    rm -rf "$work"
    trap - EXIT
}

if [ "${1:-}" = --self-test ]; then
    self_test
else
    default=$(dirname "$0")/..
    check_tree "${1:-$default}"
fi
