#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The package on OpenWrt's own parts: a router of them, with a camera and a server, in namespaces (docs/openwrt-tried.md). What the camera
# sends is recorded on the bridge, and what is reported must be what a replay of that finds, to the byte. `.ci/run` runs those that are `core`.
bats_require_minimum_version 1.5.0

load ../lib/router.bash

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    sources=${OPENWRT_SOURCES:-$root/../shared/tries/openwrt/sources.tar.xz}
    router=$BATS_FILE_TMPDIR/router
    state=$BATS_FILE_TMPDIR/state
    package=$root/build/openwrt/package
    lenswatch=$package/build/build/lenswatch
    reason=$(router_reason)
    export root sources router state package lenswatch reason
    export LC_ALL=C.UTF-8 TZ=UTC
    [ -z "$reason" ] || return 0
    "$root/tests/openwrt/package" "$package"
    parts=$("$root/tests/openwrt/parts" "$sources" "$root/build/openwrt")
    "$root/tests/openwrt/assemble" "$parts" "$package/tree" "$router"
    mkdir "$BATS_FILE_TMPDIR/kept"
    cp "$router/etc/config/"{network,system,rpcd,firewall} "$BATS_FILE_TMPDIR/kept/"
    router_up
    at sh /root/post-install
}

teardown_file() {
    [ -n "$reason" ] || router_down
}

setup() {
    [ -z "$reason" ] || skip "$reason"
    cd "$BATS_TEST_TMPDIR" || return 1
    fresh
}

teardown() {
    [ -z "$reason" ] || return 0
    [ -n "${BATS_TEST_COMPLETED-}" ] || at logread | grep lenswatch | tail -n 20
    at umount -l /mnt/usb /mnt/second /etc/lenswatch 2>/dev/null || true
    rm -f "$router/etc/config/fstab"
}

# A test that needs the daemon names the camera, so that what it sends is told.

with_camera() {
    camera=$BATS_TEST_TMPDIR/camera
    printf "\nconfig camera\n\toption device '24:0a:c4:00:00:30'\n\toption name 'Front'\n" >"$camera"
    cat >>"$camera"
    started "${1-}" "$camera"
}

# change COMMAND...: each is one of uci's; in force at once.
change() {
    local command
    for command; do at sh -c "uci $command"; done
    at sh -c 'uci commit && reload_config'
}

gone() {
    [ ! -e "/proc/$1" ]
}

problem() {
    told ".problems | map(select(.setting == \"$1\")) | length > 0" >/dev/null
}

# shut_in: the daemon is nobody who could do harm, and sees not the router's files.
shut_in() {
    local pid
    pid=$(daemon)
    grep -qE '^Uid:\s+32768\s+32768' "/proc/$pid/status"
    grep -qE '^CapBnd:\s+0000000000000000' "/proc/$pid/status" || grep -qE '^CapEff:\s+0000000000000000' "/proc/$pid/status"
    grep -qE '^NoNewPrivs:\s+1' "/proc/$pid/status"
    grep -qE '^Seccomp:\s+2' "/proc/$pid/status"
    [ "$(readlink "/proc/$pid/ns/mnt")" != "$(readlink "/proc/$(cat "$state/router")/ns/mnt")" ]
}

# bats test_tags=core
@test "with the shipped files and the one switch, the daemon starts, shut in, and tells an upload to the byte" {
    change 'set lenswatch.main.enabled=1'
    comes 15 watching
    shut_in
    at sh -c "printf \"config camera\n\toption device '24:0a:c4:00:00:30'\n\" >>/etc/config/lenswatch; reload_config"
    beside camera timeout 1 bash -c ': >/dev/tcp/192.168.1.1/1' 2>/dev/null || true
    comes 10 says 24:0a:c4:00:00:30 at lenswatch cameras list
    upload 2000000
    told_exactly
    one_daemon
    told '.load | .rss_bytes < 24000000 and .map_bytes < 6200000'
    [ "$(stat -c %a "$router/etc/lenswatch")" = 700 ]
}

