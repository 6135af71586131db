# SPDX-License-Identifier: GPL-2.0-or-later
# Stands in for OpenWrt's bpf.mk in tests.
BPF_DEPENDS := @HAS_BPF_TOOLCHAIN +@NEED_BPF_TOOLCHAIN
BPF_TARGET := bpf$(if $(CONFIG_BIG_ENDIAN),eb,el)
CLANG := clang
LLVM_STRIP := llvm-strip
