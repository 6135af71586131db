// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/usage.h"

#include "usage/common.h"

#define ROW_LEDGER                                                                                 \
	{"ledger", "FILE", 'l', "the history (the one the daemon keeps)",                          \
	 MAN("The history: the one that the daemon keeps by default.")}
#define ROW_HISTORY {"FILE", NULL, 0, "the same as --ledger FILE", MAN(NULL)}
#define ROW_RULES                                                                                  \
	{"rules", "DIR", 'r', "what is known of vendors",                                          \
	 MAN("What is known of vendors, instead of the rules that were installed.")}
#define ROW_UNTIL {"until", "T", 'u', "until then (now)", MAN("Until then; until now by default.")}
#define ROW_SINCE                                                                                  \
	{"since", "T", 's', "from then on (the last 7 days)",                                      \
	 MAN("From then on; the last seven days by default.")}
#define ROW_EVENT                                                                                  \
	{"EVENT", NULL, 0,                                                                         \
	 "its handle, as lines end in (34f0); \"last\"; when it began (19:41); or its record's "   \
	 "number",                                                                                 \
	 MAN(NULL)}
#define TIMES                                                                                      \
	"T is 2026-03-01, 2026-03-01T10:00, 10:00, now, today, yesterday, monday, \"last week\", " \
	"7d, 12h or \"2 hours ago\", in local time; with a Z behind the clock, or with --utc, in " \
	"UTC. A day is meant with all its hours."

static const struct usage_row report_rows[] = {
	ROW_SINCE,
	ROW_UNTIL,
	{"camera", "X", 'a', "only this camera: its name, MAC or address", MAN(NULL)},
	{"request", "FROM..TO", 'q', "answer a request for footage of that time instead",
	 MAN("Answer a request for footage of that time: what left in it, what may be held, and "
	     "what is unknown.")},
	{"format", "FORMAT", 'f', "text (default), html, json or csv",
	 MAN("`text` (the default), `html`, `json` or `csv`. HTML is one file without outside "
	     "references. Text and HTML end with the head and public key of the history, HTML with "
	     "the head as a QR code too.")},
	ROW_JSON,
	ROW_OUTPUT,
	ROW_UTC,
	ROW_LEDGER,
	ROW_HISTORY,
	ROW_RULES,
	ROW_HELP,
	{0}};

const struct usage usage_report = {
	.command = "report",
	.summary = "what left the house in a period, from the history",
	.synopsis = "[OPTIONS] [FILE]",
	.about = "Reports what cameras sent out of the house in a period, from the history that "
		 "`watch` and `replay --ledger` keep. It shows when, where to and how much, what "
		 "is new, what vendors may hold, what was not seen, and what you can do.",
	.after = TIMES,
	.rows = report_rows,
	.paged = true};

static const struct usage_row promises_rows[] = {
	ROW_SINCE,
	ROW_UNTIL,
	{"promise", "TEXT", 'p',
	 "hold the history against this one instead of what was promised then (may be repeated)",
	 MAN(NULL)},
	{"config", "FILE", 'c', "the same with the promises in that file of `watch`",
	 MAN("The same with the promises in this file of `watch`: lenswatch.yaml(5).")},
	ROW_TEXT("For people (`text`, the default), or one JSON array (`json`); see promises.md."),
	ROW_OUTPUT,
	ROW_QUIET,
	ROW_UTC,
	ROW_LEDGER,
	ROW_HISTORY,
	ROW_HELP,
	{0}};

const struct usage usage_promises = {
	.command = "promises",
	.summary = "rules for your cameras, and whether they kept them",
	.synopsis = "[OPTIONS] [FILE]",
	.about = "Shows how each promise fared in a period, from the history that `watch` and "
		 "`replay --ledger` keep: kept, broken, or unknown. Exit status 0: none was "
		 "broken; 3: one was.",
	.after = TIMES,
	.rows = promises_rows,
	.paged = true};

static const struct usage_row explain_rows[] = {
	ROW_EVENT,
	{"format", "FORMAT", 'f', "text (default) or json: the record as it stands", MAN(NULL)},
	ROW_JSON,
	ROW_OUTPUT,
	ROW_UTC,
	ROW_LEDGER,
	ROW_HELP,
	{0}};

const struct usage usage_explain = {
	.command = "explain",
	.summary = "why an event was reported, and how sure it is",
	.synopsis = "[OPTIONS] EVENT",
	.about = "Explains an event of the history: every signal with its value, what it had to "
		 "reach and the rule it rests on. Then what else it could have been and why not, "
		 "what identified the camera, and what was not seen.",
	.rows = explain_rows,
	.paged = true};

