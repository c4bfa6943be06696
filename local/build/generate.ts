import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import packageJson from '../../package.json' with { type: 'json' };
import {
  AnalysisSecrets,
  EngineSettings,
  EvidenceSettings,
  TranscriptionSecrets,
  TranscriptionSettings,
} from '../../lib/config.ts';
import type { ErrorCode } from '../../lib/errors.ts';
import type { Ports } from '../../lib/domain/ctx.ts';
import { type Declaration, methodsFor, type RootDeclaration, type Uses } from '../../lib/http/endpoint.ts';
import * as entities from '../../lib/table/entities.ts';
import { errorBody, EXPOSED_HEADERS, FIXED_HEADERS } from '../../lib/http/envelope.ts';
import { ERRORS } from '../../lib/http/errors.ts';
import { openApi } from '../../lib/http/openapi.ts';
import { challenge } from '../../lib/http/protected-resource.ts';
import { gatewayPath } from '../../lib/http/request.ts';
import { READING } from '../../lib/http/tagged.ts';
import { usesOfAll } from '../../lib/http/tool.ts';
import { forEachProfile, type Profile, PROFILES } from '../../lib/profile.ts';
import { alarmsOf, secondsOf } from './alarms.ts';
import type { Deployment, Limit } from './bill.ts';
import { AUTHORIZER, type DeployedFunction, FALLBACK, functionsOf, OPENAPI } from './functions.ts';
import {
  assumedTable,
  billTable,
  capacityTable,
  costsByArea,
  limitsTable,
  loadTable,
  mixTable,
  unitsSentence,
} from './guides.ts';
import { importsOf, sources } from './imports.ts';
import { OPENAPI_FILES } from './openapi-files.ts';
import { deployedPicture, roomsPicture } from './pictures.ts';

/**
 * Derives, from the endpoints' declarations, what must agree with them: of each profile the functions, roles, alarms and
 * gateway answers that serverless.yml takes from deploy/generated, its OpenAPI document and the fallback's table of
 * methods; the list of tools, the client's types, the README's tables, and the tables and pictures of the guides.
 */
const BASE = '/api/v1';
const HOUR_S = 3_600;
const OPENAPI_PATH = '/openapi.json';
const root = join(import.meta.dirname, '../..');

const isRouted = (fn: DeployedFunction): fn is DeployedFunction & { route: Declaration } =>
  fn.route !== undefined;
const routedOf = (profile: Profile) => functionsOf(profile).filter(isRouted);

/** What each port asks of the role and the environment of a function that uses it. */
const PORTS: Record<keyof Ports, { env?: string[]; secrets?: string[]; statements?: string[] }> = {
  table: { env: ['TABLE_NAME'] },
  keyring: { secrets: ['SIGNING_SECRETS'] },
  sharedKeys: { secrets: ['PUBLIC_API_KEY', 'PRIVATE_API_KEY'] },
  mail: { env: ['MAIL_FROM'], statements: ['ses:SendEmail'] },
  frontEnd: { env: ['CLIENT_URL', 'FILES_BUCKET', 'MAIL_INBOX_URL'], secrets: ['PUBLIC_API_KEY'] },
  shop: { env: ['CREDIT_RATES', 'CLIENT_URL'] },
  billing: { env: ['STRIPE_API_BASE'], secrets: ['STRIPE_SECRET_KEY'] },
  paymentHistory: { env: ['STRIPE_API_BASE'], secrets: ['STRIPE_SECRET_KEY'] },
  signedEvents: { secrets: ['STRIPE_WEBHOOK_SECRET'] },
  leakReports: { env: ['GITHUB_KEYS_URL'] },
  google: { env: ['GOOGLE_CLIENT_ID', 'GOOGLE_JWKS_URL'] },
  gate: {},
  files: { env: ['FILES_BUCKET'] },
  queue: { env: ['QUEUE_URL', 'TASK_WAKE_SECONDS', 'OPEN_TASKS_PER_USER'] },
  analyst: {
    env: [
      ...Object.keys(EngineSettings.shape),
      ...Object.keys(EvidenceSettings.shape),
      ...Object.keys(TranscriptionSettings.shape),
    ],
    secrets: [...Object.keys(AnalysisSecrets.shape), ...Object.keys(TranscriptionSecrets.shape)],
  },
};

