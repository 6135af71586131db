// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/signal.h"

const char *signal_words(const char *signal)
{
	static const char *const words[] = {
		[JUDGED_BY_ROLE] = "what the host is for",
		[JUDGED_BY_BYTES] = "bytes sent",
		[JUDGED_BY_RATIO] = "times more bytes sent than received",
		[JUDGED_BY_PACKET] = "bytes in a packet sent, on average",
		[JUDGED_BY_RATE] = "speed in kbit/s",
		[JUDGED_BY_BURSTS] = "bursts without a pause of a second",
		[JUDGED_BY_BORROWED] = "host name",
		[JUDGED_BY_SIGNATURE] = "protocol of its first bytes",
		[JUDGED_BY_CAMERA] = "known as a camera by",
	};
	enum judged_by by = judged_by_parse(signal);

	return by ? words[by] : signal;
}

const char *signal_coverage(enum coverage coverage)
{
	switch (coverage) {
	case COVERAGE_MERGED:
		return "Packets were seen merged into larger ones, so bytes are up to 4 % low.";
	case COVERAGE_LOWER_BOUND:
		return "Packets were lost while it ran, so more was sent than is reported.";
	case COVERAGE_HARDWARE:
		return "The router's hardware forwarded it and counted: bytes are right, times "
		       "are rough.";
	case COVERAGE_EXACT:
		break;
	}
	return "Every packet of it was seen: bytes and times are exact.";
}
