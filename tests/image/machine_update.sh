# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# Bundles as image/build.sh makes them, good and bad ones: the image's own slot, changed and signed. To be sourced.
# Needs rauc, squashfs-tools, openssl, cpio, zstd. KEYS is the folder with key.pem and cert.pem that the image was built for.

can_make_bundles() {
    missing=
    for tool in rauc mksquashfs openssl cpio zstd; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    [ -s "${KEYS:-}/key.pem" ] || missing="$missing KEYS (the folder of key.pem and cert.pem that the image was built for)"
    [ -z "$missing" ] || note "missing:$missing"
    [ -z "$missing" ]
}

slot_of_image() {
    [ -s "$WORK/slot.img" ] || dd if="$IMAGE" of="$WORK/slot.img" bs=1M skip="$(($(part_start 2) / 1048576))" \
        count="$((($(part_start 3) - $(part_start 2)) / 1048576))" status=none
}

# bundle_make NAME VERSION KEYS [SPOIL]: prints the bundle's file. SPOIL is a function that changes $1, the slot.
bundle_make() {
    slot_of_image
    rm -rf "$WORK/bundle" "$WORK/$1.raucb"
    mkdir "$WORK/bundle"
    cp --sparse=always "$WORK/slot.img" "$WORK/bundle/slot.img"
    [ -z "${4:-}" ] || "$4" "$WORK/bundle/slot.img" >&2
    printf '[update]\ncompatible=waystation-%s\nversion=%s\n\n[bundle]\nformat=verity\n\n[image.system]\nfilename=slot.img\n' \
        "$TARGET" "$2" >"$WORK/bundle/manifest.raucm"
    rauc --cert="$3/cert.pem" --key="$3/key.pem" --keyring="$3/cert.pem" \
        --mksquashfs-args="-comp zstd -Xcompression-level 3" bundle "$WORK/bundle" "$WORK/$1.raucb" \
        >"$WORK/bundle.log" 2>&1 || cat "$WORK/bundle.log" >&2
    rm -rf "$WORK/bundle"
    echo "$WORK/$1.raucb"
}

# The system's file is no system.
spoil_root() {
    head -c 1000000 /dev/urandom >"$WORK/root.erofs"
    mcopy -o -i "$1" "$WORK/root.erofs" ::root.erofs
    rm -f "$WORK/root.erofs"
}

# Everything starts but the program, which is not there: by a second archive behind the initramfs.
spoil_program() {
    rm -rf "$WORK/extra"
    mkdir -p "$WORK/extra/now"
    mcopy -i "$1" ::initrd.zst "$WORK/extra/initrd.zst"
    (cd "$WORK/extra/now" && zstd -dcq ../initrd.zst | cpio -id --quiet init)
    sed -i 's|^hand_over() {|&\n    rm -f /new/usr/bin/waystation|' "$WORK/extra/now/init"
    (cd "$WORK/extra/now" && echo init | cpio -o --quiet -H newc | zstd -q) >>"$WORK/extra/initrd.zst"
    mcopy -o -i "$1" "$WORK/extra/initrd.zst" ::initrd.zst
    rm -rf "$WORK/extra"
}

# --- What the program asks root for, as it asks ---

# care TASK [KEY=VALUE…]: its last word, one line of JSON.
care() {
    task=$1
    shift
    id=$(od -An -tx4 -N4 /dev/urandom | tr -d ' ')
    ask "printf '%s\n' id=$id $* >/run/waystation/ask/.new && chown waystation: /run/waystation/ask/.new &&
        rm -f /run/waystation/told/$task && mv /run/waystation/ask/.new /run/waystation/ask/$task" || return 1
    until_true "${CARE_S:-60}" care_is_done "$task" || true
    ask "cat /run/waystation/told/$task; echo"
}

# installs SECONDS [KEY=VALUE…]: an update, to its end.
installs() {
    limit=$1
    shift
    answer=$(CARE_S=$limit care update "$@")
    note "$answer"
    case $answer in
    *'"state":"done"'*) return 0 ;;
    esac
    wrong "the update is not installed"
    ask 'journalctl -b -o cat -u rauc -u waystation-care | tail -n 20'
    return 1
}

care_is_done() { ask_quietly "grep -q '\"state\":\"[df]' /run/waystation/told/$1"; }
