#!/bin/sh
# What the image lays over Debian (image/root): its units, accounts, places, links and network rules,
# without a machine to boot. PROGRAM SOURCE.
set -eu

source=$2
root=$source/image/root
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze here"; exit 77; }

# --- Files ---------------------------------------------------------------------------------------

# Git keeps no owners and one bit of the mode: what has to be executable, and nothing else.
[ -z "$(find "$root" -perm /7000)" ] || fail "no file of the overlay takes on other rights"
for file in "$root"/usr/lib/waystation/* "$root"/usr/lib/waystation/care.d/*; do
    [ ! -d "$file" ] || continue
    if [ "$(head -c 2 "$file")" = '#!' ]; then
        [ -x "$file" ] || fail "$file cannot be executed"
    else
        [ ! -x "$file" ] || fail "$file is no program"
    fi
done
[ -z "$(find "$root" -type f -path '*/systemd/*' -perm /111)" ] || fail "a unit is executable"
[ -z "$(find "$root" -type l ! -path '*.wants/*' ! -path '*/etc/systemd/*' ! -lname /dev/null ! -lname '../*' ! -lname 'regulatory.*')" ] ||
    fail "a link leads out of the overlay"
! grep -rnE '[^[:print:][:space:]]' "$root" || fail "a file of the overlay is not plain ASCII"

# --- Nothing to log in to ------------------------------------------------------------------------

is_masked() {
    [ "$(readlink "$root/etc/systemd/$1")" = /dev/null ]
}

for unit in getty@.service serial-getty@.service autovt@.service container-getty@.service console-getty.service \
    getty-static.service getty.target debug-shell.service emergency.service emergency.target rescue.service rescue.target \
    ctrl-alt-del.target systemd-logind.service ssh.service ssh.socket postgresql.service postgresql@.service \
    systemd-networkd-wait-online.service; do
    is_masked "system/$unit" || fail "$unit is not masked"
done
for generator in systemd-getty-generator systemd-ssh-generator postgresql-generator; do
    is_masked "system-generators/$generator" || fail "$generator is not masked"
done
# Tests hand units to a machine through this one.
! is_masked system-generators/systemd-debug-generator || fail "systemd-debug-generator is masked"
for key in kernel.sysrq kernel.ctrl-alt-del; do
    grep -q "^$key = 0\$" "$root/usr/lib/sysctl.d/60-waystation.conf" || fail "$key is not 0"
done
grep -q '^CtrlAltDelBurstAction=none$' "$root/usr/lib/systemd/system.conf.d/waystation.conf" ||
    fail "seven times Ctrl-Alt-Del restarts the machine"
! grep -rnE '^ExecStart=.*(login|getty|/sh( |$)|bash)' "$root/usr/lib/systemd/system" || fail "a unit opens a shell"

# --- Units ---------------------------------------------------------------------------------------

# Those of this machine's systemd, and ours over them.
tree=$work/tree
mkdir -p "$tree/usr/lib/systemd" "$tree/etc/systemd/system" "$tree/usr/bin" "$tree/usr/sbin" "$tree/data/waystation"
cp -a /usr/lib/systemd/system "$tree/usr/lib/systemd/"
cp -a "$root/." "$tree/"
ln -s usr/lib "$tree/lib"
ln -s usr/bin "$tree/bin"
ln -s usr/sbin "$tree/sbin"
for program in usr/bin/waystation usr/bin/systemctl usr/bin/udevadm usr/sbin/sshd usr/lib/waystation/splash; do
    printf '#!/bin/sh\n' >"$tree/$program"
    chmod +x "$tree/$program"
done
# Of packages that are not on this machine, perhaps.
cp "$source/platform/waystation-forward@.service.in" "$tree/usr/lib/systemd/system/waystation-forward@.service"
sed -i 's,@CMAKE_INSTALL_FULL_BINDIR@,/usr/bin,' "$tree/usr/lib/systemd/system/waystation-forward@.service"
for unit in iwd systemd-resolved systemd-timesyncd rauc dbus; do
    [ -e "$tree/usr/lib/systemd/system/$unit.service" ] ||
        printf '[Service]\nExecStart=/bin/true\n' >"$tree/usr/lib/systemd/system/$unit.service"
done
printf '#!/bin/sh\n' >"$tree/usr/bin/true"
chmod +x "$tree/usr/bin/true"

ours=$(cd "$root/usr/lib/systemd/system" && find . -maxdepth 1 -type f ! -name '*@*' | sed 's,^\./,,' | sort)
for unit in $ours; do
    systemd-analyze verify --man=no --root="$tree" "$unit" >"$work/verify" 2>&1 || true
    # Others' units may be newer or older than the systemd here; ours may not be wrong.
    if grep -E "^(.*/)?($unit|waystation[^ ]*):" "$work/verify"; then
        fail "$unit is not right"
    fi
