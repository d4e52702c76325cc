# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# A machine in QEMU: its power, its keys, its screen, and questions to it. To be sourced.
# TARGET is pc or rpi; WORK is where everything is kept; TALK is machine_talk.
#
# The image is used as it is. To be asked, it gets a unit from outside, as a systemd credential (SMBIOS on
# the PC, fw_cfg on arm64), which reads questions from a serial line. Nothing on the disk says so.

MACHINE_MEMORY_MB=${MACHINE_MEMORY_MB:-1024}
WRITES_LOG=$WORK/cards/writes.log
# A day of the class, in a year that no image was made after: systemd sets no clock back before its own making.
MACHINE_CLOCK=${MACHINE_CLOCK:-2037-09-14T09:03:00}
# Other work on the machine makes everything slower: nothing here may fail for that.
PATIENCE=${PATIENCE:-5}

note() { printf '    %s\n' "$*"; }

# Something did not hold: said at once, counted, and the scenario goes on.
wrong() {
    printf '    WRONG: %s\n' "$*"
    echo "$*" >>"$WORK/$SCENARIO.wrong"
}

# check TEXT COMMAND…: the command must succeed.
check() {
    checked=$1
    shift
    if "$@"; then note "ok: $checked"; else wrong "$checked"; fi
}

seconds() { cut -d. -f1 /proc/uptime; }

# until_true SECONDS COMMAND…: asks again and again; the time is for an idle computer.
until_true() {
    end=$(($(seconds) + $1 * PATIENCE))
    shift
    while ! "$@"; do
        [ "$(seconds)" -lt "$end" ] || return 1
        machine_alive || return 1
        sleep 0.5
    done
}

# --- Power ----------------------------------------------------------------------------------------

agent_unit() {
    cat <<EOF
[Unit]
Description=Questions of the test
DefaultDependencies=no
[Service]
ExecStart=/bin/sh -c 'd=\$(echo $1); exec <\$d >\$d 2>&1; stty raw -echo; c=cd; while IFS=\" \" read -r n c; do [ -n \"\$n\" ] || continue; c=\$(printf %%s \"\$c\" | tr \"\\\\034\" \"\\\\n\"); printf \"\\\\n%%s\\\\n\" \"\$n\"; (eval \"\$c\") </dev/null; printf \"\\\\n%%s %%s\\\\n\" \"\$n\" \"\$?\"; done'
Restart=always
RestartSec=1
OOMScoreAdjust=-900
[Install]
EOF
}

# Prints the options that hand in the unit; the file keeps long lines out of the command line.
agent_options() {
    unit=$(agent_unit "$2" | base64 -w0)
    dropin=$(printf '[Unit]\nWants=image-test.service\n' | base64 -w0)
    case $1 in
    smbios)
        printf 'io.systemd.credential.binary:systemd.extra-unit.image-test.service=%s' "$unit" >"$MACHINE/unit"
        printf 'io.systemd.credential.binary:systemd.unit-dropin.sysinit.target=%s' "$dropin" >"$MACHINE/dropin"
        printf '%s\n' -smbios "type=11,path=$MACHINE/unit" -smbios "type=11,path=$MACHINE/dropin"
        ;;
    fw_cfg) # its names are short: the command line says that the unit is wanted
        agent_unit "$2" >"$MACHINE/unit"
        printf '%s\n' -fw_cfg "name=opt/io.systemd.credentials/systemd.extra-unit.t.service,file=$MACHINE/unit"
        ;;
    esac
}

# The disk. With MACHINE_IS_LOGGED everything that is written to it is kept in WRITES_LOG, too, in its order.
disk_options() {
    if [ -z "${MACHINE_IS_LOGGED:-}" ]; then
        printf '%s\n' -blockdev "driver=qcow2,node-name=disk,discard=unmap,file.driver=file,file.filename=$1"
        return 0
    fi
    : >"$WRITES_LOG"
    printf '%s\n' -blockdev "driver=qcow2,node-name=card,discard=unmap,file.driver=file,file.filename=$1" \
        -blockdev "driver=file,node-name=log,filename=$WRITES_LOG" \
        -blockdev driver=blklogwrites,node-name=disk,file=card,log=log,log-super-update-interval=1
}

