// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/attach.h"
#include "capture/support_net.h"
#include "capture/attach/xdp.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* An interface to put programs on, and what came of it. */
struct trial {
	struct links *links;
	struct attach_config config;
	struct attach *attach;
	char text[ATTACH_TEXT];
};

static void find(struct trial *trial, const char *name)
{
	assert_int_equal(links_refresh(trial->links), 0);
	trial->config.link = links_by_name(trial->links, name);
	assert_non_null(trial->config.link);
}

static void begin(struct trial *trial, const char *name, enum attach_mode mode)
{
	*trial = (struct trial){.config = {.mode = mode}};
	trial->config.xdp = net_xdp("lw_xdp");
	trial->config.tc_ingress = net_tc("lw_in");
	trial->config.tc_egress = net_tc("lw_out");
	assert_true(trial->config.xdp >= 0 && trial->config.tc_ingress >= 0 &&
		    trial->config.tc_egress >= 0);
	assert_int_equal(links_open(&trial->links), 0);
	trial->config.links = trial->links;
	find(trial, name);
}

static int put(struct trial *trial)
{
	return attach_open(&trial->config, &trial->attach, trial->text);
}

static void take(struct trial *trial)
{
	attach_close(trial->attach);
	trial->attach = NULL;
}

static void end(struct trial *trial)
{
	take(trial);
	links_close(trial->links);
	close(trial->config.xdp);
	close(trial->config.tc_ingress);
	close(trial->config.tc_egress);
	assert_true(net_is_clean());
}

static void has(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("\"%s\" is not in: %s", what, text);
}

/* lan1 and lan2 in br-lan. */
static void home(void)
{
	net_run("ip link add br-lan type bridge && ip link set br-lan up && for i in 1 2; do "
		"ip link add lan$i type veth peer name far$i && ip link set lan$i master br-lan up "
		"&& ip link set far$i up; done");
}

static uint32_t xdp_on(struct trial *trial, const char *name)
{
	find(trial, name);
	return trial->config.link->xdp_program;
}

static void modes_have_names(void **state)
{
	static const char *const names[] = {"auto", "xdp", "xdp-generic", "tc", "pcap"};
	enum attach_mode mode = ATTACH_PCAP;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(attach_mode_parse(names[i], &mode), 0);
		assert_string_equal(attach_mode_name(mode), names[i]);
	}
	assert_int_equal(attach_mode_parse("XDP", &mode), -EINVAL);
	assert_int_equal(mode, ATTACH_PCAP);
}

static void a_port_gets_native_xdp_and_loses_it_again(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	home();
	begin(&trial, "lan1", ATTACH_AUTO);
	assert_int_equal(put(&trial), 0);
	assert_string_equal(trial.text, "");
	assert_int_equal(attach_mode(trial.attach), ATTACH_XDP);
	assert_true(attach_is_alive(trial.attach));
	has(net_output("ip -details link show dev lan1"), " xdp ");
	assert_false(net_is_clean());
	take(&trial);
	assert_int_equal(xdp_on(&trial, "lan1"), 0);
	end(&trial);
}

static void a_bridge_gets_tc_and_it_is_said_why(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	home();
	begin(&trial, "br-lan", ATTACH_AUTO);
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_TC);
	assert_string_equal(trial.text, "Native XDP is not used on br-lan, because it is a bridge; "
					"TC does the work.");
	assert_true(attach_is_alive(trial.attach));
	assert_int_equal(xdp_on(&trial, "br-lan"), 0);
	assert_false(net_is_clean());
	take(&trial);
	trial.config.mode = ATTACH_XDP;
	assert_int_equal(put(&trial), -EOPNOTSUPP);
	assert_string_equal(trial.text, "Native XDP cannot be used on br-lan: its driver has none. "
					"Use --attach tc.");
	trial.config.mode = ATTACH_XDP_GENERIC;
	find(&trial, "br-lan");
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_XDP_GENERIC);
	assert_string_equal(trial.text, "");
	has(net_output("ip -details link show dev br-lan"), "xdpgeneric");
	end(&trial);
}

