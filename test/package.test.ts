import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScheduledEvent } from 'aws-lambda';
import { unzipSync } from 'fflate';
import { jobs } from '../functions/routes.ts';
import { type Job, scheduled } from '../lib/http/job.ts';
import { type Profile, PROFILES } from '../lib/profile.ts';
import { functionsOf } from '../local/build/functions.ts';
import { danglingOf, misfitsOf, type Resource, type Template } from './support/cloudformation.ts';
import { pdf, picture } from './support/documents.ts';
import { INVOCATION, startApi } from './support/harness.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Principal?: object;
  [more: string]: unknown;
}
interface Policy {
  Statement: Statement[];
}
interface Properties {
  AssumeRolePolicyDocument: Policy;
  Policies: { PolicyDocument: Policy }[];
  PolicyDocument: Policy;
  Environment: { Variables: Record<string, string> };
  Role: { 'Fn::GetAtt': [string, string] };
  FunctionName: string;
  PathPart: string;
  ParentId: unknown;
  [name: string]: unknown;
}
/** Figures as Lambda's log hands them to CloudWatch. */
interface Emitted {
  _aws: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  [name: string]: unknown;
}
interface DeployedResource extends Resource {
  Properties: Properties;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

const root = join(import.meta.dirname, '..');
/** `dev` as it comes, `prod` with all that is optional. */
const STAGES = {
  dev: {},
  prod: {
    DOMAIN_NAME: 'api.example.com',
    CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:123456789012:certificate/ours',
    HOSTED_ZONE_ID: 'Z0123456789',
    WEB_ACL_ARN: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/ours/1',
    ALARM_EMAIL: 'operator@example.com',
    TABLE_SUFFIX: '-restored',
    ANALYSIS_ENGINE: 'bedrock',
    BEDROCK_MODEL_ARNS:
      'arn:aws:bedrock:us-east-1::foundation-model/one,arn:aws:bedrock:us-east-1::foundation-model/two',
  },
};
type Stage = keyof typeof STAGES;
const PACKAGES = PROFILES.toReversed().flatMap((profile) =>
  (Object.keys(STAGES) as Stage[]).map((stage) => [profile, stage] as const),
);
interface DeployedTemplate extends Template {
  Resources: Record<string, DeployedResource>;
}
const templates = { clara: {}, boilerplate: {} } as Record<Profile, Record<Stage, DeployedTemplate>>;

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
    templates[profile][stage] = JSON.parse(template) as DeployedTemplate;
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

  it('refers to nothing that is not there, whatever is set and what is not', () => {
    expect(danglingOf(templates[profile][stage])).toEqual([]);
    const made = (Properties: Record<string, unknown>, more: Partial<Resource> = {}) => ({
      Type: 'AWS::SNS::Topic',
      Properties,
      ...more,
    });
    const broken = {
      Conditions: {
        One: { 'Fn::Equals': ['a', ''] },
        Both: { 'Fn::And': [{ Condition: 'One' }, { 'Fn::Not': [{ 'Fn::Equals': ['b', ''] }] }] },
      },
      Resources: {
        A: made({ a: { Ref: 'X' }, b: [{ 'Fn::GetAtt': ['B', 'Nme'] }], c: { 'Fn::GetAtt': 'B.TopicName' } }),
        B: made({ a: { 'Fn::Sub': '${AWS::Region} ${!Y} ${Y} ${A.TopicArn}' } }, { DependsOn: ['A', 'Z'] }),
        C: made({ a: { 'Fn::If': ['Both', { Ref: 'D' }, { Ref: 'E' }] } }, { Condition: 'None' }),
        D: made({ a: { 'Fn::If': ['Both', { Ref: 'F' }, { Ref: 'AWS::NoValue' }] } }, { Condition: 'One' }),
        E: made({ a: { Ref: 'D' } }),
        F: made({}, { Condition: 'Both' }),
        G: made({ a: { Ref: 'D' } }, { Condition: 'Both' }),
      },
      Outputs: { O: { Value: { Ref: 'Q' } } },
    };
    expect(danglingOf(broken).sort()).toEqual([
      'A: B has no Nme',
      'A: there is no X',
      'B: there is no Y',
      'B: there is no Z',
      'C: there is no condition None',
      'E: there is no D',
      'Outputs: there is no Q',
    ]);
  });

