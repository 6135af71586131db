// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/fallback.h"

#include <errno.h>
#include <string.h>

#include "words/clean.h"
#include "words/phrase.h"

/* What libpcap costs (docs/watching.md). */
static const struct {
	const char *name, *words;
} costs[] = {
	{"merged", "byte counts may be up to 4 % low where packets were joined"},
	{"processor", "it takes more processor time"},
	{"losses", "packets may come faster than they can be read (each such time is a gap)"},
};

#define COSTS (sizeof(costs) / sizeof(costs[0]))

static bool put(struct json_object *to, const char *key, const char *text)
{
	char clean[CLEAN_MOST];
	struct json_object *value =
		text && *text ? json_object_new_string(clean_utf8(text, clean)) : NULL;

	return (value || !text || !*text) && json_object_object_add(to, key, value) == 0;
}

static bool append(struct json_object *list, const char *text)
{
	char clean[CLEAN_MOST];
	struct json_object *value = json_object_new_string(clean_utf8(text, clean));

	return value && json_object_array_add(list, value) == 0;
}

static bool put_lists(struct json_object *to, const struct refusal *why)
{
	struct json_object *missing = json_object_new_array(), *said = json_object_new_array(),
			   *paid = json_object_new_array();
	bool well = missing && said && paid;

	for (unsigned right = REFUSAL_BPF; well && right <= REFUSAL_NET_ADMIN; right <<= 1)
		if (why->missing & right)
			well = append(missing, refusal_right_name((enum refusal_right)right));
	for (size_t i = 0; well && i < why->said_count; i++)
		well = append(said, why->said[i]);
	for (size_t i = 0; well && i < COSTS; i++)
		well = append(paid, costs[i].name);
	json_object_object_add(to, "missing", missing);
	json_object_object_add(to, "said", said);
	json_object_object_add(to, "costs", paid);
	return well;
}

struct json_object *fallback_json(const struct event_fallback *fallback)
{
	const struct refusal *why = &fallback->why;
	struct json_object *object = json_object_new_object();
	bool well = object && put(object, "cause", refusal_cause_name(why->cause)) &&
		    json_object_object_add(object, "errno", json_object_new_int(why->error)) == 0 &&
		    put(object, "program", why->program) && put(object, "lacks", why->lacks) &&
		    put(object, "since", why->since) &&
		    put(object, "locked_down", why->locked_down) &&
		    json_object_object_add(object, "contained",
					   json_object_new_boolean(why->contained)) == 0 &&
		    json_object_object_add(object, "filtered",
					   json_object_new_boolean(why->filtered)) == 0 &&
		    put_lists(object, why);

	if (well)
		return object;
	json_object_put(object);
	return NULL;
}