static void loopback_is_watched_by_tc(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	begin(&trial, "lo", ATTACH_AUTO);
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_TC);
	end(&trial);
}

static void what_is_not_ethernet_is_refused_with_the_cure(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	net_run("ip tuntap add dev tun7 mode tun");
	begin(&trial, "tun7", ATTACH_AUTO);
	assert_int_equal(put(&trial), -EOPNOTSUPP);
	has(trial.text, "tun7 does not carry Ethernet frames");
	has(trial.text, "Watch the interface of the home network instead");
	has(trial.text, "--attach pcap");
	end(&trial);
}

/* Another's program is named, stays, and TC works beside it. */
static void beside(struct trial *trial, int others)
{
	uint32_t id = xdp_on(trial, "lan1");
	char words[64];

	snprintf(words, sizeof(words), "\"others\" (id %u) is there already", id);
	trial->config.mode = ATTACH_XDP;
	assert_int_equal(put(trial), -EBUSY);
	has(trial->text, "Native XDP cannot be used on lan1: the XDP program ");
	has(trial->text, words);
	has(trial->text, "It was left as it is. Use --attach tc");
	trial->config.mode = ATTACH_XDP_GENERIC;
	assert_int_equal(put(trial), -EBUSY);
	has(trial->text, "Generic XDP cannot be used on lan1: the XDP program \"others\"");
	trial->config.mode = ATTACH_AUTO;
	assert_int_equal(put(trial), 0);
	assert_int_equal(attach_mode(trial->attach), ATTACH_TC);
	has(trial->text, words);
	has(trial->text, "TC does the work");
	take(trial);
	assert_int_equal(xdp_on(trial, "lan1"), id);
	close(others);
}

static void a_program_of_someone_else_is_named_and_left(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	home();
	for (int generic = 0; generic < 2; generic++) {
		int program = net_xdp("others"), link;

		begin(&trial, "lan1", ATTACH_AUTO);
		link = xdp_attach(trial.config.link->index, program, generic);
		assert_true(link >= 0);
		close(program);
		beside(&trial, link);
		end(&trial);
	}
}

static void a_program_above_is_named(void **state)
{
	struct trial trial;
	int program, link;

	(void)state;
	net_need_bpf();
	home();
	begin(&trial, "br-lan", ATTACH_XDP);
	program = net_xdp("above");
	link = xdp_attach(trial.config.link->index, program, true);
	assert_true(link >= 0);
	find(&trial, "lan1");
	assert_int_equal(put(&trial), -EBUSY);
	has(trial.text, "the XDP program \"above\" (id ");
	has(trial.text, ") is on br-lan, above it.");
	trial.config.mode = ATTACH_AUTO;
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_TC);
	has(trial.text, "is on br-lan, above it; TC does the work.");
	close(link);
	close(program);
	end(&trial);
}

static void large_frames_are_taken_by_tc(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	net_run("ip link add lan1 mtu 9000 type veth peer name far1 mtu 9000 && "
		"ip link set lan1 up && ip link set far1 up");
	begin(&trial, "lan1", ATTACH_AUTO);
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_TC);
	has(trial.text, "frames of up to 9000 bytes");
	take(&trial);
	trial.config.mode = ATTACH_XDP;
	assert_int_equal(put(&trial), -EOPNOTSUPP);
	has(trial.text, "frames of up to 9000 bytes");
	end(&trial);
}

static void pair(void)
{
	net_run("ip link add lan1 type veth peer name far1 && ip link set lan1 up && "
		"ip link set far1 up");
}

static void a_deleted_interface_is_noticed_and_taken_again(void **state)
{
	static const enum attach_mode modes[] = {ATTACH_XDP, ATTACH_XDP_GENERIC, ATTACH_TC};
	struct trial trial;

	(void)state;
	net_need_bpf();
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		pair();
		begin(&trial, "lan1", modes[i]);
		assert_int_equal(put(&trial), 0);
		assert_true(attach_is_alive(trial.attach));
		net_run("ip link delete lan1");
		assert_false(attach_is_alive(trial.attach));
		take(&trial);
		pair();
		find(&trial, "lan1");
		assert_int_equal(put(&trial), 0);
		assert_true(attach_is_alive(trial.attach));
		net_run("ip link delete lan1");
		end(&trial);
	}
}

