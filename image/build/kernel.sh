# shellcheck shell=sh
# The kernel, its modules and their firmware: only what the lists keep. To be sourced.

kernel_find() {
    (cd "$1/usr/lib/modules" && set -- * && [ $# = 1 ] && [ -d "$1" ] && echo "$1") ||
        fail "there must be exactly one kernel in the image: $(ls "$1/usr/lib/modules")"
}

# The kernel itself belongs to the slot. Backports have it beside the modules, stable in /boot.
kernel_take() {
    mkdir -p "$2"
    for file in "$1/boot/vmlinuz-$3" "$1/usr/lib/modules/$3/vmlinuz"; do
        [ -f "$file" ] || continue
        mv "$file" "$2/vmlinuz"
        break
    done
    [ -f "$2/vmlinuz" ] || fail "the package of kernel $3 has no kernel where one is expected"
    for folder in "$1/usr/lib/modules/$3/dtb" "$1/usr/lib/linux-image-$3" "$1/usr/lib/modules/$3/dtbs"; do
        [ ! -d "$folder" ] || mv "$folder" "$2/dtbs"
    done
    rm -rf "${1:?}/boot"
    mkdir -p "$1/boot"
}

# modules_wanted FOLDER LIST...: the files the lists' patterns match, relative to the folder of the version.
modules_wanted() {
    (
        cd "$1" || exit
        shift
        list_read "$@" | while read -r pattern; do
            # shellcheck disable=SC2086 # patterns are meant to match
            for found in kernel/$pattern; do
                [ ! -e "$found" ] || find "$found" -name '*.ko*' -type f
            done
        done
    )
}

# Adds to the paths on standard input all they depend on, as modules.dep has it.
modules_close() {
    awk 'NR == FNR { split($0, half, ":"); needs[half[1]] = half[2]; next }
        { print; n = split(needs[$0], list, " "); for (i = 1; i <= n; i++) print list[i] }' "$1" - | sort -u
}

# modules_soft FOLDER: of the paths on standard input, the files of those they want without needing them,
# by name or alias: libcrc32c is dead without one of the modules that compute it.
modules_soft() {
    sed 's,.*/,,; s,\.ko.*,,; s,-,_,g' >modules.names
    {
        awk 'NR == FNR { kept[$1] = 1; next }
            $1 == "softdep" { name = $2; gsub("-", "_", name)
                if (name in kept) for (i = 3; i <= NF; i++) if ($i !~ /:$/) print $i }' modules.names "$1/modules.softdep"
        cat modules.names
    } | sort -u >modules.soft
    awk 'NR == FNR { gsub("-", "_"); wanted[$1] = 1; next }
        $1 == "alias" { name = $2; gsub("-", "_", name); if (name in wanted) print $3 }' modules.soft "$1/modules.alias" |
        sort -u - modules.soft | sed 's/[-_]/[-_]/g; s/.*/\/&\\.ko/' >modules.patterns
    (cd "$1" && find kernel -name '*.ko*' -type f) | grep -f modules.patterns
}

modules_prune() {
    prune_root=$1 prune_version=$2 prune_folder=$1/usr/lib/modules/$2
    shift 2
    depmod -b "$prune_root" "$prune_version"
    modules_wanted "$prune_folder" "$@" | modules_close "$prune_folder/modules.dep" >modules.kept
    (cd "$prune_folder" && find kernel -name '*.ko*' -type f) | sort >modules.all
    comm -13 modules.kept modules.all | (cd "$prune_folder" && xargs -r -d '\n' rm --)
    find "$prune_folder" -type d -empty -delete
    rm -rf "$prune_folder/build" "$prune_folder/source"
    depmod -b "$prune_root" "$prune_version"
    echo "note: $(wc -l <modules.kept) kernel modules of $(wc -l <modules.all)"
}

# What the kept modules ask for, as paths below the firmware folder, links followed to their files.
firmware_wanted() {
    find "$1/usr/lib/modules/$2" -name '*.ko*' -exec modinfo -b "$1" -k "$2" -F firmware {} + | sort -u
    echo 'regulatory.db*'
    # Chosen by name at run time, and so named by no module.
    [ "$TARGET" != rpi ] || printf '%s\n' 'brcm/brcmfmac*' 'cypress/*'
}

# iwlwifi names the newest interface it speaks and then counts down: the newest file there is stays.
firmware_newest_of() {
    case $1 in
    iwlwifi-*.ucode | intel/iwlwifi/iwlwifi-*.ucode)
        find . -path "./${1%-*}-[0-9]*.ucode" | sort -V | tail -n 1
        ;;
    esac
}

firmware_prune() {
    [ -d "$1/usr/lib/firmware" ] || return 0
    firmware_wanted "$1" "$2" >firmware.wanted
    (
        cd "$1/usr/lib/firmware" || exit
        while read -r pattern; do
            # shellcheck disable=SC2086 # patterns are meant to match
            for found in ./$pattern $(firmware_newest_of "$pattern"); do
                [ -e "$found" ] || continue
                echo "$found"
                # All links on the way and the file itself.
                while [ -L "$found" ]; do
                    found=$(dirname "$found")/$(readlink "$found")
                    realpath -s --relative-to=. "$found" | sed 's,^,./,'
                done
                [ ! -d "$found" ] || find "$found"
            done
        done <../../../../firmware.wanted | sort -u
    ) >firmware.kept
    (
        cd "$1/usr/lib/firmware" || exit
        find . ! -type d | sort | comm -23 - ../../../../firmware.kept | xargs -r -d '\n' rm --
        find . -type d -empty -delete
    )
    firmware_without "$1/usr/lib/firmware"
    firmware_compress "$1/usr/lib/firmware"
    echo "note: firmware $(du -sm "$1/usr/lib/firmware" | cut -f1) MB"
}

firmware_without() {
    list_read "/src/image/packages/firmware-without-$TARGET.list" | while read -r pattern; do
        # shellcheck disable=SC2086 # patterns are meant to match
        (cd "$1" && rm -rf -- ./$pattern)
    done
    find "$1" -xtype l -delete
}

# The kernel reads firmware as .zst too. Links then lead to the new names.
firmware_compress() {
    find "$1" -type f ! -name '*.zst' ! -name 'regulatory.db*' -print0 |
        xargs -0 -r -P "$(nproc)" -n 16 zstd -q --rm -17 --no-progress
    find "$1" -type l | while read -r link; do
        leads_to=$(readlink "$link")
        [ ! -e "$(dirname "$link")/$leads_to" ] || continue
        ln -s "$leads_to.zst" "$link.zst"
        rm "$link"
    done
}
