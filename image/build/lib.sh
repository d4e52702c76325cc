# shellcheck shell=sh
# For every step of the build; to be sourced.

fail() {
    echo "image/build: $*" >&2
    exit 1
}

say() {
    printf '         %s\n' "$*"
}

# The lines of lists of packages, files or modules, without comments.
list_read() {
    cat "$@" | sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d'
}

# Seconds as minutes and seconds.
time_tell() {
    printf '%d:%02d' "$(($1 / 60))" "$(($1 % 60))"
}

# The same files, the same bytes: one time for everything below a folder.
times_set() {
    find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}
