#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The package for OpenWrt, as far as that goes without its SDK: its Makefile run by make over thin stand-ins, its init script by busybox's
# shell, what procd is told carried out, and the daemon asked (docs/openwrt.md says what is not tried).
bats_require_minimum_version 1.5.0

load lib/live.bash

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    package=$root/build/openwrt/package
    export root package
    "$root/tests/openwrt/package" "$package"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
    [ -z "${jail-}" ] || kill -KILL "$jail" 2>/dev/null || true
    home_down
    [ ! -d "${router-}" ] || umount -l -R "${router%/root}"
}

# A router: the package's files and OpenWrt's own (stand-ins) laid over those of this machine in $router/root; what is written there stays
# there. From stdin: its /etc/config/lenswatch; $owner: what /etc/config/lenswatch-root is.
router() {
    reason=$(live_reason)
    [ -z "$reason" ] || skip "$reason"
    router=$BATS_TEST_TMPDIR/router
    mkdir -p "$router"
    mount -t tmpfs tmpfs "$router"
    cp -r "$package/tree" "$router/tree"
    cp -r "$root/tests/openwrt/root/." "$router/tree/"
    mkdir -p "$router"/{tree/{tmp,sbin,usr},written,work,root}
    : >"$router/tree/sbin/ujail"
    chmod 755 "$router/tree/sbin/ujail"
    echo "lan br-lan" >"$router/tree/tmp/networks"
    # Debian's /lib and /sbin are links to those in /usr.
    cp -r "$router/tree/lib" "$router/tree/sbin" "$router/tree/usr/"
    rm -r "$router/tree/lib" "$router/tree/sbin"
    cp /etc/passwd /etc/group "$router/tree/etc/"
    echo 'lenswatch:x:39321:39321::/var/run/lenswatch:/bin/false' >>"$router/tree/etc/passwd"
    echo 'lenswatch:x:39321:' >>"$router/tree/etc/group"
    cat >"$router/tree/etc/config/lenswatch"
    [ -z "${owner-}" ] || echo "$owner" >"$router/tree/etc/config/lenswatch-root"
    # The script's tools are busybox's too, as on a router.
    mkdir "$router/tree/busybox"
    for tool in cat chgrp chmod chown grep id ls mkdir mktemp rm sed tr; do
        ln -s "$(command -v busybox)" "$router/tree/busybox/$tool"
    done
    mount -t overlay -o "lowerdir=$router/tree:/,upperdir=$router/written,workdir=$router/work" overlay "$router/root"
    for special in proc dev; do mount --rbind --make-rslave "/$special" "$router/root/$special"; done
    mount -t sysfs -o ro sysfs "$router/root/sys"
    router=$router/root
}

enter() {
    chroot "$router" "$@"
}

# init ACTION: as /etc/init.d/lenswatch ACTION. $calls are those to procd of this time.
init() {
    rm -f "$router/tmp/calls"
    enter env PATH="/busybox:$PATH" busybox ash /etc/rc.common /etc/init.d/lenswatch "$1"
    calls=$(cat "$router/tmp/calls")
}

yaml() {
    cat "$router/var/etc/lenswatch.yaml"
}

# sets TEXT: procd was told so.
sets() {
    grep -qxF -- "$1" <<<"$calls" || { echo "not told: $1"; echo "$calls"; return 1; }
}

no() {
    ! grep -qF -- "$1" <<<"$calls" || { echo "told: $1"; echo "$calls"; return 1; }
}

@test "the package says what it is, in a version that apk and opkg take, and needs every library the program is made with" {
    run -0 make -s -C "$root/packaging/openwrt/lenswatch" TOPDIR="$root/tests/openwrt/sdk" OUT="$package" dump
    local said=$output version library
    version=$(sed -n 's/^version //p' <<<"$said")
    [ "$version" = "$(cat "$root/VERSION")-r1" ]
    # apk-package(5): numbers, a letter, suffixes such as _rc1, -r and a number.
    [[ $version =~ ^[0-9]+(\.[0-9]+)*[a-z]?(_(alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*-r[0-9]+$ ]]
    [[ $said == *"conffiles /etc/config/lenswatch"* ]]
    for library in $(make -s -C "$root" WITH_OPENSSL=0 WITH_CORPUS=0 -f Makefile -f - <<<"print: ; @echo \$(PACKAGES) libev" print); do
        case $library in
        yaml-0.1) library=libyaml ;;
        json-c | sqlite3) library=lib$library ;;
        esac
        [[ $said == *" +$library "* ]] || { echo "not needed: $library"; return 1; }
    done
}

