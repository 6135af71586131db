// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "rules/entries.h"
#include "rules/pattern.h"

/* fnmatch() tries every place for a star; a name of the wire meets few of them. */
#define MOST_STARS 4

static void host_pattern(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	struct rule_host *host = into;
	char text[MOST_HOST + 1];
	const char *wrong;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	wrong = host_pattern_read(value->text, text);
	if (wrong) {
		loader_tell(l, value->line, field->cure, "host '%.80s': %s", value->text, wrong);
		return;
	}
	host->pattern = arena_text(&l->rules->arena, text, strlen(text));
	if (!host->pattern)
		l->no_memory = true;
}

static void fact_confidence(struct loader *l, const struct field *field, const struct node *value,
			    void *into)
{
	if (value->kind == NODE_TEXT &&
	    (!strcmp(value->text, "recall") || !strcmp(value->text, "guess")))
		loader_tell(l, value->line,
			    "facts nobody saw are not shipped: find who saw it, or take it out",
			    "confidence '%s'", value->text);
	else
		field_word(l, field, value, into);
}

static void read_host(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"host", true, host_pattern, 0,
		 "labels of a-z 0-9 - _ *, as in vs-cam.*.example.com", NULL},
		{"role", true, field_word, offsetof(struct rule_host, role),
		 "say what it is for: role: media, live, signalling, control, ...", keywords_role},
		{"side", false, field_word, offsetof(struct rule_host, side), NULL, keywords_side},
		{"confidence", true, fact_confidence, offsetof(struct rule_host, confidence),
		 "say how it is known: measured, capture, code, vendor-doc, firmware or list",
		 keywords_confidence},
		{"source", true, field_text, offsetof(struct rule_host, source),
		 "say who saw it and where", NULL},
		{"callers", false, field_word, offsetof(struct rule_host, callers),
		 "say what calls it: camera or maker", keywords_callers},
		{"bucket", false, field_text, offsetof(struct rule_host, bucket),
		 "name the vendor that has this bucket", NULL},
		{"example", false, field_text, offsetof(struct rule_host, example),
		 "a host name that it is meant for", NULL},
	};
	struct rule_host host = {.rule = l->rule, .side = SIDE_DEVICE, .line = node->line};

	if (!mapping_read(l, node, "a host", fields, FIELDS(fields), &host))
		return;
	l->rule->host_count++;
	loader_keep(l, &l->rules->hosts, &host, sizeof(host));
}

static void mac_prefix(struct loader *l, const struct field *field, const struct node *value,
		       void *into)
{
	struct rule_mac *mac = into;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	if (mac_prefix_read(value->text, mac->prefix, &mac->bits))
		loader_tell(l, value->line, field->cure, "'%.80s' is no MAC prefix", value->text);
}

static void read_mac(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"prefix", true, mac_prefix, 0,
		 "a maker's 6, 7 or 9 hex digits, as in 70:ad:43, 8c:1f:64:7 or 70:b3:d5:12:3",
		 NULL},
		{"means", true, field_word, offsetof(struct rule_mac, means),
		 "say what its owner makes: camera, maker, hub, mixed, other or speaker",
		 keywords_means},
		{"registrant", true, field_text, offsetof(struct rule_mac, registrant),
		 "the owner's name in IEEE's registry", NULL},
		{"source", true, field_text, offsetof(struct rule_mac, source),
		 "say who saw it and where", NULL},
	};
	struct rule_mac mac = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a MAC", fields, FIELDS(fields), &mac))
		return;
	l->rule->mac_count++;
	loader_keep(l, &l->rules->macs, &mac, sizeof(mac));
}

static void name_pattern(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	size_t stars = 0;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	for (const char *c = value->text; *c; c++)
		stars += *c == '*';
	if (stars > MOST_STARS)
		loader_tell(l, value->line, "at most 4 of them", "too many stars in '%.80s'",
			    value->text);
	else if (!value->text[strspn(value->text, "*? ")])
		loader_tell(l, value->line, field->cure, "'%.80s' matches every device",
			    value->text);
	else
		field_text(l, field, value, into);
}

