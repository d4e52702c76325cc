# shellcheck shell=sh
# The update: a signed RAUC bundle of the slot. Leaves update.raucb. Sourced inside the builder.

rm -rf bundle update.raucb
mkdir bundle
cp --reflink=auto slot.img bundle/slot.img
cat >bundle/manifest.raucm <<MANIFEST
[update]
compatible=waystation-$TARGET
version=$VERSION
description=Waystation
build=$SOURCE_DATE_EPOCH

[bundle]
format=verity

[image.system]
filename=slot.img
MANIFEST
packing="-comp zstd -Xcompression-level 19 -b 1M"
[ "$TEST" = 0 ] || packing="-comp zstd -Xcompression-level 3"
rauc --cert=keys/cert.pem --key=keys/key.pem --keyring=keys/cert.pem --mksquashfs-args="$packing" \
    bundle bundle update.raucb
rauc info --keyring=keys/cert.pem update.raucb
rm -rf bundle
echo "note: $(du -m update.raucb | cut -f1) MB"
