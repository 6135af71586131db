// SPDX-License-Identifier: GPL-2.0-or-later
// Uses lenswatch-page in Chromium: node page.mjs URL TOKEN DAY FOLDER. DAY is one of its history's. On a phone, a tablet and a desktop,
// light and dark: logging in, a day, an event's evidence, the list of events, cameras, questions and logging out, by mouse and by keyboard. Nothing is asked
// for elsewhere, nothing is wider than the screen, nothing is refused by the page's own policy, and axe finds nothing against WCAG 2.2 A
// and AA. Pictures of each go into FOLDER. Exit 1 where something is wrong.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [, , url, token, day, folder] = process.argv;
const SIZES = { phone: [390, 844], tablet: [768, 1024], desktop: [1440, 900] };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const wrong = [];

async function look(page, name) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

	if (wide > 0)
		wrong.push(`${name}: the page is ${wide} px wider than the screen`);
	const found = await page.evaluate(tags => axe.run({ runOnly: { type: 'tag', values: tags } }), TAGS);

	for (const rule of found.violations)
		wrong.push(`${name}: ${rule.id}: ${rule.help}: ${rule.nodes.map(node => node.target).join(', ')}`);
	await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

async function must(name, what, check) {
	if (!await check)
		wrong.push(`${name}: ${what}`);
}

// Words on cameras, as a daemon would take them.
async function words(page, name) {
	const camera = { mac: 'f4:b8:5e:12:34:56', ip: '192.168.1.20', name: null, named_by: null, vendor: 'Blink', certainty: 0.7, suspected: true,
		confirmed: false, dismissed: false };
	const said = [];

	await page.route('**/api/v1/cameras', route => {
		if (route.request().method() == 'POST') {
			const word = route.request().postDataJSON();

			said.push(word);
			if (word.say == 'name')
				Object.assign(camera, { name: word.name, named_by: 'owner' });
			else
				Object.assign(camera, { confirmed: word.say == 'confirm', dismissed: word.say == 'not' });
		}
		return route.fulfill({ json: route.request().method() == 'POST' ? { camera } : { cameras: [camera], waiting: [] } });
	});
	await page.getByRole('link', { name: 'Cameras' }).click();
	await page.getByText('Perhaps a camera').waitFor();
	await look(page, `${name}-cameras`);
	await page.getByLabel('Name of Blink camera').fill('<b>Gate</b>');
	await page.keyboard.press('Enter');
	await page.locator('#known b', { hasText: '<b>Gate</b>' }).waitFor();
	await page.getByRole('button', { name: 'Confirm' }).click();
	await page.getByText('You said that it is a camera.').waitFor();
	await page.getByRole('button', { name: 'Dismiss' }).click();
	await page.getByText('You said that it is no camera.').waitFor();
	await must(name, `other words were said: ${JSON.stringify(said)}`, said.map(one => one.say).join() == 'name,confirm,not');
	await page.unroute('**/api/v1/cameras');
}

// Both, of the history's own day.
async function questions(page, name) {
	await page.getByRole('link', { name: 'Questions' }).click();
	await page.locator('#asked option').nth(1).waitFor({ state: 'attached' });
	await page.getByLabel('From', { exact: true }).fill(`${day}T00:00`);
	await page.getByLabel('To', { exact: true }).fill(`${day}T23:00`);
	await page.getByRole('button', { name: 'Did nothing leave?' }).click();
	await page.getByText('Choose a camera').waitFor();
	await page.locator('#asked').selectOption({ index: 1 });
	await page.getByRole('button', { name: 'Did nothing leave?' }).click();
	await page.locator('#answer *').nth(1).waitFor();
	await page.getByRole('button', { name: 'Download' }).waitFor();
	await look(page, `${name}-attest`);
	await page.getByRole('button', { name: 'Answer a request' }).click();
	await page.locator('#answer .title').waitFor();
	await look(page, `${name}-request`);
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);

	await must(name, 'the answer has another name', download.suggestedFilename() == 'lenswatch-answer.html');
	await must(name, 'the answer is none', readFileSync(await download.path(), 'utf8').includes('</html>'));
}

