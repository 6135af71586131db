// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"
#include "system/sandbox.h"

static struct room room;
static struct ledger *ledger;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 200);
	ledger = room_open(&room);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ledger_close(ledger);
	room_remove(&room);
	return 0;
}

static bool anywhere(const char *text)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char name[160];
	bool there = false;

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", room.path, endings[i]);
		there = there || room_holds(name, text);
	}
	return there;
}

static void holds(size_t erased)
{
	struct found found;

	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.report.erased, erased);
	assert_int_equal(found.report.forgettings, erased ? 1 : 0);
}

/* Hall: 40 uploads, half of them at an address that the front door has too. */
static void nothing_of_a_forgotten_device_is_left_in_the_files(void **state)
{
	static const char *const words[] = {ROOM_OTHER, "Hall", "192.168.1.131"};
	size_t erased = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_true(anywhere(words[i]));
	assert_int_equal(ledger_forget(ledger, "F4:B8:5E:00:00:02", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 40);
	for (size_t i = 0; i < 3; i++)
		assert_false(anywhere(words[i]));
	assert_true(anywhere(ROOM_MAC) && anywhere(ROOM_IP));
	holds(40);
	ledger_close(ledger);
	for (size_t i = 0; i < 3; i++)
		assert_false(anywhere(words[i]));
	holds(40);
	ledger = room_open(&room); /* and it is written on */
	ledger_close(ledger);
	room_fill(&room, 200, 10);
	holds(40);
	ledger = room_open(&room);
}

/* It had two names, streams of it stayed at home, and runs were told of it. */
static void what_others_say_of_it_goes_as_well(void **state)
{
	static const char *const words[] = {ROOM_MAC, ROOM_NAME, "Nursery", "--camera"};
	size_t erased = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_true(anywhere(words[i]));
	assert_int_equal(ledger_forget(ledger, "front door", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 100 + 19); /* its own, and all runs but the first */
	for (size_t i = 0; i < 4; i++)
		assert_false(anywhere(words[i]));
	assert_true(anywhere(ROOM_OTHER));
	holds(119);
}

static void what_a_name_could_mean_twice_is_asked_back(void **state)
{
	size_t erased = 7;

	(void)state;
	assert_int_equal(ledger_forget(ledger, ROOM_IP, NULL, NULL, &erased), -ENOTUNIQ);
	assert_non_null(strstr(ledger_error(ledger), ROOM_OTHER));
	assert_int_equal(erased, 7);
	holds(0);
}

static void what_was_never_there_is_none(void **state)
{
	size_t erased = 7;

	(void)state;
	assert_int_equal(ledger_forget(ledger, "Attic", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 0);
	assert_int_equal(ledger_forget(ledger, "", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 0);
	holds(0);
}

static void a_reader_in_the_way_is_told_and_the_rest_follows_later(void **state)
{
	size_t erased = 7;
	sqlite3 *reader = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(room.path, &reader), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM record", NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), -EBUSY);
	assert_non_null(strstr(ledger_error(ledger), "forget again"));
	sqlite3_close(reader);
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	assert_int_equal(erased, 0);
	assert_false(anywhere(ROOM_OTHER));
	holds(40);
}

static void it_may_come_back(void **state)
{
	struct event event;
	size_t erased = 0;

	(void)state;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	room_event(5, &event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_true(anywhere(ROOM_OTHER));
	holds(40);
}

static void put_note(const char *kind, const char *rest)
{
	char text[512];

	snprintf(text, sizeof(text), "{\"type\":\"%s\",\"schema\":1,%s}", kind, rest);
	assert_int_equal(ledger_note(ledger, kind, text), 0);
	assert_int_equal(ledger_commit(ledger), 0);
}

/* By MAC, by an address that its own records have, and in options. */
static void what_the_owner_said_of_it_goes_as_well(void **state)
{
	size_t erased = 0;

	(void)state;
	put_note("owner", "\"camera\":{\"mac\":\"" ROOM_OTHER
			  "\",\"ip\":null,\"name\":\"Cellar\"},\"said\":\"camera\"");
	put_note("owner", "\"address\":\"192.168.1.131\",\"name\":\"Hall\",\"said\":\"camera\"");
	put_note("change", "\"changes\":[{\"what\":\"options\",\"from\":\"--camera " ROOM_OTHER
			   "=Cellar\",\"to\":\"\"}]");
	put_note("restart", "\"reason\":\"the run before has no end\"");
	put_note("owner", "\"camera\":{\"mac\":\"" ROOM_MAC
			  "\",\"ip\":null,\"name\":\"Hall\"},\"said\":\"camera\"");
	assert_int_equal(ledger_forget(ledger, "cellar", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 40 + 3);
	assert_false(anywhere(ROOM_OTHER) || anywhere("Cellar") || anywhere("192.168.1.131"));
	assert_true(anywhere("Hall") && anywhere("the run before")); /* another has the name too */
	holds(43);
}

static void who_was_only_spoken_of_or_suspected_is_forgotten_too(void **state)
{
	struct event event;
	size_t erased = 0;

	(void)state;
	put_note("owner", "\"address\":\"10.1.2.3\",\"name\":\"Attic\",\"said\":\"not\"");
	events_clip(&event);
	event.upload.camera.mac = "f4:b8:5e:00:00:03";
	snprintf(event.upload.camera.key, sizeof(event.upload.camera.key), "f4:b8:5e:00:00:03");
	event.upload.camera.name = "Attic";
	event.upload.camera.suspected = true;
	assert_int_equal(ledger_append(ledger, &event), 0);
	assert_int_equal(ledger_forget(ledger, "Attic", NULL, NULL, &erased), 0);
	assert_int_equal(erased, 1);
	assert_int_equal(ledger_confirm(ledger, "f4:b8:5e:00:00:03", event.upload.end_ns), 0);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_false(anywhere("Attic") || anywhere("10.1.2.3") || anywhere("f4:b8:5e:00:00:03"));
	holds(1);
}

/* More than SQLite keeps in memory, so that the file is written anew by way of another. */
static void a_daemon_without_rights_can_erase(void **state)
{
	struct sandbox_config config = {.write = {room.folder}, .write_count = 1};
	struct sandbox_state sandbox;
	char text[SANDBOX_TEXT];
	size_t erased = 0;
	int status = -1;
	pid_t child;

	(void)state;
	ledger_close(ledger);
	room_fill(&room, 200, 4000);
	ledger = room_open(&room);
	assert_int_equal(chmod(room.folder, 0777), 0);
	child = fork();
	if (!child) {
		if (sandbox_enter(&config, &sandbox, text) != 0)
			_exit(2);
		_exit(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased) == 0 && erased > 40
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_false(anywhere(ROOM_OTHER));
	ledger_close(ledger);
	ledger = room_open(&room);
}

static unsigned turns, stop_at;

/* As the daemon: what passes meanwhile is written, of others. */
static bool take_turn(void *context)
{
	struct event event;

	(void)context;
	room_event(100002 + 10 * (size_t)turns, &event);
	assert_int_equal(ledger_append(ledger, &event), 0);
	if (turns % 2)
		assert_int_equal(ledger_commit(ledger), 0);
	return ++turns == stop_at;
}

/* Every page: nothing is left of what SQLite moved away when it split it. */
static void pages_are_clean(void)
{
	static uint8_t page[8192];
	FILE *file = fopen(room.path, "r");
	size_t from, to;

	assert_non_null(file);
	assert_int_equal(fseek(file, sizeof(page), SEEK_SET), 0);
	while (fread(page, sizeof(page), 1, file) == 1) {
		if (page[0] != 2 && page[0] != 5 && page[0] != 10 && page[0] != 13)
			continue;
		from = (page[0] < 10 ? 12 : 8) + 2 * ((size_t)page[3] << 8 | page[4]);
		to = (size_t)page[5] << 8 | page[6];
		for (; from < to && to <= sizeof(page); from++)
			assert_int_equal(page[from], 0);
	}
	fclose(file);
}

static void others_have_their_turn_while_it_is_erased(void **state)
{
	size_t erased = 0;

	(void)state;
	ledger_close(ledger);
	room_fill(&room, 200, 2000);
	ledger = room_open(&room);
	ledger->step_ms = 0;
	turns = stop_at = 0;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, take_turn, NULL, &erased), 0);
	assert_int_equal(erased, 440);
	assert_true(turns > 440);
	pages_are_clean();
	assert_int_equal(ledger_commit(ledger), 0);
	assert_false(anywhere(ROOM_OTHER) || anywhere("Hall") || anywhere("192.168.1.131"));
	assert_true(anywhere(ROOM_MAC));
	holds(440);
}

static void only_the_forgotten_is_unfinished(const struct found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		assert_int_equal(found->faults[i].kind, FAULT_ERASED);
		assert_non_null(strstr(fault_text(&found->faults[i]), "was interrupted"));
	}
}

/* At any turn; what is left is as after a power cut, as nothing is open then. */
static void what_is_interrupted_is_said_and_the_next_start_goes_on(void **state)
{
	struct found found;
	size_t erased = 0, unfinished = 0;
	int err = -EINTR;

	(void)state;
	for (stop_at = 1; err == -EINTR; stop_at += 3) {
		ledger_close(ledger);
		room_clear(&room);
		room_fill(&room, 0, 200);
		ledger = room_open(&room);
		ledger->step_ms = 0;
		turns = 0;
		err = ledger_forget(ledger, ROOM_OTHER, take_turn, NULL, &erased);
		assert_true(err == 0 || err == -EINTR);
		ledger_close(ledger);
		assert_int_equal(room_verify(&room, NULL, &found), 0);
		only_the_forgotten_is_unfinished(&found);
		unfinished += found.count > 0;
		ledger = room_open(&room);
		assert_int_equal(room_verify(&room, NULL, &found), 0);
		assert_int_equal(found.count, 0);
		assert_int_equal(anywhere(ROOM_OTHER), found.report.forgettings == 0);
	}
	assert_int_equal(erased, 40);
	assert_true(unfinished > 10);
}

/* A daemon's start waits for none of it, and until then nothing that it needs is dropped. */
static void who_watches_goes_on_with_it_in_turns(void **state)
{
	const struct ledger_limits limits = {.megabytes = 1};
	char error[LEDGER_ERROR];
	size_t erased = 0, dropped = 1;
	struct found found;

	(void)state;
	ledger_close(ledger);
	room_clear(&room);
	room_fill(&room, 0, 200);
	ledger = room_open(&room);
	ledger->step_ms = 0;
	turns = 0;
	stop_at = 60; /* behind the record that says which numbers */
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, take_turn, NULL, &erased), -EINTR);
	ledger_close(ledger);
	assert_int_equal(ledger_open(room.path, LEDGER_WATCH, &ledger, error), 0);
	assert_true(anywhere(ROOM_OTHER));
	assert_int_equal(ledger_drop(ledger, &limits, &dropped), 0);
	assert_int_equal(dropped, 0);
	ledger->step_ms = 0;
	turns = 0;
	stop_at = 1;
	ledger_go_on(ledger, take_turn, NULL); /* ends again before it is done */
	assert_int_equal(turns, 1);
	assert_true(anywhere(ROOM_OTHER));
	assert_int_equal(ledger->erasing, ERASING_UNFINISHED);
	turns = stop_at = 0;
	ledger_go_on(ledger, take_turn, NULL);
	assert_true(turns > 10);
	assert_int_equal(ledger->erasing, ERASING_NOTHING);
	assert_int_equal(ledger_commit(ledger), 0);
	assert_false(anywhere(ROOM_OTHER));
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.count, 0);
	turns = 0;
	ledger_go_on(ledger, take_turn, NULL);
	assert_int_equal(turns, 0);
}

/* Begins to read once all but the last is erased and the WAL is empty, and goes on reading. */
static bool read_late(void *context)
{
	sqlite3 **reader = context;
	struct stat wal;
	char name[160];

	snprintf(name, sizeof(name), "%s-wal", room.path);
	if (*reader || stat(name, &wal) != 0 || wal.st_size ||
	    room_number(&room, "SELECT count(*) FROM record WHERE device = '" ROOM_OTHER "'") != 1)
		return false;
	assert_int_equal(sqlite3_open(room.path, reader), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(*reader, "BEGIN; SELECT count(*) FROM record", NULL, NULL, NULL),
		SQLITE_OK);
	return false;
}

/* Where nothing says that it is unfinished, "forget again" would find nothing to do. */
static void who_reads_late_leaves_it_unfinished(void **state)
{
	size_t erased = 0, left = 0;
	sqlite3 *reader = NULL;

	(void)state;
	ledger_close(ledger);
	room_fill(&room, 200, 2000);
	ledger = room_open(&room);
	ledger->step_ms = 0;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, read_late, &reader, &erased), -EBUSY);
	assert_non_null(reader);
	assert_int_equal(ledger_count(ledger, ROOM_OTHER, &left), 0);
	assert_int_equal(left, 1);
	sqlite3_close(reader);
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	assert_false(anywhere(ROOM_OTHER));
	holds(440);
}

