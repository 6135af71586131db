# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A camera on Wi-Fi: the router's access point in its bridge (mac80211_hwsim, hostapd). Watched are the bridge, the access point's
# interface, and both.
. "$root/tests/networks/wifi.bash"
needs_links bridge
radios 2
home_up --device phone,3c:2e:ff:11:22:35,Phone
space camera
radio router wlan0 02:00:5e:00:00:21
radio camera wlan0 74:ab:93:11:22:33
access_point router wlan0 br-lan
station camera wlan0
addressed camera wlan0 192.168.50.11
at="camera wlan0"
for way in $ways; do
    exact "$way br-lan" "$way wlan0" -- clip
    exact "$way wlan0 br-lan" -- clip
done
