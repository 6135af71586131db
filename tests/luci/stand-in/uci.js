// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require baseclass';
'require rpc';

const call = (method, params, expect) => rpc.declare({ object: 'uci', method, params, expect });
const ask = {
	get: call('get', [ 'config' ], { values: {} }),
	set: call('set', [ 'config', 'section', 'values' ]),
	add: call('add', [ 'config', 'type', 'name', 'values' ], { section: '' }),
	delete: call('delete', [ 'config', 'section', 'options' ])
};

// What the router has, with what was changed here on top, until save() sends the changes.
return baseclass.extend({
	values: {},
	tasks: [],

	async load(config) {
		this.values[config] ??= await ask.get(config);
	},
	sections(config, type) {
		return Object.values(this.values[config]).filter(section => section['.type'] == type);
	},
	get(config, section, option) {
		return this.values[config][section]?.[option];
	},
	set(config, section, option, value) {
		const made = this.values[config][section]['.made'];

		this.values[config][section][option] = value;
		if (!made)
			this.tasks.push(() => ask.set(config, section, { [option]: value }));
	},
	unset(config, section, option) {
		if (this.get(config, section, option) == null)
			return;
		delete this.values[config][section][option];
		this.tasks.push(() => ask.delete(config, section, [ option ]));
	},
	add(config, type) {
		const id = 'new' + Math.random().toString(16).slice(2, 8);
		const made = this.values[config][id] = { '.type': type, '.name': id, '.made': true };

		this.tasks.push(() => ask.add(config, type, undefined,
			Object.fromEntries(Object.entries(made).filter(([ key ]) => !key.startsWith('.')))));
		made.forget = this.tasks.at(-1);
		Object.defineProperty(made, 'forget', { enumerable: false });
		return id;
	},
	remove(config, section) {
		const { forget } = this.values[config][section];

		if (forget)
			this.tasks = this.tasks.filter(task => task != forget);
		else
			this.tasks.push(() => ask.delete(config, section));
		delete this.values[config][section];
	},
	async save() {
		for (const task of this.tasks.splice(0))
			await task();
		for (const config of Object.keys(this.values))
			this.values[config] = await ask.get(config);
	}
});
