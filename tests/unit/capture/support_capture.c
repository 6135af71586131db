// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/support_capture.h"

#include <ftw.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <lzma.h>

#include <cmocka.h>

#include "support.h"

void bytes_raw(struct bytes *bytes, const void *data, size_t size)
{
	assert_true(size <= sizeof(bytes->data) - bytes->size);
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

void bytes_u16(struct bytes *bytes, uint16_t value)
{
	value = bytes->swapped ? __builtin_bswap16(value) : value;
	bytes_raw(bytes, &value, sizeof(value));
}

void bytes_u32(struct bytes *bytes, uint32_t value)
{
	value = bytes->swapped ? __builtin_bswap32(value) : value;
	bytes_raw(bytes, &value, sizeof(value));
}

void bytes_u64(struct bytes *bytes, uint64_t value)
{
	value = bytes->swapped ? __builtin_bswap64(value) : value;
	bytes_raw(bytes, &value, sizeof(value));
}

static void bytes_count_up(struct bytes *bytes, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++) {
		uint8_t value = (uint8_t)i;

		bytes_raw(bytes, &value, 1);
	}
}

void bytes_pcap(struct bytes *bytes, uint32_t magic, uint32_t snaplen, uint32_t link_type)
{
	bytes_u32(bytes, magic);
	bytes_u16(bytes, 2);
	bytes_u16(bytes, 4);
	bytes_u64(bytes, 0);
	bytes_u32(bytes, snaplen);
	bytes_u32(bytes, link_type);
}

void bytes_packet(struct bytes *bytes, uint32_t seconds, uint32_t part, uint32_t size)
{
	bytes_u32(bytes, seconds);
	bytes_u32(bytes, part);
	bytes_u32(bytes, size);
	bytes_u32(bytes, size + 4);
	bytes_count_up(bytes, size);
}

void bytes_simple(struct bytes *bytes, unsigned int count)
{
	bytes_pcap(bytes, 0xa1b2c3d4, 65535, 1);
	for (unsigned int i = 0; i < count; i++)
		bytes_packet(bytes, 1600000000 + i, 0, 60);
}

void bytes_footage(struct bytes *bytes, uint32_t at)
{
	struct wire_spec spec = {.from_mac = CAMERA_MAC,
				 .to_mac = ROUTER_MAC,
				 .from = CAMERA_IP,
				 .to = "198.51.100.7",
				 .from_port = 51000,
				 .to_port = 443,
				 .protocol = IPPROTO_TCP,
				 .length = 1500};
	struct wire wire;

	bytes_pcap(bytes, 0xa1b2c3d4, 65535, 1);
	for (uint32_t i = 0; i < 80; i++) {
		spec.sequence = at + i;
		wire_build(&spec, &wire);
		bytes_u32(bytes, 1600000000 + at);
		bytes_u32(bytes, i * 10000);
		bytes_u32(bytes, wire.captured);
		bytes_u32(bytes, wire.length);
		bytes_raw(bytes, wire.data, wire.captured);
	}
}

void bytes_block(struct bytes *bytes, uint32_t type, const struct bytes *body)
{
	uint32_t padding = (uint32_t)(-body->size & 3),
		 length = (uint32_t)body->size + padding + 12;

	bytes_u32(bytes, type);
	bytes_u32(bytes, length);
	bytes_raw(bytes, body->data, body->size);
	bytes_raw(bytes, "\0\0\0", padding);
	bytes_u32(bytes, length);
}

void bytes_section(struct bytes *bytes)
{
	struct bytes body = {.swapped = bytes->swapped};

	bytes_u32(&body, 0x1a2b3c4d);
	bytes_u16(&body, 1);
	bytes_u16(&body, 0);
	bytes_u64(&body, UINT64_MAX);
	bytes_block(bytes, 0x0a0d0d0a, &body);
}

void bytes_interface(struct bytes *bytes, uint16_t link_type, uint32_t snaplen, uint8_t resolution)
{
	struct bytes body = {.swapped = bytes->swapped};

	bytes_u16(&body, link_type);
	bytes_u16(&body, 0);
	bytes_u32(&body, snaplen);
	if (resolution) {
		bytes_u16(&body, 9);
		bytes_u16(&body, 1);
		bytes_raw(&body, (uint8_t[4]){resolution}, 4);
		bytes_u32(&body, 0);
	}
	bytes_block(bytes, 1, &body);
}

void bytes_enhanced(struct bytes *bytes, uint32_t interface, uint64_t time, uint32_t size)
{
	struct bytes body = {.swapped = bytes->swapped};

	bytes_u32(&body, interface);
	bytes_u32(&body, (uint32_t)(time >> 32));
	bytes_u32(&body, (uint32_t)time);
	bytes_u32(&body, size);
	bytes_u32(&body, size);
	bytes_count_up(&body, size);
	bytes_block(bytes, 6, &body);
}

void bytes_statistics(struct bytes *bytes, uint32_t interface, uint64_t ifdrop, uint64_t osdrop)
{
	struct bytes body = {.swapped = bytes->swapped};

	bytes_u32(&body, interface);
	bytes_u64(&body, 0);
	bytes_u16(&body, 1); /* a comment first, of odd length */
	bytes_u16(&body, 3);
	bytes_raw(&body, "abc", 4);
	bytes_u16(&body, 5);
	bytes_u16(&body, 8);
	bytes_u64(&body, ifdrop);
	bytes_u16(&body, 7);
	bytes_u16(&body, 8);
	bytes_u64(&body, osdrop);
	bytes_u32(&body, 0);
	bytes_block(bytes, 5, &body);
}

void bytes_gz(struct bytes *bytes, const struct bytes *from)
{
	z_stream gz = {0};

	assert_int_equal(deflateInit2(&gz, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	gz.next_in = (uint8_t *)from->data;
	gz.avail_in = (uInt)from->size;
	gz.next_out = bytes->data + bytes->size;
	gz.avail_out = (uInt)(sizeof(bytes->data) - bytes->size);
	assert_int_equal(deflate(&gz, Z_FINISH), Z_STREAM_END);
	bytes->size += gz.total_out;
	deflateEnd(&gz);
}

void bytes_zst(struct bytes *bytes, const struct bytes *from)
{
	size_t size = ZSTD_compress(bytes->data + bytes->size, sizeof(bytes->data) - bytes->size,
				    from->data, from->size, 1);

	assert_false(ZSTD_isError(size));
	bytes->size += size;
}

void bytes_xz(struct bytes *bytes, const struct bytes *from)
{
	assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, from->data, from->size,
						 bytes->data, &bytes->size, sizeof(bytes->data)),
			 LZMA_OK);
}

void folder_begin(char folder[64])
{
	strcpy(folder, "/tmp/lenswatch-unit-XXXXXX");
	assert_non_null(mkdtemp(folder));
}

static int erase(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

void folder_end(const char *folder)
{
	assert_int_equal(nftw(folder, erase, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void folder_write(const char *folder, const char *name, const struct bytes *bytes, char path[128])
{
	FILE *file;

	snprintf(path, 128, "%s/%s", folder, name);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes->data, 1, bytes->size, file), bytes->size);
	assert_int_equal(fclose(file), 0);
}
