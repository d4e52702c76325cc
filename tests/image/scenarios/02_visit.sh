# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# A child comes: badge typed by a scanner that is a keyboard, goal, ticket; all of it in the database.

SCANNER=usb-kbd,id=scanner,bus=usb.0,port=3,serial=Barcode_Scanner
SCANNER_SETTING='scanner = /dev/input/by-id/usb-QEMU_QEMU_USB_Keyboard_Barcode_Scanner-event-kbd'

is_scanner_seen() { ask_quietly 'ls /dev/input/by-id | grep -q -i scanner.*event-kbd'; }

scanner_in() {
    ! is_scanner_seen || return 0
    monitor device_add "{\"driver\":\"$(printf %s "$SCANNER" | sed 's/,/","/g; s/=/":"/g')\"}" >/dev/null
    until_true 10 is_scanner_seen
}

# scan STUDENT: as the scanner does, Enter behind it; without shift, which a scanner is read by, as the emulated keyboard
# keeps only 16 events. The child holds the badge there again when nothing happens.
scan() {
    type_text "$(badge_of "$1" | tr "[:upper:]" "[:lower:]")
" "${2:-30}"
}

scenario_visit() {
    machine_for_class || return 1
    note "start to check-in: $BOOTED_S s"
    TWIN_STATION=makers
    twin_new
    twin_is_device
    check "the check-in screen, as it should look" screen_is checkin
    twin_new
    check "a scanner is plugged in" scanner_in
    scan amelie
    twin_do "badge amelie"
    check "she is greeted" screen_is welcome
    check "the visit is in the database" has_event visit_started amelie
    touch_control "Let’s go"
    check "goals to choose from" screen_is goals
    touch_control "I can say what the two numbers of a fraction mean"
    touch_control "I need it for a project"
    touch_control "Set my goal"
    check "the goal is in the database" has_event goal_chosen amelie
    touch_control "Exit ticket"
    touch_control "True"
    touch_control "Next"
    touch_control "5/8"
    touch_control "Next"
    touch_control "I’m not sure yet"
    touch_control "Hand in"
    check "feedback to the ticket" screen_is feedback
    check "the ticket is in the database" has_event ticket_submitted amelie
    scan ben
    check "the next child's badge is taken" has_event visit_started ben
    check "no unit failed" no_failed_unit
    check "the program was never restarted" ask_quietly '[ "$(systemctl show -p NRestarts --value waystation.service)" = 0 ]'
}
