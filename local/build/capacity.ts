/** What a call asks of DynamoDB and of Stripe, beside the authorizer. */
export interface Cost {
  /** requests to DynamoDB */
  dynamodb: number;
  /** read units */
  reads: number;
  /** write units; of an item in a transaction DynamoDB takes two */
  writes: number;
  /** requests to Stripe */
  stripe: number;
}

/** What the authorizer asks for a token of a user: a check, its rate and its last use. The shared keys cost nothing. */
export const AUTHORIZER_COST: Cost = { dynamodb: 1, reads: 0, writes: 1, stripe: 0 };

/** Measured: `test/capacity.test.ts` makes each of these calls and counts. */
export const COSTS = {
  'viewing the account': { dynamodb: 1, reads: 1, writes: 0, stripe: 0 },
  'viewing an analysis': { dynamodb: 1, reads: 1, writes: 0, stripe: 0 },
  registering: { dynamodb: 2, reads: 1, writes: 16, stripe: 0 },
  'logging in': { dynamodb: 7, reads: 2, writes: 5, stripe: 0 },
  'the rate': { dynamodb: 0, reads: 0, writes: 0, stripe: 0 },
  'the portal': { dynamodb: 1, reads: 1, writes: 0, stripe: 1 },
  'the portal, for a user who is no customer yet': { dynamodb: 3, reads: 2, writes: 1, stripe: 2 },
  'a purchase': { dynamodb: 1, reads: 1, writes: 0, stripe: 1 },
  'a purchase with an idempotency key': { dynamodb: 3, reads: 1, writes: 2, stripe: 1 },
  // DynamoDB also charges the write that it refuses here, and does not report it.
  'the same purchase again': { dynamodb: 2, reads: 1, writes: 0, stripe: 0 },
  'settling a payment, a refund or a dispute': { dynamodb: 3, reads: 2, writes: 8, stripe: 0 },
  'settling a payment that was refunded before': { dynamodb: 3, reads: 2, writes: 10, stripe: 0 },
  'a webhook that says nothing new': { dynamodb: 1, reads: 1, writes: 0, stripe: 0 },
  'a webhook of another type': { dynamodb: 0, reads: 0, writes: 0, stripe: 0 },
  'an ingestion that finds nothing': { dynamodb: 6, reads: 3, writes: 3, stripe: 3 },
  'an analysis': { dynamodb: 3, reads: 2, writes: 8, stripe: 0 },
  'an analysis with an idempotency key': { dynamodb: 4, reads: 2, writes: 11, stripe: 0 },
  'the same analysis again': { dynamodb: 2, reads: 1, writes: 0, stripe: 0 },
  'doing an analysis': { dynamodb: 2, reads: 0, writes: 7, stripe: 0 },
  'doing an analysis that fails': { dynamodb: 3, reads: 1, writes: 9, stripe: 0 },
  'cancelling an analysis': { dynamodb: 3, reads: 2, writes: 8, stripe: 0 },
  'a sweep that finds nothing': { dynamodb: 1, reads: 1, writes: 0, stripe: 0 },
} as const satisfies Record<string, Cost>;
