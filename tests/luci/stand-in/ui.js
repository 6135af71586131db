// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require baseclass';
'require dom';

function cell(title, sort_key, shown) {
	return E('td', { 'class': 'td', 'data-title': title || null, 'data-value': sort_key }, shown ?? '');
}

// A table that is sorted by the head that is clicked.
class Table {
	constructor(captions, options, placeholder) {
		this.captions = captions;
		this.placeholder = placeholder;
		this.node = E('table', { 'class': 'table', 'id': options.id }, [
			E('tr', { 'class': 'tr table-titles', 'click': ev => this.sort([ ...ev.currentTarget.children ].indexOf(ev.target)) },
				captions.map(caption => E('th', { 'class': 'th' }, [ caption ])))
		]);
	}

	update(rows, placeholder) {
		this.rows = rows;
		while (this.node.children.length > 1)
			this.node.lastChild.remove();
		for (const row of rows)
			this.node.append(E('tr', { 'class': 'tr' }, row.map(([ key, shown ], i) => cell(this.captions[i], key, shown))));
		if (!rows.length)
			this.node.append(E('tr', { 'class': 'tr placeholder' }, [ E('td', { 'class': 'td' }, placeholder ?? this.placeholder) ]));
		return this.node;
	}

	sort(column) {
		this.update(this.rows.sort((a, b) => String(a[column][0]).localeCompare(String(b[column][0]), undefined, { numeric: true })));
	}

	render() {
		return this.node;
	}
}

return baseclass.extend({
	Table,

	createHandlerFn(context, handler, ...values) {
		const call = typeof handler == 'string' ? context[handler] : handler;

		return ev => {
			ev.target.disabled = true;
			Promise.resolve(call.call(context, ...values, ev)).finally(() => { ev.target.disabled = false; });
		};
	},

	showModal(title, children) {
		const modal = document.querySelector('#modal_overlay > .modal');

		dom.content(modal, E('h4', {}, title));
		dom.append(modal, children);
		document.body.classList.add('modal-overlay-active');
		return modal;
	},

	hideModal() {
		document.body.classList.remove('modal-overlay-active');
	},

	addNotification(title, children, ...classes) {
		const node = E('div', { 'class': [ 'alert-message', 'notification', ...classes ].join(' ') }, [ E('div') ]);

		dom.append(node.firstElementChild, children);
		document.getElementById('maincontent').prepend(node);
		return node;
	}
});
