import { bundle, zip, zipOf } from './bundle.ts';
import { deployedFunctions } from './functions.ts';

interface Serverless {
  service: { functions: Record<string, { package?: { artifact: string } }> };
}

/** Builds the functions when Serverless packages, and hands it the finished zips. */
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
    };
  }
}
