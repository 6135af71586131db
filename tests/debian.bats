#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The Debian package: built, held against lintian, and lived with on a clean Debian that boots its own systemd in a container.
bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    (cd "$root" && scripts/package-debian) >"$BATS_FILE_TMPDIR/build.log" 2>&1 || {
        tail -30 "$BATS_FILE_TMPDIR/build.log"
        return 1
    }
}

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    packages=$root/build/debian
}

# clean_root FOLDER: the Debian that this machine runs, as it is installed, with what a trial plays and looks with.
clean_root() {
    # shellcheck source=scripts/lib/clean-debian
    . "$root/scripts/lib/clean-debian"
    clean_debian_make "$(clean_debian_here)" "$1" systemd,systemd-sysv,dbus,adduser,iproute2,tcpreplay,man-db,fish,zsh >"$1.log" 2>&1 || {
        tail -20 "$1.log"
        return 1
    }
    # What the package depends on comes from the same mirror; the container has no network.
    local -a needed
    mapfile -t needed < <(for package in "$packages"/lenswatch{,-notify}_*.deb; do dpkg-deb -f "$package" Depends; done | tr ',' '\n' |
        sed 's/^ *//; s/[ (|].*//; /^lenswatch$/d' | sort -u)
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod 755 "$1/usr/sbin/policy-rc.d"
    clean_debian_run "$1" apt-get -qq -y --no-install-recommends install "${needed[@]}" >>"$1.log" 2>&1
    rm "$1/usr/sbin/policy-rc.d"
}

@test "lintian finds no error and nothing to warn of" {
    # A package that is built here is for here; DEBEMAIL names an address to others (scripts/package-debian).
    run -0 lintian --fail-on error,warning --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog "$packages"/lenswatch_*.changes
}

@test "the package holds what make install lays out, and nothing of this machine" {
    run -0 dpkg-deb -c "$packages"/lenswatch_*_*.deb
    local path
    for path in ./usr/bin/lenswatch ./usr/lib/systemd/system/lenswatch.service ./usr/lib/sysusers.d/lenswatch.conf ./etc/lenswatch/lenswatch.yaml \
        ./usr/share/man/man1/lenswatch.1.gz ./usr/share/man/man1/lenswatch-watch.1.gz ./usr/share/man/man5/lenswatch.yaml.5.gz \
        ./usr/share/lenswatch/rules/blink.yaml ./usr/share/bash-completion/completions/lenswatch \
        ./usr/share/zsh/vendor-completions/_lenswatch ./usr/share/fish/vendor_completions.d/lenswatch.fish; do
        [[ $output == *" $path"* ]] || { echo "$path is not in it"; return 1; }
    done
    [[ $output != */usr/local* ]]
    dpkg-deb -x "$packages"/lenswatch_*.deb "$BATS_TEST_TMPDIR/tree"
    run -1 grep -rlaF "$root" "$BATS_TEST_TMPDIR/tree"
    run -1 grep -rlE "/usr/local/(bin/lenswatch|share|lib)" "$BATS_TEST_TMPDIR/tree"
}

@test "lenswatch-notify is a package of its own, and nothing of it is in the other" {
    run -0 dpkg-deb -c "$packages"/lenswatch-notify_*_*.deb
    local path
    for path in ./usr/bin/lenswatch-notify ./usr/lib/systemd/system/lenswatch-notify.service ./usr/lib/sysusers.d/lenswatch-notify.conf \
        ./etc/lenswatch/lenswatch-notify.yaml ./usr/share/man/man1/lenswatch-notify.1.gz ./usr/share/man/man5/lenswatch-notify.yaml.5.gz \
        ./usr/share/bash-completion/completions/lenswatch-notify ./usr/share/zsh/vendor-completions/_lenswatch-notify \
        ./usr/share/fish/vendor_completions.d/lenswatch-notify.fish; do
        [[ $output == *" $path"* ]] || { echo "$path is not in it"; return 1; }
    done
    [[ $output != */usr/local* ]]
    run -0 dpkg-deb -c "$packages"/lenswatch_*_*.deb
    [[ $output != *lenswatch-notify* ]]
    run -0 dpkg-deb -f "$packages"/lenswatch_*_*.deb Depends
    [[ $output != *mosquitto* && $output != *curl* ]]
}

@test "lenswatch-page is a package of its own, and nothing of it is in the other" {
    run -0 dpkg-deb -c "$packages"/lenswatch-page_*_*.deb
    local path
    for path in ./usr/bin/lenswatch-page ./usr/lib/systemd/system/lenswatch-page.service ./usr/share/man/man1/lenswatch-page.1.gz \
        ./usr/share/bash-completion/completions/lenswatch-page ./usr/share/lenswatch-page/grafana.json; do
        [[ $output == *" $path"* ]] || { echo "$path is not in it"; return 1; }
    done
    [[ $output != */usr/local* ]]
    run -0 dpkg-deb -c "$packages"/lenswatch_*_*.deb
    [[ $output != */lenswatch-page* ]]
    run -0 dpkg-deb -f "$packages"/lenswatch_*_*.deb Depends
    [[ $output != *microhttpd* ]]
}

@test "it is installed, started, used, removed and purged on a clean Debian, by its own systemd" {
    [ "$(id -u)" -eq 0 ] || skip "netns: this needs root"
    unshare --net true 2>/dev/null || skip "netns: no network namespace can be made here"
    cd "$BATS_TEST_TMPDIR" || return 1
    clean_root clean
    mkdir clean/trial
    cp "$packages"/lenswatch_*.deb "$packages"/lenswatch-notify_*.deb "$root/tests/debian/trial" "$root/tests/debian/older.service" clean/trial
    make -s -C "$root" generator
    "$root/build/generator" --truth truth.json "$root/tests/scenes/clips-two-cameras.scene" clean/trial/clips.pcap
    printf '[Service]\nType=oneshot\nExecStart=/trial/trial\n[Install]\nWantedBy=multi-user.target\n' >clean/etc/systemd/system/trial.service
    ln -s /etc/systemd/system/trial.service clean/etc/systemd/system/multi-user.target.wants/
    # The container's own /run, as the machine's may be anything; bpf(2) and what it asks for are what the service needs.
    unshare --mount sh -c 'mount -t tmpfs none /run && exec timeout -k 10 400 systemd-nspawn -q -D clean --boot --private-network \
        --register=no --keep-unit --capability=CAP_BPF,CAP_PERFMON,CAP_NET_ADMIN,CAP_NET_RAW --system-call-filter=bpf' \
        >boot.log 2>&1 </dev/null 3>&- || true
    [ -s clean/trial/log ] || { tail -40 boot.log; return 1; }
    [ "$(tail -1 clean/trial/log)" = "all is well" ] || { cat clean/trial/log; return 1; }
}