static void an_interface_that_is_gone_is_told(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	pair();
	begin(&trial, "lan1", ATTACH_AUTO);
	net_run("ip link delete lan1");
	assert_int_equal(put(&trial), -ENODEV);
	has(trial.text, "lan1 is gone");
	end(&trial);
}

static void where_nothing_goes_libpcap_is_named(void **state)
{
	struct trial trial;
	int xdp;

	(void)state;
	net_need_bpf();
	pair();
	begin(&trial, "lan1", ATTACH_AUTO);
	/* Programs of the wrong kind: the kernel refuses them everywhere. */
	xdp = trial.config.xdp;
	trial.config.xdp = trial.config.tc_ingress;
	trial.config.tc_ingress = xdp;
	assert_int_equal(put(&trial), -EOPNOTSUPP);
	has(trial.text, "No program can be put on lan1: not by native XDP, because ");
	has(trial.text, "; nor by TC, because the kernel says \"");
	has(trial.text, "Use --attach pcap.");
	trial.config.mode = ATTACH_TC;
	assert_int_equal(put(&trial), -EOPNOTSUPP);
	has(trial.text, "TC cannot be used on lan1: the kernel says \"");
	end(&trial);
}

static void as_nobody(void *context)
{
	struct trial *trial = context;

	net_give_away();
	for (int mode = ATTACH_AUTO; mode <= ATTACH_TC; mode++) {
		trial->config.mode = (enum attach_mode)mode;
		if (put(trial) || !attach_is_alive(trial->attach))
			_exit(10 + mode);
		take(trial);
	}
	trial->config.mode = ATTACH_AUTO;
	trial->config.mirror = true;
	if (put(trial) || attach_mode(trial->attach) != ATTACH_XDP)
		_exit(20);
	take(trial);
	/* Without a socket from before there is no way to listen to others' frames. */
	trial->config.mirror_socket = 0;
	if (put(trial) != -EPERM || !strstr(trial->text, "CAP_NET_RAW"))
		_exit(21);
}

static void once_loaded_programs_are_put_on_without_capabilities(void **state)
{
	struct trial trial;

	(void)state;
	net_need_bpf();
	pair();
	begin(&trial, "lan1", ATTACH_AUTO);
	assert_int_equal(put(&trial), 0);
	net_run("ip link delete lan1");
	take(&trial);
	pair();
	find(&trial, "lan1");
	trial.config.mirror_socket = attach_mirror_socket();
	assert_return_code(trial.config.mirror_socket, errno);
	net_in_child(as_nobody, &trial);
	close(trial.config.mirror_socket);
	end(&trial);
}

static void nothing_stays_after_a_violent_end(void **state)
{
	struct trial trial;
	int status;
	pid_t child;

	(void)state;
	net_need_bpf();
	pair();
	for (int mode = ATTACH_AUTO; mode <= ATTACH_TC; mode++) {
		begin(&trial, "lan1", (enum attach_mode)mode);
		child = fork();
		if (!child) {
			if (!put(&trial))
				kill(getpid(), SIGKILL);
			_exit(1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		end(&trial);
	}
}

static bool is_promiscuous(const char *name)
{
	return strstr(net_output("ip -details link show dev %s", name), "promiscuity 1") != NULL;
}

static void a_mirror_listens_to_all_and_needs_no_way_out(void **state)
{
	struct trial trial;
	uint32_t ids[4], count = 4, flags;

	(void)state;
	net_need_bpf();
	pair();
	begin(&trial, "lan1", ATTACH_AUTO);
	trial.config.mirror = true;
	assert_false(is_promiscuous("lan1"));
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_XDP);
	assert_true(is_promiscuous("lan1"));
	if (!bpf_prog_query((int)trial.config.link->index, (enum bpf_attach_type)47, 0, &flags, ids,
			    &count))
		assert_int_equal(count, 0);
	take(&trial);
	assert_false(is_promiscuous("lan1"));
	net_run("ip link set lan1 mtu 9000 && ip link set far1 mtu 9000");
	find(&trial, "lan1");
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_XDP_GENERIC);
	has(trial.text, "generic XDP does the work");
	end(&trial);
}

