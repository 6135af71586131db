// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a history costs: how many records are kept a second, how large one is, how much a commit
 * writes, how long verifying, asking for a day, a day's report and dropping take, and how large the
 * hours of traffic are that are kept of every camera. Usage: ledger [RECORDS [A_COMMIT]]
 * (1,000,000; 1,000). Everything lies in a folder of its own under the current one, which goes
 * away.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report/findings/report.h"

#define FIRST_S UINT64_C(1772438400) /* 2026-03-02 */
#define EVERY_S 30		     /* a clip each half minute: 2,880 a day */
#define DAY_S 86400
#define CAMERAS 10
#define YEAR_HOURS 8760

static uint64_t batch = 1000;

static double clock_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What others do on the machine does not count. */
static double cpu_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct event_destination cloud = {
	.address_count = 1,
	.addresses = {{{[10] = 0xff, [11] = 0xff, [12] = 52, [13] = 70, [14] = 158, [15] = 224}}},
	.port = 443,
	.transport = "tcp",
	.protocol = "TLS",
	.host = "vs-cam.u011.immedia-semi.com",
	.host_source = HOST_DNS,
	.service = "Blink",
	.role = "media",
	.kind = DESTINATION_VENDOR_CLOUD,
	.asn = 14618,
	.as_org = "AMAZON-AES",
	.country = "US",
	.country_basis = "geo database 2022-10-29",
};

/*
 * A clip of one of ten cameras, with as much to say of it as is usual. `novel`: to an operator of
 * another country, which a report then looks for in all records before.
 */
static void clip(struct event *event, uint64_t number, bool novel, char mac[18])
{
	struct event_upload *u = &event->upload;

	memset(event, 0, sizeof(*event));
	event->kind = EVENT_UPLOAD;
	snprintf(mac, 18, "74:ab:93:00:00:%02u", (unsigned)(number % 10));
	snprintf(u->id, sizeof(u->id), "%016llx",
		 (unsigned long long)(number * UINT64_C(0x9e3779b97f4a7c15)));
	memcpy(u->series, u->id, sizeof(u->id));
	u->part = 1;
	u->final = true;
	u->camera.mac = mac;
	u->camera.ip = "192.168.1.130";
	u->camera.name = "Front door";
	u->camera.vendor = "Blink";
	u->camera.company = "Amazon";
	u->camera.certainty = 0.98;
	u->camera.reason_count = 1;
	u->camera.identified_by[0] =
		(struct event_reason){.reason = REASON_DNS, .text = "vs-cam.u011.immedia-semi.com"};
	u->start_ns = (FIRST_S + number * EVERY_S) * UINT64_C(1000000000);
	u->end_ns = u->start_ns + UINT64_C(11933000000);
	u->bytes_up = 581208 + number % 1000;
	u->bytes_down = 9698;
	u->packets_up = 412;
	u->packets_down = 180;
	u->class = CLASS_CLIP;
	u->confidence = 0.97;
	u->destination = cloud;
	if (novel) {
		u->destination.as_org = "ALIBABA-CN-NET";
		u->destination.country = "CN";
	}
	u->flow_count = 1;
	u->flows[0] = (struct event_flow){.local_port = 51221,
					  .remote_port = 443,
					  .remote = cloud.addresses[0],
					  .bytes_up = u->bytes_up};
	u->evidence_count = 4;
	for (size_t i = 0; i < u->evidence_count; i++)
		u->evidence[i] = (struct event_evidence){.by = JUDGED_BY_PACKET,
							 .number = 1379.0955,
							 .threshold = 300,
							 .rule = "blink.yaml:9"};
	u->rejected_count = 1;
	u->rejected[0] = (struct event_rejected){ALTERNATIVE_FIRMWARE, 60};
}

static int fill(struct ledger *ledger, uint64_t records)
{
	struct event event;
	char mac[18];
	int err = 0;

	for (uint64_t i = 0; !err && i < records; i++) {
		clip(&event, i, i + DAY_S / EVERY_S >= records, mac);
		err = ledger_append(ledger, &event);
		if (!err && (i % batch == batch - 1 || i + 1 == records))
			err = ledger_commit(ledger);
	}
	return err;
}

static int count(void *context, const struct ledger_record *record)
{
	(void)record;
	++*(uint64_t *)context;
	return 0;
}

