// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at a report in Chromium: node report.mjs PAGE.html FOLDER [PHONE TABLET DESKTOP], the last three how many screens it may be long. On a phone, a tablet and a desktop, light, dark and printed: nothing
// is asked for beyond the page itself, nothing is wider than the screen, axe finds nothing against WCAG 2.2 A and AA, and what
// axe does not measure, texts and bars of the charts, has contrast enough. Pictures of each go into FOLDER. Exit 1 where something is
// wrong.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [, , file, folder, ...screens] = process.argv;
const SIZES = { phone: [390, 844], tablet: [768, 1024], desktop: [1440, 900] };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const url = pathToFileURL(file).href;
const wrong = [];

// Contrast as WCAG 2.2 defines it, of what is drawn in the charts.
function measureCharts() {
	const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	const luminance = colour => {
		const [r, g, b] = colour.match(/[\d.]+/g).map(Number);
		return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
	};
	const low = [];

	for (const [selector, least] of [['.mark', 4.5], ['.bar', 3], ['svg.line rect:not(.hole)', 3]])
		for (const element of document.querySelectorAll(selector)) {
			const ground = luminance(getComputedStyle(element.closest('figure, .card')).backgroundColor);
			const ink = luminance(getComputedStyle(element).fill);
			const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);

			if (ratio < least)
				low.push(`${selector} has ${ratio.toFixed(2)}:1, ${least}:1 is wanted`);
		}
	return [...new Set(low)];
}

// Letters of a chart that are smaller than the smallest of the page, or outside of it.
function measureLetters() {
	const low = [];

	for (const svg of document.querySelectorAll('svg:not(.code)')) {
		const frame = svg.getBoundingClientRect();

		for (const text of svg.querySelectorAll('text')) {
			const box = text.getBoundingClientRect();
			const size = parseFloat(getComputedStyle(text).fontSize) * frame.width / svg.viewBox.baseVal.width;

			if (size < 10.5)
				low.push(`letters of ${size.toFixed(1)} px in ${svg.getAttribute('aria-label')}`);
			if (box.left < frame.left - 1 || box.right > frame.right + 1)
				low.push(`"${text.textContent}" reaches out of ${svg.getAttribute('aria-label')}`);
		}
	}
	return [...new Set(low)];
}

// What is folded on a screen stands on paper.
function measureFolds() {
	return [...document.querySelectorAll('details')].filter(fold => fold.lastElementChild.getBoundingClientRect().height == 0)
		.map(fold => `"${fold.querySelector('summary').textContent}" is not printed`);
}

async function look(page, name, most) {
	const complain = found => found.forEach(what => wrong.push(`${name}: ${what}`));
	const long = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight);

	console.log(`${name}: ${long.toFixed(1)} screens`);
	if (most && long > most)
		complain([`${long.toFixed(1)} screens long, ${most} at most are wanted`]);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

	if (wide > 0)
		complain([`the page is ${wide} px wider than the screen`]);
	const found = await page.evaluate(tags => axe.run({ runOnly: { type: 'tag', values: tags } }), TAGS);
	complain(found.violations.map(rule => `${rule.id}: ${rule.help}: ${rule.nodes.map(node => node.target).join(', ')}`));
	if (!found.passes.some(rule => rule.id == 'color-contrast'))
		complain(['axe measured no contrast']);
	complain(await page.evaluate(measureCharts));
	complain(await page.evaluate(measureLetters));
	await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

// Opened, all of it is readable too: axe looks at what is shown alone.
async function lookInside(page, name) {
	await page.evaluate(() => document.querySelectorAll('details').forEach(fold => fold.open = true));
	await look(page, `${name}-open`);
	await page.evaluate(() => document.querySelectorAll('details').forEach(fold => fold.open = false));
}

// A link to an event opens what it is folded in.
async function follow(page, name) {
	const link = page.locator('.alerts a[href^="#e"]').first();

	if (!await link.count())
		return;
	await link.click();
	const shown = await page.evaluate(() => document.querySelector(location.hash)?.getBoundingClientRect().height > 0);
	if (!shown)
		wrong.push(`${name}: ${await link.getAttribute('href')} leads to nothing that is shown`);
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

// The page forbids all scripts, axe too: so its own word is set aside, and what it asks for is looked at instead.
for (const colorScheme of ['light', 'dark'])
	for (const [size, [width, height]] of Object.entries(SIZES)) {
		const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true });
		const page = await context.newPage();

		page.on('request', request => request.url() == url || wrong.push(`${size}: asks for ${request.url()}`));
		page.on('pageerror', error => wrong.push(`${size}: ${error}`));
		await context.setOffline(true);
		await page.goto(url);
		await page.evaluate(axe);
		await look(page, `${size}-${colorScheme}`, screens[Object.keys(SIZES).indexOf(size)]);
		await lookInside(page, `${size}-${colorScheme}`);
		if (size == 'phone') {
			await page.evaluate(() => document.querySelector('#proof').open = true);
			await page.locator('svg.code').screenshot({ path: `${folder}/code-${colorScheme}.png` });
			await page.evaluate(() => document.querySelector('#proof').open = false);
			await follow(page, size);
		}
		if (size == 'desktop') {
			await page.emulateMedia({ media: 'print' });
			await look(page, `print-${colorScheme}`);
			wrong.push(...await page.evaluate(measureFolds));
			await page.pdf({ path: `${folder}/print-${colorScheme}.pdf`, format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } });
		}
		await context.close();
	}
await browser.close();
wrong.forEach(what => console.log(what));
process.exit(wrong.length ? 1 : 0);
