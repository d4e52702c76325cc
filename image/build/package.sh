# shellcheck shell=sh
# Our Debian package, from the committed tree, for the target. Sourced inside the builder.

tree=/build/waystation
rm -rf /build
mkdir -p "$tree"
cp -a /src/. "$tree/"
rm -rf "$tree/image" "$tree/tests" "$tree/.ci"
cp -a "$tree/platform/debian" "$tree/debian"
# The image's version is the package's: an update can then be told from what is there.
{
    printf 'waystation (%s) unstable; urgency=medium\n\n  * Built for the image.\n\n' "$VERSION"
    printf ' -- The Waystation authors <waystation@example.org>  %s\n\n' "$(date -R -d "@$SOURCE_DATE_EPOCH")"
    cat "$tree/platform/debian/changelog"
} >"$tree/debian/changelog"

export CCACHE_DIR=/cache/ccache CCACHE_BASEDIR=$tree PATH="/usr/lib/ccache:$PATH"
processors=$(nproc)
export DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$processors" DEB_BUILD_PROFILES=nocheck
cd "$tree" || exit
dpkg-buildpackage -us -uc -b -a"$ARCH"
rm -rf /work/repo
mkdir -p /work/repo
cp /build/*.deb /work/repo/
cd /work/repo || exit
dpkg-scanpackages --multiversion . >Packages
dpkg-deb -f waystation_*.deb Depends Pre-Depends >/work/package.depends
echo "note: $(ls)" | head -n 1
cd /
rm -rf /build

# What Debian's RAUC lacks for the kernel, and what draws before there is a system.
compiler=$(dpkg-architecture -a"$ARCH" -qDEB_HOST_GNU_TYPE)-gcc
"$compiler" -std=c17 -O2 -D_DEFAULT_SOURCE -shared -fPIC -s -o /work/verity_status.so /src/image/update/verity_status.c
"$compiler" -std=c17 -O2 -D_DEFAULT_SOURCE -I/src -static -s -o /work/splash /src/image/init/splash.c \
    /src/platform/turn.c

# splash_make ROLE COLOUR: the mark on the paper of that role's first screen (app/ui/theme.c).
splash_make() {
    rsvg-convert --width 720 --height 720 --background-color "$2" /src/assets/icons/waystation.svg | pngtopnm \
        >"/work/splash-$1.ppm"
    [ "$(head -c 15 "/work/splash-$1.ppm" | tr '\n' ' ')" = 'P6 720 720 255 ' ] || fail "no picture of $1"
}
splash_make station '#FBF7F0'
splash_make board '#12152A'