done

# Every task of care wakes it, and its turn comes.
for task in "$root"/usr/lib/waystation/care.d/*; do
    task=${task##*/}
    grep -q "^PathExists=/run/waystation/ask/$task\$" "$root/usr/lib/systemd/system/waystation-care.path" ||
        fail "nobody looks whether \"$task\" is asked"
    grep -q "^ *for task in .*\<$task\>" "$root/usr/lib/waystation/care" || fail "care does not know \"$task\""
done

# What is wanted is there, or Debian's.
find "$root" -type l -path '*.wants/*' | while read -r link; do
    unit=$(basename "$link")
    case $unit in
    waystation*) [ -e "$root/usr/lib/systemd/system/$unit" ] || fail "$link leads nowhere" ;;
    esac
done
# What wants to be started is.
for unit in $ours; do
    target=$(sed -n 's/^WantedBy=//p' "$root/usr/lib/systemd/system/$unit")
    [ -z "$target" ] || [ -L "$root/usr/lib/systemd/system/$target.wants/$unit" ] || fail "$unit is not wanted by $target"
done
[ "$(readlink "$root/etc/systemd/system/default.target")" = /usr/lib/systemd/system/multi-user.target ] ||
    fail "the default target is another"

! grep -q '^ExecStartPost=' "$root/usr/lib/systemd/system/waystation.service" ||
    fail "what is started behind the program takes its terminal away"

# The program waits for no network, time or device.
systemd-analyze verify --man=no --root="$tree" waystation.service >/dev/null 2>&1 || true
! grep -E '^(After|Requires|Wants|BindsTo|Requisite)=.*(network|time-s|dev-|udev-settle|iwd|dbus)' \
    "$root/usr/lib/systemd/system/waystation.service" "$root/usr/lib/systemd/system/waystation-settings.service" |
    grep -v network-pre || fail "the program waits for something that may not come"

