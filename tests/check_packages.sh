#!/bin/sh
# platform/packages.sh is the one list of packages: platform/debian/control must not lag behind it.
set -eu
cd "$(dirname "$0")/.."
. platform/packages.sh

control=platform/debian/control
missing=0
# dpkg-dev brings gcc, g++ and libc6-dev to every build.
for package in $packages_build $packages_run libcmocka-dev libfontconfig-dev; do
    case $package in
    gcc | g++ | libc6-dev) continue ;;
    esac
    if ! grep -qE "^ $package( |,|\$)" "$control"; then
        echo "$control: $package of platform/packages.sh is missing"
        missing=1
    fi
done
exit "$missing"
