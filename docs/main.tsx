import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { McpQuickstart } from './views/mcp-quickstart.tsx';
import { Reference } from './views/reference.tsx';
import { RestQuickstart } from './views/rest-quickstart.tsx';

const VIEWS = {
  reference: { title: 'Reference', View: Reference },
  rest: { title: 'Quickstart: REST', View: RestQuickstart },
  mcp: { title: 'Quickstart: MCP', View: McpQuickstart },
};
type Name = keyof typeof VIEWS;

const shown = (): Name => {
  const name = location.hash.slice(1);
  return Object.hasOwn(VIEWS, name) ? (name as Name) : 'reference';
};

function Documentation() {
  const [name, setName] = useState(shown);
  useEffect(() => {
    const follow = () => setName(shown());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const { title, View } = VIEWS[name];
  useEffect(() => {
    document.title = `Clara: ${title}`;
  }, [title]);
  return (
    <>
      <header>
        <strong>Clara</strong>
        <nav aria-label="Documentation">
          {Object.entries(VIEWS).map(([each, view]) => (
            <a key={each} href={`#${each}`} aria-current={each === name ? 'page' : undefined}>
              {view.title}
            </a>
          ))}
          <a href="console">Console</a>
        </nav>
      </header>
      <main>
        <View />
      </main>
    </>
  );
}

const root = document.getElementById('root');
if (root) render(<Documentation />, root);
