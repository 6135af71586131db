// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/reload.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone.h"
#include "config/prepare.h"
#include "watch/promises.h"

static void reload_new_rules(struct watch_reload *reload, struct rules *rules)
{
	reload->rules->read_ns = clock_now_ns();
	if (strcmp(rules_hash(rules), rules_hash(reload->rules->now)) == 0) {
		rules_destroy(rules);
		return;
	}
	house_reload(reload->house, rules);
	reload->rules->old[reload->rules->old_count++] = reload->rules->now;
	reload->rules->now = rules;
	fputs("lenswatch: the rules were read anew\n", stderr);
}

static void reload_rules(struct watch_reload *reload, const struct options *options)
{
	struct rules *rules;

	reload->rules->error[0] = '\0';
	if (reload->rules->old_count == RELOAD_RULES) {
		snprintf(reload->rules->error, sizeof(reload->rules->error),
			 "the rules changed %d times since the start; restart lenswatch to take "
			 "them anew",
			 RELOAD_RULES);
	} else if (prepare_rules(options, &rules) != 0) {
		snprintf(reload->rules->error, sizeof(reload->rules->error),
			 "the rules could not be read anew; those from before stay in force");
	} else {
		reload_new_rules(reload, rules);
	}
	if (reload->rules->error[0])
		fprintf(stderr, "lenswatch: %s\n", reload->rules->error);
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
static void reload_refused(struct watch_reload *reload)
{
	static const char what[] =
		"the configuration could not be read anew; what it said before stays in force";

	fprintf(stderr, "lenswatch: %s\n", what);
	reload->config->problems = (struct problems){0};
	problems_add(&reload->config->problems, "config", "", what, NULL);
}

void reload_all(struct watch_reload *reload)
{
	struct config fresh;

	if (reload->read(reload->context, &fresh) != 0) {
		reload_refused(reload);
		return;
	}
	if (fresh.mended) { /* all that it said before is better than a part of what it says */
		config_destroy(&fresh);
		reload_refused(reload);
		return;
	}
	zone_renew();
	reload_rules(reload, &fresh.common);
	for (size_t i = 0; i < fresh.common.prefix_count; i++)
		home_add(reload->house->home, &fresh.common.prefixes[i], HOME_DECLARED);
	watch_said_declare(reload->said, &fresh, reload->house->engine);
	watch_promises_reload(reload->house, reload->history, &fresh.common.promises);
	watch_tables_add(reload->tables, &fresh);
	watch_ports_follow(reload->ports, &fresh);
	reload_keep(reload->config, &fresh);
	watch_tables_pass(reload->tables);
	watch_place_look(reload->place);
	watch_notes_reload(reload->notes);
}
