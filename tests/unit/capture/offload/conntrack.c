// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/conntrack.h"

#include <cap-ng.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/support_router.h"
#include "support.h"

/* As ct_seq_show of Linux 6.18 writes them. */
#define HARDWARE                                                                                   \
	"ipv4     2 tcp      6 src=192.168.1.130 dst=52.70.158.224 sport=51221 dport=443 "         \
	"packets=412 bytes=581208 src=52.70.158.224 dst=203.0.113.7 sport=443 dport=51221 "        \
	"packets=180 bytes=9698 [HW_OFFLOAD] mark=0 zone=0 use=3"
#define SOFTWARE                                                                                   \
	"ipv6     10 udp      17 src=fd00:0000:0000:0000:0000:0000:0000:0130 "                     \
	"dst=2001:0db8:cafe:0000:0000:0000:0000:0010 sport=40000 dport=3478 packets=7 bytes=901 "  \
	"src=2001:0db8:cafe:0000:0000:0000:0000:0010 dst=fd00:0000:0000:0000:0000:0000:0000:0130 " \
	"sport=3478 dport=40000 packets=5 bytes=300 [OFFLOAD] mark=16 "                            \
	"secctx=system_u:object_r:unlabeled_t:s0 use=2"
#define UNCOUNTED                                                                                  \
	"ipv4     2 tcp      6 431999 ESTABLISHED src=198.51.100.9 dst=203.0.113.7 sport=50000 "   \
	"dport=8554 src=192.168.1.130 dst=198.51.100.9 sport=554 dport=50000 [ASSURED] mark=0 "    \
	"delta-time=12 use=1"
#define UNANSWERED                                                                                 \
	"ipv4     2 udp      17 29 src=10.0.0.5 dst=1.1.1.1 sport=5000 dport=53 zone-orig=3 "      \
	"packets=1 bytes=60 [UNREPLIED] src=1.1.1.1 dst=10.0.0.5 sport=53 dport=5000 packets=0 "   \
	"bytes=0 mark=0 use=2"
#define PING                                                                                       \
	"ipv4     2 icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=4242 packets=1 "      \
	"bytes=84 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=4242 packets=1 bytes=84 mark=0 use=1"
#define UNKNOWN                                                                                    \
	"ipv4     2 unknown  47 599 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1 use=1"

static struct conntrack_entry parsed(const char *line)
{
	struct conntrack_entry entry;

	assert_int_equal(conntrack_parse(line, strlen(line), &entry), 0);
	return entry;
}

static void assert_end(const struct address *address, uint16_t port, const char *text, int expected)
{
	struct address wanted = an_address(text);

	assert_true(address_equal(address, &wanted));
	assert_int_equal(port, expected);
}

static void a_flow_in_hardware_is_read_with_both_directions(void **state)
{
	struct conntrack_entry e = parsed(HARDWARE);

	(void)state;
	assert_end(&e.there.source, e.there.source_port, "192.168.1.130", 51221);
	assert_end(&e.there.target, e.there.target_port, "52.70.158.224", 443);
	assert_end(&e.back.source, e.back.source_port, "52.70.158.224", 443);
	assert_end(&e.back.target, e.back.target_port, "203.0.113.7", 51221);
	assert_int_equal(e.protocol, IPPROTO_TCP);
	assert_int_equal(e.offload, OFFLOAD_HARDWARE);
	assert_true(e.counted);
	assert_int_equal(e.packets_out, 412);
	assert_int_equal(e.bytes_out, 581208);
	assert_int_equal(e.packets_back, 180);
	assert_int_equal(e.bytes_back, 9698);
}

static void a_flow_in_a_flow_table_of_the_kernel_is_read(void **state)
{
	struct conntrack_entry e = parsed(SOFTWARE);

	(void)state;
	assert_end(&e.there.source, e.there.source_port, "fd00::130", 40000);
	assert_end(&e.there.target, e.there.target_port, "2001:db8:cafe::10", 3478);
	assert_int_equal(e.protocol, IPPROTO_UDP);
	assert_int_equal(e.offload, OFFLOAD_SOFTWARE);
	assert_int_equal(e.bytes_out, 901);
	assert_int_equal(e.bytes_back, 300);
}

