/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

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

static const char *phrase_form_word(const struct event_camera *camera)
{
	return camera_form_name(camera->form);
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
	fputs(phrase_form_word(camera), file);
}

const char *phrase_sure(double confidence)
{
	static const char *const words[] = {"", "likely ", "possibly "};

	return words[sureness_of(confidence)];
}

static void put_nameless(FILE *file, const struct event_camera *camera, bool inside)
{
	if (sureness_of(camera->certainty) != SURE) {
		fprintf(file, "%s is %s", inside ? "what" : "What", phrase_sure(camera->certainty));
		phrase_form(file, camera);
	} else {
		fputs(inside ? "the " : "The ", file);
		if (camera->vendor) {
			phrase_text(file, camera->vendor);
			putc(' ', file);
		}
		fputs(phrase_form_word(camera), file);
	}
	fputs(" (", file);
}

static void put_who(FILE *file, const struct event_camera *camera, bool inside)
{
	if (camera->suspected) {
		fprintf(file, "%s device that behaves like a camera (", inside ? "a" : "A");
	} else if (camera->name) {
		if (camera->form == FORM_HUB)
			fputs(inside ? "the hub " : "The hub ", file);
		phrase_text(file, camera->name);
		return;
	} else {
		put_nameless(file, camera, inside);
	}
	phrase_text(file, phrase_mark(camera));
	putc(')', file);
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
	fputs(", so where it went cannot be told", file);
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

/* The engine's word for a fact, and people's. The first that fits; "" takes all that is left. */
static const struct reason {
	const char *word, *phrase;
} reasons[] = {
	{"dns ", "it asked for "},
	{"sni ", "it called for "},
	{"http ", "it called for "},
	{"dhcp name ", "it calls itself "},
	{"mdns name ", "it calls itself "},
	{"mdns service ", "it announces "},
	{"speaks ", "it speaks the cameras' protocol "},
	{"assistant ", "it uses the voice assistant "},
	{"behaves like a camera", "it sends as cameras do"},
	{"told by the owner", "you said so"},
	{"", ""},
};

void phrase_reason(FILE *file, const char *reason)
{
	const struct reason *known = reasons;
	const char *maker = strstr(reason, " of ");

	if (!strncmp(reason, "mac ", 4) && maker) {
		fputs("its network hardware is by ", file);
		phrase_text(file, maker + 4);
		return;
	}
	while (strncmp(reason, known->word, strlen(known->word)) != 0)
		known++;
	fputs(known->phrase, file);
	phrase_text(file, reason + strlen(known->word));
}
