# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion for bash. Options come from the program's own help, so they are those of the version at hand.

_lenswatch_page() {
    local choices=
    [[ $2 != -* ]] || choices=$(lenswatch-page --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)
    [[ $3 != --user ]] || choices=$(cut -d: -f1 /etc/passwd)
    # The words are ours, without spaces.
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$2")
}

# Where nothing of ours fits, files are completed.
complete -o default -F _lenswatch_page lenswatch-page
