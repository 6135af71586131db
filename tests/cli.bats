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
	[ "$err" = "lenswatch replay: $1" ]
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
	for words in --help -h "replay --help"; do
		# shellcheck disable=SC2086
		"$lenswatch" $words >out.txt 2>err.txt
		[[ $(head -n 1 out.txt) == "Usage: lenswatch "* ]]
		[ ! -s err.txt ]
	done
}

@test "the help of replay lists each option that the manual page does" {
	"$lenswatch" replay --help >help.txt
	for option in camera home rules geo join jobs format help; do
		grep -q -- "^  --$option " help.txt
		grep -q -- "-$option" <(sed 's/\\//g' "$root/docs/lenswatch.1") || { echo "the manual lacks --$option"; return 1; }
	done
}

@test "the version is told on stdout" {
	"$lenswatch" --version >out.txt 2>err.txt
	[ "$(cut -d, -f1 out.txt)" = "lenswatch $(cat "$root/VERSION")" ]
	[ ! -s err.txt ]
}

@test "an unknown command is wrong usage" {
	run "$lenswatch" reply
	[ "$status" -eq 2 ]
	[ "$output" = "lenswatch: there is no command \"reply\". \`lenswatch --help\` lists them." ]
}

@test "an unknown option, or one without what it needs, is wrong usage" {
	misused "unrecognized option '--colour'"$'\n'"$hint" --colour a.pcap
	misused "option '--camera' requires an argument"$'\n'"$hint" --camera
	misused "option '--join' doesn't allow an argument"$'\n'"$hint" --join=yes a.pcap
}

@test "no capture named is wrong usage and shows an example" {
	wrong "no capture named. Example: lenswatch replay house.pcap"
	wrong "no capture named. Example: lenswatch replay house.pcap" --format jsonl
}

@test "a format, camera, home or number of jobs that is none is wrong usage and shows the cure" {
	wrong '--format wants text, jsonl or csv, not "xml". Example: --format jsonl' --format xml a.pcap
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
	wrong 'too many cameras at "10.0.0.65". 64 can be told.' "${words[@]}" a.pcap
	words=() && many home 17 10.N.0.0/16
	wrong 'too many home prefixes at "10.17.0.0/16". 16 can be told.' "${words[@]}" a.pcap
	words=() && many geo 5 gN
	wrong 'too many geo files at "g5". 4 can be told.' "${words[@]}" a.pcap
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

@test "standard input, .gz, .zst, pcapng, big-endian and nanoseconds give the same events" {
	scene clip clip.pcap
	scene clip clip.pcapng
	scene clip big.pcap --big-endian
	scene clip big.pcapng --big-endian
	scene clip nano.pcap --nano
	scene clip nano-big.pcapng --nano --big-endian
	gzip -k1 clip.pcap
	zstd -q1 clip.pcap
	"$lenswatch" replay --format jsonl clip.pcap >whole.jsonl
	for file in clip.pcap.gz clip.pcap.zst clip.pcapng big.pcap big.pcapng; do
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
		"$lenswatch" replay --format jsonl - <$file >other.jsonl
		same_events whole.jsonl other.jsonl
		[ "$(records other.jsonl run 'r["files"][0]["sha256"]')" = None ]
	done
	[ "$(records whole.jsonl run 'r["files"][0]["sha256"]')" = "$(sha256sum clip.pcap | cut -d' ' -f1)" ]
}
