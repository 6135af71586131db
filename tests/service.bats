#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What systemd itself says of the unit.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    command -v systemd-analyze >/dev/null || skip "tool: systemd-analyze is not installed"
    systemd-analyze security --help | grep -q -- --offline || skip "tool: this systemd-analyze reads no file"
    cp "$root/packaging/systemd/lenswatch.service" "$BATS_TEST_TMPDIR"
    analyzed=$(LC_ALL=C.UTF-8 systemd-analyze security --offline=true --no-pager "$BATS_TEST_TMPDIR/lenswatch.service")
}

@test "the unit's exposure is 2.0 at most" {
    exposure=$(sed -n 's/.*Overall exposure level[^:]*: \([0-9.]*\).*/\1/p' <<<"$analyzed")
    awk -v is="$exposure" 'BEGIN { exit !(is != "" && is <= 2.0) }' || { echo "it is $exposure"; return 1; }
}

@test "each point that is left has its reason in docs/dev/sandbox.md" {
    mapfile -t left < <(sed -n 's/^✗ \([^ ]*\) .*/\1/p' <<<"$analyzed")
    [ "${#left[@]}" -gt 5 ]
    for point in "${left[@]}"; do
        grep -qF "| \`${point//|/\\|}\` |" "$root/docs/dev/sandbox.md" || { echo "$point has none"; return 1; }
    done
}

@test "it starts as its user and is root at no time" {
    unit=$root/packaging/systemd/lenswatch.service
    grep -qx 'User=lenswatch' "$unit"
    grep -q '^u lenswatch ' "$root/packaging/systemd/lenswatch.sysusers"
    run -1 grep -E '^(Capability|Ambient).*CAP_(SETUID|SETGID|CHOWN|DAC_OVERRIDE|SYS_ADMIN)' "$unit"
    run -1 grep -E '^Exec(Start|Reload)=[+!]' "$unit"
}

# systemd 252 has no group @sandbox, and @system-service does not hold these: the kernel would seem to have no Landlock.
@test "the units of page and messages allow them their own sandbox, and expose 2.0 at most" {
    local unit call exposure
    for unit in lenswatch-page lenswatch-notify; do
        for call in landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp; do
            grep -E '^SystemCallFilter=[^~]' "$root/packaging/systemd/$unit.service" | grep -qw "$call" || { echo "$unit lacks $call"; return 1; }
        done
        cp "$root/packaging/systemd/$unit.service" "$BATS_TEST_TMPDIR"
        exposure=$(LC_ALL=C.UTF-8 systemd-analyze security --offline=true --no-pager "$BATS_TEST_TMPDIR/$unit.service" |
            sed -n 's/.*Overall exposure level[^:]*: \([0-9.]*\).*/\1/p')
        awk -v is="$exposure" 'BEGIN { exit !(is != "" && is <= 2.0) }' || { echo "$unit: it is $exposure"; return 1; }
    done
}
