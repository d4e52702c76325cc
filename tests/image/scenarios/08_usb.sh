# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# What may be plugged in, and what may not.

is_bound() { # a driver has taken a device of this module
    ask_quietly "for i in /sys/bus/usb/devices/*:*; do [ -e \$i/driver ] && readlink \$i/driver; done | grep -q '/$1\$'"
}

# plug DRIVER [JSON]: then wait until the machine has seen it, and unplug later with unplug.
plug() {
    monitor device_add "{\"driver\":\"$1\",\"id\":\"plugged\",\"bus\":\"usb.0\",\"port\":\"6\"${2:-}}" >/dev/null || return 1
    until_true 10 ask_quietly 'ls /sys/bus/usb/devices | grep -q "^[12]-6"'
    ask_quietly 'udevadm settle -t 20' || true
}

unplug() {
    monitor device_del '{"id":"plugged"}' >/dev/null
    until_true 10 ask_quietly '! ls /sys/bus/usb/devices | grep -q "^[12]-6"'
}

state_of_interfaces() {
    ask 'for i in /sys/bus/usb/devices/[12]-6:*; do d=none; [ -e $i/driver ] && d=$(basename $(readlink $i/driver)); printf "%s=%s:%s " $(cat $i/bInterfaceClass) $d $(cat $i/authorized 2>/dev/null); done; echo'
}

refused() {
    plug "$@" || { wrong "$1 cannot be plugged in" && return 0; }
    found=$(state_of_interfaces)
    note "$1: $found"
    case $found in
    *:1*) [ "$(echo "$found" | tr ' ' '\n' | grep -v '=none:' | grep -c =)" = 0 ] || wrong "$1 has a driver" ;;
    esac
    unplug || true
}

taken() {
    plug "$@" || { wrong "$1 cannot be plugged in" && return 0; }
    found=$(state_of_interfaces)
    note "$1: $found"
    case $found in
    *"=$TAKEN_BY:"*) ;;
    *) wrong "$1 is not taken by $TAKEN_BY" ;;
    esac
    unplug || true
}

scenario_usb() {
    machine_for_class || return 1
    before=$(ask 'ls /sys/class/net | sort | tr "\n" " "')
    refused usb-net ',"netdev":"usbnet"'
    refused usb-ccid
    TAKEN_BY=usbhid
    taken usb-kbd
    taken usb-tablet
    TAKEN_BY=snd-usb-audio
    taken usb-audio ',"audiodev":"usbaudio"'
    plug usb-serial ',"chardev":"usbserial"' && note "usb-serial (a scanner may be one): $(state_of_interfaces)" && unplug
    check "no network by USB" [ "$(ask 'ls /sys/class/net | sort | tr "\n" " "')" = "$before" ]
    printf '#!/bin/sh\ntouch /run/autorun-was-here\n' >"$WORK/autorun.sh"
    printf '[autorun]\r\nopen=autorun.sh\r\n' >"$WORK/autorun.inf"
    stick_in "$(stick_new run 64 "$WORK/autorun.sh" "$WORK/autorun.inf" "$WAYSTATION_ASSETS/sample")"
    check "a stick is mounted" until_true 20 ask_quietly 'mountpoint -q /media/stick'
    note "$(ask 'grep /media/stick /proc/mounts')"
    check "nothing on it can be run" ask_quietly 'grep "/media/stick" /proc/mounts | grep noexec | grep nosuid | grep -q nodev'
    check "nothing on it was run" ask_quietly '[ ! -e /run/autorun-was-here ]'
    keep stick
    stick_out || true
    check "pulled out, it is gone" until_true 20 ask_quietly '! mountpoint -q /media/stick'
    check "no unit failed" no_failed_unit
}

move_mouse() {
    for step in 1 2 3 4 5 6; do
        monitor input-send-event '{"events":[{"type":"rel","data":{"axis":"x","value":40}},{"type":"rel","data":{"axis":"y","value":25}}]}' >/dev/null
    done
}

is_as_before() { shot "$WORK/now.png" && cmp -s "$WORK/before.png" "$WORK/now.png"; }

is_moved() { move_mouse && ! is_as_before; }

# A teacher's mouse has an arrow, as long as it moves.
scenario_mouse() {
    machine_for_class || return 1
    plug usb-mouse || return 1
    shot "$WORK/before.png"
    check "an arrow is seen while a mouse moves" until_true 10 is_moved
    keep arrow
    check "it goes when the mouse lies still" until_true 8 is_as_before
    unplug
}
