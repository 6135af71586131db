#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# luci-app-lenswatch: its pages in Chromium, over a stand-in for LuCI (tests/luci/stand-in), with the real plugin, program, daemon and
# history behind them.
bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    cd "$BATS_FILE_TMPDIR" || return 1
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    reason=$(live_reason)
    [ -n "$reason" ] || { live_setup && start_home; }
}

# A camera that sent one clip today, watched by a daemon that keeps a history; five uploads of a day in March before it.
start_home() {
    home_up
    echo "$home" >home
    # bats keeps its folders from everybody, and the daemon is nobody by then.
    state=$(mktemp -d /tmp/lenswatch-luci-XXXXXX)
    echo "$state" >state
    chmod 777 "$state"
    "$root/build/lenswatch" replay --ledger "$state/ledger.db" "$root/tests/samples/demo.pcapng" >/dev/null
    program "$root/build/lenswatch"
    cp "$root/tests/luci/config" lenswatch
    ip -n "$home-router" link add gone type veth peer name away
    ip -n "$home-router" link set gone up
    watch main --interface br-lan --interface gone --camera '74:ab:93:11:22:33=<img src=x onerror=hit()>' --state "$state/cameras.yaml" --ledger "$state/ledger.db" --commit 1
    echo "$pid" >watch.pid
    node "$root/tests/luci/bridge.mjs" "$PWD/port" "$PWD" "$PWD/program" "$PWD/calls.jsonl" >bridge.txt 2>&1 3>&- &
    echo $! >bridge.pid
    upload --seconds 2 # told ten seconds later, while other tests run
}

# The program as the plugin calls it, with this home's socket and history.
program() {
    cat >program <<WORDS
#!/bin/sh
what=\$1
shift
case \$what in
status | cameras | devices) exec "$1" "\$what" --socket "$PWD/main.socket" "\$@" ;;
*) exec "$1" "\$what" --ledger "$state/ledger.db" "\$@" ;;
esac
WORDS
    chmod 755 program
}

teardown_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    cd "$BATS_FILE_TMPDIR" || return
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    for file in bridge.pid watch.pid; do
        [ ! -e "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
    done
    [ ! -e home ] || { home=$(cat home) && home_down; }
    [ ! -e state ] || rm -rf "$(cat state)"
}

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    app=$root/packaging/openwrt/luci-app-lenswatch
    resources=$app/htdocs/luci-static/resources
}

# page CASE: one of tests/luci/pages.mjs.
page() {
    [ -e "$BATS_FILE_TMPDIR/port" ] || skip "netns: no home of network namespaces can be made here"
    [ -x /usr/bin/chromium ] || skip "tool: chromium is not installed: scripts/setup"
    [ -d "$root/tests/browser/node_modules" ] || skip "tool: playwright-core is not installed: scripts/setup"
    cd "$BATS_FILE_TMPDIR" || return 1
    cp "$root/tests/luci/config" lenswatch
    CONFIG=$PWD/lenswatch LOG=$PWD/calls.jsonl PROGRAM=$PWD/program SHOTS=${SHOTS-} \
        timeout 60 node "$root/tests/luci/pages.mjs" "http://127.0.0.1:$(cat port)" "$1"
}

