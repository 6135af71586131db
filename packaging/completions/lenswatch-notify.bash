# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion for bash. Options come from the program's own help, so they are those of the version at hand.

_lenswatch_notify() {
    local word=$2 choices=
    [ "$3" = --config ] || choices=$(lenswatch-notify --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)
    # The words are ours, without spaces.
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

# After --config files are completed.
complete -o default -F _lenswatch_notify lenswatch-notify
