# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2034 # the others use them
# What of the settings cannot be used, in words. Sourced by /etc/init.d/lenswatch after uci.sh.

# What could not be used: a line each for the log, and as words for the program, which says it for as long as it runs.
lenswatch_refused=
lenswatch_problems=

# lenswatch_refuse SETTING VALUE WHY
lenswatch_refuse() {
	lenswatch_refused="$lenswatch_refused$1: \"$2\": $3$LENSWATCH_LF"
	lenswatch_problems="$lenswatch_problems${lenswatch_problems:+, }$(lenswatch_quoted "$1$LENSWATCH_TAB$3$LENSWATCH_TAB$2")"
}

# lenswatch_unread CONFIG: why UCI cannot read that file whole. What stands before and behind the mistake it may give all the same.
lenswatch_unread() {
	local wrong

	[ -e "/etc/config/$1" ] || return 1
	! wrong="$(uci show "$1" 2>&1 >/dev/null)" || return 1
	wrong="${wrong##*uci: }"
	echo "it cannot be read: ${wrong:-no reason given}"
}

# lenswatch_look_switch SECTION OPTION: one that is neither on nor off counts as if it were not set.
lenswatch_look_switch() {
	local value

	config_get value "$1" "$2"
	case "$value" in
	'' | 0 | no | off | false | disabled | 1 | yes | on | true | enabled) ;;
	*) lenswatch_refuse "$2" "$value" "it is neither 1 nor 0, and counts as 1" ;;
	esac
}

lenswatch_look_zone() {
	local zone

	zone="$(uci -q get 'system.@system[0].timezone')"
	[ -z "$zone" ] || lenswatch_zone_fits "$zone" || lenswatch_refuse timezone "$zone" \
		"that is no time zone as CET-1CEST,M3.5.0,M10.5.0/3 is one: days and hours are those of UTC"
}

# After `config_load lenswatch`. lenswatch_broken: of which files not all is known.
lenswatch_look() {
	local file why

	lenswatch_refused=
	lenswatch_problems=
	lenswatch_broken=
	for file in lenswatch lenswatch-root; do
		if why="$(lenswatch_unread "$file")"; then
			lenswatch_broken="$lenswatch_broken $file"
			lenswatch_refuse config "/etc/config/$file" "$why"
		fi
	done
	lenswatch_look_switch main history
	config_foreach lenswatch_look_switch camera camera
	config_foreach lenswatch_look_switch promise enabled
	lenswatch_look_zone
}

lenswatch_refused_key() {
	[ -z "$lenswatch_problems" ] || printf 'refused: [%s]\n' "$lenswatch_problems"
}
