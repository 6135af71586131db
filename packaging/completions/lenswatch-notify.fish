# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for fish. Options come from the program's own help, so they are those of the version at hand.

function __lenswatch_notify_options
    lenswatch-notify --help 2>/dev/null | string match -arg -- '(--[a-z][a-z-]*)' | sort -u
end

complete -c lenswatch-notify -f -a '(__lenswatch_notify_options)'
complete -c lenswatch-notify -l config -r -F
