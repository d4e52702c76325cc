# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# R15: what a bored child tries on a keyboard. Same program, same screen's owner, no restart.

state_of_keys() {
    ask 'systemctl show -p MainPID,NRestarts waystation.service; cat /sys/class/tty/tty0/active; cat /proc/sys/kernel/random/boot_id; ps -e -o comm= | grep -cE "^(agetty|login|sulogin|bash)$"'
}

all_keys() {
    for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
        press "ctrl-alt-f$n" 40
        press "alt-f$n" 40
    done
    for chord in ctrl-alt-delete ctrl-c ctrl-z ctrl-backslash ctrl-d alt-left alt-right alt-f4 alt-tab ctrl-alt-esc \
        ctrl-alt-backspace meta_l-l ctrl-shift-esc shift-pgup ctrl-alt-pause alt-sysrq-h; do
        press "$chord" 40
    done
    for letter in a b c d e f g h i j k l m n o p q r s t u v w x y z; do
        press "alt-sysrq-$letter" 40
    done
    for n in 1 2 3 4 5 6 7; do press ctrl-alt-delete 20; done
    type_text 'root
root
id > /dev/ttyS0
reboot
'
}

random_chords() {
    keys="ctrl alt shift meta_l alt_r f1 f2 f7 esc tab ret delete pause sysrq a c z q 1 left up print insert home end kp_5 compose caps_lock num_lock"
    for _ in $(seq "$1"); do
        chord=$(for key in $keys; do printf '%s\n' "$key"; done | shuf -n 3 | tr '\n' '-')
        press "${chord%-}" 5 || true
    done
}

plug_keyboard() {
    monitor device_add "{\"driver\":\"usb-kbd\",\"id\":\"$1\",\"bus\":\"usb.0\",\"port\":\"$2\"}" >/dev/null
}

scenario_keys() {
    machine_for_class || return 1
    plug_keyboard first 2
    before=$(state_of_keys)
    note "$(echo "$before" | tr '\n' ' ')"
    all_keys
    check "every chord: same program, same terminal, same start" [ "$(state_of_keys)" = "$before" ]
    keep after-chords
    plug_keyboard second 4
    all_keys
    check "a second keyboard, typed on at once" [ "$(state_of_keys)" = "$before" ]
    if [ -n "$FULL" ]; then chords=10000; else chords=100; fi
    random_chords "$chords"
    check "$chords chords by chance" [ "$(state_of_keys)" = "$before" ]
    check "nothing typed came to a shell" [ ! -s "$MACHINE/serial.log" ]
    for keyboard in first second; do monitor device_del "{\"id\":\"$keyboard\"}" >/dev/null || true; done
    check "no way to a log-in: no getty, no shell, root locked" ask_quietly 'grep -q "^root:[!*]" /etc/shadow'
    check "no unit failed" no_failed_unit
}
