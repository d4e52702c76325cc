# shellcheck shell=sh
# The card's own partition for PCs: Debian's signed boot programs for UEFI, GRUB for BIOS, and what the
# technician writes. Leaves card.img, boot.img and core.img. Sourced inside the builder.

# shellcheck source=image/build/fat.sh
. /src/image/build/fat.sh
# shellcheck source=image/build/cmdline.sh
. /src/image/build/cmdline.sh

rm -rf card
mkdir -p card/EFI/BOOT card/EFI/debian card/grub
cp boot/usr/lib/shim/shimx64.efi.signed card/EFI/BOOT/BOOTX64.EFI
cp boot/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed card/EFI/BOOT/grubx64.efi
cp boot/usr/lib/shim/mmx64.efi.signed card/EFI/BOOT/mmx64.efi 2>/dev/null || true
cp /src/image/boot/pc/grub-stub.cfg card/EFI/debian/grub.cfg
sed "s|@CMDLINE@|$(cmdline_of pc)|" /src/image/boot/pc/grub.cfg >card/grub/grub.cfg
grub-script-check card/grub/grub.cfg
grub-editenv card/grub/grubenv create
grub-editenv card/grub/grubenv set primary=2 a=new b=bad tries=0 why=
[ ! -d /src/image/boot/card ] || cp /src/image/boot/card/* card/

# BIOS: a GRUB that holds all it needs and knows only this disk.
grub=boot/usr/lib/grub/i386-pc
cp "$grub/boot.img" boot.img
grub-mkimage -d "$grub" -O i386-pc -o core.img -p '(hd0,msdos1)/grub' biosdisk part_msdos fat normal \
    linux loadenv test regexp probe configfile minicmd sleep reboot echo boot gfxterm vbe all_video search true
[ "$(stat -c %s core.img)" -lt $((2047 * 512)) ] || fail "GRUB's core.img does not fit before the first partition"

fat_make card.img 64 WAYSTATION 57534341
fat_fill card.img card