/* NULL where it is none. */
static const char *text_of(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

static void take(struct json_object *object, const char *key, char *out, size_t room)
{
	const char *text = text_of(json_object_object_get(object, key));

	snprintf(out, room, "%s", text ? text : "");
}

static size_t list_of(struct json_object *object, const char *key, struct json_object **out)
{
	*out = json_object_object_get(object, key);
	return json_object_is_type(*out, json_type_array) ? json_object_array_length(*out) : 0;
}

static bool has(struct json_object *object, const char *key, const char *text)
{
	struct json_object *list;
	size_t count = list_of(object, key, &list);

	for (size_t i = 0; i < count; i++) {
		const char *one = text_of(json_object_array_get_idx(list, i));

		if (one && strcmp(one, text) == 0)
			return true;
	}
	return false;
}

static void take_said(struct json_object *object, struct refusal *why)
{
	struct json_object *list;
	size_t count = list_of(object, "said", &list);

	for (size_t i = 0; i < count && why->said_count < REFUSAL_LINES; i++) {
		const char *line = text_of(json_object_array_get_idx(list, i));

		if (line)
			snprintf(why->said[why->said_count++], REFUSAL_LINE, "%s", line);
	}
}

bool fallback_parse(struct json_object *object, struct event_fallback *out)
{
	struct event_fallback fallback = {0};
	struct refusal *why = &fallback.why;
	char cause[REFUSAL_NAME];

	take(object, "cause", cause, sizeof(cause));
	why->cause = refusal_cause_parse(cause);
	if (why->cause == REFUSAL_NONE)
		return false;
	why->error = json_object_get_int(json_object_object_get(object, "errno"));
	for (unsigned right = REFUSAL_BPF; right <= REFUSAL_NET_ADMIN; right <<= 1)
		if (has(object, "missing", refusal_right_name((enum refusal_right)right)))
			why->missing |= right;
	take(object, "program", why->program, sizeof(why->program));
	take(object, "lacks", why->lacks, sizeof(why->lacks));
	take(object, "since", why->since, sizeof(why->since));
	take(object, "locked_down", why->locked_down, sizeof(why->locked_down));
	why->contained = json_object_get_boolean(json_object_object_get(object, "contained"));
	why->filtered = json_object_get_boolean(json_object_object_get(object, "filtered"));
	take_said(object, why);
	*out = fallback;
	return true;
}

static void write_missing(const struct refusal *why, FILE *file)
{
	const char *before = "";

	fputs("this process may not load a BPF program: it lacks ", file);
	for (unsigned right = REFUSAL_BPF; right <= REFUSAL_NET_ADMIN; right <<= 1) {
		if (!(why->missing & right))
			continue;
		fprintf(file, "%s%s", before, refusal_right_name((enum refusal_right)right));
		before = ", ";
	}
}

static void write_denied(const struct refusal *why, FILE *file)
{
	fprintf(file,
		"the kernel denied it (\"%s\"), although this process has the capabilities for it",
		strerror(why->error));
	if (why->locked_down[0]) {
		fputs("; the kernel is locked down (", file);
		phrase_text(file, why->locked_down);
		fputs(")", file);
	}
	if (why->contained)
		fputs("; this process runs in a user namespace, such as a container's", file);
	if (why->filtered)
		fputs("; a seccomp filter limits its system calls", file);
}

static void write_cause(const struct refusal *why, FILE *file)
{
	switch (why->cause) {
	case REFUSAL_RIGHTS:
		write_missing(why, file);
		break;
	case REFUSAL_DENIED:
		write_denied(why, file);
		break;
	case REFUSAL_MEMLOCK:
		fputs("the limit on locked memory, which this kernel counts BPF against, is too "
		      "low",
		      file);
		break;
	case REFUSAL_LACKS:
		fputs("this kernel lacks ", file);
		phrase_text(file, why->lacks);
		fputs(", which Linux ", file);
		phrase_text(file, why->since);
		fputs(" has", file);
		break;
	case REFUSAL_NO_BPF:
		fputs("this kernel has no BPF", file);
		break;
	case REFUSAL_VERIFIER:
		fputs("the kernel's verifier refused it", file);
		break;
	case REFUSAL_MEMORY:
		fputs("there is not enough memory", file);
		break;
	case REFUSAL_INTERFACE:
		fputs("it cannot be put on an interface", file);
		break;
	default:
		fprintf(file, "the kernel did not take it (\"%s\")", strerror(why->error));
		break;
	}
}

/* Whose words stand in `said`. */
static const char *speaker(const struct refusal *why)
{
	switch (why->cause) {
	case REFUSAL_VERIFIER:
		return "It said:";
	case REFUSAL_OTHER:
		return "libbpf says:";
	default:
		return "Why:";
	}
}

void fallback_write_why(const struct refusal *why, const char *before, FILE *file)
{
	write_cause(why, file);
	fputs(".\n", file);
	if (why->said_count)
		fprintf(file, "%s%s\n", before, speaker(why));
	for (size_t i = 0; i < why->said_count; i++) {
		fprintf(file, "%s  ", before);
		phrase_text(file, why->said[i]);
		fputs("\n", file);
	}
}

void fallback_write(const struct event_fallback *fallback, const char *before, FILE *file)
{
	const char *cure = fallback_cure(&fallback->why);

	fputs("libpcap watches in place of the program in the kernel: ", file);
	fallback_write_why(&fallback->why, before, file);
	fprintf(file, "%sWhat that costs: ", before);
	for (size_t i = 0; i < COSTS; i++)
		fprintf(file, "%s%s", i ? "; " : "", costs[i].words);
	fputs(".\n", file);
	if (cure)
		fprintf(file, "%sWhat to do: %s.\n", before, cure);
}

const char *fallback_cure(const struct refusal *why)
{
	switch (why->cause) {
	case REFUSAL_RIGHTS:
		return "run it as root, or give it CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN";
	case REFUSAL_DENIED:
		return why->contained ? "run it outside of the container"
		       : why->filtered
			       ? "allow the system call bpf in the filter of the service or "
				 "container"
			       : NULL;
	case REFUSAL_MEMLOCK:
		return "raise that limit (ulimit -l unlimited; LimitMEMLOCK=infinity in systemd)";
	case REFUSAL_LACKS:
		return "use a newer kernel";
	case REFUSAL_NO_BPF:
		return "use a kernel that was built with CONFIG_BPF_SYSCALL";
	case REFUSAL_VERIFIER:
		/* Without it the verifier allows less (bpf_allow_ptr_leaks and others). */
		return why->missing & REFUSAL_PERFMON
			       ? "give it CAP_PERFMON, without which the verifier allows less"
			       : "use another kernel, or report these lines with what uname -r "
				 "says";
	case REFUSAL_MEMORY:
		return "stop other programs";
	default:
		return NULL;
	}
}
