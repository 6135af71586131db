// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/progress.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define LOOK_BYTES (64 * 1024)
#define STEP_NS 200000000u
#define BAR 20
#define LINE 256

struct progress {
	pthread_mutex_t lock;
	FILE *file;
	uint64_t total, done, unseen;
	uint64_t begin_ns, drawn_ns;
	uint64_t step_ns;
	bool terminal, shown;
	char name[128];
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * CLOCK_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* Who ends while it holds the lock leaves nothing half done but a line. */
static void progress_lock(struct progress *progress)
{
	if (pthread_mutex_lock(&progress->lock) == EOWNERDEAD)
		pthread_mutex_consistent(&progress->lock);
}

int progress_create(FILE *file, unsigned every_s, uint64_t total, struct progress **out)
{
	struct progress *progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t shared;

	if (progress == MAP_FAILED)
		return -ENOMEM;
	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&progress->lock, &shared);
	pthread_mutexattr_destroy(&shared);
	progress->file = file;
	progress->terminal = isatty(fileno(file));
	progress->step_ns = progress->terminal ? STEP_NS : every_s * CLOCK_SECOND_NS;
	progress->total = total;
	progress->begin_ns = progress->drawn_ns = now_ns();
	*out = progress;
	return 0;
}

static void progress_erase(struct progress *progress)
{
	if (!progress->shown)
		return;
	fputs("\r\033[K", progress->file);
	fflush(progress->file);
	progress->shown = false;
}

void progress_destroy(struct progress *progress)
{
	if (!progress)
		return;
	progress_erase(progress);
	pthread_mutex_destroy(&progress->lock);
	munmap(progress, sizeof(*progress));
}

/* A name is the user's file name: what could steer the terminal becomes a question mark. */
void progress_name(struct progress *progress, const char *name)
{
	const char *last = strrchr(name, '/');
	size_t i;

	if (!progress)
		return;
	name = strcmp(name, "-") == 0 ? "standard input" : last && last[1] ? last + 1 : name;
	progress_lock(progress);
	for (i = 0; name[i] && i + 1 < sizeof(progress->name); i++)
		progress->name[i] =
			(unsigned char)name[i] < 0x20 || name[i] == 0x7f ? '?' : name[i];
	progress->name[i] = '\0';
	pthread_mutex_unlock(&progress->lock);
}

/* The bar, the percentage and the time left: only where the end is known. */
static int write_share(const struct progress *progress, double seconds, char *line, size_t size)
{
	double share = (double)progress->done / (double)progress->total;
	char bar[BAR + 1];
	unsigned int left;

	if (share > 1)
		share = 1;
	left = share > 0 ? (unsigned int)(seconds * (1 - share) / share + 0.5) : 0;
	memset(bar, '.', BAR);
	memset(bar, '#', (size_t)(share * BAR));
	bar[BAR] = '\0';
	if (!progress->terminal)
		return snprintf(line, size, "%d %%, %u:%02u left, ", (int)(share * 100), left / 60,
				left % 60);
	return snprintf(line, size, "[%s] %3d %%  %u:%02u left  ", bar, (int)(share * 100),
			left / 60, left % 60);
}

/* A line as wide as the terminal would wrap, and could then not be erased. */
static size_t progress_columns(const struct progress *progress)
{
	struct winsize window;

	if (ioctl(fileno(progress->file), TIOCGWINSZ, &window) != 0 || window.ws_col < 2)
		return 79;
	return window.ws_col - 1u;
}

static void progress_draw(struct progress *progress, uint64_t now)
{
	double seconds = (double)(now - progress->begin_ns) / CLOCK_SECOND_NS;
	char line[LINE];
	int at = 0;

	if (progress->total > 0)
		at = write_share(progress, seconds, line, sizeof(line));
	snprintf(line + at, sizeof(line) - (size_t)at, "%.0f MB/s  %s",
		 seconds > 0 ? (double)progress->done / 1e6 / seconds : 0, progress->name);
	if (progress->terminal)
		fprintf(progress->file, "\r%.*s\033[K", (int)progress_columns(progress), line);
	else
		fprintf(progress->file, "lenswatch: %s\n", line);
	fflush(progress->file);
	progress->shown = progress->terminal;
	progress->drawn_ns = now;
}

void progress_add(struct progress *progress, uint64_t bytes)
{
	uint64_t now;

	if (!progress)
		return;
	progress_lock(progress);
	progress->done += bytes;
	progress->unseen += bytes;
	if (progress->unseen >= LOOK_BYTES) {
		progress->unseen = 0;
		now = now_ns();
		if (now - progress->drawn_ns >= progress->step_ns)
			progress_draw(progress, now);
	}
	pthread_mutex_unlock(&progress->lock);
}

void progress_clear(struct progress *progress)
{
	if (!progress)
		return;
	progress_lock(progress);
	progress_erase(progress);
	pthread_mutex_unlock(&progress->lock);
}