@test "switched off, it ends and leaves no program in the kernel" {
    with_camera </dev/null
    change 'set lenswatch.main.enabled=0'
    comes 15 no_daemon
    [ -z "$(beside router tc filter show dev br-lan ingress)" ]
}

# bats test_tags=core
@test "an interface that is an option, a list, or two in one option, is watched" {
    started "s/list interface 'lan'/option interface 'lan'/"
    change 'delete lenswatch.main.interface' 'add_list lenswatch.main.interface=lan' 'add_list lenswatch.main.interface=lan2'
    comes 15 watching lan2
    settings "s/list interface 'lan'/option interface 'lan wan'/"
    comes 15 watching wan
    watching br-lan
    # Several in one of a list; and one that is not there is said, beside those that are.
    settings "s/list interface 'lan'/list interface 'lan iot'/"
    comes 15 told '.interfaces | map([.name, .state]) | sort == [["br-lan", "watching"], ["iot", "away"]]'
    comes 5 told '.coverage.state != "exact"'
}

@test "geo and home as options are taken as lists are" {
    with_camera "s|list interface 'lan'|&\n\toption home '198.51.100.0/24'|" </dev/null
    comes 10 told '.home | index("198.51.100.0/24") != null'
}

@test "without an interface it says in the log and in status that nothing is watched" {
    settings "/list interface/d"
    comes 15 log_says "nothing"
    comes 15 says "o interface" at lenswatch status
    at /etc/init.d/lenswatch status | grep -v 'active with no instances'
}

@test "a bridge that appears after the start is watched, by name of network and without a restart" {
    beside router ip link del br-lan
    settings
    sleep 2
    bridge_up
    comes 20 watching
}

@test "a network that goes down and comes back is waited for by the same daemon" {
    local pid
    with_camera </dev/null
    pid=$(daemon)
    at ifdown lan
    sleep 2
    at ifup lan
    bridge_up
    comes 15 watching
    sleep 2
    [ "$(daemon)" = "$pid" ]
    upload 1500000
    told_at_end
}

@test "the provider's network is no home, though its address comes a moment before its route" {
    with_camera </dev/null
    at ifdown wan
    comes 5 eval '! beside router ip route | grep -q ^default'
    beside router ip link set wan up
    beside router ip address add 203.0.113.2/24 dev wan
    sleep 0.2
    beside router ip route add default via 203.0.113.1
    sleep 2
    told '.home | index("203.0.113.0/24") == null'
    at ifup wan
    upload 1500000
    told_at_end
}

@test "a restart of the network leaves the daemon running" {
    local pid
    with_camera </dev/null
    pid=$(daemon)
    at service network restart
    comes 15 at ubus -t 5 wait_for network.interface.lan
    bridge_up
    comes 20 watching
    [ "$(daemon)" = "$pid" ]
}

# bats test_tags=core
@test "it is attached by tc, by XDP and by libpcap, and tells an upload to the byte by each" {
    local way
    for way in tc xdp-generic pcap; do
        with_camera "s/attach 'auto'/attach '$way'/" </dev/null
        comes 15 says "($way)" at lenswatch status
        shut_in
        upload 1500000
        told_at_end
        fresh
    done
}

@test "native XDP works on a port of the bridge" {
    watched=lan1 with_camera "s/attach 'auto'/attach 'xdp'/; s/list interface 'lan'/list interface 'lan1'/" </dev/null
    comes 15 says "lan1 (xdp)" at lenswatch status
    upload 1500000
    told_at_end
}

# bats test_tags=core
@test "killed, the daemon is started anew, alone" {
    local pid
    with_camera </dev/null
    pid=$(daemon)
    kill -KILL "$pid"
    comes 20 gone "$pid"
    comes 30 watching
    one_daemon
    upload 1500000
    told_at_end
}

@test "told to end, or to read anew, while it starts, it does so" {
    with_camera </dev/null
    at service lenswatch restart
    at service lenswatch restart
    at service lenswatch restart
    comes 10 watching
    change 'add lenswatch promise' 'set lenswatch.@promise[0].text="all: only clips"'
    comes 8 told '.promises | length == 1'
    at service lenswatch restart
    at service lenswatch stop
    comes 8 no_daemon
}

