#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# From the address in a packet to country and operator in an event, with databases whose answers are published.

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	geo=$(realpath -m "${LENSWATCH_MMDB:-$root/../shared/geo}")
	[ -e "$geo/GeoLite2-ASN-Test.mmdb" ] || skip "data: no database with known answers at $geo (LENSWATCH_MMDB)"
}

# A clip to an address, and what is told of it with the databases named.
clip_to() {
	cat >clip.scene <<-END
		start 2026-03-02T08:00:00Z
		house lan 192.168.1.0/24 router 50:c7:bf:00:00:01
		device door camera vendor Blink mac f4:b8:5e:12:34:56 ip 192.168.1.30
		at 00:00:30 door clip to vs-cam.u011.immedia-semi.com ip $1 bytes 480kB seconds 5
	END
	"$generator" --truth truth.json clip.scene clip.pcap
	shift
	replay --format jsonl "$@" clip.pcap
	[ "$(records out.txt upload | wc -l)" -eq 1 ]
}

destination() {
	records out.txt upload '[r["destination"][k] for k in ("ips", "asn", "as_org", "country", "country_basis")]'
}

@test "the operator of an address comes from the database of operators" {
	clip_to 1.128.0.1 --geo "$geo/GeoLite2-ASN-Test.mmdb"
	told 0 ""
	[ "$(destination)" = "[['1.128.0.1'], 1221, 'Telstra Pty Ltd', None, None]" ]
}

@test "its country comes from a database of countries or of cities, with the day of the data" {
	for kind in Country City; do
		clip_to 81.2.69.160 --geo "$geo/GeoLite2-$kind-Test.mmdb"
		told 0 ""
		day=$(records out.txt run 'r["geo"]')
		[[ $day == 20??-??-?? ]]
		[ "$(destination)" = "[['81.2.69.160'], None, None, 'GB', 'geo database $day']" ]
	done
	replay --geo "$geo/GeoLite2-City-Test.mmdb" clip.pcap
	says "Address registered in the UK (database of $day)."
}

@test "several databases answer together, whichever comes first" {
	asn=$geo/GeoLite2-ASN-Test.mmdb country=$geo/GeoLite2-Country-Test.mmdb
	clip_to 1.128.0.1 --geo "$asn" --geo "$country"
	first=$(destination)
	[[ $first == "[['1.128.0.1'], 1221, 'Telstra Pty Ltd', "* ]]
	clip_to 1.128.0.1 --geo "$country" --geo "$asn"
	[ "$(destination)" = "$first" ]
	clip_to 81.2.69.160 --geo "$asn" --geo "$country"
	[[ $(destination) == *"'GB', 'geo database 20"* ]]
}

@test "where no name was seen the operator is told in its place" {
	clip_to "1.128.0.1 sni no dns no" --camera 192.168.1.30=Door --geo "$geo/GeoLite2-ASN-Test.mmdb"
	[ "$(records out.txt upload 'r["destination"]["host"], r["destination"]["asn"]')" = "(None, 1221)" ]
	replay --camera 192.168.1.30=Door --geo "$geo/GeoLite2-ASN-Test.mmdb" clip.pcap
	says "Telstra Pty Ltd"
}

@test "an address that no database knows has no country, and without databases none has" {
	clip_to 198.18.20.88 --geo "$geo/GeoLite2-City-Test.mmdb" --geo "$geo/GeoLite2-ASN-Test.mmdb"
	[ "$(destination)" = "[['198.18.20.88'], None, None, None, None]" ]
	clip_to 81.2.69.160
	[ "$(destination)" = "[['81.2.69.160'], None, None, None, None]" ]
	[ "$(records out.txt run 'r["geo"]')" = None ]
}

@test "countries are told in csv too" {
	clip_to 81.2.69.160 --geo "$geo/GeoLite2-Country-Test.mmdb"
	replay --format csv --geo "$geo/GeoLite2-Country-Test.mmdb" clip.pcap
	[ "$(python3 -c 'import csv; print([r["country"] for r in csv.DictReader(open("out.txt")) if r["type"] == "upload"])')" = "['GB']" ]
}

@test "a file just built of old data says so when it is built, and not at each start" {
	perl -MMaxMind::DB::Writer::Tree -e 1 2>/dev/null || skip "tool: libmaxmind-db-writer-perl is not installed"
	printf '%s\n' $'source\t1577836800\tthe test\tCC0' $'operator\t64500\tEXAMPLE' $'network\t203.0.113.0/24\tUS\t64500' end |
		"$root/scripts/lib/geo-write" own.mmdb 2>built.txt
	grep -q 'this data is of 2020-01-01, older than two years' built.txt
	clip_to 203.0.113.7 --geo own.mmdb
	told 0 ""
	[ "$(destination)" = "[['203.0.113.7'], 64500, 'EXAMPLE', 'US', 'geo database 2020-01-01']" ]
	touch -d '3 years ago' own.mmdb
	replay --geo own.mmdb clip.pcap
	[[ $err == *"its data is of 2020-01-01, older than two years"* ]]
}
