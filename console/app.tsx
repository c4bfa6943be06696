import type { VNode } from 'preact';
import { formatCredits } from './parts/format.ts';
import { Page } from './parts/page.tsx';
import { useRoute } from './router.ts';
import { type Session, useSession } from './session.tsx';
import { AccountView, Names } from './views/account.tsx';
import { Activate } from './views/activate.tsx';
import { Analyse } from './views/analyse.tsx';
import { Credits } from './views/credits.tsx';
import { ForgotPassword } from './views/forgot-password.tsx';
import { Key } from './views/key.tsx';
import { Login } from './views/login.tsx';
import { Register } from './views/register.tsx';
import { TaskView } from './views/task.tsx';
import { Tasks } from './views/tasks.tsx';

export function App() {
  const { session } = useSession();
  const route = useRoute();
  const isReady = session?.user.is_active && session.user.first_name && session.user.last_name;
  return (
    <>
      <a class="skip" href="#main" onClick={toMain}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="#/">
          Clara
        </a>
        {session && isReady && <Menu session={session} here={route[0] ?? ''} />}
      </header>
      <main id="main" tabIndex={-1}>
        {session ? viewOfOwner(session, route) : viewOfGuest(route)}
      </main>
    </>
  );
}

/** A link would change the route, which stands behind the `#`. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

const MENU: [route: string, name: string][] = [
  ['', 'Check'],
  ['tasks', 'Analyses'],
  ['credits', 'Credits'],
  ['key', 'Key'],
  ['account', 'Account'],
];

const Menu = ({ session: { user }, here }: { session: Session; here: string }) => (
  <>
    <nav aria-label="Main">
      <ul class="menu">
        {MENU.map(([route, name]) => (
          <li key={route}>
            <a href={`#/${route}`} aria-current={here === route ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <a class="chip" href="#/credits">
      {formatCredits(user.credits)} <span class="chip-unit">credits</span>
    </a>
  </>
);

function viewOfGuest([name]: string[]): VNode {
  switch (name) {
    case 'register':
      return <Register />;
    case 'password':
      return <ForgotPassword />;
    default:
      return <Login />;
  }
}

function viewOfOwner({ user }: Session, [name = '', id, part]: string[]): VNode {
  if (!user.is_active) return <Activate />;
  if (!user.first_name || !user.last_name)
    return (
      <Page title="What is your name?" narrow>
        <Names />
      </Page>
    );
  switch (name) {
    case 'tasks':
      return id === undefined ? <Tasks /> : <TaskView key={id} id={decoded(id)} claim={part} />;
    case 'credits':
      return <Credits />;
    case 'key':
      return <Key />;
    case 'account':
      return <AccountView />;
    default:
      return <Analyse />;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
