#!/bin/sh
# Installs what is missing, builds with gcc and with clang and sanitizers, runs every test in both,
# and checks what no compiler does. May be run again at any time; makes build/ only.
set -eu

usage() {
    cat <<'TEXT'
usage: tests/run.sh [STEP]...

Steps, all of them by default: format walls packages shell documents gcc clang image
The last one builds the PC's image and boots it; where there is no room or no git, it says so and is left out.
Status 0: everything passed; 1: something did not; 3: packages are missing.
TEXT
}

cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. platform/packages.sh

summary=
failed=0

# step NAME: runs it, times it and goes on whatever the result.
step() {
    name=$1
    echo
    echo "== $name"
    began=$(date +%s)
    # In a shell of its own: there set -e holds, which it does not inside of a condition.
    if sh -c "set -eu; . tests/run_steps.sh; step_$name"; then
        result=passed
    else
        result=FAILED
        failed=$((failed + 1))
    fi
    summary="$summary
  $result  $name ($(($(date +%s) - began)) s)"
}

wanted="$*"
case " $wanted " in
*" -h "* | *" --help "*)
    usage
    exit 0
    ;;
esac
: "${wanted:=format walls packages shell documents gcc clang image}"

# shellcheck disable=SC2086 # lists of words
packages_install $packages_build $packages_run $packages_test || exit 3

for name in $wanted; do
    case $name in
    format | walls | packages | shell | documents | gcc | clang | image) ;;
    *)
        echo "There is no step \"$name\"." >&2
        usage >&2
        exit 2
        ;;
    esac
done
# Only what this run did is in its summary.
rm -f build/gcc/tests.log build/clang-asan/tests.log
for name in $wanted; do
    step "$name"
done

echo
echo "Summary:$summary"
for log in build/gcc/tests.log build/clang-asan/tests.log; do
    if [ -f "$log" ]; then
        sed -n "s|^[0-9]*% tests passed|$log: &|p" "$log"
    fi
done
[ "$failed" = 0 ]
