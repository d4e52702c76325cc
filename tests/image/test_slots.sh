#!/bin/sh
# Updates, with the power cut at every write of every step and again in what follows: there is always a slot
# that starts, what works stays, what does not is left, and nothing changes back without a reason on record.
# The device's own functions run, and GRUB's real rules, over a card in a folder; the firmware is played here.
# shellcheck disable=SC2317,SC2034 # what the device's and GRUB's scripts call and use
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/image/device.sh
. "$here/device.sh"
[ "${3:-}" = each ] || under_each_shell "$1" "$2"

PROC=$work/proc RUN=$work/run SYS=$work/sys DEV=$work/dev card=$work/card disk=mmcblk0 slots_memory=$work/run
export PROC RUN SYS DEV card disk slots_memory
mkdir -p proc run/waystation sys dev
# shellcheck source=image/root/usr/lib/waystation/slots
. "$source_tree/image/root/usr/lib/waystation/slots"
# shellcheck source=image/init/functions
. "$source_tree/image/init/functions"

# --- Power: every write costs one; when there is nothing left, the power is gone, before it or after it. ---

power_left=
spend() {
    [ -n "$power_left" ] || return 0
    power_left=$((power_left - 1))
    [ "$power_left" -ge 0 ] || exit 99
}
dd() {
    spend
    command dd "$@"
}
mv() {
    spend
    command mv "$@"
}
sync() { :; }
mount() { :; }
sleep() { :; }
slots_forget_cache() { :; }

# --- The machine. What is in a slot: fine, sick (the program never shows), rootless (its root cannot be
# mounted) or half (still being written: not even a kernel). -----------------------------------------------

partition_of() {
    echo "slot$2"
}
mount_root() {
    case $(cat "$work/$1") in fine | sick) return 0 ;; esac
    return 1
}
unmount_root() { :; }
leave() {
    exit 10
}
give_up() {
    exit 11
}

# What the Pi's firmware does, and no more: the first boot_partition= above [tryboot].
firmware_starts() {
    sed '/tryboot\]/,$d' card/autoboot.txt | tr -d ' \r' | sed -n 's/^boot_partition=//p'
}

# GRUB's own script, its words for variables and files turned into this shell's.
translate_grub() {
    # shellcheck disable=SC2016 # GRUB's variables
    sed -e 's/^function leave {/leave_slot() {/; s/^\( *\)leave \([a-z-]*\)$/\1leave_slot \2/' \
        -e 's/\bset \([a-z_]*=\)/\1/g; s/=\(\$[a-z_0-9]*\)/="\1"/g' \
        -e 's/(\$root)\//$card\//g; s/(\$root)/root/g; s/(\$disk,msdos\$primary)\//slot$primary /g' "$1"
}
grub_functions() {
    load_env() {
        for name in primary a b tries why; do
            value=$(sed -n "s/^$name=\\(.*\\)\$/\\1/p" "$2")
            [ -z "$value" ] || eval "$name=\$value"
        done
    }
    save_env() {
        grub_file=$2
        shift 2
        cp "$grub_file" run/grub.new
        for name in "$@"; do
            eval "value=\$$name"
            sed -i "s/^$name=.*/$name=$value/" run/grub.new
        done
        { sed 's/#*$//; /^$/d' run/grub.new | tail -n +2; } >run/grub.lines
        slots_put "$grub_file" '#' 1024 <<END
# GRUB Environment Block
$(cat run/grub.lines)
END
    }
    regexp() { disk=hd0; }
    probe() { return 1; }
    linux() { [ "$(cat "$1")" != half ]; }
    initrd() { :; }
    clear() { :; }
    # shellcheck disable=SC2154 # set in grub.cfg
    boot() { echo "$primary" >run/grub.starts && exit 0; }
    reboot() { exit 10; }
}
translate_grub "$source_tree/image/boot/pc/grub.cfg" >grub.sh
grub_starts() {
    (
        grub_functions
        root=hd0,msdos1
        # shellcheck disable=SC1091 # made above
        . ./grub.sh >/dev/null
    )
}

