# shellcheck shell=sh
# The initramfs: busybox, image/init and the modules named there with what they need. Sourced inside
# the builder.

# shellcheck source=image/build/kernel.sh
. /src/image/build/kernel.sh

version=$(kernel_find root)
modules=root/usr/lib/modules/$version

# Names, with - or _ alike, as the files of modules that are there.
named_modules() {
    list_read /src/image/init/modules | tr ' ' '\n' | sed '/^$/d; s/[-_]/[-_]/g; s/.*/\/&\\.ko/' >names.patterns
    (cd "$modules" && find kernel -name '*.ko*' -type f) | grep -f names.patterns
}

rm -rf initrd
mkdir -p initrd/bin initrd/dev initrd/proc initrd/sys initrd/run "initrd/usr/lib/modules/$version"
ln -s usr/lib initrd/lib
ln -s bin initrd/sbin
cp root/usr/bin/busybox initrd/bin/busybox
list_read /src/image/build/applets.list | tr ' ' '\n' | while read -r applet; do
    ln -s busybox "initrd/bin/$applet"
done
list_read /src/image/init/contents | while read -r from to mode; do
    install -D -m "$mode" "/src/image/$from" "initrd$to"
done
for file in splash splash-station.ppm splash-board.ppm; do
    cp -p "root/usr/lib/waystation/$file" initrd/lib/waystation/
done
named_modules | modules_close "$modules/modules.dep" | modules_soft "$modules" |
    modules_close "$modules/modules.dep" >initrd.modules
while read -r file; do
    install -D -m 644 "$modules/$file" "initrd/usr/lib/modules/$version/$file"
done <initrd.modules
# busybox reads no compressed modules; the initramfs as a whole is compressed anyway.
find initrd -name '*.ko.xz' -exec xz -d {} +
find initrd -name '*.ko.zst' -exec zstd -q -d --rm {} +
cp "$modules/modules.order" "$modules/modules.builtin" "initrd/usr/lib/modules/$version/"
[ ! -e "$modules/modules.builtin.modinfo" ] || cp "$modules/modules.builtin.modinfo" "initrd/usr/lib/modules/$version/"
depmod -b "$(pwd)/initrd" "$version"
rm -f "initrd/usr/lib/modules/$version"/modules.*.bin
times_set initrd
level=19
[ "$TEST" = 0 ] || level=3
(cd initrd && find . -print0 | LC_ALL=C sort -z | cpio --quiet --null --create --format=newc --owner=0:0 --reproducible) |
    zstd -q -"$level" >initrd.zst
echo "note: $(wc -l <initrd.modules) modules, $(du -k initrd.zst | cut -f1) kB"
