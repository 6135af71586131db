/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes of a capture one that can be played into an interface in two minutes, so that a replay of
 * the same file can be held against what was seen live:
 * - silences are cut to 15 s (an episode ends after 10), and time never runs back;
 * - it ends 120 s after its first frame;
 * - what was cut by the capture is filled with zeros to the length it had: a wire has whole frames;
 * - frames that the interface cannot carry are left out, and counted.
 * Usage: squeeze [--from SECONDS] IN OUT. `--from` leaves out what came before. Exit 3: not of
 * Ethernet, so nothing to play.
 */
#include <getopt.h>
#include <inttypes.h>
#include <net/ethernet.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS UINT64_C(1000000000)
#define SILENCE_NS (15 * SECOND_NS)
#define LENGTH_NS (120 * SECOND_NS)
#define SNAPLEN 65535

enum exit_status { DONE = 0, FAILED = 1, USAGE = 2, NOT_ETHERNET = 3 };

struct squeeze {
	const char *in, *out;
	pcap_t *pcap, *form; /* `form`: what the file written is like */
	pcap_dumper_t *file;
	uint64_t from_ns;  /* so long after the first frame we begin */
	uint64_t first_ns; /* of the capture */
	uint64_t last_ns;  /* of the frame before, as the capture says */
	uint64_t start_ns; /* of the first frame */
	uint64_t now_ns;   /* of the frame before, squeezed */
	uint64_t frames, filled, too_long, too_short, cut_s;
};

static bool options_read(struct squeeze *squeeze, int argc, char **argv)
{
	static const struct option known[] = {{"from", required_argument, NULL, 'f'},
					      {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option != 'f')
			return false;
		squeeze->from_ns = strtoull(optarg, NULL, 10) * SECOND_NS;
	}
	if (optind + 2 != argc)
		return false;
	squeeze->in = argv[optind];
	squeeze->out = argv[optind + 1];
	return true;
}

static enum exit_status files_open(struct squeeze *squeeze)
{
	char error[PCAP_ERRBUF_SIZE];
	const char *name;
	int type;

	squeeze->pcap = pcap_open_offline_with_tstamp_precision(squeeze->in,
								PCAP_TSTAMP_PRECISION_NANO, error);
	if (!squeeze->pcap) {
		fprintf(stderr, "squeeze: %s: %s\n", squeeze->in, error);
		return FAILED;
	}
	type = pcap_datalink(squeeze->pcap);
	if (type != DLT_EN10MB) {
		name = pcap_datalink_val_to_name(type);
		fprintf(stderr, "squeeze: %s is of link type %s, which no Ethernet can carry\n",
			squeeze->in, name ? name : "unknown");
		return NOT_ETHERNET;
	}
	squeeze->form = pcap_open_dead(DLT_EN10MB, SNAPLEN);
	squeeze->file = squeeze->form ? pcap_dump_open(squeeze->form, squeeze->out) : NULL;
	if (!squeeze->file) {
		fprintf(stderr, "squeeze: %s cannot be written\n", squeeze->out);
		return FAILED;
	}
	return DONE;
}

/* Buffered bytes that could not be written show when the file is flushed. */
static bool files_close(struct squeeze *squeeze)
{
	bool good = !squeeze->file || !pcap_dump_flush(squeeze->file);

	if (squeeze->file)
		pcap_dump_close(squeeze->file);
	if (squeeze->form)
		pcap_close(squeeze->form);
	if (squeeze->pcap)
		pcap_close(squeeze->pcap);
	return good;
}

/* What an interface of the usual MTU takes (packet_snd in the kernel's net/packet/af_packet.c). */
static uint32_t most_of(const uint8_t *frame)
{
	bool tagged = frame[12] == ETHERTYPE_VLAN >> 8 && frame[13] == (ETHERTYPE_VLAN & 0xff);

	return ETHER_HDR_LEN + ETHERMTU + (tagged ? 4 : 0);
}