static bool ask_for_more(void *context)
{
	struct ledger_limits limits = {.megabytes = 1};
	size_t count = 7;

	assert_int_equal(ledger_forget(ledger, ROOM_MAC, NULL, NULL, &count), -EALREADY);
	assert_int_equal(ledger_drop(ledger, &limits, &count), 0);
	assert_int_equal(count, 0);
	++*(unsigned *)context;
	return false;
}

static void meanwhile_nothing_else_is_erased_or_dropped(void **state)
{
	unsigned asked = 0;
	size_t erased = 0;

	(void)state;
	ledger->step_ms = 0;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, ask_for_more, &asked, &erased), 0);
	assert_int_equal(erased, 40);
	assert_true(asked > 40);
	holds(40);
}

/* What is gone on with first is over then, and what was asked for begins. */
static void nor_while_one_follows_that_was_unfinished(void **state)
{
	unsigned asked = 0;
	size_t erased = 0;

	(void)state;
	ledger->step_ms = 0;
	turns = 0;
	stop_at = 60;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, take_turn, NULL, &erased), -EINTR);
	assert_int_equal(ledger->erasing, ERASING_UNFINISHED);
	assert_int_equal(ledger_forget(ledger, "front door", ask_for_more, &asked, &erased), 0);
	assert_true(asked > 0 && erased >= 100 + 19);
	assert_false(anywhere(ROOM_OTHER) || anywhere(ROOM_MAC));
}