machine_common_options() {
    printf '%s\n' -m "$MACHINE_MEMORY_MB" -nodefaults -display none -no-user-config \
        -rtc "base=$MACHINE_CLOCK" -pidfile "$MACHINE/pid" \
        -qmp "unix:$MACHINE/monitor,server=on,wait=off" -qmp "unix:$MACHINE/eye,server=on,wait=off" \
        -device qemu-xhci,id=usb,p2=8,p3=8 -device usb-tablet,bus=usb.0,port=1 \
        -netdev "${MACHINE_NET:-user,restrict=on,net=10.0.2.0/24},id=net${MACHINE_FORWARD:-}" \
        -netdev user,id=usbnet,restrict=on -chardev null,id=usbserial -audiodev none,id=usbaudio \
        -device "virtio-net-pci,netdev=net,mac=52:54:00:57:53:${MACHINE_NUMBER:-01}"
}

# firmware_options CODE VARIABLES: of Debian's package ovmf; what it stores lasts as long as the machine.
firmware_options() {
    cp "/usr/share/OVMF/$2" "$MACHINE/vars.fd"
    printf '%s\n' -drive "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/$1" \
        -drive "if=pflash,format=raw,file=$MACHINE/vars.fd"
}

# No AVX2: gathering loads of QEMU 7.2 read wild addresses, and the software renderer dies of it.
pc_options() {
    accelerator=tcg,thread=multi,tb-size=512
    printf '%s\n' -machine "q35,smbios-entry-point-type=64,smm=on" -accel "$accelerator" -cpu "${MACHINE_CPU:-Nehalem}" -smp 2 \
        -chardev "socket,id=agent,path=$MACHINE/agent,server=on,wait=off" \
        -serial "file:$MACHINE/serial.log" -serial chardev:agent
    case ${MACHINE_DISK:-virtio} in
    virtio) printf '%s\n' -device virtio-blk-pci,drive=disk,bootindex=1 ;;
    sata) printf '%s\n' -device ide-hd,drive=disk,bus=ide.0,bootindex=1 ;;
    usb) printf '%s\n' -device usb-storage,drive=disk,bus=usb.0,port=8,bootindex=1 ;;
    esac
    case ${MACHINE_FIRMWARE:-bios} in
    uefi) firmware_options OVMF_CODE_4M.fd OVMF_VARS_4M.fd ;;
    secure)
        firmware_options OVMF_CODE_4M.ms.fd OVMF_VARS_4M.ms.fd
        printf '%s\n' -global driver=cfi.pflash01,property=secure,value=on -global ICH9-LPC.disable_s3=1
        ;;
    esac
    case ${MACHINE_SCREEN:-virtio} in
    virtio) printf '%s\n' -device virtio-vga,id=screen,xres=1280,yres=800 ;;
    std) printf '%s\n' -device VGA,id=screen,edid=on,xres=1280,yres=800 ;;
    esac
    agent_options smbios /dev/ttyS1
}

# The harness is the Pi's firmware here: it reads autoboot.txt, and starts that slot's kernel.
rpi_options() {
    printf '%s\n' -no-reboot -machine virt -cpu cortex-a72 -smp 2 -accel tcg,thread=multi,tb-size=512 \
        -chardev "socket,id=agent,path=$MACHINE/agent,server=on,wait=off" -serial chardev:agent \
        -device virtio-gpu-pci,id=screen,xres=1280,yres=800 \
        -device virtio-blk-pci,drive=disk \
        -kernel "$MACHINE/kernel" -initrd "$MACHINE/initrd" -append "$(cat "$MACHINE/cmdline") systemd.wants=t.service"
    agent_options fw_cfg /dev/ttyAMA0
}

