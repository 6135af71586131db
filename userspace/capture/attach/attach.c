// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/attach.h"

#include "capture/attach/mirror.h"
#include "capture/attach/tc.h"
#include "capture/attach/xdp.h"

#include <errno.h>
#include <net/if_arp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WAYS 3

struct attach {
	enum attach_mode mode;
	uint32_t interface;
	int xdp; /* link; -1 none */
	uint32_t xdp_program;
	bool fell_back;
	struct tc *tc; /* NULL: none */
	int mirror;    /* socket; -1 none */
	bool own_mirror;
	struct interface *frames; /* libpcap: instead of all these; NULL: programs */
};

static const struct {
	enum attach_mode mode;
	const char *name, *words;
} modes[] = {
	{ATTACH_AUTO, "auto", ""},
	{ATTACH_XDP, "xdp", "native XDP"},
	{ATTACH_XDP_GENERIC, "xdp-generic", "generic XDP"},
	{ATTACH_TC, "tc", "TC"},
	{ATTACH_PCAP, "pcap", "libpcap"},
};
#define MODES (sizeof(modes) / sizeof(modes[0]))

int attach_mode_parse(const char *text, enum attach_mode *out)
{
	for (size_t i = 0; i < MODES; i++) {
		if (!strcmp(modes[i].name, text)) {
			*out = modes[i].mode;
			return 0;
		}
	}
	return -EINVAL;
}

const char *attach_mode_name(enum attach_mode mode)
{
	return modes[mode - ATTACH_AUTO].name;
}

static const char *attach_words(enum attach_mode mode)
{
	return modes[mode - ATTACH_AUTO].words;
}

/* What was tried in vain, and why. */
struct trial {
	enum attach_mode mode;
	int error;
	char reason[XDP_TEXT];
};

static void tell_tc(const struct link_state *link, struct trial *trial)
{
	if (trial->error == -EBUSY)
		snprintf(trial->reason, sizeof(trial->reason),
			 "a queue of the kind \"ingress\" is in its place (tc qdisc show dev %s)",
			 link->name);
	else if (trial->error == -EPIPE)
		snprintf(trial->reason, sizeof(trial->reason),
			 "the process that may put it there has ended: start Lenswatch again");
	else
		snprintf(trial->reason, sizeof(trial->reason),
			 "the kernel says \"%s\" (on OpenWrt the package kmod-sched-bpf may be "
			 "missing)",
			 strerror(-trial->error));
}

static void tell_xdp(const struct attach_config *config, struct trial *trial)
{
	char text[XDP_TEXT];

	snprintf(trial->reason, sizeof(trial->reason), "%s",
		 xdp_reason(config->links, config->link, trial->error, text));
}

static int try_tc(const struct attach_config *config, struct attach *attach, struct trial *trial)
{
	/* What a mirror brings never leaves by it. */
	trial->error = tc_open(config->keeper, config->link->index,
			       trial->mode == ATTACH_TC ? config->tc_ingress : -1,
			       config->mirror ? -1 : config->tc_egress, &attach->tc);
	if (trial->error) {
		trial->mode = ATTACH_TC;
		tell_tc(config->link, trial);
	}
	return trial->error;
}

static int try_xdp(const struct attach_config *config, struct attach *attach, struct trial *trial)
{
	bool generic = trial->mode == ATTACH_XDP_GENERIC;
	const char *misfit = generic ? NULL : xdp_misfit(config->link);
	int link;

	if (misfit && config->mode == ATTACH_AUTO) {
		trial->error = -EOPNOTSUPP;
		snprintf(trial->reason, sizeof(trial->reason), "%s", misfit);
		return trial->error;
	}
	link = xdp_attach(config->link->index, config->xdp, generic);
	if (link < 0) {
		trial->error = link;
		tell_xdp(config, trial);
		return link;
	}
	if (!config->mirror && try_tc(config, attach, trial)) {
		close(link);
		return trial->error;
	}
	attach->xdp = link;
	attach->xdp_program = link_program(link);
	return 0;
}