@test "menu and rights are JSON, the menu's pages are there, the package has the version of the program" {
    local path
    grep -qxF "PKG_VERSION:=$(cat "$root/VERSION")" "$app/Makefile"
    jq -e . "$app"/root/usr/share/rpcd/acl.d/*.json >/dev/null
    while read -r path; do
        [ -e "$resources/view/$path.js" ] || { echo "no page $path"; return 1; }
    done < <(jq -r '.[].action.path // empty' "$app"/root/usr/share/luci/menu.d/*.json)
}

@test "each ubus method that the pages call is in the rights and in the plugin, and no other" {
    local called granted offered
    called=$(grep -ohP "declare\('\K\w+" "$resources/tools/lenswatch.js" | sort)
    granted=$(jq -r '.[]["read", "write"].ubus[][]' "$app"/root/usr/share/rpcd/acl.d/*.json | sort)
    offered=$(cd "$root" && node --input-type=module -e '
        import { load } from "./tests/luci/ucode.mjs";
        const objects = load(process.argv[1], "/usr/sbin/lenswatch", "/bin/false");
        console.log(Object.entries(objects).flatMap(([ name, methods ]) => Object.keys(methods)).join("\n"));
    ' "$app/root/usr/share/rpcd/ucode/lenswatch.uc" | sort)
    [ "$called" = "$granted" ]
    [ "$called" = "$offered" ]
    # Nobody who may only read can change a thing.
    [ "$(jq -r '.[].read.ubus[][]' "$app"/root/usr/share/rpcd/acl.d/*.json | sort | paste -sd' ')" = "cameras devices explain status uploads" ]
}

@test "no page makes markup of what it did not write: no innerHTML, no rawhtml, no bare value given to E()" {
    run grep -rnE 'innerHTML|outerHTML|insertAdjacentHTML|rawhtml|document\.write|eval\(' "$resources"
    [ "$status" -eq 1 ]
    # E(tag, attributes, X): X is an array, or something that is a node or an array of nodes.
    run grep -rnP "E\('\w+', \{[^{}]*\}, (?!\[|items\)|camera\.why\.map|cells\.map|prose\(|this\.contents)" "$resources"
    [ "$status" -eq 1 ] || { echo "$output"; return 1; }
}

@test "the texts to translate are all in the template, and German has all of them" {
    "$app/po/update" --check
    [ -z "$(msgattrib --untranslated --no-wrap "$app/po/de/lenswatch.po" | grep '^msgid' || true)" ]
    [ -z "$(msgattrib --only-fuzzy --no-wrap "$app/po/de/lenswatch.po" | grep '^msgid' || true)" ]
    msgfmt --check --output-file=/dev/null "$app/po/de/lenswatch.po"
}

@test "what the program says of what is not seen, and what to do, is in German too" {
    local says
    for says in "no interface is watched" "run Lenswatch on the router or on a mirror port" "the network card dropped packets"; do
        grep -rqF "\"$says\"" "$root"/userspace/words/ || { echo "nothing says: $says"; return 1; }
        msgattrib --translated --no-wrap "$app/po/de/lenswatch.po" | grep -qxF "msgid \"$says\"" || { echo "not in German: $says"; return 1; }
    done
}

@test "a day of more uploads than one answer holds: the last 500, the sums of all, in less than ubus takes" {
    make -s -C "$root" generator
    cd "$BATS_TEST_TMPDIR"
    cat >day.scene <<'SCENE'
start 2026-03-02T00:00:00Z
house lan 192.168.1.0/24 router 50:c7:bf:00:00:01
device door camera vendor Blink mac f4:b8:5e:12:34:56 ip 192.168.1.30 dhcp "f4b85e123456-mysimplelink"
at 00:01 every 60s until 10:00 door snapshot to vs-cam.u011.immedia-semi.com bytes 40kB
SCENE
    "$root/build/generator" day.scene day.pcap
    "$root/build/lenswatch" replay --ledger day.db day.pcap >/dev/null
    # The program finds the daemon's history; there is none here.
    # shellcheck disable=SC2016 # that script's
    printf '#!/bin/sh\nwhat=$1\nshift\nexec "%s" "$what" --ledger day.db "$@"\n' "$root/build/lenswatch" >program
    chmod 755 program
    # shellcheck disable=SC2016 # JavaScript
    node --input-type=module -e '
        import assert from "node:assert/strict";
        import { execFileSync } from "node:child_process";
        const [ root, plugin ] = process.argv.slice(1);
        const { load } = await import(`${root}/tests/luci/ucode.mjs`);
        const { uploads } = load(plugin, "/usr/sbin/lenswatch", "./program")["luci.lenswatch"];
        const args = { since: "2026-03-02T00:00:00Z", until: "2026-03-03T00:00:00Z" };
        const answer = uploads.call({ args });
        const report = JSON.parse(execFileSync(`${root}/build/lenswatch`, [ "report", "--ledger", "day.db", "--format", "json",
            "--since", args.since, "--until", args.until ], { encoding: "utf8", maxBuffer: 1 << 27 }));
        assert.ok(report.all.uploads > 550, report.all.uploads);
        assert.equal(answer.uploads.length, 500);
        assert.equal(answer.left_out, report.all.uploads - 500);
        assert.deepEqual([ answer.cameras[0].uploads, answer.cameras[0].bytes ], [ report.all.uploads, report.all.bytes ]);
        assert.equal(answer.uploads.at(-1).id, report.events.filter(event => event.type == "upload").at(-1).id);
        assert.ok(JSON.stringify(answer).length < 1 << 19, JSON.stringify(answer).length);
    ' "$root" "$app/root/usr/share/rpcd/ucode/lenswatch.uc"
}

@test "events: a day, a camera, and why it is told" {
    page events
}

@test "promises: one is added, checked, changed and deleted, and the UCI file follows" {
    page promises
}

@test "settings: what is changed is in the UCI file, and what depends on it" {
    page settings
}

@test "what is no address, time or id never reaches the program" {
    page refused
    [ ! -e /tmp/lenswatch-luci-hit ]
}

@test "while a camera sends, the overview shows it, and what was sent today" {
    # shellcheck source=tests/lib/live.bash
    . "$root/tests/lib/live.bash"
    if [ -e "$BATS_FILE_TMPDIR/home" ]; then
        cd "$BATS_FILE_TMPDIR" || return 1
        home=$(cat home)
        said main '"type":"upload"' 20
        upload --bytes 3000000 --seconds 6 &
    fi
    page sending # which looks again and again
    wait
}

@test "cameras: one is named, dismissed, confirmed and added; quotes and option-like names stay names" {
    rm -f /tmp/x
    page cameras
    [ ! -e /tmp/x ]
}

@test "cameras: who else is at home is listed with the reason, and made a camera by a click" {
    page devices
}

@test "who may only read sees everything and can change nothing" {
    page guest
}

@test "a device whose name is markup is shown by that name, and nothing runs" {
    page hostile
}

@test "every text of the pages can be translated" {
    page translated
}

@test "in German" {
    page german
}

@test "on a phone nothing is cut off" {
    page sizes
}

@test "an interface that went away: the overview says that not everything is seen, since when, and what to do" {
    [ ! -e "$BATS_FILE_TMPDIR/home" ] || ip -n "$(cat "$BATS_FILE_TMPDIR/home")-router" link del gone
    page away
}

@test "settings that could not be used, a history that cannot be kept and networks that are not there stand on the overview" {
    page problems
}

@test "without a daemon, and without a history, the pages say so and where to put it right" {
    [ ! -e "$BATS_FILE_TMPDIR/watch.pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/watch.pid")"
    page stopped
    [ ! -e "$BATS_FILE_TMPDIR/state" ] || rm -f "$(cat "$BATS_FILE_TMPDIR/state")"/ledger.db*
    page without_history
}
