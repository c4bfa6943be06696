import { MCP } from '../addresses.ts';
import { Code } from './code.tsx';

const TWO_LINES = `${MCP}
Authorization: Bearer <API key token>`;

const SETTINGS = JSON.stringify(
  { mcpServers: { clara: { type: 'http', url: MCP, headers: { Authorization: 'Bearer <API key token>' } } } },
  null,
  2,
);

/** The API as tools of an agent. */
export function McpQuickstart() {
  return (
    <article>
      <h1>Quickstart: MCP</h1>
      <p>
        The API is an MCP server too: the same calls as tools, with the same rights and limits. A client needs
        two lines, the address and the API key’s token, which the <a href="console">console</a> shows:
      </p>
      <Code text={TWO_LINES} />
      <p>In the settings of most clients:</p>
      <Code text={SETTINGS} />
      <p>
        <code>agent_analysis</code> takes a text, and files in base64 or ids of uploads, and reports progress
        until the result is there. Errors are told as results of the tool, in the words of the{' '}
        <a href="#reference">reference</a>; the text also names the argument that is wrong. When the key is
        reset, the client’s token is dead at once.
      </p>
      <p>
        Tools are listed with underscores, because many clients take no dots, and are called by either
        spelling: <code>task_view</code> or <code>task.view</code>. An answer has at most 20,000 tokens: the
        structured content holds the envelope, and the text the same JSON while it is short, else what matters
        of it. What is left out of a long result,{' '}
        <code>GET /users/&#123;user_id&#125;/tasks/&#123;task_id&#125;</code> gives; a list of tasks never
        holds results.
      </p>
    </article>
  );
}