static void try_to_claim(void *context)
{
	uint32_t *interface = context;

	if (attach_claim(*interface) != -EADDRINUSE || attach_claim(*interface + 1) < 0)
		_exit(1);
}

static void an_interface_is_claimed_once(void **state)
{
	uint32_t interface = 3;
	int claim, again;

	(void)state;
	net_need();
	claim = attach_claim(interface);
	assert_return_code(claim, -claim);
	assert_int_equal(attach_claim(interface), -EADDRINUSE);
	net_in_child(try_to_claim, &interface);
	close(claim);
	again = attach_claim(interface);
	assert_return_code(again, -again);
	/* Another namespace has interfaces of its own. */
	net_setup(NULL);
	claim = attach_claim(interface);
	assert_return_code(claim, -claim);
	close(claim);
	close(again);
}

static void hear(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	(void)link_type;
	(void)time_ns;
	(void)data;
	(void)captured;
	(void)length;
	++*(unsigned *)context;
}

static void send_one(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(9),
				 .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_return_code(fd, errno);
	assert_int_equal(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	close(fd);
}

/* Without a program, it has frames to be read; with one, none. */
static void libpcap_hands_frames_over_and_a_program_does_not(void **state)
{
	unsigned frames = 0;
	struct trial trial;

	(void)state;
	net_need_bpf();
	begin(&trial, "lo", ATTACH_PCAP);
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_mode(trial.attach), ATTACH_PCAP);
	assert_string_equal(trial.text, "");
	assert_true(attach_is_alive(trial.attach));
	assert_false(attach_fell_back(trial.attach));
	assert_true(attach_descriptor(trial.attach) >= 0);
	send_one();
	usleep(200000); /* libpcap hands over a tenth of a second later */
	assert_int_equal(attach_read(trial.attach, hear, &frames), 0);
	assert_true(frames > 0);
	assert_int_equal(attach_dropped(trial.attach), 0);
	end(&trial);
	begin(&trial, "lo", ATTACH_TC);
	assert_int_equal(put(&trial), 0);
	assert_int_equal(attach_descriptor(trial.attach), -1);
	assert_int_equal(attach_read(trial.attach, hear, &frames), 0);
	assert_int_equal(attach_dropped(trial.attach), 0);
	end(&trial);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_have_names),
		cmocka_unit_test_setup(a_port_gets_native_xdp_and_loses_it_again, net_setup),
		cmocka_unit_test_setup(a_bridge_gets_tc_and_it_is_said_why, net_setup),
		cmocka_unit_test_setup(loopback_is_watched_by_tc, net_setup),
		cmocka_unit_test_setup(what_is_not_ethernet_is_refused_with_the_cure, net_setup),
		cmocka_unit_test_setup(a_program_of_someone_else_is_named_and_left, net_setup),
		cmocka_unit_test_setup(a_program_above_is_named, net_setup),
		cmocka_unit_test_setup(large_frames_are_taken_by_tc, net_setup),
		cmocka_unit_test_setup(a_deleted_interface_is_noticed_and_taken_again, net_setup),
		cmocka_unit_test_setup(an_interface_that_is_gone_is_told, net_setup),
		cmocka_unit_test_setup(where_nothing_goes_libpcap_is_named, net_setup),
		cmocka_unit_test_setup(once_loaded_programs_are_put_on_without_capabilities,
				       net_setup),
		cmocka_unit_test_setup(nothing_stays_after_a_violent_end, net_setup),
		cmocka_unit_test_setup(a_mirror_listens_to_all_and_needs_no_way_out, net_setup),
		cmocka_unit_test_setup(an_interface_is_claimed_once, net_setup),
		cmocka_unit_test_setup(libpcap_hands_frames_over_and_a_program_does_not, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
