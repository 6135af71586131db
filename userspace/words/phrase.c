/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/letters.h"
#include "words/clean.h"
#include "words/countries.h"
#include "words/phrase.h"
#include "geo/operator.h"

void phrase_text(FILE *file, const char *text)
{
	char clean[CLEAN_MOST];

	fputs(clean_printable(text, clean), file);
}

const char *phrase_mark(const struct event_camera *camera)
{
	return camera->mac ? camera->mac : camera->ip ? camera->ip : camera->key;
}

bool phrase_is_named(const struct event_camera *camera)
{
	return camera->name && camera->named_by != NAMED_BY_DEVICE;
}

void phrase_tail(FILE *file, const struct event_camera *camera)
{
	size_t length = camera->mac ? strlen(camera->mac) : 0;

	if (length == MAC_TEXT - 1)
		fprintf(file, "…%s", camera->mac + length - strlen("34:56"));
	else
		phrase_text(file, phrase_mark(camera));
}

void phrase_make(FILE *file, const struct event_camera *camera)
{
	static const char *const sure[] = {"", "probable ", "possible "};
	bool known = !camera->suspected && !camera->withdrawn;

	fputs(known ? sure[sureness_of(camera->certainty)] : "", file);
	if (camera->vendor) {
		phrase_text(file, camera->vendor);
		putc(' ', file);
	}
	fputs(known ? camera_form_name(camera->form) : "device", file);
}

static const char *phrase_unnamed(const struct event_camera *camera, char text[PHRASE_LABEL])
{
	FILE *file = fmemopen(text, PHRASE_LABEL, "w");

	*text = '\0';
	if (!file)
		return text;
	phrase_make(file, camera);
	fputs(" (", file);
	phrase_tail(file, camera);
	putc(')', file);
	fclose(file);
	text[PHRASE_LABEL - 1] = '\0';
	return text;
}

const char *phrase_label(const struct event_camera *camera, char text[PHRASE_LABEL])
{
	if (phrase_is_named(camera)) {
		letters_copy(text, PHRASE_LABEL, camera->name);
		return text;
	}
	phrase_unnamed(camera, text);
	if (*text >= 'a' && *text <= 'z' && (!camera->vendor || *text != *camera->vendor))
		*text = (char)(*text - 'a' + 'A');
	return text;
}

/* Else its name could end the quotes that hold it. */
static void put_quoted(FILE *file, const char *name)
{
	char text[PHRASE_LABEL];

	letters_copy(text, sizeof(text), name);
	for (char *c = text; *c; c++)
		*c = *c == '"' ? '\'' : *c;
	putc('"', file);
	phrase_text(file, text);
	putc('"', file);
}

void phrase_self(FILE *file, const struct event_camera *camera)
{
	fputs("calls itself ", file);
	put_quoted(file, camera->name);
}

/* It says so itself. */
static bool phrase_is_own_word(const struct event_reason *reason)
{
	return reason->reason == REASON_DHCP_NAME || reason->reason == REASON_MDNS_NAME;
}

bool phrase_has_self(const struct event_camera *camera, const struct event_reason *reasons,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (phrase_is_own_word(&reasons[i]))
			return false;
	return camera->name && !phrase_is_named(camera);
}

void phrase_called(FILE *file, const struct event_camera *camera)
{
	char text[PHRASE_LABEL];

	phrase_text(file, phrase_label(camera, text));
}

void phrase_form(FILE *file, const struct event_camera *camera)
{
	const char *vendor = camera->vendor;

	if (vendor && strchr("AEIOaeio", *vendor) && strncasecmp(vendor, "eu", 2))
		fputs("an ", file);
	else
		fputs("a ", file);
	if (vendor) {
		phrase_text(file, vendor);
		putc(' ', file);
	}
	fputs(camera_form_name(camera->form), file);
}

const char *phrase_sure(double confidence)
{
	static const char *const words[] = {"", "likely ", "possibly "};

	return words[sureness_of(confidence)];
}

static void put_who(FILE *file, const struct event_camera *camera, bool inside)
{
	char text[PHRASE_LABEL];

	if (camera->suspected) {
		fprintf(file, "%s device that behaves like a camera (", inside ? "a" : "A");
		phrase_text(file, phrase_mark(camera));
		putc(')', file);
	} else if (!phrase_is_named(camera)) {
		fputs(inside ? "the " : "", file);
		phrase_text(file,
			    inside ? phrase_unnamed(camera, text) : phrase_label(camera, text));
	} else {
		if (camera->form == FORM_HUB)
			fputs(inside ? "the hub " : "The hub ", file);
		phrase_called(file, camera);
	}
}

void phrase_who(FILE *file, const struct event_camera *camera)
{
	put_who(file, camera, false);
}

void phrase_whom(FILE *file, const struct event_camera *camera)
{
	put_who(file, camera, true);
}

const char *phrase_what(enum upload_class class)
{
	switch (class) {
	case CLASS_CLIP:
		return "a clip";
	case CLASS_LIVE:
		return "a live view";
	case CLASS_SNAPSHOT:
		return "a snapshot";
	case CLASS_CONTINUOUS:
		return "a continuous recording";
	case CLASS_SPEECH:
		return "speech";
	case CLASS_UNKNOWN:
		break;
	}
	return "footage";
}

static void put_addresses(FILE *file, const struct event_destination *destination)
{
	size_t more = destination->address_count;
	char text[ADDRESS_TEXT];

	if (!more) {
		fputs("an unknown address", file);
		return;
	}
	fputs(address_format(&destination->addresses[0], text), file);
	if (--more)
		fprintf(file, " and %zu more address%s", more, more > 1 ? "es" : "");
}

