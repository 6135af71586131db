// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/template.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN "{{"
#define CLOSE "}}"

/* Members of a message (alert.c), and whether they are numbers. */
static const struct {
	const char *name;
	bool number;
} fields[] = {
	{"id", false},	    {"kind", false},	{"title", false},    {"text", false},
	{"camera", false},  {"mac", false},	{"vendor", false},   {"class", false},
	{"company", false}, {"country", false}, {"host", false},     {"protocol", false},
	{"start", false},   {"end", false},	{"handle", false},   {"size", false},
	{"promise", false}, {"reason", false},	{"sureness", false}, {"bytes", true},
	{"priority", true},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static size_t template_field(const char *name, size_t length)
{
	size_t i = 0;

	while (i < FIELDS &&
	       (strlen(fields[i].name) != length || strncmp(fields[i].name, name, length) != 0))
		i++;
	return i;
}

static void template_value(struct json_object *value, bool number, FILE *file)
{
	struct json_object *text;
	const char *quoted;

	if (number) {
		fprintf(file, "%lld", (long long)json_object_get_int64(value));
		return;
	}
	text = json_object_new_string(value ? json_object_get_string(value) : "");
	quoted = json_object_to_json_string_ext(text, JSON_C_TO_STRING_PLAIN |
							      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (quoted && *quoted == '"')
		fwrite(quoted + 1, 1, strlen(quoted) - 2, file);
	json_object_put(text);
}

static int template_write(const char *template, struct json_object *message, FILE *file,
			  char wrong[TEMPLATE_WRONG])
{
	const char *at = template, *open;

	while ((open = strstr(at, OPEN))) {
		const char *name = open + strlen(OPEN), *close = strstr(name, CLOSE);
		struct json_object *value = NULL;
		size_t field = close ? template_field(name, (size_t)(close - name)) : FIELDS;

		fwrite(at, 1, (size_t)(open - at), file);
		if (field == FIELDS) {
			snprintf(wrong, TEMPLATE_WRONG, "the template has no field at \"%.40s\"",
				 open);
			return -EINVAL;
		}
		json_object_object_get_ex(message, fields[field].name, &value);
		template_value(value, fields[field].number, file);
		at = close + strlen(CLOSE);
	}
	fputs(at, file);
	return 0;
}

static char *template_make(const char *template, struct json_object *message,
			   char wrong[TEMPLATE_WRONG])
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	int err;

	if (!file) {
		snprintf(wrong, TEMPLATE_WRONG, "memory is short");
		return NULL;
	}
	err = template_write(template, message, file, wrong);
	if (fclose(file) != 0 || err) {
		free(text);
		return NULL;
	}
	return text;
}

int template_check(const char *template, char wrong[TEMPLATE_WRONG])
{
	struct json_object *none = json_object_new_object(), *parsed;
	enum json_tokener_error error = json_tokener_success;
	char *text = template_make(template, none, wrong);

	json_object_put(none);
	if (!text)
		return -EINVAL;
	parsed = json_tokener_parse_verbose(text, &error);
	free(text);
	json_object_put(parsed);
	if (error == json_tokener_success)
		return 0;
	snprintf(wrong, TEMPLATE_WRONG, "the template is no JSON: %s",
		 json_tokener_error_desc(error));
	return -EINVAL;
}

char *template_fill(const char *template, struct json_object *message)
{
	char wrong[TEMPLATE_WRONG];

	return template_make(template, message, wrong);
}
