# shellcheck shell=sh
# The steps of tests/run.sh; to be sourced at the top of the tree, one function a step.

# Files of ours by name pattern; from git where there is one, so that stray files do not count.
sources() {
    if [ -e .git ] && command -v git >/dev/null; then
        git ls-files --cached --others --exclude-standard -- "$@" | LC_ALL=C sort -u |
            while IFS= read -r file; do
                if [ -f "$file" ]; then printf '%s\n' "$file"; fi
            done
    else
        for pattern in "$@"; do
            find . \( -path ./build -o -path ./.git \) -prune -o -name "${pattern##*/}" -type f -print
        done | LC_ALL=C sort -u
    fi
}

# A newer release lays some lines out differently; the pinned one decides.
step_format() {
    case $(clang-format --version) in
    *"version 14."*) ;;
    *)
        echo "skipped: the format is pinned to Debian 12's clang-format 14"
        return 0
        ;;
    esac
    sources '*.c' '*.h' '*.cpp' | xargs -r clang-format --dry-run -Werror
}

step_walls() {
    sh tests/check_walls.sh --self-test
    sh tests/check_walls.sh
}

step_packages() {
    sh tests/check_packages.sh
}

step_shell() {
    {
        sources '*.sh'
        sources '*' | tr '\n' '\0' | xargs -0 -r awk 'FNR == 1 && /^#!.*\/(ba|da)?sh( |$)/ { print FILENAME }'
    } | LC_ALL=C sort -u | xargs -r shellcheck -x
}

# Man pages, desktop entry, metadata and translations, by the tools of those who take them.
step_documents() {
    sources '*.[1-8]' | xargs -r mandoc -T lint -W warning
    mkdir -p build/documents
    sed 's|@[A-Z_]*BINDIR@|/usr/bin|g' platform/waystation.desktop.in \
        >build/documents/waystation.desktop
    desktop-file-validate build/documents/waystation.desktop
    # There is no home page to name; version 1 warns of that, and the one before cannot be told.
    case $(appstreamcli --version) in
    *" 0."*) set -- ;;
    *) set -- --override=url-homepage-missing=info ;;
    esac
    appstreamcli validate --no-net "$@" platform/org.waystation.Waystation.metainfo.xml
    sources '*.po' | while IFS= read -r file; do
        msgfmt -c -o /dev/null "$file" || exit 1
    done
}

# Some tests mostly wait: one more at a time than there are cores. Their output goes to the screen and to a file, and
# their status is not lost in between.
build_and_test() {
    cmake --preset "$1"
    cmake --build --preset "$1"
    status=build/$1/tests.status
    {
        code=0
        ctest --preset "$1" -j "$(($(nproc) + 1))" 2>&1 || code=$?
        echo "$code" >"$status"
    } | tee "build/$1/tests.log"
    [ "$(cat "$status")" = 0 ]
}

# The real thing in an emulated machine. What was built or fetched before is in the image's cache.
step_image() {
    if [ "$(df -k --output=avail . | tail -n 1)" -lt 12000000 ]; then
        echo "skipped: an image needs 12 GB of room here"
        return 0
    fi
    . platform/packages.sh
    # shellcheck disable=SC2086,SC2154 # lists of words
    packages_install $packages_machine
    if ! git rev-parse --verify --quiet HEAD >/dev/null; then
        echo "skipped: an image is made of what git has, and there is no repository here"
        return 0
    fi
    if ! unshare --mount true 2>/dev/null && ! unshare --user --map-root-user --mount true 2>/dev/null; then
        echo "skipped: there can be no mounts of our own here, and an image needs some"
        return 0
    fi
    cmake --preset gcc
    cmake --build --preset gcc --target waystation assets
    image/build.sh pc --test
    tests/image/run.sh --image build/image/pc --program build/gcc/waystation pc
}

step_gcc() {
    build_and_test gcc
}

step_clang() {
    build_and_test clang-asan
}
