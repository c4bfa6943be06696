import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's chromium, or what stands in for it. */
const executablePath = [process.env.CHROMIUM, ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

/** Says plainly why nothing is tested where no browser is installed. */
export const describeInBrowser = executablePath ? describe : describe.skip;
export const withBrowser = (name: string): string =>
  executablePath ? name : `${name} (no chromium is installed: apt-get install chromium)`;

export const WIDTHS = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A tab of a new profile, and all that it did which a page of ours must not do. */
export interface Tab {
  page: Page;
  context: BrowserContext;
  /** console errors and uncaught exceptions; a policy that was violated is one, too */
  errors: string[];
  /** every address that was asked for, or shown */
  addresses: string[];
}

export async function openTab(browser: Browser, viewport: { width: number; height: number }): Promise<Tab> {
  const context = await browser.newContext({
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const tab: Tab = { page, context, errors: [], addresses: [] };
  page.on('pageerror', ({ message }) => tab.errors.push(message));
  page.on('response', (response) => {
    if (response.request().method() !== 'GET') return;
    // An outage that was waited out is no error of the page; one that was not, is.
    const fault = `503 to the end: ${response.url()}`;
    tab.errors = tab.errors.filter((each) => each !== fault);
    if (response.status() === 503) tab.errors.push(fault);
  });
  page.on('console', (message) => {
    // That the API refused something or was not reached, the browser reports as an error of the page.
    const isRefusal = /status of (400|401|403|404|409|413|415|429|503) |ERR_INTERNET_DISCONNECTED/.test(
      message.text(),
    );
    const isOurs = /\/(console|docs)(#|$)/.test(page.url());
    if (message.type() === 'error' && isOurs && !isRefusal) tab.errors.push(message.text());
  });
  page.on('request', (request) => tab.addresses.push(request.url()));
  page.on('framenavigated', (frame) => tab.addresses.push(frame.url()));
  return tab;
}

const THEMES = ['light', 'dark'] as const;

/** What axe finds serious in the present view, in each theme it has, and what does not fit into its width. */
export async function flawsOf(
  page: Page,
  themes: readonly (typeof THEMES)[number][] = THEMES,
): Promise<string[]> {
  const flaws: string[] = [];
  const show = (theme: string) => page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
  const present = await page.locator(':root').getAttribute('data-theme');
  for (const theme of themes) {
    await show(theme);
    // Without frames, no second page is needed to put their findings together.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // The second theme has other colours, and nothing else.
    const { violations } = await (theme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        flaws.push(`${theme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }
  await show(present ?? 'light');
  return [...flaws, ...(await overflowOf(page))];
}

/** What of the present view does not fit into its width. */
export async function overflowOf(page: Page): Promise<string[]> {
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return overflow > 0 ? [`${overflow} px too wide`] : [];
}
