# shellcheck shell=sh
# Which licences a package is under. To be sourced.

# The short names of a copyright file in Debian's machine readable form, or what common licences it points to.
licences_of() {
    [ -f "$1" ] || {
        echo unknown
        return 0
    }
    found=$(sed -n 's/^License:[[:space:]]*\([^[:space:]].*\)$/\1/p' "$1" | sort -u)
    [ -n "$found" ] || found=$(grep -o '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9]' "$1" |
        sed 's,.*/,,' | sort -u)
    [ -n "$found" ] || found="see copyright file"
    printf '%s\n' "$found" | tr '\t\n' ' ;' | sed 's/;$//; s/;/; /g'
}

# Some packages' folders are links to another's.
copyright_of() {
    for folder in "$1/usr/share/doc/$2" "$1/usr/share/doc/$3"; do
        [ ! -e "$folder/copyright" ] || {
            echo "$folder/copyright"
            return 0
        }
    done
}

# manifest_row DEB FOLDER: package, version, architecture, source, sum and licences of a package that is unpacked
# in the folder.
manifest_row() {
    dpkg-deb -f "$1" Package Version Architecture Source >fields
    package=$(sed -n 's/^Package: //p' fields)
    source=$(sed -n 's/^Source: \([^ ]*\).*/\1/p' fields)
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$package" "$(sed -n 's/^Version: //p' fields)" \
        "$(sed -n 's/^Architecture: //p' fields)" "${source:-$package}" \
        "$(sha256sum "$1" | cut -d' ' -f1)" "$(licences_of "$(copyright_of "$2" "$package" "$source")")"
    rm -f fields
}
