// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/household.h"

#include <string.h>

#include "words/phrase.h"

const char *household_standing(const struct running_camera *camera, bool seen)
{
	static const char *const sure[] = {"", "likely a camera", "possibly a camera"};

	if (!seen)
		return camera->dismissed ? "not seen yet; no camera, you said" : "not seen yet";
	if (camera->dismissed)
		return "no camera, you said";
	if (camera->sending)
		return "sending now";
	if (camera->off_path)
		return "what it sends does not pass here";
	if (camera->suspected)
		return "behaves like a camera";
	return camera->confirmed ? "" : sure[sureness_of(camera->certainty)];
}

void household_note(const struct running_camera *camera, FILE *file)
{
	const struct event_camera called = running_event(camera);
	const char *standing = household_standing(camera, true);

	fputs(standing, file);
	if (!camera->name || phrase_is_named(&called))
		return;
	fputs(*standing ? "; " : "", file);
	phrase_self(file, &called);
}

const char *household_time(time_t time_s, char text[HOUSEHOLD_TIME])
{
	time_t now_s = time(NULL);
	struct tm then, now;

	if (!time_s)
		return "–";
	localtime_r(&time_s, &then);
	localtime_r(&now_s, &now);
	strftime(text, HOUSEHOLD_TIME,
		 then.tm_yday == now.tm_yday && then.tm_year == now.tm_year ? "%H:%M"
									    : "%-d %b %H:%M",
		 &then);
	return text;
}

void household_because(const char *standing, const char *because, FILE *file)
{
	struct event_reason reason;

	if (because) {
		reason = event_reason_parse(because);
		phrase_reason(file, &reason);
	} else {
		fputs(standing && strcmp(standing, "undecided") == 0
			      ? "nothing says yet what it is"
			      : "nothing speaks for a camera",
		      file);
	}
}

void household_confirm(FILE *file)
{
	fputs("Is one of them a camera? Say so: lenswatch cameras name ADDRESS \"Front door\"\n",
	      file);
}

void household_alone(FILE *file)
{
	fputs("No other device has been seen yet.\n", file);
}
