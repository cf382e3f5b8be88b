#!/bin/sh
# Set up a bare Debian 12 for working on Kazasu: Debian packages, a virtual environment, this package in it.
# Says what it does; does nothing when nothing is missing. Reaches package registries only.
set -eu
cd "$(dirname "$0")/.."

PACKAGES="python3-venv python3-dev gcc pcscd vsmartcard-vpcd libpcsclite1 libpcsclite-dev opensc openssl libusb-1.0-0
cups-ipp-utils cups-daemon cups-client libcups2-dev avahi-daemon dbus chromium chromium-driver poppler-utils libzbar0
iproute2 util-linux systemd tzdata
open-jtalk espeak-ng libsoxr0 libsonic0 pulseaudio pulseaudio-utils libasound2-plugins
xvfb fonts-morisawa-bizud-gothic fonts-noto-cjk fonts-ipamj-mincho"

# What tests start by hand, so that nothing of it runs by itself: what a city's central runs on once SQLite is outgrown, of
# which a terminal needs nothing, and gpsd, which a vehicle needs.
SERVERS="postgresql-15 etcd-server etcd-client patroni gpsd"

missing() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || echo "$package"
    done
}

packages="$(missing $PACKAGES)"
servers="$(missing $SERVERS)"
if [ -n "$packages$servers" ]; then
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "setup: needs root or sudo to install:" $packages $servers >&2; exit 1; }
        as_root="sudo"
    fi
    echo "setup: installing Debian packages:" $packages $servers
    $as_root apt-get update -q=2
    if [ -n "$packages" ]; then
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q=2 -y --no-install-recommends $packages >/dev/null
    fi
    [ -z "$servers" ] || $as_root sh provisioning/install_idle.sh $servers
fi

if [ ! -x .venv/bin/python ]; then
    echo "setup: making .venv"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "setup: Python 3.11 or later is needed" >&2; exit 1; }
    python3 -m venv .venv
fi

wanted="$(cat setup.py provisioning/setup.sh | sha256sum)"
if [ "$(cat .venv/set-up 2>/dev/null)" != "$wanted" ]; then
    echo "setup: installing Python packages into .venv"
    .venv/bin/python -m pip install -q --disable-pip-version-check -e ".[kiosk,cups,keypad,postgres,test]" --config-settings editable_mode=compat
    # Of this package only the dictionary and the voice are used, as files: none of its libraries, 300 MB of them, is wanted.
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps pyopenjtalk-plus==0.4.1.post10
    echo "$wanted" > .venv/set-up
fi

# The service's user may not write beside the modules: without this each of its starts would compile them anew.
.venv/bin/python -m compileall -q audio cards central dock drivers firmware screens
