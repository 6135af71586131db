#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `lenswatch` and `lenswatch replay` as a user types them: usage, streams, exit status, terminals, and forms of a capture.

bats_require_minimum_version 1.5.0

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
}

# shellcheck disable=SC2016  # a hint, not a command
hint='`lenswatch replay --help` lists the options.'

# Expects wrong usage: exit 2, nothing on stdout, and word for word what is on stderr.
wrong() {
	wanted=$1
	shift
	replay "$@"
	[ -z "$out" ]
	told 2 "$wanted"
}

# The same, where getopt_long found it.
misused() {
	replay "${@:2}"
	[ -z "$out" ] && [ "$status" -eq 2 ]
	[ "$err" = "lenswatch: $1" ]
}

# Runs a command on a terminal of its own; its output, stderr with it, comes with carriage returns.
on_terminal() {
	command -v script >/dev/null || skip "tool: script is not installed: no terminal to be had"
	script -qec "$1" /dev/null </dev/null
}

@test "no command is wrong usage, shown on stderr" {
	status=0
	"$lenswatch" >out.txt 2>err.txt || status=$?
	[ "$status" -eq 2 ] && [ ! -s out.txt ]
	[ "$(head -n 1 err.txt)" = "Usage: lenswatch COMMAND [OPTIONS]" ]
}

@test "help goes to stdout and is 0" {
	for words in --help -h help "replay --help" "replay -h" "help replay" "replay help" "help cameras forget" "cameras forget -h"; do
		# shellcheck disable=SC2086
		"$lenswatch" $words >out.txt 2>err.txt
		[[ $(head -n 1 out.txt) == "Usage: lenswatch "* ]]
		[ ! -s err.txt ]
	done
}

@test "the help of replay lists each option that the manual page does" {
	"$lenswatch" replay --help >help.txt
	for option in camera home rules geo join jobs format help; do
		grep -qE -- "^  (-[a-z], |    )--$option " help.txt
		grep -q -- "--$option" <(sed 's/\\-/-/g' "$root/build/man/lenswatch-replay.1") || { echo "the manual lacks --$option"; return 1; }
	done
}

@test "the version is told on stdout" {
	for words in --version -V "replay -V" "report --version" "cameras forget -V"; do
		# shellcheck disable=SC2086
		"$lenswatch" $words >out.txt 2>err.txt
		[ "$(cut -d, -f1 out.txt)" = "lenswatch $(cat "$root/VERSION")" ]
		[ ! -s err.txt ]
	done
}

@test "an unknown command is wrong usage" {
	run "$lenswatch" frobnicate
	[ "$status" -eq 2 ]
	[ "$output" = "lenswatch: there is no command \"frobnicate\". \`lenswatch help\` lists them." ]
	run "$lenswatch" reply
	[ "$status" -eq 2 ]
	[ "$output" = 'lenswatch: there is no command "reply"; did you mean "replay"?' ]
	run "$lenswatch" forget "Front door"
	[ "$status" -eq 2 ]
	[ "$output" = 'lenswatch: there is no command "forget"; did you mean "cameras forget"?' ]
	: >house.pcap
	run "$lenswatch" house.pcap
	[ "$status" -eq 2 ]
	[ "$output" = 'lenswatch: there is no command "house.pcap"; did you mean "replay house.pcap"?' ]
}

@test "an unknown option, or one without what it needs, is wrong usage" {
	misused "replay has no option --colour"$'\n'"$hint" --colour a.pcap
	misused "--camera needs a value: --camera ADDR[=NAME]"$'\n'"$hint" --camera
	misused "--join takes no value"$'\n'"$hint" --join=yes a.pcap
	misused "replay has no option --formt; did you mean --format?"$'\n'"$hint" --formt json a.pcap
}

@test "no capture named is wrong usage and shows an example" {
	wrong "no capture named. Example: lenswatch replay house.pcap"
	wrong "no capture named. Example: lenswatch replay house.pcap" --format jsonl
}

