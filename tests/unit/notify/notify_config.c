// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <errno.h>
#include <cmocka.h>

#include "notify/notify_config.h"
#include "words/notice.h"

static void hear(void *context, const char *file, unsigned line, const char *what, const char *cure)
{
	char *told = context;
	size_t used = strlen(told);

	(void)file;
	(void)cure;
	snprintf(told + used, 1024 - used, "%u: %s\n", line, what);
}

static int config_of(const char *text, char told[1024], struct notify_config *out)
{
	char path[] = "/tmp/lenswatch-notify-XXXXXX";
	int fd = mkstemp(path), err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	told[0] = '\0';
	err = notify_config_read(path, hear, told, out);
	unlink(path);
	return err;
}

static void refuses(const char *text, const char *part)
{
	struct notify_config config;
	char told[1024];

	assert_int_equal(config_of(text, told, &config), -EINVAL);
	if (!strstr(told, part))
		fail_msg("\"%s\" is not in \"%s\"", part, told);
	notify_config_destroy(&config);
}

static void a_broker_has_its_usual_settings(void **state)
{
	struct notify_config config;
	char told[1024];

	(void)state;
	assert_int_equal(config_of("mqtt:\n  host: broker\n", told, &config), 0);
	assert_string_equal(told, "");
	assert_int_equal(config.broker.port, 8883);
	assert_false(config.broker.plain);
	assert_string_equal(config.broker.discovery, "homeassistant");
	assert_int_equal(config.count, 1);
	assert_int_equal(config.targets[0].kind, NOTIFY_MQTT);
	notify_config_destroy(&config);
	assert_int_equal(config_of("mqtt:\n  host: b\n  tls: no\n  discovery: no\n", told, &config),
			 0);
	assert_int_equal(config.broker.port, 1883);
	assert_string_equal(config.broker.discovery, "");
	notify_config_destroy(&config);
}

static void a_receiver_says_what_it_wants_and_when(void **state)
{
	struct notify_config config;
	const struct notify_target *t = &config.targets[1];
	char told[1024];

	(void)state;
	assert_int_equal(config_of("send:\n  phone:\n    kind: ntfy\n    url: https://ntfy.sh/x\n"
				   "    alerts: [promise-broken, upload]\n    quiet: 22:00-07:05\n"
				   "    quiet-except: [promise-broken]\n    digest: 08:30\n"
				   "mqtt:\n  host: b\n",
				   told, &config),
			 0);
	assert_int_equal(config.targets[0].kind, NOTIFY_MQTT); /* first, wherever it stands */
	assert_int_equal(t->alerts, 1U << NOTICE_PROMISE_BROKEN | 1U << NOTICE_UPLOAD);
	assert_int_equal(t->loud, 1U << NOTICE_PROMISE_BROKEN);
	assert_int_equal(t->quiet_from, 22 * 60);
	assert_int_equal(t->quiet_to, 7 * 60 + 5);
	assert_int_equal(t->digest, 8 * 60 + 30);
	assert_int_equal(notify_target_port(t), 443);
	notify_config_destroy(&config);
}

static void what_is_wrong_is_told_by_its_line(void **state)
{
	(void)state;
	refuses("mqtt:\n  hots: x\n", "2: \"hots\" is unknown here");
	refuses("mqtt:\n  host: x\n  host: y\n", "3: \"host\" stands there twice, first in line 2");
	refuses("mqtt:\n  host: x\nmqtt:\n  host: x\n", "3: \"mqtt\" stands there twice");
	refuses("send:\n  a:\n    kind: json\n    url: http://x/\n    url: http://y/\n",
		"5: \"url\" stands there twice, first in line 4");
	refuses("mqtt:\n  port: 70000\n  host: x\n", "2: \"70000\" is no port");
	refuses("mqtt:\n  port: 1\n", "mqtt names no host");
	refuses("mqtt:\n  host: x\n  topic: a/#\n", "cannot be used");
	refuses("mqtt:\n  host: x\n  tls: maybe\n", "3: \"maybe\" is neither yes nor no");
	refuses("mqtt:\n  host: x\n  ca: /nonexistent\n", "3: /nonexistent cannot be read");
	refuses("send:\n  a:\n    url: https://x\n", "does not say what kind");
	refuses("send:\n  a:\n    kind: pigeon\n", "3: \"pigeon\" is no kind of receiver");
	refuses("send:\n  a:\n    kind: ntfy\n    url: https://ntfy.sh/\n", "names no topic");
	refuses("send:\n  a:\n    kind: json\n    url: ftp://x\n", "has no address");
	refuses("send:\n  a:\n    kind: json\n    url: https://u:p@x/\n", "has no address");
	refuses("send:\n  a:\n    kind: gotify\n    url: https://x\n", "needs a token");
	refuses("send:\n  a:\n    kind: command\n    program: x\n", "names no program");
	refuses("send:\n  a:\n    kind: syslog\n    template: '{}'\n", "for kind: json alone");
	refuses("send:\n  a-b:\n    kind: json\n    url: https://x\n", "cannot be a name");
	refuses("send:\n  a:\n    quiet: 22:00\n", "no span of hours");
	refuses("send:\n  a:\n    quiet: 22:00-22:00\n", "no span of hours");
	refuses("send:\n  a:\n    digest: 8:60\n", "no time of the day");
	refuses("send:\n  a:\n    alerts: [pizza]\n", "\"pizza\" is no kind of message");
	refuses("send:\n  a: x\n", "says nothing of how to send");
	refuses("sned: x\n", "1: \"sned\" is unknown");
}

static void a_secret_that_all_may_read_is_refused(void **state)
{
	char path[] = "/tmp/lenswatch-secret-XXXXXX", text[256], told[1024];
	struct notify_config config;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write(fd, "hush\nmore\n", 10), 10);
	snprintf(text, sizeof(text), "mqtt:\n  host: x\n  password-file: %s\n", path);
	assert_int_equal(config_of(text, told, &config), 0);
	assert_string_equal(config.broker.password, "hush");
	notify_config_destroy(&config);
	fchmod(fd, 0644);
	refuses(text, "everybody may read the secret");
	close(fd);
	unlink(path);
}

static void the_port_is_that_of_the_address(void **state)
{
	struct notify_target t = {.url = "http://[fd00::1]/x:9"};

	(void)state;
	assert_int_equal(notify_target_port(&t), 80);
	t.url = "http://[fd00::1]:8080/x";
	assert_int_equal(notify_target_port(&t), 8080);
	t.url = "https://gotify.lan:8443";
	assert_int_equal(notify_target_port(&t), 8443);
	t.url = "https://gotify.lan:0";
	assert_int_equal(notify_target_port(&t), 443);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broker_has_its_usual_settings),
		cmocka_unit_test(a_receiver_says_what_it_wants_and_when),
		cmocka_unit_test(what_is_wrong_is_told_by_its_line),
		cmocka_unit_test(a_secret_that_all_may_read_is_refused),
		cmocka_unit_test(the_port_is_that_of_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
