# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# Which ports answer, asked from another machine: in a network namespace of our own with nothing else in it.

wire_end() { ip netns del waystation-image 2>/dev/null || true; }

# A cable between the machine and the namespace. Needs root; without it, only what listens is looked at.
wire_make() {
    wire_end # of a run that was cut off
    ip netns add waystation-image 2>/dev/null || return 1
    ip netns exec waystation-image ip tuntap add dev wire mode tap
    ip netns exec waystation-image ip addr add 10.99.0.1/24 dev wire
    ip netns exec waystation-image ip link set wire up
}

listening() {
    ask 'ss -H -l -n -t -u | while read -r kind _ _ _ address _; do echo "$kind $address"; done |
        grep -vE "127\.0\.0\.[0-9]+|\[::1\]|%lo:" | sort -u'
}

# ports_of ROLE ALLOWED…: a machine of this role, looked at from both sides.
ports_of() {
    role=$1
    shift
    MACHINE_WRAP="ip netns exec waystation-image"
    machine_on "$(class_card "ports-$role" "$role")" -netdev tap,id=wire,ifname=wire,script=no,downscript=no \
        -device virtio-net-pci,netdev=wire,mac=52:54:00:57:53:99 || return 1
    MACHINE_WRAP=
    machine_booted || return 1
    ask 'for d in /sys/class/net/*; do if grep -qi "52:54:00:57:53:99" $d/address; then ip addr add 10.99.0.2/24 dev ${d##*/}; ip link set ${d##*/} up; fi; done'
    note "$role, listening: $(listening | tr '\n' ';')"
    last=10000
    [ -z "$FULL" ] || last=65535
    ip netns exec waystation-image "$TALK" scan 10.99.0.2 1 "$last" 2500 >"$WORK/ports" 2>"$WORK/ports.refused"
    note "$role, open from outside of 1 to $last: $(tr '\n' ' ' <"$WORK/ports"); $(cat "$WORK/ports.refused")"
    for port; do sed -i "/^$port\$/d" "$WORK/ports"; done
    check "$role: nothing else is open" [ ! -s "$WORK/ports" ]
    machine_cut
}

scenario_ports() {
    if ! wire_make; then
        note "no network namespace can be made here (needs root)"
        return 77
    fi
    status=0
    ports_of station || status=1
    ports_of board 5460 || status=1
    wire_end
    return "$status"
}