static void a_forwarded_port_shows_the_camera_on_the_way_back(void **state)
{
	struct conntrack_entry e = parsed(UNCOUNTED);

	(void)state;
	assert_end(&e.there.target, e.there.target_port, "203.0.113.7", 8554);
	assert_end(&e.back.source, e.back.source_port, "192.168.1.130", 554);
	assert_int_equal(e.offload, OFFLOAD_NONE);
	assert_false(e.counted);
	assert_int_equal(e.bytes_out, 0);
}

static void zones_and_unanswered_flows_are_read(void **state)
{
	struct conntrack_entry e = parsed(UNANSWERED);

	(void)state;
	assert_int_equal(e.bytes_out, 60);
	assert_int_equal(e.bytes_back, 0);
	assert_int_equal(parsed(PING).protocol, IPPROTO_ICMP);
	assert_int_equal(parsed(UNKNOWN).protocol, 47);
}

static void what_is_no_entry_is_refused_and_changes_nothing(void **state)
{
	static const char *const lines[] = {
		"",
		"ipv4",
		"ipv4 2 tcp x src=1.1.1.1 dst=1.1.1.2 src=1.1.1.2 dst=1.1.1.1",
		"ipv4 2 tcp 6 src=1.1.1.1 dst=1.1.1.2",
		"ipv4 2 tcp 6 src=1.1.1.1 src=1.1.1.2 dst=1.1.1.1 dst=1.1.1.2",
		"ipv4 2 tcp 6 src=1.1.1.1 dst=1.1.1.2 src=1.1.1.2 dst=1.1.1.1 src=1.1.1.1",
		"ipv4 2 tcp 6 src=1.1.1.300 dst=1.1.1.2 src=1.1.1.2 dst=1.1.1.1",
		"ipv4 2 tcp 6 src=1.1.1.1 dst=1.1.1.2 sport=65536 src=1.1.1.2 dst=1.1.1.1",
		"ipv4 2 tcp 6 src=1.1.1.1 dst=1.1.1.2 bytes=18446744073709551616 src=1.1.1.2 "
		"dst=1.1.1.1",
		"ipx 2 tcp 6 src=1.1.1.1 dst=1.1.1.2 src=1.1.1.2 dst=1.1.1.1",
	};
	struct conntrack_entry entry, before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	entry = before;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(conntrack_parse(lines[i], strlen(lines[i]), &entry), -EINVAL);
	assert_memory_equal(&entry, &before, sizeof(before));
}

struct sums {
	unsigned int entries, tcp, udp, v6;
	struct conntrack_entry last_tcp, last_udp;
};

static void sum_up(void *context, const struct conntrack_entry *entry)
{
	struct sums *sums = context;

	sums->entries++;
	sums->v6 += !address_is_v4(&entry->there.source);
	if (entry->protocol == IPPROTO_TCP) {
		sums->tcp++;
		sums->last_tcp = *entry;
	} else {
		sums->udp++;
		sums->last_udp = *entry;
	}
}

/* Lines of every length fall across the blocks; one that is longer than a block harms no other. */
static void long_texts_are_read_whole_again_and_again(void **state)
{
	char path[] = "/tmp/lenswatch-conntrack-XXXXXX";
	struct conntrack *conntrack;
	int fd = mkstemp(path);
	FILE *file;

	(void)state;
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	for (unsigned int i = 0; i < 3000; i++) {
		fprintf(file, HARDWARE "%*s\n" PING "\n" SOFTWARE "\n", (int)(i % 97), "");
		if (i == 1500)
			fprintf(file, HARDWARE "%*s\n", 200000, "");
	}
	fprintf(file, SOFTWARE); /* the last line has no end */
	assert_int_equal(fclose(file), 0);
	assert_int_equal(conntrack_open_file(path, &conntrack), 0);
	assert_false(conntrack_needs_capability(conntrack));
	for (unsigned int round = 0; round < 2; round++) {
		struct sums sums = {0};

		assert_int_equal(conntrack_read(conntrack, sum_up, &sums), 0);
		assert_int_equal(sums.tcp, 3000);
		assert_int_equal(sums.udp, 3001);
	}
	conntrack_close(conntrack);
	unlink(path);
}

