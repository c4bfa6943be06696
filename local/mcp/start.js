import { onSupportedNode } from '../node-version.js';

await onSupportedNode(() => import('./start.ts'));
