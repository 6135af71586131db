# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A line by PPPoE: pppd in the router, pppoe-server outside. Exact at the home's side. At wan and ppp0 there is the router's address
# alone: watched beside the bridge they add nothing, and alone they say why no camera is known there.
needs_programs pppd pppoe-server
home_up
needs_modules ppp_generic pppoe
[ -e /dev/ppp ] || skip "there is no /dev/ppp"
ip -n "$home-outside" addr flush dev eth0
ip -n "$home-router" addr flush dev wan
: >options
inside outside pppoe-server -k -I eth0 -L 100.64.0.1 -R 100.64.0.10 -N 4 -O "$PWD/server"
