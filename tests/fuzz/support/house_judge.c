// SPDX-License-Identifier: GPL-2.0-or-later
#include "house_judge.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attest/attest.h"
#include "json/writer.h"
#include "ledger/record.h"
#include "promise/parse.h"
#include "report/findings/report.h"
#include "words/finding.h"

#define JUDGE_RECORDS 2048
#define JUDGE_BYTES (8U << 20)

struct judge_record {
	enum event_kind kind;
	size_t at, length;
	struct record_columns columns;
};

struct judge {
	struct promise promise; /* "all: nothing leaves" */
	bool full;		/* more was told than there is room for */
	size_t count, used;
	struct judge_record records[JUDGE_RECORDS];
	char text[JUDGE_BYTES];
	struct ledger *ledger;	   /* NULL: in memory */
	char folder[64], path[80]; /* of the history */
};

static const char *judge_kind(enum event_kind kind)
{
	static const char *const kinds[] = {
		[EVENT_RUN] = "run",	   [EVENT_CAMERA] = "camera",	[EVENT_UPLOAD] = "upload",
		[EVENT_LOCAL] = "local",   [EVENT_GAP] = "gap",		[EVENT_SUMMARY] = "summary",
		[EVENT_BREACH] = "breach", [EVENT_TRAFFIC] = "traffic",
	};

	return kinds[kind];
}

struct judge *judge_create(void)
{
	struct judge *j = calloc(1, sizeof(*j));
	char error[PROMISE_ERROR];

	if (!j || promise_parse("all: nothing leaves", &j->promise, error))
		abort();
	return j;
}

void judge_reset(struct judge *j)
{
	j->full = false;
	j->count = j->used = 0;
}

void judge_event(struct judge *j, const struct event *event)
{
	struct judge_record *r = &j->records[j->count];
	FILE *file;

	if (j->ledger && ledger_append(j->ledger, event))
		abort();
	if (j->full || j->count == JUDGE_RECORDS || JUDGE_BYTES - j->used < 65536) {
		j->full = true;
		return;
	}
	file = fmemopen(j->text + j->used, JUDGE_BYTES - j->used, "w");
	if (!file || json_write(event, file))
		abort();
	r->kind = event->kind;
	r->at = j->used;
	r->length = (size_t)ftell(file) - 1;
	fclose(file);
	j->text[r->at + r->length] = '\0';
	record_columns(judge_kind(r->kind), j->text + r->at, r->length, 0, &r->columns);
	j->used += r->length + 1;
	j->count++;
}

static bool judge_is_asked(const struct judge_record *r, const struct ledger_query *q)
{
	const struct record_columns *c = &r->columns;

	return !q || ((!q->to || c->start < q->to) && (!q->from || c->end >= q->from) &&
		      (!q->device || strcmp(q->device, c->device) == 0) &&
		      (!q->series || strcmp(q->series, c->series) == 0) &&
		      (!q->kind || strcmp(q->kind, judge_kind(r->kind)) == 0));
}

static int judge_each(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	const struct judge *j = context;
	int err = 0;

	for (size_t i = 0; i < j->count && !err; i++) {
		const struct judge_record *r = &j->records[i];
		struct ledger_record record = {
			.number = i + 1,
			.kind = judge_kind(r->kind),
			.content = j->text + r->at,
			.length = r->length,
			.device = r->columns.device[0] ? r->columns.device : NULL,
			.series = r->columns.series[0] ? r->columns.series : NULL,
			.written = r->columns.end,
			.start = r->columns.start,
			.end = r->columns.end,
		};

		if (judge_is_asked(r, query))
			err = each(to, &record);
	}
	return err;
}

static bool judge_attest(const struct records *source, const struct attest_proof *proof,
			 const char *camera, uint64_t from_ns, uint64_t to_ns)
{
	struct attest_order order = {
		.camera = camera, .from_ns = from_ns, .to_ns = to_ns, .proof = proof};
	char error[LEDGER_ERROR];
	struct attest *attest = NULL;
	bool nothing;
	int err = attest_make(&order, source, &attest, error);

	assert(!err || err == -ENOENT);
	nothing = attest && attest->verdict == ATTEST_NOTHING_LEFT;
	attest_destroy(attest);
	return nothing;
}

static bool judge_promise(const struct judge *j, const struct records *source, uint64_t from_ns,
			  uint64_t to_ns)
{
	struct promise_list list = {.count = 1, .items = {&j->promise}};
	struct report_order order = {
		.from_ns = from_ns, .to_ns = to_ns, .now_ns = to_ns, .promises = &list};
	struct report *report = NULL;
	bool kept;

	if (report_make(&order, source, &report))
		abort();
	kept = report->promised.items[0].verdict == VERDICT_KEPT;
	report_destroy(report);
	return kept;
}

static struct judged judge_memory(struct judge *j, const char *camera, uint64_t from_ns,
				  uint64_t to_ns)
{
	struct records source = {.context = j, .each = judge_each};
	struct attest_proof proof = {.report.head.size = j->count};

	return (struct judged){
		.nothing_left = judge_attest(&source, &proof, camera, from_ns, to_ns),
		.kept = judge_promise(j, &source, from_ns, to_ns),
	};
}

static void judge_fault(void *context, const struct ledger_fault *fault)
{
	char text[FINDING_WORDS];

	(void)context;
	fprintf(stderr, "%s\n", finding_words(&fault->finding, text));
	abort();
}

/* In memory as far as the machine has such a place. */
void judge_open(struct judge *j)
{
	char error[LEDGER_ERROR];

	strcpy(j->folder, "/dev/shm/lenswatch-XXXXXX");
	if (!mkdtemp(j->folder))
		abort();
	snprintf(j->path, sizeof(j->path), "%s/h.db", j->folder);
	if (ledger_open(j->path, LEDGER_WRITE, &j->ledger, error)) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
}

static struct judged judge_history(struct judge *j, const char *camera, uint64_t from_ns,
				   uint64_t to_ns)
{
	struct records source = records_of(j->ledger);
	struct attest_proof proof = {0};
	char error[LEDGER_ERROR];

	if (ledger_commit(j->ledger) ||
	    ledger_verify(j->path, NULL, judge_fault, NULL, &proof.report, error))
		abort();
	return (struct judged){
		.nothing_left = judge_attest(&source, &proof, camera, from_ns, to_ns),
		.kept = judge_promise(j, &source, from_ns, to_ns),
	};
}

bool judge_ask(struct judge *j, const char *camera, uint64_t from_ns, uint64_t to_ns,
	       struct judged *out)
{
	if (j->full)
		return false;
	*out = j->ledger ? judge_history(j, camera, from_ns, to_ns)
			 : judge_memory(j, camera, from_ns, to_ns);
	return true;
}

void judge_close(struct judge *j)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".key", ".pub"};
	char path[96];

	if (!j->ledger)
		return;
	ledger_close(j->ledger);
	j->ledger = NULL;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", j->path, ends[i]);
		unlink(path);
	}
	rmdir(j->folder);
}