const declarationOf = ({ route, page, root, job, consumer }: DeployedFunction) =>
  route ?? page ?? root ?? job ?? consumer;
const toolRoutes = routedOf('clara').filter(({ route }) => route.tool);
const USES: Record<string, Uses> = {
  [AUTHORIZER]: { table: ['UpdateItem'], keyring: true, sharedKeys: true },
  // By the route table itself: the list that the function was made of may be older.
  mcp: usesOfAll(toolRoutes.map(({ route }) => route)),
};
const usesOf = (fn: DeployedFunction): Uses => USES[fn.file] ?? declarationOf(fn)?.uses ?? {};
const portsOf = (fn: DeployedFunction) => Object.keys(usesOf(fn)) as (keyof Ports)[];
const roleOf = ({ name }: DeployedFunction) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Role`;
const list = (items: readonly string[]) => `[${items.join(', ')}]`;

/** What a function answers, as API Gateway has it; of a page also the files that belong to it. */
function callsOf({ file, route, page, root: outside }: DeployedFunction): { method: string; path: string }[] {
  const reading = (paths: string[]) => paths.flatMap((path) => READING.map((method) => ({ method, path })));
  const taken = (declared: Declaration | RootDeclaration, paths: string[]) =>
    paths.flatMap((path) => methodsFor(declared).map((method) => ({ method, path })));
  if (route) return taken(route, [gatewayPath(BASE + route.path)]);
  if (page) return reading([page.path, `${page.path}/{file}`]);
  if (file === OPENAPI) return reading([OPENAPI_PATH]);
  if (!outside) return [];
  return taken(outside, [outside.path, outside.alsoAt ?? []].flat());
}

/** The methods of each path. */
function methodsOf(profile: Profile): Map<string, string[]> {
  const byPath = new Map<string, string[]>();
  for (const { method, path } of functionsOf(profile).flatMap(callsOf))
    byPath.set(path, [...(byPath.get(path) ?? []), method]);
  return byPath;
}

const needsAuthorizer = ({ callers }: Declaration | RootDeclaration) =>
  !callers.some((kind) => ['NOBODY', 'BASIC', 'SIGNATURE'].includes(kind));

const memoryOf = ({ route, root, consumer }: DeployedFunction) => (route ?? root ?? consumer)?.memory;

function functionYaml(profile: Profile, fn: DeployedFunction): string {
  const { summary } = declarationOf(fn) ?? {};
  const memory = memoryOf(fn);
  const timeout = (fn.route ?? fn.root ?? fn.job ?? fn.consumer)?.timeout;
  const secrets = portsOf(fn).flatMap((port) => PORTS[port].secrets ?? []);
  const env = [
    ...portsOf(fn).flatMap((port) => PORTS[port].env ?? []),
    ...(secrets.length ? ['SECRETS_PATH'] : []),
  ];
  return [
    `  ${fn.name}:`,
    `    handler: functions/${fn.file}.handler`,
    ...(summary ? [`    description: ${JSON.stringify(summary)}`] : []),
    ...(memory ? [`    memorySize: ${memory}`] : []),
    ...(timeout ? [`    timeout: ${timeout}`] : []),
    // Its native code comes from npm for the machine that packages it.
    ...(usesOf(fn).analyst ? ['    architecture: x86_64'] : []),
    ...(fn.job || fn.consumer
      ? [`    reservedConcurrency: \${param:${fn.job ? 'jobs' : 'workers'}AtOnce}`]
      : []),
    // What a run did not do is the next one's, where that comes soon: Lambda's two repeats would only meet it.
    ...(fn.job && secondsOf(fn.job.schedule) < HOUR_S ? ['    maximumRetryAttempts: 0'] : []),
    `    role: ${roleOf(fn)}`,
    ...(env.length
      ? ['    environment:', ...env.map((name) => `      ${name}: \${self:custom.env.${name}}`)]
      : []),
    ...eventsYaml(profile, fn),
  ].join('\n');
}

function eventsYaml(profile: Profile, fn: DeployedFunction): string[] {
  const { file, job, consumer } = fn;
  if (consumer) return ['    events:', '      - sqs: ${self:custom.taskQueue}'];
  if (job) return ['    events:', `      - schedule: ${job.schedule}`];
  const http = (method: string, path: string, authorizer?: string) =>
    `      - http: { method: ${method}, path: '${path}'${authorizer ? `, authorizer: ${authorizer}` : ''} }`;
  const calls = callsOf(fn);
  if (calls.length > 0) {
    const guarded = fn.route ?? fn.root;
    const authorizer = guarded && needsAuthorizer(guarded) ? "'${self:custom.authorizer}'" : undefined;
    return ['    events:', ...calls.map(({ method, path }) => http(method.toLowerCase(), path, authorizer))];
  }
  if (file !== FALLBACK) return [];
  return [
    '    events:',
    ...['/', '/{proxy+}', ...methodsOf(profile).keys()].map((path) => http('any', path)),
  ];
}

function roleYaml(fn: DeployedFunction): string {
  const arn = (service: string, rest: string) =>
    `!Sub 'arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}'`;
  const statement = (actions: readonly string[], resource: string) =>
    `                - { Effect: Allow, Action: ${list(actions)}, Resource: ${resource} }`;
  const uses = usesOf(fn);
  const secrets = portsOf(fn).flatMap((port) => PORTS[port].secrets ?? []);
  return [
    `    ${roleOf(fn)}:`,
    '      Type: AWS::IAM::Role',
    '      Properties:',
    '        AssumeRolePolicyDocument: ${self:custom.lambdaTrust}',
    '        Policies:',
    '          - PolicyName: least',
    '            PolicyDocument:',
    "              Version: '2012-10-17'",
    '              Statement:',
    statement(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      arn('logs', `log-group:/aws/lambda/\${self:service}-\${sls:stage}-${fn.name}:*`),
    ),
    // X-Ray knows no resources.
    statement(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], "'*'"),
    ...(uses.table?.length
      ? [
          statement(
            uses.table.map((action) => `dynamodb:${action}`),
            // By its name: a restored table is none of the stack's.
            arn('dynamodb', 'table/${self:custom.env.TABLE_NAME}'),
          ),
        ]
      : []),
    ...(secrets.length
      ? [
          statement(
            ['ssm:GetParameters'],
            list(secrets.map((name) => arn('ssm', `parameter\${self:custom.env.SECRETS_PATH}${name}`))),
          ),
        ]
      : []),
    ...(uses.files ?? []).map((use) => {
      const [action, folder] = use.split(' ');
      return statement([`s3:${action}`], `!Sub '\${FilesBucket.Arn}/${folder}/*'`);
    }),
    // Without it, S3 answers that what is not there is forbidden.
    ...(uses.files?.some((use) => use.startsWith('GetObject'))
      ? [statement(['s3:ListBucket'], '!GetAtt FilesBucket.Arn')]
      : []),
    ...(uses.queue ? [statement(['sqs:SendMessage'], '!GetAtt TaskQueue.Arn')] : []),
    ...(fn.consumer
      ? [
          statement(
            ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            '!GetAtt TaskQueue.Arn',
          ),
        ]
      : []),
    ...(uses.mail ? [statement(['ses:SendEmail'], arn('ses', 'identity/${self:custom.mailIdentity}'))] : []),
  ].join('\n');
}

/** What API Gateway answers by itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const GATEWAY_RESPONSES: Record<string, ErrorCode> = {
  UNAUTHORIZED: 'unauthorized',
  ACCESS_DENIED: 'rate_limited', // the authorizer's Deny
  AUTHORIZER_FAILURE: 'unavailable',
  AUTHORIZER_CONFIGURATION_ERROR: 'unavailable',
  MISSING_AUTHENTICATION_TOKEN: 'route_not_found',
  RESOURCE_NOT_FOUND: 'route_not_found',
  BAD_REQUEST_BODY: 'invalid_request',
  BAD_REQUEST_PARAMETERS: 'invalid_request',
  UNSUPPORTED_MEDIA_TYPE: 'body_empty',
  REQUEST_TOO_LARGE: 'too_large',
  THROTTLED: 'rate_limited',
  QUOTA_EXCEEDED: 'rate_limited',
  WAF_FILTERED: 'forbidden',
  INTEGRATION_FAILURE: 'unavailable',
  INTEGRATION_TIMEOUT: 'unavailable',
  DEFAULT_4XX: 'invalid_request',
  DEFAULT_5XX: 'internal',
};

/**
 * A function's own would not do: API Gateway renames a `WWW-Authenticate` that comes from Lambda. Without an MCP server,
 * there is no document of it to name.
 */
const CLARA_CHALLENGE = (() => {
  const own = `'${challenge('https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${sls:stage}')}'`;
  const named = `'${challenge('https://${param:domainName}')}'`;
  return `!If [HasDomain, ${JSON.stringify(named)}, !Sub ${JSON.stringify(own)}]`;
})();

