// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attest/support_case.h"
#include "output/support_events.h"

#define FROM CASE_AT(1, 600)
#define TO CASE_AT(3, 1200)

static struct kept kept;

static int set_up(void **state)
{
	(void)state;
	case_open(&kept);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	case_close(&kept);
	return 0;
}

static void doubted(enum attest_condition condition, enum doubt doubt)
{
	struct attest *attest = case_attest(&kept, FROM, TO);

	case_refused(attest, condition);
	assert_int_equal(attest->doubts, 1U << doubt);
	attest_destroy(attest);
}

static void refused(enum attest_condition condition)
{
	static const enum doubt doubts[] = {
		[ATTEST_GENUINE] = DOUBT_CHANGED,   [ATTEST_KEPT] = DOUBT_ERASED,
		[ATTEST_WATCHED] = DOUBT_UNWATCHED, [ATTEST_COUNTED] = DOUBT_UNCOUNTED,
		[ATTEST_ON_PATH] = DOUBT_OFF_PATH,  [ATTEST_SEEN] = DOUBT_GAP,
		[ATTEST_CLOCK] = DOUBT_CLOCK,	    [ATTEST_REPORTED] = DOUBT_UNDER_WAY,
	};

	doubted(condition, doubts[condition]);
}

static void held(void)
{
	struct attest *attest = case_attest(&kept, FROM, TO);

	case_holds(attest);
	attest_destroy(attest);
}

/* Five quiet hours; `change` may change each before it is kept, and false leaves it out. */
static void hours(bool (*change)(unsigned hour, struct event_traffic *traffic))
{
	case_run(&kept, CASE_AT(0, 0), 0);
	for (unsigned i = 0; i < 5; i++) {
		struct event hour = case_hour(i, 1000);

		if (!change || change(i, &hour.traffic))
			case_add(&kept, &hour, CASE_AT(i + 1, 0));
	}
}

static void with_nothing_wrong_all_conditions_hold(void **state)
{
	(void)state;
	hours(NULL);
	held();
}

static void what_the_daemon_told_and_cannot_write_is_refused(void **state)
{
	(void)state;
	hours(NULL);
	kept.missing_ns = TO;
	held();
	kept.missing_ns = CASE_AT(3, 0);
	doubted(ATTEST_SEEN, DOUBT_UNWRITTEN);
}

static void a_history_that_was_changed_is_refused(void **state)
{
	(void)state;
	hours(NULL);
	assert_int_equal(ledger_commit(kept.ledger), 0);
	room_sql(&kept.room, "UPDATE record SET content = replace(content, '\"bytes_up\":1000', "
			     "'\"bytes_up\":100') WHERE number = 3");
	refused(ATTEST_GENUINE);
}

static struct event other_clip(void)
{
	struct event clip = case_clip(CASE_AT(2, 10), CASE_AT(2, 20), 500000);

	clip.upload.camera.mac = ROOM_OTHER;
	clip.upload.camera.name = "Hall";
	clip.upload.camera.ip = "192.168.1.131";
	return clip;
}

