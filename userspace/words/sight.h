/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a running daemon does not see everything, and what to do about it, in words: clauses without
 * a full stop. Used by watch/status.c; programs read the coverage's state and the doubts instead.
 * And what each interface would see, for watch/interfaces.c.
 */
#ifndef LENSWATCH_WORDS_SIGHT_H
#define LENSWATCH_WORDS_SIGHT_H

#include <stdio.h>

enum sight_reason {
	SIGHT_MERGED = 0,	 /* packets may have been joined before they were counted */
	SIGHT_HARDWARE,		 /* it counts some connections itself */
	SIGHT_LOST,		 /* packets were lost */
	SIGHT_NO_INTERFACE,	 /* none is watched */
	SIGHT_INTERFACE_AWAY,	 /* one of those is not there */
	SIGHT_OFF_PATH,		 /* no camera's traffic passes here */
	SIGHT_OFF_PATH_SOME,	 /* that of some does not */
	SIGHT_FORWARDED,	 /* past what is watched, uncounted */
	SIGHT_FORWARDED_PERHAPS, /* a flow table may */
	SIGHT_FORWARDED_UNHEARD, /* word of changes was lost */
	SIGHT_OUTSIDE,		 /* what is watched lies outside the home */
};

enum sight_cure {
	CURE_NONE = 0,
	CURE_ATTACH,	/* of SIGHT_MERGED */
	CURE_TIMES,	/* of SIGHT_HARDWARE */
	CURE_FASTER,	/* of SIGHT_LOST */
	CURE_NAME_ONE,	/* of SIGHT_NO_INTERFACE */
	CURE_ROUTER,	/* of SIGHT_OFF_PATH */
	CURE_RESTART,	/* of flow tables that came later */
	CURE_PORTS,	/* of SIGHT_FORWARDED */
	CURE_COUNTING,	/* conntrack does not count what hardware forwards */
	CURE_HOME_SIDE, /* of SIGHT_OUTSIDE */
};

/* What an interface sees, where no `interface` is named yet. */
enum passes {
	PASSES_HOME = 0,    /* all that leaves the home */
	PASSES_NETWORK_OUT, /* all that leaves its network */
	PASSES_NETWORK,	    /* what its network sends through this machine */
	PASSES_PROVIDER,    /* the outside of a home */
	PASSES_OWN,	    /* this computer's own traffic */
	PASSES_OWN_BRIDGE,  /* likewise, of a bridge whose ports see more */
	PASSES_PORT,	    /* what is behind this port of the one above */
	PASSES_SWITCH,	    /* the wire to a switch, below its ports */
	PASSES_LOWER,	    /* what the one above sees, and what else its wire brings */
	PASSES_TUNNEL,	    /* what goes through it, of whomever */
	PASSES_GUESTS,	    /* containers or virtual machines */
	PASSES_MIRROR,	    /* it has no address: may be the end of a mirror port */
	PASSES_ANY,
};

#define SIGHT_WORDS 256
/* Kinds of Linux's interfaces. */
#define SIGHT_CABLE "virtual Ethernet cable"
#define SIGHT_TUNNEL "virtual Ethernet or tunnel"

/* A clause. Returns `text`, or one that lives as long as the program. */
const char *sight_reason_words(enum sight_reason reason, char text[SIGHT_WORDS]);
/* `home_side`: the interface of CURE_HOME_SIDE, which nothing else asks for. */
const char *sight_cure_words(enum sight_cure cure, const char *home_side, char text[SIGHT_WORDS]);
/* `above`: the interface of PASSES_PORT and PASSES_LOWER, which nothing else asks for. */
const char *sight_passes_words(enum passes passes, const char *above, char text[SIGHT_WORDS]);
/* How to begin: which interface to watch; NULL: none is known to be on the way. */
void sight_write_begin(const char *interface, FILE *file);
/* That there is no interface. */
void sight_write_alone(FILE *file);

#endif
