// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "system/control.h"
#include "config/document.h"
#include "config/parts.h"
#include "rules/words.h"

struct key {
	const char *name, *cure;
	bool list, path;
	const char
		*between; /* in a mapping, what joins key and value into one; NULL: none is taken */
	bool tells;	  /* its error says the cure itself */
};

static const struct key keys[] = {
	{"interface", "name a network interface, as in br-lan", true, false, NULL, false},
	{"attach", "one of auto, xdp, xdp-generic, tc, pcap", false, false, NULL, false},
	{"mirror", "write yes or no", false, false, NULL, false},
	{"camera", "write a MAC or IP address, as in \"f4:b8:5e:35:67:b0=Front door\"", true, false,
	 "=", false},
	{"not", "write a MAC or IP address, as in f4:b8:5e:35:67:b0", true, false, NULL, false},
	{"home", "write a prefix, as in 2001:db8:1::/48", true, false, NULL, false},
	{"rules", "name the folder the rules are in", false, true, NULL, false},
	{"geo", "name a file, as in GeoLite2-Country.mmdb", true, true, NULL, false},
	{"format", "one of text, jsonl, csv", false, false, NULL, false},
	{"socket", "name a file, as in " CONTROL_PATH, false, true, NULL, false},
	{"state", "name a file, as in " CONFIG_STATE, false, true, NULL, false},
	{"ledger", "name a file, as in " LENSWATCH_STATE "/ledger.db", false, true, NULL, false},
	{"no-history", "say why no history can be kept", false, false, NULL, false},
	{"refused", "write setting, reason and value, with tabs between", true, false, NULL, false},
	{"commit", "write seconds from 1 to 86400", false, false, NULL, false},
	{"keep-days", "write days from 1 to 36500", false, false, NULL, false},
	{"keep-mb", "write megabytes from 1 to 100000", false, false, NULL, false},
	{"keep-headers", "write megabytes from 1 to 100000", false, false, NULL, false},
	{"heads", "name a file, as in /media/stick/lenswatch.heads", false, true, NULL, false},
	{"anchor-command", "name a program, as in /usr/local/bin/keep-head", false, true, NULL,
	 false},
	{"user", "name a user of this machine", false, false, NULL, false},
	{"promises", "write a line for each, as in \"- front door: only clips\"", true, false, ": ",
	 true},
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))
#define VALUE_MOST 4096
#define CONFIG_COMMIT_MOST 86400 /* a day */

struct problem_of {
	const char *setting, *value;
};

struct reading {
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

static int config_wrong(char error[OPTIONS_ERROR], int err, const char *what, const char *value,
			const char *cure)
{
	snprintf(error, OPTIONS_ERROR, "%s \"%.300s\". %s", what, value, cure);
	return err;
}

static int config_interface(struct config *config, const char *name, char error[OPTIONS_ERROR])
{
	if (!*name || strlen(name) > 15 || strchr(name, '/')) /* IFNAMSIZ, with the zero */
		return config_wrong(error, -EINVAL, "--interface wants a network interface, not",
				    name, "Example: --interface br-lan");
	if (config->interface_count == CONFIG_INTERFACES)
		return config_wrong(error, -ENOSPC, "too many interfaces at", name,
				    "16 can be told.");
	config->interfaces[config->interface_count++] = name;
	return 0;
}

static int config_other(struct config *config, const char *text, char error[OPTIONS_ERROR])
{
	struct device_key device = {.kind = DEVICE_BY_MAC};
	struct address address;

	if (config->other_count == ENGINE_TOLD)
		return config_wrong(error, -ENOSPC, "too many devices at", text, "64 can be told.");
	if (mac_parse(text, device.bytes) != 0) {
		if (address_parse(text, &address) != 0)
			return config_wrong(error, -EINVAL, "--not wants a MAC or IP address, not",
					    text, "Example: --not f4:b8:5e:35:67:b0");
		device.kind = DEVICE_BY_ADDRESS;
		memcpy(device.bytes, address.bytes, 16);
	}
	options_note(&config->common, "not", text);
	config->others[config->other_count++] = device;
	return 0;
}

/* On a command line there is no value: naming it is enough. */
static int config_mirror(struct config *config, const char *value, char error[OPTIONS_ERROR])
{
	const struct word *word = value ? word_find(words_yes, value) : NULL;

	if (value && !word)
		return config_wrong(error, -EINVAL, "mirror is yes or no, not", value,
				    "Leave it out where the interface is no mirror port.");
	config->mirror = !word || word->value;
	return 0;
}

static int config_commit(struct config *config, const char *value, char error[OPTIONS_ERROR])
{
	char *end;
	unsigned long seconds = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || seconds < 1 || seconds > CONFIG_COMMIT_MOST)
		return config_wrong(error, -EINVAL, "--commit wants seconds from 1 to 86400, not",
				    value, "What was told since the last is lost in a power cut.");
	config->commit_s = (double)seconds;
	return 0;
}

