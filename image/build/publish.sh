# shellcheck shell=sh
# Everything into the output folder under its proper name. Sourced inside the builder.

name=waystation-$TARGET
put() {
    [ -e "$1" ] || return 0
    cp --sparse=always "$1" "/out/$2.new"
    mv "/out/$2.new" "/out/$2"
}

rm -f "/out/$name".img* "/out/$name.json"
put disk.img "$name.img"
put disk.img.xz "$name.img.xz"
put update.raucb "$name-$VERSION.raucb"
ln -sf "$name-$VERSION.raucb" "/out/$name.raucb"
put manifest.tsv "$name.manifest.tsv"
put licences.txt "$name.licences.txt"
put imager.json "$name.json"
put keys/cert.pem keyring.pem
put kernel/vmlinuz "$name.vmlinuz"
put initrd.zst "$name.initrd.zst"
(cd /out && sha256sum "$name".img* "$name-$VERSION.raucb" >"$name.sha256")
