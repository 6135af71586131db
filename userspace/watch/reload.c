// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/reload.h"

#include <stdio.h>
#include <string.h>

#include "config/prepare.h"
#include "watch/notes.h"
#include "watch/place.h"
#include "watch/ports.h"
#include "watch/promises.h"
#include "watch/tables.h"

void reload_cameras(struct watch *w, const struct config *config)
{
	const struct options *options = &config->common;

	for (size_t i = 0; i < options->declared_count; i++)
		engine_declare(w->engine, &options->declared[i].device, true,
			       options->declared[i].name);
	for (size_t i = 0; i < config->other_count; i++)
		engine_declare(w->engine, &config->others[i], false, NULL);
	for (size_t i = 0; i < w->owner.count; i++) {
		const struct owner_word *word = &w->owner.words[i];

		engine_declare(w->engine, &word->device, word->camera,
			       word->named ? word->name : NULL);
	}
}

static void reload_new_rules(struct watch *w, struct rules *rules)
{
	w->rules_ns = watch_now();
	if (strcmp(rules_hash(rules), rules_hash(w->rules)) == 0) {
		rules_destroy(rules);
		return;
	}
	engine_reload(w->engine, rules);
	w->old[w->old_count++] = w->rules;
	w->rules = rules;
	fputs("lenswatch: the rules were read anew\n", stderr);
}

static void reload_rules(struct watch *w, const struct options *options)
{
	struct rules *rules;

	w->rules_error[0] = '\0';
	if (w->old_count == WATCH_RULES) {
		snprintf(w->rules_error, sizeof(w->rules_error),
			 "the rules changed %d times since the start; restart lenswatch to take "
			 "them anew",
			 WATCH_RULES);
	} else if (prepare_rules(options, &rules) != 0) {
		snprintf(w->rules_error, sizeof(w->rules_error),
			 "the rules could not be read anew; those from before stay in force");
	} else {
		reload_new_rules(w, rules);
	}
	if (w->rules_error[0])
		fprintf(stderr, "lenswatch: %s\n", w->rules_error);
}

/* The way of watching and of writing are those of the start. */
static void reload_keep(struct config *config, const struct config *fresh)
{
	enum attach_mode attach = config->attach;
	bool mirror = config->mirror;
	enum output_format format = config->common.format;

	config_destroy(config);
	*config = *fresh;
	config->attach = attach;
	config->mirror = mirror;
	config->common.format = format;
}

/* What was accepted before stays in force, and status says so until the file can be read. */
static void reload_refused(struct watch *watch)
{
	static const char what[] =
		"the configuration could not be read anew; what it said before stays in force";

	fprintf(stderr, "lenswatch: %s\n", what);
	watch->config.problems = (struct problems){0};
	problems_add(&watch->config.problems, "config", "", what, NULL);
}

void reload_all(struct watch *watch)
{
	struct config fresh;

	if (watch->read(watch->read_context, &fresh) != 0) {
		reload_refused(watch);
		return;
	}
	if (fresh.mended) { /* all that it said before is better than a part of what it says */
		config_destroy(&fresh);
		reload_refused(watch);
		return;
	}
	tzset(); /* the zone may be another by now */
	reload_rules(watch, &fresh.common);
	for (size_t i = 0; i < fresh.common.prefix_count; i++)
		home_add(watch->home, &fresh.common.prefixes[i], HOME_TOLD);
	reload_cameras(watch, &fresh);
	watch_promises_reload(watch, &fresh.common.promises);
	watch_tables_add(watch, &fresh);
	watch_ports_follow(watch, &fresh);
	reload_keep(&watch->config, &fresh);
	watch_tables_pass(watch);
	watch_place_look(watch);
	watch_notes_reload(watch);
}