@test "copied out of its tree, the package says that it needs the tree" {
    cp -r "$root/packaging/openwrt/lenswatch" copied
    run -2 make -s -C copied TOPDIR="$root/tests/openwrt/sdk" OUT="$BATS_TEST_TMPDIR/out" tree
    [[ $output == *"is not Lenswatch: make LENSWATCH_SOURCE="* ]]
}

@test "the package's files lie where OpenWrt has them, with its modes" {
    cd "$package/tree"
    diff <(find . -type f ! -path '*/rules/*' -printf '%m %P\n' | sort -k 2) - <<'FILES'
600 etc/config/lenswatch
600 etc/config/lenswatch-root
755 etc/init.d/lenswatch
644 etc/seccomp/lenswatch.json
644 lib/upgrade/keep.d/lenswatch
644 lib/upgrade/lenswatch.sh
755 usr/sbin/lenswatch
644 usr/share/lenswatch/files.sh
644 usr/share/lenswatch/refuse.sh
644 usr/share/lenswatch/uci.sh
FILES
    diff <(cd usr/share/lenswatch/rules && find . -type f -printf '%m %P\n' | sort) \
        <(cd "$root/rules" && find . -name '*.yaml' -printf '644 %P\n' | sort)
    run -0 find . -type d ! -perm 755
    [ -z "$output" ]
}

@test "the package's own test passes, and its program looks for rules, state and socket where the package has them" {
    router </dev/null
    cp "$root/packaging/openwrt/lenswatch/test.sh" "$router/"
    run -0 enter busybox ash /test.sh lenswatch "$(cat "$root/VERSION")"
    run ! enter busybox ash /test.sh lenswatch 99.99
    run -0 enter lenswatch watch --help
    [[ $output == *"(/var/run/lenswatch/control)"*"(/etc/lenswatch/cameras.yaml)"* ]]
}

@test "lenswatch-notify is a package of its own, and nothing of it is in the other" {
    pkg-config --exists libmosquitto libcurl || skip "tool: no headers of libmosquitto and libcurl: scripts/setup installs them"
    mkdir -p notify/build
    make -s -C "$root/packaging/openwrt/lenswatch-notify" TOPDIR="$root/tests/openwrt/sdk" OUT="$PWD/notify" TARGET_CC="${CC:-cc}" tree >make.txt 2>&1 ||
        { cat make.txt; return 1; }
    diff <(cd notify/tree && find . -type f -printf '%m %P\n' | sort -k 2) - <<FILES
755 etc/init.d/lenswatch-notify
644 etc/lenswatch-notify.yaml
644 lib/upgrade/keep.d/lenswatch-notify
755 usr/sbin/lenswatch-notify
FILES
    run -1 notify/tree/usr/sbin/lenswatch-notify --config notify/tree/etc/lenswatch-notify.yaml --check
    [[ $output == *"nobody is named to send to"* ]]
    [ -z "$(find "$package/tree" -name '*notify*')" ]
}

@test "lenswatch-page is a package of its own, and nothing of it is in the other" {
    pkg-config --exists libmicrohttpd || skip "tool: no headers of libmicrohttpd: scripts/setup installs them"
    mkdir -p page/build
    make -s -C "$root/packaging/openwrt/lenswatch-page" TOPDIR="$root/tests/openwrt/sdk" OUT="$PWD/page" TARGET_CC="${CC:-cc}" tree >make.txt 2>&1 ||
        { cat make.txt; return 1; }
    diff <(cd page/tree && find . -type f -printf '%m %P\n' | sort -k 2) - <<FILES
600 etc/config/lenswatch-page
755 etc/init.d/lenswatch-page
755 usr/sbin/lenswatch-page
FILES
    run -0 page/tree/usr/sbin/lenswatch-page --help
    [[ $output == *"(/var/run/lenswatch/control)"* ]]
    [ -z "$(find "$package/tree" -name '*lenswatch-page*')" ]
}

