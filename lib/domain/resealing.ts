import { Totp } from '../table/entities.ts';
import { equals } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { isOutdated, seal, unseal } from './sealing.ts';

/**
 * Seals every app's secret that an older signing secret sealed under the newest, so that the older one can go.
 * @returns how many apps were seen, were sealed anew, and no live secret opens; and whether time ran out before all were seen
 */
export async function resealApps(ctx: Ctx<never, 'table' | 'keyring'>, hasTime: () => boolean) {
  const count = { apps: 0, resealed: 0, unreadable: 0, ranOut: false };
  for await (const { user_id, sealed } of ctx.table.scan(Totp)) {
    count.ranOut = !hasTime();
    if (count.ranOut) break;
    count.apps++;
    if (!isOutdated(ctx.keyring, sealed)) continue;
    const secret = unseal(ctx.keyring, sealed, user_id);
    if (secret) {
      const set = { sealed: seal(ctx.keyring, secret, user_id) };
      // Refused when a login did it, or the app was replaced, meanwhile.
      if (!(await ctx.table.commit(change(Totp, { user_id }, { set }, equals('sealed', sealed)))))
        count.resealed++;
    } else {
      count.unreadable++;
      ctx.note('totp_unreadable', { user_id });
    }
  }
  return count;
}
