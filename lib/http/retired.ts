/** Whether a path is one of the old quickstart's transport, HTTP+SSE, which MCP gave up. */
export const isRetired = (path: string): boolean => /^\/(sse|messages)\/?$/.test(path);
