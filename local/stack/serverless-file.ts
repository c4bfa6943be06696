import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateTableCommandInput, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const file = join(import.meta.dirname, '../../serverless.yml');
/** CloudFormation's tags (`!Sub`, `!Ref`) stay plain text: nothing read here holds one. */
const { resources } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as {
  resources: { Resources: Record<string, Resource> };
};

type TableProperties = Omit<CreateTableCommandInput, 'TableName'> & {
  TimeToLiveSpecification: TimeToLiveSpecification;
};

/** The table as it is deployed. */
export const tableProperties = resources.Resources.Table?.Properties as unknown as TableProperties;

interface QueueProperties {
  VisibilityTimeout: number;
  RedrivePolicy: { maxReceiveCount: number };
}
const { VisibilityTimeout, RedrivePolicy } = resources.Resources.TaskQueue
  ?.Properties as unknown as QueueProperties;

/** The task queue as it is deployed. */
export const queueProperties = {
  /** s */
  visibilityTimeout: VisibilityTimeout,
  maxReceiveCount: RedrivePolicy.maxReceiveCount,
};

export interface GatewayResponse {
  ResponseType: string;
  StatusCode: string;
  ResponseTemplates: { 'application/json': string };
  /** text, or what CloudFormation makes of a condition */
  ResponseParameters: Record<string, string | unknown[]>;
}

/** What API Gateway is told to answer by itself, by type. */
export const gatewayResponses = new Map(
  Object.values(resources.Resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
    .map(({ Properties }) => Properties as unknown as GatewayResponse)
    .map((response) => [response.ResponseType, response]),
);