@test "the package takes no more than 400 kB, compressed" {
    size=$(tar -C "$package/tree" -cz . | wc -c)
    echo "# package lenswatch: $size bytes compressed, without its libraries" >&3
    [ "$size" -le 400000 ]
}

@test "the object for the kernel is of the target's byte order, and the other one is not built" {
    [ "$(cd "$package/build/build/bpf" && echo *.o)" = "kernel_object.o lenswatch.bpfel.o" ]
    run ! grep -q CompileBPF <(sed '/^#/d' "$root/packaging/openwrt/lenswatch/Makefile")
}

@test "as it is installed nothing runs, and a changed setting or network starts it" {
    router <"$package/tree/etc/config/lenswatch"
    init start
    no open_instance
    sets '["add_reload_trigger","lenswatch","lenswatch-root","system"]'
    sets '["add_interface_trigger","interface.*","lan","/etc/init.d/lenswatch","reload"]'
    [ ! -e "$router/var/etc/lenswatch.yaml" ]
    enter sed -i "s/enabled '0'/enabled '1'/" /etc/config/lenswatch
    init reload
    sets '["set_param","command","/usr/sbin/lenswatch","watch","--config","/var/etc/lenswatch.yaml"]'
}

@test "procd is told to keep it running, to log what it says, and to shut it in" {
    local owner="config root 'main'
	list geo '/usr/share/country.mmdb'
	list geo '/no/such.mmdb'
	option ledger '/mnt/stick/h/ledger.db'
	option heads '/mnt/other/heads'"
    router <<UCI
config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
UCI
    touch "$router/usr/share/country.mmdb"
    init start
    # Folders that were not there are the daemon's.
    [ "$(cd "$router/mnt" && stat -c '%a %u %n' stick/h other | xargs)" = "700 39321 stick/h 700 39321 other" ]
    diff <(echo "$calls") - <<CALLS
["open_service","lenswatch"]
["open_instance"]
["set_param","command","/usr/sbin/lenswatch","watch","--config","/var/etc/lenswatch.yaml"]
["set_param","file","/var/etc/lenswatch.yaml"]
["set_param","reload_signal","HUP"]
["set_param","respawn","3600","10","0"]
["set_param","env","TZ=UTC","LENSWATCH_STARTS=/var/run/lenswatch/starts"]
["set_param","term_timeout","20"]
["set_param","stderr","1"]
["add_jail","lenswatch","log","procfs","sysfs","ronly"]
["add_jail_mount","/etc/passwd","/etc/group","/usr/share/lenswatch","/var/etc/lenswatch.yaml"]
["add_jail_mount_rw","/etc/lenswatch","/var/run/lenswatch"]
["add_jail_mount","/usr/share/country.mmdb"]
["add_jail_mount_rw","/mnt/stick/h"]
["add_jail_mount_rw","/mnt/other"]
["set_param","seccomp","/etc/seccomp/lenswatch.json"]
["set_param","no_new_privs","1"]
["close_instance"]
["add_reload_trigger","lenswatch","lenswatch-root","system"]
["add_interface_trigger","interface.*","lan","/etc/init.d/lenswatch","reload"]
["close_service"]
CALLS
    [ "$(stat -c '%a %u:%g' "$router/var/etc/lenswatch.yaml")" = "640 0:39321" ]
    enter rm /sbin/ujail
    init start
    no jail
}

