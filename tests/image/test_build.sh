#!/bin/sh
# The image's build without building: its lists, what its scripts compute, and what it says of mistakes.
# usage: test_build.sh PROGRAM SOURCE
set -eu
source_tree=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/waystation-build.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$source_tree"
failed=0

complain() {
    echo "FAIL: $*"
    failed=1
}

# same "what" EXPECTED FOUND
same() {
    [ "$2" = "$3" ] || complain "$1: expected
$2
found
$3"
}

# shellcheck source=image/build/lib.sh
. image/build/lib.sh
# shellcheck source=image/build/kernel.sh
. image/build/kernel.sh
# shellcheck source=image/build/licences.sh
. image/build/licences.sh
# shellcheck source=image/build/keys.sh
. image/build/keys.sh

# One word a line (keyboards: up to three), nothing twice, no path that leaves the root.
check_lists() {
    for list in image/packages/*.list; do
        case $list in
        */keyboards.list) words='^[a-z-]+ [a-z]+( [a-z]+)?$' ;;
        */prune.list | */modules-* | */firmware-without-*) words='^[^ /][^ ]*$' ;;
        *) words='^[A-Za-z0-9.+/-]+$' ;;
        esac
        bad=$(list_read "$list" | grep -vE "$words" || true)
        [ -z "$bad" ] || complain "$list: $bad"
        twice=$(list_read "$list" | sort | uniq -d)
        [ -z "$twice" ] || complain "$list has twice: $twice"
        ! list_read "$list" | grep -q '\.\.' || complain "$list leaves its folder"
    done
    twice=$(list_read image/packages/common.list image/packages/pc.list | sort | uniq -d)
    [ -z "$twice" ] || complain "in common.list and pc.list: $twice"
}

# Every face the program looks for in fonts-noto-core is kept.
check_faces() {
    list_read image/packages/fonts.list | sort >"$work/kept"
    {
        sed -n 's/.*NOTO([^,]*, "\([A-Za-z0-9]*\)").*/NotoSans\1/p' platform/fonts.c
        sed -n 's,.*noto/\(NotoSans[A-Za-z0-9]*\)-Regular\.ttf.*,\1,p' platform/fonts.c
    } | sort -u >"$work/asked"
    [ "$(wc -l <"$work/asked")" -gt 15 ] || complain "platform/fonts.c names its faces in another way now"
    lost=$(comm -13 "$work/kept" "$work/asked")
    [ -z "$lost" ] || complain "platform/fonts.c looks for faces that fonts.list drops: $lost"
}

