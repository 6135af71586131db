// SPDX-License-Identifier: GPL-2.0-or-later
// Runs an rpcd plugin written in ucode. There is no ucode for Debian; the plugin keeps to what ucode and JavaScript have in common, and
// here are the functions of ucode that it calls. Strings are bytes there, so here each character stands for one byte.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const to_bytes = text => Buffer.from(text, 'utf8').toString('latin1');
const from_bytes = text => Buffer.from(text, 'latin1').toString('utf8');

function convert(value, how) {
	if (typeof value == 'string')
		return how(value);
	if (Array.isArray(value))
		return value.map(item => convert(item, how));
	if (value && typeof value == 'object')
		return Object.fromEntries(Object.entries(value).map(([ key, item ]) => [ key, convert(item, how) ]));
	return value;
}

const has_length = value => typeof value == 'string' || Array.isArray(value);

const builtins = {
	type: value => value == null ? null : Array.isArray(value) ? 'array' : typeof value == 'number' ? 'double' : typeof value,
	length: value => has_length(value) ? value.length : null,
	// ucode compiles patterns with REG_NEWLINE.
	match: (text, pattern) => String(text).match(new RegExp(pattern.source, pattern.flags + 'm')),
	replace: (text, pattern, by) => text.replace(pattern, () => by),
	split: (text, by) => text.split(by),
	push: (array, ...items) => array.push(...items),
	shift: array => array.shift(),
	substr: (text, from, length) => text.substr(from, length),
	index: (where, what) => where.indexOf(what),
	trim: text => text.trim(),
	rtrim: (text, what) => {
		let end = text.length;

		while (end > 0 && what.includes(text[end - 1]))
			end--;
		return text.slice(0, end);
	},
	lc: text => text?.toLowerCase(),
	ord: (text, at) => text.charCodeAt(at),
	int: text => parseInt(text, 10),
	json: text => convert(JSON.parse(from_bytes(text)), to_bytes)
};

// The command goes to a real shell, the program under its name there being `program`.
function popen_of(name, program) {
	return command => {
		const quoted = Buffer.from(command.replace(`exec ${name} `, `exec ${program} `), 'latin1').toString('utf8');
		const done = spawnSync('/bin/sh', [ '-c', quoted ], { encoding: 'latin1', maxBuffer: 1 << 26 });
		const lines = done.stdout.match(/[^\n]*\n|[^\n]+$/g) || [];

		return {
			read: what => what == 'line' ? lines.shift() ?? '' : null,
			close: () => done.status
		};
	};
}

// The ubus objects of the plugin: { object: { method: { args, call } } }.
export function load(file, name, program) {
	const source = readFileSync(file, 'utf8').replace(/^import .*;$/gm, '');
	const scope = { ...builtins, popen: popen_of(name, program) };
	const plugin = new Function(...Object.keys(scope), source)(...Object.values(scope));

	for (const methods of Object.values(plugin))
		for (const method of Object.values(methods)) {
			const call = method.call;

			method.call = request => convert(call({ args: convert(request.args, to_bytes) }), from_bytes);
		}
	return plugin;
}
