#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The feed's CI runs this on the installed package: $1 its name, $2 its version.
# shellcheck shell=dash
set -e

case "$1" in
lenswatch-page)
	lenswatch-page --version | grep -F "$2"
	;;
esac
