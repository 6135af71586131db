#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What `make lint-rooms` finds: names that do not say their room.

bats_require_minimum_version 1.5.0

setup() {
    lint=$BATS_TEST_DIRNAME/../scripts/lib/rooms
    mkdir -p "$BATS_TEST_TMPDIR"/{docs/dev,bpf,userspace/{flow,camera,commands}}
    cd "$BATS_TEST_TMPDIR" || return 1
    # shellcheck disable=SC2016 # a table's backquotes
    printf '| `%s` | what it holds |  |\n' flow camera commands >docs/dev/architecture.md
    printf 'struct flow {\n};\n\nstatic int flow_find(void)\n{\n}\n' >userspace/flow/flow.c
    printf 'struct camera *camera;\n\nstatic int camera_find(struct flow *flow)\n{\n}\n' >userspace/camera/camera.c
    printf 'int flow_find(void)\n{\n}\n' >userspace/commands/without_history.c
}

@test "names that say their room are fine, and what stands in for another is told" {
    run -0 "$lint"
    [[ ${lines[0]} == "3 rooms, 0 arrows, no cycle"* ]]
    [[ $output == *"commands/without_history.c: "* ]]
}

# finds WORDS: it fails with that line and no other.
finds() {
    run -1 "$lint"
    [ "$output" = "$1" ] || { echo "$output"; return 1; }
}

@test "a file's name in two rooms is found" {
    : >userspace/camera/flow.h
    finds "flow: a file of that name stands in userspace/camera/flow.h and in userspace/flow/flow.c"
}

@test "a function's name in two rooms is found" {
    printf 'static int flow_find(int *a,\n\t\t     int b)\n{\n}\n' >userspace/camera/other.c
    finds "flow_find: a function of that name stands in userspace/camera/other.c and in userspace/flow/flow.c"
}

@test "a type that is defined twice is found, also in the program in the kernel" {
    printf 'static const struct flow {\n} one;\n' >bpf/record.h
    finds "struct flow is defined in userspace/flow/flow.c and in bpf/record.h"
}

@test "a function of one word is found" {
    printf 'static int take(void)\n{\n}\n' >userspace/camera/other.c
    finds "userspace/camera/other.c:1: take() does not say its room: other_take()"
}