  it('grants what stands in the snapshot of dev, statement by statement', () => {
    const said = ({ Effect, Action, Resource, Principal, ...more }: Statement) =>
      [
        `${Effect} ${[Action].flat().join(' ')}`,
        ...(Principal ? [`to ${JSON.stringify(Principal)}`] : []),
        ...(Resource === undefined ? [] : [`on ${JSON.stringify(Resource)}`]),
        ...(Object.keys(more).length > 0 ? [`with ${JSON.stringify(more)}`] : []),
      ]
        .join(' ')
        .replaceAll(/"|Fn::|\{|\}/g, '');
    const granted = (of: Stage) =>
      resourcesOf(profile, of, 'IAM::Role').map(([role, { Properties }]) => [
        role,
        [
          Properties.AssumeRolePolicyDocument,
          ...Properties.Policies.map(({ PolicyDocument }) => PolicyDocument),
        ]
          .flatMap(({ Statement }) => Statement)
          .map(said),
      ]);
    if (stage === 'dev') {
      expect(Object.fromEntries(granted('dev'))).toMatchSnapshot();
      return;
    }
    const asInProd = JSON.stringify(granted('dev'))
      .replaceAll('table/clara-backend-dev', 'table/clara-backend-prod-restored')
      .replaceAll('clara-backend-dev', 'clara-backend-prod')
      .replaceAll('clara/dev', 'clara/prod');
    expect(granted('prod')).toEqual(JSON.parse(asInProd));
  });

  it('grants nothing elsewhere, but for the models of Bedrock', () => {
    const isOfIam = ([, { Type }]: [string, DeployedResource]) => Type.startsWith('AWS::IAM::');
    const others = Object.entries(templates[profile][stage].Resources)
      .filter((each) => isOfIam(each) && each[1].Type !== 'AWS::IAM::Role')
      .map(([id]) => id);
    expect(others).toEqual(profile === 'clara' ? ['MayInvokeModel'] : []);
    const written = new Set(ofType('IAM::Role').flatMap(([, { Properties }]) => Object.keys(Properties)));
    expect([...written].sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
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
    for (const { Properties } of Object.values(alarms)) {
      expect(Properties.AlarmActions).toEqual([{ Ref: 'Alarms' }]);
      expect(Properties.OKActions).toEqual([{ Ref: 'Alarms' }]);
    }
  });

  it('raises each alarm by the figure that stands in the snapshot, of something that is deployed', () => {
    const deployed: Record<string, unknown[]> = {
      ApiName: ofType('ApiGateway::RestApi').map(([, { Properties }]) => Properties.Name),
      FunctionName: ofType('Lambda::Function').map(([, { Properties }]) => Properties.FunctionName),
      QueueName: [{ 'Fn::GetAtt': ['DeadTasks', 'QueueName'] }],
      Stage: [stage],
      TableName: [`clara-backend-${stage}${stage === 'prod' ? STAGES.prod.TABLE_SUFFIX : ''}`],
      service: ['clara-backend'],
    };
    deployed.function = deployed.FunctionName ?? [];
    const said = ofType('CloudWatch::Alarm').map(([id, { Properties }]) => {
      const { Namespace, MetricName, Dimensions = [], Statistic, Period, EvaluationPeriods } = Properties;
      const dimensions = Dimensions as { Name: string; Value: unknown }[];
      for (const { Name, Value } of dimensions) expect(deployed[Name]).toContainEqual(Value);
      const of = dimensions.map(({ Name, Value }) => `${Name}=${JSON.stringify(Value)}`).join(' ');
      const { ComparisonOperator, Threshold, TreatMissingData } = Properties;
      const raised = `${String(ComparisonOperator)} ${String(Threshold)} in ${String(EvaluationPeriods)} × ${String(Period)} s`;
      return [
        id,
        `${String(Statistic)} of ${String(Namespace)} ${String(MetricName)} [${of}] ${raised}, none: ${String(TreatMissingData)}`,
      ];
    });
    if (stage === 'dev') expect(Object.fromEntries(said)).toMatchSnapshot();
  });

  it('draws a dashboard of what is deployed', () => {
    const [[, dashboard] = [undefined, undefined]] = ofType('CloudWatch::Dashboard');
    const { 'Fn::Sub': text } = dashboard?.Properties.DashboardBody as Record<'Fn::Sub', string>;
    const body = text.replaceAll('${AWS::Region}', 'us-east-1');
    const { widgets } = JSON.parse(body) as { widgets: { x: number; y: number; properties: object }[] };
    expect(widgets).toHaveLength(profile === 'clara' ? 6 : 5);
    expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
    const named = body.match(/(?<="function", ")[^"]+/g) ?? [];
    const deployed = ofType('Lambda::Function').map(([, { Properties }]) => Properties.FunctionName);
    expect(named).toHaveLength(profile === 'clara' ? 2 : 1);
    expect(deployed).toEqual(expect.arrayContaining(named));
  });

  it('logs, throttles and traces the stage, and logs no path that a caller wrote', () => {
    const [[, api] = [undefined, undefined]] = ofType('ApiGateway::Stage');
    expect(api?.Properties).toMatchObject({
      // X-Ray would keep each call's address, in which an e-mail may be.
      TracingEnabled: false,
      MethodSettings: [
        stage === 'dev'
          ? { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, DataTraceEnabled: false }
          : { ThrottlingRateLimit: 2_000, ThrottlingBurstLimit: 2_000, DataTraceEnabled: false },
      ],
      AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['AccessLog', 'Arn'] } },
    });
    const { Format } = api?.Properties.AccessLogSetting as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({
      request_id: '$context.requestId',
      route: '$context.resourcePath',
      status: '$context.status',
    });
    expect(JSON.stringify(api?.Properties)).not.toMatch(/context\.path|header|authorizer\.(?!principalId)/);
  });

