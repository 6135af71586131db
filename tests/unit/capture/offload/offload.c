// SPDX-License-Identifier: GPL-2.0-or-later
/* The source is a list here. */
#include "capture/offload/offload.c"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support.h"

/* A list of flows, and what was supplied and lost. */
struct list {
	size_t flows, supplied;
	struct source_flow flow[2];
	struct activity activity[64];
	uint64_t up, down;
	size_t losses;
	struct loss loss;
};

static void listed_each(void *source, source_flow_fn *each, void *context)
{
	const struct list *list = source;

	for (size_t i = 0; i < list->flows; i++)
		each(context, &list->flow[i]);
}

static void listed_supply(void *source, const struct activity *activity)
{
	struct list *list = source;

	assert_true(list->supplied < 64);
	list->activity[list->supplied++] = *activity;
	list->up += activity->stretch.bytes_up;
	list->down += activity->stretch.within.bytes;
}

static void listed_loss(void *context, const struct loss *loss)
{
	struct list *list = context;

	list->losses++;
	list->loss = *loss;
}

static void poll(struct offload *offload, struct list *list, uint64_t now_ns)
{
	static const struct source_ops ops = {.each = listed_each, .supply = listed_supply};
	struct source source = {&ops, list};
	struct observer observer = {.context = list, .loss = listed_loss};

	offload_poll(offload, &source, &observer, now_ns);
}

struct fixture {
	char path[64];
	struct offload *offload;
	struct list list;
};

static void write_text(const struct fixture *f, const char *text)
{
	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* The camera's connection, with so many bytes up and down. */
static void write_connection(const struct fixture *f, uint64_t up, uint64_t down, const char *mark)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "ipv4     2 tcp      6 src=192.168.1.130 dst=52.70.158.224 sport=51221 dport=443 "
		 "packets=%llu bytes=%llu src=52.70.158.224 dst=203.0.113.7 sport=443 dport=51221 "
		 "packets=%llu bytes=%llu %s mark=0 use=2\n",
		 (unsigned long long)up / 1000, (unsigned long long)up,
		 (unsigned long long)down / 100, (unsigned long long)down, mark);
	write_text(f, text);
}

#define OFFLOADED_BEFORE                                                                           \
	"ipv4     2 tcp      6 src=192.168.1.130 dst=52.70.158.224 sport=51221 dport=443 "         \
	"packets=1000 bytes=1000000 src=52.70.158.224 dst=203.0.113.7 sport=443 dport=51221 "      \
	"packets=10 bytes=1000 [OFFLOAD] mark=0 use=2\n"

static void begin(struct fixture *f, const char *text)
{
	struct conntrack *conntrack;

	memset(f, 0, sizeof(*f));
	snprintf(f->path, sizeof(f->path), "/tmp/lenswatch-offload-XXXXXX");
	close(mkstemp(f->path));
	write_text(f, text);
	assert_int_equal(conntrack_open_file(f->path, &conntrack), 0);
	assert_int_equal(offload_create(conntrack, &f->offload), 0);
}

static void end(struct fixture *f)
{
	offload_destroy(f->offload);
	unlink(f->path);
}

static void see(struct fixture *f, uint64_t began_ns, uint64_t last_ns, uint64_t up, uint64_t down)
{
	struct source_flow *flow = &f->list.flow[0];
	struct address local = an_address("192.168.1.130"), remote = an_address("52.70.158.224");

	memset(flow, 0, sizeof(*flow));
	flow->key.device = a_device("f4:b8:5e:35:67:b0");
	memcpy(flow->key.local, local.bytes, 16);
	memcpy(flow->key.remote, remote.bytes, 16);
	flow->key.local_port = 51221;
	flow->key.remote_port = 443;
	flow->key.protocol = IPPROTO_TCP;
	flow->interface = 7;
	flow->began_ns = began_ns;
	flow->last_ns = flow->last_up_ns = last_ns;
	flow->bytes_up = up;
	flow->bytes_down = down;
	flow->packets_up = up / 1000;
	flow->packets_down = down / 100;
	f->list.flows = 1;
}

