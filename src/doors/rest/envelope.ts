/** Counts that were asked for with `meta`. */
export interface MetaCounts {
  total_count?: number;
  filter_count?: number;
}

/** What the REST door answers when something went well. `meta` is there only when it was asked for. */
export interface Envelope<T = unknown> {
  readonly data: T;
  readonly meta?: MetaCounts;
}

export function envelope<T>(data: T, meta: MetaCounts | null = null): Envelope<T> {
  return meta ? { data, meta } : { data };
}
