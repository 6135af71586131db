# SPDX-License-Identifier: GPL-2.0-or-later
# Stands in for OpenWrt's package.mk in tests: `make TOPDIR=... OUT=folder` builds the package in OUT/build and lays it out in OUT/tree;
# `make dump` prints what the package says of itself.
PKG_BUILD_DIR := $(OUT)/build
PKG_INSTALL_DIR := $(OUT)/install
MAKE_FLAGS = CC="$(TARGET_CC)" CROSS= ARCH=

define Build/Compile/Default
	+CFLAGS="$(TARGET_CFLAGS)" LDFLAGS="$(TARGET_LDFLAGS)" $(MAKE) -C $(PKG_BUILD_DIR) $(MAKE_FLAGS) $(1)
endef

define Build/Compile
$(call Build/Compile/Default,)
endef

define Build/Install
	+CFLAGS="$(TARGET_CFLAGS)" LDFLAGS="$(TARGET_LDFLAGS)" $(MAKE) -C $(PKG_BUILD_DIR) $(MAKE_FLAGS) \
		DESTDIR="$(PKG_INSTALL_DIR)" install
endef

define print
$(info $(1))
endef

define BuildPackage
tree:
	rm -rf $(OUT)/tree
	$$(call Build/Prepare)
	$$(call Build/Compile)
	$$(if $(PKG_INSTALL),$$(call Build/Install))
	$$(call Package/$(1)/install,$(OUT)/tree)
	strip $(OUT)/tree/usr/sbin/*

dump:
	$$(info package $(1))
	$$(info version $(PKG_VERSION)-r$(PKG_RELEASE))
	$$(info build-depends $(PKG_BUILD_DEPENDS))
	$$(info $$(Package/$(1)))
	$$(info conffiles $$(strip $$(Package/$(1)/conffiles)))
	@:
endef

.PHONY: tree dump