static void an_upload_in_hardware_is_told_to_the_byte(void **state)
{
	struct fixture f;
	uint64_t previous_ns = START + 2 * SECOND;

	(void)state;
	begin(&f, "");
	poll(f.offload, &f.list, START);
	see(&f, START + SECOND, START + 2 * SECOND, 6000, 500);
	for (uint64_t i = 5; i <= 15; i++) {
		write_connection(&f, 6000 + (i - 4) * 200000, 500 + (i - 4) * 100, "[HW_OFFLOAD]");
		poll(f.offload, &f.list, START + i * SECOND);
	}
	poll(f.offload, &f.list, START + 16 * SECOND);
	assert_int_equal(f.list.up, 11 * 200000);
	assert_int_equal(f.list.down, 11 * 100);
	assert_int_equal(f.list.supplied, 3 + 10);
	for (size_t i = 0; i < f.list.supplied; i++) {
		const struct activity *a = &f.list.activity[i];

		assert_true(a->hardware);
		assert_int_equal(a->interface, 7);
		assert_memory_equal(&a->flow, &f.list.flow[0].key, sizeof(a->flow));
		assert_int_equal(a->stretch.first_up_ns, previous_ns + 1);
		previous_ns = a->stretch.last_up_ns;
		assert_int_equal(previous_ns, START + (i + 3) * SECOND);
	}
	assert_int_equal(offload_state(f.offload)->hardware, 1);
	assert_int_equal(offload_state(f.offload)->supplied, 1);
	assert_int_equal(offload_state(f.offload)->supplied_bytes, 11 * 200000);
	assert_true(offload_state(f.offload)->available && offload_state(f.offload)->counting);
	end(&f);
}

static void what_the_program_sees_is_never_told_twice(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	for (uint64_t i = 1; i <= 30; i++) {
		see(&f, START, START + i * SECOND, i * 300000, i * 9000);
		/* Read later, when more had passed. */
		write_connection(&f, i * 300000 + 250000, i * 9000 + 8000, "[OFFLOAD]");
		poll(f.offload, &f.list, START + i * SECOND);
	}
	assert_int_equal(f.list.supplied, 0);
	assert_int_equal(offload_state(f.offload)->software, 1);
	end(&f);
}

static void a_connection_older_than_its_flow_begins_at_its_first_look(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	write_connection(&f, 80000000, 900, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START);
	see(&f, START + SECOND, START + SECOND, 1000, 0);
	write_connection(&f, 90000000, 900, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START + 5 * SECOND);
	write_connection(&f, 90300000, 900, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START + 6 * SECOND);
	poll(f.offload, &f.list, START + 7 * SECOND);
	assert_int_equal(f.list.up, 300000);
	end(&f);
}

static void a_flow_the_program_forgot_goes_on_until_its_connection_ends(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	see(&f, START, START, 1000, 0);
	write_connection(&f, 101000, 0, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START + SECOND);
	f.list.flows = 0;
	write_connection(&f, 301000, 0, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START + 2 * SECOND);
	write_text(&f, "");
	for (uint64_t i = 3; i < 60; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.up, 300000);
	assert_int_equal(offload_state(f.offload)->supplied, 0);
	end(&f);
}

static void a_late_look_is_told_in_pieces_of_a_second(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	see(&f, START, START, 1000, 0);
	write_connection(&f, 101000, 0, "[HW_OFFLOAD]");
	poll(f.offload, &f.list, START + 3 * SECOND);
	poll(f.offload, &f.list, START + 4 * SECOND);
	assert_int_equal(f.list.supplied, 3);
	assert_int_equal(f.list.up, 100000);
	assert_int_equal(f.list.activity[0].stretch.first_up_ns, START + 1);
	assert_int_equal(f.list.activity[2].stretch.last_up_ns, START + 3 * SECOND);
	end(&f);
}

/* Answers pass an interface that the way up goes round: Linux 6.1 below a VLAN's device. */
static void what_is_not_seen_to_go_up_follows_what_was_whatever_came_down_since(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	poll(f.offload, &f.list, START);
	for (uint64_t i = 1; i <= 8; i++) {
		see(&f, START + SECOND, START + i * SECOND + SECOND / 2, 6000, i * 1000);
		f.list.flow[0].last_up_ns = START + SECOND;
		write_connection(&f, 6000 + i * 200000, i * 1000, "[OFFLOAD]");
		poll(f.offload, &f.list, START + (i + 1) * SECOND);
	}
	assert_int_equal(f.list.up, 7 * 200000);
	assert_int_equal(f.list.activity[0].stretch.first_up_ns, START + SECOND + 1);
	for (size_t i = 1; i < f.list.supplied; i++)
		assert_int_equal(f.list.activity[i].stretch.first_up_ns,
				 f.list.activity[i - 1].stretch.last_up_ns + 1);
	end(&f);
}

