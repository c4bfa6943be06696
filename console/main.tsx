import { render } from 'preact';
import { App } from './app.tsx';
import { go } from './router.ts';
import { SessionProvider } from './session.tsx';
import { expectedPurchase } from './views/arrival.tsx';

// Stripe's page leads back to the console's address, which has no room for a view.
if (expectedPurchase() && location.hash === '') go('credits');

// A file that is dropped beside its place would open in the place of this page.
for (const kind of ['dragover', 'drop']) addEventListener(kind, (event) => event.preventDefault());

const root = document.getElementById('root');
if (root)
  render(
    <SessionProvider>
      <App />
    </SessionProvider>,
    root,
  );
