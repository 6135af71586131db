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

static char folder[] = "/tmp/lenswatch-config-XXXXXX";
static char config[64];

static void put(const char *text)
{
	char rules[4096], fresh[80];
	FILE *file;

	snprintf(fresh, sizeof(fresh), "%s.new", config);
	file = fopen(fresh, "w");
	assert_non_null(file);
	assert_non_null(realpath("rules", rules));
	fprintf(file, "rules: %s\n%s", rules, text);
	fclose(file);
	chmod(fresh, 0644);
	/* As editors do: the file is another one from then on. */
	assert_int_equal(rename(fresh, config), 0);
}

static int make_links(void **state)
{
	(void)state;
	live_enter();
	live_ip("link add one0 type veth peer name one1");
	live_ip("link add two0 type veth peer name two1");
	live_ip("link set one0 up");
	live_ip("link set two0 up");
	return 0;
}

static int drop_links(void **state)
{
	(void)state;
	live_ip("link del one0");
	live_ip("link del two0");
	unlink(config);
	return 0;
}

static const char *asked_status(const struct daemon *daemon)
{
	static char text[65536];
	struct json_object *question = json_tokener_parse("{\"ask\":\"status\"}"), *answer;
	char path[96], why[CONTROL_TEXT];

	snprintf(path, sizeof(path), "%s/control", daemon->folder);
	assert_int_equal(control_ask(path, question, CONTROL_PATIENCE_S, &answer, why), 0);
	snprintf(text, sizeof(text), "%s", json_object_to_json_string(answer));
	json_object_put(answer);
	json_object_put(question);
	return text;
}

static void interfaces_and_home_follow_the_file(void **state)
{
	struct daemon daemon;

	(void)state;
	put("");
	daemon_start(&daemon, "one0", "pcap", config);
	daemon_await(&daemon, "watching one0");
	put("interface: [one0, two0]\nhome: 2001:db8:77::/48\n");
	kill(daemon.pid, SIGHUP);
	daemon_await(&daemon, "watching two0");
	assert_non_null(strstr(asked_status(&daemon), "2001:db8:77::"));
	put("interface: one0\n");
	kill(daemon.pid, SIGHUP);
	for (int i = 0; i < 100 && strstr(asked_status(&daemon), "two0"); i++)
		usleep(20000);
	assert_null(strstr(asked_status(&daemon), "two0"));
	assert_non_null(strstr(asked_status(&daemon), "one0"));
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	assert_int_equal(count_of(daemon.said, "watching one0"), 1);
}

static void of_a_file_with_mistakes_the_rest_holds_and_status_says_so(void **state)
{
	struct daemon daemon;

	(void)state;
	put("");
	daemon_start(&daemon, "one0", "pcap", config);
	daemon_await(&daemon, "watching one0");
	put("interface: two0\nhoem: 10.0.0.0/8\n");
	kill(daemon.pid, SIGHUP);
	daemon_await(&daemon, "watching two0");
	assert_non_null(strstr(daemon.said, "config.yaml:3: unknown key 'hoem'"));
	assert_non_null(strstr(asked_status(&daemon), "\"setting\": \"hoem\""));
	put("interface: [two0\n");
	kill(daemon.pid, SIGHUP);
	daemon_await(&daemon, "what it said before stays in force");
	assert_non_null(strstr(asked_status(&daemon), "two0"));
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
}

/* A router is restarted at night, and nobody reads its log: a mistake must not end the watching. */
static void a_start_goes_on_without_what_the_file_has_wrong(void **state)
{
	struct daemon daemon;
	const char *status;

	(void)state;
	put("attach: sideways\ncommit: never\ncamera: [nobody]\nmirror: perhaps\n"
	    "promises: [all: nothing leves]\nkeep-days: 0\n");
	daemon_start(&daemon, "one0", "pcap", config);
	daemon_await(&daemon, "watching one0");
	status = asked_status(&daemon);
	assert_non_null(strstr(status, "'attach' cannot be 'sideways'"));
	assert_non_null(strstr(status, "'commit' cannot be 'never'"));
	assert_non_null(strstr(status, "'camera' cannot be 'nobody'"));
	assert_non_null(strstr(status, "'mirror' cannot be 'perhaps'"));
	assert_non_null(strstr(status, "'keep-days' cannot be '0'"));
	assert_non_null(strstr(status, "nothing leves"));
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
}

static void an_interface_of_the_file_that_is_not_there_yet_is_waited_for(void **state)
{
	struct daemon daemon;

	(void)state;
	put("interface: [one0, late0]\n");
	daemon_start(&daemon, NULL, "pcap", config);
	daemon_await(&daemon, "watching one0");
	daemon_await(&daemon, "there is no interface late0 yet");
	live_ip("link add late0 type veth peer name late1");
	live_ip("link set late0 up");
	daemon_await(&daemon, "watching late0");
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
	live_ip("link del late0");
}

static void a_way_of_the_file_that_cannot_be_had_gives_way_to_auto(void **state)
{
	struct daemon daemon;

	(void)state;
	put("interface: lo\nattach: xdp\nmirror: yes\n");
	daemon_start(&daemon, NULL, NULL, config);
	daemon_await(&daemon, "watching lo");
	assert_non_null(strstr(asked_status(&daemon), "\"setting\": \"mirror\""));
	assert_int_equal(daemon_end(&daemon, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interfaces_and_home_follow_the_file),
		cmocka_unit_test(of_a_file_with_mistakes_the_rest_holds_and_status_says_so),
		cmocka_unit_test(a_start_goes_on_without_what_the_file_has_wrong),
		cmocka_unit_test(an_interface_of_the_file_that_is_not_there_yet_is_waited_for),
		cmocka_unit_test(a_way_of_the_file_that_cannot_be_had_gives_way_to_auto),
	};
	int failed;

	if (!mkdtemp(folder) || chmod(folder, 0755) != 0)
		return 1;
	snprintf(config, sizeof(config), "%s/config.yaml", folder);
	failed = cmocka_run_group_tests(tests, make_links, drop_links);
	rmdir(folder);
	return failed;
}
