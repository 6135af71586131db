# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# Sourced by sysupgrade, before it makes a backup or keeps the settings: what waits in memory goes to flash first. Whoever reads the
# history has it written; from "now" on there is nothing to read, which is refused before the program is asked.

lenswatch_write_history() {
	[ ! -S /var/run/lenswatch/control ] || /usr/sbin/lenswatch report --since today >/dev/null 2>&1
	return 0
}

# shellcheck disable=SC2034 # sysupgrade reads it
sysupgrade_init_conffiles="lenswatch_write_history ${sysupgrade_init_conffiles-}"