const CHALLENGES: Record<Profile, string> = { clara: CLARA_CHALLENGE, boilerplate: `"'Bearer'"` };

function gatewayResponseYaml(profile: Profile, [type, code]: [string, ErrorCode]): string {
  const [status, message] = ERRORS[code];
  const name = type.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const headers: Record<string, string> = {
    ...FIXED_HEADERS,
    // Fixed sentences, nothing of anyone's: any page may read them.
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': EXPOSED_HEADERS,
    'X-Error-Code': code,
    ...(code === 'rate_limited' && {
      'Retry-After': '1',
      'RateLimit-Limit': '10',
      'RateLimit-Remaining': '0',
      'RateLimit-Reset': '1',
    }),
  };
  return [
    `    Answer${name}:`,
    '      Type: AWS::ApiGateway::GatewayResponse',
    '      Properties:',
    '        RestApiId: !Ref ApiGatewayRestApi',
    `        ResponseType: ${type}`,
    `        StatusCode: '${status}'`,
    '        ResponseTemplates:',
    `          application/json: '${errorBody(message)}'`,
    '        ResponseParameters:',
    ...Object.entries(headers).map(
      ([header, value]) => `          gatewayresponse.header.${header}: "'${value}'"`,
    ),
    ...(status === 401 ? [`          gatewayresponse.header.WWW-Authenticate: ${CHALLENGES[profile]}`] : []),
    '          gatewayresponse.header.X-Request-Id: context.requestId',
  ].join('\n');
}

