/** This page lies beside the API, whatever stage stands before both. */
const beside = (path: string) => new URL(path, document.baseURI).href;

export const API = beside('api/v1');
export const MCP = beside('mcp');
export const OPENAPI = beside('openapi.json');
