// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/file.h"

#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "capture/file/checksum.h"
#include "capture/file/frames.h"
#include "capture/file/losses.h"
#include "capture/file/progress.h"
#include "capture/file/stream.h"
#include "packet/packet.h"

struct file_reading {
	const char *name;
	file_frame_fn *frame;
	void (*silent)(void *context); /* NULL: it is not followed */
	void *context;
	int link_type;
	struct stream *stream;
	struct losses losses;
	struct file_outcome out;
};

__attribute__((format(printf, 3, 4))) static void say(struct file_reading *reading,
						      enum file_why why, const char *format, ...)
{
	char *error = reading->out.error;
	size_t at = (size_t)snprintf(error, FILE_ERROR, "%.240s: ", reading->name);
	va_list list;

	reading->out.why = why;
	reading->out.words = at;
	va_start(list, format);
	vsnprintf(error + at, FILE_ERROR - at, format, list);
	va_end(list);
}

/*
 * Both parts of a time in a pcap file are unsigned (draft-ietf-opsawg-pcap section 5) where libpcap
 * before 1.10.5 holds them signed. 0 is no time to those who take frames.
 */
static uint64_t file_stamp(const struct timeval *time)
{
	uint64_t seconds = (uint64_t)time->tv_sec, part = (uint64_t)time->tv_usec, stamped;

	if (time->tv_sec < 0)
		seconds = (uint32_t)time->tv_sec;
	if (part >= CLOCK_SECOND_NS)
		part = CLOCK_SECOND_NS - 1;
	if (seconds >= UINT64_MAX / CLOCK_SECOND_NS)
		return UINT64_MAX;
	stamped = seconds * CLOCK_SECOND_NS + part;
	return stamped ? stamped : 1;
}

static void take_frame(struct file_reading *reading, const struct pcap_pkthdr *header,
		       const uint8_t *data)
{
	struct file_outcome *out = &reading->out;
	uint64_t time_ns = file_stamp(&header->ts);

	if (out->frames++ == 0)
		out->first_ns = time_ns;
	if (time_ns < out->first_ns)
		out->first_ns = time_ns;
	if (time_ns > out->last_ns)
		out->last_ns = time_ns;
	reading->frame(reading->context, reading->link_type, time_ns, data, header->caplen,
		       header->len < header->caplen ? header->caplen : header->len);
}

/* What cannot be opened, by its errno. */
static int refuse_path(struct file_reading *reading, int error)
{
	switch (-error) {
	case ENOENT:
		say(reading, FILE_MISSING, "there is no such file: check the path");
		break;
	case EACCES:
	case EPERM:
		say(reading, FILE_DENIED,
		    "no permission to read it: run as a user who may, or chmod a+r it");
		break;
	case EISDIR:
		say(reading, FILE_SPECIAL, "is a folder, not a capture: name a file in it");
		break;
	default:
		say(reading, FILE_UNREADABLE, "cannot be read: %s", strerror(-error));
	}
	return error;
}

static void describe_head(const uint8_t *head, size_t size, char *text, size_t room)
{
	bool printable = true;
	size_t at = 0;

	for (size_t i = 0; i < size; i++)
		printable = printable && head[i] >= 0x20 && head[i] < 0x7f;
	if (printable) {
		snprintf(text, room, "\"%.*s\"", (int)size, (const char *)head);
		return;
	}
	for (size_t i = 0; i < size && at + 4 < room; i++)
		at += (size_t)snprintf(text + at, room - at, "%s%02x", i ? " " : "", head[i]);
}