# bats test_tags=core
@test "with ujail killed no daemon is left behind, and a new one watches" {
    local pid jail
    with_camera </dev/null
    pid=$(daemon)
    jail=$(awk '/^PPid/ { print $2 }' "/proc/$pid/status")
    [ "$(cat "/proc/$jail/comm")" != procd ]
    kill -KILL "$jail"
    comes 5 gone "$pid"
    comes 30 watching
    one_daemon
}

# What is on flash, to see that nothing was written.
on_flash() {
    (cd "$router/etc/lenswatch" && find . -type f -printf '%p %s %T@\n' | sort)
}

@test "a start that fails is tried again ever more slowly and writes nothing, and at once when settings change" {
    local before
    started
    at service lenswatch stop
    comes 15 no_daemon
    before=$(on_flash)
    # In the way of the socket that the daemon is asked by.
    at mkdir /var/run/lenswatch/control
    at service lenswatch start
    comes 10 log_says "could not be made"
    [ "$(at cat /var/run/lenswatch/starts)" = 1 ]
    # As if the next were the sixth, to wait for which would take minutes.
    at sh -c 'echo 5 >/var/run/lenswatch/starts'
    comes 30 log_says "the next start is tried in 160 seconds"
    [ "$(on_flash)" = "$before" ]
    at rmdir /var/run/lenswatch/control
    change 'add_list lenswatch.main.home=198.51.100.0/24'
    comes 20 watching
    run ! at test -e /var/run/lenswatch/starts
}

@test "stopped, it has 20 seconds to write what waits in memory" {
    local pid
    with_camera </dev/null
    upload 1500000
    pid=$(daemon)
    kill -STOP "$pid"
    at service lenswatch stop
    sleep 7 # procd's own patience is 5
    kill -CONT "$pid"
    comes 5 gone "$pid"
    told_exactly 3
}

@test "stopped, what waits in memory is in the history" {
    with_camera </dev/null
    upload 1500000
    told_at_end
}

@test "a restart keeps the history, and says no upload twice" {
    with_camera </dev/null
    upload 1500000
    at service lenswatch restart
    comes 20 watching
    told_exactly 3
}

# bats test_tags=core
@test "after a reboot it runs again with its history, and a promise that is not understood does not stop it" {
    local pid
    with_camera <<'UCI'

config promise
	option text 'all: EU onlyy whenever'
UCI
    comes 10 problem promises
    upload 1500000
    # As on flash that is slow.
    pid=$(daemon)
    kill -STOP "$pid"
    (sleep 3 && kill -CONT "$pid") 3>&- &
    at /etc/rc.d/K10lenswatch shutdown
    router_up
    comes 20 watching
    told_exactly 3
    at logread | grep -F onlyy # the log began with the boot
    at lenswatch status | grep -F onlyy
}

# bats test_tags=core
@test "a value that is refused does not end the watching at a start, and status and log say which" {
    local value
    local -A values=([attach]=sideways [history_days]=many [commit]=-5 [rules]=/no/such/folder [mirror]=perhaps)
    with_camera </dev/null
    for setting in "${!values[@]}"; do
        at uci set "lenswatch.main.$setting=${values[$setting]}"
    done
    change 'set lenswatch.main.history_mb=9'
    for value in "${values[@]}"; do
        comes 10 says "\"$value\"" at lenswatch status
    done
    at service lenswatch restart
    comes 20 watching
    for value in "${values[@]}"; do
        comes 5 says "\"$value\"" at lenswatch status
        log_says "$value"
    done
    upload 1500000
    told_at_end
}

