/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output/csv.h"
#include "json/writer.h"
#include "output/output.h"
#include "output/spool.h"
#include "words/text.h"
#include "output/totals.h"

enum rank { RANK_RUN, RANK_FILE, RANK_EVENT, RANK_DEVICE, RANK_SUMMARY };

struct output {
	struct output_options options;
	FILE *file;
	struct spool *spool;  /* only if ordered */
	struct totals totals; /* only for text */
	char day[TEXT_DAY];
	bool told;   /* something, since the house began */
	FILE *draft; /* writes one event into `bytes` */
	char *bytes;
	size_t length; /* as the C library has it; `used` of them are this event's */
	size_t used;
};

int output_format_parse(const char *text, enum output_format *out)
{
	static const char *const names[] = {
		[OUTPUT_TEXT] = "text", [OUTPUT_JSONL] = "jsonl", [OUTPUT_CSV] = "csv"};

	if (strcmp(text, "json") == 0)
		text = names[OUTPUT_JSONL];
	for (int i = OUTPUT_TEXT; i <= OUTPUT_CSV; i++) {
		if (!strcmp(text, names[i])) {
			*out = (enum output_format)i;
			return 0;
		}
	}
	return -EINVAL;
}

void output_begin(const struct output_options *options, FILE *file)
{
	if (options->format == OUTPUT_CSV)
		csv_header(file);
}

int output_create(const struct output_options *options, FILE *file, struct output **out)
{
	struct output *output = calloc(1, sizeof(*output));
	int result = -ENOMEM;

	if (!output)
		return -ENOMEM;
	tzset(); /* localtime_r need not (POSIX) */
	output->options = *options;
	output->file = file;
	output->draft = open_memstream(&output->bytes, &output->length);
	if (!output->draft)
		goto fail;
	if (options->ordered) {
		result = spool_create(&output->spool);
		if (result)
			goto fail;
	}
	*out = output;
	return 0;
fail:
	output_destroy(output);
	return result;
}

void output_destroy(struct output *output)
{
	if (!output)
		return;
	if (output->draft)
		fclose(output->draft);
	free(output->bytes);
	totals_clear(&output->totals);
	spool_destroy(output->spool);
	free(output);
}

/*
 * Leaves the event's lines in `bytes`. A day's heading is not part of them: it depends on what is
 * told before.
 */
static int output_draft(struct output *output, const struct event *event)
{
	struct text_style style = {output->options.colour, true};
	int result = 0;

	if (fseek(output->draft, 0, SEEK_SET))
		return -errno;
	switch (output->options.format) {
	case OUTPUT_TEXT:
		result = totals_add(&output->totals, event);
		if (!result && event->kind == EVENT_RUN && output->options.titled)
			text_title(event, &style, output->draft);
		else if (!result)
			text_write(event, &output->totals, &style, output->draft);
		break;
	case OUTPUT_JSONL:
		result = json_write(event, output->draft);
		break;
	case OUTPUT_CSV:
		result = csv_write(event, output->draft);
		break;
	}
	if (!result && (fflush(output->draft) || ferror(output->draft)))
		result = -ENOMEM;
	/*
	 * Where nothing was written since the rewind, C libraries differ in what they leave in
	 * `length`.
	 */
	output->used = (size_t)ftello(output->draft);
	return result;
}

static const char *destination_text(const struct event_destination *destination,
				    char text[ADDRESS_TEXT])
{
	if (destination->host)
		return destination->host;
	if (!destination->address_count)
		return "";
	return address_format(&destination->addresses[0], text);
}

