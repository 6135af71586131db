// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/options.h"
#include "promise/parse.h"
#include "rules/arena.h"
#include "rules/keywords.h"

int options_wrong(char error[OPTIONS_ERROR], int err, const char *what, const char *value,
		  const char *cure)
{
	snprintf(error, OPTIONS_ERROR, "%s \"%.300s\". %s", what, value, cure);
	return err;
}

void options_note(struct options *options, const char *name, const char *value)
{
	size_t used = strlen(options->note);

	snprintf(options->note + used, sizeof(options->note) - used, "%s--%s%s%s", used ? " " : "",
		 name, value ? " " : "", value ? value : "");
}

/* `text` is ours to cut. */
static int options_camera(struct options *o, char *text, char error[OPTIONS_ERROR])
{
	struct engine_declared camera = {0};
	char *name = strchr(text, '=');
	struct address address;

	if (o->declared_count == ENGINE_DECLARED)
		return options_wrong(error, -ENOSPC, "too many cameras at", text,
				     "64 is the most.");
	if (name)
		*name++ = '\0';
	if (mac_parse(text, camera.device.bytes) == 0) {
		camera.device.kind = DEVICE_BY_MAC;
	} else if (address_parse(text, &address) == 0) {
		camera.device.kind = DEVICE_BY_ADDRESS;
		memcpy(camera.device.bytes, address.bytes, 16);
	} else {
		return options_wrong(error, -EINVAL, "--camera wants a MAC or IP address, not",
				     text, "Example: --camera f4:b8:5e:35:67:b0=\"Front door\"");
	}
	camera.name = name && *name ? name : NULL;
	o->declared[o->declared_count++] = camera;
	return 0;
}

static int options_home(struct options *o, const char *text, char error[OPTIONS_ERROR])
{
	if (o->prefix_count == OPTIONS_PREFIXES)
		return options_wrong(error, -ENOSPC, "too many home prefixes at", text,
				     "16 is the most.");
	if (prefix_parse(text, &o->prefixes[o->prefix_count]) != 0)
		return options_wrong(error, -EINVAL, "--home wants a prefix, not", text,
				     "Example: --home 2001:db8:1::/48");
	o->prefix_count++;
	return 0;
}

static int options_geo(struct options *o, const char *text, char error[OPTIONS_ERROR])
{
	if (o->geo_count == OPTIONS_GEO)
		return options_wrong(error, -ENOSPC, "too many geo files at", text,
				     "4 is the most.");
	o->geo[o->geo_count++] = text;
	return 0;
}

/* The same promise twice is one. */
static int options_promise(struct options *o, const char *text, char error[OPTIONS_ERROR])
{
	struct promise_list *list = &o->promises;
	struct promise *promise = arena_take(o->arena, sizeof(*promise));
	char wrong[PROMISE_ERROR];

	if (!promise) {
		snprintf(error, OPTIONS_ERROR, "out of memory");
		return -ENOMEM;
	}
	if (promise_parse(text, promise, wrong) != 0) {
		snprintf(error, OPTIONS_ERROR, "%s", wrong);
		return -EINVAL;
	}
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i]->text, promise->text) == 0)
			return 0;
	if (list->count == PROMISE_MOST)
		return options_wrong(error, -ENOSPC, "too many promises at", text,
				     "64 is the most.");
	list->items[list->count++] = promise;
	return 0;
}

static int options_keep(struct options *o, const char *name, char *value, char error[OPTIONS_ERROR])
{
	/* Each promise has a record of its own, which goes with the camera it names; the run stays.
	 */
	if (strcmp(name, "promise") == 0)
		return options_promise(o, value, error);
	options_note(o, name, value);
	if (strcmp(name, "camera") == 0)
		return options_camera(o, value, error);
	if (strcmp(name, "home") == 0)
		return options_home(o, value, error);
	if (strcmp(name, "geo") == 0)
		return options_geo(o, value, error);
	o->rules = value;
	return 0;
}

int options_create(struct options *options)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		return -ENOMEM;
	memset(options, 0, sizeof(*options));
	options->arena = arena;
	options->format = OUTPUT_TEXT;
	return 0;
}

void options_destroy(struct options *options)
{
	if (options->arena)
		arena_destroy(options->arena);
	free(options->arena);
	memset(options, 0, sizeof(*options));
}

/* On a command line there is no value: naming it is enough. */
static int options_speakers(struct options *o, const char *value, char error[OPTIONS_ERROR])
{
	const struct keyword *word = value ? keyword_find(keywords_yes, value) : NULL;

	if (value && !word)
		return options_wrong(error, -EINVAL, "speakers is yes or no, not", value,
				     "yes also reports the speech of voice assistants.");
	o->speakers = !word || word->value;
	if (o->speakers)
		options_note(o, "speakers", NULL);
	return 0;
}

int options_set(struct options *options, const char *name, const char *value,
		char error[OPTIONS_ERROR])
{
	static const char *const kept[] = {"camera", "home", "rules", "geo", "promise"};
	char *copy;

	if (strcmp(name, "speakers") == 0)
		return options_speakers(options, value, error);
	if (strcmp(name, "format") == 0) /* how it is written does not bear on the result */
		return output_format_parse(value, &options->format) == 0
			       ? 0
			       : options_wrong(error, -EINVAL,
					       "--format wants text, json or csv, not", value,
					       "Example: --format json");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (strcmp(name, kept[i]) != 0)
			continue;
		copy = arena_text(options->arena, value, strlen(value));
		if (copy)
			return options_keep(options, name, copy, error);
		snprintf(error, OPTIONS_ERROR, "out of memory");
		return -ENOMEM;
	}
	return -ENOENT;
}

int options_megabytes(const char *name, const char *value, unsigned *out, char error[OPTIONS_ERROR])
{
	char *end;
	unsigned long megabytes = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || megabytes < 1 || megabytes > 100000) {
		snprintf(error, OPTIONS_ERROR,
			 "--%s wants megabytes from 1 to 100000, not \"%.300s\"", name, value);
		return -EINVAL;
	}
	*out = (unsigned)megabytes;
	return 0;
}
