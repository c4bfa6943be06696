import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { type Profile, PROFILES } from '../lib/profile.ts';
import { functionsOf } from '../local/build/functions.ts';
import { misfitsOf } from './support/cloudformation.ts';
import { pdf, picture } from './support/documents.ts';

interface Statement {
  Action: string[];
  Resource: unknown;
}
interface Properties {
  Policies: { PolicyDocument: { Statement: Statement[] } }[];
  Environment: { Variables: Record<string, string> };
  Role: { 'Fn::GetAtt': [string, string] };
  PathPart: string;
  ParentId: unknown;
  [name: string]: unknown;
}
interface Resource {
  Type: string;
  Properties: Properties;
  DependsOn?: string[];
  Condition?: string;
}

const root = join(import.meta.dirname, '..');
/** `dev` as it comes, `prod` with all that is optional. */
const STAGES = {
  dev: {},
  prod: { TABLE_SUFFIX: '-restored' },
};
type Stage = keyof typeof STAGES;
const PACKAGES = PROFILES.toReversed().flatMap((profile) =>
  (Object.keys(STAGES) as Stage[]).map((stage) => [profile, stage] as const),
);
interface Template {
  Resources: Record<string, Resource>;
}
const templates = { clara: {}, boilerplate: {} } as Record<Profile, Record<Stage, Template>>;

/** Packages by the command, as a machine without network or credentials would; Clara last, for what is looked at in the build itself. */
beforeAll(() => {
  for (const [profile, stage] of PACKAGES) {
    const folder = mkdtempSync(join(tmpdir(), 'clara-package-'));
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      PRODUCT_NAME: 'Acme',
      ...STAGES[stage],
    };
    const args = ['--package', folder, '--stage', stage, `--param=profile=${profile}`];
    execFileSync('npm', ['run', '--ignore-scripts', 'package', '--', ...args], {
      cwd: root,
      env,
      stdio: 'pipe',
    });
    const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    templates[profile][stage] = JSON.parse(template) as Template;
    rmSync(folder, { recursive: true });
  }
}, 360_000);

const resourcesOf = (profile: Profile, stage: Stage, type: string) =>
  Object.entries(templates[profile][stage].Resources).filter(([, { Type }]) => Type === `AWS::${type}`);

