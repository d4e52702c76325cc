# shellcheck shell=sh
# For tests that run PostgreSQL, which does not run as root; to be sourced: . as_owner.sh; $1 is the
# program, $2 the assets. Started by root, the test goes on as another user, with copies of all
# three where that one may not read them. Skipped where it cannot be.
if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null || {
        echo "skipped: root without setpriv (package util-linux)"
        exit 77
    }
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    as_owner() {
        setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups -- \
            env HOME=/tmp "$@"
    }
    if ! as_owner test -r "$0" || ! as_owner test -x "$1" || ! as_owner test -r "$2/sample"; then
        copy=$(mktemp -d)
        trap 'rm -rf "$copy"' EXIT
        cp -R "$(dirname "$0")" "$copy/tests"
        cp -R "$2" "$copy/assets"
        cp "$1" "$copy/waystation"
        chmod -R a+rX "$copy"
        script=$copy/tests/$(basename "$0")
        # The sanitizers' list is beside the tests, too.
        LSAN_OPTIONS=$(printf %s "${LSAN_OPTIONS:-}" |
            sed "s|suppressions=[^:]*/|suppressions=$copy/tests/|")
        export LSAN_OPTIONS
        shift 2
        status=0
        as_owner sh "$script" "$copy/waystation" "$copy/assets" "$@" || status=$?
        exit "$status"
    fi
    status=0
    as_owner sh "$0" "$@" || status=$?
    exit "$status"
fi
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || ! command -v openssl >/dev/null; then
    echo "skipped: no PostgreSQL server or no openssl here"
    exit 77
fi
