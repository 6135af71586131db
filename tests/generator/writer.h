/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes pcap and pcapng files through a large buffer: micro- or nanoseconds, either byte order. */
#ifndef GENERATOR_WRITER_H
#define GENERATOR_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WRITER_INTERFACES 4

struct writer_options {
	bool pcapng, nano, big_endian;
	uint32_t snaplen; /* 0: whole packets */
	uint32_t link_type;
	int interface_count; /* more than one only in pcapng */
	const char *interfaces[WRITER_INTERFACES];
};

struct writer;

int writer_create(const char *path, const struct writer_options *options, struct writer **out);
/* Errors are kept until writer_close(). */
void writer_packet(struct writer *writer, int interface, uint64_t time_ns, const uint8_t *data,
		   uint32_t length);
/* Flushes and closes: 0 or the first -errno. `bytes`: the file's size. */
int writer_close(struct writer *writer, uint64_t *bytes);

#endif
