// SPDX-License-Identifier: GPL-2.0-or-later
// In place of uhttpd, rpcd and ubus: serves the pages of luci-app-lenswatch and answers their ubus calls, by the rights of acl.d. Behind it
// are the real plugin and the real program.
//
// usage: bridge.mjs PORT-FILE CONFIG-FOLDER PROGRAM LOG. Two sessions: "admin" may read and write, "guest" may read.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { join, normalize } from 'node:path';

import { translations } from './po.mjs';
import { load } from './ucode.mjs';
import { open } from './uci.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const app = join(here, '../../packaging/openwrt/luci-app-lenswatch');
const [ port_file, configs, program, log ] = process.argv.slice(2);

const rights = JSON.parse(readFileSync(join(app, 'root/usr/share/rpcd/acl.d/luci-app-lenswatch.json')))['luci-app-lenswatch'];
// What every session has from luci-base's own acl.d.
const base = {
	read: { ubus: { uci: [ 'get' ], session: [ 'access' ], 'network.interface': [ 'dump' ] } },
	write: { ubus: { uci: [ 'set', 'add', 'delete', 'apply' ] } }
};

function may(session, kind, object, method) {
	const groups = session == 'admin' ? [ 'read', 'write' ] : [ 'read' ];

	return groups.some(group => [ rights, base ].some(from => (from[group]?.[kind]?.[object] ?? []).includes(method)));
}

function may_configure(session, group, config) {
	return (session == 'admin' || group == 'read') && rights[group].uci.includes(config);
}

const uci = open(configs);
const objects = {
	...load(join(app, 'root/usr/share/rpcd/ucode/lenswatch.uc'), '/usr/sbin/lenswatch', program),
	'network.interface': {
		dump: { call: () => ({ interface: [ { interface: 'loopback' }, { interface: 'lan' }, { interface: 'guest' }, { interface: 'wan' } ] }) }
	}
};
for (const [ method, call ] of Object.entries(uci))
	(objects.uci ??= {})[method] = { call: ({ args }) => call(args) };

// ubus status codes: libubox/ubus, ubusmsg.h.
function call(session, object, method, args) {
	if (object == 'session')
		return [ 0, { access: may_configure(session, args.function, args.object) } ];
	if (!may(session, 'ubus', object, method))
		return { code: -32002, message: 'Access denied' };
	if (object == 'uci' && args.config && !may_configure(session, method == 'get' ? 'read' : 'write', args.config))
		return [ 6 ];
	if (!objects[object]?.[method])
		return [ 3 ];
	for (const [ name, value ] of Object.entries(args))
		if (objects[object][method].args && typeof value != typeof objects[object][method].args[name])
			return [ 2 ];
	return [ 0, objects[object][method].call({ args }) ];
}

function answer(text) {
	const { id, params: [ session, object, method, args ] } = JSON.parse(text);
	const result = call(session, object, method, args);

	appendFileSync(log, JSON.stringify({ object, method, args, result }) + '\n');
	return JSON.stringify(Array.isArray(result) ? { jsonrpc: '2.0', id, result } : { jsonrpc: '2.0', id, error: result });
}

// /resources/view/lenswatch/overview.js: the stand-in's own module of that name, else the app's.
function module_file(path) {
	const own = join(here, 'stand-in', path.replaceAll('/', '.'));

	return existsSync(own) ? own : join(app, 'htdocs/luci-static/resources', normalize(path));
}

function page(query) {
	const env = {
		session: query.get('session') ?? 'admin',
		view: query.get('view') ?? 'lenswatch/overview',
		readonly: query.get('session') == 'guest',
		translations: query.get('language') == 'de' ? translations(join(app, 'po/de/lenswatch.po')) : null,
		pseudo: query.get('language') == 'pseudo'
	};

	return readFileSync(join(here, 'stand-in/page.html'), 'utf8').replace('{{env}}', () => JSON.stringify(env).replaceAll('<', '\\u003c'));
}

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css', json: 'application/json' };

createServer(async (request, response) => {
	const url = new URL(request.url, 'http://router');
	const send = (type, body) => response.writeHead(200, { 'Content-Type': types[type] }).end(body);

	try {
		if (request.method == 'POST')
			send('json', answer((await request.toArray()).join('')));
		else if (url.pathname == '/')
			send('html', page(url.searchParams));
		else if (url.pathname.startsWith('/stand-in/'))
			send(url.pathname.split('.').pop(), readFileSync(join(here, normalize(url.pathname))));
		else
			send('js', readFileSync(module_file(url.pathname.replace('/resources/', ''))));
	} catch (error) {
		response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error.stack));
	}
}).listen(0, '127.0.0.1', function() {
	writeFileSync(port_file, String(this.address().port));
});