@test "every option of UCI becomes a key, with any name quoted, and half a section is left out" {
    local owner="config root 'main'
	option rules '/etc/my-rules'
	list geo '/usr/share/d.mmdb'
	option ledger '/mnt/stick/h/ledger.db'
	option heads '/mnt/other/heads'
	option socket_group 'readers'
	option anchor_command '/usr/bin/keep-head'"
    router <<'UCI'
config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
	list interface 'lo'
	list interface 'guest'
	option attach 'tc'
	option mirror '1'
	option speakers '1'
	list geo '/etc/lenswatch/c.mmdb'
	list home '2001:db8:1::/48'
	option commit '86400'
	option history_days '30'
	option history_mb '2'

config promise
	option text 'Garden: no uploads 08:00-20:00'

config promise
	option text 'all: only clips'
	option enabled '0'

config promise
	option text 'all: EU only'
	option enabled '1'

config camera
	option device 'f4:b8:5e:35:67:b0'
	option name 'Oma'\''s "Tür": links \ rechts #1
	hinten'

config camera 'garden'
	option device '192.168.1.31'

config camera
	option name 'nothing'

config camera
	option device '24:0a:c4:00:00:01'
	option name 'Printer'
	option camera '0'
UCI
    install -m 755 /dev/null "$router/usr/bin/keep-head"
    init start
    diff <(yaml) - <<'YAML'
# Written by /etc/init.d/lenswatch from /etc/config/lenswatch.
interface: ["br-lan", "lo", "guest"]
# network lan: br-lan
# network lo: lo
promises: ["Garden: no uploads 08:00-20:00", "all: EU only"]
attach: "tc"
mirror: yes
speakers: yes
rules: "/etc/my-rules"
socket-group: "readers"
geo:
  - "/usr/share/d.mmdb"
  - "/etc/lenswatch/c.mmdb"
home:
  - "2001:db8:1::/48"
commit: "86400"
keep-days: "30"
keep-mb: "2"
ledger: "/mnt/stick/h/ledger.db"
heads: "/mnt/other/heads"
anchor-command: "/usr/bin/keep-head"
# jail: 1
# zone: UTC
# What is only added below is read by the running program; any other change restarts it.
camera:
  - "f4:b8:5e:35:67:b0=Oma's \"Tür\": links \\ rechts #1\n\thinten"
  - "192.168.1.31"
not:
  - "24:0a:c4:00:00:01"
YAML
    grep -q "watched as soon as it is: guest" "$router/tmp/log"
    # A program of the owner's could not run shut in.
    no jail
}

@test "who may change the settings has no program run, no folder made and no file read elsewhere" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
	option ledger '/mnt/evil/ledger.db'
	option heads '/mnt/evil/heads'
	option anchor_command '/bin/touch'
	option rules '/root'
	option jail '0'
	list geo '/etc/shadow'
	list geo '/usr/share/../../etc/shadow'"
    init start
    init reload # again, with what the shell knows from before
    run ! grep -E 'evil|touch|/root|shadow' <(yaml | grep -v ^refused:)
    grep -qx 'ledger: "/etc/lenswatch/ledger.db"' <(yaml)
    [ ! -e "$router/mnt/evil" ]
    init start
    sets '["add_jail","lenswatch","log","procfs","sysfs","ronly"]'
    no evil
    # And only the right to write lenswatch is LuCI's to give.
    run -0 jq -r '.[]["read", "write"].uci[]' "$root"/packaging/openwrt/luci-app-lenswatch/root/usr/share/rpcd/acl.d/*.json
    [ "$output" = $'lenswatch\nlenswatch' ]
}

@test "a path with a blank, two that are one to procd, another's folder: refused, with the reason" {
    local owner="config root 'main'
	option ledger '/mnt/my stick/ledger.db'
	option heads '/etc/heads'"
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'"
    init start
    grep -q '^no-history: "ledger: .*/mnt/my stick/ledger.db.*a path has letters' <(yaml)
    run ! grep -q '^heads' <(yaml)
    grep -qP '^refused: \["ledger\\ta path has .*\\t/mnt/my stick/ledger.db", "heads\\tthe folder is another.*\\t/etc/heads"\]$' <(yaml)
    run ! grep -q 'my stick\|"/etc"' <(grep mount <<<"$calls" | grep -v trigger)
    owner="config root 'main'
	option ledger '/mnt/a-b/ledger.db'
	option heads '/mnt/a_b/heads'"
    echo "$owner" >"$router/etc/config/lenswatch-root"
    init start
    sets '["add_jail_mount_rw","/mnt/a-b"]'
    no a_b
    [ ! -e "$router/mnt/a_b" ]
}

