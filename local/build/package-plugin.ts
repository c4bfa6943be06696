import { bundle, zip, zipOf } from './bundle.ts';
import { type Profile, PROFILES } from '../../lib/profile.ts';
import { functionsOf } from './functions.ts';

interface Resource {
  Type: string;
  DependsOn?: string[];
  Properties?: Record<string, unknown>;
}

interface StageSettings {
  throttleRate: number;
  throttleBurst: number;
}

interface Serverless {
  service: {
    custom: { profile: Profile; stage: StageSettings };
    functions: Record<string, { package?: { artifact: string } }>;
    provider: { compiledCloudFormationTemplate: { Resources: Record<string, Resource> } };
  };
}

/** Builds the functions when Serverless packages, hands it the finished zips and completes its template. */
export default class PackagePlugin {
  readonly hooks: Record<string, () => Promise<void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'before:package:createDeploymentArtifacts': async () => {
        const { profile } = service.custom;
        if (!PROFILES.includes(profile)) throw new Error(`there is no profile ${profile}`);
        const functions = functionsOf(profile);
        await bundle(functions);
        await zip(functions);
        for (const fn of functions) {
          const target = service.functions[fn.name];
          if (!target) throw new Error(`the deployment lacks ${fn.name}: run npm run generate`);
          target.package = { artifact: zipOf(fn) };
        }
      },
      // A deployment of the API carries only the gateway responses that are there before it.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const answers = Object.keys(Resources).filter((id) => isOf(Resources[id], 'GatewayResponse'));
        const [id = '', deployment] =
          Object.entries(Resources).find(([, each]) => isOf(each, 'Deployment')) ?? [];
        if (!deployment?.Properties) throw new Error('the API has no deployment');
        deployment.DependsOn = [...(deployment.DependsOn ?? []), ...answers];
        const { StageName, ...rest } = deployment.Properties;
        deployment.Properties = rest;
        Resources.ApiStage = stageOf(id, StageName, service.custom.stage);
        return Promise.resolve();
      },
    };
  }
}

/**
 * The stage as a resource of its own: one that comes with a deployment knows no access log and no throttling.
 * The log holds no path, which may hold an e-mail address. X-Ray would keep the whole address of each call that the stage
 * traces; the functions trace their own part, which holds none.
 */
const stageOf = (
  deployment: string,
  StageName: unknown,
  { throttleRate, throttleBurst }: StageSettings,
): Resource => ({
  Type: 'AWS::ApiGateway::Stage',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    DeploymentId: { Ref: deployment },
    StageName,
    TracingEnabled: false,
    AccessLogSetting: {
      DestinationArn: { 'Fn::GetAtt': ['AccessLog', 'Arn'] },
      Format: JSON.stringify({
        request_id: '$context.requestId',
        time: '$context.requestTimeEpoch',
        ip: '$context.identity.sourceIp',
        method: '$context.httpMethod',
        route: '$context.resourcePath',
        status: '$context.status',
        ms: '$context.responseLatency',
        bytes: '$context.responseLength',
        user_id: '$context.authorizer.principalId',
        error: '$context.error.responseType',
      }),
    },
    MethodSettings: [
      {
        ResourcePath: '/*',
        HttpMethod: '*',
        MetricsEnabled: true,
        DataTraceEnabled: false,
        ThrottlingRateLimit: throttleRate,
        ThrottlingBurstLimit: throttleBurst,
      },
    ],
  },
});

const isOf = (resource: Resource | undefined, kind: string) => resource?.Type === `AWS::ApiGateway::${kind}`;