/* The ways to try, best first. */
static size_t attach_ways(const struct attach_config *config, enum attach_mode out[WAYS])
{
	size_t count = 0;

	if (config->mode != ATTACH_AUTO) {
		out[0] = config->mode;
		return 1;
	}
	out[count++] = ATTACH_XDP;
	/* Of an interface that only listens no path of the machine gets slower by it. */
	if (config->mirror)
		out[count++] = ATTACH_XDP_GENERIC;
	out[count++] = ATTACH_TC;
	return count;
}

/* Nothing else would help against these. */
static bool is_final(int error)
{
	return error == -EPERM || error == -EACCES || error == -ENODEV || error == -ENOMEM;
}

static int attach_put(const struct attach_config *config, struct attach *attach,
		      struct trial *first, struct trial *last)
{
	enum attach_mode mode[WAYS];
	size_t count = attach_ways(config, mode);
	int error = -EOPNOTSUPP;

	for (size_t i = 0; i < count; i++) {
		struct trial trial = {.mode = mode[i]};

		error = mode[i] == ATTACH_TC ? try_tc(config, attach, &trial)
					     : try_xdp(config, attach, &trial);
		if (!error) {
			attach->mode = mode[i];
			break;
		}
		*last = trial;
		if (!i)
			*first = trial;
		if (is_final(error))
			break;
	}
	return error;
}

static int refuse_type(const struct link_state *link, char text[ATTACH_TEXT])
{
	if (link->type == ARPHRD_ETHER || link->type == ARPHRD_LOOPBACK)
		return 0;
	snprintf(
		text, ATTACH_TEXT,
		"%s does not carry Ethernet frames, and Lenswatch's program in the kernel reads no "
		"others. Watch the interface of the home network instead (lenswatch watch lists "
		"them), or use --attach pcap.",
		link->name);
	return -EOPNOTSUPP;
}

static int refuse_final(const struct link_state *link, int error, char text[ATTACH_TEXT])
{
	if (error == -ENODEV) {
		snprintf(text, ATTACH_TEXT, "%s is gone. Is it named rightly, and plugged in?",
			 link->name);
		return error;
	}
	if (error == -ENOMEM) {
		snprintf(text, ATTACH_TEXT,
			 "There is not enough memory to watch %s. Stop other programs.",
			 link->name);
		return error;
	}
	snprintf(text, ATTACH_TEXT,
		 "Putting a program on %s is not allowed to this user. Run lenswatch as root, or "
		 "with the capabilities CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF.",
		 link->name);
	return -EPERM;
}

/* What became of it in words, and as attach_open returns it. */
static int attach_refuse(const struct attach_config *config, const struct trial *first,
			 const struct trial *last, char text[ATTACH_TEXT])
{
	const char *name = config->link->name;

	if (is_final(last->error))
		return refuse_final(config->link, last->error, text);
	if (config->mode == ATTACH_AUTO) {
		snprintf(text, ATTACH_TEXT,
			 "No program can be put on %s: not by %s, because %s; nor by %s, because "
			 "%s. Use --attach pcap.",
			 name, attach_words(first->mode), first->reason, attach_words(last->mode),
			 last->reason);
		return -EOPNOTSUPP;
	}
	if (last->mode == ATTACH_TC)
		snprintf(text, ATTACH_TEXT, "TC cannot be used on %s: %s. Use --attach pcap.", name,
			 last->reason);
	else if (last->error == -EBUSY || last->error == -EEXIST)
		snprintf(
			text, ATTACH_TEXT,
			"%s cannot be used on %s: %s. It was left as it is. Use --attach tc, which "
			"works beside it.",
			last->mode == ATTACH_XDP ? "Native XDP" : "Generic XDP", name,
			last->reason);
	else
		snprintf(text, ATTACH_TEXT, "%s cannot be used on %s: %s. Use --attach tc.",
			 last->mode == ATTACH_XDP ? "Native XDP" : "Generic XDP", name,
			 last->reason);
	return last->error == -EBUSY || last->error == -EEXIST ? -EBUSY : -EOPNOTSUPP;
}

