// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <json-c/json.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "slice/slices.h"
#include "support.h"

#define CLOUD "203.0.113.9"

static struct room room;
static char folder[SHELF_PATH];
static struct home *home;
static struct slices *slices;
static struct event event;
static uint32_t sequence;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	sequence = 0;
	event = (struct event){.kind = EVENT_UPLOAD,
			       .upload = {.id = "00000000000000aa",
					  .series = "00000000000000aa",
					  .part = 1,
					  .final = true,
					  .start_ns = START + SECOND,
					  .end_ns = START + 2 * SECOND,
					  .camera = {.mac = CAMERA_MAC, .ip = CAMERA_IP},
					  .destination = {.address_count = 1}}};
	event.upload.destination.addresses[0] = an_address(CLOUD);
	return shelf_folder(room.path, folder) || shelf_make(folder) || home_create(&home) ||
	       slices_create(folder, 1000000, home, &slices);
}

static int tear_down(void **state)
{
	char command[SHELF_PATH + 16];

	(void)state;
	slices_destroy(slices);
	home_destroy(home);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command) != 0)
		return -1;
	room_remove(&room);
	return 0;
}

/* `count` packets of a second, of `length` bytes each. */
static void sends(const char *mac, uint64_t from_ns, unsigned count, uint32_t length)
{
	static const uint8_t payload[1000];

	for (unsigned i = 0; i < count; i++) {
		struct wire_spec spec = {.from_mac = mac,
					 .to_mac = ROUTER_MAC,
					 .from = CAMERA_IP,
					 .to = CLOUD,
					 .from_port = 50000,
					 .to_port = 443,
					 .protocol = IPPROTO_TCP,
					 .sequence = sequence++,
					 .payload = payload,
					 .payload_size = sizeof(payload),
					 .length = length};
		struct wire wire;

		wire_build(&spec, &wire);
		slices_frame(slices, wire.link_type, from_ns + i * SECOND / count, wire.data,
			     wire.captured, wire.length);
	}
}

static long size_of(const char *series)
{
	char path[SHELF_PATH];
	struct stat status;

	shelf_path(folder, series, path);
	return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static void an_upload_leaves_a_file_with_its_headers(void **state)
{
	struct slice slice;

	(void)state;
	sends(CAMERA_MAC, START + SECOND, 100, 1040);
	event.upload.bytes_up = 104000;
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	assert_string_equal(slice.series, "00000000000000aa");
	assert_int_equal(slice.frames, 100);
	assert_true(slice.whole);
	assert_int_equal(slice.start_ns, event.upload.start_ns);
	assert_int_equal(slice.end_ns, event.upload.end_ns);
	/* 100 headers of at most 54 bytes with 16 each for the record, and one opening. */
	assert_in_range(size_of("00000000000000aa"), 24 + 100 * (16 + 54),
			24 + 100 * (16 + 54) + 3000);
}

static void what_is_missing_is_said(void **state)
{
	struct slice slice;

	(void)state;
	sends(CAMERA_MAC, START + SECOND, 99, 1040);
	event.upload.bytes_up = 104000;
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	assert_false(slice.whole);
}

static void parts_become_one_file(void **state)
{
	struct slice slice;
	long first;

	(void)state;
	event.upload.final = false;
	event.upload.bytes_up = 10400;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_event(slices, &event, &slice), 0);
	first = size_of("00000000000000aa");
	sends(CAMERA_MAC, START + 3 * SECOND, 10, 1040);
	event.upload.part = 2;
	event.upload.final = true;
	event.upload.start_ns = START + 3 * SECOND;
	event.upload.end_ns = START + 4 * SECOND;
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	assert_true(size_of("00000000000000aa") > first);
	assert_int_equal(slice.frames, 20);
	assert_int_equal(slice.start_ns, START + SECOND);
	assert_true(slice.whole);
}

