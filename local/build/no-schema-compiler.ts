import process from 'node:process';

/** Stands in, in the bundles, for what `@modelcontextprotocol/server` takes from its platform. */
export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('the bundles carry no compiler of schemas');
  }
}
export { process };