static int begin_mirror(const struct attach_config *config, struct attach *attach)
{
	attach->own_mirror = config->mirror_socket <= 0;
	attach->mirror = attach->own_mirror ? attach_mirror_socket() : config->mirror_socket;
	return attach->mirror < 0 ? attach->mirror
				  : mirror_join(attach->mirror, config->link->index);
}

static void tell_way(const struct attach *attach, const struct link_state *link,
		     const struct trial *first, char text[ATTACH_TEXT])
{
	text[0] = '\0';
	if (first->error)
		snprintf(text, ATTACH_TEXT,
			 "Native XDP is not used on %s, because %s; %s does the work.", link->name,
			 first->reason, attach_words(attach->mode));
}

static int attach_open_programs(const struct attach_config *config, struct attach **out,
				char text[ATTACH_TEXT])
{
	struct trial first = {0}, last = {.error = -ENOMEM};
	struct attach *attach;
	int error = refuse_type(config->link, text);

	if (error)
		return error;
	attach = malloc(sizeof(*attach));
	if (!attach)
		return attach_refuse(config, &first, &last, text);
	*attach = (struct attach){.interface = config->link->index, .xdp = -1, .mirror = -1};
	error = attach_put(config, attach, &first, &last);
	if (error) {
		error = attach_refuse(config, &first, &last, text);
	} else if (config->mirror) {
		error = begin_mirror(config, attach);
		if (error)
			error = refuse_final(config->link, error, text);
	}
	if (error) {
		attach_close(attach);
		return error;
	}
	attach->fell_back = first.error && first.error != -EOPNOTSUPP;
	tell_way(attach, config->link, &first, text);
	*out = attach;
	return 0;
}

static int attach_open_frames(const struct attach_config *config, struct attach **out,
			      char text[ATTACH_TEXT])
{
	struct attach *attach = malloc(sizeof(*attach));
	int error = attach ? 0 : refuse_final(config->link, -ENOMEM, text);

	if (error)
		return error;
	*attach = (struct attach){.mode = ATTACH_PCAP, .xdp = -1, .mirror = -1};
	error = interface_open(config->link->name, config->mirror, &attach->frames, text);
	if (error) {
		attach_close(attach);
		return error;
	}
	text[0] = '\0';
	*out = attach;
	return 0;
}

int attach_open(const struct attach_config *config, struct attach **out, char text[ATTACH_TEXT])
{
	return config->mode == ATTACH_PCAP ? attach_open_frames(config, out, text)
					   : attach_open_programs(config, out, text);
}

void attach_close(struct attach *attach)
{
	if (!attach)
		return;
	if (attach->xdp >= 0)
		close(attach->xdp);
	tc_close(attach->tc);
	interface_close(attach->frames);
	if (attach->mirror >= 0) {
		mirror_leave(attach->mirror, attach->interface);
		if (attach->own_mirror)
			close(attach->mirror);
	}
	free(attach);
}

enum attach_mode attach_mode(const struct attach *attach)
{
	return attach->mode;
}

bool attach_fell_back(const struct attach *attach)
{
	return attach->fell_back;
}

bool attach_is_alive(const struct attach *attach)
{
	return (attach->xdp < 0 || link_is_alive(attach->xdp, attach->xdp_program)) &&
	       (!attach->tc || tc_is_alive(attach->tc));
}

int attach_descriptor(const struct attach *attach)
{
	return attach->frames ? interface_descriptor(attach->frames) : -1;
}

int attach_read(struct attach *attach, interface_frame_fn *frame, void *context)
{
	return attach->frames ? interface_read(attach->frames, frame, context) : 0;
}

uint64_t attach_dropped(struct attach *attach)
{
	return attach->frames ? interface_dropped(attach->frames) : 0;
}

int attach_claim(uint32_t interface)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int length, error, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	/* unix(7): a name that begins with a zero is in no file system and ends with its socket. */
	length = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
			  "lenswatch/interface/%u", interface);
	if (!bind(fd, (const struct sockaddr *)&address,
		  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)))
		return fd;
	error = -errno;
	close(fd);
	return error;
}
