import { consumers, jobs, pages, roots, routes } from '../../functions/routes.ts';
import type { ConsumerDeclaration } from '../../lib/http/consumer.ts';
import type { Declaration, RootDeclaration } from '../../lib/http/endpoint.ts';
import type { JobDeclaration } from '../../lib/http/job.ts';
import type { PageDeclaration } from '../../lib/http/page.ts';

export interface DeployedFunction {
  /** below `functions/`, without its ending */
  file: string;
  /** in serverless.yml: `auth/register` → `authRegister` */
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

/** Every Lambda function of the deployment. */
export const deployedFunctions: DeployedFunction[] = [
  ...Object.entries<Declaration>(routes).map(([file, route]) => ({ file, name: nameOf(file), route })),
  ...Object.entries<PageDeclaration>(pages).map(([file, page]) => ({ file, name: nameOf(file), page })),
  ...Object.entries<RootDeclaration>(roots).map(([file, root]) => ({ file, name: nameOf(file), root })),
  ...Object.entries<JobDeclaration>(jobs).map(([file, job]) => ({ file, name: nameOf(file), job })),
  ...Object.entries<ConsumerDeclaration>(consumers).map(([file, consumer]) => ({
    file,
    name: nameOf(file),
    consumer,
  })),
  { file: AUTHORIZER, name: AUTHORIZER },
  { file: OPENAPI, name: nameOf(OPENAPI) },
  { file: FALLBACK, name: nameOf(FALLBACK) },
];
