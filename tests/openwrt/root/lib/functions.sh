# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# Stands in for OpenWrt's /lib/functions.sh in tests: what init scripts ask of UCI. A file of /etc/config is words that a shell reads too
# (`uci export` writes it so), so it is sourced, with a function for each of its three.

section_now=
sections=

config() {
	sections_made=$((sections_made + 1))
	section_now="${2:-cfg$sections_made}"
	sections="$sections $section_now"
	eval "TYPE_$section_now=\$1"
}

option() {
	eval "VALUE_${section_now}_$1=\$2"
}

list() {
	local count

	eval "count=\$((\${COUNT_${section_now}_$1:-0} + 1))"
	eval "COUNT_${section_now}_$1=\$count; VALUE_${section_now}_$1_LENGTH=\$count; ITEM_${section_now}_$1_$count=\$2"
}

config_load() {
	local section

	for section in $sections; do
		unset "TYPE_$section"
		eval "$(set | sed -n "s/^\(\(VALUE\|COUNT\|ITEM\)_${section}_[A-Za-z0-9_]*\)=.*/unset \1;/p")"
	done
	sections=
	sections_made=0
	[ -e "/etc/config/$1" ] || return 1
	# shellcheck source=/dev/null
	. "/etc/config/$1"
}

# uci show CONFIG, where it can be read whole; uci -q get CONFIG.SECTION.OPTION: of a list the values between blanks. The time zone is what
# /tmp/timezone holds.
uci() (
	[ "$1" != show ] || return 0
	if [ "$3" = 'system.@system[0].timezone' ]; then
		cat /tmp/timezone 2>/dev/null
		return
	fi
	path="${3#*.}"
	config_load "${3%%.*}" || return 1
	uci_found=
	# shellcheck disable=SC2317 # called by config_list_foreach
	uci_add() { uci_found="$uci_found${uci_found:+ }$1"; }
	config_get uci_found "${path%%.*}" "${path#*.}"
	[ -n "$uci_found" ] || config_list_foreach "${path%%.*}" "${path#*.}" uci_add
	[ -n "$uci_found" ] && echo "$uci_found"
)

# config_get VARIABLE SECTION OPTION [DEFAULT]
config_get() {
	eval "$1=\${VALUE_$2_$3:-\$4}"
}

config_get_bool() {
	config_get "$@"
	eval "case \"\$$1\" in
	1 | on | true | yes | enabled) $1=1 ;;
	0 | off | false | no | disabled) $1=0 ;;
	*) $1=\$4 ;;
	esac"
}

# config_foreach FUNCTION TYPE [ARGUMENT]
config_foreach() {
	local section type

	for section in $sections; do
		eval "type=\$TYPE_$section"
		[ "$type" != "$2" ] || "$1" "$section" "$3"
	done
}

# config_list_foreach SECTION OPTION FUNCTION
config_list_foreach() {
	local at=1 count value

	eval "count=\${COUNT_$1_$2:-0}"
	while [ "$at" -le "$count" ]; do
		eval "value=\$ITEM_$1_$2_$at"
		"$3" "$value" ""
		at=$((at + 1))
	done
}
