import type { Browser, Page } from 'playwright-core';
import { jest } from '@jest/globals';
import {
  describeInBrowser,
  flawsOf,
  openTab,
  startBrowser,
  type Tab,
  WIDTHS,
  withBrowser,
} from '../support/browser.ts';

jest.setTimeout(180_000);

const ORIGIN = new URL(process.env.TEST_URL ?? '').origin;

describeInBrowser(withBrowser('the documentation'), () => {
  let browser: Browser;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => tab.context.close());

  it.each(Object.entries(WIDTHS))('shows every call, and how to begin, on a %s', async (_, width) => {
    tab = await openTab(browser, width);
    const { page } = tab;
    await page.goto(`${ORIGIN}/docs`);
    await page.getByText('/users/{user_id}/agent/analysis', { exact: true }).waitFor();
    expect(await page.locator('.opblock').count()).toBe(await operations());
    // Opened, a call tells what it takes and gives.
    await opened(page, '/auth/register');
    await page.getByText('The e-mail address is taken.').first().waitFor();
    const flaws = await flawsOf(page, ['.swagger-ui']);

    await page.getByRole('link', { name: 'Quickstart: REST' }).click();
    await page.getByText(`API=${ORIGIN}/api/v1`).waitFor();
    flaws.push(...(await flawsOf(page)));
    await page.getByRole('link', { name: 'Quickstart: MCP' }).click();
    await page.getByText(`${ORIGIN}/mcp\nAuthorization: Bearer`).waitFor();
    flaws.push(...(await flawsOf(page)));

    expect(flaws).toEqual([]);
    expect(tab.errors).toEqual([]);
    // Nothing comes from anywhere else.
    expect(
      tab.addresses.filter((address) => !/^(data|blob):/.test(address) && !address.startsWith(ORIGIN)),
    ).toEqual([]);
  });

  it('lets a call be tried', async () => {
    tab = await openTab(browser, WIDTHS.desktop);
    const { page } = tab;
    await page.goto(`${ORIGIN}/docs`);
    await opened(page, '/version');
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('Version check successful.').first().waitFor();
    expect(tab.errors).toEqual([]);
  });
});

const opened = (page: Page, path: string) =>
  page
    .locator('.opblock', { has: page.locator(`[data-path='${path}']`) })
    .locator('.opblock-summary-control')
    .click();

/** As many as the document declares. */
async function operations(): Promise<number> {
  const document = (await (await fetch(`${ORIGIN}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  return Object.values(document.paths).flatMap((path) => Object.keys(path)).length;
}
