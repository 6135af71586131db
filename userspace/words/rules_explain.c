// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/rules_explain.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* More general rules told beside the one that decides. */
#define MOST_OTHERS 8

static void put_owner(const struct rule *rule, FILE *out)
{
	fprintf(out, "%s", rule->vendor);
	if (rule->company)
		fprintf(out, ", of %s", rule->company);
}

static const char *rules_explain_kind_words(enum rule_kind kind)
{
	switch (kind) {
	case RULE_CAMERA:
		return "a vendor of cameras";
	case RULE_PLATFORM:
		return "a cloud that cameras of many brands share";
	case RULE_HOSTING:
		return "hosting that anybody can rent";
	case RULE_RELAY:
		return "a relay that passes calls and live views on";
	case RULE_ANALYSIS:
		return "a service that analyses pictures";
	case RULE_PERSONAL:
		return "a service of phones, computers and TVs";
	case RULE_SPEAKER:
		return "a voice assistant";
	}
	return "unknown";
}

static const char *role_words(enum rule_role role)
{
	switch (role) {
	case ROLE_MEDIA:
		return "takes recorded footage: clips, snapshots, recordings";
	case ROLE_LIVE:
		return "live views pass through it";
	case ROLE_SIGNALLING:
		return "helps the two ends of a call find each other";
	case ROLE_CONTROL:
		return "takes commands, settings and log-ins";
	case ROLE_TELEMETRY:
		return "takes statistics and logs";
	case ROLE_FIRMWARE:
		return "gives new firmware";
	case ROLE_TIME:
		return "gives the time";
	case ROLE_PERSONAL:
		return "serves people's own devices";
	case ROLE_NONE:
		break;
	}
	return "not stated";
}

static const char *side_words(enum rule_side side)
{
	if (side == SIDE_APP)
		return "phones and browsers";
	return side == SIDE_BOTH ? "the device, phones and browsers" : "the device itself";
}

static const char *confidence_words(enum rule_confidence confidence)
{
	switch (confidence) {
	case FACT_MEASURED:
		return "measured in traffic, use and size";
	case FACT_CAPTURE:
		return "seen in captured traffic";
	case FACT_CODE:
		return "read in source code that uses it";
	case FACT_VENDOR_DOC:
		return "stated in the vendor's documents";
	case FACT_FIRMWARE:
		return "found in firmware";
	case FACT_LIST:
		return "from a list others collected";
	}
	return "unknown";
}

static const char *means_words(enum rule_means means)
{
	switch (means) {
	case MEANS_CAMERA:
		return "a camera or doorbell";
	case MEANS_HUB:
		return "a hub, base station or recorder that sends for cameras";
	case MEANS_MAKER:
		return "a camera, or a chime or alarm of a maker of cameras: none before it sends";
	case MEANS_MIXED:
		return "a camera or something else: this alone proves little";
	case MEANS_OTHER:
		return "something that is no camera";
	case MEANS_SPEAKER:
		return "a voice assistant";
	}
	return "unknown";
}

/* What it means that a camera contacts it. */
static const char *camera_words(const struct rule_host *host)
{
	if (host->rule->kind == RULE_PERSONAL || host->role == ROLE_PERSONAL)
		return "says that the device is rather no camera; never reported as footage";
	switch (host->role) {
	case ROLE_MEDIA:
		return "footage leaves the house if much more goes up than down";
	case ROLE_LIVE:
		return "somebody may be watching live, if much more goes up than down";
	case ROLE_SIGNALLING:
		return "a live view may be about to begin; no footage by itself";
	case ROLE_FIRMWARE:
		return "an update comes down; no footage";
	default:
		return "routine; no footage, unless much more goes up than down";
	}
}

/* What it means that a device nothing is known of contacts it. */
static const char *other_words(const struct rule_host *host)
{
	if (host->side == SIDE_APP)
		return "somebody uses the app or the web page";
	if (host->side == SIDE_DEVICE &&
	    (host->rule->cameras_only || host->callers == MEANS_CAMERA))
		return "that device is a camera, a doorbell or their hub after all";
	if (host->rule->kind == RULE_CAMERA || host->rule->kind == RULE_PLATFORM)
		return "may be the app; it makes no camera of the phone";
	return "nothing: anybody's device does";
}

static void put_host(const struct rule_host *host, const char *name, FILE *out)
{
	fprintf(out, "%s matches %s at %s:%u\n", name, host->pattern, host->rule->file, host->line);
	fputs("  company:    ", out);
	put_owner(host->rule, out);
	fprintf(out, " (%s)\n", rules_explain_kind_words(host->rule->kind));
	if (host->bucket)
		fprintf(out, "  bucket of:  %s\n", host->bucket);
	fprintf(out, "  role:       %s: %s\n", rule_role_name(host->role), role_words(host->role));
	fprintf(out, "  used by:    %s\n", side_words(host->side));
	fprintf(out, "  how sure:   %s: %s\n", rule_confidence_name(host->confidence),
		confidence_words(host->confidence));
	fprintf(out, "  source:     %s\n", host->source);
	fprintf(out, "  by a camera: %s\n", camera_words(host));
	fprintf(out, "  by a phone:  %s\n", other_words(host));
}

