# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion for bash. Commands and options come from the program's own help, so they are those of the version at hand.

_lenswatch_options() {
    lenswatch "$1" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u
}

_lenswatch() {
    local word=$2 before=$3 command=${COMP_WORDS[1]-}
    local choices=
    if [ "$COMP_CWORD" -eq 1 ]; then
        choices="$(lenswatch --help | sed -n 's/^  \([a-z]*\) .*/\1/p') --help --version"
    else
        case $before in
        --attach) choices="auto xdp xdp-generic tc pcap" ;;
        --interface) choices=$(ls /sys/class/net) ;;
        --format) choices=$(lenswatch "$command" --help 2>/dev/null | grep -E -- '--format' | grep -oE '(text|jsonl|json|csv|html|prometheus)') ;;
        --user) choices=$(cut -d: -f1 /etc/passwd) ;;
        *)
            case $word in
            -*) choices=$(_lenswatch_options "$command") ;;
            *)
                case $command in
                cameras) choices="list name unname confirm not forget" ;;
                rules) choices="check list explain" ;;
                config) choices="check" ;;
                esac
                ;;
            esac
            ;;
        esac
    fi
    # The words are ours, without spaces.
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

# Where nothing of ours fits, files are completed.
complete -o default -F _lenswatch lenswatch
