#!/bin/sh
# A Debian 13 of its own to build in: compilers for the target and every tool of the later steps, so
# that the result does not depend on the machine that builds.
set -eu
. platform/packages.sh

tools="apt ca-certificates ccache console-setup cpio debhelper dosfstools dpkg-dev e2fsprogs erofs-utils
fakeroot fdisk fontconfig gawk grub-common kbd kmod librsvg2-bin mmdebstrap
mtools netpbm openssl rauc squashfs-tools systemd xkb-data xz-utils zstd"

# Compilers and tools are the builder's; libraries are the target's.
wanted() {
    # shellcheck disable=SC2154 # from packages.sh
    for package in $packages_build; do
        case $package in
        libc6-dev) ;;
        lib*-dev) echo "$package:$ARCH" ;;
        *) echo "$package" ;;
        esac
    done
    # shellcheck disable=SC2086 # a list of words
    printf '%s\n' $tools build-essential
    [ "$ARCH" = amd64 ] || echo "crossbuild-essential-$ARCH"
}

foreign=
[ "$ARCH" = amd64 ] || foreign=,$ARCH
rm -rf "$BUILDER"
mmdebstrap --mode=root --variant=minbase --architectures="amd64$foreign" \
    --include="$(wanted | tr '\n' ',' | sed 's/,$//')" \
    trixie "$BUILDER" \
    "deb $MIRROR trixie main" \
    "deb $MIRROR trixie-updates main" \
    "deb $MIRROR_SECURITY trixie-security main"