@test "a stick of fstab that is not mounted: no history is begun below its mount point, and it starts anew once it is" {
    local owner="config root 'main'
	option ledger '/mnt/stick/h/ledger.db'"
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'"
    enter sh -c 'echo /mnt/stick >/tmp/fstab'
    init start
    grep -qx 'no-history: "nothing is mounted at /mnt/stick, where it should be: plug the stick in"' <(yaml)
    [ ! -e "$router/mnt/stick" ]
    no 'mount_rw","/mnt/stick'
    sets '["add_reload_mount_trigger","/mnt/stick"]'
    mkdir "$router/mnt/stick"
    mount -t tmpfs none "$router/mnt/stick"
    init reload
    sets '["kill","lenswatch","instance1"]'
    run ! grep no-history <(yaml)
    [ -d "$router/mnt/stick/h" ]
    # Heads neither.
    owner="config root 'main'
	option heads '/mnt/other/h/heads'"
    echo "$owner" >"$router/etc/config/lenswatch-root"
    enter sh -c 'echo /mnt/other >>/tmp/fstab'
    init start
    run ! grep '^heads' <(yaml)
    grep -q '^refused: \["heads\\tnothing is mounted at /mnt/other, ' <(yaml)
    [ ! -e "$router/mnt/other" ]
    sets '["add_reload_mount_trigger","/mnt/other"]'
}

@test "a folder where a file belongs, and a program that is none, are refused with the reason" {
    local owner="config root 'main'
	option ledger '/mnt/stick/'
	option heads '/mnt/there'
	option anchor_command '/etc/passwd'"
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'"
    mkdir "$router/mnt/there"
    init start
    grep -q '^no-history: "ledger: .*/mnt/stick/.*that is a folder: name a file in it, as in /mnt/stick/lenswatch/ledger' <(yaml)
    grep -q '^refused: .*heads\\tthat is a folder: .*anchor_command\\tthere is no program of that path' <(yaml)
    run ! grep -E '^(heads|anchor)' <(yaml)
    [ ! -e "$router/mnt/stick" ]
    # Without a program of the owner's there is nothing that a jail would hinder.
    sets '["add_jail","lenswatch","log","procfs","sysfs","ronly"]'
}

@test "a history that is switched off is none, and the program says so and where it was" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
	option history '0'"
    init start
    grep -qx 'no-history: "it is switched off (main.history)"' <(yaml)
    grep -qx 'ledger: "/etc/lenswatch/ledger.db"' <(yaml)
    run ! grep -E 'commit|keep|heads' <(yaml)
}

@test "a network that is not up is waited for, and a device is watched once" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
	list interface 'alias'"
    enter sh -c ': >/tmp/networks'
    init start
    sets '["open_instance"]'
    grep -qx 'interface: \["lan", "alias"\]' <(yaml)
    sets '["add_interface_trigger","interface.*","alias","/etc/init.d/lenswatch","reload"]'
    enter sh -c 'printf "%s\n" "lan br-lan" "alias br-lan" >/tmp/networks'
    init reload
    sets '["open_instance"]'
    grep -qx 'interface: \["br-lan"\]' <(yaml)
    # One that goes down is waited for by the program that runs.
    enter sh -c ': >/tmp/networks'
    init reload
    no kill
    grep -qx 'interface: \["br-lan"\]' <(yaml)
}

@test "networks, addresses and files are taken from a list and from an option, and none at all is said" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	option interface 'lan lo'
	option home '2001:db8:1::/48 10.9.0.0/16'
	option geo '/usr/share/a.mmdb'"
    init start
    grep -qx 'interface: \["br-lan", "lo"\]' <(yaml)
    diff <(yaml | sed -n '/^geo/,/^ledger/p') - <<'YAML'
geo:
  - "/usr/share/a.mmdb"
home:
  - "2001:db8:1::/48"
  - "10.9.0.0/16"
