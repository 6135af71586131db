// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHELF_FILES 65536
#define SHELF_ENDING ".pcap"

int shelf_folder(const char *ledger, char folder[SHELF_PATH])
{
	char text[SHELF_PATH];

	if (snprintf(text, sizeof(text), "%s.headers", ledger) >= SHELF_PATH)
		return -ENAMETOOLONG;
	memcpy(folder, text, sizeof(text));
	return 0;
}

int shelf_path(const char *folder, const char *series, char path[SHELF_PATH])
{
	char text[SHELF_PATH];

	if (snprintf(text, sizeof(text), "%s/%s%s", folder, series, SHELF_ENDING) >= SHELF_PATH)
		return -ENAMETOOLONG;
	memcpy(path, text, sizeof(text));
	return 0;
}

int shelf_make(const char *folder)
{
	return mkdir(folder, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

/* Only files that are named as ours are: whatever else lies there is not touched. */
static bool shelf_series(const char *name, char series[EVENT_ID])
{
	size_t length = strspn(name, "0123456789abcdef");

	if (length != EVENT_ID - 1 || strcmp(name + length, SHELF_ENDING) != 0)
		return false;
	memcpy(series, name, length);
	series[length] = '\0';
	return true;
}

struct shelved {
	char series[EVENT_ID];
	uint64_t size, changed_ns;
};

struct shelf_list {
	size_t count, room;
	struct shelved *files;
};

static int shelf_note(struct shelf_list *list, const char *series, const struct stat *status)
{
	struct shelved *grown;

	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		grown = reallocarray(list->files, list->room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		list->files = grown;
	}
	list->files[list->count] = (struct shelved){
		.size = (uint64_t)status->st_size,
		.changed_ns = (uint64_t)status->st_mtim.tv_sec * 1000000000U +
			      (uint64_t)status->st_mtim.tv_nsec,
	};
	memcpy(list->files[list->count++].series, series, EVENT_ID);
	return 0;
}

static int shelf_read(const char *folder, struct shelf_list *out)
{
	DIR *directory = opendir(folder);
	char series[EVENT_ID];
	struct dirent *entry;
	struct stat status;
	int err = 0;

	if (!directory)
		return -errno;
	while (!err && out->count < SHELF_FILES && (entry = readdir(directory)))
		if (shelf_series(entry->d_name, series) &&
		    fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
			err = shelf_note(out, series, &status);
	closedir(directory);
	return err;
}

static int shelf_order(const void *a, const void *b)
{
	const struct shelved *left = a, *right = b;

	if (left->changed_ns != right->changed_ns)
		return left->changed_ns < right->changed_ns ? -1 : 1;
	return strcmp(left->series, right->series);
}

static int shelf_remove(const char *folder, const char *series)
{
	char path[SHELF_PATH];
	int err = shelf_path(folder, series, path);

	return err ? err : unlink(path) == 0 || errno == ENOENT ? 0 : -errno;
}

int shelf_trim(const char *folder, uint64_t limit)
{
	struct shelf_list list = {0};
	int err = shelf_read(folder, &list);
	uint64_t size = 0;

	if (list.count)
		qsort(list.files, list.count, sizeof(*list.files), shelf_order);
	for (size_t i = 0; i < list.count; i++)
		size += list.files[i].size;
	for (size_t i = 0; !err && size > limit && i < list.count; i++) {
		err = shelf_remove(folder, list.files[i].series);
		size -= list.files[i].size;
	}
	free(list.files);
	return err;
}

int shelf_sort_out(const char *folder, bool (*keep)(void *context, const char *series),
		   void *context)
{
	struct shelf_list list = {0};
	int err = shelf_read(folder, &list);

	for (size_t i = 0; !err && i < list.count; i++)
		if (!keep(context, list.files[i].series))
			err = shelf_remove(folder, list.files[i].series);
	free(list.files);
	return err == -ENOENT ? 0 : err;
}

int shelf_hash(const char *path, char hash[SHELF_HASH])
{
	FILE *file = fopen(path, "re");
	uint8_t block[16384], digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	size_t size;
	int err;

	if (!file)
		return -errno;
	crypto_hash_sha256_init(&state);
	while ((size = fread(block, 1, sizeof(block), file)) > 0)
		crypto_hash_sha256_update(&state, block, size);
	err = ferror(file) ? -EIO : 0;
	fclose(file);
	if (err)
		return err;
	crypto_hash_sha256_final(&state, digest);
	sodium_bin2hex(hash, SHELF_HASH, digest, sizeof(digest));
	return 0;
}

struct shelf_file {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

int shelf_open(const char *path, int link_type, struct shelf_file **out)
{
	struct shelf_file *file = calloc(1, sizeof(*file));
	struct stat status;
	bool more = stat(path, &status) == 0 && status.st_size > 0;

	if (!file)
		return -ENOMEM;
	file->pcap =
		pcap_open_dead_with_tstamp_precision(link_type, 65535, PCAP_TSTAMP_PRECISION_NANO);
	if (file->pcap)
		file->dumper = more ? pcap_dump_open_append(file->pcap, path)
				    : pcap_dump_open(file->pcap, path);
	if (!file->dumper) {
		int err = !file->pcap ? -ENOMEM : errno ? -errno : -EIO;

		shelf_close(file);
		return err;
	}
	*out = file;
	return 0;
}

void shelf_put(struct shelf_file *file, const struct ring_frame *frame)
{
	struct pcap_pkthdr header = {
		/* Of a handle of nanoseconds libpcap takes tv_usec for those. */
		.ts = {.tv_sec = (time_t)(frame->time_ns / 1000000000U),
		       .tv_usec = (suseconds_t)(frame->time_ns % 1000000000U)},
		.caplen = frame->captured,
		.len = frame->length,
	};

	pcap_dump((u_char *)file->dumper, &header, frame->data);
}

int shelf_close(struct shelf_file *file)
{
	int err = 0;

	if (!file)
		return 0;
	if (file->dumper) {
		err = pcap_dump_flush(file->dumper) != 0 || ferror(pcap_dump_file(file->dumper))
			      ? -EIO
			      : 0;
		pcap_dump_close(file->dumper);
	}
	if (file->pcap)
		pcap_close(file->pcap);
	free(file);
	return err;
}
