#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The daemon in a small home of real programs: real TCP and TLS, a bridge, address translation, the router's own DNS.

# shellcheck source=tests/lib/live_home.bash
. "$BATS_TEST_DIRNAME/lib/live_home.bash"

setup_file() {
    live_home
    [ -n "${home-}" ] || return 0
    # Who looks at the phone's port alone never sees what the camera sends: it says so within two minutes, while all else is tried.
    watch sibling --interface lan2 --attach pcap --camera 74:ab:93:11:22:33
    echo "$pid" >sibling.pid
    inside camera sh -c 'while sleep 5; do busybox arping -c 1 -I eth0 192.168.50.200; done' >/dev/null 2>&1 </dev/null 3>&- &
}

@test "a clip over IPv6 and one over IPv4 are told, each once, by what was asked of the router's DNS" {
    local mode address
    for mode in auto pcap; do
        for address in 4 6; do
            watch "$mode$address" --interface br-lan --attach "$mode"
            upload --$address --seconds 2
            stop "$pid"
            one_upload "$mode$address"
        done
    done
    [ "$(of auto6 upload 'r["destination"]["ips"][0]')" = 2001:db8:cafe::10 ]
    [ "$(of auto4 upload 'r["destination"]["ips"][0]')" = 203.0.113.10 ]
}

@test "what is told before it is over is what is told at its end" {
    watch early --interface lan1
    upload --seconds 6 &
    said early '"type":"uploading"' 10
    wait $!
    stop "$pid"
    one_upload early
    [ "$(of early uploading 'r["id"]' | head -1)" = "$(of early upload 'r["id"]')" ]
}

@test "port and bridge watched together tell each upload once" {
    watch both --interface lan1 --interface br-lan
    upload --4 --seconds 2
    stop "$pid"
    one_upload both
    [ "$(of both summary 'r["copies"] > 100')" = True ]
}

@test "bridge and outer interface watched together tell each upload once, of the camera" {
    watch wan --interface br-lan --interface wan
    upload --4 --seconds 2
    stop "$pid"
    one_upload wan
}

@test "what the phone sends is not told" {
    watch phone --interface br-lan
    inside phone "$root/tests/home/send" --seconds 2 www.dropbox.com
    stop "$pid"
    [ -z "$(of phone upload)" ]
    [ "$(grep -c -e 3c:2e:ff -e dropbox phone.jsonl)" -eq 0 ]
}

@test "a camera that moves to another port is counted there, once" {
    ip -n "$home-camera" link add eth1 address 74:ab:93:11:22:33 type veth peer name lan3 netns "$home-router"
    ip -n "$home-router" link set lan3 master br-lan
    ip -n "$home-router" link set lan3 up
    watch moves --interface lan1 --interface lan3 --interface br-lan
    upload --4 --seconds 2
    ip -n "$home-camera" link set eth0 down
    ip -n "$home-camera" link set eth1 up
    ip -n "$home-camera" addr add 192.168.50.11/24 dev eth1
    ip -n "$home-camera" route replace default via 192.168.50.1 dev eth1
    sleep 11 # the first episode is over
    upload --4 --seconds 2
    stop "$pid"
    ip -n "$home-camera" link del eth1
    ip -n "$home-camera" link set eth0 up
    ip -n "$home-camera" route replace default via 192.168.50.1 dev eth0
    [ "$(of moves upload | wc -l)" -eq 2 ]
    [ "$(of moves upload 'r["bytes_up"] < 480_000' | sort -u)" = True ]
}

@test "SIGTERM in the middle of an upload tells what was seen of it, and the summary last" {
    watch term --interface br-lan
    upload --4 --seconds 8 &
    said term '"type":"uploading"' 10
    stop "$pid"
    wait $!
    [ "$(of term upload | wc -l)" -eq 1 ]
    tail -n 1 term.jsonl | grep -q '"type":"summary"'
    nothing_left
}

@test "an interface that goes away and comes back is watched again, and the time between is told" {
    ip -n "$home-router" link add gone type veth peer name away
    ip -n "$home-router" link set gone up
    watch gone --interface gone --interface br-lan
    ip -n "$home-router" link del gone
    said gone '"type":"gap"' 10
    ip -n "$home-router" link add gone type veth peer name away
    ip -n "$home-router" link set gone up
    for _ in {1..100}; do
        ! inside router ip -d link show gone | grep -q 'prog/xdp' || break
        sleep 0.1
    done
    inside router ip -d link show gone | grep -q 'prog/xdp'
    upload --4 --seconds 2
    stop "$pid"
    ip -n "$home-router" link del gone
    one_upload gone
}

