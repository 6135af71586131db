# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2034,SC2154 # files.sh uses and sets them
# The package `lenswatch` of UCI as the configuration file of `lenswatch watch` (man lenswatch). Sourced by /etc/init.d/lenswatch, after
# /lib/functions.sh and /lib/functions/network.sh; `config_load lenswatch` comes before.

LENSWATCH_STATE=/etc/lenswatch
LENSWATCH_ADDED='# What is only added below is read by the running program; any other change restarts it.'
LENSWATCH_LF='
'
LENSWATCH_TAB='	'

# A text as YAML 1.2 quotes it (5.7); what no name has (control characters) is left out.
lenswatch_quoted() {
	printf '"'
	printf '%s' "$1" | tr -d '\000-\010\013-\037\177' |
		sed -e ':a' -e '$!{N;ba' -e '}' -e 's/[\\"]/\\&/g' -e 's/\t/\\t/g' -e 's/\n/\\n/g' | tr -d '\n'
	printf '"'
}

lenswatch_key() {
	[ -z "$2" ] || printf '%s: %s\n' "$1" "$(lenswatch_quoted "$2")"
}

# lenswatch_option OPTION KEY [DEFAULT]: of section main.
lenswatch_option() {
	local value

	config_get value main "$1" "$3"
	lenswatch_key "$2" "$value"
}

lenswatch_entry() {
	lenswatch_entries="$lenswatch_entries  - $(lenswatch_quoted "$1")$LENSWATCH_LF"
}

# What lenswatch_entry gathered, as the list KEY.
lenswatch_list() {
	[ -z "$lenswatch_entries" ] || printf '%s:\n%s' "$1" "$lenswatch_entries"
	lenswatch_entries=
}

# lenswatch_each OPTION FUNCTION: each value of section main, be it a list, or an option (which `uci set` makes of it) with one value
# or several between spaces.
lenswatch_each() {
	local length text word

	config_get length main "$1_LENGTH"
	if [ -n "$length" ]; then
		config_list_foreach main "$1" "$2"
		return
	fi
	config_get text main "$1"
	# A path may have spaces.
	if [ -n "$text" ] && [ -e "$text" ]; then
		"$2" "$text"
		return
	fi
	set -f
	for word in $text; do
		"$2" "$word"
	done
	set +f
}

# lenswatch_list_option OPTION KEY
lenswatch_list_option() {
	lenswatch_each "$1" lenswatch_entry
	lenswatch_list "$2"
}

# lenswatch_last_device NETWORK: what it was watched by before it went down, by the file LENSWATCH_LAST.
lenswatch_last_device() {
	[ -e "${LENSWATCH_LAST-}" ] || return 0
	sed -n "s|^# network $1: ||p" "$LENSWATCH_LAST"
}

# A network's device, or the device itself. A network that went down keeps the one it had, which the running program waits for. Of one
# that was never up the device is not known: the program waits for one of its name, and says so.
lenswatch_network() {
	local device

	network_get_device device "$1" || device=
	case "$1" in
	*[!A-Za-z0-9_.-]*) ;;
	*)
		[ -n "$device" ] || [ ! -e "/sys/class/net/$1/ifindex" ] || device="$1"
		[ -n "$device" ] || device="$(lenswatch_last_device "$1")"
		;;
	esac
	if [ -z "$device" ]; then
		lenswatch_missing="$lenswatch_missing $1"
		lenswatch_watch "$1"
		return
	fi
	lenswatch_networks="$lenswatch_networks# network $1: $device$LENSWATCH_LF"
	lenswatch_watch "$device"
}

# lenswatch_each_network FUNCTION: one of a list may be several too.
lenswatch_each_network() {
	lenswatch_function="$1"
	lenswatch_each interface lenswatch_several
}

lenswatch_several() {
	local word

	set -f
	for word in $1; do
		"$lenswatch_function" "$word"
	done
	set +f
}

lenswatch_watch() {
	case "$lenswatch_devices " in
	*" $1 "*) ;;
	*) lenswatch_devices="$lenswatch_devices $1" ;;
	esac
}

lenswatch_word() {
	lenswatch_words="$lenswatch_words${lenswatch_words:+, }$(lenswatch_quoted "$1")"
}

