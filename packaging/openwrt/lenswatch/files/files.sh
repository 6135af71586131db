# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2154 # refuse.sh sets them
# Which files and programs outside its own folders Lenswatch is given: /etc/config/lenswatch-root, which root alone may change. Whoever
# may change /etc/config/lenswatch (a group in LuCI) must not have folders made as root, or programs run. Sourced by
# /etc/init.d/lenswatch after uci.sh and refuse.sh.

# lenswatch_root OPTION: not by config_load, which leaves the options of whatever was loaded before where a new one has none.
lenswatch_root() {
	uci -q get "lenswatch-root.main.$1"
}

lenswatch_files_load() {
	lenswatch_ledger="$(lenswatch_root ledger)"
	lenswatch_ledger="${lenswatch_ledger:-$LENSWATCH_STATE/ledger.db}"
	lenswatch_heads="$(lenswatch_root heads)"
	lenswatch_command="$(lenswatch_root anchor_command)"
	lenswatch_rules="$(lenswatch_root rules)"
	# shellcheck disable=SC2034 # add_jail reads it
	case "$(lenswatch_root jail)" in
	0 | no | off | false | disabled) lenswatch_jail=0 ;;
	*) lenswatch_jail=1 ;;
	esac
}

# A path that ujail can mount: procd keeps them in a shell's variables, where a blank parts two, and whatever is no letter or digit is
# one sign.
lenswatch_path_fits() {
	local key mount

	case "$2" in
	/*) ;;
	*)
		lenswatch_refuse "$1" "$2" "a path begins with a slash"
		return 1
		;;
	esac
	case "$2" in
	*[!A-Za-z0-9._+/-]* | */../* | */..)
		lenswatch_refuse "$1" "$2" "a path has letters, digits and - . _ + / alone, and no part is two dots"
		return 1
		;;
	esac
	key="$(printf '%s' "$3" | tr -c 'A-Za-z0-9' _)"
	for mount in $LENSWATCH_STATE /var/run/lenswatch /usr/share/lenswatch $lenswatch_mounts; do
		[ "$mount" != "$3" ] || return 0
		if [ "$(printf '%s' "$mount" | tr -c 'A-Za-z0-9' _)" = "$key" ]; then
			lenswatch_refuse "$1" "$2" "$3 and $mount are one to procd's jail: give one of them another name"
			return 1
		fi
	done
	lenswatch_mounts="$lenswatch_mounts $3"
}

# lenswatch_file_fits SETTING FILE: one in a folder that the jail can mount.
lenswatch_file_fits() {
	if [ "${2%/}" != "$2" ] || [ -d "$2" ]; then
		lenswatch_refuse "$1" "$2" "that is a folder: name a file in it, as in ${2%/}/lenswatch/$1"
		return 1
	fi
	lenswatch_path_fits "$1" "$2" "${2%/*}"
}

lenswatch_file_geo() {
	! lenswatch_path_fits geo "$1" "$1" || lenswatch_geo="$lenswatch_geo $1"
}

# One that the settings name: in the folders of Lenswatch and of packages alone.
lenswatch_settings_geo() {
	case "$1" in
	"$LENSWATCH_STATE"/* | /usr/share/*) lenswatch_file_geo "$1" ;;
	*) lenswatch_refuse geo "$1" "country files lie under $LENSWATCH_STATE or /usr/share; root may name others in /etc/config/lenswatch-root" ;;
	esac
}

# What was set where it does not count.
lenswatch_misplaced() {
	local option value

	for option in ledger heads anchor_command rules jail; do
		config_get value main "$option"
		[ -z "$value" ] || lenswatch_refuse "$option" "$value" "that is taken from /etc/config/lenswatch-root alone, which root writes"
	done
}

# lenswatch_unmounted FILE: says that nothing is mounted now at a mount point of /etc/config/fstab that it lies under. A history begun in
# the folder below that would be hidden once there is, and fill the router's own flash.
lenswatch_unmounted() {
	local target

	for target in $(procd_get_mountpoints "$1"); do
		if ! grep -q "^[^ ]* $target " /proc/mounts; then
			echo "nothing is mounted at $target, where it should be: plug the stick in"
			return
		fi
	done
}

# lenswatch_files_mounts FUNCTION: each mount point of fstab that one of them lies under.
lenswatch_files_mounts() {
	local target

	for target in $(procd_get_mountpoints "$lenswatch_ledger" "$(lenswatch_root heads)" "$(lenswatch_root anchor_command)"); do
		"$1" "$target"
	done
}

# lenswatch_hand_over FILE: its folder, made where it is not there, is the daemon's. One that was there is so only if it was made for it.
lenswatch_hand_over() {
	local folder="${1%/*}"

	if [ ! -d "$folder" ]; then
		mkdir -p "$folder" && chmod 700 "$folder" || return 1
	elif [ "${folder##*/}" != lenswatch ]; then
		return 1
	fi
	chown lenswatch:lenswatch "$folder" 2>/dev/null || chown nobody:nogroup "$folder"
}