# What the device's scripts install and the kernel is told.
check_contents() {
    list_read image/init/contents | while read -r from to mode; do
        [ -f "image/$from" ] || echo "image/$from of image/init/contents is not there"
        case $to:$mode in
        /*:0[0-7][0-7][0-7]) ;;
        *) echo "image/init/contents: '$to' '$mode'" ;;
        esac
    done >"$work/contents"
    [ ! -s "$work/contents" ] || complain "$(cat "$work/contents")"
    for word in quiet console=tty3 vt.global_cursor_default=0 sysctl.kernel.sysrq=0 systemd.show_status=0 \
        panic=10 consoleblank=0 logo.nologo; do
        list_read image/boot/cmdline.list | grep -qxF "$word" || complain "the kernel is not told $word"
    done
    # Applets that the first steps call are links in the initramfs.
    for applet in mount umount modprobe switch_root blockdev dd od find sort uniq xargs sha256sum reboot; do
        list_read image/build/applets.list | tr ' ' '\n' | grep -qx "$applet" || complain "no applet $applet"
    done
}

# A folder of modules as depmod leaves it.
modules_invent() {
    mkdir -p "$work/modules/kernel/fs/ext4" "$work/modules/kernel/lib" "$work/modules/kernel/crypto" \
        "$work/modules/kernel/drivers/usb/storage"
    cd "$work/modules"
    for file in fs/ext4/ext4.ko.xz fs/ext4/readme lib/libcrc32c.ko.xz crypto/crc32c_generic.ko.xz \
        crypto/crc32c-fast.ko.xz drivers/usb/storage/uas.ko.xz drivers/usb/storage/usb-storage.ko.xz; do
        : >"kernel/$file"
    done
    cat >modules.dep <<'END'
kernel/fs/ext4/ext4.ko.xz: kernel/lib/libcrc32c.ko.xz
kernel/lib/libcrc32c.ko.xz:
kernel/crypto/crc32c_generic.ko.xz:
kernel/crypto/crc32c-fast.ko.xz:
kernel/drivers/usb/storage/uas.ko.xz: kernel/drivers/usb/storage/usb-storage.ko.xz
kernel/drivers/usb/storage/usb-storage.ko.xz:
END
    echo 'softdep libcrc32c pre: crypto-crc32c' >modules.softdep
    printf 'alias crypto-crc32c crc32c_generic\nalias crypto-crc32c crc32c_fast\n' >modules.alias
    cd "$source_tree"
}

check_modules() {
    modules_invent
    printf 'fs/ext4  # files\ndrivers/usb/storage/ua*\nno/such*\n' >"$work/list"
    same "patterns" "kernel/drivers/usb/storage/uas.ko.xz kernel/fs/ext4/ext4.ko.xz" \
        "$(modules_wanted "$work/modules" "$work/list" | sort | tr '\n' ' ' | sed 's/ $//')"
    same "what they need" "kernel/drivers/usb/storage/uas.ko.xz
kernel/drivers/usb/storage/usb-storage.ko.xz" \
        "$(echo kernel/drivers/usb/storage/uas.ko.xz | modules_close "$work/modules/modules.dep")"
    cd "$work"
    found=$(echo kernel/fs/ext4/ext4.ko.xz | modules_close modules/modules.dep | modules_soft "$work/modules" | sort)
    cd "$source_tree"
    same "what they want" "kernel/crypto/crc32c-fast.ko.xz
kernel/crypto/crc32c_generic.ko.xz
kernel/fs/ext4/ext4.ko.xz
kernel/lib/libcrc32c.ko.xz" "$found"
}

check_firmware() {
    mkdir -p "$work/firmware"
    cd "$work/firmware"
    : >iwlwifi-9260-th-b0-jf-b0-41.ucode
    : >iwlwifi-9260-th-b0-jf-b0-46.ucode
    : >iwlwifi-9260-th-b0-jf-b0-9.ucode
    same "the newest interface" ./iwlwifi-9260-th-b0-jf-b0-46.ucode \
        "$(firmware_newest_of iwlwifi-9260-th-b0-jf-b0-89.ucode)"
    same "no other firmware is guessed" "" "$(firmware_newest_of i915/kbl_guc_70.1.1.bin)"
    cd "$source_tree"
}

check_licences() {
    printf 'Files: *\nLicense: GPL-2+\n text\n\nLicense: Expat\n' >"$work/copyright"
    same "machine readable" "Expat; GPL-2+" "$(licences_of "$work/copyright")"
    printf 'See /usr/share/common-licenses/LGPL-2.1.\nand /usr/share/common-licenses/GPL-2\n' >"$work/copyright"
    same "in prose" "GPL-2; LGPL-2.1" "$(licences_of "$work/copyright")"
    echo 'Do what you like.' >"$work/copyright"
    same "of its own" "see copyright file" "$(licences_of "$work/copyright")"
    same "none" unknown "$(licences_of "$work/none")"
}

# refused STATUS "part of the message" ARGUMENTS...
refused() {
    expected=$1 words=$2
    shift 2
    status=0
    said=$(sh image/build.sh "$@" 2>&1) || status=$?
    same "image/build.sh $*" "$expected" "$status"
    case $said in
    *"$words"*) ;;
    *) complain "image/build.sh $* says \"$said\", not \"$words\"" ;;
    esac
}

check_command_line() {
    refused 2 "say rpi or pc"
    refused 2 '"amiga" is not known' amiga
    refused 2 "--mirror needs a value" pc --mirror
    refused 2 "--key and --cert belong together" pc --key "$work/copyright"
    refused 2 "cannot be read" pc --key "$work/nothing" --cert "$work/nothing"
    refused 2 "no folder on a server" pc --url 'http://a/"'
    help=$(sh image/build.sh --help)
    for option in --output --cache --mirror --key --cert --url --version --test --fresh; do
        case $help in
        *"$option "*) ;;
        *) complain "--help does not explain $option" ;;
        esac
    done
}

# make_key STATUS FOLDER NAME
make_key() {
    expected=$1
    shift
    status=0
    said=$(sh image/update/make-key.sh "$@" 2>&1) || status=$?
    same "the status of make-key.sh $*" "$expected" "$status"
    [ "$status" = 0 ] || [ -n "$said" ] || complain "make-key.sh $* fails without a word"
}

check_make_key() {
    school="École élémentaire publique Jean-Jaurès et Marcel-Pagnol, Rennes" # 64 bytes are fewer letters
    make_key 0 "$work/a school" "$school"
    openssl x509 -in "$work/a school/cert.pem" -noout -subject -nameopt utf8 | grep -q "Jean-Jaurès et Marcel-Pagnol Rennes" ||
        complain "the certificate is not the school's"
    make_key 1 "$work/a school" "$school"
    make_key 2 "$work/long" "$school$school"
    make_key 2 "$work/none" "/"
    make_key 1 "$work/copyright/under a file" "Oak School"
    same "what failures leave" "" "$(find "$work" -name '*.new')"
}

# The school's key is the build's alone, and only while it runs.
check_keys() {
    KEY="$work/a school/key.pem" CERT="$work/a school/cert.pem"
    (
        umask 022
        keys_find
        cmp "$work/keys/key.pem" "$KEY" || complain "the build has another key"
        same "who reads the key" 600 "$(stat -c %a "$work/keys/key.pem")"
        exit "$failed"
    ) || failed=1
    [ ! -e "$work/keys/key.pem" ] || complain "the key stays in the cache"
    sh -euc 'work=$1 KEY=$2 CERT=$3; . image/build/keys.sh; keys_find; kill -TERM $$' - "$work" "$KEY" "$CERT" || true
    [ ! -e "$work/keys/key.pem" ] || complain "the key stays in the cache when the build is stopped"
    [ -s "$work/keys/cert.pem" ] || complain "the certificate is gone"
}

same "minutes" "2:05" "$(time_tell 125)"
# What the image has beside packages: commands that a technician types find the machine's settings.
check_files() {
    for folder in root/usr/share/libc-bin root/usr/share/openssh root/etc/pam.d root/etc/ssh keys; do
        mkdir -p "$work/machine/$folder"
    done
    : >"$work/machine/keys/cert.pem"
    : >"$work/machine/root/usr/share/openssh/sshd_config"
    echo 'hosts: files dns' >"$work/machine/root/usr/share/libc-bin/nsswitch.conf"
    (
        # shellcheck source=image/build/machine.sh
        . image/build/machine.sh
        cd "$work/machine"
        VERSION=1.4.0 files_make root
    ) || complain "files_make"
    same "settings of commands" /run/waystation/waystation.conf \
        "$(readlink "$work/machine/root/etc/waystation/waystation.conf")"
}

check_lists
check_files
check_faces
check_contents
check_modules
check_firmware
check_licences
check_command_line
check_make_key
check_keys
if command -v grub-script-check >/dev/null; then
    grub-script-check image/boot/pc/grub.cfg || complain "GRUB does not understand image/boot/pc/grub.cfg"
fi
exit "$failed"
