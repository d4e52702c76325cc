# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# A board that offers its own Wi-Fi, and a station in it: both by radios that the kernel plays (mac80211_hwsim), which the
# image does not have. HWSIM is that module of the image's kernel, as its package has it.

station_address() { ask_quietly 'ip -4 -o address show dev wlan1 | grep -q "inet 10\.47\.60\."'; }

passphrase_is_taken() { ask_quietly "grep -q '^wifi_ap_passphrase = (taken)' /boot/card/waystation.ini"; }

scenario_point() {
    [ "$TARGET" = pc ] || return 77
    if [ ! -s "${HWSIM:-}" ]; then
        note "needs HWSIM, the file mac80211_hwsim.ko.xz of the image's kernel"
        return 77
    fi
    xz -dc <"$HWSIM" >"$WORK/hwsim.ko"
    card_new point
    card_settings 'role = board' 'camera = none' 'wifi_ap = yes' 'wifi_ap_ssid = Room 12' \
        'wifi_ap_passphrase = correct horse' 'wifi_country = FR'
    card_seal point 4G
    machine_on "$(card_layer point "$WORK/cards/point.img")" && machine_booted || return 1
    stick_in "$(stick_new hwsim 64 "$WORK/hwsim.ko")"
    until_true 30 ask_quietly '[ -e /media/stick/hwsim.ko ]' || wrong "the stick is not mounted"
    ask 'modprobe mac80211 && insmod /media/stick/hwsim.ko radios=2' || wrong "there are no radios"
    stick_out || true
    check "the board offers its Wi-Fi" until_true 60 ask_quietly 'systemctl is-active waystation-point.service'
    check "it has its address there" until_true 30 ask_quietly 'ip -4 -o address show | grep -q "wlan.*inet 10\.47\.60\.1/24"'
    ask 'iwctl station wlan1 scan; sleep 5'
    ask 'iwctl --passphrase "wrong horse" station wlan1 connect "Room 12"' >"$WORK/iwctl" || true
    check "a wrong passphrase does not get in" [ -z "$(ask 'ip -4 -o address show dev wlan1')" ]
    ask 'iwctl --passphrase "correct horse" station wlan1 connect "Room 12"' >"$WORK/iwctl" || wrong "$(cat "$WORK/iwctl")"
    check "a station gets in, and an address" until_true 30 station_address
    ask 'ip -4 -o address' | sed 's/^/    /'
    check "its passphrase is not on the card any more" passphrase_is_taken
    check "no unit failed" no_failed_unit
    machine_cut
    rm -f "$WORK/hwsim.ko"
}