@test "a format, camera, home or number of jobs that is none is wrong usage and shows the cure" {
	wrong '--format wants text, json or csv, not "xml". Example: --format json' --format xml a.pcap
	for camera in door f4:b8:5e:12:34 192.168.1.300 ""; do
		wrong "--camera wants a MAC or IP address, not \"$camera\". Example: --camera f4:b8:5e:35:67:b0=\"Front door\"" \
			--camera "$camera=Door" a.pcap
	done
	for home in home 10.0.0.0/33 2001:db8::/129 10.0.0.0/; do
		wrong "--home wants a prefix, not \"$home\". Example: --home 2001:db8:1::/48" --home "$home" a.pcap
	done
	for jobs in 0 65 abc -1 4x "" " 4" -18446744073709551612; do
		wrong "--jobs wants a number from 1 to 64, not \"$jobs\". As many as there are processors is a good one." \
			--jobs "$jobs" a.pcap
	done
}

@test "more cameras, homes or geo files than can be told are refused" {
	many() { for i in $(seq "$2"); do words+=("--$1" "${3//N/$i}"); done; }
	words=() && many camera 65 10.0.0.N
	wrong 'too many cameras at "10.0.0.65". 64 is the most.' "${words[@]}" a.pcap
	words=() && many home 17 10.N.0.0/16
	wrong 'too many home prefixes at "10.17.0.0/16". 16 is the most.' "${words[@]}" a.pcap
	words=() && many geo 5 gN
	wrong 'too many geo files at "g5". 4 is the most.' "${words[@]}" a.pcap
}

@test "without a terminal there is neither colour nor a bar" {
	scene clip clip.pcap
	replay clip.pcap
	told 0 ""
	run ! grep -q $'\033' out.txt
}

@test "a terminal has colour, unless NO_COLOR is set" {
	scene clip clip.pcap
	on_terminal "'$lenswatch' replay clip.pcap" >coloured.txt
	grep -q $'\033\\[1mMonday' coloured.txt
	on_terminal "NO_COLOR=1 '$lenswatch' replay clip.pcap" >plain.txt
	run ! grep -q $'\033' plain.txt
	"$lenswatch" replay clip.pcap >file.txt
	tr -d '\r' <plain.txt | cmp - file.txt
	sed $'s/\033\\[[0-9;]*m//g; s/\r//' coloured.txt | cmp - file.txt
}

@test "help is as wide as the terminal" {
	on_terminal "stty cols 60; '$lenswatch' help report" | tr -d '\r' >narrow.txt
	[ "$(wc -L <narrow.txt)" -le 60 ]
	"$lenswatch" help report >wide.txt
	[ "$(wc -L <wide.txt)" -gt 60 ] && [ "$(wc -L <wide.txt)" -le 98 ]
}

@test "an answer written to a file is there once it is whole, and not where it fails" {
	scene clip clip.pcap
	"$lenswatch" replay clip.pcap >wanted.txt
	"$lenswatch" replay -o answer.txt -r clip.pcap
	cmp wanted.txt answer.txt
	status=0
	"$lenswatch" replay -o answer.txt none.pcap 2>err.txt || status=$?
	[ "$status" -eq 1 ]
	cmp wanted.txt answer.txt
	[ "$(echo answer.txt*)" = answer.txt ]
}

@test "json and jsonl are one, by the long option, the short one and the format" {
	scene clip clip.pcap
	"$lenswatch" replay --format jsonl clip.pcap >wanted.jsonl
	for words in "--json" "-j" "--format json" "-f json" "-f jsonl"; do
		# shellcheck disable=SC2086
		"$lenswatch" replay $words clip.pcap | cmp - wanted.jsonl
	done
}

@test "times may be in UTC, and say so" {
	scene clip clip.pcap
	TZ=Europe/Berlin "$lenswatch" replay --utc clip.pcap >utc.txt
	TZ=UTC0 "$lenswatch" replay clip.pcap | cmp - utc.txt
	grep -q "(UTC):" utc.txt
	TZ=Europe/Berlin "$lenswatch" replay clip.pcap >berlin.txt
	run ! cmp -s berlin.txt utc.txt
	# An event is also found by when it began, so a bundle takes the clock that the report showed.
	"$lenswatch" replay --ledger history.db clip.pcap >/dev/null
	clock=$(grep -m1 -oE '^[0-9]{2}:[0-9]{2}' utc.txt)
	TZ=Asia/Tokyo "$lenswatch" bundle --utc "$clock" --ledger history.db --output bundle
	TZ=UTC0 "$lenswatch" explain --utc "$clock" --ledger history.db --json >event.json
	grep -qF "$(jq -r .id event.json)" bundle
}

