// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "rules/vendor.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* fnmatch() tries every place for a star; a name of the wire meets few of them. */
#define MOST_STARS 4

static void keep(struct loader *l, struct vector *vector, const void *item, size_t size)
{
	if (vector_add(vector, item, size))
		l->no_memory = true;
}

static void host_pattern(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	struct rule_host *host = into;
	char text[254];
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
		 "say what it is for: role: media, live, signalling, control, ...", words_role},
		{"side", false, field_word, offsetof(struct rule_host, side), NULL, words_side},
		{"confidence", true, fact_confidence, offsetof(struct rule_host, confidence),
		 "say how it is known: measured, capture, code, vendor-doc, firmware or list",
		 words_confidence},
		{"source", true, field_text, offsetof(struct rule_host, source),
		 "say who saw it and where", NULL},
		{"bucket", false, field_text, offsetof(struct rule_host, bucket),
		 "name the vendor whose bucket it is", NULL},
	};
	struct rule_host host = {.rule = l->rule, .side = SIDE_DEVICE, .line = node->line};

	if (!mapping_read(l, node, "a host", fields, COUNT(fields), &host))
		return;
	l->rule->host_count++;
	keep(l, &l->rules->hosts, &host, sizeof(host));
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
		 "6, 7 or 9 hex digits, as in 70:ad:43, 8c:1f:64:7 or 70:b3:d5:12:3", NULL},
		{"means", true, field_word, offsetof(struct rule_mac, means),
		 "say what its owner makes: camera, hub, mixed, other or speaker", words_means},
		{"registrant", true, field_text, offsetof(struct rule_mac, registrant),
		 "the owner's name in IEEE's registry", NULL},
		{"source", true, field_text, offsetof(struct rule_mac, source),
		 "say who saw it and where", NULL},
	};
	struct rule_mac mac = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a MAC", fields, COUNT(fields), &mac))
		return;
	l->rule->mac_count++;
	keep(l, &l->rules->macs, &mac, sizeof(mac));
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

	field_word(l, &(struct field){.key = field->key, .words = words_where}, value, &bit);
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

static void read_name(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"match", true, name_pattern, offsetof(struct rule_name, pattern),
		 "a glob with some letters of the name, as in \"blink*\"", NULL},
		{"in", true, name_places, 0,
		 "a list of where it is heard: [dhcp, dhcp-class, mdns, service, text, model, "
		 "agent]",
		 NULL},
		{"means", true, field_word, offsetof(struct rule_name, means),
		 "say what bears it: camera, hub, mixed, other or speaker", words_means},
		{"certainty", true, field_certainty, offsetof(struct rule_name, certainty),
		 "how sure this alone makes it: above 0, at most 1", NULL},
		{"source", true, field_text, offsetof(struct rule_name, source),
		 "say who saw it and where", NULL},
	};
	struct rule_name name = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a name", fields, COUNT(fields), &name))
		return;
	l->rule->name_count++;
	keep(l, &l->rules->names, &name, sizeof(name));
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
		 "say what it is for: role: media, live, signalling, control, ...", words_role},
		{"certainty", true, field_certainty, offsetof(struct rule_signature, certainty),
		 "that who speaks it is a camera: above 0, at most 1", NULL},
		{"source", true, field_text, offsetof(struct rule_signature, source),
		 "say who saw it and where", NULL},
	};
	struct rule_signature signature = {.rule = l->rule, .line = node->line};

	if (!mapping_read(l, node, "a signature", fields, COUNT(fields), &signature))
		return;
	l->rule->signature_count++;
	keep(l, &l->rules->signatures, &signature, sizeof(signature));
}

static bool is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	size_t length = strlen(text);

	if (length != 7 && length != 10)
		return false;
	for (size_t i = 0; i < length; i++)
		if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != '-')
			return false;
	return strncmp(&text[5], "01", 2) >= 0 && strncmp(&text[5], "12", 2) <= 0;
}

static void advice_date(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	if (!node_is(l, field, value, NODE_TEXT))
		return;
	if (is_date(value->text))
		field_text(l, field, value, into);
	else
		loader_tell(l, value->line, field->cure, "'%.80s' is no date", value->text);
}

static void advice_topic(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	int topic = 0;

	field_word(l, &(struct field){.key = field->key, .words = words_topic, .cure = field->cure},
		   value, &topic);
	if (topic)
		field_text(l, field, value, into);
}

static void read_advice(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"topic", true, advice_topic, offsetof(struct rule_advice, topic),
		 "one of keeps, see, delete, encrypt, local, request", NULL},
		{"text", true, field_text, offsetof(struct rule_advice, text),
		 "a sentence or two for the owner", NULL},
		{"days", false, field_ratio, offsetof(struct rule_advice, days),
		 "for how many days the vendor keeps it", NULL},
		{"source", true, field_text, offsetof(struct rule_advice, source),
		 "the page that says so", NULL},
		{"date", true, advice_date, offsetof(struct rule_advice, date),
		 "when it was read there: YYYY-MM or YYYY-MM-DD", NULL},
	};
	struct rule_advice advice = {0};

	if (!mapping_read(l, node, "advice", fields, COUNT(fields), &advice))
		return;
	if (advice.days > 0 && strcmp(advice.topic, "keeps"))
		loader_tell(l, node->line, "take it out, or write topic: keeps",
			    "'days' with topic '%s'", advice.topic);
	else
		keep(l, &l->advice, &advice, sizeof(advice));
}