# machine_for_class: a machine with the class, shown; that of the scenario before if it stands as it should.
machine_for_class() {
    if machine_alive && [ "${MACHINE_USE:-}" = class ] && is_program_up; then
        note "(the machine of the scenario before)"
        return 0
    fi
    machine_cut
    MACHINE_IS_LOGGED=yes
    machine_on "$(class_card)" || return 1
    MACHINE_IS_LOGGED=
    machine_booted || return 1
    MACHINE_USE=class
    note "power on to the check-in screen: $BOOTED_S s"
}

# machine_on CARD [OPTION…]: switches on with this disk (qcow2), which keeps what is written.
machine_on() {
    machine_cut
    MACHINE_CARD=$1 MACHINE_USE=
    shift
    MACHINE=$(mktemp -d /tmp/waystation-image.XXXXXX)
    echo "$MACHINE" >>"$WORK/machines"
    if [ -z "${MACHINE_SECOND:-}" ]; then
        exec 9>"${QEMU_LOCK:-$WORK/lock}"
        flock 9
    fi
    case $TARGET in
    pc) emulator=qemu-system-x86_64 ;;
    rpi)
        emulator=qemu-system-aarch64
        firmware_read "$MACHINE_CARD" || return 1
        ;;
    esac
    {
        if [ -n "${MACHINE_IS_PI3:-}" ]; then
            pi3_options "$MACHINE_CARD"
        else
            disk_options "$MACHINE_CARD"
            machine_common_options
            "${TARGET}_options"
        fi
        for option; do printf '%s\n' "$option"; done
    } >"$MACHINE/options"
    set --
    while IFS= read -r option; do set -- "$@" "$option"; done <"$MACHINE/options"
    MACHINE_STARTED=$(seconds)
    # shellcheck disable=SC2086 # a command and its words
    ${MACHINE_WRAP:-} nice "$emulator" "$@" >"$MACHINE/qemu.log" 2>&1 9>&- &
    MACHINE_PROCESS=$!
    started=0
    until [ -S "$MACHINE/eye" ] && [ -s "$MACHINE/pid" ]; do
        sleep 0.2
        started=$((started + 1))
        machine_alive && [ "$started" -lt 100 ] || {
            wrong "QEMU does not start: $(tail -n 3 "$MACHINE/qemu.log")"
            return 1
        }
    done
}

machine_alive() { [ -n "${MACHINE_PROCESS:-}" ] && kill -0 "$MACHINE_PROCESS" 2>/dev/null; }

# The plug is pulled: nothing inside hears of it.
machine_cut() {
    [ -n "${MACHINE_PROCESS:-}" ] || return 0
    kill -KILL "$MACHINE_PROCESS" 2>/dev/null || true
    wait "$MACHINE_PROCESS" 2>/dev/null || true
    machine_forget
}

machine_forget() {
    cp "$MACHINE/qemu.log" "$WORK/$SCENARIO.qemu.log" 2>/dev/null || true
    MACHINE_PROCESS=
    cp "$MACHINE/serial.log" "$WORK/$SCENARIO.serial.log" 2>/dev/null || true
    rm -rf "$MACHINE"
    [ -n "${MACHINE_SECOND:-}" ] || exec 9>&-
}

# There may be a second machine: all of this is about the other one from now on.
machine_swap() {
    set -- "${OTHER_MACHINE:-}" "${OTHER_PROCESS:-}" "${OTHER_CARD:-}" "${OTHER_SECOND-yes}"
    OTHER_MACHINE=$MACHINE OTHER_PROCESS=${MACHINE_PROCESS:-} OTHER_CARD=$MACHINE_CARD OTHER_SECOND=${MACHINE_SECOND:-}
    MACHINE=$1 MACHINE_PROCESS=$2 MACHINE_CARD=$3 MACHINE_SECOND=$4
}

