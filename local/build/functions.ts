import { routes } from '../../functions/routes.ts';
import type { Declaration } from '../../lib/http/endpoint.ts';

export interface DeployedFunction {
  /** below `functions/`, without its ending */
  file: string;
  /** in serverless.yml: `auth/register` → `authRegister` */
  name: string;
  /** undefined for the authorizer and the fallback */
  route?: Declaration;
}

const nameOf = (file: string) => file.replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());

export const FALLBACK = 'misc/fallback';
export const AUTHORIZER = 'authorizer';

/** Every Lambda function of the deployment. */
export const deployedFunctions: DeployedFunction[] = [
  ...Object.entries<Declaration>(routes).map(([file, route]) => ({ file, name: nameOf(file), route })),
  { file: AUTHORIZER, name: AUTHORIZER },
  { file: FALLBACK, name: nameOf(FALLBACK) },
];
