/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program keeps, and what it was told when it was loaded
 * (userspace/capture/kernel/kernel_load.c). */
#ifndef LENSWATCH_BPF_MAPS_H
#define LENSWATCH_BPF_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "record.h"

const volatile struct kernel_options options SEC(".rodata.options");
struct kernel_given given;

/* Sizes of `flows` and `ring` are set by userspace. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct flow_key);
	__type(value, struct kernel_account);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct device_key);
	__type(value, struct kernel_device);
} devices SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KERNEL_SEATS);
	__type(key, __u32);
	__type(value, struct kernel_seat);
} seats SEC(".maps");

/* Ranks of interfaces; without one it is 0. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u32);
} interfaces SEC(".maps");

/* Two: one is read while the other is written, and `given` says which. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct kernel_home);
} home SEC(".maps");

/* Single addresses of the home: as many as userspace keeps (HOME_ADDRESSES). */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32[4]);
	__type(value, __u32);
} addresses SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kernel_counts);
} counts_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, KERNEL_UNREAD_TYPES);
	__type(key, struct kernel_unread_key);
	__type(value, struct kernel_unread);
} unread SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} ring SEC(".maps");

#endif
