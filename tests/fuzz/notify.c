// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lenswatch-notify: a configuration of any bytes; a line of the daemon's of any bytes as an upload,
 * a breach and a gap, of which a message, what is known, and what Home Assistant is told are made.
 * A template that is taken makes JSON of it.
 */
#include <errno.h>
#include <json-c/json.h>

#include "fuzz_file.h"
#include "json/reading.h"
#include "notify/alert.h"
#include "notify/announce.h"
#include "notify/known.h"
#include "notify/notify_config.h"
#include "notify/template.h"
#include "words/notice.h"

static void count(void *context, const char *file, unsigned line, const char *what,
		  const char *cure)
{
	*(size_t *)context += strlen(file) + line + strlen(what) + (cure ? strlen(cure) : 0);
}

static void must_be_json(char *text, bool may_fail)
{
	struct json_object *object = text ? json_tokener_parse(text) : NULL;

	if (!object && !may_fail)
		abort();
	json_object_put(object);
	free(text);
}

static void try_config(const uint8_t *data, size_t size)
{
	struct notify_config config;
	size_t told = 0;
	char path[64];
	int err;

	fuzz_file_write(fuzz_file_path("lenswatch-notify.yaml", path), data, size);
	err = notify_config_read(path, count, &told, &config);
	if (!err != !told && err != -ENOMEM)
		abort();
	for (size_t i = 0; !err && i < config.count; i++)
		if (!config.targets[i].name[0] ||
		    (config.targets[i].url && notify_target_port(&config.targets[i]) > 65535))
			abort();
	notify_config_destroy(&config);
}

static void try_template(const char *text, struct json_object *message)
{
	char wrong[TEMPLATE_WRONG];

	if (template_check(text, wrong) == 0)
		must_be_json(template_fill(text, message), strlen(text) < 3 || *text != '{');
}

static void try_alert(struct json_object *record, unsigned kinds, const char *text)
{
	struct alert alert = {.kinds = kinds, .record = json_object_get(record)};
	char *said = alert_text(&alert), *texts[] = {said, said};
	struct json_object *message = said ? json_tokener_parse(said) : NULL;

	if (!message)
		abort();
	try_template(text, message);
	must_be_json(announce_event(said), false);
	must_be_json(alert_digest(texts, 2), false);
	json_object_put(message);
	free(said);
	alert_end(&alert);
}

static void announce_one(void *context, const char *key, struct json_object *camera)
{
	const struct notify_broker broker = {.topic = "l", .discovery = "h"};
	char topic[ANNOUNCE_TOPIC];

	if (strpbrk(announce_topic(&broker, ANNOUNCE_CONFIG, key, topic), "+# \n"))
		abort();
	must_be_json(announce_camera(&broker, key, camera), false);
	must_be_json(announce_state(camera, false), false);
	(void)context;
}

static void try_record(struct json_object *record, const char *text)
{
	struct event_camera camera;
	struct event_upload upload;
	struct event_gap gap;
	struct known known;
	char path[64];

	fuzz_file_write(fuzz_file_path("known.json", path), (const uint8_t *)"{}", 2);
	if (known_open(path, &known) != 0)
		abort();
	alert_upload(record, &upload);
	known_upload(&known, &upload, 1772452800);
	known_unsaid(&known, upload.series, 1);
	reading_gap(record, &camera, &gap);
	known_gap(&known, &gap);
	known_each(&known, announce_one, NULL);
	known_close(&known);
	try_alert(record, 1U << NOTICE_UPLOAD | 1U << NOTICE_NEW_COUNTRY, text);
	try_alert(record, 1U << NOTICE_COVERAGE_LOST, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct json_object *record = reading_parse((const char *)data, size), *empty;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	empty = json_object_new_object();
	try_config(data, size);
	try_template(text, empty);
	if (record)
		try_record(record, text);
	json_object_put(record);
	json_object_put(empty);
	free(text);
	return 0;
}