const endpointRow = (
  file: string,
  { method, path, callers, only, summary, uses }: Declaration | RootDeclaration,
) =>
  `| [\`${method} ${path}\`](functions/${file}.ts) | ${only ?? 'both'} | ${callers.join(', ')} | ${summary} | ${(uses.table ?? []).join(', ') || '–'} |`;

const endpointTable = () =>
  [
    '| call | profile | caller | what it does | DynamoDB |',
    '|---|---|---|---|---|',
    ...routedOf('clara').map(({ file, route }) => endpointRow(file, route)),
    ...functionsOf('clara').flatMap((fn) =>
      fn.root ? [endpointRow(fn.file, { ...fn.root, uses: usesOf(fn) })] : [],
    ),
  ].join('\n');

/** The endpoints that agents may call. */
function toolsFile(): string {
  return `
    ${toolRoutes.map(({ file, name }) => `import { route as ${name} } from './${file}.ts';`).join('\n')}

    /** Generated from the route table by \`npm run generate\`: the endpoints that agents may call. */
    export const tools = [${toolRoutes.map(({ name }) => name).join(', ')}] as const;`;
}

const tableOfItems = () =>
  [
    '| item | `pk` | `sk` |',
    '|---|---|---|',
    ...Object.values(entities).map(({ type, pk, sk }) => `| ${type} | \`${pk}\` | \`${sk}\` |`),
  ].join('\n');

