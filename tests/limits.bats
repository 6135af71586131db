#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The numbers that documents tell of the code are those of the code.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    cd "$BATS_TEST_TMPDIR" || return 1
}

@test "limits, thresholds and weights stand in the documents as they do in the code" {
    run -0 "$root/tests/lib/limits" "$root"
    [[ $output =~ ^([0-9]+)\ numbers$ ]]
    [ "${BASH_REMATCH[1]}" -ge 90 ]
}

@test "a number that one of them has otherwise is found, and a sentence that is gone" {
    mkdir -p docs rules
    cp -r "$root/docs/dev" docs/
    cp "$root/rules/README.md" rules/
    ln -s "$root/bpf" bpf
    cp -r "$root/userspace" userspace
    sed -i 's/^| devices weighed | 2,048/| devices weighed | 2,000/' docs/dev/limits.md
    sed -i 's/Text has at most/Texts have at most/' rules/README.md
    sed -i 's/^#define SCALE_BUCKET 0.85/#define SCALE_BUCKET 0.86/' userspace/camera/scale.h
    run -1 "$root/tests/lib/limits" .
    local said
    for said in 'limits.md: 2,000 in "devices weighed | 2,000" is 2048 in the code: ENGINE_DEVICES' \
        'README.md: no longer says: Text has at most' 'is 0.86 in the code: SCALE_BUCKET'; do
        [[ $output == *"$said"* ]] || { echo "not found: $said"; return 1; }
    done
    [ "${#lines[@]}" -eq 4 ]
}
