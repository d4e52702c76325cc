# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# An update from a server in the house: `update_url`, asked for on page Care.

scenario_server() {
    can_make_bundles || return 77
    command -v busybox >/dev/null || { note "needs busybox" && return 77; }
    served=$WORK/cards/served
    rm -rf "$served"
    mkdir "$served"
    card_new server
    card_settings 'role = station' 'update_url = http://10.0.2.100/'
    card_seal server 4G
    # Only what is named here is reached from inside; each connection is a server of its own.
    MACHINE_FORWARD=",guestfwd=tcp:10.0.2.100:80-cmd:busybox httpd -i -h $served"
    machine_on "$(card_layer server "$WORK/cards/server.img")" && machine_booted || return 1
    MACHINE_FORWARD=
    until_true 100 ask_quietly '[ -e /run/waystation/good ]' || wrong "the first slot is not good"
    note "$(care update from=server)"
    check "nothing there: it says so" ask_quietly 'grep -qE "\"code\":\"(no-server|not-found)\"" /run/waystation/told/update'
    mv "$(bundle_make next "$(ask 'cat /usr/lib/waystation/version').1" "$KEYS")" "$served/waystation-$TARGET.raucb"
    note "$(care look)"
    installs 600 from=server || return 1
    machine_restart || wrong "no restart into the new slot"
    check "the update is started" is_slot 3
    check "and shows its screen" until_true 100 is_program_up
    check "no unit failed" no_failed_unit
    machine_cut
    rm -rf "$served"
}