/* Its own count says so: nothing seen for longer than a flow table keeps an idle connection. */
static void what_a_flow_table_keeps_unseen_and_uncounted_is_told(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	see(&f, START, START + SECOND, 6000, 500);
	write_connection(&f, 6000, 500, "[OFFLOAD]");
	for (uint64_t i = 1; i <= 40; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 0);
	assert_int_equal(offload_state(f.offload)->unseen, 0);
	for (uint64_t i = 41; i <= 60; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_true(f.list.losses > 0);
	assert_int_equal(f.list.loss.cause, CAUSE_FORWARDED);
	assert_memory_equal(f.list.loss.device, &f.list.flow[0].key.device,
			    sizeof(struct device_key));
	assert_int_equal(offload_state(f.offload)->unseen, 1);
	write_connection(&f, 6000, 500, "");
	for (uint64_t i = 61; i <= 70; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(offload_state(f.offload)->unseen, 0);
	assert_true(offload_state(f.offload)->unseen_ever);
	end(&f);
}

static void past_an_interface_only_what_is_counted_is_not_lost(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	offload_pass(f.offload, 7, true);
	see(&f, START, START + SECOND, 6000, 500);
	write_connection(&f, 106000, 500, "[OFFLOAD]");
	for (uint64_t i = 1; i <= 5; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 0);
	assert_int_equal(f.list.up, 100000);
	end(&f);
	begin(&f, "");
	offload_pass(f.offload, 7, false);
	see(&f, START, START + SECOND, 6000, 500);
	write_connection(&f, 6000, 500, "[OFFLOAD]");
	for (uint64_t i = 1; i <= 2; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.loss.cause, CAUSE_FORWARDED);
	end(&f);
}

static void what_may_pass_uncounted_is_told_of_anybody_while_it_lasts(void **state)
{
	struct fixture f;
	uint64_t i;

	(void)state;
	begin(&f, "");
	write_connection(&f, 1000, 500, "");
	for (i = 1; i <= 5; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	offload_pass_none(f.offload, false, START + i * SECOND - SECOND / 2);
	offload_pass(f.offload, 7, true);
	poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 0);
	i++;
	offload_pass_none(f.offload, false, START + i * SECOND - SECOND / 2);
	offload_pass(f.offload, 7, false);
	poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 1);
	assert_null(f.list.loss.device);
	assert_int_equal(f.list.loss.cause, CAUSE_FORWARDED_PERHAPS);
	assert_int_equal(f.list.loss.from_ns, START + i * SECOND - SECOND / 2);
	assert_int_equal(f.list.loss.to_ns, START + i * SECOND);
	assert_int_equal(offload_state(f.offload)->passing_ns, f.list.loss.from_ns);
	for (uint64_t end = i + 601; i < end; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 2);
	offload_pass_none(f.offload, false, START + i * SECOND);
	for (uint64_t end = i + 5; i < end; i++)
		poll(f.offload, &f.list, START + i * SECOND);
	assert_int_equal(f.list.losses, 3);
	assert_int_equal(f.list.loss.to_ns, START + (i - 5) * SECOND);
	assert_int_equal(offload_state(f.offload)->passing_ns, 0);
	assert_true(offload_state(f.offload)->passing_ever);
	end(&f);
}

static void what_is_not_known_any_more_is_told_as_that(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	offload_pass_none(f.offload, true, START);
	offload_pass(f.offload, 7, false);
	poll(f.offload, &f.list, START + SECOND);
	assert_int_equal(f.list.loss.cause, CAUSE_FORWARDED_UNHEARD);
	end(&f);
}

/* Nobody could say which connections they are. */
static void what_passes_without_connection_tracking_is_told(void **state)
{
	struct list list = {0};
	struct offload *offload;

	(void)state;
	assert_int_equal(offload_create(NULL, &offload), 0);
	offload_pass(offload, 7, true);
	poll(offload, &list, START);
	assert_int_equal(list.losses, 1);
	assert_int_equal(list.loss.cause, CAUSE_FORWARDED_PERHAPS);
	offload_destroy(offload);
}

static void answers_to_what_never_went_up_are_told(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	for (uint64_t i = 0; i <= 8; i++) {
		see(&f, START, START + i * SECOND, 6000, 600);
		f.list.flow[0].last_up_ns = START;
		f.list.flow[0].packets_down = 6 + i * 100;
		f.list.flow[0].bytes_down = 600 + i * 5200;
		poll(f.offload, &f.list, START + i * SECOND);
		assert_int_equal(f.list.losses > 0, i >= 4);
	}
	assert_int_equal(f.list.loss.cause, CAUSE_ONE_WAY);
	assert_int_equal(f.list.loss.from_ns, START);
	assert_int_equal(offload_state(f.offload)->one_way, 1);
	end(&f);
}

/* 40 answers a second to a connection of which nothing goes up here: from the first seconds on
 * where it began before watching did. */
static void answers_alone_are_told_once_what_was_under_way_is_through(void **state)
{
	static const struct {
		uint64_t began_s;
		unsigned long told_s;
	} cases[] = {{0, 7}, {10, 13}};
	struct fixture f;

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		uint64_t began_ns = START + cases[n].began_s * SECOND;

		begin(&f, "");
		poll(f.offload, &f.list, START);
		for (uint64_t i = 0; i <= 8; i++) {
			see(&f, began_ns, began_ns + i * SECOND, 0, 0);
			f.list.flow[0].last_up_ns = 0;
			f.list.flow[0].packets_down = 40 * (i + 1);
			f.list.flow[0].bytes_down = 40 * (i + 1) * 52;
			poll(f.offload, &f.list, began_ns + i * SECOND);
			assert_int_equal(f.list.losses > 0,
					 cases[n].began_s + i >= cases[n].told_s);
		}
		assert_int_equal(f.list.loss.from_ns, began_ns);
		end(&f);
	}
}

