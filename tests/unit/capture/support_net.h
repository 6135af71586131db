/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network namespace for each test, and small programs for the kernel. What runs in it is gone
 * with it, so nothing needs a name or a clean-up. Where one of the two cannot be had here the test
 * is skipped with its reason.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_NET_H
#define LENSWATCH_TESTS_SUPPORT_NET_H

#include "capture/attach/attach.h"

/* A cmocka set-up: an empty namespace with lo up. */
int net_setup(void **state);
/* Skips the test where the set-up could not make a namespace. First in each test. */
void net_need(void);
/* ... or where no program can be loaded. */
void net_need_bpf(void);
/* Runs a command of the shell, which must succeed. */
void net_run(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether it succeeds. */
bool net_try(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What it prints, cut at the room there is. Until the next call. */
const char *net_output(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A program that lets everything pass. */
int net_xdp(const char *name);
int net_tc(const char *name);
/* Someone else's filter "others" on the way out, in the clsact queue that is there. */
void net_filter(const char *interface);
/* Detaches all links from an interface, as `bpftool link detach` does. */
void net_detach(const char *interface);
/* Whether any program is attached in this namespace, by whatever way. */
bool net_is_clean(void);
/* Sends one broadcast frame. */
void net_frame(const char *interface);
/* Becomes nobody without any capability, as the daemon does. For a child. */
void net_give_away(void);
/* Runs `part` in a child, which must end well. */
void net_in_child(void (*part)(void *context), void *context);

#endif
