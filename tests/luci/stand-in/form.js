// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require baseclass';
'require dom';
'require ui';
'require uci';
'require rpc';

const access = rpc.declare({ object: 'session', method: 'access', params: [ 'scope', 'object', 'function' ], expect: { access: false } });

// LuCI's validation has these, among others; a name that it does not know would accept nothing, or everything.
const DATATYPES = /^(or|range|maxlength|macaddr|ipaddr|file|cidr|uinteger)$/;

class Value {
	constructor(section, option, title, description) {
		Object.assign(this, { section, option, title, description, config: section.map.config, choices: [], needs: [], rmempty: true });
	}
	value(key, title) {
		this.choices.push([ key, title ?? key ]);
	}
	depends(option, value) {
		this.needs.push([ option, value ]);
	}
	validate() {
		return true;
	}
	cfgvalue(sid) {
		return uci.get(this.config, sid, this.option);
	}
	textvalue(sid) {
		const value = this.cfgvalue(sid) ?? this.default;

		return value == null ? null : '%h'.format(value);
	}
	id(sid) {
		return `widget.cbid.${this.config}.${sid}.${this.option}`;
	}
	widget(id, value) {
		return E('input', { 'type': 'text', 'id': id, 'value': value ?? '', 'placeholder': this.placeholder });
	}
	read(node) {
		return node.value;
	}
	render(sid, in_table) {
		for (const [ name ] of (this.datatype ?? '').matchAll(/[a-z]+(?=[(,)]|$)/g))
			if (!DATATYPES.test(name) && name != 'nomask')
				throw new Error(`no datatype ${name}`);
		const widget = this.widget(this.id(sid), this.cfgvalue(sid) ?? this.default);
		const field = E('div', { 'class': 'cbi-value-field' }, [ widget ]);

		widget.addEventListener('change', () => this.section.follow(sid));
		if (in_table)
			return E('td', { 'class': 'td', 'data-title': this.title, 'data-field': this.option }, [ field ]);
		if (this.description)
			field.append(E('div', { 'class': 'cbi-value-description' }, this.description));
		return E('div', { 'class': 'cbi-value', 'data-field': this.option }, [
			E('label', { 'class': 'cbi-value-title', 'for': this.id(sid) }, this.title), field ]);
	}
	input(sid) {
		return this.section.root.querySelector(`[id="${this.id(sid)}"]`);
	}
	active(sid) {
		return this.needs.every(([ option, value ]) => {
			const other = this.section.options.find(item => item.option == option);

			return other.read(other.input(sid)) == value;
		});
	}
	parse(sid) {
		const value = this.active(sid) ? this.read(this.input(sid)) : '';
		const verdict = this.active(sid) && value.length ? this.validate(sid, value) : true;

		if (verdict !== true)
			throw new TypeError(`${_('Option "%s" contains an invalid input value.').format(this.title)} ${verdict}`);
		if (!value.length && this.active(sid) && !this.rmempty)
			throw new TypeError(_('Option "%s" must not be empty.').format(this.title));
		if (!value.length)
			uci.unset(this.config, sid, this.option);
		else if (String(value) != String(this.cfgvalue(sid)))
			uci.set(this.config, sid, this.option, value);
	}
}

class Flag extends Value {
	widget(id, value) {
		return E('input', { 'type': 'checkbox', 'id': id, 'checked': value == '1' ? '' : null });
	}
	read(node) {
		return node.checked ? '1' : '0';
	}
	textvalue(sid) {
		return (this.cfgvalue(sid) ?? this.default) == '1' ? _('Yes') : _('No');
	}
}

class ListValue extends Value {
	widget(id, value) {
		return E('select', { 'id': id }, this.choices.map(([ key, title ]) =>
			E('option', { 'value': key, 'selected': key == value ? '' : null }, [ title ])));
	}
}

// One line an entry.
class DynamicList extends Value {
	widget(id, value) {
		const node = E('textarea', { 'id': id, 'placeholder': this.placeholder, 'data-choices': this.choices.map(([ key ]) => key).join(' ') });

		node.value = L.toArray(value).join('\n');
		return node;
	}
	read(node) {
		return node.value.split('\n').filter(line => line);
	}
}

class Section {
	constructor(map, type, title, description) {
		Object.assign(this, { map, type, title, description, options: [], tabs: [] });
	}
	option(kind, ...args) {
		this.options.push(new kind(this, ...args));
		return this.options.at(-1);
	}
	tab(name, title) {
		this.tabs.push([ name, title ]);
	}
	taboption(tab, ...args) {
		return Object.assign(this.option(...args), { tab });
	}
	follow(sid) {
		for (const option of this.options)
			this.root.querySelector(`[data-field="${option.option}"]`)?.classList.toggle('hidden', !option.active(sid));
	}
	head() {
		return [ this.title ? E('h3', {}, this.title) : '', this.description ? E('div', { 'class': 'cbi-section-descr' }, this.description) : '' ];
	}
}