# bats test_tags=core
@test "settings that UCI cannot read leave the watching as it was, and are said until they are mended" {
    local pid
    of_root ledger /mnt/stick/kept/ledger.db
    with_camera <<'UCI'

config promise
	option text 'all: only clips'
UCI
    comes 10 told '.promises | length == 1'
    pid=$(daemon)
    sed -i "s/'all: only clips'/'all: only clips/" "$router/etc/config/lenswatch"
    at reload_config
    comes 10 problem config
    log_says '/etc/config/lenswatch": it cannot be read'
    told '.promises | length == 1'
    [ "$(daemon)" = "$pid" ]
    echo "option 'lost" >>"$router/etc/config/lenswatch-root"
    at reload_config
    comes 10 says /etc/config/lenswatch-root at lenswatch status
    [ "$(daemon)" = "$pid" ]
    # Started anew it does what can be known: no history is begun where none should be.
    at service lenswatch restart
    comes 20 watching
    comes 5 problem config
    told '.history.kept | not'
    [ ! -e "$router/etc/lenswatch/ledger.db" ]
    of_root ledger /mnt/stick/kept/ledger.db
    settings '' "$camera"
    comes 20 told '.problems == [] and .history.kept and (.promises | length == 1)'
}

@test "a camera whose device is no address is told, and the others are watched" {
    with_camera <<'UCI'

config camera
	option device 'not an address'
UCI
    comes 5 says "not an address" at lenswatch status
    upload 1500000
    told_at_end
}

@test "a bad value taken back is said no more" {
    with_camera <<'UCI'

config promise
	option text 'all: EU onlyy'
UCI
    comes 10 says onlyy at lenswatch status
    change 'set lenswatch.@promise[0].text="all: only clips"'
    comes 10 told '.problems == [] and (.promises | length == 1)'
}

@test "what is added and promised is read by the running daemon; what is changed starts it anew" {
    local pid
    with_camera </dev/null
    pid=$(daemon)
    change 'add lenswatch promise' 'set lenswatch.@promise[0].text="all: only clips"'
    comes 10 told '.promises | length == 1'
    [ "$(daemon)" = "$pid" ]
    change 'set lenswatch.main.history_days=30'
    comes 15 gone "$pid"
    comes 15 watching
    one_daemon
}

@test "settings that change while the last change is put in force are in force in the end" {
    local days
    with_camera </dev/null
    for days in 31 32 33 34 35 36; do
        change "set lenswatch.main.history_days=$days"
        sleep "0.$((days % 5 * 2 + 1))"
    done
    comes 15 grep -q 'keep-days: "36"' "/proc/$(cat "$state/router")/root/tmp/etc/lenswatch.yaml"
    change 'set lenswatch.main.enabled=0'
    sleep 1.3
    change 'set lenswatch.main.enabled=1'
    comes 15 watching
}

@test "a camera declared by its address before it was seen is a camera from its first byte" {
    started
    at sh -c "printf \"config camera\n\toption device '192.168.1.30'\n\toption name 'Front'\n\" >>/etc/config/lenswatch; reload_config"
    sleep 2
    upload 1500000
    told_at_end
}

@test "a camera named at the prompt by its address before it was seen is one from its first byte" {
    started
    at lenswatch cameras name 192.168.1.30 "Front door"
    upload 1500000
    told_at_end
    at lenswatch report --format csv | grep "Front door"
}

