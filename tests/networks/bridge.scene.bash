# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A plain home: camera and phone at two ports of a bridge, an outer interface. All other scenes are changes of this one.
home_up
for way in $ways; do
    exact "$way br-lan" "$way lan1" -- clip
    exact "$way lan1 br-lan" -- clip --6
done
