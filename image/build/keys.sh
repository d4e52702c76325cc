# shellcheck shell=sh
# The key that signs the update, for as long as the build needs it. Sourced by main.sh.

# Into $work/keys, readable by nobody else, and gone when the build ends, however it does.
keys_find() {
    # shellcheck disable=SC2154 # the caller's
    mkdir -p "$work/keys"
    trap keys_forget EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    keys_forget
    if [ -n "$KEY" ]; then
        install -m 600 "$KEY" "$work/keys/key.pem"
        install -m 644 "$CERT" "$work/keys/cert.pem"
        return 0
    fi
    trial=$CACHE/trial-key
    if [ ! -s "$trial/cert.pem" ]; then
        mkdir -p "$trial"
        openssl req -x509 -newkey rsa:3072 -nodes -days 36500 -subj '/CN=Waystation trial key, not for schools' \
            -keyout "$trial/key.pem" -out "$trial/cert.pem" 2>/dev/null
    fi
    cp "$trial/key.pem" "$trial/cert.pem" "$work/keys/"
    echo
    echo "  NO KEY WAS GIVEN. Updates are signed with a throw-away key in $trial."
    echo "  Machines with this image take updates from whoever has that file. For trials only:"
    echo "  for schools, make a key and give it with --key and --cert (image/README.md)."
    echo
}

keys_forget() {
    rm -f "$work/keys/key.pem"
}
