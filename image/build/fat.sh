# shellcheck shell=sh
# FAT file systems that come out the same every time, without mounting. To be sourced. mtools takes
# SOURCE_DATE_EPOCH as the present.

# fat_make FILE MIB LABEL ID: an empty one.
fat_make() {
    rm -f "$1"
    truncate -s "$2M" "$1"
    mkfs.vfat --invariant -F 32 -n "$3" -i "$4" "$1" >/dev/null
}

# fat_fill FILE FOLDER: everything of the folder, in the order of the names.
fat_fill() {
    times_set "$2"
    (cd "$2" && find . -mindepth 1 -type d | LC_ALL=C sort) | while read -r folder; do
        mmd -i "$1" "::${folder#.}"
    done
    (cd "$2" && find . -type f | LC_ALL=C sort) | while read -r file; do
        mcopy -m -i "$1" "$2/$file" "::${file#.}"
    done
}
