# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Wi-Fi without air: radios of mac80211_hwsim that all hear each other, hostapd and wpa_supplicant. Sourced by the scenes of Wi-Fi.
#
#   radios N                           makes them
#   radio SPACE INTERFACE MAC          the next one goes into a namespace, with an interface of that name
#   access_point SPACE INTERFACE BRIDGE [LINE...]     hostapd there, with those lines more in its configuration
#   station SPACE INTERFACE [OPTION...]               wpa_supplicant there ($supplicant), joined when this returns

radios() {
    needs_programs iw hostapd wpa_supplicant wpa_cli
    modprobe -r mac80211_hwsim 2>/dev/null || true
    modprobe -q mac80211_hwsim "radios=$1" || skip "the kernel $(uname -r) has no module mac80211_hwsim"
    read -ra radios <<<"$(find /sys/class/ieee80211 -name 'phy*' -printf '%f\n' | sort -V | tail -n "$1" | tr '\n' ' ')"
}

# Those of a namespace that is gone come back to where they were made.
leave() {
    modprobe -r mac80211_hwsim
}

radio() {
    local phy=${radios[0]} made
    radios=("${radios[@]:1}")
    for made in "/sys/class/ieee80211/$phy/device/net/"*; do iw dev "${made##*/}" del; done
    iw phy "$phy" set netns name "$home-$1"
    inside "$1" iw phy "$phy" interface add "$2" type managed
    ip -n "$home-$1" link set "$2" address "$3"
    inside "$1" iw dev "$2" set power_save off 2>/dev/null || true
}

access_point() {
    local space=$1 interface=$2 bridge=$3
    shift 3
    printf '%s\n' "interface=$interface" "bridge=$bridge" driver=nl80211 "ctrl_interface=/run/lenswatch-home/$home/ap" ssid=home hw_mode=g channel=1 \
        ieee80211n=1 wmm_enabled=1 wpa=2 wpa_key_mgmt=WPA-PSK rsn_pairwise=CCMP wpa_passphrase=not-a-secret "$@" >"$interface.conf"
    ip netns exec "$home-$space" hostapd "$interface.conf" >"$interface.hostapd" 2>&1 </dev/null &
    until_so "$patience" grep -q AP-ENABLED "$interface.hostapd" || { cat "$interface.hostapd"; return 1; }
}

station() {
    local space=$1 interface=$2
    shift 2
    printf '%s\n' "ctrl_interface=/run/lenswatch-home/$home/$space" 'network={' 'ssid="home"' 'psk="not-a-secret"' 'scan_freq=2412' \
        'bgscan=""' '}' >"$space.conf"
    ip netns exec "$home-$space" wpa_supplicant -i "$interface" -c "$space.conf" -D nl80211 "$@" >"$space.supplicant" 2>&1 </dev/null &
    supplicant=$!
    until_so "$patience" grep -q CTRL-EVENT-CONNECTED "$space.supplicant" || { cat "$space.supplicant"; return 1; }
}

# addressed SPACE INTERFACE ADDRESS: as DHCP would have it, at once; waits until the router is reached.
addressed() {
    ip -n "$home-$1" link set "$2" up
    ip -n "$home-$1" addr add "$3/24" dev "$2"
    ip -n "$home-$1" route replace default via 192.168.50.1 dev "$2"
    mkdir -p "/etc/netns/$home-$1"
    echo 'nameserver 192.168.50.1' >"/etc/netns/$home-$1/resolv.conf"
    until_so "$patience" inside "$1" busybox ping -q -c 1 -W 1 192.168.50.1
}
