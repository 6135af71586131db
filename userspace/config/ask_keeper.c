// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/ask_keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/letters.h"
#include "json/reading.h"
#include "system/control.h"

void ask_keeper_tell(const char *before, const char *text)
{
	fprintf(stderr, "lenswatch: %s", before);
	letters_print(stderr, text ? text : "it could not be done");
	fputc('\n', stderr);
}

bool ask_keeper_is(const char *named, const char *kept)
{
	char path[PATH_MAX];

	return !named || (realpath(named, path) && strcmp(path, kept) == 0);
}

/* Silence of the daemon about it, as of an older one, says nothing. */
static void ask_keeper_look(struct json_object *answer, struct ask_keeper *out)
{
	struct json_object *history = reading_member(answer, "history");
	const char *problem;
	char since[160];

	out->watches = reading_flag(answer, "watching") && reading_flag(history, "kept");
	out->sending = reading_flag(answer, "sending");
	out->absent_ns = reading_time(answer, "absent_since");
	out->missing_ns = reading_time(history, "missing_since");
	problem = reading_text(history, "problem");
	/* What is read may end long ago, and look like a house that nothing left. */
	if (!out->missing_ns && problem)
		ask_keeper_tell("nothing is kept in the history at present: ", problem);
	if (!out->missing_ns)
		return;
	snprintf(since, sizeof(since),
		 "the history ends at %.32s; what the daemon reported since waits in its memory: ",
		 reading_text(history, "missing_since"));
	ask_keeper_tell(since, problem ? problem : "it could not be written");
}

void ask_keeper_find(const char *socket, const char *named, char room[PATH_MAX],
		     struct ask_keeper *out)
{
	struct json_object *question = json_object_new_object(), *answer = NULL, *ledger = NULL;
	struct ask_keeper found = {0};
	char text[CONTROL_TEXT];

	room[0] = '\0';
	json_object_object_add(question, "ask", json_object_new_string("commit"));
	if (control_ask(socket, question, CONTROL_PATIENCE_S, &answer, text) == 0 &&
	    json_object_object_get_ex(answer, "ledger", &ledger) && ledger) {
		snprintf(room, PATH_MAX, "%s", json_object_get_string(ledger));
		if (ask_keeper_is(named, room))
			ask_keeper_look(answer, &found);
	}
	json_object_put(answer);
	json_object_put(question);
	*out = found;
}
