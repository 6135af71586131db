// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/unmet.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "words/phrase.h"
#include "words/words.h"

/* Why, as half a sentence; what has a number says it behind. */
static const char *unmet_words(enum condition condition)
{
	static const char *const words[] = {
		[CONDITION_BYTES] = "too few bytes",
		[CONDITION_RATIO] = "too much came down beside what went up",
		[CONDITION_BEHAVIOUR_RATIO] =
			"too much came down for a device known by behaviour alone",
		[CONDITION_PACKET] = "the packets are too small",
		[CONDITION_SMALL_TALK] = "an even trickle of small packets",
		[CONDITION_TRICKLE] = "too slow for minutes",
		[CONDITION_ROLE] = "the server is for telemetry, firmware or time",
		[CONDITION_PERSONAL] = "the server is one that phones and computers use",
		[CONDITION_HOUSEHOLD] = "too little is known of the device, which others send too",
		[CONDITION_SPEECH] = "no speech of a voice assistant",
		[CONDITION_CAMERA] = "nothing shows that the device is a camera",
		[CONDITION_OTHER] = "the device is something else",
		[CONDITION_WAITED] = "that the device is a camera was known too late",
	};

	return words[condition];
}

static void unmet_number(double value, FILE *file)
{
	bool whole = value == (double)(uint64_t)value;

	fprintf(file, "%.*f", whole ? 0 : 2, value);
}

static void unmet_episode(const struct event_episode *episode, FILE *file)
{
	const struct event_unmet *unmet = &episode->unmet;
	char text[WORDS_MOST], address[ADDRESS_TEXT];

	fprintf(file, "%s Not reported: ", words_clock(episode->start_ns, text));
	phrase_text(file, phrase_mark(&episode->device));
	fprintf(file, " sent %s to ", words_size(episode->bytes_up, text));
	if (episode->host)
		phrase_text(file, episode->host);
	else
		fputs(address_format(&episode->remote, address), file);
	fprintf(file, ": %s (%s", unmet_words(unmet->condition), condition_name(unmet->condition));
	if (!isnan(unmet->number)) {
		putc(' ', file);
		unmet_number(unmet->number, file);
		fputs(unmet->condition == CONDITION_OTHER ? ", below " : ", at least ", file);
		unmet_number(unmet->threshold, file);
	}
	fputs(").\n", file);
}

static void unmet_device(const struct event_device *device, FILE *file)
{
	fputs("Device ", file);
	phrase_text(file, phrase_mark(&device->camera));
	fprintf(file, ": %s. A camera %.2f, something else %.2f.", device->verdict,
		device->camera.certainty, device->other);
	fprintf(file, " Domains of phones %zu, of nobody known %zu; addresses %u.\n",
		device->personal, device->foreign, device->parties);
	for (size_t i = 0; i < device->fact_count; i++) {
		const struct event_weighed *fact = &device->facts[i];

		fprintf(file, "  %.2f %s: ", fact->weight, fact->means ? fact->means : "unknown");
		phrase_reason(file, &fact->reason);
		if (fact->rule) {
			fputs(" (", file);
			phrase_text(file, fact->rule);
			fprintf(file, ":%u)", fact->line);
		}
		putc('\n', file);
	}
}

void unmet_write(const struct event *event, FILE *file)
{
	if (event->kind == EVENT_EPISODE)
		unmet_episode(&event->episode, file);
	else
		unmet_device(&event->device, file);
}
