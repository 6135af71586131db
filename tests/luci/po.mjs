// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a .po file, as far as our own need it: { text: [ translation, of many ] }.
import { execFileSync } from 'node:child_process';

export function translations(file) {
	const found = {};

	// One line a string, and what is not translated or doubtful left out.
	for (const entry of execFileSync('msgattrib', [ '--translated', '--no-fuzzy', '--no-wrap', file ], { encoding: 'utf8' }).split('\n\n')) {
		const part = name => entry.match(new RegExp(`^${name} (".*")$`, 'm'))?.[1];
		const [ one, translated ] = [ part('msgid'), part('msgstr') ?? part('msgstr\\[0\\]') ];

		if (one && one != '""')
			found[JSON.parse(one)] = [ translated, part('msgstr\\[1\\]') ].filter(text => text).map(text => JSON.parse(text));
	}
	return found;
}
