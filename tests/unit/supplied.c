// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hardware that forwards by itself cannot be raised here. What it does to the program can: it is
 * made blind after the first packets of each flow, on a real router between a camera and a server,
 * and connection tracking must supply the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "capture/attach/attach.h"
#include "capture/kernel/kernel.h"
#include "capture/offload/offload.h"
#include "support_live.h"

#define SEEN_PACKETS 16
#define CHUNKS 40
#define CHUNK 50000
#define CHUNK_US 100000

struct street {
	pid_t camera, server; /* each keeps a network namespace */
	struct links *links;
	struct scene *scene;
	struct kernel *kernel;
	struct attach *attach;
	struct offload *offload;
};

/* A process in a network namespace of its own, which runs `work` when it is told by SIGUSR1. */
static pid_t dweller(void (*work)(void))
{
	sigset_t signals;
	int ready[2], caught;
	pid_t pid;
	char byte;

	assert_int_equal(pipe(ready), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that failed leaves nobody behind */
		sigemptyset(&signals);
		sigaddset(&signals, SIGUSR1);
		sigprocmask(SIG_BLOCK, &signals, NULL);
		if (unshare(CLONE_NEWNET) != 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		sigwait(&signals, &caught);
		work();
		pause(); /* with its namespace the link would go, and what was tracked over it */
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static struct sockaddr_in server_address(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(443)};

	inet_pton(AF_INET, "203.0.113.9", &address.sin_addr);
	return address;
}

static void serve(void)
{
	struct sockaddr_in address = server_address();
	int fd = socket(AF_INET, SOCK_STREAM, 0), one;
	char room[65536];

	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 1))
		_exit(1);
	one = accept(fd, NULL, NULL);
	while (read(one, room, sizeof(room)) > 0)
		continue;
}

static void upload(void)
{
	struct sockaddr_in address = server_address();
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	static char chunk[CHUNK];

	for (int tries = 0; connect(fd, (struct sockaddr *)&address, sizeof(address)); tries++) {
		if (tries == 50)
			_exit(1);
		usleep(CHUNK_US);
	}
	for (int i = 0; i < CHUNKS; i++) {
		if (write(fd, chunk, CHUNK) != CHUNK)
			_exit(1);
		usleep(CHUNK_US);
	}
	close(fd);
}

static void at(pid_t pid, const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "nsenter -t %d -n %s", (int)pid, words);
	assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

static void build(struct street *s)
{
	char words[128];

	live_enter();
	s->camera = dweller(upload);
	s->server = dweller(serve);
	snprintf(words, sizeof(words), "link add lan type veth peer name eth0 netns %d",
		 (int)s->camera);
	live_ip(words);
	snprintf(words, sizeof(words), "link add wan type veth peer name eth0 netns %d",
		 (int)s->server);
	live_ip(words);
	at(s->camera, "ip link set eth0 address " CAMERA_MAC " up");
	at(s->camera, "ip addr add 192.168.1.20/24 dev eth0");
	at(s->server, "ip link set eth0 up");
	at(s->server, "ip addr add 203.0.113.9/24 dev eth0");
	live_ip("addr add 192.168.1.1/24 dev lan");
	live_ip("addr add 203.0.113.1/24 dev wan");
	live_ip("link set lan up");
	live_ip("link set wan up");
	at(s->camera, "ip route add default via 192.168.1.1");
	at(getpid(), "sysctl -qw net.ipv4.ip_forward=1 net.netfilter.nf_conntrack_acct=1");
	at(getpid(), "nft 'add table ip nat; add chain ip nat post { type nat hook postrouting "
		     "priority srcnat; }; add rule ip nat post oifname wan masquerade'");
}

