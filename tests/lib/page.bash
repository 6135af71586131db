# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the tests of lenswatch-page share. Sourced by tests/{page,live-page}.bats, after replay.bash or live.bash.

# $page is the program, under the sanitizers. Leaks are not looked for in it, as it shuts its memory to who would look (PR_SET_DUMPABLE).
page_setup() {
	page=${LENSWATCH_PAGE:-$root/build/page/sanitized}
	pkg-config --exists libmicrohttpd || skip "tool: no headers of libmicrohttpd: scripts/setup installs them"
	[ -n "${LENSWATCH_PAGE-}" ] || make -s -C "$root" build/page/sanitized
	export ASAN_OPTIONS=detect_leaks=0
	inside_of=() # a command that runs others where the page is
	page_pid=""
}

# wait_for COMMAND...: until it succeeds, ten seconds at most.
wait_for() {
	local try
	for ((try = 0; try < 100; try++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "in vain: $*"
	cat page.txt
	return 1
}

# page_start WHERE OPTION...: runs it there; what it says goes to page.txt.
page_start() {
	"${inside_of[@]}" "$page" --listen "$1" --rules "$root/rules" --socket "${page_daemon:-$PWD/nobody}" --user "$(id -un)" "${@:2}" \
		>page.txt 2>&1 3>&- &
	page_pid=$!
}

# page_up OPTION...: with a new token, at a port that is free. Sets $url, $port and $token.
page_up() {
	token=$("$page" --new-token --token "$PWD/page.token" 2>/dev/null)
	port=$("${inside_of[@]}" python3 -c 'import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])')
	# shellcheck disable=SC2034 # for those who source this
	url=http://127.0.0.1:$port
	page_start "127.0.0.1:$port" --token "$PWD/page.token" "$@"
	wait_for "${inside_of[@]}" bash -c "exec 9<>/dev/tcp/127.0.0.1/$port"
}

# It ends as it is told to, and no sanitizer complained.
page_down() {
	local status=0
	[ -n "$page_pid" ] || return 0
	kill "$page_pid"
	wait "$page_pid" || status=$?
	page_pid=""
	[ "$status" -eq 0 ] && ! grep -E "Sanitizer|runtime error" page.txt && return
	echo "it ended with $status"
	cat page.txt
	return 1
}

# status OPTION of curl...: the status that comes back.
status() {
	"${inside_of[@]}" curl -s -o /dev/null -m 30 -w '%{http_code}' "$@" || true
}

# get PATH: what the owner is answered.
get() {
	"${inside_of[@]}" curl -s -m 30 -H "Authorization: Bearer $token" "$url$1"
}

ask_raw() {
	"$root/tests/lib/page-ask" "$port" "$@"
}

# It lives, and answers its owner.
page_answers() {
	kill -0 "$page_pid"
	wait_for test "$(status -H "Authorization: Bearer $token" "$url/api/v1/health")" = 200
}
