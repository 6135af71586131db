#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/setup with programs in front of apt-get, dpkg-query and sudo that only write down what was asked of them.
# shellcheck disable=SC2016  # what is quoted is expanded by the stub, not here
bats_require_minimum_version 1.5.0

setup() {
    repository=$BATS_TEST_DIRNAME/..
    mkdir "$BATS_TEST_TMPDIR/bin"
    export PATH="$BATS_TEST_TMPDIR/bin:$PATH" ASKED="$BATS_TEST_TMPDIR/asked"
    touch "$ASKED"
    stub id 'echo 1000'
    stub sudo 'case $1 in env) shift 2; exec "$@" ;; *) echo "sudo $*" >>"$ASKED" ;; esac'
    stub apt-get 'echo "apt-get $*" >>"$ASKED"'
    installed gcc make clang llvm pkg-config libc6-dev libpcap-dev libbpf-dev libev-dev libseccomp-dev \
        libcap-ng-dev libmnl-dev libndpi-dev libmaxminddb-dev libyaml-dev libjson-c-dev libsodium-dev libsqlite3-dev \
        zlib1g-dev libzstd-dev liblzma-dev libssl-dev libqrencode-dev
}

stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/bin/$1"
    chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

installed() {
    printf 'ii %s\n' "$@" >"$BATS_TEST_TMPDIR/installed"
    stub dpkg-query "cat '$BATS_TEST_TMPDIR/installed'"
}

@test "where all is installed nothing is asked of apt" {
    run -0 "$repository/scripts/setup" build
    [ "$output" = "setup: all packages are installed" ]
    [ ! -s "$ASKED" ]
}

@test "only what is missing is installed, and the lists are left alone" {
    sed -i '/^ii libyaml-dev$/d' "$BATS_TEST_TMPDIR/installed"
    run -0 "$repository/scripts/setup" build
    [[ $output == *"setup: installing libyaml-dev"* ]]
    [[ $(grep ^apt-get "$ASKED") == *"install -y --no-install-recommends libyaml-dev" ]]
    run ! grep -q update "$ASKED"
}

@test "a package that was removed but left its settings is missing" {
    sed -i 's/^ii libyaml-dev$/rc libyaml-dev/' "$BATS_TEST_TMPDIR/installed"
    run -0 "$repository/scripts/setup" build
    [[ $output == *"setup: installing libyaml-dev"* ]]
}

@test "the lists are fetched where installing fails without" {
    sed -i '/^ii libyaml-dev$/d' "$BATS_TEST_TMPDIR/installed"
    stub apt-get 'echo "apt-get $*" >>"$ASKED"
        case $* in *update*) touch "$ASKED.lists" ;; *) [ -e "$ASKED.lists" ] ;; esac'
    run -0 "$repository/scripts/setup" build
    [ "$(grep -c '^apt-get.*install' "$ASKED")" -eq 2 ]
    [ "$(grep -c '^apt-get.*update' "$ASKED")" -eq 1 ]
}

@test "setup fails where a package cannot be had" {
    sed -i '/^ii libyaml-dev$/d' "$BATS_TEST_TMPDIR/installed"
    stub apt-get 'exit 100'
    run ! "$repository/scripts/setup" build
}

@test "an unknown word is wrong usage" {
    run -2 "$repository/scripts/setup" nonsense
    [[ $output == *usage* ]]
}

@test "what a Debian has not and can be done without is told and left out" {
    stub dpkg-query ''
    stub apt-cache 'case $2 in ngtcp2-*) echo "  Candidate: (none)" ;; *) echo "  Candidate: 1.0" ;; esac'
    run -0 "$repository/scripts/setup" lab
    [[ $output == *"setup: this Debian has no ngtcp2-client: what needs it is skipped"* ]]
    [[ $(grep ^apt-get "$ASKED") == *" gcc "*" nginx-light "* ]]
    run ! grep -q ngtcp2 "$ASKED"
}

@test "what can be done without is installed where it is, after the lists were fetched" {
    stub dpkg-query ''
    stub apt-get 'echo "apt-get $*" >>"$ASKED"; case $* in *update*) touch "$ASKED.lists" ;; esac'
    stub apt-cache '[ ! -e "$ASKED.lists" ] || echo "  Candidate: 1.0"'
    run -0 "$repository/scripts/setup" lab
    [ "$(grep -c '^apt-get.*update' "$ASKED")" -eq 1 ]
    [[ $(grep '^apt-get.*install' "$ASKED") == *" ngtcp2-client ngtcp2-server "* ]]
}
