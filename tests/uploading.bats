#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is told of an upload while it runs changes nothing of what is told at its end. Run from the top.

setup() {
    # shellcheck source=tests/lib/scenes.bash
    . "$BATS_TEST_DIRNAME/lib/scenes.bash"
    scenes_setup
    [ -x build/unit/engine/sending ] || make -s build/unit/engine/sending
}

@test "the uploads of every scene are the same to the byte, told live or not" {
    local file captures=()
    for file in tests/scenes/*.scene; do
        [[ $file != */bench-* ]] || continue
        scene "$(basename "$file" .scene)"
        captures+=("$capture")
    done
    build/unit/engine/sending "${captures[@]}"
}