static bool explain_host(const struct rules *rules, const char *name, FILE *out)
{
	const struct rule_host *hosts[MOST_OTHERS] = {NULL};
	size_t count = rules_hosts(rules, name, hosts, COUNT(hosts));

	if (!count)
		return false;
	put_host(hosts[0], name, out);
	for (size_t i = 1; i < count; i++)
		fprintf(out, "  less special, so not used: %s (%s) at %s:%u\n", hosts[i]->pattern,
			rule_role_name(hosts[i]->role), hosts[i]->rule->file, hosts[i]->line);
	return true;
}

static bool explain_name(const struct rules *rules, const char *name, FILE *out)
{
	static const struct {
		enum rule_where where;
		const char *words;
	} places[] = {
		{WHERE_DHCP, "as host name in DHCP"},
		{WHERE_DHCP_CLASS, "as vendor class in DHCP"},
		{WHERE_MDNS, "as name in mDNS"},
		{WHERE_SERVICE, "as service type in mDNS"},
		{WHERE_TEXT, "as text record in mDNS"},
		{WHERE_MODEL, "as model in SSDP or WS-Discovery"},
		{WHERE_AGENT, "as user agent"},
	};
	bool found = false;

	for (size_t i = 0; i < COUNT(places); i++) {
		const struct rule_name *rule = rules_name(rules, places[i].where, name);

		if (!rule)
			continue;
		fprintf(out, "%s, %s, matches %s at %s:%u\n", name, places[i].words, rule->pattern,
			rule->rule->file, rule->line);
		fputs("  company:    ", out);
		put_owner(rule->rule, out);
		fprintf(out, "\n  means:      %s: %s\n", rule_means_name(rule->means),
			means_words(rule->means));
		fprintf(out, "  how sure:   %.0f %% by this alone\n", rule->certainty * 100);
		fprintf(out, "  source:     %s\n", rule->source);
		found = true;
	}
	return found;
}

static void explain_mac(const struct rules *rules, const uint8_t mac[6], FILE *out)
{
	const struct rule_mac *rule = rules_mac(rules, mac);
	char text[MAC_TEXT];

	mac_format(mac, text);
	if (!rule && mac_is_randomised(mac)) {
		fprintf(out,
			"%s: made up by the device itself, as phones do, so no maker can be known "
			"from it\n",
			text);
		return;
	}
	if (!rule) {
		fprintf(out,
			"%s: no rule knows its prefix, so its MAC says nothing of it; names, "
			"traffic and what it announces can\n",
			text);
		return;
	}
	fprintf(out, "%s matches a prefix of %u bits at %s:%u\n", text, (unsigned)rule->bits,
		rule->rule->file, rule->line);
	fputs("  company:    ", out);
	put_owner(rule->rule, out);
	fprintf(out, "\n  registrant: %s\n", rule->registrant);
	fprintf(out, "  means:      %s: %s\n", rule_means_name(rule->means),
		means_words(rule->means));
	fprintf(out, "  source:     %s\n", rule->source);
}

static void explain_text(const struct rules *rules, const char *text, FILE *out)
{
	bool host = explain_host(rules, text, out);
	bool name = explain_name(rules, text, out);

	if (host || name)
		return;
	fprintf(out,
		"%s: no rule matches it, neither as a host nor as a name of a device.\n"
		"  by a camera: footage sent there is still reported, by its shape and size, with "
		"the operator of the address\n"
		"  by a phone:  nothing\n",
		text);
}

void rules_explain(const struct rules *rules, const char *what, FILE *out)
{
	struct address address;
	uint8_t mac[6];

	if (!mac_parse(what, mac))
		explain_mac(rules, mac, out);
	else if (!address_parse(what, &address))
		fprintf(out,
			"%s: addresses carry no rule, since clouds move them between customers.\n"
			"  instead: the name the device asked for (TLS, QUIC or DNS) is looked "
			"up.\n  Where none was seen, the operator of the address is shown (from "
			"--geo files), and the event is less sure\n",
			what);
	else
		explain_text(rules, what, out);
}

void rules_explain_right(const struct rules *rules, const char *directory, FILE *out)
{
	size_t hosts = 0, macs = 0, names = 0;

	for (size_t i = 0; i < rules_count(rules); i++) {
		hosts += rules_at(rules, i)->host_count;
		macs += rules_at(rules, i)->mac_count;
		names += rules_at(rules, i)->name_count;
	}
	fprintf(out,
		"%s: %zu file%s with %zu host%s, %zu MAC prefix%s and %zu name%s %s right (hash "
		"%s)\n",
		directory, rules_count(rules), rules_count(rules) == 1 ? "" : "s", hosts,
		hosts == 1 ? "" : "s", macs, macs == 1 ? "" : "es", names, names == 1 ? "" : "s",
		rules_count(rules) == 1 ? "is" : "are", rules_hash(rules));
}
