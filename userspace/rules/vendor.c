// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "rules/entries.h"
#include "rules/vendor.h"

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
	if (mapping_read(l, value, "bitrate", fields, FIELDS(fields), rule) &&
	    rule->bitrate_low_kbit > rule->bitrate_high_kbit)
		loader_tell(l, value->line, "swap them", "bitrate: low is above high");
}

static void field_amount(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	static const struct field fields[] = {
		{"bytes", true, field_count, offsetof(struct rule_amount, bytes), "bytes, from 1",
		 NULL},
		{"source", true, field_text, offsetof(struct rule_amount, source),
		 "who saw it, where", NULL},
	};

	mapping_read(l, value, field->key, fields, FIELDS(fields), (char *)into + field->offset);
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
	mapping_read(l, value, "thresholds", fields, FIELDS(fields), &rule->thresholds);
}

/* What holds only for some kinds, known when all keys have been read: `kind` may stand last. */
static void check_kind(struct loader *l, const struct node *root, size_t first_host)
{
	const struct rule_host *hosts = l->rules->hosts.items;

	for (size_t i = first_host; i < l->rules->hosts.count; i++)
		if (hosts[i].bucket && l->rule->kind != RULE_HOSTING)
			loader_tell(l, hosts[i].line, "only files of kind hosting may name buckets",
				    "'bucket' with kind %s", rule_kind_name(l->rule->kind));
	for (size_t i = first_host; i < l->rules->hosts.count; i++)
		if (hosts[i].callers && hosts[i].side == SIDE_APP)
			loader_tell(l, hosts[i].line, "take it out: only apps call that host",
				    "'callers' with side app");
	if (l->rule->cameras_only && l->rule->kind != RULE_CAMERA && l->rule->kind != RULE_PLATFORM)
		loader_tell(l, root->line, "take it out, or write kind: camera or platform",
			    "'cameras_only' with kind %s", rule_kind_name(l->rule->kind));
	if (l->rule->shortest_clip.bytes && l->rule->kind != RULE_CAMERA)
		loader_tell(l, root->line, "take it out, or write kind: camera",
			    "'shortest_clip' with kind %s", rule_kind_name(l->rule->kind));
	if (l->rule->logs.bytes && l->rule->kind != RULE_CAMERA && l->rule->kind != RULE_PLATFORM)
		loader_tell(l, root->line, "take it out, or write kind: camera or platform",
			    "'logs' with kind %s", rule_kind_name(l->rule->kind));
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
		 "camera, platform, hosting, relay, analysis, personal or speaker", keywords_kind},
		{"cameras_only", false, field_yes, offsetof(struct rule, cameras_only),
		 "write yes or no", NULL},
		{"enabled", false, field_yes, offsetof(struct rule, enabled), "write yes or no",
		 NULL},
		{"bitrate", false, field_bitrate, 0, NULL, NULL},
		{"shortest_clip", false, field_amount, offsetof(struct rule, shortest_clip), NULL,
		 NULL},
		{"logs", false, field_amount, offsetof(struct rule, logs), NULL, NULL},
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

	if (!mapping_read(l, root, "a rules file", fields, FIELDS(fields), l->rule) &&
	    (root->kind != NODE_MAP || !l->rule->kind))
		return;
	default_enabled(l->rule, root);
	check_kind(l, root, first_host);
}