/* A call that is refused is a connection of its own, which tracking soon forgets. */
static void await_server(pid_t pid)
{
	char path[64], line[256];
	bool listens = false;

	snprintf(path, sizeof(path), "/proc/%d/net/tcp", (int)pid);
	for (int tries = 0; tries < 100 && !listens; tries++) {
		FILE *file = fopen(path, "re");

		usleep(20000);
		assert_non_null(file);
		while (!listens && fgets(line, sizeof(line), file))
			listens =
				strstr(line, ":01BB 00000000:0000 0A") != NULL; /* 443, listening */
		fclose(file);
	}
	assert_true(listens);
}

static void watch(struct street *s)
{
	struct kernel_config config = {.mute_after = SEEN_PACKETS};
	char text[ATTACH_TEXT];
	struct refusal why;
	struct attach_config attach = {.mode = ATTACH_TC};
	struct conntrack *conntrack;

	s->scene = scene_open_live(scene_rules, CAMERA_MAC);
	config.home = s->scene->home;
	config.observer = engine_observer(s->scene->engine);
	assert_int_equal(conntrack_open(&conntrack), 0);
	assert_int_equal(offload_create(conntrack, &s->offload), 0);
	assert_int_equal(kernel_create(&config, &s->kernel, &why), 0);
	assert_int_equal(links_open(&s->links), 0);
	attach.links = s->links;
	attach.link = links_by_name(s->links, "lan");
	attach.xdp = kernel_program(s->kernel, KERNEL_XDP);
	attach.tc_ingress = kernel_program(s->kernel, KERNEL_TC_INGRESS);
	attach.tc_egress = kernel_program(s->kernel, KERNEL_TC_EGRESS);
	assert_int_equal(attach_open(&attach, &s->attach, text), 0);
}

static void leave(struct street *s)
{
	attach_close(s->attach);
	offload_destroy(s->offload);
	kernel_destroy(s->kernel);
	links_close(s->links);
	scene_close(s->scene);
	kill(s->camera, SIGKILL);
	kill(s->server, SIGKILL);
	waitpid(s->camera, NULL, 0);
	waitpid(s->server, NULL, 0);
}

struct sum {
	uint64_t out;
};

static void sum_out(void *context, const struct conntrack_entry *entry)
{
	struct sum *sum = context;

	sum->out += entry->bytes_out;
}

static uint64_t counted(void)
{
	struct conntrack *conntrack;
	struct sum sum = {0};

	assert_int_equal(conntrack_open(&conntrack), 0);
	assert_int_equal(conntrack_read(conntrack, sum_out, &sum), 0);
	conntrack_close(conntrack);
	return sum.out;
}

static void collect(struct street *s, unsigned half_seconds)
{
	struct source source = kernel_source(s->kernel);
	struct observer observer = engine_observer(s->scene->engine);

	for (unsigned i = 0; i < half_seconds && !scene_count(s->scene, EVENT_UPLOAD); i++) {
		struct timespec now;

		usleep(500000);
		clock_gettime(CLOCK_REALTIME, &now);
		kernel_collect(s->kernel);
		offload_poll(s->offload, &source, &observer,
			     (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec);
	}
}

static void what_the_program_did_not_see_comes_from_connection_tracking(void **state)
{
	const struct event_upload *told;
	struct street s = {0};
	uint64_t all;

	(void)state;
	build(&s);
	watch(&s);
	kill(s.server, SIGUSR1);
	await_server(s.server);
	kill(s.camera, SIGUSR1);
	collect(&s, 60);
	all = counted();
	assert_int_equal(scene_count(s.scene, EVENT_UPLOAD), 1);
	told = &scene_event(s.scene, EVENT_UPLOAD, 0)->upload;
	assert_in_range(told->bytes_up, (uint64_t)CHUNKS * CHUNK, all);
	/* What ends a connection, a second after its last data, may be no part of the episode. */
	assert_true(all - told->bytes_up < 1500);
	assert_int_equal(told->coverage, COVERAGE_HARDWARE);
	assert_true(offload_state(s.offload)->supplied_bytes > (uint64_t)CHUNKS * CHUNK / 2);
	leave(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_program_did_not_see_comes_from_connection_tracking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
