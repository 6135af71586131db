/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mappings read by tables: which keys there are, which must be, how each is read and what cures it.
 * Called by the loader for every mapping of a rules file.
 */
#ifndef LENSWATCH_RULES_FIELDS_H
#define LENSWATCH_RULES_FIELDS_H

#include "rules/node.h"
#include "rules/loaded.h"
#include "rules/keywords.h"

#define FIELDS(table) (sizeof(table) / sizeof((table)[0]))

struct loader {
	rules_error_fn *error;
	void *context;
	const char *file;
	struct rules *rules;
	struct rule *rule;    /* of the file being read */
	struct vector advice; /* of the same */
	size_t errors;	      /* told so far */
	bool no_memory;
};

struct field;
/* Reads `value` to where the field is in `into`, or tells what is wrong. */
typedef void field_parser(struct loader *l, const struct field *field, const struct node *value,
			  void *into);

struct field {
	const char *key;
	bool required;
	field_parser *parse;
	size_t offset;
	const char *cure;
	const struct keyword *words; /* for field_word() */
};

__attribute__((format(printf, 4, 5))) void loader_tell(struct loader *l, unsigned line,
						       const char *cure, const char *format, ...);

/* Adds a copy of `item`, of `size`, or notes that memory is out. */
void loader_keep(struct loader *l, struct vector *vector, const void *item, size_t size);

/*
 * Reads a mapping. `noun` says what it is: "a host". False where errors were told, or memory is
 * out.
 */
bool mapping_read(struct loader *l, const struct node *node, const char *noun,
		  const struct field *fields, size_t count, void *into);
/* Has `read` read every entry of a list; tells where it is none. */
void list_read(struct loader *l, const struct field *field, const struct node *list,
	       void (*read)(struct loader *l, const struct node *entry));
/* Whether `node` is of that kind; tells where it is not. */
bool node_is(struct loader *l, const struct field *field, const struct node *node,
	     enum node_kind kind);

field_parser field_text;      /* const char * */
field_parser field_word;      /* an enum, of field->words */
field_parser field_yes;	      /* bool */
field_parser field_count;     /* uint64_t, from 1 */
field_parser field_rate;      /* uint32_t, from 1 */
field_parser field_ratio;     /* double, above 0 */
field_parser field_certainty; /* double, above 0 to 1 */

#endif
