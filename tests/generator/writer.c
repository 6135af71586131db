/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WRITER_BUFFER (4U << 20)

struct writer {
	struct writer_options options;
	int fd, error;
	uint64_t bytes, packets, last_units;
	size_t used;
	uint8_t buffer[WRITER_BUFFER];
};

static void writer_flush(struct writer *writer)
{
	size_t done = 0;

	while (!writer->error && done < writer->used) {
		ssize_t rc = write(writer->fd, writer->buffer + done, writer->used - done);

		if (rc > 0)
			done += (size_t)rc;
		else if (errno != EINTR)
			writer->error = -errno;
	}
	writer->used = 0;
}

static void writer_add(struct writer *writer, const void *data, size_t length)
{
	if (length > WRITER_BUFFER - writer->used)
		writer_flush(writer);
	memcpy(writer->buffer + writer->used, data, length);
	writer->used += length;
	writer->bytes += length;
}

static void writer_u32(struct writer *writer, uint32_t value)
{
	bool swap = writer->options.big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);

	value = swap ? __builtin_bswap32(value) : value;
	writer_add(writer, &value, 4);
}

static void writer_u16(struct writer *writer, uint16_t value)
{
	bool swap = writer->options.big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);

	value = swap ? __builtin_bswap16(value) : value;
	writer_add(writer, &value, 2);
}

static void writer_padded(struct writer *writer, const void *data, size_t length)
{
	static const uint8_t zero[4];

	writer_add(writer, data, length);
	writer_add(writer, zero, (4 - length % 4) % 4);
}

static void writer_pcap_header(struct writer *writer)
{
	writer_u32(writer, writer->options.nano ? 0xa1b23c4d : 0xa1b2c3d4);
	writer_u16(writer, 2);
	writer_u16(writer, 4);
	writer_u32(writer, 0);
	writer_u32(writer, 0);
	writer_u32(writer, writer->options.snaplen ? writer->options.snaplen : 262144);
	writer_u32(writer, writer->options.link_type);
}

static void writer_interface(struct writer *writer, const char *name)
{
	uint8_t resolution = writer->options.nano ? 9 : 6;
	size_t length = strlen(name);
	uint32_t total = 20 + 4 + (uint32_t)((length + 3) & ~3U) + 8 + 4;

	writer_u32(writer, 1);
	writer_u32(writer, total);
	writer_u16(writer, (uint16_t)writer->options.link_type);
	writer_u16(writer, 0);
	writer_u32(writer, writer->options.snaplen);
	writer_u16(writer, 2); /* if_name */
	writer_u16(writer, (uint16_t)length);
	writer_padded(writer, name, length);
	writer_u16(writer, 9); /* if_tsresol */
	writer_u16(writer, 1);
	writer_padded(writer, &resolution, 1);
	writer_u32(writer, 0); /* opt_endofopt */
	writer_u32(writer, total);
}

static void writer_pcapng_header(struct writer *writer)
{
	writer_u32(writer, 0x0a0d0d0a);
	writer_u32(writer, 28);
	writer_u32(writer, 0x1a2b3c4d);
	writer_u16(writer, 1);
	writer_u16(writer, 0);
	writer_u32(writer, 0xffffffff);
	writer_u32(writer, 0xffffffff);
	writer_u32(writer, 28);
	for (int i = 0; i < writer->options.interface_count; i++)
		writer_interface(writer, writer->options.interfaces[i]);
}

int writer_create(const char *path, const struct writer_options *options, struct writer **out)
{
	struct writer *writer = malloc(sizeof(*writer));

	if (!writer)
		return -ENOMEM;
	writer->options = *options;
	writer->error = 0;
	writer->bytes = writer->used = 0;
	writer->packets = writer->last_units = 0;
	writer->fd = strcmp(path, "-") ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)
				       : STDOUT_FILENO;
	if (writer->fd < 0) {
		int rc = -errno;

		free(writer);
		return rc;
	}
	if (options->pcapng)
		writer_pcapng_header(writer);
	else
		writer_pcap_header(writer);
	*out = writer;
	return 0;
}

void writer_packet(struct writer *writer, int interface, uint64_t time_ns, const uint8_t *data,
		   uint32_t length)
{
	const struct writer_options *o = &writer->options;
	uint32_t captured = o->snaplen && o->snaplen < length ? o->snaplen : length;
	uint64_t units = o->nano ? time_ns : time_ns / 1000;
	uint32_t total = 32 + ((captured + 3) & ~3U);

	writer->packets++;
	writer->last_units = units;
	if (o->pcapng) {
		writer_u32(writer, 6);
		writer_u32(writer, total);
		writer_u32(writer, (uint32_t)interface);
		writer_u32(writer, (uint32_t)(units >> 32));
		writer_u32(writer, (uint32_t)units);
	} else {
		uint64_t second = o->nano ? 1000000000 : 1000000;

		writer_u32(writer, (uint32_t)(units / second));
		writer_u32(writer, (uint32_t)(units % second));
	}
	writer_u32(writer, captured);
	writer_u32(writer, length);
	if (!o->pcapng) {
		writer_add(writer, data, captured);
		return;
	}
	writer_padded(writer, data, captured);
	writer_u32(writer, total);
}

static void writer_u64_option(struct writer *writer, uint16_t code, uint64_t value)
{
	bool low_first = writer->options.big_endian == false;

	writer_u16(writer, code);
	writer_u16(writer, 8);
	writer_u32(writer, (uint32_t)(low_first ? value : value >> 32));
	writer_u32(writer, (uint32_t)(low_first ? value >> 32 : value));
}

/* As dumpcap ends a file: it says that nothing was dropped. */
static void writer_statistics(struct writer *writer, uint32_t interface)
{
	uint32_t total = 20 + 3 * 12 + 4 + 4;

	writer_u32(writer, 5);
	writer_u32(writer, total);
	writer_u32(writer, interface);
	writer_u32(writer, (uint32_t)(writer->last_units >> 32));
	writer_u32(writer, (uint32_t)writer->last_units);
	writer_u64_option(writer, 4, writer->packets); /* isb_ifrecv */
	writer_u64_option(writer, 5, 0);	       /* isb_ifdrop */
	writer_u64_option(writer, 7, 0);	       /* isb_osdrop */
	writer_u32(writer, 0);
	writer_u32(writer, total);
}

int writer_close(struct writer *writer, uint64_t *bytes)
{
	int rc;

	for (int i = 0; writer->options.pcapng && i < writer->options.interface_count; i++)
		writer_statistics(writer, (uint32_t)i);
	writer_flush(writer);
	rc = writer->error;
	*bytes = writer->bytes;
	if (writer->fd != STDOUT_FILENO && close(writer->fd) && !rc)
		rc = -errno;
	free(writer);
	return rc;
}
