# shellcheck shell=sh
# The card's own partition for the Raspberry Pi: which slot the firmware starts, and what the technician
# writes. Leaves card.img. Sourced inside the builder.

# shellcheck source=image/build/fat.sh
. /src/image/build/fat.sh

# 500 bytes, always, filled up with line ends: less than a sector, rewritten in place when the slot changes.
sector() {
    {
        cat
        yes '' | head -n 500
    } | head -c 500
}

rm -rf card
mkdir card
# Up to the Pi 3 the boot ROM wants this beside autoboot.txt; later ones have it in their own memory.
cp boot/usr/lib/raspi-firmware/bootcode.bin card/
printf '[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n' | sector >card/autoboot.txt
printf 'a=new\nb=bad\ntries=0\nwhy=\n' | sector >card/attempts
[ ! -d /src/image/boot/card ] || cp /src/image/boot/card/* card/
fat_make card.img 64 WAYSTATION 57534341
fat_fill card.img card
