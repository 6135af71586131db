// SPDX-License-Identifier: GPL-2.0-or-later
// The ubus object luci.lenswatch: what the pages ask, answered by the program `lenswatch` itself. It runs inside rpcd, so it keeps
// little in memory and lets nothing into a shell that was not looked at and quoted.

'use strict';

import { popen } from 'fs';

const PROGRAM = '/usr/sbin/lenswatch';
const LINES_MOST = 200;   // of an explanation
const WRONG_MOST = 12;    // lines of what went wrong
const UPLOADS_MOST = 500; // one ubus message holds 1 MB (UBUS_MAX_MSGLEN in libubus); an upload takes about 600 bytes here

// What the pages show of an upload, by the columns of `lenswatch report --format csv`.
const COLUMNS = [
	'id', 'part', 'camera_mac', 'camera_ip', 'camera_name', 'camera_named_by', 'vendor', 'start', 'end', 'bytes_up', 'video_low_s', 'video_high_s', 'class',
	'confidence', 'coverage', 'kind', 'host', 'service', 'bucket_owner', 'address', 'as_org', 'country', 'country_basis'
];

const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/;       // a MAC or an IP address
const MOMENT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}Z$/;
const EVENT = /^[0-9a-f]{4,16}$/;
const WORD_MOST = 45;  // the longest of those
const NAME_MOST = 63;  // bytes that the program keeps of a name

// A line of text: something, not too long, no control characters.
function is_line(text, most) {
	if (type(text) != 'string' || !length(text) || length(text) > most)
		return false;
	for (let i = 0; i < length(text); i++)
		if (ord(text, i) < 32 || ord(text, i) == 127)
			return false;
	return true;
}

// To ucode ^ and $ are the ends of each line (REG_NEWLINE), so a word must be one line before they mean anything.
function fits(word, pattern) {
	return is_line(word, WORD_MOST) && match(word, pattern) != null;
}

