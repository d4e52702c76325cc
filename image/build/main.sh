#!/bin/sh
# The steps, one after another; started by image/build.sh as root of a namespace. A step whose inputs
# are what they were is not done again.
set -eu
. image/build/lib.sh
. image/build/keys.sh
. platform/packages.sh

# What a step depends on: files and folders of the commit, as git names their content, and words.
inputs_of() {
    for path in "$@"; do
        case $path in
        =*) echo "$path" ;;
        *) git rev-parse --verify --quiet "HEAD:$path" || echo "none $path" ;;
        esac
    done | sha256sum | cut -c1-32
}

# step NAME "what is said" INPUTS COMMAND...: the stamp of a step holds its inputs.
step() {
    name=$1 said=$2 inputs=$3
    shift 3
    stamp=$work/$name.done
    if [ "$FRESH" = 0 ] && [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then
        printf '[  as before] %s\n' "$said"
        return 0
    fi
    printf '[%s] %s\n' "$(date +%H:%M:%S)" "$said"
    started=$(date +%s)
    rm -f "$stamp"
    if ! "$@" >"$work/$name.log" 2>&1; then
        tail -n 30 "$work/$name.log" >&2
        fail "the step \"$said\" failed; all it said is in $work/$name.log"
    fi
    grep '^note: ' "$work/$name.log" | sed 's/^note: /             /' || true
    printf '%s\n' "$inputs" >"$stamp"
    printf '             %s\n' "$(time_tell $(($(date +%s) - started)))"
}

settings_find() {
    case $TARGET in
    rpi) ARCH=arm64 ;;
    pc) ARCH=amd64 ;;
    esac
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct HEAD)
    base=$(git show HEAD:platform/debian/changelog | sed -n '1s/.*(\(.*\)).*/\1/p')
    if [ -n "$VERSION_ASKED" ]; then
        VERSION=$VERSION_ASKED
    elif [ -n "$(git tag --points-at HEAD "v$base" 2>/dev/null)" ]; then
        VERSION=$base
    else
        VERSION=$base+$(TZ=UTC date -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M%S)
    fi
    case $VERSION in
    *[!0-9A-Za-z.+~]* | [!0-9]*) fail "the version \"$VERSION\" must begin with a digit and have only letters, digits, . + ~" ;;
    esac
    export ARCH SOURCE_DATE_EPOCH VERSION TZ=UTC LC_ALL=C.UTF-8
    umask 022
}

# The mirror this machine takes its Debian from, and the one for security, which may be another.
mirrors_find() {
    # shellcheck disable=SC2016 # apt's own words
    uris=$(apt-get indextargets --format '$(SITE) $(REPO_URI)' 2>/dev/null | sort -u || true)
    plain=$(printf '%s\n' "$uris" | sed -n 's,^[^ ]* \(.*/debian\)/*$,\1,p' | head -n 1)
    security=$(printf '%s\n' "$uris" | sed -n 's,^[^ ]* \(.*/debian-security\)/*$,\1,p' | head -n 1)
    if [ -n "$MIRROR" ]; then
        plain=${MIRROR%/}
        security=${plain%/debian}/debian-security
    fi
    [ -n "$plain" ] || fail "no Debian mirror is set up on this machine; name one with --mirror URL"
    [ -n "$security" ] || security=${plain%/debian}/debian-security
    export MIRROR="$plain" MIRROR_SECURITY="$security"
}

# The committed tree, with the same modes on every machine.
source_export() {
    rm -rf "$work/src"
    mkdir -p "$work/src"
    git -c tar.umask=0022 archive HEAD | tar -x -C "$work/src"
    [ -z "$(git status --porcelain 2>/dev/null | head -n 1)" ] ||
        echo "Changes that are not committed are left out."
}

builder_mount() {
    mkdir -p "$builder/src" "$builder/work" "$builder/out" "$builder/cache"
    mount --rbind /dev "$builder/dev"
    mount --rbind /proc "$builder/proc"
    mount --bind "$work/src" "$builder/src"
    mount --bind "$work" "$builder/work"
    mount --bind "$OUTPUT" "$builder/out"
    mount --bind "$CACHE" "$builder/cache"
    for file in /etc/resolv.conf /etc/hosts; do
        [ ! -r "$file" ] || cat "$file" >"$builder$file"
    done
}

# Runs one of our scripts inside the builder, in surroundings that are the same everywhere.
inside() {
    # shellcheck disable=SC2016,SC2317 # for the shell inside; step() calls it
    env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 TZ=UTC \
        TARGET="$TARGET" ARCH="$ARCH" TEST="$TEST" VERSION="$VERSION" \
        SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" MIRROR="$MIRROR" MIRROR_SECURITY="$MIRROR_SECURITY" URL="$URL" \
        http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
        chroot "$builder" sh -euc 'cd /work; umask 022; . /src/image/build/lib.sh; . "/src/image/build/$1"' - "$1"
}

# A function, so that the whole script is read before the first step.
build_all() {
    settings_find
    work=$CACHE/$TARGET
    builder=$CACHE/builder-$ARCH
    mkdir -p "$work" "$CACHE/debs" "$CACHE/ccache"
    # shellcheck disable=SC3045 # util-linux is everywhere we run
    exec 9>"$CACHE/$TARGET.lock"
    flock -n 9 || fail "another build of $TARGET is running with the cache $CACHE"
    began=$(date +%s)
    echo "Waystation $VERSION for $TARGET ($ARCH) into $OUTPUT, cache $CACHE"
    mirrors_find
    source_export
    keys_find
    export WORK="$work" BUILDER="$builder"
    keys=$(sha256sum <"$work/keys/cert.pem")

    # shellcheck disable=SC2154 # from packages.sh
    i_builder=$(inputs_of image/build/builder.sh "=$ARCH $packages_build")
    work_of_target=$work work=$CACHE
    step "builder-$ARCH" "the builder: Debian 13 with compilers and tools" "$i_builder" sh image/build/builder.sh
    work=$work_of_target
    builder_mount
    FRESH_KEPT=$FRESH FRESH=1
    step index "which packages there are today" any inside index.sh
    FRESH=$FRESH_KEPT
    i_package=$(inputs_of app platform assets CMakeLists.txt LICENSE README.md image/build/package.sh image/update image/init/splash.c "=$VERSION" "=$i_builder")
    step package "our program, compiled for $ARCH" "$i_package" inside package.sh
    i_base=$(inputs_of image/packages image/build/base.sh image/build/kernel.sh image/build/licences.sh "=$(cat "$work/index.sum" "$work/package.depends" | sha256sum)")
    step base "Debian's packages, unpacked" "$i_base" inside base.sh
    i_root=$(inputs_of image "=$i_base" "=$i_package" "=$keys" "=$TEST $URL")
    step root "the root file system" "$i_root" inside root.sh
    step initrd "the first steps of the machine" "$i_root" inside initrd.sh
    step slot "the slot" "$i_root" inside slot.sh
    step card "the card's own partition" "$i_root" inside "card_$TARGET.sh"
    step disk "the image" "$i_root" inside disk.sh
    step manifest "what is in it, and under which licences" "$i_root" inside manifest.sh
    step bundle "the update" "$i_root" inside bundle.sh
    FRESH=1
    step publish "all of it into the output folder" "$i_root" inside publish.sh
    printf 'Done in %s.\n' "$(time_tell $(($(date +%s) - began)))"
    # shellcheck disable=SC2012 # for people to read
    ls -l --block-size=K "$OUTPUT" | sed -n '2,$p'
}

build_all
exit