static int config_days(struct config *config, const char *value, char error[OPTIONS_ERROR])
{
	char *end;
	unsigned long days = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || days < 1 || days > 36500)
		return config_wrong(error, -EINVAL, "--keep-days wants days from 1 to 36500, not",
				    value, "Leave it out and no record is too old.");
	config->keep.days = (unsigned)days;
	return 0;
}

static int config_headers(struct config *config, const char *value, char error[OPTIONS_ERROR])
{
	return options_megabytes("keep-headers", value, &config->keep_headers_mb, error);
}

/* What whoever wrote the file found out, in words of its own: the value is last and may hold all.
 */
static int config_refused(struct config *config, const char *text, char error[OPTIONS_ERROR])
{
	const char *reason = strchr(text, '\t'), *value = reason ? strchr(reason + 1, '\t') : NULL;
	char setting[64], says[512];

	if (!value)
		return config_wrong(error, -EINVAL, "no setting, reason and value in", text,
				    "They have tabs between them.");
	snprintf(setting, sizeof(setting), "%.*s", (int)(reason - text), text);
	snprintf(says, sizeof(says), "%.*s", (int)(value - reason - 1), reason + 1);
	problems_add(&config->problems, setting, value + 1, says, NULL);
	return 0;
}

static int config_keep(struct config *config, const char *name, const char *value,
		       char error[OPTIONS_ERROR])
{
	const char *copy = arena_text(config->common.arena, value, strlen(value));

	if (!copy) {
		snprintf(error, OPTIONS_ERROR, "out of memory");
		return -ENOMEM;
	}
	if (strcmp(name, "interface") == 0)
		return config_interface(config, copy, error);
	if (!*copy)
		return config_wrong(error, -EINVAL, "an empty value for", name, "Name one.");
	if (strcmp(name, "socket") == 0)
		config->socket = copy;
	else if (strcmp(name, "state") == 0)
		config->state = copy;
	else if (strcmp(name, "ledger") == 0)
		config->ledger = copy;
	else if (strcmp(name, "no-history") == 0)
		config->no_history = copy;
	else if (strcmp(name, "heads") == 0)
		config->heads = copy;
	else if (strcmp(name, "anchor-command") == 0)
		config->anchor_command = copy;
	else
		config->user = copy;
	return 0;
}

int config_set(struct config *config, const char *name, const char *value,
	       char error[OPTIONS_ERROR])
{
	static const char *const kept[] = {"interface",	 "socket", "state",	     "ledger",
					   "no-history", "heads",  "anchor-command", "user"};

	if (strcmp(name, "mirror") == 0)
		return config_mirror(config, value, error);
	if (strcmp(name, "not") == 0)
		return config_other(config, value, error);
	if (strcmp(name, "refused") == 0)
		return config_refused(config, value, error);
	if (strcmp(name, "commit") == 0)
		return config_commit(config, value, error);
	if (strcmp(name, "keep-days") == 0)
		return config_days(config, value, error);
	if (strcmp(name, "keep-mb") == 0)
		return options_megabytes("keep-mb", value, &config->keep.megabytes, error);
	if (strcmp(name, "keep-headers") == 0)
		return config_headers(config, value, error);
	if (strcmp(name, "attach") == 0)
		return attach_mode_parse(value, &config->attach) == 0
			       ? 0
			       : config_wrong(error, -EINVAL,
					      "--attach wants auto, xdp, xdp-generic, tc or pcap, "
					      "not",
					      value, "auto finds the best that works.");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(name, kept[i]) == 0)
			return config_keep(config, name, value, error);
	if (strcmp(name, "promises") == 0) /* a list in the file, one by one on the command line */
		name = "promise";
	return options_set(&config->common, name, value, error);
}

unsigned config_yield(const char *name)
{
	static const struct {
		const char *name;
		enum config_yield yield;
	} yields[] = {{"interface", CONFIG_INTERFACE}, {"attach", CONFIG_ATTACH},
		      {"mirror", CONFIG_MIRROR},       {"rules", CONFIG_RULES},
		      {"heads", CONFIG_HEADS},	       {"anchor-command", CONFIG_HEADS}};

	for (size_t i = 0; i < sizeof(yields) / sizeof(yields[0]); i++)
		if (strcmp(yields[i].name, name) == 0)
			return yields[i].yield;
	return 0;
}

static void tell(struct reading *r, unsigned line, const struct problem_of *of, const char *what,
		 const char *cure)
{
	r->error(r->context, r->path, line, what, cure);
	problems_add(&r->config->problems, of->setting, of->value, what, cure);
}

