#!/usr/bin/env node
import { onSupportedNode } from '../node-version.js';

await onSupportedNode(() => import('./stdio.ts'));
