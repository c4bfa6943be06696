/** What Stripe answers instead: https://docs.stripe.com/api/errors */
export class Refusal extends Error {
  readonly status: 400 | 401 | 404;
  readonly details: { type?: string; code?: string; param?: string };

  constructor(message: string, details: Refusal['details'] = {}, status: Refusal['status'] = 400) {
    super(message);
    this.status = status;
    this.details = details;
  }

  body() {
    return { error: { type: 'invalid_request_error', message: this.message, ...this.details } };
  }
}

export const missing = (what: string, id: string, param = 'id', status: 400 | 404 = 404) =>
  new Refusal(`No such ${what}: '${id}'`, { code: 'resource_missing', param }, status);