static void what_the_owner_erased_long_after_is_not(void **state)
{
	struct event clip = other_clip();
	size_t erased;

	(void)state;
	hours(NULL);
	clip.upload.start_ns += 5 * 3600 * CASE_SECOND; /* long after */
	clip.upload.end_ns += 5 * 3600 * CASE_SECOND;
	case_add(&kept, &clip, clip.upload.end_ns);
	assert_int_equal(ledger_forget(kept.ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	assert_int_equal(erased, 1);
	held();
}

static bool erased_between(unsigned hour, struct event_traffic *traffic)
{
	struct event clip = other_clip();
	size_t erased;

	(void)traffic;
	if (hour != 2)
		return true;
	case_add(&kept, &clip, clip.upload.end_ns);
	assert_int_equal(ledger_forget(kept.ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	return true;
}

static void what_the_owner_erased_of_that_time_is_refused(void **state)
{
	(void)state;
	hours(erased_between);
	refused(ATTEST_KEPT);
}

static void captured(void)
{
	for (unsigned i = 0; i < 5; i++) {
		struct event hour = case_hour(i, 1000);

		hour.capture = "a.pcap";
		case_add(&kept, &hour, CASE_AT(i + 1, 0));
	}
}

static void a_time_that_no_run_covers_is_refused(void **state)
{
	(void)state;
	captured();
	case_run(&kept, CASE_AT(0, 0), CASE_AT(3, 1199));
	refused(ATTEST_WATCHED);
}

static void parts_of_one_capture_are_whole_where_one_follows_the_other(void **state)
{
	(void)state;
	captured();
	case_joined(&kept, CASE_AT(0, 0), CASE_AT(2, 0), CASE_AT(2, 9), CASE_AT(5, 0));
	held();
}

static void parts_of_one_capture_with_a_time_between_are_refused(void **state)
{
	(void)state;
	captured();
	case_joined(&kept, CASE_AT(0, 0), CASE_AT(2, 0), CASE_AT(2, 11), CASE_AT(5, 0));
	refused(ATTEST_WATCHED);
}

static bool but_the_second(unsigned hour, struct event_traffic *traffic)
{
	(void)traffic;
	return hour != 2;
}

static void an_hour_that_is_not_counted_is_refused(void **state)
{
	struct attest *attest;

	(void)state;
	hours(but_the_second);
	attest = case_attest(&kept, FROM, TO);
	case_refused(attest, ATTEST_COUNTED);
	assert_int_equal(attest->checks[ATTEST_COUNTED].from_ns, CASE_AT(2, 0));
	assert_int_equal(attest->checks[ATTEST_COUNTED].to_ns, CASE_AT(3, 0));
	attest_destroy(attest);
}

static bool a_second_late(unsigned hour, struct event_traffic *traffic)
{
	if (hour == 2)
		traffic->from_ns += CASE_SECOND;
	return true;
}

static void a_second_that_is_not_counted_is_refused(void **state)
{
	(void)state;
	hours(a_second_late);
	refused(ATTEST_COUNTED);
}

static void a_time_that_is_not_over_is_refused(void **state)
{
	struct attest *attest;

	(void)state;
	hours(NULL);
	attest = case_attest(&kept, FROM, CASE_AT(5, 60));
	assert_int_equal(attest->verdict, ATTEST_CANNOT_TELL);
	assert_int_equal(attest->checks[ATTEST_COUNTED].failures, 1);
	assert_int_equal(attest->checks[ATTEST_COUNTED].from_ns, CASE_AT(5, 0));
	attest_destroy(attest);
}

static bool off_path(unsigned hour, struct event_traffic *traffic)
{
	traffic->on_path = hour != 2;
	return true;
}

static void a_camera_off_the_path_is_refused(void **state)
{
	(void)state;
	hours(off_path);
	refused(ATTEST_ON_PATH);
}

static void a_gap_of_the_camera_is_refused_and_one_of_another_is_not(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 0), CASE_AT(2, 100), CAUSE_OFF_PATH), known;

	(void)state;
	hours(NULL);
	events_camera(&known);
	gap.gap.camera = &known.camera;
	known.camera.mac = ROOM_OTHER;
	case_add(&kept, &gap, CASE_AT(6, 0));
	held();
	known.camera.mac = ROOM_MAC;
	case_add(&kept, &gap, CASE_AT(6, 0));
	refused(ATTEST_ON_PATH);
}

static bool silent_from_the_first(unsigned hour, struct event_traffic *traffic)
{
	if (hour >= 1)
		traffic->bytes_up = traffic->packets_up = 0;
	return true;
}

static bool silent_till_the_last(unsigned hour, struct event_traffic *traffic)
{
	if (hour < 4)
		traffic->bytes_up = traffic->packets_up = 0;
	return true;
}

static bool silent_in_between(unsigned hour, struct event_traffic *traffic)
{
	if (hour > 0 && hour < 4)
		traffic->bytes_up = traffic->packets_up = 0;
	return true;
}

static void a_camera_that_is_silent_since_may_send_another_way(void **state)
{
	(void)state;
	hours(silent_from_the_first);
	refused(ATTEST_ON_PATH);
}

static void a_camera_that_was_silent_before_may_have_sent_another_way(void **state)
{
	(void)state;
	hours(silent_till_the_last);
	refused(ATTEST_ON_PATH);
}

/* Taken back and confirmed again: what it sent before is in no hour, but its upload is kept. */
static void an_upload_before_shows_that_it_passes_here(void **state)
{
	struct event clip = case_clip(CASE_AT(0, 60), CASE_AT(0, 70), 400000);

	(void)state;
	case_add(&kept, &clip, CASE_AT(0, 75));
	hours(silent_till_the_last);
	held();
}

static void an_upload_of_another_camera_shows_nothing(void **state)
{
	struct event clip = case_clip(CASE_AT(0, 60), CASE_AT(0, 70), 400000);

	(void)state;
	clip.upload.camera.mac = ROOM_OTHER;
	case_add(&kept, &clip, CASE_AT(0, 75));
	hours(silent_till_the_last);
	refused(ATTEST_ON_PATH);
}

static void a_camera_that_passes_before_and_after_its_silence_was_silent(void **state)
{
	(void)state;
	hours(silent_in_between);
	held();
}

static void lost_packets_are_refused(void **state)
{
	struct event gap = case_gap(CASE_AT(3, 1100), CASE_AT(3, 1201), CAUSE_READ_LATE);
	char room[ATTEST_DETAIL];
	struct attest *attest;

	(void)state;
	hours(NULL);
	gap.gap.packets = 12;
	case_add(&kept, &gap, CASE_AT(6, 0));
	attest = case_attest(&kept, FROM, TO);
	case_refused(attest, ATTEST_SEEN);
	assert_int_equal(attest->checks[ATTEST_SEEN].count, 12);
	assert_string_equal(attested_why(&attest->checks[ATTEST_SEEN], room),
			    "packets came faster than they could be read");
	attest_destroy(attest);
}

static void a_loss_that_was_noticed_just_after_is_refused_and_one_long_after_is_not(void **state)
{
	struct event gap =
		case_gap(TO + 60 * CASE_SECOND, TO + 60 * CASE_SECOND, CAUSE_CARD_DROPPED);

	(void)state;
	hours(NULL);
	case_add(&kept, &gap, CASE_AT(6, 0));
	held();
	gap.gap.from_ns = gap.gap.to_ns = TO + 5 * CASE_SECOND;
	case_add(&kept, &gap, CASE_AT(6, 0));
	doubted(ATTEST_SEEN, DOUBT_LOST);
}

static void devices_beyond_the_room_there_is_hide_no_camera_that_is_known(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 0), CASE_AT(2, 0), CAUSE_CROWDED);

	(void)state;
	hours(NULL);
	case_add(&kept, &gap, CASE_AT(6, 0));
	held();
}