score=$(systemd-analyze security --offline=true --root="$tree" waystation.service 2>/dev/null |
    sed -n 's/.*Overall exposure level for waystation.service: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
[ -n "$score" ] || fail "systemd-analyze gives no score"
[ "$score" -le 20 ] || fail "the sandbox has become weaker: $score tenths, 20 at most"
echo "systemd-analyze security: $score tenths"

# --- Accounts and places -------------------------------------------------------------------------

accounts=$work/accounts
mkdir -p "$accounts/etc" "$accounts/usr/lib/sysusers.d"
cp "$root"/usr/lib/sysusers.d/*.conf "$accounts/usr/lib/sysusers.d/"
cp /usr/lib/sysusers.d/basic.conf "$accounts/usr/lib/sysusers.d/" 2>/dev/null || true
printf 'root:x:0:0::/root:/bin/sh\n' >"$accounts/etc/passwd"
printf 'root:x:0:\n' >"$accounts/etc/group"
systemd-sysusers --root="$accounts" >"$work/sysusers" 2>&1 || fail "sysusers: $(cat "$work/sysusers")"
grep -q '^waystation:x:900:900:.*:/data/waystation:/usr/sbin/nologin$' "$accounts/etc/passwd" ||
    fail "the account of the program is another: $(grep waystation "$accounts/etc/passwd")"
for group in video input audio tty dialout; do
    grep -q "^$group:.*:waystation\$" "$accounts/etc/group" || fail "the program is not in $group"
done
grep '^waystation:' "$accounts/etc/shadow" | grep -q '^waystation:!' || fail "the account is not locked"

if [ "$(id -u)" = 0 ]; then
    printf 'systemd-timesync:x:998:998::/:/usr/sbin/nologin\n' >>"$accounts/etc/passwd"
    printf 'systemd-timesync:x:998:\n' >>"$accounts/etc/group"
    mkdir -p "$accounts/usr/lib/tmpfiles.d"
    cp "$root"/usr/lib/tmpfiles.d/*.conf "$accounts/usr/lib/tmpfiles.d/"
    systemd-tmpfiles --root="$accounts" --create >"$work/tmpfiles" 2>&1 || fail "tmpfiles: $(cat "$work/tmpfiles")"
    while read -r path mode owner; do
        [ "$(stat -c '%a %u' "$accounts$path")" = "$mode $owner" ] || fail "$path is $(stat -c '%a %u' "$accounts$path")"
    done <<'PLACES'
/data/waystation 700 900
/data/system 700 0
/data/system/iwd 700 0
/data/logs 700 0
/run/waystation 755 0
/run/waystation/ask 700 900
/run/waystation/told 755 0
PLACES
fi

# --- Network -------------------------------------------------------------------------------------

firewall() {
    WAYSTATION_FIREWALL=print sh "$root/usr/lib/waystation/firewall" "$root/usr/lib/waystation" "$1" "$1/data"
}

ports_of() {
    firewall "$1" | grep -oE 'dport [0-9]+ .*accept' | grep -oE '^dport [0-9]+' | grep -oE '[0-9]+' | sort -nu | tr '\n' ' '
}

state=$work/state
mkdir -p "$state"
[ "$(ports_of "$state")" = "68 546 " ] || fail "without settings open: $(ports_of "$state")"
mkdir -p "$state/data/hub/db"
: >"$state/data/hub/db/PG_VERSION"
[ "$(ports_of "$state")" = "68 546 5460 " ] || fail "a machine with a hub has open: $(ports_of "$state")"
echo 'role = station' >"$state/waystation.conf"
[ "$(ports_of "$state")" = "68 546 " ] || fail "a station has open: $(ports_of "$state")"
rm -r "$state/data"
printf 'role = station\nrole = board\n' >"$state/waystation.conf"
[ "$(ports_of "$state")" = "68 546 5460 " ] || fail "a board has open: $(ports_of "$state")"
: >"$state/access-point"
[ "$(ports_of "$state")" = "67 68 546 5460 " ] || fail "an access point has open: $(ports_of "$state")"
: >"$state/authorized_keys"
[ "$(ports_of "$state")" = "22 67 68 546 5460 " ] || fail "with a key open: $(ports_of "$state")"

if command -v nft >/dev/null && unshare -rn true 2>/dev/null; then
    firewall "$state" >"$work/rules"
    unshare -rn sh -c "nft -c -f '$work/rules' && nft -f '$work/rules' && nft -f '$work/rules' && nft list ruleset" \
        >"$work/listed" || fail "nft does not take the rules"
    [ "$(grep -c 'policy drop' "$work/listed")" = 2 ] || fail "something comes in or through by default"
    [ "$(grep -c 'dport 5460 accept' "$work/listed")" = 1 ] || fail "loaded twice, the rules are there twice"
fi

# No port of names and no discovery.
for file in "$root"/usr/lib/systemd/network/*.network "$root/usr/lib/systemd/resolved.conf.d/waystation.conf"; do
    [ "$(grep -cE '^(LLMNR|MulticastDNS)=no$' "$file")" = 2 ] || fail "$file answers strangers"
done

if [ -x /usr/sbin/sshd ]; then
    sed "s,/data/system/ssh/ssh_host_ed25519_key,$work/host," "$root/usr/lib/waystation/sshd_config" >"$work/sshd_config"
    ssh-keygen -q -t ed25519 -N '' -f "$work/host"
    /usr/sbin/sshd -t -f "$work/sshd_config" || fail "sshd does not take its settings"
fi

# --- udev ----------------------------------------------------------------------------------------

for file in "$root"/usr/lib/udev/rules.d/*.rules; do
    while read -r line; do
        case $line in
        '' | '#'*) continue ;;
        esac
        echo "$line" | grep -qE '^[A-Z]+(\{[A-Za-z_]+\})?(==|!=|\+=|=|:=)"[^"]*"(, [A-Z]+(\{[A-Za-z_]+\})?(==|!=|\+=|=|:=)"[^"]*")*$' ||
            fail "$file: $line"
    done <"$file"
    sed -n 's/.*GOTO="\([a-z_]*\)".*/\1/p' "$file" | while read -r label; do
        grep -q "^LABEL=\"$label\"\$" "$file" || fail "$file: no label $label"
    done
done