# One start: prints what became of it: "works N", "sick N", "again" or "words" (a sentence on the screen).
start_once() (
    if [ "$(slots_chooser "$card")" = grub ]; then
        status=0
        grub_starts || status=$?
        case $status in
        0) slot=$(cat run/grub.starts) ;;
        10)
            echo again
            exit 0
            ;;
        *) exit "$status" ;;
        esac
    else
        slot=$(firmware_starts)
        case $slot in 2 | 3) ;; *) fail "the firmware finds '$slot' in autoboot.txt" ;; esac
    fi
    [ "$(cat "slot$slot")" != half ] || fail "a half-written slot is started"
    echo "waystation.slot=$slot" >proc/cmdline
    status=0
    (enter_slot) >/dev/null || status=$?
    case $status in
    0) ;;
    10 | 11)
        [ "$status" = 10 ] && echo again || echo words
        exit 0
        ;;
    *) exit "$status" ;;
    esac
    if [ "$(cat "slot$slot")" = sick ]; then
        echo "sick $slot"
    else
        slots_mark_good "$card" "$slot"
        echo "works $slot"
    fi
)

# Starts it again and again until it works, or was started ten times. Leaves what came last in `outcome`, and
# all of it in `history`.
settle() {
    history=
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        status=0
        outcome=$(start_once) || status=$?
        [ "$status" = 0 ] || [ "$status" = 99 ] || fail "a start ended with $status ($scenario)"
        [ "$status" = 0 ] || outcome='cut'
        power_left= # the cut was the last one
        history="$history, $outcome"
        case $outcome in works*) return 0 ;; esac
    done
}

# A card as it is after years: slot 2 runs and has proven itself. $1 = firmware or grub, $2 and $3 what is in
# the slots, $4 what is known of slot 3.
make_card() {
    rm -rf card
    mkdir -p card
    [ "$1" = firmware ] || { mkdir card/grub && : >card/grub/grubenv; }
    echo "$2" >slot2
    echo "$3" >slot3
    slots_primary=2 slots_a=good slots_b=$4 slots_tries=0 slots_why=
    slots_write_states "$card"
    slots_write_primary "$card"
}

# The update as RAUC and care drive it, running in slot $1, of a system that is $2.
update() {
    other=$(slots_other "$1")
    slots_mark_bad "$card" "$other"
    spend
    echo half >"slot$other"
    spend
    echo "$2" >"slot$other"
    # Read back, found equal.
    slots_choose "$card" "$other"
}

# Runs "$@" with power for $1 writes; prints "cut" or "done".
with_power() {
    amount=$1
    shift
    status=0
    (
        power_left=$amount
        "$@"
    ) >/dev/null || status=$?
    case $status in
    0) cut=no ;;
    99) cut=yes ;;
    *) fail "$* ended with $status ($scenario)" ;;
    esac
}

# The notes and the firmware's file always have their one size.
check_sizes() {
    if [ "$(slots_chooser "$card")" = grub ]; then
        equal "size of grubenv ($scenario)" 1024 "$(wc -c <card/grub/grubenv)"
    else
        equal "size of autoboot.txt ($scenario)" 500 "$(wc -c <card/autoboot.txt)"
        equal "size of attempts ($scenario)" 500 "$(wc -c <card/attempts)"
    fi
}

# --- What must be so ---------------------------------------------------------------------------------------

# An update of each kind, cut after k writes of itself and, if $3 is yes, after j writes of the starts that follow.
update_cut_everywhere() {
    writes=0
    cut=yes
    while [ "$cut" = yes ]; do
        more=0
        while :; do
            scenario="$1, update to a system that is $2, cut after $writes and $more writes"
            make_card "$1" fine fine good
            with_power "$writes" update 2 "$2"
            [ "$3" = yes ] && power_left=$more || power_left=
            settle
            case $outcome in works*) ;; *) fail "never works: $scenario$history" ;; esac
            check_end "$2" "$cut"
            check_sizes
            [ "$3" = yes ] || break
            case $history in *cut*) ;; *) break ;; esac
            more=$((more + 1))
        done
        writes=$((writes + 1))
    done
    [ "$writes" -gt 3 ] || fail "too few writes were cut: $writes ($scenario)"
}

# $1 = the new system, $2 = was its installation cut? Where it ended, and what is on record.
check_end() {
    slots_read "$card"
    if [ "$2" = no ] && [ "$1" = fine ]; then
        equal "$scenario$history" "works 3" "$outcome"
        equal "nothing on record ($scenario)" "" "$slots_why"
    elif [ "$1" = fine ]; then
        # A cut of the last write's confirmation leaves either; both work.
        :
    else
        equal "$scenario$history" "works 2" "$outcome"
        [ "$slots_b" = bad ] || [ "$2" = yes ] || fail "slot 3 is not known to be bad: $scenario"
        [ -n "$slots_why" ] || [ "$2" = yes ] || fail "no reason is on record: $scenario"
    fi
    [ "$(slots_state "$slots_primary")" = good ] || fail "what runs is not known to be good: $scenario"
}

