# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the tests of `lenswatch replay` share. Sourced by tests/{bad-input,cli,replay,geography}.bats.

# $lenswatch and $generator are the programs, $root and $captures where inputs are. Times are told in UTC.
replay_setup() {
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	lenswatch=${LENSWATCH:-$root/build/lenswatch}
	generator=${GENERATOR:-$root/build/generator}
	# shellcheck disable=SC2034  # for those who source this
	captures=$(realpath -m "${LENSWATCH_CAPTURES:-$root/../shared/captures}")
	export TZ=UTC LC_ALL=C.UTF-8
	for program in "$lenswatch" "$generator"; do
		[ -x "$program" ] || { echo "no $program: run make build/lenswatch generator"; return 1; }
	done
	cd "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}" || return 1 # setup_file has but the latter
}

# Plays a scene of tests/scenes: scene NAME CAPTURE [OPTIONS of the generator]
scene() {
	local name=$1 capture=$2
	shift 2
	"$generator" "$@" --truth truth.json "$root/tests/scenes/$name.scene" "$capture"
}

# Runs a replay and keeps what it said apart: $status, $out and $err.
replay() {
	status=0
	"$lenswatch" replay "$@" >out.txt 2>err.txt || status=$?
	out=$(cat out.txt) err=$(cat err.txt)
}

# Expects the exit status and, word for word, what went to stderr.
told() {
	[ "$status" -eq "$1" ] && [ "$err" = "${2:+lenswatch: $2}" ] && return
	printf 'exit %s, on stderr:\n%s\non stdout:\n%s\n' "$status" "$err" "$out"
	return 1
}

# Expects a text in what went to stdout.
says() {
	[[ $out == *"$1"* ]] && return
	printf 'not said: %s\nsaid:\n%s\n' "$1" "$out"
	return 1
}

# The records of jsonl whose type is $2, or a field of them: records FILE TYPE [EXPRESSION of r]
records() {
	python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == sys.argv[2]:
        print(eval(sys.argv[3]) if len(sys.argv) > 3 else json.dumps(r))' "$@"
}

# All but what a capture is called, its checksum, and what its form can say of losses.
same_events() {
	python3 -c 'import json, sys
def events(path):
    found = []
    for line in open(path, encoding="utf-8"):
        r = json.loads(line)
        r.pop("capture", None)
        if "losses-unknown" in r.get("doubts", []):
            r["doubts"].remove("losses-unknown")
        r.pop("nothing_left", None)
        for f in r.get("files", []):
            f["lost"] = f["lost"] or 0
            f["path"] = f["sha256"] = None
        if r["type"] == "file":
            r["path"] = r["sha256"] = None
        found.append(r)
    return found
a, b = events(sys.argv[1]), events(sys.argv[2])
assert any(r["type"] == "upload" for r in a), "no upload to compare"
for x, y in zip(a, b):
    assert x == y, f"{sys.argv[2]}:\n{x}\n{y}"
assert len(a) == len(b)' "$@"
}
