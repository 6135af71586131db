// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/usage.h"

#include "usage/common.h"

#define ROW_SOCKET                                                                                 \
	{"socket", "FILE", 's', "where the daemon answers (" LENSWATCH_RUN "/control)",            \
	 MAN("Where the daemon answers: `" LENSWATCH_RUN "/control` by default.")}
#define ROW_FORMAT                                                                                 \
	ROW_TEXT("For people (`text`, the default), or one JSON object (`json`); see status.md.")

static const struct usage_row status_rows[] = {
	{"verbose", NULL, 'v', "also the memory it takes and the rights it has",
	 MAN("Also the memory that it takes, the user it runs as and the rights it has.")},
	ROW_SOCKET,
	{"format", "FORMAT", 'p', "text (default), json or prometheus",
	 MAN("For people (`text`, the default), one JSON object (`json`), or what Prometheus reads "
	     "(`prometheus`); see status.md.")},
	ROW_JSON,
	ROW_OUTPUT,
	ROW_UTC,
	{"follow", NULL, 'F', "each event as it comes instead, and what is being sent",
	 MAN("Show each event as it comes instead, and once a second what is being sent, as JSON "
	     "lines (status.md). It goes on until the daemon ends, or lets go of who takes no more "
	     "lines (status 1). Not with `--output`.")},
	ROW_HELP,
	{0}};

const struct usage usage_status = {
	.command = "status",
	.summary = "what is being sent now, and whether everything is seen",
	.synopsis = "[OPTIONS]",
	.about = "Asks the running `lenswatch watch` what is being sent now, whether everything is "
		 "seen, and what to do where it is not.",
	.rows = status_rows};

static const struct usage_row cameras_rows[] = {
	{"list", NULL, 0, "the cameras that are known, and what they sent", MAN(NULL)},
	{"name", "CAMERA NAME", 0, "it is a camera, and this is its name", MAN(NULL)},
	{"unname", "CAMERA", 0, "take back the name that you gave it", MAN(NULL)},
	{"confirm", "CAMERA [NAME]", 0, "it is a camera", MAN(NULL)},
	{"not", "CAMERA", 0, "it is not a camera: nothing more is reported of it", MAN(NULL)},
	{"forget", "CAMERA", 0, "erase it from the history (`lenswatch help cameras forget`)",
	 MAN("Erase what the history holds of it: see below.")},
	ROW_SOCKET,
	ROW_FORMAT,
	ROW_OUTPUT,
	ROW_UTC,
	ROW_HELP,
	{0}};

const struct usage usage_cameras = {
	.command = "cameras",
	.summary = "list your cameras, and name them",
	.synopsis = "ACTION [OPTIONS]",
	.about = "Asks the running `lenswatch watch` about cameras, or declares what you know of "
		 "them. CAMERA is a MAC address, an IP address, or its name; case does not "
		 "matter.",
	.rows = cameras_rows};

static const struct usage_row devices_rows[] = {ROW_SOCKET, ROW_FORMAT, ROW_OUTPUT,
						ROW_UTC,    ROW_HELP,	{0}};

const struct usage usage_devices = {
	.command = "devices",
	.summary = "what else is at home, and why it is not a camera",
	.synopsis = "[OPTIONS]",
	.about = "Lists what else is at home, as the running `lenswatch watch` knows it. These are "
		 "devices that are not cameras, or of which that is undecided, and why. Nothing of "
		 "them is "
		 "written down.",
	.rows = devices_rows};

static const struct usage_row rules_rows[] = {
	{"check", NULL, 0, "read all rules, and show every error with its line and cure",
	 MAN(NULL)},
	{"list", NULL, 0, "the vendors, and how much is known of each", MAN(NULL)},
	{"explain", "HOST|MAC|IP|NAME", 0, "which rule matches, where it stands, what it means",
	 MAN("Which rule matches a host, a hardware address, an IP address or a device's name, "
	     "where it stands, and what it means.")},
	{"rules", "DIR", 'r', "the folder of the rules",
	 MAN("What is known of vendors, instead of the rules beside the program (in a source tree) "
	     "or those that were installed.")},
	ROW_TEXT("For people (`text`, the default), or one JSON object (`json`): `check` has "
		 "`errors`, `list` has `vendors`, `explain` has `rules`, the most special first."),
	ROW_OUTPUT,
	ROW_QUIET,
	ROW_HELP,
	{0}};

const struct usage usage_rules = {
	.command = "rules",
	.summary = "check, list and explain what is known of vendors",
	.synopsis = "check [OPTIONS]\tlist [OPTIONS]\texplain HOST|MAC|IP|NAME [OPTIONS]",
	.about = "Checks the rules, lists the vendors, or shows what is known of a host, a "
		 "device's address or its name.",
	.rows = rules_rows,
	.paged = true};

static const struct usage_row config_rows[] = {
	{"check", "[FILE]", 0, "show every mistake in it with its line and cure",
	 MAN("Show every mistake in it with its line and cure. FILE is the same as `--config "
	     "FILE`.")},
	{"config", "FILE", 'c', "the file (" LENSWATCH_CONFIG ")",
	 MAN("The file: `" LENSWATCH_CONFIG "` by default.")},
	ROW_TEXT("For people (`text`, the default), or one JSON object (`json`): "
		 "`{\"file\":…,\"problems\":[{\"setting\":…,\"value\":…,\"says\":…}]}`, problems "
		 "as in status.md."),
	ROW_OUTPUT,
	ROW_QUIET,
	ROW_HELP,
	{0}};

const struct usage usage_config = {
	.command = "config",
	.summary = "check the configuration before it is used",
	.synopsis = "check [FILE] [OPTIONS]",
	.about = "Checks a configuration file of `lenswatch watch` without starting anything. Exit "
		 "status 0: all of it can be used; 3: some of it cannot.",
	.rows = config_rows};
