// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/usage.h"

#include "usage/common.h"

/* A setting that only files have is no option: no letter, no help. */
#ifdef LENSWATCH_MANUAL
#define SETTING(k, option, given, has, between, yield, set, place, cure, said, text)               \
	{.name = (option) ? (option) : (k),                                                        \
	 .argument = (given),                                                                      \
	 .letter = (has) & SETTING_FILE ? 0 : 'o',                                                 \
	 .help = (said),                                                                           \
	 .manual = (text),                                                                         \
	 .key = (k),                                                                               \
	 .is = (has)},
#else
#define SETTING(k, option, given, has, between, yield, set, place, cure, said, text)               \
	{.name = (option) ? (option) : (k),                                                        \
	 .argument = (given),                                                                      \
	 .letter = (has) & SETTING_FILE ? 0 : 'o',                                                 \
	 .help = (said)},
#endif
#define WORD(option, given, sign, said, text)                                                      \
	{.name = (option), .argument = (given), .letter = (sign), .help = (said), MAN(text)},
#define ROW_SILENT                                                                                 \
	{"quiet", NULL, 'q', "print nothing but events and errors",                                \
	 MAN("Print nothing but events and errors: no hint, no progress.")}

static const struct usage_row rows[] = {
#include "usage/setting_rows.h"
	{"IF", NULL, 0, "the same as --interface IF", MAN(NULL)},
	ROW_JSON,
	ROW_SILENT,
	{"verbose", NULL, 'v', "also say how each interface is watched",
	 MAN("Also say how each interface is watched. Where another way than the usual one had to "
	     "be taken, it says so in any case.")},
	ROW_HELP,
	{0}};

const struct usage usage_watch = {
	.command = "watch",
	.summary = "report what leaves the house as it happens",
	.synopsis = "[IF ...] [OPTIONS]",
	.about = "Watches the home network and reports within seconds when, how much and to where "
		 "footage of its cameras leaves the house. Without an interface it takes the one "
		 "that fits, or lists those there are. Ends on SIGTERM; SIGHUP reads rules and "
		 "configuration anew.",
	.rows = rows,
	MAN("It prints the same events as a replay of what passes there would. It takes an "
	    "interface by itself where exactly one is on the way from a home network to the "
	    "internet. It needs root to start, and drops all privileges once it runs. SIGTERM and "
	    "SIGINT end it: what is open is reported as far as it went. At SIGHUP rules that are "
	    "wrong leave the old ones in force. What is wrong in a configuration file is left out, "
	    "and the log and `lenswatch status` say so.\n\n"
	    "With `--ledger`, what is reported is added to a history, one SQLite file that is "
	    "signed and chained by hashes.")};

#undef SETTING
#define SETTING(k, option, given, has, between, yield, set, place, cure, said, text)               \
	{.name = (k), .argument = (given), .letter = 'o', .help = (said), MAN(text)},