/* Camera and destination, each with its zero: so "a" with anything sorts before "ab". */
static size_t tie_of(const struct event *event, char tie[SPOOL_TIE])
{
	char address[ADDRESS_TEXT];
	const char *camera = "", *destination = "", *id = "";
	const struct event_upload *upload = event->kind == EVENT_BREACH ? event->breach.upload
					    : event->kind == EVENT_UPLOAD ||
							    event->kind == EVENT_UPLOADING ||
							    event->kind == EVENT_LOCAL
						    ? &event->upload
						    : NULL;
	int length;

	if (event->kind == EVENT_CAMERA) {
		camera = event->camera.key;
	} else if (event->kind == EVENT_DEVICE) {
		camera = event->device.camera.key;
	} else if (event->kind == EVENT_EPISODE) {
		camera = event->episode.device.key;
		destination = address_format(&event->episode.remote, address);
	} else if (upload) {
		camera = upload->camera.key;
		destination = destination_text(&upload->destination, address);
		id = upload->id;
	}
	/* A longer tie comes later: a breach right behind its upload. */
	length = snprintf(tie, SPOOL_TIE, "%s%c%s%c%s%s", camera, 0, destination, 0, id,
			  event->kind == EVENT_BREACH ? " breach" : "");
	return length < SPOOL_TIE ? (size_t)length : SPOOL_TIE - 1;
}

static struct spool_key key_of(const struct event *event, char tie[SPOOL_TIE])
{
	struct spool_key key = {.rank = RANK_EVENT, .tie = tie};

	switch (event->kind) {
	case EVENT_RUN:
		key.rank = RANK_RUN;
		break;
	case EVENT_CAMERA:
		key.start_ns = key.end_ns = event->camera.withdrawn ? event->camera.withdrawn_ns
								    : event->camera.identified_ns;
		break;
	case EVENT_UPLOAD:
	case EVENT_UPLOADING:
	case EVENT_LOCAL:
		key.start_ns = event->upload.start_ns;
		key.end_ns = event->upload.end_ns;
		break;
	case EVENT_GAP:
		key.start_ns = event->gap.from_ns;
		/* Where the clock was set back it ends before it begins. */
		key.end_ns = event->gap.to_ns > event->gap.from_ns ? event->gap.to_ns
								   : event->gap.from_ns;
		break;
	case EVENT_BREACH:
		key.start_ns = event->breach.upload->start_ns;
		key.end_ns = event->breach.upload->end_ns;
		break;
	case EVENT_SUMMARY:
		key.rank = RANK_SUMMARY;
		break;
	case EVENT_FILE:
		key.rank = RANK_FILE;
		break;
	case EVENT_EPISODE:
		key.start_ns = event->episode.start_ns;
		key.end_ns = event->episode.end_ns;
		break;
	case EVENT_DEVICE:
		key.rank = RANK_DEVICE;
		break;
	case EVENT_TRAFFIC:
		break;
	}
	key.tie_length = tie_of(event, tie);
	return key;
}

/* Writes one event's lines, under a new heading where a new day begins. */
static int output_tell(void *context, const struct spool_key *key, const char *bytes, size_t length)
{
	struct output *output = context;
	struct text_style style = {output->options.colour, true};

	output->told = true;
	if (output->options.format == OUTPUT_TEXT && key->rank == RANK_EVENT && key->start_ns)
		text_heading(key->start_ns, output->day, &style, output->file);
	errno = 0;
	if (fwrite(bytes, 1, length, output->file) != length || ferror(output->file))
		return errno ? -errno : -EIO;
	return 0;
}

int output_event(struct output *output, const struct event *event)
{
	char tie[SPOOL_TIE];
	struct spool_key key;
	int result;

	/* Once an hour and camera, and worth nothing but in a history. */
	if (event->kind == EVENT_TRAFFIC)
		return 0;
	result = output_draft(output, event);
	if (result || !output->used)
		return result;
	key = key_of(event, tie);
	if (output->spool)
		return spool_add(output->spool, &key, output->bytes, output->used);
	result = output_tell(output, &key, output->bytes, output->used);
	/* Live: whoever reads a pipe is told now, not when its buffer is full. */
	if (!result && fflush(output->file))
		result = -errno;
	return result;
}

int output_end(struct output *output)
{
	int result = output->spool ? spool_drain(output->spool, output_tell, output) : 0;

	if (output->told && output->options.titled && output->options.format == OUTPUT_TEXT)
		putc('\n', output->file);
	totals_clear(&output->totals);
	output->day[0] = '\0';
	output->told = false;
	if (fflush(output->file) && !result)
		result = -errno;
	if (ferror(output->file) && !result)
		result = -EIO;
	return result;
}
