# shellcheck shell=sh
# The package index of the target's Debian. Sourced inside the builder.

apt=/work/apt
mkdir -p "$apt/state/lists/partial" "$apt/archives/partial" "$apt/empty.d"
: >"$apt/status"
{
    echo "deb $MIRROR trixie main non-free-firmware"
    echo "deb $MIRROR trixie-updates main non-free-firmware"
    echo "deb $MIRROR_SECURITY trixie-security main non-free-firmware"
    [ "$TARGET" != rpi ] || echo "deb $MIRROR trixie-backports main non-free-firmware"
} >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
APT::Architecture "$ARCH";
APT::Architectures { "$ARCH"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/empty.d";
Dir::Etc::preferencesparts "$apt/empty.d";
Dir::Etc::preferences "$apt/none";
CONF
if ! APT_CONFIG=$apt/apt.conf apt-get -qq update; then
    [ -s /work/index.sum ] || fail "the package index could not be fetched from $MIRROR"
    echo "note: the index could not be fetched; the one of the last build is used"
fi
cat "$apt/state/lists"/*InRelease "$apt/sources.list" | sha256sum >/work/index.sum
