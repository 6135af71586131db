// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "upload/series.h"

/* An open episode of `bytes` up to 198.51.100.`remote`. */
static void begin(struct track *t, uint8_t remote, const char *host, uint64_t bytes)
{
	memset(t, 0, sizeof(*t));
	t->open = true;
	t->key.device = a_device(CAMERA_MAC);
	t->key.remote = an_address("198.51.100.0");
	t->key.remote.bytes[15] = remote;
	t->host = host ? strdup(host) : NULL;
	t->flow_count = 1;
	t->flows[0] = (struct track_flow){.local_port = (uint16_t)(1000 + remote),
					  .remote_port = 443,
					  .protocol = IPPROTO_TCP,
					  .now = bytes,
					  .whole = bytes};
	t->pending.first_ns = START + remote;
	t->now = (struct episode_sums){.first_ns = START + remote,
				       .last_ns = START + SECOND,
				       .bytes_up = bytes,
				       .packets_up = bytes / 1000,
				       .bursts = 1,
				       .largest_burst = bytes};
	t->whole = t->now;
}

static void only_open_episodes_of_the_same_device_and_name_are_taken(void **state)
{
	struct track one, two, other, nameless, local;
	struct series *s;

	(void)state;
	begin(&one, 1, "media.example", 200000);
	begin(&two, 2, "media.example", 200000);
	begin(&other, 3, "media.example.net", 200000);
	begin(&nameless, 4, NULL, 200000);
	begin(&local, 5, "media.example", 200000);
	local.key.scope = FLOW_HOME;
	s = series_create(&one);
	assert_true(series_takes(s, &two));
	assert_false(series_takes(s, &other));
	assert_false(series_takes(s, &nameless));
	assert_false(series_takes(s, &local));
	two.key.device.bytes[5] = 9;
	assert_false(series_takes(s, &two));
	series_destroy(s);
	free(one.host);
	free(two.host);
	free(other.host);
	free(local.host);
}

static void members_are_told_as_one_in_the_order_they_joined(void **state)
{
	struct track one, two;
	struct episode *e;
	struct series *s;

	(void)state;
	begin(&one, 1, "media.example", 200000);
	begin(&two, 2, "media.example", 300000);
	s = series_create(&one);
	series_join(s, &two);
	assert_false(series_leave(s, &one));
	free(one.host);
	one.host = NULL;
	e = series_tell(s, false);
	assert_int_equal(e->now.bytes_up, 500000);
	assert_int_equal(e->address_count, 2);
	assert_int_equal(e->addresses[0].bytes[15], 1);
	assert_int_equal(e->addresses[1].bytes[15], 2);
	assert_int_equal(e->flow_count, 2);
	assert_int_equal(e->flows[0].bytes_up, 300000);
	assert_int_equal(e->flows[0].local_port, 1002);
	assert_int_equal(e->flows[1].bytes_up, 200000);
	assert_string_equal(e->host, "media.example");
	assert_string_equal(e->id, e->series);
	assert_false(e->final);
	episode_destroy(e);
	assert_true(series_leave(s, &two));
	free(two.host);
	series_destroy(s);
}

static void a_look_tells_what_the_end_would_and_changes_nothing(void **state)
{
	struct track one;
	struct episode *looks[2], *told;
	struct series *s;

	(void)state;
	begin(&one, 1, "media.example", 200000);
	s = series_create(&one);
	looks[0] = series_peek(s);
	looks[1] = series_peek(s);
	told = series_tell(s, true);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(looks[i]->id, told->id);
		assert_int_equal(looks[i]->part, told->part);
		assert_memory_equal(&looks[i]->now, &told->now, sizeof(told->now));
		assert_memory_equal(&looks[i]->whole, &told->whole, sizeof(told->whole));
		episode_destroy(looks[i]);
	}
	assert_int_equal(told->now.bytes_up, 200000);
	episode_destroy(told);
	free(one.host);
	series_destroy(s);
}

static void what_could_not_be_an_upload_is_not_told(void **state)
{
	struct track one;
	struct series *s;

	(void)state;
	begin(&one, 1, NULL, 99999);
	s = series_create(&one);
	assert_null(series_tell(s, true));
	series_destroy(s);
}

static void port_and_transport_are_those_of_the_flow_with_most_bytes(void **state)
{
	struct track one;
	struct episode *e;
	struct series *s;

	(void)state;
	begin(&one, 1, NULL, 300000);
	one.flow_count = 3;
	one.flows[1] = one.flows[2] = one.flows[0];
	one.flows[1].remote_port = 8443;
	one.flows[1].protocol = IPPROTO_UDP;
	one.flows[1].whole = 300001;
	one.flows[2].remote_port = 0; /* later fragments */
	one.flows[2].whole = 900000;
	s = series_create(&one);
	e = series_tell(s, true);
	assert_int_equal(e->remote_port, 8443);
	assert_int_equal(e->protocol_number, IPPROTO_UDP);
	episode_destroy(e);
	series_destroy(s);
}

static void ids_hang_on_device_address_transport_port_and_start(void **state)
{
	char ids[6][EVENT_ID];
	struct track t;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct series *s;

		begin(&t, 1, NULL, 200000);
		t.key.device.bytes[0] ^= i == 1;
		t.key.remote.bytes[0] ^= i == 2;
		t.flows[0].protocol ^= i == 3;
		t.flows[0].remote_port ^= i == 4;
		t.pending.first_ns ^= i == 5;
		s = series_create(&t);
		memcpy(ids[i], s->id, EVENT_ID);
		series_destroy(s);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(ids[i], ids[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_open_episodes_of_the_same_device_and_name_are_taken),
		cmocka_unit_test(members_are_told_as_one_in_the_order_they_joined),
		cmocka_unit_test(a_look_tells_what_the_end_would_and_changes_nothing),
		cmocka_unit_test(what_could_not_be_an_upload_is_not_told),
		cmocka_unit_test(port_and_transport_are_those_of_the_flow_with_most_bytes),
		cmocka_unit_test(ids_hang_on_device_address_transport_port_and_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
