// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the pages of luci-app-lenswatch in Chromium and does what people do there. Run by tests/luci.bats.
//
// usage: pages.mjs URL CASE. CONFIG, PROGRAM and LOG are the UCI file, the program and the log of the bridge; SHOTS a folder for pictures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../browser/package.json', import.meta.url))('playwright-core');
const [ base, name ] = process.argv.slice(2);
const { CONFIG, LOG, PROGRAM, SHOTS } = process.env;

const CAMERA = '74:ab:93:11:22:33', DEMO_DAY = '2026-03-02';
const PAGES = [ 'overview', 'events', 'cameras', 'promises', 'settings' ];
const HOSTILE = /<img src=x onerror=/;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [ '--no-sandbox' ] });
const wrong = [];
let context;

async function open(view, options = {}, size = { width: 1200, height: 900 }) {
	context ??= await browser.newContext({ timezoneId: 'UTC', locale: options.language == 'de' ? 'de' : 'en-GB' });
	const page = await context.newPage();

	await page.setViewportSize(size);
	page.setDefaultTimeout(15000);
	page.on('pageerror', error => wrong.push(`${view}: ${error.stack}`));
	page.on('console', message => message.type() == 'error' && wrong.push(`${view}: ${message.text()}`));
	await page.goto(`${base}/?${new URLSearchParams({ view: `lenswatch/${view}`, ...options })}`);
	await page.waitForSelector('body[data-ready]');
	if (await page.getAttribute('body', 'data-ready') != 'yes')
		throw new Error(await page.textContent('#view'));
	await page.waitForSelector('.spinning', { state: 'detached' });
	return page;
}

const config = () => readFileSync(CONFIG, 'utf8');
const lenswatch = (...words) => execFileSync(PROGRAM, words, { encoding: 'utf8' });
const known = () => JSON.parse(lenswatch('cameras', '--format', 'json', 'list')).cameras.find(camera => camera.mac == CAMERA);
const show_day = async (page, day) => {
	await page.fill('#lenswatch-date', day);
	await page.dispatchEvent('#lenswatch-date', 'change');
};
// As LuCI does, the page comes anew when what was saved is applied.
const apply = async page => {
	await Promise.all([ page.waitForEvent('load'), page.click('[data-page=handleSaveApply]') ]);
	await page.waitForSelector('body[data-ready=yes]');
};
const rows = page => page.locator('#lenswatch-events tr:not(.table-titles):not(.placeholder)');

