/** Why a page was not fetched. */
export type UnfetchableReason =
  | 'url'
  | 'scheme'
  | 'credentials'
  | 'port'
  /** not of the public Internet */
  | 'address'
  | 'redirects'
  | 'status'
  | 'type'
  | 'too_large'
  | 'timeout'
  | 'network';

/** A page was refused or could not be had. It does not say which: addresses are what users wrote about. */
export class Unfetchable extends Error {
  override readonly name = 'Unfetchable';
  readonly reason: UnfetchableReason;
  constructor(reason: UnfetchableReason) {
    super(reason);
    this.reason = reason;
  }
}
