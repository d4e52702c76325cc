# shellcheck shell=sh
# Every package the image is made of: found, fetched, unpacked without running anything of it, pruned.
# Leaves base/ (the root), kernel/, boot/ (boot programs) packages.tsv and base.files. Sourced
# inside the builder.

# shellcheck source=image/build/kernel.sh
. /src/image/build/kernel.sh
# shellcheck source=image/build/licences.sh
. /src/image/build/licences.sh

lists=/src/image/packages
export APT_CONFIG=/work/apt/apt.conf

# What apt would install, our own package among it: FILE SIZE.
packages_resolve() {
    # shellcheck disable=SC2046 # a list of words
    apt-get -qq -y --print-uris -o Dir::Cache::archives=/work/apt/archives install waystation $(list_read "$@") |
        sed -n "s/^'[^']*' \([^ ]*\) \([0-9]*\) .*\$/\1 \2/p" | sort
}

packages_fetch() {
    # shellcheck disable=SC2046 # a list of words
    apt-get -qq -y --download-only -o Dir::Cache::archives=/cache/debs install waystation $(list_read "$@")
}

# Some packages still name /lib or /bin: the links that base-files brings stay links.
unpack() {
    dpkg-deb --fsys-tarfile "/cache/debs/$1" | tar -x --keep-directory-symlink --numeric-owner -C "$2"
}

# Removes what the lists name: paths from the root, with * and ?.
prune() {
    list_read "$lists/prune.list" | while read -r pattern; do
        # shellcheck disable=SC2086 # patterns are meant to match
        (cd base && rm -rf -- ./$pattern)
    done
    find base/usr/share/doc -mindepth 2 ! -name copyright ! -type d -delete
    find base/usr/share/doc -type d -empty -delete
}

fonts_prune() {
    list_read "$lists/fonts.list" | sed 's/.*/&-Regular.ttf\n&-Bold.ttf/' >fonts.kept
    echo NotoColorEmoji.ttf >>fonts.kept
    (cd base/usr/share/fonts/truetype/noto && find . -type f -printf '%P\n') |
        grep -vxF -f fonts.kept | (cd base/usr/share/fonts/truetype/noto && xargs -r -d '\n' rm --)
}

# As the console reads them, from the descriptions that X has.
keyboards_make() {
    maps=base/usr/share/waystation/keymaps
    mkdir -p "$maps"
    list_read "$lists/keyboards.list" | while read -r name layout variant; do
        if ! ckbcomp -compact -layout "$layout" ${variant:+-variant "$variant"} >"$maps/$name.map" 2>keyboard.log ||
            [ ! -s "$maps/$name.map" ]; then
            rm -f "$maps/$name.map"
            echo "note: no keyboard $name: $(tail -n 1 keyboard.log)"
        fi
    done
}

echo "deb [trusted=yes] copy:/work/repo ./" >/work/apt/repo.list
apt-get -qq update -o Dir::Etc::sourcelist=/work/apt/repo.list -o APT::Get::List-Cleanup=0
cat /work/apt/repo.list >>/work/apt/sources.list

packages_resolve "$lists/common.list" "$lists/$TARGET.list" >base.files
# Of these only what is named: nothing of theirs runs.
packages_resolve "$lists/boot-$TARGET.list" >boot.all
list_read "$lists/boot-$TARGET.list" | sed 's/.*/^&_/' | grep -f - boot.all >boot.files
[ -s base.files ] || fail "apt finds no way to install the packages of image/packages"
packages_fetch "$lists/common.list" "$lists/$TARGET.list"
packages_fetch "$lists/boot-$TARGET.list"

rm -rf base boot kernel
mkdir base boot
unpack "$(sed -n 's/^\(base-files_[^ ]*\) .*/\1/p' base.files)" base
while read -r file _; do
    case $file in
    waystation_*) ;;
    *) unpack "$file" base ;;
    esac
done <base.files
while read -r file _; do
    unpack "$file" boot
done <boot.files
# What the Pi's Wi-Fi is told about its board comes with the boot programs.
[ ! -d boot/usr/lib/firmware ] || cp -a boot/usr/lib/firmware/. base/usr/lib/firmware/
{
    sed 's/ .*/ base/' base.files
    sed 's/ .*/ boot/' boot.files
} | sort | while read -r file folder; do
    case $file in
    waystation_*) ;;
    *) manifest_row "/cache/debs/$file" "$folder" ;;
    esac
done >packages.tsv
prune
fonts_prune
keyboards_make
kernel_version=$(kernel_find base)
kernel_take base kernel "$kernel_version"
modules_prune base "$kernel_version" "$lists/modules-common.list" "$lists/modules-$TARGET.list"
firmware_prune base "$kernel_version"
echo "note: kernel $kernel_version"
echo "note: $(wc -l <base.files) packages, $(du -sm base | cut -f1) MB after pruning"
