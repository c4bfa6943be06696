/** @returns an address that a reader can follow, or undefined */
export function webUrl(text: string | undefined): string | undefined {
  const url = text === undefined || text.length > 2_000 ? null : URL.parse(text);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isWeb ? url.href : undefined;
}
