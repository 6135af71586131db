# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Captures of tests/scenes, made once and shared by the tests that replay them: build/scenes/NAME[.VARIANT].pcap and its truth.

scenes_setup() {
    cd "$BATS_TEST_DIRNAME/.." || return 1
    lenswatch=${LENSWATCH:-build/lenswatch}
    # shellcheck disable=SC2034 # for those who source this
    captures=$(realpath -m "${LENSWATCH_CAPTURES:-../shared/captures}")
    [ -x build/generator ] || make -s generator
    mkdir -p build/scenes
}

# scene NAME [VARIANT OPTION...]: sets $capture and $truth. VARIANT names the file; "pcapng" in it makes it one.
scene() {
    local name=$1 variant=${2:+.$2} ending=pcap
    shift $(($# > 1 ? 2 : 1))
    [[ $variant != *pcapng* ]] || ending=pcapng
    capture=build/scenes/$name$variant.$ending
    truth=build/scenes/$name$variant.json
    if [ ! -s "$truth" ] || [ "tests/scenes/$name.scene" -nt "$truth" ] || [ build/generator -nt "$truth" ]; then
        build/generator --truth "$truth" "$@" "tests/scenes/$name.scene" "$capture"
    fi
}

# judged NAME [OPTION OF judge...]: the replay of a scene as it is says what is true.
judged() {
    scene "$1"
    tests/lib/judge --binary "$lenswatch" "${@:2}" "$truth"
}

# told [OPTION OF replay...]: the upload events of $capture as JSON lines.
told() {
    "$lenswatch" replay --format jsonl --rules rules "$@" "$capture" | grep '"type":"upload"' || true
}

# field EXPRESSION: a Python expression over each record `r` of standard input, one line each.
field() {
    python3 -c 'import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(eval(sys.argv[1]))' "$1"
}
