// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "config/prepare.h"
#include "rules/directory.h"

void prepare_tell_mistake(void *context, const char *file, unsigned line, const char *what,
			  const char *cure)
{
	(void)context;
	fprintf(stderr, "lenswatch: %s", file);
	if (line)
		fprintf(stderr, ":%u", line);
	fprintf(stderr, ": %s%s%s\n", what, cure ? "; " : "", cure ? cure : "");
}

static void prepare_geo_note(void *context, const char *file, const char *what, const char *cure)
{
	struct problems *problems = context;

	fprintf(stderr, "lenswatch: %s: %s%s%s\n", file, what, cure ? "; " : "", cure ? cure : "");
	if (problems)
		problems_add(problems, "geo", file, what, cure);
}

const char *prepare_rules_directory(const struct options *options, char *room, size_t size)
{
	return rules_directory(options->rules, room, size);
}

int prepare_rules(const struct options *options, struct rules **out)
{
	char room[4096];
	const char *rules = prepare_rules_directory(options, room, sizeof(room));
	int err = rules_load(rules, prepare_tell_mistake, NULL, out);

	if (!err && options->speakers) {
		err = rules_enable_speakers(*out);
		if (err)
			rules_destroy(*out);
	}
	if (err == -ENOENT)
		fprintf(stderr, "lenswatch: %s: no rules there. Name their folder with --rules\n",
			rules);
	if (err == -EACCES)
		fprintf(stderr,
			"lenswatch: %s: this user may not look into it. Let everybody read the "
			"rules, and the folders they are in\n",
			rules);
	return err;
}

/* nDPI reads its protocols from a file by name; this one needs no place on disk. */
int prepare_protocols(const struct rules *rules, char path[PREPARE_PATH])
{
	int fd = memfd_create("lenswatch-protocols", 0), err;
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	err = rules_write_protocols(rules, file);
	if (!err && fflush(file) != 0)
		err = -errno;
	if (err)
		fclose(file);
	else
		snprintf(path, PREPARE_PATH, "/proc/self/fd/%d", fd);
	/* The file stays open: the descriptor is its name. */
	return err;
}

int prepare_geography(const struct options *options, struct problems *problems,
		      struct geography **out)
{
	uint64_t now_ns = (uint64_t)time(NULL) * 1000000000ULL;

	return geography_open(options->geo, options->geo_count, now_ns, prepare_geo_note, problems,
			      out);
}

static bool prepare_is_vendor(const struct rules *rules, const char *name)
{
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);

		if (strcasecmp(rule->vendor, name) == 0 ||
		    (rule->company && strcasecmp(rule->company, name) == 0))
			return true;
	}
	return false;
}

void prepare_promises(const struct promise_list *list, const struct rules *rules)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct promise *promise = list->items[i];

		if (promise->rule == PROMISE_RECEIVER &&
		    !prepare_is_vendor(rules, promise->receiver))
			fprintf(stderr,
				"lenswatch: \"%s\": no vendor \"%s\" is known; `lenswatch rules "
				"list` "
				"names those that are\n",
				promise->text, promise->receiver);
	}
}