static void read_all(struct loader *l, const struct field *field, const struct node *list,
		     void (*read)(struct loader *, const struct node *))
{
	if (!node_is(l, field, list, NODE_LIST))
		return;
	for (const struct node *item = list->first; item; item = item->next)
		read(l, item);
}

static void field_hosts(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	(void)into;
	read_all(l, field, value, read_host);
}

static void field_macs(struct loader *l, const struct field *field, const struct node *value,
		       void *into)
{
	(void)into;
	read_all(l, field, value, read_mac);
}

static void field_names(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	(void)into;
	read_all(l, field, value, read_name);
}

static void field_signatures(struct loader *l, const struct field *field, const struct node *value,
			     void *into)
{
	(void)into;
	read_all(l, field, value, read_signature);
}

static void field_advice(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	(void)into;
	read_all(l, field, value, read_advice);
}

static void field_bitrate(struct loader *l, const struct field *field, const struct node *value,
			  void *into)
{
	static const struct field fields[] = {
		{"low", true, field_rate, offsetof(struct rule, bitrate_low_kbit),
		 "kbit/s of its leanest video", NULL},
		{"high", true, field_rate, offsetof(struct rule, bitrate_high_kbit),
		 "kbit/s of its richest video", NULL},
	};
	struct rule *rule = into;

	(void)field;
	if (mapping_read(l, value, "bitrate", fields, COUNT(fields), rule) &&
	    rule->bitrate_low_kbit > rule->bitrate_high_kbit)
		loader_tell(l, value->line, "swap them", "bitrate: low is above high");
}

static void field_thresholds(struct loader *l, const struct field *field, const struct node *value,
			     void *into)
{
	static const struct field fields[] = {
		{"footage_bytes", false, field_count,
		 offsetof(struct rule_thresholds, footage_bytes), "bytes, from 1", NULL},
		{"footage_ratio", false, field_ratio,
		 offsetof(struct rule_thresholds, footage_ratio), "up by down, above 0", NULL},
		{"behaviour_ratio", false, field_ratio,
		 offsetof(struct rule_thresholds, behaviour_ratio), "up by down, above 0", NULL},
		{"mean_packet", false, field_rate, offsetof(struct rule_thresholds, mean_packet),
		 "bytes, from 1", NULL},
		{"snapshot_bytes", false, field_count,
		 offsetof(struct rule_thresholds, snapshot_bytes), "bytes, from 1", NULL},
	};
	struct rule *rule = into;

	(void)field;
	mapping_read(l, value, "thresholds", fields, COUNT(fields), &rule->thresholds);
}

/* What holds only for some kinds, known when all keys have been read: `kind` may stand last. */
static void check_kind(struct loader *l, const struct node *root, size_t first_host)
{
	const struct rule_host *hosts = l->rules->hosts.items;

	for (size_t i = first_host; i < l->rules->hosts.count; i++)
		if (hosts[i].bucket && l->rule->kind != RULE_HOSTING)
			loader_tell(l, hosts[i].line, "only files of kind hosting tell buckets",
				    "'bucket' with kind %s", rule_kind_name(l->rule->kind));
	if (l->rule->cameras_only && l->rule->kind != RULE_CAMERA && l->rule->kind != RULE_PLATFORM)
		loader_tell(l, root->line, "take it out, or write kind: camera or platform",
			    "'cameras_only' with kind %s", rule_kind_name(l->rule->kind));
}

static void vendor_name(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	struct rule *rule = into;

	rule->line = value->line;
	field_text(l, field, value, into);
}

static void default_enabled(struct rule *rule, const struct node *root)
{
	for (const struct node *member = root->first; member; member = member->next)
		if (!strcmp(member->key, "enabled"))
			return;
	rule->enabled = rule->kind != RULE_SPEAKER;
}

void vendor_read(struct loader *l, const struct node *root)
{
	static const struct field fields[] = {
		{"vendor", true, vendor_name, offsetof(struct rule, vendor),
		 "the name people know it by", NULL},
		{"company", false, field_text, offsetof(struct rule, company),
		 "the name of its owner", NULL},
		{"kind", true, field_word, offsetof(struct rule, kind),
		 "camera, platform, hosting, relay, analysis, personal or speaker", words_kind},
		{"cameras_only", false, field_yes, offsetof(struct rule, cameras_only),
		 "write yes or no", NULL},
		{"enabled", false, field_yes, offsetof(struct rule, enabled), "write yes or no",
		 NULL},
		{"bitrate", false, field_bitrate, 0, NULL, NULL},
		{"thresholds", false, field_thresholds, 0, NULL, NULL},
		{"hosts", false, field_hosts, 0, "a list: each entry begins with `- host:`", NULL},
		{"macs", false, field_macs, 0, "a list: each entry begins with `- prefix:`", NULL},
		{"names", false, field_names, 0, "a list: each entry begins with `- match:`", NULL},
		{"signatures", false, field_signatures, 0,
		 "a list: each entry begins with `- protocol:`", NULL},
		{"advice", false, field_advice, 0, "a list: each entry begins with `- topic:`",
		 NULL},
	};
	size_t first_host = l->rules->hosts.count;

	if (!mapping_read(l, root, "a rules file", fields, COUNT(fields), l->rule) &&
	    (root->kind != NODE_MAP || !l->rule->kind))
		return;
	default_enabled(l->rule, root);
	check_kind(l, root, first_host);
}