  it('gives every function a role, a log retention, traces and an environment of its own', () => {
    const deployed = ofType('Lambda::Function');
    expect(deployed).toHaveLength(functions.length);
    const roles = deployed.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions.length);
    expect(ofType('Logs::LogGroup')).toHaveLength(functions.length + 1);
    for (const [, { Properties }] of ofType('Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(stage === 'dev' ? 30 : 90);
    for (const [, { Properties }] of deployed) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
      expect(Properties.Environment.Variables).toMatchObject({ PROFILE: profile, PRODUCT_NAME: 'Acme' });
    }
  });

  it('reserves concurrency where cost could run away, and in prod alone', () => {
    const reserved = ofType('Lambda::Function').map(([, { Properties }]) => [
      Properties.FunctionName,
      Properties.ReservedConcurrentExecutions,
    ]);
    const expected = functions.map(({ name, job, consumer }) => [
      `clara-backend-${stage}-${name}`,
      job || consumer ? (stage === 'prod' ? (job ? 1 : 20) : { Ref: 'AWS::NoValue' }) : undefined,
    ]);
    expect(reserved).toEqual(expected);
  });

  it('leaves a job that failed to its next run, where that is soon', () => {
    const asked = ofType('Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);
    expect(asked.map((each) => JSON.stringify(each.FunctionName).toLowerCase())).toEqual(
      functions
        // The others run once a day or a week.
        .filter(({ job }) => job?.schedule.includes('minute'))
        .map(({ name }) => expect.stringContaining(`${name.toLowerCase()}lambdafunction`) as string),
    );
    for (const { MaximumRetryAttempts } of asked) expect(MaximumRetryAttempts).toBe(0);
  });

  it('has a domain, a web ACL and a mail for alarms where they are set', () => {
    const { Resources, Conditions } = templates[profile][stage];
    const { DOMAIN_NAME, CERTIFICATE_ARN, HOSTED_ZONE_ID, WEB_ACL_ARN, ALARM_EMAIL } = {
      ...{ DOMAIN_NAME: '', CERTIFICATE_ARN: '', HOSTED_ZONE_ID: '', WEB_ACL_ARN: '', ALARM_EMAIL: '' },
      ...STAGES[stage],
    };
    const isSet = (setting: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [setting, ''] }] });
    expect(Conditions).toMatchObject({
      HasDomain: isSet(DOMAIN_NAME),
      HasHostedZone: { 'Fn::And': [{ Condition: 'HasDomain' }, isSet(HOSTED_ZONE_ID)] },
      HasWebAcl: isSet(WEB_ACL_ARN),
      HasAlarmEmail: isSet(ALARM_EMAIL),
    });
    expect(Resources).toMatchObject({
      Domain: {
        Condition: 'HasDomain',
        Properties: { DomainName: DOMAIN_NAME, RegionalCertificateArn: CERTIFICATE_ARN },
      },
      DomainMapping: {
        Condition: 'HasDomain',
        Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'ApiGatewayRestApi' }, Stage: stage },
      },
      DomainRecord: {
        Condition: 'HasHostedZone',
        Properties: { HostedZoneId: HOSTED_ZONE_ID, Name: DOMAIN_NAME, Type: 'A' },
      },
      WebAcl: { Condition: 'HasWebAcl', Properties: { WebACLArn: WEB_ACL_ARN } },
      AlarmMail: {
        Condition: 'HasAlarmEmail',
        Properties: { TopicArn: { Ref: 'Alarms' }, Protocol: 'email', Endpoint: ALARM_EMAIL },
      },
    });
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

