// SPDX-License-Identifier: GPL-2.0-or-later
#include "page/answer.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attest/attest.h"
#include "attest/statement.h"
#include "attest/statement_json.h"
#include "base/clock.h"
#include "commands/history/moment.h"
#include "commands/metrics.h"
#include "config/ask_keeper.h"
#include "json/put.h"
#include "json/reading.h"
#include "page/spoken.h"
#include "report/history/found.h"
#include "report/write/answered.h"
#include "report/write/data.h"
#include "report/write/evidence.h"
#include "report/write/letter.h"
#include "report/write/page.h"
#include "report/write/plain.h"
#include "rules/directory.h"
#include "rules/rules.h"
#include "system/control.h"

#define ANSWER_DAYS 7 /* of a report, as on the command line */
#define ANSWER_US 1000

/* What one answer is made with. */
struct answer {
	const struct answer_source *source;
	const struct inquiry *request;
	FILE *file;
	uint64_t now_ns, from_ns, to_ns; /* from_ns 0: of all time */
	struct ask_keeper keeper;
	char path[PATH_MAX];
	struct ledger *ledger;
};

void answer_error(const char *text, FILE *file)
{
	bool failed;
	struct put root = put_begin(&failed);
	char *line;

	put_text(root, "error", text);
	line = put_end(root, NULL);
	fputs(line ? line : "{\"error\":null}", file);
	free(line);
}

static unsigned answer_refuse(const struct answer *a, unsigned status, const char *text)
{
	answer_error(text, a->file);
	return status;
}

/* In place of what was begun, which task.c cuts off behind it. */
static unsigned answer_instead(const struct answer *a, unsigned status, const char *text)
{
	return fseek(a->file, 0, SEEK_SET) == 0 ? answer_refuse(a, status, text) : 0;
}

static void answer_object(const struct answer *a, struct json_object *object)
{
	fputs(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE),
	      a->file);
}

/* The daemon's answer to one word; NULL with `text` where it gives none. */
static struct json_object *answer_ask(const struct answer *a, const char *word,
				      char text[CONTROL_TEXT])
{
	struct json_object *question = json_object_new_object(), *answer = NULL;
	const char *error;

	json_object_object_add(question, "ask", json_object_new_string(word));
	control_ask(a->source->socket, question, CONTROL_PATIENCE_S, &answer, text);
	json_object_put(question);
	error = answer ? reading_text(answer, "error") : NULL;
	if (!error)
		return answer;
	snprintf(text, CONTROL_TEXT, "%s", error);
	json_object_put(answer);
	return NULL;
}

static unsigned answer_daemon(const struct answer *a, const char *word)
{
	char text[CONTROL_TEXT] = "";
	struct json_object *answer = answer_ask(a, word, text);

	if (!answer)
		return answer_refuse(a, 503, text);
	answer_object(a, answer);
	json_object_put(answer);
	return 200;
}

/* What it answers is the camera as it is known now. */
static unsigned answer_word(const struct answer *a)
{
	const struct inquiry *request = a->request;
	struct json_object *question = json_object_new_object(), *answer = NULL;
	char text[CONTROL_TEXT] = "";
	const char *error;
	unsigned status = 200;

	json_object_object_add(question, "ask",
			       json_object_new_string(inquiry_word_name(request->word)));
	json_object_object_add(question, "camera", json_object_new_string(request->camera));
	if (request->word == INQUIRY_NAMED)
		json_object_object_add(question, "name", json_object_new_string(request->name));
	control_ask(a->source->socket, question, CONTROL_PATIENCE_S, &answer, text);
	json_object_put(question);
	error = answer ? reading_text(answer, "error") : NULL;
	if (!answer)
		status = answer_refuse(a, 503, text);
	else if (error)
		status = answer_refuse(a, 409, error);
	else
		answer_object(a, answer);
	json_object_put(answer);
	return status;
}

static bool answer_moment(const struct answer *a, const char *text, bool end, uint64_t *out)
{
	return !*text || moment_parse(text, a->now_ns, a->now_ns, end, out) == 0;
}

/* Of events all time where nothing is said. */
static bool answer_times(struct answer *a)
{
	const struct inquiry *request = a->request;

	a->now_ns = (uint64_t)time(NULL) * CLOCK_SECOND_NS;
	a->to_ns = request->what == INQUIRY_EVENTS ? 0 : a->now_ns;
	if (*request->span)
		return moment_parse_span(request->span, a->now_ns, &a->from_ns, &a->to_ns) == 0;
	if (!answer_moment(a, request->until, true, &a->to_ns))
		return false;
	if (request->what != INQUIRY_EVENTS)
		a->from_ns = a->to_ns - ANSWER_DAYS * CLOCK_DAY_NS;
	return answer_moment(a, request->since, false, &a->from_ns) &&
	       (!a->to_ns || a->from_ns < a->to_ns);
}

