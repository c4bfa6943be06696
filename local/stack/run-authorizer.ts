import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

export type AuthorizerOutcome =
  | { allowed: true; principalId: string; context: Record<string, string> }
  | { allowed: false; response: 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE' };

type AuthorizerHandler = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * Does with a REQUEST authorizer what API Gateway does: a missing identity source is refused without asking it, its
 * throws and its policy decide between three gateway responses.
 */
export async function runAuthorizer(
  handler: AuthorizerHandler,
  event: APIGatewayRequestAuthorizerEvent,
): Promise<AuthorizerOutcome> {
  const named = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  if (!named?.[1]) return { allowed: false, response: 'UNAUTHORIZED' };
  try {
    const { principalId, policyDocument, context } = await handler(event);
    if (policyDocument.Statement.some(({ Effect }) => Effect !== 'Allow'))
      return { allowed: false, response: 'ACCESS_DENIED' };
    return { allowed: true, principalId, context: (context ?? {}) as Record<string, string> };
  } catch (error) {
    const unauthorized = error instanceof Error && error.message === 'Unauthorized';
    return { allowed: false, response: unauthorized ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE' };
  }
}
