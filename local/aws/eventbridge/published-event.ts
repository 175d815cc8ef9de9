/** An event as a sender describes it; the bus adds id, account and region. */
export type PublishedEvent = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
  /** Milliseconds since the epoch. Default: now. */
  readonly time?: number;
  /** Name or ARN. Default: `default`. */
  readonly busName?: string;
};
