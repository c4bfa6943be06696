import { challenge } from '../../lib/http/protected-resource.ts';
import type { Profile } from '../../lib/profile.ts';
import { gatewayResponsesOf } from './serverless-file.ts';

const HEADER = 'gatewayresponse.header.';

/** Answers as API Gateway does by itself, from the GatewayResponses that a profile is deployed with. */
export function gatewayAnswers(profile: Profile) {
  const responses = gatewayResponsesOf(profile);

  /** @param base the API's address, which CloudFormation knows of a deployed one */
  return (type: string, requestId: string, base: string) => {
    const response = responses.get(type) ?? responses.get('DEFAULT_5XX');
    if (!response) throw new Error('the deployment lacks the gateway responses: run npm run generate');
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
  };
}
