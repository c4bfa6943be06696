import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authorize, type Caller } from '../domain/access.ts';
import { Failure } from '../errors.ts';
import { toContext } from './caller.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import { described, log } from './log.ts';

const PORTS = ['table', 'keyring', 'sharedKeys'] as const;
type Port = (typeof PORTS)[number];

/**
 * The REQUEST authorizer. API Gateway knows three ways to refuse, and `GatewayResponses` puts each into the envelope:
 *
 *     throw 'Unauthorized'   UNAUTHORIZED         401   not a good token
 *     a policy of Deny       ACCESS_DENIED        429   a good token above its rate
 *     any other throw        AUTHORIZER_FAILURE   503   we could not find out
 */
export function authorizer(live: Runtime & Live<Port>) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const { requestId } = event.requestContext;
    try {
      const ctx = await contextOf<'unauthorized' | 'rate_limited', Port>(
        'authorizer',
        requestId,
        live,
        PORTS,
      );
      const caller = await authorize(ctx, authorizationOf(event));
      return policyOf('Allow', event.methodArn, caller);
    } catch (error) {
      const code = error instanceof Failure ? error.code : 'internal';
      const refused = code === 'unauthorized' || code === 'rate_limited';
      const fields = { request_id: requestId, route: 'authorizer', code, ...described(error) };
      log(refused ? 'info' : 'error', 'refused', fields);
      if (code === 'rate_limited') return policyOf('Deny', event.methodArn);
      throw new Error(code === 'unauthorized' ? 'Unauthorized' : 'The authorizer failed', { cause: error });
    }
  };
}

/** The header, under whatever case it came; one that came twice is none. */
function authorizationOf({ multiValueHeaders }: APIGatewayRequestAuthorizerEvent): string {
  const values = Object.entries(multiValueHeaders ?? {}).flatMap(([name, given]) =>
    name.toLowerCase() === 'authorization' ? (given ?? []) : [],
  );
  return values.length === 1 ? (values[0] ?? '') : '';
}

const policyOf = (
  Effect: 'Allow' | 'Deny',
  Resource: string,
  caller?: Caller,
): APIGatewayAuthorizerResult => ({
  principalId: caller && 'user_id' in caller ? caller.user_id : (caller?.kind ?? 'limited'),
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  ...(caller && { context: toContext(caller) }),
});