static int ask(struct ledger *ledger, uint64_t records)
{
	uint64_t last_s = FIRST_S + records * EVERY_S, found = 0;
	struct ledger_query day = {.from = (last_s - DAY_S) * 1000000, .to = last_s * 1000000};
	double began = clock_s();
	int err = ledger_each(ledger, &day, count, &found);

	printf("the last day's %llu records: %.3f s\n", (unsigned long long)found,
	       clock_s() - began);
	return err;
}

/* All ten cameras did something new in it, so all records are read: the most a report has to do. */
static int report(struct ledger *ledger, uint64_t days_ago, uint64_t records)
{
	const uint64_t second_ns = UINT64_C(1000000000);
	uint64_t last_s = FIRST_S + records * EVERY_S, to_s = last_s - days_ago * DAY_S;
	struct report_order order = {.from_ns = (to_s - DAY_S) * second_ns,
				     .to_ns = to_s * second_ns,
				     .now_ns = last_s * second_ns};
	struct records source = records_of(ledger);
	struct report *made = NULL;
	double began = clock_s();
	int err = report_make(&order, &source, &made);

	if (!err)
		printf("a report of the day %llu days ago, %llu uploads before it compared: %.2f "
		       "s\n",
		       (unsigned long long)days_ago, (unsigned long long)made->novelty.looked,
		       clock_s() - began);
	report_destroy(made);
	return err;
}

/* A day long ago, and what was erased since: all that a report asks of it. */
static int ask_early(struct ledger *ledger)
{
	struct ledger_query day = {.from = (FIRST_S + DAY_S) * 1000000,
				   .to = (FIRST_S + 2 * DAY_S) * 1000000};
	struct ledger_query forgotten = {.from = day.from, .kind = "forgotten"};
	double began = clock_s();
	uint64_t found = 0;
	int err = ledger_each(ledger, &day, count, &found);

	if (!err)
		err = ledger_each(ledger, &forgotten, count, &found);
	printf("the second day's %llu records, and all erasures since: %.3f s\n",
	       (unsigned long long)found, clock_s() - began);
	return err;
}

static void fault(void *context, const struct ledger_fault *fault)
{
	char text[FINDING_WORDS];

	(void)context;
	puts(finding_words(&fault->finding, text));
}

/* As long after it was written: not in memory, but on the disk. */
static void put_away(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	close(fd);
}

static int verify(const char *path, uint64_t records, const char *when)
{
	struct ledger_report report;
	char error[LEDGER_ERROR];
	double began = clock_s(), cpu = cpu_s();
	int err = ledger_verify(path, NULL, fault, NULL, &report, error);

	if (err)
		puts(error);
	else
		printf("verify %llu records, %s: %.2f s, %.2f s of the processor\n",
		       (unsigned long long)report.records, when, clock_s() - began, cpu_s() - cpu);
	return err || report.faults || report.dropped + report.records < records;
}

/* Half of it, as a lower limit makes it; `watch` does a step each few seconds. */
static int drop(const char *path, uint64_t records)
{
	struct ledger_limits limits = {.megabytes = 1};
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	double began = clock_s(), longest = 0, step;
	uint64_t gone = 0, steps = 0;
	size_t dropped = 1;
	int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

	if (err) {
		puts(error);
		return err;
	}
	while (!err && dropped && gone < records / 2) {
		step = clock_s();
		err = ledger_drop(ledger, &limits, &dropped);
		step = clock_s() - step;
		longest = step > longest ? step : longest;
		gone += dropped;
		steps++;
	}
	printf("drop %llu records in %llu steps: %.2f s, %.3f s the longest\n",
	       (unsigned long long)gone, (unsigned long long)steps, clock_s() - began, longest);
	if (err)
		puts(ledger_error(ledger));
	ledger_close(ledger);
	return err;
}

static int check_and_drop(const char *path, uint64_t records)
{
	int err = verify(path, records, "right after writing");

	if (!err)
		err = verify(path, records, "once more");
	put_away(path);
	if (!err)
		err = verify(path, records, "not in memory");
	if (!err)
		err = drop(path, records);
	return err ? err : verify(path, records, "half of them dropped");
}

/* Pages that this process made dirty (proc(5)): what a file system adds to them is its own. */
static uint64_t written_bytes(void)
{
	FILE *file = fopen("/proc/self/io", "r");
	unsigned long long bytes = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "write_bytes: %llu", &bytes);
	if (file)
		fclose(file);
	return bytes;
}

