/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plays a capture into an interface by its own clock. tcpreplay sleeps between any two frames and
 * adds up what it oversleeps (a tenth of the time, measured), or does not sleep at all and takes a
 * core for itself; a hundred captures played side by side allow neither.
 * Usage: play [--camera MAC]... FILE INTERFACE [OTHER]. With OTHER, what the cameras sent goes by
 * INTERFACE and all else by OTHER. Prints the date of the first frame, how many frames went and the
 * most that one was late.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
#define CAMERAS 16

struct play {
	size_t camera_count;
	struct ether_addr cameras[CAMERAS];
	pcap_t *pcap;
	int main, other;  /* sockets; `other` is `main` where there is no second interface */
	int64_t shift_ns; /* from the capture's clock to this machine's */
	int64_t began_ns; /* when the first frame went, as a date */
	int64_t late_ns;
	uint64_t frames;
};

static int64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

/* A socket that sends by that interface and, as its protocol is 0, never gets a frame. */
static int socket_open(const char *name)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(name)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || !to.sll_ifindex || bind(fd, (const struct sockaddr *)&to, sizeof(to))) {
		fprintf(stderr, "play: %s: %s\n", name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static bool is_cameras(const struct play *play, const uint8_t *frame)
{
	for (size_t i = 0; i < play->camera_count; i++)
		if (!memcmp(frame + ETHER_ADDR_LEN, &play->cameras[i], ETHER_ADDR_LEN))
			return true;
	return false;
}

/* Sleeps until a moment, not for a while: being late once does not make all later frames late. */
static void wait_until(struct play *play, int64_t due_ns)
{
	struct timespec due = {.tv_sec = due_ns / SECOND_NS, .tv_nsec = due_ns % SECOND_NS};
	int64_t late_ns;

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
		;
	late_ns = now_ns(CLOCK_MONOTONIC) - due_ns;
	if (late_ns > play->late_ns)
		play->late_ns = late_ns;
}

static bool frame_send(struct play *play, const struct pcap_pkthdr *header, const uint8_t *frame)
{
	int64_t at_ns = (int64_t)header->ts.tv_sec * SECOND_NS + (int64_t)header->ts.tv_usec;
	int by = is_cameras(play, frame) ? play->main : play->other;

	if (!play->frames) {
		play->shift_ns = now_ns(CLOCK_MONOTONIC) - at_ns;
		play->began_ns = now_ns(CLOCK_REALTIME);
	}
	wait_until(play, at_ns + play->shift_ns);
	if (send(by, frame, header->caplen, 0) != (ssize_t)header->caplen) {
		fprintf(stderr, "play: frame %" PRIu64 " of %u bytes: %s\n", play->frames + 1,
			header->caplen, strerror(errno));
		return false;
	}
	play->frames++;
	return true;
}

static bool frames_send(struct play *play)
{
	struct pcap_pkthdr *header;
	const u_char *frame;
	int status;

	while ((status = pcap_next_ex(play->pcap, &header, &frame)) == 1)
		if (!frame_send(play, header, frame))
			return false;
	if (status == PCAP_ERROR)
		fprintf(stderr, "play: %s\n", pcap_geterr(play->pcap));
	return status != PCAP_ERROR;
}

static bool play_open(struct play *play, char **words)
{
	char error[PCAP_ERRBUF_SIZE];

	play->pcap = pcap_open_offline_with_tstamp_precision(words[0], PCAP_TSTAMP_PRECISION_NANO,
							     error);
	if (!play->pcap) {
		fprintf(stderr, "play: %s: %s\n", words[0], error);
		return false;
	}
	play->main = socket_open(words[1]);
	play->other = words[2] ? socket_open(words[2]) : play->main;
	return play->main >= 0 && play->other >= 0;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {{"camera", required_argument, NULL, 'c'},
					      {NULL, 0, NULL, 0}};
	struct play play = {.main = -1, .other = -1};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		good = good && option == 'c' && play.camera_count < CAMERAS &&
		       ether_aton_r(optarg, &play.cameras[play.camera_count++]);
	if (!good || argc - optind < 2 || argc - optind > 3) {
		fprintf(stderr, "usage: play [--camera MAC]... FILE INTERFACE [OTHER]\n");
		return 2;
	}
	/* Else a sleep may last 50 us longer than asked (timer slack, prctl(2)). */
	prctl(PR_SET_TIMERSLACK, 1UL);
	good = play_open(&play, argv + optind) && frames_send(&play);
	if (good)
		printf("%" PRId64 ".%06" PRId64 " %" PRIu64 " frames, at most %" PRId64
		       " us late\n",
		       play.began_ns / SECOND_NS, play.began_ns % SECOND_NS / 1000, play.frames,
		       play.late_ns / 1000);
	if (play.pcap)
		pcap_close(play.pcap);
	return good ? 0 : 1;
}
