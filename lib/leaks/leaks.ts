/** A token that somebody found where all can read it. */
export interface LeakReport {
  token: string;
  /** what the finder calls this kind of token */
  type: string;
}

export interface LeakReports {
  /**
   * Reads a report's body as it came. Fails with `unavailable` while the finder's keys cannot be had.
   * @param keyId names the finder's key
   * @returns undefined unless the finder signed it
   */
  read: (body: Buffer, signature: string, keyId: string, now: number) => Promise<LeakReport[] | undefined>;
}
