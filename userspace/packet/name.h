/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names within DNS messages (RFC 1035 sections 3.1 and 4.1.4). By hand: of the resolver's functions
 * for it musl, the C library of OpenWrt, has but the one that takes a dot within a label for two
 * labels and ends a name at a zero byte. Called by dns.c and mdns.c.
 */
#ifndef LENSWATCH_PACKET_NAME_H
#define LENSWATCH_PACKET_NAME_H

#include <stddef.h>
#include <stdint.h>

#define NAME_WIRE 255  /* RFC 1035 section 2.3.4, the root's byte included */
#define NAME_TEXT 1025 /* every byte escaped as \ddd, a dot after each label, and the end */

/* Both return how many bytes the name takes in the message of `size` bytes at `at`, or -1. */
int name_skip(const uint8_t *message, size_t size, size_t at);
/* Writes its labels with what they point to, each after its length, and the root's 0 last. */
int name_unpack(const uint8_t *message, size_t size, size_t at, uint8_t wire[NAME_WIRE]);
/* As text (RFC 1035 section 5.1): dots between labels, "" the root, \ddd what is not printable. */
void name_text(const uint8_t wire[NAME_WIRE], char text[NAME_TEXT]);

#endif