# A system that never shows is started three times, no more and no less.
three_tries() {
    scenario="$1, three tries"
    make_card "$1" fine fine good
    update 2 sick
    settle
    case $1 in
    firmware) equal "$scenario" ", sick 3, sick 3, sick 3, again, works 2" "$history" ;;
    grub) equal "$scenario" ", sick 3, sick 3, sick 3, works 2" "$history" ;;
    esac
    slots_read "$card"
    equal "$scenario: reason" not-proven "$slots_why"
    # And it stays where it is, and says why until somebody was told.
    settle
    equal "$scenario: afterwards" ", works 2" "$history"
    slots_read "$card"
    equal "$scenario: reason, afterwards" not-proven "$slots_why"
    slots_forget_why "$card"
    slots_read "$card"
    equal "$scenario: told" "2 good bad" "$slots_primary $slots_a $slots_b"
    equal "$scenario: told" "" "$slots_why"
}

# Nothing is written when a proven slot starts.
quiet_start() {
    scenario="$1, quiet start"
    make_card "$1" fine fine good
    with_power 0 start_once
    equal "$scenario" no "$cut"
}

# A second update before the first was started, cut everywhere: the slot that is overwritten is not the one
# that is started.
update_again() {
    writes=0
    cut=yes
    while [ "$cut" = yes ]; do
        scenario="$1, update over an update, cut after $writes writes"
        make_card "$1" fine fine good
        update 2 fine
        with_power "$writes" update 2 fine
        settle
        case $outcome in works*) ;; *) fail "never works: $scenario$history" ;; esac
        check_sizes
        writes=$((writes + 1))
    done
    equal "$scenario" "works 3" "$outcome"
}

# There and back again: two updates in a row end in the first slot.
two_updates() {
    scenario="$1, two updates"
    make_card "$1" fine fine good
    update 2 fine
    settle
    equal "$scenario, first" "works 3" "$outcome"
    update 3 fine
    settle
    equal "$scenario, second" "works 2" "$outcome"
}

# The running slot's root breaks later: the older one takes over and says why. When both are broken there are
# words on the screen, each is tried in turn, and neither is given up for ever.
damage() {
    scenario="$1, damage"
    make_card "$1" rootless fine good
    settle
    equal "$scenario" ", again, works 3" "$history"
    slots_read "$card"
    equal "$scenario: reason" damaged "$slots_why"
    make_card "$1" rootless rootless good
    settle
    case $history in *words*words*) ;; *) fail "no words: $scenario$history" ;; esac
    echo fine >slot2
    settle
    case $outcome in "works 2") ;; *) fail "a slot that can be read again is not found: $scenario$history" ;; esac
    make_card "$1" sick sick bad
    settle
    case $history in *words* | *again*) fail "a sick system with no other is left: $scenario$history" ;; esac
}

# Notes that are gone, empty, torn or full of rubbish: it starts, and a sick system is still left.
torn_notes() {
    for rubbish in none empty half noise; do
        scenario="$1, notes: $rubbish"
        make_card "$1" fine fine good
        update 2 sick
        file=card/attempts
        [ "$1" = firmware ] || file=card/grub/grubenv
        case $rubbish in
        none) [ "$1" = grub ] || rm "$file" ;;
        empty) : >"$file" ;;
        half) head -c 12 "$file" >torn && cat torn >"$file" ;;
        noise) head -c 700 "$source_tree/LICENSE" >"$file" ;;
        esac
        settle
        equal "$scenario$history" "works 2" "$outcome"
        slots_read "$card"
        case $history in *sick*) equal "$scenario: reason" not-proven "$slots_why" ;; esac
        check_sizes
    done
}

# autoboot.txt after somebody opened it in an editor.
edited_file() {
    scenario="an edited autoboot.txt"
    make_card firmware fine fine good
    printf '[all]\r\ntryboot_a_b=1\r\nboot_partition=3\r\n[tryboot]\r\nboot_partition=2\r\n' >card/autoboot.txt
    slots_read "$card"
    equal "$scenario" 3 "$slots_primary"
    slots_choose "$card" 2
    equal "$scenario, then written" 2 "$(firmware_starts)"
    check_sizes
}

for kind in firmware grub; do
    quiet_start "$kind"
    three_tries "$kind"
    update_again "$kind"
    two_updates "$kind"
    damage "$kind"
    torn_notes "$kind"
    update_cut_everywhere "$kind" fine no
    update_cut_everywhere "$kind" rootless no
    update_cut_everywhere "$kind" sick yes
done
edited_file