commit: "3600"
ledger: "/etc/lenswatch/ledger.db"
YAML
    sets '["add_interface_trigger","interface.*","lo","/etc/init.d/lenswatch","reload"]'
    # One of a list may be several too; what no device can be is none.
    enter sed -i "s/option interface .*/list interface 'lo  lan'/" /etc/config/lenswatch
    init reload
    grep -qx 'interface: \["lo", "br-lan"\]' <(yaml)
    sets '["add_interface_trigger","interface.*","lan","/etc/init.d/lenswatch","reload"]'
    enter sed -i "s/list interface .*/option interface '. ..  * la'/" /etc/config/lenswatch
    init reload
    grep -qx 'interface: \[".", "..", "\*", "la"\]' <(yaml)
    enter sed -i '/interface/d' /etc/config/lenswatch
    init reload
    grep -qx 'interface: \[\]' <(yaml)
    grep -q 'nothing is watched: main.interface names no network' "$router/tmp/log"
}

@test "what is neither yes nor no is left to the program to refuse, and not to be switched on is said" {
    router <<<"config lenswatch 'main'
	option enabled 'ja'
	list interface 'lan'
	option mirror 'maybe'"
    init start
    no open_instance
    grep -q 'main.enabled is "ja", neither 1 nor 0' "$router/tmp/log"
    enter sed -i "s/'ja'/'on'/" /etc/config/lenswatch
    init reload
    grep -qx 'mirror: "maybe"' <(yaml)
}

@test "what is neither yes nor no, and a time zone that is none, are said" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'
	option history 'perhaps'

config camera
	option device '24:0a:c4:00:00:01'
	option camera 'nein'

config promise
	option text 'all: EU only'
	option enabled 'ja'"
    echo Europe/Berlin >"$router/tmp/timezone"
    init start
    for refused in 'history\tit is neither 1 nor 0, and counts as 1\tperhaps' 'camera\tit is neither 1 nor 0, and counts as 1\tnein' \
        'enabled\tit is neither 1 nor 0, and counts as 1\tja' 'days and hours are those of UTC\tEurope/Berlin'; do
        grep '^refused: ' <(yaml) | grep -qF -- "$refused" || { yaml; return 1; }
    done
    grep -q 'timezone: "Europe/Berlin": that is no time zone' "$router/tmp/log"
    [ "$(grep -c '^.*history: "perhaps"' "$router/tmp/log")" = 1 ]
    sets '["set_param","env","TZ=UTC","LENSWATCH_STARTS=/var/run/lenswatch/starts"]'
    for zone in CET-1CEST,M3.5.0,M10.5.0/3 '<+0530>-5:30' UTC GMT0 UTC '<-03>3'; do
        echo "$zone" >"$router/tmp/timezone"
        init start
        sets "[\"set_param\",\"env\",\"TZ=$zone\",\"LENSWATCH_STARTS=/var/run/lenswatch/starts\"]"
        run ! grep -q timezone <(yaml)
    done
}

@test "what is added is read by the running program; what is changed or taken away starts it anew" {
    router <<<"config lenswatch 'main'
	option enabled '1'
	list interface 'lan'

config camera
	option device '192.168.1.31'
	option name 'Garden'"
    init start
    init reload
    no kill
    enter sh -c "printf \"config camera\n\toption device '192.168.1.32'\n\" >>/etc/config/lenswatch"
    init reload
    no kill
    sets '["set_param","file","/var/etc/lenswatch.yaml"]'
    grep -q 192.168.1.32 <(yaml)
    enter sh -c "printf \"config promise\n\toption text 'all: EU only'\n\" >>/etc/config/lenswatch"
    init reload
    no kill
    enter sed -i 's/EU only/DE only/' /etc/config/lenswatch
    init reload
    no kill
    grep -q 'DE only' <(yaml)
    enter sh -c 'echo "lan br-lan.1" >/tmp/networks'
    init reload
    no kill
    enter sed -i s/Garden/Garage/ /etc/config/lenswatch
    init reload
    sets '["kill","lenswatch","instance1"]'
    enter sh -c "printf \"config root main\n\toption jail '0'\n\" >/etc/config/lenswatch-root"
    init reload
    sets '["kill","lenswatch","instance1"]'
    no add_jail
    enter sed -i "2a option attach 'tc'" /etc/config/lenswatch
    init reload
    sets '["kill","lenswatch","instance1"]'
    enter sed -i "s/enabled '1'/enabled '0'/" /etc/config/lenswatch
    init reload
    no open_instance
    init stop
    sets '["kill","lenswatch"]'
}

