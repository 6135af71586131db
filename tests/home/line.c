/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line to the internet: joins two network namespaces by a TAP each, and gives each direction a
 * delay, a jitter, a loss and a rate, without ever changing the order of packets. The kernels that
 * tests run on may lack sch_netem, which would do the same. The kernel splits super-packets before
 * it hands them to a TAP, so there are none on the line. Usage: line [OPTION...] INTERFACE
 * NAMESPACE OTHER. It is run in one namespace, where INTERFACE is made, and makes OTHER in
 * NAMESPACE; "up" is from INTERFACE to OTHER. It prints "ready" and runs until it is ended. A
 * packet beyond QUEUE that wait is dropped, as a modem's buffer does.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
#define QUEUE 1000
#define FRAME 65600

struct waiting {
	struct waiting *next;
	int64_t due_ns;
	size_t length;
	unsigned char frame[];
};

struct direction {
	int in, out;	 /* the TAPs */
	int64_t kbit;	 /* 0: as fast as can be */
	int64_t free_ns; /* when what was taken before has been sent */
	int64_t last_ns; /* when the last of the queue is due */
	struct waiting *first, **end;
	unsigned int count;
};

struct line {
	int64_t delay_ns, jitter_ns;
	double loss;
	struct direction up, down;
	int timer;
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static int tap_open(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &request)) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	return fd;
}

/* In a namespace of that name (ip-netns(8)), and back to where we were. */
static int tap_open_in(const char *space, const char *name)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), there, fd = -1;
	char path[256];

	snprintf(path, sizeof(path), "/run/netns/%s", space);
	there = open(path, O_RDONLY | O_CLOEXEC);
	if (here < 0 || there < 0 || setns(there, CLONE_NEWNET)) {
		fd = -errno;
	} else {
		fd = tap_open(name);
		if (setns(here, CLONE_NEWNET))
			fd = -errno;
	}
	if (here >= 0)
		close(here);
	if (there >= 0)
		close(there);
	return fd;
}

/* When a frame that came now leaves the other end: behind those before it, never before them. */
static int64_t due(const struct line *line, struct direction *d, size_t length)
{
	int64_t at = now();

	if (d->free_ns < at)
		d->free_ns = at;
	if (d->kbit)
		d->free_ns += (int64_t)length * 8 * 1000000 / d->kbit;
	at = d->free_ns + line->delay_ns;
	if (line->jitter_ns)
		at += random() % line->jitter_ns;
	if (at < d->last_ns)
		at = d->last_ns;
	d->last_ns = at;
	return at;
}

static void direction_take(const struct line *line, struct direction *d)
{
	static unsigned char frame[FRAME];
	struct waiting *w;
	ssize_t length;

	while ((length = read(d->in, frame, sizeof(frame))) > 0) {
		if ((double)random() / RAND_MAX < line->loss || d->count >= QUEUE)
			continue;
		w = malloc(sizeof(*w) + (size_t)length);
		if (!w)
			continue;
		*w = (struct waiting){.due_ns = due(line, d, (size_t)length),
				      .length = (size_t)length};
		memcpy(w->frame, frame, (size_t)length);
		*d->end = w;
		d->end = &w->next;
		d->count++;
	}
}

static void direction_give(struct direction *d)
{
	int64_t at = now();

	while (d->first && d->first->due_ns <= at) {
		struct waiting *w = d->first;

		/* An interface that is down takes nothing: lost, as on a line without a modem. */
		if (write(d->out, w->frame, w->length) < 0 && errno != EIO && errno != EAGAIN)
			perror("line");
		d->first = w->next;
		if (!d->first)
			d->end = &d->first;
		d->count--;
		free(w);
	}
}

static int line_wait(const struct line *line)
{
	struct pollfd fds[] = {{.fd = line->up.in, .events = POLLIN},
			       {.fd = line->down.in, .events = POLLIN},
			       {.fd = line->timer, .events = POLLIN}};
	const struct waiting *up = line->up.first, *down = line->down.first;
	int64_t next = up ? up->due_ns : 0;
	struct itimerspec at = {0};

	if (down && (!next || down->due_ns < next))
		next = down->due_ns;
	at.it_value.tv_sec = next / SECOND_NS;
	at.it_value.tv_nsec = next % SECOND_NS;
	timerfd_settime(line->timer, TFD_TIMER_ABSTIME, &at, NULL);
	return poll(fds, 3, -1) < 0 && errno != EINTR ? -errno : 0;
}

static int line_run(struct line *line)
{
	int rc = 0;

	while (!rc) {
		direction_take(line, &line->up);
		direction_take(line, &line->down);
		direction_give(&line->up);
		direction_give(&line->down);
		rc = line_wait(line);
	}
	return rc;
}

static bool options_read(struct line *line, int argc, char **argv)
{
	static const struct option known[] = {
		{"delay", required_argument, NULL, 'd'}, {"jitter", required_argument, NULL, 'j'},
		{"loss", required_argument, NULL, 'l'},	 {"up", required_argument, NULL, 'u'},
		{"down", required_argument, NULL, 'n'},	 {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		char *end = NULL;
		double value = optarg ? strtod(optarg, &end) : -1;

		if (!end || *end || end == optarg || value < 0)
			return false;
		if (option == 'd')
			line->delay_ns = (int64_t)(value * 1e6);
		else if (option == 'j')
			line->jitter_ns = (int64_t)(value * 1e6);
		else if (option == 'l')
			line->loss = value / 100;
		else if (option == 'u')
			line->up.kbit = (int64_t)value;
		else if (option == 'n')
			line->down.kbit = (int64_t)value;
	}
	return optind + 3 == argc;
}

int main(int argc, char **argv)
{
	struct line line = {.timer = -1};
	int here, there;

	if (!options_read(&line, argc, argv)) {
		fprintf(stderr,
			"usage: line [--delay MS] [--jitter MS] [--loss PERCENT] [--up KBIT] "
			"[--down KBIT] INTERFACE NAMESPACE OTHER\n");
		return 2;
	}
	here = tap_open(argv[optind]);
	there = here < 0 ? here : tap_open_in(argv[optind + 1], argv[optind + 2]);
	line.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (there < 0 || line.timer < 0) {
		fprintf(stderr, "line: %s to %s in %s: %s\n", argv[optind], argv[optind + 2],
			argv[optind + 1], strerror(there < 0 ? -there : errno));
		return 1;
	}
	line.up.in = line.down.out = here;
	line.up.out = line.down.in = there;
	line.up.end = &line.up.first;
	line.down.end = &line.down.first;
	srandom(1);
	puts("ready");
	fflush(stdout);
	return line_run(&line) ? 1 : 0;
}
