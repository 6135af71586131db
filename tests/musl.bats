#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# musl is the C library of OpenWrt: everything compiles with its headers, and what needs no other library runs with it.
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    command -v musl-gcc >/dev/null || skip "tool: no musl-gcc: scripts/setup"
}

# The kernel's headers and the libraries' come from this machine, after musl's own.
with_musl() {
    # shellcheck disable=SC2046 # words of options
    musl-gcc -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 '-DLENSWATCH_VERSION="0"' '-DLENSWATCH_RULES="rules"' \
        '-DLENSWATCH_STATE="."' '-DLENSWATCH_RUN="."' '-DLENSWATCH_CONFIG="."' '-DLENSWATCH_START="."' -Wall -Wextra -Werror \
        -Iuserspace $(pkg-config --cflags libndpi) -idirafter /usr/include -idirafter "/usr/include/$(cc -print-multiarch)" "$@"
}
export -f with_musl

@test "all of it compiles with musl's headers" {
    # Each by itself, as headers that do not go together show only where one file has both.
    # shellcheck disable=SC2016 # the shell that is started expands it
    # usage/manual.c makes the manual pages on the machine that builds, and is no part of the program.
    find userspace -name '*.c' ! -path userspace/usage/manual.c -print0 |
        xargs -0 -P "$(nproc)" -n 1 bash -c 'with_musl -fsyntax-only "$0"'
}

@test "what takes packets apart runs with musl over the fuzzers' corpus" {
    local name
    for name in dns discovery packet signature; do
        with_musl -O1 -static -o "$BATS_TEST_TMPDIR/$name" tests/architectures/corpus.c "tests/fuzz/$name.c" userspace/packet/*.c userspace/base/utf8.c
        run -0 "$BATS_TEST_TMPDIR/$name" "tests/fuzz/corpus/$name"/*
        [[ $output == *" files" ]]
    done
}