lenswatch_owned() {
	# shellcheck disable=SC2046 # in words
	set -- $(ls -ldn "$1")
	[ "$3" = "$(id -u lenswatch)" ]
}

# Sets lenswatch_no_history where none can be kept.
lenswatch_files_history() {
	local history

	config_get_bool history main history 1
	lenswatch_no_history=
	if [ "$history" != 1 ]; then
		lenswatch_no_history="it is switched off (main.history)"
		return
	fi
	case "$lenswatch_broken" in
	*lenswatch-root*)
		lenswatch_no_history="where it is to be is unknown: /etc/config/lenswatch-root cannot be read"
		return
		;;
	esac
	if ! lenswatch_file_fits ledger "$lenswatch_ledger"; then
		lenswatch_no_history="${lenswatch_refused%"$LENSWATCH_LF"}"
		lenswatch_no_history="${lenswatch_no_history##*"$LENSWATCH_LF"}"
		return
	fi
	lenswatch_no_history="$(lenswatch_unmounted "$lenswatch_ledger")"
	if [ -n "$lenswatch_no_history" ]; then
		lenswatch_refuse ledger "$lenswatch_ledger" "$lenswatch_no_history"
		return
	fi
	lenswatch_hand_over "$lenswatch_ledger" || :
}

lenswatch_files_heads() {
	local unmounted

	[ -n "$lenswatch_heads" ] || return 0
	unmounted="$(lenswatch_unmounted "$lenswatch_heads")"
	if [ -n "$unmounted" ]; then
		lenswatch_refuse heads "$lenswatch_heads" "$unmounted"
	elif lenswatch_file_fits heads "$lenswatch_heads"; then
		lenswatch_hand_over "$lenswatch_heads" || lenswatch_owned "${lenswatch_heads%/*}" && return
		lenswatch_refuse heads "$lenswatch_heads" \
			"the folder is another's: name a file in a folder of its own, as in ${lenswatch_heads%/*}/lenswatch/heads"
	fi
	lenswatch_heads=
}

lenswatch_files_command() {
	if [ -n "$lenswatch_command" ] && { [ ! -f "$lenswatch_command" ] || [ ! -x "$lenswatch_command" ]; }; then
		lenswatch_refuse anchor_command "$lenswatch_command" "there is no program of that path that could be run"
		lenswatch_command=
	fi
}

# After `config_load lenswatch`: what of it all can be used.
lenswatch_files_look() {
	local file

	lenswatch_mounts=
	lenswatch_geo=
	lenswatch_files_load
	lenswatch_misplaced
	for file in $(lenswatch_root geo); do
		lenswatch_file_geo "$file"
	done
	lenswatch_each geo lenswatch_settings_geo
	[ -z "$lenswatch_rules" ] || lenswatch_path_fits rules "$lenswatch_rules" "$lenswatch_rules" || lenswatch_rules=
	lenswatch_files_history
	lenswatch_files_heads
	lenswatch_files_command
}

# lenswatch_files_mount FUNCTION FUNCTION: what the jail shows of them, to be read and to be written.
lenswatch_files_mount() {
	local path

	for path in $lenswatch_rules $lenswatch_geo; do
		[ ! -e "$path" ] || "$1" "$path"
	done
	for path in "${lenswatch_ledger%/*}" "${lenswatch_heads%/*}"; do
		if [ -z "$path" ] || [ "$path" = "$LENSWATCH_STATE" ] || [ ! -d "$path" ]; then
			continue
		fi
		"$2" "$path"
	done
}

# The keys of the configuration file.
lenswatch_files_places() {
	local file

	lenswatch_refused_key
	lenswatch_key rules "$lenswatch_rules"
	lenswatch_key socket-group "$(lenswatch_root socket_group)"
	for file in $lenswatch_geo; do
		lenswatch_entry "$file"
	done
	lenswatch_list geo
}

# lenswatch_files_keys HISTORY: of one that is switched off only where it was, as it may be read.
lenswatch_files_keys() {
	lenswatch_key ledger "$lenswatch_ledger"
	lenswatch_key no-history "$lenswatch_no_history"
	[ "$1" = 1 ] || return 0
	lenswatch_key heads "$lenswatch_heads"
	lenswatch_key anchor-command "$lenswatch_command"
}