static void name_place(struct loader *l, const struct field *field, const struct node *value,
		       unsigned *where)
{
	int bit = 0;

	field_word(l, &(struct field){.key = field->key, .words = keywords_where}, value, &bit);
	*where |= (unsigned)bit;
}

static void name_places(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	struct rule_name *name = into;

	if (!node_is(l, field, value, NODE_LIST))
		return;
	if (!value->first)
		loader_tell(l, value->line, field->cure, "'in' is empty");
	for (const struct node *place = value->first; place; place = place->next) {
		if (place->kind == NODE_TEXT)
			name_place(l, field, place, &name->where);
		else
			loader_tell(l, place->line, field->cure, "'in' holds %s",
				    node_kind_name(place->kind));
	}
}

static void entries_read_name(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"match", true, name_pattern, offsetof(struct rule_name, pattern),
		 "a glob with some letters of the name, as in \"blink*\"", NULL},
		{"in", true, name_places, 0,
		 "a list of where it is heard: [dhcp, dhcp-class, mdns, service, text, model, "
		 "agent]",
		 NULL},
		{"means", true, field_word, offsetof(struct rule_name, means),
		 "say what bears it: camera, maker, hub, mixed, other or speaker", keywords_means},
		{"certainty", true, field_certainty, offsetof(struct rule_name, certainty),
		 "how sure this alone makes it: above 0, at most 1", NULL},
		{"source", true, field_text, offsetof(struct rule_name, source),
		 "say who saw it and where", NULL},
		{"example", false, field_text, offsetof(struct rule_name, example),
		 "a text that it is meant for", NULL},
	};
	struct rule_name name = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a name", fields, FIELDS(fields), &name))
		return;
	/* Names of this link are heard without their last label: such a rule would never match. */
	if (name.where & WHERE_MDNS && strcasestr(name.pattern, ".local")) {
		loader_tell(l, node->line, "leave .local out: mDNS names are compared without it",
			    "'%.80s' never matches", name.pattern);
		return;
	}
	l->rule->name_count++;
	loader_keep(l, &l->rules->names, &name, sizeof(name));
}

static void signature_protocol(struct loader *l, const struct field *field,
			       const struct node *value, void *into)
{
	struct rule_signature *signature = into;

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	signature->signature = signature_from_name(value->text);
	if (signature->signature == SIGNATURE_NONE)
		loader_tell(l, value->line, field->cure, "there is no detector '%.80s'",
			    value->text);
}

static void read_signature(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"protocol", true, signature_protocol, 0,
		 "a detector of userspace/packet/signature.h, as in pppp, tutk or dahua-ptcp",
		 NULL},
		{"role", true, field_word, offsetof(struct rule_signature, role),
		 "say what it is for: role: media, live, signalling, control, ...", keywords_role},
		{"certainty", true, field_certainty, offsetof(struct rule_signature, certainty),
		 "that who speaks it is a camera: above 0, at most 1", NULL},
		{"source", true, field_text, offsetof(struct rule_signature, source),
		 "say who saw it and where", NULL},
	};
	struct rule_signature signature = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a signature", fields, FIELDS(fields), &signature))
		return;
	l->rule->signature_count++;
	loader_keep(l, &l->rules->signatures, &signature, sizeof(signature));
}

void field_hosts(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	(void)into;
	list_read(l, field, value, read_host);
}

void field_macs(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	(void)into;
	list_read(l, field, value, read_mac);
}

void field_names(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	(void)into;
	list_read(l, field, value, entries_read_name);
}

void field_signatures(struct loader *l, const struct field *field, const struct node *value,
		      void *into)
{
	(void)into;
	list_read(l, field, value, read_signature);
}
