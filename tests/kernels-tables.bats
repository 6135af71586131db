#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The tables of docs/machines.md are made of results that no fresh checkout has.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    page=$BATS_TEST_TMPDIR/machines.md
    cp docs/machines.md "$page"
    results=$BATS_TEST_TMPDIR/results
    mkdir "$results"
}

# result KERNEL WORDS [COMMIT]: of a network that was run there.
result() {
    mkdir -p "$results/$1/networks/vlan"
    echo "$2 1 - vlan: A VLAN" >"$results/$1/networks/vlan/tap"
    echo "${3-1234567}" >"$results/$1/networks/vlan/commit"
    sed -n 's/^| network | \([^ ]*\) (Debian 12).*/\1/p' docs/machines.md >"$results/$1/version"
}

@test "without results the page stays as it is" {
    run scripts/lib/kernels-tables "$results" "$page"
    cmp docs/machines.md "$page"
}

@test "a scene that was run changes its cell and the line of commits alone" {
    result bookworm "not ok"
    run scripts/lib/kernels-tables "$results" "$page"
    [ "$status" -eq 1 ]
    [[ $output == *"no: \`vlan\`, 6.1."* ]]
    run diff docs/machines.md "$page"
    [ "$(grep -c '^>' <<<"$output")" -le 2 ]
    grep -q '^| .vlan.: .* | no | ' "$page"
    grep -q '^Lenswatch of .*commit 1234567 on Debian 12 (.vlan.)' "$page"
}

@test "each cell is of one Lenswatch, and stays so until it is run again" {
    result bookworm ok
    run scripts/lib/kernels-tables "$results" "$page"
    rm -r "${results:?}/bookworm"
    cp "$page" "$page.before"
    run scripts/lib/kernels-tables "$results" "$page"
    cmp "$page.before" "$page"
    result bookworm ok 89abcde
    run scripts/lib/kernels-tables "$results" "$page"
    grep -q '^Lenswatch of .*commit 89abcde on Debian 12 (.vlan.)' "$page"
    ! grep -q 1234567 "$page" || return 1
}

@test "what was begun and not ended is not told as done by an older Lenswatch" {
    result bookworm ok
    : >"$results/bookworm/networks/vlan/tap"
    run scripts/lib/kernels-tables "$results" "$page"
    [ "$status" -eq 1 ]
    grep -q '^| .vlan.: .* its device, the port below it, and both | not tried | ' "$page"
}

@test "every commit that the page names is in the history" {
    [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = false ] || skip "data: this tree has no history, or not all of it"
    run grep -cE '^Lenswatch of ' docs/machines.md
    [ "$output" -eq 4 ]
    while read -r commit; do
        git merge-base --is-ancestor "$commit" HEAD || { echo "$commit is not in the history"; return 1; }
    done < <(grep '^Lenswatch of ' docs/machines.md | grep -oE '\b[0-9a-f]{7,}\b')
}

@test "what was run on another version of a kernel does not stand for this one" {
    result bookworm ok
    echo 6.1.0-99-amd64 >"$results/bookworm/version"
    run scripts/lib/kernels-tables "$results" "$page"
    [ "$status" -eq 1 ]
    grep -q '^| .bridge.: .*outer interface | not tried | ' "$page"
    grep -q '^| .vlan.: .* | yes | ' "$page"
}