/** Replaces what stands between a file's two markers of a name. */
function filled(text: string, name: string, content: string): string {
  const from = `<!-- generated: ${name} -->`;
  const to = `<!-- end: ${name} -->`;
  const start = text.indexOf(from);
  const end = text.indexOf(to);
  if (start < 0 || end < start) throw new Error(`the markers of "${name}" are missing`);
  const indent = text.slice(text.lastIndexOf('\n', end) + 1, end);
  return `${text.slice(0, start + from.length)}\n${content}\n${indent}${text.slice(end)}`;
}

/** What a bill of Clara's is made of. */
async function deployment(): Promise<Deployment & { limits: Limit[] }> {
  const functions = functionsOf('clara');
  const [settings, ofClara] = await Promise.all(
    ['serverless.yml', 'deploy/clara.yml'].map((file) => readFile(join(root, file), 'utf8')),
  );
  const setting = (pattern: RegExp) => {
    const [, value] = pattern.exec(settings ?? '') ?? [];
    if (!value) throw new Error(`serverless.yml has no ${pattern.source}`);
    return Number(value);
  };
  const usual = setting(/^ {2}memorySize: (\d+)$/m);
  const written = `${settings}${ofClara}${functions.flatMap(alarmsOf).join('\n')}`;
  const named = (file: string) => {
    const fn = functions.find((each) => each.file === file);
    if (!fn) throw new Error(`there is no function ${file}`);
    return fn;
  };
  return {
    memoryOf: (file) => memoryOf(named(file)) ?? usual,
    // Each port fetches its own. The embedded engine has none.
    secretsOf: (file) =>
      portsOf(named(file)).flatMap((port) =>
        port === 'analyst' ? [] : [PORTS[port].secrets ?? []].filter(({ length }) => length > 0),
      ),
    jobs: functions.flatMap(({ file, job }) =>
      job ? [{ file, everyS: secondsOf(job.schedule), metrics: Object.keys(job.metrics ?? {}).length }] : [],
    ),
    alarms: written.split('Type: AWS::CloudWatch::Alarm').length - 1,
    limits: [
      {
        of: 'workers',
        what: 'the queue’s `maximumConcurrency`: workers at once',
        value: setting(/^ {4}maximumConcurrency: (\d+)$/m),
        by: 'ours',
      },
      {
        of: 'requests',
        what: '`throttleRate` of `prod`: requests a second',
        value: setting(/^ {2}prod:\n(?: {4}.*\n)*? {4}throttleRate: (\d+)$/m),
        by: 'ours',
      },
    ],
  };
}

const drawn = () =>
  functionsOf('clara').map((fn) => {
    const guarded = fn.route ?? fn.root;
    return {
      fn,
      uses: usesOf(fn),
      calls: callsOf(fn).length,
      isGuarded: guarded !== undefined && needsAuthorizer(guarded),
    };
  });

const picture = (mermaid: string) => `\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n`;

/** What stands between the markers of hand-written files, by file and marker. */
async function blocks(): Promise<Record<string, Record<string, string>>> {
  const deployed = await deployment();
  return {
    'README.md': {
      endpoints: endpointTable(),
      capacity: capacityTable('Money', 'Analyses'),
      items: tableOfItems(),
    },
    'guides/architecture.md': {
      deployed: picture(deployedPicture(drawn())),
      rooms: picture(roomsPicture(importsOf(sources))),
    },
    'guides/capacity.md': { costs: `\n${costsByArea()}\n` },
    'guides/cost.md': {
      bill: billTable(deployed),
      mix: mixTable(deployed),
      units: unitsSentence(),
      assumed: assumedTable(),
    },
    'guides/scale.md': { limits: limitsTable(deployed.limits, deployed), load: loadTable(deployed) },
  };
}