@test "a second watch on the same interface is refused, and says why; the first goes on" {
    local status=0
    watch first --interface br-lan
    ip netns exec "$home-router" timeout 10 "$lenswatch" watch --interface br-lan --rules "$root/rules" --socket "$PWD/second.socket" \
        --state "$PWD/second.yaml" >second.txt 2>second.err </dev/null || status=$?
    [ "$status" -eq 1 ]
    grep -q 'br-lan' second.err
    upload --4 --seconds 2
    stop "$pid"
    one_upload first
}

@test "killed outright nothing is left behind, and it can be started again" {
    local mode
    for mode in xdp tc; do
        watch "killed-$mode" --interface lan1 --attach "$mode"
        kill -KILL "$pid"
        ended "$pid" 137
        sleep 0.5
        nothing_left
        watch "again-$mode" --interface lan1 --attach "$mode"
        upload --4 --seconds 2
        stop "$pid"
        one_upload "again-$mode"
        nothing_left
    done
}

@test "an interface that is not there is named, with what to do" {
    run ip netns exec "$home-router" timeout 10 "$lenswatch" watch --interface nowhere --rules "$root/rules" --socket "$PWD/no.socket" \
        --state "$PWD/no.yaml"
    [ "$status" -eq 1 ]
    [[ $output == *nowhere* ]]
}

@test "without the rights it needs it says so" {
    command -v setpriv >/dev/null || skip "tool: setpriv is not installed"
    # Where anybody may read it, whatever folder this is run from.
    local open
    open=$(mktemp -d /tmp/lenswatch.XXXXXX)
    chmod 755 "$open"
    cp -r "$lenswatch" "$root/rules" "$open"
    run ip netns exec "$home-router" setpriv --reuid 65534 --regid 65534 --clear-groups timeout 10 "$open/lenswatch" watch \
        --interface br-lan --rules "$open/rules" --socket "$open/none.socket" --state "$open/none.yaml"
    rm -rf "$open"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *root* || $output == *CAP_* ]]
}

@test "rules that are broken when they are read anew leave the old ones in force" {
    # bats keeps its folders from everybody, and the daemon is nobody by then.
    rules=$(mktemp -d /tmp/lenswatch-rules.XXXXXX)
    chmod 755 "$rules"
    cp "$root"/rules/*.yaml "$rules"
    watch rules --interface br-lan --rules "$rules"
    echo 'vendor: [' >"$rules/blink.yaml"
    kill -HUP "$pid"
    for _ in {1..50}; do
        ! grep -q blink.yaml rules.err || break
        sleep 0.1
    done
    rm -r "$rules"
    grep -q blink.yaml rules.err || { cat rules.err; return 1; }
    upload --4 --seconds 2
    stop "$pid"
    one_upload rules
}

@test "rules of the file that cannot be read give way to those that came with the program" {
    printf 'interface: br-lan\nrules: /nothing/there\n' >bad.yaml
    # shellcheck disable=SC2016 # the shell in the router expands it
    inside router unshare -m sh -c 'echo $$ >bad.pid && mount -t tmpfs rules /usr/local/share && mkdir /usr/local/share/lenswatch &&
        cp -r "$1" /usr/local/share/lenswatch && chmod -R a+rX /usr/local/share &&
        exec "$2" watch --config bad.yaml --socket /run/bad.socket --state /run/bad.yaml' sh "$root/rules" "$lenswatch" \
        >bad.out 2>bad.err 3>&- &
    pid=$!
    for _ in {1..100}; do
        ! grep -q 'watching br-lan' bad.err || break
        sleep 0.1
    done
    inside router "$lenswatch" status --socket /run/bad.socket >status.txt || { cat bad.err; return 1; }
    grep 'those installed with Lenswatch are in force' status.txt
    kill "$(cat bad.pid)"
    wait "$pid"
}

@test "a watcher that the camera's traffic does not pass says so within two minutes" {
    cd "$BATS_FILE_TMPDIR"
    said sibling 'run Lenswatch on the router or on a mirror port' 120
    kill -TERM "$(cat sibling.pid)"
    [ -z "$(of sibling upload)" ]
}
