#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# `scripts/replay-slurm` on a real slurmctld and slurmd of one machine: the bytes of one machine, also where elements are killed in the middle.
bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	for program in slurmctld slurmd munged; do
		command -v $program >/dev/null || [ -x /usr/sbin/$program ] || skip "tool: $program is not installed (slurm-wlm)"
	done
	[ "$(id -u)" -eq 0 ] || skip "root: slurmd wants it"
	PATH=$PATH:/usr/sbin
	corpus=$BATS_FILE_TMPDIR/corpus slurm=$BATS_FILE_TMPDIR/slurm
	mkdir -p "$corpus/a b" "$corpus/c" "$slurm/state" "$slurm/spool"
	scene clip "$corpus/one.pcap"
	scene live-pppp "$corpus/c/live.pcap"
	for i in $(seq 24); do cp "$corpus/one.pcap" "$corpus/a b/$i.pcap"; done
	echo "a note" >"$corpus/a b/notes.txt"
	ln -s "$corpus/one.pcap" "$corpus/c/link.pcap"
	head -c 300000 "$corpus/one.pcap" >"$corpus/c/cut.pcap"
	for format in jsonl csv; do
		(cd "$corpus" && "$lenswatch" replay -q --format $format .) >"$BATS_FILE_TMPDIR/one.$format"
	done
	# Of its own: a slurmd of somebody else's may have the usual ones.
	port=$((20000 + BASHPID % 10000 * 2))
	cat >"$slurm/slurm.conf" <<-END
		ClusterName=lab
		SlurmctldHost=localhost(127.0.0.1)
		SlurmctldPort=$port
		SlurmdPort=$((port + 1))
		SlurmUser=root
		SlurmdUser=root
		CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
		AuthInfo=cred_expire=5
		MailProg=/bin/true
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core_Memory
		SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
		StateSaveLocation=$slurm/state
		SlurmdSpoolDir=$slurm/spool
		SlurmctldPidFile=$slurm/slurmctld.pid
		SlurmdPidFile=$slurm/slurmd.pid
		SlurmctldLogFile=$slurm/slurmctld.log
		SlurmdLogFile=$slurm/slurmd.log
		NodeName=localhost NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/MemTotal/{print int($2/1024*0.8)}' /proc/meminfo)
		PartitionName=replay Nodes=localhost Default=YES MaxTime=INFINITE DefMemPerCPU=256
	END
	# Bats waits for whoever holds its descriptors 3 and 4, and these go on.
	if ! munge -n >/dev/null 2>&1; then
		install -d -o munge -g munge -m 755 /run/munge
		runuser -u munge -- /usr/sbin/munged --force 3>&- 4>&-
		touch "$slurm/munged"
	fi
	export SLURM_CONF=$slurm/slurm.conf
	slurmctld -f "$SLURM_CONF" 3>&- 4>&-
	slurmd -f "$SLURM_CONF" 3>&- 4>&-
	for _ in $(seq 100); do
		[[ $(sinfo -h -o %T 2>/dev/null) == *idle* ]] && return
		sleep 0.1
	done
	cat "$slurm"/*.log
	return 1
}

teardown_file() {
	[ -z "${SLURM_CONF-}" ] || scontrol shutdown || true
	[ ! -e "$BATS_FILE_TMPDIR/slurm/munged" ] || /usr/sbin/munged --stop
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	corpus=$BATS_FILE_TMPDIR/corpus
	export LENSWATCH=$lenswatch
	cluster=$root/scripts/replay-slurm
}

@test "an array of shards gives the bytes of one machine, and its status" {
	for format in jsonl csv; do
		timeout 100 "$cluster" --shards 5 --format $format --wait "$corpus" out-$format
		cmp "out-$format/events.$format" "$BATS_FILE_TMPDIR/one.$format"
		[ "$(find out-$format/shards -mindepth 1 -maxdepth 1 | wc -l)" -eq 5 ]
	done
}

@test "elements that are killed in the middle are sent again, and go on from where they were" {
	cat >slow <<-END
		#!/bin/bash
		# The first try of two elements is killed with its batch script, some of its files done.
		case \$SLURM_ARRAY_TASK_ID in 1 | 3) mark=$PWD/killed-\$SLURM_ARRAY_TASK_ID ;; *) exec "$lenswatch" "\$@" ;; esac
		[ ! -e "\$mark" ] || exec "$lenswatch" "\$@"
		"$lenswatch" "\$@" &
		until [ -s "../../state/000\$SLURM_ARRAY_TASK_ID" ]; do sleep 0.01; done
		touch "\$mark"
		kill -9 \$! \$PPID
	END
	chmod +x slow
	LENSWATCH=$PWD/slow timeout 200 "$cluster" --shards 5 --wait "$corpus" out
	[ -e killed-1 ] && [ -e killed-3 ]
	grep -q "not whole after try 1: shards 1 3" out/merge.log
	cmp out/events.jsonl "$BATS_FILE_TMPDIR/one.jsonl"
}

@test "what is asked wrongly is said before anything is sent" {
	run -2 "$cluster" "$corpus" out --shards
	[ "$output" = "replay-slurm: --shards wants a value" ]
	LENSWATCH=/nonexistent run -2 "$cluster" "$corpus" out
	[[ $output == "replay-slurm: /nonexistent is not there: "* ]]
	[ ! -e out ]
}

@test "what is missing after all tries is said, and the same command goes on" {
	printf '#!/bin/bash\n[ -e %q ] || exit 1\nexec %q "$@"\n' "$PWD/mended" "$lenswatch" >broken
	chmod +x broken
	export LENSWATCH=$PWD/broken
	status=0
	timeout 200 "$cluster" --shards 2 --wait "$corpus" out || status=$?
	[ "$status" -eq 1 ] && [ ! -e out/events.jsonl ]
	grep -q "not whole after try 3: shards 0 1" out/merge.log
	touch mended
	timeout 100 "$cluster" --shards 2 --wait "$corpus" out
	cmp out/events.jsonl "$BATS_FILE_TMPDIR/one.jsonl"
	run -2 "$cluster" --shards 3 "$corpus" out
	[[ $output == *"was begun with other options"* ]]
}
