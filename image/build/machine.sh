# shellcheck shell=sh
# What Debian's maintainer scripts would have made on a machine, made by hand. To be sourced.

# Nobody can log in with a password: there is none.
accounts_make() {
    cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
    cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
    sed -i 's,^\([^:]*\):\*:,\1:x:,; s,:/bin/bash$,:/usr/sbin/nologin,' "$1/etc/passwd"
    sed 's/^\([^:]*\):.*/\1:!*::::::: /; s/ $//' "$1/etc/passwd" >"$1/etc/shadow"
    sed 's/^\([^:]*\):.*/\1:!*::/' "$1/etc/group" >"$1/etc/gshadow"
    chmod 640 "$1/etc/shadow" "$1/etc/gshadow"
    chown 0:42 "$1/etc/shadow" "$1/etc/gshadow"
    mkdir -p "$1/usr/lib/sysusers.d"
    cp /src/image/root/usr/lib/sysusers.d/* "$1/usr/lib/sysusers.d/"
    systemd-sysusers --root="$1"
    rm -f "$1"/etc/*- "$1"/etc/.pwd.lock
}

# The four files every service of PAM includes.
pam_make() {
    echo 'auth required pam_unix.so' >"$1/etc/pam.d/common-auth"
    echo 'account required pam_unix.so' >"$1/etc/pam.d/common-account"
    echo 'password required pam_deny.so' >"$1/etc/pam.d/common-password"
    for file in common-session common-session-noninteractive; do
        printf 'session required pam_unix.so\nsession optional pam_systemd.so\n' >"$1/etc/pam.d/$file"
    done
}

link() {
    rm -rf "${3:?}/$2"
    mkdir -p "$3/$(dirname "$2")"
    ln -s "$1" "$3/$2"
}

files_make() {
    mkdir -p "$1/var/lib" "$1/var/cache" "$1/data" "$1/boot/card" "$1/boot/slot" "$1/media/stick" \
        "$1/etc/rauc" "$1/root" "$1/usr/lib/waystation" "$1/var/lib/systemd/timesync"
    chmod 700 "$1/root"
    install -d -m 1777 "$1/tmp" "$1/var/tmp"
    link /run var/run "$1"
    link /run/lock var/lock "$1"
    link ../proc/self/mounts etc/mtab "$1"
    link /run/systemd/resolve/stub-resolv.conf etc/resolv.conf "$1"
    link /usr/share/zoneinfo/UTC etc/localtime "$1"
    link gawk usr/bin/awk "$1"
    # For commands over SSH; `waystation device apply` writes it at every start.
    link /run/waystation/waystation.conf etc/waystation/waystation.conf "$1"
    cp "$1/usr/share/libc-bin/nsswitch.conf" "$1/etc/nsswitch.conf"
    sed -i 's/^hosts:.*/hosts: files resolve [!UNAVAIL=return] dns/' "$1/etc/nsswitch.conf"
    printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' >"$1/etc/hosts"
    echo waystation >"$1/etc/hostname"
    echo 'LANG=C.UTF-8' >"$1/etc/locale.conf"
    printf '%s\n' "$VERSION" >"$1/usr/lib/waystation/version"
    cp keys/cert.pem "$1/etc/rauc/keyring.pem"
    [ -e "$1/etc/ssh/sshd_config" ] || cp "$1/usr/share/openssh/sshd_config" "$1/etc/ssh/sshd_config"
    pam_make "$1"
    # No program takes on another's rights.
    find "$1" -xdev -type f -perm /6000 -exec chmod a-s {} +
}

# Our own files, as they are in image/root and, for one kind of machine, in image/root-TARGET.
overlay_copy() {
    for folder in /src/image/root "/src/image/root-$TARGET"; do
        [ -d "$folder" ] || continue
        tar -C "$folder" --owner=0 --group=0 --numeric-owner -cf - . | tar -x --keep-directory-symlink -C "$1"
    done
    sed -i "s/@TARGET@/$TARGET/g" "$1/etc/rauc/system.conf" 2>/dev/null || true
    install -m 644 verity_status.so splash-station.ppm splash-board.ppm "$1/usr/lib/waystation/"
    install -m 755 splash "$1/usr/lib/waystation/splash"
    # Nothing enables itself, and nothing believes that files of /etc are older than the system.
    mkdir -p "$1/usr/lib/systemd/system-preset"
    echo 'disable *' >"$1/usr/lib/systemd/system-preset/99-default.preset"
    touch "$1/etc/.updated" "$1/var/.updated"
    [ ! -x "$1/usr/lib/systemd/systemd" ] || ln -sf ../lib/systemd/systemd "$1/usr/sbin/init"
}

# A link to a unit that is not there would be noticed on the machine only.
units_check() {
    find "$1/etc/systemd/system" "$1/usr/lib/systemd/system" -type l -path '*.wants/*' | while read -r wanted; do
        unit=${wanted##*/}
        case $unit in
        *@*) unit=${unit%%@*}@.${unit##*.} ;;
        esac
        [ -e "$1/usr/lib/systemd/system/$unit" ] || [ -L "$1/etc/systemd/system/$unit" ] ||
            [ -e "$1/etc/systemd/system/$unit" ] || echo "${wanted#"$1"}"
    done >units.missing
    [ ! -s units.missing ] || echo "note: wanted units that are not there: $(tr '\n' ' ' <units.missing)"
}

# What would make two machines the same, and what a build must not leave behind.
identity_remove() {
    : >"$1/etc/machine-id"
    chmod 444 "$1/etc/machine-id"
    rm -rf "$1"/etc/ssh/ssh_host_* "$1/var/lib/dbus/machine-id" "$1/var/lib/systemd/random-seed" \
        "$1"/var/cache/apt "$1"/var/lib/apt "$1"/var/lib/dpkg "$1"/var/cache/debconf "$1"/var/log/*
}

# Fonts are looked through once here, not at every start.
caches_make() {
    times_set "$1"
    rm -rf "$1/var/cache/fontconfig"
    fc-cache --system-only --really-force --sysroot="$(pwd)/$1" >/dev/null 2>&1 ||
        echo "note: the fonts' cache was not made; the machine makes its own in memory"
    rm -f "$1/var/cache/ldconfig/aux-cache"
}