/* What the daemon has not written yet it writes first. 0, or the status of what was refused. */
static unsigned answer_open(struct answer *a)
{
	char kept[PATH_MAX], error[LEDGER_ERROR];
	int err;

	ask_keeper_find(a->source->socket, a->source->ledger, kept, &a->keeper);
	snprintf(a->path, sizeof(a->path), "%s",
		 a->source->ledger ? a->source->ledger
		 : *kept	   ? kept
				   : LEDGER_PATH);
	err = ledger_open(a->path, LEDGER_READ, &a->ledger, error);
	if (!err)
		return 0;
	return answer_refuse(a, err == -ENOENT || err == -ENODATA ? 404 : 500, error);
}

static unsigned answer_health(struct answer *a)
{
	char text[CONTROL_TEXT] = "", error[LEDGER_ERROR];
	struct json_object *status = answer_ask(a, "status", text);
	const char *named = reading_text(reading_member(status, "history"), "path");
	int err = ledger_open(a->source->ledger ? a->source->ledger
			      : named		? named
						: LEDGER_PATH,
			      LEDGER_READ, &a->ledger, error);
	bool failed;
	struct put root = put_begin(&failed);
	char *line;

	put_text(root, "version", LENSWATCH_VERSION);
	put_bool(root, "daemon", status != NULL);
	put_text(root, "daemon_problem", status ? NULL : text);
	put_bool(root, "changes", a->source->changes);
	put_text(root, "coverage", reading_text(reading_member(status, "coverage"), "state"));
	put_bool(root, "history", !err);
	put_text(root, "history_problem",
		 err ? error : reading_text(reading_member(status, "history"), "problem"));
	line = put_end(root, NULL);
	json_object_put(status);
	fputs(line ? line : "{}", a->file);
	free(line);
	return line ? 200 : 500;
}

struct answer_events {
	const struct answer *a;
	unsigned count;
	uint64_t last, next;
};

static bool answer_wants(const struct inquiry *request, const char *kind)
{
	for (size_t i = 0; i < request->kind_count; i++)
		if (strcmp(request->kinds[i], kind) == 0)
			return true;
	return !request->kind_count;
}

static int answer_event(void *context, const struct ledger_record *record)
{
	struct answer_events *events = context;
	FILE *file = events->a->file;

	if (!answer_wants(events->a->request, record->kind))
		return 0;
	if (events->count == events->a->request->limit) {
		events->next = events->last; /* below which it goes on */
		return 1;
	}
	fprintf(file, "%s{\"number\":%" PRIu64 ",\"kind\":\"%s\",\"record\":",
		events->count++ ? ",\n" : "\n", record->number, record->kind);
	if (record->content)
		fwrite(record->content, 1, record->length, file);
	else
		fputs("null", file);
	fputs(",\"says\":", file);
	spoken_write(record, file);
	putc('}', file);
	events->last = record->number;
	return 0;
}

static unsigned answer_events(struct answer *a)
{
	const struct inquiry *request = a->request;
	struct ledger_query query = {.from = a->from_ns / ANSWER_US,
				     .to = a->to_ns / ANSWER_US,
				     .device = *request->camera ? request->camera : NULL,
				     .kind = request->kind_count == 1 ? request->kinds[0] : NULL,
				     .below = request->before,
				     .newest_first = true};
	struct answer_events events = {.a = a};
	int err;

	fputs("{\"events\":[", a->file);
	err = ledger_each(a->ledger, &query, answer_event, &events);
	fputs("],\"next\":", a->file);
	if (events.next)
		fprintf(a->file, "%" PRIu64 "}", events.next);
	else
		fputs("null}", a->file);
	if (err >= 0)
		return 200;
	return answer_instead(a, 500, ledger_error(a->ledger));
}

static int answer_evidence(const struct answer *a, const struct found *found,
			   const struct records *source)
{
	struct outline outline = {0};
	int err = evidence_write(found, source, &outline);

	if (!err)
		page_write_part(&outline, a->file);
	outline_clear(&outline);
	return err;
}

