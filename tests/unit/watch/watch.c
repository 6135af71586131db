// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/control.h"
#include "support_daemon.h"
#include "support_live.h"

static void make(const char *name)
{
	char words[64];

	live_enter();
	snprintf(words, sizeof(words), "link add %s type veth peer name %sp", name, name);
	live_ip(words);
	snprintf(words, sizeof(words), "link set %s up", name);
	live_ip(words);
}

static void a_daemon_that_is_told_to_end_tells_its_summary(void **state)
{
	struct daemon daemon;

	(void)state;
	make("end0");
	daemon_start(&daemon, "end0", "pcap", NULL);
	daemon_await(&daemon, "\"type\":\"run\"");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	assert_non_null(strstr(daemon.said, "\"type\":\"summary\""));
	live_ip("link del end0");
}

/* It went on and told nobody: what it asked the loop was forgotten, as that had not begun. */
static void a_daemon_that_nobody_hears_ends_at_its_first_word(void **state)
{
	struct daemon daemon;

	(void)state;
	make("mute0");
	daemon_start_unheard(&daemon, "mute0");
	assert_int_equal(daemon_end(&daemon, 0), 1);
	assert_non_null(strstr(daemon.said, "lenswatch: the report could not be written: "));
	live_ip("link del mute0");
}

static void it_answers_while_it_watches_and_has_no_rights_left(void **state)
{
	struct json_object *question = json_tokener_parse("{\"ask\":\"status\"}"), *answer = NULL;
	char path[96], text[CONTROL_TEXT] = "";
	struct daemon daemon;

	(void)state;
	make("ask0");
	daemon_start(&daemon, "ask0", "tc", NULL);
	daemon_await(&daemon, "\"type\":\"run\"");
	snprintf(path, sizeof(path), "%s/control", daemon.folder);
	if (control_ask(path, question, CONTROL_PATIENCE_S, &answer, text) != 0)
		fail_msg("%s\n%s", text, daemon.said);
	assert_non_null(strstr(json_object_to_json_string(answer), "\"mode\": \"tc\""));
	assert_non_null(strstr(json_object_to_json_string(answer), "\"capabilities\": \"none\""));
	json_object_put(answer);
	json_object_put(question);
	assert_int_equal(daemon_end(&daemon, SIGINT), 0);
	live_ip("link del ask0");
}

static void broken_rules_at_reload_leave_the_old_ones_in_force(void **state)
{
	char folder[] = "/tmp/lenswatch-reload-XXXXXX", config[64], rule[64];
	struct daemon daemon;
	FILE *file;

	(void)state;
	make("rule0");
	assert_non_null(mkdtemp(folder));
	chmod(folder, 0755);
	snprintf(config, sizeof(config), "%s/config.yaml", folder);
	snprintf(rule, sizeof(rule), "%s/test.yaml", folder);
	file = fopen(rule, "w");
	fputs(scene_rules, file);
	fclose(file);
	file = fopen(config, "w");
	fprintf(file, "rules: %s\n", folder);
	fclose(file);
	rename(config, "/tmp/lenswatch-reload.yaml"); /* the folder holds rules alone */
	daemon_start(&daemon, "rule0", "pcap", "/tmp/lenswatch-reload.yaml");
	daemon_await(&daemon, "\"type\":\"run\"");
	file = fopen(rule, "w");
	fputs("vendor: [\n", file);
	fclose(file);
	kill(daemon.pid, SIGHUP);
	daemon_await(&daemon, "those from before stay in force");
	assert_non_null(strstr(daemon.said, "test.yaml:"));
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	unlink(rule);
	unlink("/tmp/lenswatch-reload.yaml");
	rmdir(folder);
	live_ip("link del rule0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_daemon_that_is_told_to_end_tells_its_summary),
		cmocka_unit_test(a_daemon_that_nobody_hears_ends_at_its_first_word),
		cmocka_unit_test(it_answers_while_it_watches_and_has_no_rights_left),
		cmocka_unit_test(broken_rules_at_reload_leave_the_old_ones_in_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
