// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/fields.h"

/* A line of prose; what is longer is no fact but a page. */
#define MOST_TEXT 1000

void loader_tell(struct loader *l, unsigned line, const char *cure, const char *format, ...)
{
	char what[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	l->errors++;
	if (l->error)
		l->error(l->context, l->file, line, what, cure);
}

void loader_keep(struct loader *l, struct vector *vector, const void *item, size_t size)
{
	if (vector_add(vector, item, size))
		l->no_memory = true;
}

static void tell_unknown(struct loader *l, const struct node *member, const char *noun,
			 const struct field *fields, size_t count)
{
	static const char begin[] = "known keys: ";
	size_t size = sizeof(begin);
	char *cure, *end;

	for (size_t i = 0; i < count; i++)
		size += strlen(fields[i].key) + 2;
	cure = malloc(size);
	l->no_memory = l->no_memory || !cure;
	if (!cure)
		return;
	end = stpcpy(cure, begin);
	for (size_t i = 0; i < count; i++)
		end = stpcpy(stpcpy(end, i ? ", " : ""), fields[i].key);
	loader_tell(l, member->line, cure, "unknown key '%.80s' in %s", member->key, noun);
	free(cure);
}

static size_t find_field(const struct field *fields, size_t count, const char *key)
{
	size_t i = 0;

	while (i < count && strcmp(fields[i].key, key))
		i++;
	return i;
}

bool mapping_read(struct loader *l, const struct node *node, const char *noun,
		  const struct field *fields, size_t count, void *into)
{
	size_t errors = l->errors;
	bool *seen;

	if (node->kind != NODE_MAP) {
		loader_tell(l, node->line, "write `key: value` lines",
			    "%s must be a mapping, not %s", noun, node_kind_name(node->kind));
		return false;
	}
	seen = calloc(count, sizeof(*seen));
	l->no_memory = l->no_memory || !seen;
	if (!seen)
		return false;
	for (const struct node *member = node->first; member; member = member->next) {
		size_t i = find_field(fields, count, member->key);

		if (i == count) {
			tell_unknown(l, member, noun, fields, count);
			continue;
		}
		if (seen[i])
			loader_tell(l, member->line, "keep one of them", "key '%s' twice in %s",
				    member->key, noun);
		else
			fields[i].parse(l, &fields[i], member, into);
		seen[i] = true;
	}
	for (size_t i = 0; i < count; i++)
		if (fields[i].required && !seen[i])
			loader_tell(l, node->line, fields[i].cure, "%s without '%s'", noun,
				    fields[i].key);
	free(seen);
	return l->errors == errors;
}

bool node_is(struct loader *l, const struct field *field, const struct node *node,
	     enum node_kind kind)
{
	if (node->kind == kind)
		return true;
	loader_tell(l, node->line, field->cure, "'%s' must be %s, not %s", field->key,
		    node_kind_name(kind), node_kind_name(node->kind));
	return false;
}

void list_read(struct loader *l, const struct field *field, const struct node *list,
	       void (*read)(struct loader *l, const struct node *entry))
{
	if (!node_is(l, field, list, NODE_LIST))
		return;
	for (const struct node *entry = list->first; entry; entry = entry->next)
		read(l, entry);
}

static void *fields_place(const struct field *field, void *into)
{
	return (char *)into + field->offset;
}

void field_text(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	const char **out = fields_place(field, into);
	size_t length;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	length = strlen(value->text);
	if (!length || length > MOST_TEXT) {
		loader_tell(l, value->line, field->cure, "'%s' is %s", field->key,
			    length ? "too long" : "empty");
		return;
	}
	*out = arena_text(&l->rules->arena, value->text, length);
	if (!*out)
		l->no_memory = true;
}

void field_word(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	const struct keyword *word;
	char known[160], cure[200];

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	word = keyword_find(field->words, value->text);
	if (word) {
		*(int *)fields_place(field, into) = word->value;
		return;
	}
	snprintf(cure, sizeof(cure), "one of %s", keyword_list(field->words, known, sizeof(known)));
	loader_tell(l, value->line, cure, "'%s' cannot be '%.80s'", field->key, value->text);
}

void field_yes(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	const struct keyword *word;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	word = keyword_find(keywords_yes, value->text);
	if (word)
		*(bool *)fields_place(field, into) = word->value;
	else
		loader_tell(l, value->line, "write yes or no", "'%s' cannot be '%.80s'", field->key,
			    value->text);
}

/* Plain decimal digits with at most one point: strtod() takes "inf", "0x1p3" and spaces too. */
static bool fields_read_number(struct loader *l, const struct field *field,
			       const struct node *value, double most, double *out)
{
	char *end = NULL;
	double number;

	if (!node_is(l, field, value, NODE_TEXT))
		return false;
	number = strtod(value->text, &end);
	if (!value->text[0] || value->text[strspn(value->text, "0123456789.")] || *end ||
	    !(number > 0) || number > most) {
		loader_tell(l, value->line, field->cure, "'%s' cannot be '%.80s'", field->key,
			    value->text);
		return false;
	}
	*out = number;
	return true;
}

static bool read_whole(struct loader *l, const struct field *field, const struct node *value,
		       double most, double *out)
{
	double number = 0;

	if (!fields_read_number(l, field, value, most, &number))
		return false;
	if (number != floor(number)) {
		loader_tell(l, value->line, "write a whole number", "'%s' cannot be '%.80s'",
			    field->key, value->text);
		return false;
	}
	*out = number;
	return true;
}

void field_count(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	double number = 0;

	/* 2^53: what a double holds exactly. */
	if (read_whole(l, field, value, 9007199254740992.0, &number))
		*(uint64_t *)fields_place(field, into) = (uint64_t)number;
}

void field_rate(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	double number = 0;

	if (read_whole(l, field, value, UINT32_MAX, &number))
		*(uint32_t *)fields_place(field, into) = (uint32_t)number;
}

void field_ratio(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	fields_read_number(l, field, value, 1e9, fields_place(field, into));
}

void field_certainty(struct loader *l, const struct field *field, const struct node *value,
		     void *into)
{
	fields_read_number(l, field, value, 1, fields_place(field, into));
}