static void the_kernels_own_text_says_what_was_sent(void **state)
{
	struct conntrack *conntrack;
	struct sums sums = {0};
	uint64_t packets, bytes;

	(void)state;
	if (!router_begin())
		skip();
	router_enter(ROUTER_ITSELF);
	assert_int_equal(conntrack_open(&conntrack), 0);
	if (conntrack_needs_capability(conntrack)) {
		puts("netns: this kernel has no /proc/net/nf_conntrack");
		skip();
	}
	router_send_tcp(3000000);
	router_send_udp(100);
	assert_int_equal(conntrack_read(conntrack, sum_up, &sums), 0);
	assert_int_equal(sums.tcp, 1);
	assert_int_equal(sums.udp, 1);
	assert_end(&sums.last_tcp.there.source, 0, ROUTER_CLIENT_V4, 0);
	assert_end(&sums.last_tcp.there.target, sums.last_tcp.there.target_port, ROUTER_SERVER_V4,
		   ROUTER_PORT);
	router_counted("up4", &packets, &bytes);
	assert_true(bytes > 3000000);
	assert_int_equal(sums.last_tcp.bytes_out, bytes);
	assert_int_equal(sums.last_tcp.packets_out, packets);
	router_counted("down4", &packets, &bytes);
	assert_int_equal(sums.last_tcp.bytes_back, bytes);
	assert_int_equal(sums.last_tcp.packets_back, packets);
	assert_end(&sums.last_udp.there.source, 0, ROUTER_CLIENT_V6, 0);
	assert_int_equal(sums.last_udp.bytes_out, 40 + 8 + 100);
	conntrack_close(conntrack);
	router_end();
}

/* The exit code of a child that gave up root and everything else. */
static int read_as_nobody(struct conntrack *conntrack)
{
	struct sums sums = {0};

	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return 2;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (access("/proc/net/nf_conntrack", R_OK) == 0)
		return 3; /* then this test would show nothing */
	if (conntrack_read(conntrack, sum_up, &sums))
		return 4;
	return sums.udp == 2 ? 0 : 5;
}

static void an_open_text_is_read_on_without_any_capability(void **state)
{
	struct conntrack *conntrack;
	struct sums sums = {0};
	int status;
	pid_t child;

	(void)state;
	if (!router_begin())
		skip();
	router_enter(ROUTER_ITSELF);
	assert_int_equal(conntrack_open(&conntrack), 0);
	router_send_udp(100);
	assert_int_equal(conntrack_read(conntrack, sum_up, &sums), 0);
	assert_int_equal(sums.udp, 1);
	router_send_udp(200);
	child = fork();
	if (child == 0)
		_exit(read_as_nobody(conntrack));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	conntrack_close(conntrack);
	router_end();
}

/* As systemd starts the daemon: its own user, with this one of its capabilities. */
static int open_as_nobody(void)
{
	struct conntrack *conntrack;
	struct sums sums = {0};
	bool by_netlink;

	capng_clear(CAPNG_SELECT_BOTH);
	capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN);
	if (capng_change_id(65534, 65534, CAPNG_DROP_SUPP_GRP))
		return 2;
	if (conntrack_open(&conntrack) || conntrack_read(conntrack, sum_up, &sums))
		return 3;
	by_netlink = conntrack_needs_capability(conntrack);
	conntrack_close(conntrack);
	return sums.udp != 1 ? 4 : by_netlink ? 10 : 11;
}

static int open_in_child(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		_exit(open_as_nobody());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void who_was_never_root_reads_by_netlink_and_the_text_where_its_group_may(void **state)
{
	(void)state;
	if (!router_begin())
		skip();
	router_enter(ROUTER_ITSELF);
	if (access("/proc/net/nf_conntrack", R_OK) != 0) {
		puts("netns: this kernel has no /proc/net/nf_conntrack");
		skip();
	}
	router_send_udp(100);
	router_enter(ROUTER_ITSELF);
	assert_int_equal(open_in_child(), 10);
	assert_int_equal(chown("/proc/self/net/nf_conntrack", 0, 65534), 0);
	assert_int_equal(open_in_child(), 11);
	router_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flow_in_hardware_is_read_with_both_directions),
		cmocka_unit_test(a_flow_in_a_flow_table_of_the_kernel_is_read),
		cmocka_unit_test(a_forwarded_port_shows_the_camera_on_the_way_back),
		cmocka_unit_test(zones_and_unanswered_flows_are_read),
		cmocka_unit_test(what_is_no_entry_is_refused_and_changes_nothing),
		cmocka_unit_test(long_texts_are_read_whole_again_and_again),
		cmocka_unit_test(the_kernels_own_text_says_what_was_sent),
		cmocka_unit_test(an_open_text_is_read_on_without_any_capability),
		cmocka_unit_test(
			who_was_never_root_reads_by_netlink_and_the_text_where_its_group_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
