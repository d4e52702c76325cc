# shellcheck shell=sh disable=SC2034
# The one list of Debian packages, for Debian 12 and 13; to be sourced.
# Keep platform/debian/control in step: tests/check_packages.sh compares them.

# To build the program.
packages_build="
cmake ninja-build gcc g++ libc6-dev pkg-config gettext
libsdl2-dev libsdl2-ttf-dev libdrm-dev libsqlite3-dev libpq-dev libsodium-dev libjansson-dev libinih-dev
libqrencode-dev libpango1.0-dev libcairo2-dev libzxing-dev libturbojpeg0-dev libpng-dev
libfribidi-dev libunistring-dev libsndfile1-dev libzip-dev libsystemd-dev"

# To run it: faces for every script, and the voice.
packages_run="
fonts-sil-andika fonts-quicksand fonts-opendyslexic fonts-noto-core fonts-noto-color-emoji
fonts-materialdesignicons-webfont fonts-droid-fallback
espeak-ng"

# To test it, besides the above.
packages_test="
libcmocka-dev libfontconfig-dev clang libclang-rt-dev llvm clang-format
poppler-utils shellcheck mandoc desktop-file-utils appstream
xvfb xdotool x11-utils postgresql openssl iproute2 nftables systemd busybox"

# To make the Debian package, besides build and test.
packages_package="git build-essential debhelper dpkg-dev fakeroot lintian"

# To build the image: everything else is in a Debian 13 of its own (image/build/builder.sh).
packages_image="git mmdebstrap debian-archive-keyring openssl util-linux"

# The same, besides, for users who are not root.
packages_image_user="uidmap"

# To boot the image in an emulated machine: tests/image/run.sh.
packages_machine="
qemu-system-x86 qemu-system-arm qemu-utils ovmf mtools dosfstools e2fsprogs fdisk util-linux
git gcc libc6-dev libjansson-dev libpng-dev"

# Prints those of the named packages that are not installed.
packages_missing() {
    for package in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=none
        [ "$status" = installed ] || printf '%s ' "$package"
    done
}

# Installs what is missing of the named packages; says what to do and returns 1 if that cannot be.
packages_install() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This needs Debian 12 or 13 (or a system with apt-get). Elsewhere, install by hand:" >&2
        echo "  $*" >&2
        return 1
    fi
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        packages_as_root=
    elif command -v sudo >/dev/null; then
        packages_as_root=sudo
    else
        packages_tell "$missing"
        return 1
    fi
    echo "Installing: $missing"
    # An index that cannot be fetched is no reason to stop: what is needed may be known already.
    # shellcheck disable=SC2086 # lists of words
    $packages_as_root apt-get -qq update || true
    # shellcheck disable=SC2086
    if ! $packages_as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install $missing; then
        packages_tell "$missing"
        return 1
    fi
}

packages_tell() {
    echo "These packages are missing, and could not be installed from here:" >&2
    echo "  $1" >&2
    echo "Ask whoever looks after this machine to run:" >&2
    echo "  apt-get install $1" >&2
}
