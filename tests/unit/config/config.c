// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/config.h"
#include "support.h"

static char path[64];

static void hear(void *context, const char *file, unsigned line, const char *what, const char *cure)
{
	char *said = context;
	size_t used = strlen(said);

	assert_string_equal(file, path);
	snprintf(said + used, 2048 - used, "%u: %s; %s\n", line, what, cure ? cure : "-");
}

static int load(struct config *config, const char *text, char told[2048])
{
	int fd, err;

	snprintf(path, sizeof(path), "/tmp/lenswatch-config-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	told[0] = '\0';
	assert_int_equal(config_create(config), 0);
	err = config_load(config, path, hear, told);
	unlink(path);
	return err;
}

static void every_key_is_read(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c,
			      "interface: [br-lan, eth1]\nattach: tc\nmirror: yes\nspeakers: yes\n"
			      "camera:\n  " CAMERA_MAC ": Front door\n  192.168.1.9:\n"
			      "not: [" PHONE_MAC ", 192.168.1.8]\n"
			      "home: 2001:db8::/32\nrules: mine\ngeo: [a.mmdb, /b.mmdb]\n"
			      "format: jsonl\nsocket: /run/x\nstate: s.yaml\n"
			      "ledger: h.db\ncommit: 30\nkeep-days: 90\nkeep-mb: 64\nkeep-headers: "
			      "50\nuser: nobody\n",
			      told),
			 0);
	assert_string_equal(told, "");
	assert_int_equal(c.interface_count, 2);
	assert_string_equal(c.interfaces[1], "eth1");
	assert_int_equal(c.attach, ATTACH_TC);
	assert_true(c.mirror);
	assert_true(c.common.speakers);
	assert_string_equal(c.ledger, "/tmp/h.db");
	assert_int_equal((int)c.commit_s, 30);
	assert_int_equal(c.keep.days, 90);
	assert_int_equal(c.keep.megabytes, 64);
	assert_int_equal(c.keep_headers_mb, 50);
	assert_int_equal(c.common.declared_count, 2);
	assert_string_equal(c.common.declared[0].name, "Front door");
	assert_null(c.common.declared[1].name);
	assert_int_equal(c.common.declared[1].device.kind, DEVICE_BY_ADDRESS);
	assert_int_equal(c.other_count, 2);
	assert_int_equal(c.others[0].kind, DEVICE_BY_MAC);
	assert_int_equal(c.others[1].kind, DEVICE_BY_ADDRESS);
	assert_int_equal(c.common.prefix_count, 1);
	/* As seen from the file's folder. */
	assert_string_equal(c.common.rules, "/tmp/mine");
	assert_string_equal(c.common.geo[0], "/tmp/a.mmdb");
	assert_string_equal(c.common.geo[1], "/b.mmdb");
	assert_string_equal(c.state, "/tmp/s.yaml");
	assert_string_equal(c.socket, "/run/x");
	assert_string_equal(c.user, "nobody");
	assert_int_equal(c.common.format, OUTPUT_JSONL);
	config_destroy(&c);
}

static void all_mistakes_are_told_by_line(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c,
			      "interface: br-lan\nspeed: 3\nattach: [tc]\ncamera:\n  - nonsense\n"
			      "mirror: maybe\nattach: xdp\nhome: here\nnot: me\n",
			      told),
			 0);
	assert_int_equal(c.problems.count, 7);
	assert_string_equal(c.problems.items[3].setting, "mirror");
	assert_string_equal(c.problems.items[3].value, "maybe");
	assert_string_equal(c.problems.items[3].says,
			    "'mirror' cannot be 'maybe'; write yes or no");
	assert_int_equal(c.interface_count, 1);
	assert_int_equal(c.attach, ATTACH_AUTO);
	assert_int_equal(c.yields, CONFIG_INTERFACE);
	assert_non_null(strstr(told, "2: unknown key 'speed'; known keys: interface, attach"));
	assert_non_null(strstr(told, ", keep-headers, promises, heads, anchor-command, user"));
	assert_non_null(strstr(told, "3: 'attach' cannot be a list; one of auto, xdp"));
	assert_non_null(strstr(told, "5: 'camera' cannot be 'nonsense'; write a MAC"));
	assert_non_null(strstr(told, "6: 'mirror' cannot be 'maybe'; write yes or no"));
	assert_non_null(strstr(told, "7: key 'attach' twice; keep one of them"));
	assert_non_null(strstr(told, "8: 'home' cannot be 'here'; write a prefix"));
	assert_non_null(strstr(told, "9: 'not' cannot be 'me'; write a MAC"));
	/* The rest was taken. */
	assert_int_equal(c.problems.count, 7);
	assert_string_equal(c.problems.items[2].setting, "camera");
	assert_string_equal(c.problems.items[2].value, "nonsense");
	assert_int_equal(c.interface_count, 1);
	assert_true(c.waits);
	config_destroy(&c);
}

static void a_name_that_no_interface_can_have_is_told(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c, "interface: [., .., br-lan, ../lan, sixteen-letters-]\n", told),
			 0);
	assert_int_equal(c.interface_count, 1);
	assert_string_equal(c.interfaces[0], "br-lan");
	assert_int_equal(c.problems.count, 4);
	assert_string_equal(c.problems.items[0].value, ".");
	config_destroy(&c);
}

