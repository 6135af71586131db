# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A line by PPPoE: pppd in the router, pppoe-server outside. Exact at the home's side. At wan and ppp0 only the router's address is seen:
# watched beside the bridge they change nothing; alone no camera can be told from another there, which is told: at wan nothing is seen of
# any, at ppp0 whatever leaves is the line's own address'.
needs_programs pppd pppoe-server
needs_modules ppp_generic pppoe
[ -e /dev/ppp ] || skip "there is no /dev/ppp"
home_up
ip -n "$home-outside" addr flush dev eth0
ip -n "$home-router" addr flush dev wan
printf '%s\n' noauth noccp nodeflate nobsdcomp noipv6 >server
inside outside pppoe-server -I eth0 -L 100.64.0.1 -R 100.64.0.10 -N 4 -O "$PWD/server"
ip netns exec "$home-router" pppd plugin pppoe.so nic-wan user cam noauth noipv6 nodetach defaultroute replacedefaultroute noccp nodeflate \
    nobsdcomp mtu 1492 mru 1492 >pppd.log 2>&1 </dev/null &
until_so "$patience" eval "ip -n '$home-router' addr show ppp0 2>/dev/null | grep -q inet" || { tail pppd.log; false; }
inside router nft -f - <<'RULES'
add rule inet nat post oifname ppp0 meta nfproto ipv4 masquerade
add chain inet nat clamp { type filter hook forward priority 0; }
add rule inet nat clamp tcp flags syn tcp option maxseg size set rt mtu
RULES
for way in $ways; do
    exact "$way br-lan" "$way lan1" -- clip
    fallback_allowed=yes exact "$way br-lan wan ppp0" -- clip
    start outer "$way wan"
    fallback_allowed=yes start tunnel "$way ppp0"
    clip
    sleep 5
    for name in outer tunnel; do says $name "lies outside the home"; done
    finish
    for name in outer tunnel; do gap $name "lies outside the home"; done
    holds "$(cat outer.with) tells of no camera" eval "[ -z \"\$(of outer upload)\$(of outer local)\$(of outer camera)\" ]"
    holds "$(cat tunnel.with) tells of the line's address alone" eval \
        "[ \"\$(of tunnel upload 'r[\"camera\"][\"mac\"], r[\"camera\"][\"ip\"]')\" = \"(None, '100.64.0.10')\" ]"
done
