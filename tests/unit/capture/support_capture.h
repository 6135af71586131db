/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures made byte by byte, for the unit tests of capture/.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_CAPTURE_H
#define LENSWATCH_TESTS_SUPPORT_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	bool swapped; /* numbers go in foreign byte order */
	size_t size;
	uint8_t data[16384];
};

void bytes_raw(struct bytes *bytes, const void *data, size_t size);
void bytes_u16(struct bytes *bytes, uint16_t value);
void bytes_u32(struct bytes *bytes, uint32_t value);
void bytes_u64(struct bytes *bytes, uint64_t value);

/* pcap: header and packets of `size` bytes that count up from 0. */
void bytes_pcap(struct bytes *bytes, uint32_t magic, uint32_t snaplen, uint32_t link_type);
void bytes_packet(struct bytes *bytes, uint32_t seconds, uint32_t part, uint32_t size);
/* One pcap of `count` packets a second apart from 2020-09-13T12:26:40Z. */
void bytes_simple(struct bytes *bytes, unsigned int count);

/* One pcap: eighty packets of 1,500 bytes of the camera from second `at` on, which is footage. */
void bytes_footage(struct bytes *bytes, uint32_t at);

/* pcapng blocks. `resolution` 0: none stated, that is microseconds. */
void bytes_block(struct bytes *bytes, uint32_t type, const struct bytes *body);
void bytes_section(struct bytes *bytes);
void bytes_interface(struct bytes *bytes, uint16_t link_type, uint32_t snaplen, uint8_t resolution);
void bytes_enhanced(struct bytes *bytes, uint32_t interface, uint64_t time, uint32_t size);
void bytes_statistics(struct bytes *bytes, uint32_t interface, uint64_t ifdrop, uint64_t osdrop);

/* Appends `from` packed as one gzip member, zstd frame or xz stream. */
void bytes_gz(struct bytes *bytes, const struct bytes *from);
void bytes_zst(struct bytes *bytes, const struct bytes *from);
void bytes_xz(struct bytes *bytes, const struct bytes *from);

/* A temporary folder of the running test, and files in it. */
void folder_begin(char folder[64]);
void folder_end(const char *folder);
void folder_write(const char *folder, const char *name, const struct bytes *bytes, char path[128]);

#endif
