import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { AnalysisResult } from '../../lib/analysis/result.ts';
import { analysed, SENT, TEXT } from '../support/analysed.ts';
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

const API = process.env.TEST_URL ?? '';
const ORIGIN = API && new URL(API).origin;
const CONSOLE = `${ORIGIN}/console`;
const PASSWORD = 'a rather long: secret';

let browser: Browser;
let tab: Tab;
let page: Page;

const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const menu = (name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();

let people = 0;
const newEmail = () => `console-${process.pid}-${Date.now()}-${people++}@example.com`;

/** The code of a new mail. */
async function mailedCode(email: string, after = 0): Promise<{ code: string; mails: number }> {
  for (;;) {
    const codes = await codesMailedTo(email);
    const code = codes.at(-1);
    if (code && codes.length > after) return { code, mails: codes.length };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function register(email: string): Promise<void> {
  await page.goto(CONSOLE);
  await page.getByRole('link', { name: 'Register' }).click();
  await fill('First name', 'Ada');
  await fill('Last name', 'Lovelace');
  await fill('E-mail', email);
  await fill('New password', PASSWORD);
  await press('Register');
  await heading('Activate your account').waitFor();
}

/** Somebody who has come as far as the first page: by the API, for the way there is walked once. */
async function activated(): Promise<string> {
  const email = newEmail();
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${API}/${path}`, {
      method: 'POST',
      headers: { Authorization: 'clara_public_local', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { data: Record<string, unknown> }).data;
  };
  const names = { first_name: 'Ada', last_name: 'Lovelace' };
  const { token } = await post('auth/register', { ...names, email, password: PASSWORD });
  const user = await post(`users/${email}/activate`, { code: (await mailedCode(email)).code });
  await page.goto(CONSOLE);
  const session = JSON.stringify(JSON.stringify({ token, user }));
  await page.evaluate(`sessionStorage.setItem('clara.session', ${session})`);
  await page.reload();
  await heading('Check a text').waitFor();
  return email;
}

async function logOut(): Promise<void> {
  await menu('Account');
  await press('Log out');
  await heading('Log in').waitFor();
}

async function logIn(email: string): Promise<void> {
  await fill('E-mail', email);
  await fill('Password', PASSWORD);
  await press('Log in');
}

async function drop(name: string, content: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    `(() => { const files = new DataTransfer(); files.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/plain' })); return files; })()`,
  );
  await page.dispatchEvent('.drop', 'drop', { dataTransfer });
  await page.getByRole('button', { name: `Remove ${name}` }).waitFor();
}

/** What an authenticator app shows for a secret. @param steps of 30 s ahead of now */
const appCode = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });

const statusOf = async (token: string) =>
  (await fetch(`${API}/stripe/rate`, { headers: { Authorization: `Bearer ${token}` } })).status;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(viewport: { width: number; height: number }): Promise<void> {
  tab = await openTab(browser, viewport);
  page = tab.page;
}

/** Whatever was done: no error, no other origin than those the page is told of, no token in an address. */
afterEach(async () => {
  await tab.context.close();
  expect(tab.errors).toEqual([]);
  const allowed = [ORIGIN, process.env.TEST_STRIPE_URL, process.env.AWS_ENDPOINT_URL_S3];
  const foreign = tab.addresses.filter(
    (address) => !/^(data|about):/.test(address) && !allowed.includes(new URL(address).origin),
  );
  expect(foreign).toEqual([]);
  expect(tab.addresses.filter((address) => /clara_(user|api)_/.test(address))).toEqual([]);
});

describeInBrowser(withBrowser('the console'), () => {
  it.each(Object.entries(WIDTHS))(
    'leads its owner from registering to an analysis, on a %s',
    async (name, viewport) => {
      await open(viewport);
      const flawsHere = () => (name === 'desktop' ? flawsOf(page) : overflowOf(page));
      const email = newEmail();
      await page.goto(CONSOLE);
      expect(await flawsHere()).toEqual([]);
      await register(email);
      expect(await flawsHere()).toEqual([]);

      // A local system says where its mails lie.
      const inbox = page.getByRole('link', { name: 'read the code in its inbox' });
      expect(await inbox.getAttribute('href')).toBe(process.env.TEST_MAIL_URL);
      await fill('Code', '000000');
      await press('Activate');
      await page.getByRole('alert').getByText('Authorization header or OTP is either missing').waitFor();
      await fill('Code', (await mailedCode(email)).code);
      await press('Activate');
      await heading('Check a text').waitFor();
      await logOut();
      await logIn(email);
      await heading('Check a text').waitFor();

      await menu('Key');
      await press('Copy');
      await seen('Copied.');
      const old = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(await statusOf(old)).toBe(200);
      await press('Show');
      await seen(old);
      expect(await flawsHere()).toEqual([]);
      await press('Reset the key');
      const dialog = page.getByRole('dialog', { name: 'Reset the key?' });
      await dialog.getByText('dead at once').waitFor();
      expect(await flawsHere()).toEqual([]);
      await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
      await seen('The old one is dead as of now.');
      expect(await statusOf(old)).toBe(401);

      await menu('Credits');
      await seen('Free credits on signup.');
      await fill('Amount in US dollars', '5');
      await seen('You get 500 credits.');
      await press('Go on to pay');
      await press('Pay');
      await seen('Paid: 500 credits are on your balance.');
      await seen('User bought 500 credits for $5.');
      await page.getByRole('link', { name: '600 credits' }).waitFor();
      expect(new URL(page.url()).href).toBe(`${CONSOLE}#/credits`);
      expect(await flawsHere()).toEqual([]);

      await menu('Check');
      await fill('Text', TEXT);
      await drop('tower.txt', 'The Eiffel Tower is 330 metres tall.');
      expect(await flawsHere()).toEqual([]);
      await press('Analyse for 20 credits');
      await heading('Analysis').waitFor();
      // The worker's own answer, whatever it finds.
      await page.getByRole('region', { name: 'Verdict' }).waitFor({ timeout: 60_000 });
      expect(await page.getByRole('listitem', { name: 'Claim 1', exact: true }).count()).toBe(1);
      expect(await page.locator('blockquote').count()).toBeGreaterThan(0);
      // What is marked is what was judged, also after an empty line.
      const marked = (await page.locator('mark a').allTextContents()).map((each) => each.split(' Claim ')[0]);
      const ofText = page.locator('.claim').filter({ hasNotText: 'In tower.txt' }).locator('.claim-text');
      expect(marked.length).toBeGreaterThan(2);
      expect(marked).toEqual(await ofText.allTextContents());
      expect(await flawsHere()).toEqual([]);
      await page.getByRole('link', { name: '580 credits' }).waitFor();
      await menu('Analyses');
      await page.locator('.task').first().waitFor();
      expect(await flawsHere()).toEqual([]);
      await menu('Account');
      await seen('It is off: the password alone logs in.');
      expect(await flawsHere()).toEqual([]);
    },
    120_000,
  );

  it.each(Object.entries(WIDTHS))(
    'shows verdict, claims and quotes of a result, as text, on a %s',
    async (_, viewport) => {
      await open(viewport);
      await activated();
      const result = AnalysisResult.parse(analysed);
      await page.route('**/tasks/task_*', async (route) => {
        const response = await route.fetch();
        const envelope = (await response.json()) as { data: object };
        const data = { ...envelope.data, status: 'COMPLETED', error: null, result };
        await route.fulfill({ response, json: { ...envelope, data } });
      });
      await fill('Text', TEXT);
      await press('Analyse for 20 credits');

      const verdict = page.getByRole('region', { name: 'Verdict' });
      await verdict.getByText('Mixed', { exact: true }).first().waitFor();
      expect(await verdict.innerText()).toContain(result.summary);
      const marks = await page.locator('mark').allInnerTexts();
      expect(marks.map((text) => text.replace(/\s*Claim[\s\S]*$/, ''))).toEqual(
        result.claims
          .filter(({ span }) => span.attachment === null)
          .map(({ span }) => SENT.slice(span.start, span.end)),
      );
      await page.getByRole('link', { name: /Claim 2\s*: Refuted/ }).click();
      const claim = page.getByRole('listitem', { name: 'Claim 2', exact: true });
      // The page moves the focus once it has drawn.
      await page.locator('li[aria-label="Claim 2"]:focus').waitFor();
      expect(await claim.locator('blockquote').allInnerTexts()).toEqual(
        result.claims[1]?.evidence.map(({ quote }) => quote),
      );
      // Markup in a quote is shown, not obeyed; and an address that is none of the web is no link.
      await seen('<img src=x onerror=alert(1)>');
      expect(await page.locator('main img').count()).toBe(0);
      expect(await flawsOf(page)).toEqual([]);
    },
    120_000,
  );

  it('says what a verdict by the sender’s own file means, and what a file that gave nothing costs', async () => {
    await open(WIDTHS.desktop);
    await activated();
    const [supported, refuted] = analysed.claims;
    if (!supported || !refuted) throw new Error('the result has no claims');
    const [own] = refuted.evidence;
    // As of before `is_own`: its source is a file that was sent.
    const older = { ...own, is_own: undefined };
    const result = AnalysisResult.parse({
      ...analysed,
      verdict: 'mixed',
      claims: [supported, { ...refuted, evidence: [older] }],
      attachments: [...analysed.attachments, { name: 'a.pdf', type: '.pdf', status: 'no_text' }],
    });
    await page.route('**/tasks/task_*', async (route) => {
      const response = await route.fetch();
      const envelope = (await response.json()) as { data: object };
      const data = { ...envelope.data, status: 'COMPLETED', error: null, result };
      await route.fulfill({ response, json: { ...envelope, data } });
    });
    await fill('Text', TEXT);
    await press('Analyse for 20 credits');
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await verdict.getByText('In part consistent with your file', { exact: true }).waitFor();
    expect(await verdict.innerText()).toContain(
      'is not thereby true: it was compared with your own material only.',
    );
    const claimed = (number: number) => page.getByRole('listitem', { name: `Claim ${number}`, exact: true });
    expect(await claimed(1).innerText()).toContain(
      'Your file says the same. That does not make it true: it was compared with your own material only.',
    );
    await claimed(1).getByText('Consistent with your file', { exact: true }).waitFor();
    await claimed(2).getByText('Contradicts your file', { exact: true }).waitFor();
    await seen('The analysis was charged all the same, because the reason lies in the file.');
    expect(await flawsOf(page)).toEqual([]);
  }, 120_000);

  it('uploads first what is too large to come along', async () => {
    await open(WIDTHS.desktop);
    await activated();
    await drop('long.txt', 'The tower is 330 metres tall. '.repeat(150_000));
    await press('Analyse for 20 credits');
    await heading('Analysis').waitFor({ timeout: 30_000 });
    const store = process.env.AWS_ENDPOINT_URL_S3 ?? '';
    expect(tab.addresses.filter((address) => address.startsWith(store))).toHaveLength(1);
  }, 120_000);

  it('asks for a second factor by mail or by an app, and takes a backup code', async () => {
    await open(WIDTHS.phone);
    const email = await activated();
    let { mails } = await mailedCode(email);
    const nextCode = async () => {
      const mailed = await mailedCode(email, mails);
      ({ mails } = mailed);
      return mailed.code;
    };

    await menu('Account');
    await press('Use an authenticator app');
    await fill('Code from the mail', await nextCode());
    await press('Go on');
    await page.getByAltText(/^QR code/).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    const secret = await page.getByLabel('Secret for the app').innerText();
    await fill('First code of the app', appCode(secret));
    await press('Turn it on');
    await seen('they are shown only now');
    // Nothing beside them says otherwise, or leads away from them.
    expect(await page.getByText(/It is off|Leave it as it is/).count()).toBe(0);
    const [backup = ''] = await page.locator('.backup-codes code').allInnerTexts();
    expect(await flawsOf(page)).toEqual([]);
    await press('I have kept them');
    await seen('10 backup codes left.');

    await logOut();
    await logIn(email);
    await seen('Enter the code that your authenticator app shows');
    await fill('Code', backup);
    await press('Log in');
    await heading('Check a text').waitFor();
    await menu('Account');
    await seen('9 backup codes left.');
    await press('Turn it off');
    await fill('Code of your present app, or a backup code', appCode(secret, 1));
    await press('Turn it off');
    await seen('It is off: the password alone logs in.');
  }, 120_000);

  it('takes a hostile hand: twice pressed, back, offline, names that are markup, files of no use', async () => {
    await open(WIDTHS.desktop);
    const email = await activated();
    const markup = '<img src=x onerror=alert(1)>';
    const started: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/agent/analysis')) started.push(request.method());
    });

    // A file that misses its place opens nothing; one of no use is named and left out.
    const stray = await page.evaluateHandle(
      `(() => { const files = new DataTransfer(); files.items.add(new File(['x'], ${JSON.stringify(`${markup}.exe`)})); return files; })()`,
    );
    const wasKept = await page.evaluate<boolean>(
      "!document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true }))",
    );
    expect(wasKept).toBe(true);
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: stray });
    await seen(`Not taken: ${markup}.exe.`);
    await drop(`${markup}.txt`, 'Water boils at 100 degrees Celsius.');

    await fill('Text', `${markup} Water boils at 50 degrees Celsius. ${'🦊'.repeat(2_500)}`);
    await tab.context.setOffline(true);
    await press('Analyse for 20 credits');
    await seen('The service could not be reached.');
    await tab.context.setOffline(false);
    expect(started).toHaveLength(1);
    await page.getByRole('button', { name: 'Analyse for 20 credits' }).dblclick();
    await heading('Analysis').waitFor();
    await page.getByRole('region', { name: 'Verdict' }).waitFor({ timeout: 60_000 });
    expect(started).toHaveLength(2);
    await page.getByRole('link', { name: '80 credits' }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await overflowOf(page)).toEqual([]);
    await page.goBack();
    await heading('Check a text').waitFor();

    await menu('Account');
    await fill('First name', markup);
    await press('Save');
    await seen('Saved.');
    expect(await page.locator('main img').count()).toBe(0);
    await page.reload();
    await heading('Account').waitFor();
    await logOut();
    await page.goBack();
    await heading('Log in').waitFor();
    await fill('E-mail', email);
    await fill('Password', `${PASSWORD}!`);
    await press('Log in');
    await page.getByRole('alert').getByText('Authorization header or OTP is either missing').waitFor();
  }, 120_000);

  it('can be used by the keyboard alone', async () => {
    await open(WIDTHS.desktop);
    const email = await activated();
    await logOut();
    await page.keyboard.press('Tab');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await heading('Check a text').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Check a text');
    await page.getByLabel('Text', { exact: true }).focus();
    await page.keyboard.type('Water boils at 50 degrees.');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('choose files');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await heading('Analysis').waitFor();
  }, 120_000);

  it('says what the API says, waits out a short rate limit, and counts down a long one', async () => {
    await open(WIDTHS.desktop);
    await activated();
    const asked: number[] = [];
    let retryAfter = 1;
    await page.route('**/api_key', async (route) => {
      asked.push(Date.now());
      if (retryAfter === 1 && asked.length > 1) return route.continue();
      return route.fulfill({
        status: 429,
        headers: { 'Retry-After': String(retryAfter), 'X-Error-Code': 'rate_limited' },
        json: { data: null, message: 'You have exceeded the rate limit.', status: 'error' },
      });
    });
    await menu('Key');
    await page.getByLabel('API key').waitFor();
    expect(asked).toHaveLength(2);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(990);

    retryAfter = 600;
    await menu('Credits');
    await menu('Key');
    await page
      .getByRole('alert')
      .getByText('You have exceeded the rate limit. Try again in 10 minutes.')
      .waitFor();
    expect(asked).toHaveLength(3);
  }, 120_000);

  it('waits out an outage when it reads, and never makes a change twice', async () => {
    await open(WIDTHS.desktop);
    await activated();
    const asked: string[] = [];
    await page.route('**/api_key*', async (route) => {
      const method = route.request().method();
      asked.push(method);
      if (method === 'GET' && asked.length > 1) return route.continue();
      return route.fulfill({
        status: 503,
        headers: { 'Retry-After': '1', 'X-Error-Code': 'unavailable' },
        json: { data: null, message: 'Try again later.', status: 'error' },
      });
    });
    await menu('Key');
    await page.getByLabel('API key').waitFor();
    expect(asked).toEqual(['GET', 'GET']);

    await press('Reset the key');
    await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByRole('alert').getByText('Try again later.').waitFor();
    expect(asked.slice(2)).toHaveLength(1);
    expect(asked[2]).not.toBe('GET');
  }, 120_000);

  it('keeps the session in its tab, and ends it when the API does', async () => {
    await open(WIDTHS.desktop);
    await activated();
    await page.reload();
    await heading('Check a text').waitFor();
    const other = await tab.context.newPage();
    await other.goto(CONSOLE);
    await other.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await tab.context.cookies()).toEqual([]);

    const token = await page.evaluate<string>("JSON.parse(sessionStorage.getItem('clara.session')).token");
    const ended = await fetch(`${API}/auth/session`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(ended.status).toBe(204);
    await menu('Key');
    await heading('Log in').waitFor();
    await seen('Your session has ended.');
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  }, 120_000);
});
