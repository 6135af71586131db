// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/listing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "json/reading.h"
#include "words/household.h"
#include "words/phrase.h"
#include "words/words.h"

#define COLUMNS 7
#define CELL 160

struct sheet {
	size_t columns, count, room;
	char (*rows)[COLUMNS][CELL];
	size_t widths[COLUMNS];
	bool failed;
	char lost[COLUMNS][CELL]; /* the row for which there was no memory */
};

static size_t listing_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += utf8_begins(*text);
	return width;
}

/* A new row of empty cells. */
static char (*sheet_row(struct sheet *sheet))[CELL]
{
	if (sheet->count == sheet->room) {
		size_t room = sheet->room ? sheet->room * 2 : 16;
		void *rows = realloc(sheet->rows, room * sizeof(*sheet->rows));

		sheet->failed = sheet->failed || !rows;
		if (!rows)
			return sheet->lost;
		sheet->rows = rows;
		sheet->room = room;
	}
	memset(sheet->rows[sheet->count], 0, sizeof(*sheet->rows));
	return sheet->rows[sheet->count++];
}

/* What others named is made safe; "–" where nothing is known. */
static void sheet_text(char cell[CELL], const char *text)
{
	FILE *file = fmemopen(cell, CELL, "w");

	if (!file)
		return;
	phrase_text(file, text && *text ? text : "–");
	fclose(file);
	cell[CELL - 1] = '\0';
}

static int sheet_write(struct sheet *sheet, bool colour, FILE *file)
{
	for (size_t i = 0; i < sheet->count; i++)
		for (size_t k = 0; k < sheet->columns; k++)
			if (listing_width(sheet->rows[i][k]) > sheet->widths[k])
				sheet->widths[k] = listing_width(sheet->rows[i][k]);
	for (size_t i = 0; i < sheet->count; i++) {
		size_t last = sheet->columns;

		/* No white space at the end of a line. */
		while (last && !*sheet->rows[i][last - 1])
			last--;
		fputs(colour && !i ? "\033[1m" : "", file);
		for (size_t k = 0; k < last; k++)
			fprintf(file, "%s%*s", sheet->rows[i][k],
				k + 1 == last ? 0
					      : (int)(sheet->widths[k] -
						      listing_width(sheet->rows[i][k]) + 2),
				"");
		fputs(colour && !i ? "\033[0m\n" : "\n", file);
	}
	free(sheet->rows);
	return sheet->failed ? -ENOMEM : (int)sheet->count - 1;
}

static void sheet_titles(struct sheet *sheet, const char *const *titles)
{
	char(*row)[CELL] = sheet_row(sheet);

	for (sheet->columns = 0; titles[sheet->columns]; sheet->columns++)
		snprintf(row[sheet->columns], CELL, "%s", titles[sheet->columns]);
}

void listing_read(struct json_object *one, struct running_camera *out)
{
	struct json_object *why = reading_member(one, "why");
	struct json_object *first = reading_length(why) ? json_object_array_get_idx(why, 0) : NULL;
	struct event_camera camera;

	reading_camera(one, &camera);
	*out = (struct running_camera){
		.name = camera.name,
		.vendor = camera.vendor,
		.mac = camera.mac,
		.ip = camera.ip,
		.named_by = camera.named_by,
		.form = camera.form,
		.certainty = camera.certainty,
		.dismissed = reading_flag(one, "dismissed"),
		.confirmed = reading_flag(one, "confirmed"),
		.suspected = camera.suspected,
		.off_path = reading_flag(one, "off_path"),
		.sending = reading_flag(one, "sending"),
		.why = json_object_is_type(first, json_type_string) ? json_object_get_string(first)
								    : NULL,
		.uploads = reading_count(one, "uploads"),
		.upload_bytes = reading_count(one, "upload_bytes"),
		.sent = (time_t)(reading_time(one, "sent") / CLOCK_SECOND_NS),
	};
}

