// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "output/support_events.h"

void room_make(struct room *room)
{
	strcpy(room->folder, "/tmp/lenswatch-ledger-XXXXXX");
	assert_non_null(mkdtemp(room->folder));
	snprintf(room->path, sizeof(room->path), "%s/ledger", room->folder);
}

static const char *const endings[] = {"", "-wal", "-shm", "-journal", ".key", ".pub"};

void room_clear(const struct room *room)
{
	char name[160];

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", room->path, endings[i]);
		unlink(name);
	}
}

void room_remove(struct room *room)
{
	room_clear(room);
	assert_int_equal(rmdir(room->folder), 0);
}

void room_event(size_t index, struct event *out)
{
	static char id[EVENT_ID], options[96];
	static void (*const makers[])(struct event *) = {
		events_run,  events_camera, events_clip, events_clip,	 events_local,
		events_clip, events_gap,    events_clip, events_summary, events_clip};
	size_t kind = index % (sizeof(makers) / sizeof(makers[0]));
	uint64_t later = index * 60 * EVENTS_SECOND;

	makers[kind](out);
	snprintf(id, sizeof(id), "%016zx", index + 1);
	if (out->kind == EVENT_UPLOAD || out->kind == EVENT_LOCAL) {
		strcpy(out->upload.id, id);
		strcpy(out->upload.series, id);
		out->upload.start_ns += later;
		out->upload.end_ns += later;
		if (kind == 5 || kind == 9) { /* another camera, at the same address later */
			out->upload.camera.mac = ROOM_OTHER;
			out->upload.camera.name = "Hall";
			out->upload.camera.ip = kind == 9 ? ROOM_IP : "192.168.1.131";
		}
	} else if (out->kind == EVENT_CAMERA) {
		out->camera.identified_ns += later;
	} else if (out->kind == EVENT_GAP) {
		out->gap.from_ns += later;
		out->gap.to_ns += later;
	} else if (out->kind == EVENT_SUMMARY) {
		out->summary.packets += index;
	} else {
		snprintf(options, sizeof(options), "--camera " ROOM_MAC "=" ROOM_NAME " --jobs %zu",
			 index);
		out->run.options = index ? options : "";
	}
}

struct ledger *room_open(const struct room *room)
{
	char error[LEDGER_ERROR] = "";
	struct ledger *ledger = NULL;
	int err = ledger_open(room->path, LEDGER_WRITE, &ledger, error);

	if (err)
		fail_msg("%d: %s", err, error);
	return ledger;
}

void room_fill(const struct room *room, size_t first, size_t count)
{
	struct ledger *ledger = room_open(room);
	struct event event;

	ledger->interval = 0;
	for (size_t i = 0; i < count; i++) {
		room_event(first + i, &event);
		assert_int_equal(ledger_append(ledger, &event), 0);
		if (i % 5 == 4)
			assert_int_equal(ledger_commit(ledger), 0);
	}
	assert_int_equal(ledger_commit(ledger), 0);
	ledger_close(ledger);
}

uint8_t *room_load(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	struct stat status;
	uint8_t *bytes;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	*size = (size_t)status.st_size;
	bytes = malloc(*size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, file), *size);
	fclose(file);
	return bytes;
}

void room_store(const char *path, const uint8_t *bytes, size_t size)
{
	char name[160];
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	snprintf(name, sizeof(name), "%s-wal", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s-shm", path);
	unlink(name);
}

void room_sql(const struct room *room, const char *sql)
{
	char *error = NULL;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s: %s", sql, error);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int64_t room_number(const struct room *room, const char *sql)
{
	sqlite3_stmt *row = NULL;
	sqlite3 *db = NULL;
	int64_t number;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return number;
}

static void found_add(void *context, const struct ledger_fault *fault)
{
	struct found *found = context;
	char room[FINDING_WORDS];
	const char *text = finding_words(&fault->finding, room);

	assert_true(text[strlen(text) - 1] == '.');
	if (found->count < ROOM_FAULTS)
		found->faults[found->count] = *fault;
	found->count++;
}

int room_verify(const struct room *room, const struct ledger_anchor *anchor, struct found *out)
{
	int err;

	memset(out, 0, sizeof(*out));
	err = ledger_verify(room->path, anchor, found_add, out, &out->report, out->error);
	if (err)
		assert_true(out->error[0] != '\0');
	else
		assert_int_equal(out->report.faults, out->count);
	return err;
}

bool found_at(const struct found *found, uint64_t number)
{
	bool at = false;

	for (size_t i = 0; i < found->count && i < ROOM_FAULTS; i++)
		at = at || !number ||
		     (found->faults[i].finding.first <= number &&
		      number <= found->faults[i].finding.last);
	return at;
}

const char *fault_text(const struct ledger_fault *fault)
{
	static char text[FINDING_WORDS];

	return finding_words(&fault->finding, text);
}

bool found_kind(const struct found *found, enum ledger_fault_kind kind)
{
	bool at = false;

	for (size_t i = 0; i < found->count && i < ROOM_FAULTS; i++)
		at = at || found->faults[i].kind == kind;
	return at;
}

static int reading_add(void *context, const struct ledger_record *record)
{
	char numbers[160];
	int length = snprintf(
		numbers, sizeof(numbers), "%llu %llu %llu %llu %s %s %s ",
		(unsigned long long)record->number, (unsigned long long)record->written,
		(unsigned long long)record->start, (unsigned long long)record->end, record->kind,
		record->device ? record->device : "", record->series ? record->series : "");

	crypto_generichash_update(context, (const uint8_t *)numbers, (size_t)length);
	if (record->content)
		crypto_generichash_update(context, (const uint8_t *)record->content,
					  record->length);
	return 0;
}

int room_reading(const struct room *room, const struct ledger_query *query,
		 uint8_t out[LEDGER_HASH])
{
	crypto_generichash_state state;
	char error[LEDGER_ERROR];
	struct ledger *ledger = NULL;
	int err = ledger_open(room->path, LEDGER_READ, &ledger, error);

	if (err)
		return err;
	crypto_generichash_init(&state, NULL, 0, LEDGER_HASH);
	err = ledger_each(ledger, query, reading_add, &state);
	crypto_generichash_final(&state, out, LEDGER_HASH);
	ledger_close(ledger);
	return err;
}

bool room_holds(const char *path, const char *text)
{
	size_t size, length = strlen(text);
	uint8_t *bytes;
	bool holds = false;

	if (access(path, F_OK) != 0)
		return false;
	bytes = room_load(path, &size);
	for (size_t i = 0; !holds && i + length <= size; i++)
		holds = strncasecmp((const char *)bytes + i, text, length) == 0;
	free(bytes);
	return holds;
}
