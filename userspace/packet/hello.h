/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ClientHello of TLS (RFC 8446 section 4.1.2), which names the server it is for. Pure and
 * bounded; called by flow/greeting.c with what it put together.
 */
#ifndef LENSWATCH_PACKET_HELLO_H
#define LENSWATCH_PACKET_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HELLO_NAME 256

/*
 * The name that a whole ClientHello carries (RFC 6066 section 3), as it was sent, or "" where it
 * carries none. Returns 0; -EAGAIN where the message is not all there, -EBADMSG where it is no
 * ClientHello.
 */
int hello_read(const uint8_t *message, size_t size, char name[HELLO_NAME]);
/* Whether bytes of a TCP stream look like the beginning of a record with a ClientHello. */
bool hello_begins(const uint8_t *bytes, size_t size);
/*
 * Joins into `message` what records (RFC 8446 section 5.1) carry of a handshake, as far as it is
 * here and there is `room`: how many bytes.
 */
size_t hello_unpack(const uint8_t *records, size_t size, uint8_t *message, size_t room);

#endif
