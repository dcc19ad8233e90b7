/** What every service that waits takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions extends CallOptions {
  /** Entries a page, 1 to 1000. Default: what the store gives, usually 1000. */
  readonly pageSize?: number | undefined;
}

/** {@link CallOptions} in the words of the SDK's `send`. */
export function toSendOptions({ signal }: CallOptions): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