static void listing_camera(struct sheet *sheet, struct json_object *one)
{
	char text[WORDS_MOST], when[HOUSEHOLD_TIME], label[PHRASE_LABEL];
	char(*row)[CELL] = sheet_row(sheet);
	struct running_camera camera;
	struct event_camera called;
	FILE *file;

	listing_read(one, &camera);
	called = running_event(&camera);
	sheet_text(row[0], phrase_label(&called, label));
	sheet_text(row[1], camera.vendor);
	sheet_text(row[2], camera.mac);
	sheet_text(row[3], camera.ip);
	snprintf(row[4], CELL, "%s", household_time(camera.sent, when));
	snprintf(row[5], CELL, "%" PRIu64 ", %s", camera.uploads,
		 words_size(camera.upload_bytes, text));
	file = fmemopen(row[6], CELL, "w");
	if (!file)
		return;
	household_note(&camera, file);
	fclose(file);
	row[6][CELL - 1] = '\0';
}

static void put_waiting(struct sheet *sheet, struct json_object *one)
{
	const struct running_camera camera = {.dismissed = reading_flag(one, "dismissed")};
	const char *device = reading_text(one, "device");
	bool address = device && strlen(device) != strlen("00:00:00:00:00:00");
	char(*row)[CELL] = sheet_row(sheet);

	sheet_text(row[0], reading_text(one, "name"));
	sheet_text(row[1], NULL);
	sheet_text(row[2], address ? NULL : device);
	sheet_text(row[3], address ? device : NULL);
	sheet_text(row[4], NULL);
	sheet_text(row[5], NULL);
	snprintf(row[6], CELL, "%s", household_standing(&camera, false));
}

int listing_cameras(struct json_object *answer, bool colour, FILE *file)
{
	static const char *const titles[] = {"NAME",	    "MAKE",    "MAC", "ADDRESS",
					     "LAST ACTIVE", "UPLOADS", "",    NULL};
	struct json_object *cameras = reading_member(answer, "cameras");
	struct json_object *waiting = reading_member(answer, "waiting");
	struct sheet sheet = {0};

	if (!reading_length(cameras) && !reading_length(waiting))
		return 0;
	sheet_titles(&sheet, titles);
	for (size_t i = 0; i < reading_length(cameras); i++)
		listing_camera(&sheet, json_object_array_get_idx(cameras, i));
	for (size_t i = 0; i < reading_length(waiting); i++)
		put_waiting(&sheet, json_object_array_get_idx(waiting, i));
	return sheet_write(&sheet, colour, file);
}

static void put_device(struct sheet *sheet, struct json_object *one)
{
	const char *standing = reading_text(one, "standing");
	const char *named_by = reading_text(one, "named_by");
	bool owners = named_by && strcmp(named_by, "owner") == 0; /* and not what it calls itself */
	char when[HOUSEHOLD_TIME];
	char(*row)[CELL] = sheet_row(sheet);
	FILE *file;

	sheet_text(row[0], reading_text(one, "mac"));
	sheet_text(row[1], reading_text(one, "ip"));
	sheet_text(row[2], owners ? NULL : reading_text(one, "name"));
	sheet_text(row[3], reading_text(one, "vendor"));
	snprintf(row[4], CELL, "%s",
		 household_time((time_t)(reading_time(one, "heard") / CLOCK_SECOND_NS), when));
	sheet_text(row[5], standing);
	file = fmemopen(row[6], CELL, "w");
	if (!file)
		return;
	household_because(standing, reading_text(one, "because"), file);
	fclose(file);
	row[6][CELL - 1] = '\0';
}

int listing_devices(struct json_object *answer, bool colour, FILE *file)
{
	static const char *const titles[] = {"MAC",	   "ADDRESS", "CALLS ITSELF", "MAKE",
					     "LAST HEARD", "CAMERA?", "BECAUSE",      NULL};
	struct json_object *devices = reading_member(answer, "devices");
	struct sheet sheet = {0};

	if (!reading_length(devices))
		return 0;
	sheet_titles(&sheet, titles);
	for (size_t i = 0; i < reading_length(devices); i++)
		put_device(&sheet, json_object_array_get_idx(devices, i));
	return sheet_write(&sheet, colour, file);
}
