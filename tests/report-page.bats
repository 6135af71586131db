#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of a report in a browser. Pictures of it are left in build/page, for who changes what it looks like.

bats_require_minimum_version 1.5.0

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	local program
	for program in node chromium zbarimg faketime; do
		command -v "$program" >/dev/null || skip "tool: no $program, scripts/setup installs it"
	done
	[ -d "$root/tests/browser/node_modules/playwright-core" ] || skip "tool: no tests/browser/node_modules, scripts/setup fetches it"
	mkdir -p "$root/build/page"
}

@test "a report is readable on a phone, a tablet, a desktop and paper, light and dark, and its code leads to the history" {
	"$lenswatch" replay --ledger history.db "$root/tests/samples/demo.pcapng" >/dev/null 2>&1
	"$lenswatch" report --ledger history.db --since 2026-03-02 --until 2026-03-02 --format html >page.html
	node "$root/tests/browser/report.mjs" page.html "$root/build/page"
	for colour in light dark; do
		head=$(zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$root/build/page/code-$colour.png")
		grep -qF "<li>Head: $head</li>" page.html
		"$lenswatch" verify --ledger history.db --head "$head"
	done
	key=$(sed -n 's/.*Public key: \([0-9a-f]*\).*/\1/p' page.html)
	"$lenswatch" verify --ledger history.db --head "$head" --key "$key"
	# A head of another history is refused, so the one before was looked at.
	run -3 "$lenswatch" verify --ledger history.db --head "${head%?}$(tr 0-9a-f 1-9a-f0 <<<"${head: -1}")"
}

@test "a week of 190 uploads is a few screens long" {
	"$generator" --snaplen 400 "$root/tests/scenes/week.scene" week.pcapng
	# It breaks promises, and says so.
	run -3 "$lenswatch" replay --rules "$root/rules" --ledger week.db --camera "192.168.1.30=Front door" --camera 192.168.1.36=Garden \
		--promise "Garden: only clips" --promise "all: EU only" --promise "no uploads 22:00-07:00" week.pcapng
	faketime "2026-11-29 00:00:00" "$lenswatch" report --ledger week.db --rules "$root/rules" --since 2026-11-22 --until 2026-11-28 --format html >week.html
	grep -qF "in 190 uploads." week.html
	mkdir -p "$root/build/page/week"
	# On a phone, a tablet and a desktop.
	node "$root/tests/browser/report.mjs" week.html "$root/build/page/week" 6 4 3
}