# zone SIGN HOURS: a time zone so far east (+) or west (-), by POSIX, in which the hour does not end within half of one.
zone() {
    local minutes=00 east=+
    [ $((10#$(date -u +%M))) -lt 30 ] || minutes=30
    [ "$1" = - ] || east=-
    echo "<$1$2$minutes>$east$2:$minutes"
}

# bats test_tags=core
@test "hours of promises are those of the router's time zone, and a changed zone is followed" {
    local zone from
    zone=$(zone + 05)
    change "set system.@system[0].timezone='$zone'" 'delete system.@system[0].zonename'
    comes 10 grep -qF "$zone" "/proc/$(cat "$state/router")/root/tmp/TZ"
    from=$(TZ="$zone" date +%-H)
    with_camera <<UCI

config promise
	option text 'all: no uploads $(printf '%02d:00-%02d:00' "$from" $(((from + 1) % 24)))'

config promise
	option text 'all: no uploads $(printf '%02d:00-%02d:00' $(((from + 2) % 24)) "$from")'
UCI
    comes 10 says "$(TZ="$zone" date +%z)" at lenswatch status
    upload 1500000
    told_at_end
    run -3 at lenswatch promises
    at service lenswatch start
    comes 20 told '[.promises[].breaches] == [1, 0] and .promises[0].today == "broken"'
    zone=$(zone - 03)
    change "set system.@system[0].timezone='$zone'"
    comes 20 says "$(TZ="$zone" date +%z)" at lenswatch status
}

@test "a history in another folder is the one that every command reads" {
    of_root ledger /mnt/stick/kept/ledger.db
    with_camera </dev/null
    upload 1500000
    told_at_end
    [ -e "$router/mnt/stick/kept/ledger.db" ]
    [ ! -e "$router/etc/lenswatch/ledger.db" ]
    at lenswatch verify
}

@test "heads go to a folder that is made for them" {
    of_root heads /mnt/heads/heads
    with_camera </dev/null
    upload 1500000
    told_at_end
    comes 10 test -s "$router/mnt/heads/heads"
}

@test "what of root's settings cannot be used is in the log and in status, until it is taken back" {
    mkdir "$router/mnt/other"
    of_root heads /mnt/other/heads rules "/mnt/my rules"
    with_camera "s|list interface 'lan'|&\n\tlist geo '/root/country.mmdb'\n\toption ledger '/mnt/usb/ledger.db'|" </dev/null
    for setting in heads rules geo ledger; do
        comes 5 problem "$setting" || { echo "of $setting"; return 1; }
    done
    log_says "heads: \"/mnt/other/heads\": the folder is another's"
    at lenswatch status | grep -F 'heads "/mnt/other/heads": the folder is another'
    upload 1500000
    told_at_end
    of_root jail 1
    settings
    at service lenswatch start
    comes 15 told '.problems == []'
}

# plugged FOLDER: what block-mount does where a stick of fstab is plugged in.
plugged() {
    at mount -t tmpfs -o mode=755 tmpfs "$1"
    at ubus call service event "{\"type\": \"mount.add\", \"data\": {\"target\": \"$1\"}}"
}

@test "no history and no heads are begun where a stick that is told of is not mounted" {
    local name
    for name in usb second; do
        printf "config mount\n\toption target '/mnt/%s'\n\toption device '/dev/%s'\n\toption enabled '1'\n" "$name" "$name"
        mkdir -p "$router/mnt/$name"
    done >"$router/etc/config/fstab"
    of_root ledger /mnt/usb/lenswatch/ledger.db heads /mnt/second/lenswatch/heads
    with_camera </dev/null
    comes 5 log_says /mnt/usb
    at lenswatch status | grep -F "Nothing is kept in the history: nothing is mounted at /mnt/usb"
    run ! at lenswatch report
    [[ $output == *"nothing is mounted at /mnt/usb"* ]]
    plugged /mnt/usb
    comes 40 told '.history.kept and (.problems | map(.setting) == ["heads"])'
    at lenswatch status | grep -F "nothing is mounted at /mnt/second"
    [ -z "$(find "$router/mnt" -type f)" ]
    plugged /mnt/second
    comes 20 told '.problems == []'
    upload 1500000
    told_at_end
    at test -s /mnt/second/lenswatch/heads
}

@test "a folder whose name has a space is refused in words, and the watching goes on" {
    of_root ledger "/mnt/my stick/ledger.db"
    with_camera </dev/null
    comes 10 says "my stick" at lenswatch status
    log_says "my stick"
}

@test "with the history switched off since the boot everyone says that none is kept, and one begins when it is switched on" {
    with_camera "s/option history '1'/option history '0'/" </dev/null
    at lenswatch status | grep -F "Nothing is kept in the history: it is switched off"
    run ! at lenswatch report
    [[ $output == *"it is switched off"* ]]
    [[ $output != *"lenswatch watch"* ]]
    at ubus call luci.lenswatch status | jq -e '.history.problem | test("switched off")'
    at ubus call luci.lenswatch uploads '{"since": "2026-01-01T00:00Z", "until": "2027-01-01T00:00Z", "camera": ""}' |
        jq -e '.error | test("switched off")'
    [ -z "$(find "$router/etc/lenswatch" -name 'ledger.db*')" ]
    change 'set lenswatch.main.history=1'
    comes 20 told .history.kept
    upload 1500000
    told_at_end
    change 'set lenswatch.main.history=0'
    at service lenswatch start
    comes 20 told '.history.kept | not'
    at lenswatch report 2>&1 | grep -F "nothing is kept in the history at present: it is switched off"
}

@test "full flash does not end the watching, and status says that nothing is kept" {
    mkdir -p "$router/etc/lenswatch"
    at mount -t tmpfs -o size=64k,mode=700 tmpfs /etc/lenswatch
    at sh -c 'dd if=/dev/zero of=/etc/lenswatch/full bs=1k count=64 2>/dev/null; true'
    settings
    comes 20 watching || { at umount -l /etc/lenswatch; return 1; }
    run at lenswatch status
    at umount -l /etc/lenswatch
    [[ $output == *"Nothing is kept in the history since"*"No space left on device"* ]]
}

@test "flash that fills up is told by status, report and pages, and what waited is kept once there is room" {
    mkdir -p "$router/etc/lenswatch"
    at mount -t tmpfs -o size=300k,mode=700 tmpfs /etc/lenswatch
    with_camera </dev/null
    at sh -c 'dd if=/dev/zero of=/etc/lenswatch/full bs=1k count=3000 2>/dev/null; true'
    upload 1500000
    comes 20 says "the disk is full" at lenswatch report
    told '.history.kept | not' || { at umount -l /etc/lenswatch; return 1; }
    day='{"since": "2026-01-01T00:00Z", "until": "2036-01-01T00:00Z", "camera": ""}'
    at ubus call luci.lenswatch uploads "$day" | jq -e '.uploads == [] and (.note | test("disk is full"))'
    at rm /etc/lenswatch/full
    told_exactly 90
    at ubus call luci.lenswatch uploads "$day" | jq -e '.note == null'
    at service lenswatch stop
    at umount -l /etc/lenswatch
}

@test "names with every sign that a shell, UCI, YAML or CSV could take for its own arrive as they are" {
    camera=$BATS_TEST_TMPDIR/camera
    cat >"$camera" <<'UCI'

config camera
	option device '24:0a:c4:00:00:30'
	option name 'Oma'\''s "Tür": $(reboot) `x` links \ rechts #1; - [a]'
UCI
    started '' "$camera"
    upload 1500000
    told_at_end
    # shellcheck disable=SC2016 # the name itself
    at lenswatch report --format csv | grep -F '"Oma'\''s ""Tür"": $(reboot) `x` links \ rechts #1; - [a]"'
}

# All of the upload is told, or that not everything is seen. What is forwarded past the bridge no recording there has.
told_or_doubted() {
    [ "$(reported)" -ge 1500000 ] || told '.coverage.state != "exact"'
}

@test "with software flow offloading, by firewall4's own setting, an upload is told whole, or that not all is seen" {
    at sh -c 'uci set firewall.@defaults[0].flow_offloading=1; uci commit firewall; service firewall restart' || true
    if ! beside router nft list flowtables | grep -q flowtable; then
        skip "nft: this kernel has no flow tables (CONFIG_NF_FLOW_TABLE)"
    fi
    with_camera </dev/null
    upload 1500000
    comes 20 told_or_doubted
}

@test "a restart of the firewall leaves the watching as it is" {
    local pid
    with_camera </dev/null
    pid=$(daemon)
    at service firewall restart || echo "# this kernel refuses some rules of firewall4" >&3
    [ "$(daemon)" = "$pid" ]
    at sh -c 'nft flush ruleset'
    upload 1500000
    told_at_end
}

# session USER: logs in to rpcd.
session() {
    at ubus call session login "{\"username\": \"$1\", \"password\": \"pass\"}" | jq -r .ubus_rpc_session
}

people() {
    local user hash
    hash=$(openssl passwd -1 pass)
    for user in reader editor; do
        printf "config login\n\toption username '%s'\n\toption password '%s'\n\tlist read 'luci-app-lenswatch'\n" "$user" "$hash"
        [ "$user" = reader ] || printf "\tlist write 'luci-app-lenswatch'\n"
    done >>"$router/etc/config/rpcd"
    at service rpcd restart
    comes 10 at ubus -t 5 wait_for luci.lenswatch
}

# may SESSION FUNCTION
may() {
    at ubus call session access "{\"ubus_rpc_session\": \"$1\", \"scope\": \"ubus\", \"object\": \"luci.lenswatch\", \"function\": \"$2\"}" |
        jq -e .access >/dev/null
}

# uci_set SESSION OPTION VALUE
uci_set() {
    at ubus call uci set "$(jq -nc --arg s "$1" --arg o "$2" --arg v "$3" \
        '{ubus_rpc_session: $s, config: "lenswatch", section: "main", values: {($o): $v}}')" &&
        at ubus call uci commit "{\"ubus_rpc_session\": \"$1\", \"config\": \"lenswatch\"}"
}

# bats test_tags=core
@test "a reader of the pages reads, and can change nothing; an editor can say what cameras are" {
    local reader editor
    people
    started
    reader=$(session reader)
    editor=$(session editor)
    for name in status cameras uploads explain; do
        may "$reader" "$name"
        may "$editor" "$name"
    done
    for name in name confirm dismiss; do
        run ! may "$reader" "$name"
        may "$editor" "$name"
    done
    run ! uci_set "$reader" history_days 3
    uci_set "$editor" history_days 31
    comes 15 grep -q 'keep-days: "31"' "/proc/$(cat "$state/router")/root/tmp/etc/lenswatch.yaml"
}

# bats test_tags=core
@test "whoever may write the settings cannot have a program run, nor folders of the router's opened to the daemon" {
    local editor option pid
    people
    with_camera </dev/null
    printf '#!/bin/sh\n: >/tmp/ran\n' >"$router/root/program"
    chmod 755 "$router/root/program"
    mkdir -p "$router/root/secret"
    editor=$(session editor)
    for option in anchor_command:/root/program heads:/root/secret/heads ledger:/root/secret/ledger.db rules:/root/secret jail:0; do
        uci_set "$editor" "${option%%:*}" "${option#*:}" || true
    done
    at sh -c 'uci commit; reload_config'
    sleep 3
    comes 20 watching
    shut_in
    upload 1500000
    at lenswatch report >/dev/null || true
    at service lenswatch stop
    comes 15 no_daemon
    [ ! -e "/proc/$(cat "$state/router")/root/tmp/ran" ]
    [ -z "$(ls "$router/root/secret")" ]
    [ "$(stat -c %u "$router/root/secret")" = 0 ]
}

# refused METHOD ARGUMENTS: the plugin says what is wrong, and the program was not asked.
refused() {
    at ubus call luci.lenswatch "$1" "$2" | jq -e '.error | length > 0 and (test("usage|unknown|option|Options"; "i") | not)'
}

# bats test_tags=core
@test "a value with a line's end in it reaches no program as an argument" {
    with_camera </dev/null
    upload 1500000
    told_at_end
    refused explain '{"event": "--help\nabcd"}'
    refused explain '{"event": "abcd\n--help"}'
    refused name '{"camera": "x\n24:0a:c4:00:00:30", "name": "a"}'
    refused uploads '{"since": "x\n2026-01-01T00:00Z", "until": "2027-01-01T00:00Z", "camera": ""}'
    refused uploads '{"since": "2026-01-01T00:00Z", "until": "2027-01-01T00:00Z", "camera": "24:0a:c4:00:00:30\n--ledger"}'
    at ubus call luci.lenswatch uploads '{"since": "2026-01-01T00:00Z", "until": "2036-01-01T00:00Z", "camera": ""}' |
        jq -e --arg bytes "$(recorded)" '[.uploads[].bytes_up | tonumber] | add == ($bytes | tonumber)'
}

@test "a camera without uploads on a day is no error for the pages" {
    with_camera </dev/null
    at ubus call luci.lenswatch uploads '{"since": "2036-01-01T00:00Z", "until": "2036-01-02T00:00Z", "camera": "24:0a:c4:00:00:30"}' |
        jq -e '.error == null and .uploads == []'
}

# bats test_tags=core
@test "the pages are told why no Lenswatch answers, with a cure that is one on a router" {
    run -0 at ubus call luci.lenswatch status
    jq -e '.error | length > 0 and (test("lenswatch watch") | not)' <<<"$output"
    run ! at lenswatch status
    # shellcheck disable=SC2016 # what is to be typed
    [[ $output == *'start one with `service lenswatch start`'* ]]
    run -3 at service lenswatch status
    [[ $output == *"switched off: uci set lenswatch.main.enabled=1"* ]]
}

@test "installed, upgraded and removed by the package's own scripts, user, links, history and daemon are as they should be" {
    local pid
    [ -L "$router/etc/rc.d/S60lenswatch" ]
    grep -q '^lenswatch:' "$router/etc/passwd"
    with_camera </dev/null
    upload 1500000
    pid=$(daemon)
    at sh /root/post-upgrade
    comes 20 gone "$pid"
    comes 20 watching
    one_daemon
    told_exactly 3
    [ "$(grep -c '^lenswatch:' "$router/etc/passwd")" = 1 ]
    at sh /root/pre-deinstall
    comes 15 no_daemon
    [ ! -e "$router/etc/rc.d/S60lenswatch" ]
    [ -z "$(beside router tc filter show dev br-lan ingress)" ]
    [ -s "$router/etc/lenswatch/ledger.db" ]
    at sh /root/post-install
    [ -L "$router/etc/rc.d/S60lenswatch" ]
}

# written FOLDER: how many uploads the history in there has.
written() {
    "$lenswatch" report --ledger "$1/ledger.db" --format csv | grep -c ^upload || true
}

told_uploads() {
    at lenswatch cameras --format json list | jq -e ".cameras[0].uploads == $1"
}

@test "sysupgrade keeps the settings, the history, its key and what was said of cameras, with what waited in memory" {
    with_camera </dev/null
    at lenswatch cameras name 192.168.1.30 Front
    upload 1500000
    comes 20 told_uploads 1 # which, unlike a report, has nothing written
    cp -r "$router/etc/lenswatch" before
    [ "$(written before)" = 0 ]
    run -0 at sysupgrade -l
    for file in /etc/config/lenswatch /etc/lenswatch/ledger.db /etc/lenswatch/ledger.db.key /etc/lenswatch/cameras.yaml; do
        grep -qxF "$file" <<<"$output" || { echo "not $file"; return 1; }
    done
    at sysupgrade -b /tmp/backup.tar.gz
    rm -rf restored
    mkdir restored
    tar -xzf "/proc/$(cat "$state/router")/root/tmp/backup.tar.gz" -C restored
    cp -r restored/etc/lenswatch kept
    [ "$(written kept)" = 1 ]
}

@test "the state folder is shut again after it was restored open" {
    started
    at service lenswatch stop
    comes 15 no_daemon
    chmod 755 "$router/etc/lenswatch"
    at service lenswatch start
    comes 15 watching
    [ "$(stat -c %a "$router/etc/lenswatch")" = 700 ]
}

@test "the init script's status says what lenswatch status says" {
    with_camera </dev/null
    at /etc/init.d/lenswatch status | grep -F "Watching br-lan"
    at service lenswatch stop
    comes 15 no_daemon
    run -3 at /etc/init.d/lenswatch status
    # shellcheck disable=SC2016 # what is to be typed
    [[ $output == *'`service lenswatch start` starts it'* ]]
}
