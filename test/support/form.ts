/** A multipart body as a browser or curl sends it, in base64 as API Gateway hands it over. */
export async function form(parts: [name: string, value: string | Uint8Array, filename?: string][]) {
  const data = new FormData();
  for (const [name, value, filename] of parts)
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)]), filename ?? name);
  const encoded = new Response(data);
  return {
    body: Buffer.from(await encoded.arrayBuffer()).toString('base64'),
    isBase64Encoded: true,
    headers: { 'Content-Type': encoded.headers.get('content-type') ?? '' },
  };
}
