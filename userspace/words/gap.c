// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/gap.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "words/phrase.h"

/* Of who is heard and not on the path: "this computer sees " ... ", but not what it sends" "; ". */
struct off_path {
	const char *begin, *what, *rest, *cure;
};

static const struct off_path off_paths[CAUSES] = {
	[CAUSE_OFF_PATH] = {"this computer sees ", "that it exists", ", but not what it sends",
			    "run Lenswatch on the router or on a mirror port"},
	[CAUSE_OFF_PATH_CAPTURE] = {"this capture shows ", "that it exists",
				    ", but not what it sends",
				    "record on the router or on a mirror port"},
	[CAUSE_ONE_DIRECTION] = {"this capture shows ", "what comes to it",
				 ", but not what it sends", "record both directions"},
	[CAUSE_NONE_ON_PATH] = {"this computer sees ", NULL, ", but nothing of what they send",
				"run Lenswatch on the router or on a mirror port"},
	[CAUSE_NONE_ON_PATH_CAPTURE] = {"this capture shows ", NULL,
					", but nothing of what they send",
					"record on the router or on a mirror port"},
};

/* %s is the interface. */
static const char *const gap_formats[CAUSES] = {
	[CAUSE_UNKNOWN] = "the cause is unknown",
	[CAUSE_CAPTURE_DROPPED] = "the capture says that packets were dropped",
	[CAUSE_FILE_CUT] = "the capture file ends in the middle of a packet",
	[CAUSE_FILE_BROKEN] = "the rest of the capture file could not be read",
	[CAUSE_FLOWS_FULL] = "more connections at once than there was room for",
	[CAUSE_DEVICES_FULL] = "more devices at once than there was room for",
	[CAUSE_CROWDED] = "there were more devices than there is room for: not all were watched",
	[CAUSE_SAMPLES_LOST] = "first packets of connections came faster than they were read",
	[CAUSE_STRETCHES_LOST] =
		"seconds of connections went missing between the kernel and this program",
	[CAUSE_CLOCK_SET] = "the clock was set",
	[CAUSE_CLOCK_BACK] = "the clock was set back",
	[CAUSE_CARD_DROPPED] = "the network card dropped packets",
	[CAUSE_READ_LATE] = "packets came faster than they could be read",
	[CAUSE_INTERFACE_WENT] = "the interface %s went away",
	[CAUSE_INTERFACE_AWAY] = "the interface %s was away",
	[CAUSE_TAKEN_OFF] = "Lenswatch's program was taken off %s by another program",
	[CAUSE_OUTSIDE] = "what is watched lies outside the home: all its devices look "
			  "like one there",
	[CAUSE_FORWARDED] = "connections are forwarded past the interface that is watched "
			    "(flow offload), and not counted",
	[CAUSE_FORWARDED_OLDER] =
		"a connection that is older than this run is forwarded past the interface "
		"that is watched (flow offload): what it sends is not reported",
	[CAUSE_FORWARDED_PERHAPS] =
		"connections may be forwarded past the interface that is watched (flow "
		"offload), and are then not counted",
	[CAUSE_FORWARDED_UNHEARD] =
		"word of changes of nftables was lost: whether connections are forwarded "
		"past the interface that is watched (flow offload) is unknown",
	[CAUSE_ONE_WAY] = "what comes down acknowledges bytes that were not seen going up: "
			  "something forwards them past the interface that is watched",
	[CAUSE_HOLES] = "the numbers of its connection show that more went up than was seen",
	[CAUSE_STRAY] = "it also sent from an address not recognised as the home's; say with "
			"--home what is",
	[CAUSE_UNREAD] = "frames of an unknown type could not be read; record on "
			 "the bridge of the home, as br-lan",
	[CAUSE_UNREAD_SWITCH] = "frames carry a switch's own tag and could not be read; "
				"record on br-lan instead",
	[CAUSE_UNREAD_BATMAN] = "frames of a mesh (batman-adv) could not be read; record "
				"on br-lan or bat0 instead",
	[CAUSE_UNREAD_MPLS] = "frames with MPLS labels could not be read; record on the "
			      "home's side of the router",
	[CAUSE_UNREAD_MACSEC] = "encrypted frames (MACsec) could not be read; record on "
				"the interface above",
	[CAUSE_UNREAD_TAGGED] = "frames carry a tag of the network's hardware (VN-Tag, "
				"E-Tag) and could not be read; record on the bridge of "
				"the home",
	[CAUSE_UNREAD_CUT] = "frames were cut before their addresses; record whole "
			     "packets: tcpdump -s 0",
	[CAUSE_UNREAD_MIRROR] =
		"packets hold copies of other frames (TZSP, VXLAN, GRE or "
		"ERSPAN) and were not looked into; if your own mirror sends them, give --mirror",
	[CAUSE_HOME_UNKNOWN] = "what the home sends over IPv6 was not looked into, as "
			       "nothing here says which IPv6 addresses are its own; say so "
			       "with --home",
	[CAUSE_UNEXPLAINED] =
		"what it sent is not explained, and may have been footage in an unknown form",
	[CAUSE_BEYOND] = "what it sent went through the router to a private address of another "
			 "network; say with --home if that is at home",
	[CAUSE_NAMESAKE] = "another device sent from its address: it may be the same, behind an "
			   "extender or by another adapter",
	[CAUSE_ONWARD] = "who took its stream at home sent something out, at once or within hours: "
			 "it may be that",
	[CAUSE_UNWRITTEN] = "the history could not be written",
};

const char *gap_words(const struct event_gap *gap, char text[GAP_WORDS])
{
	const struct off_path *path = &off_paths[gap->cause];
	const char *format = gap_formats[gap->cause], *name = format ? strstr(format, "%s") : NULL;

	if (gap->said)
		snprintf(text, GAP_WORDS, "%s", gap->said);
	else if (path->what)
		snprintf(text, GAP_WORDS, "%s%s%s; %s", path->begin, path->what, path->rest,
			 path->cure);
	else if (path->begin)
		snprintf(text, GAP_WORDS, "%s%" PRIu32 " devices of the home%s; %s", path->begin,
			 gap->count, path->rest, path->cure);
	else if (name)
		snprintf(text, GAP_WORDS, "%.*s%s%s", (int)(name - format), format,
			 gap->interface ? gap->interface : "that was watched", name + 2);
	else if (gap->cause == CAUSE_UNWRITTEN && gap->count)
		snprintf(text, GAP_WORDS, "%s: %" PRIu32 " %s missing", format, gap->count,
			 gap->count == 1 ? "record is" : "records are");
	else
		snprintf(text, GAP_WORDS, "%s", format);
	return text;
}

const char *gap_restart_words(void)
{
	return "the run before has no end";
}

bool gap_write_off_path(const struct event_gap *gap, FILE *file)
{
	const struct off_path *path = &off_paths[gap->cause];
	bool exists = gap->cause != CAUSE_ONE_DIRECTION;

	if (!path->begin || gap->said)
		return false;
	fprintf(file, "%c%s", toupper((unsigned char)path->begin[0]), path->begin + 1);
	if (!path->what) {
		fprintf(file, "%" PRIu32 " devices of the home", gap->count);
	} else if (gap->camera) {
		fputs(exists ? "that " : "what comes to ", file);
		phrase_whom(file, gap->camera);
		fputs(exists ? " exists" : "", file);
	} else {
		fputs(path->what, file);
	}
	fprintf(file, "%s. %c%s.", path->rest, toupper((unsigned char)path->cure[0]),
		path->cure + 1);
	return true;
}