static const struct usage_row replay_rows[] = {
#include "usage/common_rows.h"
	{"ledger", "FILE", 'o', "add what is reported to this history, made where there is none",
	 MAN("Add what is reported to this history. The same capture replayed twice adds nothing. "
	     "Not "
	     "with `--jobs`.")},
	{"keep-headers", "MB", 'o',
	 "beside the history, keep the headers of what was reported (bundle)",
	 MAN("As that of `watch`: lenswatch-watch(1).")},
	{"promise", "TEXT", 'o',
	 "hold all of it against a promise, as in \"front door: only clips\" (may be repeated); "
	 "exit status 3 where one was broken",
	 MAN("Report each upload that breaks this promise, as in \"front door: only clips\". It "
	     "may "
	     "be repeated, 64 times at most; the exit status is 3 where one was broken.")},
	{"join", NULL, 'o',
	 "the files are one time line (rotated captures), in the order of their first packets",
	 MAN("All files are one recording in parts, such as tcpdump makes with `-C` or `-G`, in "
	     "the "
	     "order of their first packets.")},
	{"mirror", "KIND", 'o',
	 "look into the copies of frames that a mirror sends as packets: tzsp, vxlan, gre or "
	 "erspan; by itself only where there is nothing else",
	 MAN("Look into the copies of frames that a mirror sends as packets: `tzsp`, `vxlan`, "
	     "`gre` or `erspan`. By itself only where a capture holds nothing else, as anybody in "
	     "the home may send such packets.")},
	{"all", NULL, 'o',
	 "what is not reported too, with the condition that it fails, and how each device is "
	 "weighed",
	 MAN("For researchers. An `episode` is traffic that is no event, with the condition that "
	     "it "
	     "fails, its number and the threshold. A `device` has its verdict and the weights of "
	     "what speaks for it. In text and JSON; none of it goes into a history.")},
	{"set", "NAME=NUMBER", 'o',
	 "an experiment: another threshold of footage, as in footage_bytes=50000 (may be repeated)",
	 MAN("For researchers: another threshold of footage in place of the default, which rules "
	     "may still have otherwise for their vendor: `footage_bytes`, `footage_ratio`, "
	     "`behaviour_ratio`, `mean_packet`, `snapshot_bytes`. It stands in `run`. Not with "
	     "`--ledger`: a history keeps what happened.")},
	{"follow", NULL, 'o', "report as it happens what comes by a pipe: ssh ... tcpdump",
	 MAN("The capture comes by a pipe while it is recorded, as `ssh root@192.168.1.1 "
	     "\"tcpdump -i br-lan --immediate-mode -U -s 512 -w - not port 22\" | lenswatch "
	     "replay --follow -` has it. Each record is printed, and kept in the history, at once, "
	     "in no order; they are those of a replay of the same capture. A capture without "
	     "frames for 12 seconds ends what was going on. A pipe that stands still for as long "
	     "amid an upload makes two of it. Ctrl-C and the pipe's end end it, with the rest of "
	     "the records. What tcpdump lost it prints on its own screen, as a pcap has no place "
	     "for it.")},
	{"strict", NULL, 'o', "exit status 1 where a file is no capture, or ends early",
	 MAN("Exit with status 1 unless each file is a capture and was read to its end. What it is "
	     "stands in the `file` records of json and csv.")},
	{"resume", "STATE", 'o', "keep what is done in this file, and go on from there",
	 MAN("Keep what each file gave in the file STATE, made where there is none. However the "
	     "run ends, the same command reads only what is not done yet, and prints all, byte for "
	     "byte what one run prints. A file that changed, other options and another time zone "
	     "are read anew. For "
	     "`--format json` and `csv`; not with `--join` or `--ledger`, and of files alone: what "
	     "a pipe gives may be something else another time.")},
	{"digest", "sha256", 'o',
	 "hash each file beside the reading, for its record in json and csv",
	 MAN("Make the SHA-256 of each file, in a thread beside the reading, and write it into the "
	     "records of `--format json` and `csv`. It takes longer than the reading, so it is "
	     "made only where "
	     "it is asked for, and for a history (`--ledger`).")},
	{"jobs", "N", 'o', "replay N houses side by side",
	 MAN("Read up to N files side by side, 1 (the default) to 64. What is printed and its "
	     "order "
	     "stay the same.")},
	{"read", "FILE", 'r', "the same as FILE (may be repeated)", MAN(NULL)},
	ROW_JSON,
	ROW_OUTPUT,
	ROW_UTC,
	ROW_SILENT,
	ROW_HELP,
	{0}};

const struct usage usage_replay = {
	.command = "replay",
	.summary = "report what left the house in a capture file",
	.synopsis = "[OPTIONS] FILE|DIR ...",
	.about = "Reads captures (pcap or pcapng, also .gz, .zst and .xz, - for standard input). "
		 "It reports when, how much and to where footage of the cameras in them left the "
		 "house. Each FILE is a house of its own; a DIR stands for the captures in it.",
	.rows = replay_rows,
	MAN("An event is printed for each time a camera sent footage out of the house. It holds "
	    "the camera, the time, the bytes, who received them, what that rests on, and how sure "
	    "it is. Data goes to standard output and messages to standard error. What is not a "
	    "camera is not reported: phones, laptops and TVs appear in no event.\n\n"
	    "Nothing that was learned in one FILE is used in another. The captures of a DIR are "
	    "sorted by name. The report is printed when the file has been read to its end; where "
	    "there are several, text names each above its lines.\n\n"
	    "Captures are of Ethernet, raw IP, Linux cooked, BSD loopback links or a Mac's pktap, "
	    "with VLAN tags and PPPoE; packets may be cut short. A file that ends inside a packet "
	    "(tcpdump was killed) or is damaged behind one is reported up to there. A message and "
	    "a gap say so, and with `--strict` exit status 1. What else cannot be read is a "
	    "message and "
	    "exit status 1.")};