static int measure(const char *path, uint64_t records)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	struct stat file;
	double began, cpu;
	uint64_t written;
	int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

	if (err) {
		puts(error);
		return err;
	}
	began = clock_s();
	cpu = cpu_s();
	written = written_bytes();
	err = fill(ledger, records);
	printf("append, %llu a commit: %.0f records a second, %.0f a second of the processor, %.0f "
	       "bytes written a commit\n",
	       (unsigned long long)batch, (double)records / (clock_s() - began),
	       (double)records / (cpu_s() - cpu),
	       (double)(written_bytes() - written) * (double)batch / (double)records);
	if (!err)
		err = ask(ledger, records);
	if (!err)
		err = ask_early(ledger);
	if (!err)
		err = report(ledger, 0, records);
	if (!err && records > 10 * DAY_S / EVERY_S)
		err = report(ledger, 9, records);
	if (err)
		puts(ledger_error(ledger));
	ledger_close(ledger);
	if (!err && stat(path, &file) == 0)
		printf("%.0f bytes a record\n", (double)file.st_size / (double)records);
	return err ? err : check_and_drop(path, records);
}

struct turns {
	double last, longest; /* s */
};

/* As `watch` has its turn. */
static bool turn(void *context)
{
	struct turns *turns = context;
	double now = clock_s();

	if (now - turns->last > turns->longest)
		turns->longest = now - turns->last;
	turns->last = clock_s();
	return false;
}

/* One camera of ten, in a process of its own, so that what it takes can be told. */
static int forget(const char *path)
{
	double before = clock_s(), cpu;
	struct rusage used;
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		struct ledger *ledger = NULL;
		char error[LEDGER_ERROR];
		struct turns turns = {.last = before};
		size_t erased = 0;
		int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

		turns.last = clock_s();
		if (!err)
			err = ledger_forget(ledger, "74:ab:93:00:00:03", turn, &turns, &erased);
		turn(&turns);
		printf("longest stop while a camera is erased: %.3f s\n", turns.longest);
		fflush(stdout);
		_exit(err || !erased);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child || status)
		return -1;
	cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	      (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	printf("erasing one camera of ten: %.1f s, %.1f s of the processor, %.0f MB of memory at "
	       "most\n",
	       clock_s() - before, cpu, (double)used.ru_maxrss / 1024);
	return 0;
}

/* What a camera sent in an hour, which is kept whatever it was. */
static void hour(struct event *event, uint64_t number, char mac[18])
{
	struct event_traffic *t = &event->traffic;
	struct event same;

	clip(&same, number, false, mac);
	*event = (struct event){.kind = EVENT_TRAFFIC};
	t->camera = same.upload.camera;
	t->from_ns = (FIRST_S + number / CAMERAS * 3600) * UINT64_C(1000000000);
	t->to_ns = t->from_ns + UINT64_C(3600000000000);
	t->bytes_up = 34000 + number % 1000;
	t->packets_up = 480;
	t->on_path = true;
}

static int measure_year(const char *path)
{
	const uint64_t records = (uint64_t)CAMERAS * YEAR_HOURS;
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR], mac[18];
	struct event event;
	struct stat file;
	int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

	for (uint64_t i = 0; !err && i < records; i++) {
		hour(&event, i, mac);
		err = ledger_append(ledger, &event);
		if (!err && i % batch == batch - 1)
			err = ledger_commit(ledger);
	}
	ledger_close(ledger);
	if (!err && stat(path, &file) == 0)
		printf("a year of the hours of %d cameras: %.0f MB, %.0f bytes a record\n", CAMERAS,
		       (double)file.st_size / 1e6, (double)file.st_size / (double)records);
	return err;
}

static void clear(const char *path)
{
	static const char *const files[] = {"", ".key", ".pub", "-wal", "-shm"};
	char name[80];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, files[i]);
		unlink(name);
	}
}

int main(int argc, char **argv)
{
	char folder[] = "./lenswatch-bench-XXXXXX", path[64];
	uint64_t records = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	int status;

	if (argc > 2)
		batch = strtoull(argv[2], NULL, 10);
	if (argc > 3 || !records || !batch || !mkdtemp(folder)) {
		fputs("usage: ledger [RECORDS [A_COMMIT]]\n", stderr);
		return 2;
	}
	snprintf(path, sizeof(path), "%s/ledger", folder);
	status = measure(path, records) != 0 || forget(path) != 0;
	clear(path);
	status = measure_year(path) != 0 || status;
	clear(path);
	rmdir(folder);
	return status;
}
