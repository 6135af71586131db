// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/keywords.h"

const struct keyword keywords_kind[] = {{"camera", RULE_CAMERA},     {"platform", RULE_PLATFORM},
					{"hosting", RULE_HOSTING},   {"relay", RULE_RELAY},
					{"analysis", RULE_ANALYSIS}, {"personal", RULE_PERSONAL},
					{"speaker", RULE_SPEAKER},   {NULL, 0}};

const struct keyword keywords_role[] = {
	{"media", ROLE_MEDIA},	   {"live", ROLE_LIVE},		  {"signalling", ROLE_SIGNALLING},
	{"control", ROLE_CONTROL}, {"telemetry", ROLE_TELEMETRY}, {"firmware", ROLE_FIRMWARE},
	{"time", ROLE_TIME},	   {"personal", ROLE_PERSONAL},	  {NULL, 0}};

const struct keyword keywords_side[] = {
	{"device", SIDE_DEVICE}, {"app", SIDE_APP}, {"both", SIDE_BOTH}, {NULL, 0}};

const struct keyword keywords_confidence[] = {{"measured", FACT_MEASURED},
					      {"capture", FACT_CAPTURE},
					      {"code", FACT_CODE},
					      {"vendor-doc", FACT_VENDOR_DOC},
					      {"firmware", FACT_FIRMWARE},
					      {"list", FACT_LIST},
					      {NULL, 0}};

const struct keyword keywords_means[] = {{"camera", MEANS_CAMERA},
					 {"maker", MEANS_MAKER},
					 {"hub", MEANS_HUB},
					 {"mixed", MEANS_MIXED},
					 {"other", MEANS_OTHER},
					 {"speaker", MEANS_SPEAKER},
					 {NULL, 0}};

const struct keyword keywords_callers[] = {
	{"camera", MEANS_CAMERA}, {"maker", MEANS_MAKER}, {NULL, 0}};

const struct keyword keywords_where[] = {{"dhcp", WHERE_DHCP},	 {"dhcp-class", WHERE_DHCP_CLASS},
					 {"mdns", WHERE_MDNS},	 {"service", WHERE_SERVICE},
					 {"text", WHERE_TEXT},	 {"model", WHERE_MODEL},
					 {"agent", WHERE_AGENT}, {NULL, 0}};

const struct keyword keywords_topic[] = {{"keeps", 1},	 {"see", 2},   {"delete", 3},
					 {"encrypt", 4}, {"local", 5}, {"request", 6},
					 {NULL, 0}};

const struct keyword keywords_asked[] = {
	{"vendor", ASKED_VENDOR}, {"owner", ASKED_OWNER}, {NULL, 0}};

/* YAML 1.1 and 1.2 differ in which of these are truths; people write either. */
const struct keyword keywords_yes[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {NULL, 0}};

const struct keyword *keyword_find(const struct keyword *words, const char *name)
{
	for (; words->name; words++)
		if (!strcmp(words->name, name))
			return words;
	return NULL;
}

const char *keyword_name(const struct keyword *words, int value)
{
	for (; words->name; words++)
		if (words->value == value)
			return words->name;
	return NULL;
}

const char *keyword_list(const struct keyword *words, char *text, size_t size)
{
	size_t used = 0;

	text[0] = 0;
	for (; words->name; words++) {
		int wrote =
			snprintf(&text[used], size - used, "%s%s", used ? ", " : "", words->name);

		if (wrote < 0 || (size_t)wrote >= size - used)
			break;
		used += (size_t)wrote;
	}
	return text;
}

const char *rule_role_name(enum rule_role role)
{
	return keyword_name(keywords_role, role);
}

const char *rule_kind_name(enum rule_kind kind)
{
	return keyword_name(keywords_kind, kind);
}

const char *rule_confidence_name(enum rule_confidence confidence)
{
	return keyword_name(keywords_confidence, confidence);
}

const char *rule_means_name(enum rule_means means)
{
	return keyword_name(keywords_means, means);
}