static void a_clock_that_was_set_is_refused(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 50), CASE_AT(2, 10), CAUSE_CLOCK_BACK);

	(void)state;
	hours(NULL);
	case_add(&kept, &gap, CASE_AT(6, 0));
	refused(ATTEST_CLOCK);
}

static bool written_back(unsigned hour, struct event_traffic *traffic)
{
	struct event camera;

	(void)traffic;
	events_camera(&camera);
	camera.camera.mac = ROOM_OTHER;
	if (hour == 3) /* between two runs: the one before was written at hour 3 */
		case_add(&kept, &camera, CASE_AT(2, 1800));
	return true;
}

static void a_clock_that_was_set_back_between_two_runs_is_refused(void **state)
{
	(void)state;
	hours(written_back);
	refused(ATTEST_CLOCK);
}

static bool last_under_way(unsigned hour, struct event_traffic *traffic)
{
	traffic->under_way = hour == 3;
	return hour <= 3;
}

static bool third_under_way(unsigned hour, struct event_traffic *traffic)
{
	traffic->under_way = hour == 3;
	return true;
}

static void what_was_under_way_at_the_end_and_is_not_told_yet_is_refused(void **state)
{
	(void)state;
	hours(last_under_way);
	refused(ATTEST_REPORTED);
}

static void what_was_under_way_and_had_an_hour_to_be_told_is_no_doubt(void **state)
{
	(void)state;
	hours(third_under_way);
	held();
}

static void packets_that_could_not_be_read_are_counted(void **state)
{
	struct event summary;
	struct attest *attest;

	(void)state;
	hours(NULL);
	events_summary(&summary);
	summary.capture = NULL;
	summary.summary.first_ns = CASE_AT(0, 0);
	summary.summary.last_ns = CASE_AT(5, 0);
	summary.summary.unreadable = 7;
	case_add(&kept, &summary, CASE_AT(5, 0));
	attest = case_attest(&kept, FROM, TO);
	case_holds(attest);
	assert_int_equal(attest->unreadable, 7);
	attest_destroy(attest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(with_nothing_wrong_all_conditions_hold),
		TEST(what_the_daemon_told_and_cannot_write_is_refused),
		TEST(a_history_that_was_changed_is_refused),
		TEST(what_the_owner_erased_long_after_is_not),
		TEST(what_the_owner_erased_of_that_time_is_refused),
		TEST(a_time_that_no_run_covers_is_refused),
		TEST(parts_of_one_capture_are_whole_where_one_follows_the_other),
		TEST(parts_of_one_capture_with_a_time_between_are_refused),
		TEST(an_hour_that_is_not_counted_is_refused),
		TEST(a_second_that_is_not_counted_is_refused),
		TEST(a_time_that_is_not_over_is_refused),
		TEST(a_camera_off_the_path_is_refused),
		TEST(a_gap_of_the_camera_is_refused_and_one_of_another_is_not),
		TEST(a_camera_that_is_silent_since_may_send_another_way),
		TEST(a_camera_that_was_silent_before_may_have_sent_another_way),
		TEST(an_upload_before_shows_that_it_passes_here),
		TEST(an_upload_of_another_camera_shows_nothing),
		TEST(a_camera_that_passes_before_and_after_its_silence_was_silent),
		TEST(lost_packets_are_refused),
		TEST(a_loss_that_was_noticed_just_after_is_refused_and_one_long_after_is_not),
		TEST(devices_beyond_the_room_there_is_hide_no_camera_that_is_known),
		TEST(a_clock_that_was_set_is_refused),
		TEST(a_clock_that_was_set_back_between_two_runs_is_refused),
		TEST(what_was_under_way_at_the_end_and_is_not_told_yet_is_refused),
		TEST(what_was_under_way_and_had_an_hour_to_be_told_is_no_doubt),
		TEST(packets_that_could_not_be_read_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
