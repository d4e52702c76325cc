#!/bin/sh
# shellcheck disable=SC2034
# Boots the image in QEMU and does with it what a classroom does.
#   tests/image/run.sh [--full] [--image FOLDER] [--program WAYSTATION] [--keys FOLDER] [pc|rpi] [SCENARIO…]
# FOLDER holds what image/build.sh writes; without it that is built first. Results, pictures and logs are in
# build/image-tests/TARGET. Needs: qemu-system-x86 (arm: qemu-system-arm), mtools, e2fsprogs, dosfstools, fdisk, a C
# compiler, libjansson-dev, libpng-dev; no root, no KVM, no network. Without a SCENARIO those that fit into CI; with --full
# all of the target: boot visit cuts idle usb mouse display turned crash keys ports full clock locked power plug update server
# pair point uefi secure; of the Pi boot visit cuts power plug update pi3. An update needs rauc, squashfs-tools, openssl, cpio,
# zstd and the key the image was made for (--keys), point the radios' module (HWSIM=mac80211_hwsim.ko.xz of the image's kernel).
set -eu
cd "$(dirname "$0")/../.."
HERE=tests/image
FULL="" IMAGES="" KEYS=${KEYS:-} PROGRAM=${PROGRAM:-build/waystation} TARGET=pc

while [ $# -gt 0 ]; do
    case $1 in
    --full) FULL=yes ;;
    --image) IMAGES=$2 && shift ;;
    --keys) KEYS=$2 && shift ;;
    --program) PROGRAM=$2 && shift ;;
    pc | rpi) TARGET=$1 ;;
    --help) sed -n '3,/^set/s/^# //p' "$0" && exit 0 ;;
    -*) echo "tests/image/run.sh: what is $1?" >&2 && exit 2 ;;
    *) break ;;
    esac
    shift
done

WORK=$PWD/build/image-tests/$TARGET
rm -rf "$WORK/cards" "$WORK/class" "$WORK/badges"
mkdir -p "$WORK/cards" "$WORK/pictures"
: >"$WORK/machines"
TALK=$WORK/machine_talk REPLAY=$WORK/machine_replay
TOOLS="qemu-img mcopy mtype mkfs.vfat sfdisk e2fsck debugfs cc flock"
case $TARGET in
pc) TOOLS="$TOOLS qemu-system-x86_64" ;;
rpi) TOOLS="$TOOLS qemu-system-aarch64" ;;
esac
PATH=$PATH:/usr/sbin:/sbin
for tool in $TOOLS; do
    command -v "$tool" >/dev/null || { echo "tests/image/run.sh: $tool is not installed" >&2 && exit 77; }
done

# shellcheck source=tests/image/machine.sh
. "$HERE/machine.sh"
# shellcheck source=tests/image/machine_card.sh
. "$HERE/machine_card.sh"
# shellcheck source=tests/image/machine_class.sh
. "$HERE/machine_class.sh"
# shellcheck source=tests/image/machine_update.sh
. "$HERE/machine_update.sh"
if [ "$TARGET" = rpi ]; then
    # shellcheck source=tests/image/machine_rpi.sh
    . "$HERE/machine_rpi.sh"
fi

clean_up() {
    while read -r folder; do
        if [ -s "$folder/pid" ]; then kill -KILL "$(cat "$folder/pid")" 2>/dev/null || true; fi
        rm -rf "$folder"
    done <"$WORK/machines"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

build_what_is_missing() {
    cc -std=c17 -O2 -o "$TALK" "$HERE/machine_talk.c" -ljansson -lpng
    cc -std=c17 -O2 -o "$REPLAY" "$HERE/machine_replay.c"
    if [ -z "$IMAGES" ]; then
        image/build.sh "$TARGET"
        IMAGES=build/image/$TARGET
    fi
    IMAGES=$(cd "$IMAGES" && pwd)
    IMAGE=$IMAGES/waystation-$TARGET.img
    [ -s "$IMAGE" ] || { echo "tests/image/run.sh: there is no $IMAGE" >&2 && exit 2; }
    if [ ! -x "$PROGRAM" ]; then
        cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Debug
        nice cmake --build build --target waystation assets
    fi
    PROGRAM=$(cd "$(dirname "$PROGRAM")" && pwd)/${PROGRAM##*/}
    WAYSTATION_ASSETS=${WAYSTATION_ASSETS:-${PROGRAM%/*}/assets} TZ=UTC
    export WAYSTATION_ASSETS TZ
}

run_scenario() {
    SCENARIO=$1
    export SCENARIO
    unset MACHINE_TURN TWIN_SIZE MACHINE_IS_LOGGED MACHINE_FIRMWARE MACHINE_DISK MACHINE_SCREEN MACHINE_IS_PI3 MACHINE_NET MACHINE_NUMBER # a scenario's own
    : >"$WORK/$SCENARIO.wrong"
    echo "== $SCENARIO ($TARGET)"
    began=$(seconds)
    status=0
    "scenario_$SCENARIO" || status=$?
    if [ "$status" != 0 ]; then
        machine_cut
        machine_swap
        machine_cut
    fi
    took="$(($(seconds) - began)) s"
    if [ "$status" = 77 ]; then
        echo "SKIP $SCENARIO ($took)"
        skipped=$((skipped + 1))
    elif [ "$status" = 0 ] && [ ! -s "$WORK/$SCENARIO.wrong" ]; then
        echo "PASS $SCENARIO ($took)"
        passed=$((passed + 1))
    else
        echo "FAIL $SCENARIO ($took, status $status)"
        failed=$((failed + 1))
    fi
}

build_what_is_missing
for file in "$HERE"/scenarios/*.sh; do
    # shellcheck source=/dev/null
    . "$file"
done
if [ $# = 0 ]; then
    # shellcheck disable=SC2046 # names
    set -- $(list_scenarios)
fi
passed=0 failed=0 skipped=0
echo "image: $IMAGE ($(du -hL --apparent-size "$IMAGE" | cut -f1))"
for scenario; do run_scenario "$scenario"; done
rm -rf "$WORK/cards"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
