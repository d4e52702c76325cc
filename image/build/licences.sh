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
