# SPDX-License-Identifier: GPL-2.0-or-later
# Stands in for OpenWrt's rules.mk in tests, with this machine for a target.
INCLUDE_DIR := $(TOPDIR)/include
STAGING_DIR :=
TOOLCHAIN_INC_DIRS := /usr/include/$(shell cc -print-multiarch) /usr/include
TARGET_CC ?= cc
TARGET_CFLAGS ?= -Os -pipe
INSTALL_BIN := install -m0755
INSTALL_DIR := install -d -m0755
INSTALL_DATA := install -m0644
INSTALL_CONF := install -m0600
CP := cp -fpR
