import { resealApps } from '../../lib/domain/resealing.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { keyring, settings, table } from '../../lib/live.ts';

export const reseal = job({
  id: 'user.reseal',
  summary: 'Seal the secrets of authenticator apps under the newest signing secret.',
  schedule: 'rate(7 days)',
  timeout: 900,
  uses: { table: ['Scan', 'UpdateItem'], keyring: true },
  async run(ctx, hasTime) {
    const { apps, resealed, unreadable, ranOut } = await resealApps(ctx, hasTime);
    if (unreadable > 0)
      throw new RangeError(`${unreadable} of ${apps} apps open under no live signing secret`);
    if (ranOut) throw new RangeError(`the time ran out after ${apps} apps: the older secret must stay`);
    return { apps, resealed };
  },
});

export const handler = scheduled(reseal, { settings, table, keyring });
