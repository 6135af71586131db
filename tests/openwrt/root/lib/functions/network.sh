# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# Stands in for OpenWrt's /lib/functions/network.sh in tests: /tmp/networks has a line `NETWORK DEVICE` for each that is up.

network_flush_cache() {
	return 0
}

network_get_device() {
	local found

	found="$(sed -n "s/^$2 //p" /tmp/networks)"
	eval "$1=\$found"
	[ -n "$found" ]
}
