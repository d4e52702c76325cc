#!/bin/sh
# Makes the Debian package from what is committed: build/package/*.deb, checked by lintian.
# DEB_BUILD_OPTIONS=nocheck leaves the tests out.
set -eu
cd "$(dirname "$0")/.."

. platform/packages.sh
# shellcheck disable=SC2086 # lists of words
packages_install $packages_build $packages_run $packages_test $packages_package || exit 3

version=$(dpkg-parsechangelog -l platform/debian/changelog -S Version)
work=build/package
tree=$work/waystation-$version
rm -rf "$work"
mkdir -p "$tree"
git archive HEAD | tar -x -C "$tree"
cp -r "$tree/platform/debian" "$tree/debian"

# The date of the commit, so that the same commit gives the same package.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
(cd "$tree" && dpkg-buildpackage -us -uc -b)
lintian --fail-on error "$work"/*.changes
ls -l "$work"/*.deb
