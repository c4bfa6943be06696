import { onSupportedNode } from './node-version.js';

await onSupportedNode(() => import('./stack/start.ts'));