static unsigned answer_one(struct answer *a)
{
	struct records source = records_of(a->ledger);
	struct found found = {0};
	char text[LEDGER_ERROR] = "";
	int err = found_look(&source, a->request->id, &found, text);

	if (!err && !found.content)
		err = -ENODATA;
	if (!err && a->request->format == INQUIRY_HTML)
		err = answer_evidence(a, &found, &source);
	else if (!err)
		fprintf(a->file, "{\"number\":%" PRIu64 ",\"kind\":\"%s\",\"record\":%s}",
			found.number, found.kind, found.content);
	found_clear(&found);
	if (!err)
		return 200;
	if (err == -ENOENT || err == -ENOTUNIQ)
		return answer_instead(a, 404, *text ? text : "no event of the history has that id");
	return err == -ENODATA ? answer_instead(a, 404, "its owner erased what it said")
			       : answer_instead(a, 500, ledger_error(a->ledger));
}

/* Their events stand under /api/v1/events. */
static int answer_none(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	(void)context;
	(void)query;
	(void)each;
	(void)to;
	return 0;
}

static unsigned answer_coverage(const struct answer *a, const char *report, size_t length)
{
	static const char *const keys[] = {"from", "to", "nothing_left", "doubts", "unwatched"};
	struct json_object *whole = reading_parse(report, length);
	struct json_object *part = json_object_new_object();

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_object_object_add(part, keys[i],
				       json_object_get(reading_member(whole, keys[i])));
	answer_object(a, part);
	json_object_put(part);
	json_object_put(whole);
	return whole ? 200 : 500;
}

static int answer_data(const struct answer *a, const struct report *report)
{
	struct records none = {.each = answer_none}, source = records_of(a->ledger);
	char *text = NULL;
	size_t length = 0;
	FILE *file;
	int err;

	if (a->request->what == INQUIRY_REPORT)
		return data_write_json(report, &source, a->file);
	if (a->request->what == INQUIRY_TOTALS)
		return data_write_json(report, &none, a->file);
	file = open_memstream(&text, &length);
	err = file ? data_write_json(report, &none, file) : -ENOMEM;
	if (file)
		fclose(file);
	if (!err && answer_coverage(a, text, length) != 200)
		err = -ENOMEM;
	free(text);
	return err;
}

static int answer_letter(const struct answer *a, const struct report *report)
{
	struct outline outline = {0};
	int err;

	if (a->request->what != INQUIRY_REPORT || a->request->format == INQUIRY_JSON)
		return answer_data(a, report);
	if (a->request->format == INQUIRY_CSV)
		return data_write_csv(report, a->file);
	if (report->order.request)
		answered_write(report, &outline);
	else
		letter_write(report, &outline);
	err = outline_finish(&outline);
	if (!err && a->request->format == INQUIRY_HTML)
		page_write(&outline, report, a->file);
	else if (!err)
		plain_write(&outline, false, a->file);
	outline_clear(&outline);
	return err;
}

static void answer_mistake(void *context, const char *file, unsigned line, const char *what,
			   const char *cure)
{
	(void)context;
	fprintf(stderr, "lenswatch-page: %s:%u: %s; %s\n", file, line, what, cure ? cure : "");
}

static unsigned answer_made(struct answer *a, const struct report_order *order)
{
	struct records source = records_of(a->ledger);
	struct report *report = NULL;
	int err = report_make(order, &source, &report);

	if (!err)
		err = answer_letter(a, report);
	report_destroy(report);
	if (!err)
		return 200;
	if (err == -ENOENT)
		return answer_instead(a, 404, "no such camera in that time");
	if (err == -E2BIG || err == -ENOMEM)
		return answer_instead(a, 400, "too much happened in that time: ask for less of it");
	return answer_instead(a, 500, ledger_error(a->ledger));
}

/* Without rules it tells what left all the same, and has no advice; one rate of several is not
 * known. */
static struct rules *answer_rules(const struct answer *a)
{
	char room[PATH_MAX];
	struct rules *rules = NULL;

	rules_load(rules_directory(a->source->rules, room, sizeof(room)), answer_mistake, NULL,
		   &rules);
	return rules;
}

static unsigned answer_report(struct answer *a)
{
	const struct inquiry *request = a->request;
	struct report_order order = {.from_ns = a->from_ns,
				     .to_ns = a->to_ns,
				     .now_ns = a->now_ns,
				     .ledger = a->source->ledger,
				     .missing_ns = a->keeper.missing_ns,
				     .absent_ns = a->keeper.absent_ns,
				     .goes_on = a->keeper.watches,
				     .sending = a->keeper.sending,
				     .request = *request->span != '\0',
				     .camera = *request->camera ? request->camera : NULL};
	struct rules *rules;
	struct seal seal;
	unsigned status;

	if (seal_read(a->ledger, &seal) != 0)
		return answer_refuse(a, 500, ledger_error(a->ledger));
	order.seal = &seal;
	order.rules = rules = answer_rules(a);
	status = answer_made(a, &order);
	rules_destroy(rules);
	return status;
}