/* It was erased once: that would not end, as without its salt it cannot be erased again. */
static void a_content_that_was_put_back_is_a_fault_and_no_erasure(void **state)
{
	struct found found;
	size_t erased = 0;

	(void)state;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	ledger_close(ledger);
	room_sql(&room, "UPDATE record SET content = '{}' WHERE content IS NULL");
	alarm(60);
	ledger = room_open(&room);
	alarm(0);
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_true(found_kind(&found, FAULT_RECORD));
}

/* Who can write the file could have all of it erased at the next start. */
static void a_changed_note_erases_nothing(void **state)
{
	struct found found;
	size_t erased = 0;

	(void)state;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	ledger_close(ledger);
	room_sql(&room, "UPDATE record SET content = replace(content, 'numbers\":\"', "
			"'numbers\":\"1-199,') WHERE kind = 'forgotten'");
	ledger = room_open(&room);
	assert_true(anywhere(ROOM_MAC));
	assert_int_equal(room_verify(&room, NULL, &found), 0);
	assert_int_equal(found.report.erased, 40);
	assert_true(found.count > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_of_a_forgotten_device_is_left_in_the_files,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_others_say_of_it_goes_as_well, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_a_name_could_mean_twice_is_asked_back, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_was_never_there_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reader_in_the_way_is_told_and_the_rest_follows_later, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_may_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_owner_said_of_it_goes_as_well, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			who_was_only_spoken_of_or_suspected_is_forgotten_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_daemon_without_rights_can_erase, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(others_have_their_turn_while_it_is_erased, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_interrupted_is_said_and_the_next_start_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_watches_goes_on_with_it_in_turns, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(meanwhile_nothing_else_is_erased_or_dropped, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(who_reads_late_leaves_it_unfinished, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nor_while_one_follows_that_was_unfinished, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			a_content_that_was_put_back_is_a_fault_and_no_erasure, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_changed_note_erases_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
