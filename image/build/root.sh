# shellcheck shell=sh
# The root file system: what the packages' own scripts would do is done here by hand, then our files
# over it, then everything into one read-only file. Leaves root/ and root.erofs. Sourced inside the builder.

# shellcheck source=image/build/machine.sh
. /src/image/build/machine.sh

rm -rf root root.erofs
cp -a base root
chmod 755 root
dpkg-deb --fsys-tarfile /work/repo/waystation_*.deb | tar -x --keep-directory-symlink --numeric-owner -C root
rm -rf root/usr/share/man root/usr/share/doc/waystation/changelog*

accounts_make root
files_make root
overlay_copy root
units_check root
identity_remove root
caches_make root

times_set root
level=12
[ "$TEST" = 0 ] || level=3
# One fixed name for the file system: it is a part of the slot and known by that.
mkfs.erofs --quiet -zlz4hc,level="$level" -C65536 -T "$SOURCE_DATE_EPOCH" -U 77617973-7461-7469-6f6e-2d726f6f7401 \
    root.erofs root
echo "note: $(du -sm root | cut -f1) MB, $(du -m root.erofs | cut -f1) MB as one file"