/* A path is as seen from the file's folder. */
static const char *place(const struct reading *r, const struct key *key, const char *text,
			 char room[VALUE_MOST])
{
	const char *slash = strrchr(r->path, '/');
	size_t folder;

	if (!key->path || text[0] == '/' || !text[0] || !slash)
		return text;
	folder = (size_t)(slash + 1 - r->path);
	memcpy(room, r->path, folder);
	memcpy(room + folder, text, strlen(text) + 1); /* read_value saw that both fit */
	return room;
}

static void read_value(struct reading *r, const struct key *key, const char *text, unsigned line)
{
	const struct problem_of of = {key->name, text};
	char room[VALUE_MOST], error[OPTIONS_ERROR], what[512];
	int err;

	if (strlen(text) + strlen(r->path) >= VALUE_MOST) {
		snprintf(what, sizeof(what), "'%s' is too long", key->name);
		tell(r, line, &of, what, key->cure);
		return;
	}
	err = config_set(r->config, key->name, place(r, key, text, room), error);
	if (err == -EINVAL && !key->tells) {
		snprintf(what, sizeof(what), "'%s' cannot be '%.200s'", key->name, text);
		tell(r, line, &of, what, key->cure);
	} else if (err) {
		tell(r, line, &of, error, NULL);
	} else {
		r->config->yields |= config_yield(key->name);
	}
}

/* One entry of a list, or of a mapping. "- front door: only clips" is a mapping in a list to YAML.
 */
static void read_entry(struct reading *r, const struct key *key, const struct node *entry)
{
	char text[VALUE_MOST], what[128];

	if (entry->kind == NODE_MAP && key->between && !entry->key) {
		for (const struct node *member = entry->first; member; member = member->next)
			read_entry(r, key, member);
		return;
	}
	if (entry->kind != NODE_TEXT) {
		snprintf(what, sizeof(what), "'%s' holds %s", key->name,
			 node_kind_name(entry->kind));
		tell(r, entry->line, &(struct problem_of){key->name, ""}, what, key->cure);
		return;
	}
	if (!entry->key) {
		read_value(r, key, entry->text, entry->line);
		return;
	}
	snprintf(text, sizeof(text), "%s%s%s", entry->key, key->between, entry->text);
	read_value(r, key, text, entry->line);
}

static void read_key(struct reading *r, const struct key *key, const struct node *node)
{
	bool mapping = node->kind == NODE_MAP && key->between;
	char what[128];

	if (node->kind == NODE_TEXT) {
		read_value(r, key, node->text, node->line);
	} else if (mapping || (node->kind == NODE_LIST && key->list)) {
		for (const struct node *entry = node->first; entry; entry = entry->next)
			read_entry(r, key, entry);
	} else {
		snprintf(what, sizeof(what), "'%s' cannot be %s", key->name,
			 node_kind_name(node->kind));
		tell(r, node->line, &(struct problem_of){key->name, ""}, what, key->cure);
	}
}

static void read_member(struct reading *r, const struct node *node, unsigned *seen)
{
	char what[160], cure[320] = "known keys: ";
	size_t i = 0;

	while (i < KEYS && strcmp(keys[i].name, node->key) != 0)
		i++;
	if (i < KEYS && !(*seen & 1U << i)) {
		*seen |= 1U << i;
		r->config->waits = r->config->waits || strcmp(node->key, "interface") == 0;
		read_key(r, &keys[i], node);
		return;
	}
	snprintf(what, sizeof(what), i < KEYS ? "key '%.80s' twice" : "unknown key '%.80s'",
		 node->key);
	for (size_t k = 0; k < KEYS; k++)
		snprintf(cure + strlen(cure), sizeof(cure) - strlen(cure), "%s%s", k ? ", " : "",
			 keys[k].name);
	tell(r, node->line,
	     &(struct problem_of){node->key, node->kind == NODE_TEXT ? node->text : ""}, what,
	     i < KEYS ? "keep one of them" : cure);
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

static void lose(void *context, unsigned line, const char *key, const char *text, const char *what,
		 const char *cure)
{
	struct reading *r = context;

	r->config->waits = r->config->waits || strcmp(key, "interface") == 0;
	tell(r, line, &(struct problem_of){key, text}, what, cure);
}

int config_load(struct config *config, const char *path, config_error_fn *error, void *context)
{
	struct reading r = {config, path, error, context};
	struct arena arena = {0};
	struct node *root = NULL;
	unsigned seen = 0;
	struct first_mistake first = {0};
	int err = document_read(path, &arena, note_mistake, &first, &root);

	if (err == -EINVAL) {
		config->mended = true;
		err = parts_read(path, &arena, lose, &r, &root);
	}
	if (err == -EINVAL)
		error(context, path, first.line, first.what, first.cure);
	for (const struct node *node = !err && root ? root->first : NULL; node; node = node->next)
		read_member(&r, node, &seen);
	arena_destroy(&arena);
	return err;
}