class NamedSection extends Section {
	constructor(map, sid, ...args) {
		super(map, ...args);
		this.sid = sid;
	}
	pane(tab, title) {
		return E('div', { 'data-tab': tab, 'class': tab == this.tabs[0]?.[0] ? '' : 'hidden' },
			this.options.filter(option => option.tab == tab).map(option => option.render(this.sid)));
	}
	show(tab) {
		for (const node of this.root.querySelectorAll('[data-tab]'))
			node.classList.toggle('hidden', node.dataset.tab != tab);
	}
	render() {
		const menu = this.tabs.map(([ name, title ]) => E('li', {}, [
			E('button', { 'class': 'btn', 'data-show': name, 'click': () => this.show(name) }, [ title ]) ]));

		this.root = E('div', { 'class': 'cbi-section' }, [ ...this.head(), menu.length ? E('ul', { 'class': 'cbi-tabmenu' }, menu) : '',
			...(this.tabs.length ? this.tabs.map(([ name ]) => this.pane(name)) : this.options.map(option => option.render(this.sid))) ]);
		this.follow(this.sid);
		return this.root;
	}
	parse() {
		for (const option of this.options)
			option.parse(this.sid);
	}
}

class GridSection extends Section {
	sids() {
		return uci.sections(this.map.config, this.type).map(section => section['.name']);
	}
	cell(option, sid) {
		return option.editable ? option.render(sid, true)
			: E('td', { 'class': 'td', 'data-title': option.title }, option.textvalue(sid) ?? E('em', {}, [ _('none') ]));
	}
	render() {
		const button = (title, name, click) => E('button', { 'class': 'btn', 'data-grid': name, 'disabled': this.map.readonly ? '' : null, click }, [ title ]);

		this.root = E('div', { 'class': 'cbi-section', 'data-grid-of': this.type }, [ ...this.head(), E('table', { 'class': 'table' }, [
			E('tr', { 'class': 'tr table-titles' }, this.options.map(option => E('th', { 'class': 'th' }, option.title))),
			...this.sids().map(sid => E('tr', { 'class': 'tr', 'data-sid': sid }, [ ...this.options.map(option => this.cell(option, sid)),
				E('td', { 'class': 'td' }, [ button(_('Edit'), 'edit', () => this.edit(sid)), ' ', button(_('Delete'), 'delete', () => this.remove(sid)) ]) ]))
		]), button(this.addbtntitle ?? _('Add'), 'add', () => this.edit(uci.add(this.map.config, this.type), true)) ]);
		return this.root;
	}
	remove(sid) {
		uci.remove(this.map.config, sid);
		return this.map.save();
	}
	// The options of one section in a dialog, in a form of their own.
	edit(sid, added) {
		const section = new NamedSection(this.map, sid, this.type);
		const close = () => {
			ui.hideModal();
			if (added)
				uci.remove(this.map.config, sid);
		};
		const save = () => {
			try {
				section.parse();
			} catch (error) {
				return ui.addNotification(null, E('p', {}, [ error.message ]));
			}
			ui.hideModal();
			return uci.save().then(() => this.map.reset());
		};

		section.options = this.options.map(option => Object.assign(Object.create(Object.getPrototypeOf(option)), option, { section }));
		ui.showModal(this.modaltitle, [ section.render(), E('div', { 'class': 'right' }, [
			E('button', { 'class': 'btn', 'click': close }, [ _('Dismiss') ]), ' ',
			E('button', { 'class': 'btn important', 'data-grid': 'save', 'click': save }, [ _('Save') ]) ]) ]);
	}
	parse() {
		for (const option of this.options.filter(item => item.editable))
			for (const sid of this.sids())
				option.parse(sid);
	}
}

class Map {
	constructor(config, title, description) {
		Object.assign(this, { config, title, description, sections: [] });
	}
	section(kind, ...args) {
		this.sections.push(new kind(this, ...args));
		return this.sections.at(-1);
	}
	async render() {
		this.readonly = !await access('uci', this.config, 'write');
		await uci.load(this.config);
		this.root = E('div', { 'class': 'cbi-map' });
		dom.instances.set(this.root, this);
		this.reset();
		return this.root;
	}
	reset() {
		dom.content(this.root, [ E('h2', {}, this.title), this.description ? E('div', { 'class': 'cbi-map-descr' }, this.description) : '',
			...this.sections.map(section => section.render()) ]);
	}
	async save() {
		try {
			for (const section of this.sections)
				section.parse();
		} catch (error) {
			ui.addNotification(null, E('p', {}, [ error.message ]));
			throw error;
		}
		await uci.save();
		this.reset();
	}
}

return baseclass.extend({ Map, NamedSection, GridSection, Value, Flag, ListValue, DynamicList });