async function use(page, name) {
	await page.goto(url);
	await page.getByLabel('Token').fill('x'.repeat(43));
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.getByText('that is not the token').waitFor();
	await look(page, `${name}-login`);
	await page.getByLabel('Token').fill(token);
	await page.keyboard.press('Enter');
	await page.locator('#views').waitFor();
	await page.getByLabel('Day', { exact: true }).fill(day);
	await page.locator('#letter .verdict').waitFor();
	await page.locator('#letter a.here').first().waitFor({ state: 'attached' });
	await look(page, `${name}-day`);
	await page.getByText('Month', { exact: true }).click();
	await page.locator('#calendar .sent[aria-current]').waitFor();
	await look(page, `${name}-month`);
	await page.locator('#calendar button').first().click();
	await must(name, 'a day without uploads is not said to be so', page.locator('#calendar [aria-current][aria-label*="no upload seen"]').waitFor().then(() => true));
	await page.getByLabel('Day', { exact: true }).fill(day);
	await page.locator('#letter a.here').first().waitFor({ state: 'attached' });
	await page.getByText('Month', { exact: true }).click();
	await page.evaluate(() => document.querySelectorAll('#letter details').forEach(fold => fold.open = true));
	await page.locator('#letter a.here').first().click();
	await page.locator('#why table').waitFor();
	await look(page, `${name}-evidence`);
	await page.keyboard.press('Escape');
	await must(name, 'Escape does not close the evidence', page.locator('#evidence').isHidden());
	await page.getByRole('link', { name: 'Events' }).click();
	await page.locator('#list li').first().waitFor();
	await look(page, `${name}-events`);
	// By keyboard alone: to an event, into its evidence and back.
	await page.locator('#list button').first().focus();
	await page.keyboard.press('Enter');
	await page.locator('#why h2, #why h3').first().waitFor();
	await page.keyboard.press('Escape');
	await page.locator('#evidence').waitFor({ state: 'hidden' });
	await must(name, 'the focus is lost behind the evidence', page.evaluate(() => document.activeElement.closest('#list') !== null));
	await page.getByLabel('Show').selectOption('gap');
	await page.locator('#list p, #list li').first().waitFor();
	await page.getByRole('link', { name: 'Day' }).click();
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'report' }).click()]);

	await must(name, 'the report has another name', download.suggestedFilename() == 'lenswatch-report.html');
	await must(name, 'the report is none', readFileSync(await download.path(), 'utf8').includes('</html>'));
	await words(page, name);
	await questions(page, name);
	await page.getByRole('button', { name: 'Log out' }).click();
	await page.getByLabel('Token').waitFor();
	await page.reload();
	await page.getByLabel('Token').waitFor();
	// The address that `--new-token` prints.
	await page.goto(`${url}/#${token}`);
	await page.locator('#views').waitFor();
	await must(name, 'the token stays in the address', !page.url().includes(token));
	await page.reload();
	await page.locator('#views').waitFor();
	await must(name, 'there is a cookie', (await page.context().cookies()).length == 0);
}

// What is said of now is no comfort where no camera is known, nor where nobody answers any more.
async function lose(page) {
	const fine = { sending: [], cameras: 0, coverage: { state: 'exact', reasons: [] }, interfaces: [{ name: 'br-lan', state: 'watching' }] };

	await page.route('**/api/v1/status', route => route.fulfill({ json: fine }));
	await page.goto(`${url}/#${token}`);
	await page.getByText('No camera is known yet').waitFor();
	fine.cameras = 1;
	await page.getByText('No footage is being sent now.', { exact: true }).waitFor();
	await page.unroute('**/api/v1/status');
	// One that hangs: it answers nothing, and the stream has no word of it.
	await page.route('**/api/v1/status', () => {});
	await page.getByText('Lenswatch was last heard at').waitFor();
	await page.unroute('**/api/v1/status');
	await page.route('**/api/v1/**', route => route.abort());
	await page.getByText('this browser cannot reach Lenswatch').waitFor();
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

for (const colorScheme of ['light', 'dark'])
	for (const [size, [width, height]] of Object.entries(SIZES)) {
		const context = await browser.newContext({ viewport: { width, height }, colorScheme });
		const page = await context.newPage();

		page.on('request', request => request.url().startsWith(url) || wrong.push(`${size}: asks for ${request.url()}`));
		page.on('pageerror', error => wrong.push(`${size}: ${error}`));
		page.on('console', message => /Content.Security.Policy/i.test(message.text()) && wrong.push(`${size}: ${message.text()}`));
		// As the extension of a browser would: the page's policy is for the page.
		await context.addInitScript(axe);
		await use(page, `${size}-${colorScheme}`).catch(error => wrong.push(`${size}: ${error}`));
		await context.close();
	}

const context = await browser.newContext();

await lose(await context.newPage()).catch(error => wrong.push(`lost: ${error}`));
await browser.close();
wrong.forEach(what => console.log(what));
process.exit(wrong.length ? 1 : 0);
