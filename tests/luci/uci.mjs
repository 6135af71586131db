// SPDX-License-Identifier: GPL-2.0-or-later
// As much of the ubus object `uci` as LuCI's forms call, over a real file in the syntax of /etc/config. What is set is in the file only
// after `apply`, as on a router.
import { readFileSync, writeFileSync } from 'node:fs';

const QUOTED = /'((?:[^']|'\\'')*)'|"([^"]*)"|(\S+)/g;

function words(line) {
	return [ ...line.matchAll(QUOTED) ].map(found => (found[1]?.replaceAll("'\\''", "'")) ?? found[2] ?? found[3]);
}

function parse(text) {
	const sections = {};
	let section = null;

	for (const line of text.split('\n').map(line => line.trim()).filter(line => line && !line.startsWith('#'))) {
		const [ what, name, value ] = words(line);

		if (what == 'config') {
			const id = value ?? 'cfg' + (Object.keys(sections).length + 1).toString(16).padStart(6, '0');

			section = sections[id] = { '.type': name, '.name': id, '.anonymous': value == null, '.index': Object.keys(sections).length };
		} else if (what == 'list') {
			section[name] = [ ...(section[name] ?? []), value ];
		} else {
			section[name] = value;
		}
	}
	return sections;
}

const quoted = text => `'${String(text).replaceAll("'", "'\\''")}'`;

function print(sections) {
	return Object.values(sections).map(section => [
		`config ${section['.type']}${section['.anonymous'] ? '' : ' ' + quoted(section['.name'])}`,
		...Object.entries(section).filter(([ key ]) => !key.startsWith('.')).flatMap(([ key, value ]) =>
			Array.isArray(value) ? value.map(item => `\tlist ${key} ${quoted(item)}`) : [ `\toption ${key} ${quoted(value)}` ])
	].join('\n') + '\n').join('\n');
}

export function open(folder) {
	let configs = {};
	const file = config => `${folder}/${config}`;
	const get = config => configs[config] ??= parse(readFileSync(file(config), 'utf8'));
	let made = 0;

	return {
		get: ({ config }) => ({ values: configs[config] ?? parse(readFileSync(file(config), 'utf8')) }),
		set({ config, section, values }) {
			Object.assign(get(config)[section], values);
			return {};
		},
		add({ config, type, name, values }) {
			const sections = get(config), id = name ?? `cfg9${(++made).toString(16).padStart(5, '0')}`;

			sections[id] = { '.type': type, '.name': id, '.anonymous': !name, '.index': Object.keys(sections).length, ...values };
			return { section: id };
		},
		delete({ config, section, options }) {
			if (!options)
				delete get(config)[section];
			for (const option of options ?? [])
				delete get(config)[section][option];
			return {};
		},
		apply() {
			for (const config of Object.keys(configs))
				writeFileSync(file(config), print(configs[config]));
			configs = {};
			return {};
		}
	};
}