/* Moves time on to the frame at `at_ns`. False where the capture ends before it. */
static bool time_pass(struct squeeze *squeeze, uint64_t at_ns)
{
	uint64_t silence = at_ns > squeeze->last_ns ? at_ns - squeeze->last_ns : 0;

	if (!squeeze->start_ns) {
		squeeze->start_ns = squeeze->now_ns = squeeze->last_ns = at_ns;
		return true;
	}
	if (silence > SILENCE_NS) {
		squeeze->cut_s += (silence - SILENCE_NS) / SECOND_NS;
		silence = SILENCE_NS;
	}
	if (squeeze->now_ns + silence - squeeze->start_ns > LENGTH_NS)
		return false;
	squeeze->last_ns = at_ns;
	squeeze->now_ns += silence;
	return true;
}

static void frame_write(struct squeeze *squeeze, const struct pcap_pkthdr *seen,
			const uint8_t *data)
{
	static uint8_t frame[ETHER_HDR_LEN + ETHERMTU + 4];
	struct pcap_pkthdr header = {.caplen = seen->len, .len = seen->len};

	memcpy(frame, data, seen->caplen);
	memset(frame + seen->caplen, 0, seen->len - seen->caplen);
	header.ts.tv_sec = (time_t)(squeeze->now_ns / SECOND_NS);
	header.ts.tv_usec = (suseconds_t)(squeeze->now_ns % SECOND_NS / 1000);
	pcap_dump((u_char *)squeeze->file, &header, frame);
	squeeze->frames++;
	squeeze->filled += seen->caplen < seen->len;
}

/* All frames move the clock, those left out too. False at the end of the two minutes. */
static bool frame_take(struct squeeze *squeeze, const struct pcap_pkthdr *header,
		       const uint8_t *data)
{
	/* The field is called tv_usec, but was asked to hold nanoseconds. */
	uint64_t at_ns = (uint64_t)header->ts.tv_sec * SECOND_NS + (uint64_t)header->ts.tv_usec;

	if (!squeeze->first_ns)
		squeeze->first_ns = at_ns;
	if (!squeeze->start_ns && at_ns < squeeze->first_ns + squeeze->from_ns)
		return true;
	if (!time_pass(squeeze, at_ns))
		return false;
	if (header->caplen < ETHER_HDR_LEN || header->caplen > header->len)
		squeeze->too_short++;
	else if (header->len > most_of(data))
		squeeze->too_long++;
	else
		frame_write(squeeze, header, data);
	return true;
}

static enum exit_status frames_take(struct squeeze *squeeze)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int status;

	while ((status = pcap_next_ex(squeeze->pcap, &header, &data)) == 1)
		if (!frame_take(squeeze, header, data))
			break;
	if (status == PCAP_ERROR) {
		fprintf(stderr, "squeeze: %s: %s\n", squeeze->in, pcap_geterr(squeeze->pcap));
		return FAILED;
	}
	printf("%" PRIu64 " frames in %" PRIu64 " s, %" PRIu64 " s of silence cut, %" PRIu64
	       " filled, %" PRIu64 " too long, %" PRIu64 " too short\n",
	       squeeze->frames, (squeeze->now_ns - squeeze->start_ns) / SECOND_NS, squeeze->cut_s,
	       squeeze->filled, squeeze->too_long, squeeze->too_short);
	return DONE;
}

int main(int argc, char **argv)
{
	struct squeeze squeeze = {0};
	enum exit_status status;

	if (!options_read(&squeeze, argc, argv)) {
		fprintf(stderr, "usage: squeeze [--from SECONDS] [--camera MAC]... [--up FILE "
				"--down FILE] IN OUT\n");
		return USAGE;
	}
	status = files_open(&squeeze);
	if (status == DONE)
		status = frames_take(&squeeze);
	if (!files_close(&squeeze) && status == DONE) {
		fprintf(stderr, "squeeze: %s could not be written\n", squeeze.out);
		status = FAILED;
	}
	return (int)status;
}
