#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# lenswatch-page over a history that a replay made: who is let in, what is refused, that it says what its OpenAPI file says, and what a
# browser shows. It runs under the sanitizers. tests/live-page.bats has a daemon behind it.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	TZ=UTC "$lenswatch" replay --rules "$root/rules" --ledger history.db --promise "all: nothing leaves" "$root/tests/samples/demo.pcapng" \
		>replay.txt 2>&1 || [ $? -eq 3 ]
}

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	# shellcheck source=tests/lib/page.bash
	. "$BATS_TEST_DIRNAME/lib/page.bash"
	replay_setup
	page_setup
	history=$BATS_FILE_TMPDIR/history.db
}

teardown() {
	page_down
}

@test "nobody is served without a token, and none is made by itself" {
	run -1 "$page" --listen 127.0.0.1:1 --token "$PWD/none" --user "$(id -un)"
	[[ $output == *"none: No such file or directory; \`lenswatch-page --new-token\` makes one"* ]]
	[ ! -e none ]
}

@test "a token is printed once, and its hash alone is kept" {
	page_up --ledger "$history"
	[ ${#token} -eq 43 ]
	[[ $(cat page.token) =~ ^[0-9a-f]{64}$ ]]
	run ! grep -qF "$token" page.token page.txt
	# shellcheck disable=SC2016 # the inner shell's
	run -1 bash -c '"$1" --new-token --token full.token >/dev/full' - "$page"
	[[ $output == *"the token could not be printed"* ]]
}

@test "who has the token is answered, and nobody else" {
	page_up --ledger "$history"
	[ "$(status "$url/api/v1/health")" = 401 ]
	[ "$(status -H "Authorization: Bearer ${token%?}x" "$url/api/v1/health")" = 401 ]
	[ "$(status -H "Authorization: Basic $token" "$url/api/v1/health")" = 401 ]
	# A cookie would go to every other port of the machine.
	[ "$(status -H "Cookie: lenswatch=$token" "$url/api/v1/health")" = 401 ]
	[ "$(status "$url/api/v1/health?token=$token")" = 401 ]
	[ "$(status "$url/metrics")" = 401 ]
	[ "$(status -H "Authorization: Bearer $token" "$url/api/v1/health")" = 200 ]
	curl -s -D headers.txt -o health.json -H "Authorization: Bearer $token" "$url/api/v1/health"
	run ! grep -qi "^Set-Cookie" headers.txt
}

# word OPTION of curl...: says a word on a camera.
word() {
	status -H "Content-Type: application/json" -d '{"camera":"Door","say":"confirm"}' "$@" "$url/api/v1/cameras"
}

@test "a word on a camera wants the token, this page's own script and no --read-only" {
	page_up --ledger "$history"
	local bearer="Authorization: Bearer $token"
	[ "$(get /api/v1/health | jq .changes)" = true ]
	[ "$(word)" = 401 ]
	[ "$(word -H "Cookie: lenswatch=$token")" = 401 ]
	[ "$(word -H "$bearer" -H "Origin: http://evil.example")" = 403 ]
	[ "$(word -H "$bearer" -H "Sec-Fetch-Site: same-site")" = 403 ]
	[ "$(word -H "$bearer" -H "Host: evil.example")" = 403 ]
	# No daemon is there.
	[ "$(word -H "$bearer" -H "Origin: $url")" = 503 ]
	page_down
	page_up --ledger "$history" --read-only
	[ "$(get /api/v1/health | jq .changes)" = false ]
	[ "$(word -H "Authorization: Bearer $token")" = 403 ]
	page_answers
}

@test "another's name, page or script is refused" {
	page_up --ledger "$history" --host cameras.home
	local bearer="Authorization: Bearer $token"
	[ "$(status -H "$bearer" -H "Host: cameras.home:8407" "$url/api/v1/health")" = 200 ]
	[ "$(status -H "$bearer" -H "Host: evil.example" "$url/api/v1/health")" = 403 ]
	[ "$(status -H "$bearer" -H "Host: localhost.evil.example" "$url/")" = 403 ]
	[ "$(status -H "$bearer" -H "Origin: http://evil.example" "$url/api/v1/health")" = 403 ]
	[ "$(status -H "$bearer" -H "Origin: null" "$url/api/v1/health")" = 403 ]
	[ "$(status -H "$bearer" -H "Origin: $url" "$url/api/v1/health")" = 200 ]
	[ "$(status -H "$bearer" -H "Sec-Fetch-Site: cross-site" "$url/api/v1/health")" = 403 ]
	# A link elsewhere leads to the page, and to nothing else.
	local led=(-H "Sec-Fetch-Site: cross-site" -H "Sec-Fetch-Mode: navigate")
	[ "$(status "${led[@]}" "$url/")" = 200 ]
	[ "$(status "${led[@]}" "$url/page.js")" = 403 ]
	[ "$(status "${led[@]}" -H "$bearer" "$url/api/v1/report")" = 403 ]
	[ "$(status -H "Sec-Fetch-Site: cross-site" -H "Sec-Fetch-Mode: no-cors" "$url/")" = 403 ]
	[ "$(ask_raw raw "GET / HTTP/1.1")" = 400 ]
	[ "$(ask_raw raw "GET / HTTP/1.1" "Host: localhost" "Host: evil.example")" = 400 ]
	[ "$(ask_raw body "POST /api/v1/cameras HTTP/1.1" "Host: localhost" "Origin: http://evil.example" "Content-Type: application/json" \
		"Content-Length: 2" "{}")" = 403 ]
}

@test "every answer keeps browsers to this page" {
	page_up --ledger "$history"
	local path header
	for path in / /page.js /page.css /api/v1/health /nothing; do
		curl -s -o body.txt -D headers.txt -H "Authorization: Bearer $token" "$url$path"
		for header in "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'" \
			"X-Content-Type-Options: nosniff" "X-Frame-Options: DENY" "Referrer-Policy: no-referrer" "Cache-Control: no-"; do
			grep -qF "$header" headers.txt || { echo "$path lacks $header"; return 1; }
		done
		run ! grep -qi "access-control" headers.txt
	done
	# What it is made of does nothing inline.
	curl -s "$url/" >page.html
	run ! grep -qE "<style|style=| on[a-z]+=|<script>|https?:" page.html
}

@test "nothing beside its own paths is there" {
	page_up --ledger "$history"
	local path
	for path in /../../etc/passwd /..%2f..%2fetc/passwd /%2e%2e/%2e%2e/etc/passwd //etc/passwd /page.js/../../etc/passwd \
		/api/v1/events/..%2f..%2fetc%2fpasswd /page.html /userspace/page/page.html /.git/config; do
		[ "$(status --path-as-is -H "Authorization: Bearer $token" "$url$path")" = 404 ] || { echo "$path"; return 1; }
	done
}

@test "floods of headers, long lines and bodies are refused, and it goes on" {
	page_up --ledger "$history"
	[[ $(ask_raw many-headers) =~ ^(431|413|400|closed)$ ]]
	[[ $(ask_raw long-header) =~ ^(431|413|400|closed)$ ]]
	[[ $(ask_raw long-line) =~ ^(414|431|400|closed)$ ]]
	local post=("POST /api/v1/cameras HTTP/1.1" "Host: localhost" "Authorization: Bearer $token" "Content-Type: application/json")
	[ "$(ask_raw body "${post[@]}" "Content-Length: 100000000" "{}")" = 413 ]
	[ "$(ask_raw body "${post[@]}" "Content-Length: 1025" "{}")" = 413 ]
	[[ $(ask_raw body "${post[@]}" "Content-Length: -1" "{}") =~ ^(400|413|closed)$ ]]
	[[ $(ask_raw body "${post[@]}" "Transfer-Encoding: chunked" "2") =~ ^(400|411)$ ]]
	[ "$(ask_raw body "GET /api/v1/health HTTP/1.1" "Host: localhost" "Content-Length: 5000" "{}")" = 413 ]
	page_answers
}

@test "a body that is no JSON, no word or no application/json is refused" {
	page_up --ledger "$history"
	local body bearer="Authorization: Bearer $token"
	for body in '{' '[]' 'null' '{"camera":7}' '{"camera":"x"}' '[[[[[[[[[[[[' '{"camera":"x","say":"not"} x' '{"camera":"x","say":"forget"}'; do
		[ "$(status -H "$bearer" -H "Content-Type: application/json" -d "$body" "$url/api/v1/cameras")" = 400 ] || { echo "$body"; return 1; }
	done
	[ "$(status -H "$bearer" -H "Content-Type: text/plain" -d '{"camera":"x","say":"not"}' "$url/api/v1/cameras")" = 415 ]
	page_answers
}

@test "who is slow, or says nothing, is let go after ten seconds" {
	page_up --ledger "$history"
	local what waiting=()
	for what in slow slow-body slow-get silent; do
		ask_raw "$what" >"$what.txt" 3>&- &
		waiting+=($!)
	done
	wait "${waiting[@]}"
	[ "$(sort -u slow.txt slow-body.txt slow-get.txt silent.txt)" = closed ]
	page_answers
}

@test "hundreds of connections that say nothing lock nobody out for long" {
	page_up --ledger "$history"
	[ "$(ask_raw idle 400)" = 200 ]
	page_answers
}

@test "who tries tokens has to wait, and the owner has not" {
	page_up --ledger "$history"
	local i seen=""
	for ((i = 0; i < 15; i++)); do
		seen+=" $(status -H "Authorization: Bearer ${token%?}x" "$url/api/v1/health")"
	done
	[[ $seen == *" 401 "*" 429"* ]]
	page_answers
}

@test "what it answers is what its OpenAPI file says" {
	page_up --ledger "$history"
	cd "$root"
	"$root/tests/lib/page-openapi" "$url" "$token" 2026-03-02
	page_answers
}

@test "it says what the command line says" {
	page_up --ledger "$history"
	get "/api/v1/report?since=2026-03-02&until=2026-03-02&format=json" >page.json
	"$lenswatch" report --ledger "$history" --rules "$root/rules" --since 2026-03-02 --until 2026-03-02 --format json >program.json
	jq -S 'del(.made)' page.json >one.json
	jq -S 'del(.made)' program.json >other.json
	diff one.json other.json
	get "/api/v1/report?since=2026-03-02&until=2026-03-02&format=html" | sed '/<footer>/d' >one.html
	"$lenswatch" report --ledger "$history" --rules "$root/rules" --since 2026-03-02 --until 2026-03-02 --format html | sed '/<footer>/d' >other.html
	diff one.html other.html
	get "/api/v1/events/34f0" | jq -cS .record >one.json
	"$lenswatch" explain --ledger "$history" --format json 34f0 | jq -cS . >other.json
	diff one.json other.json
	local door=f4:b8:5e:12:34:56 from=2026-03-02T00:00Z to=2026-03-02T23:00Z
	get "/api/v1/attest?camera=$door&since=$from&until=$to" | jq -S . >one.json
	"$lenswatch" attest --ledger "$history" --rules "$root/rules" --camera $door --since $from --until $to --format json | jq -S . >other.json
	diff one.json other.json
	get "/api/v1/attest?camera=$door&since=$from&until=$to&format=text" >one.txt
	"$lenswatch" attest --ledger "$history" --rules "$root/rules" --camera $door --since $from --until $to --details >other.txt || true
	diff one.txt other.txt
	get "/api/v1/report?request=$from..$to&format=html" | sed '/<footer>/d' >one.html
	"$lenswatch" report --ledger "$history" --rules "$root/rules" --request "$from..$to" --format html | sed '/<footer>/d' >other.html
	diff one.html other.html
	[ "$(status -H "Authorization: Bearer $token" "$url/api/v1/attest?camera=nobody&since=$from&until=$to")" = 404 ]
	[ "$(get "/api/v1/coverage?since=2026-03-02&until=2026-03-02" | jq -r .nothing_left)" = no ]
	[ "$(get "/api/v1/events?kind=breach&limit=1" | jq '.events | length')" = 1 ]
}

@test "a history that is none takes nothing down" {
	printf 'nothing' >broken.db
	page_up --ledger "$PWD/broken.db"
	[ "$(status -H "Authorization: Bearer $token" "$url/api/v1/events")" = 500 ]
	[ "$(get /api/v1/health | jq .history)" = false ]
	[ "$(status -H "Authorization: Bearer $token" "$url/api/v1/report")" = 500 ]
	page_answers
}

away_thrice() {
	[ "$(grep -c "^event: away" stream.txt)" -ge 3 ]
}

@test "who listens hears on when the process that asks the daemon was killed" {
	page_up --ledger "$history"
	curl -sN -m 40 -H "Authorization: Bearer $token" "$url/api/v1/stream" >stream.txt 3>&- &
	wait_for grep -q "^event: away" stream.txt
	kill -9 "$(pgrep -P "$page_pid")"
	# By the page itself, and within 15 s by the process that it starts anew.
	wait_for away_thrice || wait_for away_thrice
	page_answers
}

@test "behind a reverse proxy a UNIX socket is enough" {
	page_start "$PWD/page.socket" --token "$PWD/none" --ledger "$history"
	wait_for test -S page.socket
	[ "$(stat -c %a page.socket)" = 660 ]
	[ "$(status --unix-socket page.socket http://cameras.home/api/v1/health)" = 200 ]
	[ "$(status --unix-socket page.socket -H "Origin: http://evil.example" http://cameras.home/api/v1/health)" = 403 ]
	# Who may look is not asked who it is, and changes nothing.
	[ "$(status --unix-socket page.socket -H "Content-Type: application/json" -d '{"camera":"x","say":"not"}' http://cameras.home/api/v1/cameras)" = 403 ]
	page_down
	[ ! -e page.socket ]
	# With a token it is wanted there too.
	"$page" --new-token --token "$PWD/some" >token.txt
	page_start "$PWD/page.socket" --token "$PWD/some" --ledger "$history"
	wait_for test -S page.socket
	[ "$(status --unix-socket page.socket http://cameras.home/api/v1/health)" = 401 ]
}

@test "a second one leaves the first its socket, and a file that is no socket stays" {
	page_start "$PWD/page.socket" --token "$PWD/none" --ledger "$history"
	wait_for test -S page.socket
	run -1 "$page" --listen "$PWD/page.socket" --token "$PWD/none" --user "$(id -un)"
	[[ $output == *"Address already in use"* ]]
	run -1 "$page" --listen "$PWD/page.socket" --token "$PWD" --user "$(id -un)"
	[ "$(status --unix-socket page.socket http://cameras.home/api/v1/health)" = 200 ]
	echo mine >file
	run -1 "$page" --listen "$PWD/file" --token "$PWD/none" --user "$(id -un)"
	[ "$(cat file)" = mine ]
	# What one that was killed left behind is taken over.
	kill -9 "$page_pid"
	wait "$page_pid" || true
	[ -S page.socket ]
	page_start "$PWD/page.socket" --token "$PWD/none" --ledger "$history"
	wait_for curl -sf --unix-socket page.socket http://cameras.home/
	[ "$(status --unix-socket page.socket http://cameras.home/api/v1/health)" = 200 ]
}

@test "with a certificate it speaks TLS alone" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
		-keyout key.pem -out certificate.pem 2>openssl.txt
	page_up --ledger "$history" --certificate "$PWD/certificate.pem" --key "$PWD/key.pem"
	local there=https://localhost:$port
	[ "$(status --cacert certificate.pem -H "Authorization: Bearer $token" "$there/api/v1/health")" = 200 ]
	[[ $(status --cacert certificate.pem --tls-max 1.1 "$there/") == 000 ]]
	[[ $(status "$url/") == 000 ]]
}

@test "what of it is not loopback is said, and wrong options are refused" {
	"$page" --new-token --token "$PWD/page.token" >token.txt 2>&1
	run -2 "$page" --listen nonsense --token page.token
	run -2 "$page" --odd
	[ "${lines[0]}" = "lenswatch-page: there is no option --odd" ]
	[ "${lines[1]}" = "\`lenswatch-page --help\` lists the options." ]
	run -2 "$page" -x
	[ "${lines[0]}" = "lenswatch-page: there is no option -x" ]
	run -2 "$page" --listen
	[ "${lines[0]}" = "lenswatch-page: --listen needs a value: --listen ADDRESS:PORT|PATH" ]
	run -2 "$page" --new-token=x
	[ "${lines[0]}" = "lenswatch-page: --new-token takes no value" ]
	run -2 "$page" --certificate a.pem
	run -1 "$page" --listen 0.0.0.0:1 --token none
	[[ $output == *"without --certificate everybody on the way can read what is shown, and the token"* ]]
}

@test "it has no rights and few calls, and neither has who answers for it" {
	page_up --ledger "$history"
	get /api/v1/health >health.json
	curl -sN -m 20 -H "Authorization: Bearer $token" "$url/api/v1/stream" >stream.txt 3>&- &
	wait_for grep -q "^event: away" stream.txt
	local one
	for one in "$page_pid" "$(pgrep -P "$page_pid")"; do
		grep -qx 'NoNewPrivs:.1' "/proc/$one/status"
		grep -qx 'Seccomp:.2' "/proc/$one/status"
		grep -qx 'CapEff:.0000000000000000' "/proc/$one/status"
	done
	# Who listens still ends with it.
	one=$(pgrep -P "$page_pid")
	page_down
	wait_for test ! -e "/proc/$one"
}

@test "help, manual and completion know the same options" {
	"$page" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u >help.txt
	sed 's/\\-/-/g' "$root/docs/lenswatch-page.1" | grep -oE -- '--[a-z][a-z-]*' | sort -u >manual.txt
	diff help.txt manual.txt
	PATH=$PWD/bin:$PATH
	mkdir bin
	ln -s "$page" bin/lenswatch-page
	# shellcheck source=/dev/null
	. "$root/packaging/completions/lenswatch-page.bash"
	COMP_WORDS=(lenswatch-page --)
	_lenswatch_page lenswatch-page --
	printf '%s\n' "${COMPREPLY[@]}" | sort -u | diff help.txt -
	"$page" --version | grep -qx "lenswatch-page $(cat "$root/VERSION")"
}

@test "it is usable in a browser by mouse and keyboard, on a phone, a tablet and a desktop, light and dark" {
	local program
	for program in node chromium; do
		command -v "$program" >/dev/null || skip "tool: no $program, scripts/setup installs it"
	done
	[ -d "$root/tests/browser/node_modules/playwright-core" ] || skip "tool: no tests/browser/node_modules, scripts/setup fetches it"
	page_up --ledger "$history"
	mkdir -p "$root/build/page/pictures"
	node "$root/tests/browser/page.mjs" "$url" "$token" 2026-03-02 "$root/build/page/pictures"
}