static void answer_fault(void *context, const struct ledger_fault *fault)
{
	struct attest_proof *proof = context;
	char text[FINDING_WORDS];

	if (!proof->fault[0])
		snprintf(proof->fault, sizeof(proof->fault), "%.*s", ATTEST_DETAIL - 1,
			 finding_words(&fault->finding, text));
}

static int answer_statement(const struct answer *a, const struct attest *attest)
{
	struct outline outline = {0};
	int err;

	if (a->request->format == INQUIRY_JSON)
		return statement_json_write(attest, a->file);
	statement_write(attest, a->request->format == INQUIRY_TEXT, &outline);
	err = outline_finish(&outline);
	if (!err && a->request->format == INQUIRY_HTML)
		page_write_part(&outline, a->file);
	else if (!err)
		plain_write(&outline, false, a->file);
	outline_clear(&outline);
	return err;
}

static unsigned answer_attest(struct answer *a)
{
	struct records source = records_of(a->ledger);
	struct attest_proof proof = {0};
	struct attest_order order = {.camera = a->request->camera,
				     .from_ns = a->from_ns,
				     .to_ns = a->to_ns,
				     .missing_ns = a->keeper.missing_ns,
				     .proof = &proof};
	struct attest *attest = NULL;
	char error[LEDGER_ERROR] = "";
	struct rules *rules;
	int err;

	if (ledger_verify(a->path, NULL, answer_fault, &proof, &proof.report, error) != 0)
		return answer_refuse(a, 500, error);
	order.rules = rules = answer_rules(a);
	err = attest_make(&order, &source, &attest, error);
	if (!err)
		err = answer_statement(a, attest);
	attest_destroy(attest);
	rules_destroy(rules);
	if (!err)
		return 200;
	if (err == -ENOENT || err == -ENOTUNIQ)
		return answer_instead(a, 404, error);
	if (err == -E2BIG || err == -ENOMEM)
		return answer_instead(a, 400, "too much happened in that time: ask for less of it");
	return answer_instead(a, 500, ledger_error(a->ledger));
}

static unsigned answer_metrics(const struct answer *a)
{
	char text[CONTROL_TEXT] = "";
	struct json_object *status = answer_ask(a, "status", text);
	struct json_object *cameras = status ? answer_ask(a, "cameras", text) : NULL;
	unsigned code = 200;

	if (!cameras)
		code = answer_refuse(a, 503, text);
	else if (metrics_write(status, cameras, a->file) != 0)
		code = answer_refuse(a, 503, "the history cannot be read now");
	json_object_put(cameras);
	json_object_put(status);
	return code;
}

static unsigned answer_history(struct answer *a)
{
	unsigned status = answer_times(a) ? answer_open(a)
					  : answer_refuse(a, 400,
							  "since and until want times like "
							  "2026-03-01, 2026-03-01T10:00, today or "
							  "7d, the earlier one first");

	if (status)
		return status;
	if (a->request->what == INQUIRY_EVENTS)
		return answer_events(a);
	if (a->request->what == INQUIRY_ATTEST)
		return answer_attest(a);
	return a->request->what == INQUIRY_EVENT ? answer_one(a) : answer_report(a);
}

unsigned answer_write(const struct answer_source *source, const struct inquiry *request, FILE *file)
{
	struct answer a = {.source = source, .request = request, .file = file};
	unsigned status;

	switch (request->what) {
	case INQUIRY_HEALTH:
		status = answer_health(&a);
		break;
	case INQUIRY_STATUS:
		return answer_daemon(&a, "status");
	case INQUIRY_CAMERAS:
		return answer_daemon(&a, "cameras");
	case INQUIRY_WORD:
		return answer_word(&a);
	case INQUIRY_METRICS:
		return answer_metrics(&a);
	default:
		status = answer_history(&a);
		break;
	}
	ledger_close(a.ledger);
	return status;
}

const char *answer_type(const struct inquiry *request, unsigned status)
{
	static const char *const types[] = {"application/json", "text/html; charset=utf-8",
					    "text/csv; charset=utf-8", "text/plain; charset=utf-8"};

	if (status != 200)
		return types[0];
	return request->what == INQUIRY_METRICS ? "text/plain; version=0.0.4; charset=utf-8"
						: types[request->format];
}
