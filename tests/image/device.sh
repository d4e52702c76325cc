# shellcheck shell=sh disable=SC2034,SC2154
# For the tests of the device's scripts; to be sourced: $2 is the source tree. Each test runs under dash and
# under busybox sh: what is in the initramfs is busybox, what is on the device is dash.

source_tree=$(cd "$2" && pwd)
self=$(cd "$(dirname "$0")" && pwd)/${0##*/}
shells="dash busybox"
work=$(mktemp -d)
trap 'status=$?; [ "$status" = 0 ] || echo "$self ended with $status" >&2; rm -rf "$work"; exit $status' EXIT
cd "$work" || exit 3

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Runs this test again under each shell, and ends.
under_each_shell() {
    for shell in $shells; do
        command -v "$shell" >/dev/null || {
            echo "not here: $shell"
            exit 77
        }
        case $shell in
        busybox) busybox sh "$self" "$1" "$source_tree" each ;;
        *) "$shell" "$self" "$1" "$source_tree" each ;;
        esac || fail "under $shell"
    done
    exit 0
}

# equal WHAT EXPECTED FOUND
equal() {
    [ "$2" = "$3" ] || fail "$1: '$3', not '$2'"
}
