import { challenge } from '../../lib/http/protected-resource.ts';
import { gatewayResponses } from './serverless-file.ts';

const HEADER = 'gatewayresponse.header.';

/**
 * Answers as API Gateway does by itself, from the GatewayResponses in serverless.yml.
 * @param base the API's address, which CloudFormation knows of a deployed one
 */
export function gatewayAnswer(type: string, requestId: string, base: string) {
  const response = gatewayResponses.get(type) ?? gatewayResponses.get('DEFAULT_5XX');
  if (!response) throw new Error('serverless.yml lacks the gateway responses: run npm run generate');
  const headers = Object.entries(response.ResponseParameters).map(([name, value]) => [
    name.slice(HEADER.length),
    typeof value !== 'string'
      ? challenge(base)
      : value === 'context.requestId'
        ? requestId
        : value.slice(1, -1),
  ]);
  return {
    statusCode: Number(response.StatusCode),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: response.ResponseTemplates['application/json'],
  };
}
