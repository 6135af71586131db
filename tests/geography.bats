#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# From the address in a packet to country and operator in an event, with databases whose answers are published.

setup() {
	# shellcheck source=tests/lib/replay.bash
	. "$BATS_TEST_DIRNAME/lib/replay.bash"
	replay_setup
	geo=$shared/geo
	[ -e "$geo/GeoLite2-ASN-Test.mmdb" ] || skip "../shared/geo is not here: no database with known answers"
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

@test "the operator of an address comes from the ASN database" {
	clip_to 1.128.0.1 --geo "$geo/GeoLite2-ASN-Test.mmdb"
	destination; cat err.txt; false
}

@test "country" {
	clip_to 81.2.69.160 --geo "$geo/GeoLite2-Country-Test.mmdb"
	destination; cat err.txt
	clip_to 81.2.69.160 --geo "$geo/GeoLite2-City-Test.mmdb"
	destination; cat err.txt; records out.txt run 'r["geo"], r["options"]'
	clip_to 198.18.20.88 --geo "$geo/GeoLite2-City-Test.mmdb"
	destination; cat err.txt; records out.txt run 'r["geo"], r["options"]'
	"$lenswatch" replay --geo "$geo/GeoLite2-City-Test.mmdb" --geo "$geo/GeoLite2-ASN-Test.mmdb" clip.pcap
	clip_to 81.2.69.160 --geo "$geo/GeoLite2-City-Test.mmdb" --geo "$geo/GeoLite2-ASN-Test.mmdb"
	destination
	"$lenswatch" replay --geo "$geo/GeoLite2-City-Test.mmdb" --geo "$geo/GeoLite2-ASN-Test.mmdb" clip.pcap
	clip_to 2001:218::1 --geo "$geo/GeoLite2-City-Test.mmdb" --geo "$geo/GeoLite2-ASN-Test.mmdb"
	destination
	false
}
