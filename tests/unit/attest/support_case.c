// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attest/support_case.h"
#include "output/support_events.h"

static uint64_t clock_us;

static uint64_t read_clock(void)
{
	return clock_us;
}

void case_open(struct kept *kept)
{
	*kept = (struct kept){0};
	room_make(&kept->room);
	kept->ledger = room_open(&kept->room);
	kept->ledger->clock = read_clock;
}

void case_close(struct kept *kept)
{
	ledger_close(kept->ledger);
	room_remove(&kept->room);
}

void case_add(struct kept *kept, const struct event *event, uint64_t at_ns)
{
	clock_us = at_ns / 1000 + 2000000;
	kept->late_ns = at_ns;
	assert_int_equal(ledger_append(kept->ledger, event), 0);
}

void case_run(struct kept *kept, uint64_t first_ns, uint64_t last_ns)
{
	struct event_file file = {.path = "a.pcap",
				  .first_ns = first_ns,
				  .last_ns = last_ns,
				  .packets = 1,
				  .lost_known = true};
	struct event event;

	events_run(&event);
	event.run.file_count = last_ns ? 1 : 0;
	event.run.files = &file;
	case_add(kept, &event, last_ns ? last_ns : first_ns - 2 * CASE_SECOND);
}

void case_joined(struct kept *kept, uint64_t first_ns, uint64_t hole_ns, uint64_t again_ns,
		 uint64_t last_ns)
{
	struct event_file files[] = {{.path = "a.pcap",
				      .first_ns = first_ns,
				      .last_ns = hole_ns,
				      .packets = 1,
				      .lost_known = true},
				     {.path = "b.pcap",
				      .first_ns = again_ns,
				      .last_ns = last_ns,
				      .packets = 1,
				      .lost_known = true}};
	struct event event;

	events_run(&event);
	event.run.file_count = 2;
	event.run.files = files;
	case_add(kept, &event, last_ns);
}

struct event case_hour(unsigned hour, uint64_t bytes)
{
	struct event event;

	events_traffic(&event);
	event.capture = NULL;
	event.traffic.from_ns = CASE_AT(hour, 0);
	event.traffic.to_ns = CASE_AT(hour + 1, 0);
	event.traffic.bytes_up = bytes;
	event.traffic.packets_up = bytes ? 1 + bytes / 1500 : 0;
	event.traffic.bytes_across = 0;
	return event;
}

struct event case_clip(uint64_t start_ns, uint64_t end_ns, uint64_t bytes)
{
	struct event event;

	events_clip(&event);
	event.capture = NULL;
	event.upload.start_ns = start_ns;
	event.upload.end_ns = end_ns;
	event.upload.bytes_up = bytes;
	snprintf(event.upload.id, EVENT_ID, "%016llx", (unsigned long long)start_ns);
	memcpy(event.upload.series, event.upload.id, EVENT_ID);
	return event;
}

struct event case_gap(uint64_t from_ns, uint64_t to_ns, enum cause cause)
{
	struct event event = {.kind = EVENT_GAP};

	event.gap.from_ns = from_ns;
	event.gap.to_ns = to_ns;
	event.gap.cause = cause;
	return event;
}

void case_quiet(struct kept *kept)
{
	case_run(kept, CASE_AT(0, 0), 0);
	for (unsigned i = 0; i < 5; i++) {
		struct event hour = case_hour(i, 1000);

		case_add(kept, &hour, hour.traffic.to_ns);
	}
}

static void keep_fault(void *context, const struct ledger_fault *fault)
{
	struct attest_proof *proof = context;
	char text[FINDING_WORDS];

	snprintf(proof->fault, sizeof(proof->fault), "%.200s",
		 finding_words(&fault->finding, text));
}

int case_try(struct kept *kept, const char *camera, uint64_t from_ns, uint64_t to_ns,
	     struct attest **out)
{
	struct records source = records_of(kept->ledger);
	struct attest_order order = {.camera = camera,
				     .from_ns = from_ns,
				     .to_ns = to_ns,
				     .missing_ns = kept->missing_ns,
				     .proof = &kept->proof};

	kept->proof = (struct attest_proof){0};
	assert_int_equal(ledger_commit(kept->ledger), 0);
	assert_int_equal(ledger_verify(kept->room.path, NULL, keep_fault, &kept->proof,
				       &kept->proof.report, kept->error),
			 0);
	return attest_make(&order, &source, out, kept->error);
}

struct attest *case_attest(struct kept *kept, uint64_t from_ns, uint64_t to_ns)
{
	struct attest *attest = NULL;
	int err = case_try(kept, ROOM_MAC, from_ns, to_ns, &attest);

	if (err)
		fail_msg("%d: %s", err, kept->error);
	return attest;
}

void case_refused(const struct attest *attest, enum attest_condition condition)
{
	char room[ATTEST_DETAIL];

	assert_int_equal(attest->verdict, ATTEST_CANNOT_TELL);
	for (int i = 0; i < ATTEST_CONDITIONS; i++)
		if ((attest->checks[i].failures != 0) != (i == (int)condition))
			fail_msg("condition %d %s: %s", i,
				 attest->checks[i].failures ? "does not hold" : "holds",
				 attested_why(&attest->checks[i], room));
}

void case_holds(const struct attest *attest)
{
	char room[ATTEST_DETAIL];

	for (int i = 0; i < ATTEST_CONDITIONS; i++)
		if (attest->checks[i].failures)
			fail_msg("condition %d does not hold: %s", i,
				 attested_why(&attest->checks[i], room));
	assert_int_equal(attest->verdict, ATTEST_NOTHING_LEFT);
}
