// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "config/document.h"
#include "config/parts.h"

#define VALUE_MOST 4096

struct problem_of {
	const char *setting, *value;
};

struct config_reading {
	struct config *config;
	const char *path;
	config_error_fn *error;
	void *context;
};

int config_create(struct config *config)
{
	struct options common;
	int err = options_create(&common);

	if (err)
		return err;
	memset(config, 0, sizeof(*config));
	config->common = common;
	config->attach = ATTACH_AUTO;
	return 0;
}

void config_destroy(struct config *config)
{
	options_destroy(&config->common);
	memset(config, 0, sizeof(*config));
}

static void config_tell(struct config_reading *r, unsigned line, const struct problem_of *of,
			const char *what, const char *cure)
{
	r->error(r->context, r->path, line, what, cure);
	problems_add(&r->config->problems, of->setting, of->value, what, cure);
}

/* A path is as seen from the file's folder. */
static const char *config_place(const struct config_reading *r, const struct setting *setting,
				const char *text, char room[VALUE_MOST])
{
	const char *slash = strrchr(r->path, '/');
	size_t folder;

	if (!(setting->is & SETTING_PATH) || text[0] == '/' || !text[0] || !slash)
		return text;
	folder = (size_t)(slash + 1 - r->path);
	memcpy(room, r->path, folder);
	memcpy(room + folder, text, strlen(text) + 1); /* config_read_value saw that both fit */
	return room;
}

static void config_read_value(struct config_reading *r, const struct setting *setting,
			      const char *text, unsigned line)
{
	const struct problem_of of = {setting->key, text};
	char room[VALUE_MOST], error[OPTIONS_ERROR], what[512];
	int err;

	if (strlen(text) + strlen(r->path) >= VALUE_MOST) {
		snprintf(what, sizeof(what), "'%s' is too long", setting->key);
		config_tell(r, line, &of, what, setting->cure);
		return;
	}
	err = config_set(r->config, setting->key, config_place(r, setting, text, room), error);
	if (err == -EINVAL && !(setting->is & SETTING_SAYS_ALL)) {
		snprintf(what, sizeof(what), "'%s' cannot be '%.200s'", setting->key, text);
		config_tell(r, line, &of, what, setting->cure);
	} else if (err) {
		config_tell(r, line, &of, error, NULL);
	} else {
		r->config->yields |= config_yield(setting->key);
	}
}

/* One entry of a list, or of a mapping. "- front door: only clips" is a mapping in a list to YAML.
 */
static void read_entry(struct config_reading *r, const struct setting *setting,
		       const struct node *entry)
{
	char text[VALUE_MOST], what[128];

	if (entry->kind == NODE_MAP && setting->between && !entry->key) {
		for (const struct node *member = entry->first; member; member = member->next)
			read_entry(r, setting, member);
		return;
	}
	if (entry->kind != NODE_TEXT) {
		snprintf(what, sizeof(what), "'%s' holds %s", setting->key,
			 node_kind_name(entry->kind));
		config_tell(r, entry->line, &(struct problem_of){setting->key, ""}, what,
			    setting->cure);
		return;
	}
	if (!entry->key) {
		config_read_value(r, setting, entry->text, entry->line);
		return;
	}
	snprintf(text, sizeof(text), "%s%s%s", entry->key, setting->between, entry->text);
	config_read_value(r, setting, text, entry->line);
}

static void config_read_key(struct config_reading *r, const struct setting *setting,
			    const struct node *node)
{
	bool mapping = node->kind == NODE_MAP && setting->between;
	char what[128];

	if (node->kind == NODE_TEXT) {
		config_read_value(r, setting, node->text, node->line);
	} else if (mapping || (node->kind == NODE_LIST && (setting->is & SETTING_LIST))) {
		for (const struct node *entry = node->first; entry; entry = entry->next)
			read_entry(r, setting, entry);
	} else {
		snprintf(what, sizeof(what), "'%s' cannot be %s", setting->key,
			 node_kind_name(node->kind));
		config_tell(r, node->line, &(struct problem_of){setting->key, ""}, what,
			    setting->cure);
	}
}

/* All of them, for who wrote another; in the configuration's memory. */
static const char *known_keys(struct arena *arena)
{
	static const char begin[] = "known keys: ";
	const struct setting *setting;
	size_t size = sizeof(begin);
	char *text, *end;

	for (size_t i = 0; (setting = setting_at(i)); i++)
		size += strlen(setting->key) + 2;
	text = arena_take(arena, size);
	if (!text)
		return "lenswatch(1) lists the keys";
	end = stpcpy(text, begin);
	for (size_t i = 0; (setting = setting_at(i)); i++)
		end = stpcpy(stpcpy(end, i ? ", " : ""), setting->key);
	return text;
}

static void config_read_member(struct config_reading *r, const struct node *node,
			       bool seen[SETTINGS_MOST])
{
	const struct problem_of of = {node->key, node->kind == NODE_TEXT ? node->text : ""};
	const struct setting *setting;
	char what[160];
	size_t i = 0;

	while ((setting = setting_at(i)) && strcmp(setting->key, node->key) != 0)
		i++;
	if (setting && !seen[i]) {
		seen[i] = true;
		r->config->waits = r->config->waits || strcmp(node->key, "interface") == 0;
		config_read_key(r, setting, node);
	} else if (setting) {
		snprintf(what, sizeof(what), "key '%.80s' twice", node->key);
		config_tell(r, node->line, &of, what, "keep one of them");
	} else {
		snprintf(what, sizeof(what), "unknown key '%.80s'", node->key);
		config_tell(r, node->line, &of, what, known_keys(r->config->common.arena));
	}
}

struct first_mistake {
	unsigned line;
	const char *what, *cure;
};

static void note_mistake(void *context, const char *file, unsigned line, const char *what,
			 const char *cure)
{
	(void)file;
	*(struct first_mistake *)context = (struct first_mistake){line, what, cure};
}

static void config_lose(void *context, unsigned line, const char *key, const char *text,
			const char *what, const char *cure)
{
	struct config_reading *r = context;

	r->config->waits = r->config->waits || strcmp(key, "interface") == 0;
	config_tell(r, line, &(struct problem_of){key, text}, what, cure);
}

int config_load(struct config *config, const char *path, config_error_fn *error, void *context)
{
	struct config_reading r = {config, path, error, context};
	struct arena arena = {0};
	struct node *root = NULL;
	bool seen[SETTINGS_MOST] = {false};
	struct first_mistake first = {0};
	int err = document_read(path, &arena, note_mistake, &first, &root);

	if (err == -EINVAL) {
		config->mended = true;
		err = parts_read(path, &arena, config_lose, &r, &root);
	}
	if (err == -EINVAL)
		config_tell(&r, first.line, &(struct problem_of){"config", path}, first.what,
			    first.cure);
	for (const struct node *node = !err && root ? root->first : NULL; node; node = node->next)
		config_read_member(&r, node, seen);
	arena_destroy(&arena);
	return err;
}

const char *config_weigh(struct config *config)
{
	static const char what[] = "heads, anchor-command and keep-headers are of a history: say "
				   "where it is kept, with ledger";
	const char *setting = config->heads	       ? "heads"
			      : config->anchor_command ? "anchor-command"
						       : "keep-headers";

	if (config->ledger || !(config->heads || config->anchor_command || config->keep_headers_mb))
		return NULL;
	problems_add(&config->problems, setting,
		     config->heads ? config->heads : config->anchor_command, what, NULL);
	config->heads = config->anchor_command = NULL;
	config->keep_headers_mb = 0;
	return what;
}
