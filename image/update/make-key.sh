#!/bin/sh
# Makes the key that signs updates, and the certificate that goes into the image and says whose updates a
# machine takes: make-key.sh FOLDER "Name of the school". Then: image/build.sh … --key FOLDER/key.pem
# --cert FOLDER/cert.pem. Whoever has key.pem can put anything on every machine: keep it off the network,
# with a copy in a safe. Without it no machine takes updates any more; they are then written anew.
set -eu

if [ $# != 2 ] || [ -z "$2" ]; then
    echo "usage: make-key.sh FOLDER NAME" >&2
    exit 2
fi
command -v openssl >/dev/null || {
    echo "make-key.sh needs openssl: apt-get install openssl" >&2
    exit 3
}
folder=$1
name=$(printf '%s' "$2" | tr -d '\000-\037/=+,\\"')
# What a certificate can hold, in letters: openssl counts them so.
letters=$(printf '%s' "$name" | iconv -f UTF-8 -t UTF-32LE | wc -c)
if [ "$letters" -lt 4 ] || [ "$letters" -gt 256 ]; then
    echo "a certificate holds 1 to 64 letters of a school's name; \"$name\" has $((letters / 4))" >&2
    exit 2
fi
if [ -e "$folder/key.pem" ]; then
    echo "$folder/key.pem is there already, and stays: machines know it" >&2
    exit 1
fi
umask 077
mkdir -p "$folder"
# A hundred years: the machines have no clock to trust, and compare with the moment of signing.
said=$(openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 36500 -utf8 -subj "/CN=$name" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign \
    -keyout "$folder/key.pem.new" -out "$folder/cert.pem.new" 2>&1) || {
    rm -f "$folder/key.pem.new" "$folder/cert.pem.new"
    printf 'openssl makes no key in %s:\n%s\n' "$folder" "$said" >&2
    exit 1
}
chmod 644 "$folder/cert.pem.new"
mv "$folder/cert.pem.new" "$folder/cert.pem"
mv "$folder/key.pem.new" "$folder/key.pem"
echo "$folder/key.pem   signs updates: keep it secret, and keep it"
echo "$folder/cert.pem  goes into the image: $(openssl x509 -in "$folder/cert.pem" -noout -subject -enddate -nameopt utf8 | tr '\n' ' ')"
