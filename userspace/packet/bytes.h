/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Big-endian reads; the caller has checked that the bytes are there. */
#ifndef LENSWATCH_PACKET_BYTES_H
#define LENSWATCH_PACKET_BYTES_H

#include <stdint.h>

static inline uint16_t bytes_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t bytes_get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