/* Whoever runs the address is not whoever uses it, so both are told. */
static void put_operator(FILE *file, const struct event_destination *destination)
{
	if (destination->as_org) {
		phrase_text(file, destination->as_org);
		fputs(" (", file);
	}
	put_addresses(file, destination);
	if (destination->as_org)
		putc(')', file);
}

static void put_cloud(FILE *file, const struct event_upload *upload)
{
	const struct event_camera *camera = &upload->camera;
	const char *service = upload->destination.service;

	fputs("to ", file);
	if (!service) {
		fputs("its maker's cloud", file);
		return;
	}
	phrase_text(file, service);
	/* The company is that of the camera's maker; it says nothing of another's cloud. */
	if (camera->company && camera->vendor && !strcmp(camera->vendor, service)) {
		fputs(" (", file);
		phrase_text(file, camera->company);
		putc(')', file);
	}
}

static void put_hosting(FILE *file, const struct event_destination *destination)
{
	fputs("to ", file);
	if (destination->service)
		phrase_text(file, destination->service);
	else
		fputs("rented storage", file);
	if (destination->bucket_owner) {
		fputs(" (bucket of ", file);
		phrase_text(file, destination->bucket_owner);
		putc(')', file);
	}
}

static void put_relay(FILE *file, const struct event_destination *destination)
{
	fputs("through a relay ", file);
	if (destination->service) {
		fputs("of ", file);
		phrase_text(file, destination->service);
	} else {
		fputs("at ", file);
		put_operator(file, destination);
	}
}

static void put_vpn(FILE *file, const struct event_destination *destination)
{
	if (destination->vpn_of == VPN_OF_ROUTER) {
		fputs("to ", file);
		put_addresses(file, destination);
		fputs(" via a VPN of this router", file);
		return;
	}
	fputs("through a VPN to ", file);
	if (destination->service)
		phrase_text(file, destination->service);
	else
		put_operator(file, destination);
	fputs(", destination unknown", file);
}

void phrase_where(FILE *file, const struct event_upload *upload)
{
	const struct event_destination *destination = &upload->destination;

	switch (destination->kind) {
	case DESTINATION_VENDOR_CLOUD:
		put_cloud(file, upload);
		return;
	case DESTINATION_HOSTING:
		put_hosting(file, destination);
		return;
	case DESTINATION_RELAY:
		put_relay(file, destination);
		return;
	case DESTINATION_PEER:
		fputs("directly to a viewer at ", file);
		put_operator(file, destination);
		if (destination->called_in)
			fputs(", who called in: it is reachable from the internet", file);
		return;
	case DESTINATION_VPN:
		put_vpn(file, destination);
		return;
	case DESTINATION_UNKNOWN:
		break;
	}
	if (!destination->host && destination->as_org && operator_rents(destination->as_org)) {
		fputs("to a server of ", file);
		put_operator(file, destination);
		fputs("; whether a viewer or a relay is there cannot be known", file);
		return;
	}
	fputs("to ", file);
	if (destination->service) {
		phrase_text(file, destination->service);
		return;
	}
	if (destination->host)
		phrase_text(file, destination->host);
	else
		put_addresses(file, destination);
	fputs(", which no rule knows", file);
}

void phrase_country(FILE *file, const struct event_destination *destination)
{
	static const char geo[] = "geo database ";
	const char *basis = destination->country_basis;

	if (!destination->country)
		return;
	fputs(" Address registered in ", file);
	phrase_text(file, country_name(destination->country));
	if (basis && !strncmp(basis, geo, sizeof(geo) - 1)) {
		fputs(" (database of ", file);
		phrase_text(file, basis + sizeof(geo) - 1);
		putc(')', file);
	} else if (basis) {
		fputs(" (", file);
		phrase_text(file, basis);
		putc(')', file);
	}
	putc('.', file);
}

void phrase_seen(FILE *file, const struct event_destination *destination)
{
	if (!destination->host) {
		fputs("No name was seen, only ", file);
	} else {
		fputs(destination->host_source == HOST_DNS ? "It had looked up " : "It called for ",
		      file);
		phrase_text(file, destination->host);
		fputs(", at ", file);
	}
	put_addresses(file, destination);
	if (destination->as_org) {
		fputs(", an address of ", file);
		phrase_text(file, destination->as_org);
	}
	putc('.', file);
}

/* What is not here is said as records say it. */
static const char *const phrase_reasons[REASON_KINDS] = {
	[REASON_DECLARED] = "you said so",
	[REASON_MAC] = "its network hardware is by ",
	[REASON_DHCP_NAME] = "it calls itself ",
	[REASON_MDNS_NAME] = "it calls itself ",
	[REASON_MDNS_SERVICE] = "it announces ",
	[REASON_DNS] = "it asked for ",
	[REASON_SNI] = "it called for ",
	[REASON_HTTP] = "it called for ",
	[REASON_ASSISTANT] = "it uses the voice assistant ",
	[REASON_SIGNATURE] = "it speaks the cameras' protocol ",
	[REASON_BEHAVIOUR] = "it sends as cameras do",
	[REASON_SERVES] = "it shows HomeKit several accessories, as a home's server does",
};

void phrase_reason(FILE *file, const struct event_reason *reason)
{
	char text[EVENT_REASON_TEXT];

	if (phrase_reasons[reason->reason]) {
		fputs(phrase_reasons[reason->reason], file);
		if (phrase_is_own_word(reason))
			put_quoted(file, event_reason_value(reason));
		else
			phrase_text(file, event_reason_value(reason));
	} else {
		phrase_text(file, event_reason_text(reason, text));
	}
}
