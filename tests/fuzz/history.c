// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The file of a history with bytes changed in it, and one of any bytes: it can be opened or not,
 * and what is read of it is checked and reported without harm.
 */
#include "fuzz_history.h"
#include "ledger/ledger.h"
#include "words/finding.h"

static uint8_t *base;
static size_t base_size;

static void count(void *context, const struct ledger_fault *fault)
{
	char text[FINDING_WORDS];

	*(size_t *)context += strlen(finding_words(&fault->finding, text));
}

static void add(struct ledger *ledger, unsigned i)
{
	char content[512];

	snprintf(content, sizeof(content),
		 "{\"type\":\"upload\",\"schema\":1,\"id\":\"%016x\",\"series\":\"%016x\",\"part\":"
		 "1,"
		 "\"final\":true,\"capture\":null,\"camera\":{\"mac\":\"" FUZZ_CAMERA
		 "\",\"ip\":\"192.168.1.30\",\"name\":\"Door "
		 "%u\"},\"start\":\"2026-03-02T%02u:41:40Z\","
		 "\"end\":\"2026-03-02T%02u:41:44Z\",\"bytes_up\":%u}",
		 i, i, i % 3, i % 24, i % 24, 100000 + i);
	if (ledger_note(ledger, "upload", content) != 0 || ledger_commit(ledger) != 0)
		abort();
}

/* Once: a history of some records, as bytes. */
static void make_base(const char *path)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	FILE *file;
	long size;

	if (base)
		return;
	if (ledger_open(path, LEDGER_WRITE, &ledger, error) != 0)
		abort();
	for (unsigned i = 0; i < 40; i++)
		add(ledger, i);
	ledger_close(ledger);
	file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) <= 0)
		abort();
	base_size = (size_t)size;
	base = malloc(base_size);
	rewind(file);
	if (!base || fread(base, 1, base_size, file) != base_size)
		abort();
	fclose(file);
}

/* Each change: where (three bytes), how many, and these. */
static void write_changed(const char *path, const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(base_size);

	if (!bytes)
		abort();
	memcpy(bytes, base, base_size);
	while (size > 4) {
		size_t at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % base_size;
		size_t length = 1 + data[3] % 32;

		data += 4;
		size -= 4;
		length = length < size ? length : size;
		length = length < base_size - at ? length : base_size - at;
		memcpy(&bytes[at], data, length);
		data += length;
		size -= length;
	}
	fuzz_file_write(path, bytes, base_size);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct attest_proof proof = {0};
	struct ledger *ledger = NULL;
	char path[64], other[64], error[LEDGER_ERROR] = "";
	struct records source;
	size_t told = 0;
	int err;

	make_base(fuzz_file_path("base.db", other));
	fuzz_file_path("changed.db", path);
	if (size && data[0] == 'S')
		fuzz_file_write(path, data, size); /* "SQLite format 3" */
	else
		write_changed(path, data, size);
	err = ledger_verify(path, NULL, count, &told, &proof.report, error);
	if ((err && !error[0]) || (!err && !told != !proof.report.faults))
		abort();
	if (ledger_open(path, LEDGER_READ, &ledger, error) != 0)
		return 0;
	source = records_of(ledger);
	fuzz_history_report(&source);
	fuzz_history_attest(&source, &proof);
	ledger_close(ledger);
	return 0;
}