/* To YAML "- front door: only clips" is a mapping in a list. */
static void promises_are_read_however_people_write_lists(void **state)
{
	static const char *const files[] = {
		"promises:\n  - 'front door: only clips'\n  - no uploads 22:00–07:00\n",
		"promises:\n  - front door: only clips\n  - no uploads 22:00–07:00\n",
		"promises: ['front door: only clips', 'no uploads 22:00–07:00']\n",
		"promises:\n  front door: only clips\n  all: no uploads 22:00–07:00\n",
	};
	struct config c;
	char told[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_equal(load(&c, files[i], told), 0);
		assert_string_equal(told, "");
		assert_int_equal(c.common.promises.count, 2);
		assert_string_equal(c.common.promises.items[0]->text, "front door: only clips");
		assert_non_null(strstr(c.common.promises.items[1]->text, "no uploads 22:00–07:00"));
		config_destroy(&c);
	}
}

static void a_promise_that_is_none_is_told_by_line_and_what_was_meant(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c,
			      "promises:\n  - front door: only clips\n  - nursery: nothing leves\n"
			      "  - at most 5\n  - [only clips]\n",
			      told),
			 0);
	assert_int_equal(c.common.promises.count, 1);
	assert_int_equal(c.problems.count, 3);
	assert_string_equal(c.problems.items[0].value, "nursery: nothing leves");
	assert_non_null(strstr(told, "3: \"nothing leves\" is no known promise; did you mean "
				     "\"nothing leaves\"?"));
	assert_non_null(strstr(told, "4: \"at most\" wants a size or a number of uploads"));
	assert_non_null(strstr(told, "5: 'promises' holds a list; write a line for each"));
	config_destroy(&c);
}

static void what_the_writer_of_the_file_refused_is_a_problem_in_his_words(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(
		load(&c,
		     "refused: [\"heads\\tthe folder is another's\\t/mnt/a: \\t\\\"b\\\"\", "
		     "\"no tabs\"]\n",
		     told),
		0);
	assert_int_equal(c.problems.count, 2);
	assert_string_equal(c.problems.items[0].setting, "heads");
	assert_string_equal(c.problems.items[0].says, "the folder is another's");
	assert_string_equal(c.problems.items[0].value, "/mnt/a: \t\"b\"");
	assert_string_equal(c.problems.items[1].setting, "refused");
	config_destroy(&c);
}

static void an_empty_file_leaves_the_defaults(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c, "# nothing\n", told), 0);
	assert_int_equal(c.attach, ATTACH_AUTO);
	assert_int_equal(c.common.format, OUTPUT_TEXT);
	assert_int_equal(config_load(&c, "/no/such/file", hear, told), -ENOENT);
	assert_string_equal(told, "");
	config_destroy(&c);
}

/* Programs read no log: what is told is among the problems as well. */
static void a_file_that_is_too_large_is_a_problem(void **state)
{
	char *text = calloc(1, 300001), told[2048];
	struct config c;

	(void)state;
	assert_non_null(text);
	memset(text, 'a', 300000);
	assert_int_equal(load(&c, text, told), -EINVAL);
	assert_int_equal(c.problems.count, 1);
	assert_string_equal(c.problems.items[0].setting, "config");
	assert_string_equal(c.problems.items[0].value, path);
	assert_non_null(strstr(c.problems.items[0].says, "larger than 256 KiB"));
	config_destroy(&c);
	free(text);
}

static void what_is_of_a_history_needs_one(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c, "heads: /media/stick/heads\n", told), 0);
	assert_non_null(strstr(config_weigh(&c), "say where it is kept"));
	assert_null(c.heads);
	assert_int_equal(c.problems.count, 1);
	assert_string_equal(c.problems.items[0].setting, "heads");
	assert_string_equal(c.problems.items[0].value, "/media/stick/heads");
	assert_null(config_weigh(&c));
	config_destroy(&c);
	assert_int_equal(load(&c, "keep-headers: 50\n", told), 0);
	assert_non_null(config_weigh(&c));
	assert_int_equal(c.keep_headers_mb, 0);
	assert_string_equal(c.problems.items[0].setting, "keep-headers");
	config_destroy(&c);
	assert_int_equal(load(&c, "heads: /media/stick/heads\nledger: l.db\n", told), 0);
	assert_null(config_weigh(&c));
	assert_non_null(c.heads);
	config_destroy(&c);
}

static void what_is_no_mapping_is_told(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c, "- a\n", told), -EINVAL);
	assert_non_null(strstr(told, "1: the file does not begin with a key"));
	assert_string_equal(c.problems.items[c.problems.count - 1].setting, "config");
	config_destroy(&c);
	assert_int_equal(load(&c, "a: [\n", told), -EINVAL);
	assert_true(strlen(told) > 0);
	config_destroy(&c);
}

/* A name in a lone half of UTF-16, one of C1, an open quote, a tab, an open list: each costs
 * itself. */