@test "a promise on hours is held to the hours of the house, whatever times are shown in" {
	scene clip clip.pcap
	hour=$(TZ=Asia/Tokyo "$lenswatch" replay clip.pcap | grep -oE '^[0-9]{2}:[0-9]{2}' | head -n 1)
	promise="no uploads ${hour%:*}:00-${hour%:*}:59"
	for utc in "" --utc; do
		status=0
		# shellcheck disable=SC2086
		TZ=Asia/Tokyo "$lenswatch" replay $utc --promise "$promise" clip.pcap >out.txt || status=$?
		[ "$status" -eq 3 ]
	done
}

@test "a configuration is checked before it is used" {
	printf 'interface: br-lan\nledger: history.db\n' >good.yaml
	run -0 "$lenswatch" config check good.yaml
	[ "$output" = "good.yaml: nothing wrong" ]
	run -0 "$lenswatch" config check -q -c good.yaml
	[ -z "$output" ]
	printf 'interface: br-lan\nattach: magic\npromises:\n  - all of it\n' >bad.yaml
	run -3 "$lenswatch" config check bad.yaml
	[[ $output == *"bad.yaml:2: "*"auto, xdp, xdp-generic, tc, pcap"* ]]
	status=0
	"$lenswatch" config check bad.yaml --json >answer.json || status=$?
	[ "$status" -eq 3 ]
	[ "$(/usr/bin/python3 -c 'import json; print([p["setting"] for p in json.load(open("answer.json"))["problems"]])')" = "['attach', 'promises']" ]
	for setting in "heads: kept.heads" "keep-headers: 50"; do
		printf 'interface: br-lan\n%s\n' "$setting" >alone.yaml
		run -3 "$lenswatch" config check alone.yaml
		[[ $output == "alone.yaml: "*"say where it is kept"* ]]
	done
	run -1 "$lenswatch" config check none.yaml
	run -2 "$lenswatch" config chekc
	[[ $output == *'did you mean "check"?'* ]]
}

@test "a long answer goes through a pager on a terminal, in colour" {
	scene clip clip.pcap
	"$lenswatch" replay --ledger history.db clip.pcap >replay.txt
	on_terminal "PAGER='sed s/^/paged:/' '$lenswatch' report history.db --since 2020-01-01" >paged.txt
	grep -q '^paged:' paged.txt
	grep -q $'\033\[1m' paged.txt
	on_terminal "PAGER=cat '$lenswatch' report history.db --since 2020-01-01" >plain.txt
	run ! grep -q '^paged:' plain.txt
	"$lenswatch" report history.db --since 2020-01-01 >file.txt
	run ! grep -q $'\033' file.txt
}

@test "a long replay shows a bar on the terminal behind stderr, and takes it away" {
	scene clip clip.pcap
	# Slow enough to be seen: a bar is drawn after a fifth of a second, once 64 KiB are read.
	slow='head -c 3000000 clip.pcap; sleep 0.5; tail -c +3000001 clip.pcap'
	on_terminal "($slow) | '$lenswatch' replay - >out.txt" >screen.txt
	grep -q "MB/s  standard input" screen.txt
	[ "$(tail -c 4 screen.txt)" = $'\r\033[K' ]
	run ! grep -q "MB/s" out.txt
	(eval "$slow") | "$lenswatch" replay - >out.txt 2>err.txt
	[ ! -s err.txt ]
	run ! grep -q "MB/s" out.txt
}

