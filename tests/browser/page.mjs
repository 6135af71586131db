// SPDX-License-Identifier: GPL-2.0-or-later
// Uses lenswatch-page in Chromium: node page.mjs URL TOKEN DAY FOLDER. DAY is one of its history's. On a phone, a tablet and a desktop,
// light and dark: logging in, a day, an event's evidence, the list of events and logging out, by mouse and by keyboard. Nothing is asked
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
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'report' }).click()]);

	await must(name, 'the report has another name', download.suggestedFilename() == 'lenswatch-report.html');
	await must(name, 'the report is none', readFileSync(await download.path(), 'utf8').includes('</html>'));
	await page.getByRole('button', { name: 'Log out' }).click();
	await page.getByLabel('Token').waitFor();
	await page.reload();
	await page.getByLabel('Token').waitFor();
	// The address that `--new-token` prints.
	await page.goto(`${url}/#${token}`);
	await page.locator('#views').waitFor();
	await must(name, 'the token stays in the address', !page.url().includes(token));
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
