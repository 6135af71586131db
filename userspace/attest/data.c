/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/data.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>

#include "attest/statement.h"
#include "words/clean.h"
#include "json/writer.h"

/* Everything goes through these, so that memory that is short is told once. */
struct node {
	struct json_object *object;
	bool *failed;
};

static void put(struct node to, const char *key, struct json_object *value)
{
	int err = json_object_is_type(to.object, json_type_array)
			  ? json_object_array_add(to.object, value)
			  : json_object_object_add(to.object, key, value);

	if (!err)
		return;
	json_object_put(value);
	*to.failed = true;
}

static struct node put_node(struct node to, const char *key, struct json_object *value)
{
	*to.failed |= !value;
	put(to, key, value);
	return (struct node){value, to.failed};
}

static void put_text(struct node to, const char *key, const char *text)
{
	char clean[CLEAN_MOST];
	struct json_object *value = text ? json_object_new_string(clean_utf8(text, clean)) : NULL;

	*to.failed |= text && !value;
	put(to, key, value);
}

static void put_count(struct node to, const char *key, uint64_t count)
{
	put_node(to, key, json_object_new_uint64(count));
}

static void put_flag(struct node to, const char *key, bool flag)
{
	put_node(to, key, json_object_new_boolean(flag));
}

static void put_time(struct node to, const char *key, uint64_t time_ns)
{
	char text[JSON_TIME];

	put_text(to, key, time_ns ? json_time(time_ns, text) : NULL);
}

static void put_known(struct node to, const char *key, bool known, uint64_t count)
{
	if (known)
		put_count(to, key, count);
	else
		put_text(to, key, NULL);
}

static void put_camera(struct node to, const struct event_camera *camera)
{
	struct node node = put_node(to, "camera", json_object_new_object());

	put_text(node, "mac", camera->mac);
	put_text(node, "ip", camera->ip);
	put_text(node, "name", camera->name);
	put_text(node, "vendor", camera->vendor);
}

static void put_bound(struct node to, const struct attest *attest)
{
	static const char *const bases[] = {NULL, "any-camera", "vendor", "own-live-view"};
	const struct attest_bound *bound = &attest->bound;
	struct node node;

	if (attest->verdict != ATTEST_NOTHING_LEFT) {
		put_text(to, "bound", NULL);
		return;
	}
	node = put_node(to, "bound", json_object_new_object());
	put_count(node, "bytes", bound->bytes);
	put_count(node, "video_seconds", bound->seconds);
	put_count(node, "pictures", bound->pictures);
	put_count(node, "kbit", attest->rate.kbit);
	put_text(node, "kbit_basis", bases[attest->rate.basis]);
	put_known(node, "kbit_record", attest->rate.basis == RATE_OWN, attest->rate.number);
	put_count(node, "records", attest->hours.chosen);
	put_count(node, "counted", bound->counted);
	put_count(node, "across", bound->across);
	put_count(node, "merged", bound->merged);
	put_count(node, "outside", bound->outside);
}

static void put_conditions(struct node to, const struct attest *attest)
{
	static const char *const names[] = {
		[ATTEST_GENUINE] = "genuine", [ATTEST_KEPT] = "kept",
		[ATTEST_WATCHED] = "watched", [ATTEST_COUNTED] = "counted",
		[ATTEST_ON_PATH] = "on-path", [ATTEST_SEEN] = "seen",
		[ATTEST_CLOCK] = "clock",     [ATTEST_TOLD] = "told",
	};
	struct node list = put_node(to, "conditions", json_object_new_array());

	for (int i = 0; i < ATTEST_CONDITIONS; i++) {
		const struct attest_check *check = &attest->checks[i];
		struct node node = put_node(list, NULL, json_object_new_object());

		put_text(node, "condition", names[i]);
		put_flag(node, "holds", !check->failures);
		put_time(node, "from", check->from_ns);
		put_time(node, "to", check->to_ns);
		put_known(node, "count", check->count != 0, check->count);
		put_text(node, "reason", check->detail[0] ? check->detail : NULL);
	}
}

static void put_nothing_left(struct node to, const struct attest *attest)
{
	static const enum nothing_left left[] = {
		[ATTEST_NOTHING_LEFT] = NOTHING_LEFT_YES,
		[ATTEST_FOOTAGE_LEFT] = NOTHING_LEFT_NO,
		[ATTEST_CANNOT_TELL] = NOTHING_LEFT_CANNOT_TELL,
	};
	struct node list;

	put_text(to, "nothing_left", nothing_left_name(left[attest->verdict]));
	list = put_node(to, "doubts", json_object_new_array());
	for (unsigned i = 0; i < DOUBTS; i++)
		if (attest->doubts & 1U << i)
			put_text(list, NULL, doubt_name((enum doubt)i));
}

static void put_uploads(struct node to, const struct attest *attest)
{
	struct node list = put_node(to, "uploads", json_object_new_array());
	char address[ADDRESS_TEXT];

	for (size_t i = 0; i < attest->history->uploads.count; i++) {
		const struct event_destination *destination;
		struct event event;
		struct node node;

		history_event(attest->history, &attest->history->uploads.items[i], &event);
		if (event.kind != EVENT_UPLOAD)
			continue;
		destination = &event.upload.destination;
		node = put_node(list, NULL, json_object_new_object());
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

static void put_limits(struct node to, const struct attest *attest)
{
	struct node list = put_node(to, "limits", json_object_new_array());
	char room[ATTEST_DETAIL];
	const char *limit;

	for (size_t i = 0; (limit = statement_limit(attest, i, room)); i++)
		put_text(list, NULL, limit);
}

static void put_proof(struct node to, const struct ledger_report *report)
{
	char root[2 * LEDGER_HASH + 1], head[sizeof(root) + 24], key[2 * LEDGER_KEY + 1];

	sodium_bin2hex(root, sizeof(root), report->head.root, LEDGER_HASH);
	sodium_bin2hex(key, sizeof(key), report->key, LEDGER_KEY);
	snprintf(head, sizeof(head), "%" PRIu64 ":%s", report->head.size, root);
	put_text(to, "head", head);
	put_text(to, "key", key);
}

int data_write(const struct attest *attest, FILE *file)
{
	static const char *const answers[] = {NULL, "nothing-left", "footage-left", "cannot-tell"};
	bool failed = false;
	struct node root = {json_object_new_object(), &failed};
	const char *text = NULL;
	int err = -ENOMEM;

	if (!root.object)
		return -ENOMEM;
	put_text(root, "answer", answers[attest->verdict]);
	put_nothing_left(root, attest);
	put_camera(root, &attest->camera);
	put_time(root, "from", attest->order.from_ns);
	put_time(root, "to", attest->order.to_ns);
	put_bound(root, attest);
	put_conditions(root, attest);
	put_uploads(root, attest);
	put_count(root, "upload_bytes", attest->upload_bytes);
	put_count(root, "local_bytes", attest->local_bytes);
	put_limits(root, attest);
	put_proof(root, &attest->order.proof->report);
	if (!failed)
		text = json_object_to_json_string_ext(
			root.object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		err = fprintf(file, "%s\n", text) < 0 ? -EIO : 0;
	json_object_put(root.object);
	return err;
}
