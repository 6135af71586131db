# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Two cameras that change between two access points in the middle of an upload: each upload is told once. Watched are the bridge of both
# access points, both access points, and all three.
. "$root/tests/networks/wifi.bash"
needs_links bridge
radios 4
home_up --device phone,3c:2e:ff:11:22:35,Phone
for name in camera second; do space "$name"; done
first=02:00:5e:00:00:21
other=02:00:5e:00:00:22
radio router wlan0 $first
radio router wlan1 $other
radio camera wlan0 74:ab:93:11:22:33
radio second wlan0 74:ab:93:11:22:44
access_point router wlan0 br-lan
access_point router wlan1 br-lan
station camera wlan0
station second wlan0
addressed camera wlan0 192.168.50.11
addressed second wlan0 192.168.50.12
control() {
    inside "$1" wpa_cli -p "/run/lenswatch-home/$home/$1" -i wlan0 "${@:2}"
}
joined() {
    control "$1" status | grep -q "^bssid=$2" && control "$1" status | grep -q '^wpa_state=COMPLETED'
}
# On a busy machine a handshake comes too late, and the access point before takes the camera back: it is told again.
told_to() {
    control "$1" roam "$2"
    until_so 15 joined "$1" "$2"
}
# roam SPACE MAC: it joins that access point.
roam() {
    control "$1" scan >/dev/null
    until_so "$patience" eval "control $1 scan_results | grep -q '^$2'"
    until_so "$patience" told_to "$1" "$2"
}
under_way() {
    [ "$(stat -c %s truth.pcap)" -gt 250000 ]
}
# Each sends, and on the way changes to where the other was. Shorter than an encoder's pace is looked for: where that lasts for ten seconds
# a pause of the change decides between a clip and a live view, and it is not as long at one interface as at another.
both() {
    local -a senders
    clip --seconds 7 &
    senders=($!)
    inside second "$root/tests/home/send" --4 --seconds 7 --bytes 500000 vs-cam.u011.immedia-semi.com &
    senders+=($!)
    until_so "$patience" under_way
    roam camera "$1"
    roam second "$2"
    wait "${senders[0]}"
    wait "${senders[1]}"
}
# round WATCH WHERE THE-CAMERA-GOES WHERE-THE-SECOND-GOES
round() {
    roam camera "$3"
    roam second "$2"
    # Not at the cameras: what one sends while it changes is recorded there, and may never arrive.
    record truth router br-lan
    start w1 "$1"
    both "$2" "$3"
    settle truth
    finish
    compare w1 truth
}
events=2
for way in $ways; do
    round "$way br-lan" $other $first
    round "$way wlan0 wlan1" $other $first
    round "$way wlan0 wlan1 br-lan" $other $first
done
