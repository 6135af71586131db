#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Each command that these pages show is run as it stands there; what cannot be run here is named, with the reason.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    [ "$(id -u)" -eq 0 ] || skip "netns: this needs root"
    unshare --net --mount true 2>/dev/null || skip "netns: no network namespace can be made here"
}

# Pages, and how many of their commands are run at least.
pages=(README.md:9 docs/guides/{start.md:18,reports.md:10,rules.md:5,watched.md:3,asked.md:3,troubleshooting.md:2} docs/{researchers.md:4,records.md:9,attest.md:2})

# page NAME COMMANDS: all its commands do what they should; at least so many are run.
page() {
    run unshare --net --mount --pid --fork --kill-child "$root/tests/lib/commands" "$root" "$1"
    echo "$1: $output"
    grep ': not run: ' <<<"$output" | sed 's/^/# /' >&3 || true
    [[ $status -eq 0 && ${lines[-1]} =~ ^([0-9]+)\ commands,\ 0\ failed$ && ${BASH_REMATCH[1]} -ge $2 ]]
}

@test "the commands of README, guides and other pages do and print what stands there" {
    local entry failed=
    make -s -C "$root" generator
    for entry in "${pages[@]}"; do
        page "${entry%:*}" "${entry##*:}" || failed+=" ${entry%:*}"
    done
    echo "failed:$failed"
    [ -z "$failed" ]
}

@test "a guide that is not among them has no commands" {
    cd "$root"
    local other
    for other in docs/guides/*.md; do
        [[ " ${pages[*]}" == *" $other:"* ]] || ! grep -qE '^\s*```' "$other" || { echo "$other"; return 1; }
    done
}

@test "a command that fails, one that prints something else and a block of no kind are found" {
    mkdir "$BATS_TEST_TMPDIR/pages"
    # shellcheck disable=SC2016 # they are fences
    printf '```sh\nfalse\n```\n```console\n$ echo one two\none …\n$ echo three\nfour\n```\n' >"$BATS_TEST_TMPDIR/pages/bad.md"
    run -1 unshare --net --mount --pid --fork --kill-child "$root/tests/lib/commands" "$root" "$BATS_TEST_TMPDIR/pages/bad.md"
    [[ $output == *"bad.md:2: false"*"bad.md:7: echo three"*"3 commands, 2 failed" ]]
    # shellcheck disable=SC2016
    printf '```\nls\n```\n' >"$BATS_TEST_TMPDIR/pages/bad.md"
    run -1 unshare --net --mount --pid --fork --kill-child "$root/tests/lib/commands" "$root" "$BATS_TEST_TMPDIR/pages/bad.md"
    [[ $output == *"bad.md:1: a block that does not say what it is"* ]]
}
