// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "rules/arena.h"
#include "rules/keywords.h"
#include "system/control.h"

#define SETTINGS_COMMIT_MOST 86400 /* a day */

static const char *settings_copy(struct config *config, const char *value,
				 char error[OPTIONS_ERROR])
{
	const char *copy = arena_text(config->common.arena, value, strlen(value));

	if (!copy)
		snprintf(error, OPTIONS_ERROR, "out of memory");
	return copy;
}

static int setting_interface(struct config *config, const struct setting *setting,
			     const char *value, char error[OPTIONS_ERROR])
{
	const char *name = settings_copy(config, value, error);

	(void)setting;
	if (!name)
		return -ENOMEM;
	/* IFNAMSIZ, with the zero; dev_valid_name() of the kernel refuses the rest too. */
	if (!*name || strlen(name) > 15 || strchr(name, '/') || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return options_wrong(error, -EINVAL, "--interface wants a network interface, not",
				     name, "Example: --interface br-lan");
	if (config->interface_count == CONFIG_INTERFACES)
		return options_wrong(error, -ENOSPC, "too many interfaces at", name,
				     "16 is the most.");
	config->interfaces[config->interface_count++] = name;
	return 0;
}

static int setting_attach(struct config *config, const struct setting *setting, const char *value,
			  char error[OPTIONS_ERROR])
{
	(void)setting;
	return attach_mode_parse(value, &config->attach) == 0
		       ? 0
		       : options_wrong(error, -EINVAL,
				       "--attach wants auto, xdp, xdp-generic, tc or pcap, not",
				       value, "auto finds the best that works.");
}

/* On a command line there is no value: naming it is enough. */
static int setting_mirror(struct config *config, const struct setting *setting, const char *value,
			  char error[OPTIONS_ERROR])
{
	const struct keyword *word = value ? keyword_find(keywords_yes, value) : NULL;

	(void)setting;
	if (value && !word)
		return options_wrong(error, -EINVAL, "mirror is yes or no, not", value,
				     "Leave it out where the interface is no mirror port.");
	config->mirror = !word || word->value;
	return 0;
}

static int setting_not(struct config *config, const struct setting *setting, const char *text,
		       char error[OPTIONS_ERROR])
{
	struct device_key device = {.kind = DEVICE_BY_MAC};
	struct address address;

	(void)setting;
	if (config->other_count == ENGINE_DECLARED)
		return options_wrong(error, -ENOSPC, "too many devices at", text,
				     "64 is the most.");
	if (mac_parse(text, device.bytes) != 0) {
		if (address_parse(text, &address) != 0)
			return options_wrong(error, -EINVAL, "--not wants a MAC or IP address, not",
					     text, "Example: --not f4:b8:5e:35:67:b0");
		device.kind = DEVICE_BY_ADDRESS;
		memcpy(device.bytes, address.bytes, 16);
	}
	options_note(&config->common, "not", text);
	config->others[config->other_count++] = device;
	return 0;
}

/* A whole number from 1 to `most`. False where it is none. */
static bool settings_number(const char *text, unsigned long most, unsigned long *out)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || number < 1 || number > most)
		return false;
	*out = number;
	return true;
}

static int setting_commit(struct config *config, const struct setting *setting, const char *value,
			  char error[OPTIONS_ERROR])
{
	unsigned long seconds;

	(void)setting;
	if (!settings_number(value, SETTINGS_COMMIT_MOST, &seconds))
		return options_wrong(error, -EINVAL, "--commit wants seconds from 1 to 86400, not",
				     value, "A power cut loses what was reported since the last.");
	config->commit_s = (double)seconds;
	return 0;
}

static int setting_days(struct config *config, const struct setting *setting, const char *value,
			char error[OPTIONS_ERROR])
{
	unsigned long days;

	(void)setting;
	if (!settings_number(value, 36500, &days))
		return options_wrong(error, -EINVAL, "--keep-days wants days from 1 to 36500, not",
				     value, "Leave it out and no record is too old.");
	config->keep.days = (unsigned)days;
	return 0;
}

static int setting_megabytes(struct config *config, const struct setting *setting,
			     const char *value, char error[OPTIONS_ERROR])
{
	unsigned megabytes;
	int err = options_megabytes(setting->key, value, &megabytes, error);

	if (!err)
		memcpy((char *)config + setting->place, &megabytes, sizeof(megabytes));
	return err;
}

/*
 * What whoever wrote the file found out, in words of its own: the value is last and may hold all.
 */
static int setting_refused(struct config *config, const struct setting *setting, const char *text,
			   char error[OPTIONS_ERROR])
{
	const char *reason = strchr(text, '\t'), *value = reason ? strchr(reason + 1, '\t') : NULL;
	char name[64], says[512];

	(void)setting;
	if (!value)
		return options_wrong(error, -EINVAL, "no setting, reason and value in", text,
				     "They have tabs between them.");
	snprintf(name, sizeof(name), "%.*s", (int)(reason - text), text);
	snprintf(says, sizeof(says), "%.*s", (int)(value - reason - 1), reason + 1);
	problems_add(&config->problems, name, value + 1, says, NULL);
	return 0;
}

static int setting_text(struct config *config, const struct setting *setting, const char *value,
			char error[OPTIONS_ERROR])
{
	const char *copy = settings_copy(config, value, error);

	if (!copy)
		return -ENOMEM;
	if (!*copy)
		return options_wrong(error, -EINVAL, "an empty value for", setting->key,
				     "Name one.");
	memcpy((char *)config + setting->place, &copy, sizeof(copy));
	return 0;
}

/* What replay takes as well. */
static int setting_common(struct config *config, const struct setting *setting, const char *value,
			  char error[OPTIONS_ERROR])
{
	return options_set(&config->common, setting->option ? setting->option : setting->key, value,
			   error);
}

#define SETTING(name, word, argument, has, joins, yields, take, at, says, help, manual)            \
	{.key = (name),                                                                            \
	 .option = (word),                                                                         \
	 .cure = (says),                                                                           \
	 .is = (has),                                                                              \
	 .between = (joins),                                                                       \
	 .yield = (yields),                                                                        \
	 .set = (take),                                                                            \
	 .place = (at)},
#define WORD(option, argument, letter, help, manual) /* of the command line alone */

static const struct setting settings[] = {
#include "usage/setting_rows.h"
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))
_Static_assert(SETTINGS < SETTINGS_MOST, "a row more than whoever reads a file has room for");

const struct setting *setting_at(size_t i)
{
	return i < SETTINGS ? &settings[i] : NULL;
}

const struct setting *setting_find(const char *name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].key, name) == 0 ||
		    (settings[i].option && strcmp(settings[i].option, name) == 0))
			return &settings[i];
	return NULL;
}

int config_set(struct config *config, const char *name, const char *value,
	       char error[OPTIONS_ERROR])
{
	const struct setting *setting = setting_find(name);

	return setting ? setting->set(config, setting, value, error) : -ENOENT;
}

unsigned config_yield(const char *name)
{
	const struct setting *setting = setting_find(name);

	return setting ? setting->yield : 0;
}