machines_cut() {
    machine_cut
    machine_swap
    machine_cut
    MACHINE_SECOND='' OTHER_SECOND=yes
}

# The power button; cut if it takes too long.
machine_off() {
    "$TALK" qmp "$MACHINE/monitor" system_powerdown >/dev/null 2>&1 || true
    machine_ended 30 || wrong "the power button does not switch it off"
    machine_cut
}

# machine_ended SECONDS: until it is off by itself.
machine_ended() {
    end=$(($(seconds) + $1 * PATIENCE))
    while machine_alive && [ "$(seconds)" -lt "$end" ]; do sleep 0.5; done
    ! machine_alive
}

# --- Questions ------------------------------------------------------------------------------------

# ask COMMAND…: run by root inside; its output and its status. 254: no answer.
ask() { "$TALK" ask "$MACHINE/agent" "$((20 * PATIENCE))" "$*"; }

# Within ASK_S seconds.
ask_quietly() { "$TALK" ask "$MACHINE/agent" "${ASK_S:-$((4 * PATIENCE))}" "$*" >/dev/null 2>&1; }

monitor() { "$TALK" qmp "$MACHINE/monitor" "$@"; }

# shot FILE: the picture of now, as it is seen where the screen hangs turned by MACHINE_TURN degrees.
shot() {
    "$TALK" qmp "$MACHINE/eye" screendump "{\"filename\":\"$1\",\"format\":\"png\"}" >/dev/null || return 1
    [ -z "${MACHINE_TURN:-}" ] || "$TALK" turn "$1" "$MACHINE_TURN"
}

# keep NAME: the picture of now, kept with the results.
keep() { shot "$WORK/pictures/$SCENARIO-$1.png"; }

type_text() { "$TALK" type "$MACHINE/monitor" "$@"; }

press() { "$TALK" chord "$MACHINE/monitor" "$@"; }

# tap_at X Y: of the picture.
tap_at() {
    case ${MACHINE_TURN:-} in
    90) set -- $((1279 - $2)) "$1" ;;
    180) set -- $((1279 - $1)) $((799 - $2)) ;;
    270) set -- "$2" $((799 - $1)) ;;
    esac
    "$TALK" tap "$MACHINE/monitor" "$1" "$2" 1280 800
}

program_pid() { ask 'systemctl show -p MainPID --value waystation.service' 2>/dev/null; }

is_program_up() { ask_quietly '[ "$(systemctl is-active waystation.service)" = active ]'; }

# Something is drawn, our mark or more: more colours than a console has, and not black.
is_drawn() {
    shot "$MACHINE/now.png" || return 1
    "$TALK" look "$MACHINE/now.png" >"$MACHINE/look" || return 1
    read -r _ _ colours black _ <"$MACHINE/look"
    [ "$colours" -gt 24 ] && [ "$black" -lt 700 ]
}

# looks_like PICTURE [PERMILLE]: the screen is this picture, but for so many pixels.
looks_like() {
    shot "$MACHINE/now.png" || return 1
    different=$("$TALK" differ "$MACHINE/now.png" "$1") || return 1
    [ "$different" -le "${2:-20}" ]
}

# Up to the program's first picture. BOOTED_S says how long that took.
machine_booted() {
    if until_true 200 is_program_up && until_true 10 is_drawn; then
        BOOTED_S=$(($(seconds) - MACHINE_STARTED))
        return 0
    fi
    keep not-booted || true
    wrong "no picture of the program after $(($(seconds) - MACHINE_STARTED)) s"
    return 1
}

# What is run without being named. The short list has to fit into CI.
list_scenarios() {
    case $TARGET$FULL in
    pc) echo visit cuts ;;
    pcyes) echo boot visit cuts idle usb mouse display turned crash keys ports full clock locked power plug update server pair point uefi secure ;;
    rpi) echo boot ;;
    rpiyes) echo boot visit cuts power plug update pi3 ;;
    esac
}