/* Packed in ways that are not read, by their first bytes; NULL: none of them. */
static const char *archive_cure(const uint8_t *head, size_t size)
{
	static const struct {
		const char *begins, *cure;
	} known[] = {
		{"PK\x03\x04", "is a zip archive: unpack it first (unzip), and name what is in it"},
		{"BZh", "is packed with bzip2: unpack it first (bunzip2)"},
		{"\xfd"
		 "7zXZ",
		 "is packed with xz: unpack it first (unxz)"},
		{"7z\xbc\xaf", "is a 7z archive: unpack it first (7z x), and name what is in it"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (size >= strlen(known[i].begins) &&
		    !memcmp(head, known[i].begins, strlen(known[i].begins)))
			return known[i].cure;
	return NULL;
}

static int refuse_head(struct file_reading *reading)
{
	const uint8_t *head;
	size_t size = stream_head(reading->stream, &head);
	bool packed = stream_stored(reading->stream) >= STREAM_GZ;
	char text[4 * STREAM_HEAD];
	const char *archive;

	if (size == 0) {
		say(reading, FILE_EMPTY, "%s; was the capture stopped before it began?",
		    packed ? "holds nothing when unpacked" : "is empty");
		return -EINVAL;
	}
	archive = archive_cure(head, size);
	if (archive && !packed) {
		say(reading, FILE_ARCHIVE, "%s", archive);
		return -EINVAL;
	}
	describe_head(head, size, text, sizeof(text));
	say(reading, FILE_UNKNOWN,
	    "not a capture: it begins with %s%s; Lenswatch reads pcap and pcapng, also .gz, "
	    ".zst and .xz",
	    text, packed ? " when unpacked" : "");
	return -EINVAL;
}

/* What to do about captures of links that are not decoded; the numbers are those of link.c. */
static const char *link_advice(int link_type, const char *name)
{
	if (link_type == 105 || link_type == 127 || link_type == 119 || link_type == 192)
		return "what passes by radio is encrypted, and holds no addresses of the home; "
		       "record on the router or at the access point's bridge, as br-lan";
	if (link_type == 117)
		return "a firewall's log holds only what its rules logged; record on the "
		       "interface of the home itself, as tcpdump -i em1";
	if (link_type == 239)
		return "netfilter's log holds only what a rule sent there; record on the bridge "
		       "of the home, as tcpdump -i br-lan";
	if (name && strncmp(name, "DSA_TAG", 7) == 0)
		return "it was taken below the router's switch, which puts tags before IP; record "
		       "on br-lan instead";
	return "it reads Ethernet, raw IP and Linux cooked captures: capture on such an "
	       "interface, or with -i any on Linux";
}

static int file_refuse_link(struct file_reading *reading, int link_type)
{
	const char *name = pcap_datalink_val_to_name(link_type);
	char number[32];

	snprintf(number, sizeof(number), "number %d", link_type);
	say(reading, FILE_LINK_TYPE,
	    "was captured on a link of type %s, which Lenswatch does not decode; %s",
	    name ? name : number, link_advice(link_type, name));
	return -EINVAL;
}

/* Where a file ended early: all before was handed over and counts. */
static void tell_cut(struct file_reading *reading, enum file_why why, const char *words)
{
	const struct file_outcome *out = &reading->out;
	time_t last = (time_t)(out->last_ns / CLOCK_SECOND_NS);
	char text[40] = "an unknown time";
	struct tm utc;

	reading->out.cut = true;
	if (out->frames == 0) {
		say(reading, why, "%s before its first packet was whole: nothing was seen", words);
		return;
	}
	if (gmtime_r(&last, &utc))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	say(reading, why, "%s after %" PRIu64 " packet%s, the last of %s; what came before counts",
	    words, out->frames, out->frames == 1 ? "" : "s", text);
}

/* Damage behind a whole packet is a cut; before the first there is nothing that one could trust. */
static int judge_damage(struct file_reading *reading, enum file_why why, const char *what,
			const char *details)
{
	if (reading->out.frames > 0) {
		reading->out.damaged = true;
		tell_cut(reading, why, what);
		return 0;
	}
	say(reading, why, "%s before its first packet: %s", what, details);
	return -EINVAL;
}

/* The stream ended early, whatever libpcap makes of it. 1 where it did not. */
static int judge_stream(struct file_reading *reading)
{
	switch (stream_end(reading->stream)) {
	case STREAM_WHOLE:
		break;
	case STREAM_FAILED:
		return refuse_path(reading, -stream_errno(reading->stream));
	case STREAM_WINDOW:
		if (stream_stored(reading->stream) == STREAM_XZ)
			say(reading, FILE_XZ_MEMORY,
			    "xz needs more than %d MiB to unpack it; unpack it first: unxz",
			    1 << (STREAM_WINDOW_LOG - 20));
		else
			say(reading, FILE_WINDOW,
			    "its zstd window is larger than %d MiB; unpack it first: zstd -d "
			    "--long=31",
			    1 << (STREAM_WINDOW_LOG - 20));
		return -EFBIG;
	case STREAM_STOPPED:
		say(reading, FILE_STOPPED, "was not read to its end");
		return -ECANCELED;
	case STREAM_CUT:
		tell_cut(reading, FILE_PACKING_CUT, "its packed data ends");
		return 0;
	case STREAM_DAMAGED:
		return judge_damage(reading, FILE_PACKING_DAMAGED, "its packed data is damaged",
				    "fetch or pack it anew");
	}
	return 1;
}

static int refuse_mixture(struct file_reading *reading, const char *what, const char *cure)
{
	say(reading, FILE_MIXED,
	    "holds interfaces of different %s, which libpcap does not read together; %s", what,
	    cure);
	return -EINVAL;
}

/* libpcap tells its errors in words alone: those of its sf-pcap.c and sf-pcapng.c since 1.1. */
static int judge_words(struct file_reading *reading, const char *words)
{
	if (strstr(words, "different from the type"))
		return refuse_mixture(reading, "link types",
				      "take one out: tshark -r FILE -Y frame.interface_id==0 "
				      "-w ONE && editcap -T ether -F nsecpcap ONE OUT");
	if (strstr(words, "different from the snapshot length"))
		return refuse_mixture(reading, "snapshot lengths",
				      "rewrite it: editcap -F nsecpcap FILE OUT");
	if (strncmp(words, "truncated", 9) == 0) {
		tell_cut(reading, FILE_INSIDE_PACKET, "it is cut inside a packet");
		return 0;
	}
	return judge_damage(reading, FILE_DAMAGED, "it is damaged", words);
}

static int file_run(struct file_reading *reading, struct frames *frames)
{
	const struct pcap_pkthdr *header;
	const uint8_t *data;
	int ended, judged;

	reading->link_type = frames->link_type;
	if (!packet_knows_link(reading->link_type))
		return file_refuse_link(reading, reading->link_type);
	while ((ended = frames_next(frames, &header, &data)) == 1)
		take_frame(reading, header, data);
	if (ended == -ENOMEM)
		return refuse_path(reading, ended);
	reading->out.dropped = losses_total(&reading->losses);
	reading->out.dropped_known = losses_known(&reading->losses);
	memcpy(reading->out.filter, reading->losses.filter, sizeof(reading->out.filter));
	judged = judge_stream(reading);
	if (judged <= 0)
		return judged;
	return ended ? judge_words(reading, frames->words) : 0;
}

static int refuse_start(struct file_reading *reading, const char *words)
{
	const uint8_t *head;
	size_t size = stream_head(reading->stream, &head);
	int judged = judge_stream(reading);
	enum stream_form form;

	if (judged < 0)
		return judged;
	reading->out.cut = false;
	form = stream_form(head, size);
	if (judged > 0 && (form == STREAM_UNKNOWN || form >= STREAM_GZ))
		return refuse_head(reading);
	if (judged == 0 || strncmp(words, "truncated", 9) == 0)
		say(reading, FILE_HEADER, "it is cut inside its header: it holds no packet");
	else
		say(reading, FILE_DAMAGED, "it is damaged: %s", words);
	return -EINVAL;
}

static int file_read_stream(struct file_reading *reading)
{
	struct frames frames;
	int error = frames_open(&frames, reading->stream);

	if (!error)
		error = file_run(reading, &frames);
	else if (error == -EINVAL)
		error = refuse_start(reading, frames.words);
	else
		error = refuse_path(reading, error);
	frames_close(&frames);
	return error;
}

static bool is_regular(const char *path)
{
	struct stat status;

	return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Only what can be read twice: the bytes of a pipe are gone once they were read. */
static int start_checksum(const char *path, struct checksum **out)
{
	return is_regular(path) ? checksum_start(path, out) : 0;
}

int file_look(const char *path, file_look_fn *look, void *context)
{
	const struct pcap_pkthdr *header;
	struct stream *stream;
	struct frames frames;
	const uint8_t *data;
	int err;

	if (!is_regular(path))
		return -ESPIPE;
	err = stream_open(path, NULL, NULL, &stream);
	if (err)
		return err;
	err = frames_open(&frames, stream);
	while (!err && frames_next(&frames, &header, &data) == 1)
		if (!look(context, frames.link_type, file_stamp(&header->ts), data, header->caplen,
			  header->len < header->caplen ? header->caplen : header->len))
			break;
	frames_close(&frames);
	stream_close(stream);
	return err;
}

static int file_run_path(struct file_reading *reading, const char *path, bool digested,
			 struct progress *progress)
{
	struct checksum *checksum = NULL;
	int error;

	reading->name = strcmp(path, "-") == 0 ? "standard input" : path;
	progress_name(progress, path);
	error = stream_open(path, progress, &reading->losses, &reading->stream);
	if (!error && digested)
		error = start_checksum(path, &checksum);
	if (!error && reading->silent)
		stream_follow(reading->stream, reading->silent, reading->context);
	if (error)
		refuse_path(reading, error);
	else
		error = file_read_stream(reading);
	/* What is no capture may be large: its sum is not waited for. */
	if (checksum && error)
		checksum_cancel(checksum);
	else if (checksum && checksum_finish(checksum, reading->out.sha256) != 0)
		reading->out.sha256[0] = '\0';
	stream_close(reading->stream);
	return error;
}

int file_read(const char *path, bool digested, struct progress *progress, file_frame_fn *frame,
	      void *context, struct file_outcome *out)
{
	struct file_reading reading = {.frame = frame, .context = context};
	int error = file_run_path(&reading, path, digested, progress);

	*out = reading.out;
	return error;
}

int file_follow(const char *path, file_frame_fn *frame, void (*silent)(void *context),
		void *context, struct file_outcome *out)
{
	struct file_reading reading = {.frame = frame, .silent = silent, .context = context};
	int error = file_run_path(&reading, path, false, NULL);

	*out = reading.out;
	return error;
}
