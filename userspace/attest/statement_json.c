/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/statement_json.h"

#include <inttypes.h>
#include <sodium.h>

#include "attest/statement.h"
#include "json/put.h"

static void put_if(struct put to, const char *key, bool known, uint64_t count)
{
	if (known)
		put_count(to, key, count);
	else
		put_null(to, key);
}

static void statement_json_camera(struct put to, const struct event_camera *camera)
{
	struct put node = put_object(to, "camera");

	put_text(node, "mac", camera->mac);
	put_text(node, "ip", camera->ip);
	put_text(node, "name", camera->name);
	put_text(node, "named_by", camera_named_by(camera));
	put_text(node, "vendor", camera->vendor);
}

static void put_bound(struct put to, const struct attest *attest)
{
	static const char *const bases[] = {NULL, "any-camera", "vendor", "own-live-view"};
	const struct attest_bound *bound = &attest->bound;
	struct put node;

	if (attest->verdict != ATTEST_NOTHING_LEFT) {
		put_text(to, "bound", NULL);
		return;
	}
	node = put_object(to, "bound");
	put_count(node, "bytes", bound->bytes);
	put_count(node, "video_seconds", bound->seconds);
	put_count(node, "pictures", bound->pictures);
	put_count(node, "kbit", attest->rate.kbit);
	put_text(node, "kbit_basis", bases[attest->rate.basis]);
	put_if(node, "kbit_record", attest->rate.basis == RATE_OWN, attest->rate.number);
	put_count(node, "records", attest->hours.chosen);
	put_count(node, "counted", bound->counted);
	put_count(node, "across", bound->across);
	put_count(node, "merged", bound->merged);
	put_count(node, "outside", bound->outside);
}

static void put_conditions(struct put to, const struct attest *attest)
{
	static const char *const names[] = {
		[ATTEST_GENUINE] = "genuine", [ATTEST_KEPT] = "kept",
		[ATTEST_WATCHED] = "watched", [ATTEST_COUNTED] = "counted",
		[ATTEST_ON_PATH] = "on-path", [ATTEST_SEEN] = "seen",
		[ATTEST_CLOCK] = "clock",     [ATTEST_REPORTED] = "told",
	};
	struct put list = put_array(to, "conditions");

	for (int i = 0; i < ATTEST_CONDITIONS; i++) {
		const struct attest_check *check = &attest->checks[i];
		struct put node = put_object(list, NULL);
		char room[ATTEST_DETAIL];
		const char *why = attested_why(check, room);

		put_text(node, "condition", names[i]);
		put_bool(node, "holds", !check->failures);
		put_time(node, "from", check->from_ns);
		put_time(node, "to", check->to_ns);
		put_if(node, "count", check->count != 0, check->count);
		put_text(node, "reason", why[0] ? why : NULL);
	}
}

static void statement_json_nothing_left(struct put to, const struct attest *attest)
{
	static const enum nothing_left left[] = {
		[ATTEST_NOTHING_LEFT] = NOTHING_LEFT_YES,
		[ATTEST_FOOTAGE_LEFT] = NOTHING_LEFT_NO,
		[ATTEST_CANNOT_TELL] = NOTHING_LEFT_CANNOT_TELL,
	};

	put_left(to, left[attest->verdict], attest->doubts);
}

static void put_uploads(struct put to, const struct attest *attest)
{
	struct put list = put_array(to, "uploads");
	char address[ADDRESS_TEXT];

	for (size_t i = 0; i < attest->history->uploads.count; i++) {
		const struct event_destination *destination;
		struct event event;
		struct put node;

		history_event(attest->history, &attest->history->uploads.items[i], &event);
		if (event.kind != EVENT_UPLOAD)
			continue;
		destination = &event.upload.destination;
		node = put_object(list, NULL);
		put_text(node, "id", event.upload.id);
		put_text(node, "series", event.upload.series);
		put_time(node, "start", event.upload.start_ns);
		put_time(node, "end", event.upload.end_ns);
		put_count(node, "bytes_up", event.upload.bytes_up);
		put_text(node, "class", upload_class_name(event.upload.class));
		put_text(node, "certainty", confidence_word(event.upload.confidence));
		put_text(node, "host", destination->host);
		put_text(node, "ip",
			 destination->address_count
				 ? address_format(&destination->addresses[0], address)
				 : NULL);
	}
}

static void put_limits(struct put to, const struct attest *attest)
{
	struct put list = put_array(to, "limits");
	char room[ATTEST_DETAIL];
	const char *limit;

	for (size_t i = 0; (limit = statement_limit(attest, i, room)); i++)
		put_text(list, NULL, limit);
}

static void statement_json_proof(struct put to, const struct ledger_report *report)
{
	char root[2 * LEDGER_HASH + 1], head[sizeof(root) + 24], key[2 * LEDGER_KEY + 1];

	sodium_bin2hex(root, sizeof(root), report->head.root, LEDGER_HASH);
	sodium_bin2hex(key, sizeof(key), report->key, LEDGER_KEY);
	snprintf(head, sizeof(head), "%" PRIu64 ":%s", report->head.size, root);
	put_text(to, "head", head);
	put_text(to, "key", key);
}

int statement_json_write(const struct attest *attest, FILE *file)
{
	static const char *const answers[] = {NULL, "nothing-left", "footage-left", "cannot-tell"};
	bool failed;
	struct put root = put_begin(&failed);

	put_text(root, "answer", answers[attest->verdict]);
	statement_json_nothing_left(root, attest);
	statement_json_camera(root, &attest->camera);
	put_time(root, "from", attest->order.from_ns);
	put_time(root, "to", attest->order.to_ns);
	put_bound(root, attest);
	put_conditions(root, attest);
	put_uploads(root, attest);
	put_count(root, "upload_bytes", attest->upload_bytes);
	put_count(root, "local_bytes", attest->local_bytes);
	put_limits(root, attest);
	statement_json_proof(root, &attest->order.proof->report);
	return put_line(root, file);
}