function quoted(word) {
	return "'" + replace(word, /'/g, "'\\''") + "'";
}

// Runs the program and hands each line to `take`, which says whether it was part of an answer. Returns what went wrong in the program's own
// words, all the rest that it said, or null.
function run(words, take) {
	let command = 'exec ' + PROGRAM, said = '', lines = 0, status = -1, line = '';

	for (let i = 0; i < length(words); i++)
		command = command + ' ' + quoted(words[i]);
	const process = popen(command + ' 2>&1', 'r');
	if (!process)
		return 'lenswatch could not be started';
	for (line = process.read('line'); length(line); line = process.read('line')) {
		if (!take(line) && lines < WRONG_MOST) {
			said = said + line;
			lines++;
		}
	}
	status = process.close();
	if (status == 0)
		return null;
	said = trim(said);
	return length(said) ? replace(said, /^lenswatch: /, '') : 'lenswatch ended with status ' + status;
}

// The program's answer where that is one JSON object in a line.
function ask(words) {
	let answer = null;

	const wrong = run(words, function(line) {
		const is_answer = substr(line, 0, 1) == '{';

		if (is_answer)
			answer = json(line);
		return is_answer;
	});
	if (wrong)
		return { error: wrong };
	return answer ? answer : { error: 'lenswatch gave no answer' };
}

// The fields of a line of CSV (RFC 4180); most lines have no quotes.
function fields(line) {
	let found = [], text = '', inside = false, c = '';

	if (index(line, '"') < 0)
		return split(line, ',');
	for (let i = 0; i < length(line); i++) {
		c = substr(line, i, 1);
		if (inside && c == '"' && substr(line, i + 1, 1) == '"') {
			text = text + c;
			i++;
		}
		else if (c == '"') {
			inside = !inside;
		}
		else if (c == ',' && !inside) {
			push(found, text);
			text = '';
		}
		else {
			text = text + c;
		}
	}
	push(found, text);
	return found;
}

// The apostrophe keeps a spreadsheet from taking a name for a formula (lenswatch report); nobody called it so.
function plain(text) {
	return index(text, "'") == 0 && index('=+@-', substr(text, 1, 1)) >= 0 && length(text) > 1 ? substr(text, 1) : text;
}

function upload_of(columns, line) {
	const values = fields(line);
	let upload = {};

	for (let i = 0; i < length(COLUMNS); i++) {
		const at = index(columns, COLUMNS[i]);

		if (at >= 0 && at < length(values) && length(values[at]))
			upload[COLUMNS[i]] = plain(values[at]);
	}
	return upload;
}

// Asked for one camera, the program refuses a time in which that sent nothing, which to the pages is an answer like any other.
function is_of(upload, camera) {
	return !length(camera) || lc(upload.camera_mac) == lc(camera) || upload.camera_ip == lc(camera);
}

// Adds an upload to what its camera sent in all. `total.sure` stays true while each was certain.
function count(totals, upload) {
	const key = upload.camera_mac ? upload.camera_mac : upload.camera_ip;
	let total = null;

	for (let i = 0; i < length(totals); i++)
		if (totals[i].key == key)
			total = totals[i];
	if (!total) {
		total = { key: key, uploads: 0, bytes: 0, sure: true };
		push(totals, total);
	}
	total.name = upload.camera_name;
	total.named_by = upload.camera_named_by;
	total.vendor = upload.vendor;
	total.uploads = total.uploads + 1;
	total.bytes = total.bytes + int(upload.bytes_up);
	total.sure = total.sure && +upload.confidence >= 0.95;
}

function uploads(args) {
	let columns = null, kept = [], left_out = 0, totals = [], note = '';
	const words = [ 'report', '--format', 'csv', '--since', args.since, '--until', args.until ];

	if (!fits(args.since, MOMENT) || !fits(args.until, MOMENT))
		return { error: 'a time looks like 2026-03-01T10:00Z' };
	if (length(args.camera) && !fits(args.camera, ADDRESS))
		return { error: 'that is not the address of a camera' };
	const wrong = run(words, function(line) {
		if (index(line, 'type,id,') == 0) {
			columns = fields(trim(line));
			return true;
		}
		if (columns && index(line, 'upload,') == 0) {
			const upload = upload_of(columns, rtrim(line, '\r\n'));

			if (!is_of(upload, args.camera))
				return true;
			count(totals, upload);
			push(kept, upload);
			if (length(kept) > UPLOADS_MOST) {
				shift(kept);
				left_out++;
			}
		}
		if (index(line, 'lenswatch: ') == 0) {
			note = note + substr(line, 11);
			return false;
		}
		return columns != null;
	});
	// What it says beside an answer is of what the history has not.
	return wrong ? { error: wrong } : { uploads: kept, left_out: left_out, cameras: totals, note: length(note) ? trim(note) : null };
}

function explain(args) {
	let text = '', lines = 0;

	if (!fits(args.event, EVENT))
		return { error: 'that is not the id of an event' };
	const wrong = run([ 'explain', '--', args.event ], function(line) {
		if (lines < LINES_MOST)
			text = text + line;
		lines++;
		return index(line, 'lenswatch: ') != 0;
	});
	return wrong ? { error: wrong } : { text: text };
}

// What the owner says of a device: `action` is the program's word for it.
function tell(action, args, name) {
	let words = [ 'cameras', '--format', 'json', '--', action, args.camera ];

	if (!fits(args.camera, ADDRESS))
		return { error: 'that is not the address of a device' };
	if (action == 'name') {
		if (!is_line(name, NAME_MOST))
			return { error: 'a name has 1 to 63 letters (others than English ones count twice or more)' };
		push(words, name);
	}
	return ask(words);
}

const methods = {
	status: {
		call: function(request) {
			return ask([ 'status', '--format', 'json' ]);
		}
	},
	cameras: {
		call: function(request) {
			return ask([ 'cameras', '--format', 'json', 'list' ]);
		}
	},
	devices: {
		call: function(request) {
			return ask([ 'devices', '--format', 'json' ]);
		}
	},
	uploads: {
		args: { since: '', until: '', camera: '' },
		call: function(request) {
			return uploads(request.args);
		}
	},
	explain: {
		args: { event: '' },
		call: function(request) {
			return explain(request.args);
		}
	},
	name: {
		args: { camera: '', name: '' },
		call: function(request) {
			return tell('name', request.args, request.args.name);
		}
	},
	unname: {
		args: { camera: '' },
		call: function(request) {
			return tell('unname', request.args, null);
		}
	},
	confirm: {
		args: { camera: '' },
		call: function(request) {
			return tell('confirm', request.args, null);
		}
	},
	dismiss: {
		args: { camera: '' },
		call: function(request) {
			return tell('not', request.args, null);
		}
	}
};

return { 'luci.lenswatch': methods };
