// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/forget.h"

#include <getopt.h>
#include <stdio.h>

#include "commands/commands.h"
#include "ledger/ledger.h"
#include "slice/orphans.h"

static const char forget_help[] =
	"Usage: lenswatch cameras forget CAMERA [--ledger FILE]\n\n"
	"Erases what the history holds of a camera: when it sent what, to where, its name and its\n"
	"addresses. That it was erased stays visible, and the rest can still be verified. CAMERA "
	"is a MAC\n"
	"address, an IP address or its name. It cannot be undone.\n\n"
	"  --ledger FILE  the history (" LEDGER_PATH ")\n"
	"  --help         this text\n";

static int forget_device(const char *path, const char *device)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	size_t erased = 0;
	int err = ledger_open(path, LEDGER_WRITE, &ledger, error);

	if (err) {
		fprintf(stderr, "lenswatch: %s\n", error);
		return EXIT_COULD_NOT;
	}
	err = ledger_forget(ledger, device, &erased);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", ledger_error(ledger));
	else if (orphans_remove(path, ledger) != 0)
		fprintf(stderr, "lenswatch: %s.headers: not all of its files could be removed\n",
			path);
	ledger_close(ledger);
	if (err)
		return EXIT_COULD_NOT;
	if (!erased) {
		fprintf(stderr, "lenswatch: the history holds nothing of \"%s\"\n", device);
		return EXIT_COULD_NOT;
	}
	printf("Erased: the contents of %zu record%s. `lenswatch verify` says that they were "
	       "erased, not what they were.\n",
	       erased, erased == 1 ? "" : "s");
	return fflush(stdout) ? EXIT_COULD_NOT : EXIT_DONE;
}

int forget_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"ledger", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'}, {0}};
	static char name[] = "lenswatch cameras forget"; /* getopt tells errors with it */
	const char *path = LEDGER_PATH;
	int found;

	argv[0] = name;
	while ((found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found == 'h')
			return fputs(forget_help, stdout) >= 0 && fflush(stdout) == 0
				       ? EXIT_DONE
				       : EXIT_COULD_NOT;
		if (found != 'l') {
			fputs("`lenswatch cameras forget --help` lists the options.\n", stderr);
			return EXIT_USAGE;
		}
		path = optarg;
	}
	if (argc - optind != 1) {
		fputs("lenswatch: say which camera: lenswatch cameras forget CAMERA\n", stderr);
		return EXIT_USAGE;
	}
	return forget_device(path, argv[optind]);
}