@test "a full device is told once and is 1" {
	[ -w /dev/full ] || skip "machine: no /dev/full here"
	scene clip clip.pcap
	for options in "" "--format jsonl" "--format csv"; do
		status=0
		# shellcheck disable=SC2086
		"$lenswatch" replay $options clip.pcap clip.pcap >/dev/full 2>err.txt || status=$?
		[ "$status" -eq 1 ]
		[ "$(cat err.txt)" = "lenswatch: the report could not be written: No space left on device" ]
	done
	status=0
	"$lenswatch" replay --jobs 2 clip.pcap clip.pcap >/dev/full 2>err.txt || status=$?
	[ "$status" -eq 1 ] && [ "$(wc -l <err.txt)" -eq 1 ]
	status=0
	"$lenswatch" replay --help >/dev/full 2>err.txt || status=$?
	[ "$status" -eq 1 ] && [ "$(cat err.txt)" = "lenswatch: standard output: No space left on device" ]
}

@test "a reader that leaves early ends it by SIGPIPE or leaves it be, without a crash" {
	scene clip clip.pcap
	for options in "" "--format jsonl" "--jobs 2"; do
		# shellcheck disable=SC2086
		{ status=0; "$lenswatch" replay $options clip.pcap clip.pcap clip.pcap clip.pcap 2>err.txt || status=$?; echo $status >status; } |
			head -n 1 >first.txt
		[ -s first.txt ] && [ ! -s err.txt ]
		case $(cat status) in 0 | 141) ;; *) cat status; return 1 ;; esac
	done
}

@test "standard input, .gz, .zst, .xz, pcapng, big-endian and nanoseconds give the same events" {
	scene clip clip.pcap
	scene clip clip.pcapng
	scene clip big.pcap --big-endian
	scene clip big.pcapng --big-endian
	scene clip nano.pcap --nano
	scene clip nano-big.pcapng --nano --big-endian
	gzip -k1 clip.pcap
	zstd -q1 clip.pcap
	xz -0 -k clip.pcap
	"$lenswatch" replay --format jsonl --digest sha256 clip.pcap >whole.jsonl
	for file in clip.pcap.gz clip.pcap.zst clip.pcap.xz clip.pcapng big.pcap big.pcapng; do
		"$lenswatch" replay --format jsonl $file >other.jsonl
		same_events whole.jsonl other.jsonl
	done
	"$lenswatch" replay --format jsonl nano.pcap >nano.jsonl
	"$lenswatch" replay --format jsonl nano-big.pcapng >other.jsonl
	same_events nano.jsonl other.jsonl
	# An id stands for a start, which is another one where it is known more exactly; and so is what is divided by a duration, in its last digit.
	for file in whole nano; do
		sed -E 's/"(id|series)":"[0-9a-f]+"/"\1":""/g; s,("kbit/s"\,"value":[0-9]+\.[0-9]{2})[0-9]*,\1,g' $file.jsonl >$file-unnumbered.jsonl
	done
	same_events whole-unnumbered.jsonl nano-unnumbered.jsonl
	for file in clip.pcap clip.pcap.gz clip.pcap.zst big.pcapng; do
		"$lenswatch" replay --format jsonl --digest sha256 - <$file >other.jsonl
		same_events whole.jsonl other.jsonl
		[ "$(records other.jsonl run 'r["files"][0]["sha256"]')" = None ]
	done
	[ "$(records whole.jsonl run 'r["files"][0]["sha256"]')" = "$(sha256sum clip.pcap | cut -d' ' -f1)" ]
}

@test "a file's sum is made where it is asked for, or kept" {
	scene clip clip.pcap
	sum=$(sha256sum clip.pcap | cut -d' ' -f1)
	"$lenswatch" replay --json clip.pcap >unasked.jsonl
	[ "$(records unasked.jsonl run 'r["files"][0]["sha256"]')" = None ]
	"$lenswatch" replay --json --digest sha256 clip.pcap | grep -q "$sum"
	"$lenswatch" replay --json --ledger history.db clip.pcap | grep -q "$sum"
	run "$lenswatch" replay --digest sha256 clip.pcap
	[ "$status" -eq 2 ] && [[ $output == *"give --format json or csv too"* ]]
	run "$lenswatch" replay --json --digest md5 clip.pcap
	[ "$status" -eq 2 ] && [[ $output == *'wants sha256, not "md5"'* ]]
}