/** What serverless.yml takes of a profile. */
function deploymentYaml(profile: Profile): string {
  const functions = functionsOf(profile);
  return [
    '# Generated from the route table by `npm run generate`.',
    'functions:',
    ...functions.map((fn) => functionYaml(profile, fn)),
    'resources:',
    '  Resources:',
    ...functions.map(roleYaml),
    ...functions.flatMap(alarmsOf),
    ...Object.entries(GATEWAY_RESPONSES).map((answer) => gatewayResponseYaml(profile, answer)),
    '',
  ].join('\n');
}

const documentOf = (profile: Profile) =>
  JSON.stringify(
    openApi(
      profile,
      routedOf(profile).map(({ route }) => route),
      packageJson.version,
    ),
  );

/** The methods of each path: once those that every profile has, and beside them each profile's own. */
function allowedMethodsFile(): string {
  const entries = forEachProfile((profile) =>
    [...methodsOf(profile)].map(([path, methods]) => [path, methods.join(', ')]),
  );
  const isShared = ([path, allowed]: string[]) =>
    PROFILES.every((profile) => entries[profile].some(([each, its]) => each === path && its === allowed));
  const table = (some: string[][]) => JSON.stringify(Object.fromEntries(some)).slice(1, -1);
  const own = PROFILES.map(
    (profile) => `${profile}: { ...SHARED, ${table(entries[profile].filter((each) => !isShared(each)))} }`,
  );
  return `import type { Profile } from '../../lib/profile.ts';

    /** Generated from the route table by \`npm run generate\`. */
    const SHARED = { ${table(entries.clara.filter(isShared))} };
    export const ALLOWED_METHODS: Record<Profile, Record<string, string | undefined>> = { ${own.join(', ')} };`;
}

/** @returns every generated file as it should be, by path */
async function generated(): Promise<Record<string, string>> {
  const documents = forEachProfile(documentOf);
  const pretty = { ...(await resolveConfig(join(root, 'package.json'))), parser: 'typescript' };
  const files = PROFILES.map(async (profile) => ({
    [`deploy/generated/${profile}.yml`]: deploymentYaml(profile),
    [OPENAPI_FILES[profile]]: await format(documents[profile], { ...pretty, parser: 'json' }),
  }));
  const written = Object.entries(await blocks()).map(async ([file, contents]) => {
    const text = Object.entries(contents).reduce(
      (text, [name, content]) => filled(text, name, content),
      await readFile(join(root, file), 'utf8'),
    );
    return { [file]: await format(text, { ...pretty, parser: 'markdown' }) };
  });
  return {
    ...(Object.assign({}, ...(await Promise.all([...files, ...written]))) as Record<string, string>),
    'functions/misc/allowed-methods.ts': await format(allowedMethodsFile(), pretty),
    'client/openapi.ts': await format(
      `/** Generated from openapi.json by \`npm run generate\`. */
       ${astToString(await openapiTS(documents.clara, { immutable: true }))}`,
      pretty,
    ),
    'functions/tools.ts': await format(toolsFile(), pretty),
  };
}

/** @returns the generated files that are not as they should be, or not there */
export async function drifted(): Promise<string[]> {
  const standing = Object.entries(await generated()).map(async ([file, content]) => {
    const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
    return text === content ? [] : [file];
  });
  return (await Promise.all(standing)).flat();
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const files = await drifted();
    for (const file of files) console.error(`${file} is not what is declared: npm run generate`);
    process.exitCode = files.length > 0 ? 1 : 0;
  } else
    for (const [file, content] of Object.entries(await generated()))
      await writeFile(join(root, file), content);
}
