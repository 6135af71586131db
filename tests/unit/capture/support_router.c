// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/support_router.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const char script[] =
	"set -e; P=lw-ct-%d\n"
	"for n in c r s; do ip netns add $P-$n; ip -n $P-$n link set lo up; done\n"
	"ip link add wire netns $P-c type veth peer name lan netns $P-r\n"
	"ip link add wan netns $P-r type veth peer name wire netns $P-s\n"
	"put() { ip -n $P-$1 addr add 10.77.$3/24 dev $2; ip -n $P-$1 link set $2 up\n"
	"  ip -n $P-$1 addr add $4/64 dev $2 nodad; }\n"
	"put c wire 1.2 fd77:1::2; put r lan 1.1 fd77:1::1\n"
	"put s wire 2.2 fd77:2::2; put r wan 2.1 fd77:2::1\n"
	/* A link is up when the kernel gets to it: what is sent before may be lost. */
	"for d in c:wire r:lan r:wan s:wire; do n=0\n"
	"  until ip -n $P-${d%%:*} link show ${d#*:} | grep -q \"state UP\"; do\n"
	"    n=$((n + 1)); test $n -lt 200; sleep 0.05; done; done\n"
	"ip -n $P-c route add default via 10.77.1.1; ip -n $P-c route add default via fd77:1::1\n"
	"ip -n $P-s route add default via fd77:2::1\n"
	"ip netns exec $P-r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1\n"
	"ip netns exec $P-r nft -f - <<'N'\n"
	"table inet t {\n"
	" counter up4 { }\n"
	" counter down4 { }\n"
	" chain f {\n"
	"  type filter hook forward priority 0;\n"
	"  ct state new,established\n"
	"  iifname \"lan\" meta nfproto ipv4 counter name up4\n"
	"  iifname \"wan\" meta nfproto ipv4 counter name down4\n"
	" }\n"
	" chain post {\n"
	"  type nat hook postrouting priority srcnat;\n"
	"  oifname \"wan\" meta nfproto ipv4 masquerade\n"
	" }\n"
	"}\n"
	"N\n"
	"ip netns exec $P-r sysctl -qw net.netfilter.nf_conntrack_acct=1\n";

static bool begun;
static pid_t owner;

void router_end(void)
{
	char command[256];

	if (!begun || getpid() != owner)
		return;
	begun = false;
	for (const char *side = "crs"; *side; side++) {
		snprintf(command, sizeof(command), "ip netns del lw-ct-%d-%c 2>/dev/null", owner,
			 *side);
		(void)!system(command);
	}
}

bool router_begin(void)
{
	char command[sizeof(script) + 32];

	router_end(); /* of a test that failed before its end */
	owner = getpid();
	begun = true;
	atexit(router_end);
	snprintf(command, sizeof(command), script, owner);
	if (system(command) == 0)
		return true;
	router_end();
	puts("netns: namespaces with veth, nft and connection tracking cannot be made here");
	return false;
}

void router_enter(enum router_side side)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/lw-ct-%d-%c", owner, "crs"[side]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(setns(fd, CLONE_NEWNET), 0);
	close(fd);
}

void router_run(enum router_side side, const char *command)
{
	char whole[1024];

	snprintf(whole, sizeof(whole), "ip netns exec lw-ct-%d-%c sh -c '%s'", owner, "crs"[side],
		 command);
	if (system(whole) != 0)
		fail_msg("%s", whole);
}

/* Sends and receives in turns: the connection's buffers hold less than what is sent. */
static void pump(int from, int to, size_t bytes)
{
	static char data[65536];
	size_t sent = 0, received = 0;

	while (received < bytes) {
		size_t rest = bytes - sent < sizeof(data) ? bytes - sent : sizeof(data);
		ssize_t got = rest ? send(from, data, rest, MSG_DONTWAIT) : 0;

		assert_true(got >= 0 || errno == EAGAIN);
		sent += got > 0 ? (size_t)got : 0;
		got = recv(to, data, sizeof(data), sent == bytes ? 0 : MSG_DONTWAIT);
		assert_true(got > 0 || (got < 0 && errno == EAGAIN));
		received += got > 0 ? (size_t)got : 0;
	}
}

void router_send_tcp(size_t bytes)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(ROUTER_PORT)};
	int listener, from, accepted, one = 1;
	char end;

	inet_pton(AF_INET, ROUTER_SERVER_V4, &to.sin_addr);
	router_enter(ROUTER_SERVER);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	assert_int_equal(bind(listener, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(listen(listener, 1), 0);
	router_enter(ROUTER_CLIENT);
	from = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(from, (struct sockaddr *)&to, sizeof(to)), 0);
	accepted = accept(listener, NULL, NULL);
	assert_true(accepted >= 0);
	pump(from, accepted, bytes);
	shutdown(from, SHUT_WR);
	assert_int_equal(recv(accepted, &end, 1, 0), 0);
	close(accepted);
	assert_int_equal(recv(from, &end, 1, 0), 0);
	close(from);
	close(listener);
	usleep(200000); /* the last acknowledgements */
}

void router_send_udp(size_t bytes)
{
	struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(ROUTER_PORT)};
	struct timeval patience = {.tv_sec = 30};
	char data[2048] = {0};
	int here, there;

	inet_pton(AF_INET6, ROUTER_SERVER_V6, &to.sin6_addr);
	router_enter(ROUTER_SERVER);
	there = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(there, (struct sockaddr *)&to, sizeof(to)), 0);
	/* What never comes is a failure here, not of whoever waits for this program. */
	setsockopt(there, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	router_enter(ROUTER_CLIENT);
	here = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(sendto(here, data, bytes, 0, (struct sockaddr *)&to, sizeof(to)), bytes);
	assert_int_equal(recv(there, data, sizeof(data), 0), bytes);
	close(here);
	close(there);
}

void router_counted(const char *name, uint64_t *packets, uint64_t *bytes)
{
	char text[512] = "";
	const char *at;
	FILE *pipe;

	snprintf(text, sizeof(text), "ip netns exec lw-ct-%d-r nft list counter inet t %s", owner,
		 name);
	pipe = popen(text, "r");
	assert_non_null(pipe);
	text[fread(text, 1, sizeof(text) - 1, pipe)] = '\0';
	pclose(pipe);
	at = strstr(text, "packets ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "packets %" SCNu64 " bytes %" SCNu64, packets, bytes), 2);
}
