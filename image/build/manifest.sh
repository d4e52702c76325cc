# shellcheck shell=sh
# What is in the image: packages with versions, sources, licences and sums; and Raspberry Pi Imager's
# description of it. Leaves manifest.tsv, licences.txt, imager.json. Sourced inside the builder.

# shellcheck source=image/build/licences.sh
. /src/image/build/licences.sh

imager_write() {
    image=waystation-$TARGET.img.xz
    cat <<JSON
{
  "os_list": [
    {
      "name": "Waystation $VERSION",
      "description": "A classroom station. Settings: waystation.ini on the card, no settings of Imager's",
      "url": "${URL:+${URL%/}/}$image",
      "icon": "",
      "website": "",
      "release_date": "$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)",
      "extract_size": $(stat -c %s disk.img),
      "extract_sha256": "$(sha256sum disk.img | cut -d' ' -f1)",
      "image_download_size": $(stat -c %s disk.img.xz),
      "image_download_sha256": "$(sha256sum disk.img.xz | cut -d' ' -f1)",
      "devices": ["pi5-64bit", "pi4-64bit", "pi3-64bit"],
      "init_format": "none"
    }
  ]
}
JSON
}

{
    printf 'package\tversion\tarchitecture\tsource\tsha256 of the package\tlicences\n'
    cat packages.tsv
    manifest_row /work/repo/waystation_*.deb root
} >manifest.tsv
cut -f6 manifest.tsv | sed 1d | tr ';' '\n' | sed 's/^ *//; s/ *$//' | sort | uniq -c | sort -rn >licences.txt
rm -f imager.json
[ "$TARGET" != rpi ] || [ "$TEST" = 1 ] || imager_write >imager.json
echo "note: $(($(wc -l <manifest.tsv) - 1)) packages, $(grep -c 'unknown$' manifest.tsv || true) without a copyright file"
