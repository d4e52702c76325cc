# shellcheck shell=sh
# What is in the image: packages with versions, sources, licences and sums; and Raspberry Pi Imager's
# description of it. Leaves manifest.tsv, licences.txt, imager.json. Sourced inside the builder.

# Some packages' folders are links to another's.
copyright_of() {
    for folder in "$1/usr/share/doc/$2" "$1/usr/share/doc/$3"; do
        [ ! -e "$folder/copyright" ] || {
            echo "$folder/copyright"
            return 0
        }
    done
}

# shellcheck source=image/build/licences.sh
. /src/image/build/licences.sh

rows_make() {
    sort -u base.files boot.files | while read -r file _; do
        deb=/cache/debs/$file
        case $file in
        waystation_*) deb=$(echo /work/repo/waystation_*.deb) ;;
        esac
        dpkg-deb -f "$deb" Package Version Architecture Source >fields
        package=$(sed -n 's/^Package: //p' fields)
        source=$(sed -n 's/^Source: \([^ ]*\).*/\1/p' fields)
        rm -rf copyright
        mkdir copyright
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C copyright --wildcards './usr/share/doc/*' 2>/dev/null || true
        licence=$(licences_of "$(copyright_of copyright "$package" "$source")")
        [ "$licence" != unknown ] || licence=$(licences_of "$(copyright_of root "$package" "$source")")
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$package" "$(sed -n 's/^Version: //p' fields)" \
            "$(sed -n 's/^Architecture: //p' fields)" "${source:-$package}" \
            "$(sha256sum "$deb" | cut -d' ' -f1)" "$licence"
    done
}

imager_write() {
    image=waystation-$TARGET.img.zst
    cat <<JSON
{
  "os_list": [
    {
      "name": "Waystation $VERSION",
      "description": "A classroom station. Settings: waystation.ini on the card, no settings of Imager's",
      "url": "$image",
      "icon": "",
      "website": "",
      "release_date": "$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)",
      "extract_size": $(stat -c %s disk.img),
      "extract_sha256": "$(sha256sum disk.img | cut -d' ' -f1)",
      "image_download_size": $(stat -c %s disk.img.zst),
      "image_download_sha256": "$(sha256sum disk.img.zst | cut -d' ' -f1)",
      "devices": ["pi5-64bit", "pi4-64bit", "pi3-64bit"],
      "init_format": "none"
    }
  ]
}
JSON
}

{
    printf 'package\tversion\tarchitecture\tsource\tsha256 of the package\tlicences\n'
    rows_make
} >manifest.tsv
rm -rf copyright fields
cut -f6 manifest.tsv | sed 1d | tr ';' '\n' | sed 's/^ *//; s/ *$//' | sort | uniq -c | sort -rn >licences.txt
rm -f imager.json
[ "$TARGET" != rpi ] || [ "$TEST" = 1 ] || imager_write >imager.json
echo "note: $(($(wc -l <manifest.tsv) - 1)) packages, $(grep -c 'unknown$' manifest.tsv || true) without a copyright file"