describe('the figures of the jobs', () => {
  it('are those that their alarms watch, by name and dimensions', async () => {
    const api = await startApi();
    const measured = Object.entries(jobs as unknown as Record<string, Job>).filter(
      ([, { metrics }]) => metrics,
    );
    expect(measured.length).toBeGreaterThan(2);
    for (const [file, job] of measured) {
      const { name = '' } = functionsOf('clara').find((each) => each.file === file) ?? {};
      const functionName = `clara-backend-dev-${name}`;
      await scheduled(job, api.live)({} as ScheduledEvent, { ...INVOCATION, functionName });
      const line = JSON.parse(api.log.findLast((each) => each.includes('"_aws"')) ?? '') as Emitted;
      const [{ Namespace, Dimensions, Metrics } = { Namespace: '', Dimensions: [], Metrics: [] }] =
        line._aws.CloudWatchMetrics;
      const watched = resourcesOf('clara', 'dev', 'CloudWatch::Alarm')
        .map(([, { Properties }]) => Properties)
        .filter((alarm) => alarm.Namespace === Namespace)
        .filter(({ Dimensions }) => JSON.stringify(Dimensions).includes(functionName));
      expect(watched.length).toBeGreaterThan(0);
      for (const { MetricName, Dimensions: watching } of watched) {
        expect(Metrics.map(({ Name }) => Name)).toContain(MetricName);
        expect(line[String(MetricName)]).toEqual(expect.any(Number));
        expect(Dimensions).toEqual([(watching as { Name: string }[]).map(({ Name }) => Name)]);
        for (const { Name, Value } of watching as { Name: string; Value: string }[])
          expect(line[Name]).toBe(Value);
      }
    }
    api.refuseLeaks();
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

  it.each([
    ['dev', '', ''],
    ['prod', 'bedrock', STAGES.prod.BEDROCK_MODEL_ARNS],
  ] as const)(
    'lets the worker of %s ask models of Bedrock only where that is the engine, and only those that are named',
    (stage, engine, models) => {
      const [[, policy] = [undefined, undefined]] = resourcesOf('clara', stage, 'IAM::RolePolicy');
      expect(templates.clara[stage].Conditions?.UsesBedrock).toEqual({ 'Fn::Equals': [engine, 'bedrock'] });
      expect(policy).toMatchObject({
        Condition: 'UsesBedrock',
        Properties: {
          RoleName: { Ref: 'AgentWorkRole' },
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: ['bedrock:InvokeModel'], Resource: { 'Fn::Split': [',', models] } },
            ],
          },
        },
      });
    },
  );

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
