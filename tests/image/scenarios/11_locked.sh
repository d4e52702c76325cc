# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# `encrypt = stick`: what the machine keeps is read with the key stick only.

with_key_stick() {
    machine_on "$1" -drive "if=none,id=key,format=raw,file=$KEY_STICK" \
        -device usb-storage,bus=usb.0,port=5,drive=key,removable=on
}

is_opened() { ask_quietly 'grep -q "^/dev/mapper/ws-data /data ext4 " /proc/mounts'; }

is_kept() { [ "$(ask 'cat /data/system/test-of-lock')" = kept ]; }

scenario_locked() {
    KEY_STICK=$(stick_new key 64)
    card_new locked
    card_settings 'encrypt = stick' 'role = station'
    card_seal locked 4G
    layer=$(card_layer locked "$WORK/cards/locked.img")
    with_key_stick "$layer" && machine_booted || return 1
    check "a first start with a stick: the data is under a key" is_opened
    check "and is not told as open" ask_quietly '! grep -q D40 /run/waystation/device.json'
    check "the key is on the stick" [ "$(mtype -i "$KEY_STICK@@1M" ::waystation.key | wc -c)" = 128 ]
    ask 'echo kept >/data/system/test-of-lock; sync'
    check "it grows to the card, too" until_true 60 is_grown
    check "no unit failed" no_failed_unit
    machine_cut
    card_part "$layer" 4 "$WORK/data.img"
    check "nothing of it can be read from the card" [ "$(grep -ac test-of-lock "$WORK/data.img")" = 0 ]
    rm -f "$WORK/data.img"
    with_key_stick "$layer" && machine_booted || return 1
    check "with the stick it opens again" is_opened
    check "and what was there is there" is_kept
    machine_cut
    machine_on "$layer" && machine_booted || return 1
    keep without
    check "without the stick it does not open" ask_quietly '! grep -q ws-data /proc/mounts && [ ! -e /data/system/test-of-lock ]'
    note "what is kept is in memory: $(ask 'cat /run/waystation/no-data')"
    machine_cut
    with_key_stick "$layer" && machine_booted || return 1
    check "nothing was lost by that" is_kept
    machine_cut
}
