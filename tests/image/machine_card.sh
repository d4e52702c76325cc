# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# Cards and sticks: made without loop devices, checked without mounting. To be sourced.
# IMAGE is the raw image.

# part_start N: where a partition of the image begins, in bytes.
part_start() {
    od -An -tu4 -j $((446 + 16 * ($1 - 1) + 8)) -N 4 "$IMAGE" | { read -r sector && echo "$((sector * 512))"; }
}

# card_new NAME: a raw copy of the image, to be changed as a technician would on p1; then card_seal.
card_new() {
    cp --sparse=always "$IMAGE" "$WORK/cards/$1.img"
    RAW=$WORK/cards/$1.img
    P1="$RAW@@$(part_start 1)"
}

# card_seal NAME SIZE: from now on only layers over it.
card_seal() { truncate -s "$2" "$WORK/cards/$1.img"; }

# card_layer NAME BASE: a card that keeps what is written to it apart from BASE (a raw card or a layer).
card_layer() {
    layer=$WORK/cards/$1.qcow2
    case $2 in
    *.qcow2) format=qcow2 ;;
    *) format=raw ;;
    esac
    rm -f "$layer"
    qemu-img create -q -f qcow2 -b "$2" -F "$format" "$layer"
    echo "$layer"
}

# ini KEY=VALUE…: lines of waystation.ini on the card that is being made.
card_settings() {
    mcopy -n -i "$P1" ::waystation.ini "$WORK/waystation.ini"
    for line; do printf '%s\r\n' "$line" >>"$WORK/waystation.ini"; done
    mcopy -o -i "$P1" "$WORK/waystation.ini" ::waystation.ini
    rm -f "$WORK/waystation.ini"
}

# card_file LAYER N PATH: prints a file of a FAT partition of a card.
card_file() {
    card_part "$1" "$2" "$WORK/part.img"
    mtype -i "$WORK/part.img" "::$3"
    rm -f "$WORK/part.img"
}

# card_part LAYER N OUT: one partition as a raw file. p4 is as long as it has grown.
card_part() {
    qemu-img info --output=json "$1" | grep -q '"format": "qcow2"' || return 1
    qemu-img dd -f qcow2 -O raw bs=512 count=1 if="$1" of="$WORK/mbr" 2>/dev/null
    # shellcheck disable=SC2046 # four numbers
    set -- "$1" "$2" "$3" $(od -An -tu4 -j $((446 + 16 * ($2 - 1) + 8)) -N 8 "$WORK/mbr")
    rm -f "$WORK/mbr"
    rm -f "$3"
    qemu-img convert -O raw --image-opts \
        "driver=raw,offset=$(($4 * 512)),size=$(($5 * 512)),file.driver=qcow2,file.file.filename=$1" "$3"
}

# data_put FOLDER: what is in it becomes /data/waystation of the card that is being made (p4 is unused yet).
data_put() {
    {
        echo "mkdir waystation"
        echo "sif waystation mode 040700"
        echo "sif waystation uid 900"
        echo "sif waystation gid 900"
        for file in "$1"/*; do
            name=waystation/${file##*/}
            printf 'write %s %s\nsif %s mode 0100600\nsif %s uid 900\nsif %s gid 900\n' \
                "$file" "$name" "$name" "$name" "$name"
        done
    } >"$WORK/debugfs"
    debugfs -w -f "$WORK/debugfs" "$RAW?offset=$(part_start 4)" >"$WORK/debugfs.log" 2>&1
    if grep -q "Could not\|Bad magic" "$WORK/debugfs.log"; then cat "$WORK/debugfs.log" >&2; fi
    rm -f "$WORK/debugfs"
}

# data_is_whole DATA: what a start does anyway (the journal, counters, what was deleted while open), and nothing more, makes
# the file system right. The machine's clock may be ahead of ours.
data_is_whole() {
    E2FSCK_TIME=$(date -d "$MACHINE_CLOCK + 1 week" +%s)
    export E2FSCK_TIME
    e2fsck -fp "$1" >"$WORK/e2fsck.log" 2>&1 || [ $? = 1 ] || return 1
    ! grep -vE '^$|recovering journal|orphan_present|^CLEARED|[Cc]learing orphaned inode|^ws-data: [0-9]+/[0-9]+ files' \
        "$WORK/e2fsck.log" || return 1
    e2fsck -fn "$1" >>"$WORK/e2fsck.log" 2>&1
}

# data_check DATA FOLDER: whether that raw data partition is whole; the program's data folder is copied out to FOLDER
# either way.
data_check() {
    whole=0
    data_is_whole "$1" || whole=1
    rm -rf "$2"
    mkdir -p "$2"
    debugfs -R "rdump /waystation $2" "$1" >/dev/null 2>&1
    [ -d "$2/waystation" ] && [ $whole = 0 ]
}

# stick_new NAME MB FILE…: a stick as bought: one FAT32 partition. Prints its file.
stick_new() {
    stick=$WORK/cards/$1.stick
    rm -f "$stick"
    truncate -s "$2M" "$stick"
    printf 'label: dos\nstart=2048, type=c\n' | sfdisk -q "$stick"
    mkfs.vfat -F 32 -n STICK --offset 2048 "$stick" $(($2 * 1024 - 1024)) >/dev/null
    shift 2
    for file; do mcopy -s -i "$stick@@1M" "$file" ::; done
    echo "$stick"
}

stick_in() {
    monitor blockdev-add "{\"driver\":\"raw\",\"node-name\":\"stick\",\"file\":{\"driver\":\"file\",\"filename\":\"$1\"}}" >/dev/null
    monitor device_add '{"driver":"usb-storage","id":"stick","bus":"usb.0","port":"5","drive":"stick","removable":true}' >/dev/null
}

is_stick_gone() { monitor blockdev-del '{"node-name":"stick"}' >/dev/null 2>&1; }

stick_out() {
    monitor device_del '{"id":"stick"}' >/dev/null
    until_true 10 is_stick_gone
}
