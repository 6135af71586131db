# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for fish. Commands and options come from the program's own help, so they are those of the version at hand.

function __lenswatch_commands
    lenswatch --help | string replace -rf '^  ([a-z]+) +(.*)' '$1\t$2'
end

function __lenswatch_options
    set -l words (commandline -opc)
    test (count $words) -ge 2; or return
    lenswatch $words[2] --help 2>/dev/null | string match -arg -- '(--[a-z][a-z-]*)' | sort -u
end

complete -c lenswatch -n __fish_use_subcommand -f -a '(__lenswatch_commands)'
complete -c lenswatch -n __fish_use_subcommand -f -a '--help --version'
complete -c lenswatch -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' -f -a '(__lenswatch_options)'
complete -c lenswatch -n '__fish_seen_subcommand_from cameras' -f -a 'list name unname confirm not forget'
complete -c lenswatch -n '__fish_seen_subcommand_from rules' -f -a 'check list explain'
complete -c lenswatch -n '__fish_seen_subcommand_from config' -f -a 'check'