static void what_is_no_yaml_takes_no_other_setting_with_it(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c,
			      "interface: br-lan\ncamera:\n  \"02:00:00:00:00:01\": \"A\\ud800b\"\n"
			      "  \"02:00:00:00:00:02\": C\xc2\x9b"
			      "d\n"
			      "  \"02:00:00:00:00:03\": \"open\n"
			      "  \"02:00:00:00:00:04\": Door\xd0\n"
			      "promises:\n- Door: only clips\n- Shed: \"only\n- Yard: only clips\n"
			      "attach: [tc\ngeo:\n  - a.mmdb\n\t- b.mmdb\ncommit: 30\n",
			      told),
			 0);
	assert_true(c.mended);
	assert_string_equal(c.interfaces[0], "br-lan");
	assert_int_equal(c.common.declared_count, 3);
	assert_string_equal(c.common.declared[0].name, "Ab");
	assert_string_equal(c.common.declared[1].name, "Cd");
	assert_string_equal(c.common.declared[2].name, "Door");
	assert_int_equal(c.common.promises.count, 2);
	assert_int_equal(c.attach, ATTACH_AUTO);
	assert_true(c.commit_s > 29 && c.commit_s < 31);
	for (const char *const *line =
		     (const char *const[]){"3: ", "4: ", "5: ", "6: ", "9: ", "11: ", NULL};
	     *line; line++)
		if (!strstr(told, *line))
			fail_msg("%s is not told: %s", *line, told);
	assert_string_equal(c.problems.items[0].setting, "camera");
	config_destroy(&c);
}

/* An interface that is named where nothing can be read is waited for, not forgotten. */
static void an_interface_that_cannot_be_read_is_waited_for(void **state)
{
	struct config c;
	char told[2048];

	(void)state;
	assert_int_equal(load(&c, "interface: [br-lan\ncommit: 30\n", told), 0);
	assert_int_equal(c.interface_count, 0);
	assert_true(c.waits);
	config_destroy(&c);
}

static void no_bytes_are_too_odd_to_be_read_in_parts(void **state)
{
	static const char *const texts[] = {
		"\n\n",	   "\x01",	   "- - -\n",	   "a\n b\n  c: \"\n", ": :\n",
		"\"\n'\n", "x: {\ny: }\n", "--- \n--- \n", "? \n: \n",	       "interface:\n\n\n",
		"\\ud8",   "a: \"\\ud8\n", "%\n%\n",	   "&a: *a\nb: [\n"};
	struct config c;
	char told[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int err = load(&c, texts[i], told);

		assert_true(err == 0 || err == -EINVAL);
		config_destroy(&c);
	}
}

static void a_commit_is_every_second_to_every_day(void **state)
{
	static const char *const wrong[] = {"0", "86401", "5s", "-1", ""};
	char error[OPTIONS_ERROR];
	struct config c;

	(void)state;
	assert_int_equal(config_create(&c), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(config_set(&c, "commit", wrong[i], error), -EINVAL);
	assert_int_equal(config_set(&c, "commit", "86400", error), 0);
	assert_int_equal((int)c.commit_s, 86400);
	config_destroy(&c);
}

static void what_is_kept_is_days_and_megabytes(void **state)
{
	static const char *const wrong[] = {"0", "36501", "90d", "-1", "", "100001x"};
	char error[OPTIONS_ERROR];
	struct config c;

	(void)state;
	assert_int_equal(config_create(&c), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(config_set(&c, "keep-days", wrong[i], error), -EINVAL);
		assert_non_null(strstr(error, "--keep-days wants days"));
		if (i == 1) /* as megabytes it is possible */
			continue;
		assert_int_equal(config_set(&c, "keep-mb", wrong[i], error), -EINVAL);
		assert_non_null(strstr(error, "--keep-mb wants megabytes"));
	}
	assert_int_equal(c.keep.days, 0);
	assert_int_equal(c.keep.megabytes, 0);
	assert_int_equal(config_set(&c, "keep-days", "36500", error), 0);
	assert_int_equal(c.keep.days, 36500);
	config_destroy(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_is_every_second_to_every_day),
		cmocka_unit_test(what_is_kept_is_days_and_megabytes),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(all_mistakes_are_told_by_line),
		cmocka_unit_test(a_name_that_no_interface_can_have_is_told),
		cmocka_unit_test(promises_are_read_however_people_write_lists),
		cmocka_unit_test(a_promise_that_is_none_is_told_by_line_and_what_was_meant),
		cmocka_unit_test(what_the_writer_of_the_file_refused_is_a_problem_in_his_words),
		cmocka_unit_test(an_empty_file_leaves_the_defaults),
		cmocka_unit_test(what_is_no_mapping_is_told),
		cmocka_unit_test(a_file_that_is_too_large_is_a_problem),
		cmocka_unit_test(what_is_of_a_history_needs_one),
		cmocka_unit_test(what_is_no_yaml_takes_no_other_setting_with_it),
		cmocka_unit_test(an_interface_that_cannot_be_read_is_waited_for),
		cmocka_unit_test(no_bytes_are_too_odd_to_be_read_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
