import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateTableCommandInput, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import type { Profile } from '../../lib/profile.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

interface Resources {
  Resources?: Record<string, Resource>;
}

const root = join(import.meta.dirname, '../..');
/** CloudFormation's tags (`!Sub`, `!Ref`) stay plain text: nothing read here holds one. */
const resourcesIn = (file: string): Record<string, Resource> => {
  const { resources } = parse(readFileSync(join(root, file), 'utf8'), { logLevel: 'silent' }) as {
    // Of a list, what is taken from another file is text here.
    resources: Resources | (Resources | string)[];
  };
  const parts = [resources].flat().filter((part) => typeof part !== 'string');
  return Object.assign({}, ...parts.map((part) => part.Resources ?? {})) as Record<string, Resource>;
};

type TableProperties = Omit<CreateTableCommandInput, 'TableName'> & {
  TimeToLiveSpecification: TimeToLiveSpecification;
};

/** The table as it is deployed. */
export const tableProperties = resourcesIn('serverless.yml').Table?.Properties as unknown as TableProperties;

interface QueueProperties {
  VisibilityTimeout: number;
  RedrivePolicy: { maxReceiveCount: number };
}
const { VisibilityTimeout, RedrivePolicy } = resourcesIn('deploy/clara.yml').TaskQueue
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
export const gatewayResponsesOf = (profile: Profile) =>
  new Map(
    Object.values(resourcesIn(`deploy/generated/${profile}.yml`))
      .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
      .map(({ Properties }) => Properties as unknown as GatewayResponse)
      .map((response) => [response.ResponseType, response]),
  );
