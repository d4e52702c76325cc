#!/bin/sh
# Builds the image that schools flash, from Debian's packages and from what is committed here.
set -eu

usage() {
    cat <<'TEXT'
usage: image/build.sh rpi|pc [OPTION]...

  rpi              for Raspberry Pi 3, 4, 400, 5 and Zero 2 W (arm64)
  pc               for PCs and old laptops, UEFI or BIOS (amd64)

  --output DIR     where the image and what belongs to it are put (default: build/image/rpi or …/pc)
  --cache DIR      what is kept between builds: packages, compiler's results, steps that need not be
                   done again (default: ~/.cache/waystation-image)
  --mirror URL     the Debian mirror to take packages from (default: the one this machine uses)
  --key FILE       the private key that signs updates, with
  --cert FILE      its certificate (both PEM). Machines take only updates signed by this key.
                   Without both a throw-away pair in the cache is used: for trials only.
  --url URL        the folder on a server where the image will be offered; goes into the description
                   for Raspberry Pi Imager (Imager --repo waystation-rpi.json)
  --version TEXT   instead of the program's version and the date of the commit
  --test           compress fast instead of small, leave out the compressed image: for trying things
  --fresh          do every step again; downloaded packages are kept
  --help           this text

Needs Debian 12 or 13 on amd64, 8 GB of free disk, and git. Packages that are missing are installed
through sudo if that is possible. Root is not needed where users may make user namespaces and have
subordinate ids (package uidmap, /etc/subuid). Only what is committed enters the image.
TEXT
}

fail() {
    echo "image/build.sh: $1" >&2
    exit "${2:-1}"
}

target='' output='' cache='' mirror='' key='' cert='' url='' version='' test=0 fresh=0
while [ $# -gt 0 ]; do
    case $1 in
    rpi | pc) target=$1 ;;
    --output | --cache | --mirror | --key | --cert | --url | --version)
        [ $# -ge 2 ] || fail "$1 needs a value; see --help" 2
        eval "${1#--}=\$2"
        shift
        ;;
    --test) test=1 ;;
    --fresh) fresh=1 ;;
    --help | -h)
        usage
        exit 0
        ;;
    *) fail "\"$1\" is not known; see --help" 2 ;;
    esac
    shift
done
[ -n "$target" ] || fail "say rpi or pc; see --help" 2
[ -z "$key" ] || [ -r "$key" ] || fail "the key $key cannot be read" 2
[ -z "$cert" ] || [ -r "$cert" ] || fail "the certificate $cert cannot be read" 2
case $url in
*[!A-Za-z0-9.:/_~%+-]*) fail "the URL \"$url\" has characters that no folder on a server should have" 2 ;;
esac
[ "${key:+x}" = "${cert:+x}" ] || fail "--key and --cert belong together" 2

here=$(pwd)
in_here() {
    case $1 in
    /* | '') printf '%s' "$1" ;;
    *) printf '%s/%s' "$here" "$1" ;;
    esac
}
output=$(in_here "$output") cache=$(in_here "$cache") key=$(in_here "$key") cert=$(in_here "$cert")
cd "$(dirname "$0")/.."
[ "$(uname -m)" = x86_64 ] || fail "this builds on amd64 machines only"
. platform/packages.sh
# shellcheck disable=SC2154 # from packages.sh
[ "$(id -u)" = 0 ] || packages_image="$packages_image $packages_image_user"
# shellcheck disable=SC2086 # a list of words
packages_install $packages_image || exit 3

export TARGET="$target" TEST="$test" FRESH="$fresh" MIRROR="$mirror"
export OUTPUT="${output:-$(pwd)/build/image/$target}"
export CACHE="${cache:-${XDG_CACHE_HOME:-$HOME/.cache}/waystation-image}"
export KEY="$key" CERT="$cert" URL="$url" VERSION_ASKED="$version"
mkdir -p "$OUTPUT" "$CACHE" || fail "cannot make $OUTPUT and $CACHE"

# Mounts stay in a namespace of their own and are gone with it, however this ends.
if [ "$(id -u)" = 0 ]; then
    exec unshare --mount --propagation private sh image/build/main.sh
fi
exec unshare --user --map-root-user --map-auto --mount --propagation private sh image/build/main.sh
