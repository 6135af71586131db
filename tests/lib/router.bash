# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # setup_file of those who source this sets them
# What the tests of a router of OpenWrt's own parts share. Sourced by tests/openwrt/router.bats.

# Why they cannot run, or nothing. OPENWRT_SOURCES is the archive of the sources (docs/openwrt-tried.md).
router_reason() {
    local tool
    [ "$(id -u)" -eq 0 ] || { echo "netns: this needs root"; return; }
    unshare --net true 2>/dev/null || { echo "netns: no network namespace can be made here"; return; }
    [ -e "$sources" ] || { echo "data: no sources of OpenWrt at $sources (OPENWRT_SOURCES)"; return; }
    for tool in cmake busybox nft ethtool tcpdump; do
        command -v "$tool" >/dev/null || { echo "tool: no $tool here"; return; }
    done
}

# router_up: boots the router of this file, or boots it anew.
router_up() {
    "$root/tests/openwrt/boot" "$router" "$state"
}

router_down() {
    "$root/tests/openwrt/boot" --off "$state"
}

# at COMMAND...: at the router's prompt. musl reads /etc/TZ; glibc is told.
at() {
    local pid
    pid=$(cat "$state/router")
    nsenter -t "$pid" -m -n -p -u -i -r -w -- /bin/busybox env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        TZ="$(cat "/proc/$pid/root/tmp/TZ" 2>/dev/null)" "$@" 3>&-
}

# beside NAME COMMAND...: this machine's programs in the network of router, camera or server.
beside() {
    nsenter -t "$(cat "$state/$1")" -n -- "${@:2}"
}

# until SECONDS COMMAND...: it comes true.
comes() {
    local until=$((SECONDS + $1))
    while ! "${@:2}" >comes.txt 2>&1; do
        if [ "$SECONDS" -ge "$until" ]; then
            echo "not in $1 s: ${*:2}"
            cat comes.txt
            at logread | grep -v netifd | tail -n 30
            return 1
        fi
        sleep 0.1
    done
}

# says TEXT COMMAND...
says() {
    "${@:2}" 2>&1 | grep -F -- "$1"
}

# log_says TEXT: since this test began.
log_says() {
    at logread | sed "0,/test $BATS_TEST_NUMBER begins/d" | grep -F -- "$1"
}

# told [EXPRESSION of jq]: the daemon's status.
told() {
    local answer
    answer=$(at lenswatch status --format json) && jq -e "${1-.}" <<<"$answer"
}

watching() {
    told '.interfaces | map(.name) | index("'"${1:-br-lan}"'") != null' >/dev/null
}

# The daemon's process, as this machine counts.
daemon() {
    local pid
    for pid in $(pgrep -x lenswatch); do
        [ "$(readlink "/proc/$pid/ns/net")" = "$(readlink "/proc/$(cat "$state/router")/ns/net")" ] || continue
        # ujail takes the name of what it keeps.
        grep -qzx /usr/sbin/lenswatch <(head -z -n 1 "/proc/$pid/cmdline" 2>/dev/null) && echo "$pid"
    done
}

one_daemon() {
    [ "$(daemon | wc -l)" -eq 1 ]
}

no_daemon() {
    [ -z "$(daemon)" ]
}

# settings [SED]: the settings as shipped, switched on, changed by SED; what stdin has is added. In force at once.
settings() {
    sed -e "s/enabled '0'/enabled '1'/" -e "${1-}" "$package/tree/etc/config/lenswatch" | cat - "${2:-/dev/null}" >"$router/etc/config/lenswatch"
    at reload_config
}

# of_root OPTION VALUE...: root's own settings, before the others are in force.
of_root() {
    printf "config root 'main'\n"
    printf "\toption %s '%s'\n" "$@"
} >"$router/etc/config/lenswatch-root"

# started [SED] [FILE]: with these settings the daemon watches.
started() {
    settings "$@"
    comes 15 watching "${watched-br-lan}"
}

# The bridge as it should be: netifd clears what it finds when it takes a device, and makes none itself where the kernel has no VLANs on bridges.
bridge_up() {
    local port
    beside router ip link show br-lan >/dev/null 2>&1 || beside router ip link add br-lan type bridge
    for port in lan1 lan2; do beside router ip link set "$port" up master br-lan; done
    beside router ip link set br-lan up
}

# A test's beginning: settings and system as shipped, so that nothing runs and procd listens (it forgets of a service that was stopped what
# it listens for); all that was kept is gone.
fresh() {
    cp "$package/tree/etc/config/"lenswatch* "$router/etc/config/"
    cp "$BATS_FILE_TMPDIR/kept/"* "$router/etc/config/"
    at reload_config
    bridge_up
    at /etc/init.d/system restart
    at service lenswatch start
    comes 20 no_daemon
    rm -rf "${router:?}/etc/lenswatch" "${router:?}"/mnt/*
    at rm -rf /var/run/lenswatch /var/etc/lenswatch.yaml
    at logger "test $BATS_TEST_NUMBER begins"
}

# upload BYTES [PORT]: the camera sends so much to the server, and what passed is recorded in upload.pcap.
upload() {
    local tap sent=yes
    rm -f upload.pcap
    nsenter -t "$(cat "$state/router")" -n -- tcpdump -i br-lan -Z root -U --immediate-mode -s 128 -B 32768 -w upload.pcap "tcp port ${2:-8080}" \
        </dev/null >/dev/null 2>tap.txt 3>&- &
    tap=$!
    comes 10 grep -q listening tap.txt
    beside camera python3 "$root/tests/openwrt/neighbour.py" send 203.0.113.1 "${2:-8080}" "$1" || sent=no
    sleep 0.5
    kill "$tap"
    wait "$tap" || true
    [ "$sent" = yes ]
}

# recorded: the bytes of the upload as a replay of what was recorded has them.
recorded() {
    "$lenswatch" replay --format jsonl --rules "$root/rules" --camera 24:0a:c4:00:00:30 upload.pcap |
        jq -s 'map(select(.type == "upload")) | map(.bytes_up) | add'
}

reported() {
    at lenswatch report --format csv | python3 -c '
import csv, sys
rows = [r for r in csv.DictReader(l for l in sys.stdin if not l.startswith("#")) if r["type"] == "upload"]
print(sum(int(r["bytes_up"]) for r in rows))'
}

exactly_reported() {
    [ "$(reported)" = "$1" ]
}

# The last upload is in the history with exactly the bytes that were recorded.
told_exactly() {
    local wanted
    wanted=$(recorded)
    [ "${wanted:-0}" -gt 100000 ] || { echo "nothing recorded: $wanted"; return 1; }
    comes "${1:-20}" exactly_reported "$wanted" || { echo "recorded $wanted, reported $(reported)"; return 1; }
}

# The same, told by the program at its end: without the seconds in which an upload might go on.
told_at_end() {
    at service lenswatch stop
    comes 15 no_daemon
    told_exactly 3
}
