#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A program that runs for long calls tzset() again and goes on in the old time zone though the file of the zone was exchanged.
#
# Version:   musl 1.2.3 and glibc 2.36 of Debian 12.
# Expected:  tzset() after /etc/localtime was exchanged (what setting the zone of a machine does) makes localtime() answer by the new one.
# Seen:      musl compares the name of the file alone, so it never reads again, not even /etc/localtime without TZ. glibc reads that again, but
#            not what TZ=:/etc/localtime names, as many set it to spare a stat() for each localtime().
# What for:  set TZ to something else, call tzset(), set it back, call tzset() again: both then read the file.
#
# Needs: gcc, musl-gcc (musl-tools), tzdata; `unshare -rm`. Nothing is installed. Fails where this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >zone.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(void)
{
	time_t at = 1767225600; /* 2026-01-01T00:00:00Z */
	char text[64];
	struct tm tm;

	tzset();
	localtime_r(&at, &tm);
	if (system("./exchange"))
		return 1;
	tzset();
	localtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Z", &tm);
	puts(text);
	return 0;
}
C
gcc -o glibc zone.c
musl-gcc -static -o musl zone.c
zones=/usr/share/zoneinfo

# named PROGRAM: what it says with TZ=:FILE. unnamed PROGRAM: what it says without TZ.
named() {
    cp "$zones/Europe/Berlin" zone
    printf '#!/bin/sh\ncp %s/America/New_York new && mv new zone\n' "$zones" >exchange
    chmod +x exchange
    TZ=:$work/zone "./$1"
}
unnamed() {
    cp "$zones/Europe/Berlin" old
    cp "$zones/America/New_York" new
    printf '#!/bin/sh\nmount --bind %s/new /etc/localtime\n' "$work" >exchange
    chmod +x exchange
    # shellcheck disable=SC2016  # $0 is the inner shell's
    unshare -rm sh -c 'mount --bind old /etc/localtime && unset TZ && exec "$0"' "./$1"
}
status=0
while read -r how which expected; do
    if [ "$how" = named ]; then
        said=$(named "$which")
    else
        said=$(unnamed "$which")
    fi
    echo "$which, TZ $how: $said after the zone was exchanged from Berlin (CET) to New York (EST)"
    [ "$said" = "$expected" ] || status=1
done <<'E'
named musl CET
unnamed musl CET
named glibc CET
unnamed glibc EST
E
[ "$status" -eq 0 ] || echo "this is not so any more" >&2
exit "$status"