static const struct usage_row attest_rows[] = {
	{"camera", "X", 'a', "its name, MAC or address", MAN(NULL)},
	{"since", "T", 's', "from then on", MAN(NULL)},
	{"until", "T", 'u', "until then; a day means all its hours",
	 MAN("Until then; a day means all its hours. Counts are written at each full hour and when "
	     "Lenswatch ends: what comes after the last cannot be attested yet.")},
	ROW_TEXT("For people (`text`, the default), or one JSON object (`json`); see attest.md."),
	{"details", NULL, 'd',
	 "all checks, how the bound was found, what it can't show, the fingerprint",
	 MAN("Also the checks that hold, how the bound was found, what no such record can show, "
	     "and the fingerprint of the history behind it.")},
	ROW_OUTPUT,
	ROW_QUIET,
	ROW_UTC,
	ROW_LEDGER,
	ROW_HISTORY,
	ROW_RULES,
	ROW_HELP,
	{0}};

const struct usage usage_attest = {
	.command = "attest",
	.summary = "check that a camera sent nothing in a time",
	.synopsis = "--camera X --since T --until T [OPTIONS] [FILE]",
	.about =
		"States that no footage of a camera left the home in a time, and how much may have "
		"left at most. Or that footage left, or why the history cannot say. Exit status "
		"0: none left; 3: some left, or it cannot be said.",
	.after = TIMES,
	.rows = attest_rows,
	.paged = true};

static const struct usage_row bundle_rows[] = {
	ROW_EVENT,  ROW_TEXT("A bundle is lines of JSON in either."),
	ROW_OUTPUT, ROW_UTC,
	ROW_LEDGER, ROW_HELP,
	{0}};

const struct usage usage_bundle = {
	.command = "bundle",
	.summary = "export one event with its proof",
	.synopsis = "[OPTIONS] EVENT --output FILE",
	.about = "Exports one event of the history for others: the event with all its evidence, "
		 "and the run that reported it (versions of program and rules). Each comes with "
		 "the proof that it stood in a signed history. The headers of its packets follow "
		 "where they are kept (--keep-headers of watch and replay). Nothing "
		 "else of the history is shown. `lenswatch verify FILE` checks it.",
	.rows = bundle_rows};

static const struct usage_row verify_rows[] = {
	ROW_LEDGER,
	{"head", "SIZE:ROOT", 'a', "a head of it that was kept elsewhere, as printed before",
	 MAN("A head of the history that was kept elsewhere, as `verify` or a report printed it.")},
	{"heads", "FILE", 'h', "all heads that `watch --heads` added to this file, and their key",
	 MAN(NULL)},
	{"key", "HEX", 'k', "its public key, as kept elsewhere", MAN(NULL)},
	{"RECEIPT", NULL, 0, "check what `lenswatch bundle` wrote instead (- for standard input)",
	 MAN("Check one exported record instead, with nothing but the public key: the one given, "
	     "else that of the history here.")},
	{"headers", "FILE", 'p', "write the headers in it to this capture, for `lenswatch replay`",
	 MAN(NULL)},
	ROW_TEXT("For people (`text`, the default), or one JSON object (`json`) for a history, and "
		 "one a line for receipts (`intact`, `key_known`, `content`); see ledger.md."),
	ROW_OUTPUT,
	ROW_QUIET,
	ROW_UTC,
	ROW_HELP,
	{0}};

const struct usage usage_verify = {
	.command = "verify",
	.summary = "check that a history was not changed",
	.synopsis = "[--ledger FILE] [--head SIZE:ROOT] [--heads FILE] [--key HEX]\tRECEIPT "
		    "[--key HEX | --ledger FILE] [--headers FILE]",
	.about = "Checks that a history is as it was written: every record, every signature, and "
		 "that nothing was taken out or put in. Exit status 0: it is; 3: it is not, and "
		 "what is wrong is shown. It is 3 too where a receipt is whole, but its key is "
		 "neither the one given nor that of the history here.",
	.rows = verify_rows,
	.paged = true};

static const struct usage_row forget_rows[] = {
	{"yes", NULL, 'y', "erase without asking", MAN("Erase without asking first.")},
	ROW_TEXT("For people (`text`, the default), or `{\"erased\":N}` (`json`)."),
	ROW_LEDGER,
	{"socket", "FILE", 's', "where the daemon answers (" LENSWATCH_RUN "/control)",
	 MAN("Where the daemon answers that keeps it.")},
	ROW_HELP,
	{0}};

const struct usage usage_forget = {
	.command = "cameras forget",
	.summary = "erase what the history holds of a camera",
	.synopsis = "CAMERA [--yes] [--ledger FILE] [--socket FILE]",
	.about = "Erases what the history holds of a camera: when it sent what, to where, its name "
		 "and its addresses. That it was erased stays visible, and the rest can still be "
		 "verified. CAMERA is a MAC address, an IP address or its name. It cannot be "
		 "undone, so it asks first. Where `lenswatch watch` runs and keeps that history, "
		 "it does it.",
	.rows = forget_rows};