@test "the system calls that the jail allows are those the daemon allows itself, and few enough for a jump of procd's filter" {
    local allowed=$root/packaging/openwrt/lenswatch/files/seccomp.json
    diff <(sed -n '/allowed\[\] = {/,/};/p;/conditions\[\] = {/,/};/p' "$root/userspace/system/sandbox_syscalls.c" | sed 's|/\*.*\*/||' |
        grep -o '"[a-z0-9_]*"' | sort -u) <(jq '.syscalls[].names[]' "$allowed" | sort -u) >differ.txt || true
    run ! grep '^<' differ.txt
    run -0 jq -r '.syscalls[].names | length | select(. > 250)' "$allowed"
    [ -z "$output" ]
}

# in_jail: runs what the init script told procd. Sets $jail.
in_jail() {
    ip netns exec "${home:?}-router" chroot "$router" "$root/tests/openwrt/jail" /tmp/calls.one "$BATS_TEST_TMPDIR/seccomp.so" \
        >jail.txt 2>&1 </dev/null 3>&- &
    jail=$!
}

# heard TEXT: the daemon in the jail said it.
heard() {
    local try
    for ((try = 0; try < 150; try++)); do
        ! grep -qF -- "$1" jail.txt || return 0
        sleep 0.1
    done
    echo "not heard: $1"
    cat jail.txt
    return 1
}

# asked COMMAND...: as root at the router's prompt.
asked() {
    inside router chroot "$router" "$@"
}

@test "the daemon runs shut in as procd is told, tells an upload by the name in UCI, and is asked and reloaded from outside" {
    live_setup
    # As it is installed, switched on, and with two things to say.
    router < <(sed "s/enabled '0'/enabled '1'/" "$package/tree/etc/config/lenswatch" - <<'UCI'

config camera
	option device '74:ab:93:11:22:33'
	option name 'Oma'\''s "Tür": links \ rechts #1'

config promise
	option text 'all: nothing leaves'
UCI
    )
    cc -D_GNU_SOURCE -shared -fPIC -o seccomp.so "$root/tests/openwrt/seccomp.c" -ljson-c -lseccomp
    home_up
    init start
    cp "$router/tmp/calls" "$router/tmp/calls.one"
    in_jail
    heard 'watching br-lan'
    run -0 asked lenswatch status -v
    [[ $output == *"runs as lenswatch, rights: none."* ]]
    upload
    # The history goes to flash once an hour, and when somebody wants to read it.
    for ((try = 0; try < 200; try++)); do
        asked lenswatch report --format csv >report.csv 2>/dev/null || true
        ! grep -q ^upload report.csv || break
        sleep 0.1
    done
    run -0 grep -c ^upload report.csv
    [ "$output" = 1 ]
    grep -F '"Oma'\''s ""Tür"": links \ rechts #1"' report.csv
    run -3 asked lenswatch promises
    [[ $output == *"nothing leaves"* ]]
    run -0 asked lenswatch verify
    [ "$(cd "$router/etc/lenswatch" && stat -c '%a %n' ../lenswatch ledger.db ledger.db.key | xargs)" = \
        "700 ../lenswatch 600 ledger.db 600 ledger.db.key" ]
    # A device that is told to be none, while it runs.
    printf "config camera\n\toption device '74:ab:93:11:22:33'\n\toption camera '0'\n" >>"$router/etc/config/lenswatch"
    init reload
    no kill
    kill -HUP "$(pgrep -P "$jail")"
    for ((try = 0; try < 100; try++)); do
        asked lenswatch cameras list >cameras.txt
        ! grep -q 'no camera, you said' cameras.txt || break
        sleep 0.1
    done
    grep 'no camera, you said' cameras.txt
    kill -TERM "$(pgrep -P "$jail")"
    ended "$jail"
    run -0 asked lenswatch verify
    nothing_left
}
