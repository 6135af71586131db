// SPDX-License-Identifier: GPL-2.0-or-later
// A thin stand-in for LuCI, of this project's own making: what luci-app-lenswatch calls, as the API documentation of LuCI describes it, and
// nothing else. It keeps LuCI's trap: a bare string given to E() or dom.append() is markup, one inside an array is text.
'use strict';

// '%s', '%d', '%04d', '%h' (escaped for markup).
String.prototype.format = function(...values) {
	let at = 0;

	return this.replace(/%(0\d)?([sdh])/g, (all, pad, type) => {
		const value = values[at++];

		if (type == 'd')
			return String(Math.floor(+value || 0)).padStart(pad ? +pad : 0, '0');
		return type == 'h' ? String(value).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`) : String(value);
	});
};

function translate(one, many, n) {
	const text = env.translations?.[one]?.[n == null || n == 1 ? 0 : 1] ?? (n == null || n == 1 ? one : many);

	return env.pseudo ? `⟦${text}⟧` : text;
}

const _ = text => translate(text);
const N_ = (n, one, many) => translate(one, many, n);

const dom = {
	append(node, children) {
		if (Array.isArray(children))
			for (const child of children)
				node.append(child instanceof Node ? child : String(child));
		else if (children instanceof Node)
			node.append(children);
		else if (children != null)
			node.innerHTML = String(children);
		return node.lastChild;
	},
	content(node, children) {
		node.replaceChildren();
		return this.append(node, children);
	},
	attr(node, attributes) {
		for (const [ key, value ] of Object.entries(attributes))
			if (typeof value == 'function')
				node.addEventListener(key, value);
			else if (value != null)
				node.setAttribute(key, value);
	},
	instances: new WeakMap()
};

function E(what, attributes, children) {
	const node = Array.isArray(what) ? document.createDocumentFragment() : document.createElement(what);

	if (!(attributes instanceof Object) || Array.isArray(attributes))
		[ children, attributes ] = [ attributes, {} ];
	dom.attr(node, attributes);
	dom.append(node, children);
	return node;
}

function extend(base, properties) {
	class Extended extends base {}

	Object.assign(Extended.prototype, properties);
	Extended.extend = more => extend(Extended, more);
	return Extended;
}

const baseclass = { extend: properties => extend(Object, properties) };

const L = {
	url: (...parts) => '/' + parts.join('/'),
	toArray: value => value == null ? [] : Array.isArray(value) ? value : [ value ],
	hasViewPermission: () => !env.readonly,
	modules: {}
};

// As LuCI's loader: a file begins with directives such as 'require form'; or 'require tools.widgets as widgets';
L.require = async function(name) {
	return this.modules[name] ??= (async () => {
		const source = await (await fetch(`/resources/${name.replaceAll('.', '/')}.js`)).text();
		const names = [], needed = [];

		for (const [ , module, alias ] of source.matchAll(/^'require (\S+?)(?: as (\w+))?';$/gm)) {
			names.push(alias ?? module);
			needed.push(await this.require(module));
		}
		const factory = new Function('window', 'document', 'L', 'E', '_', 'N_', ...names, source + `\n//# sourceURL=${name}.js`);

		return new (factory(window, document, L, E, _, N_, ...needed))();
	})();
};

let request_id = 0;

const rpc = {
	declare: ({ object, method, params, expect, reject }) => async function(...values) {
		const args = Object.fromEntries((params ?? []).map((name, i) => [ name, values[i] ]));
		const reply = await (await fetch('/ubus', { method: 'POST', body: JSON.stringify(
			{ jsonrpc: '2.0', id: ++request_id, method: 'call', params: [ env.session, object, method, args ] }) })).json();

		if (reply.error)
			throw new Error(`RPC call to ${object}/${method} failed with error ${reply.error.code}: ${reply.error.message}`);
		if (reject && reply.result[0] != 0)
			throw new Error(`RPC call to ${object}/${method} failed with ubus code ${reply.result[0]}`);
		const [ key, otherwise ] = Object.entries(expect ?? { '': {} })[0];
		const value = key == '' ? reply.result[1] : reply.result[1]?.[key];

		return Object.prototype.toString.call(value) == Object.prototype.toString.call(otherwise) ? value : otherwise;
	}
};

const poll = {
	add: (what, seconds) => setInterval(what, seconds * 1000)
};

// The buttons under a page act on every form in it.
const view = baseclass.extend({
	load() {},
	each_map: action => Promise.all([ ...document.querySelectorAll('#maincontent .cbi-map') ].map(node => dom.instances.get(node)[action]())),
	handleSave() { return this.each_map('save'); },
	handleReset() { return this.each_map('reset'); },
	handleSaveApply() {
		return this.handleSave().then(() => rpc.declare({ object: 'uci', method: 'apply' })()).then(() => location.reload());
	},
	footer() {
		const readonly = [ ...document.querySelectorAll('#maincontent .cbi-map') ].some(node => dom.instances.get(node).readonly);
		const button = (title, handler) => !this[handler] ? '' : E('button', { 'class': 'btn cbi-button', 'data-page': handler,
			'disabled': readonly ? '' : null, 'click': L.ui.createHandlerFn(this, handler) }, [ title ]);

		return E('div', { 'class': 'cbi-page-actions' }, [
			button(_('Save & Apply'), 'handleSaveApply'), ' ', button(_('Save'), 'handleSave'), ' ', button(_('Reset'), 'handleReset') ]);
	},
	async run() {
		const node = document.getElementById('view');

		dom.content(node, await this.render(await this.load()));
		dom.append(node, this.footer());
		document.body.dataset.ready = 'yes';
	}
});

Object.assign(L.modules, { baseclass, dom, rpc, poll, view });

L.require('ui').then(ui => {
	L.ui = ui;
	return L.require('view.' + env.view.replaceAll('/', '.'));
}).then(page => page.run()).catch(error => {
	document.body.dataset.ready = 'failed';
	document.getElementById('view').textContent = error.stack;
});
