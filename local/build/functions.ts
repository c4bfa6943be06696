import { consumers, jobs, pages, roots, routes } from '../../functions/routes.ts';
import type { ConsumerDeclaration } from '../../lib/http/consumer.ts';
import type { Declaration, RootDeclaration, Uses } from '../../lib/http/endpoint.ts';
import type { JobDeclaration } from '../../lib/http/job.ts';
import type { PageDeclaration } from '../../lib/http/page.ts';
import type { Profile } from '../../lib/profile.ts';

export interface DeployedFunction {
  /** below `functions/`, without its ending */
  file: string;
  /** in the deployment: `auth/register` → `authRegister` */
  name: string;
  /** of an endpoint */
  route?: Declaration;
  /** of a page for browsers */
  page?: PageDeclaration;
  /** of what answers outside of `/api/v1` */
  root?: RootDeclaration;
  /** of a job */
  job?: JobDeclaration;
  /** of a consumer; the authorizer, the OpenAPI document and the fallback are none of these */
  consumer?: ConsumerDeclaration;
}

const nameOf = (file: string) => file.replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());

export const FALLBACK = 'misc/fallback';
export const AUTHORIZER = 'authorizer';
export const OPENAPI = 'misc/openapi';

interface Declared {
  only?: Profile;
  uses: Uses;
  callers?: Declaration['callers'];
}

/**
 * A declaration as a profile has it. The boilerplate has no API keys and takes no files: what both profiles have, takes
 * no KEY there and touches no bucket.
 * @returns none where the profile does not have it
 */
function inProfile<D extends Declared>(profile: Profile, declared: D): D[] {
  if (declared.only && declared.only !== profile) return [];
  if (profile === 'clara') return [declared];
  const uses = Object.fromEntries(Object.entries(declared.uses).filter(([port]) => port !== 'files'));
  const callers = declared.callers?.filter((kind) => kind !== 'KEY');
  return [{ ...declared, uses, ...(callers && { callers }) }];
}

/** Every Lambda function of a deployment. */
export function functionsOf(profile: Profile): DeployedFunction[] {
  const listed = <D extends Declared>(as: keyof DeployedFunction, table: Record<string, D>) =>
    Object.entries(table).flatMap(([file, declared]) =>
      inProfile(profile, declared).map((each) => ({ file, name: nameOf(file), [as]: each })),
    );
  return [
    ...listed<Declaration>('route', routes),
    ...listed<PageDeclaration>('page', pages),
    ...listed<RootDeclaration>('root', roots),
    ...listed<JobDeclaration>('job', jobs),
    ...listed<ConsumerDeclaration>('consumer', consumers),
    { file: AUTHORIZER, name: AUTHORIZER },
    { file: OPENAPI, name: nameOf(OPENAPI) },
    { file: FALLBACK, name: nameOf(FALLBACK) },
  ];
}
