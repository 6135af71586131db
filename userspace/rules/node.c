// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <yaml.h>

#include "rules/node.h"

/* The grammar is four deep; what is deeper is no rules file. */
#define MOST_DEPTH 6
#define MOST_NODES 65536

struct node_reader {
	yaml_parser_t parser;
	const char *bytes;
	size_t length;
	struct arena *arena;
	struct node_problem *problem;
	unsigned depth, nodes;
};

static int read_node(struct node_reader *r, const yaml_event_t *event, struct node **out);

static int node_refuse(struct node_reader *r, size_t line, const char *what, const char *cure)
{
	r->problem->line = (unsigned)line + 1;
	r->problem->what = what;
	r->problem->cure = cure;
	return -EINVAL;
}

/* Of a byte that is no text libyaml tells the offset, of all else the line. */
static size_t problem_line(const struct node_reader *r)
{
	size_t line = 0;

	if (r->parser.error != YAML_READER_ERROR)
		return r->parser.problem_mark.line;
	for (size_t i = 0; i < r->length && i < r->parser.problem_offset; i++)
		line += r->bytes[i] == '\n';
	return line;
}

static int next_event(struct node_reader *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event))
		return 0;
	if (r->parser.error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	return node_refuse(r, problem_line(r), r->parser.problem ? r->parser.problem : "not YAML",
			   "quote what begins with & * or !, and mind indentation and colons");
}

static struct node *new_node(struct node_reader *r, enum node_kind kind, const yaml_event_t *event)
{
	struct node *node = arena_take(r->arena, sizeof(*node));

	if (!node)
		return NULL;
	node->kind = kind;
	node->line = (unsigned)event->start_mark.line + 1;
	return node;
}

static int node_read_text(struct node_reader *r, const yaml_event_t *event, struct node **out)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct node *node;

	if (memchr(value, 0, length))
		return node_refuse(r, event->start_mark.line, "a zero byte in text", "take it out");
	node = new_node(r, NODE_TEXT, event);
	if (!node)
		return -ENOMEM;
	node->text = arena_text(r->arena, value, length);
	if (!node->text)
		return -ENOMEM;
	*out = node;
	return 0;
}

static int node_read_key(struct node_reader *r, const yaml_event_t *event, struct node **out)
{
	if (event->type != YAML_SCALAR_EVENT)
		return node_refuse(r, event->start_mark.line, "a key that is no word",
				   "write `key: value`");
	return read_node(r, event, out);
}

static int node_read_value(struct node_reader *r, const struct node *key, struct node **out)
{
	yaml_event_t event;
	int err = next_event(r, &event);

	if (err)
		return err;
	err = read_node(r, &event, out);
	yaml_event_delete(&event);
	if (err)
		return err;
	(*out)->key = key->text;
	(*out)->line = key->line;
	return 0;
}

/* One member of a list or mapping; `*out` is NULL at its end. */
static int node_read_member(struct node_reader *r, enum node_kind kind, struct node **out)
{
	struct node *node = NULL;
	yaml_event_t event;
	int err = next_event(r, &event);

	if (err)
		return err;
	if (event.type != YAML_SEQUENCE_END_EVENT && event.type != YAML_MAPPING_END_EVENT) {
		err = kind == NODE_MAP ? node_read_key(r, &event, &node)
				       : read_node(r, &event, &node);
		if (!err && kind == NODE_MAP)
			err = node_read_value(r, node, &node);
	}
	yaml_event_delete(&event);
	if (!err)
		*out = node;
	return err;
}

static int read_members(struct node_reader *r, const yaml_event_t *event, enum node_kind kind,
			struct node **out)
{
	struct node *parent = new_node(r, kind, event), *member = NULL, **tail;
	int err = 0;

	if (!parent)
		return -ENOMEM;
	if (r->depth == MOST_DEPTH)
		return node_refuse(r, event->start_mark.line, "nested too deep",
				   "see rules/README.md");
	r->depth++;
	tail = &parent->first;
	while (!(err = node_read_member(r, kind, &member)) && member) {
		*tail = member;
		tail = &member->next;
	}
	r->depth--;
	if (!err)
		*out = parent;
	return err;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor || event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor || event->data.mapping_start.tag;
	default:
		return event->type == YAML_ALIAS_EVENT;
	}
}

static int read_node(struct node_reader *r, const yaml_event_t *event, struct node **out)
{
	/* A few aliases of aliases are a text of gigabytes; a rules file needs none. */
	if (has_anchor_or_tag(event))
		return node_refuse(
			r, event->start_mark.line, "an anchor, alias or tag",
			"write the value out, or quote it where it begins with & * or !");
	if (++r->nodes > MOST_NODES)
		return node_refuse(r, event->start_mark.line, "too many values", "split the file");
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return read_members(r, event, NODE_LIST, out);
	if (event->type == YAML_MAPPING_START_EVENT)
		return read_members(r, event, NODE_MAP, out);
	return node_read_text(r, event, out);
}

/*
 * The events of a stream: its start, a document's start, nodes, the document's end, the stream's
 * end.
 */
static int node_read_stream(struct node_reader *r, struct node **out)
{
	struct node *root = NULL;
	bool done = false;
	int err = 0;

	while (!err && !done) {
		yaml_event_t event;

		err = next_event(r, &event);
		if (err)
			break;
		done = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT && root)
			err = node_refuse(r, event.start_mark.line, "a second document",
					  "one file holds one vendor: take out the `---`");
		else if (event.type != YAML_STREAM_START_EVENT && !done &&
			 event.type != YAML_DOCUMENT_START_EVENT &&
			 event.type != YAML_DOCUMENT_END_EVENT)
			err = read_node(r, &event, &root);
		yaml_event_delete(&event);
	}
	if (!err)
		*out = root;
	return err;
}

int node_parse(struct arena *arena, const char *bytes, size_t length, struct node_problem *problem,
	       struct node **out)
{
	struct node_reader r = {
		.bytes = bytes, .length = length, .arena = arena, .problem = problem};
	int err;

	if (!yaml_parser_initialize(&r.parser))
		return -ENOMEM;
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, length);
	err = node_read_stream(&r, out);
	yaml_parser_delete(&r.parser);
	return err;
}

const char *node_kind_name(enum node_kind kind)
{
	static const char *const names[] = {
		[NODE_TEXT] = "text", [NODE_LIST] = "a list", [NODE_MAP] = "a mapping"};

	return names[kind];
}
