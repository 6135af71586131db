// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/sight.h"

#include "words/gap.h"

static const char *const sight_reasons[] = {
	[SIGHT_MERGED] =
		"packets may have been joined before they were counted: up to 4 % may be missing",
	[SIGHT_HARDWARE] = "hardware forwards some connections: their bytes are its own count, "
			   "their times are exact to a second",
	[SIGHT_LOST] = "packets were lost: what is reported may be less than what was sent",
	[SIGHT_NO_INTERFACE] = "no interface is watched",
	[SIGHT_INTERFACE_AWAY] = "an interface that should be watched is not there",
	[SIGHT_OFF_PATH] = "what the cameras send does not pass this computer",
	[SIGHT_OFF_PATH_SOME] = "what some cameras send does not pass this computer",
	[SIGHT_FORWARDED] = "some connections are forwarded past what is watched, and nobody "
			    "counts them: what goes out by them is not seen",
	[SIGHT_FORWARDED_PERHAPS] =
		"a flow table may forward connections past what is watched, and nobody counts "
		"them: what goes out by them is not seen",
	[SIGHT_FORWARDED_UNHEARD] = "word of changes of nftables was lost: whether connections are "
				    "forwarded past what is watched is unknown",
};

static const char *const sight_cures[] = {
	[CURE_ATTACH] = "take XDP or TC where the interface allows it: leave out --attach",
	[CURE_TIMES] = "for exact times turn hardware flow offloading off (Network - Firewall - "
		       "Routing/NAT offloading in OpenWrt)",
	[CURE_FASTER] = "see the gaps for when; this machine or its network card is too slow for "
			"the traffic, or too many devices talk at once",
	[CURE_NAME_ONE] = "name the network or interface that the cameras are in",
	[CURE_ROUTER] = "run Lenswatch on the router or on a mirror port",
	[CURE_RESTART] = "restart Lenswatch: flow tables are listed at its start, and --attach "
			 "auto then watches the ports of a bridge too",
	[CURE_PORTS] = "watch the ports or devices that connections are forwarded between as well, "
		       "or turn flow offloading off (Network - Firewall - Routing/NAT offloading "
		       "in OpenWrt)",
	[CURE_COUNTING] = "turn on counting, so that connections which hardware forwards can be "
			  "reported: sysctl net.netfilter.nf_conntrack_acct=1",
};

const char *sight_reason_words(enum sight_reason reason, char text[SIGHT_WORDS])
{
	static const struct event_gap outside = {.cause = CAUSE_OUTSIDE};

	if (reason == SIGHT_OUTSIDE)
		return gap_words(&outside, text);
	return sight_reasons[reason];
}

const char *sight_cure_words(enum sight_cure cure, const char *home_side, char text[SIGHT_WORDS])
{
	if (cure != CURE_HOME_SIDE)
		return sight_cures[cure];
	snprintf(text, SIGHT_WORDS, "watch the home's side: --interface %s", home_side);
	return text;
}

static const char *const sight_passes[] = {
	[PASSES_HOME] = "everything that leaves the home network through this machine",
	[PASSES_NETWORK_OUT] = "everything that leaves its network through this machine",
	[PASSES_NETWORK] = "what its network sends through this machine",
	[PASSES_PROVIDER] = "only the provider's side: all devices look like one",
	[PASSES_OWN] = "only this computer's own traffic",
	[PASSES_OWN_BRIDGE] = "only this computer's own traffic; its ports see what is behind them",
	[PASSES_SWITCH] = "the wire to the switch; watch its ports or their bridge",
	[PASSES_TUNNEL] = "only what goes through it; not which device sent it",
	[PASSES_GUESTS] = "containers or virtual machines of this computer",
	[PASSES_MIRROR] = "whatever its wire brings: may be the end of a switch's mirror port",
	[PASSES_ANY] = "what passes this interface",
};

const char *sight_passes_words(enum passes passes, const char *above, char text[SIGHT_WORDS])
{
	if (passes == PASSES_PORT)
		snprintf(text, SIGHT_WORDS, "what is behind this port of %s", above);
	else if (passes == PASSES_LOWER)
		snprintf(text, SIGHT_WORDS, "what %s sees, and what else its wire brings", above);
	else
		return sight_passes[passes];
	return text;
}

void sight_write_begin(const char *interface, FILE *file)
{
	if (interface)
		fprintf(file, "\nTo begin: lenswatch watch --interface %s\n", interface);
	else
		fputs("\nNone of them is known to be on the way from a home network to the "
		      "internet. Run Lenswatch on the router,\nor where a switch's mirror port "
		      "ends: lenswatch watch --mirror --interface NAME\n",
		      file);
}

void sight_write_alone(FILE *file)
{
	fputs("This machine has no network interface but its loopback.\n", file);
}