# What lenswatch_word gathered, as the list KEY in a line: the running program follows what is written so.
lenswatch_line() {
	[ -z "$lenswatch_words" ] || printf '%s: [%s]\n' "$1" "$lenswatch_words"
	lenswatch_words=
}

lenswatch_interfaces() {
	local device

	lenswatch_devices=
	lenswatch_missing=
	lenswatch_networks=
	network_flush_cache
	lenswatch_each_network lenswatch_network
	set -f
	for device in $lenswatch_devices; do
		lenswatch_word "$device"
	done
	set +f
	printf 'interface: [%s]\n%s' "$lenswatch_words" "$lenswatch_networks"
	lenswatch_words=
}

# lenswatch_yes OPTION: one that is off where it is not set. What is no yes or no is left to the program to refuse, which says so.
lenswatch_yes() {
	local value

	config_get value main "$1"
	case "$value" in
	'' | 0 | no | off | false | disabled) ;;
	1 | yes | on | true | enabled) echo "$1: yes" ;;
	*) lenswatch_key "$1" "$value" ;;
	esac
}

# lenswatch_zone_fits ZONE: it is one as POSIX writes it. A name as of the time zone database is one only where the files of that are,
# which no jail shows.
lenswatch_zone_fits() {
	case "$1" in
	*[!!-~]*) return 1 ;;
	UTC | GMT) return 0 ;;
	esac
	printf '%s\n' "$1" | grep -qE '^(<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})[+-]?[0-9]'
}

# The router's time zone: in the jail there is no file that has it. Without one it is UTC, as it is to /etc/init.d/system.
lenswatch_zone() {
	local zone

	zone="$(uci -q get 'system.@system[0].timezone')"
	lenswatch_zone_fits "$zone" || zone=UTC
	printf '%s' "$zone"
}

lenswatch_promise() {
	local text enabled

	config_get text "$1" text
	config_get_bool enabled "$1" enabled 1
	[ -z "$text" ] || [ "$enabled" = 0 ] || lenswatch_word "$text"
}

# lenswatch_camera SECTION 1|0: the entries of those that are cameras, or that are not.
lenswatch_camera() {
	local device name camera

	config_get device "$1" device
	config_get name "$1" name
	config_get_bool camera "$1" camera 1
	if [ -z "$device" ] || [ "$camera" != "$2" ]; then
		return
	fi
	if [ "$camera" = 1 ] && [ -n "$name" ]; then
		device="$device=$name"
	fi
	lenswatch_entry "$device"
}

lenswatch_history() {
	local history

	config_get_bool history main history 1
	if [ "$history" = 1 ]; then
		lenswatch_option commit commit 3600
		lenswatch_option history_days keep-days
		lenswatch_option history_mb keep-mb
	fi
	lenswatch_files_keys "$history"
}

# The whole file.
lenswatch_yaml() {
	echo "# Written by /etc/init.d/lenswatch from /etc/config/lenswatch."
	lenswatch_interfaces
	config_foreach lenswatch_promise promise
	lenswatch_line promises
	lenswatch_option attach attach
	lenswatch_yes mirror
	lenswatch_yes speakers
	lenswatch_files_places
	lenswatch_list_option home home
	lenswatch_history
	echo "# jail: $lenswatch_jail"
	echo "# zone: $(lenswatch_zone)"
	echo "$LENSWATCH_ADDED"
	config_foreach lenswatch_camera camera 1
	lenswatch_list camera
	config_foreach lenswatch_camera camera 0
	lenswatch_list not
}

# lenswatch_fixed FILE: what the program reads at its start alone.
lenswatch_fixed() {
	sed -e "/^$LENSWATCH_ADDED\$/q" "$1" | sed -e '/^interface:/d' -e '/^# network /d' -e '/^promises:/d' -e '/^refused:/d'
}

# lenswatch_restarts OLD NEW: whether a running program must be started anew to do what NEW says.
lenswatch_restarts() {
	[ "$(lenswatch_fixed "$1")" = "$(lenswatch_fixed "$2")" ] || return 0
	sed -e "1,/^$LENSWATCH_ADDED\$/d" "$1" | grep -qvxF -f "$2"
}
