/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

const char options_usage[] =
	"usage: generator [options] SCENE CAPTURE\n"
	"Plays a scenario and writes a capture and, beside it, its truth as JSON.\n"
	"  --truth FILE           where the truth goes (CAPTURE with .json; none for -)\n"
	"  --view WORDS           " VIEW_WORDS "\n"
	"  --format pcap|pcapng   default: by the name of CAPTURE\n"
	"  --nano                 nanoseconds instead of microseconds\n"
	"  --big-endian           the other byte order\n"
	"  --snaplen N            keep only the first N bytes of a packet\n"
	"  --merge SIZE           super-packets of up to SIZE (64k)\n"
	"  --repeat N             play the scene N times, one after the other\n"
	"  --seed N               another seed, other packets; the same seed, the same bytes (1)\n";

enum option_id {
	OPTION_TRUTH = 1,
	OPTION_VIEW,
	OPTION_FORMAT,
	OPTION_NANO,
	OPTION_BIG,
	OPTION_SNAPLEN,
	OPTION_MERGE,
	OPTION_REPEAT,
	OPTION_SEED,
	OPTION_HELP
};

static int options_number(const char *text, unsigned long most, unsigned long *out)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end != text && !strcmp(end, "k")) {
		value = value * 1024 - 1;
		end++;
	}
	if (end == text || *end || value > most)
		return -EINVAL;
	*out = value;
	return 0;
}

static int options_take(struct options *o, int id, const char *value)
{
	unsigned long number = 0;
	int rc = 0;

	switch (id) {
	case OPTION_TRUTH:
		o->truth = value;
		break;
	case OPTION_VIEW:
		o->view = value;
		break;
	case OPTION_FORMAT:
		if (strcmp(value, "pcap") && strcmp(value, "pcapng"))
			return -EINVAL;
		o->writer.pcapng = !strcmp(value, "pcapng");
		break;
	case OPTION_NANO:
		o->writer.nano = true;
		break;
	case OPTION_BIG:
		o->writer.big_endian = true;
		break;
	case OPTION_SNAPLEN:
		rc = options_number(value, 262144, &number);
		o->writer.snaplen = (uint32_t)number;
		break;
	case OPTION_MERGE:
		rc = options_number(value, 65535, &number);
		o->merge = (uint32_t)number;
		break;
	case OPTION_REPEAT:
		rc = options_number(value, 1000000, &o->repeat);
		break;
	case OPTION_SEED:
		rc = options_number(value, ~0UL, &number);
		o->seed = number;
		break;
	}
	return rc;
}

int options_parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"truth", required_argument, NULL, OPTION_TRUTH},
		{"view", required_argument, NULL, OPTION_VIEW},
		{"format", required_argument, NULL, OPTION_FORMAT},
		{"nano", no_argument, NULL, OPTION_NANO},
		{"big-endian", no_argument, NULL, OPTION_BIG},
		{"snaplen", required_argument, NULL, OPTION_SNAPLEN},
		{"merge", required_argument, NULL, OPTION_MERGE},
		{"repeat", required_argument, NULL, OPTION_REPEAT},
		{"seed", required_argument, NULL, OPTION_SEED},
		{"help", no_argument, NULL, OPTION_HELP},
		{NULL, 0, NULL, 0},
	};
	int id;

	*o = (struct options){.seed = 1, .repeat = 1};
	if (argc > 1)
		o->writer.pcapng = strstr(argv[argc - 1], ".pcapng") != NULL;
	while ((id = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (id == OPTION_HELP)
			return 1;
		if (id == '?')
			return -EINVAL;
		if (options_take(o, id, optarg)) {
			fprintf(stderr,
				"generator: \"%s\" is no value for this option; see --help\n",
				optarg);
			return -EINVAL;
		}
	}
	if (argc - optind != 2)
		return -EINVAL;
	o->scene = argv[optind];
	o->capture = argv[optind + 1];
	return 0;
}
