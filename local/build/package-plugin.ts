import { bundle, zip, zipOf } from './bundle.ts';
import { deployedFunctions } from './functions.ts';

interface Resource {
  Type: string;
  DependsOn?: string[];
}

interface Serverless {
  service: {
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
        await bundle();
        await zip();
        for (const fn of deployedFunctions) {
          const target = service.functions[fn.name];
          if (!target) throw new Error(`serverless.yml lacks ${fn.name}: run npm run generate`);
          target.package = { artifact: zipOf(fn) };
        }
      },
      // A deployment of the API carries only the gateway responses that are there before it.
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const answers = Object.keys(Resources).filter((id) => isOf(Resources[id], 'GatewayResponse'));
        for (const resource of Object.values(Resources).filter((each) => isOf(each, 'Deployment')))
          resource.DependsOn = [...(resource.DependsOn ?? []), ...answers];
        return Promise.resolve();
      },
    };
  }
}

const isOf = (resource: Resource | undefined, kind: string) => resource?.Type === `AWS::ApiGateway::${kind}`;
