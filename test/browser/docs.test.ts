import type { Browser, Page } from 'playwright-core';
import { jest } from '@jest/globals';
import {
  describeInBrowser,
  flawsOf,
  openTab,
  overflowOf,
  startBrowser,
  type Tab,
  WIDTHS,
  withBrowser,
} from '../support/browser.ts';
import { codesMailedTo } from '../support/inbox.ts';
import { connected } from '../support/mcp.ts';
import { filled, itTyped, typed, typing } from '../support/quickstart.ts';
import { stackUser } from '../support/stack-user.ts';

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

  it.each(Object.entries(WIDTHS))('shows every call, and how to begin, on a %s', async (name, width) => {
    tab = await openTab(browser, width);
    const { page } = tab;
    // It is narrower on a phone, and nothing else.
    const flawsHere = () => (name === 'desktop' ? flawsOf(page, ['light']) : overflowOf(page));
    await page.goto(`${ORIGIN}/docs`);
    await page.getByText('/users/{user_id}/agent/analysis', { exact: true }).waitFor();
    expect(await page.locator('.opblock').count()).toBe(await operations());
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await page.getByRole('heading', { name: 'Available authorizations' }).waitFor();
    const flaws = await flawsHere();
    await page.locator('.close-modal').click();
    // Opened, a call tells what it takes and gives.
    await opened(page, '/auth/register');
    await page.getByText('The e-mail address is taken.').first().waitFor();
    await page.getByRole('tab', { name: 'Schema' }).first().click();
    await page.getByRole('button', { name: 'Schema', exact: true }).first().click();
    await page.getByRole('button', { name: 'Expand all' }).first().click();
    await opened(page, '/users/{user_email}/otp/{otp_type}');
    await opened(page, '/users/{user_id}/tasks/{task_id}', 'DELETE');
    await page.locator('[data-param-name=task_id]').waitFor();
    flaws.push(...(await flawsHere()));

    await page.getByRole('link', { name: 'Quickstart: REST' }).click();
    await page.getByText(`API=${ORIGIN}/api/v1`).waitFor();
    flaws.push(...(await flawsHere()));
    await page.getByRole('link', { name: 'Quickstart: MCP' }).click();
    await page.getByText(`${ORIGIN}/mcp\nAuthorization: Bearer`).waitFor();
    flaws.push(...(await flawsHere()));

    expect(flaws).toEqual([]);
    expect(tab.errors).toEqual([]);
    // Nothing comes from anywhere else.
    expect(
      tab.addresses.filter((address) => !/^(data|blob):/.test(address) && !address.startsWith(ORIGIN)),
    ).toEqual([]);
  });

  itTyped(typing('says what works when it is typed'), async () => {
    tab = await openTab(browser, WIDTHS.desktop);
    const { page } = tab;
    await page.goto(`${ORIGIN}/docs#rest`);
    const [register = '', ...rest] = await page.locator('article pre').allInnerTexts();
    const email = `reader-${Date.now()}@example.com`;
    const own = { 'ada@example.com': email };
    const begin = filled(register, { ...own, '<PUBLIC key>': 'clara_public_local' });
    expect(await typed(begin)).toContain('User registered successfully.');
    const [code = ''] = await codesMailedTo(email);
    const variables = begin.split('\n\n')[0] ?? '';
    const script = filled(rest.join('\n'), { ...own, '<code>': code, '@report.pdf': '@examples/report.pdf' });
    const printed = await typed(`${variables}\n${script}`);
    for (const said of ['User activated', 'User fetched', 'Task fetched'])
      expect(printed).toContain(`${said} successfully.`);

    await page.getByRole('link', { name: 'Quickstart: MCP' }).click();
    const { token } = await stackUser();
    const [lines = '', settings = ''] = await page.locator('article pre').allInnerTexts();
    const [url = '', header = ''] = filled(lines, { '<API key token>': token }).split('\n');
    const [name = '', value = ''] = header.split(': ');
    const { mcpServers } = JSON.parse(filled(settings, { '<API key token>': token })) as {
      mcpServers: object;
    };
    expect(mcpServers).toEqual({ clara: { type: 'http', url, headers: { [name]: value } } });
    const client = await connected('2025-11-25', url, { [name]: value });
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    await client.close();
  });

  it('lets a call be tried', async () => {
    tab = await openTab(browser, WIDTHS.desktop);
    const { page } = tab;
    await page.goto(`${ORIGIN}/docs`);
    await opened(page, '/version');
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('Version check successful.').first().waitFor();
    expect(await flawsOf(page, ['light'])).toEqual([]);
    expect(tab.errors).toEqual([]);
  });
});

const opened = (page: Page, path: string, method = '') =>
  page
    .locator('.opblock', { has: page.locator(`[data-path='${path}']`) })
    .locator('.opblock-summary-control', { hasText: method })
    .first()
    .click();

/** As many as the document declares. */
async function operations(): Promise<number> {
  const document = (await (await fetch(`${ORIGIN}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  return Object.values(document.paths).flatMap((path) => Object.keys(path)).length;
}