static void the_same_capture_again_makes_the_same_file(void **state)
{
	struct slice first, second;

	(void)state;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_event(slices, &event, &first), 1);
	slices_destroy(slices);
	assert_int_equal(slices_create(folder, 1000000, home, &slices), 0);
	sequence = 0;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_event(slices, &event, &second), 1);
	assert_string_equal(first.sha256, second.sha256);
}

static void of_who_is_ruled_out_nothing_is_kept(void **state)
{
	struct device_key camera = a_device(CAMERA_MAC), router = a_device(ROUTER_MAC);
	struct slice slice;

	(void)state;
	slices_decide(slices, &router, DEVICE_OTHER); /* what passes it is still seen */
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	slices_decide(slices, &camera, DEVICE_OTHER);
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	slices_decide(slices, &camera, DEVICE_CAMERA);
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	assert_int_equal(slice.frames, 20);
}

static void what_is_only_suspected_leaves_no_file(void **state)
{
	struct slice slice;

	(void)state;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	event.upload.camera.suspected = true;
	assert_int_equal(slices_event(slices, &event, &slice), 0);
	event.upload.camera.suspected = false;
	event.kind = EVENT_LOCAL;
	assert_int_equal(slices_event(slices, &event, &slice), 0);
	assert_int_equal(size_of("00000000000000aa"), -1);
}

static void one_that_alone_is_beyond_the_limit_is_not_kept(void **state)
{
	struct slice slice;

	(void)state;
	slices_destroy(slices);
	assert_int_equal(slices_create(folder, 3000, home, &slices), 0);
	sends(CAMERA_MAC, START + SECOND, 100, 1040);
	event.upload.final = false;
	assert_int_equal(slices_event(slices, &event, &slice), -EFBIG);
	assert_int_equal(size_of("00000000000000aa"), -1);
	event.upload.final = true; /* told once */
	assert_int_equal(slices_event(slices, &event, &slice), 0);
}

static void older_ones_make_room(void **state)
{
	struct slice slice;

	(void)state;
	slices_destroy(slices);
	assert_int_equal(slices_create(folder, 15000, home, &slices), 0);
	sends(CAMERA_MAC, START + SECOND, 100, 1040);
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	memcpy(event.upload.series, "00000000000000bb", EVENT_ID);
	assert_int_equal(slices_event(slices, &event, &slice), 1);
	assert_int_equal(size_of("00000000000000aa"), -1);
	assert_true(size_of("00000000000000bb") > 0);
}

static int find_slice(void *context, const struct ledger_record *record)
{
	assert_string_equal(record->kind, "slice");
	assert_string_equal(record->device, CAMERA_MAC);
	assert_string_equal(record->series, "00000000000000aa");
	assert_int_equal(record->start, event.upload.start_ns / 1000);
	++*(unsigned *)context;
	return 0;
}

static void it_is_noted_in_the_history_once(void **state)
{
	struct ledger_query query = {.kind = "slice", .device = CAMERA_MAC};
	struct ledger *ledger = room_open(&room);
	unsigned found = 0;

	(void)state;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_keep(slices, &event, ledger), 1);
	slices_destroy(slices);
	assert_int_equal(slices_create(folder, 1000000, home, &slices), 0);
	sequence -= 10;
	sends(CAMERA_MAC, START + SECOND, 10, 1040);
	assert_int_equal(slices_keep(slices, &event, ledger), 1);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_int_equal(ledger_each(ledger, &query, find_slice, &found), 0);
	assert_int_equal(found, 1);
	ledger_close(ledger);
}

int main(void)
{
#define SLICES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SLICES_TEST(an_upload_leaves_a_file_with_its_headers),
		SLICES_TEST(what_is_missing_is_said),
		SLICES_TEST(parts_become_one_file),
		SLICES_TEST(the_same_capture_again_makes_the_same_file),
		SLICES_TEST(of_who_is_ruled_out_nothing_is_kept),
		SLICES_TEST(what_is_only_suspected_leaves_no_file),
		SLICES_TEST(one_that_alone_is_beyond_the_limit_is_not_kept),
		SLICES_TEST(older_ones_make_room),
		SLICES_TEST(it_is_noted_in_the_history_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
