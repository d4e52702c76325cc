# shellcheck shell=sh
# The kernel's command line from image/boot/cmdline.list and image/boot/TARGET/cmdline.list. To be sourced.

cmdline_of() {
    list_read /src/image/boot/cmdline.list "/src/image/boot/$1/cmdline.list" | tr '\n' ' ' | sed 's/ $//'
    echo
}