describe.each(PACKAGES)('the packaged template of %s, stage %s', (profile, stage) => {
  const ofType = (type: string) => resourcesOf(profile, stage, type);
  const functions = functionsOf(profile);

  it('fits the schemas that CloudFormation publishes', () => {
    expect(misfitsOf(templates[profile][stage].Resources)).toEqual([]);
    const broken = {
      A: { Type: 'AWS::SNS::Topik' },
      B: { Type: 'AWS::Lambda::Function', Properties: { Rol: 'x' } },
    };
    expect(misfitsOf(broken)).toEqual([
      'A is of no known type: AWS::SNS::Topik',
      'B.Rol is unknown',
      'B.Code is missing',
      'B.Role is missing',
    ]);
  });

  it('grants what stands in the snapshot of dev, statement by statement', () => {
    const granted = (of: Stage) =>
      resourcesOf(profile, of, 'IAM::Role').map(([role, { Properties }]) => [
        role,
        Properties.Policies.flatMap(({ PolicyDocument }) =>
          PolicyDocument.Statement.map(
            ({ Action, Resource }) =>
              `${[Action].flat().join(' ')} on ${JSON.stringify(Resource).replaceAll(/"|Fn::|\{|\}/g, '')}`,
          ),
        ),
      ]);
    if (stage === 'dev') { expect(Object.fromEntries(granted('dev'))).toMatchSnapshot(); return; }
    const asInProd = JSON.stringify(granted('dev'))
      .replaceAll('table/clara-backend-dev', 'table/clara-backend-prod-restored')
      .replaceAll('clara-backend-dev', 'clara-backend-prod')
      .replaceAll('clara/dev', 'clara/prod');
    expect(granted('prod')).toEqual(JSON.parse(asInProd));
  });

  it('raises an alarm for all that nobody calls, and tells one topic', () => {
    const alarms = Object.fromEntries(ofType('CloudWatch::Alarm'));
    for (const { name, job } of functions.filter(({ job, consumer }) => job ?? consumer)) {
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      expect(Object.keys(alarms)).toContain(`${title}ErrorsAlarm`);
      if (job) expect(Object.keys(alarms)).toContain(`${title}StoppedAlarm`);
    }
    const others = ['StripeIngestDrift', 'ApiErrors', 'Throttles'];
    for (const name of [...others, ...(profile === 'clara' ? ['AgentSweepOldest', 'DeadTasks'] : [])])
      expect(Object.keys(alarms)).toContain(`${name}Alarm`);
    for (const { Properties } of Object.values(alarms))
      expect(Properties.AlarmActions).toEqual([{ Ref: 'Alarms' }]);
  });

  it('logs, throttles and traces the stage, and logs no path that a caller wrote', () => {
    const [[, api] = [undefined, undefined]] = ofType('ApiGateway::Stage');
    expect(api?.Properties).toMatchObject({
      TracingEnabled: true,
      MethodSettings: [
        stage === 'dev'
          ? { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, DataTraceEnabled: false }
          : { ThrottlingRateLimit: 2_000, ThrottlingBurstLimit: 2_000, DataTraceEnabled: false },
      ],
    });
    expect(JSON.stringify(api?.Properties)).not.toMatch(/context\.path|header|authorizer\.(?!principalId)/);
  });

  it('gives every function a role, a log retention and a table of its own environment', () => {
    const deployed = ofType('Lambda::Function');
    expect(deployed).toHaveLength(functions.length);
    const roles = deployed.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions.length);
    for (const [, { Properties }] of ofType('Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(stage === 'dev' ? 30 : 90);
    for (const [, { Properties }] of deployed) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(Properties.Environment.Variables).toMatchObject({ PROFILE: profile, PRODUCT_NAME: 'Acme' });
    }
  });

  it('allows no action and no resource by a star of its own', () => {
    const statements = ofType('IAM::Role').flatMap(([role, { Properties }]) =>
      Properties.Policies.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.map((statement) => [role, statement] as const),
      ),
    );
    expect(statements.length).toBeGreaterThan(functions.length);
    const starred = statements.filter(([, { Action, Resource }]) => {
      const text = JSON.stringify(Resource)
        .replace(/log-group:\/aws\/lambda\/[\w-]+:\*/, 'its own log group')
        .replace(/\$\{FilesBucket\.Arn\}\/(tasks|uploads)\/\*/, 'the objects of one folder');
      // X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      if ([Action].flat().every((action) => action.startsWith('xray:Put'))) return false;
      return [Action].flat().some((action) => action.includes('*')) || text.includes('*');
    });
    expect(starred).toEqual([]);
  });

  it('keeps the table: encrypted, recoverable, expiring, protected from deletion', () => {
    const [[, table] = [undefined, undefined]] = ofType('DynamoDB::Table');
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table?.Properties).toMatchObject({
      TableName: `clara-backend-${stage}`,
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it('uses one table everywhere: the one it makes, or the restored one that TABLE_SUFFIX names', () => {
    const name = `clara-backend-${stage}${stage === 'prod' ? STAGES.prod.TABLE_SUFFIX : ''}`;
    const { Table, ...others } = templates[profile][stage].Resources;
    expect(Table).toBeDefined();
    expect(JSON.stringify(others)).not.toContain('"Table"');
    const granting = ofType('IAM::Role')
      .map(([, { Properties }]) => JSON.stringify(Properties.Policies))
      .filter((policies) => policies.includes('dynamodb:'));
    expect(granting.map((policies) => policies.match(/(?<=:table\/)[^"]+/g))).toEqual(
      Array(granting.length).fill([name]),
    );
    const told = ofType('Lambda::Function').flatMap(
      ([, { Properties }]) => Properties.Environment.Variables.TABLE_NAME ?? [],
    );
    expect(told).toEqual(Array(granting.length).fill(name));
    expect(others.TableThrottlesAlarm?.Properties.Dimensions).toEqual([{ Name: 'TableName', Value: name }]);
    expect(JSON.stringify(others.Dashboard).match(/(?<=TableName[\\", ]+)[\w-]+/g)).toEqual([name]);
  });

  it('never caches what the authorizer found', () => {
    const [[, authorizer] = [undefined, undefined]] = ofType('ApiGateway::Authorizer');
    expect(authorizer?.Properties).toMatchObject({
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
    });
  });

  it('puts every gateway answer into the envelope, before the API is deployed', () => {
    const answers = ofType('ApiGateway::GatewayResponse');
    for (const [, { Properties }] of answers) {
      const templates = Properties.ResponseTemplates as Record<string, string>;
      expect(JSON.parse(templates['application/json'] ?? '')).toMatchObject({ data: null, status: 'error' });
    }
    const [[, deployment] = [undefined, undefined]] = ofType('ApiGateway::Deployment');
    expect(deployment?.DependsOn).toEqual(expect.arrayContaining(answers.map(([id]) => id)));
  });

  it('names a path parameter at one place the same way, as API Gateway demands', () => {
    const parents = ofType('ApiGateway::Resource')
      .filter(([, { Properties }]) => Properties.PathPart.startsWith('{'))
      .map(([, { Properties }]) => JSON.stringify(Properties.ParentId));
    expect(new Set(parents).size).toBe(parents.length);
  });
});

it('the boilerplate’s template holds nothing that only Clara needs', () => {
  const text = JSON.stringify(templates.boilerplate.prod);
  expect(text).not.toMatch(
    /FilesBucket|TaskQueue|DeadTasks|bedrock|SQS|Agent|TASK|ANALYSIS|api_key|"(tasks|mcp|console|docs)"/,
  );
  expect(JSON.stringify(templates.clara.prod)).toMatch(/FilesBucket.*TaskQueue.*DeadTasks/);
});

describe('what only Clara’s template has', () => {
  const ofType = (type: string) => resourcesOf('clara', 'dev', type);

  it('lets only those that need it read a secret, and holds none itself', () => {
    const SECRET =
      /SIGNING_SECRETS|PUBLIC_API_KEY|PRIVATE_API_KEY|STRIPE_SECRET_KEY|STRIPE_WEBHOOK_SECRET|(?:TRANSCRIPTION|ANALYSIS|FACT_CHECK|WEB_SEARCH)_API_KEY/g;
    const secrets = ofType('IAM::Role').map(([role, { Properties }]) => {
      const names = JSON.stringify(Properties).match(SECRET) ?? [];
      return [role, names.sort()] as const;
    });
    const map = Object.fromEntries(secrets);
    expect(map.AuthorizerRole).toEqual(['PRIVATE_API_KEY', 'PUBLIC_API_KEY', 'SIGNING_SECRETS']);
    expect(map.StripeBuyRole).toEqual(['STRIPE_SECRET_KEY']);
    expect(map.McpRole).toEqual(['STRIPE_SECRET_KEY']);
    expect(map.StripeSettleRole).toEqual(['STRIPE_WEBHOOK_SECRET']);
    expect(map.AgentWorkRole).toEqual([
      'ANALYSIS_API_KEY',
      'FACT_CHECK_API_KEY',
      'TRANSCRIPTION_API_KEY',
      'WEB_SEARCH_API_KEY',
    ]);
    expect(map.UsersViewRole).toEqual([]);
    expect(map.MiscHealthRole).toEqual([]);
    for (const [, { Properties }] of ofType('Lambda::Function'))
      for (const name of Object.keys(Properties.Environment.Variables)) expect(name).not.toMatch(SECRET);
  });

  it('lets the worker ask models of Bedrock only where that is the engine, and only those that are named', () => {
    const [[, policy] = [undefined, undefined]] = ofType('IAM::RolePolicy');
    expect(policy).toMatchObject({
      Condition: 'UsesBedrock',
      Properties: {
        RoleName: { Ref: 'AgentWorkRole' },
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: ['bedrock:InvokeModel'], Resource: { 'Fn::Split': [',', ''] } },
          ],
        },
      },
    });
    expect(ofType('IAM::RolePolicy')).toHaveLength(1);
  });

  it('runs the jobs by their schedules, with time to work', () => {
    const rules = ofType('Events::Rule').map(([, { Properties }]) => JSON.stringify(Properties));
    expect(
      rules.filter((rule) => rule.includes('"rate(5 minutes)"') && rule.includes('StripeIngest')),
    ).toHaveLength(1);
    expect(
      rules.filter((rule) => rule.includes('"rate(1 day)"') && rule.includes('LedgerAudit')),
    ).toHaveLength(1);
    expect(
      rules.filter((rule) => rule.includes('"rate(1 minute)"') && rule.includes('AgentSweep')),
    ).toHaveLength(1);
  });

  it('hands the worker one task at a time, and puts aside what it cannot read', () => {
    const [[, source] = [undefined, undefined]] = ofType('Lambda::EventSourceMapping');
    expect(source?.Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    const queues = Object.fromEntries(ofType('SQS::Queue'));
    const worker = ofType('Lambda::Function').find(([name]) => name.startsWith('AgentWork'));
    // SQS hands a message out again after its visibility timeout, which AWS wants at six times the function's own.
    expect(queues.TaskQueue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(
      Number(worker?.[1].Properties.Timeout),
    );
    expect(queues.TaskQueue?.Properties.RedrivePolicy).toMatchObject({
      deadLetterTargetArn: { 'Fn::GetAtt': ['DeadTasks', 'Arn'] },
    });
  });

  it('keeps files for a day, encrypted, and out of public reach', () => {
    const [[, bucket] = [undefined, undefined]] = ofType('S3::Bucket').filter(
      ([name]) => name === 'FilesBucket',
    );
    expect(bucket?.Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });
});

it.each(functionsOf('clara').filter(({ page }) => page))(
  "$name's package holds the page",
  ({ name, file }) => {
    const names = Object.keys(unzipSync(readFileSync(join(root, '.build/zips', `${name}.zip`))));
    const built = names
      .filter((each) => each.startsWith(`${file}/`))
      .map((each) => each.slice(file.length + 1));
    expect(built.map((each) => each.replace(/-[A-Z0-9]{8}\./, '-HASH.')).sort()).toEqual([
      'index.html',
      'main-HASH.js',
      'style-HASH.css',
    ]);
    expect(names).toContain(`functions/${file}.mjs`);
  },
);

describe("the worker's package", () => {
  const zip = join(root, '.build/zips/agentWork.zip');
  const digest = () => createHash('sha256').update(readFileSync(zip)).digest('hex');
  let folder: string;
  let bytes = 0;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'clara-unpacked-'));
    for (const [path, content] of Object.entries(unzipSync(readFileSync(zip)))) {
      bytes += content.length;
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is at most 60 MB unpacked, and the same for the same sources', () => {
    expect(bytes).toBeLessThan(60_000_000);
    const before = digest();
    const again = `
      import { zip } from './local/build/bundle.ts';
      import { functionsOf } from './local/build/functions.ts';
      await zip(functionsOf('clara'));`;
    execFileSync(process.execPath, ['--input-type=module', '-e', again], { cwd: root });
    expect(digest()).toBe(before);
  });

  it('reads a PDF and an image with nothing but what is in it', async () => {
    const read = (extension: string, input: Uint8Array) => {
      const { output } = spawnSync(
        process.execPath,
        ['functions/agent/reading/child.mjs', extension, '20000'],
        {
          cwd: folder,
          env: {},
          input,
          stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
        },
      );
      return JSON.parse(output[3]?.toString() ?? '') as unknown;
    };
    expect(read('.pdf', await pdf(['Hello.']))).toEqual({
      status: 'read',
      sections: [{ text: 'Hello.', locator: 'page 1' }],
      pages: 1,
    });
    const image = await picture(['The tower is 330 metres tall.']).png().toBuffer();
    expect(read('.png', image)).toMatchObject({ sections: [{ text: 'The tower is 330 metres tall.' }] });
  });
});

it('the bill of materials names every package that the sources of what is deployed import, with its hash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clara-sbom-'));
  const file = join(folder, 'deep', 'sbom.json');
  execFileSync('npm', ['run', '-s', 'sbom', '--', file], { cwd: root });
  const { components } = JSON.parse(readFileSync(file, 'utf8')) as {
    components: { name: string; hashes: unknown[] }[];
  };
  rmSync(folder, { recursive: true });
  const named = new Set(components.filter(({ hashes }) => hashes.length > 0).map(({ name }) => name));
  const imported = globSync('{functions,lib,console,docs}/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /^(?:import|export) (?!type )[^;'"]*from '([^'.][^']*)';/gm,
      ),
    ].map(([, from = '']) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? ''),
  );
  const packages = [...new Set(imported)].filter((name) => !name.startsWith('node:')).sort();
  expect(packages).toContain('zod');
  expect(packages.filter((name) => !named.has(name))).toEqual([]);
  expect(named.has('jest')).toBe(false);
}, 60_000);
