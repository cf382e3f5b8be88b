#!/bin/sh
# Install Debian packages of servers so that nothing starts, now or at the next boot, and PostgreSQL gets no cluster
# of its own. Everything this touches is put back as it was. Needs root.   sh install_idle.sh PACKAGE...
set -eu

POLICY=/usr/sbin/policy-rc.d # asked before a package starts its service (invoke-rc.d(8)); 101: it must not
CLUSTERS=/etc/postgresql-common/createcluster.d # read by pg_createcluster(1)

put_back() {
    rm -f "$POLICY" "$CLUSTERS/kazasu.conf"
    [ ! -e "$POLICY.kazasu" ] || mv "$POLICY.kazasu" "$POLICY"
    rmdir --ignore-fail-on-non-empty "$CLUSTERS"
}

# what a run that was killed left there is not the machine's own
[ ! -e "$POLICY" ] || grep -q install_idle "$POLICY" || mv "$POLICY" "$POLICY.kazasu"
trap put_back EXIT
trap 'exit 1' HUP INT TERM
printf '#!/bin/sh\n# install_idle.sh\nexit 101\n' > "$POLICY"
chmod 755 "$POLICY"
mkdir -p "$CLUSTERS"
echo "create_main_cluster = false" > "$CLUSTERS/kazasu.conf"

DEBIAN_FRONTEND=noninteractive apt-get install -q=2 -y --no-install-recommends "$@" >/dev/null

sleeps() { systemctl --quiet disable "$1" 2>/dev/null || echo "setup: $1 may start at the next boot" >&2; }

for package in "$@"; do
    case $package in
    etcd-server) sleeps etcd ;;
    patroni) sleeps patroni ;;
    gpsd) sleeps gpsd.socket ;;
    esac
done
