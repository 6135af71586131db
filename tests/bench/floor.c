/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor of `make bench`: the least that any reader of captures through libpcap must do. It
 * counts packets and looks at none. Usage: floor FILE; prints the number of packets.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

static void count(u_char *context, const struct pcap_pkthdr *header, const u_char *data)
{
	(void)header;
	(void)data;
	(*(uint64_t *)(void *)context)++;
}

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	uint64_t packets = 0;
	pcap_t *pcap;
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: floor FILE\n");
		return 2;
	}
	pcap = pcap_open_offline(argv[1], error);
	if (!pcap) {
		fprintf(stderr, "floor: %s: %s\n", argv[1], error);
		return 1;
	}
	status = pcap_loop(pcap, -1, count, (u_char *)(void *)&packets);
	if (status)
		fprintf(stderr, "floor: %s: %s\n", argv[1], pcap_geterr(pcap));
	printf("%" PRIu64 "\n", packets);
	pcap_close(pcap);
	return status ? 1 : 0;
}
