// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
'require baseclass';
'require form';
'require rpc';

const dump = rpc.declare({ object: 'network.interface', method: 'dump', expect: { interface: [] } });

// The networks of the router, as boxes to tick.
return baseclass.extend({
	NetworkSelect: class extends form.ListValue {
		async load() {
			for (const { interface: name } of await dump())
				if (name != 'loopback')
					this.value(name, name);
		}
		widget(id, value) {
			return E('span', { 'id': id }, this.choices.map(([ key ]) => E('label', {}, [
				E('input', { 'type': 'checkbox', 'value': key, 'checked': L.toArray(value).includes(key) ? '' : null }), key ])));
		}
		read(node) {
			return [ ...node.querySelectorAll('input:checked') ].map(box => box.value);
		}
	}
});