const cases = {
	// While the camera sends.
	async sending() {
		const page = await open('overview');

		await page.waitForFunction(() => /kB|MB/.test(document.querySelector('#lenswatch-sending').textContent));
		assert.match(await page.textContent('#lenswatch-sending'), /<img src=x onerror=hit\(\)>.*Blink/);
		assert.match(await page.textContent('#lenswatch-now'), /has been watching since .*; it knows 1 camera\./);
		assert.match(await page.textContent('#lenswatch-today table'), HOSTILE);
		assert.equal(await page.evaluate(() => L.require('tools.lenswatch').then(app => app.label(null, 'Blink', '02:00'))), 'Blink camera (02:00)');
		assert.match(await page.textContent('[data-coverage]'), /Everything that passes the router is seen\./);
	},

	async events() {
		const page = await open('events');

		await show_day(page, DEMO_DAY);
		await page.waitForFunction(() => document.querySelectorAll('#lenswatch-events button').length == 5);
		assert.match(await rows(page).nth(1).textContent(), /19:46.*Yi camera \(…34:56\).*Live view.*directly to a viewer at 203\.0\.113\.9.*0\.5 MB.*certain/);
		assert.match(await rows(page).nth(2).textContent(), /Amazon Web Services \(storage of Wyze\)/);
		assert.match(await page.textContent('#lenswatch-events'), /5 uploads, 1\.8 MB in all\./);

		await rows(page).nth(1).getByRole('button').click();
		await page.waitForSelector('.modal-overlay-active .lenswatch-why');
		assert.match(await page.textContent('.lenswatch-why'), /What speaks for it[^]*What was not seen/);
		assert.equal(await page.locator('.lenswatch-why tr:has-text("bytes sent") [data-title="At least"]').first().textContent(), '100,000');
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/why.png` });
		await page.locator('.modal').getByRole('button').click();

		await page.selectOption('#lenswatch-camera', CAMERA);
		// That this one sent nothing on that day is an answer, no error.
		await page.waitForSelector('#lenswatch-events .placeholder');
		assert.equal(await page.locator('#lenswatch-events .alert-message').count(), 0);
		await page.selectOption('#lenswatch-camera', '');
		await page.waitForFunction(() => document.querySelectorAll('#lenswatch-events button').length == 5);
		await page.click('#lenswatch-after');
		await page.waitForSelector('#lenswatch-events .placeholder');
		assert.equal(await page.inputValue('#lenswatch-date'), '2026-03-03');
		assert.match(await page.textContent('#lenswatch-events'), /No upload of that day is on record\./);
		await page.click('#lenswatch-before');
		await page.waitForFunction(() => document.querySelectorAll('#lenswatch-events button').length == 5);
	},

	async cameras() {
		const page = await open('cameras');
		const row = page.locator('tr', { has: page.locator(`[data-device="${CAMERA}"]`) });

		await row.locator('[data-action=name]').click();
		await page.fill('#lenswatch-name', "Front door's \"eye\"; $(touch /tmp/x) `id`");
		await page.click('#lenswatch-save');
		await page.waitForFunction(() => document.querySelector('#lenswatch-cameras').textContent.includes('Front door\'s "eye"'));
		assert.equal(known().name, "Front door's \"eye\"; $(touch /tmp/x) `id`");
		assert.equal(known().confirmed, true);

		await row.locator('[data-action=dismiss]').click();
		await page.click('#lenswatch-sure');
		await page.waitForFunction(() => document.querySelector('#lenswatch-cameras').textContent.includes('Not a camera, as you said'));
		assert.equal(known().dismissed, true);

		await row.locator('[data-action=confirm]').click();
		await page.waitForFunction(() => document.querySelector('#lenswatch-cameras').textContent.includes('A camera, as you said'));
		assert.equal(known().dismissed, false);

		await row.locator('[data-action=name]').click();
		await page.fill('#lenswatch-name', '--socket=/tmp/elsewhere');
		await page.click('#lenswatch-save');
		await page.waitForFunction(() => document.querySelector('#lenswatch-cameras').textContent.includes('--socket'));

		// The name is taken back, and it stays a camera.
		await row.locator('[data-action=name]').click();
		await page.click('#lenswatch-unname');
		await page.waitForFunction(() => !document.querySelector('#lenswatch-cameras').textContent.includes('--socket'));
		assert.notEqual(known().named_by, 'owner');
		assert.equal(known().confirmed, true);
		await row.locator('[data-action=name]').click();
		assert.equal(await page.locator('#lenswatch-unname').count(), 0);
		await page.click('.modal button:not(.important)');

		await page.click('#lenswatch-add');
		await page.fill('#lenswatch-address', 'nonsense');
		await page.click('#lenswatch-save');
		await page.waitForSelector('.modal [role=alert]:has-text("An address looks like")');
		await page.fill('#lenswatch-address', '02:00:00:00:00:09');
		await page.fill('#lenswatch-name', 'Attic');
		await page.click('#lenswatch-save');
		await page.waitForSelector('.notification:has-text("No such device was seen yet")');
	},

	async promises() {
		const page = await open('promises');

		await page.click('[data-grid=add]');
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/promise.png` });
		await page.fill('.modal input[type=text]', 'front door: whatever');
		await page.click('.modal [data-grid=save]');
		await page.waitForSelector('.notification:has-text("contains an invalid input value")');
		await page.fill('.modal input[type=text]', "front door: only clips, it's said");
		await page.click('.modal [data-grid=save]');
		await page.waitForSelector('[data-sid]:has-text("front door: only clips")');
		assert.doesNotMatch(config(), /promise/);
		await apply(page);
		assert.match(config(), /config promise\n\toption text 'front door: only clips, it'\\''s said'\n\toption enabled '1'/);

		await page.click('[data-sid] input[type=checkbox]');
		await apply(page);
		assert.match(config(), /option enabled '0'/);
		await page.click('[data-grid=delete]');
		await page.waitForSelector('[data-sid]', { state: 'detached' });
		await apply(page);
		assert.doesNotMatch(config(), /promise/);
	},

	async settings() {
		const page = await open('settings');

		await page.click('[data-field=enabled] input');
		assert.equal(await page.getAttribute('[data-field=interface] textarea', 'data-choices'), 'lan guest wan');
		await page.fill('[data-field=interface] textarea', 'lan\nguest');
		await page.selectOption('[data-field=attach] select', 'tc');
		await page.click('[data-show=history]');
		await page.fill('[data-field=history_days] input', '30');
		await page.click('[data-show=places]');
		await page.fill('[data-field=home] textarea', '2001:db8:1::/48');
		await apply(page);
		assert.match(config(), /option enabled '0'/);
		assert.match(config(), /list interface 'lan'\n\tlist interface 'guest'/);
		assert.match(config(), /option attach 'tc'/);
		assert.match(config(), /option history_days '30'/);
		assert.match(config(), /list home '2001:db8:1::\/48'/);

		// Without a history its options are hidden, and gone.
		await page.click('[data-show=history]');
		await page.click('[data-field=history] input');
		await page.waitForSelector('[data-field=history_days]', { state: 'hidden' });
		await apply(page);
		assert.match(config(), /option history '0'/);
		assert.doesNotMatch(config(), /history_days/);

		await page.click('[data-grid-of=camera] [data-grid=add]');
		await page.fill('.modal [data-field=device] input', 'f4:b8:5e:12:34:56');
		await page.fill('.modal [data-field=name] input', 'Garden');
		await page.click('.modal [data-grid=save]');
		await page.waitForSelector('[data-sid]:has-text("Garden")');
		await apply(page);
		assert.match(config(), /config camera\n\toption device 'f4:b8:5e:12:34:56'\n\toption name 'Garden'\n\toption camera '1'/);
	},

	// Who else is at home, why that is no camera, and the owner's word that it is one.
	async devices() {
		const listed = JSON.parse(lenswatch('cameras', '--format', 'json', 'list')).cameras.map(camera => camera.mac || camera.ip);
		const all = JSON.parse(lenswatch('devices', '--format', 'json')).devices.filter(device => !listed.includes(device.mac || device.ip));
		const page = await open('cameras');
		const row = page.locator('#lenswatch-devices tr', { has: page.locator(`[data-device="${all[0].mac || all[0].ip}"]`) });

		assert.ok(all.length > 0);
		assert.equal(await page.locator('#lenswatch-devices [data-device]').count(), all.length);
		assert.match(await row.textContent(), /Not decided yet|Not a camera/);
		await row.locator('[data-action=confirm]').click();
		await page.waitForFunction(left => document.querySelectorAll('#lenswatch-devices [data-device]').length == left, all.length - 1);
		assert.equal(await page.locator(`#lenswatch-cameras [data-device="${all[0].mac || all[0].ip}"]`).count(), 1);
		lenswatch('cameras', 'not', all[0].mac || all[0].ip);
	},

	// Who may only read sees everything and changes nothing, whatever the page lets through.
	async guest() {
		let page = await open('cameras', { session: 'guest' });

		assert.equal(await page.locator('[data-action]:enabled').count(), 0);
		assert.ok(await page.locator('[data-action]').count() > 0);
		const refused = await page.evaluate(camera => L.require('tools.lenswatch')
			.then(app => app.name(camera, 'mine')).then(() => null, error => error.message), CAMERA);
		assert.match(refused, /Access denied/);
		assert.notEqual(known()?.name, 'mine');
		page = await open('settings', { session: 'guest' });
		assert.equal(await page.locator('[data-page]:enabled, [data-grid]:enabled').count(), 0);
	},

	// What is not an address, a time or an id never reaches the program.
	async refused() {
		const page = await open('overview');
		const ask = (method, ...words) => page.evaluate(([ asked, args ]) => L.require('tools.lenswatch')
			.then(app => app[asked](...args)).then(() => null, error => error.message), [ method, words ]);

		assert.match(await ask('name', '$(touch /tmp/lenswatch-luci-hit)', 'x'), /not the address of a device/);
		assert.match(await ask('name', '--help', 'x'), /not the address of a device/);
		assert.match(await ask('unname', '--help'), /not the address of a device/);
		assert.match(await ask('name', CAMERA, 'a\nb'), /a name has 1 to 63 letters/);
		assert.match(await ask('name', CAMERA, ''), /a name has 1 to 63 letters/);
		assert.match(await ask('name', CAMERA, 'é'.repeat(32)), /a name has 1 to 63 letters/);
		// To ucode each line has a beginning and an end of its own.
		assert.match(await ask('explain', '--help\nabcd'), /not the id of an event/);
		assert.match(await ask('explain', 'abcd\n'), /not the id of an event/);
		assert.match(await ask('name', `${CAMERA}\n--socket=/tmp/x`, 'x'), /not the address of a device/);
		assert.match(await ask('uploads', '2026-03-01T00:00:00Z\n--rules=/tmp', '2026-03-02T00:00:00Z'), /a time looks like/);
		assert.match(await ask('uploads', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', `${CAMERA}\nx`), /not the address of a camera/);
		assert.match(await ask('uploads', 'yesterday; id', '2026-03-02T00:00:00Z'), /a time looks like/);
		assert.match(await ask('uploads', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', '-x'), /not the address of a camera/);
		assert.match(await ask('explain', '../../etc/passwd'), /not the id of an event/);
		assert.match(await ask('explain', 'ffffffffffffffff'), /ffffffffffffffff/);
	},

	// A device may call itself anything. Its name is shown, and does nothing.
	async hostile() {
		lenswatch('cameras', 'name', CAMERA, '<img src=x onerror=hit()>');
		for (const view of PAGES) {
			const page = await open(view);
			const text = await page.textContent('#view');

			if (view != 'promises' && view != 'settings')
				assert.match(text, HOSTILE, view);
			if (view == 'events') {
				assert.match(await page.textContent('#lenswatch-events'), HOSTILE);
				await rows(page).first().getByRole('button').click();
				await page.waitForSelector('.modal-overlay-active .lenswatch-why');
				assert.match(await page.textContent('.lenswatch-why'), HOSTILE);
			}
			if (view == 'cameras') {
				await page.click('[data-action=dismiss]');
				assert.match(await page.textContent('.modal'), HOSTILE);
			}
			assert.equal(await page.locator('img').count(), 0, view);
		}
	},

	// With each translated text between brackets, every word outside them is the router's, not the page's.
	async translated() {
		const answers = [];

		for (const view of PAGES) {
			const page = await open(view, { language: 'pseudo' });

			if (view == 'events')
				await show_day(page, DEMO_DAY);
			if (view == 'events')
				await page.waitForFunction(() => document.querySelectorAll('#lenswatch-events button').length == 5);
			answers.push(...readFileSync(LOG, 'utf8').split('\n'));
			const found = await page.evaluate(() => {
				const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT,
					node => /SCRIPT|STYLE/.test(node.parentNode.tagName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
				const texts = [];

				while (walker.nextNode())
					texts.push(walker.currentNode.data);
				for (const node of document.querySelectorAll('[placeholder], [data-title], [title]'))
					texts.push(node.placeholder ?? '', node.dataset.title ?? '', node.title);
				return texts;
			});
			const data = answers.join('\n'), outside = found.map(text => text.replace(/⟦[^]*⟧/, '').trim()).filter(text => /\p{L}{2}/u.test(text));

			// What stands for itself: example values of addresses and files, a day's name and month of the browser.
			const own = /^(192\.168\.1\.30|f4:b8:5e:12:34:56|2001:db8:1::\/48|\/etc\/lenswatch\/\S+|\d+ \w{3,4} \d{4}.*)$/;
			assert.deepEqual(outside.filter(text => !own.test(text) && !data.includes(JSON.stringify(text).slice(1, -1))), [], view);
			assert.ok(found.some(text => text.includes('⟦')), view);
		}
	},

	async german() {
		const page = await open('overview', { language: 'de' });

		assert.match(await page.textContent('#view'), /Verlässt gerade das Haus[^]*Wird alles gesehen\?/);
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/german.png`, fullPage: true });
	},

	async away() {
		const page = await open('overview');

		await page.waitForSelector('[data-coverage=blind]');
		assert.match(await page.textContent('#lenswatch-coverage'), /cameras may send footage that goes unnoticed.*gone is not watched/);
		await page.click('#lenswatch-coverage summary');
		assert.match(await page.textContent('#lenswatch-coverage details'), /\d\d:\d\d to \d\d:\d\d/);
		// It stays open when the page is brought up to date.
		await page.waitForResponse(response => response.request().postData()?.includes('"status"'));
		await page.waitForTimeout(100);
		assert.ok(await page.locator('#lenswatch-coverage details[open]').count());
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/away.png`, fullPage: true });
	},

	// The daemon's answer, and in it what it says only where something is wrong.
	async problems() {
		context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB' });
		await context.route('**/*', async route => {
			const asked = route.request().postData() ?? '';

			if (!asked.includes('"status"') && !asked.includes('"uploads"'))
				return route.continue();
			const answer = await (await route.fetch()).json();

			answer.result[1].note = 'the history <b>ends</b> at noon';
			answer.result[1].problems = [ { setting: 'promises', value: 'door: whatever', says: '<b>that</b> is no promise' } ];
			answer.result[1].history = { path: '/mnt/stick/ledger.db', kept: false, problem: 'nothing is mounted at /mnt/stick' };
			answer.result[1].interfaces = [ { name: 'br-iot', state: 'away', mode: null, note: null, dropped: 0 } ];
			return route.fulfill({ json: answer });
		});
		const page = await open('overview'), now = await page.textContent('#lenswatch-now');

		assert.match(now, /Some settings could not be used[^]*promises: door: whatever – <b>that<\/b> is no promise/);
		assert.match(now, /Nothing is kept in the history at present[^]*nothing is mounted at \/mnt\/stick/);
		assert.match(now, /There is nothing to watch: none of the networks chosen is there\./);
		assert.equal(await page.locator('#lenswatch-now a').nth(1).getAttribute('href'), '/admin/services/lenswatch/promises');
		assert.equal(await page.locator('#lenswatch-now b').count(), 0);
		assert.match(await (await open('events')).textContent('#lenswatch-events .alert-message'),
			/The history may lack some of this day\.[^]*the history <b>ends<\/b> at noon/);
	},

	async stopped() {
		let page = await open('overview');

		assert.match(await page.textContent('#lenswatch-now'), /is switched on, but it does not answer: nothing is watched now[^]*no Lenswatch is running/);
		if (SHOTS)
			await page.screenshot({ path: `${SHOTS}/stopped.png` });
		assert.equal(await page.getAttribute('#lenswatch-now a', 'href'), '/admin/services/lenswatch/settings');
		assert.ok(await page.locator('#lenswatch-today table').count());
		page = await open('cameras');
		assert.match(await page.textContent('#lenswatch-cameras'), /which cameras there are is unknown/);
		writeFileSync(CONFIG, config().replace("list interface 'lan'", ''));
		page = await open('overview');
		assert.match(await page.textContent('#lenswatch-now'), /not running because no network is chosen: there is nothing to watch\./);
		writeFileSync(CONFIG, config().replace("option enabled '1'", "option enabled '0'"));
		page = await open('overview');
		assert.match(await page.textContent('#lenswatch-now'), /not running because it is switched off/);
	},

	async without_history() {
		let page = await open('overview');

		assert.match(await page.textContent('#lenswatch-today'), /There is no history to read/);
		page = await open('events');
		await page.waitForSelector('#lenswatch-events .alert-message');
		assert.equal(await page.getAttribute('#lenswatch-events a', 'href'), '/admin/services/lenswatch/settings');
	},

	// Nothing is cut off or pushed beyond the edge of a phone.
	async sizes() {
		for (const [ size, width, height ] of [ [ 'desktop', 1200, 900 ], [ 'phone', 390, 844 ] ])
			for (const view of PAGES) {
				const page = await open(view, {}, { width, height });

				if (view == 'events') {
					await show_day(page, DEMO_DAY);
					await page.waitForFunction(() => document.querySelectorAll('#lenswatch-events button').length == 5);
				}
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${view} on a ${size}`);
				if (SHOTS)
					await page.screenshot({ path: `${SHOTS}/${view}-${size}.png`, fullPage: true });
			}
	}
};

try {
	await cases[name]();
	assert.deepEqual(wrong, []);
} catch (error) {
	console.error(error.stack, wrong.join('\n'));
	process.exitCode = 1;
} finally {
	await browser.close();
}