/* Watching began in the middle of it: not one packet of it passed. */
static void what_was_forwarded_before_watching_began_is_told_while_it_sends(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, OFFLOADED_BEFORE);
	for (uint64_t i = 0; i <= 1300; i++) {
		write_connection(&f, 1000000 + i * 50000, 1000 + i * 1000, "[OFFLOAD]");
		poll(f.offload, &f.list, START + i * SECOND);
		assert_int_equal(f.list.losses, i < 5 ? 0 : i < 605 ? 1 : i < 1205 ? 2 : 3);
	}
	assert_int_equal(f.list.loss.cause, CAUSE_FORWARDED_OLDER);
	assert_true(offload_state(f.offload)->unseen_ever);
	assert_int_equal(f.list.up, 0);
	end(&f);
}

static void answers_to_what_connection_tracking_counted_are_none_of_that(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "");
	for (uint64_t i = 0; i <= 8; i++) {
		see(&f, START, START + i * SECOND, 6000, 600);
		f.list.flow[0].packets_down = 6 + i * 100;
		f.list.flow[0].bytes_down = 600 + i * 5200;
		write_connection(&f, 6000 + i * 200000, 600 + i * 5200, "[OFFLOAD]");
		poll(f.offload, &f.list, START + i * SECOND);
	}
	assert_int_equal(f.list.losses, 0);
	assert_true(f.list.up > 1000000);
	end(&f);
}

static void without_connection_tracking_nothing_is_supplied(void **state)
{
	struct list list = {0};
	struct offload *offload;

	(void)state;
	assert_int_equal(offload_create(NULL, &offload), 0);
	poll(offload, &list, START);
	assert_false(offload_state(offload)->available);
	offload_destroy(offload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_in_hardware_is_told_to_the_byte),
		cmocka_unit_test(what_the_program_sees_is_never_told_twice),
		cmocka_unit_test(a_connection_older_than_its_flow_begins_at_its_first_look),
		cmocka_unit_test(a_flow_the_program_forgot_goes_on_until_its_connection_ends),
		cmocka_unit_test(a_late_look_is_told_in_pieces_of_a_second),
		cmocka_unit_test(
			what_is_not_seen_to_go_up_follows_what_was_whatever_came_down_since),
		cmocka_unit_test(what_a_flow_table_keeps_unseen_and_uncounted_is_told),
		cmocka_unit_test(past_an_interface_only_what_is_counted_is_not_lost),
		cmocka_unit_test(what_may_pass_uncounted_is_told_of_anybody_while_it_lasts),
		cmocka_unit_test(what_is_not_known_any_more_is_told_as_that),
		cmocka_unit_test(what_passes_without_connection_tracking_is_told),
		cmocka_unit_test(answers_to_what_never_went_up_are_told),
		cmocka_unit_test(answers_alone_are_told_once_what_was_under_way_is_through),
		cmocka_unit_test(what_was_forwarded_before_watching_began_is_told_while_it_sends),
		cmocka_unit_test(answers_to_what_connection_tracking_counted_are_none_of_that),
		cmocka_unit_test(without_connection_tracking_nothing_is_supplied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
