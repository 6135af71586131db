/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No guard: the settings of `watch`, a row each, in the order in which they are listed:
 *
 *   SETTING(key, option (NULL: as the key), argument, is, between, yield, set, place, cure, help,
 *           manual)
 *
 * config/settings.c takes from it what is done with a value, usage_watch.c what is said of it;
 * WORD() is an option alone, with the letter that getopt returns.
 */
SETTING("interface", NULL, "IF", SETTING_LIST, NULL, CONFIG_INTERFACE, setting_interface, 0,
	"name a network interface, as in br-lan", "watch this interface (may be repeated)",
	"Watch this interface. It may be repeated, 16 times at most; a device that passes several "
	"is counted on one. Without it the one that fits is taken, or those there are are listed.")
SETTING("attach", NULL, "HOW", 0, NULL, CONFIG_ATTACH, setting_attach, 0,
	"one of auto, xdp, xdp-generic, tc, pcap", "auto (default), xdp, xdp-generic, tc or pcap",
	"How to watch it: `auto` (the default) takes XDP in the driver, else TC, else libpcap. "
	"`xdp`, `xdp-generic`, `tc` and `pcap` take that, or say why not and end with status 1.")
SETTING("mirror", NULL, NULL, SETTING_ALONE, NULL, CONFIG_MIRROR, setting_mirror, 0,
	"write yes or no", "IF only receives copies (a mirror port): its frames end here",
	"The interface only receives copies (a mirror port, a tap): its frames end in Lenswatch. "
	"Refused where the interface is in use.")
WORD("config", "FILE", 'c', "take the options from this YAML file too",
     "Take options from this YAML file, by their names without dashes; those on the command line "
     "come on top: lenswatch.yaml(5).")
SETTING("not", NULL, "ADDR", SETTING_LIST, NULL, 0, setting_not, 0,
	"write a MAC or IP address, as in f4:b8:5e:35:67:b0",
	"this MAC or IP address is no camera (may be repeated)",
	"The device with this MAC or IP address is no camera. It may be repeated, 64 times at "
	"most. "
	"What you declared with `lenswatch cameras` goes before.")
#include "usage/common_rows.h"
SETTING("socket", NULL, "FILE", SETTING_PATH, NULL, 0, setting_text,
	offsetof(struct config, socket), "name a file, as in " LENSWATCH_RUN "/control",
	"where `lenswatch status` asks (" LENSWATCH_RUN "/control)",
	"The socket where `lenswatch status` and `lenswatch cameras` ask.")
SETTING("socket-group", NULL, "GROUP", 0, NULL, 0, setting_text,
	offsetof(struct config, socket_group), "name a group of this machine",
	"who is of this group may ask there too; root alone changes anything",
	"Who is of this group may ask and listen there too, and learns what `status`, `cameras` "
	"and `devices` show; root alone changes anything. Without it nobody else may.")
SETTING("state", NULL, "FILE", SETTING_PATH, NULL, 0, setting_text, offsetof(struct config, state),
	"name a file, as in " LENSWATCH_STATE "/cameras.yaml",
	"where your words on cameras are kept (" LENSWATCH_STATE "/cameras.yaml)",
	"Where the owner's words on cameras are kept.")
SETTING("ledger", NULL, "FILE", SETTING_PATH, NULL, 0, setting_text,
	offsetof(struct config, ledger), "name a file, as in " LENSWATCH_STATE "/ledger.db",
	"keep a history in this file",
	"Keep a history of what is reported in this file, made where there is none. Where it "
	"cannot be "
	"opened or written, watching goes on without it, `lenswatch status` says why, and it is "
	"tried again every minute.")
SETTING("no-history", NULL, "TEXT", SETTING_FILE, NULL, 0, setting_text,
	offsetof(struct config, no_history), "say why no history can be kept", NULL,
	"Why no history can be kept now, for whoever writes the file and knows: `lenswatch status` "
	"says so.")
SETTING("refused", NULL, "TEXT", SETTING_LIST | SETTING_FILE, NULL, 0, setting_refused, 0,
	"write setting, reason and value, with tabs between", NULL,
	"What whoever wrote the file found wrong in its own source: a setting, a reason and the "
	"value, with tabs between. `lenswatch status` lists it among the problems.")
SETTING("commit", NULL, "SECONDS", 0, NULL, 0, setting_commit, 0, "write seconds from 1 to 86400",
	"write to disk every so many seconds (5)",
	"How often the history is written to the disk, 1 to 86400; 5 by default. A power cut takes "
	"what was reported since.")
SETTING("keep-days", NULL, "DAYS", 0, NULL, 0, setting_days, 0, "write days from 1 to 36500",
	"drop what is older from the history",
	"Drop from the history what is older, 1 to 36500 days. Nothing is too old without it.")
SETTING("keep-mb", NULL, "MB", 0, NULL, 0, setting_megabytes,
	offsetof(struct config, keep.megabytes), "write megabytes from 1 to 100000",
	"drop the oldest from it, so that it takes no more",
	"Drop the oldest of the history so that its file takes no more, 1 to 100000 megabytes (of "
	"1,000,000 bytes). What remains can still be verified, and says what was dropped.")
SETTING("keep-headers", NULL, "MB", 0, NULL, CONFIG_HISTORY, setting_megabytes,
	offsetof(struct config, keep_headers_mb), "write megabytes from 1 to 100000",
	"also keep the headers of the packets of uploads, so much at most (bundle)",
	"Beside the history, in the folder `FILE.headers`, keep the headers of the packets of each "
	"reported upload, for `lenswatch bundle`. All files together are no larger than that; "
	"the oldest make room. Nothing is kept without it.")
SETTING("promises", "promise", "TEXT", SETTING_LIST | SETTING_SAYS_ALL, ": ", 0, setting_common, 0,
	"write a line for each, as in \"- front door: only clips\"",
	"report when it is broken, as in \"front door: only clips\" (may be repeated)",
	"Report each upload that breaks this promise, as in \"front door: only clips\". It may be "
	"repeated, 64 times at most.")
SETTING("heads", NULL, "FILE", SETTING_PATH, NULL, CONFIG_HISTORY, setting_text,
	offsetof(struct config, heads), "name a file, as in /media/stick/lenswatch.heads",
	"add the head of the history to this file: at start and end, each day",
	"Add the newest head of the history to this file, as a line `SIZE:ROOT KEY`. That is done "
	"at the start and the end, at the beginning of each day and at a reload.")
SETTING("anchor-command", NULL, "PROGRAM", SETTING_PATH, NULL, CONFIG_HISTORY, setting_text,
	offsetof(struct config, anchor_command), "name a program, as in /usr/local/bin/keep-head",
	"and hand it to this program, once an hour at most",
	"Run this program with the two words `SIZE:ROOT` and `KEY` at these times but the end, "
	"once "
	"an hour at most. It runs as the daemon's user without any rights, is started without a "
	"shell and ends with `watch`.")
SETTING("user", NULL, "NAME", 0, NULL, 0, setting_text, offsetof(struct config, user),
	"name a user of this machine", "become this user once attached (lenswatch, else nobody)",
	"The user to become once attached: `lenswatch`, where there is such a user, else `nobody`.")
